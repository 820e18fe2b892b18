"""Where the words of a lead's file stand, for findings about keys that the model keeps no place of.

A file is only looked at again when something in it is to be reported.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from sphinx_leadflow.core.diagnostic import Report
from sphinx_leadflow.core.reading import entries
from sphinx_leadflow.core.stretches import stretches
from sphinx_leadflow.core.syntax import Mapping, Scalar, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from collections.abc import Mapping as Mapping_

    from sphinx_leadflow.core.model import Event
    from sphinx_leadflow.core.source import Source, Span
    from sphinx_leadflow.core.syntax import Node
    from sphinx_leadflow.core.text import Text

_LINE_ENDS = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")


_MOST_TREES = 8
"""So many trees are kept: rules judge one lead after the other, and a tree is large."""


def line_of(source: Source, number: int) -> str:
    """A line of a file, as YAML counts lines; empty if there is none of that number."""
    lines = _lines(source.text)
    return lines[number - 1] if 0 < number <= len(lines) else ""


@lru_cache(maxsize=8)
def _lines(text: str) -> list[str]:
    """A text's lines; they are asked for several times, for one finding after the other."""
    if text.isascii() and "\r" not in text:
        return text.split("\n")
    return _LINE_ENDS.split(text)


class Positions:
    """Keys and values of lead files by place. Without sources it knows nothing."""

    def __init__(self, sources: Mapping_[str, Source]) -> None:
        self._sources = sources
        self._trees: dict[str, Mapping | None] = {}

    def knows(self, path: str) -> bool:
        """Whether a file's text is at hand: in a public build no lead's is."""
        return path in self._sources

    def key(self, path: str, names: Iterable[str]) -> Scalar | None:
        """The first of some keys that stands at the top of a file."""
        tree = self._tree(path)
        found = (tree.entries[name][0] for name in names if name in tree.entries) if tree else ()
        return next(iter(found), None)

    def value(self, path: str, names: Iterable[str]) -> Node | None:
        """The value of that key, or nothing if nothing was written behind it."""
        tree = self._tree(path)
        values = [tree.entries[name][1] for name in names if name in tree.entries] if tree else []
        return next((one for one in values if not (isinstance(one, Scalar) and one.empty)), None)

    def lines(self, path: str, names: Iterable[str]) -> range:
        """The lines that a key and its value take up; none if the key is not there."""
        tree, key = self._tree(path), self.key(path, names)
        if tree is None or key is None:
            return range(0)
        after = [other.line for other, _value in tree.items() if other.line > key.line]
        return range(key.line, min(after, default=10**9))

    def in_event(self, event: Event, name: str) -> Node | None:
        """The value of a key in a history line."""
        history = self.value(event.span.path, ("history",))
        for line in entries(history) if history is not None else ():
            if isinstance(line, Mapping) and line.span.start == event.span.start:
                return line.get(name)
        return None

    def in_text(
        self, pattern: re.Pattern[str], text: Text
    ) -> Iterator[tuple[re.Match[str], Callable[[int, int], Span]]]:
        """Every match in a text, and what turns offsets of it into places of the file."""
        source = self._sources.get(text.span.path)
        if source is None:
            yield from ((match, lambda *_: text.span) for match in pattern.finditer(text.value))
        else:
            yield from stretches(pattern, source, text.span, text.first_line)

    def before(self, span: Span) -> str:
        """What stands on a line in front of a place, such as `  - ` before a list item."""
        line = self.line(span.path, span.start.line)
        return line[: span.start.column - 1]

    def line(self, path: str, number: int) -> str:
        """A line of a file; empty if it is not known."""
        source = self._sources.get(path)
        return line_of(source, number) if source else ""

    def _tree(self, path: str) -> Mapping | None:
        if path not in self._trees:
            if len(self._trees) == _MOST_TREES:
                self._trees.clear()
            source = self._sources.get(path)
            node = parse(source, Report()) if source else None
            self._trees[path] = node if isinstance(node, Mapping) else None
        return self._trees[path]
