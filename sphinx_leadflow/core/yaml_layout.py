"""Lines that begin at the wrong column, or divide the file."""

from __future__ import annotations

import re

from sphinx_leadflow.core.diagnostic import Diagnostic, Mend
from sphinx_leadflow.core.yaml_fault import (
    KEY,
    Explanation,
    Fault,
    indent,
    is_braced,
    is_item,
    line_before,
)

_OPENS_BLOCK = re.compile(r":\s+[|>][+-]?[0-9]?[+-]?\s*(?:#.*)?$")

_DIVIDERS = ("---", "...", "%")


def _behind_list(fault: Fault) -> Diagnostic | None:
    """`  action: call` below the lines of the history: a key of the lead, indented."""
    line = fault.text(fault.line)
    here = indent(line)
    if "'-' indicator" not in fault.problem or not here or not KEY.match(line) or is_item(line):
        return None
    above = [n for n in range(fault.line - 1, 0, -1) if fault.text(n).strip()]
    last = next((n for n in above if indent(fault.text(n)) <= here), 0)
    if not is_item(fault.text(last)) or not is_braced(fault.text(last).lstrip(" -")):
        return None
    parent = next(
        (n for n in above if indent(fault.text(n)) < here and KEY.match(fault.text(n))), 0
    )
    return (
        _misaligned(fault, fault.line, "like a line of the list above", parent) if parent else None
    )


def _indentation(fault: Fault) -> Diagnostic | None:
    number = fault.line
    previous = line_before(fault, number)
    here, there = indent(fault.text(number)), indent(fault.text(previous))
    if "document start" in fault.problem and here == 0:
        return _first_line_indented(fault)
    if here > there and "mapping values" in fault.problem:
        return _misaligned(fault, number, "further than its neighbours", previous)
    if not fault.expected_entry:
        return None
    neighbour = _neighbour(fault, number)
    if is_item(fault.text(number)) and here <= there and not is_item(fault.text(previous)):
        return _misplaced(fault, "a list item", "a key", "put `- ` below a line `key:`")
    if _key_column(fault.text(neighbour)) == here or _beside_items(fault, number):
        hint = "put `- ` in front of it, or remove the dashes above"
        return _misplaced(fault, "a key", "a list item", hint)
    return _misaligned(fault, number, "differently from its neighbours", neighbour)


def _beside_items(fault: Fault, number: int) -> bool:
    """Whether a key stands where the dashes above stand, and belongs to no entry of that list.

    An entry that is a text alone, or opens lines of its own, has no keys that a line could join;
    and a line that opens lines of its own is hardly one of them.
    """
    here = indent(fault.text(number))
    above = (fault.text(other) for other in range(number - 1, 0, -1))
    near = next((line for line in above if line.strip() and indent(line) <= here), "")
    if "'-' indicator" not in fault.problem or not is_item(near) or indent(near) != here:
        return False
    key = KEY.match(near)
    alone = key is None or key.end() >= len(near.rstrip())
    return alone or fault.text(number).rstrip().endswith(":")


def _misplaced(fault: Fault, what: str, expected: str, hint: str) -> Diagnostic:
    column = indent(fault.text(fault.line)) + 1
    message = f"{what} stands here where {expected} is expected"
    return fault.found("yaml-indent", fault.line, column, message, hint)


def _first_line_indented(fault: Fault) -> Diagnostic | None:
    first = next(
        (
            number
            for number in range(1, fault.line)
            if fault.text(number).strip() and not fault.text(number).startswith("#")
        ),
        0,
    )
    width = indent(fault.text(first))
    if not width:
        return None
    return fault.found(
        "yaml-indent",
        first,
        width + 1,
        f"this line is indented further than line {fault.line}",
        f"begin it at column 1, like line {fault.line}",
        Mend(1, width + 1, ""),
    )


def _key_column(line: str) -> int:
    """The indentation at which a line's key stands, list dashes counted as space."""
    match = re.match(r"\s*(?:- +)*", line)
    return match.end() if match else 0


def _neighbour(fault: Fault, number: int) -> int:
    """The line above whose beginning comes nearest to this one's; of several the last."""
    here, item = indent(fault.text(number)), is_item(fault.text(number))
    keyed = KEY.match(fault.text(number))  # else it may be the rest of a text
    above = [
        other
        for other in range(number - 1, 0, -1)
        if fault.text(other).strip()
        and not fault.text(other).lstrip().startswith("#")
        and not (keyed and _in_block(fault, other))
    ]
    items = [other for other in above if is_item(fault.text(other))]
    if fault.text(number).rstrip().endswith(":"):  # what stands below must stay inside
        below = _indent_below(fault, number)
        above = [n for n in above if _key_column(fault.text(n)) < below] or above
    return min(
        items if item and items else above,
        key=lambda other: abs(_beginning(fault.text(other), item) - here),
        default=number,
    )


def _indent_below(fault: Fault, number: int) -> int:
    """Where the next line begins that is not empty."""
    lines = (fault.text(other) for other in range(number + 1, len(fault.lines) + 1))
    return next((indent(line) for line in lines if line.strip()), 0)


def _in_block(fault: Fault, number: int) -> bool:
    """Whether a line belongs to a text after `|` or `>`."""
    width = indent(fault.text(number))
    for other in range(number - 1, 0, -1):
        line = fault.text(other)
        if line.strip() and indent(line) < width:
            width = indent(line)
            if _OPENS_BLOCK.search(line):
                return True
    return False


def _beginning(line: str, item: bool) -> int:
    """Where a line's dash stands, or its key."""
    return indent(line) if item else _key_column(line)


def _misaligned(fault: Fault, number: int, how: str, like: int) -> Diagnostic:
    line = fault.text(number)
    right = _beginning(fault.text(like), is_item(line)) + 1
    return fault.found(
        "yaml-indent",
        number,
        indent(line) + 1,
        f"this line is indented {how}: it begins at column {indent(line) + 1}",
        f"begin it at column {right}, like line {like}",
        Mend(1, indent(line) + 1, " " * (right - 1)),
    )


def _divider(fault: Fault) -> Diagnostic | None:
    known = ("document start", "YAML document", "directive")
    if not any(words in fault.problem for words in known):
        return None
    above = range(fault.line, 0, -1)
    line = next((one for one in above if fault.text(one).startswith(_DIVIDERS)), fault.line)
    return fault.found(
        "second-document",
        line,
        1,
        "lines that begin with `---`, `...` or `%` divide a file, and it must be one piece",
        "remove the line",
    )


LAYOUT: tuple[Explanation, ...] = (_behind_list, _indentation, _divider)
"""The order matters: the first that recognises its mistake explains it."""
