"""Declared targets, judged once enough leads are behind them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from sphinx_leadflow.core import words
from sphinx_leadflow.core.metrics.contracts import renewal_rate
from sphinx_leadflow.core.metrics.conversion import TimeToWin, conversion, time_to_win, win_rate
from sphinx_leadflow.core.metrics.rate import Rate
from sphinx_leadflow.core.metrics.scope import EVERYTHING, Cohort, Scope, cohorts, last
from sphinx_leadflow.core.metrics.visits import TimeIn, time_in
from sphinx_leadflow.core.model import Duration

if TYPE_CHECKING:
    from sphinx_leadflow.core.figures import Target
    from sphinx_leadflow.core.query import Snapshot


@dataclass(frozen=True, slots=True)
class Verdict:
    """A target, what was measured for it, and whether it is met."""

    target: Target
    cohort: str
    """The title of the source, owner or quarter that was judged; empty: all leads."""
    n: int
    """How many leads are behind the figure."""
    share: float | None
    """Of a rate; nothing where too few leads are behind it."""
    days: int | None
    """Of a time: the median."""
    leads: tuple[str, ...]
    """The leads behind it."""
    formula: str
    met: bool | None
    """Nothing: too few leads to judge, or a build for the public, which may not know all."""
    scope: Scope
    withheld: bool = False

    @property
    def said(self) -> str:
        """The figure in words: `9 % (3 of 33)`, `12 days (of 20 leads)`."""
        if self.days is not None:
            return f"{words.count(self.days, 'day')} (of {words.count(self.n, 'lead')})"
        if self.share is None:
            return f"too few to say ({words.count(self.n, 'lead')})"
        return f"{percent(self.share)} ({round(self.share * self.n)} of {self.n})"

    @property
    def wanted(self) -> str:
        """What it should be: `at least 15 %`, `at most 30 days`."""
        return " and ".join(
            f"{word} {percent(value) if isinstance(value, Decimal) else value}"
            for word, value in (
                ("at least", self.target.at_least),
                ("at most", self.target.at_most),
            )
            if value is not None
        )


def percent(share: float | Decimal) -> str:
    """A share in whole per cent; below one per cent with a decimal."""
    value = float(share) * 100
    return f"{value:.1f} %" if 0 < value < 1 else f"{value:.0f} %"


def verdicts(snapshot: Snapshot) -> tuple[Verdict, ...]:
    """Every target, each cohort for itself, in the order in which they are declared."""
    return tuple(
        found
        for target in snapshot.process.figures.targets
        for cohort in _cohorts(snapshot, target)
        if (found := _verdict(snapshot, target, cohort)) is not None
    )


def _cohorts(snapshot: Snapshot, target: Target) -> tuple[Cohort, ...]:
    home = target.start.rpartition("/")[0]
    scope = replace(EVERYTHING, pipeline=home)
    if target.over is not None:
        scope = replace(scope, window=last(target.over, snapshot.today))
    if target.by:
        return cohorts(snapshot, target.by, scope)
    return (Cohort("", "", scope, ()),)


def _verdict(snapshot: Snapshot, target: Target, cohort: Cohort) -> Verdict | None:
    measured = _measured(snapshot, target, cohort.scope)
    if measured is None:
        return None
    n, share, days, leads = _numbers(measured)
    withheld = snapshot.project.public
    met = None
    if n >= max(target.after, 1) and not withheld and (share is not None or days is not None):
        met = _fits(snapshot, target, share, days)
    formula = measured.formula
    return Verdict(
        target, cohort.title, n, share, days, leads, formula, met, cohort.scope, withheld
    )


def _measured(snapshot: Snapshot, target: Target, scope: Scope) -> Rate | TimeToWin | TimeIn | None:
    start, end = (one.rpartition("/")[2] for one in (target.start, target.end))
    if target.figure == "conversion":
        found = conversion(snapshot, start, end, scope)
        return found.rate if found else None
    if target.figure == "time-in":
        return time_in(snapshot, start, scope)
    if target.figure == "time-to-win":
        return time_to_win(snapshot, scope)
    return (win_rate if target.figure == "win-rate" else renewal_rate)(snapshot, scope)


def _numbers(
    measured: Rate | TimeToWin | TimeIn,
) -> tuple[int, float | None, int | None, tuple[str, ...]]:
    if isinstance(measured, Rate):
        return measured.n, measured.share, None, (*measured.hits, *measured.misses)
    if isinstance(measured, TimeToWin):
        leads = tuple(lead for lead, _days in measured.days)
        return measured.n, None, measured.median, leads
    return len(measured.times), None, measured.median, measured.leads


def _fits(snapshot: Snapshot, target: Target, share: float | None, days: int | None) -> bool:
    value = Decimal(str(days if share is None else share))
    low, high = (_bound(snapshot, one) for one in (target.at_least, target.at_most))
    return (low is None or value >= low) and (high is None or value <= high)


def _bound(snapshot: Snapshot, bound: Decimal | Duration | None) -> Decimal | None:
    if isinstance(bound, Duration):
        return Decimal((bound.after(snapshot.today) - snapshot.today).days)
    return bound
