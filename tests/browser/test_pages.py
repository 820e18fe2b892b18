"""Each kind of page in a real browser: readable, accessible, printable, at every width."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.sites import Site

PAGES = {
    "process": "/handbook/process.html",
    "leads": "/handbook/leads.html",
    "customers": "/handbook/customers.html",
    "this week": "/handbook/this-week.html",
    "numbers": "/handbook/numbers.html",
    "assets": "/handbook/assets.html",
    "people": "/handbook/people.html",
    "fields": "/handbook/fields.html",
    "open lead": "/handbook/leads/northern-lights.html",
    "overdue lead": "/handbook/leads/meridian-climate-consortium.html",
    "waiting lead": "/handbook/leads/larkspur-statistics.html",
    "won lead": "/handbook/leads/halcyon-solar-observatory.html",
    "lost lead": "/handbook/leads/quillon-institute.html",
    "parked lead": "/handbook/leads/redfern-polytechnic.html",
    "long name": "/handbook/leads/coastal-resilience-programme.html",
    "right to left": "/handbook/leads/marsad-al-waha.html",
}
LEAD = PAGES["open lead"]


# Kinds that differ only in what a box says are seen once in each light.
ALL_LOOKS = [(width, scheme) for width in (1280, 375) for scheme in ("light", "dark")]
ONE_OF_A_KIND = ("overdue lead", "waiting lead", "lost lead", "long name", "right to left")
LOOKS = [
    (kind, width, scheme)
    for kind in PAGES
    for width, scheme in (ALL_LOOKS if kind not in ONE_OF_A_KIND else ALL_LOOKS[1:3])
]


@pytest.mark.parametrize(("kind", "width", "scheme"), LOOKS)
def test_pages_are_accessible(
    page: Page,
    team_site: Site,
    axe: Callable[[Page], list[str]],
    kind: str,
    width: int,
    scheme: str,
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(team_site.url + PAGES[kind])
    assert axe(page) == []


@pytest.mark.parametrize("kind", PAGES)
def test_nothing_is_wider_than_the_screen(page: Page, team_site: Site, kind: str) -> None:
    page.goto(team_site.url + PAGES[kind])
    for width in (320, 375, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, width


@pytest.mark.parametrize("kind", PAGES)
def test_no_text_is_smaller_than_12_pixels(page: Page, team_site: Site, kind: str) -> None:
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto(team_site.url + PAGES[kind])
    small = page.evaluate(
        """() => [...document.querySelectorAll('[class*="lf-"], [class*="lf-"] *')]
          .filter(one => !one.closest('.lf-sr, .lf-tick') && [...one.childNodes].some(
            child => child.nodeType === 3 && child.data.trim())
            && parseFloat(getComputedStyle(one).fontSize) < 12)
          .map(one => one.className)"""
    )
    assert small == []


@pytest.mark.parametrize("width", [1280, 375])
def test_the_tables_below_the_pictures_are_accessible_too(
    page: Page, team_site: Site, axe: Callable[[Page], list[str]], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(team_site.url + PAGES["numbers"])
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_on_paper_the_tables_of_the_pictures_are_open(page: Page, team_site: Site) -> None:
    page.goto(team_site.url + PAGES["numbers"])
    table = page.locator(".lf-numbers table").first
    expect(table).not_to_be_visible()
    page.emulate_media(media="print")
    expect(table).to_be_visible()


@pytest.mark.parametrize("kind", ["numbers", "this week", "customers", "leads"])
def test_on_paper_no_box_cuts_what_is_longer_than_a_page(
    page: Page, team_site: Site, kind: str
) -> None:
    page.emulate_media(media="print")
    page.goto(team_site.url + PAGES[kind])
    boxes = page.evaluate(
        """() => { const found = []; let one = document.querySelector('article');
          while ((one = one.parentElement) && one !== document.body) {
            const style = getComputedStyle(one);
            if (style.display.includes('flex') || style.overflowY !== 'visible')
              found.push(one.className); }
          return found; }"""
    )
    assert boxes == []


def test_on_a_phone_badges_take_no_room_from_the_name_of_a_lead(
    page: Page, team_site: Site
) -> None:
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto(team_site.url + PAGES["this week"])
    widths = page.evaluate(
        """() => {
          for (const badge of document.querySelectorAll('.lf-point-due .lf-badge')) {
            badge.textContent += ', 219 days';
            for (const _ of [1, 2]) badge.after(badge.cloneNode(true));
          }
          return [...document.querySelectorAll('.lf-points .lf-point-name')]
            .map(one => one.getBoundingClientRect().width); }"""
    )
    assert len(widths) > 5
    assert min(widths) > 220
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_the_table_of_customers_is_seen_whole(page: Page, team_site: Site) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(team_site.url + PAGES["customers"])
    hidden = "table => table.offsetWidth - table.parentElement.clientWidth"
    assert page.locator("table.lf-customers").evaluate(hidden) <= 1


def test_lead_answers_on_the_first_phone_screen(page: Page, team_site: Site) -> None:
    page.set_viewport_size({"width": 375, "height": 667})
    page.goto(team_site.url + LEAD)
    for part in (".lf-next-action", ".lf-when", ".lf-contact a[href^='tel:']"):
        box = page.locator(part).first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 667


def test_message_is_copied_as_it_reads(page: Page, team_site: Site) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(team_site.url + LEAD)
    button = page.get_by_role("button", name="Copy message").first
    button.click()
    expect(button.or_(page.get_by_role("button", name="Copied"))).to_have_text("Copied")
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.startswith("Dear Ingrid Solheim,\n\nhere is our quote")
    assert "[Quote valid until]" in text


def test_lines_to_paste_are_copied_without_their_frame(page: Page, team_site: Site) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(team_site.url + LEAD)
    page.get_by_role("button", name="Copy lines").first.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.startswith("quote_sent: …  # such as 2026-11-23\n")
    assert text.endswith("\n")


def test_copying_works_where_the_clipboard_is_refused(page: Page, team_site: Site) -> None:
    page.add_init_script("delete Navigator.prototype.clipboard")
    page.goto(team_site.url + LEAD)
    page.get_by_role("button", name="Copy message").first.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()


def test_message_opens_as_an_e_mail(page: Page, team_site: Site) -> None:
    page.goto(team_site.url + LEAD)
    address = page.get_by_role("link", name="Open in e-mail").first.get_attribute("href")
    assert address is not None
    assert address.startswith("mailto:ingrid%40example.org?subject=Your%20quote")


def test_without_script_a_lead_has_no_dead_buttons(browser: Browser, team_site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(team_site.url + LEAD)
    assert page.locator("article button").count() == 0
    expect(page.get_by_role("link", name="Open in e-mail").first).to_be_visible()
    page.locator(".lf-tell summary").first.click()
    expect(page.locator(".lf-tell .lf-letter").first).to_be_visible()
    context.close()


def test_pipeline_becomes_one_column_on_a_phone(page: Page, team_site: Site) -> None:
    def lefts() -> list[int]:
        panels = page.locator(".lf-stage-panel").all()
        return [round((panel.bounding_box() or {"x": -1})["x"]) for panel in panels]

    page.goto(team_site.url + PAGES["process"])
    assert len(set(lefts())) == len(lefts()) == 3
    page.set_viewport_size({"width": 375, "height": 800})
    assert len(set(lefts())) == 1


def test_every_step_of_the_picture_leads_to_its_text(page: Page, team_site: Site) -> None:
    page.goto(team_site.url + PAGES["process"])
    missing = page.evaluate(
        """() => [...document.querySelectorAll('.lf-pipeline a')].map(one => one.hash)
          .filter(hash => !document.getElementById(hash.slice(1)))"""
    )
    assert missing == []


def test_board_scrolls_inside_itself_on_a_phone(page: Page, team_site: Site) -> None:
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto(team_site.url + PAGES["leads"])
    board = page.locator("ul.lf-board")
    assert board.evaluate("one => one.scrollWidth > one.clientWidth")
    board.locator("a").last.focus()
    assert board.evaluate("one => one.scrollLeft > 0")


def test_print_leaves_out_controls_and_opens_what_is_folded(page: Page, team_site: Site) -> None:
    page.goto(team_site.url + LEAD)
    page.emulate_media(media="print")
    for part in (".lf-button", ".bd-sidebar-primary"):
        expect(page.locator(part).first).to_be_hidden()
    expect(page.locator(".lf-tell .lf-letter-text").first).to_be_visible()
    page.goto(team_site.url + PAGES["leads"])
    expect(page.locator(".lf-filters").first).to_be_hidden()
    expect(page.locator("ul.lf-board")).to_have_css("overflow-x", "visible")
    expect(page.locator(".lf-table > tbody > tr").first).to_have_css("break-inside", "avoid")


@pytest.mark.parametrize("name", ["leads", "customers", "process", "numbers"])
def test_paper_cuts_nothing_off_and_keeps_the_columns_of_tables(
    page: Page, team_site: Site, name: str
) -> None:
    page.set_viewport_size({"width": 702, "height": 1000})  # A4 with margins of 12 mm
    page.goto(team_site.url + PAGES[name])
    page.emulate_media(media="print")
    expect(page.locator(".bd-article-container")).to_have_css("overflow", "visible")
    for table in page.locator(".lf-table").all():
        expect(table).to_have_css("display", "table")
    assert page.evaluate(
        "() => Math.max(...[...document.querySelectorAll('article *')]"
        ".map(one => one.getBoundingClientRect().right)) <= innerWidth"
    )


def test_paper_is_written_on_in_dark_letters_in_the_dark_too(page: Page, team_site: Site) -> None:
    page.emulate_media(color_scheme="dark", media="print")
    page.goto(team_site.url + LEAD)
    for part in ("h1", ".lf-next-action", ".lf-paste pre span"):
        colour = page.locator(part).first.evaluate("one => getComputedStyle(one).color")
        assert max(map(int, re.findall(r"\d+", colour)[:3])) < 110, (part, colour)


def test_the_contact_of_a_closed_lead_is_on_the_first_phone_screen(
    page: Page, team_site: Site
) -> None:
    page.set_viewport_size({"width": 375, "height": 667})
    page.goto(team_site.url + PAGES["won lead"])
    call = page.locator(".lf-lead-contact a[href^='tel:']")
    box = call.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 667


def test_the_place_that_was_left_bears_the_mark_of_how(page: Page, team_site: Site) -> None:
    masks = []
    for kind in ("parked lead", "lost lead"):
        page.goto(team_site.url + PAGES[kind])
        masks.append(
            page.locator(".lf-seg-left").evaluate(
                "one => getComputedStyle(one, '::after').maskImage"
            )
        )
    assert masks[0] != masks[1]


@pytest.mark.parametrize(
    ("kind", "columns"), [("leads", ".lf-board-head"), ("this week", ".lf-bucket-head")]
)
def test_columns_begin_at_the_same_height(
    page: Page, team_site: Site, kind: str, columns: str
) -> None:
    page.goto(team_site.url + PAGES[kind])
    tops = page.locator(columns).evaluate_all(
        "heads => heads.map(one => Math.round(one.getBoundingClientRect().top))"
    )
    assert len(tops) > 1
    assert len(set(tops)) == 1


def test_a_public_lead_offers_nothing_of_the_team(page: Page) -> None:
    page.goto(LEAD)
    expect(page.locator(".lf-badge.lf-lock")).to_have_count(0)
    expect(page.locator("a[href^='tel:']")).to_have_count(0)
