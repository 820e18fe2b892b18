"""Find a Chromium or Chrome that starts; with ``--install``, get one if there is none.

Run by ``nox -s tests`` before the tests, and imported by the tests themselves.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
HELP = (
    "no Chromium or Chrome that starts was found: install one with your system's packages, or "
    "set CHROME_BIN to its path (`nox -s tests` tries `playwright install` and apt-get by itself)"
)
ASK_PLAYWRIGHT = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""
MINUTES = 60


def find() -> str | None:
    """Return the path of the first browser that starts: an installed one, then Playwright's."""
    return next((path for path in candidates() if starts(path)), None)


def candidates() -> Iterator[str]:
    if chosen := os.environ.get("CHROME_BIN"):
        yield chosen
    yield from filter(None, map(shutil.which, NAMES))
    yield MAC
    # In a process of its own: Playwright allows one event loop in a thread, and the tests have it.
    answer = subprocess.run(
        [sys.executable, "-c", ASK_PLAYWRIGHT], capture_output=True, text=True, check=False
    )
    yield answer.stdout.strip()


def starts(path: str) -> bool:
    """Whether the file is there and finds its libraries; a download alone often does not."""
    return runs([path, "--version"], seconds=30, quiet=True) if os.path.isfile(path) else False


def install() -> str | None:
    """Try one way after the other, and return the browser that the first of them gave."""
    for way in (playwright_install, apt_install):
        print(f"no browser yet: {way.__doc__}", flush=True)
        way()
        if browser := find():
            return browser
    return None


def playwright_install() -> None:
    """playwright install chromium"""
    runs([sys.executable, "-m", "playwright", "install", "chromium"], seconds=5 * MINUTES)


def apt_install() -> None:
    """apt-get install chromium"""
    if not shutil.which("apt-get"):
        return
    root = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    runs([*apt, "update", "-q"], seconds=5 * MINUTES)
    runs([*apt, "install", "-q", "-y", "--no-install-recommends", "chromium"], seconds=10 * MINUTES)


def runs(command: list[str], seconds: int, quiet: bool = False) -> bool:
    out = subprocess.DEVNULL if quiet else None
    try:
        done = subprocess.run(
            command, timeout=seconds, stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def main() -> int:
    browser = find() or (install() if "--install" in sys.argv[1:] else None)
    print(browser or HELP)
    return 0 if browser else 1


if __name__ == "__main__":
    sys.exit(main())
