"""What a history says: moves that are not drawn, dates, endings without a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.checks import lines
from sphinx_leadflow.checks.rule import Finding, rule
from sphinx_leadflow.core.diagnostic import Mend, Related, Severity
from sphinx_leadflow.core.flow import may_enter, may_move, reachable
from sphinx_leadflow.core.model import Lead, Outcome, Step
from sphinx_leadflow.core.suggest import closest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.checks.context import Context
    from sphinx_leadflow.checks.moves import Move
    from sphinx_leadflow.core.conditions import Facts
    from sphinx_leadflow.core.flow import Place
    from sphinx_leadflow.core.model import Event, Pipeline

_MOST_NAMED = 10
"""How many ways on a hint names."""


@rule("undrawn-move", on=Lead, severity=Severity.ERROR, sound=True)
def undrawn_move(lead: Lead, context: Context) -> Iterator[Finding]:
    """A lead went from one step to another that the process does not connect.

    Either a step was forgotten, and with it the people who should have been told, or the
    process is drawn differently from how you work: then draw the arrow.

    Bad::

        name: Harrow Valley College
        history:
          - {date: 2026-10-26, to: create-lead, by: amara}
          - {date: 2026-11-12, to: send-contract, by: amara}   # no arrow leads there

    Good::

        name: Harrow Valley College
        history:
          - {date: 2026-10-26, to: create-lead, by: amara}
          - {date: 2026-10-29, to: send-questionnaire, by: amara}
    """
    for move in context.moves(lead) if not _upside_down(lead) else ():
        if move.origin is None:
            pipeline = context.process.pipelines[move.target.pipeline]
            if not may_enter(pipeline, move.target):
                yield _bad_start(move, pipeline, context)
        elif not _allowed(move, move.origin, move.target, context.facts(lead), context):
            yield _bad_move(move, move.origin, context.facts(lead), context)


def _allowed(move: Move, origin: Place, target: Place, now: Facts, context: Context) -> bool:
    """Whether a move is drawn. What a lead's values were long ago nobody knows: there every way
    counts whose conditions may have held."""
    process = context.process
    pipeline = process.pipelines[origin.pipeline]
    if isinstance(origin, Outcome):
        return may_move(process, pipeline, origin, target, None, move.parked_at)
    key = ("may move", origin.pipeline, origin.id, target.pipeline, target.id)
    ever = context.once(key, lambda: may_move(process, pipeline, origin, target, None))
    if (ever and not move.last) or not _conditional(pipeline, context):
        return ever
    return may_move(process, pipeline, origin, target, now) or (
        move.then is not now and may_move(process, pipeline, origin, target, move.then)
    )


def _conditional(pipeline: Pipeline, context: Context) -> bool:
    """Whether a lead's values decide where it may go."""
    steps = pipeline.steps.values()
    return context.once(
        ("conditional", pipeline.id),
        lambda: any(step.when or any(way.when for way in step.exits) for step in steps),
    )


def _bad_start(move: Move, pipeline: Pipeline, context: Context) -> Finding:
    starts = [step.id for step in pipeline.steps.values() if may_enter(pipeline, step)]
    return Finding(
        context.in_event(move.event, "to"),
        f"a lead does not begin at “{move.target.title}”",
        f"it begins at {' or '.join(starts)}; `start: true` makes a step a further way in",
        related=(Related(move.target.span, "declared here"),),
    )


def _bad_move(move: Move, origin: Place, facts: Facts, context: Context) -> Finding:
    place = context.in_event(move.event, "to")
    if origin is move.target:
        return Finding(
            place,
            f"the lead is at “{origin.title}” already",
            "write what happened as a `note`, without `to`; or say `repeats: true` in the step",
        )
    possible = _possible(move, origin, facts, context)
    target = move.target.id
    hint = closest(target, possible)
    listed = ", ".join(possible[:_MOST_NAMED]) + (", …" if len(possible) > _MOST_NAMED else "")
    ways = f"from there it goes on to {listed}" if possible else "nothing leads on from there"
    return Finding(
        place,
        f"no way leads from “{origin.title}” to “{move.target.title}”",
        f"{hint} {ways}".strip(),
        related=(Related(origin.span, f"“{origin.title}” and its ways on"),),
    )


def _possible(move: Move, origin: Place, facts: Facts, context: Context) -> list[str]:
    """The ids of everything that the lead could have moved to, drawn ways first."""
    pipeline = context.process.pipelines[origin.pipeline]
    drawn: list[str] = []
    if isinstance(origin, Step):
        drawn = list(reachable(context.process, pipeline, origin, facts))
    places: list[Place] = [*pipeline.steps.values(), *pipeline.outcomes.values()]
    others = [
        place.id
        for place in places
        if place is not origin and _allowed(move, origin, place, facts, context)
    ]
    return list(dict.fromkeys([*drawn, *others]))


@rule("dates-out-of-order", on=Lead, severity=Severity.ERROR)
def dates_out_of_order(lead: Lead, context: Context) -> Iterator[Finding]:
    """A history line is dated before the line above it.

    The last line is where the lead stands, and the days between lines are how long it stood
    there. One swapped date makes every number about this lead wrong.

    Bad::

        history:
          - {date: 2026-11-09, to: create-lead, by: amara}
          - {date: 2026-11-02, to: send-questionnaire, by: amara}

    Good::

        history:
          - {date: 2026-11-02, to: create-lead, by: amara}
          - {date: 2026-11-09, to: send-questionnaire, by: amara}
    """
    if _upside_down(lead):
        yield Finding(
            context.in_event(lead.history[0], "date"),
            "this history stands upside down: its newest line is the first",
            "put the oldest line first and the newest last: the last one is where the lead stands",
            related=(Related(lead.history[-1].span, "the oldest line"),),
        )
        return
    latest: Event | None = None
    for event in lead.history:
        if latest is not None and event.date < latest.date:
            yield Finding(
                context.in_event(event, "date"),
                f"this line is dated before an earlier one, of {latest.date}",
                "lines stand in the order in which things happened: correct the date, or move "
                "the line",
                related=(Related(latest.span, "the earlier line"),),
            )
        else:
            latest = event


def _upside_down(lead: Lead) -> bool:
    """Whether several lines stand from the newest to the oldest; of two, one date may be wrong."""
    history = lead.history
    if len(history) < 3 or history[0].date <= history[-1].date:
        return False
    dates = [event.date for event in history]
    return len(set(dates)) > 2 and dates == sorted(dates, reverse=True)


@rule("date-in-future", on=Lead, severity=Severity.ERROR)
def date_in_future(lead: Lead, context: Context) -> Iterator[Finding]:
    """A history line is dated after today.

    A history tells what happened. What is planned stands under `due` or `waiting`, where it is
    seen when its day comes.

    Bad::

        history:
          - {date: 2062-11-02, to: create-lead, by: amara}

    Good::

        history:
          - {date: 2026-11-02, to: create-lead, by: amara}
    """
    for event in lead.history:
        if event.date > context.today:
            yield Finding(
                context.in_event(event, "date"),
                f"{event.date} is in the future: today is {context.today}",
                "correct the date; what is planned stands under `due` or `waiting`",
            )


@rule("missing-reason", on=Lead, severity=Severity.ERROR)
def missing_reason(lead: Lead, context: Context) -> Iterator[Finding]:
    """A lead ended in an outcome that has reasons to choose from, and none was chosen.

    A year later the reasons are all that is left of a lost lead, and the one thing that we can
    learn from it.

    Bad::

        name: Corvid Games
        history:
          - {date: 2026-09-30, to: lost, by: jules}

    Good::

        name: Corvid Games
        history:
          - {date: 2026-09-30, to: lost, reason: price, by: jules}
    """
    for event in lead.history:
        outcome = event.to
        if not isinstance(outcome, Outcome) or not outcome.reasons or event.reason:
            continue
        if context.positions.in_event(event, "reason") is None:
            first = next(iter(outcome.reasons))
            yield Finding(
                event.span,
                f"the lead ended as “{outcome.title}” without a reason",
                f"add `reason: {first}` to the line, or another of {', '.join(outcome.reasons)}",
                related=(Related(outcome.span, "the reasons to choose from"),),
                mend=_with_reason(event, context),
            )


def _with_reason(event: Event, context: Context) -> Mend | None:
    """The line with room for a reason, if all of it stands between braces."""
    target = context.positions.in_event(event, "to")
    place = event.span.start
    line = context.positions.line(event.span.path, place.line)
    if target is None or target.line != place.line or line[place.column - 1 :][:1] != "{":
        return None
    end = target.span.end.column
    return Mend(end, end, ", reason: …")


@rule("no-history", on=Lead, severity=Severity.WARNING)
def no_history(lead: Lead, context: Context) -> Iterator[Finding]:
    """A lead has no history line that says where it stands.

    It is in no column and no figure, and nobody is told about it. A lead begins with one line.

    Bad::

        name: Gable Street Library
        owner: jules

    Good::

        name: Gable Street Library
        owner: jules
        history:
          - {date: 2026-11-20, to: create-lead, by: jules}
    """
    pipeline = context.process.pipelines.get(lead.pipeline)
    if pipeline is None or not pipeline.steps or context.standing(lead).visits:
        return
    if context.mistaken(lead, "history") or not context.history_known(lead):
        return
    hint, paste = lines.move(next(iter(pipeline.steps.values())), lead, context)
    yield Finding(
        context.key_place(lead, "history", "name"),
        "this lead does not say at which step it is",
        hint,
        paste,
    )
