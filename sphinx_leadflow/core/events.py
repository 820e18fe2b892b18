"""The event log: what happened to all leads, line by line, the newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.model import Outcome, Step
from sphinx_leadflow.core.standing import State

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from sphinx_leadflow.core.model import Event, Value
    from sphinx_leadflow.core.query import Snapshot
    from sphinx_leadflow.core.standing import Standing

SORTS = ("created", "moved", "ended", "changed", "noted")
"""What a line tells first: a lead's first step, a move, an outcome, changed fields, a note."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One history line, with what it means: from where, after how long."""

    date: dt.date
    lead: str
    name: str
    owner: str
    sort: str
    """One of `SORTS`."""
    number: int
    """Which of the lead's lines of that day it is, from 1: with lead and day it is a name."""
    start: Step | Outcome | None
    """Where the lead was; nothing before its first step."""
    end: Step | Outcome | None
    """Where it went; nothing if it stayed."""
    days: int | None
    """How long it had been where it was; nothing if it stayed."""
    by: str
    """A person or a role."""
    reason: str
    note: str
    changes: Mapping[str, Value]

    @property
    def where(self) -> Step | Outcome | None:
        """Where the lead stood behind this line."""
        return self.end or self.start

    @property
    def id(self) -> str:
        """A name that stays: a history only grows at its end."""
        return f"{self.lead}/{self.date}/{self.number}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines of the log are wanted. An empty part lets everything pass."""

    since: dt.date | None = None
    until: dt.date | None = None
    leads: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    """Full ids: where a lead came from, stood or went."""
    pipelines: tuple[str, ...] = ()


EVERYTHING = Wanted()


def happenings(snapshot: Snapshot, wanted: Wanted = EVERYTHING) -> tuple[Happening, ...]:
    """The log, the newest day first; on one day the leads in order, each with its last line first.

    Leads whose files are broken have no lines. In a public build notes are withheld, and a line
    that holds nothing else is not there at all.
    """
    found = [
        line
        for ident, one in snapshot.standings.items()
        if not wanted.leads or ident in wanted.leads
        if one.state is not State.BROKEN
        for line in _lines(one)
        if _passes(line, wanted)
    ]
    found.sort(key=lambda line: (line.lead, -line.number))
    found.sort(key=lambda line: line.date, reverse=True)
    return tuple(found)


def _lines(one: Standing) -> Iterator[Happening]:
    place: Step | Outcome | None = None
    since: dt.date | None = None
    numbers: dict[dt.date, int] = {}
    for event in one.lead.history:
        numbers[event.date] = numbers.get(event.date, 0) + 1
        days = max((event.date - since).days, 0) if event.to and since else None
        yield Happening(
            date=event.date,
            lead=one.lead.id,
            name=one.lead.name,
            owner=one.lead.owner,
            sort=_sort(event, place),
            number=numbers[event.date],
            start=place,
            end=event.to,
            days=days,
            by=event.by,
            reason=event.reason,
            note=event.note,
            changes=event.changes,
        )
        if event.to is not None:
            place, since = event.to, event.date


def _sort(event: Event, before: Step | Outcome | None) -> str:
    if event.to is None:
        return "changed" if event.changes else "noted"
    if isinstance(event.to, Outcome):
        return "ended"
    return "moved" if before else "created"


def _passes(line: Happening, wanted: Wanted) -> bool:
    early = wanted.since is not None and line.date < wanted.since
    late = wanted.until is not None and line.date > wanted.until
    if early or late or (wanted.owners and line.owner not in wanted.owners):
        return False
    places = [place for place in (line.start, line.end) if place is not None]
    if wanted.pipelines and not any(place.pipeline in wanted.pipelines for place in places):
        return False
    return not wanted.stages or any(stage_of(place) in wanted.stages for place in places)


def stage_of(place: Step | Outcome | None) -> str:
    """The full id of a step's stage; empty for an outcome."""
    if not isinstance(place, Step):
        return ""
    return f"{place.pipeline}/{place.stage}" if place.pipeline else place.stage
