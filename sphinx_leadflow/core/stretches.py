"""Where a pattern stands inside a YAML value: its place in the file, however it is quoted."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING

from sphinx_leadflow.core.source import Position, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx_leadflow.core.source import Source

_LINE_END = re.compile(r"\r\n|\r|\n")


def stretches(
    pattern: re.Pattern[str], source: Source, span: Span, first_line: int
) -> Iterator[tuple[re.Match[str], Callable[[int, int], Span]]]:
    """Every match in the text that a value was written with, and what turns offsets of it into
    places of the file.

    `first_line` is the line on which the text begins: a block's is below its key.
    """
    starts = _line_starts(source.text)
    start, end = span.start, span.end
    if first_line > start.line:
        start = Position(first_line, 1)
    last = _offset(starts, end, len(source.text))

    def place(first: int, after: int) -> Span:
        return Span(span.path, _position(starts, first), _position(starts, after))

    for match in pattern.finditer(source.text, _offset(starts, start, last), last):
        yield match, place


def _offset(starts: tuple[int, ...], position: Position, end: int) -> int:
    if position.line > len(starts):  # the end of a text that breaks off
        return end
    return min(starts[position.line - 1] + position.column - 1, end)


def _position(starts: tuple[int, ...], offset: int) -> Position:
    line = bisect_right(starts, offset)
    return Position(line, offset - starts[line - 1] + 1)


@lru_cache(maxsize=2)
def _line_starts(text: str) -> tuple[int, ...]:
    """The offsets at which lines begin; the same file is asked for again and again."""
    return (0, *(match.end() for match in _LINE_END.finditer(text)))
