"""Where one can go from where: the ways that a process draws, and those that follow from it.

A lead passes through steps that are optional or do not exist for it; what such a step leads
to counts as reachable from the step before. Lost, parked and void outcomes can be reached
from anywhere unless they say `from`; won only by an arrow or after the last step.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING, TypeAlias

from sphinx_leadflow.core.conditions import applies
from sphinx_leadflow.core.model import ANYWHERE, Exit, Kind, Outcome, Step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.core.conditions import Facts
    from sphinx_leadflow.core.model import Pipeline, Process

Place: TypeAlias = Step | Outcome


def group_of(pipeline: Pipeline, step: Step) -> tuple[str, ...]:
    """The steps that run in parallel with a step, itself included, in order; else only it."""
    return pipeline.order.groups.get(step.id, (step.id,))


def ways(pipeline: Pipeline, step: Step, facts: Facts | None = None) -> tuple[Exit, ...]:
    """The ways on from a step: those that are written, else the one that follows.

    With a lead's facts, ways whose conditions fail are left out, and a way to a step that does
    not exist for that lead leads on to where that step would lead.
    """
    drawn = _drawn(pipeline, step, facts)
    if facts is None:
        return drawn
    found: list[Exit] = []
    queue, passed = list(drawn), {step.id}
    while queue:
        way = queue.pop(0)
        target = pipeline.steps.get(way.target)
        if target is None or applies(target.when, facts):
            found.append(way)
        elif target.id not in passed:
            passed.add(target.id)
            beyond = _drawn(pipeline, target, facts)
            queue[:0] = [replace(one, label=way.label or one.label) for one in beyond]
    return tuple(dict.fromkeys(found)) if len(found) > 1 else tuple(found)


def _drawn(pipeline: Pipeline, step: Step, facts: Facts | None) -> tuple[Exit, ...]:
    """The ways on as the process draws them; a group's exits count for members without any."""
    written = step.exits
    if not written:
        group = group_of(pipeline, step)
        written = tuple(
            exit_
            for ident in group
            for exit_ in pipeline.steps[ident].exits
            if exit_.target not in group
        )
        if not written:
            return tuple(_following(pipeline, step, group))
    if facts is not None:
        written = tuple([exit_ for exit_ in written if applies(exit_.when, facts)])
    return tuple(dict.fromkeys(written)) if len(written) > 1 else written


def _following(pipeline: Pipeline, step: Step, group: tuple[str, ...]) -> Iterator[Exit]:
    """The next step in order after the group, or the won outcomes after the last."""
    after = pipeline.order.following.get(group[-1])
    if after:
        yield Exit("", after, step.span)
        return
    here = {ANYWHERE, *group}
    for outcome in pipeline.outcomes.values():
        if outcome.kind is Kind.WON and (not outcome.origins or here.intersection(outcome.origins)):
            yield Exit("", outcome.id, step.span)


def is_decision(step: Step) -> bool:
    """Whether a step's ways on have labels, or there are several: somebody must choose."""
    return len(step.exits) > 1 or any(exit_.label for exit_ in step.exits)


def target_of(process: Process, pipeline: Pipeline, target: str) -> tuple[Pipeline, Place]:
    """The pipeline and the step or outcome that an exit's target names."""
    name, slash, ident = target.rpartition("/")
    home = process.pipelines[name] if slash else pipeline
    place = home.place(ident)
    assert place is not None  # targets were resolved when the process was decoded
    return home, place


def goes_back(pipeline: Pipeline, step: Step, target: str) -> bool:
    """Whether a way leads back to this step or to an earlier one of the same pipeline."""
    places = pipeline.order.places
    return target in places and places[target] <= places[step.id]


def reachable(
    process: Process, pipeline: Pipeline, step: Step, facts: Facts | None
) -> dict[str, Place]:
    """Every place that a drawn way leads to from a step, by id or `pipeline/id`.

    Without facts a step that has conditions may be there or not, so both ways count.
    """
    found: dict[str, Place] = {}
    group = group_of(pipeline, step)
    starts = [ident for ident in group if ident == step.id or not step.exits]
    queue = [
        (pipeline, exit_.target)
        for ident in starts
        for exit_ in _drawn(pipeline, pipeline.steps[ident], facts)
    ]
    while queue:
        home, name = queue.pop(0)
        home, place = target_of(process, home, name)
        key = place.id if home is pipeline else f"{home.id}/{place.id}"
        if key in found:
            continue
        found[key] = place
        if isinstance(place, Step):
            found.update(_members(home, place, pipeline))
            if _may_be_passed(place, facts):
                queue += [(home, exit_.target) for exit_ in _drawn(home, place, facts)]
    for ident in group:
        if ident != step.id:
            found.setdefault(ident, pipeline.steps[ident])
    return found


def _members(home: Pipeline, place: Step, pipeline: Pipeline) -> dict[str, Place]:
    """A parallel group may be entered at any of its members."""
    prefix = "" if home is pipeline else f"{home.id}/"
    return {f"{prefix}{ident}": home.steps[ident] for ident in group_of(home, place)}


def _may_be_passed(step: Step, facts: Facts | None) -> bool:
    if step.optional:
        return True
    return bool(step.when) and (facts is None or not applies(step.when, facts))


def may_enter(pipeline: Pipeline, place: Place) -> bool:
    """Whether a pipeline may be entered there: its first step, or one that says so."""
    if isinstance(place, Outcome):
        return place.kind is not Kind.WON and (not place.origins or ANYWHERE in place.origins)
    if place.start or place.from_any:
        return True
    before = takewhile(lambda step: step.id != place.id, pipeline.steps.values())
    return all(step.optional or step.when for step in before)


def may_move(
    process: Process,
    pipeline: Pipeline,
    origin: Place,
    target: Place,
    facts: Facts | None,
    parked_at: Step | None = None,
) -> bool:
    """Whether the process allows a move.

    `pipeline` is the origin's; `parked_at` is the step where a parked lead was parked.
    """
    if isinstance(origin, Outcome):
        return _may_leave(origin, target, parked_at)
    here = process.pipelines.get(target.pipeline) is pipeline
    key = target.id if here else f"{target.pipeline}/{target.id}"
    if key in reachable(process, pipeline, origin, facts):
        return True
    if isinstance(target, Outcome):
        return here and _may_end(origin, target)
    named = origin.id if here else f"{origin.pipeline}/{origin.id}"
    if target.from_any or named in target.origins:
        return True
    return here and target.repeats and goes_back(pipeline, origin, target.id)


def _may_leave(origin: Outcome, target: Place, parked_at: Step | None) -> bool:
    """Whether a lead that has ended may go on: a parked one may, back or to another end."""
    parked = origin.kind is Kind.PARKED
    if isinstance(target, Outcome):
        return parked and (parked_at is None or _may_end(parked_at, target))
    if target.from_any:
        return True
    return parked and (target.repeats or (parked_at is not None and target.id == parked_at.id))


def _may_end(origin: Step, target: Outcome) -> bool:
    if ANYWHERE in target.origins or origin.id in target.origins:
        return True
    return target.kind is not Kind.WON and not target.origins
