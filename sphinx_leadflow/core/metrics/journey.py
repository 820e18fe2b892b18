"""A lead's way through one pipeline: its stays in stages and steps, and how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.model import Kind, Outcome, Step
from sphinx_leadflow.core.standing import State

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from sphinx_leadflow.core.model import Lead, Pipeline
    from sphinx_leadflow.core.standing import Standing, Visit


@dataclass(frozen=True, slots=True)
class Stay:
    """A visit of a stage or of a step, from entering to leaving."""

    lead: str
    place: str
    """The id of the stage or step."""
    since: dt.date
    until: dt.date | None
    """The day of leaving; nothing while the lead is there: the stay is censored."""
    days: int
    """Days from entering to leaving, or to today."""
    waiting: int
    """How many of them were a declared pause."""
    to: str = ""
    """The stage, step or outcome that it left for; `pipeline/id` in another pipeline."""
    number: int = 1
    """1 for the lead's first visit of this place, 2 for the next."""

    @property
    def working(self) -> int:
        """Days that were no declared pause."""
        return self.days - self.waiting

    @property
    def open(self) -> bool:
        """Whether the lead is still there."""
        return self.until is None


@dataclass(frozen=True, slots=True)
class Journey:
    """What one lead did in one pipeline."""

    lead: str
    name: str
    owner: str
    source: str
    """The option or text of the source field; empty if there is none."""
    renews: str
    created: dt.date
    """The day of its first step here."""
    stages: tuple[Stay, ...]
    steps: tuple[Stay, ...]
    outcome: str = ""
    """Where it has ended; empty while it is at a step."""
    reason: str = ""
    state: State = State.OPEN
    ended: dt.date | None = None
    """The day of the outcome at which it stands now."""
    won: dt.date | None = None
    """The day it was won: at a won outcome, or the first step that counts as won."""

    @property
    def decided(self) -> bool:
        """Whether it was won or lost."""
        return self.state in (State.WON, State.LOST)

    @property
    def quarter(self) -> str:
        """The quarter of its creation, such as `2026 Q3`."""
        return f"{self.created.year} Q{(self.created.month + 2) // 3}"


def journeys(
    standings: Iterable[Standing], pipeline: Pipeline, source: str, today: dt.date
) -> tuple[Journey, ...]:
    """The ways of all leads that ever stood in a pipeline, in the order of the leads.

    Void leads and leads whose files are broken are left out.
    """
    found = []
    places = frozenset((*pipeline.steps, *(stage.id for stage in pipeline.stages)))
    for one in standings:
        if one.state not in (State.VOID, State.BROKEN):
            journey = _journey(one, pipeline, places, source, today)
            if journey is not None:
                found.append(journey)
    return tuple(found)


def _journey(
    one: Standing, pipeline: Pipeline, places: frozenset[str], source: str, today: dt.date
) -> Journey | None:
    visits = one.visits
    here = [visit for visit in visits if visit.place.pipeline == pipeline.id]
    if not here:
        return None
    at_home = visits[-1].place.pipeline == pipeline.id
    outcome = one.outcome if at_home else None
    won = _won(here)
    state = one.state if at_home else State.WON if won else State.OPEN
    data = one.facts.values.get(source)
    return Journey(
        lead=one.lead.id,
        name=one.lead.name,
        owner=one.lead.owner,
        source=data if isinstance(data, str) else "",
        renews=one.lead.renews,
        created=here[0].since,
        stages=tuple(_stays(one.lead, _in_stages(visits, pipeline), places, today)),
        steps=tuple(_stays(one.lead, _in_steps(visits, pipeline), places, today)),
        outcome=outcome.id if outcome else "",
        reason=one.reason if outcome else "",
        state=state,
        ended=one.since if outcome else None,
        won=won if state is State.WON else None,
    )


def _won(here: list[Visit]) -> dt.date | None:
    for visit in here:
        place = visit.place
        if place.won if isinstance(place, Step) else place.kind is Kind.WON:
            return visit.since
    return None


def _in_steps(visits: tuple[Visit, ...], pipeline: Pipeline) -> Iterator[tuple[str, dt.date]]:
    """Every place by id with the day of arrival; steps by their own ids."""
    for visit in visits:
        yield _name(visit.place, pipeline), visit.since


def _in_stages(visits: tuple[Visit, ...], pipeline: Pipeline) -> Iterator[tuple[str, dt.date]]:
    """The same by stages: moves inside a stage are none."""
    last = ""
    for visit in visits:
        home = isinstance(visit.place, Step) and visit.place.pipeline == pipeline.id
        place = visit.place.stage if home and isinstance(visit.place, Step) else ""
        name = place or _name(visit.place, pipeline)
        if name != last:
            yield name, visit.since
        last = name


def _name(place: Step | Outcome, pipeline: Pipeline) -> str:
    return place.id if place.pipeline == pipeline.id else f"{place.pipeline}/{place.id}"


def _stays(
    lead: Lead, visited: Iterable[tuple[str, dt.date]], places: frozenset[str], today: dt.date
) -> Iterator[Stay]:
    """The stays at some places among those that were visited."""
    found = list(visited)
    numbers: dict[str, int] = {}
    for index, (place, since) in enumerate(found):
        if place not in places:
            continue
        onward = found[index + 1] if index + 1 < len(found) else None
        until = onward[1] if onward else None
        numbers[place] = numbers.get(place, 0) + 1
        end = until or today
        days = max((end - since).days, 0)
        to = onward[0] if onward else ""
        yield Stay(
            lead.id, place, since, until, days, _paused(lead, since, end), to, numbers[place]
        )


def _paused(lead: Lead, since: dt.date, end: dt.date) -> int:
    """How many days of a stay belong to the lead's declared pause.

    A pause that does not say `since` begins with the last line of the history.
    """
    pause = lead.waiting
    if pause is None:
        return 0
    begun = pause.since or max((event.date for event in lead.history), default=since)
    return max((min(pause.until, end) - max(begun, since)).days, 0)
