"""The board: a column per stage, a card per lead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_leadflow.core import words
from sphinx_leadflow.core.query import select
from sphinx_leadflow.core.views.parts import (
    Badge,
    Ref,
    due_badges,
    full_id,
    lead_ref,
    since_badges,
)

if TYPE_CHECKING:
    from sphinx_leadflow.core.query import Selection, Snapshot
    from sphinx_leadflow.core.standing import Standing


@dataclass(frozen=True, slots=True)
class Card:
    """One lead on the board."""

    lead: Ref
    action: str
    owner: str
    due: str
    badges: tuple[Badge, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One stage of the board."""

    stage: Ref
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class BoardView:
    """A board over the stages of one or more pipelines."""

    columns: tuple[Column, ...]


def board_view(snapshot: Snapshot, selection: Selection) -> BoardView:
    """The leads that stand in a stage and pass the selection, in its order."""
    found: dict[tuple[str, str], list[Card]] = {}
    for one in select(snapshot, selection):
        if one.stage is not None and one.pipeline is not None:
            found.setdefault((one.pipeline.id, one.stage.id), []).append(_card(snapshot, one))
    columns = []
    for pipeline in snapshot.process.pipelines.values():
        if selection.pipelines and pipeline.id not in selection.pipelines:
            continue
        for stage in pipeline.stages:
            if not selection.stages or stage.id in selection.stages:
                ref = Ref("stage", full_id(pipeline.id, stage.id), stage.title)
                columns.append(Column(ref, tuple(found.get((pipeline.id, stage.id), ()))))
    return BoardView(tuple(columns))


def _card(snapshot: Snapshot, one: Standing) -> Card:
    person = snapshot.process.people.get(one.lead.owner)
    due = f"due {words.day(one.due, snapshot.today)}" if one.due else ""
    return Card(lead_ref(one), one.lead.action or (one.step.title if one.step else ""),
                person.name if person else "", due, due_badges(one) + since_badges(one))
