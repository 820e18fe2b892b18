"""Everything as plain tables, for other programs: one declaration for CSV, JSON and the manual.

The tables hold what their audience may see and nothing else: what is withheld was never loaded.
A column is never renamed or given another meaning within a version of the format; columns and
tables may be added.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from sphinx_leadflow.core.conditions import atoms
from sphinx_leadflow.core.events import happenings
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.model import Money, Outcome, Step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.core.model import Data, Field
    from sphinx_leadflow.core.query import Snapshot
    from sphinx_leadflow.core.standing import Standing

FORMAT = "leadflow-data"
VERSION = 1
"""Of the format: raised when a column goes or means something else."""

Cell: TypeAlias = "str | int | Decimal | bool | dt.date | list[Any] | None"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its type and what it means."""

    name: str
    type: str
    """`text`, `number` (exact, as text in JSON), `count`, `date`, `boolean` or `list`."""
    means: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under declared columns."""

    name: str
    means: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


LEAD_COLUMNS = (
    Column("id", "text", "The name of the lead's file without .yaml."),
    Column("name", "text", "Who it is."),
    Column("owner", "text", "The id of the person who looks after it."),
    Column("pipeline", "text", "The id of its pipeline; empty where there is only one."),
    Column("state", "text", "open, won, lost, parked, void or broken."),
    Column("stage", "text", "The id of the stage in which it stands."),
    Column("step", "text", "The id of the step at which it stands."),
    Column("outcome", "text", "The id of the outcome, once it has ended."),
    Column("reason", "text", "The id of the reason for which it ended."),
    Column("since", "date", "The day on which it came where it stands."),
    Column("days", "count", "Days since then."),
    Column("created", "date", "The day of its first step."),
    Column("due", "date", "When the next action is due."),
    Column("overdue_days", "count", "Days since that day; 0 if it is not past."),
    Column("stale_days", "count", "Days beyond the limit of the step; 0 if it is not stale."),
    Column("waiting_until", "date", "Until when it waits on purpose."),
    Column("action", "text", "The next action, where the file has its own words for it."),
    Column("last_activity", "date", "The day of the last line of its history."),
    Column("renews", "text", "The id of the lead that it follows."),
    Column("probability", "number", "Its own chance, if its file says one."),
)
EVENT_COLUMNS = (
    Column("id", "text", "A name of the line that stays: lead, day, and its number on that day."),
    Column("date", "date", "When it happened."),
    Column("lead", "text", "The id of the lead."),
    Column("sort", "text", "created, moved, ended, changed or noted."),
    Column("from_stage", "text", "The stage in which the lead was."),
    Column("from", "text", "The step or outcome at which it was."),
    Column("to_stage", "text", "The stage into which it went."),
    Column("to", "text", "The step or outcome to which it went."),
    Column("days", "count", "How many days it had been where it was."),
    Column("by", "text", "The id of the person or the role."),
    Column("reason", "text", "The id of the reason, at an outcome."),
    Column("note", "text", "What was written."),
    Column("changed", "list", "Tracked fields and their new values, each as a pair."),
)
VISIT_COLUMNS = (
    Column("lead", "text", "The id of the lead."),
    Column("pipeline", "text", "The id of the pipeline; empty where there is only one."),
    Column("stage", "text", "The stage that was visited."),
    Column("number", "count", "1 for the lead's first visit of this stage, 2 for the next."),
    Column("since", "date", "The day of entering."),
    Column("until", "date", "The day of leaving; empty while it is there."),
    Column("days", "count", "Days from entering to leaving, or to today."),
    Column("waiting_days", "count", "How many of them were a declared pause."),
    Column("to", "text", "The stage or outcome for which it left."),
)
PLACE_COLUMNS = (
    Column("pipeline", "text", "The id of the pipeline; empty where there is only one."),
    Column("kind", "text", "stage, step or outcome."),
    Column("id", "text", "Its id."),
    Column("title", "text", "What people call it."),
    Column("stage", "text", "For a step: its stage."),
    Column("counts_as", "text", "For an outcome: won, lost, parked or void."),
    Column("probability", "number", "For a stage: how often a lead that gets here is won."),
)


def tables(snapshot: Snapshot) -> tuple[Table, ...]:
    """Every table: leads, events, visits, places."""
    return (leads_table(snapshot), events_table(snapshot), visits_table(snapshot),
            places_table(snapshot))  # fmt: skip


def leads_table(snapshot: Snapshot) -> Table:
    """A row for each lead; its fields stand behind the declared columns as `field_…`.

    An amount has a second column with its currency.
    """
    fields = [
        one for one in snapshot.process.fields.values() if not snapshot.project.withholds(one)
    ]
    columns = (*LEAD_COLUMNS, *(column for one in fields for column in _field_columns(one)))
    rows = tuple(
        (*_lead(one), *(cell for field in fields for cell in _field_cells(one, field)))
        for one in snapshot.standings.values()
    )
    return Table("leads", "A row for each lead.", columns, rows)


def _lead(one: Standing) -> tuple[Cell, ...]:
    lead = one.lead
    return (
        lead.id,
        lead.name,
        lead.owner,
        one.pipeline.id if one.pipeline else lead.pipeline,
        one.state.value,
        one.stage.id if one.stage else "",
        one.step.id if one.step else "",
        one.outcome.id if one.outcome else "",
        one.reason,
        one.since,
        one.days if one.since else None,
        one.visits[0].since if one.visits else None,
        one.due,
        one.overdue,
        one.stale,
        lead.waiting.until if lead.waiting else None,
        lead.action,
        one.last_activity,
        lead.renews,
        lead.probability,
    )


_COLUMN_TYPES = {"number": "number", "boolean": "boolean", "date": "date", "list": "list"}


def _field_columns(field: Field) -> tuple[Column, ...]:
    name = f"field_{field.id}"
    if field.type == "money":
        return (
            Column(name, "number", f"{field.title}: the amount."),
            Column(f"{name}_currency", "text", f"{field.title}: its currency."),
        )
    return (Column(name, _COLUMN_TYPES.get(field.type, "text"), f"{field.title}."),)


def _field_cells(one: Standing, field: Field) -> tuple[Cell, ...]:
    data = one.facts.values.get(field.id)
    if field.type == "money":
        return (data.amount, data.currency) if isinstance(data, Money) else (None, "")
    return (_cell(data),)


def _cell(data: Data | None) -> Cell:
    if isinstance(data, tuple):
        return [
            {key: _plain(value) for key, value in item.items()}
            if hasattr(item, "items")
            else _plain(item)
            for item in data
        ]
    return str(data) if isinstance(data, Money) else data


def _plain(value: object) -> object:
    """A value inside a list, as JSON can hold it: exact numbers, amounts and dates as texts."""
    return value if isinstance(value, (bool, str)) else str(value)


def events_table(snapshot: Snapshot) -> Table:
    """A row for each history line, the newest first."""
    rows = tuple(
        (
            line.id,
            line.date,
            line.lead,
            line.sort,
            _stage(line.start),
            _place(line.start),
            _stage(line.end),
            _place(line.end),
            line.days,
            line.by,
            line.reason,
            line.note,
            [[key, _plain_all(value.data)] for key, value in line.changes.items()],
        )
        for line in happenings(snapshot)
    )
    return Table("events", "A row for each history line, the newest first.", EVENT_COLUMNS, rows)


def _plain_all(data: Data) -> object:
    found = [_plain(one) for one in atoms(data)]
    return found if isinstance(data, tuple) else found[0]


def _stage(place: Step | Outcome | None) -> str:
    return place.stage if isinstance(place, Step) else ""


def _place(place: Step | Outcome | None) -> str:
    return place.id if place else ""


def visits_table(snapshot: Snapshot) -> Table:
    """A row for each visit of a stage, as the figures count them."""
    rows = tuple(
        (
            stay.lead,
            pipeline,
            stay.place,
            stay.number,
            stay.since,
            stay.until,
            stay.days,
            stay.waiting,
            stay.to,
        )
        for pipeline in snapshot.process.pipelines
        for way in snapshot.journeys(pipeline)
        for stay in way.stages
    )
    means = "A row for each visit of a stage; void and broken leads are left out."
    return Table("visits", means, VISIT_COLUMNS, rows)


def places_table(snapshot: Snapshot) -> Table:
    """A row for each stage, step and outcome."""
    return Table(
        "places",
        "A row for each stage, step and outcome of the process.",
        PLACE_COLUMNS,
        tuple(_places(snapshot)),
    )


def _places(snapshot: Snapshot) -> Iterator[tuple[Cell, ...]]:
    for home, pipeline in snapshot.process.pipelines.items():
        for stage in pipeline.stages:
            yield (home, "stage", stage.id, stage.title, "", "", stage.probability)
            if not stage.bare:
                for step in stage.steps:
                    yield (home, "step", step.id, step.title, stage.id, "", None)
        for end in pipeline.outcomes.values():
            yield (home, "outcome", end.id, end.title, "", end.kind.value, None)
