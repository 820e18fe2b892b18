"""The site opens in a real browser, quietly, for everybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.sites import Site


def test_home_page_opens_from_a_server(page: Page) -> None:
    page.goto("/index.html")
    expect(page.locator("h1")).to_have_count(1)


def test_home_page_opens_from_a_folder(page: Page, site: Site) -> None:
    page.goto(site.file("index.html"))
    expect(page.locator("h1")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375])
def test_home_page_is_accessible(
    page: Page, axe: Callable[[Page], list[str]], scheme: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    page.goto("/index.html")
    assert axe(page) == []
