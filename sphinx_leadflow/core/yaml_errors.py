"""What a YAML parser's complaint means to somebody who has never seen YAML.

The parser says where it gave up, which is often not where the mistake is, and its text
may quote the file. Here the lines around that place are looked at again: the diagnostic
names the place of the mistake and what would be right, and never quotes a value.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import yaml

from sphinx_leadflow.core.diagnostic import Diagnostic, Mend, Severity
from sphinx_leadflow.core.source import Span
from sphinx_leadflow.core.yaml_colons import COLONS
from sphinx_leadflow.core.yaml_fault import Explanation, Fault, lines_of
from sphinx_leadflow.core.yaml_habits import HABITS
from sphinx_leadflow.core.yaml_layout import LAYOUT
from sphinx_leadflow.core.yaml_signs import SIGNS

if TYPE_CHECKING:
    from sphinx_leadflow.core.source import Source


_UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_CONFLICT = re.compile(r"(<{7}|>{7}|\|{7})( |$)|={7}$")


def explain(error: yaml.YAMLError, source: Source) -> Diagnostic:
    """The one diagnostic for a text that is no YAML."""
    if isinstance(error, yaml.reader.ReaderError):
        return _control_character(source)
    fault = _fault(error, source)
    for explanation in _EXPLANATIONS:
        diagnostic = explanation(fault)
        if diagnostic is not None:
            return _tried(diagnostic, fault)
    return fault.found(
        "yaml-syntax",
        *_place(fault),
        "this is not valid YAML from here on",
        "compare the line with its neighbours: indentation, colons, quotes",
    )


def _place(fault: Fault) -> tuple[int, int]:
    """Where the parser gave up; behind the last word if the text ended too early."""
    rest = fault.lines[fault.line - 1 :]
    if any(line.strip() for line in rest):
        return fault.line, fault.column
    written = (n for n in range(fault.line - 1, 0, -1) if fault.text(n).strip())
    last = next(written, 1)
    return last, len(fault.text(last).rstrip()) + 1


def _tried(diagnostic: Diagnostic, fault: Fault) -> Diagnostic:
    """The diagnostic, without its mend if the parser would not get past the mended line."""
    if diagnostic.mend is None:
        return diagnostic
    number = diagnostic.span.start.line
    line = diagnostic.mend.of(fault.text(number))
    text = "\n".join([*fault.lines[: number - 1], line, *fault.lines[number:]])
    text = re.sub("[\x85\u2028\u2029]", " ", text)
    try:
        for _event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            pass
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        if mark is None or mark.line + 1 <= max(number, fault.line):
            return replace(diagnostic, mend=None)
    return diagnostic


def _fault(error: yaml.YAMLError, source: Source) -> Fault:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    start = getattr(error, "context_mark", None)
    problem = str(getattr(error, "problem", "") or "")
    return Fault(
        source.path,
        lines_of(source.text),
        problem,
        mark.line + 1 if mark else 1,
        mark.column + 1 if mark else 1,
        start.line + 1 if start else 0,
        start.column + 1 if start else 0,
    )


def _control_character(source: Source) -> Diagnostic:
    """The parser counts bytes up to the character that it refuses, so it is looked for again."""
    match = _UNREADABLE.search(source.text)
    before = lines_of(source.text[: match.start() if match else 0])
    place = Span.at(source.path, len(before), len(before[-1]) + 1)
    return Diagnostic(
        "control-character",
        Severity.ERROR,
        "there is an invisible control character here",
        place,
        "delete it and type the text again",
    )


def _conflict(fault: Fault) -> Diagnostic | None:
    """What git leaves in a file when two people changed the same lines."""
    number = next((n for n, line in enumerate(fault.lines, 1) if _CONFLICT.match(line)), 0)
    if not number:
        return None
    return fault.found(
        "yaml-syntax",
        number,
        1,
        "an unresolved merge conflict begins here: two versions of the same lines",
        "keep the lines that are right, and remove the lines that begin with `<<<<<<<`, "
        "`=======` and `>>>>>>>`",
    )


def _tab(fault: Fault) -> Diagnostic | None:
    line = fault.text(fault.line)
    space = line[: len(line) - len(line.lstrip())]
    if "\t" not in space and "tab" not in fault.problem:
        return None
    column = line.find("\t") + 1 or fault.column
    return fault.found(
        "yaml-tab",
        fault.line,
        column,
        "this line is indented with a tab",
        "use spaces, two for each level",
        Mend(1, len(space) + 1, space.replace("\t", "  ")) if "\t" in space else None,
    )


_EXPLANATIONS: tuple[Explanation, ...] = (
    _conflict,
    _tab,
    *HABITS,
    *SIGNS,
    *COLONS,
    *LAYOUT,
)
"""The order matters: the first that recognises its mistake explains it."""
