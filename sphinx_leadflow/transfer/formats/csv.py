"""Leads as a table of text that Excel and LibreOffice open as it is meant."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from sphinx_leadflow.transfer.grid import text_of
from sphinx_leadflow.transfer.guard import guarded
from sphinx_leadflow.transfer.rows import columns, rows

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from sphinx_leadflow.core.project import Project
    from sphinx_leadflow.transfer.grid import Cell

_EXACT = 15
"""Digits that spreadsheets keep of a number; one with more goes out as a text."""


def render(project: Project, today: dt.date) -> bytes:
    """The whole file: UTF-8 with a mark, which Excel needs, and line ends as RFC 4180 has them."""
    heads = columns(project)
    table = [[one.get(head) for head in heads] for one in rows(project, today)]
    return table_bytes(heads, table)


def table_bytes(heads: Sequence[str], table: Iterable[Sequence[Cell]]) -> bytes:
    """Any table as a file of text."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([guarded(head) for head in heads])
    writer.writerows([[cell_text(cell) for cell in cells] for cells in table])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def cell_text(cell: Cell) -> str:
    """A cell as a spreadsheet must find it: texts guarded, numbers and days bare."""
    if isinstance(cell, str):
        return guarded(cell)
    text = text_of(cell)
    return f"'{text}" if too_long(cell) else text


def too_long(cell: Cell | Decimal) -> bool:
    """Whether a spreadsheet would round a number."""
    digits = [one for one in text_of(cell) if one.isdigit()]
    is_number = not isinstance(cell, str | bool) and hasattr(cell, "as_tuple")
    return is_number and len(digits) > _EXACT
