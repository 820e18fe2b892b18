"""Months of a service, and amounts spread over them so that the cents add up exactly."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Context, Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from sphinx_leadflow.core.model import Duration

if TYPE_CHECKING:
    from collections.abc import Iterator

EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
"""Wide enough that no product or quotient of amounts here loses a digit that is kept."""

WITHOUT_CENTS = (
    *("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG"),
    *("RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"),
)
WITH_THREE = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
"""Currencies whose smallest unit is no hundredth (ISO 4217)."""

HALF_A_MONTH = 15
"""A last piece of a service of fewer days is no month of its own, counted by terms."""

LONGEST = 1200
"""Most months of one service: a century. A longer one is cut, as dates far away are."""


def month_of(day: dt.date) -> dt.date:
    """The first day of a day's month: how months are named here."""
    return day.replace(day=1)


def later(month: dt.date, count: int) -> dt.date:
    """The month so many months later."""
    return Duration(count, "months").after(month)


def months_between(first: dt.date, final: dt.date) -> Iterator[dt.date]:
    """Every month from one to another, both included."""
    for number in range(min(distance(first, final) + 1, LONGEST)):
        yield later(first, number)


def distance(first: dt.date, final: dt.date) -> int:
    """How many months one day's month is behind another's."""
    return (final.year - first.year) * 12 + final.month - first.month


def service_months(start: dt.date, end: dt.date, counting: str) -> tuple[dt.date, ...]:
    """The months of a service from its first to its last day; none if it ends before it starts.

    `calendar` takes every calendar month in which a day of it lies, the first and the last
    included: 2024-07-01 to 2026-06-30 is 24 months. `term` counts months from the day of the
    start, each named after the month in which it begins, so that a service from 18 November to
    17 November is 12 months and not 13; a last piece of fewer than 15 days is none. A service
    always has at least one month.
    """
    if end < start:
        return ()
    count = distance(start, end) + 1
    while counting == "term" and count > 1 and _days_in(count, start, end) < HALF_A_MONTH:
        count -= 1
    first = month_of(start)
    return tuple(later(first, number) for number in range(min(count, LONGEST)))


def _days_in(number: int, start: dt.date, end: dt.date) -> int:
    """How many days of a service lie in its month of that number, counted from its start."""
    return (end - later(start, number - 1)).days + 1


def unit_of(currency: str) -> Decimal:
    """The smallest unit of a currency: 0.01 for most (ISO 4217)."""
    if currency in WITHOUT_CENTS:
        return Decimal(1)
    return Decimal("0.001") if currency in WITH_THREE else Decimal("0.01")


def rounded(amount: Decimal, currency: str) -> Decimal:
    """An amount in whole smallest units of its currency; halves away from zero."""
    return amount.quantize(unit_of(currency), context=EXACT)


def spread(total: Decimal, count: int, currency: str) -> tuple[Decimal, ...]:
    """A total in so many parts that differ by one smallest unit at most and add up to it.

    The k-th part is the rounded sum of k parts less that of k - 1, so that no error grows: 200,000
    over 24 months is 8,333.33 and, every third time, 8,333.34. A total finer than the smallest
    unit keeps its digits in the last part.
    """
    sums = [
        rounded(EXACT.divide(EXACT.multiply(total, Decimal(number)), Decimal(count)), currency)
        for number in range(count)
    ]
    sums.append(total)
    return tuple(EXACT.subtract(after, before) for before, after in pairwise(sums))
