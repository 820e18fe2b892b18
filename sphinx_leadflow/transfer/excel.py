"""Excel files. The library that reads them is an extra, and is loaded here alone."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING

from sphinx_leadflow.core.limits import MAX_CELL, MAX_UNZIPPED_BYTES
from sphinx_leadflow.transfer.delimited import check_size
from sphinx_leadflow.transfer.extent import Extent
from sphinx_leadflow.transfer.grid import Cell, Row, Sheet, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MISSING = (
    "reading Excel files needs an extra: install it as before with [excel] behind it, "
    "or python -m pip install python-calamine"
)


def read_excel(data: bytes, file: str) -> tuple[Sheet, ...]:
    """Every sheet of a workbook, in order.

    Raises `UnreadableError` for what is no workbook, is beyond the limits, or needs a library
    that is not there.
    """
    check_unzipped(data, file)
    try:
        import python_calamine as calamine
    except ImportError:
        raise UnreadableError(MISSING) from None
    try:
        book = calamine.load_workbook(io.BytesIO(data))
        raw = {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in book.sheet_names
        }
    except calamine.PasswordError:
        raise UnreadableError(f"{file} has a password: save a copy without one") from None
    except calamine.CalamineError:
        raise UnreadableError(f"{file} is no Excel file that can be read") from None
    return tuple(_sheet(file, name, rows) for name, rows in raw.items())


def check_unzipped(data: bytes, file: str) -> None:
    """Look at what a workbook unpacks to, and how far its cells reach, before it is read.

    What the directory of the archive says is not trusted: each part is read up to the limit.
    """
    left = MAX_UNZIPPED_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for part in archive.infolist():
                extent = Extent(file)
                with archive.open(part) as stream:
                    while left >= 0 and (block := stream.read(min(left + 1, 1 << 20))):
                        left -= len(block)
                        extent.feed(block)
                if left < 0:
                    raise UnreadableError(
                        f"{file} unpacks to more than {MAX_UNZIPPED_BYTES >> 20} MB"
                    )
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError):
        raise UnreadableError(f"{file} is no Excel file (.xlsx) that can be read") from None


def _sheet(file: str, name: str, raw: Sequence[Sequence[object]]) -> Sheet:
    rows = tuple(Row(number, tuple(map(_cell, cells))) for number, cells in enumerate(raw, 1))
    check_size(f"{file}, sheet {name!r}", rows)
    _check_cells(file, name, rows)
    return Sheet(file, name, rows)


def _check_cells(file: str, name: str, rows: Iterable[Row]) -> None:
    if any(isinstance(cell, str) and len(cell) > MAX_CELL for row in rows for cell in row.cells):
        raise UnreadableError(f"{file}, sheet {name!r}: a cell holds more than {MAX_CELL} letters")


def _cell(value: object) -> Cell:
    """What the library gives, as we know it: it gives every number as a float."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return Decimal(repr(value)) if value == value and abs(value) < 1e300 else None
    if isinstance(value, dt.datetime | dt.date):
        return value
    if isinstance(value, dt.time | dt.timedelta):
        return str(value)
    text = str(value).replace("\r\n", "\n").replace("\r", "\n")
    return text if text.strip() else None
