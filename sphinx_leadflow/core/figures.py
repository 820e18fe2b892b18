"""What the numbers are made from: the fields, rates and targets that `figures:` declares."""

from __future__ import annotations

from dataclasses import field
from decimal import Decimal
from typing import TYPE_CHECKING

from sphinx_leadflow.core.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_leadflow.core.model import Duration
    from sphinx_leadflow.core.source import Span

PER = ("service", "year", "month")
"""What an amount pays for: the whole service, a year or a month of it."""

MONTHS = ("calendar", "term")
"""How the months of a service are counted; see `metrics.months`."""

KINDS_OF_FIGURE = ("conversion", "win-rate", "renewal-rate", "time-to-win", "time-in")
"""What a target can be set for."""

TIMES = ("time-to-win", "time-in")
"""Those that are lengths of time; the others are shares."""

COHORTS = ("source", "owner", "quarter")
"""What leads are put into cohorts by."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""Days on which the team may meet, as `date.weekday` counts them."""

MINIMUM = 5
"""Fewer leads than this make no rate unless `minimum:` says otherwise."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """A line of the funnel: reached by a lead that came to `place` or further."""

    title: str
    place: str
    """The id of a stage, step or outcome, `pipeline/id` where there are several."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure should be: a red line, drawn and judged once enough leads are behind it."""

    id: str
    title: str
    figure: str
    """One of `KINDS_OF_FIGURE`."""
    span: Span
    start: str = ""
    """Conversion: from this stage. Time in: in this stage or step."""
    end: str = ""
    """Conversion: to this stage or outcome; empty: the next stage."""
    by: str = ""
    """One of `COHORTS`: each cohort is judged on its own."""
    at_least: Decimal | Duration | None = None
    at_most: Decimal | Duration | None = None
    after: int = 0
    """How many leads there must be before it is judged."""
    over: Duration | None = None
    """Only what happened in the last so many days; empty: always."""

    @property
    def of_time(self) -> bool:
        """Whether it is about a length of time and not about a share."""
        return self.figure in TIMES


@dataclass(frozen=True, slots=True)
class Figures:
    """The section `figures:` of a process."""

    value: tuple[str, ...] = ()
    """Money fields; the first that is filled is the contract value."""
    per: str = "service"
    starts: str = ""
    """The date field with the first day of service."""
    ends: str = ""
    """The date field with the last day of service."""
    renewal: str = ""
    """The date field with the day of renewal; empty: the last day of service."""
    months: str = "calendar"
    term: Duration | None = None
    """How long a service is expected to last whose end is not known yet."""
    source: str = ""
    """The field that says where a lead came from."""
    renewal_rate: Decimal | None = None
    """rho: the share of contracts that are renewed."""
    new_rate: Decimal | None = None
    """eta: the share of new leads that are won."""
    minimum: int = MINIMUM
    currency: str = ""
    exchange: Mapping[str, Decimal] = field(default_factory=dict)
    """By currency: how much of `currency` one unit is worth."""
    milestones: tuple[Milestone, ...] = ()
    targets: tuple[Target, ...] = ()
    meeting: str = ""
    """The day of the week on which the team meets, empty if that was not said."""


NO_FIGURES = Figures()
