"""Who was where, and when: the stages of each lead as bars on a calendar."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sphinx_leadflow.core import words
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.metrics.scope import pipeline_of
from sphinx_leadflow.core.metrics.timeline import Line, timeline
from sphinx_leadflow.core.model import Duration
from sphinx_leadflow.core.standing import State
from sphinx_leadflow.core.views.charts import (
    ChartTable,
    ChartText,
    Value,
    covered,
    explained,
    percent,
    scope_of,
)
from sphinx_leadflow.core.views.parts import Ref, lead_ref

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.core.metrics.journey import Stay
    from sphinx_leadflow.core.metrics.scope import Scope
    from sphinx_leadflow.core.query import Snapshot

USUAL_ROWS = 24
"""So many leads are drawn unless another number is asked for."""

USUAL_MONTHS = 6
"""So much of the past is drawn unless another beginning is asked for."""

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TimelineBar:
    """A stay in a stage."""

    stage: int
    """The number of the stage, from 0."""
    left: str
    width: str
    tip: str
    cut: bool
    """Whether it began before the picture does."""


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One lead."""

    lead: Ref
    bars: tuple[TimelineBar, ...]
    end: str
    """Where its end is, in per cent; empty while it is on its way."""
    kind: str
    """`won`, `lost`, `parked`; empty while it is on its way."""
    end_tip: str


@dataclass(frozen=True, slots=True)
class TimelineView:
    """The picture and what is said around it."""

    text: ChartText
    rows: tuple[TimelineRow, ...]
    stages: tuple[str, ...]
    axis: tuple[tuple[str, str], ...]
    today: str
    """Where today ends, in per cent; empty if that lies outside."""
    today_words: str


def timeline_view(
    snapshot: Snapshot, pipeline: str, owner: str | None, since: str, until: str, limit: int
) -> TimelineView:
    """The leads that were under way in a stretch of time: by default the last six months.

    Where there are more than `limit`, those that moved last are drawn.
    """
    start = since or Duration(USUAL_MONTHS, "months").before(snapshot.today).isoformat()
    scope = scope_of(pipeline, owner, start, until)
    every = timeline(snapshot, scope)
    lines = _latest(every, limit or USUAL_ROWS, snapshot.today)
    home = pipeline_of(snapshot, scope)
    stages = [stage.id for stage in home.stages] if home else []
    frame = _Frame.around(lines, scope, snapshot.today)
    rows = tuple(_row(snapshot, one, stages, frame) for one in lines)
    titles = tuple(stage.title for stage in home.stages) if home else ()
    return TimelineView(
        ChartText(
            _sentence(snapshot, lines, titles, stages),
            (_table(snapshot, lines, titles, stages),) if lines else (),
            explained("time-in") if lines else (),
            " ".join(_covers(snapshot, scope, every, lines)),
        ),
        rows,
        titles,
        tuple(frame.axis()) if lines else (),
        frame.place(snapshot.today + ONE_DAY) if frame.holds(snapshot.today) else "",
        f"today, {words.day(snapshot.today, snapshot.today)}",
    )


def _latest(lines: tuple[Line, ...], most: int, today: dt.date) -> tuple[Line, ...]:
    """The leads that moved last, the first to arrive on top."""
    kept = sorted(lines, key=lambda one: _moved(one, today), reverse=True)[:most]
    chosen = {one.lead for one in kept}
    return tuple(one for one in lines if one.lead in chosen)


def _moved(one: Line, today: dt.date) -> dt.date:
    """The day of a lead's last move between stages."""
    return one.ended or (one.bars[-1].since if one.bars else today)


@dataclass(frozen=True, slots=True)
class _Frame:
    """The days that a picture shows, the last one excluded."""

    first: dt.date
    final: dt.date
    today: dt.date

    @classmethod
    def around(cls, lines: tuple[Line, ...], scope: Scope, today: dt.date) -> _Frame:
        window = scope.window
        starts = [bar.since for one in lines for bar in one.bars]
        earliest = min(starts, default=today)
        first = max(earliest, window.since) if window.since else earliest
        final = min(window.until or today, today)
        first = min(first, final - dt.timedelta(days=7)).replace(day=1)
        return cls(first, final + ONE_DAY, today)

    @property
    def days(self) -> int:
        return (self.final - self.first).days

    def holds(self, day: dt.date) -> bool:
        return self.first <= day < self.final

    def place(self, day: dt.date) -> str:
        return percent((day - self.first).days, self.days)

    def axis(self) -> Iterator[tuple[str, str]]:
        """The beginnings of months, quarters or years, so that there are not too many."""
        months = 1 if self.days < 250 else 3 if self.days < 750 else 12
        day = self.first.replace(day=1)
        if months > 1:
            day = day.replace(month=1)
        while day < self.final:
            if day >= self.first:
                name = words.day(day).split(" ", 1)[1]
                short = name if day.month == 1 or day == self.first else name.split()[0]
                yield self.place(day), str(day.year) if months == 12 else short
            day = Duration(months, "months").after(day)


def _row(snapshot: Snapshot, one: Line, stages: list[str], frame: _Frame) -> TimelineRow:
    bars = tuple(
        _bar(snapshot, bar, stages.index(bar.place), frame)
        for bar in one.bars
        if (bar.until or snapshot.today) >= frame.first and bar.since < frame.final
    )
    ended = one.ended if one.ended and frame.holds(one.ended) else None
    won_at_work = one.state is State.WON and not one.outcome
    outcome = snapshot.standings[one.lead].outcome
    title = outcome.title if outcome else ""
    return TimelineRow(
        lead_ref(snapshot.standings[one.lead]),
        bars,
        frame.place(ended) if ended else "",
        one.state.value if ended and not won_at_work else "",
        f"{title}, {words.day(ended, snapshot.today)}" if ended else "",
    )


def _bar(snapshot: Snapshot, bar: Stay, stage: int, frame: _Frame) -> TimelineBar:
    end = min(bar.until or snapshot.today + ONE_DAY, frame.final)
    start = max(bar.since, frame.first)
    title = _stage_title(snapshot, bar)
    until = f"to {words.day(bar.until)}" if bar.until else "until now"
    days = words.count(bar.days, "day")
    return TimelineBar(
        stage,
        frame.place(start),
        percent((end - start).days, frame.days),
        f"{title}: {words.day(bar.since)} {until}, {days}",
        bar.since < frame.first,
    )


def _stage_title(snapshot: Snapshot, bar: Stay) -> str:
    return next(
        stage.title
        for pipeline in snapshot.process.pipelines.values()
        for stage in pipeline.stages
        if stage.id == bar.place
    )


def _sentence(
    snapshot: Snapshot, lines: tuple[Line, ...], titles: tuple[str, ...], stages: list[str]
) -> str:
    """Who has not moved for the longest time, and how many are on their way."""
    if not lines:
        return "No lead was under way in this time."
    open_ = [one for one in lines if one.ended is None and one.bars]
    ended = len(lines) - len(open_)
    counts = f"{len(open_)} of {words.count(len(lines), 'lead')} shown are on their way"
    if ended == len(lines):
        return f"All {len(lines)} leads shown have ended." if ended > 1 else "The lead has ended."
    slowest = max(open_, key=lambda one: one.bars[-1].days)
    bar = slowest.bars[-1]
    where = titles[stages.index(bar.place)]
    name = lead_ref(snapshot.standings[slowest.lead]).title
    since = f"{name} has been in “{where}” since {words.day(bar.since)}"
    return f"{counts}. {since}, the longest of them." if len(open_) > 1 else f"{since}."


def _table(
    snapshot: Snapshot, lines: tuple[Line, ...], titles: tuple[str, ...], stages: list[str]
) -> ChartTable:
    rows = []
    for one in lines:
        cells: list[Value] = [lead_ref(snapshot.standings[one.lead])]
        cells.append(words.together(words.day(one.bars[0].since)) if one.bars else "")
        for stage in stages:
            here = [bar for bar in one.bars if bar.place == stage]
            cells.append(words.count(sum(bar.days for bar in here), "day") if here else "")
        outcome = snapshot.standings[one.lead].outcome
        ended = (
            f"{outcome.title}, {words.together(words.day(one.ended))}"
            if one.ended and outcome
            else ""
        )
        rows.append((*cells, ended))
    return ChartTable(("Lead", "Began", *titles, "Ended"), tuple(rows))


def _covers(
    snapshot: Snapshot, scope: Scope, every: tuple[Line, ...], lines: tuple[Line, ...]
) -> Iterator[str]:
    if len(every) > len(lines):
        yield (
            f"{len(lines)} of {len(every)} leads are drawn: those that moved last between stages "
            "or ended last."
        )
    if snapshot.project.public or not lines:
        yield covered(snapshot, scope)
