"""The site's own search finds a lead by name, organisation and alias, and says where it stands."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.sites import Site


@pytest.mark.parametrize(
    ("words", "result"),
    [
        ("Northern", "Northern Lights Observatory (lead: Send a quote)"),
        ("Varanger", "Northern Lights Observatory (lead: Send a quote)"),
        ("Gull Island", "Station marine de l'Île aux Mouettes (lead: Customer)"),
    ],
)
def test_a_lead_is_found(page: Page, team_site: Site, words: str, result: str) -> None:
    page.goto(f"{team_site.url}/search.html?q={words.replace(' ', '+')}")
    expect(page.locator("#search-results a", has_text=result).first).to_be_visible()
