"""The event log as a table: when, who, what happened, after how long, and what was written."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sphinx_leadflow.core import words
from sphinx_leadflow.core.events import Wanted, happenings
from sphinx_leadflow.core.flow import goes_back
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.model import Outcome, Step
from sphinx_leadflow.core.quantities import parse_length
from sphinx_leadflow.core.standing import State
from sphinx_leadflow.core.views.parts import Badge, Ref, full_id, lead_in_table
from sphinx_leadflow.core.views.table import Cell, Piece, Row, value_pieces

if TYPE_CHECKING:
    from sphinx_leadflow.core.events import Happening
    from sphinx_leadflow.core.query import Snapshot

COLUMNS = (
    ("date", "When"),
    ("lead", "Lead"),
    ("event", "What happened"),
    ("by", "By"),
    ("note", "Note"),
)


@dataclass(frozen=True, slots=True)
class EventsView:
    """Lines of the log, the newest first."""

    columns: tuple[tuple[str, str], ...]
    """Ids and titles; without the notes where the audience does not get them."""
    rows: tuple[Row, ...]
    total: int
    """How many lines there are that pass the filters."""
    leads: int
    """How many leads they are of."""
    withheld: bool
    """Whether there may be leads that this build does not know; it must not tell how many."""
    without_notes: bool


def events_view(
    snapshot: Snapshot,
    since: str = "",
    until: str = "",
    leads: tuple[str, ...] = (),
    owners: tuple[str, ...] = (),
    stages: tuple[str, ...] = (),
    pipelines: tuple[str, ...] = (),
    limit: int = 0,
) -> EventsView:
    """The lines that are asked for, at most `limit` of them if it is not 0.

    `since` and `until` are days, or lengths of time before today: `30 days`.
    """
    first, final = _day(since, snapshot.today), _day(until, snapshot.today)
    found = happenings(snapshot, Wanted(first, final, leads, owners, stages, pipelines))
    quiet = snapshot.project.public and not snapshot.process.public_notes
    columns = COLUMNS[:-1] if quiet else COLUMNS
    return EventsView(
        columns,
        tuple(_row(snapshot, line, columns) for line in (found[:limit] if limit else found)),
        len(found),
        len({line.lead for line in found}),
        snapshot.project.public,
        quiet,
    )


def _day(text: str, today: dt.date) -> dt.date | None:
    length = parse_length(text)
    if length is not None:
        return length.before(today)
    return dt.date.fromisoformat(text) if text else None


def what_happened(snapshot: Snapshot, line: Happening) -> str:
    """A line in words: `Create a quote → Send a quote`, `came in: Create a lead`."""
    if line.end is None:
        return _changes(snapshot, line) or "note"
    if line.start is None:
        return f"came in: {line.end.title}"
    return f"{line.start.title} → {line.end.title}{_reason(line)}"


def _reason(line: Happening) -> str:
    option = line.end.reasons.get(line.reason) if isinstance(line.end, Outcome) else None
    return f" ({option.title})" if option else ""


def _changes(snapshot: Snapshot, line: Happening) -> str:
    fields = snapshot.process.fields
    return ", ".join(
        f"{fields[key].title}: "
        + ", ".join(piece.text for piece in value_pieces(fields[key], value.data))
        for key, value in line.changes.items()
    )


def author(snapshot: Snapshot, line: Happening) -> str:
    """Who wrote or did it: the name of a person or a role."""
    people, roles = snapshot.process.people, snapshot.process.roles
    if line.by in people:
        return people[line.by].name
    return roles[line.by].title if line.by in roles else ""


def _row(snapshot: Snapshot, line: Happening, columns: tuple[tuple[str, str], ...]) -> Row:
    cells = {
        "date": Cell("date", (Piece(words.day(line.date)),), sort=line.date.isoformat()),
        "lead": Cell("lead", ref=lead_in_table(line.lead, line.name)),
        "event": _event_cell(snapshot, line),
        "by": _text_cell("by", author(snapshot, line)),
        "note": _text_cell("note", line.note),
    }
    owner = snapshot.process.people.get(line.owner)
    return Row(
        lead_in_table(line.lead, line.name),
        snapshot.standings[line.lead].state.value,
        (),
        tuple(cells[name] for name, _title in columns),
        _place(snapshot, line),
        owner.name if owner else "",
    )


def _text_cell(column: str, text: str) -> Cell:
    return Cell(column, (Piece(" ".join(text.split())),) if text else (), sort=text.casefold())


def _event_cell(snapshot: Snapshot, line: Happening) -> Cell:
    """Where it went, or what was changed; below that from where, and after how long."""
    if line.end is None:
        return _text_cell("event", what_happened(snapshot, line))
    kind = "outcome" if isinstance(line.end, Outcome) else "step"
    ref = Ref(kind, full_id(line.end.pipeline, line.end.id), line.end.title)
    sub = ""
    if line.start is not None:
        sub = f"from {line.start.title}"
        sub += f", after {words.count(line.days, 'day')}" if line.days is not None else ""
    changed = _changes(snapshot, line)
    return Cell(
        "event",
        ref=ref,
        sub="; ".join(part for part in (sub, changed) if part),
        badges=_badges(snapshot, line),
        sort=line.end.title.casefold(),
    )


def _badges(snapshot: Snapshot, line: Happening) -> tuple[Badge, ...]:
    if isinstance(line.end, Outcome):
        option = line.end.reasons.get(line.reason)
        reason = f", {option.title.lower()}" if option else ""
        return (Badge(State(line.end.kind.value).value, f"{line.end.kind.value}{reason}"),)
    if isinstance(line.start, Step) and isinstance(line.end, Step):
        home = snapshot.process.pipelines[line.start.pipeline]
        if line.end.pipeline == home.id and goes_back(home, line.start, line.end.id):
            return (Badge("repeats", "went back"),)
    return ()


def _place(snapshot: Snapshot, line: Happening) -> str:
    where = line.where
    if isinstance(where, Step):
        return snapshot.process.pipelines[where.pipeline].stage_of(where).title
    return where.title if where else ""
