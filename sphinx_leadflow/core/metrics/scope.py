"""Which leads a figure is about: a pipeline, a window of time, a cohort."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.model import Duration
from sphinx_leadflow.core.standing import State

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx_leadflow.core.metrics.journey import Journey
    from sphinx_leadflow.core.model import Pipeline
    from sphinx_leadflow.core.query import Snapshot


@dataclass(frozen=True, slots=True)
class Window:
    """Days from `since` to `until`, both included; nothing: without an end on that side."""

    since: dt.date | None = None
    until: dt.date | None = None

    def holds(self, day: dt.date | None) -> bool:
        """Whether a day lies in the window. What has no day lies only in the endless window."""
        if day is None:
            return self == ALWAYS
        early = self.since is not None and day < self.since
        return not early and not (self.until is not None and day > self.until)


ALWAYS = Window()


def last(length: Duration, today: dt.date) -> Window:
    """The window that ends today and is so long."""
    return Window(length.before(today) + dt.timedelta(days=1), today)


@dataclass(frozen=True, slots=True)
class Scope:
    """The leads and the time that a figure covers. A part that is not set lets everything pass.

    `window` is about what happened: a visit counts by its first day, a move by its day, a win
    or a loss by the day it was decided. `created` is about when a lead came.
    """

    pipeline: str = ""
    """A pipeline's id; empty: the only one, or the first."""
    window: Window = ALWAYS
    created: Window = ALWAYS
    owner: str | None = None
    """A person; an empty id: leads that nobody owns."""
    source: str | None = None
    quarter: str | None = None
    """The quarter of creation, such as `2026 Q3`."""


EVERYTHING = Scope()


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a figure covers, so that no part is taken for the whole."""

    leads: tuple[str, ...]
    """The ids of the leads that it covers."""
    void: tuple[str, ...] = ()
    """Duplicates and the like, left out by their outcome."""
    broken: tuple[str, ...] = ()
    """Leads whose files could not be understood."""
    unbegun: tuple[str, ...] = ()
    """Leads without a step in their history."""
    withheld: bool = False
    """Whether there may be leads that this build does not know; it must not tell how many."""


def pipeline_of(snapshot: Snapshot, scope: Scope) -> Pipeline | None:
    """The pipeline that a figure is about; nothing if the process has none of that id."""
    pipelines = snapshot.process.pipelines
    if not scope.pipeline:
        return next(iter(pipelines.values()), None)
    return pipelines.get(scope.pipeline)


def journeys_in(snapshot: Snapshot, scope: Scope) -> tuple[Journey, ...]:
    """The ways of the leads that a figure covers; the window is left to the figure."""
    pipeline = pipeline_of(snapshot, scope)
    if pipeline is None:
        return ()
    return tuple(
        one
        for one in snapshot.journeys(pipeline.id)
        if scope.created.holds(one.created)
        and scope.owner in (None, one.owner)
        and scope.source in (None, one.source)
        and scope.quarter in (None, one.quarter)
    )


def ways_everywhere(snapshot: Snapshot, scope: Scope) -> tuple[Journey, ...]:
    """The same, but in all pipelines where the scope names none: money is counted over all."""
    named = (scope.pipeline,) if scope.pipeline else tuple(snapshot.process.pipelines)
    return tuple(
        way for one in named for way in journeys_in(snapshot, replace(scope, pipeline=one))
    )


def coverage(snapshot: Snapshot, scope: Scope = EVERYTHING) -> Coverage:
    """Which leads the figures of a scope cover, and which they leave out and why."""
    pipeline = pipeline_of(snapshot, scope)
    covered = tuple(one.lead for one in journeys_in(snapshot, scope))
    void, broken, unbegun = [], [], []
    for ident, one in snapshot.standings.items():
        if pipeline is None or one.pipeline is not pipeline:
            continue
        if one.state is State.VOID:
            void.append(ident)
        elif one.state is State.BROKEN:
            broken.append(ident)
        elif not one.visits:
            unbegun.append(ident)
    withheld = snapshot.project.public
    return Coverage(covered, tuple(void), tuple(broken), tuple(unbegun), withheld)


@dataclass(frozen=True, slots=True)
class Cohort:
    """Leads that have something in common, and the scope that holds just them."""

    id: str
    """An option, a person or a quarter; empty for leads that do not say."""
    title: str
    scope: Scope
    leads: tuple[str, ...]


def cohorts(snapshot: Snapshot, by: str, scope: Scope = EVERYTHING) -> tuple[Cohort, ...]:
    """The leads of a scope by `source`, `owner` or `quarter` of creation, in natural order.

    In a public build that withholds the source there are no cohorts by source.
    """
    if by == "source" and source_withheld(snapshot):
        return ()
    key = _KEYS[by]
    found: dict[str, list[str]] = {}
    for one in journeys_in(snapshot, scope):
        found.setdefault(key(one), []).append(one.lead)
    order = _order(snapshot, by, found)
    return tuple(
        Cohort(ident, _title(snapshot, by, ident), _narrow(scope, by, ident), tuple(found[ident]))
        for ident in order
    )


def source_withheld(snapshot: Snapshot) -> bool:
    """Whether a public build does not know where leads came from."""
    field = snapshot.process.fields.get(snapshot.process.figures.source)
    return field is not None and snapshot.project.withholds(field)


_KEYS: dict[str, Callable[[Journey], str]] = {
    "source": lambda one: one.source,
    "owner": lambda one: one.owner,
    "quarter": lambda one: one.quarter,
}


def _narrow(scope: Scope, by: str, ident: str) -> Scope:
    if by == "quarter":
        return replace(scope, quarter=ident)
    return replace(scope, owner=ident) if by == "owner" else replace(scope, source=ident)


def _order(snapshot: Snapshot, by: str, found: dict[str, list[str]]) -> list[str]:
    if by == "quarter":
        return sorted(found)
    if by == "owner":
        known = list(snapshot.process.people)
    else:
        field = snapshot.process.fields.get(snapshot.process.figures.source)
        known = list(field.options) if field else []
    places = {ident: number for number, ident in enumerate(known)}
    return sorted(found, key=lambda one: (one == "", places.get(one, len(known)), one))


def _title(snapshot: Snapshot, by: str, ident: str) -> str:
    if not ident:
        return "Nobody" if by == "owner" else "Not said"
    if by == "owner":
        person = snapshot.process.people.get(ident)
        return person.name if person else ident
    field = snapshot.process.fields.get(snapshot.process.figures.source)
    option = field.options.get(ident) if field and by == "source" else None
    return option.title if option else ident
