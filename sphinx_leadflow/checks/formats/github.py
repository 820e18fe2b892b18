"""Findings for GitHub: annotations beside the lines, and the whole list as Markdown.

Only the first ten annotations of each kind are shown by GitHub; the list has them all.
Format: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from sphinx_leadflow.checks.formats import capital, mended, sentence, summary, waivers
from sphinx_leadflow.core.diagnostic import Severity
from sphinx_leadflow.core.gates import markdown as gate
from sphinx_leadflow.core.gates.printer import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx_leadflow.checks.run import Waived
    from sphinx_leadflow.core.diagnostic import Diagnostic
    from sphinx_leadflow.core.source import Source, Span

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "notice"}
_NOTHING: Mapping[str, Source] = MappingProxyType({})
_MOST_BYTES = 1_000_000
"""GitHub refuses a summary larger than 1 MiB."""


def commands(diagnostics: tuple[Diagnostic, ...], sources: Mapping[str, Source] = _NOTHING) -> str:
    """One workflow command for each finding, to be printed in a job.

    Without `sources` no line of a file is shown: a public build must not quote what it withholds.
    """
    return "".join(f"{_annotation(one, mended(one, sources))}\n" for one in diagnostics)


def _annotation(one: Diagnostic, fixed: str) -> str:
    start, end = one.span.start, one.span.end
    place = {
        "file": one.span.path.removeprefix("./"),
        "line": str(start.line),
        "col": str(start.column),
    }
    if end > start:
        place["endLine"] = str(end.line)
        if end.line == start.line:
            place["endColumn"] = str(end.column)
    place["title"] = one.code
    properties = ",".join(f"{key}={_property(value)}" for key, value in place.items())
    text = "%0A".join(_data(line) for line in _lines(one, fixed))
    return f"::{_COMMANDS[one.severity]} {properties}::{text}"


def _lines(one: Diagnostic, fixed: str) -> Iterator[str]:
    """The sentence, the hint, the lines to paste or the line put right, and related places."""
    yield sentence(one.message)
    if one.hint:
        yield sentence(f"{one.hint}:" if one.paste else one.hint)
    yield from one.paste.split("\n") if one.paste else ()
    if fixed:
        yield _instead(one)
        yield fixed
    for related in one.related:
        yield f"{capital(related.note)} ({related.span.path}:{related.span.start.line})"


def _instead(one: Diagnostic) -> str:
    return f"Write line {one.span.start.line} so:"


def _data(text: str) -> str:
    return printable(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def markdown(
    diagnostics: tuple[Diagnostic, ...],
    leads: int = 0,
    waived: tuple[Waived, ...] = (),
    sources: Mapping[str, Source] = _NOTHING,
) -> str:
    """The whole list for the summary of a job, file by file; `sources` as for `commands`."""
    parts = [f"### leadflow check\n\n{gate.prose(summary(diagnostics, leads, waived))}\n"]
    parts += [f"- Waived: {gate.prose(one)}\n" for one in waivers(waived)]
    size, path = 0, ""
    for number, one in enumerate(diagnostics):
        part = _item(one, mended(one, sources))
        if one.span.path != path:
            part = f"\n#### {gate.code(one.span.path)}\n\n{part}"
        path = one.span.path
        size += len(part.encode("utf-8", "replace"))
        if size > _MOST_BYTES:
            parts.append(f"\nAnd {len(diagnostics) - number} more.\n")
            break
        parts.append(part)
    return "".join(parts)


def _item(one: Diagnostic, fixed: str) -> str:
    start = one.span.start
    lines = [
        f"- **line {start.line}, column {start.column}: {one.severity.value}** "
        f"{gate.code(one.code)}  \n  {gate.prose(sentence(one.message))}"
    ]
    if one.hint:
        lines.append(f"  {gate.prose(sentence(f'{one.hint}:' if one.paste else one.hint))}")
    lines += [
        f"  {gate.prose(capital(related.note))} ({_place(related.span)})" for related in one.related
    ]
    if fixed:
        lines.append(f"  {_instead(one)}")
    text = "  \n".join(lines) + "\n"
    return f"{text}\n{gate.block(one.paste or fixed, '  ')}\n" if one.paste or fixed else text


def _place(span: Span) -> str:
    return gate.code(f"{span.path}:{span.start.line}")
