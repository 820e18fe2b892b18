"""What may come in: contracted revenue by month, renewals, and new leads by their chances."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from sphinx_leadflow.core import words
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.metrics.amounts import Amounts
from sphinx_leadflow.core.metrics.contracts import figure_fields
from sphinx_leadflow.core.metrics.forecast import (
    BASES,
    Forecast,
    Item,
    Month,
    forecast,
)
from sphinx_leadflow.core.model import Money
from sphinx_leadflow.core.views.charts import (
    ChartTable,
    ChartText,
    Named,
    Value,
    between_words,
    counted,
    explained,
    names,
    percent,
    told_rate,
)
from sphinx_leadflow.core.views.parts import lead_ref

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx_leadflow.core.query import Snapshot

MOST_ITEMS = 60
"""So many leads behind a forecast are listed, those first that bring most."""

SORTS = {"contracted": "under contract", "renewal": "renewal", "new": "new"}


@dataclass(frozen=True, slots=True)
class Column:
    """One month: what is expected, and what could be."""

    title: str
    expected: str
    everything: str
    parts: tuple[tuple[str, str], ...]
    """Kinds (`contracted`, `renewal`, `new`) and heights in per cent of the tallest month."""
    height: str
    """Of everything, likewise."""
    tip: str


@dataclass(frozen=True, slots=True)
class ForecastChart:
    """The months in one currency."""

    currency: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class ForecastView:
    """The pictures, one for each currency, and what is said around them."""

    text: ChartText
    charts: tuple[ForecastChart, ...]
    private: bool = False
    """Whether what it is made of is for the team only."""


def forecast_view(snapshot: Snapshot, first: str, months: int) -> ForecastView:
    """So many months, from the one in which the day `first` lies, or from this one."""
    found = forecast(snapshot, dt.date.fromisoformat(first) if first else None, months)
    if found.withheld or found.undeclared:
        return ForecastView(ChartText(_why_nothing(snapshot, found), (), (), ""), ())
    if not found.currencies:
        left_out = _covers(snapshot, found) if found.uncounted else ""
        return ForecastView(ChartText(_why_nothing(snapshot, found), (), (), left_out), ())
    charts = tuple(_chart(found, currency) for currency in found.currencies)
    text = ChartText(
        _sentence(found),
        (
            *(_table(snapshot, found, currency) for currency in found.currencies),
            _made_of(snapshot, found),
            _assumptions(snapshot, found),
        ),
        explained("expected", "cmrr", "fmrr", "renewal-rate", "new-rate"),
        _covers(snapshot, found),
    )
    fields = snapshot.process.fields
    private = any(fields[name].private for name in figure_fields(snapshot))
    return ForecastView(text, charts, private)


def _why_nothing(snapshot: Snapshot, found: Forecast) -> str:
    if found.withheld:
        fields = snapshot.process.fields
        titles = [fields[name].title for name in found.withheld]
        verb = "is" if len(titles) == 1 else "are"
        return f"{words.joined(titles)} {verb} for the team only, so there is no forecast here."
    if found.undeclared:
        return (
            "There is no forecast: `figures:` in the process does not say yet which fields hold "
            "the amount and the days of the service."
        )
    return "No lead has an amount and the days of its service yet."


def _chart(found: Forecast, currency: str) -> ForecastChart:
    tallest = max(one.everything.of(currency) for one in found.months)
    return ForecastChart(currency, tuple(_column(one, currency, tallest) for one in found.months))


def _column(one: Month, currency: str, tallest: Decimal) -> Column:
    parts = (
        ("contracted", one.contracted),
        ("renewal", one.expected_renewals),
        ("new", one.expected_new),
    )
    told = [f"{SORTS[kind]} {money(part, currency)}" for kind, part in parts if part.of(currency)]
    return Column(
        month_name(one.month),
        short(one.expected.of(currency)),
        short(one.everything.of(currency)),
        tuple(
            (kind, percent(float(part.of(currency)), float(tallest)))
            for kind, part in parts
            if part.of(currency)
        ),
        percent(float(one.everything.of(currency)), float(tallest)),
        f"{month_name(one.month)}: {', '.join(told) or 'nothing'}; "
        f"if everything came {money(one.everything, currency)}",
    )


def month_name(month: dt.date) -> str:
    """`Dec 2026`."""
    return words.day(month).split(" ", 1)[1]


def money(amounts: Amounts, currency: str) -> str:
    """A total in one currency, exact."""
    return words.atom(Money(amounts.of(currency), currency))


def figure(amounts: Amounts, currency: str) -> str:
    """The same without the currency, where that stands above."""
    return words.number_words(amounts.of(currency))


def short(value: Decimal) -> str:
    """A rounded amount for a label: `950`, `41.2k`, `3.4M`."""
    for size, letter in ((Decimal(1_000_000), "M"), (Decimal(1000), "k")):
        if value >= size:
            scaled = value / size
            return (
                f"{scaled:.1f}".removesuffix(".0") + letter
                if scaled < 100
                else (f"{scaled:.0f}{letter}")
            )
    return f"{value:.0f}"


def _total(found: Forecast, part: Callable[[Month], Amounts], currency: str) -> Decimal:
    return sum((part(one).of(currency) for one in found.months), Decimal(0))


def _sentence(found: Forecast) -> str:
    """`166k USD is expected in these 6 months, 120k of it under contract.`"""
    said = []
    for currency in found.currencies:
        expected = _total(found, lambda one: one.expected, currency)
        signed = _total(found, lambda one: one.contracted, currency)
        said.append(
            f"{short(expected)} {currency} is expected, {short(signed)} of it under contract"
        )
    months = words.count(len(found.months), "month")
    first, last = month_name(found.months[0].month), month_name(found.months[-1].month)
    over = f"In {first}" if len(found.months) == 1 else f"In the {months} from {first} to {last}"
    return f"{over}, {'; '.join(said)}."


def _table(snapshot: Snapshot, found: Forecast, currency: str) -> ChartTable:
    heads = (
        *("Month", "Under contract (CMRR)", "Renewals, expected", "if all are renewed"),
        *("New, expected", "if all are won", "Expected", "FMRR", "Leads"),
    )
    rows: list[tuple[Value, ...]] = [
        (
            words.together(month_name(one.month)),
            *_amounts(one, currency),
            counted(snapshot, leads_behind(one, currency)),
        )
        for one in found.months
    ]
    if len(found.months) > 1:
        everyone = [lead for one in found.months for lead in leads_behind(one, currency)]
        rows.append(
            (
                "Together",
                *_amounts(_sum(found.months), currency),
                counted(snapshot, tuple(dict.fromkeys(everyone))),
            )
        )
    return ChartTable(heads, tuple(rows), f"By month, in {currency}")


def _amounts(one: Month, currency: str) -> tuple[str, ...]:
    """The amounts of a month, without their currency: it stands above the table."""
    parts = (
        *(one.contracted, one.expected_renewals, one.renewals, one.expected_new, one.new),
        *(one.expected, one.forecast),
    )
    return tuple("" if part is None else figure(part, currency) for part in parts)


def _sum(months: tuple[Month, ...]) -> Month:
    """All months as if they were one."""
    first, *others = months
    for one in others:
        flat = first.forecast, one.forecast
        first = Month(
            first.month,
            first.contracted.plus(one.contracted),
            first.renewals.plus(one.renewals),
            first.new.plus(one.new),
            first.expected_renewals.plus(one.expected_renewals),
            first.expected_new.plus(one.expected_new),
            flat[0].plus(flat[1]) if flat[0] is not None and flat[1] is not None else None,
            (),
        )
    return first


def leads_behind(one: Month, currency: str) -> tuple[str, ...]:
    """The leads behind a month in a currency, each once."""
    leads = [lead for lead, _sort, part in one.leads if part.currency == currency]
    return tuple(dict.fromkeys(leads))


def _made_of(snapshot: Snapshot, found: Forecast) -> ChartTable:
    """The leads behind the months, those first that bring most."""
    window = [one.month for one in found.months]
    rows = []
    for item in found.items:
        inside = [item.months[month] for month in window if month in item.months]
        if inside:
            rows.append((sum((one.amount for one in inside), Decimal(0)), item, inside))
    rows.sort(key=lambda row: (-row[0], row[1].lead, row[1].sort))
    made = tuple(_item(snapshot, item, inside, amount) for amount, item, inside in rows)
    more = len(made) - MOST_ITEMS
    title = f"The leads behind it; {more} more bring less" if more > 0 else "The leads behind it"
    heads = ("Lead", "Sort", "Chance", "Amount", "A month", "In these months")
    return ChartTable(heads, made[:MOST_ITEMS], title)


def _item(
    snapshot: Snapshot, item: Item, inside: list[Money], amount: Decimal
) -> tuple[Value, ...]:
    chance = "not declared" if item.chance is None else f"{item.chance * 100:.0f} %"
    written = words.atom(item.contract.written)
    dates = f"{words.day(item.contract.start)} to {words.day(item.contract.end)}"
    assumed = ", end assumed" if item.contract.assumed_end else ""
    return (
        lead_ref(snapshot.standings[item.lead]),
        SORTS[item.sort],
        f"{chance}: {BASES[item.basis]}" if item.sort != "contracted" else BASES["signed"],
        f"{written}, {dates}{assumed}",
        words.atom(inside[0]),
        words.atom(Money(amount, inside[0].currency)),
    )


def _covers(snapshot: Snapshot, found: Forecast) -> str:
    """Which leads are in it, and which cannot be, and why."""
    counted = {item.lead for item in found.items}
    said = [f"It covers {words.count(len(counted), 'lead')}."]
    reasons: dict[str, list[str]] = {}
    for one in found.uncounted:
        reasons.setdefault(one.why, []).append(one.lead)
    for why, leads in sorted(reasons.items()):
        said.append(f"Not counted, {why}: {names(snapshot, leads)}.")
    hopeless = dict.fromkeys(item.lead for item in found.items if item.chance is None)
    if hopeless:
        said.append(
            "Nobody has declared a chance for these, so they are expected to bring nothing: "
            f"{names(snapshot, tuple(hopeless))}."
        )
    if found.withheld_leads:
        said.append("Leads for the team only are not in it.")
    return " ".join(said)


def _assumptions(snapshot: Snapshot, found: Forecast) -> ChartTable:
    """The declared rates beside the measured ones."""
    rows = tuple(
        (
            Named(what, one.measured.formula),
            "nothing" if one.declared is None else words.percent(one.declared),
            told_rate(snapshot, one.measured),
            between_words(one.measured),
        )
        for one, what in (
            (found.renewal, "ρ: contracts that are renewed"),
            (found.new, "η: new leads that are won"),
        )
    )
    return ChartTable(("Rate", "Declared", "Measured", "Between"), rows, "The rates")
