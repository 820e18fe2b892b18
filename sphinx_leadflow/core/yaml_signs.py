"""Signs that are missing, doubled, or not what they look like: dashes, quotes, braces."""

from __future__ import annotations

import re

from sphinx_leadflow.core.diagnostic import Diagnostic, Mend
from sphinx_leadflow.core.yaml_fault import (
    QUOTE_HINT,
    Explanation,
    Fault,
    indent,
    is_braced,
    is_item,
    line_before,
)
from sphinx_leadflow.core.yaml_quotes import quoted

_VALUE_START = re.compile(r"[\w-]+:\s+(?=\S)")
_OPENING = re.compile(r"(?:: +|- +)([{\[])")
_DASH_GLUED = re.compile(r" *(?:- +)*-(?=[{\[]|[A-Za-z_][\w-]*:(?: |$))")
_WIDE_COLON = re.compile(r" *(?:- +)*([A-Za-z_][\w-]*) *(\uff1a\s*)")
_SPACES = {
    "\xa0": "a no-break space",
    "\u2007": "a figure space",
    "\u202f": "a narrow no-break space",
    "\u3000": "an ideographic space",
}
_ODD_SPACE = re.compile(rf" *(?:- *)*(?:[A-Za-z_][\w-]*:)?([{''.join(_SPACES)}])")
_NO_COMMA = re.compile(
    r"""[{,]\ *([\w-]+):\ +([\w.+-]+|"[^"]*"|'[^']*')(\uff0c\ *|\ +)([A-Za-z_][\w-]*)$""",
    re.VERBOSE,
)
_CLOSING = re.compile(r"[}\]]+$")
_PERSON = re.compile(r"(?:^|[\s{,])(?:owner|by): +$")
_REFUSALS = (
    "cannot start any token",
    "alphabetic or numeric",
    "node content",
    "entries are not allowed",
    "keys are not allowed",
    "tag",
)
"""What the parser says of a value that begins with a sign of its own."""
_EVENT = re.compile(r" *- +\{ *date: ")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EVENT_KEYS = ("date", "to", "note", "by", "until", "for", "reason", "from", "answers")


def odd_space(text: str) -> str:
    """What the character is called that a text begins with, if it only looks like a space."""
    return _SPACES.get(text[:1], "")


def _odd_space(fault: Fault) -> Diagnostic | None:
    for number in fault.near:
        line = fault.text(number)
        match = _ODD_SPACE.match(line)
        if match:
            column = match.start(1) + 1
            return fault.found(
                "yaml-indent",
                number,
                column,
                f"{odd_space(match[1])} stands here: it looks like a space and is none",
                "delete it and type an ordinary space",
                Mend(column, column + 1, " "),
            )
    return None


def _dash_glued(fault: Fault) -> Diagnostic | None:
    """`-{date: …}`, where the parser sees a text."""
    for number in fault.near:
        match = _DASH_GLUED.match(fault.text(number))
        if match:
            return fault.found(
                "yaml-sign",
                number,
                match.end() + 1,
                "there must be a space after a dash that begins an entry of a list",
                "write `- ` and then the rest",
                Mend(match.end() + 1, match.end() + 1, " "),
            )
    return None


def _wide_colon(fault: Fault) -> Diagnostic | None:
    for number in fault.near:
        match = _WIDE_COLON.match(fault.text(number))
        if match:
            return fault.found(
                "yaml-colon",
                number,
                match.start(2) + 1,
                "this is a full-width colon: it looks like a colon and is none",
                f"write an ordinary colon and a space: `{match[1]}: …`",
                Mend(match.start(2) + 1, match.end(2) + 1, ": "),
            )
    return None


def _no_dash(fault: Fault) -> Diagnostic | None:
    """`{date: …}` among the lines of a list, which all begin with a dash."""
    number = next((n for n in fault.near if is_braced(fault.text(n))), 0)
    while is_braced(fault.text(line_before(fault, number))):
        number = line_before(fault, number)
    above = fault.text(line_before(fault, number))
    if not number or not (is_item(above) or above.rstrip().endswith(":")):
        return None
    width = indent(fault.text(number))
    return fault.found(
        "yaml-indent",
        number,
        width + 1,
        "this line of a list has no dash",
        "begin it with `- `",
        Mend(1, width + 1, " " * (indent(above) if is_item(above) else width) + "- "),
    )


def _no_comma(fault: Fault) -> Diagnostic | None:
    """`{date: 2026-11-21 to: x}`. In prose with a colon the comma is not what is missing."""
    if "',' or '}'" not in fault.problem:
        return None
    match = _NO_COMMA.search(fault.text(fault.line)[: fault.column - 1])
    if match is None or not (
        match[3].startswith("\uff0c")
        or match[2][0] in "\"'"
        or _DAY.fullmatch(match[2])
        or (match[4] in _EVENT_KEYS and match[1] in ("date", "to", "by", "until"))
    ):
        return None
    return fault.found(
        "yaml-braces",
        fault.line,
        match.start(3) + 1,
        f"a comma is missing before `{match[4]}:`"
        if match[3].isspace()
        else "this is a full-width comma: it looks like a comma and is none",
        "write a comma and a space between two pairs of `key: value`",
        Mend(match.start(3) + 1, match.end(3) + 1, ", "),
    )


def _comma_behind(fault: Fault) -> Diagnostic | None:
    """`- {…},`, as other languages write lists."""
    line = fault.text(fault.line)
    before, rest = line[: fault.column - 1].rstrip(), line[fault.column - 1 :].rstrip()
    if not fault.expected_entry or rest != "," or before[-1:] not in ("}", "]"):
        return None
    return fault.found(
        "yaml-braces",
        fault.line,
        fault.column,
        f"no comma belongs behind the {before[-1]} at the end of a line",
        "remove the comma",
        Mend(len(before) + 1, len(line) + 1, ""),
    )


def _open_quote(fault: Fault) -> Diagnostic | None:
    if "unexpected end of stream" not in fault.problem and (
        "document indicator" not in fault.problem
    ):
        return None
    line = fault.text(fault.start_line).rstrip()
    before = line[: fault.start_column - 1]
    inside = before.count("{") + before.count("[") > before.count("}") + before.count("]")
    closing = _CLOSING.search(line) if inside else None
    end = (closing.start() if closing else len(line)) + 1
    return fault.found(
        "yaml-quote",
        fault.start_line,
        fault.start_column,
        "the quoted text that begins here never ends",
        "close it with the same quotation mark",
        Mend(end, end, line[fault.start_column - 1 : fault.start_column]),
    )


def _escape(fault: Fault) -> Diagnostic | None:
    if "escape" not in fault.problem:
        return None
    return fault.found(
        "yaml-escape",
        fault.line,
        fault.column,
        "a backslash inside double quotes needs a partner",
        r"write \\ for one backslash, or use single quotes",
    )


def _bracket(fault: Fault) -> Diagnostic | None:
    if "',' or '" not in fault.problem:
        return None
    opening, closing = ("{", "}") if "'}'" in fault.problem else ("[", "]")
    if fault.line == fault.start_line:
        return fault.found(
            "yaml-braces",
            fault.line,
            fault.column,
            f"the text between {opening} and {closing} breaks off here: inside braces a "
            "comma, a colon, a quotation mark or a bracket is punctuation",
            QUOTE_HINT,
            quoted(fault.text(fault.line), fault.column, braces=True),
        )
    end = len(fault.text(fault.start_line).rstrip()) + 1
    return fault.found(
        "yaml-braces",
        fault.start_line,
        fault.start_column,
        f"the {opening} that opens here has no {closing} on its line",
        f"close it with {closing}",
        Mend(end, end, closing),
    )


def _refused_sign(fault: Fault) -> tuple[str, int]:
    """The sign with which YAML lets no value begin, and its column; nothing if none is refused."""
    if not any(words in fault.problem for words in _REFUSALS):
        return "", 0
    anchor = "alphabetic or numeric" in fault.problem
    column = fault.start_column if anchor else fault.column
    return fault.text(fault.line)[column - 1 : column], column


def _tab_inside(fault: Fault) -> Diagnostic | None:
    sign, column = _refused_sign(fault)
    if sign != "\t":
        return None
    message, mend = "there is a tab here", Mend(column, column + 1, " ")
    return fault.found("yaml-tab", fault.line, column, message, "write a space instead", mend)


def _mention(fault: Fault) -> Diagnostic | None:
    """`owner: @amara`, as one speaks to people in a chat."""
    sign, column = _refused_sign(fault)
    if sign != "@" or not _PERSON.search(fault.text(fault.line)[: column - 1]):
        return None
    return fault.found(
        "yaml-sign",
        fault.line,
        column,
        "a text cannot begin with @",
        "people are written by their id alone",
        Mend(column, column + 1, ""),
    )


def _begins_with_sign(fault: Fault) -> Diagnostic | None:
    """A value that begins with a sign that means something to YAML."""
    sign, column = _refused_sign(fault)
    if not sign:
        return None
    line = fault.text(fault.line)
    value = _VALUE_START.search(line)
    if value and column < value.end():
        column = value.end() + 1
    return fault.found(
        "yaml-sign",
        fault.line,
        column,
        f"a text cannot begin with {sign}",
        "put the whole text in quotes, or begin a list on the next line"
        if sign == "-"
        else "put the whole text in quotes",
        quoted(line, column, _OPENING.search(line) is not None),
    )


def _after_quote(fault: Fault) -> Diagnostic | None:
    before = fault.text(fault.line)[: fault.column - 1].rstrip()
    if not fault.expected_entry or before[-1:] not in ("'", '"'):
        return None
    return fault.found(
        "yaml-quote",
        fault.line,
        fault.column,
        "the quoted text ended before this, and more follows",
        "inside single quotes write '' for an apostrophe, or use double quotes around the whole",
        quoted(fault.text(fault.line), fault.column),
    )


def _after_bracket(fault: Fault) -> Diagnostic | None:
    """`name: {name} and more`: a text that begins with a brace and goes on behind it."""
    before = fault.text(fault.line)[: fault.column - 1].rstrip()
    opening = _OPENING.search(before)
    if not fault.expected_entry or opening is None or before[-1:] not in ("}", "]"):
        return None
    return fault.found(
        "yaml-sign",
        fault.line,
        opening.start(1) + 1,
        f"a text cannot begin with {opening[1]}",
        "put the whole text in double quotes",
        quoted(fault.text(fault.line), opening.start(1) + 1),
    )


def _after_entry(fault: Fault) -> Diagnostic | None:
    """`- {date: …} and more`: words behind the braces of a history line."""
    line = fault.text(fault.line).rstrip()
    before, rest = line[: fault.column - 1].rstrip(), line[fault.column - 1 :]
    if not fault.expected_entry or not before.endswith("}") or not _EVENT.match(before):
        return None
    clear = not re.search(r"\bnote:|}.", before) and not re.search(r'["\\]| #', rest)
    start, end = len(before), len(line) + 1
    return fault.found(
        "yaml-braces",
        fault.line,
        fault.column,
        "the braces ended before this, and more follows",
        "move it between the braces, behind `note:`",
        Mend(start, fault.column, ', note: "', ((end, end, '"}'),)) if clear and rest else None,
    )


def _after_bar(fault: Fault) -> Diagnostic | None:
    """`text: |first line`, where the text must begin on the next line."""
    if "comment or line break" not in fault.problem:
        return None
    return fault.found(
        "yaml-sign",
        fault.line,
        fault.column,
        "a text after `|` or `>` begins on the next line",
        "move it there, indented by two spaces more than its key",
    )


SIGNS: tuple[Explanation, ...] = (
    _odd_space,
    _open_quote,
    _escape,
    _no_comma,
    _bracket,
    _dash_glued,
    _wide_colon,
    _no_dash,
    _comma_behind,
    _tab_inside,
    _mention,
    _begins_with_sign,
    _after_quote,
    _after_entry,
    _after_bracket,
    _after_bar,
)
"""The order matters: the first that recognises its mistake explains it."""
