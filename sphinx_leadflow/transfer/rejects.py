"""The rows that did not come in, as a table that can be put right and imported again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.transfer.formats.csv import table_bytes
from sphinx_leadflow.transfer.grid import text_of

if TYPE_CHECKING:
    from sphinx_leadflow.transfer.grid import Cell, Sheet
    from sphinx_leadflow.transfer.layouts import Board
    from sphinx_leadflow.transfer.plan import Result


NAMELESS = "it has no name"
OURS = ("Rejected row", "Why")
"""The columns behind those of the source, which no import reads."""


def rejected_table(board: Board, rejected: list[Result]) -> bytes:
    """The rows with their number and what is wrong with each, behind their own columns."""
    heads = [*board.columns, *OURS]
    table: list[list[Cell]] = []
    for one in rejected:
        why = "\n".join(f"{heading}: {text}" if heading else text for heading, text in one.faults)
        cells = [one.item.cell(name) for name in board.columns]
        table.append([*cells, str(one.item.row.number), why])
    for row in board.strays:
        table.append([*map(row.cell, board.columns.values()), str(row.number), NAMELESS])
    return table_bytes(heads, table)


def is_rejected(sheet: Sheet) -> bool:
    """Whether a table is one of rejected rows, perhaps put right meanwhile."""
    heads = [text_of(cell) for cell in sheet.rows[0].cells] if sheet.rows else []
    return tuple(heads[-2:]) == OURS


def is_ours(data: bytes) -> bool:
    """Whether a file is a table of rejected rows that was written here."""
    first = data.partition(b"\r\n")[0].decode("utf-8-sig", "replace")
    return first.endswith(",".join(OURS))
