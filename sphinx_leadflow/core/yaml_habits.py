"""Habits from other places: bullets, equals signs, remarks and brackets that YAML does not know."""

from __future__ import annotations

import re

from sphinx_leadflow.core.diagnostic import Diagnostic, Mend
from sphinx_leadflow.core.yaml_fault import Explanation, Fault, indent, is_item, line_before
from sphinx_leadflow.core.yaml_quotes import quoted

_FENCE = re.compile(r"(```|~~~)")
_REMARK = re.compile(r" *(<!--|//|/\*)")
_BULLET = re.compile(r" *([\u2022\u25cf\u25aa\u2023\xb7*+\u2013\u2014]|[0-9]{1,2}[.)]) +(?=[{\w])")
_EQUALS = re.compile(r"\s*(?:- +)*[A-Za-z_][\w-]*( *= *)(?=[^\s=])")
_ROUND = re.compile(r"(?:- +|: +)(\()(?= *[A-Za-z_][\w-]*: )")
_SEMICOLON = re.compile(r"(; *)(?=[A-Za-z_][\w-]*: )")
_KEY_IN_BRACES = re.compile(r"""\s*["']?[\w-]+["']?\s*:""")
_CLOSING = re.compile(r"[}\]]+$")


def _fence(fault: Fault) -> Diagnostic | None:
    number = next((n for n, line in enumerate(fault.lines, 1) if _FENCE.match(line)), 0)
    if not number:
        return None
    return fault.found(
        "yaml-sign",
        number,
        1,
        "this line belongs to a page in Markdown, and means nothing here",
        "remove it, and the one that ends what it began",
    )


def _remark(fault: Fault) -> Diagnostic | None:
    for number in fault.near:
        match = _REMARK.match(fault.text(number))
        if match:
            start, end = match.start(1) + 1, match.end(1) + 1
            message = "this line has no `key:` at its beginning, and a remark begins with #"
            return fault.found(
                "yaml-sign", number, start, message, "write # in front of it", Mend(start, end, "#")
            )
    return None


def _bullet(fault: Fault) -> Diagnostic | None:
    """`* {date: …}`: a list, as it is written elsewhere."""
    for number in fault.near:
        line = fault.text(number)
        match = _BULLET.match(line)
        above = fault.text(line_before(fault, number)).rstrip()
        if match and (above.endswith(":") or is_item(above) or _BULLET.match(above)):
            start, end = match.start(1) + 1, match.end(1) + 1
            message = "a line of a list begins with a dash and a space"
            return fault.found(
                "yaml-sign",
                number,
                start,
                message,
                f"write - instead of `{match[1]}`",
                Mend(start, end, "-"),
            )
    return None


def _equals(fault: Fault) -> Diagnostic | None:
    for number in fault.near:
        match = _EQUALS.match(fault.text(number))
        if match:
            return fault.found(
                "yaml-colon",
                number,
                match.start(1) + 1,
                "an equals sign stands here where a colon belongs",
                "write a colon and a space",
                Mend(match.start(1) + 1, match.end(1) + 1, ": "),
            )
    return None


def _round(fault: Fault) -> Diagnostic | None:
    """`- (date: …)`, where braces belong."""
    for number in fault.near:
        line = fault.text(number).rstrip()
        match = _ROUND.search(line)
        if match:
            start, end = match.start(1) + 1, len(line)
            closed = line.endswith(")")
            return fault.found(
                "yaml-braces",
                number,
                start,
                "pairs of `key: value` stand between { and }, not between ( and )",
                "write braces",
                Mend(start, start + 1, "{", ((end, end + 1, "}"),)) if closed else None,
            )
    return None


def _semicolon(fault: Fault) -> Diagnostic | None:
    if "',' or '}'" not in fault.problem:
        return None
    ends = [
        (match.start() + 1, match.end() + 1, ", ")
        for match in _SEMICOLON.finditer(fault.text(fault.line))
    ]
    if not ends or ends[0][0] > fault.column:
        return None
    first, *more = ends
    return fault.found(
        "yaml-braces",
        fault.line,
        first[0],
        "a semicolon stands here where a comma belongs",
        "write a comma and a space between two pairs of `key: value`",
        Mend(*first, tuple(more)),
    )


def _one_too_many(fault: Fault) -> Diagnostic | None:
    """`{…}}`: a closing sign for which nothing is open."""
    line = fault.text(fault.line).rstrip()
    rest = line[fault.column - 1 :]
    opened = line.count("{") + line.count("[")
    closed = line.count("}") + line.count("]")
    if not _CLOSING.fullmatch(rest) or closed <= opened:
        return None
    return fault.found(
        "yaml-braces",
        fault.line,
        fault.column,
        f"there is one {rest[0]} too many",
        "remove it",
        Mend(fault.column, fault.column + 1, ""),
    )


def _remark_in_braces(fault: Fault) -> Diagnostic | None:
    """`{note: ticket #42}`: what stands behind the # is not read, the brace included."""
    line = fault.text(fault.start_line)
    column = line.find(" #", max(fault.start_column - 1, 0)) + 2
    if "',' or '" not in fault.problem or fault.line == fault.start_line or column < 2:
        return None
    return fault.found(
        "yaml-braces",
        fault.start_line,
        column,
        "a # behind a space begins a remark: nothing behind it is read, closing signs included",
        "put the whole text in double quotes",
        quoted(line, column, braces=True),
    )


def _comma_at_end(fault: Fault) -> Diagnostic | None:
    """A line of a mapping in braces, as JSON is written, without its comma."""
    above = line_before(fault, fault.line)
    line = fault.text(above).rstrip()
    if (
        "',' or '" not in fault.problem
        or above <= fault.start_line
        or not fault.text(fault.start_line).rstrip().endswith(("{", "["))
        or not _KEY_IN_BRACES.match(fault.text(fault.line))
        or indent(fault.text(fault.line)) == 0
        or line.endswith((",", "{", "["))
    ):
        return None
    end = len(line) + 1
    return fault.found(
        "yaml-braces",
        above,
        end,
        "a comma is missing at the end of this line",
        "add it",
        Mend(end, end, ","),
    )


HABITS: tuple[Explanation, ...] = (
    _fence,
    _remark,
    _bullet,
    _round,
    _semicolon,
    _one_too_many,
    _remark_in_braces,
    _comma_at_end,
    _equals,
)
"""The order matters: the first that recognises its mistake explains it."""
