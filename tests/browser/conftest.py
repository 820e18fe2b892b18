"""A real browser before the real site.

``page`` opens paths of the public site (``page.goto("/index.html")``) and fails its test on any
script error, failed request or request to another host. ``site`` and ``team_site`` say where the
two sites lie, ``axe`` judges a page's accessibility.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request

from tests.browser import find_browser
from tests.browser.sites import Site, build, served


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site as the public sees it, built once."""
    with served(build(tmp_path_factory.mktemp("public"), audience="public")) as site:
        yield site


@pytest.fixture(scope="session")
def team_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site as the team sees it, built once if a test asks for it."""
    with served(build(tmp_path_factory.mktemp("team"), audience="team")) as site:
        yield site


@pytest.fixture(scope="session")
def base_url(site: Site) -> str:
    """What pytest-playwright puts before a path."""
    return site.url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The browser that is here. A missing one is a failure: a skip would look like a pass."""
    browser = find_browser.find()
    if browser is None:
        pytest.fail(find_browser.HELP)
    return {
        **browser_type_launch_args,
        "executable_path": browser,
        "args": ["--no-sandbox"],  # containers have none to offer, and the pages are our own
    }


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page that must stay quiet: no script error, nothing missing, nothing from elsewhere."""
    problems = listen(page)
    yield page
    assert problems == []


def listen(page: Page) -> list[str]:
    """Collect what goes wrong on a page from now on."""
    problems: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            problems.append(f"console: {message.text} ({message.location['url']})")

    def on_request(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https"} and address.hostname != "127.0.0.1":
            problems.append(f"request to another host: {request.url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: problems.append(f"script: {error}"))
    page.on("request", on_request)
    page.on("requestfailed", lambda request: problems.append(f"not loaded: {request.url}"))
    return problems


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """Judge the page as it is now, and return one line for each violation and element."""
    judge = Axe()
    # Else axe itself asks for the imports of our style sheets, at an address that is none.
    options = {"preload": False}

    def violations(page: Page) -> list[str]:
        return [
            f"{found['impact']} {found['id']}: {', '.join(map(str, node['target']))}"
            for found in judge.run(page, options=options).response["violations"]
            for node in found["nodes"]
        ]

    return violations
