"""What changed in a stretch of time, one line for each lead: read from the history alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.core import words
from sphinx_leadflow.core.flow import goes_back
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.model import Kind, Outcome, Step
from sphinx_leadflow.core.standing import State
from sphinx_leadflow.core.views.parts import Ref, full_id, lead_ref
from sphinx_leadflow.core.views.table import value_pieces

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from sphinx_leadflow.core.model import Event
    from sphinx_leadflow.core.query import Snapshot
    from sphinx_leadflow.core.standing import Standing, Visit

KINDS = ("won", "lost", "parked", "void", "back", "new", "move", "set", "note")
"""Sorts of change, in the order in which they are told."""

MAX_NOTE = 200
"""So much of a note is repeated; the rest stands on the lead's page."""


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one lead: a sentence in pieces after its name, and what was written."""

    kind: str
    lead: Ref
    words: tuple[str | Ref, ...]
    note: str
    """The last note, cut if it is long; it may hold a lead's markup."""
    when: str
    """The day of that note, or of the last line, and who wrote it: `18 Nov, Amara Okafor`."""


def changes(snapshot: Snapshot, among: Iterable[Standing], since: dt.date) -> tuple[Change, ...]:
    """What happened on that day or later: endings first, then what went back, is new, moved."""
    found = [change for one in among if (change := _change(snapshot, one, since))]
    found.sort(key=lambda one: (KINDS.index(one.kind), one.lead.title.casefold(), one.lead.id))
    return tuple(found)


def _change(snapshot: Snapshot, one: Standing, since: dt.date) -> Change | None:
    events = [event for event in one.lead.history if since <= event.date <= snapshot.today]
    if not events or one.state is State.BROKEN:
        return None
    kind, sentence = _moved(one, [event for event in events if event.to is not None], since)
    fields = _fields(snapshot, events)
    if not kind:
        kind = "set" if fields else "note"
        sentence = (fields,) if fields else ("was spoken about",)
    elif fields:
        sentence = (*sentence, f"; {fields}")
    told = next((event for event in reversed(events) if event.note), events[-1])
    note = _cut(" ".join(told.note.split()))
    return Change(kind, lead_ref(one), (*sentence, "."), note, _when(snapshot, told))


def _when(snapshot: Snapshot, event: Event) -> str:
    people, roles = snapshot.process.people, snapshot.process.roles
    person, role = people.get(event.by), roles.get(event.by)
    who = person.name if person else role.title if role else ""
    day = words.day(event.date, snapshot.today)
    return f"{day}, {who}" if who else day


def _cut(note: str) -> str:
    return note if len(note) <= MAX_NOTE else note[: MAX_NOTE - 1].rstrip() + "…"


def _moved(one: Standing, moves: list[Event], since: dt.date) -> tuple[str, tuple[str | Ref, ...]]:
    """The sort of a move and its sentence; nothing if there was none."""
    if not moves:
        return "", ()
    before = [visit for visit in one.visits if visit.since < since]
    now = one.visits[-1]
    if isinstance(now.place, Outcome):
        return now.place.kind.value, tuple(_ended(one, now, now.place))
    if any(isinstance(event.to, Step) and event.to.won for event in moves):
        return "won", ("is won, and is now at ", _ref(now.place))
    if not before:
        return "new", ("is new, at ", _ref(now.place))
    return _went(one, before[-1].place, now.place)


def _went(
    one: Standing, start: Step | Outcome, end: Step | Outcome
) -> tuple[str, tuple[str | Ref, ...]]:
    """From one place to another, forwards or back."""
    if isinstance(start, Outcome):
        return "move", ("was taken up again at ", _ref(end))
    if start is end:
        return "move", ("came back to ", _ref(end))
    home = one.pipeline
    if home and start.pipeline == end.pipeline and goes_back(home, start, end.id):
        return "back", ("went back from ", _ref(start), " to ", _ref(end))
    return "move", ("moved from ", _ref(start), " to ", _ref(end))


def _ended(one: Standing, visit: Visit, outcome: Outcome) -> Iterator[str | Ref]:
    """`ended as Customer, after 96 days`; why, and where it stood."""
    yield "ended as "
    yield _ref(outcome)
    option = outcome.reasons.get(visit.event.reason)
    if option:
        yield f" ({option.title.lower()})"
    if outcome.kind is not Kind.WON and one.left:
        yield " at "
        yield _ref(one.left)
    days = (visit.since - one.visits[0].since).days
    yield f", after {words.count(days, 'day')}"


def _fields(snapshot: Snapshot, events: list[Event]) -> str:
    """`Health is now Amber`: the last value of each tracked field that was set."""
    last = {name: value for event in events for name, value in event.changes.items()}
    declared = snapshot.process.fields
    return words.joined(
        [
            f"{declared[name].title} is now "
            + ", ".join(piece.text for piece in value_pieces(declared[name], value.data))
            for name, value in last.items()
        ]
    )


def _ref(place: Step | Outcome) -> Ref:
    kind = "outcome" if isinstance(place, Outcome) else "step"
    return Ref(kind, full_id(place.pipeline, place.id), place.title)
