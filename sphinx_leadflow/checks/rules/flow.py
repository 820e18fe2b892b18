"""Whether the process can be walked: decisions, ways in, ways out, loops."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from sphinx_leadflow.checks.rule import Finding, rule
from sphinx_leadflow.core.diagnostic import Severity
from sphinx_leadflow.core.flow import group_of, may_enter, target_of, ways
from sphinx_leadflow.core.model import ANYWHERE, Kind, Outcome, Process, Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

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
    found = _targets(process, pipeline, place)
    found += [(pipeline, pipeline.steps[ident]) for ident in group_of(pipeline, place)]
    return found + [target_of(process, pipeline, limit.to) for limit in place.limits]


def _targets(process: Process, pipeline: Pipeline, step: Step) -> list[tuple[Pipeline, Place]]:
    """Where the ways on from a step lead. What lies behind optional steps comes with these."""
    return [target_of(process, pipeline, way.target) for way in ways(pipeline, step)]


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
    drawn = _ways_drawn(process)
    caught = _on_circles(_without_way_out(process, drawn), drawn)
    told: set[Key] = set()
    for pipeline in process.pipelines.values():
        for step in pipeline.steps.values() if pipeline.outcomes else ():
            key = (pipeline.id, step.id)
            circle = _ahead(key, drawn) if key in caught and key not in told else set()
            if key not in circle:
                continue
            told |= circle
            names = [f"“{process.pipelines[one].steps[ident].title}”" for one, ident in circle]
            yield Finding(
                step.span,
                f"no way leads out of this loop: {', '.join(sorted(names))}",
                "give one of these steps a way to an outcome or to a step outside",
            )


def _ways_drawn(process: Process) -> dict[Key, set[Key]]:
    """Where the ways of every step lead; steps that run side by side are one place."""
    found: dict[Key, set[Key]] = {}
    for pipeline in process.pipelines.values():
        for step in pipeline.steps.values():
            if (pipeline.id, step.id) not in found:
                group = group_of(pipeline, step)
                drawn = _drawn(process, pipeline, group)
                for ident in group:
                    ends = _ends(pipeline, ident)
                    found[pipeline.id, ident] = drawn | ends if ends else drawn
    return found


def _without_way_out(process: Process, drawn: dict[Key, set[Key]]) -> set[Key]:
    """The steps from which no drawn way, however long, leads to an end.

    Ends are outcomes, steps that count as won, and steps from which nothing is drawn.
    """
    behind: dict[Key, list[Key]] = {}
    for key, targets in drawn.items():
        for target in targets:
            behind.setdefault(target, []).append(key)
    ends = [key for key in behind if key not in drawn]
    ends += [
        key
        for key, targets in drawn.items()
        if not targets or process.pipelines[key[0]].steps[key[1]].won
    ]
    return drawn.keys() - _reachable(ends, behind)


def _on_circles(caught: set[Key], drawn: dict[Key, set[Key]]) -> set[Key]:
    """Of steps without a way out those on circles or behind one; not those that lead to one."""
    leading = dict.fromkeys(caught, 0)
    for key in caught:
        for target in drawn[key]:
            leading[target] += 1
    queue = [key for key, number in leading.items() if not number]
    while queue:
        key = queue.pop()
        del leading[key]
        for target in drawn[key]:
            leading[target] -= 1
            if not leading[target]:
                queue.append(target)
    return set(leading)


def _drawn(process: Process, pipeline: Pipeline, group: tuple[str, ...]) -> set[Key]:
    found: set[Key] = set()
    for ident in group:
        for home, place in _targets(process, pipeline, pipeline.steps[ident]):
            together = group_of(home, place) if isinstance(place, Step) else (place.id,)
            found.update((home.id, one) for one in together)
    return found.difference((pipeline.id, one) for one in group) if len(group) > 1 else found


def _ends(pipeline: Pipeline, ident: str) -> set[Key]:
    """The won outcomes that say that they can be reached from a step."""
    return {
        (pipeline.id, outcome.id)
        for outcome in pipeline.outcomes.values()
        if outcome.kind is Kind.WON and {ident, ANYWHERE}.intersection(outcome.origins)
    }


def _ahead(key: Key, drawn: dict[Key, set[Key]]) -> set[Key]:
    """Everything that drawn ways lead to from a step, however far."""
    return _reachable(drawn[key], drawn)


def _reachable(starts: Iterable[Key], ways: Mapping[Key, Iterable[Key]]) -> set[Key]:
    """These places and all that ways lead to from them."""
    found: set[Key] = set()
    queue = list(starts)
    while queue:
        one = queue.pop()
        if one not in found:
            found.add(one)
            queue += ways.get(one, ())
    return found
