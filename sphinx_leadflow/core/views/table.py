"""The status table: rows and cells of plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_leadflow.core import words
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.gates.link import mail_link, phone_address
from sphinx_leadflow.core.query import group, select, sort_key
from sphinx_leadflow.core.standing import State
from sphinx_leadflow.core.views.parts import (
    Badge,
    Ref,
    due_badges,
    full_id,
    lead_in_table,
    since_badges,
    state_badges,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx_leadflow.core.model import Data, Field
    from sphinx_leadflow.core.query import Selection, Snapshot, SortKey
    from sphinx_leadflow.core.standing import Standing

DEFAULT_COLUMNS = ("lead", "stage", "next", "owner", "since", "due", "missing")
"""The columns of a table that names none."""

TITLES = {
    "lead": "Lead",
    "owner": "Owner",
    "pipeline": "Pipeline",
    "stage": "Stage",
    "step": "Step",
    "next": "Next action",
    "since": "Since",
    "days": "Days",
    "due": "Due",
    "missing": "Missing",
    "state": "State",
    "outcome": "Outcome",
    "reason": "Reason",
    "last": "Last activity",
}
"""What the columns that are not fields are called."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A bit of a value: text, perhaps a link."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: what it says, what it links to, and what it is ordered by."""

    column: str
    pieces: tuple[Piece, ...] = ()
    ref: Ref | None = None
    sub: str = ""
    """A second, quieter line."""
    badges: tuple[Badge, ...] = ()
    sort: str = ""
    sub_ref: Ref | None = None
    """What the quieter line leads to."""
    passed: int | None = None
    """How much of a term has passed, in per cent, drawn as a bar."""


@dataclass(frozen=True, slots=True)
class Row:
    """One lead."""

    lead: Ref
    state: str
    marks: tuple[str, ...]
    cells: tuple[Cell, ...]
    stage: str
    owner: str


@dataclass(frozen=True, slots=True)
class GroupView:
    """Rows under one heading; without grouping there is one group without a title."""

    title: str
    rows: tuple[Row, ...]
    summary: str


@dataclass(frozen=True, slots=True)
class TableView:
    """A status table."""

    columns: tuple[tuple[str, str], ...]
    """Ids and titles."""
    groups: tuple[GroupView, ...]
    shown: int
    total: int
    """How many leads there are altogether."""
    order: str = ""
    """The column that the rows come ordered by, with a `-` for the reverse; or nothing."""
    as_of: str = ""
    """The day from which days are counted; empty where none are shown."""


def table_view(
    snapshot: Snapshot, selection: Selection, columns: tuple[str, ...] = ()
) -> TableView:
    """The leads that a selection asks for, with the columns asked for."""
    columns = columns or default_columns(snapshot, selection.group_by)
    found = select(snapshot, selection)
    if selection.limit:
        found = found[: selection.limit]
    groups = (
        group(snapshot, found, selection.group_by)
        if selection.group_by
        else ((("", found),) if found else ())
    )
    return TableView(
        tuple((name, column_title(snapshot, name)) for name in columns),
        tuple(
            GroupView(title, tuple(_row(snapshot, one, columns) for one in rows), summary(rows))
            for title, rows in groups
        ),
        len(found),
        len(snapshot.standings),
        _order(selection, columns),
        _as_of(snapshot, found, columns),
    )


def _order(selection: Selection, columns: tuple[str, ...]) -> str:
    first = selection.sort[0] if selection.sort else ""
    return first if first.removeprefix("-") in columns else ""


def _as_of(snapshot: Snapshot, found: tuple[Standing, ...], columns: tuple[str, ...]) -> str:
    """A table that counts days is another one tomorrow; a table that does not needs no date."""
    counts = {"since", "days"}.intersection(columns) and any(one.step for one in found)
    return f"{words.weekday(snapshot.today)} {words.day(snapshot.today)}" if counts else ""


def default_columns(snapshot: Snapshot, grouped_by: str = "") -> tuple[str, ...]:
    """The usual columns, with the pipeline where there are several.

    What the rows are grouped by stands in the headings and needs no column.
    """
    columns: tuple[str, ...] = DEFAULT_COLUMNS
    if len(snapshot.process.pipelines) > 1:
        columns = ("lead", "pipeline", *DEFAULT_COLUMNS[1:])
    return tuple(name for name in columns if name != grouped_by)


def column_title(snapshot: Snapshot, name: str) -> str:
    """A column's heading."""
    declared = snapshot.process.fields.get(name)
    return TITLES.get(name) or (declared.title if declared else name)


def summary(rows: tuple[Standing, ...]) -> str:
    """A group's size in words: `4 leads, 1 overdue, 1 stale`."""
    parts = [words.count(len(rows), "lead")]
    for mark in ("overdue", "stale", "waiting"):
        number = sum(mark in one.marks for one in rows)
        if number:
            parts.append(f"{number} {mark}")
    return ", ".join(parts)


def _row(snapshot: Snapshot, one: Standing, columns: tuple[str, ...]) -> Row:
    place = one.stage or one.outcome
    person = snapshot.process.people.get(one.lead.owner)
    return Row(
        lead_in_table(one.lead.id, one.lead.name),
        one.state.value,
        tuple(sorted(one.marks)),
        tuple(_cell_among(snapshot, one, name, columns) for name in columns),
        place.title if place else "",
        person.name if person else "",
    )


def cell(snapshot: Snapshot, one: Standing, column: str) -> Cell:
    """One cell of a lead's row."""
    maker = _CELLS.get(column)
    made = maker(snapshot, one) if maker else _field_cell(snapshot, one, column)
    key = _stage_key(snapshot, one) if column == "stage" else sort_key(snapshot, one, column)
    # A tab comes before all that a text may hold: "Ann" before "Ann (2025)".
    sort = "" if key is None else "\t".join(padded(part) for part in key)
    return Cell(column, made.pieces, made.ref, made.sub, made.badges, sort)


def _stage_key(snapshot: Snapshot, one: Standing) -> SortKey | None:
    """The leads at one stage have one place: they keep the order in which they come."""
    if one.stage is None or one.step is None:
        return None
    return (snapshot.stage_order[(one.step.pipeline, one.stage.steps[0].id)],)


def _cell_among(snapshot: Snapshot, one: Standing, column: str, columns: tuple[str, ...]) -> Cell:
    """A cell that leaves out what another column of the same row says."""
    made = cell(snapshot, one, column)
    if column == "lead" and "organisation" in columns:
        return replace(made, sub="")
    if column == "outcome" and "reason" in columns and one.outcome is not None:
        return replace(made, badges=(Badge(one.state.value, one.outcome.title),))
    return made


def padded(part: str | float) -> str:
    """A sort key as text that orders like the key: numbers with leading zeros."""
    return part if isinstance(part, str) else f"{part + 10**12:020.4f}"


def value_pieces(declared: Field | None, data: Data | None) -> tuple[Piece, ...]:
    """A field's value as bits of text and links; records are shortened to their first part."""
    if data is None:
        return ()
    if not isinstance(data, tuple):
        return (_piece(declared, data),)
    parts = {part.id: part for part in declared.parts} if declared else {}
    found = []
    for item in data:
        if isinstance(item, Mapping):
            name, first = next(iter(item.items()))
            found.append(_piece(parts.get(name), first))
        else:
            found.append(_piece(declared, item))
    return tuple(found)


def _piece(declared: Field | None, data: object) -> Piece:
    kind = (declared.item or declared.type) if declared else ""
    text = words.atom(data, declared)  # type: ignore[arg-type]  # a single value
    if kind == "url":
        return Piece(short_link(text), text)
    if kind == "email":
        return Piece(text, mail_link(text))
    if kind == "phone":
        return Piece(text, phone_address(text))
    return Piece(text)


def short_link(url: str) -> str:
    """A link's host and a little of its path, for tables."""
    bare = url.partition("://")[2] or url
    return bare if len(bare) <= 32 else bare[:31].rstrip("/") + "…"


def _field_cell(snapshot: Snapshot, one: Standing, column: str) -> Cell:
    declared = snapshot.process.fields.get(column)
    data = one.facts.values.get(column)
    if declared is not None and declared.type == "person" and isinstance(data, str):
        return Cell(column, (Piece(snapshot.process.people[data].name),))
    if declared is not None and declared.type == "lead" and isinstance(data, str):
        return Cell(column, ref=lead_in_table(data, snapshot.project.leads[data].name))
    return Cell(column, value_pieces(declared, data))


def _lead_cell(snapshot: Snapshot, one: Standing) -> Cell:
    organisation = one.facts.values.get("organisation")
    sub = organisation if isinstance(organisation, str) and organisation != one.lead.name else ""
    return Cell(
        "lead",
        ref=lead_in_table(one.lead.id, one.lead.name),
        sub=sub,
        badges=state_badges(snapshot, one) if one.state is State.BROKEN else (),
    )


def _owner_cell(snapshot: Snapshot, one: Standing) -> Cell:
    person = snapshot.process.people.get(one.lead.owner)
    return Cell("owner", (Piece(person.name),) if person else ())


def _pipeline_cell(_snapshot: Snapshot, one: Standing) -> Cell:
    return Cell("pipeline", (Piece(one.pipeline.title),) if one.pipeline else ())


def _stage_cell(snapshot: Snapshot, one: Standing) -> Cell:
    if one.stage is not None and one.pipeline is not None:
        ref = Ref("stage", full_id(one.pipeline.id, one.stage.id), one.stage.title)
        return Cell("stage", ref=ref)
    shown = () if one.state is State.BROKEN else state_badges(snapshot, one)  # beside its name
    return Cell("stage", badges=shown)


def _step_cell(snapshot: Snapshot, one: Standing) -> Cell:
    if one.step is not None and one.pipeline is not None:
        ref = Ref("step", full_id(one.pipeline.id, one.step.id), one.step.title)
        return Cell("step", ref=ref)
    return Cell("step")


def _next_cell(snapshot: Snapshot, one: Standing) -> Cell:
    """The next action: in the editor's words, else the title of the step it stands at."""
    step = _step_cell(snapshot, one)
    if one.lead.action and (one.step is not None or one.state is State.PARKED):
        return Cell("next", (Piece(one.lead.action),), sub=step.ref.title if step.ref else "")
    return Cell("next", ref=step.ref)


def _since_cell(snapshot: Snapshot, one: Standing) -> Cell:
    if one.since is None:
        return Cell("since")
    sub = "" if one.outcome else words.count(one.days, "day")
    return Cell(
        "since", (Piece(words.day(one.since, snapshot.today)),), sub=sub, badges=since_badges(one)
    )


def _days_cell(_snapshot: Snapshot, one: Standing) -> Cell:
    return Cell("days", (Piece(str(one.days)),) if one.since else ())


def _due_cell(snapshot: Snapshot, one: Standing) -> Cell:
    closed = one.outcome is not None and one.state is not State.PARKED
    if one.due is None or closed:
        return Cell("due", badges=due_badges(one))
    return Cell("due", (Piece(words.day(one.due, snapshot.today)),), badges=due_badges(one))


def _missing_cell(snapshot: Snapshot, one: Standing) -> Cell:
    """Titles of what is missing, and how many questions are open."""
    found = [
        Piece(words.requirement_words(missing.requirement, snapshot.process))
        for missing in one.missing
    ]
    for ident, unanswered, total in one.open_questions:
        if unanswered:
            title = snapshot.process.checklists[ident].title
            found.append(Piece(f"{unanswered} of {total} {title}"))
    return Cell("missing", tuple(found))


def _state_cell(snapshot: Snapshot, one: Standing) -> Cell:
    badges = state_badges(snapshot, one) + since_badges(one) + due_badges(one)
    return Cell("state", () if badges else (Piece(one.state.value),), badges=badges)


def _outcome_cell(snapshot: Snapshot, one: Standing) -> Cell:
    return Cell("outcome", badges=state_badges(snapshot, one) if one.outcome else ())


def _reason_cell(_snapshot: Snapshot, one: Standing) -> Cell:
    option = one.outcome.reasons.get(one.reason) if one.outcome else None
    return Cell("reason", (Piece(option.title),) if option else ())


def _last_cell(snapshot: Snapshot, one: Standing) -> Cell:
    if one.last_activity is None:
        return Cell("last")
    return Cell("last", (Piece(words.day(one.last_activity, snapshot.today)),))


_CELLS: Mapping[str, Callable[[Snapshot, Standing], Cell]] = {
    "lead": _lead_cell,
    "owner": _owner_cell,
    "pipeline": _pipeline_cell,
    "stage": _stage_cell,
    "step": _step_cell,
    "next": _next_cell,
    "since": _since_cell,
    "days": _days_cell,
    "due": _due_cell,
    "missing": _missing_cell,
    "state": _state_cell,
    "outcome": _outcome_cell,
    "reason": _reason_cell,
    "last": _last_cell,
}
