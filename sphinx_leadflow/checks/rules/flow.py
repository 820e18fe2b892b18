"""Whether the process can be walked: decisions, ways in, ways out, loops."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from sphinx_leadflow.checks.rule import Finding, rule
from sphinx_leadflow.core.diagnostic import Severity
from sphinx_leadflow.core.flow import group_of, may_enter, reachable, target_of, ways
from sphinx_leadflow.core.model import ANYWHERE, Kind, Outcome, Process, Step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.checks.context import Context
    from sphinx_leadflow.core.flow import Place
    from sphinx_leadflow.core.model import Pipeline

Key: TypeAlias = "tuple[str, str]"
"""A place by pipeline and id."""

_DECIDES = re.compile(r"\b(decide|decides|decision|choose|whether)\b", re.IGNORECASE)


@rule("single-exit-decision", on=Process, severity=Severity.WARNING, sound=True)
def single_exit_decision(process: Process, context: Context) -> Iterator[Finding]:
    """A step is a decision and only one way on is written.

    Nobody decides who cannot say no. The other answer happens all the same, and then it leads
    nowhere that the process knows.

    Bad::

        decide-scope:
          title: Decide if they are in-scope
          next:
            in scope: create-quote

    Good::

        decide-scope:
          title: Decide if they are in-scope
          next:
            in scope: create-quote
            out of scope: out-of-scope
    """
    for pipeline in process.pipelines.values():
        for step in pipeline.steps.values():
            labelled = len(step.exits) == 1 and bool(step.exits[0].label)
            alone = len(ways(pipeline, step)) < 2
            if labelled or (alone and _DECIDES.search(step.title)):
                yield _single(step, labelled)


def _single(step: Step, labelled: bool) -> Finding:
    if labelled:
        label = step.exits[0].label
        return Finding(
            step.exits[0].span,
            f"“{step.title}” is a decision with one answer only: “{label}”",
            "write the other answer and where it leads, or the target alone without a label",
        )
    return Finding(
        step.span,
        f"“{step.title}” sounds like a decision and has only one way on",
        "write each answer and where it leads under `next:`",
        "next:\n  yes: next-step\n  no: an-outcome",
    )


@rule("unreachable-step", on=Process, severity=Severity.WARNING, sound=True)
def unreachable_step(process: Process, context: Context) -> Iterator[Finding]:
    """No way leads to a step, or to a won outcome.

    It is explained in the handbook and no lead will ever be there. Draw the arrow that is
    missing, or say how one gets there: `start: true`, `from:`.

    Bad::

        steps:
          ask: {title: Ask, next: close}
          offer: Make an offer            # everything goes past it
          close: Close

    Good::

        steps:
          ask: {title: Ask, next: {interested: offer, in a hurry: close}}
          offer: Make an offer
          close: Close
    """
    reached = _reached(process)
    for pipeline in process.pipelines.values():
        for step in pipeline.steps.values():
            if (pipeline.id, step.id) not in reached:
                yield Finding(
                    step.span,
                    f"no way leads to “{step.title}”",
                    "name it under `next:` of a step, or say `start: true` or `from:` in it",
                )
    yield from _unreached_wins(process, reached)


def _unreached_wins(process: Process, reached: set[Key]) -> Iterator[Finding]:
    """Won outcomes that no pipeline leads to; those that are shared stand once."""
    walkable = [one for one in process.pipelines.values() if one.steps]
    wins = {
        outcome.span: outcome
        for pipeline in walkable
        for outcome in pipeline.outcomes.values()
        if outcome.kind is Kind.WON
    }
    for outcome in wins.values():
        if not any((pipeline.id, outcome.id) in reached for pipeline in walkable):
            yield Finding(
                outcome.span,
                f"no way leads to the outcome “{outcome.title}”",
                "name it under `next:` of a step, or say `from:` in it",
            )


def _reached(process: Process) -> set[Key]:
    """Every place that a lead can get to."""
    found: set[Key] = set()
    queue: list[tuple[Pipeline, Place]] = [
        (pipeline, step)
        for pipeline in process.pipelines.values()
        for step in pipeline.steps.values()
        if may_enter(pipeline, step) or step.origins
    ]
    queue += [
        (pipeline, outcome)
        for pipeline in process.pipelines.values()
        for outcome in pipeline.outcomes.values()
        if outcome.origins or outcome.kind is not Kind.WON
    ]
    while queue:
        pipeline, place = queue.pop()
        if (pipeline.id, place.id) not in found:
            found.add((pipeline.id, place.id))
            queue += _next_of(process, pipeline, place)
    return found


def _next_of(process: Process, pipeline: Pipeline, place: Place) -> list[tuple[Pipeline, Place]]:
    """Where a lead may get to from a place by arrows, limits, or as the new lead it proposes."""
    if isinstance(place, Outcome):
        spawns = place.spawns
        if spawns is None or not spawns.at:
            return []
        return [target_of(process, process.pipelines[spawns.pipeline], spawns.at)]
    found = [
        (process.pipelines[one.pipeline], one)
        for one in reachable(process, pipeline, place, None).values()
    ]
    return found + [target_of(process, pipeline, limit.to) for limit in place.limits]


@rule("dead-end-step", on=Process, severity=Severity.WARNING, sound=True)
def dead_end_step(process: Process, context: Context) -> Iterator[Finding]:
    """A step has no way on: it is the last one, and no won outcome follows.

    A lead that gets there stays open for ever, whatever happens to it.

    Bad::

        stages:
          sale:
            steps: {offer: Make an offer, close: Close}
        outcomes:
          lost: {kind: lost}

    Good::

        stages:
          sale:
            steps: {offer: Make an offer, close: Close}
        outcomes:
          customer: {kind: won}
          lost: {kind: lost}
    """
    for pipeline in process.pipelines.values():
        for step in pipeline.steps.values() if pipeline.outcomes else ():
            if not step.won and not ways(pipeline, step):
                yield Finding(
                    step.span,
                    f"nothing follows “{step.title}”",
                    "write where it leads under `next:`, or declare a won outcome",
                )


@rule("loop-without-exit", on=Process, severity=Severity.WARNING, sound=True)
def loop_without_exit(process: Process, context: Context) -> Iterator[Finding]:
    """Some steps lead to each other in a circle, and no drawn way leads out of it.

    A lead can only be given up there, never won.

    Bad::

        steps:
          quote: Send a quote
          negotiate: {title: Negotiate, next: {another round: quote, a new number: quote}}

    Good::

        steps:
          quote: Send a quote
          negotiate: {title: Negotiate, next: {another round: quote, agreed: customer}}
    """
    ahead = _ahead(process)
    told: set[Key] = set()
    for pipeline in process.pipelines.values():
        for step in pipeline.steps.values() if pipeline.outcomes else ():
            key = (pipeline.id, step.id)
            circle = ahead[key]
            if key in told or key not in circle or not _is_trap(circle, process, ahead):
                continue
            told |= circle
            names = [f"“{process.pipelines[one].steps[ident].title}”" for one, ident in circle]
            yield Finding(
                step.span,
                f"no way leads out of this loop: {', '.join(sorted(names))}",
                "give one of these steps a way to an outcome or to a step outside",
            )


def _is_trap(circle: set[Key], process: Process, ahead: dict[Key, set[Key]]) -> bool:
    """Whether everything ahead is a step from which something is ahead, and none counts as won."""
    for key in circle:
        step = process.pipelines[key[0]].steps.get(key[1])
        if step is None or step.won or not ahead[key]:
            return False
    return True


def _ahead(process: Process) -> dict[Key, set[Key]]:
    """For every step everything that drawn ways lead to, however far."""
    edges = {
        (pipeline.id, step.id): _drawn(process, pipeline, step)
        for pipeline in process.pipelines.values()
        for step in pipeline.steps.values()
    }
    return {key: _closure(key, edges) for key in edges}


def _drawn(process: Process, pipeline: Pipeline, step: Step) -> set[Key]:
    """Where the ways of a step, and of those that run beside it, lead: the group is one place."""
    group = group_of(pipeline, step)
    found = {
        (one.pipeline, one.id)
        for ident in group
        for one in reachable(process, pipeline, pipeline.steps[ident], None).values()
    }
    within = {(pipeline.id, ident) for ident in group}
    ends = {
        (pipeline.id, outcome.id)
        for outcome in pipeline.outcomes.values()
        if outcome.kind is Kind.WON and {step.id, ANYWHERE}.intersection(outcome.origins)
    }
    return (found - within if len(group) > 1 else found) | ends


def _closure(key: Key, edges: dict[Key, set[Key]]) -> set[Key]:
    found: set[Key] = set()
    queue = list(edges[key])
    while queue:
        one = queue.pop()
        if one not in found:
            found.add(one)
            queue += edges.get(one, ())
    return found
