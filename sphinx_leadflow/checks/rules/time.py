"""What asks for attention because time passes. None of it is anybody's mistake, so it is advice."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sphinx_leadflow.checks import lines
from sphinx_leadflow.checks.rule import Finding, rule
from sphinx_leadflow.core.diagnostic import Related, Severity
from sphinx_leadflow.core.flow import target_of
from sphinx_leadflow.core.model import Lead, Process
from sphinx_leadflow.core.standing import limits_reached
from sphinx_leadflow.core.words import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.checks.context import Context
    from sphinx_leadflow.core.model import Limit, Notice, Step
    from sphinx_leadflow.core.standing import Standing


@rule("stale-lead", on=Lead, severity=Severity.ADVICE)
def stale_lead(lead: Lead, context: Context) -> Iterator[Finding]:
    """A lead stands at a step for longer than the step's `within` says.

    What nobody touches goes cold. If you wait for somebody, say so: `waiting` stops this clock
    and rings on its day.

    Bad::

        name: Dunmore Weather Club
        history:
          - {date: 2026-08-03, to: send-quote, by: priya}   # within: 7 days

    Good::

        name: Dunmore Weather Club
        waiting: {until: 2026-12-15, for: the grant decision}
        history:
          - {date: 2026-08-03, to: send-quote, by: priya}
    """
    here = context.standing(lead)
    if not context.history_known(lead) or context.mistaken(lead, "waiting"):
        return
    if here.stale and here.step is not None and here.step.within is not None:
        yield Finding(
            here.visits[-1].event.span,
            f"this lead has been at “{here.step.title}” for {count(here.days, 'day')}, "
            f"longer than the {here.step.within} meant for it",
            "move it on, or say what it waits for",
            "" if lead.waiting else lines.pause(context),
        )


@rule("overdue-lead", on=Lead, severity=Severity.ADVICE)
def overdue_lead(lead: Lead, context: Context) -> Iterator[Finding]:
    """The next action of a lead was due before today.

    Somebody expects it. Do it, or agree on another day and write that down.

    Bad::

        name: Meridian Climate Consortium
        action: Answer on the discount
        due: 2026-11-19

    Good::

        name: Meridian Climate Consortium
        action: Answer on the discount
        due: 2026-11-27
    """
    here = context.standing(lead)
    if not here.overdue or here.due is None or not _due_known(lead, here, context):
        return
    step = f" at “{here.step.title}”" if here.step else ""
    late = f"{here.due}, {count(here.overdue, 'day')} ago"
    if lead.due is not None:
        place = context.value_place(lead, "due")
        yield Finding(place, f"the next action was due on {late}", "do it, or change the date")
    else:
        place = here.visits[-1].event.span if here.visits else lead.span
        yield Finding(
            place, f"the action{step} was due on {late}", "move on, or set a day with `due:`"
        )


def _due_known(lead: Lead, here: Standing, context: Context) -> bool:
    """Whether the day is certain: written by hand, or worked out from what can all be read."""
    if lead.due is not None:
        return True
    counts_notes = here.step is not None and here.step.due is not None and here.step.due.every
    if counts_notes and not context.activity_known:
        return False
    return context.history_known(lead) and not context.mistaken(lead, "due")


@rule("wait-over", on=Lead, severity=Severity.ADVICE)
def wait_over(lead: Lead, context: Context) -> Iterator[Finding]:
    """The day has come until which a lead waited.

    Now there is an answer to ask for. Then take the line away, or give it a new day.

    Bad::

        name: Larkspur Statistics
        waiting: {until: 2026-11-16, for: the grant decision}

    Good::

        name: Larkspur Statistics
        waiting: {until: 2026-12-15, for: the grant decision}
    """
    here = context.standing(lead)
    if here.wait_over is not None and lead.waiting is not None:
        days = f"ended {count(here.wait_over, 'day')} ago" if here.wait_over else "ends today"
        yield Finding(
            lead.waiting.span,
            f"the wait until {lead.waiting.until} {days}",
            "ask how it stands; then remove the line, or write a new day",
        )


@rule("limit-reached", on=Lead, severity=Severity.ADVICE)
def limit_reached(lead: Lead, context: Context) -> Iterator[Finding]:
    """A lead has been at a step so long that the process proposes a move.

    Nothing moves by itself: somebody who knows the lead decides. To agree is to paste one line.

    Bad::

        name: Bramblewick Observatory
        history:
          - {date: 2026-07-06, to: negotiate-price, by: priya}
          # limits: {after: 90 days, since: activity, to: lost}

    Good::

        name: Bramblewick Observatory
        history:
          - {date: 2026-07-06, to: negotiate-price, by: priya}
          - {date: 2026-11-20, note: they will tell us on Monday, by: priya}
    """
    here = context.standing(lead)
    if here.step is None or not context.history_known(lead):
        return
    known = context.activity_known
    for limit, since in limits_reached(here, context.today, activity_known=known):
        yield _reached(limit, here.step, since, lead, context)


def _reached(limit: Limit, step: Step, since: dt.date, lead: Lead, context: Context) -> Finding:
    _home, target = target_of(context.process, context.pipeline(step), limit.to)
    hint, paste = lines.move(target, lead, context, limit.to)
    what = {"entry": "this step was entered", "activity": "the last activity"}
    field = context.process.fields.get(limit.since)
    after = what.get(limit.since) or f"“{field.title if field else limit.since}”"
    days = count((context.today - since).days, "day")
    return Finding(
        context.standing(lead).visits[-1].event.span,
        f"{days} since {after}: after {limit.after} the process proposes “{target.title}”",
        f"if you agree, {hint}",
        paste,
        (Related(limit.span, "the limit"),),
    )


@rule("review-overdue", on=Process, severity=Severity.ADVICE)
def review_overdue(process: Process, context: Context) -> Iterator[Finding]:
    """The day is past on which somebody wanted to look at a notice again.

    A banner that nobody believes any more takes the next one with it.

    Bad::

        notices:
          onboarding:
            text: This page is out of date.
            review_by: 2021-11-20

    Good::

        notices:
          onboarding:
            text: This page is out of date.
            review_by: 2027-02-20
    """
    for notice in process.notices.values():
        if notice.review_by is not None and notice.review_by < context.today:
            yield Finding(notice.span, *_review(notice, process))


def _review(notice: Notice, process: Process) -> tuple[str, str]:
    owner = process.roles.get(notice.owner)
    who = f"{owner.title} looks" if owner else "somebody looks"
    return (
        f"the notice “{notice.title}” was to be reviewed by {notice.review_by}",
        f"{who} whether it still holds; then remove it, or write a new `review_by`",
    )
