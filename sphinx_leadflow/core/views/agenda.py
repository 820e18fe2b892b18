"""The weekly meeting: what changed, whom each owner speaks about and why, which terms end."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sphinx_leadflow.core import words
from sphinx_leadflow.core.agenda import KINDS, Reason, reasons
from sphinx_leadflow.core.customers import customers
from sphinx_leadflow.core.figures import WEEKDAYS
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.views.changes import changes
from sphinx_leadflow.core.views.customers import (
    NO_RENEWALS,
    QUIET,
    customers_view,
    renewal_ref,
    renewal_state,
)
from sphinx_leadflow.core.views.parts import Badge, Ref, full_id, lead_ref

if TYPE_CHECKING:
    from sphinx_leadflow.core.customers import Customer
    from sphinx_leadflow.core.query import Snapshot
    from sphinx_leadflow.core.standing import Standing
    from sphinx_leadflow.core.views.changes import Change
    from sphinx_leadflow.core.views.customers import Concern

BUCKETS = {
    "overdue": "Overdue",
    "0–30": "Within 30 days",
    "31–90": "31 to 90 days",
    "91–180": "91 to 180 days",
}
"""Renewals by the days that are left: the names of `metrics.contracts` in words."""

TALLIES = (
    ("overdue", "overdue", ("overdue",)),
    ("stale", "stale", ("stale",)),
    ("waiting", "past their wait", ("wait-over",)),
    ("limit", "past a limit", ("limit",)),
    ("stuck", "stuck", ("stuck",)),
    ("soon", "due before the next meeting", ("soon", "wait-ends")),
)
"""What is counted on top: the icon, the words, the kinds of reason."""


@dataclass(frozen=True, slots=True)
class Point:
    """A lead to speak about: why, what is next, and when."""

    lead: Ref
    why: tuple[str, ...]
    action: str
    step: Ref | None
    missing: str
    """What stands in its way, in words."""
    due: str
    badges: tuple[Badge, ...]


@dataclass(frozen=True, slots=True)
class OwnerPoints:
    """What one person speaks about."""

    id: str
    name: str
    leads: int
    """How many open leads the person has."""
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Renewal:
    """A customer whose service ends soon."""

    lead: Ref
    date: str
    words: tuple[str | Ref, ...]
    badges: tuple[Badge, ...]


@dataclass(frozen=True, slots=True)
class Bucket:
    """Renewals that are about as far away."""

    title: str
    renewals: tuple[Renewal, ...]


@dataclass(frozen=True, slots=True)
class AgendaView:
    """The page of one meeting."""

    today: str
    since: str
    tallies: tuple[Badge, ...]
    spoken: int
    open: int
    changes: tuple[Change, ...]
    owners: tuple[OwnerPoints, ...]
    concerns: tuple[Concern, ...]
    """What there is to do for customers, apart from renewals."""
    buckets: tuple[Bucket, ...]
    """Empty where no field says when a service ends."""


def agenda_view(
    snapshot: Snapshot,
    since: str,
    days: int,
    pipelines: tuple[str, ...],
    owners: tuple[str, ...],
) -> AgendaView:
    """The agenda of a meeting today, of some pipelines and owners, or of all.

    `since` is the day of the last meeting, `days` how many lie between two. Where neither is
    said, the team meets on the weekday that `figures:` declares, or every seven days.
    """
    start, until = _meetings(snapshot, since, days)
    among = [one for one in snapshot.standings.values() if _asked(one, pipelines, owners)]
    found = [(one, reasons(snapshot, one, start, until)) for one in among]
    spoken = [(one, why) for one, why in found if why]
    return AgendaView(
        today=_long(snapshot.today),
        since=_long(start),
        tallies=tuple(_tallies([why for _one, why in spoken])),
        spoken=len(spoken),
        open=sum("open" in one.marks for one in among),
        changes=changes(snapshot, among, start),
        owners=tuple(_owners(snapshot, found)),
        concerns=customers_view(snapshot, NO_RENEWALS, QUIET, pipelines, owners).concerns,
        buckets=_buckets(snapshot, pipelines, owners),
    )


def _meetings(snapshot: Snapshot, since: str, days: int) -> tuple[dt.date, dt.date]:
    """The days of the last meeting and of the next."""
    today, weekday = snapshot.today, snapshot.process.figures.meeting
    before = after = days or 7
    if weekday and not days:
        number = WEEKDAYS.index(weekday)
        before = (today.weekday() - number) % 7 or 7
        after = (number - today.weekday()) % 7 or 7
    last = dt.date.fromisoformat(since) if since else today - dt.timedelta(before)
    return last, today + dt.timedelta(after)


def _asked(one: Standing, pipelines: tuple[str, ...], owners: tuple[str, ...]) -> bool:
    home = one.pipeline.id if one.pipeline else ""
    return (not pipelines or home in pipelines) and (not owners or one.lead.owner in owners)


def _long(day: dt.date) -> str:
    return f"{words.weekday(day)} {words.day(day)}"


def _tallies(found: list[tuple[Reason, ...]]) -> list[Badge]:
    kinds = [{reason.kind for reason in why} for why in found]
    counts = (
        (icon, text, sum(bool(one.intersection(which)) for one in kinds))
        for icon, text, which in TALLIES
    )
    return [Badge(icon, f"{number} {text}") for icon, text, number in counts if number]


def _owners(
    snapshot: Snapshot, found: list[tuple[Standing, tuple[Reason, ...]]]
) -> list[OwnerPoints]:
    """People by name, those first who own no lead of their own (`Nobody`) at the end."""
    groups: dict[str, list[tuple[Standing, tuple[Reason, ...]]]] = {}
    for one, why in found:
        if "open" in one.marks or why:
            groups.setdefault(one.lead.owner, []).append((one, why))
    people = snapshot.process.people
    names = {owner: people[owner].name if owner in people else "Nobody" for owner in groups}
    made = []
    for owner in sorted(groups, key=lambda one: (not one, names[one].casefold(), one)):
        rows = sorted(((one, why) for one, why in groups[owner] if why), key=_pressing)
        points = tuple(_point(snapshot, one, why) for one, why in rows)
        if points:
            leads = sum("open" in one.marks for one, _why in groups[owner])
            made.append(OwnerPoints(owner, names[owner], leads, points))
    return made


def _pressing(row: tuple[Standing, tuple[Reason, ...]]) -> tuple[object, ...]:
    one, why = row
    first = why[0]
    return (
        KINDS.index(first.kind),
        -first.days,
        one.due or dt.date.max,
        one.lead.name.casefold(),
        one.lead.id,
    )


def _point(snapshot: Snapshot, one: Standing, why: tuple[Reason, ...]) -> Point:
    step = None
    if one.step:
        step = Ref("step", full_id(one.step.pipeline, one.step.id), one.step.title)
    return Point(
        lead_ref(one),
        tuple(reason.text for reason in why),
        one.lead.action,
        step,
        _missing(snapshot, one),
        words.day(one.due, snapshot.today) if one.due else "",
        tuple(badge for reason in why if (badge := _badge(reason))),
    )


def _badge(reason: Reason) -> Badge | None:
    if reason.kind in ("overdue", "stale") and reason.days:
        return Badge(reason.kind, f"{reason.kind} {words.count(reason.days, 'day')}")
    if reason.kind == "wait-over":
        days = words.count(reason.days, "day") if reason.days else "today"
        return Badge("overdue", f"wait over {days}")
    if reason.kind == "broken":
        return Badge("broken", "error")
    return None


def _missing(snapshot: Snapshot, one: Standing) -> str:
    """`Missing: Price, Price quote. 2 of 7 MANIAC-T answers are open`."""
    process = snapshot.process
    titles = [words.requirement_words(missing.requirement, process) for missing in one.missing]
    said = [f"Missing: {', '.join(titles)}"] if titles else []
    for ident, unanswered, total in one.open_questions:
        if unanswered:
            title = process.checklists[ident].title
            said.append(f"{unanswered} of {total} answers of {title} are open")
    return ". ".join(said)


def _buckets(
    snapshot: Snapshot, pipelines: tuple[str, ...], owners: tuple[str, ...]
) -> tuple[Bucket, ...]:
    """Every bucket, also the empty ones; none where nobody has a term."""
    among = [
        one
        for one in customers(snapshot)
        if one.due is not None and _asked(one.standing, pipelines, owners)
    ]
    if not among:
        return ()
    found: dict[str, list[Renewal]] = {name: [] for name in BUCKETS}
    for one in among:
        name = one.bucket(snapshot.today)
        if name:
            found[name].append(_renewal(snapshot, one))
    return tuple(Bucket(BUCKETS[name], tuple(rows)) for name, rows in found.items())


def _renewal(snapshot: Snapshot, one: Customer) -> Renewal:
    left = one.days_left(snapshot.today) or 0
    assert one.due is not None  # only those with a term are asked for
    badges = (Badge("overdue", f"overdue {words.count(-left, 'day')}"),) if left < 0 else ()
    return Renewal(
        lead_ref(one.standing), words.day(one.due, snapshot.today), _renewal_words(one), badges
    )


def _renewal_words(one: Customer) -> tuple[str | Ref, ...]:
    """How far a renewal is: `no renewal begun`, `renewal at Send a quote`."""
    ref = renewal_ref(one)
    return ("no renewal begun",) if ref is None else (ref, f", {renewal_state(one)}")
