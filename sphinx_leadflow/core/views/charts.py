"""What all pictures of numbers share: a sentence, a table of the same numbers, explanations."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from sphinx_leadflow.core import words
from sphinx_leadflow.core.metrics.formulas import FORMULAS
from sphinx_leadflow.core.metrics.scope import Coverage, Scope, Window, coverage
from sphinx_leadflow.core.views.parts import Badge, Ref, lead_ref

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx_leadflow.core.metrics.rate import Rate
    from sphinx_leadflow.core.query import Snapshot

MOST_NAMES = 40
"""So many leads behind a number are named; then it says how many more there are."""

FEW_NAMES = 6
"""So many leads are named in a tooltip."""


@dataclass(frozen=True, slots=True)
class Behind:
    """The leads behind a number, as links, and how many more there are."""

    leads: tuple[Ref, ...]
    more: int = 0


Value: TypeAlias = "str | Ref | Badge | Behind"


@dataclass(frozen=True, slots=True)
class ChartTable:
    """The numbers of a picture."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Explained:
    """How a figure is worked out."""

    title: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class ChartText:
    """What is said around a picture, whatever it shows."""

    sentence: str
    """What the picture says, first."""
    tables: tuple[ChartTable, ...]
    formulas: tuple[Explained, ...]
    covers: str
    """What the figures cover and what they leave out."""
    notes: tuple[str, ...] = ()
    """What else there is to know."""


def scope_of(
    pipeline: str, owner: str | None, since: str, until: str, *, by_creation: bool = False
) -> Scope:
    """The scope that a directive's options name; days are ISO dates or empty."""
    window = Window(_day(since), _day(until))
    if by_creation:
        return Scope(pipeline=pipeline, owner=owner, created=window)
    return Scope(pipeline=pipeline, owner=owner, window=window)


def _day(iso: str) -> dt.date | None:
    return dt.date.fromisoformat(iso) if iso else None


def behind(snapshot: Snapshot, leads: Sequence[str]) -> Behind:
    """Leads as links; beyond some the rest is only counted."""
    named = tuple(lead_ref(snapshot.standings[one]) for one in leads[:MOST_NAMES])
    return Behind(named, max(len(leads) - MOST_NAMES, 0))


def names(snapshot: Snapshot, leads: Sequence[str]) -> str:
    """The first leads by name, for a tooltip: `Bay, Cove and 3 more`."""
    shown = [lead_ref(snapshot.standings[one]).title for one in leads[:FEW_NAMES]]
    more = len(leads) - len(shown)
    return f"{', '.join(shown)} and {more} more" if more else ", ".join(shown)


def tip(snapshot: Snapshot, what: str, leads: Sequence[str]) -> str:
    """A tooltip: what a number is, and who is behind it."""
    return f"{what}: {names(snapshot, leads)}" if leads else what


def share(rate: Rate) -> str:
    """`66 %`; too few leads make no share but counts: `2 of 3`."""
    if rate.share is None:
        return f"{len(rate.hits)} of {rate.n}" if rate.n else ""
    return f"{round(rate.share * 100)}\u00a0%"


def explained(*ids: str) -> tuple[Explained, ...]:
    """Formulas by their ids."""
    found = (FORMULAS[one] for one in ids)
    return tuple(Explained(one.title, one.text, one.source) for one in found)


def covered(snapshot: Snapshot, scope: Scope) -> str:
    """Which leads a figure covers and which it leaves out, in sentences."""
    found: Coverage = coverage(snapshot, scope)
    said = [f"It covers {words.count(len(found.leads), 'lead')}{_window(scope)}."]
    left = [
        (len(found.void), "with an outcome that is left out of all figures"),
        (len(found.broken), "whose files have errors"),
        (len(found.unbegun), "without a step in their history"),
    ]
    gone = [f"{number} {why}" for number, why in left if number]
    if gone:
        said.append(f"Not counted: {words.joined(gone)}.")
    if found.withheld:
        said.append("Leads for the team only are not in these figures.")
    return " ".join(said)


def _window(scope: Scope) -> str:
    window = scope.window if scope.window != Window() else scope.created
    since = f" since {words.day(window.since)}" if window.since else ""
    until = f" until {words.day(window.until)}" if window.until else ""
    return since + until


def lowered(title: str) -> str:
    """A title inside a sentence: `In scope` becomes `in scope`, `ICSI` stays."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def percent(part: float, whole: float) -> str:
    """A place or a width in per cent of a picture, with two decimals at the most."""
    value = 0.0 if not whole else part * 100 / whole
    return f"{min(max(value, 0.0), 100.0):.2f}".rstrip("0").rstrip(".")


def ticks(longest: int, steps: Iterable[int], most: int = 6) -> tuple[int, ...]:
    """Round numbers from 0 up to or past the longest, at most so many steps."""
    step = next((one for one in steps if longest <= one * most), max(longest // most, 1))
    count = max(-(-longest // step), 1)
    return tuple(step * number for number in range(count + 1))
