"""Where a lead stands, since when, what is next, what is missing: derived, never stored."""

from __future__ import annotations

import datetime as dt
import enum
from typing import TYPE_CHECKING

from sphinx_leadflow.core.conditions import (
    Facts,
    applies,
    demanded,
    facts_of,
    surely_met,
    unmet,
)
from sphinx_leadflow.core.flow import group_of, target_of, ways
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.model import Duration, Kind, Outcome, Requirement, Step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.core.model import (
        Due,
        Event,
        Exit,
        Item,
        Lead,
        Limit,
        Pipeline,
        Process,
        Stage,
    )
    from sphinx_leadflow.core.project import Project


class State(enum.Enum):
    """How a lead stands altogether."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"
    PARKED = "parked"
    VOID = "void"
    BROKEN = "broken"


_STATES = {kind: State(kind.value) for kind in Kind}


@dataclass(frozen=True, slots=True)
class Visit:
    """A stay at one step, or the arrival at an outcome."""

    place: Step | Outcome
    since: dt.date
    until: dt.date | None
    """The day it moved on; `None` while it is there."""
    event: Event


@dataclass(frozen=True, slots=True)
class Missing:
    """What must be filled in before a lead may move on, and which step asks for it."""

    requirement: Requirement
    step: Step | None
    """`None`: the field itself says `required`."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything that follows from a lead's file on one day."""

    lead: Lead
    pipeline: Pipeline | None
    state: State
    visits: tuple[Visit, ...]
    facts: Facts
    step: Step | None = None
    """The step at which the lead is; `None` once it has ended or before it began."""
    stage: Stage | None = None
    outcome: Outcome | None = None
    left: Step | None = None
    """The last step before the outcome."""
    since: dt.date | None = None
    due: dt.date | None = None
    days: int = 0
    """Days since the lead came here."""
    stale: int = 0
    """Days beyond the step's limit."""
    overdue: int = 0
    """Days since the due date."""
    waiting: bool = False
    wait_over: int | None = None
    """Days since the date until which the lead waited, from 0; nothing while it waits."""
    ways: tuple[Exit, ...] = ()
    missing: tuple[Missing, ...] = ()
    open_questions: tuple[tuple[str, int, int], ...] = ()
    """For each checklist of the step: its id, how many questions are open, and of how many."""
    last_activity: dt.date | None = None
    reason: str = ""

    @property
    def marks(self) -> frozenset[str]:
        """Words that filters and badges use: open, won, lost, parked, void, broken, stale,
        overdue, waiting."""
        found = {self.state.value}
        found |= {name for name in ("stale", "overdue", "waiting") if getattr(self, name)}
        if self.state is State.WON and self.outcome is None:
            found.add("open")  # work goes on after a step that counts as won
        return frozenset(found)


def standing(lead: Lead, project: Project, today: dt.date) -> Standing:
    """Where a lead stands on a day, by its history."""
    process = project.process
    facts = facts_of(lead, process, public=project.public)
    visits = _visits(lead)
    last = visits[-1] if visits else None
    place = last.place if last else None
    pipeline = process.pipelines.get(place.pipeline if place else lead.pipeline)
    step = place if isinstance(place, Step) else None
    outcome = place if isinstance(place, Outcome) else None
    state = _state(lead, visits, outcome)
    since = last.since if last else None
    due = lead.due or (_due(step.due, lead, facts, since) if step and step.due else None)
    active = outcome is None or outcome.kind is Kind.PARKED
    wait = lead.waiting.until if lead.waiting and active else None
    onward = ways(pipeline, step, facts) if pipeline and step else ()
    return Standing(
        lead=lead,
        pipeline=pipeline,
        state=state,
        visits=visits,
        facts=facts,
        step=step,
        stage=pipeline.stage_of(step) if pipeline and step else None,
        outcome=outcome,
        left=_left(visits),
        since=since,
        due=due,
        days=_days(since, today),
        stale=_stale(step, since, wait, today) if step and since else 0,
        overdue=_days(due, today) if active else 0,
        waiting=wait is not None and wait > today,
        wait_over=None if wait is None or wait > today else _days(wait, today),
        ways=onward,
        missing=() if outcome else _missing(process, pipeline, step, facts, visits, onward),
        open_questions=_open_questions(lead, project, step, facts),
        last_activity=max([event.date for event in lead.history], default=None),
        reason=last.event.reason if last and outcome else "",
    )


def _days(day: dt.date | None, today: dt.date) -> int:
    """How many days a day is past."""
    return max((today - day).days, 0) if day else 0


def _visits(lead: Lead) -> tuple[Visit, ...]:
    moves = [(event.to, event) for event in lead.history if event.to is not None]
    ends = [*(event.date for _place, event in moves[1:]), None][: len(moves)]
    return tuple(
        Visit(place, event.date, end, event)
        for (place, event), end in zip(moves, ends, strict=True)
    )


def _state(lead: Lead, visits: tuple[Visit, ...], outcome: Outcome | None) -> State:
    if lead.broken:
        return State.BROKEN
    if outcome is not None:
        return _STATES[outcome.kind]
    for visit in visits:
        if isinstance(visit.place, Step) and visit.place.won:
            return State.WON
    return State.OPEN


def _left(visits: tuple[Visit, ...]) -> Step | None:
    """The step that a lead stood at before it ended."""
    for visit in reversed(visits[:-1]):
        if isinstance(visit.place, Step):
            return visit.place
    return None


def _stale(step: Step, since: dt.date, wait: dt.date | None, today: dt.date) -> int:
    """Days beyond the step's limit; while a lead waits the clock stands still."""
    if step.within is None:
        return 0
    limit = step.within.after(since)
    return _days(max(limit, wait) if wait else limit, today)


def _due(due: Due, lead: Lead, facts: Facts, since: dt.date | None) -> dt.date | None:
    """When the action of a step is due, if its anchor is known."""
    if due.every:
        latest = max((event.date for event in lead.history), default=since)
        return _period(due, latest) if latest else None
    anchor = since if due.anchor == "entry" else facts.values.get(due.anchor)
    if not isinstance(anchor, dt.date):
        return None
    if due.by is None:
        return anchor
    return due.by.before(anchor) if due.before else due.by.after(anchor)


def _period(due: Due, latest: dt.date) -> dt.date:
    """The first end, or the first start, of a period after a day."""
    if due.every == "week":
        following = Duration(7 - latest.weekday(), "days").after(latest)
        length = Duration(1, "weeks")
    else:
        length = Duration({"month": 1, "quarter": 3, "year": 12}[due.every], "months")
        start = latest.replace(month=(latest.month - 1) // length.count * length.count + 1, day=1)
        following = length.after(start)
    if not due.at_end:
        return following
    end = following - dt.timedelta(days=1)
    return end if end > latest else length.after(following) - dt.timedelta(days=1)


def _missing(
    process: Process,
    pipeline: Pipeline | None,
    step: Step | None,
    facts: Facts,
    visits: tuple[Visit, ...],
    onward: tuple[Exit, ...],
) -> tuple[Missing, ...]:
    """What the step's group asks for, what the only next step needs, and what is required."""
    found: list[Missing] = []
    if pipeline is not None and step is not None:
        visited = {visit.place.id for visit in visits}
        for ident in group_of(pipeline, step):
            member = pipeline.steps[ident]
            if applies(member.when, facts) and not (member.optional and ident not in visited):
                found += [
                    Missing(part, member)
                    for one in member.fills
                    if not surely_met(one, facts)
                    for part in unmet(one, facts)
                ]
        found += _needed_next(process, pipeline, step, facts, onward)
    named = {name for one in found for name in one.requirement.fields()}
    for declared in process.fields.values():
        empty = declared.id not in facts.values and declared.id not in facts.hidden
        if empty and declared.id not in named and demanded(declared, facts):
            found.append(Missing(Requirement("field", declared.id), None))
    once: list[Missing] = []
    for one in found:  # a few, and to hash a step takes longer than to compare it with itself
        if one not in once:
            once.append(one)
    return tuple(once)


def _needed_next(
    process: Process, pipeline: Pipeline, step: Step, facts: Facts, onward: tuple[Exit, ...]
) -> list[Missing]:
    """What the next step needs, where there is only one way on."""
    if len(onward) != 1:
        return []
    _home, place = target_of(process, pipeline, onward[0].target)
    holder = place if isinstance(place, Step) else None
    asked = {name for one in step.fills for name in one.fields()}
    return [
        Missing(part, holder or step)
        for one in place.needs
        for part in unmet(one, facts)
        if not asked.issuperset(part.fields())
    ]


def _open_questions(
    lead: Lead, project: Project, step: Step | None, facts: Facts
) -> tuple[tuple[str, int, int], ...]:
    found = []
    for ident in step.checklists if step else ():
        checklist = project.process.checklists[ident]
        if not project.withholds(checklist):
            answers = lead.checklists.get(ident, {})
            items = asked_items(tuple(checklist.items.values()), facts)
            found.append((ident, sum(item.id not in answers for item in items), len(items)))
    return tuple(found)


def asked_items(items: tuple[Item, ...], facts: Facts) -> tuple[Item, ...]:
    """The questions of a checklist that are asked of a lead."""
    return tuple(item for item in items if applies(item.when, facts))


def limits_reached(
    here: Standing, today: dt.date, *, activity_known: bool
) -> Iterator[tuple[Limit, dt.date]]:
    """The limits of its step that a lead has passed, each with the day from which it counts.

    While a lead waits on purpose none is reached; one that counts from the last activity is not
    known where notes are withheld.
    """
    for limit in here.step.limits if here.step and not here.waiting else ():
        since = _limit_since(limit, here, activity_known)
        if since and limit.after.after(since) < today and applies(limit.when, here.facts):
            yield limit, since


def _limit_since(limit: Limit, here: Standing, activity_known: bool) -> dt.date | None:
    """The day from which a limit counts, if it is known."""
    if limit.since == "entry":
        return here.since
    if limit.since == "activity":
        return here.last_activity if activity_known else None
    value = here.facts.values.get(limit.since)
    return value if isinstance(value, dt.date) else None
