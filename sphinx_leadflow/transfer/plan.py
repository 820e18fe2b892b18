"""What an import is asked for, and what becomes of every item of the source."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from collections.abc import Mapping as Mapping_

    from sphinx_leadflow.core.source import Folder
    from sphinx_leadflow.transfer.layouts import Item
    from sphinx_leadflow.transfer.ledger import Entry
    from sphinx_leadflow.transfer.merge import Conflict
    from sphinx_leadflow.transfer.wanted import Wanted

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
CONFLICT, REJECTED, LEFT_OUT = "in conflict", "rejected", "left out"
KINDS = (NEW, CHANGED, UNCHANGED, CONFLICT, REJECTED, LEFT_OUT)
"""What may become of an item: exactly one of these."""


@dataclass(slots=True)
class Result:
    """What becomes of one item."""

    item: Item
    kind: str
    lead: str = ""
    faults: list[tuple[str, str]] = field(default_factory=list)
    """Heading and sentence, for what was rejected or left out."""


@dataclass(frozen=True, slots=True)
class Change:
    """A lead's file before and after; new ones have nothing before."""

    lead: str
    before: str | None
    after: str
    private: bool = False
    """Whether it is the file of the private folder."""


@dataclass(slots=True)
class Plan:
    """What an import is going to do."""

    results: list[Result] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    """Leads of former imports whose items are no longer in the source."""
    remarks: list[tuple[Item, str, str]] = field(default_factory=list)
    older: int = 0
    """Lines of history that are older than the last of their file, and were left out."""

    @property
    def counts(self) -> dict[str, int]:
        """How many items came to what."""
        found = Counter(one.kind for one in self.results)
        return {kind: found[kind] for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be imported into what."""

    folder: Folder
    today: dt.date
    items: list[Item]
    wanted: Callable[[Item], Wanted]
    """What an item says."""
    identify: Callable[[Item], tuple[str, str]] | None = None
    """An item's key and name; nothing for our own layout, whose key is the lead's id."""
    left_out: Callable[[Item], bool] = lambda _item: False
    entries: Mapping_[str, Entry] = field(default_factory=dict)
    decide: Callable[[str, str], str] = lambda _lead, _key: ""
    register: Callable[[Callable[[str], str]], None] = lambda _find: None
    """Takes the function that finds the lead that a word means."""
    whole: bool = True
    """Whether these are all items of the source, so that those that are missing are gone there."""
    private: bool = False
    """Whether there is a private folder: what is for the team goes there."""


def unmapped(known: Iterator[str] | list[str], named: set[str]) -> list[str]:
    """Columns that a mapping does not name."""
    folded = {" ".join(one.split()).casefold() for one in named}
    return [one for one in known if " ".join(one.split()).casefold() not in folded]
