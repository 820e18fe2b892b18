"""The rates and times of a pipeline as one table, each with its n, its interval and its target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_leadflow.core import words
from sphinx_leadflow.core.metrics.contracts import renewal_rate
from sphinx_leadflow.core.metrics.conversion import conversions, new_rate, time_to_win, win_rate
from sphinx_leadflow.core.metrics.scope import Cohort, cohorts, coverage, source_withheld
from sphinx_leadflow.core.metrics.targets import percent, verdicts
from sphinx_leadflow.core.metrics.visits import times_in_stages
from sphinx_leadflow.core.views.charts import (
    ChartTable,
    ChartText,
    behind,
    covered,
    explained,
    scope_of,
)
from sphinx_leadflow.core.views.parts import Badge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.core.metrics.rate import Rate
    from sphinx_leadflow.core.metrics.scope import Scope
    from sphinx_leadflow.core.metrics.targets import Verdict
    from sphinx_leadflow.core.query import Snapshot
    from sphinx_leadflow.core.views.charts import Value

HEADS = ("Figure", "Value", "Between", "Of", "Undecided", "Who")
TARGET_HEADS = ("Target", "Wanted", "Value", "Judged", "Who")
_FORMULAS = ("conversion", "win-rate", "new-rate", "renewal-rate", "time-to-win", "time-in")
COHORT_HEADS = {"source": "Source", "owner": "Owner", "quarter": "Created in"}


@dataclass(frozen=True, slots=True)
class RatesView:
    """Tables of rates and times, and of targets."""

    text: ChartText


def rates_view(
    snapshot: Snapshot, pipeline: str, owner: str | None, since: str, until: str, by: str = ""
) -> RatesView:
    """Conversion, win rate, renewals and times, then the targets, then one cohort a row."""
    scope = scope_of(pipeline, owner, since, until)
    leads = coverage(snapshot, scope).leads
    judged = verdicts(snapshot)
    tables = [ChartTable(HEADS, tuple(_rows(snapshot, scope)))] if leads else []
    if judged and snapshot.standings:
        targets = tuple(_target(snapshot, one) for one in judged)
        tables.append(ChartTable(TARGET_HEADS, targets, "Targets"))
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
    return RatesView(text)


def _sentence(judged: tuple[Verdict, ...], rate: Rate) -> str:
    missed = sum(one.met is False for one in judged)
    won = f"{len(rate.hits)} of {words.count(rate.n, 'decided lead')} were won."
    if rate.n == 1:
        won = f"The only decided lead was {'won' if rate.hits else 'not won'}."
    if rate.share is not None:
        won = f"{percent(rate.share)} of {words.count(rate.n, 'decided lead')} were won."
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
            high = "more" if time.interval.high is None else str(time.interval.high)
            between = f"{time.interval.low} and {high} days"
        yield (
            f"Days in {time.title}",
            _days(time.median, time.minimum, len(time.times)),
            between,
            str(len(time.times)),
            str(len(time.open)),
            behind(snapshot, time.leads),
        )
    to_win = time_to_win(snapshot, scope)
    leads = [lead for lead, _days in to_win.days]
    median = _days(to_win.median, to_win.minimum, to_win.n)
    yield ("Days to win", median, "", str(to_win.n), "", behind(snapshot, leads))


def _days(median: int | None, minimum: int, n: int) -> str:
    if median is not None:
        return f"median {words.count(median, 'day')}"
    return "too few to say" if n < max(minimum, 1) else "most are still there"


def _rate(snapshot: Snapshot, title: str, rate: Rate) -> tuple[Value, ...]:
    return (
        title,
        value_words(rate),
        between_words(rate),
        str(rate.n),
        str(len(rate.undecided)),
        behind(snapshot, rate.hits),
    )


def value_words(rate: Rate) -> str:
    """`71 % (5 of 7)`; below the minimum the counts alone, and nothing of nothing."""
    counts = f"{len(rate.hits)} of {rate.n}" if rate.n else ""
    return counts if rate.share is None else f"{_together(percent(rate.share))} ({counts})"


def _together(text: str) -> str:
    """A number and its unit, which no line may part."""
    return text.replace(" ", "\u00a0")


def between_words(rate: Rate) -> str:
    """The interval of a rate: `36 and 92 %`; empty where there is no rate."""
    if rate.interval is None:
        return ""
    return f"{rate.interval.low * 100:.0f} and {rate.interval.high * 100:.0f} %"


def _target(snapshot: Snapshot, one: Verdict) -> tuple[Value, ...]:
    title = f"{one.target.title}: {one.cohort}" if one.cohort else one.target.title
    return (title, _together(one.wanted), one.said, _judgement(one), behind(snapshot, one.leads))


def _judgement(one: Verdict) -> Badge | str:
    if one.met is None:
        if one.withheld:
            return "not judged: leads may be for the team only"
        return f"judged from {words.count(max(one.target.after, 1), 'lead')} on"
    return Badge("won", "met") if one.met else Badge("overdue", "missed")


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
        *(value_words(found.rate) for found in conversions(snapshot, scope)),
        value_words(win_rate(snapshot, scope)),
        _days(to_win.median, to_win.minimum, to_win.n),
    )
