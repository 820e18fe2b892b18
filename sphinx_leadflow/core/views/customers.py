"""Customers: what needs attention first, then everybody with hubs, terms and renewals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sphinx_leadflow.core import words
from sphinx_leadflow.core.customers import customers, terms_of
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.views.parts import Badge, Ref, lead_ref
from sphinx_leadflow.core.views.table import (
    Cell,
    GroupView,
    Piece,
    Row,
    TableView,
    cell,
    column_title,
    padded,
    short_link,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx_leadflow.core.customers import Customer, Terms
    from sphinx_leadflow.core.model import Field
    from sphinx_leadflow.core.query import Snapshot

_TITLES = {
    "hubs": "Hubs",
    "service": "Service",
    "renewal": "Next renewal",
    "contact": "Contact",
    "last": "Last contact",
}

_PER = {"service": "", "year": " a year", "month": " a month"}

QUIET = 90
"""So many days may pass without a line about a customer."""

NO_RENEWALS = -(10**6)
"""So far ahead that no service that ends is a concern: a page lists those in another way."""

_KINDS = ("overdue", "broken", "soon", "stale")
"""Sorts of concern, the most pressing first."""


@dataclass(frozen=True, slots=True)
class Concern:
    """Why a customer needs attention."""

    lead: Ref
    badge: Badge
    text: str
    renewal: Ref | None = None


@dataclass(frozen=True, slots=True)
class CustomersView:
    """Every customer, those first who need attention."""

    customers: int
    won: int
    """How many leads were won: those that were renewed since count for one customer."""
    hubs: int
    concerns: tuple[Concern, ...]
    table: TableView


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the page asks: fields, and how many days are few or many."""

    snapshot: Snapshot
    terms: Terms
    ahead: int
    quiet: int

    @property
    def today(self) -> dt.date:
        return self.snapshot.today


def customers_view(
    snapshot: Snapshot,
    ahead: int,
    quiet: int,
    pipelines: tuple[str, ...],
    owners: tuple[str, ...],
) -> CustomersView:
    """The customers of some pipelines and owners, or all.

    A service that ends within `ahead` days without a renewal needs attention, and so does a
    customer of whom nothing was written for more than `quiet` days.
    """
    asked = _Asked(snapshot, terms_of(snapshot.process), ahead, quiet)
    found = [one for one in customers(snapshot) if _fits(one, pipelines, owners)]
    concerns = [concern for one in found for concern in _concerns(asked, one)]
    concerns.sort(key=lambda pair: pair[0])
    hubs = sum(len(_records(one, asked.terms.hubs)) for one in found)
    return CustomersView(
        len(found),
        sum(1 + len(one.before) for one in found),
        hubs,
        tuple(concern for _order, concern in concerns),
        _table(asked, found),
    )


def _fits(one: Customer, pipelines: tuple[str, ...], owners: tuple[str, ...]) -> bool:
    home = one.standing.pipeline.id if one.standing.pipeline else ""
    owner = one.standing.lead.owner
    return (not pipelines or home in pipelines) and (not owners or owner in owners)


def _records(one: Customer, name: str) -> tuple[Mapping[str, object], ...]:
    """A customer's records in a field."""
    data = one.standing.facts.values.get(name)
    found = data if isinstance(data, tuple) else ()
    return tuple(record for record in found if isinstance(record, Mapping))


# ── What needs attention ───────────────────────────────────────────────────

_Order = tuple[int, int, str]


def _concerns(asked: _Asked, one: Customer) -> Iterator[tuple[_Order, Concern]]:
    """What there is to do about one customer, one line for each concern."""
    for badge, text in (
        *_of_the_term(asked, one),
        *_of_the_action(asked, one),
        *_of_health(asked, one),
        *_of_silence(asked, one),
    ):
        left = one.days_left(asked.today)
        order = (_KINDS.index(badge.kind), 9999 if left is None else left, one.standing.lead.id)
        yield order, Concern(lead_ref(one.standing), badge, text)


def _of_the_term(asked: _Asked, one: Customer) -> Iterator[tuple[Badge, str]]:
    left = one.days_left(asked.today)
    if left is None or one.due is None or one.renewing or left > asked.ahead:
        return
    if not one.bucket(asked.today):  # it leaves, or left long ago
        return
    day = words.day(one.due, asked.today)
    what = "The service" if one.due == one.end else "The time to renew"
    if left < 0:
        badge = Badge("overdue", f"overdue {words.count(-left, 'day')}")
        yield badge, f"{what} ended on {day}, and no renewal has begun."
    else:
        badge = Badge("soon", f"{words.count(left, 'day')} left")
        yield badge, f"{what} ends on {day}, and no renewal has begun."


def _of_the_action(asked: _Asked, one: Customer) -> Iterator[tuple[Badge, str]]:
    """An action that was agreed on after the lead was won."""
    due = one.standing.lead.due
    if due is None or due >= asked.today:
        return
    late = words.count((asked.today - due).days, "day")
    action = one.standing.lead.action or "The next action"
    yield Badge("overdue", f"overdue {late}"), f"{action}: due on {words.day(due, asked.today)}."


def _of_health(asked: _Asked, one: Customer) -> Iterator[tuple[Badge, str]]:
    """The last of the options is the worst."""
    declared = asked.snapshot.process.fields.get(asked.terms.health)
    value = one.standing.facts.values.get(asked.terms.health)
    if declared is not None and declared.options and value == tuple(declared.options)[-1]:
        title = declared.options[str(value)].title
        yield Badge("broken", title.lower()), f"{declared.title} is {title}."


def _of_silence(asked: _Asked, one: Customer) -> Iterator[tuple[Badge, str]]:
    last = one.standing.last_activity
    if last is None or not asked.snapshot.activity_known:
        return
    over = (asked.today - last).days - asked.quiet
    if over > 0:
        day = words.day(last, asked.today)
        text = f"The last contact was on {day}; {asked.quiet} days are the limit."
        yield Badge("stale", f"stale {words.count(over, 'day')}"), text


# ── The table ──────────────────────────────────────────────────────────────


def _table(asked: _Asked, found: list[Customer]) -> TableView:
    """A row for each customer; columns that are empty in every row are left out."""
    rows = [(one, {name: make(asked, one) for name, make in _CELLS.items()}) for one in found]
    health = asked.terms.health
    for one, cells in rows if health else ():
        cells["health"] = cell(asked.snapshot, one.standing, health)
    filled = {name for _one, cells in rows for name in cells if _filled(cells[name])}
    order = [name for name in (*_CELLS, "health") if name in filled]
    process = asked.snapshot.process
    titles = {"health": process.fields[health].title} if health else {}
    made = tuple(_row(asked, one, [cells[name] for name in order]) for one, cells in rows)
    return TableView(
        tuple(
            (name, _TITLES.get(name) or titles.get(name) or column_title(asked.snapshot, name))
            for name in order
        ),
        (GroupView("", made, ""),) if made else (),
        len(made),
        len(made),
    )


def _filled(one: Cell) -> bool:
    return bool(one.pieces or one.ref or one.sub)


def _row(asked: _Asked, one: Customer, cells: list[Cell]) -> Row:
    person = asked.snapshot.process.people.get(one.standing.lead.owner)
    return Row(
        lead_ref(one.standing),
        one.standing.state.value,
        tuple(sorted(one.standing.marks)),
        tuple(cells),
        "",
        person.name if person else "",
    )


def _name_cell(asked: _Asked, one: Customer) -> Cell:
    """The lead with its organisation, and since when it is a customer if it was renewed."""
    made = cell(asked.snapshot, one.standing, "lead")
    first = one.before[-1] if one.before else None
    won = next((v.since for v in first.visits[::-1]), None) if first else None
    since = f"customer since {words.day(won)}" if won else ""
    sub = ", ".join(text for text in (made.sub, since) if text)
    return Cell("lead", ref=made.ref, sub=sub, sort=made.sort)


def _hubs_cell(asked: _Asked, one: Customer) -> Cell:
    """Each hub's address and issue; how many of them run, and since when."""
    declared = asked.snapshot.process.fields.get(asked.terms.hubs)
    records = _records(one, asked.terms.hubs)
    if declared is None or not records:
        return Cell("hubs")
    pieces = tuple(piece for record in records for piece in _hub_pieces(declared, record))
    return Cell("hubs", pieces, sub=_hub_state(asked, declared, records), sort=padded(len(records)))


def _hub_pieces(declared: Field, record: Mapping[str, object]) -> Iterator[Piece]:
    """The addresses of a record: the first by its host, the others by what they are called."""
    links = [part for part in declared.parts if part.type == "url" and part.id in record]
    for number, part in enumerate(links):
        url = str(record[part.id])
        yield Piece(short_link(url) if number == 0 else part.title.lower(), url)


def _hub_state(asked: _Asked, declared: Field, records: tuple[Mapping[str, object], ...]) -> str:
    """`running since 9 Dec 2025`, from the first part that holds a date, or a choice if any."""
    said: dict[str, list[str]] = {}
    for record in records:
        choice = next((p for p in declared.parts if p.type == "choice" and p.id in record), None)
        date = next((p for p in declared.parts if p.type == "date"), None)
        day = record.get(date.id) if date else None
        if choice:
            said.setdefault(words.atom(str(record[choice.id]), choice).lower(), [])
        elif isinstance(day, dt.date):
            begun = "running since" if day <= asked.today else "to run from"
            said.setdefault(begun, []).append(words.day(day))
        elif date:
            said.setdefault("not running yet", [])
    return "; ".join(f"{state} {words.joined(days)}".strip() for state, days in said.items())


def _service_cell(asked: _Asked, one: Customer) -> Cell:
    """The term and how much of it has passed, and what it is worth."""
    value = words.atom(one.value) if one.value else ""
    sub = f"{value}{_PER[asked.snapshot.process.figures.per]}" if value else ""
    if one.start and one.end and one.start <= one.end:
        length = (one.end - one.start).days + 1
        passed = min(max((asked.today - one.start).days * 100 // length, 0), 100)
        text = f"{words.day(one.start)} to {words.day(one.end)}"
        return Cell("service", (Piece(text),), sub=sub, sort=_day_key(one.start), passed=passed)
    day, word = (one.end, "until") if one.end else (one.start, "since")
    pieces = (Piece(f"{word} {words.day(day)}"),) if day else ()
    return Cell("service", pieces, sub=sub, sort=_day_key(day))


def _renewal_cell(asked: _Asked, one: Customer) -> Cell:
    """The day that the service ends, and how far its renewal is."""
    left = one.days_left(asked.today)
    if one.due is None or left is None:
        return Cell("renewal")
    badges: tuple[Badge, ...] = ()
    if one.renewing:
        sub, ref = f"renewal {renewal_state(one)}", renewal_ref(one)
    elif one.leaving:
        sub, ref = "renewal lost", renewal_ref(one)
    else:
        sub, ref = ("no renewal begun" if one.bucket(asked.today) else ""), None
        if left < 0:
            badges = (Badge("overdue", f"overdue {words.count(-left, 'day')}"),)
        elif left <= asked.ahead:
            badges = (Badge("soon", f"{words.count(left, 'day')} left"),)
    return Cell(
        "renewal", (Piece(words.day(one.due)),), None, sub, badges, _day_key(one.due), sub_ref=ref
    )


def renewal_ref(one: Customer) -> Ref | None:
    """The lead that is to renew a customer."""
    return lead_ref(one.renewal) if one.renewal else None


def renewal_state(one: Customer) -> str:
    """Where the renewal stands: `at Send a quote`, `lost`, `parked`, `begun`."""
    if one.renewal is None:
        return ""
    if one.renewal.step is not None:
        return f"at {one.renewal.step.title}"
    return one.renewal.state.value if one.renewal.outcome else "begun"


def _contact_cell(asked: _Asked, one: Customer) -> Cell:
    """The first contact's name, and what they do."""
    declared = asked.snapshot.process.fields.get(asked.terms.contact)
    records = _records(one, asked.terms.contact)
    texts = [part.id for part in declared.parts if part.type == "text"] if declared else []
    found = [str(records[0][name]) for name in texts if name in records[0]] if records else []
    if not found:
        return Cell("contact")
    return Cell("contact", (Piece(found[0]),), sub=", ".join(found[1:]), sort=found[0].casefold())


def _last_cell(asked: _Asked, one: Customer) -> Cell:
    """The last line of the history, and who looks after the customer."""
    made = cell(asked.snapshot, one.standing, "last")
    person = asked.snapshot.process.people.get(one.standing.lead.owner)
    badges = tuple(badge for badge, _text in _of_silence(asked, one))
    sub = f"by {person.name}" if person else ""
    return Cell("last", made.pieces, None, sub, badges, made.sort)


def _day_key(day: dt.date | None) -> str:
    return padded(day.toordinal()) if day else ""


_CELLS: Mapping[str, Callable[[_Asked, Customer], Cell]] = {
    "lead": _name_cell,
    "hubs": _hubs_cell,
    "service": _service_cell,
    "renewal": _renewal_cell,
    "contact": _contact_cell,
    "last": _last_cell,
}
