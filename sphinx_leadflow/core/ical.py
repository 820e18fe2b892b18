"""Due dates and renewals as a calendar (iCalendar, RFC 5545)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow import __version__
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.gates.characters import plain_characters
from sphinx_leadflow.core.metrics.contracts import renewals_due
from sphinx_leadflow.core.model import Kind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator

    from sphinx_leadflow.core.query import Snapshot
    from sphinx_leadflow.core.standing import Standing

LONGEST = 75
"""Octets of a line before it is folded, its end not counted (RFC 5545, 3.1)."""


@dataclass(frozen=True, slots=True)
class Date:
    """One day in the calendar."""

    uid: str
    day: dt.date
    summary: str
    text: str
    sort: str
    """`due`, `wait` or `renewal`."""
    lead: str


def dates(snapshot: Snapshot) -> tuple[Date, ...]:
    """Due dates and ends of waits of leads that are under way, and renewals, by day."""
    found = [date for one in snapshot.standings.values() for date in _of_lead(snapshot, one)]
    for due in renewals_due(snapshot):
        if snapshot.standings[due.lead].due != due.date:
            summary = f"{due.name}: renewal"
            text = "A renewal has begun." if due.successor else "Nobody has begun a renewal."
            uid = f"{due.lead}.renewal"
            found.append(Date(uid, due.date, summary, text, "renewal", due.lead))
    return tuple(sorted(found, key=lambda date: (date.day, date.uid)))


def _of_lead(snapshot: Snapshot, one: Standing) -> Iterator[Date]:
    lead = one.lead
    person = snapshot.process.people.get(lead.owner)
    text = f"Owner: {person.name}" if person else ""
    if one.due is not None and not (one.outcome and one.outcome.kind is Kind.VOID):
        action = lead.action or (one.step.title if one.step else "")
        summary = f"{lead.name}: {action or 'due'}"
        yield Date(f"{lead.id}.due", one.due, summary, text, "due", lead.id)
    over = one.outcome is not None and one.outcome.kind is not Kind.PARKED
    if lead.waiting is not None and not over:
        reason = f": {lead.waiting.reason}" if lead.waiting.reason else ""
        yield Date(
            f"{lead.id}.wait",
            lead.waiting.until,
            f"{lead.name}: the wait ends",
            f"Waited for{reason}" if reason else text,
            "wait",
            lead.id,
        )


def calendar(snapshot: Snapshot, page: Callable[[str], str], host: str = "") -> str:
    """The dates as all-day events.

    `page` gives the absolute address of a lead's page, or an empty text; `host` makes the ids
    differ from those of other sites. The stamp that each event must have is the beginning of
    today, which is given, so that a day's calendar is the same however often it is made.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//sphinx_leadflow//{__version__}//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{escaped(snapshot.process.title)}",
    ]
    stamp = f"{snapshot.today:%Y%m%d}T000000Z"
    for date in dates(snapshot):
        lines += _event(date, stamp, page(date.lead), host)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _event(date: Date, stamp: str, address: str, host: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{date.uid}@{host or 'leadflow'}"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{date.day:%Y%m%d}"
    yield f"SUMMARY:{escaped(date.summary)}"
    if date.text:
        yield f"DESCRIPTION:{escaped(date.text)}"
    yield f"CATEGORIES:{date.sort}"
    if address:
        yield f"URL:{address}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    r"""A text as a value: `\`, `;` and `,` with a backslash, line ends as `\n`."""
    text = plain_characters(text).replace("\\", "\\\\").replace(";", r"\;").replace(",", r"\,")
    return text.replace("\n", r"\n")


def folded(line: str) -> str:
    """A line in pieces of at most 75 octets, no character cut; each further one has a space."""
    pieces, size = [""], 0
    for sign in line:
        width = len(sign.encode("utf-8", "replace"))
        if size + width > LONGEST:
            pieces.append(" ")
            size = 1
        pieces[-1] += sign
        size += width
    return "\r\n".join(pieces)
