"""Declared targets, judged once enough leads are behind them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from sphinx_leadflow.core import words
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.metrics.contracts import renewal_rate
from sphinx_leadflow.core.metrics.conversion import TimeToWin, conversion, time_to_win, win_rate
from sphinx_leadflow.core.metrics.rate import Rate
from sphinx_leadflow.core.metrics.scope import EVERYTHING, Cohort, Scope, cohorts, last
from sphinx_leadflow.core.metrics.visits import TimeIn, time_in
from sphinx_leadflow.core.model import Duration

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_leadflow.core.figures import Target
    from sphinx_leadflow.core.query import Snapshot

AT_LEAST, AT_MOST = "at least", "at most"


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
    what: str
    """The figure in words: `conversion from “Triage” to “Negotiation”`."""
    bounds: tuple[tuple[str, Decimal], ...]
    """What it should be, in words (`at least 15 %`) and as a share or a number of days."""
    between: tuple[float, float | None] | None = None
    """Where the true value lies with 95 % confidence; without an end where nobody can tell."""
    withheld: bool = False

    @property
    def said(self) -> str:
        """The figure in words: `9 % (3 of 33)`, `12 days (of 20 leads)`."""
        if self.days is not None:
            return f"{words.count(self.days, 'day')} (of {words.count(self.n, 'lead')})"
        if self.share is None:
            return f"too few to say ({words.count(self.n, 'lead')})"
        return f"{words.percent(self.share)} ({round(self.share * self.n)} of {self.n})"

    @property
    def wanted(self) -> str:
        """What it should be: `at least 15 %`, `at most 30 days`."""
        return " and ".join(said for said, _value in self.bounds)


def verdicts(snapshot: Snapshot, figure: str = "") -> tuple[Verdict, ...]:
    """Every target, each cohort for itself, in the order in which they are declared.

    With `figure` only the targets of that figure.
    """
    return tuple(
        found
        for target in snapshot.process.figures.targets
        if figure in ("", target.figure)
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
    n, share, days, leads, between = _numbers(measured)
    bounds = tuple(_bounds(snapshot, target))
    withheld = snapshot.project.public
    met = None
    if n >= max(target.after, 1) and not withheld and (share is not None or days is not None):
        met = _fits(bounds, Decimal(str(days if share is None else share)))
    return Verdict(
        target,
        cohort.title,
        n,
        share,
        days,
        leads,
        measured.formula,
        met,
        cohort.scope,
        _what(snapshot, target),
        bounds,
        between,
        withheld,
    )


def _what(snapshot: Snapshot, target: Target) -> str:
    start, end = (f"“{_title(snapshot, one)}”" for one in (target.start, target.end))
    return {
        "conversion": f"conversion from {start} to {end}",
        "time-in": f"the median time in {start}",
        "time-to-win": "the median time to win",
        "win-rate": "the win rate",
        "renewal-rate": "the renewal rate",
    }[target.figure]


def _title(snapshot: Snapshot, full: str) -> str:
    """The title of a stage, step or outcome by its full id."""
    home, _slash, ident = full.rpartition("/")
    pipeline = snapshot.process.pipelines.get(home)
    if pipeline is None:
        return ident
    stage = next((one for one in pipeline.stages if one.id == ident), None)
    found = stage or pipeline.place(ident)
    return found.title if found else ident


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


_Between: TypeAlias = "tuple[float, float | None] | None"


def _numbers(
    measured: Rate | TimeToWin | TimeIn,
) -> tuple[int, float | None, int | None, tuple[str, ...], _Between]:
    if isinstance(measured, TimeToWin):
        leads = tuple(lead for lead, _days in measured.days)
        return measured.n, None, measured.median, leads, None
    inside = measured.interval
    between = (inside.low, inside.high) if inside else None
    if isinstance(measured, Rate):
        return measured.n, measured.share, None, (*measured.hits, *measured.misses), between
    return len(measured.times), None, measured.median, measured.leads, between


def _bounds(snapshot: Snapshot, target: Target) -> Iterator[tuple[str, Decimal]]:
    for word, bound in ((AT_LEAST, target.at_least), (AT_MOST, target.at_most)):
        if isinstance(bound, Duration):
            days = (bound.after(snapshot.today) - snapshot.today).days
            yield f"{word} {bound}", Decimal(days)
        elif bound is not None:
            yield f"{word} {words.percent(bound)}", bound


def _fits(bounds: Iterable[tuple[str, Decimal]], value: Decimal) -> bool:
    return all(
        value >= bound if said.startswith(AT_LEAST) else value <= bound for said, bound in bounds
    )
