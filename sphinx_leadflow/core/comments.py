"""Text that YAML takes for a comment, although it looks like part of a value."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_leadflow.core.diagnostic import Diagnostic, Severity
from sphinx_leadflow.core.source import Span
from sphinx_leadflow.core.syntax import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.core.diagnostic import Report
    from sphinx_leadflow.core.source import Source
    from sphinx_leadflow.core.syntax import Node

_GLUED = re.compile(r"\s*:?\s+(#)\w")
"""` #1`: who writes a comment puts a space behind the sign."""


def report_lost_text(node: Node | None, source: Source, report: Report) -> None:
    """Warn where ` #1` ends an unquoted value: YAML drops it without a word."""
    if node is None or " #" not in source.text:
        return
    lines = source.text.splitlines()
    for scalar in _ends(node):
        end = scalar.span.end
        line = lines[end.line - 1] if end.line <= len(lines) else ""
        match = _GLUED.match(line, end.column - 1)
        if match:
            report.add(
                Diagnostic(
                    "lost-text",
                    Severity.WARNING,
                    "the text from # on is a comment and is not read",
                    Span.at(source.path, end.line, match.start(1) + 1),
                    "put the whole text in quotes, or a space behind # if it is a comment",
                )
            )


def _ends(node: Node) -> Iterator[Scalar]:
    """The plain values behind which a comment may begin; for an empty value its key."""
    if isinstance(node, Scalar):
        if not node.style:
            yield node
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _ends(item)
    elif isinstance(node, Mapping):
        for key, value in node.items():
            yield from (key,) if isinstance(value, Scalar) and value.empty else _ends(value)
