"""Pictures of the pages with numbers, to be looked at by people.

    python -m tests.browser.gallery FOLDER [COUNT ...]

builds them for 0, 1, 40 and 1,000 leads and leaves in the folder a PNG of each page in light and
dark, on a desk and on a phone, and a PDF as it is printed.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser import find_browser
from tests.browser.sites import NOT_SOURCES, REPOSITORY, served

COUNTS = (0, 1, 40, 1000)
PAGES = ("numbers", "this-week", "customers", "log")
WIDTHS = {"desk": 1280, "phone": 375}
ONLY_LEAD = "northern-lights"
CONF = """\
project = html_title = "Handbook"
extensions = ["myst_parser", "sphinx_leadflow"]
html_theme = "pydata_sphinx_theme"
suppress_warnings = ["toc.not_included"]
leadflow_data = "../leads_data"
leadflow_today = "2026-11-23"
leadflow_audience = "team"
"""


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    browser = find_browser.find()
    if browser is None:
        sys.exit(find_browser.HELP)
    counts = tuple(map(int, sys.argv[2:])) or COUNTS
    with tempfile.TemporaryDirectory() as root, sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        for count in counts:
            take(opened, build(Path(root) / str(count), count), folder, count)


def build(into: Path, count: int) -> Path:
    """The handbook's pages with so many leads, built."""
    shutil.copytree(REPOSITORY / "leads_data", into / "leads_data", ignore=NOT_SOURCES)
    shutil.rmtree(into / "leads_data" / "leads")
    (into / "leads_data" / "leads").mkdir()
    for ident, text in some_leads(count):
        (into / "leads_data" / "leads" / f"{ident}.yaml").write_text(text, encoding="utf-8")
    docs = into / "docs"
    docs.mkdir()
    (docs / "conf.py").write_text(CONF, encoding="utf-8")
    (docs / "index.md").write_text("# Handbook\n", encoding="utf-8")
    for page in PAGES:
        text = (REPOSITORY / "docs" / "handbook" / f"{page}.md").read_text(encoding="utf-8")
        text = re.sub(r"\[\]\([^)]*\)", "the manual", text)  # which is not here
        (docs / f"{page}.md").write_text(f"---\norphan: true\n---\n{text}", encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", docs, into / "html"]
    subprocess.run(command, check=True)
    return into / "html"


def some_leads(count: int) -> Iterator[tuple[str, str]]:
    """The leads of the handbook; where they are too few, again as they would have been before."""
    texts = {
        file.stem: file.read_text(encoding="utf-8")
        for file in sorted((REPOSITORY / "leads_data" / "leads").glob("*.yaml"))
    }
    if count == 1:
        yield ONLY_LEAD, texts[ONLY_LEAD]
        return
    for number in range(count):
        ident = list(texts)[number % len(texts)]
        yield again(ident, texts[ident], number // len(texts))


def again(ident: str, text: str, turn: int) -> tuple[str, str]:
    """A lead under another name, so many times nine days earlier."""
    if not turn:
        return ident, text

    def earlier(found: re.Match[str]) -> str:
        return (dt.date.fromisoformat(found[0]) - dt.timedelta(days=9 * turn)).isoformat()

    text = re.sub(r"\b20\d\d-\d\d-\d\d\b", earlier, text)
    text = re.sub(r"(?m)^(renews|duplicate_of): (\S+)$", rf"\1: \2-{turn}", text)
    text = re.sub(r"(?m)^name: (\"?)(.*?)\1$", rf"name: \1\2, {turn}\1", text, count=1)
    return f"{ident}-{turn}", text


def take(browser: Browser, html: Path, folder: Path, count: int) -> None:
    """Every page in every look."""
    with served(html) as site:
        for page in PAGES:
            for scheme in ("light", "dark"):
                for name, width in WIDTHS.items():
                    seen = browser.new_page(
                        viewport={"width": width, "height": 900}, color_scheme=scheme
                    )
                    seen.goto(f"{site.url}/{page}.html")
                    path = folder / f"{page}-{count}-{scheme}-{name}.png"
                    seen.screenshot(path=path, full_page=True)
                    seen.close()
            printed = browser.new_page()
            printed.goto(f"{site.url}/{page}.html")
            printed.pdf(path=folder / f"{page}-{count}.pdf", format="A4")
            printed.close()


if __name__ == "__main__":
    main()
