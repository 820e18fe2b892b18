"""Files of tables: which reader they need, and which of their sheets is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.core.limits import MAX_TABLE_BYTES
from sphinx_leadflow.core.source import Disk
from sphinx_leadflow.core.suggest import closest, one_of
from sphinx_leadflow.transfer.delimited import read_delimited
from sphinx_leadflow.transfer.excel import read_excel
from sphinx_leadflow.transfer.grid import UnreadableError

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_leadflow.transfer.grid import Sheet

_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument"
"""How a file of LibreOffice's own format says what it is, behind the head of its first part."""


def read_bytes(path: Path) -> bytes:
    """A regular file's bytes. Raises `UnreadableError` for anything else, and for large ones."""
    disk = Disk(path.parent)
    try:
        if disk.sort(path.name) != "file":
            raise UnreadableError(f"{path.name or path} is not there, or is no regular file")
        data = disk.read(path.name, MAX_TABLE_BYTES + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "no file has such a name"
        raise UnreadableError(f"{path.name} cannot be read: {why}") from None
    if len(data) > MAX_TABLE_BYTES:
        raise UnreadableError(f"{path.name} is larger than {MAX_TABLE_BYTES >> 20} MB")
    return data


def read_sheets(data: bytes, file: str, encoding: str = "") -> tuple[Sheet, ...]:
    """The sheets of a file: of a workbook all of them, of a text the only one."""
    if _OPEN_DOCUMENT in data[:100]:
        raise UnreadableError(
            f"{file} is an OpenDocument file, from which tabs inside cells would not come back: "
            "save it as .xlsx, or as CSV in UTF-8"
        )
    if data.startswith(b"PK"):
        return read_excel(data, file)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise UnreadableError(f"{file} has a password: save a copy without one")
        raise UnreadableError(f"{file} is in the old Excel format: save it as .xlsx")
    if file.lower().endswith((".xlsx", ".xlsm")):
        raise UnreadableError(
            f"{file} is no Excel file that can be read, whatever its name says: it may be damaged; "
            "save or export it once more"
        )
    return (read_delimited(data, file, encoding),)


def chosen(sheets: tuple[Sheet, ...], name: str) -> Sheet:
    """The sheet of a name, or the first in which something is written."""
    if name:
        for sheet in sheets:
            if sheet.name == name:
                return sheet
        names = [sheet.name for sheet in sheets]
        if any(names):
            near = closest(name, names) or one_of(names)
            raise UnreadableError(f"{sheets[0].file} has no sheet {name!r}. {near}")
    filled = [sheet for sheet in sheets if any(row.filled for row in sheet.rows)]
    if not filled:
        raise UnreadableError(f"{sheets[0].file if sheets else 'the file'} is empty")
    return filled[0]
