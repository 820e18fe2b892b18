"""A project as it was on a past day, and a forecast of that day beside what came."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.metrics.forecast import Forecast, Month, forecast
from sphinx_leadflow.core.metrics.months import distance, month_of

if TYPE_CHECKING:
    import datetime as dt

    from sphinx_leadflow.core.metrics.amounts import Amounts
    from sphinx_leadflow.core.project import Project
    from sphinx_leadflow.core.query import Snapshot


@dataclass(frozen=True, slots=True)
class Outturn:
    """One month: what was forecast, and what is contracted for it today."""

    month: dt.date
    forecast: Month
    now: Month

    @property
    def came(self) -> Amounts:
        """What is contracted for it today."""
        return self.now.contracted

    @property
    def difference(self) -> Amounts:
        """What came less what was expected."""
        return self.came.minus(self.forecast.expected)


@dataclass(frozen=True, slots=True)
class LookBack:
    """A forecast of a past day beside what came. Formula: `look-back`."""

    then: Forecast
    months: tuple[Outturn, ...]
    """From the month of that day to this month."""


def as_of(project: Project, day: dt.date) -> Project:
    """The project as its history lines told it on the evening of a day.

    Leads whose history begins later are not there, and nothing waits. Fields are those of
    today, but for the tracked ones, whose changes are history lines.
    """
    leads = {}
    for ident, lead in project.leads.items():
        history = tuple(event for event in lead.history if event.date <= day)
        if history:
            leads[ident] = replace(lead, history=history, waiting=None, due=None)
    return replace(project, leads=leads)


def snapshot_of(snapshot: Snapshot, day: dt.date) -> Snapshot:
    """The snapshot of a past day."""
    return type(snapshot)(as_of(snapshot.project, day), day, snapshot.forge)


def look_back(snapshot: Snapshot, day: dt.date) -> LookBack:
    """The forecast as it was on a day, month by month until this one, beside what came."""
    count = distance(day, snapshot.today) + 1
    then = forecast(snapshot_of(snapshot, day), day, count)
    now = {one.month: one for one in forecast(snapshot, month_of(day), count).months}
    return LookBack(then, tuple(Outturn(one.month, one, now[one.month]) for one in then.months))
