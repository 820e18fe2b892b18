"""Visits, and how long a stage or step takes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.metrics.rate import Z95
from sphinx_leadflow.core.metrics.scope import EVERYTHING, journeys_in, pipeline_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sphinx_leadflow.core.metrics.journey import Journey, Stay
    from sphinx_leadflow.core.metrics.scope import Scope
    from sphinx_leadflow.core.model import Duration, Stage, Step
    from sphinx_leadflow.core.query import Snapshot


@dataclass(frozen=True, slots=True)
class LeadTime:
    """How long one lead was in a place, over all its visits of it."""

    lead: str
    days: int
    waiting: int
    """How many of the days were a declared pause."""
    open: bool
    """Whether it is still there: it has stayed at least so long."""
    visits: int

    @property
    def working(self) -> int:
        """Days that were no declared pause: what the median is made of."""
        return self.days - self.waiting


@dataclass(frozen=True, slots=True)
class DayInterval:
    """Where the true median lies with 95 % confidence; without an end: nobody can tell yet."""

    low: int
    high: int | None


@dataclass(frozen=True, slots=True)
class TimeIn:
    """How long leads are in one stage or step. Formula: `time-in`."""

    place: str
    title: str
    times: tuple[LeadTime, ...]
    """One for each lead that was ever there, the longest working time first."""
    median: int | None
    """Days, by Kaplan and Meier; nothing where too few have left."""
    interval: DayInterval | None
    over_limit: tuple[str, ...] = ()
    """The leads that were stale: one visit of a step took longer than the step's `within`."""
    limit: Duration | None = None
    """The step's limit; a stage's is its steps' own matter."""
    limit_days: int | None = None
    """The same in days, for a line in a picture."""
    minimum: int = 0
    formula: str = "time-in"

    @property
    def leads(self) -> tuple[str, ...]:
        """The ids of the leads behind it."""
        return tuple(one.lead for one in self.times)

    @property
    def visits(self) -> int:
        """How many visits there were; more than leads if some came back."""
        return sum(one.visits for one in self.times)

    @property
    def open(self) -> tuple[str, ...]:
        """The leads that are there now."""
        return tuple(one.lead for one in self.times if one.open)

    @property
    def waiting(self) -> int:
        """Days of declared pauses of all leads together."""
        return sum(one.waiting for one in self.times)


def times_in_stages(snapshot: Snapshot, scope: Scope = EVERYTHING) -> tuple[TimeIn, ...]:
    """How long leads are in each stage of a pipeline, in its order."""
    pipeline = pipeline_of(snapshot, scope)
    stages = pipeline.stages if pipeline else ()
    ways = journeys_in(snapshot, scope)
    return tuple(
        _time_in(
            one,
            [stay for way in ways for stay in way.stages if stay.place == one.id],
            [stay for step in one.steps for stay in _too_long(ways, step)],
            snapshot,
            scope,
        )
        for one in stages
    )


def times_in_steps(snapshot: Snapshot, scope: Scope = EVERYTHING) -> tuple[TimeIn, ...]:
    """How long leads are at each step of a pipeline, in its order."""
    pipeline = pipeline_of(snapshot, scope)
    steps = pipeline.steps.values() if pipeline else ()
    ways = journeys_in(snapshot, scope)
    return tuple(
        _time_in(
            one,
            [stay for way in ways for stay in way.steps if stay.place == one.id],
            list(_too_long(ways, one)),
            snapshot,
            scope,
            one.within,
        )
        for one in steps
    )


def _too_long(ways: Iterable[Journey], step: Step) -> Iterator[Stay]:
    """The visits of a step that took longer than its limit; pauses do not count."""
    if step.within is None:
        return
    for way in ways:
        for one in way.steps:
            if one.place == step.id:
                allowed = (step.within.after(one.since) - one.since).days
                if one.working > allowed:
                    yield one


def time_in(snapshot: Snapshot, place: str, scope: Scope = EVERYTHING) -> TimeIn | None:
    """How long leads are in one stage or at one step; nothing if there is none of that id."""
    pipeline = pipeline_of(snapshot, scope)
    if pipeline is None:
        return None
    stages = any(stage.id == place and not stage.bare for stage in pipeline.stages)
    every = times_in_stages(snapshot, scope) if stages else times_in_steps(snapshot, scope)
    return next((one for one in every if one.place == place), None)


def _time_in(
    place: Stage | Step,
    stays: list[Stay],
    too_long: list[Stay],
    snapshot: Snapshot,
    scope: Scope,
    limit: Duration | None = None,
) -> TimeIn:
    by_lead: dict[str, list[Stay]] = {}
    for one in stays:
        if scope.window.holds(one.since):
            by_lead.setdefault(one.lead, []).append(one)
    times = [_together(found) for found in by_lead.values()]
    times.sort(key=lambda one: (-one.working, one.lead))
    seen = [(one.working, not one.open) for one in times]
    minimum = snapshot.process.figures.minimum
    enough = len(times) >= max(minimum, 1)
    return TimeIn(
        place.id,
        place.title,
        tuple(times),
        median_survival(seen) if enough else None,
        median_interval(seen) if enough else None,
        tuple(dict.fromkeys(one.lead for one in too_long if scope.window.holds(one.since))),
        limit,
        (limit.after(snapshot.today) - snapshot.today).days if limit else None,
        minimum,
    )


def _together(stays: list[Stay]) -> LeadTime:
    return LeadTime(
        stays[0].lead,
        sum(one.days for one in stays),
        sum(one.waiting for one in stays),
        any(one.open for one in stays),
        len(stays),
    )


@dataclass(frozen=True, slots=True)
class _Point:
    """The estimated share that stays longer than `day`, and its variance over its square."""

    day: int
    share: float
    greenwood: float


def _survival(seen: Sequence[tuple[int, bool]]) -> Iterator[_Point]:
    """The Kaplan–Meier curve of times, each with whether it ended (or is still running)."""
    share, greenwood = 1.0, 0.0
    for day in sorted({time for time, ended in seen if ended}):
        at_risk = sum(time >= day for time, _ended in seen)
        left = sum(time == day and ended for time, ended in seen)
        share *= (at_risk - left) / at_risk
        if at_risk > left:
            greenwood += left / (at_risk * (at_risk - left))
        yield _Point(day, share, greenwood)


def median_survival(seen: Sequence[tuple[int, bool]]) -> int | None:
    """The first day on which half or fewer still stay (Kaplan and Meier 1958).

    `seen` holds each time in days, and whether it has ended; one that has not is censored.
    Without censoring this is the lower median. Nothing if more than half may still stay.
    """
    half = 0.5 + 1e-9  # a product of fractions such as 3/4 · 2/3 may miss 1/2 by a hair
    return next((point.day for point in _survival(seen) if point.share <= half), None)


def median_interval(seen: Sequence[tuple[int, bool]]) -> DayInterval | None:
    """The days at which the share that stays cannot be told from one half (95 %).

    Brookmeyer and Crowley (1982), with Greenwood's variance. Nothing without a single end.
    """
    inside = [point.day for point in _survival(seen) if _may_be_half(point)]
    points = list(_survival(seen))
    if not points:
        return None
    below = [point.day for point in points if point.share < 0.5 and not _may_be_half(point)]
    low = inside[0] if inside else points[0].day
    return DayInterval(low, below[0] if below else None)


def _may_be_half(point: _Point) -> bool:
    deviation = point.share * math.sqrt(point.greenwood)
    return abs(point.share - 0.5) <= Z95 * deviation
