"""A YAML parser's complaint, and the lines around it to look at again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from sphinx_leadflow.core.diagnostic import Diagnostic, Mend, Severity
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.source import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


KEY = re.compile(r"\s*(?:- +)*([A-Za-z_][\w-]*)\s*:(?:\s|$)")

_OPENS_BLOCK = re.compile(r":\s+[|>][+-]?[0-9]?[+-]?\s*(?:#.*)?$")

QUOTE_HINT = "put the whole text in double quotes, or on lines of its own below `key: |`"


@dataclass(frozen=True, slots=True)
class Fault:
    """A parser's complaint with its place, and the file's lines to look at."""

    path: str
    lines: list[str]
    problem: str
    line: int
    column: int
    start_line: int
    start_column: int
    """Where the construct began in which the parser gave up; 0 if it did not say."""

    @property
    def expected_entry(self) -> bool:
        """Whether the parser wanted another key, or another item of a list."""
        return "expected key" in self.problem or "'-' indicator" in self.problem

    def text(self, number: int) -> str:
        """A line by its number, from 1; empty outside the file."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def found(
        self, code: str, line: int, column: int, message: str, hint: str, mend: Mend | None = None
    ) -> Diagnostic:
        """The error at a place."""
        place = self.place(line, column)
        return Diagnostic(code, Severity.ERROR, message, place, hint, mend=mend)

    @property
    def near(self) -> Iterator[int]:
        """The lines on which the mistake may be."""
        numbers = (self.start_line, line_before(self, self.line), self.line)
        return (number for number in dict.fromkeys(numbers) if number)

    def place(self, line: int, column: int) -> Span:
        """The place, moved inside the file when the parser stopped behind its end."""
        last = max(len(self.lines), 1)
        if line > last:
            line, column = last, len(self.text(last)) + 1
        return Span.at(self.path, line, min(column, len(self.text(line)) + 1))


Explanation: TypeAlias = "Callable[[Fault], Diagnostic | None]"
"""Recognises one kind of mistake, or says nothing."""


def lines_of(text: str) -> list[str]:
    """Lines as editors count them."""
    return re.split(r"\r\n|[\n\r]", text)


def is_braced(line: str) -> bool:
    """Whether a line begins with a brace."""
    return line.lstrip().startswith("{")


def line_before(fault: Fault, number: int) -> int:
    """The last line before that is neither empty nor a comment; 0 if there is none."""
    for above in range(number - 1, 0, -1):
        text = fault.text(above).strip()
        if text and not text.startswith("#"):
            return above
    return 0


def indent(line: str) -> int:
    """How many spaces a line begins with."""
    return len(line) - len(line.lstrip(" "))


def is_item(line: str) -> bool:
    """Whether a line begins an entry of a list."""
    return line.lstrip().startswith("- ")


def opening_of_block(fault: Fault, number: int) -> int:
    """The line above, ending in `|` or `>`, whose text a line without a key carries on; or 0."""
    width = indent(fault.text(number))
    for above in range(number - 1, 0, -1):
        line = fault.text(above)
        if _OPENS_BLOCK.search(line):
            return above if indent(line) <= width else 0
        if line.strip() and (indent(line) <= width or KEY.match(line)):
            return 0
    return 0
