"""Attacks in every kind of value, in a real browser: no dialog, no script error, no stranger.

The pages, the search and the table's CSV are used as a reader would use them. What the HTML may
hold is judged in `tests/proof`; here is seen what a browser makes of it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import listen
from tests.browser.sites import Site, served
from tests.proof import payloads
from tests.proof.test_payloads import built, project


@pytest.fixture(scope="module", params=["pydata_sphinx_theme", "furo"])
def attacked(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    root = tmp_path_factory.mktemp("attacked")
    made = project(root, payloads.OURS, valid=True)
    with served(built(made, request.param).out) as site:
        yield site


@pytest.fixture
def wary(browser: Browser, attacked: Site) -> Iterator[tuple[Page, list[str]]]:
    """A page whose dialogs, errors and requests to strangers are written down."""
    page = browser.new_page(base_url=attacked.url)
    problems = listen(page)

    def on_dialog(dialog: object) -> None:
        problems.append(f"dialog: {dialog}")
        dialog.dismiss()  # type: ignore[attr-defined]  # playwright's Dialog

    page.on("dialog", on_dialog)
    page.on("popup", lambda opened: problems.append(f"popup: {opened.url}"))
    page.on("download", lambda _file: None)
    page.add_init_script("window.alert = () => { throw new Error('an attack ran') }")
    yield page, problems
    page.close()


def test_no_page_runs_an_attack(wary: tuple[Page, list[str]], attacked: Site) -> None:
    page, problems = wary
    pages = (
        path.relative_to(attacked.folder).as_posix() for path in attacked.folder.rglob("*.html")
    )
    names = sorted(name for name in pages if not name.startswith("_static/"))  # themes' templates
    assert len(names) > 30
    for name in names:
        page.goto(f"/{name}", wait_until="load")
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        page.mouse.move(400, 300)
    assert problems == []


def test_no_search_runs_an_attack(wary: tuple[Page, list[str]]) -> None:
    page, problems = wary
    for words in ("alert", "script", "img", "onerror", "svg", "<img src=x onerror=alert(1)>"):
        page.goto("/search.html")
        page.evaluate("words => { location.search = '?q=' + encodeURIComponent(words) }", words)
        page.wait_for_selector("#search-results")
        page.wait_for_load_state("networkidle")  # what is still on its way would count as missing
    assert problems == []


def test_no_table_runs_an_attack_and_its_csv_holds_no_formula(
    wary: tuple[Page, list[str]],
) -> None:
    page, problems = wary
    page.goto("/d-leads.html")
    tables = page.locator(".lf-leads")
    for number in range(tables.count()):
        table = tables.nth(number)
        table.locator("input[type=search]").fill("alert")
        table.locator("input[type=search]").fill("")
        for index in range(table.locator("th .lf-sort").count()):
            table.locator("th .lf-sort").nth(index).click()
        for select in table.locator("select").all():
            if select.is_visible():
                for option in range(min(3, select.locator("option").count())):
                    select.select_option(index=option)
                select.select_option(index=0)
        with page.expect_download() as saved:
            table.locator(".lf-csv").click()
        text = Path(saved.value.path()).read_text("utf-8-sig")
        cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
        assert len(cells) > 10
        assert [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")] == []
    page.goto("/d-leads.html#leads?find=%3Cimg%20src=x%20onerror=alert(1)%3E&sort=x")
    page.wait_for_timeout(200)
    assert problems == []


def test_the_listener_hears_an_attack(wary: tuple[Page, list[str]], attacked: Site) -> None:
    """A page on which one of the attacks is let through."""
    page, problems = wary
    (attacked.folder / "open.html").write_text(
        "<!doctype html><img src=x onerror=alert(1)><img src='https://evil.example/pixel.png'>"
    )
    page.goto("/open.html")
    page.wait_for_timeout(300)
    (attacked.folder / "open.html").unlink()
    assert any("an attack ran" in one for one in problems)
    assert any("evil.example" in one for one in problems)
