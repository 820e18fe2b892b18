"""How often a stage leads to the next, how many leads are won, and how soon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.metrics.rate import Rate
from sphinx_leadflow.core.metrics.scope import (
    EVERYTHING,
    Scope,
    Window,
    journeys_in,
    pipeline_of,
    ways_everywhere,
)
from sphinx_leadflow.core.model import Kind
from sphinx_leadflow.core.standing import State

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from sphinx_leadflow.core.figures import Milestone
    from sphinx_leadflow.core.metrics.journey import Journey
    from sphinx_leadflow.core.model import Pipeline
    from sphinx_leadflow.core.query import Snapshot


@dataclass(frozen=True, slots=True)
class Conversion:
    """How often leads that stood in one place came to another. Formula: `conversion`."""

    start: str
    start_title: str
    end: str
    end_title: str
    rate: Rate


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """How many leads came this far. Formula: `reached`."""

    place: str
    """The id of a stage, step or outcome; empty for the first row, all leads."""
    title: str
    leads: tuple[str, ...]
    """The leads that came this far or further."""
    skipped: tuple[str, ...]
    """Those of them that never stood here, and went past it."""
    here: tuple[str, ...]
    """Those of them that came no further and are still on their way."""
    of_all: Rate
    """The share of all leads, those on their way included."""
    of_previous: Rate
    """The share of the row above."""


@dataclass(frozen=True, slots=True)
class TimeToWin:
    """How many days it takes to win a lead. Formula: `time-to-win`."""

    days: tuple[tuple[str, int], ...]
    """Each won lead and its days, the slowest first."""
    median: int | None
    minimum: int
    formula: str = "time-to-win"

    @property
    def n(self) -> int:
        """How many leads were won."""
        return len(self.days)


class _Order:
    """The places of a pipeline in their order, so that "this far or further" has a meaning."""

    def __init__(self, pipeline: Pipeline) -> None:
        self.pipeline = pipeline
        self.stages = {stage.id: number for number, stage in enumerate(pipeline.stages)}
        self.steps = {ident: number for number, ident in enumerate(pipeline.steps)}

    def title(self, place: str) -> str:
        stage = next((one for one in self.pipeline.stages if one.id == place), None)
        if stage is not None:
            return stage.title
        found = self.pipeline.place(place)
        return found.title if found else place

    def visited(self, way: Journey, place: str) -> bool:
        """Whether a lead ever stood at a place itself."""
        if place in self.pipeline.outcomes:
            return way.outcome == place
        stays = way.stages if place in self.stages else way.steps
        return any(one.place == place for one in stays)

    def reached(self, way: Journey, place: str) -> bool:
        """Whether a lead ever came to a place or further."""
        outcome = self.pipeline.outcomes.get(place)
        if outcome is not None:
            won = outcome.kind is Kind.WON and way.state is State.WON
            return won if outcome.kind is Kind.WON else way.outcome == place
        if way.state is State.WON and way.outcome:
            return True
        return any(self.at_or_past(one.place, place) for one in way.steps)

    def at_or_past(self, step: str, place: str) -> bool:
        """Whether a step is a place, lies in it, or comes behind it."""
        if place in self.stages:
            return self.stages[self.pipeline.steps[step].stage] >= self.stages[place]
        return self.steps[step] >= self.steps[place]

    def came_from(self, way: Journey, start: str, end: str, window: Window) -> bool | None:
        """Whether a lead that stood in `start` in the window came to `end` afterwards.

        `True` if it did, `False` if it was lost first, nothing if it is still on its way.
        Raises `LookupError` if it never stood there.
        """
        first = next(
            number
            for number, one in enumerate(way.steps)
            if self._in(one.place, start) and window.holds(one.since)
        )
        outcome = self.pipeline.outcomes.get(end)
        if outcome is not None:
            if outcome.kind is not Kind.WON:
                return True if way.outcome == end else False if way.decided else None
            came = way.won is not None
        else:
            came = any(self.at_or_past(one.place, end) for one in way.steps[first + 1 :])
            came = came or (way.state is State.WON and bool(way.outcome))
        return True if came else False if way.state is State.LOST else None

    def _in(self, step: str, place: str) -> bool:
        return step == place or self.pipeline.steps[step].stage == place


def conversion(
    snapshot: Snapshot, start: str, end: str, scope: Scope = EVERYTHING
) -> Conversion | None:
    """How often leads that stood in one stage or step came to another, or to an outcome.

    A window means leads that entered `start` in it. Nothing if a place does not exist.
    """
    pipeline = pipeline_of(snapshot, scope)
    if pipeline is None:
        return None
    order = _Order(pipeline)
    start_known = start in order.stages or start in order.steps
    if not start_known or not (
        end in order.stages or end in order.steps or end in pipeline.outcomes
    ):
        return None
    found: dict[bool | None, list[str]] = {True: [], False: [], None: []}
    for way in journeys_in(snapshot, scope):
        try:
            found[order.came_from(way, start, end, scope.window)].append(way.lead)
        except StopIteration:
            continue
    rate = _rate(snapshot, "conversion", found[True], found[False], found[None])
    return Conversion(start, order.title(start), end, order.title(end), rate)


def conversions(snapshot: Snapshot, scope: Scope = EVERYTHING) -> tuple[Conversion, ...]:
    """From each stage of a pipeline to the next, and from the last to the first won outcome."""
    pipeline = pipeline_of(snapshot, scope)
    if pipeline is None:
        return ()
    names = [stage.id for stage in pipeline.stages]
    won = [one.id for one in pipeline.outcomes.values() if one.kind is Kind.WON]
    pairs = zip(names, [*names[1:], *won[:1]], strict=False)
    found = [conversion(snapshot, start, end, scope) for start, end in pairs]
    return tuple(one for one in found if one is not None)


def funnel(snapshot: Snapshot, scope: Scope = EVERYTHING) -> tuple[FunnelRow, ...]:
    """How far leads come: all of them, then each milestone (or stage), then the won ones.

    Nobody appears below who is missing above: every row holds the leads that came this far or
    further. A window means leads whose first step lies in it.
    """
    pipeline = pipeline_of(snapshot, scope)
    if pipeline is None:
        return ()
    order = _Order(pipeline)
    ways = [one for one in journeys_in(snapshot, scope) if scope.window.holds(one.created)]
    rows: list[tuple[str, str, list[Journey]]] = [("", "Created", ways)]
    for title, place in _milestones(snapshot, pipeline):
        rows.append((place, title, [one for one in rows[-1][2] if order.reached(one, place)]))
    followers = [*(row[2] for row in rows[1:]), []]
    return tuple(
        _row(snapshot, order, row, rows[max(number - 1, 0)][2], ways, followers[number])
        for number, row in enumerate(rows)
    )


def _row(
    snapshot: Snapshot,
    order: _Order,
    row: tuple[str, str, list[Journey]],
    above: list[Journey],
    ways: list[Journey],
    below: list[Journey],
) -> FunnelRow:
    place, title, reached = row
    leads = [one.lead for one in reached]
    further = {one.lead for one in below}
    return FunnelRow(
        place,
        title,
        tuple(leads),
        tuple(one.lead for one in reached if place and not order.visited(one, place)),
        tuple(one.lead for one in reached if one.lead not in further and not one.decided),
        _rate(snapshot, "reached", leads, _without(ways, leads)),
        _rate(snapshot, "reached", leads, _without(above, leads)),
    )


def _without(ways: Iterable[Journey], leads: list[str]) -> list[str]:
    known = set(leads)
    return [one.lead for one in ways if one.lead not in known]


def _milestones(snapshot: Snapshot, pipeline: Pipeline) -> list[tuple[str, str]]:
    declared = [
        (one.title, one.place.rpartition("/")[2])
        for one in snapshot.process.figures.milestones
        if _is_in(one, pipeline)
    ]
    if declared:
        return declared
    won = [(one.title, one.id) for one in pipeline.outcomes.values() if one.kind is Kind.WON]
    return [*((stage.title, stage.id) for stage in pipeline.stages), *won[:1]]


def _is_in(one: Milestone, pipeline: Pipeline) -> bool:
    home, _slash, _ident = one.place.rpartition("/")
    return home == pipeline.id


def win_rate(snapshot: Snapshot, scope: Scope = EVERYTHING) -> Rate:
    """Won leads of those that were won or lost. A window: decided in it."""
    return _won_of(snapshot, scope, "win-rate", journeys_in(snapshot, scope))


def new_rate(snapshot: Snapshot, scope: Scope = EVERYTHING) -> Rate:
    """The measured eta: the win rate of leads that renew nothing.

    Of all pipelines together, where the scope names none.
    """
    ways = [one for one in ways_everywhere(snapshot, scope) if not one.renews]
    return _won_of(snapshot, scope, "new-rate", ways)


def _won_of(snapshot: Snapshot, scope: Scope, formula: str, ways: Iterable[Journey]) -> Rate:
    found: dict[State, dict[str, dt.date | None]] = {}
    for one in ways:
        found.setdefault(one.state, {})[one.lead] = one.won or one.ended
    won, lost = found.pop(State.WON, {}), found.pop(State.LOST, {})
    undecided = dict.fromkeys(lead for leads in found.values() for lead in leads)
    return _rate(
        snapshot,
        formula,
        [lead for lead, day in won.items() if scope.window.holds(day)],
        [lead for lead, day in lost.items() if scope.window.holds(day) and lead not in won],
        sorted(undecided.keys() - won.keys() - lost.keys()),
    )


def time_to_win(snapshot: Snapshot, scope: Scope = EVERYTHING) -> TimeToWin:
    """Days from the first step to the win, of leads won in the window."""
    found = [
        (one.lead, (one.won - one.created).days)
        for one in journeys_in(snapshot, scope)
        if one.won is not None and scope.window.holds(one.won)
    ]
    found.sort(key=lambda pair: (-pair[1], pair[0]))
    minimum = snapshot.process.figures.minimum
    enough = len(found) >= max(minimum, 1)
    times = sorted(days for _lead, days in found)
    median = times[(len(times) - 1) // 2] if enough else None
    return TimeToWin(tuple(found), median, minimum)


def _rate(
    snapshot: Snapshot,
    formula: str,
    hits: list[str],
    misses: list[str],
    undecided: Iterable[str] = (),
) -> Rate:
    minimum = snapshot.process.figures.minimum
    return Rate(formula, tuple(hits), tuple(misses), tuple(undecided), minimum)
