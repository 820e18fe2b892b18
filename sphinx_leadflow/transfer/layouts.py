"""Finds the items in a sheet: a plain table, a Monday.com board, or an export of our own.

A board is exported as one sheet: its title, then for each group its name, a row of headings and
the items; below an item a row that begins with `Subitems` and holds headings of their own, one
column to the right, with the subitems below it; at the end of a group a row of sums.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from sphinx_leadflow.transfer.grid import (
    Cell,
    Row,
    Sheet,
    column_letters,
    headings,
    same_name,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

LAYOUTS = ("table", "monday", "leadflow")
"""The layouts that are known; which one a file has is seen by its first rows."""

OWN_HEADINGS = ("id", "name", "history", "digest")
"""Columns that every export of our own has."""

_TOP = 12
"""Rows in which a board's first headings are looked for: title and description come before."""


@dataclass(slots=True)
class Item:
    """One row that describes a lead, with the rows that belong to it."""

    row: Row
    columns: Mapping[str, int]
    """The columns of its headings by name."""
    group: str = ""
    subitems: list[Item] = field(default_factory=list)

    def cell(self, name: str) -> Cell:
        """What stands in a column, by its heading."""
        wanted = same_name(name)
        found = [at for heading, at in self.columns.items() if same_name(heading) == wanted]
        return self.row.cell(found[0]) if found else None

    def column(self, name: str) -> int:
        """The number of a column, from 0; -1 if there is none of that name."""
        wanted = same_name(name)
        return next((at for head, at in self.columns.items() if same_name(head) == wanted), -1)


@dataclass(slots=True)
class Board:
    """A sheet taken apart: every row is in one of the lists."""

    sheet: Sheet
    layout: str
    columns: dict[str, int] = field(default_factory=dict)
    """The headings of items."""
    subcolumns: dict[str, int] = field(default_factory=dict)
    """The headings of subitems, of all groups together."""
    items: list[Item] = field(default_factory=list)
    strays: list[Row] = field(default_factory=list)
    """Rows that hold something and are neither items nor part of the layout."""
    furniture: int = 0
    """Titles, names of groups, headings, sums and empty rows."""

    @property
    def unheaded(self) -> tuple[str, ...]:
        """Columns in which items hold something below no heading, by their letters."""
        known = set(self.columns.values())
        found = {at for item in self.items for at in item.row.filled if at not in known}
        return tuple(column_letters(at) for at in sorted(found))

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups in order."""
        return tuple(dict.fromkeys(item.group for item in self.items if item.group))


def take_apart(sheet: Sheet, layout: str = "") -> Board:
    """The items of a sheet; without a `layout` the one that it seems to have."""
    layout = layout or recognised(sheet)
    return _Monday(sheet).board if layout == "monday" else _table(sheet, layout)


def recognised(sheet: Sheet) -> str:
    """The layout that a sheet seems to have."""
    filled = [row for row in sheet.rows[:_TOP] if row.filled]
    if filled and set(OWN_HEADINGS) <= {text_of(cell) for cell in filled[0].cells}:
        return "leadflow"
    for above, row in pairwise(filled):
        if above.filled == (0,) and _is_heading(row):
            return "monday"
    return "table"


def _is_heading(row: Row) -> bool:
    """Whether a row could be a board's headings: texts side by side, the first is the name."""
    if len(row.filled) < 2 or 0 not in row.filled:
        return False
    first = same_name(text_of(row.cell(0)))
    return first == "name" or any(
        same_name(text_of(cell)).startswith("item id") for cell in row.cells
    )


def _table(sheet: Sheet, layout: str) -> Board:
    board = Board(sheet, layout)
    for row in sheet.rows:
        if not row.filled:
            board.furniture += 1
        elif not board.columns:
            board.furniture += 1
            if len(row.filled) > 1 or all(len(one.filled) < 2 for one in sheet.rows):
                board.columns = headings(row)
        else:
            board.items.append(Item(row, board.columns))
    return board


class _Monday:
    """Walks down a board's sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.board = Board(sheet, "monday")
        self.heading: tuple[Cell, ...] = ()
        self.subheading: dict[str, int] = {}
        self.group = ""
        rows = [row for row in sheet.rows if row.filled]
        self.board.furniture = len(sheet.rows) - len(rows)
        self.last = 0
        self.lost = False
        for row, below in zip(rows, [*rows[1:], None], strict=True):
            self.take(row, below)
            self.last = row.number

    def take(self, row: Row, below: Row | None) -> None:
        board = self.board
        if self.is_heading(row):
            board.furniture += 1
            self.heading, self.subheading = _trimmed(row), {}
            board.columns = {**board.columns, **headings(row)}
        elif not self.heading or (row.filled == (0,) and below and self.is_heading(below)):
            board.furniture += 1
            self.group, self.subheading = text_of(row.cell(0)).strip(), {}
        elif same_name(text_of(row.cell(0))) == "subitems" and row.cell(1) is not None:
            board.furniture += 1
            self.subheading = {name: at for name, at in headings(row).items() if at}
            board.subcolumns = {**board.subcolumns, **self.subheading}
        elif row.cell(0) is not None:
            self.subheading, self.lost = {}, False
            board.items.append(Item(row, board.columns, self.group))
        elif self.is_subitem(row, below) and not self.lost:
            board.items[-1].subitems.append(Item(row, self.subheading, self.group))
        elif self.is_sums(row, below):
            board.furniture += 1
        else:  # an item that lost its name, or what stands below it
            if not self.lost:
                self.subheading, self.lost = {}, True
            board.strays.append(row)

    def is_subitem(self, row: Row, below: Row | None) -> bool:
        """A row below headings of subitems: one of them, even if it lost its name."""
        columns = set(self.subheading.values())
        if not columns or not self.board.items or not set(row.filled) <= columns:
            return False
        if row.cell(1) is not None:
            return True
        follows = row.number == self.last + 1
        return follows and not (len(row.filled) == 1 and self.is_sums(row, below))

    def is_sums(self, row: Row, below: Row | None) -> bool:
        """Whether a row adds a group up: it is the last one, has no id, and holds numbers."""
        ids = [
            at for name, at in self.board.columns.items() if same_name(name).startswith("item id")
        ]
        last = below is None or below.filled == (0,)
        return last and all(at not in ids and _adds_up(row.cell(at)) for at in row.filled)

    def is_heading(self, row: Row) -> bool:
        return _trimmed(row) == self.heading if self.heading else _is_heading(row)


def _adds_up(cell: Cell) -> bool:
    """Whether a cell could be a sum, or the span of several days."""
    return not isinstance(cell, str) or not any(one.isalpha() for one in cell)


def _trimmed(row: Row) -> tuple[Cell, ...]:
    return row.cells[: row.filled[-1] + 1] if row.filled else ()
