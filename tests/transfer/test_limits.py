"""The limits of imported tables: one below, at, and one above each."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from sphinx_leadflow.core.limits import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_GRID,
    MAX_ROWS,
    MAX_TABLE_BYTES,
    MAX_UNZIPPED_BYTES,
)
from sphinx_leadflow.transfer.delimited import read_delimited
from sphinx_leadflow.transfer.excel import check_unzipped
from sphinx_leadflow.transfer.files import read_bytes, read_sheets
from sphinx_leadflow.transfer.grid import UnreadableError, column_letters

AROUND = pytest.mark.parametrize(("more", "fits"), [(-1, True), (0, True), (1, False)])


def expect(read: Callable[[], object], fits: bool) -> None:
    if fits:
        read()
    else:
        with pytest.raises(UnreadableError):
            read()


@AROUND
def test_rows_of_a_table(more: int, fits: bool) -> None:
    data = b"a,b\n" * (MAX_ROWS + more)
    expect(lambda: read_delimited(data, "t.csv"), fits)


@AROUND
def test_columns_of_a_table(more: int, fits: bool) -> None:
    data = b",".join([b"x"] * (MAX_COLUMNS + more))
    expect(lambda: read_delimited(data, "t.csv"), fits)


@AROUND
def test_the_text_of_a_cell(more: int, fits: bool) -> None:
    data = b"a," + b"x" * (MAX_CELL + more)
    expect(lambda: read_delimited(data, "t.csv"), fits)


@AROUND
def test_bytes_of_a_table(more: int, fits: bool, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(b"x" * (MAX_TABLE_BYTES + more))
    expect(lambda: read_bytes(tmp_path / "t.csv"), fits)


@AROUND
def test_what_a_workbook_unpacks_to(more: int, fits: bool) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("sheet.xml", bytes(MAX_UNZIPPED_BYTES + more))
    expect(lambda: check_unzipped(out.getvalue(), "t.xlsx"), fits)


def sheet_reaching(place: str, cell: str = "<v>1</v>") -> bytes:
    """A workbook with one cell, in a place."""
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet><sheetData><row r="{row}"><c r="{place}">{cell}</c></row></sheetData>'
            "</worksheet>",
        )
    return out.getvalue()


@AROUND
def test_how_far_down_a_sheet_reaches(more: int, fits: bool) -> None:
    expect(lambda: check_unzipped(sheet_reaching(f"A{MAX_ROWS + more}"), "t.xlsx"), fits)


@AROUND
def test_how_far_right_a_sheet_reaches(more: int, fits: bool) -> None:
    name = f"{column_letters(MAX_COLUMNS + more - 1)}1"
    expect(lambda: check_unzipped(sheet_reaching(name), "t.xlsx"), fits)


@AROUND
def test_how_many_cells_a_sheet_spans(more: int, fits: bool) -> None:
    name = f"{column_letters(999)}{MAX_GRID // 1000 + more}"
    expect(lambda: check_unzipped(sheet_reaching(name), "t.xlsx"), fits)


def test_a_format_in_the_last_corner_of_a_sheet_is_no_cell() -> None:
    check_unzipped(sheet_reaching("XFD1048576", ""), "t.xlsx")


def test_a_stray_cell_in_the_last_corner_is_told_with_its_place(tmp_path: Path) -> None:
    book = Workbook()
    book.active["A1"] = "Name"
    book.active["XFD1048576"] = "x"
    book.save(tmp_path / "far.xlsx")
    with pytest.raises(UnreadableError, match="reaches out to cell XFD1048576"):
        read_sheets((tmp_path / "far.xlsx").read_bytes(), "far.xlsx")
