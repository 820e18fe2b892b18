"""How long the status table of N leads takes to answer in a real browser.

Every figure is 20 answers of the page to one action, measured in the page from the action
until the browser has laid the table out again.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Page, sync_playwright

from tests.bench import leads, overviews
from tests.browser.find_browser import find

if TYPE_CHECKING:
    from collections.abc import Iterator

ROUNDS = 20

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


def build(root: Path, number: int) -> Path:
    """The site with one table; gives back its page."""
    overviews.ours(root, [leads.lead(index, number) for index in range(number)])
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", "-d", str(root / "doctrees")]
    subprocess.run([*command, "docs", "out"], cwd=root, check=True, capture_output=True)
    return root / "out" / "leads.html"


def measure(page: Page, target: str, act: str) -> list[float]:
    """Milliseconds of each answer, the first one not counted."""
    times = [float(page.evaluate(ANSWER, [target, act])) for _round in range(ROUNDS + 1)]
    return times[1:]


def measured(number: int) -> Iterator[str]:
    """Build, measure; the lines of a table of medians."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        address = build(Path(folder), number).as_uri()
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(address)
        yield f"{number} leads, {ROUNDS} answers each"
        yield ""
        yield f"| {'action':<24} | {'median ms':>9} | {'slowest ms':>10} |"
        yield f"| {'-' * 24} | {'-' * 9} | {'-' * 10} |"
        for label, target, act in (
            ("sort by a column", ".lf-table thead button", "click"),
            ("search", ".lf-filters input", "0077"),
        ):
            times = measure(page, target, act)
            yield f"| {label:<24} | {statistics.median(times):>9.0f} | {max(times):>10.0f} |"
        browser.close()
