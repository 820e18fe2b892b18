"""Monthly revenue: what is contracted, what renewals and new leads may bring."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.metrics.amounts import NOTHING, Amounts, total
from sphinx_leadflow.core.metrics.contracts import (
    LAPSE,
    Contract,
    Uncounted,
    contract_of,
    renewal_rate,
    successors,
    withheld_fields,
)
from sphinx_leadflow.core.metrics.conversion import new_rate
from sphinx_leadflow.core.metrics.months import later, month_of, months_between
from sphinx_leadflow.core.standing import State

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx_leadflow.core.metrics.rate import Rate
    from sphinx_leadflow.core.model import Money
    from sphinx_leadflow.core.query import Snapshot
    from sphinx_leadflow.core.standing import Standing

SORTS = ("contracted", "renewal", "new")

BASES = {
    "signed": "the contract is signed",
    "lead": "the lead's own probability",
    "stage": "the probability of its stage",
    "declared": "the declared rate",
    "": "nothing declares a chance for it",
}
"""Where the chance of an item comes from, in words."""


@dataclass(frozen=True, slots=True)
class Item:
    """What one lead brings, or may bring, month by month."""

    lead: str
    name: str
    sort: str
    """One of `SORTS`."""
    months: Mapping[dt.date, Money]
    chance: Decimal | None
    """Between 0 and 1; nothing where nobody declared any, and it is expected to bring nothing."""
    basis: str
    """One of `BASES`."""
    contract: Contract
    """What the amounts are made from; for a renewal nobody has begun: the contract that ends."""


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the forecast."""

    month: dt.date
    """Its first day."""
    contracted: Amounts
    """CMRR."""
    renewals: Amounts
    """If every contract that ends were renewed."""
    new: Amounts
    """If every open lead were won."""
    expected_renewals: Amounts
    """The same times each one's chance."""
    expected_new: Amounts
    forecast: Amounts | None
    """FMRR = CMRR + rho * renewals + eta * new; nothing while a rate is not declared."""
    leads: tuple[tuple[str, str, Money], ...]
    """The leads behind it: id, sort, and the full amount."""

    @property
    def expected(self) -> Amounts:
        """Contracted, and the rest by its chances."""
        return self.contracted.plus(self.expected_renewals).plus(self.expected_new)

    @property
    def everything(self) -> Amounts:
        """If every contract were renewed and every lead won."""
        return self.contracted.plus(self.renewals).plus(self.new)


@dataclass(frozen=True, slots=True)
class Assumption:
    """A declared rate, and what the history says about it."""

    name: str
    """`ρ` or `η`."""
    declared: Decimal | None
    measured: Rate


@dataclass(frozen=True, slots=True)
class Forecast:
    """Monthly revenue over a window, as seen on one day. Formulas: `cmrr`, `fmrr`, `expected`."""

    made_on: dt.date
    months: tuple[Month, ...]
    items: tuple[Item, ...]
    uncounted: tuple[Uncounted, ...]
    """Won and open leads without an amount or without dates."""
    renewal: Assumption
    new: Assumption
    withheld: tuple[str, ...] = ()
    """Fields that this build does not know: then there are no amounts at all."""
    undeclared: bool = False
    """Whether `figures:` does not say which fields hold the amount and the dates."""
    withheld_leads: bool = False
    """Whether there may be leads that this build does not know."""

    @property
    def currencies(self) -> tuple[str, ...]:
        """Every currency that has a total of its own."""
        codes = {one.currency for month in self.months for one in month.everything.totals}
        return tuple(sorted(codes))


def forecast(snapshot: Snapshot, first: dt.date | None = None, months: int = 6) -> Forecast:
    """Revenue of so many months, from the one in which `first` lies; by default this month.

    In a public build that withholds the value or the dates there are no amounts, and no
    months: they are not made from what is left.
    """
    figures = snapshot.process.figures
    start = month_of(first or snapshot.today)
    window = tuple(months_between(start, later(start, months - 1))) if months > 0 else ()
    hidden = withheld_fields(snapshot)
    undeclared = not (figures.value and figures.starts and (figures.ends or figures.term))
    items: tuple[Item, ...] = ()
    uncounted: tuple[Uncounted, ...] = ()
    if not hidden and not undeclared:
        found = list(_items(snapshot, window))
        items = tuple(one for one in found if isinstance(one, Item))
        uncounted = tuple(one for one in found if isinstance(one, Uncounted))
    else:
        window = ()
    return Forecast(
        made_on=snapshot.today,
        months=tuple(_month(month, items, snapshot) for month in window),
        items=items,
        uncounted=uncounted,
        renewal=Assumption("ρ", figures.renewal_rate, renewal_rate(snapshot)),
        new=Assumption("η", figures.new_rate, new_rate(snapshot)),
        withheld=hidden,
        undeclared=undeclared,
        withheld_leads=snapshot.project.public,
    )


def _month(month: dt.date, items: tuple[Item, ...], snapshot: Snapshot) -> Month:
    figures = snapshot.process.figures
    here = [one for one in items if month in one.months]
    full = {sort: total(one.months[month] for one in here if one.sort == sort) for sort in SORTS}
    expected = {sort: _expected(here, sort, month) for sort in SORTS}
    rho, eta = figures.renewal_rate, figures.new_rate
    flat = None
    if rho is not None and eta is not None:
        flat = full["contracted"].plus(full["renewal"].times(rho)).plus(full["new"].times(eta))
    return Month(
        month,
        full["contracted"],
        full["renewal"],
        full["new"],
        expected["renewal"],
        expected["new"],
        flat,
        tuple((one.lead, one.sort, one.months[month]) for one in here),
    )


def _expected(items: list[Item], sort: str, month: dt.date) -> Amounts:
    found = NOTHING
    for one in items:
        if one.sort == sort and one.chance is not None:
            found = found.plus(total([one.months[month]]).times(one.chance))
    return found


def _items(snapshot: Snapshot, window: tuple[dt.date, ...]) -> Iterator[Item | Uncounted]:
    for one in snapshot.standings.values():
        if one.state is State.WON:
            yield from _sold(snapshot, one, window)
        elif one.state is State.OPEN and one.visits:
            yield from _asked_for(snapshot, one, window)


def _sold(
    snapshot: Snapshot, one: Standing, window: tuple[dt.date, ...]
) -> Iterator[Item | Uncounted]:
    """A won lead: its contract, and its renewal where nobody has begun one."""
    contract = contract_of(one, snapshot.process.figures)
    if isinstance(contract, Uncounted):
        yield contract
        return
    yield Item(
        one.lead.id, one.lead.name, "contracted", contract.months, Decimal(1), "signed", contract
    )
    lapsed = (snapshot.today - contract.end).days > LAPSE
    if not successors(snapshot, one.lead.id) and not lapsed and not contract.assumed_end:
        chance = snapshot.process.figures.renewal_rate
        basis = "" if chance is None else "declared"
        months = _continued(contract, snapshot.today, window)
        yield Item(one.lead.id, one.lead.name, "renewal", months, chance, basis, contract)


def _continued(
    contract: Contract, today: dt.date, window: tuple[dt.date, ...]
) -> dict[dt.date, Money]:
    """The months behind a contract, from this one on, each as its last."""
    final = max(contract.months)
    return {
        month: contract.last_month for month in window if month > final and month >= month_of(today)
    }


def _asked_for(
    snapshot: Snapshot, one: Standing, window: tuple[dt.date, ...]
) -> Iterator[Item | Uncounted]:
    """An open lead: a renewal by the declared rate, a new one by its stage."""
    contract = contract_of(one, snapshot.process.figures)
    if isinstance(contract, Uncounted):
        yield contract
        return
    first = month_of(snapshot.today)
    months = {month: part for month, part in contract.months.items() if month >= first}
    sort = "renewal" if one.lead.renews else "new"
    chance, basis = chance_of(snapshot, one)
    yield Item(one.lead.id, one.lead.name, sort, months, chance, basis, contract)


def chance_of(snapshot: Snapshot, one: Standing) -> tuple[Decimal | None, str]:
    """How likely an open lead is won, and on what basis: its own, its stage's, the declared.

    A renewal takes the declared rate of renewals before its stage's.
    """
    figures = snapshot.process.figures
    stage = one.stage.probability if one.stage else None
    order: list[tuple[Decimal | None, str]] = [(stage, "stage"), (figures.new_rate, "declared")]
    if one.lead.renews:
        order = [(figures.renewal_rate, "declared"), (stage, "stage")]
    found = [(one.lead.probability, "lead"), *order]
    return next(((chance, basis) for chance, basis in found if chance is not None), (None, ""))
