"""Leads as an Excel file: days are days, numbers are numbers, and no text is a formula."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

from sphinx_leadflow.transfer.formats.csv import too_long
from sphinx_leadflow.transfer.grid import Cell, UnreadableError, text_of
from sphinx_leadflow.transfer.rows import columns, rows

if TYPE_CHECKING:
    from sphinx_leadflow.core.project import Project

MISSING = (
    "writing Excel files needs an extra: install it as before with [excel] behind it, "
    "or python -m pip install XlsxWriter"
)
_LONGEST = 32_767
"""Most characters that a cell of Excel holds."""


def render(project: Project, today: dt.date) -> bytes:
    """The whole file; the same leads give the same bytes. Raises `UnreadableError` without the
    library, and for a text that no cell can hold."""
    try:
        import xlsxwriter
    except ImportError:
        raise UnreadableError(MISSING) from None
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": dt.datetime(2000, 1, 1)})
        sheet = book.add_worksheet("Leads")
        bold = book.add_format({"bold": True})
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        heads = columns(project)
        for column, head in enumerate(heads):
            sheet.write_string(0, column, head, bold)
        for number, one in enumerate(rows(project, today), start=1):
            for column, head in enumerate(heads):
                _write(sheet, number, column, one.get(head), days)
        sheet.freeze_panes(1, 2)
        sheet.set_column(0, 1, 28)
        sheet.set_column(2, len(heads) - 1, 16)
    return out.getvalue()


def _write(sheet: object, row: int, column: int, cell: Cell, days: object) -> None:
    write = sheet  # the library's own types are not exported
    if cell is None:
        return
    if isinstance(cell, bool):
        write.write_boolean(row, column, cell)  # type: ignore[attr-defined]  # see above
    elif isinstance(cell, dt.date):
        write.write_datetime(row, column, cell, days)  # type: ignore[attr-defined]  # see above
    elif isinstance(cell, str) or too_long(cell):
        text = text_of(cell)
        if len(text) > _LONGEST:
            raise UnreadableError(
                "a lead's history is longer than a cell of Excel can hold; take csv or json"
            )
        write.write_string(row, column, text)  # type: ignore[attr-defined]  # see above
    else:
        write.write_number(row, column, float(cell))  # type: ignore[attr-defined]  # see above
