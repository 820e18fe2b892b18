"""How long a stage or step takes: every lead a mark, the median, the limit."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sphinx_leadflow.core import words
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.metrics.scope import pipeline_of
from sphinx_leadflow.core.metrics.visits import LeadTime, TimeIn, times_in_stages, times_in_steps
from sphinx_leadflow.core.views.charts import (
    DAYS,
    Behind,
    ChartTable,
    ChartText,
    RedLine,
    behind,
    counted,
    covered,
    explained,
    percent,
    scope_of,
    ticks,
)
from sphinx_leadflow.core.views.parts import lead_ref
from sphinx_leadflow.core.views.targets import VERDICTS, red_lines, targets_of_times

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_leadflow.core.metrics.targets import Verdict
    from sphinx_leadflow.core.query import Snapshot

BINS = 60
"""So many marks have room beside each other."""

MOST_STACKED = 12
"""So many marks have room above each other; more make columns instead of marks."""

FEW_LONG = 0.03
"""Where so small a share of leads takes much longer than all others, they stand together at the
end of the line: drawn to scale they would press the others into a corner."""

SLOWEST = 3
"""So many of the slowest leads are named for each place."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One lead, or with `count` a column of leads."""

    left: str
    """The place in per cent."""
    row: int
    """How many marks are below it."""
    kind: str
    """`left`, `there` or `over`."""
    tip: str
    height: str = ""
    """Of a column, in per cent of the tallest."""


@dataclass(frozen=True, slots=True)
class Strip:
    """A stage or step with its leads."""

    title: str
    leads: str
    marks: tuple[Mark, ...]
    stacked: int
    """How many marks the tallest pile has."""
    median: str
    """Where the line of the median is, in per cent; empty without one."""
    median_words: str
    limit: str
    limit_words: str
    targets: tuple[RedLine, ...]
    target_words: tuple[str, ...]
    """`target: at most 30 days, missed`."""


@dataclass(frozen=True, slots=True)
class DurationsView:
    """The picture and what is said around it."""

    text: ChartText
    strips: tuple[Strip, ...]
    axis: tuple[tuple[str, str], ...]
    """Places in per cent, and their words."""
    unit: str
    """What stands behind the last number of the axis."""
    columns: bool
    """Whether there are too many leads for marks."""


def durations_view(
    snapshot: Snapshot, pipeline: str, owner: str | None, since: str, until: str, by: str
) -> DurationsView:
    """How long leads are in each stage, or at each step if `by` is `step`.

    A stretch of time means visits that began in it.
    """
    scope = scope_of(pipeline, owner, since, until)
    every = times_in_steps(snapshot, scope) if by == "step" else times_in_stages(snapshot, scope)
    found = [one for one in every if one.times]
    longest = _longest(found)
    axis = ticks(max(longest, 1), DAYS)
    beyond = any(one.times[0].working > axis[-1] for one in found)
    width = -(-axis[-1] // BINS)
    piles = [_piles(one, width, axis[-1]) for one in found]
    columns = max((len(pile) for row in piles for pile in row.values()), default=0) > MOST_STACKED
    home = pipeline_of(snapshot, scope)
    targets = targets_of_times(snapshot, home.id if home else "")
    text = ChartText(
        _sentence(snapshot, found),
        (_table(snapshot, found),) if found else (),
        explained("time-in") if found else (),
        covered(snapshot, scope),
    )
    return DurationsView(
        text,
        tuple(
            _strip(snapshot, one, pile, axis[-1], width, columns, targets.get(one.place, ()))
            for one, pile in zip(found, piles, strict=True)
        ),
        tuple((percent(day, axis[-1]), str(day)) for day in axis) if found else (),
        "or more days" if beyond else "days",
        columns,
    )


def _longest(found: list[TimeIn]) -> int:
    """The days up to which is drawn: the longest, unless only a few take much longer."""
    days = sorted(time.working for one in found for time in one.times)
    if not days:
        return 0
    usual = days[math.ceil((len(days) - 1) * (1 - FEW_LONG))]
    return usual if usual * 2 < days[-1] else days[-1]


def _piles(one: TimeIn, width: int, end: int) -> dict[int, list[LeadTime]]:
    """The leads by bin, the quickest bin first; the last one holds all that is longer."""
    found: dict[int, list[LeadTime]] = {}
    for time in reversed(one.times):
        found.setdefault(min(time.working, end) // width, []).append(time)
    return found


def _strip(
    snapshot: Snapshot,
    one: TimeIn,
    piles: dict[int, list[LeadTime]],
    end: int,
    width: int,
    columns: bool,
    targets: Sequence[Verdict],
) -> Strip:
    tallest = max(len(pile) for pile in piles.values())
    marks: list[Mark] = []
    for number, pile in piles.items():
        left = percent(min(number * width + (width - 1) / 2, end), end)
        if columns:
            marks.append(_column(one, pile, left, width, tallest))
        else:
            marks += [
                Mark(left, row, _kind(one, time), _tip(snapshot, time))
                for row, time in enumerate(pile)
            ]
    over = len(one.over_limit)
    return Strip(
        one.title,
        words.count(len(one.times), "lead"),
        tuple(marks),
        tallest,
        "" if one.median is None or one.median > end else percent(one.median, end),
        "" if one.median is None else f"median {words.count(one.median, 'day')}",
        "" if one.limit_days is None or one.limit_days > end else percent(one.limit_days, end),
        f"{over} past {one.limit}" if one.limit else "",
        tuple(line for target in targets for line in red_lines(target, end)),
        tuple(f"target: {target.wanted}{VERDICTS[target.met]}" for target in targets),
    )


def _column(one: TimeIn, pile: list[LeadTime], left: str, width: int, tallest: int) -> Mark:
    first, last = pile[0].working, pile[-1].working
    days = f"{first} to {last} days" if first != last else words.count(first, "day")
    over = one.limit_days is not None and first // width * width > one.limit_days
    said = f"{days}: {words.count(len(pile), 'lead')}"
    return Mark(left, 0, "over" if over else "left", said, percent(len(pile), tallest))


def _kind(one: TimeIn, time: LeadTime) -> str:
    if one.limit_days is not None and time.working > one.limit_days:
        return "over"
    return "there" if time.open else "left"


def _tip(snapshot: Snapshot, time: LeadTime) -> str:
    name = lead_ref(snapshot.standings[time.lead]).title
    return f"{name}: {_days(time)}"


def _days(time: LeadTime) -> str:
    visits = f" in {time.visits} visits" if time.visits > 1 else ""
    waited = f", and {words.count(time.waiting, 'day')} waiting" if time.waiting else ""
    there = ", still there" if time.open else ""
    return f"{words.count(time.working, 'day')}{visits}{waited}{there}"


def _sentence(snapshot: Snapshot, found: list[TimeIn]) -> str:
    if not found:
        return "No lead has been anywhere yet."
    known = [one for one in found if one.median is not None]
    slowest = max(found, key=lambda one: one.times[0].working)
    time = slowest.times[0]
    name = lead_ref(snapshot.standings[time.lead]).title
    verb = "has been there for" if time.open else "took"
    most = f"{name} {verb} {words.count(time.working, 'day')}"
    if not known:
        return f"Too few leads have left to speak of a median. In “{slowest.title}” {most}."
    longest = max(known, key=lambda one: one.median or 0)
    within = words.count(longest.median or 0, "day")
    half = f"Half of the leads leave “{longest.title}” within {within}"
    if longest is slowest:
        return f"{half}; {most}."
    return f"{half}. In “{slowest.title}” {most}."


def _table(snapshot: Snapshot, found: list[TimeIn]) -> ChartTable:
    rows = tuple(
        (
            one.title,
            counted(snapshot, one.leads),
            str(one.visits),
            counted(snapshot, one.open),
            "too few" if one.median is None else words.count(one.median, "day"),
            _interval(one),
            str(one.limit or ""),
            counted(snapshot, one.over_limit) if one.over_limit else "",
            _slowest(snapshot, one),
        )
        for one in found
    )
    heads = (
        *("Place", "Leads", "Visits", "Still there", "Median", "95 % interval"),
        *("Limit", "Past the limit", "Slowest"),
    )
    return ChartTable(heads, rows)


def _interval(one: TimeIn) -> str:
    if one.median is None or one.interval is None:
        return ""
    if one.interval.high is None:
        return f"{one.interval.low} days or more"
    return f"{one.interval.low} to {one.interval.high} days"


def _slowest(snapshot: Snapshot, one: TimeIn) -> Behind:
    return behind(snapshot, [time.lead for time in one.times[:SLOWEST]])
