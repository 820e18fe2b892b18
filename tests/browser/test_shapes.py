"""Processes and tables of other sizes than the handbook's: few stages, many, hundreds of rows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.sites import Site, served
from tests.ext.project import CONF, Project

THEMES = ("pydata_sphinx_theme", "furo", "alabaster")
SIZES = {"one": 1, "three": 3, "four": 4, "twelve": 12}

LOOK = (
    CONF
    + """\
html_title = "Book"
html_context = {"default_mode": "auto"}
"""
)

OVERFLOW = "document.documentElement.scrollWidth - innerWidth"
PAGE = """\
# {leadflow:process}`title`

```{leadflow:pipeline}
```

```{leadflow:process}
```
"""


def process(stages: int) -> str:
    """Stages of five steps: a decision and a loop in each, a way out of every second one."""
    text = ["title: A process", "people: {amara: Amara Okafor}", "stages:"]
    for stage in range(1, stages + 1):
        text += [f"  s{stage}:", f"    title: Qualification number {stage}", "    steps:"]
        for step in range(1, 6):
            text += [f"      s{stage}-{step}:", f"        title: Do the {step}. thing of {stage}"]
            if step == 2:
                text += ["        repeats: true"]
            if step == 4:
                out = "lost" if stage % 2 else f"out-{stage}"
                text += [f"        next: {{yes: s{stage}-5, once more: s{stage}-2, no: {out}}}"]
    text += ["outcomes:", "  done: {title: Customer, kind: won}", "  lost: {kind: lost}"]
    text += [
        f"  out-{stage}: {{title: Out at {stage}, kind: lost}}" for stage in range(2, stages + 1, 2)
    ]
    return "\n".join(text) + "\n"


def lead(stage: int) -> str:
    steps = [f"s{one}-{step}" for one in range(1, stage + 1) for step in range(1, 6)][:-2]
    lines = [f"  - {{date: 2026-11-02, to: {step}, by: amara}}" for step in steps]
    return "\n".join([f"name: Lead in stage {stage}", "owner: amara", "history:", *lines]) + "\n"


def built(root: Project, theme: str, stages: int) -> Site:
    project = root.fill(
        LOOK.replace("alabaster", theme),
        process(stages),
        {f"lead-{one}": lead(one) for one in sorted({1, stages})},
        {"index.md": PAGE},
    )
    return Site(project.build().out, "")


@pytest.fixture(scope="session")
def shapes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Every number of stages in our theme, the largest in the others too."""
    root = tmp_path_factory.mktemp("shapes")
    for theme in THEMES:
        for name, stages in SIZES.items():
            if theme == THEMES[0] or name == "twelve":
                where = root / theme / name
                where.mkdir(parents=True)
                built(Project(where), theme, stages)
    with served(root) as site:
        yield site


def at(shapes: Site, name: str, page: str = "index", theme: str = THEMES[0]) -> str:
    return f"{shapes.url}/{theme}/{name}/html/{page}.html"


@pytest.mark.parametrize("theme", THEMES)
def test_twelve_stages_with_sixty_steps_reflow_on_a_phone(
    page: Page, shapes: Site, theme: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(at(shapes, "twelve", theme=theme))
    assert page.evaluate(OVERFLOW) <= 0
    steps = page.locator(".lf-stage-steps > li").evaluate_all(
        """steps => steps.map(one => {
          const box = one.getBoundingClientRect();
          return [box.left >= 0 && box.right <= innerWidth, box.width > 180,
            one.scrollWidth <= one.clientWidth + 1,
            parseFloat(getComputedStyle(one).fontSize) >= 14];
        })"""
    )
    assert len(steps) == 60
    assert [one for one in steps if not all(one)] == []
    lefts = page.locator(".lf-stage-panel").evaluate_all(
        "panels => panels.map(one => one.getBoundingClientRect().left)"
    )
    assert len(lefts) == 12
    assert len(set(lefts)) == 1


@pytest.mark.parametrize("theme", THEMES)
def test_twelve_stages_are_readable_on_a_desk(page: Page, shapes: Site, theme: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(at(shapes, "twelve", theme=theme))
    assert page.evaluate(OVERFLOW) <= 0
    cut = page.locator(".lf-stage-steps > li").evaluate_all(
        """steps => steps.filter(one => one.scrollWidth > one.clientWidth + 1
          || one.getBoundingClientRect().width < 130).length"""
    )
    assert cut == 0


@pytest.mark.parametrize("name", SIZES)
def test_every_way_out_has_a_branch_of_its_own_and_none_leads_to_the_next(
    page: Page, shapes: Site, name: str
) -> None:
    """They are alternatives: a line from one to another would be read as a way."""
    page.goto(at(shapes, name))
    for width in (320, 375, 640, 768, 1024, 1280, 1475):
        page.set_viewport_size({"width": width, "height": 800})
        lists = page.evaluate(
            """() => [...document.querySelectorAll('.lf-outcomes')].map(list =>
              [...list.children].map(one => {
                const line = getComputedStyle(one, '::before'), box = one.getBoundingClientRect();
                const name = one.querySelector('.lf-outcome').getBoundingClientRect();
                const middle = (name.top + name.bottom) / 2;
                return {branch: line.content !== 'none' && parseFloat(line.borderBottomWidth) > 0,
                  reaches: Math.abs(box.left + parseFloat(line.width) - name.left) < 3,
                  meets: Math.abs(box.top + parseFloat(line.height) - middle) < 4,
                  left: name.left, top: name.top};
              }))"""
        )
        assert lists
        for ways in lists:
            assert all(one["branch"] and one["reaches"] and one["meets"] for one in ways), (
                width,
                ways,
            )
            assert len({one["left"] for one in ways}) == 1
            assert len({one["top"] for one in ways}) == len(ways)
        joined = page.locator(".lf-stages > li").evaluate_all(
            "stages => stages.filter(one => getComputedStyle(one, '::after').content !== 'none')"
        )
        assert joined == []


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", SIZES)
def test_where_a_lead_stands_fits_every_number_of_stages(
    page: Page, shapes: Site, name: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for stage in sorted({1, SIZES[name]}):
        page.goto(at(shapes, name, f"leads/lead-{stage}"))
        assert page.evaluate(OVERFLOW) <= 0
        now = page.locator(".lf-at-now .lf-at-name")
        expect(now).to_be_visible()
        expect(now).to_contain_text(f"Qualification number {stage}")
        box = now.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        names = page.locator(".lf-at-name:visible").evaluate_all(
            "names => names.map(one => one.getBoundingClientRect().width)"
            ".filter(width => width > 1)"
        )
        assert min(names) > 80, "a word has no room"
        shown = page.locator(".lf-seg:visible").evaluate_all(
            "segments => segments.map(one => one.getBoundingClientRect().width)"
        )
        assert len(shown) >= SIZES[name]
        assert min(shown) >= 2


def test_names_that_have_no_room_are_shown_to_the_keyboard(page: Page, shapes: Site) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(at(shapes, "four", "leads/lead-1"))
    last = page.locator(".lf-at-name a").last
    width = "one => one.closest('.lf-at-name').getBoundingClientRect().width"
    assert last.evaluate(width) <= 1
    last.focus()
    assert last.evaluate(width) > 30


@pytest.fixture(scope="session")
def long_table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """So many rows that the columns keep their widths."""
    leads = {
        f"lead-{number}": f"name: Lead {number}\nowner: amara\ndue: 2026-11-09\n"
        "action: Ask the dean of the faculty whether the budget of the next year is decided\n"
        f"history:\n  - {{date: 2026-11-02, to: s1-{1 + number % 5}, by: amara}}\n"
        for number in range(120)
    }
    project = Project(tmp_path_factory.mktemp("long")).fill(
        LOOK.replace("alabaster", THEMES[0]) + "leadflow_pages = None\n",
        process(1),
        leads,
        {"index.md": "# Leads\n\n```{leadflow:leads}\n```\n"},
    )
    with served(project.build().out) as site:
        yield site


def widths(page: Page) -> list[float]:
    found: list[float] = page.locator(".lf-leads thead .head").evaluate_all(
        "heads => heads.map(one => one.getBoundingClientRect().width)"
    )
    return found


@pytest.mark.parametrize("ways", [(1280, 900), (900, 1280), (1280, 375, 1000)])
def test_columns_of_a_long_table_follow_the_window(
    page: Page, long_table: Site, ways: tuple[int, ...]
) -> None:
    """As wide as if the page had been opened in the window that it ends in."""
    page.set_viewport_size({"width": ways[-1], "height": 800})
    page.goto(f"{long_table.url}/index.html")
    expect(page.locator("table.lf-large")).to_have_count(1)
    wanted = widths(page)
    page.set_viewport_size({"width": ways[0], "height": 800})
    page.reload()
    for width in ways[1:]:
        page.set_viewport_size({"width": width, "height": 800})
    page.wait_for_function("innerWidth === " + str(ways[-1]))
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    assert widths(page) == pytest.approx(wanted, abs=2)


@pytest.fixture(scope="session")
def long_words(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A lead and a stage whose words do not fit, and a contact written from right to left."""
    fields = (
        "fields: {contact: {type: list, of: {name: text, email: email, phone: phone}}}\nstages:"
    )
    project = Project(tmp_path_factory.mktemp("words")).fill(
        LOOK.replace("alabaster", THEMES[0]),
        process(3).replace("stages:", fields).replace("Qualification number 2", "Angebots" * 10),
        {
            "long": f"name: {'Rindfleisch' * 6}\nowner: amara\naction: {'Anruf' * 20}\n"
            f"contact: [{{name: מיכל, email: {'long.' * 20}m@example.org, phone: +00 555 0142}}]\n"
            "history: [{date: 2026-11-02, to: s1-1, by: amara}]\n"
        },
        {
            "index.md": "# Leads\n\n"
            + "".join(
                f"```{{leadflow:{one}}}\n```\n\n"
                for one in ("leads", "board", "pipeline", "funnel", "durations")
            )
        },
    )
    with served(project.build().out) as site:
        yield site


@pytest.mark.parametrize("width", [320, 375, 1280])
@pytest.mark.parametrize("name", ["index", "leads/long"])
def test_a_word_of_any_length_stays_in_its_box(
    page: Page, long_words: Site, name: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{long_words.url}/{name}.html")
    outside = page.evaluate(
        """() => [...document.querySelectorAll(
            `.lf-cards > li, .lf-next-facts > *, .lf-next-action, .lf-stage-head,
             .lf-stage-head > *, .lf-board-head, .lf-board-head > *, .lf-bar-row > *,
             .lf-strip > *, .lf-chart-says`)]
          .filter(one => one.scrollWidth > one.clientWidth + 1 && one.clientWidth
            || one.getBoundingClientRect().right
              > (one.parentElement.getBoundingClientRect().right || innerWidth) + 1)
          .map(one => one.className || one.tagName)"""
    )
    assert outside == []
    tracks = page.locator(".lf-track").evaluate_all("all => all.map(one => one.offsetWidth)")
    assert all(one > 100 for one in tracks)


def test_a_number_keeps_its_order_behind_a_name_from_right_to_left(
    page: Page, long_words: Site
) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{long_words.url}/leads/long.html")
    lefts = page.locator(".lf-contact a").first.evaluate(
        """link => [0, link.textContent.length - 1].map(place => {
          const range = document.createRange();
          range.setStart(link.firstChild, place);
          range.setEnd(link.firstChild, place + 1);
          return range.getBoundingClientRect().left;
        })"""
    )
    assert lefts[0] < lefts[1]
