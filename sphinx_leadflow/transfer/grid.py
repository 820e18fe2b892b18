"""Tables as they were read: sheets, rows, cells, and what a place in them is called."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

Cell: TypeAlias = "str | Decimal | bool | dt.date | dt.datetime | None"
"""What a cell holds. Nothing and blanks are `None`; numbers are exact."""


class UnreadableError(Exception):
    """A table that cannot be read. The text says why and what would help."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as spreadsheets count, from 1, and its cells from column A on."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, column: int) -> Cell:
        """The cell of a column, counted from 0; nothing beyond the end."""
        return self.cells[column] if 0 <= column < len(self.cells) else None

    @property
    def filled(self) -> tuple[int, ...]:
        """The columns in which something is written."""
        return tuple(at for at, cell in enumerate(self.cells) if cell is not None)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file."""

    file: str
    name: str
    """Empty where the file is one table."""
    rows: tuple[Row, ...]

    @property
    def title(self) -> str:
        """How messages call it."""
        return f"{self.file}, sheet {self.name!r}" if self.name else self.file


def text_of(cell: Cell) -> str:
    """A cell as text: numbers without an exponent, days and times as ISO has them."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, Decimal):
        return plain_number(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ", "seconds" if cell.second else "minutes")
    return cell.isoformat() if isinstance(cell, dt.date) else cell


def plain_number(number: Decimal) -> str:
    """A number in digits, without zeros that say nothing: `24000`, `0.5`."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def column_letters(column: int) -> str:
    """What spreadsheets call a column counted from 0: `A`, `Z`, `AA`."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def place(row: int, column: int) -> str:
    """A cell as spreadsheets write it: `D17`."""
    return f"{column_letters(column)}{row}"


def same_name(name: str) -> str:
    """A heading in the form in which headings are compared."""
    return " ".join(name.split()).casefold()


def headings(row: Row) -> dict[str, int]:
    """The columns of a heading row by name. A name that comes again gets a number: `Note (2)`."""
    found: dict[str, int] = {}
    taken: set[str] = set()
    for column in row.filled:
        name = " ".join(text_of(row.cell(column)).split())
        again, number = name, 1
        while same_name(again) in taken:
            number += 1
            again = f"{name} ({number})"
        taken.add(same_name(again))
        found[again] = column
    return found
