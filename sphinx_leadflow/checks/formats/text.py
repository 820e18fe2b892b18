"""Findings for people at a terminal: the place, a sentence, the line itself, what to paste."""

from __future__ import annotations

import textwrap
import unicodedata
from typing import TYPE_CHECKING

from sphinx_leadflow.checks.formats import capital, mended, sentence, summary, waivers
from sphinx_leadflow.checks.positions import line_of
from sphinx_leadflow.core.diagnostic import Severity
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.gates.printer import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx_leadflow.checks.run import Waived
    from sphinx_leadflow.core.diagnostic import Diagnostic, Related
    from sphinx_leadflow.core.source import Source, Span

_WIDTH = 80
_GUTTER = 6
"""Columns for a line's number."""
_STYLES = {
    "bold": "1",
    "dim": "2",
    "red": "1;31",
    "yellow": "1;33",
    "cyan": "1;36",
    "green": "32",
    "blue": "34",
}
_SEVERITIES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.ADVICE: "cyan"}


def render(
    diagnostics: tuple[Diagnostic, ...],
    sources: Mapping[str, Source],
    *,
    leads: int = 0,
    waived: tuple[Waived, ...] = (),
    colour: bool = False,
) -> str:
    """All findings, a summary and where to read more.

    Without `sources` no line of a file is shown: a public build must not quote what it withholds.
    """
    page = _Page(sources, _Paint(colour))
    blocks = ["\n".join(page.block(one)) + "\n" for one in diagnostics]
    return "\n".join([*blocks, "\n".join(page.end(diagnostics, leads, waived)) + "\n"])


@dataclass(frozen=True, slots=True)
class _Paint:
    """Colours, if there are any."""

    on: bool

    def __call__(self, style: str, text: str) -> str:
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self.on and text else text


@dataclass(frozen=True, slots=True)
class _Page:
    """Writes findings line by line."""

    sources: Mapping[str, Source]
    paint: _Paint

    def block(self, one: Diagnostic) -> Iterator[str]:
        """One finding.

        PATH:LINE:COLUMN: SEVERITY [CODE]
          Sentence.
             9 | the line
               |     ^^^^
          Hint:
             9 + the line to paste
          Note (PATH:LINE)
        """
        style = _SEVERITIES[one.severity]
        place = self.paint("bold", printable(str(one.span)))
        level = self.paint(style, one.severity.value)
        yield f"{place}: {level} {self.paint('dim', f'[{printable(one.code)}]')}"
        yield from _wrapped(sentence(one.message))
        line = self.line(one.span)
        if line.strip():
            if one.code == "yaml-indent":
                yield from self.neighbour(one.span)
            yield from self.quoted(one.span, line, style)
        yield from self.advice(one)
        for related in one.related:
            yield from self.note(related)

    def line(self, span: Span) -> str:
        """The line of a file on which a span begins; empty if the file may not be quoted."""
        source = self.sources.get(span.path)
        return line_of(source, span.start.line) if source else ""

    def neighbour(self, span: Span) -> Iterator[str]:
        """The line above, where a line is wrong only beside it."""
        above = line_of(self.sources[span.path], span.start.line - 1)
        if above.strip():
            yield self.margin(str(span.start.line - 1), "|") + _window(above.rstrip(), 0, 0)[0]

    def quoted(self, span: Span, line: str, style: str) -> Iterator[str]:
        """The line with its number, and a caret or an underline below the span."""
        start = span.start.column - 1
        end = span.end.column - 1 if span.end.line == span.start.line else start
        shown, before, length = _window(line.rstrip(), start, max(end, start))
        yield self.margin(str(span.start.line), "|") + shown
        yield self.margin("", "|") + " " * before + self.paint(style, "^" * length)

    def margin(self, number: str, sign: str) -> str:
        return self.paint("dim", f"{number:>{_GUTTER}} {sign}") + " "

    def advice(self, one: Diagnostic) -> Iterator[str]:
        """The hint, and below it the lines to paste."""
        if one.hint:
            colon = ":" if one.paste and not one.hint.endswith((".", "?")) else ""
            text = one.hint + colon if colon else sentence(one.hint)
            for part in _wrapped(sentence(text)):
                yield self.paint("green", part) if one.paste else part
        fixed = mended(one, self.sources)
        if fixed:
            yield self.pasted(fixed, str(one.span.start.line))
        for paste in one.paste.split("\n") if one.paste else ():
            yield self.pasted(paste, "")

    def pasted(self, line: str, number: str) -> str:
        return self.paint("green", f"{number:>{_GUTTER}} +") + f" {printable(line)}"

    def note(self, related: Related) -> Iterator[str]:
        place = f"({related.span.path}:{related.span.start.line})"
        yield from _wrapped(f"{capital(related.note)} {place}")

    def end(
        self, diagnostics: tuple[Diagnostic, ...], leads: int, waived: tuple[Waived, ...]
    ) -> Iterator[str]:
        """The summary, what is waived, and how to read more."""
        line = summary(diagnostics, leads, waived)
        yield self.paint("bold", line) if diagnostics else line
        for waiver in waivers(waived):
            yield self.paint("dim", f"Waived: {printable(waiver)}")
        if diagnostics:
            worst = min(diagnostics, key=lambda one: list(Severity).index(one.severity))
            hint = f"To read more about one: leadflow explain {printable(worst.code)}"
            yield self.paint("dim", hint)


def _wrapped(text: str) -> list[str]:
    """Prose below a finding's first line, within the width of a terminal."""
    text = printable(text)
    if text and len(text) + 2 <= _WIDTH and not text.endswith(" "):
        return [f"  {text}"]
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent="  ",
        subsequent_indent="  ",
        break_on_hyphens=False,
        break_long_words=False,
    )


def _window(line: str, start: int, end: int) -> tuple[str, int, int]:
    """A line cut to what fits around a span, how far the mark is indented, and how long it is."""
    room = _WIDTH - _GUTTER - 3
    shown = printable(line)
    before = _columns(printable(line[:start]))
    length = max(_columns(printable(line[start:end])), 1)
    if _columns(shown) <= room:
        return shown, before, min(length, max(room - before, 1))
    first = max(0, min(start - room // 3, len(line) - room))
    lead = "…" if first else ""
    cut = _cut(lead + printable(line[first:]), room)
    before = _columns(lead + printable(line[first:start]))
    return cut, before, min(length, max(room - before, 1))


def _cut(text: str, room: int) -> str:
    """As much of a text as fits, with an ellipsis if that is not all."""
    if _columns(text) <= room:
        return text
    used = 0
    for index, character in enumerate(text):
        used += _columns(character)
        if used > room - 1:
            return text[:index] + "…"
    return text


def _columns(text: str) -> int:
    """How many columns a text takes up on a terminal."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    marks = sum(bool(unicodedata.combining(character)) for character in text)
    return len(text) + wide - marks
