"""What has to be filled in or answered, and is not.

One empty field is one finding, however many steps ask for it: `checks/gaps.py` collects them, and
each rule tells those that are its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.checks import lines
from sphinx_leadflow.checks.gaps import Gap, gaps, left
from sphinx_leadflow.checks.handbook import asked
from sphinx_leadflow.checks.moves import returns
from sphinx_leadflow.checks.rule import Finding, rule
from sphinx_leadflow.core.diagnostic import Related, Severity
from sphinx_leadflow.core.model import FILLED, Lead, Requirement, Step
from sphinx_leadflow.core.standing import asked_items
from sphinx_leadflow.core.words import joined, requirement_words, test_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.checks.context import Context
    from sphinx_leadflow.checks.moves import Move
    from sphinx_leadflow.core.model import Checklist, Field, Item


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
    for move, step in left(lead, context) if _any_binding(context) else ():
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
    for gap in gaps(lead, context):
        if gap.rule == ident:
            yield _finding(gap, lead, context)


def _finding(gap: Gap, lead: Lead, context: Context) -> Finding:
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


def _field_finding(gap: Gap, field: Field, lead: Lead, context: Context) -> Finding:
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
