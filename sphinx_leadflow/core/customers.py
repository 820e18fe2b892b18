"""Customers: won leads with the term of their service, and the leads that renew them.

A renewal is a lead of its own that says which one it `renews`. So a customer is the last won lead
of such a row, and those before it are its history.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.metrics.contracts import LAPSE, LATER, bucket, successors
from sphinx_leadflow.core.model import Money
from sphinx_leadflow.core.standing import State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.core.model import Field, Process
    from sphinx_leadflow.core.query import Snapshot
    from sphinx_leadflow.core.standing import Standing


@dataclass(frozen=True, slots=True)
class Terms:
    """Which fields say what there is to know of a customer; empty where none does."""

    start: str = ""
    end: str = ""
    renewal: str = ""
    hubs: str = ""
    contact: str = ""
    health: str = ""
    values: tuple[str, ...] = ()
    """The fields that hold money, the one that counts most first."""


@dataclass(frozen=True, slots=True)
class Customer:
    """A won lead that no other won lead has replaced."""

    standing: Standing
    start: dt.date | None
    end: dt.date | None
    """The last day of the service that was paid for."""
    due: dt.date | None
    """The day by which it must be renewed: that end, unless a field says otherwise."""
    value: Money | None
    before: tuple[Standing, ...]
    """The won leads that it renews, the latest first."""
    renewal: Standing | None
    """The lead that is to renew it: under way, or lost."""

    def days_left(self, today: dt.date) -> int | None:
        """Days until it must be renewed: 0 on that day, negative after it."""
        return (self.due - today).days if self.due else None

    def bucket(self, today: dt.date) -> str:
        """One of the buckets of `metrics.contracts`, or empty: far away, leaving, or lapsed."""
        left = self.days_left(today)
        if left is None or self.leaving or (left < -LAPSE and not self.renewing):
            return ""
        found = bucket(left)
        return found if found != LATER else ""

    @property
    def renewing(self) -> bool:
        """Whether a renewal is under way."""
        return self.renewal is not None and self.renewal.state is not State.LOST

    @property
    def leaving(self) -> bool:
        """Whether a renewal was tried and lost."""
        return self.renewal is not None and self.renewal.state is State.LOST


def terms_of(process: Process) -> Terms:
    """The fields that hold a customer's facts.

    What `figures:` declares counts first, then fields of the usual ids, then those that fit.
    """
    fields, figures = process.fields, process.figures
    records = [one for one in fields.values() if one.parts]
    money = [one.id for one in fields.values() if one.type == "money"]
    return Terms(
        start=figures.starts or _typed(fields, "service_start", "date"),
        end=figures.ends or _typed(fields, "service_end", "date"),
        renewal=figures.renewal,
        hubs=_records("hubs", records, ("url",)),
        contact=_records("contact", records, ("email", "phone")),
        health=_typed(fields, "health", "choice"),
        values=figures.value or tuple(reversed(money)),
    )


def _typed(fields: Mapping[str, Field], ident: str, kind: str) -> str:
    """A field's id, if it is declared with that type."""
    return ident if ident in fields and fields[ident].type == kind else ""


def _records(ident: str, records: list[Field], kinds: tuple[str, ...]) -> str:
    """The list of records of that id, else the first that has a part of one of the types."""
    fitting = [one.id for one in records if any(part.type in kinds for part in one.parts)]
    return ident if ident in fitting else next(iter(fitting), "")


def customers(snapshot: Snapshot) -> tuple[Customer, ...]:
    """Every customer; those whose service ends first stand first, those without a term last."""
    terms = terms_of(snapshot.process)
    found = [
        _customer(snapshot, one, terms)
        for one in snapshot.standings.values()
        if one.state is State.WON and not _replaced(snapshot, one)
    ]
    found.sort(key=lambda one: (one.due or dt.date.max, one.standing.lead.name.casefold()))
    return tuple(found)


def _replaced(snapshot: Snapshot, one: Standing) -> bool:
    return any(other.state is State.WON for other in successors(snapshot, one.lead.id))


def _customer(snapshot: Snapshot, one: Standing, terms: Terms) -> Customer:
    values = one.facts.values
    renewals = sorted(
        successors(snapshot, one.lead.id),
        key=lambda other: (other.state is State.LOST, -(other.since or dt.date.min).toordinal()),
    )
    money = (values.get(name) for name in terms.values)
    end = _date(values.get(terms.end))
    return Customer(
        standing=one,
        start=_date(values.get(terms.start)),
        end=end,
        due=_date(values.get(terms.renewal)) or end,
        value=next((one for one in money if isinstance(one, Money)), None),
        before=tuple(_before(snapshot, one)),
        renewal=renewals[0] if renewals else None,
    )


def _before(snapshot: Snapshot, one: Standing) -> Iterator[Standing]:
    """The won leads that a lead renews, one after the other."""
    seen = {one.lead.id}
    while one.lead.renews in snapshot.standings and one.lead.renews not in seen:
        one = snapshot.standings[one.lead.renews]
        seen.add(one.lead.id)
        if one.state is not State.WON:
            return
        yield one


def _date(value: object) -> dt.date | None:
    return value if isinstance(value, dt.date) else None
