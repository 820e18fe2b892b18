"""What is asked for on a lead's way and missing, each field once: where it was asked for first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.checks.moves import exit_names, is_drawn, returns
from sphinx_leadflow.core.conditions import applies, demanded, surely_met, unmet
from sphinx_leadflow.core.flow import reachable
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.model import Kind, Outcome, Requirement, Step
from sphinx_leadflow.core.words import condition_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.checks.context import Context
    from sphinx_leadflow.checks.moves import Move
    from sphinx_leadflow.core.conditions import Facts
    from sphinx_leadflow.core.flow import Place
    from sphinx_leadflow.core.model import Lead, Pipeline
    from sphinx_leadflow.core.source import Span


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is asked for and missing."""

    rule: str
    requirement: Requirement
    place: Span
    because: str
    """How the sentence begins: what happened although it is missing."""


def gaps(lead: Lead, context: Context) -> tuple[Gap, ...]:
    """Everything that is missing, each field once: where it was asked for first."""
    return context.about(lead, "gaps", lambda: _each_once(lead, context))


def _each_once(lead: Lead, context: Context) -> tuple[Gap, ...]:
    found: dict[frozenset[str], Gap] = {}
    for gap in _all_gaps(lead, context):
        names = frozenset(gap.requirement.fields())
        if names not in found and not _excused(names, lead, context):
            found[names] = gap
    return tuple(found.values())


def _excused(names: frozenset[str], lead: Lead, context: Context) -> bool:
    """A value that is there and could not be read is not missing: loading told what is wrong."""
    fields = (context.process.fields[name] for name in names)
    return any(context.mistaken(lead, field.id, *field.renamed_from) for field in fields)


def _all_gaps(lead: Lead, context: Context) -> Iterator[Gap]:
    for move, step in left(lead, context):
        yield from _left_gaps(move, step, lead, context)
    for move in context.moves(lead):
        yield from _entered_gaps(move, lead, context)
    yield from _required_gaps(lead, context)
    if context.sound:
        yield from _end_gaps(lead, context)


def _missing(
    requirement: Requirement, now: Facts, then: Facts, way: frozenset[str] | None = None
) -> Iterator[Requirement]:
    """What is missing now and was missing then: tracked fields change, and may change back."""
    before = None if then is now else tuple(unmet(requirement, then, way))
    for part in unmet(requirement, now, way):
        if before is None or part in before:
            yield part


def left(lead: Lead, context: Context) -> Iterator[tuple[Move, Step]]:
    """The moves on which a step's work had to be done, with each step that this holds for."""
    visited: set[str] = set()
    for move in context.moves(lead):
        origin = move.origin
        if isinstance(move.target, Step):
            visited.add(move.target.id)
        if not isinstance(origin, Step) or move.ends_otherwise:
            continue
        for member in _work_before(origin, move.target, context):
            passed = member.optional and member.id not in visited
            if not passed and applies(member.when, context.facts(lead)):
                yield move, member


def _work_before(origin: Step, target: Place, context: Context) -> tuple[Step, ...]:
    """The steps whose work has to be done on a move: the origin, and what runs beside it."""
    key = ("work", origin.pipeline, origin.id, target.pipeline, target.id)
    return context.once(key, lambda: _found_work(origin, target, context))


def _found_work(origin: Step, target: Place, context: Context) -> tuple[Step, ...]:
    group, pipeline = context.group(origin), context.pipeline(origin)
    if target.pipeline == origin.pipeline and target.id in group:
        return ()  # it only goes to a step that runs beside this one
    if returns(context.process, pipeline, origin, target) and not is_drawn(
        context.process, pipeline, origin, target
    ):
        return ()  # it goes back to a step that `repeats` and to which no way is drawn
    return tuple(pipeline.steps[ident] for ident in group)


def _left_gaps(move: Move, step: Step, lead: Lead, context: Context) -> Iterator[Gap]:
    now = context.facts(lead)
    asking = [one for one in step.fills if not surely_met(one, now)]
    if not asking:
        return
    key = ("way", step.pipeline, step.id, move.target.pipeline, move.target.id)
    pipeline = context.pipeline(step)
    way = context.once(key, lambda: exit_names(context.process, pipeline, step, move.target))
    for requirement in asking:
        for part in _missing(requirement, now, move.then, way):
            yield Gap("missing-field", part, move.event.span, f"“{step.title}” was left")


def _entered_gaps(move: Move, lead: Lead, context: Context) -> Iterator[Gap]:
    target, now = move.target, context.facts(lead)
    asking = [one for one in target.needs if not surely_met(one, now)]
    if not asking:
        return
    outcome = isinstance(target, Outcome)
    ident = "missing-outcome-needs" if outcome else "missing-needs"
    because = f"the lead ended as “{target.title}”" if outcome else f"“{target.title}” was entered"
    for requirement in asking:
        for part in _missing(requirement, now, move.then):
            yield Gap(ident, part, move.event.span, because)


def _required_gaps(lead: Lead, context: Context) -> Iterator[Gap]:
    """Fields that say `required`. A void outcome asks for nothing: the lead does not count."""
    asking = [one for one in context.process.fields.values() if one.required or one.required_when]
    if not asking:
        return
    outcome = context.standing(lead).outcome
    if outcome is not None and outcome.kind is Kind.VOID:
        return
    facts = context.facts(lead)
    for field in asking:
        known = field.id in facts.values or field.id in facts.hidden
        if not known and demanded(field, facts):
            when = condition_words(field.required_when, context.process)
            because = f"every lead with {when} needs it" if when else "every lead needs it"
            place = context.key_place(lead, "name")
            yield Gap("missing-field", Requirement("field", field.id), place, because)


def _end_gaps(lead: Lead, context: Context) -> Iterator[Gap]:
    """What unvisited steps ask for that lie on every way from where the lead began to its end."""
    moves = context.moves(lead)
    last = moves[-1] if moves else None
    if last is None or not isinstance(last.target, Outcome) or last.target.kind is not Kind.WON:
        return
    visited = {(move.target.pipeline, move.target.id) for move in moves}
    facts = context.facts(lead)
    for step in _unavoidable(moves[0], last.target, context):
        if (step.pipeline, step.id) not in visited:
            for requirement in step.fills:
                for part in unmet(requirement, facts, frozenset()):
                    because = f"the lead ended as “{last.target.title}”"
                    yield Gap("empty-at-end", part, last.event.span, because)


def _unavoidable(first: Move, end: Outcome, context: Context) -> tuple[Step, ...]:
    """The steps without which no drawn way leads from a step to an outcome."""
    start = first.target
    if not isinstance(start, Step) or start.pipeline != end.pipeline:
        return ()
    key = ("unavoidable", start.pipeline, start.id, end.id)
    return context.once(key, lambda: _found_unavoidable(start, end, context))


def _found_unavoidable(start: Step, end: Outcome, context: Context) -> tuple[Step, ...]:
    pipeline = context.pipeline(start)
    return tuple(
        step
        for step in pipeline.steps.values()
        if step.id != start.id
        and not step.optional
        and not step.when
        and not _leads_past(pipeline, start, end, step, context)
    )


def _leads_past(
    pipeline: Pipeline, start: Step, end: Outcome, avoided: Step, context: Context
) -> bool:
    """Whether drawn ways lead to an outcome without a step. Nothing drawn at all counts as yes."""
    queue, seen = [start], {start.id}
    reached_with = False
    while queue:
        for ident, place in reachable(context.process, pipeline, queue.pop(), None).items():
            if place is end:
                return True
            if place is avoided:
                reached_with = True
            elif isinstance(place, Step) and ident in pipeline.steps and ident not in seen:
                seen.add(ident)
                queue.append(place)
    return not reached_with
