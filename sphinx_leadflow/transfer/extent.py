"""How far the cells of a worksheet reach, seen before a library makes room for all of them.

One cell in the last corner of a sheet is enough to ask for half a terabyte.
"""

from __future__ import annotations

import re
from xml.parsers import expat

from sphinx_leadflow.core.limits import MAX_COLUMNS, MAX_GRID, MAX_ROWS
from sphinx_leadflow.transfer.grid import UnreadableError, place

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.IGNORECASE)


class Extent:
    """Reads a part of a workbook as it is unpacked, and refuses cells too far out.

    Parts that are no worksheets, or not well-formed, are left to whoever reads them next.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.live = True
        self.inside = False
        self.row = self.column = 0
        self.rows = self.columns = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.start
        self.parser.EntityDeclHandler = self.refuse_entities

    def feed(self, block: bytes) -> None:
        """The next bytes of the part. Raises `UnreadableError` beyond the limits."""
        if self.live:
            try:
                self.parser.Parse(block, False)
            except expat.ExpatError:
                self.live = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins: a row, a cell, or what stands in a cell."""
        name = name.rpartition(":")[2]
        if not self.inside:
            self.inside = name == "worksheet"
            self.live = self.inside
            if not self.inside:
                self.parser.StartElementHandler = None
        elif name == "row":
            said = attributes.get("r", "")
            self.row = int(said) if re.fullmatch("[0-9]{1,7}", said) else self.row + 1
            self.column = 0
        elif name == "c":
            self.move(attributes.get("r", ""))
        elif name in ("v", "is"):
            self.note()

    def move(self, reference: str) -> None:
        """Go to a cell by its name, or without one to the next."""
        found = _REFERENCE.fullmatch(reference)
        if not found:
            self.column += 1
            return
        self.column = 0
        for letter in found[1].upper():
            self.column = self.column * 26 + ord(letter) - 64
        self.row = int(found[2])

    def note(self) -> None:
        """Something stands in the cell; formats alone do not count."""
        self.rows, self.columns = max(self.rows, self.row), max(self.columns, self.column)
        grid = self.rows * self.columns
        if self.rows > MAX_ROWS or self.columns > MAX_COLUMNS or grid > MAX_GRID:
            raise UnreadableError(
                f"{self.file} reaches out to cell {place(self.row, self.column - 1)}; at most "
                f"{MAX_ROWS} rows, {MAX_COLUMNS} columns and {MAX_GRID} cells are read: delete "
                "what lies outside the table"
            )

    def refuse_entities(self, *_declared: object) -> None:
        """No worksheet declares words that stand for others."""
        raise UnreadableError(f"{self.file} is no Excel file (.xlsx) that can be read")
