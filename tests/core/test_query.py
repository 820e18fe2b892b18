"""Which leads, in what order, in what groups; and that a question's digest is its answer."""

from __future__ import annotations

import datetime as dt
import itertools
import pickle
from pathlib import Path

import pytest

from sphinx_leadflow.core.model import Audience
from sphinx_leadflow.core.project import load
from sphinx_leadflow.core.query import (
    BUILT_IN_COLUMNS,
    GROUPS,
    MARKS,
    Selection,
    Snapshot,
    group,
    select,
    sort_key,
)
from sphinx_leadflow.core.views.questions import ask, digest, known_ids, matching

REPOSITORY = Path(__file__).parents[2]
TODAY = dt.date(2026, 11, 23)


@pytest.fixture(scope="module")
def live() -> Snapshot:
    """The live data, as the team sees it."""
    return Snapshot(load(REPOSITORY / "leads_data", Audience.TEAM).project, TODAY)


@pytest.fixture(scope="module")
def grants() -> Snapshot:
    """The example with two pipelines."""
    root = REPOSITORY / "docs" / "examples" / "grants" / "leads_data"
    return Snapshot(load(root, Audience.TEAM).project, TODAY)


def ids(snapshot: Snapshot, selection: Selection) -> list[str]:
    return [one.lead.id for one in select(snapshot, selection)]


@pytest.mark.parametrize("mark", MARKS)
def test_marks_choose_the_leads_that_have_them(live: Snapshot, mark: str) -> None:
    chosen = set(ids(live, Selection(marks=(mark,))))
    assert chosen == {name for name, one in live.standings.items() if mark in one.marks}


def test_filters_hold_together_and_words_of_one_are_alternatives(live: Snapshot) -> None:
    owners = tuple(live.process.people)[:2]
    both = set(ids(live, Selection(owners=owners)))
    assert both == {
        *ids(live, Selection(owners=owners[:1])),
        *ids(live, Selection(owners=owners[1:])),
    }
    assert set(ids(live, Selection(owners=owners, marks=("open",)))) == both & set(
        ids(live, Selection(marks=("open",)))
    )


def test_every_stage_step_and_outcome_chooses_its_leads(live: Snapshot) -> None:
    (pipeline,) = live.process.pipelines.values()
    by_stage = [ids(live, Selection(stages=(stage.id,))) for stage in pipeline.stages]
    assert sorted(one for each in by_stage for one in each) == sorted(
        name for name, one in live.standings.items() if one.stage is not None
    )
    for step in pipeline.steps.values():
        assert set(ids(live, Selection(steps=(step.id,)))) == {one.lead.id for one in live.at(step)}
    for outcome in pipeline.outcomes:
        assert len(ids(live, Selection(outcomes=(outcome,)))) == live.by_outcome.get(
            (pipeline.id, outcome), 0
        )


def test_a_step_means_its_own_pipeline(grants: Snapshot) -> None:
    assert len(grants.process.pipelines) > 1
    for pipeline in grants.process.pipelines.values():
        for step in pipeline.steps.values():
            chosen = ids(grants, Selection(steps=(f"{pipeline.id}/{step.id}",)))
            assert chosen == [one.lead.id for one in grants.at(step)] or (
                sorted(chosen) == sorted(one.lead.id for one in grants.at(step))
            )
    assert ids(grants, Selection(steps=("draft",))) == []


@pytest.mark.parametrize("column", BUILT_IN_COLUMNS)
def test_every_column_orders_both_ways_and_leaves_empty_cells_last(
    live: Snapshot, column: str
) -> None:
    up, down = (select(live, Selection(sort=(word,))) for word in (column, f"-{column}"))
    keys = [sort_key(live, one, column) for one in up]
    filled = [key for key in keys if key is not None]
    assert keys == sorted(filled) + [None] * (len(keys) - len(filled))
    turned = [sort_key(live, one, column) for one in down]
    assert turned == sorted(filled, reverse=True) + [None] * (len(keys) - len(filled))


def test_every_field_can_order(live: Snapshot) -> None:
    for field in live.process.fields:
        chosen = ids(live, Selection(sort=(f"-{field}", "lead")))
        assert sorted(chosen) == sorted(live.standings)


def test_the_second_word_orders_what_the_first_leaves_equal(live: Snapshot) -> None:
    rows = select(live, Selection(sort=("owner", "-lead")))
    for one, other in itertools.pairwise(rows):
        if one.lead.owner == other.lead.owner:
            assert one.lead.name.casefold() >= other.lead.name.casefold()


@pytest.mark.parametrize("by", GROUPS)
def test_groups_hold_every_row_once(live: Snapshot, by: str) -> None:
    rows = select(live, Selection())
    groups = group(live, rows, by)
    assert sorted(one.lead.id for _title, members in groups for one in members) == sorted(
        one.lead.id for one in rows
    )
    titles = [title for title, _members in groups]
    assert len(titles) == len(set(titles)) and all(titles)


def test_stages_stand_in_the_order_of_the_process(live: Snapshot) -> None:
    (pipeline,) = live.process.pipelines.values()
    order = [stage.title for stage in pipeline.stages]
    titles = [title for title, _ in group(live, select(live, Selection(marks=("open",))), "stage")]
    assert titles == [one for one in order if one in titles]


def test_groups_of_a_field_by_its_options_then_the_empty_ones(live: Snapshot) -> None:
    choice = next(one for one in live.process.fields.values() if one.options)
    titles = [title for title, _ in group(live, select(live, Selection()), choice.id)]
    order = [option.title for option in choice.options.values()]
    assert [one for one in titles if one in order] == [one for one in order if one in titles]
    assert "Not filled in" not in titles[:-1]


QUESTIONS = [
    ("process", (None,)),
    ("assets", (None,)),
    ("notices", ()),
    ("fields", ()),
    ("roles", (None,)),
    ("counts", ()),
    ("title", ("title",)),
    ("table", ((), ())),
    ("board", ((),)),
    *(
        ("known", (kind,))
        for kind in (
            "lead",
            "person",
            "pipeline",
            "stage",
            "step",
            "outcome",
            "role",
            "asset",
            "field",
            "checklist",
            "notice",
        )
    ),
]


@pytest.mark.parametrize(("name", "arguments"), QUESTIONS)
def test_a_digest_is_the_same_for_the_same_answer(name: str, arguments: tuple[object, ...]) -> None:
    """Loaded twice, and from a folder elsewhere: nothing of the object or of its place is in it."""
    first, second = (
        Snapshot(load(REPOSITORY / "leads_data", Audience.TEAM).project, TODAY) for _ in range(2)
    )
    assert digest(ask(first, name, arguments)) == digest(ask(second, name, arguments))
    assert " at 0x" not in repr(ask(first, name, arguments))


def test_every_answer_about_a_lead_is_plain_enough_to_digest(live: Snapshot) -> None:
    for name in live.standings:
        answer = ask(live, "lead", (name,))
        assert " at 0x" not in repr(answer) and "Standing(" not in repr(answer)
        pickle.dumps(answer)


def test_every_known_id_is_found_and_matches_itself(live: Snapshot, grants: Snapshot) -> None:
    for snapshot in (live, grants):
        for kind in (
            "lead",
            "stage",
            "step",
            "outcome",
            "role",
            "asset",
            "field",
            "checklist",
            "notice",
            "pipeline",
        ):
            for name in known_ids(snapshot, kind):
                if name:
                    assert ask(snapshot, "find", (kind, name)).id == name
                    assert matching(snapshot, kind, name) == (name,)
            assert ask(snapshot, "find", (kind, "no-such-thing")) is None
            assert matching(snapshot, kind, "no-such-thing") == ()


def test_a_bare_word_means_the_place_in_every_pipeline(grants: Snapshot) -> None:
    names = known_ids(grants, "outcome")
    bare = {name.rpartition("/")[2] for name in names}
    for word in bare:
        assert set(matching(grants, "outcome", word)) == {
            name for name in names if name.rpartition("/")[2] == word
        }
