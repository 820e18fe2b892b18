"""A lead's moves, as rules look at them: where from, where to, and what was known then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.core.conditions import Facts
from sphinx_leadflow.core.flow import goes_back, group_of, reachable, target_of, ways
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.model import Kind, Outcome, Step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.core.flow import Place
    from sphinx_leadflow.core.model import Data, Event, Lead, Pipeline, Process


@dataclass(frozen=True, slots=True)
class Move:
    """One line of a history that says `to`."""

    event: Event
    origin: Place | None
    """Where the lead stood before; nothing before its first step."""
    target: Place
    parked_at: Step | None
    """The last step before the origin, if that is an outcome."""
    last: bool
    then: Facts
    """What was known on that day: tracked fields have the value they had."""

    @property
    def ends_otherwise(self) -> bool:
        """Whether it leads to a lost, parked or void outcome."""
        return isinstance(self.target, Outcome) and self.target.kind is not Kind.WON


def moves_of(lead: Lead, now: Facts) -> Iterator[Move]:
    """Every move of a lead, in the order of its file."""
    events = [event for event in lead.history if event.to is not None]
    then = _facts_by_event(lead, now)
    origin: Place | None = None
    step: Step | None = None
    for event in events:
        assert event.to is not None  # filtered above
        facts = then.get(id(event), now)
        yield Move(event, origin, event.to, step, event is events[-1], facts)
        origin = event.to
        step = origin if isinstance(origin, Step) else step


def _facts_by_event(lead: Lead, now: Facts) -> dict[int, Facts]:
    """What was known at each event; empty if nothing was tracked, and today's facts will do."""
    if not any(event.changes for event in lead.history):
        return {}
    values: dict[str, Data] = {ident: value.data for ident, value in lead.fields.items()}
    found = {}
    for event in lead.history:
        values = {**values, **{key: value.data for key, value in event.changes.items()}}
        found[id(event)] = Facts(values, now.fields, now.hidden)
    return found


def exit_names(process: Process, pipeline: Pipeline, step: Step, target: Place) -> frozenset[str]:
    """The names under which a requirement `for:` may mean the way from a step to a target."""
    found: set[str] = set()
    for exit_ in ways(pipeline, step):
        home, place = target_of(process, pipeline, exit_.target)
        if place is target or _leads_through(process, home, place, target):
            found |= {exit_.label, *_names(home, place)}
    home = process.pipelines[target.pipeline]
    return frozenset(found or _names(home, target)) - {""}


def _leads_through(process: Process, home: Pipeline, place: Place, target: Place) -> bool:
    """Whether a way leads to a step that may be passed, and from there to the target."""
    if not isinstance(place, Step) or not (place.optional or place.when):
        return False
    return target in reachable(process, home, place, None).values()


def _names(home: Pipeline, place: Place) -> set[str]:
    """Every name of a place: its id, former ids, the stage that begins with it."""
    stages = {stage.id for stage in home.stages if stage.steps[0].id == place.id}
    ids = {place.id, *stages, *place.renamed_from}
    return ids | {f"{home.id}/{ident}" for ident in ids if home.id}


def is_drawn(process: Process, pipeline: Pipeline, step: Step, target: Place) -> bool:
    """Whether a way from a step, or from one that runs beside it, leads to a target."""
    group = (pipeline.steps[ident] for ident in group_of(pipeline, step))
    return any(target in reachable(process, pipeline, one, None).values() for one in group)


def returns(process: Process, pipeline: Pipeline, step: Step, target: Place) -> bool:
    """Whether a move goes back to an earlier step of the same pipeline."""
    here = process.pipelines[target.pipeline] is pipeline
    return here and isinstance(target, Step) and goes_back(pipeline, step, target.id)
