"""What one item of a source says about a lead, in the words of a lead's file."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from sphinx_leadflow.core.source import Source
from sphinx_leadflow.edit.data import Leaf
from sphinx_leadflow.edit.lead import usual_order
from sphinx_leadflow.edit.render import entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx_leadflow.core.model import Process
    from sphinx_leadflow.edit.data import Data
    from sphinx_leadflow.transfer.layouts import Item

Path: TypeAlias = tuple[str, ...]
"""The way to a value: `("price",)`, `("waiting", "until")`, `("checklists", "fit", "money")`."""


class Place(str):
    """A cell below an item, named by itself, where otherwise a heading stands: `C9 (Link)`."""

    __slots__ = ()


@dataclass(slots=True)
class Line:
    """A line for the history. `keys` are those of a history line."""

    keys: dict[str, Data]

    @property
    def day(self) -> str:
        """Its date, as ISO has it."""
        date = self.keys.get("date")
        return date.value if isinstance(date, Leaf) else ""


@dataclass(slots=True)
class Wanted:
    """What a lead's file should say, as far as the source knows."""

    key: str
    """What tells the item apart in its source."""
    item: Item
    lead: str = ""
    """The id of the lead that it is."""
    values: dict[Path, Data] = field(default_factory=dict)
    speaks: dict[Path, str] = field(default_factory=dict)
    """The heading of each value that the source can say, even where it says nothing."""
    parts: dict[tuple[str, str], str] = field(default_factory=dict)
    """The heading of each part of a record, by field and part."""
    below: list[dict[str, Place]] = field(default_factory=list)
    """The cells of the records that come from subitems, by part."""
    below_in: str = ""
    """The field in which they are."""
    tracked: dict[str, Data] = field(default_factory=dict)
    step: str = ""
    reason: str = ""
    note: str = ""
    moved: dt.date | None = None
    created: dt.date | None = None
    lines: list[Line] = field(default_factory=list)
    """Lines of history that the source has: all of them for an export of our own."""
    own: bool = False
    """Whether its lines are spelled as an export of ours spells them."""
    faults: list[tuple[str, str]] = field(default_factory=list)
    """Heading and sentence of everything that is wrong with it."""
    remarks: list[tuple[str, str]] = field(default_factory=list)
    """The same for what could only be taken over in part."""


def nested(values: Mapping[Path, Data]) -> dict[str, Data]:
    """Values by their way as data of a file."""
    whole: dict[str, Data] = {}
    for path, value in values.items():
        inner = whole
        for key in path[:-1]:
            below = inner.setdefault(key, {})
            assert isinstance(below, dict)  # no value has another one below it
            inner = below
        inner[path[-1]] = value
    return whole


def lead_text(process: Process, values: Mapping[Path, Data], lines: Iterable[Line] = ()) -> str:
    """The text of a lead's file with these values, its keys in the usual order."""
    whole = nested(values)
    history: list[Data] = [dict(line.keys) for line in lines]
    if history:
        whole["history"] = history
    order = {key: at for at, key in enumerate(usual_order(process.fields))}
    keys = sorted(whole, key=lambda key: order.get(key, len(order)))
    rows = [line for key in keys for line in entry(key, whole[key], 0)]
    return "\n".join(rows) + "\n"


def as_source(text: str, path: str) -> Source:
    """A text as the loader reads it."""
    return Source(path, text, "")
