"""The limits of imported tables: one below, at, and one above each."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from sphinx_leadflow.core.limits import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_TABLE_BYTES,
    MAX_UNZIPPED_BYTES,
)
from sphinx_leadflow.transfer.delimited import read_delimited
from sphinx_leadflow.transfer.excel import check_unzipped
from sphinx_leadflow.transfer.files import read_bytes
from sphinx_leadflow.transfer.grid import UnreadableError

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
