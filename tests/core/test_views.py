"""What pages show, as plain values: every view of the live data keeps its promises."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from sphinx_leadflow.core import words
from sphinx_leadflow.core.model import Audience, Money
from sphinx_leadflow.core.project import load
from sphinx_leadflow.core.query import Selection, Snapshot
from sphinx_leadflow.core.standing import State
from sphinx_leadflow.core.templates import fill, flat
from sphinx_leadflow.core.views.board import board_view
from sphinx_leadflow.core.views.catalogue import fields_view, roles_view
from sphinx_leadflow.core.views.durations import durations_view
from sphinx_leadflow.core.views.flows import flows_view
from sphinx_leadflow.core.views.lead import LeadView, lead_view
from sphinx_leadflow.core.views.parts import Ref
from sphinx_leadflow.core.views.pipeline import PictureView, picture_view
from sphinx_leadflow.core.views.process import process_view
from sphinx_leadflow.core.views.table import table_view

REPOSITORY = Path(__file__).parents[2]
TODAY = dt.date(2026, 11, 23)
LIVE = REPOSITORY / "leads_data"


def snapshot(root: Path = LIVE, audience: Audience = Audience.TEAM) -> Snapshot:
    return Snapshot(load(root, audience).project, TODAY)


@pytest.fixture(scope="module")
def live() -> Snapshot:
    return snapshot()


@pytest.fixture(scope="module")
def public() -> Snapshot:
    return snapshot(audience=Audience.PUBLIC)


def views(live: Snapshot) -> Iterator[LeadView]:
    return (lead_view(live, name) for name in live.standings)


def small(root: Path, process: str, **leads: str) -> Snapshot:
    (root / "leads").mkdir(parents=True, exist_ok=True)
    (root / "process.yaml").write_text(process, "utf-8")
    for name, text in leads.items():
        (root / "leads" / f"{name}.yaml").write_text(text, "utf-8")
    return snapshot(root)


# The lead page.


def test_the_bar_shows_every_step_and_where_an_open_lead_stands(live: Snapshot) -> None:
    for view in views(live):
        one = live.standings[view.ref.id]
        states = [(ref, state) for stage in view.progress for ref, state in stage.steps]
        if one.pipeline is None:
            assert not states
            continue
        assert [ref.id.rpartition("/")[2] for ref, _state in states] == list(one.pipeline.steps)
        now = [ref.id.rpartition("/")[2] for ref, state in states if state == "now"]
        assert now == ([one.step.id] if one.step and not one.outcome else []), view.ref.id


def test_what_is_ahead_follows_what_is_done(live: Snapshot) -> None:
    order = {"done": 0, "passed": 0, "now": 1, "left": 1, "ahead": 2}
    for view in views(live):
        found = [order[state] for stage in view.progress for _ref, state in stage.steps]
        assert found == sorted(found), view.ref.id


def test_an_open_lead_has_a_next_action_and_ways_on(live: Snapshot) -> None:
    for view in views(live):
        if view.state == State.OPEN.value:
            assert view.step is not None and view.ways, view.ref.id
            assert len(view.move_lines) == len(view.ways)


def test_a_closed_lead_asks_for_nothing(live: Snapshot) -> None:
    for view in views(live):
        if live.standings[view.ref.id].outcome is not None:
            assert not view.demands and not view.fill_lines and not view.letters


def test_the_history_is_shown_latest_first_and_whole(live: Snapshot) -> None:
    for view in views(live):
        dates = [one.iso for one in view.history]
        assert dates == sorted(dates, reverse=True)
        assert len(dates) == len(live.project.leads[view.ref.id].history)


def test_every_filled_field_is_a_fact(live: Snapshot) -> None:
    for view in views(live):
        facts = live.standings[view.ref.id].facts.values
        assert {fact.id for fact in view.facts} == {
            name for name in live.process.fields if facts.get(name) is not None
        }


def test_no_gap_is_left_where_everything_is_known(live: Snapshot) -> None:
    """Placeholders are replaced; what stays in braces is no placeholder."""
    for view in views(live):
        for letter in (*view.letters, *view.tells):
            text = letter.subject + flat(letter.body)
            for name in (
                "{name}",
                "{owner}",
                "{id}",
                *(f"{{{one}}}" for one in live.process.fields),
            ):
                assert name not in text, (view.ref.id, name)


@pytest.mark.parametrize("which", ["fill", "move"])
def test_pasted_lines_are_understood(tmp_path: Path, live: Snapshot, which: str) -> None:
    """The lines that a page offers to copy, put where it says, only have to be filled in."""
    root = tmp_path / "leads_data"
    shutil.copytree(LIVE, root)
    before = {(one.span.path, one.code) for one in load(root).diagnostics}
    for view in views(live):
        path = root / "leads" / f"{view.ref.id}.yaml"
        text = path.read_text("utf-8")
        if which == "fill" and view.fill_lines:
            path.write_text(text.replace("history:", f"{view.fill_lines}\nhistory:", 1), "utf-8")
        elif which == "move" and view.move_lines:
            head, _key, rest = text.partition("\nhistory:\n")
            lines = rest.split("\n")
            end = next(
                (number for number, line in enumerate(lines) if line[:1].strip()), len(lines)
            )
            while end and not lines[end - 1].strip():
                end -= 1
            lines.insert(end, view.move_lines[0][1])
            path.write_text(f"{head}\nhistory:\n" + "\n".join(lines), "utf-8")
    loaded = load(root)
    new = {(one.span.path, one.code) for one in loaded.diagnostics} - before
    assert {code for _path, code in new} == ({"still-a-sample"} if which == "fill" else set()), new
    if which == "move":
        after = Snapshot(loaded.project, TODAY)
        moved = [
            name for name, one in after.standings.items() if live.standings[name].step != one.step
        ]
        assert len(moved) > 10


def test_related_leads_are_shown_on_both(live: Snapshot) -> None:
    related = {view.ref.id: {ref.id for _label, ref in view.related} for view in views(live)}
    assert any(related.values())
    for name, others in related.items():
        for other in others:
            assert name in related[other], (name, other)


# The audiences.


def test_the_public_sees_no_number_of_leads_and_no_private_value(public: Snapshot) -> None:
    assert public.project.public
    for pipeline in process_view(public).pipelines:
        for stage in pipeline.stages:
            assert stage.leads is None
            assert all(not step.leads for step in stage.steps)
    private = {name for name, field in public.process.fields.items() if field.private}
    assert private
    for view in views(public):
        assert not private & {fact.id for fact in view.facts}
        assert not any(one.done and one.private for one in view.demands)
        assert all(not event.note for event in view.history)


# Tables and boards.


def test_a_table_counts_what_it_shows(live: Snapshot) -> None:
    view = table_view(live, Selection(marks=("open",), group_by="stage"))
    assert view.shown == sum(len(group.rows) for group in view.groups)
    assert view.total == len(live.standings)
    assert table_view(live, Selection(limit=3)).shown == 3
    assert table_view(live, Selection(owners=("nobody",))).groups == ()


def test_an_outcome_says_its_reason_unless_another_column_does(live: Snapshot) -> None:
    def outcomes(*columns: str) -> list[str]:
        view = table_view(live, Selection(marks=("lost",)), columns)
        return [row.cells[0].badges[0].text for part in view.groups for row in part.rows]

    assert any(text.startswith("Lost, ") for text in outcomes("outcome"))
    assert {"Lost", "Out of scope"} == set(outcomes("outcome", "reason"))


@pytest.mark.parametrize("column", ["lead", "since", "days", "due", "missing", "price", "stage"])
def test_what_a_browser_sorts_by_orders_like_the_table(live: Snapshot, column: str) -> None:
    view = table_view(live, Selection(sort=(column,)), (column,))
    keys = [row.cells[0].sort for group in view.groups for row in group.rows]
    filled = [key for key in keys if key]
    assert keys == filled + [""] * (len(keys) - len(filled))
    assert filled == sorted(filled)


def test_a_board_has_every_open_lead_once(live: Snapshot) -> None:
    view = board_view(live, Selection(marks=("open",)))
    cards = [card.lead.id for column in view.columns for card in column.cards]
    assert sorted(cards) == sorted(
        name
        for name, one in live.standings.items()
        if "open" in one.marks and one.stage is not None
    )


# The process.


def test_fields_know_who_asks_for_them(live: Snapshot) -> None:
    asked = {field.id: {ref.id for ref in field.asked_by} for field in fields_view(live)}
    for step in live.process.steps():
        for requirement in (*step.needs, *step.fills):
            for name in requirement.fields():
                assert step.id in {one.rpartition("/")[2] for one in asked[name]}


def test_every_role_has_a_letter_for_every_step(live: Snapshot) -> None:
    steps = [step.id for step in live.process.steps()]
    for role in roles_view(live):
        assert [ref.id for ref, _letters in role.letters] == steps


# Words.


def test_amounts_and_dates_in_words() -> None:
    assert words.atom(Money(Decimal("24000.50"), "USD")) == "24\u202f000.50\u00a0USD"
    assert words.atom(dt.date(2026, 2, 3)) == "3 Feb 2026"
    assert words.day(dt.date(2026, 2, 3), TODAY) == "3 Feb"
    assert words.atom(True) == "yes" and words.atom(Decimal(12345)) == "12\u202f345"
    assert words.count(1, "day") == "1 day" and words.count(2, "entry", "entries") == "2 entries"
    assert words.joined(("a", "b", "c"), "or") == "a, b or c" and words.joined([]) == ""


PROCESS = """\
title: P
people: {ann: {name: Ann}}
roles: {sales: {title: Sales, contact: "mailto:s@example.org"}}
assets:
  form: {title: The form, url: "https://example.org/form", own: filled}
  folder: {title: The folder}
fields:
  filled: {type: url, visibility: public}
  size: {type: number}
  tags: {type: list, of: text}
  crew: {title: People, type: list, of: {who: text, mail: email}}
stages: {one: {title: One, steps: {go: Go}}}
outcomes: {customer: {kind: won}}
"""
TEMPLATE = (
    "{name}|{id}|{owner}|{size}|{tags}|{crew}|{form}|{folder}|{sales}|{nothing}|{ x }|"
    "{0.__class__}|{{name}}|{name!r}|{}"
)


def test_placeholders_and_nothing_else(tmp_path: Path) -> None:
    one = small(
        tmp_path,
        PROCESS,
        full=(
            "name: '{owner} {size}'\nowner: ann\nsize: 12\ntags: [a, b]\nfilled: https://example.org/x\n"
            "crew: [{who: Bo, mail: bo@example.org}]\nhistory: [{date: 2026-11-01, to: go}]\n"
        ),
        bare="name: Bare\nhistory: [{date: 2026-11-01, to: go}]\n",
    )
    shown = flat(fill(TEMPLATE, one, one.standings["full"]))
    assert shown == (
        "{owner} {size}|full|Ann|12|a and b|Bo|https://example.org/x|[The folder]|"
        "Sales|{nothing}|{ x }|{0.__class__}|{{owner} {size}}|{name!r}|{}"
    )
    gaps = [bit.text for bit in fill(TEMPLATE, one, one.standings["bare"]) if bit.kind == "gap"]
    assert gaps == ["owner", "Size", "Tags", "People", "The folder"]


def test_a_mail_link_holds_the_text_and_nothing_that_breaks_out(tmp_path: Path) -> None:
    message = '{to: crew, subject: "To {name} & all", text: "Dear {name},\\n50% off"}'
    step = f"{{title: Go, messages: {{m: {message}}}}}"
    process = PROCESS.replace("{go: Go}", f"{{go: {step}}}")
    one = small(
        tmp_path,
        process,
        x=(
            "name: 'A&body=B?cc=c@x'\ncrew: [{who: Bo, mail: bo@example.org}]\n"
            "history: [{date: 2026-11-01, to: go}]\n"
        ),
    )
    (letter,) = lead_view(one, "x").letters
    assert letter.mailto == (
        "mailto:bo@example.org?subject=To%20A%26body%3DB%3Fcc%3Dc%40x%20%26%20all"
        "&body=Dear%20A%26body%3DB%3Fcc%3Dc%40x%2C%0A50%25%20off"
    )


LOOPS = """\
title: Loops
stages:
  first: {steps: {ask: Ask, answer: Answer}}
  second: {steps: {offer: Offer, decide: {title: Decide, next: {again: answer, done: won}}}}
  third: {steps: {run: Run}}
outcomes:
  won: {kind: won, spawns: {at: ask}}
  lost: lost
  parked: parked
"""


def loops(tmp_path: Path) -> PictureView:
    (tmp_path / "leads").mkdir()
    (tmp_path / "process.yaml").write_text(LOOPS)
    loaded = load(tmp_path)
    assert not loaded.diagnostics
    project = loaded.project
    snapshot = Snapshot(project, dt.date(2026, 11, 23))
    return picture_view(snapshot, project.process.pipelines[""])


def test_a_step_knows_the_steps_of_later_stages_that_lead_back_to_it(tmp_path: Path) -> None:
    steps = {step.ref.id: step for stage in loops(tmp_path).stages for step in stage.steps}
    assert [ref.id for ref in steps["answer"].comes_back_from] == ["decide"]
    assert steps["ask"].comes_back_from == steps["offer"].comes_back_from == ()


def test_ways_out_from_anywhere_stand_where_there_is_room(tmp_path: Path) -> None:
    """`won` stands below the stage that leads to it, the others below the emptier ones."""
    below = {one.ref.id: one.stage for one in loops(tmp_path).outcomes}
    assert below == {"won": 2, "lost": 0, "parked": 1}


def test_an_outcome_says_where_the_lead_begins_that_it_proposes(tmp_path: Path) -> None:
    begins = {one.ref.id: one.begins for one in loops(tmp_path).outcomes}
    assert begins["won"] == Ref("step", "ask", "Ask")
    assert begins["lost"] is None


def test_a_lead_that_went_on_to_another_pipeline_is_told(tmp_path: Path) -> None:
    process = (
        "outcomes: {won: {kind: won}}\n"
        "pipelines: {a: {stages: {ask: {next: [won, b/tell]}}}, b: {stages: {tell: {}}}}"
    )
    start = "pipeline: a\nhistory: [{date: 2026-01-01, to: a/ask}"
    here = small(
        tmp_path,
        process,
        a=f"name: A\n{start}, {{date: 2026-01-03, to: b/tell}}]",
        b=f"name: B\n{start}]",
    )
    view = flows_view(here, "a", None, "", "")
    said = "Of 2 leads 1 is on its way and 1 went on to another pipeline."
    assert view.text.sentence == said


def test_of_two_stays_none_is_moved_to_the_end_of_the_axis(tmp_path: Path) -> None:
    line = "history: [{date: 2026-01-01, to: one}, {date: 2026-01-02, to: two}, %s]"
    process = "stages: {one: {}, two: {}}\noutcomes: {lost: {kind: lost}}"
    here = small(tmp_path, process, a=f"name: A\n{line % '{date: 2026-01-12, to: lost}'}")
    view = durations_view(here, "", None, "", "", "stage")
    assert [one.marks[0].left for one in view.strips] == ["10", "100"]
    assert view.unit == "days"
