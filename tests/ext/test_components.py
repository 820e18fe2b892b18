"""What each component makes: the parts that its look, the script and a screen reader rely on."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest

from sphinx_leadflow.ext import markup
from tests.ext.project import Project
from tests.ext.tables import all_rows, lines, rows, tables

STATIC = Path(markup.__file__).parent.parent / "static"

PROCESS = """\
title: Sales
people:
  amara: {name: Amara Okafor, role: [sales]}
roles:
  sales: {title: Sales}
  finance: {title: Finance, contact: "mailto:finance@example.org"}
assets:
  quote-template:
    {title: Quote template, url: "https://example.org/quote", kind: template, own: quote}
  plan: {title: Service plan, url: "https://example.org/plan", kind: document}
fields:
  organisation: text
  quote: {title: Quote, type: url, visibility: team}
  price: {title: Price, type: money, visibility: team}
  valid: {title: Valid until, type: date, text: Usually 60 days.}
  contact: {title: Contact, type: list, visibility: team,
            of: {name: text, email: email, phone: phone}}
checklists:
  fit: {title: Fit, items: {money: {title: Money, text: Is there money?}, need: Need}}
stages:
  triage:
    title: Triage
    lead_is: lead
    steps:
      ask: {title: Ask them, within: 7 days}
      read: {title: Read the answers, optional: true}
  deal:
    title: Deal
    lead_is: prospect
    steps:
      make-quote: {title: Make a quote, repeats: true}
      send-quote:
        title: Send a quote
        text: Send it **today**.
        role: sales
        fills: [quote, valid]
        assets: [quote-template, plan]
        checklist: fit
        messages:
          quote: {to: contact, subject: Your quote, text: "Dear all,\\n\\nit holds until {valid}."}
        tell: {role: finance, at: leave, because: a price was sent}
        next: {agreed: hub, another round: make-quote, declined: lost}
      invoice: {title: Send an invoice, beside: hub}
      hub: {title: Make the hub}
outcomes:
  customer: {title: Customer, kind: won}
  lost: {title: Lost, kind: lost, reasons: [price]}
  later: {title: Later, kind: parked}
"""

NORTH = """\
name: North & South
owner: amara
organisation: The University
quote: https://example.org/their-quote
price: 24000 EUR
contact: {name: Ingrid, email: ingrid@example.org, phone: +00 555 0142}
action: Send the quote and the plan
due: 2026-11-25
checklists:
  fit: {money: {done: true, answer: award confirmed}}
history:
  - {date: 2026-11-01, to: ask, by: amara}
  - {date: 2026-11-10, to: make-quote, by: amara}
  - {date: 2026-11-18, to: send-quote, by: amara, note: ready}
  - {date: 2026-11-20, note: a call, by: amara}
"""

LEADS = {
    "north": NORTH,
    "old": """\
name: Old lead
owner: amara
due: 2026-11-20
history:
  - {date: 2026-10-01, to: ask, by: amara}
""",
    "lost": """\
name: Lost lead
owner: amara
history:
  - {date: 2026-09-01, to: ask, by: amara}
  - {date: 2026-09-20, to: lost, reason: price, by: amara}
""",
    "later": """\
name: Parked lead
owner: amara
action: Call them in March
history:
  - {date: 2026-09-01, to: ask, by: amara}
  - {date: 2026-09-20, to: later, by: amara}
""",
    "broken": "name: Broken lead\nowner: [\n",
}

PAGES = {
    "index.md": """\
# Home

```{leadflow:process}
```

```{leadflow:pipeline}
```
""",
    "leads.md": """\
---
orphan: true
---

# Leads

```{leadflow:leads}
:is: open
:group-by: stage
```

```{leadflow:leads}
:columns: lead stage price due
```

```{leadflow:leads}
:is: won
```

```{leadflow:board}
```
""",
}

Tree = Element


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = Project(tmp_path_factory.mktemp("components"))
    return made.fill(process=PROCESS, leads=LEADS, pages=PAGES)


@pytest.fixture(scope="module")
def html(project: Project) -> Path:
    built = project.build(nitpicky=False)
    assert [line for line in built.lines() if "broken.yaml" not in line] == []
    return built.out


def page(html: Path, name: str) -> Tree:
    text = (html / f"{name}.html").read_text("utf-8")
    tree: Tree = html5lib.parse(text, namespaceHTMLElements=False)
    return tree


def find(tree: Tree, *classes: str) -> list[Tree]:
    """The elements that have all the classes, in their order."""
    return [one for one in tree.iter() if set(classes) <= set(one.get("class", "").split())]


def words(tree: Tree) -> str:
    return " ".join("".join(tree.itertext()).split())


def only(tree: Tree, *classes: str) -> Tree:
    (found,) = find(tree, *classes)
    return found


def lead(html: Path, name: str) -> Tree:
    return page(html, f"leads/{name}")


# ── pipeline ─────────────────────────────────────────────────────────


def test_pipeline_is_a_list_of_stages_with_lists_of_steps(html: Path) -> None:
    stages = [one for one in only(page(html, "index"), "lf-stages") if one.tag == "li"]
    steps = [[words(one) for one in find(stage, "lf-step-head")] for stage in stages]
    assert len(stages) == 2
    assert steps[0] == ["Ask them 1 lead here", "Read the answers 0 leads here"]


def test_pipeline_says_decision_to_those_who_cannot_see_the_diamond(html: Path) -> None:
    decision = only(only(page(html, "index"), "lf-stages"), "lf-decision")
    assert words(decision) == "decision:"
    assert find(decision, "lf-sr")


def test_pipeline_names_each_exit_and_where_it_goes(html: Path) -> None:
    exits = [words(one) for one in find(page(html, "index"), "lf-exit")]
    assert exits == [
        "agreed, to Make the hub",
        "another round, back to Make a quote",
        "declined, Lost",
    ]


def test_pipeline_draws_a_loop_from_its_beginning_to_its_end(html: Path) -> None:
    tree = page(html, "index")
    assert words(only(tree, "lf-loop-to")).startswith("Make a quote")
    assert "Send a quote" in words(only(tree, "lf-loop-from"))
    assert len(find(tree, "lf-loop")) == 2


def test_pipeline_shows_stale_optional_parallel_and_outcomes(html: Path) -> None:
    picture = only(page(html, "index"), "lf-pipeline")
    assert words(find(picture, "lf-badge", "lf-stale")[0]) == "1 stale"
    assert words(only(picture, "lf-badge", "lf-optional")) == "optional"
    assert words(find(picture, "lf-beside")[0]) == "at the same time as Make the hub"
    assert [words(one) for one in find(picture, "lf-outcome")] == [
        "Later 1",
        "Customer 0",
        "Lost 1",
    ]


# ── process ──────────────────────────────────────────────────────────


def test_facts_of_a_step_are_pairs_of_label_and_value(html: Path) -> None:
    told = only(page(html, "index"), "lf-row-tell")
    assert (told.tag, [one.tag for one in told]) == ("div", ["dt", "dd"])
    assert words(told) == "Tell: Finance, when the step is left, because a price was sent"


# ── status table ─────────────────────────────────────────────────────


def test_table_counts_its_leads_and_those_that_need_attention(html: Path) -> None:
    assert words(find(page(html, "leads"), "lf-shown")[0]) == (
        "2 of 5 leads, as of Mon 23 Nov 2026 1 overdue 1 stale"
    )


def test_table_groups_have_headings_and_no_column_that_repeats_them(html: Path) -> None:
    table = find(page(html, "leads"), "lf-table")[0]
    assert [words(one) for one in find(table, "lf-group-row")] == [
        "Triage 1 lead, 1 overdue, 1 stale",
        "Deal 1 lead",
    ]
    assert find(table, "lf-col-stage") == []


def test_table_rows_say_what_they_may_be_filtered_by(html: Path) -> None:
    row = next(one for one in all_rows(page(html, "leads")) if "stale" in one.marks)
    assert row.stage == "Triage"
    assert row.owner == "Amara Okafor"
    assert row.marks >= {"open", "stale", "overdue"}


def test_table_cells_are_ordered_by_what_they_mean(html: Path) -> None:
    table = tables(page(html, "leads"))[1]
    places = {lines(row.cells["lead"])[0]: row.places["due"] for row in rows(table)}
    old, north = places["Old lead"], places["North & South"]
    assert old is not None
    assert north is not None
    assert old < north
    assert places["Lost lead"] is None


def test_a_page_says_how_the_columns_of_its_tables_look(html: Path) -> None:
    """By their position: rows of thousands have no class for each cell."""
    tree = page(html, "leads")
    (style,) = [one.text or "" for one in tree.iter("style") if "nth-child" in (one.text or "")]
    for table in tables(tree):
        (name,) = re.findall(r"\blf-t[0-9a-f]{8}\b", table.get("class", ""))
        for number, head in enumerate(table.findall("thead/tr/th")):
            cell = f".{name} > tbody > tr > :nth-child({number + 1})"
            assert f'{cell}{{--lf-label:"{words(head)}"}}' in style
            if "lf-col-price" in head.get("class", ""):
                (rule,) = re.findall(rf"\.{name} [^{{]*{{ white-space: nowrap", style)
                assert f":nth-child({number + 1})" in rule
    assert ".lf-col-lead" not in style


def test_first_cell_of_a_row_is_its_heading(html: Path) -> None:
    row = all_rows(page(html, "leads"))[0]
    assert [one.tag for one in row.cells.values()][:2] == ["th", "td"]


def test_a_table_without_leads_says_so(html: Path) -> None:
    assert words(only(page(html, "leads"), "lf-empty")) == "No leads here."


# ── board ────────────────────────────────────────────────────────────


def test_board_has_a_column_for_each_stage_with_count_and_value(html: Path) -> None:
    heads = [words(one) for one in find(page(html, "leads"), "lf-board-head")]
    assert heads == ["Triage 1 lead", "Deal 1 lead 24\u202f000 EUR".replace("\u202f", " ")]


def test_board_cards_say_what_is_next_whose_it_is_and_what_is_wrong(html: Path) -> None:
    cards = [words(one) for one in only(page(html, "leads"), "lf-board").iter("li")]
    assert "Old lead Ask them Amara Okafor, due 20 Nov overdue 3 days stale, limit 7 days" in cards


def test_a_public_board_says_nothing_about_value(project: Project) -> None:
    built = project.build(
        out="public", doctrees="dt-public", nitpicky=False, leadflow_audience="public"
    )
    assert find(page(built.out, "leads"), "lf-sum") == []


# ── lead page ────────────────────────────────────────────────────────


def test_next_action_comes_first_with_owner_date_and_telephone(html: Path) -> None:
    tree = lead(html, "north")
    panel = only(tree, "lf-next")
    assert words(only(panel, "lf-next-action")) == "Send the quote and the plan"
    assert words(only(panel, "lf-next-facts")) == (
        "Amara Okafor due Wed 25 Nov 2026, in 2 days Ingrid, +00 555 0142, ingrid@example.org"
    )
    assert "tel:+005550142" in [one.get("href") for one in panel.iter("a")]


def test_progress_says_in_words_what_its_segments_show(html: Path) -> None:
    segments = [words(one) for one in find(lead(html, "north"), "lf-seg")]
    assert segments == [
        "Ask them (done)",
        "Read the answers (skipped)",
        "Make a quote (done)",
        "Send a quote (now)",
        "Send an invoice (ahead)",
        "Make the hub (ahead)",
    ]


def test_documents_are_their_own_where_they_have_one(html: Path) -> None:
    found = {
        words(one): next(one.iter("a")).get("href")
        for one in find(lead(html, "north"), "lf-document")
    }
    assert found == {
        "Quote template their own copy": "https://example.org/their-quote",
        "Service plan the same for everyone": "https://example.org/plan",
    }


def test_message_marks_what_is_still_to_be_filled_in(html: Path) -> None:
    letter = find(lead(html, "north"), "lf-letter")[0]
    assert words(only(letter, "lf-gap")) == "[Valid until]"
    assert words(only(letter, "lf-letter-head")) == "To: Ingrid Subject: Your quote"
    assert next(only(letter, "lf-letter-send").iter("a")).get("href", "").startswith("mailto:")


def test_missing_fields_have_boxes_and_lines_to_paste(html: Path) -> None:
    missing = only(lead(html, "north"), "lf-missing")
    assert [words(one) for one in find(missing, "lf-tick")] == ["filled in", "missing"]
    fill, *moves = find(missing, "lf-paste")
    assert words(only(fill, "lf-paste-where")) == "1. Fill in: in north.yaml, above history:"
    assert words(only(missing, "lf-choose")) == "2. Move on: choose one, the last entry of history:"
    assert [words(only(one, "lf-paste-where")) for one in moves] == [
        "agreed: Make the hub",
        "another round: Make a quote",
        "declined: Lost",
    ]
    lines = [words(next(one.iter("pre"))) for one in moves]
    assert [line.count("to:") for line in lines] == [1, 1, 1]


def test_one_way_on_is_one_block(html: Path) -> None:
    for name in ("north", "old", "lost", "later"):
        page = lead(html, name)
        assert bool(find(page, "lf-choose")) is (name == "north")


def test_checklist_says_yes_no_or_nothing_in_words(html: Path) -> None:
    answers = only(lead(html, "north"), "lf-answers")
    assert sorted(words(one) for one in find(answers, "lf-tick")) == ["not answered", "yes"]


def test_history_runs_from_the_newest_line(html: Path) -> None:
    lines = [words(one) for one in find(lead(html, "north"), "lf-event")]
    assert lines[0] == "20 Nov 2026 a call Amara Okafor"
    assert lines[-1].startswith("1 Nov 2026 Began at Ask them")


def test_a_lost_lead_has_no_next_action(html: Path) -> None:
    tree = lead(html, "lost")
    assert find(tree, "lf-next") == []
    assert words(only(only(tree, "lf-lead-sub"), "lf-lost")) == "Lost, price"


def test_a_parked_lead_may_have_one(html: Path) -> None:
    assert words(only(lead(html, "later"), "lf-next-action")) == "Call them in March"


def test_a_broken_lead_says_so_and_pretends_nothing(html: Path) -> None:
    tree = lead(html, "broken")
    assert "This lead’s file has an error" in words(tree).replace("'", "’")
    assert find(tree, "lf-progress") == find(tree, "lf-glance") == []


# ── everywhere ───────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["index", "leads", "leads/north", "leads/lost", "leads/broken"])
def test_pages_repeat_no_id(html: Path, name: str) -> None:
    ids = [one.get("id") for one in page(html, name).iter() if one.get("id")]
    assert sorted({one for one in ids if ids.count(one) > 1}) == []


@pytest.mark.parametrize("builder", ["text", "man", "latex", "texinfo", "epub", "xml"])
def test_every_builder_writes_every_component(project: Project, builder: str) -> None:
    built = project.build(builder, nitpicky=False)
    ours = ("broken.yaml", "epub", "EPUB")  # a broken file on purpose; what a book should have
    problems = [line for line in built.lines() if not any(word in line for word in ours)]
    assert problems == []


def test_text_says_what_the_picture_shows(project: Project) -> None:
    built = project.build("text", nitpicky=False)
    text = (built.out / "index.txt").read_text("utf-8")
    assert "decision: *Send a quote*" in text
    assert "back to *Make a quote*" in text


def static_files() -> Iterator[Path]:
    yield from (STATIC / "leadflow.css", STATIC / "leadflow.js")


def test_style_and_script_weigh_less_than_30_kilobytes() -> None:
    assert sum(len(gzip.compress(one.read_bytes(), mtime=0)) for one in static_files()) < 30_000


def test_style_and_script_load_nothing_from_elsewhere() -> None:
    for one in static_files():
        text = one.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http" not in text.replace("https://", "http://")
        assert "@import" not in text
        assert "Storage" not in text
        assert "cookie" not in text


def test_a_loop_into_another_stage_leaves_by_one_edge_and_enters_by_the_other(
    tmp_path: Path,
) -> None:
    project = Project(tmp_path).fill(pages={"index.md": "# H\n\n```{leadflow:pipeline}\n```\n"})
    tree = page(project.build().out, "index")
    assert words(only(tree, "lf-loop-in")).startswith("Call them")
    assert "again after Send a quote" in words(only(tree, "lf-again"))
    assert words(only(tree, "lf-loop-out")).startswith("decision: Send a quote")
