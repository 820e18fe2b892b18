"""Texts in tables of text, so that a spreadsheet takes them for texts and for nothing else.

A cell that begins with one of `= + - @`, a tab or a line end is a formula to a spreadsheet, and
one that looks like a number, a date or a flag is made one: `0012` becomes 12. An apostrophe in
front keeps both away, and is taken off when the table comes back.
"""

from __future__ import annotations

import re
from typing import Final

_FORMULA: Final = r"[=+\-@\t\r]"
_MONTHS: Final = r"(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-z]*\.?"
_NUMERIC: Final = (
    r"(?=[^0-9]*[0-9])[\s0-9.,:/%$€£¥'-]+(?:e[+-]?[0-9]+)?%?"  # numbers, times, fractions
    r"(?:\s*(?:am|pm))?"
)
_MISTAKEN: Final = re.compile(
    rf"{_NUMERIC}|true|false|[0-9]*[\s-]*{_MONTHS}[\s-]*[0-9]*", re.IGNORECASE
)


def guarded(text: str) -> str:
    """A text as a table of text may hold it."""
    bare = text.lstrip("'")
    dangerous = bool(re.match(_FORMULA, bare)) or bool(_MISTAKEN.fullmatch(bare))
    return f"'{text}" if dangerous else text


def unguarded(text: str) -> str:
    """The text that was guarded; any other text as it is."""
    if not text.startswith("'"):
        return text
    bare = text[1:]
    return bare if guarded(bare) == text else text
