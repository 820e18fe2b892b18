"""The rates and times of a pipeline as one table, each with its n, its interval and its target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.core import words
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.metrics.contracts import renewal_rate
from sphinx_leadflow.core.metrics.conversion import conversions, new_rate, time_to_win, win_rate
from sphinx_leadflow.core.metrics.scope import Cohort, cohorts, coverage, source_withheld
from sphinx_leadflow.core.metrics.targets import verdicts
from sphinx_leadflow.core.metrics.visits import times_in_stages
from sphinx_leadflow.core.views.charts import (
    MANY_NUMBERS,
    ChartTable,
    ChartText,
    Named,
    behind,
    between_words,
    covered,
    explained,
    scope_of,
    told,
    told_rate,
)
from sphinx_leadflow.core.views.targets import TargetsView, targets_table, targets_view

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.core.metrics.rate import Rate
    from sphinx_leadflow.core.metrics.scope import Scope
    from sphinx_leadflow.core.metrics.targets import Verdict
    from sphinx_leadflow.core.query import Snapshot
    from sphinx_leadflow.core.views.charts import Told, Value

HEADS = ("Figure", "Value", "Between", "Of", "Undecided")
_FORMULAS = ("conversion", "win-rate", "new-rate", "renewal-rate", "time-to-win", "time-in")
COHORT_HEADS = {"source": "Source", "owner": "Owner", "quarter": "Created in"}


@dataclass(frozen=True, slots=True)
class RatesView:
    """Tables of rates and times, and a picture of targets with its table."""

    text: ChartText
    targets: TargetsView | None


def rates_view(
    snapshot: Snapshot, pipeline: str, owner: str | None, since: str, until: str, by: str = ""
) -> RatesView:
    """Conversion, win rate, renewals and times, then the targets, then one cohort a row."""
    scope = scope_of(pipeline, owner, since, until)
    leads = coverage(snapshot, scope).leads
    judged = verdicts(snapshot)
    tables = [ChartTable(HEADS, tuple(_rows(snapshot, scope)))] if leads else []
    if judged and snapshot.standings:
        tables.append(targets_table(snapshot, judged))
    notes = []
    if by == "source" and source_withheld(snapshot):
        notes.append("Where leads came from is for the team only: there are no figures by source.")
    elif by and leads:
        tables.append(_by_cohort(snapshot, by, scope))
    text = ChartText(
        _sentence(judged, win_rate(snapshot, scope)),
        tuple(tables),
        explained(*_FORMULAS) if tables else (),
        covered(snapshot, scope),
        tuple(notes),
    )
    return RatesView(text, targets_view(judged) if judged and snapshot.standings else None)


def _sentence(judged: tuple[Verdict, ...], rate: Rate) -> str:
    missed = sum(one.met is False for one in judged)
    won = f"{len(rate.hits)} of {words.count(rate.n, 'decided lead')} were won."
    if rate.n == 1:
        won = f"The only decided lead was {'won' if rate.hits else 'not won'}."
    if rate.share is not None:
        won = f"{words.percent(rate.share)} of {words.count(rate.n, 'decided lead')} were won."
    if not rate.n:
        won = "No lead is decided yet."
    if missed:
        verb = "is" if missed == 1 else "are"
        return f"{won} {missed} of {words.count(len(judged), 'target')} {verb} missed."
    return f"{won} No target is missed." if any(one.met for one in judged) else won


def _rows(snapshot: Snapshot, scope: Scope) -> Iterator[tuple[Value, ...]]:
    for one in conversions(snapshot, scope):
        yield _rate(snapshot, f"From {one.start_title} to {one.end_title}", one.rate)
    yield _rate(snapshot, "Won", win_rate(snapshot, scope))
    yield _rate(snapshot, "New leads won (η)", new_rate(snapshot, scope))
    if snapshot.process.figures.ends:
        yield _rate(snapshot, "Contracts renewed (ρ)", renewal_rate(snapshot, scope))
    for time in times_in_stages(snapshot, scope):
        between = ""
        if time.interval:
            low, high = time.interval.low, time.interval.high
            between = f"{low} days or more" if high is None else f"{low} and {high} days"
        gone = [one.lead for one in time.times if not one.open]
        value = _days(time.median, time.minimum, len(time.times))
        yield (
            Named(f"Days in {time.title}", time.formula),
            told(snapshot, value, ("left", gone), ("still there", time.open)),
            between,
            str(len(time.times)),
            str(len(time.open)),
        )
    to_win = time_to_win(snapshot, scope)
    leads = [lead for lead, _days in to_win.days]
    median = _days(to_win.median, to_win.minimum, to_win.n)
    days = told(snapshot, median, ("won", leads))
    yield (Named("Days to win", to_win.formula), days, "", str(to_win.n), "")


def _days(median: int | None, minimum: int, n: int) -> str:
    if median is not None:
        return f"median {words.count(median, 'day')}"
    return "too few to say" if n < max(minimum, 1) else "most are still there"


def _rate(snapshot: Snapshot, title: str, rate: Rate) -> tuple[Value, ...]:
    return (
        Named(title, rate.formula),
        told_rate(snapshot, rate),
        between_words(rate),
        str(rate.n),
        str(len(rate.undecided)),
    )


def _by_cohort(snapshot: Snapshot, by: str, scope: Scope) -> ChartTable:
    found = cohorts(snapshot, by, scope)
    firsts = conversions(snapshot, scope)
    heads = (
        COHORT_HEADS[by],
        "Leads",
        *(f"To {one.end_title}" for one in firsts),
        "Won",
        "Days to win",
    )
    return ChartTable(heads, tuple(_cohort(snapshot, one) for one in found), COHORT_HEADS[by])


def _cohort(snapshot: Snapshot, one: Cohort) -> tuple[Value, ...]:
    scope = one.scope
    to_win = time_to_win(snapshot, scope)
    return (
        one.title,
        behind(snapshot, one.leads),
        *(_few(snapshot, found.rate) for found in conversions(snapshot, scope)),
        _few(snapshot, win_rate(snapshot, scope)),
        _days(to_win.median, to_win.minimum, to_win.n),
    )


def _few(snapshot: Snapshot, rate: Rate) -> Told:
    return told_rate(snapshot, rate, most=MANY_NUMBERS)
