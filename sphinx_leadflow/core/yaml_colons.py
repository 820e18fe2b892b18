"""Colons that are missing, or that stand in a text and look like those behind a key."""

from __future__ import annotations

import re

from sphinx_leadflow.core.diagnostic import Diagnostic, Mend
from sphinx_leadflow.core.yaml_fault import (
    KEY,
    QUOTE_HINT,
    Explanation,
    Fault,
    indent,
    line_before,
    opening_of_block,
)
from sphinx_leadflow.core.yaml_quotes import quoted

_GLUED = re.compile(r"\s*(?:- +)*([A-Za-z_][\w-]*):(?=[^\s/])")


_PAIRS = re.compile(r"[A-Za-z_][\w-]*: +[^,:]+, +[A-Za-z_][\w-]*: +[^{}]*$")


def _colon_in_text(fault: Fault) -> Diagnostic | None:
    """`key: some text: more`, where the second colon is the trouble."""
    line = fault.text(fault.line)
    key = KEY.match(line)
    if "mapping values" not in fault.problem or key is None or fault.column <= key.end():
        return None
    pairs = _PAIRS.search(line, key.end())
    if pairs:
        start, end = pairs.start() + 1, len(line.rstrip()) + 1
        return fault.found(
            "yaml-colon",
            fault.line,
            fault.column,
            "several pairs of `key: value` on one line stand between braces",
            "write { in front of them and } behind them",
            Mend(start, start, "{", ((end, end, "}"),)),
        )
    return fault.found(
        "yaml-colon",
        fault.line,
        fault.column,
        "a colon with a space behind it, inside a text, looks like another key",
        QUOTE_HINT,
        quoted(line, fault.column),
    )


def _line_without_colon(fault: Fault) -> Diagnostic | None:
    """A line like `owner amara` or `owner:amara`: the parser trips over the next one."""
    if "mapping values" not in fault.problem and "expected ':'" not in fault.problem:
        return None
    numbers = (
        [fault.start_line] if fault.start_line else [line_before(fault, fault.line), fault.line]
    )
    for number in numbers:
        line = fault.text(number)
        glued = _GLUED.match(line)
        if glued:
            return fault.found(
                "yaml-colon",
                number,
                glued.end() + 1,
                "there must be a space after the colon",
                f"write `{glued[1]}: …`",
                Mend(glued.end() + 1, glued.end() + 1, " "),
            )
    number = numbers[0]
    line = fault.text(number)
    opening = opening_of_block(fault, number)
    if opening and not KEY.match(line):
        return _out_of_block(fault, number, opening)
    if number and not KEY.match(line) and not line.lstrip().startswith("- "):
        return fault.found(
            "yaml-colon",
            number,
            indent(line) + 1,
            "this line has no `key:` at its beginning",
            "write `key: value`, or indent the line below the text it continues",
        )
    return None


def _out_of_block(fault: Fault, number: int, opening: int) -> Diagnostic:
    """A line of a text after `|` that is not indented as such a text must be."""
    width = indent(fault.text(number))
    inside = opening + 1 if opening + 1 < number else 0
    right = indent(fault.text(inside)) if inside else indent(fault.text(opening)) + 2
    return fault.found(
        "yaml-indent",
        number,
        width + 1,
        f"this line belongs to the text that line {opening} begins, and stands too far left",
        f"begin it at column {right + 1}",
        Mend(1, width + 1, " " * right),
    )


COLONS: tuple[Explanation, ...] = (_colon_in_text, _line_without_colon)
"""The order matters: the first that recognises its mistake explains it."""
