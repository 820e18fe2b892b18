"""What all pictures of numbers share: a sentence, a table of the same numbers, explanations."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, TypeAlias

from sphinx_leadflow.core import words
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.metrics.formulas import FORMULAS
from sphinx_leadflow.core.metrics.scope import Coverage, Scope, Window, coverage
from sphinx_leadflow.core.views.parts import Badge, Ref, lead_ref

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx_leadflow.core.metrics.rate import Rate
    from sphinx_leadflow.core.query import Snapshot

MOST_NAMES = 40
"""So many leads behind a number are named; then it says how many more there are."""

MANY_NUMBERS = 12
"""So many for each sort of leads, where many numbers stand beside each other."""

DAYS = (1, 2, 5, 7, 14, 28, 56, 91, 182, 364)
"""Steps of an axis in days: weeks where that is possible."""

FEW_NAMES = 6
"""So many leads are named in a tooltip."""


@dataclass(frozen=True, slots=True)
class Behind:
    """The leads behind a number, as links, and how many more there are."""

    leads: tuple[Ref, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """A number that opens: the leads behind it, by what holds for them."""

    text: str
    groups: tuple[tuple[str, Behind], ...]
    """`yes (25)` and who; without words where all leads are of one sort."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a figure is called, with the way to how it is worked out."""

    title: str
    formula: str
    """The id of a formula."""


Value: TypeAlias = "str | Ref | Badge | Behind | Told | Named"


@dataclass(frozen=True, slots=True)
class RedLine:
    """What a figure should be, as a line in a picture."""

    left: str
    """The place in per cent."""
    text: str
    """`at most 30 days`."""


@dataclass(frozen=True, slots=True)
class ChartTable:
    """The numbers of a picture."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Explained:
    """How a figure is worked out."""

    id: str
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


def behind(snapshot: Snapshot, leads: Sequence[str], most: int = MOST_NAMES) -> Behind:
    """Leads as links; beyond some the rest is only counted."""
    named = tuple(lead_ref(snapshot.standings[one]) for one in leads[:most])
    return Behind(named, max(len(leads) - most, 0))


def counted(snapshot: Snapshot, leads: Sequence[str]) -> Told:
    """How many leads, and which."""
    return Told(str(len(leads)), (("", behind(snapshot, leads)),) if leads else ())


def told(
    snapshot: Snapshot, text: str, *groups: tuple[str, Sequence[str]], most: int = MOST_NAMES
) -> Told:
    """A number in words, and the leads behind it by what holds for them."""
    return Told(
        text,
        tuple(
            (f"{what} ({len(leads)})", behind(snapshot, leads, most))
            for what, leads in groups
            if leads
        ),
    )


def told_rate(
    snapshot: Snapshot, rate: Rate, yes: str = "yes", no: str = "no", most: int = MOST_NAMES
) -> Told:
    """`71 % (5 of 7)`, and for which leads it holds, for which not, and who is undecided.

    Below the minimum the counts alone.
    """
    counts = words.together(f"{len(rate.hits)} of {rate.n}")
    text = counts if rate.share is None else f"{_percent(rate.share)} ({counts})"
    return told(
        snapshot,
        text if rate.n else "nobody decided",
        (yes, rate.hits),
        (no, rate.misses),
        ("not decided yet", rate.undecided),
        most=most,
    )


def between_words(rate: Rate) -> str:
    """The interval of a rate: `36 and 92 %`; empty where there is no rate."""
    if rate.interval is None:
        return ""
    return f"{rate.interval.low * 100:.0f} and {rate.interval.high * 100:.0f} %"


def _percent(value: float) -> str:
    return words.together(words.percent(value))


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
    return _percent(rate.share)


def explained(*ids: str) -> tuple[Explained, ...]:
    """Formulas by their ids."""
    found = (FORMULAS[one] for one in ids)
    return tuple(Explained(one.id, one.title, one.text, one.source) for one in found)


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
    if not (found.leads or gone or found.withheld):
        return ""
    if gone:
        said.append(f"Not counted: {words.joined(gone)}.")
    if found.withheld:
        said.append("Leads for the team only are not in these figures.")
    return " ".join(said)


def _window(scope: Scope) -> str:
    window = scope.window if scope.window != Window() else scope.created
    if window.since and window.since == window.until:
        return f" on {words.day(window.since)}"
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
