"""Targets: what was measured beside a red line at what it should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.core import words
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.metrics.targets import verdicts
from sphinx_leadflow.core.views.charts import (
    DAYS,
    ChartTable,
    Named,
    RedLine,
    Value,
    behind,
    percent,
    ticks,
)
from sphinx_leadflow.core.views.parts import Badge, full_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_leadflow.core.metrics.targets import Verdict
    from sphinx_leadflow.core.query import Snapshot

HEADS = ("Target", "Wanted", "Value", "Judged", "Who")

VERDICTS = {True: ", met", False: ", missed", None: ""}


@dataclass(frozen=True, slots=True)
class Gauge:
    """One target: where the figure stands on a line, and where it should be."""

    title: str
    n: str
    mark: str
    """Where the figure stands, in per cent; empty where too few leads are behind it."""
    kind: str
    """`met`, `missed`, or `open` where it is not judged."""
    left: str
    """Where its interval begins, in per cent; empty without one."""
    width: str
    lines: tuple[RedLine, ...]
    says: str
    judged: str
    tip: str


@dataclass(frozen=True, slots=True)
class Scale:
    """Targets on a common axis: shares up to 100 %, or times in days."""

    gauges: tuple[Gauge, ...]
    axis: tuple[tuple[str, str], ...]
    """Places in per cent, and their words."""
    unit: str
    """What stands behind the last number of the axis."""


@dataclass(frozen=True, slots=True)
class TargetsView:
    """The picture of all targets: one scale for shares and one for times."""

    scales: tuple[Scale, ...]


def targets_view(found: Iterable[Verdict]) -> TargetsView:
    """What was measured for each target."""
    every = tuple(found)
    times = [one for one in every if one.target.of_time]
    shares = [one for one in every if not one.target.of_time]
    days = ticks(int(max((_longest(one) for one in times), default=1)), DAYS)
    scales = (
        Scale(
            tuple(_gauge(one, 1.0) for one in shares),
            tuple((str(tick), str(tick)) for tick in range(0, 101, 20)),
            "%",
        ),
        Scale(
            tuple(_gauge(one, days[-1]) for one in times),
            tuple((percent(day, days[-1]), str(day)) for day in days),
            "days",
        ),
    )
    return TargetsView(tuple(one for one in scales if one.gauges))


def _longest(one: Verdict) -> float:
    high = one.between[1] if one.between else None
    return max(one.days or 0, high or 0, *(float(bound) for _said, bound in one.bounds))


def _gauge(one: Verdict, end: float) -> Gauge:
    value = one.days if one.share is None else one.share
    low, high = one.between or (0, 0)
    high = end if high is None else high
    drawn = one.between is not None and value is not None
    said = f"{one.said}, wanted {one.wanted}"
    return Gauge(
        title_of(one),
        words.count(one.n, "lead"),
        "" if value is None else percent(value, end),
        {True: "met", False: "missed", None: "open"}[one.met],
        percent(low, end) if drawn else "",
        percent(high - low, end) if drawn else "",
        tuple(red_lines(one, end)),
        one.said,
        judgement(one),
        f"{title_of(one)}: {said}",
    )


def red_lines(one: Verdict, end: float) -> Iterator[RedLine]:
    """Where a figure should be, on a line up to `end`; none where that lies behind it."""
    for said, bound in one.bounds:
        if bound <= end:
            yield RedLine(percent(float(bound), end), said)


def targets_of_times(snapshot: Snapshot, pipeline: str) -> dict[str, list[Verdict]]:
    """Targets for the time in a place, by the place's id in a pipeline.

    Of a target that judges several cohorts the first that missed it.
    """
    found: dict[str, dict[str, Verdict]] = {}
    for one in verdicts(snapshot, "time-in"):
        place = one.target.start.rpartition("/")[2]
        if one.target.start == full_id(pipeline, place):
            known = found.setdefault(place, {})
            if one.target.id not in known or one.met is False:
                known[one.target.id] = one
    return {place: list(known.values()) for place, known in found.items()}


def targets_table(snapshot: Snapshot, found: Iterable[Verdict]) -> ChartTable:
    """The same as a table, with the leads behind each figure."""
    return ChartTable(HEADS, tuple(_row(snapshot, one) for one in found), "Targets")


def _row(snapshot: Snapshot, one: Verdict) -> tuple[Value, ...]:
    wanted = words.together(one.wanted)
    badge = {True: Badge("won", "met"), False: Badge("overdue", "missed")}
    judged = judgement(one) if one.met is None else badge[one.met]
    name = Named(title_of(one), one.formula)
    return (name, wanted, one.said, judged, behind(snapshot, one.leads))


def title_of(one: Verdict) -> str:
    """A target's title, with the cohort that is judged."""
    return f"{one.target.title}: {one.cohort}" if one.cohort else one.target.title


def judgement(one: Verdict) -> str:
    """`met`, `missed`, or why it is not judged."""
    if one.withheld:
        return "not judged: leads may be for the team only"
    if one.met is None:
        return f"from {words.count(max(one.target.after, 1), 'lead')} on"
    return "met" if one.met else "missed"
