"""Tables of text: CSV and its kin, whatever wrote them."""

from __future__ import annotations

import codecs
import csv
import io
from typing import TYPE_CHECKING

from sphinx_leadflow.core.limits import MAX_CELL, MAX_COLUMNS, MAX_ROWS
from sphinx_leadflow.transfer.grid import Row, Sheet, UnreadableError
from sphinx_leadflow.transfer.guard import unguarded

if TYPE_CHECKING:
    from collections.abc import Iterable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATORS = ",;\t|"
_END = "end of the table"
_LOOKED_AT = 50
"""How many records decide which sign parts the columns."""


def read_delimited(data: bytes, file: str, encoding: str = "") -> Sheet:
    """The table in a file of text. Which sign parts its columns is found out.

    Raises `UnreadableError` for bytes that are no text, and beyond the limits.
    """
    text = decoded(data, file, encoding)
    text, separator = _separator(text)
    check_quotes(text, separator, file)
    try:
        rows = tuple(
            Row(number, tuple(unguarded(cell) if cell.strip() else None for cell in cells))
            for number, cells in enumerate(_records(text, separator), start=1)
        )
    except csv.Error as error:
        raise UnreadableError(f"{file} is no table of text: {error}") from None
    check_size(file, rows)
    return Sheet(file, "", rows)


def check_quotes(text: str, separator: str, file: str) -> None:
    """Raise `UnreadableError` if a quotation mark takes everything behind it for one cell."""
    try:
        *_rest, last = _records(f"{text}\n{_END}", separator)
    except csv.Error:
        return  # told when it is read
    if last != [_END]:
        raise UnreadableError(
            f"{file} has a quotation mark that is never closed: a cell that holds one is written "
            'in quotation marks, the mark inside doubled: "the ""big"" one"'
        )


def check_size(file: str, rows: tuple[Row, ...]) -> None:
    """Raise `UnreadableError` for a table beyond the limits."""
    if len(rows) > MAX_ROWS:
        raise UnreadableError(f"{file} has {len(rows)} rows; at most {MAX_ROWS} are read")
    if any(len(row.cells) > MAX_COLUMNS for row in rows):
        raise UnreadableError(f"{file} has more than {MAX_COLUMNS} columns")


def decoded(data: bytes, file: str, encoding: str = "") -> str:
    """The text of a file: UTF-8 or UTF-16, or what `encoding` says."""
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    try:
        text = data.decode(marked or encoding or "utf-8")
    except (UnicodeError, LookupError):
        if encoding and not marked:
            raise UnreadableError(f"{file} is not written in the encoding {encoding!r}") from None
        raise UnreadableError(
            f"{file} is not UTF-8 text. If Excel on Windows saved it, say "
            "`encoding: windows-1252` in the mapping, or save it as “CSV UTF-8”"
        ) from None
    if "\0" in text:
        raise UnreadableError(
            f"{file} is no table of text: it holds NUL characters. If it is UTF-16, say "
            "`encoding: utf-16-le` in the mapping, or utf-16-be"
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def looks_windows(data: bytes) -> bool:
    """Whether a file is no UTF-8 and could be what Excel on Windows writes."""
    if any(data.startswith(mark) for mark, _name in _MARKS):
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return b"\0" not in data
    return False


def _separator(text: str) -> tuple[str, str]:
    """The text without Excel's `sep=` line, and the sign that parts its columns."""
    first, _end, rest = text.partition("\n")
    if len(first) == 5 and first.lower().startswith("sep="):
        return rest, first[4]
    return text, max(_SEPARATORS, key=lambda sign: _fit(text, sign))


def _fit(text: str, sign: str) -> tuple[int, int]:
    """How well a sign parts the columns: how many records agree on a number above one."""
    widths: list[int] = []
    try:
        for cells in _records(text[:200_000], sign):
            if any(cells):
                widths.append(len(cells))
            if len(widths) >= _LOOKED_AT:
                break
    except csv.Error:
        return 0, 0
    usual = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
    return (widths.count(usual), usual) if usual > 1 else (0, 0)


def _records(text: str, separator: str) -> Iterable[list[str]]:
    csv.field_size_limit(MAX_CELL)
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)
