"""How long the status table of N leads takes to answer in a real browser.

Prints a table of medians: every figure is 20 answers of the page to one action, measured in
the page from the action until the browser has laid the table out again.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.find_browser import find

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DAY = dt.date(2026, 11, 23)
ROUNDS = 20

CONF = """\
extensions = ["myst_parser", "sphinx_leadflow"]
html_theme = "pydata_sphinx_theme"
html_context = {"default_mode": "light"}
leadflow_data = "../leads_data"
leadflow_today = "2026-11-23"
leadflow_audience = "team"
"""

PAGE = "# Leads\n\n```{leadflow:leads}\n```\n"

ANSWER = """async ([find, act]) => {
  const target = document.querySelector(find);
  const start = performance.now();
  if (act === 'click') target.click();
  else {
    target.value = target.value ? '' : act;
    target.dispatchEvent(new Event('input', {bubbles: true}));
  }
  await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  document.body.getBoundingClientRect();
  return performance.now() - start;
}"""


def write_leads(folder: Path, number: int) -> None:
    """N leads, the same ones at every run, spread over the steps of the live process."""
    folder.mkdir(parents=True)
    steps = ("create-lead", "send-questionnaire", "create-folder", "decide-scope")
    for index in range(number):
        day = DAY - dt.timedelta(days=index % 40)
        lines = [f"name: Observatory number {index * 7919 % number:05}", "owner: amara", "history:"]
        lines += [
            f"  - {{date: {day.isoformat()}, to: {step}, by: amara}}"
            for step in steps[: 1 + index % len(steps)]
        ]
        (folder / f"lead-{index:05}.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def build(root: Path, number: int) -> Path:
    """The site with one table; gives back its page."""
    write_leads(root / "leads_data" / "leads", number)
    process = (ROOT / "leads_data" / "process.yaml").read_text(encoding="utf-8")
    (root / "leads_data" / "process.yaml").write_text(process, encoding="utf-8")
    docs = root / "docs"
    docs.mkdir()
    (docs / "conf.py").write_text(CONF, encoding="utf-8")
    (docs / "index.md").write_text(PAGE, encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", str(docs), str(root / "out")]
    subprocess.run([*command, "-d", str(root / "doctrees")], check=False, capture_output=True)
    return root / "out" / "index.html"


def measure(page: Page, target: str, act: str) -> list[float]:
    """Milliseconds of each answer, the first one not counted."""
    times = [float(page.evaluate(ANSWER, [target, act])) for _round in range(ROUNDS + 1)]
    return times[1:]


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leads", type=int, default=1000, help="how many leads (1000)")
    number = parser.parse_args().leads
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        address = build(Path(folder), number).as_uri()
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(address)
        print(f"{number} leads, load average {os.getloadavg()[0]:.1f}, {ROUNDS} answers each")
        print(f"{'action':<24}{'median ms':>10}{'slowest ms':>12}")
        for label, target, act in (
            ("sort by a column", ".lf-table thead button", "click"),
            ("search", ".lf-filters input", "0077"),
        ):
            times = measure(page, target, act)
            print(f"{label:<24}{statistics.median(times):>10.0f}{max(times):>12.0f}")
        browser.close()


if __name__ == "__main__":
    main()
