"""A table of text of our own that a spreadsheet saved as a workbook: the apostrophes that protect
its texts became part of them there, and are taken off."""

from __future__ import annotations

from dataclasses import replace

from sphinx_leadflow.transfer.grid import Cell, Row, Sheet, headings, text_of
from sphinx_leadflow.transfer.guard import guarded, unguarded
from sphinx_leadflow.transfer.rows import digest


def without_guards(sheet: Sheet) -> Sheet:
    """The sheet of an own export, each text as it was meant.

    A workbook that was exported as one protects nothing: there dangerous texts stand bare, or its
    rows have their own digests still.
    """
    filled = [row for row in sheet.rows if row.filled]
    texts = [cell for row in filled[1:] for cell in row.cells if isinstance(cell, str)]
    protected = sum(unguarded(one) != one for one in texts)
    if protected <= sum(guarded(one) != one and unguarded(one) == one for one in texts):
        return sheet
    heads = headings(filled[0])
    rows = (row if _untouched(row, heads) else _bare(row) for row in sheet.rows)
    return replace(sheet, rows=tuple(rows))


def _untouched(row: Row, heads: dict[str, int]) -> bool:
    told = {name: row.cell(column) for name, column in heads.items()}
    return digest(told) == text_of(told.get("digest"))


def _bare(row: Row) -> Row:
    cells: tuple[Cell, ...] = tuple(
        unguarded(one) if isinstance(one, str) else one for one in row.cells
    )
    return replace(row, cells=cells)
