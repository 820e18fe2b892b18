"""The forecast as it was on a past day, month by month beside what came."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sphinx_leadflow.core import words
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.metrics.amounts import NOTHING, Amounts
from sphinx_leadflow.core.metrics.contracts import figure_fields
from sphinx_leadflow.core.metrics.looking_back import LookBack, Outturn, look_back
from sphinx_leadflow.core.model import Duration, Money
from sphinx_leadflow.core.quantities import parse_length
from sphinx_leadflow.core.views.charts import ChartTable, ChartText, counted, explained, names
from sphinx_leadflow.core.views.forecast import figure, leads_behind, month_name

if TYPE_CHECKING:
    from sphinx_leadflow.core.query import Snapshot
    from sphinx_leadflow.core.views.charts import Value

HALF_A_YEAR = Duration(6, "months")
HEADS = (
    *("Month", "Expected then", "Contracted now", "Difference"),
    *("Leads of the forecast", "Leads under contract"),
)
SIGNED = "contracted"


@dataclass(frozen=True, slots=True)
class LookBackView:
    """A table for each currency."""

    text: ChartText


def look_back_view(snapshot: Snapshot, day: str = "") -> LookBackView:
    """The forecast of a day, or of so long ago (`6 months`, which is meant by nothing)."""
    length = parse_length(day) if day else HALF_A_YEAR
    then = length.before(snapshot.today) if length else dt.date.fromisoformat(day)
    found = look_back(snapshot, min(then, snapshot.today))
    if not found.months:
        titles = [snapshot.process.fields[name].title for name in found.then.withheld]
        why = (
            f"{words.joined(titles)} {'is' if len(titles) == 1 else 'are'} for the team only, so "
            "there is no forecast to look back at."
            if titles
            else "There is no forecast to look back at: `figures:` does not say yet which fields "
            "hold the amount and the days of the service."
        )
        return LookBackView(ChartText(why, (), (), ""))
    codes = _codes(found)
    text = ChartText(
        _sentence(found, codes),
        tuple(
            ChartTable(
                HEADS,
                tuple(_row(snapshot, one, code) for one in found.months),
                f"By month, in {code}",
            )
            for code in codes
        ),
        explained("look-back", "expected", "cmrr") if codes else (),
        _covers(snapshot, found) if codes else "",
    )
    return LookBackView(text)


def _codes(found: LookBack) -> tuple[str, ...]:
    amounts = [part for one in found.months for part in (one.forecast.expected, one.came)]
    return tuple(sorted({one.currency for part in amounts for one in part.totals}))


def _sentence(found: LookBack, codes: tuple[str, ...]) -> str:
    expected, came = NOTHING, NOTHING
    for one in found.months:
        expected, came = expected.plus(one.forecast.expected), came.plus(one.came)
    day, until = words.day(found.then.made_on), month_name(found.months[-1].month)
    if not codes:
        return f"On {day} nothing was expected until {until}, and nothing came."
    return (
        f"On {day}, {_all(expected, codes)} was expected until {until}; "
        f"{_all(came, codes)} is contracted for these months now."
    )


def _all(amounts: Amounts, codes: tuple[str, ...]) -> str:
    return words.joined([_one(amounts, code) for code in codes])


def _one(amounts: Amounts, code: str) -> str:
    return words.atom(Money(amounts.of(code), code))


def _row(snapshot: Snapshot, one: Outturn, code: str) -> tuple[Value, ...]:
    amounts = (one.forecast.expected, one.came, one.difference)
    signed = [lead for lead, sort, part in one.now.leads if (sort, part.currency) == (SIGNED, code)]
    return (
        words.together(month_name(one.month)),
        *(figure(part, code) for part in amounts),
        counted(snapshot, leads_behind(one.forecast, code)),
        counted(snapshot, signed),
    )


def _covers(snapshot: Snapshot, found: LookBack) -> str:
    """Which leads it covers, and what the history does not tell."""
    covered = words.count(len({item.lead for item in found.then.items}), "lead")
    said = [f"It covers {covered} of that day."]
    left = found.then.uncounted
    if left:
        leads = names(snapshot, [one.lead for one in left])
        said.append(f"Not counted, without an amount or dates: {leads}.")
    used = [snapshot.process.fields[name] for name in figure_fields(snapshot)]
    untold = [field.title for field in used if not field.tracked]
    if untold:
        quoted = words.joined([f"“{title}”" for title in untold])
        said.append(f"Changes of {quoted} are no history lines: it takes their values of today.")
    return " ".join(said)
