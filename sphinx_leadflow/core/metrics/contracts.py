"""What a lead is worth a month and from when to when, and which contracts must be renewed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.metrics.amounts import exchanged
from sphinx_leadflow.core.metrics.months import EXACT, rounded, service_months, spread
from sphinx_leadflow.core.metrics.rate import Rate
from sphinx_leadflow.core.metrics.scope import EVERYTHING, Scope, ways_everywhere
from sphinx_leadflow.core.model import Duration, Money
from sphinx_leadflow.core.standing import State

if TYPE_CHECKING:
    from sphinx_leadflow.core.figures import Figures
    from sphinx_leadflow.core.query import Snapshot
    from sphinx_leadflow.core.standing import Standing

LAPSE = 180
"""Days after the end of a service until which its renewal may still come."""

BUCKETS = (("overdue", None, -1), ("0–30", 0, 30), ("31–90", 31, 90), ("91–180", 91, 180))
"""Renewals by days until their date, both ends included; later ones are in no bucket."""

LATER = "later"


@dataclass(frozen=True, slots=True)
class Contract:
    """The service of one lead, sold or asked for, and what it brings in each month."""

    lead: str
    name: str
    total: Money
    """In the currency of the figures, where a rate is declared."""
    written: Money
    """The amount as the file has it."""
    field: str
    """The field that it stands in."""
    start: dt.date
    end: dt.date
    assumed_end: bool
    """Whether the end is not known and `term` stands in for it."""
    months: Mapping[dt.date, Money]
    """By the first day of each month of service."""

    @property
    def last_month(self) -> Money:
        """What the last month brings: a renewal is expected to bring as much."""
        return next(reversed(list(self.months.values())))


@dataclass(frozen=True, slots=True)
class Uncounted:
    """A lead that should be in an amount and cannot be, and what its file does not say."""

    lead: str
    why: str


def contract_of(one: Standing, figures: Figures) -> Contract | Uncounted:
    """The service that a lead has bought or asks for, by its value and its dates."""
    found = next(
        (
            (name, data)
            for name in figures.value
            if isinstance(data := one.facts.values.get(name), Money)
        ),
        None,
    )
    if found is None:
        return Uncounted(one.lead.id, "no value")
    name, written = found
    start = one.facts.values.get(figures.starts)
    if not isinstance(start, dt.date):
        return Uncounted(one.lead.id, "no start of service")
    end = one.facts.values.get(figures.ends)
    known = isinstance(end, dt.date)
    if not isinstance(end, dt.date):
        if figures.term is None:
            return Uncounted(one.lead.id, "no end of service")
        end = figures.term.after(start) - dt.timedelta(days=1)
    months = service_months(start, end, figures.months)
    if not months:
        return Uncounted(one.lead.id, "its service ends before it starts")
    total = exchanged(_whole(written, len(months), figures.per), figures)
    parts = spread(total.amount, len(months), total.currency)
    by_month = {
        month: Money(part, total.currency) for month, part in zip(months, parts, strict=True)
    }
    return Contract(
        one.lead.id, one.lead.name, total, written, name, start, end, not known, by_month
    )


def _whole(value: Money, months: int, per: str) -> Money:
    """What the whole service costs, by what the amount pays for."""
    if per == "service":
        return value
    count = Decimal(months)
    amount = EXACT.multiply(value.amount, count)
    if per == "year":
        amount = EXACT.divide(amount, Decimal(12))
    return Money(rounded(amount, value.currency), value.currency)


def figure_fields(snapshot: Snapshot) -> tuple[str, ...]:
    """The fields that amounts are made of."""
    figures, fields = snapshot.process.figures, snapshot.process.fields
    names = dict.fromkeys((*figures.value, figures.starts, figures.ends))
    return tuple(name for name in names if name in fields)


def withheld_fields(snapshot: Snapshot) -> tuple[str, ...]:
    """Those of them that this build does not know."""
    fields = snapshot.process.fields
    return tuple(
        name for name in figure_fields(snapshot) if snapshot.project.withholds(fields[name])
    )


@dataclass(frozen=True, slots=True)
class RenewalDue:
    """A won contract that nobody has renewed yet. Formula: `renewal-due`."""

    lead: str
    name: str
    owner: str
    date: dt.date
    days: int
    """Days from today until the date; negative once it is past."""
    bucket: str
    """One of `BUCKETS`, or `LATER`."""
    successor: str
    """The open lead that is to renew it; empty if there is none."""


def bucket(days: int) -> str:
    """The bucket of a renewal that is due in so many days."""
    for name, low, high in BUCKETS:
        if (low is None or days >= low) and days <= high:
            return name
    return LATER


def renewals_due(snapshot: Snapshot) -> tuple[RenewalDue, ...]:
    """Every won lead with a date of renewal that no won or lost lead renews, the next first.

    A contract that ended more than 180 days ago without a successor has lapsed and is left out.
    In a public build that withholds the date there are none.
    """
    figures = snapshot.process.figures
    name = figures.renewal or figures.ends
    found = []
    for one in snapshot.standings.values():
        day = one.facts.values.get(name)
        if one.state is not State.WON or not isinstance(day, dt.date):
            continue
        later = successors(snapshot, one.lead.id)
        if any(next_.state in (State.WON, State.LOST) for next_ in later):
            continue
        days = (day - snapshot.today).days
        if days >= -LAPSE or later:
            follows = later[0].lead.id if later else ""
            found.append(
                RenewalDue(
                    one.lead.id, one.lead.name, one.lead.owner, day, days, bucket(days), follows
                )
            )
    return tuple(sorted(found, key=lambda due: (due.date, due.lead)))


def successors(snapshot: Snapshot, lead: str) -> tuple[Standing, ...]:
    """The leads that renew a lead, void and broken ones left out."""
    return tuple(
        one
        for word, one in snapshot.named_by.get(lead, ())
        if word == "renews" and one.state not in (State.VOID, State.BROKEN)
    )


def renewal_rate(snapshot: Snapshot, scope: Scope = EVERYTHING) -> Rate:
    """The measured rho: renewed contracts of those whose service has ended and is decided.

    A window holds the contracts whose service ended in it. A contract that was renewed before
    its end counts once the end has come.
    """
    figures = snapshot.process.figures
    found: dict[bool | None, list[str]] = {True: [], False: [], None: []}
    for ident in dict.fromkeys(way.lead for way in ways_everywhere(snapshot, scope)):
        one = snapshot.standings[ident]
        end = one.facts.values.get(figures.ends)
        if one.state is not State.WON or not isinstance(end, dt.date):
            continue
        if end < snapshot.today and scope.window.holds(end):
            found[_renewed(snapshot, one, end)].append(ident)
    return Rate(
        "renewal-rate",
        tuple(found[True]),
        tuple(found[False]),
        tuple(found[None]),
        figures.minimum,
    )


def _renewed(snapshot: Snapshot, one: Standing, end: dt.date) -> bool | None:
    later = {next_.state for next_ in successors(snapshot, one.lead.id)}
    if State.WON in later:
        return True
    if State.LOST in later:
        return False
    lapsed = Duration(LAPSE, "days").after(end) < snapshot.today
    return False if lapsed and not later else None
