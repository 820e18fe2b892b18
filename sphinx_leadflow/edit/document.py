"""A file's text with its syntax tree, and where in the text each part of the tree ends."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from sphinx_leadflow.core.diagnostic import Report
from sphinx_leadflow.core.source import Source
from sphinx_leadflow.core.syntax import Mapping, Scalar, Sequence, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.core.source import Position
    from sphinx_leadflow.core.syntax import Node

_BREAK = re.compile(r"\r\n|\r|\n")
_NO_BREAK = re.compile(r"[^\r\n]")
_BLANK_END = re.compile(r"(?:(?:\r\n|\r|\n)[ \t]*)+\Z")
_FILLING = re.compile(r"(?:[\s,]|(?<=\s)#[^\r\n]*)*")
"""What may stand between the last entry and the closing bracket."""
_COMMENT = re.compile(r"(?<!\S)#[^\r\n]*")
_COMMENT_LINE = re.compile(r"([ \t]*)#")
_HEADER = re.compile(r"[|>][-+0-9]*")
"""The sign of a block of text, with its indicators."""


class Refused(Exception):
    """An edit that was not made. The text says why, and never quotes a value."""


class Document:
    """One file's text, read as a mapping. Offsets count characters from 0."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0, *(match.end() for match in _BREAK.finditer(text))]
        self.root = _root(text)

    def offset(self, position: Position) -> int:
        """A position of the syntax tree as an offset."""
        if position.line > len(self._starts):  # the end of a text that breaks off
            return len(self.text)
        return min(self._starts[position.line - 1] + position.column - 1, len(self.text))

    def start(self, node: Node) -> int:
        """Where a node begins."""
        return self.offset(node.span.start)

    def end(self, node: Node) -> int:
        """Where a node's own text ends: without comments and blank lines that follow it."""
        if isinstance(node, Scalar):
            end = self.offset(node.span.end)
            return self._block_end(node, end) if node.block else end
        last = self.last_child(node)
        end = self.start(node) + 1 if last is None else self.end(last)
        return self.closing(node) + 1 if self.braced(node) else end

    def _block_end(self, node: Scalar, end: int) -> int:
        """The parser counts blank lines behind a block of text; only `+` makes them part of it."""
        header = _HEADER.match(self.text, self.start(node))
        if header is not None and "+" in header[0]:
            return end
        start = self.start(node)
        return start + len(_BLANK_END.sub("", self.text[start:end]))

    def header_end(self, node: Scalar) -> int:
        """Where the sign of a block of text ends: `|-` and the like."""
        header = _HEADER.match(self.text, self.start(node))
        return header.end() if header else self.start(node)

    def braced(self, node: Node) -> bool:
        """Whether a list or a mapping stands between brackets."""
        return not isinstance(node, Scalar) and self.text[self.start(node)] in "[{"

    def last_child(self, node: Mapping | Sequence) -> Node | None:
        """The last value of a collection."""
        if isinstance(node, Sequence):
            return node.items[-1] if node.items else None
        return list(node.entries.values())[-1][1] if node.entries else None

    def closing(self, node: Mapping | Sequence) -> int:
        """Where the closing bracket of a braced collection stands."""
        last = self.last_child(node)
        inner = self.start(node) + 1 if last is None else self.end(last)
        filling = _FILLING.match(self.text, inner)
        place = filling.end() if filling else inner
        if self.text[place : place + 1] not in ("]", "}"):
            raise Refused(f"line {node.line}: these brackets are not understood")
        return place

    def line_start(self, offset: int) -> int:
        """The beginning of the line that holds an offset."""
        return self._starts[bisect_right(self._starts, offset) - 1]

    def next_line(self, offset: int) -> int:
        """The beginning of the line after the one that holds an offset, or the end."""
        match = _BREAK.search(self.text, offset)
        return match.end() if match else len(self.text)

    def newline(self, offset: int) -> str:
        """The line end in use just before an offset; that of the file's first line elsewhere."""
        before = _BREAK.findall(self.text, 0, offset)
        after = _BREAK.search(self.text, offset)
        return before[-1] if before else after[0] if after else "\n"

    def below(self, node: Node, column: int) -> int:
        """Where the line after an entry begins, and after the comments that belong to it.

        Comments on lines of their own belong to it if they follow at once and are indented more
        than `column`, the width before the entry's key.
        """
        end = self.end(node)
        at_line_start = end in self._starts and end > self.start(node)
        place = end if at_line_start else self.next_line(end)
        while match := _COMMENT_LINE.match(self.text, place):
            if len(match[1]) <= column:
                break
            place = self.next_line(place)
        return place

    def scalars(self, node: Node | None = None) -> Iterator[Scalar]:
        """Every key and every single value, in order."""
        node = self.root if node is None else node
        if isinstance(node, Scalar):
            yield node
        elif isinstance(node, Sequence):
            for item in node.items:
                yield from self.scalars(item)
        else:
            for key, value in node.items():
                yield key
                yield from self.scalars(value)

    def comments(self, start: int = 0, end: int | None = None) -> list[str]:
        """The comments of the file, or of a stretch of it, in order."""
        masked = list(self.text)
        for node in self.scalars():
            for first, last in self._covered(node):
                masked[first:last] = _NO_BREAK.sub("x", self.text[first:last])
        stop = len(masked) if end is None else end
        return [match[0] for match in _COMMENT.finditer("".join(masked), start, stop)]

    def _covered(self, node: Scalar) -> Iterator[tuple[int, int]]:
        start, end = self.start(node), self.end(node)
        if node.block:
            yield start, self.header_end(node)
            start = min(self.next_line(start), end)
        yield start, end


def _root(text: str) -> Mapping:
    report = Report()
    root = parse(Source("", text, ""), report)
    for found in report:
        raise Refused(f"line {found.span.start.line}: {found.message}")
    if root is None:
        raise Refused("the file is empty")
    if not isinstance(root, Mapping):
        raise Refused("the file is not lines of `key: value`")
    return root
