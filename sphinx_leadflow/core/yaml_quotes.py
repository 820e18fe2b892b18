"""A value that YAML takes apart, put in quotes: the edit that mends its line."""

from __future__ import annotations

import re

from sphinx_leadflow.core.diagnostic import Mend

_PAIR_IN_BRACES = re.compile(r"[{,] *[\w-]+: +(?=\S)")
_PAIR = re.compile(r"\s*(?:- +)*[\w-]+: +(?=\S)")
_ENTRY = re.compile(r"\s*(?:- +)+(?=\S)")
_NEXT_PAIR = re.compile(r", *[A-Za-z_][\w-]*: ")
_CLOSING = re.compile(r"[}\]]+\s*$")


def quoted(line: str, column: int, braces: bool = False) -> Mend | None:
    """Quotes around the value that holds a column, from 1; nothing where its ends are not clear.

    `braces` says that the value stands between braces, where a comma or a brace may end it.
    """
    found = _in_braces(line, column) if braces else _in_block(line, column)
    return _around(line, *found) if found else None


def _in_braces(line: str, column: int) -> tuple[int, int] | None:
    starts = [match.end() for match in _PAIR_IN_BRACES.finditer(line) if match.end() < column]
    if not starts:
        return None
    behind = _NEXT_PAIR.search(line, column) or _CLOSING.search(line, column - 1)
    return (starts[-1], behind.start()) if behind else None


def _in_block(line: str, column: int) -> tuple[int, int] | None:
    match = _PAIR.match(line) or _ENTRY.match(line)
    end = len(line.rstrip())
    if match is None or not match.end() < end or column <= match.end() or " #" in line:
        return None
    return match.end(), end


def _around(line: str, start: int, end: int) -> Mend | None:
    value = line[start:end]
    outer = value[0] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else ""
    inner = value[1:-1] if outer else value
    sign = next((one for one in "\"'" if one not in inner), "")
    if not sign or (sign == '"' and "\\" in inner):
        return None
    width = len(outer)
    return Mend(start + 1, start + 1 + width, sign, ((end + 1 - width, end + 1, sign),))
