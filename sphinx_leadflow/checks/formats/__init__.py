"""Findings as text for a terminal, for GitHub and for programs: pure functions of findings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_leadflow.checks.positions import line_of
from sphinx_leadflow.core.diagnostic import Severity
from sphinx_leadflow.core.words import count, joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx_leadflow.checks.run import Waived
    from sphinx_leadflow.core.diagnostic import Diagnostic
    from sphinx_leadflow.core.source import Source

_DID_YOU_MEAN = re.compile(r"did you mean (\S+)\?")
_WRITE = re.compile(r"write (\S+|[0-9]+ [a-z]+|true(?=,)|false(?=,))(?:$|, in lower case)")
_EXACT = (
    "not-a-date",
    "not-a-duration",
    "not-a-flag",
    "not-a-number",
    "not-an-id",
    "unknown-person",
)
"""Findings whose hint, where it is one word to write, is what should stand there."""

_UNQUOTED = ("yaml-braces", "no-anchor", "no-tag")
"""Findings that quotes around the whole text mend."""

_FIRST_WORD = re.compile(r"[a-z]+(?=[\s,])|known(?=: )")
_NOUNS = {
    Severity.ERROR: ("error", "errors"),
    Severity.WARNING: ("warning", "warnings"),
    Severity.ADVICE: ("piece of advice", "pieces of advice"),
}


def sentence(message: str) -> str:
    """A message as a sentence: with a capital, if it begins with a plain word, and a full stop."""
    if _FIRST_WORD.match(message):
        message = message[0].upper() + message[1:]
    return message if message.endswith((".", "?", "!", "…", ":")) else f"{message}."


def capital(text: str) -> str:
    """A text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def mended(one: Diagnostic, sources: Mapping[str, Source]) -> str:
    """The line on which a finding begins as it should be, where that is certain; else nothing.

    It is a line of the file: without `sources`, as in a public build, there is none.
    """
    source = sources.get(one.span.path)
    line = line_of(source, one.span.start.line).rstrip() if source else ""
    if one.paste or not line.strip():
        return ""
    if one.mend:
        return one.mend.of(line)
    if one.code in _UNQUOTED and "quotes" in one.hint:
        from sphinx_leadflow.core.yaml_quotes import quoted  # most files have none of these

        before = line[: one.span.start.column - 1]
        braces = one.code == "yaml-braces" or before.count("{") > before.count("}")
        edit = quoted(line, one.span.start.column, braces)
        return edit.of(line) if edit else ""
    word = _DID_YOU_MEAN.match(one.hint) or (one.code in _EXACT and _WRITE.match(one.hint))
    start, end = one.span.start.column - 1, one.span.end.column - 1
    if word and one.span.start.line == one.span.end.line and start < end <= len(line):
        return line[:start] + word[1] + line[end:]
    return ""


def tally(diagnostics: Iterable[Diagnostic]) -> str:
    """How many of each severity: `3 errors and 1 warning`; empty if there is none."""
    levels = [one.severity for one in diagnostics]
    parts = [
        count(levels.count(level), *nouns) for level, nouns in _NOUNS.items() if level in levels
    ]
    return joined(parts)


def waivers(waived: Iterable[Waived]) -> list[str]:
    """Each waiver that holds something back, once: the rule, its place and its end. Not why:
    that is for the team."""
    lines = [
        f"{one.waiver.rule} ({one.waiver.span.path}:{one.waiver.span.start.line}, "
        f"{f'until {one.waiver.until}' if one.waiver.until else 'without an end'})"
        for one in waived
    ]
    return list(dict.fromkeys(lines))


def summary(
    diagnostics: tuple[Diagnostic, ...], leads: int, waived: tuple[Waived, ...] = ()
) -> str:
    """The whole result in one line."""
    some = f", {count(len(waived), 'finding')} waived" if waived else ""
    if not diagnostics:
        return f"No problems in {count(leads, 'lead')}{some}."
    paths = {one.span.path for one in diagnostics}
    inside = {path for path in paths if "/leads/" in path}
    places = ["process.yaml"] if any(path.endswith("/process.yaml") for path in paths) else []
    if inside:
        few = len(inside) <= leads
        files = f"{len(inside)} of {count(leads, 'lead')}" if few else count(len(inside), "file")
        places.append(files)
    where = f" in {joined(places)}" if places else ""
    return f"{tally(diagnostics)}{where}{some}."
