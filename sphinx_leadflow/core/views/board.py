"""The board: a column per stage, a card per lead."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from sphinx_leadflow.core import words
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.model import Money
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
    value: str
    """What its leads are worth together; empty in a public build."""


@dataclass(frozen=True, slots=True)
class BoardView:
    """A board over the stages of one or more pipelines."""

    columns: tuple[Column, ...]


def board_view(snapshot: Snapshot, selection: Selection) -> BoardView:
    """The leads that stand in a stage and pass the selection, the next due first by default."""
    found: dict[tuple[str, str], list[Standing]] = {}
    for one in select(snapshot, selection):
        if one.stage is not None and one.pipeline is not None:
            found.setdefault((one.pipeline.id, one.stage.id), []).append(one)
    if not selection.sort:
        for here in found.values():
            here.sort(key=lambda one: one.due or dt.date.max)
    columns = []
    for pipeline in snapshot.process.pipelines.values():
        if selection.pipelines and pipeline.id not in selection.pipelines:
            continue
        for stage in pipeline.stages:
            ref = Ref("stage", full_id(pipeline.id, stage.id), stage.title)
            if not selection.stages or ref.id in selection.stages:
                here = found.get((pipeline.id, stage.id), [])
                columns.append(
                    Column(ref, tuple(_card(snapshot, one) for one in here), _value(snapshot, here))
                )
    return BoardView(tuple(columns))


def _value(snapshot: Snapshot, here: list[Standing]) -> str:
    """The sum of the first field that holds money, per currency."""
    name = next(
        (field.id for field in snapshot.process.fields.values() if field.type == "money"), ""
    )
    sums: dict[str, Decimal] = {}
    for one in here if not snapshot.project.public else ():
        data = one.facts.values.get(name)
        if isinstance(data, Money):
            sums[data.currency] = sums.get(data.currency, Decimal(0)) + data.amount
    return " + ".join(
        words.atom(Money(amount, currency)) for currency, amount in sorted(sums.items())
    )


def _card(snapshot: Snapshot, one: Standing) -> Card:
    person = snapshot.process.people.get(one.lead.owner)
    due = f"due {words.day(one.due, snapshot.today)}" if one.due else ""
    return Card(
        lead_ref(one),
        one.lead.action or (one.step.title if one.step else ""),
        person.name if person else "",
        due,
        due_badges(one) + since_badges(one),
    )
