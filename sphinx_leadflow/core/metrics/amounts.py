"""Totals that never mix currencies."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.metrics.months import EXACT, rounded
from sphinx_leadflow.core.model import Money

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_leadflow.core.figures import Figures


@dataclass(frozen=True, slots=True)
class Amounts:
    """One exact total for each currency, in the order of their codes."""

    totals: tuple[Money, ...] = ()

    def __bool__(self) -> bool:
        return any(one.amount for one in self.totals)

    def of(self, currency: str) -> Decimal:
        """The total in one currency; 0 if there is none."""
        return next((one.amount for one in self.totals if one.currency == currency), Decimal(0))

    def plus(self, other: Amounts) -> Amounts:
        """Both together, each currency for itself."""
        return total((*self.totals, *other.totals))

    def minus(self, other: Amounts) -> Amounts:
        """The difference, each currency for itself."""
        return self.plus(Amounts(tuple(Money(-one.amount, one.currency) for one in other.totals)))

    def times(self, share: Decimal) -> Amounts:
        """So much of it, rounded to the smallest unit of each currency."""
        return Amounts(
            tuple(
                Money(rounded(EXACT.multiply(one.amount, share), one.currency), one.currency)
                for one in self.totals
            )
        )


NOTHING = Amounts()


def total(amounts: Iterable[Money]) -> Amounts:
    """The totals of amounts, each currency for itself."""
    found: dict[str, Decimal] = {}
    for one in amounts:
        found[one.currency] = EXACT.add(found.get(one.currency, Decimal(0)), one.amount)
    return Amounts(tuple(Money(found[code], code) for code in sorted(found)))


def exchanged(amount: Money, figures: Figures) -> Money:
    """An amount in the currency of the figures, if the process declares that rate.

    Otherwise the amount as it is: it makes a total of its own.
    """
    rate = figures.exchange.get(amount.currency)
    if rate is None or not figures.currency:
        return amount
    value = EXACT.multiply(amount.amount, rate)
    return Money(rounded(value, figures.currency), figures.currency)
