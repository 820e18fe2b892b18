"""Where findings stand, as the public may know it: no column tells how long a private text is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_leadflow.core.diagnostic import Report
from sphinx_leadflow.core.private import PrivateParts
from sphinx_leadflow.core.source import Position
from sphinx_leadflow.core.syntax import Mapping, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sphinx_leadflow.core.diagnostic import Diagnostic
    from sphinx_leadflow.core.model import Process
    from sphinx_leadflow.core.source import Source, Span


def public_places(
    found: Iterable[Diagnostic], leads: Iterable[Source], process: Process
) -> tuple[Diagnostic, ...]:
    """Findings whose places in the files of leads are points that private texts cannot move.

    What stands behind something private on the same line is told at the first private key there,
    and in a file that cannot be read at the beginning of the line.
    """
    sources = {one.path: one for one in leads}
    private: dict[str, dict[int, int]] = {}

    def first_columns(path: str) -> dict[int, int]:
        if path not in private:
            private[path] = _first_columns(sources[path], process)
        return private[path]

    def point(span: Span) -> Span:
        if span.path not in sources:
            return span
        line, column = span.start
        return _at(span, Position(line, min(column, first_columns(span.path).get(line, column))))

    return tuple(_moved(one, point) for one in found)


def on_lines(found: Diagnostic) -> Diagnostic:
    """A finding of a rule, its places in the files of leads told by their line alone: a rule does
    not see what stands before them."""

    def line(span: Span) -> Span:
        is_process = span.path.endswith("process.yaml")
        return span if is_process else _at(span, Position(span.start.line, 1))

    return _moved(found, line)


def _at(span: Span, start: Position) -> Span:
    return span._replace(start=start, end=start)


def _moved(found: Diagnostic, place: Callable[[Span], Span]) -> Diagnostic:
    related = tuple(replace(one, span=place(one.span)) for one in found.related)
    return replace(found, span=place(found.span), related=related)


def _first_columns(source: Source, process: Process) -> dict[int, int]:
    """The column of the first private key by line; 1 for every line of what cannot be read."""
    report = Report()
    tree = parse(source, report)
    if len(report) or not isinstance(tree, Mapping):
        return dict.fromkeys(range(1, source.text.count("\n") + 3), 1)
    found: dict[int, int] = {}
    for key in PrivateParts(process, Report()).within(tree):
        found[key.line] = min(key.column, found.get(key.line, key.column))
    return found
