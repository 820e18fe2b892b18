"""Customers: won leads with the term of their service, and the leads that renew them.

A renewal is a lead of its own that names the one before it, by `renews` or by the field that an
outcome's `spawns` declares. So a customer is the last won lead of such a row, and those before
it are its history.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_leadflow.core.model import Money
from sphinx_leadflow.core.standing import State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.core.model import Field, Process
    from sphinx_leadflow.core.query import Snapshot
    from sphinx_leadflow.core.standing import Standing

BUCKETS = (("overdue", -1), ("within 30 days", 30), ("31 to 90 days", 90), ("91 to 180 days", 180))
"""How renewals are grouped: names, and the most days left that each holds."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Which fields say what there is to know of a customer; empty where none does."""

    start: str = ""
    end: str = ""
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
    value: Money | None
    before: tuple[Standing, ...]
    """The won leads that it renews, the latest first."""
    renewal: Standing | None
    """The lead that is to renew it: under way, or lost."""

    def days_left(self, today: dt.date) -> int | None:
        """Days until the service ends: 0 on its last day, negative after it."""
        return (self.end - today).days if self.end else None

    @property
    def renewing(self) -> bool:
        """Whether a renewal is under way."""
        return self.renewal is not None and self.renewal.state is not State.LOST

    @property
    def leaving(self) -> bool:
        """Whether a renewal was tried and lost."""
        return self.renewal is not None and self.renewal.state is State.LOST


def terms_of(process: Process) -> Terms:
    """The fields that hold a customer's facts: by their usual ids, else by their types."""
    fields = process.fields
    records = [one for one in fields.values() if one.parts]
    money = [one.id for one in fields.values() if one.type == "money"]
    return Terms(
        start=_typed(fields, "service_start", "date"),
        end=_typed(fields, "service_end", "date"),
        hubs=_records("hubs", records, ("url",)),
        contact=_records("contact", records, ("email", "phone")),
        health=_typed(fields, "health", "choice"),
        values=tuple(reversed(money)),
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
    links = _renewing_words(snapshot.process)
    found = [
        _customer(snapshot, one, terms, links)
        for one in snapshot.standings.values()
        if one.state is State.WON and not _replaced(snapshot, one, links)
    ]
    found.sort(key=lambda one: (one.end or dt.date.max, one.standing.lead.name.casefold()))
    return tuple(found)


def bucket_of(days_left: int) -> str:
    """The name of the bucket of a renewal; empty if it is more than 180 days away."""
    return next((name for name, most in BUCKETS if days_left <= most), "")


def _renewing_words(process: Process) -> frozenset[str]:
    """The words by which a lead names the one that it renews."""
    spawns = (
        outcome.spawns
        for pipeline in process.pipelines.values()
        for outcome in pipeline.outcomes.values()
    )
    return frozenset({"renews", *(one.link for one in spawns if one)})


def _successors(snapshot: Snapshot, one: Standing, links: frozenset[str]) -> Iterator[Standing]:
    for word, other in snapshot.named_by.get(one.lead.id, ()):
        if word in links and other.state not in (State.VOID, State.BROKEN):
            yield other


def _replaced(snapshot: Snapshot, one: Standing, links: frozenset[str]) -> bool:
    return any(other.state is State.WON for other in _successors(snapshot, one, links))


def _customer(snapshot: Snapshot, one: Standing, terms: Terms, links: frozenset[str]) -> Customer:
    values = one.facts.values
    renewals = sorted(
        _successors(snapshot, one, links),
        key=lambda other: (other.state is State.LOST, -(other.since or dt.date.min).toordinal()),
    )
    money = (values.get(name) for name in terms.values)
    return Customer(
        standing=one,
        start=_date(values.get(terms.start)),
        end=_date(values.get(terms.end)),
        value=next((one for one in money if isinstance(one, Money)), None),
        before=tuple(_before(snapshot, one, links)),
        renewal=renewals[0] if renewals else None,
    )


def _before(snapshot: Snapshot, one: Standing, links: frozenset[str]) -> Iterator[Standing]:
    """The won leads that a lead renews, one after the other."""
    seen = {one.lead.id}
    while True:
        named = (one.lead.renews, *(one.facts.values.get(word) for word in links - {"renews"}))
        before = next((name for name in named if isinstance(name, str) and name), "")
        if before in seen or before not in snapshot.standings:
            return
        seen.add(before)
        one = snapshot.standings[before]
        if one.state is not State.WON:
            return
        yield one


def _date(value: object) -> dt.date | None:
    return value if isinstance(value, dt.date) else None
