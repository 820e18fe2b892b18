"""What has to be filled in or answered, and is not.

One empty field is one finding, however many steps ask for it: `_gaps` collects them, and each
rule tells those that are its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_leadflow.checks import lines
from sphinx_leadflow.checks.handbook import asked
from sphinx_leadflow.checks.moves import exit_names, is_drawn, returns
from sphinx_leadflow.checks.rule import Finding, rule
from sphinx_leadflow.core.conditions import applies, demanded, surely_met, unmet
from sphinx_leadflow.core.diagnostic import Related, Severity
from sphinx_leadflow.core.flow import reachable
from sphinx_leadflow.core.model import FILLED, Kind, Lead, Outcome, Requirement, Step
from sphinx_leadflow.core.standing import asked_items
from sphinx_leadflow.core.words import condition_words, joined, requirement_words, test_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.checks.context import Context
    from sphinx_leadflow.checks.moves import Move
    from sphinx_leadflow.core.conditions import Facts
    from sphinx_leadflow.core.flow import Place
    from sphinx_leadflow.core.model import Checklist, Field, Item, Pipeline
    from sphinx_leadflow.core.source import Span


@dataclass(frozen=True, slots=True)
class _Gap:
    """Something that is asked for and missing."""

    rule: str
    requirement: Requirement
    place: Span
    because: str
    """How the sentence begins: what happened although it is missing."""


@rule("missing-field", on=Lead, severity=Severity.ERROR)
def missing_field(lead: Lead, context: Context) -> Iterator[Finding]:
    """A step was left although a field that it fills is empty, or a required field is empty.

    The next person builds on what the step before was there for: a contract without the agreed
    price has to be asked for twice. The way to a lost, parked or void outcome asks for nothing.

    Bad::

        name: Cedar Bay Oceanography
        quote: https://drive.example.org/cedar-bay/quote
        history:
          - {date: 2026-11-02, to: create-quote, by: amara}   # fills: [quote, price]
          - {date: 2026-11-09, to: send-quote, by: amara}

    Good::

        name: Cedar Bay Oceanography
        quote: https://drive.example.org/cedar-bay/quote
        price: 15000 USD
        history:
          - {date: 2026-11-02, to: create-quote, by: amara}
          - {date: 2026-11-09, to: send-quote, by: amara}
    """
    yield from _told("missing-field", lead, context)


@rule("missing-needs", on=Lead, severity=Severity.ERROR)
def missing_needs(lead: Lead, context: Context) -> Iterator[Finding]:
    """A step was entered without something that it needs.

    Who is responsible for the step cannot begin: they were told that it is their turn, and what
    they need is not there.

    Bad::

        name: Cedar Bay Oceanography
        history:
          - {date: 2026-11-16, to: send-contract, by: amara}   # needs: agreed_price

    Good::

        name: Cedar Bay Oceanography
        agreed_price: 15000 USD
        history:
          - {date: 2026-11-16, to: send-contract, by: amara}
    """
    yield from _told("missing-needs", lead, context)


@rule("missing-outcome-needs", on=Lead, severity=Severity.ERROR)
def missing_outcome_needs(lead: Lead, context: Context) -> Iterator[Finding]:
    """A lead ended without what its outcome asks for.

    Nobody opens a closed lead again to fill it in, and the next one who meets these people
    would be glad to know.

    Bad::

        name: Quickstep Trading
        history:
          - {date: 2026-10-02, to: decide-scope, by: priya}
          - {date: 2026-10-05, to: out-of-scope, by: priya}   # needs: scope_note

    Good::

        name: Quickstep Trading
        scope_note: They trade shares; a bank would serve them better.
        history:
          - {date: 2026-10-02, to: decide-scope, by: priya}
          - {date: 2026-10-05, to: out-of-scope, by: priya}
    """
    yield from _told("missing-outcome-needs", lead, context)


@rule("empty-at-end", on=Lead, severity=Severity.ERROR, sound=True)
def empty_at_end(lead: Lead, context: Context) -> Iterator[Finding]:
    """A lead was won, and a field is empty for which a step asks that every way passes.

    At the end of a sale all fields are filled. A step that was jumped over leaves a hole that
    no later step notices.

    Bad::

        name: Wexley School of Botany
        history:
          - {date: 2026-10-02, to: create-quote, by: amara}
          # send-quote, which fills quote_sent, is not there
          - {date: 2026-10-30, to: customer, by: amara}

    Good::

        name: Wexley School of Botany
        quote_sent: 2026-10-09
        history:
          - {date: 2026-10-02, to: create-quote, by: amara}
          - {date: 2026-10-09, to: send-quote, by: amara}
          - {date: 2026-10-30, to: customer, by: amara}
    """
    yield from _told("empty-at-end", lead, context)


@rule("unanswered-checklist", on=Lead, severity=Severity.ERROR)
def unanswered_checklist(lead: Lead, context: Context) -> Iterator[Finding]:
    """A lead moved on past a checklist that must be answered, with questions still open.

    A checklist says `must: true` when going on without an answer has hurt before. Ways back, and
    ways to a lost, parked or void outcome, are free.

    Bad::

        name: Ada Winterbourne
        checklists:
          fair-decision: {notes: true}
        history:
          - {date: 2026-11-02, to: decide, by: silke}
          - {date: 2026-11-09, to: make-offer, by: silke}

    Good::

        name: Ada Winterbourne
        checklists:
          fair-decision: {notes: true, criteria: true, conflict: true}
        history:
          - {date: 2026-11-02, to: decide, by: silke}
          - {date: 2026-11-09, to: make-offer, by: silke}
    """
    seen: set[str] = set()
    for move, step in _left(lead, context) if _any_binding(context) else ():
        for checklist in _binding(step, context):
            items = _open_items(checklist, lead, context)
            if items and checklist.id not in seen and not _is_return(move, context):
                seen.add(checklist.id)
                yield _unanswered(move, step, checklist, items, lead, context)


def _any_binding(context: Context) -> bool:
    """Whether any checklist must be answered at all."""
    return any(one.must for one in context.process.checklists.values())


def _binding(step: Step, context: Context) -> Iterator[Checklist]:
    """The checklists of a step that must be answered and may be spoken of."""
    for ident in step.checklists:
        checklist = context.process.checklists[ident]
        if checklist.must and not context.project.withholds(checklist):
            yield checklist


def _open_items(checklist: Checklist, lead: Lead, context: Context) -> list[Item]:
    given = lead.checklists.get(checklist.id, {})
    items = asked_items(tuple(checklist.items.values()), context.facts(lead))
    if context.mistaken(lead, "checklists"):
        return []
    return [item for item in items if item.id not in given]


def _unanswered(
    move: Move, step: Step, checklist: Checklist, items: list[Item], lead: Lead, context: Context
) -> Finding:
    titles = joined([f"“{item.title}”" for item in items[:5]])
    more = f" and {len(items) - 5} more" if len(items) > 5 else ""
    hint, paste = lines.answers(checklist, items, lead, context)
    return Finding(
        move.event.span,
        f"“{step.title}” was left, but “{checklist.title}” is not answered: {titles}{more}",
        hint,
        paste,
        (Related(checklist.span, "the checklist says `must: true`"),),
    )


def _is_return(move: Move, context: Context) -> bool:
    origin = move.origin
    return isinstance(origin, Step) and returns(
        context.process, context.pipeline(origin), origin, move.target
    )


def _told(ident: str, lead: Lead, context: Context) -> Iterator[Finding]:
    """The findings of one rule among a lead's gaps."""
    for gap in _gaps(lead, context):
        if gap.rule == ident:
            yield _finding(gap, lead, context)


def _gaps(lead: Lead, context: Context) -> tuple[_Gap, ...]:
    """Everything that is missing, each field once: where it was asked for first."""
    return context.about(lead, "gaps", lambda: _each_once(lead, context))


def _each_once(lead: Lead, context: Context) -> tuple[_Gap, ...]:
    found: dict[frozenset[str], _Gap] = {}
    for gap in _all_gaps(lead, context):
        names = frozenset(gap.requirement.fields())
        if names not in found and not _excused(names, lead, context):
            found[names] = gap
    return tuple(found.values())


def _excused(names: frozenset[str], lead: Lead, context: Context) -> bool:
    """A value that is there and could not be read is not missing: loading told what is wrong."""
    fields = (context.process.fields[name] for name in names)
    return any(context.mistaken(lead, field.id, *field.renamed_from) for field in fields)


def _all_gaps(lead: Lead, context: Context) -> Iterator[_Gap]:
    for move, step in _left(lead, context):
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


def _left(lead: Lead, context: Context) -> Iterator[tuple[Move, Step]]:
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


def _left_gaps(move: Move, step: Step, lead: Lead, context: Context) -> Iterator[_Gap]:
    now = context.facts(lead)
    asking = [one for one in step.fills if not surely_met(one, now)]
    if not asking:
        return
    key = ("way", step.pipeline, step.id, move.target.pipeline, move.target.id)
    pipeline = context.pipeline(step)
    way = context.once(key, lambda: exit_names(context.process, pipeline, step, move.target))
    for requirement in asking:
        for part in _missing(requirement, now, move.then, way):
            yield _Gap("missing-field", part, move.event.span, f"“{step.title}” was left")


def _entered_gaps(move: Move, lead: Lead, context: Context) -> Iterator[_Gap]:
    target, now = move.target, context.facts(lead)
    asking = [one for one in target.needs if not surely_met(one, now)]
    if not asking:
        return
    outcome = isinstance(target, Outcome)
    ident = "missing-outcome-needs" if outcome else "missing-needs"
    because = f"the lead ended as “{target.title}”" if outcome else f"“{target.title}” was entered"
    for requirement in asking:
        for part in _missing(requirement, now, move.then):
            yield _Gap(ident, part, move.event.span, because)


def _required_gaps(lead: Lead, context: Context) -> Iterator[_Gap]:
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
            yield _Gap("missing-field", Requirement("field", field.id), place, because)


def _end_gaps(lead: Lead, context: Context) -> Iterator[_Gap]:
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
                    yield _Gap("empty-at-end", part, last.event.span, because)


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


def _finding(gap: _Gap, lead: Lead, context: Context) -> Finding:
    requirement = gap.requirement
    fields = [context.process.fields[name] for name in dict.fromkeys(requirement.fields())]
    if requirement.mode == "any":
        hint, paste = lines.one_of_fields(fields, lead, context)
        wanted = requirement_words(requirement, context.process)
        return Finding(
            gap.place,
            f"{gap.because}, but one of these is missing: {wanted}",
            hint,
            paste,
            asked(fields[0], requirement, context.process),
        )
    return _field_finding(gap, fields[0], lead, context)


def _field_finding(gap: _Gap, field: Field, lead: Lead, context: Context) -> Finding:
    related = asked(field, gap.requirement, context.process)
    sentence = f"{gap.because}, but {_fault(field, gap.requirement)}"
    value = lead.fields.get(field.id)
    if value is not None and not field.tracked:
        return Finding(
            value.span, sentence, related=(*related, Related(gap.place, "asked for since"))
        )
    hint, paste = lines.field_to_fill(field, lead, context, gap.requirement.test)
    empty = context.empty_key(lead, field)
    if empty is not None:
        related = (*related, Related(empty, "the empty key"))
    return Finding(gap.place, sentence, hint, paste, related)


def _fault(field: Field, requirement: Requirement) -> str:
    """What is wrong with a field: empty, or not what is asked for. Never its value."""
    name = f"“{field.title}” ({field.id})"
    if requirement.test == FILLED:
        return f"{name} is empty"
    test = test_words(requirement.test, field).removeprefix("is ")
    return f"{name} does not have {test}" if field.type == "list" else f"{name} is not {test}"
