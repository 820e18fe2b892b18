"""Diagnostics: inert records of what is wrong, where, and what would be right."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, NamedTuple

from sphinx_leadflow.core.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.core.source import Span


class Severity(enum.Enum):
    """How much a finding matters. Errors and warnings fail a check; advice does not."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"

    @property
    def fails(self) -> bool:
        """Whether a check with such a finding fails."""
        return self is not Severity.ADVICE


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that belongs to a finding, and why."""

    span: Span
    note: str


class Mend(NamedTuple):
    """What would put a finding's first line right: an edit, which never holds a file's text."""

    start: int
    """The first column that is replaced, from 1."""
    end: int
    """The first column behind it that stays."""
    text: str
    more: tuple[tuple[int, int, str], ...] = ()
    """Further replacements on the same line, each behind the one before."""

    def of(self, line: str) -> str:
        """The line as it should be."""
        for start, end, text in reversed(((self.start, self.end, self.text), *self.more)):
            line = line[: start - 1] + text + line[end - 1 :]
        return line


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: a code, a sentence, a place, and what would be right.

    `message` and `hint` never hold a private value; `paste` holds lines that are valid YAML
    where the hint says to put them.
    """

    code: str
    severity: Severity
    message: str
    span: Span
    hint: str = ""
    paste: str = ""
    related: tuple[Related, ...] = ()
    mend: Mend | None = None

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.span}: {self.severity.value}: {self.message}{hint} [{self.code}]"


class Report:
    """Collects diagnostics; append-only."""

    def __init__(self) -> None:
        self._items: list[Diagnostic] = []
        self._paths: set[str] = set()

    def add(self, diagnostic: Diagnostic) -> None:
        """Append one diagnostic."""
        self._items.append(diagnostic)
        self._paths.add(diagnostic.span.path)

    def error(
        self,
        code: str,
        span: Span,
        message: str,
        *,
        hint: str = "",
        paste: str = "",
        related: tuple[Related, ...] = (),
        mend: Mend | None = None,
    ) -> None:
        """Append an error."""
        self.add(Diagnostic(code, Severity.ERROR, message, span, hint, paste, related, mend))

    def mentions(self, path: str) -> bool:
        """Whether anything is said about a file already."""
        return path in self._paths

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def sorted(self) -> tuple[Diagnostic, ...]:
        """All diagnostics by file, place and code, the process before the leads, each once.

        What several pipelines share is read for each of them, and found wrong each time. Of
        prose between braces every comma is a finding, and the first of the line says it all.
        """
        unique: dict[tuple[object, ...], Diagnostic] = {}
        for item in sorted(self._items, key=_sort_key):
            place = item.span.start.line if item.code == "yaml-braces" else item.span
            unique.setdefault((item.code, item.span.path, place, item.message), item)
        return tuple(unique.values())


def _sort_key(item: Diagnostic) -> tuple[bool, str, int, int, str, str]:
    path, start = item.span.path, item.span.start
    is_lead = not path.endswith("process.yaml")
    return is_lead, path, start.line, start.column, item.code, item.message
