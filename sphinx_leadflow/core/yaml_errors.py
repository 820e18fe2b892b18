"""What a YAML parser's complaint means to somebody who has never seen YAML.

The parser says where it gave up, which is often not where the mistake is, and its text
may quote the file. Here the lines around that place are looked at again: the diagnostic
names the place of the mistake and what would be right, and never quotes a value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import yaml

from sphinx_leadflow.core.diagnostic import Diagnostic, Mend, Severity
from sphinx_leadflow.core.source import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx_leadflow.core.source import Source

_KEY = re.compile(r"\s*(?:- +)*([A-Za-z_][\w-]*)\s*:(?:\s|$)")
_GLUED = re.compile(r"\s*(?:- +)*([A-Za-z_][\w-]*):(?=[^\s/])")
_VALUE_START = re.compile(r"[\w-]+:\s+(?=\S)")
_OPENS_BLOCK = re.compile(r":\s+[|>][+-]?[0-9]?[+-]?\s*(?:#.*)?$")

_UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OPENING = re.compile(r"(?:: +|- +)([{\[])")

_CONFLICT = re.compile(r"(<{7}|>{7}|\|{7})( |$)|={7}$")
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
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EVENT_KEYS = ("date", "to", "note", "by", "until", "for", "reason", "from", "answers")

_DIVIDERS = ("---", "...", "%")

QUOTE_HINT = "put the whole text in double quotes, or on lines of its own below `key: |`"


@dataclass(frozen=True, slots=True)
class _Fault:
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
        place = self.place(line, column)
        return Diagnostic(code, Severity.ERROR, message, place, hint, mend=mend)

    @property
    def near(self) -> Iterator[int]:
        """The lines on which the mistake may be."""
        numbers = (self.start_line, _previous(self, self.line), self.line)
        return (number for number in dict.fromkeys(numbers) if number)

    def place(self, line: int, column: int) -> Span:
        """The place, moved inside the file when the parser stopped behind its end."""
        last = max(len(self.lines), 1)
        if line > last:
            line, column = last, len(self.text(last)) + 1
        return Span.at(self.path, line, min(column, len(self.text(line)) + 1))


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
        fault.line,
        fault.column,
        "this is not valid YAML from here on",
        "compare the line with its neighbours: indentation, colons, quotes",
    )


def _tried(diagnostic: Diagnostic, fault: _Fault) -> Diagnostic:
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


def _fault(error: yaml.YAMLError, source: Source) -> _Fault:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    start = getattr(error, "context_mark", None)
    problem = str(getattr(error, "problem", "") or "")
    return _Fault(
        source.path,
        _lines(source.text),
        problem,
        mark.line + 1 if mark else 1,
        mark.column + 1 if mark else 1,
        start.line + 1 if start else 0,
        start.column + 1 if start else 0,
    )


def _lines(text: str) -> list[str]:
    """Lines as editors count them."""
    return re.split(r"\r\n|[\n\r]", text)


def _control_character(source: Source) -> Diagnostic:
    """The parser counts bytes up to the character that it refuses, so it is looked for again."""
    match = _UNREADABLE.search(source.text)
    before = _lines(source.text[: match.start() if match else 0])
    place = Span.at(source.path, len(before), len(before[-1]) + 1)
    return Diagnostic(
        "control-character",
        Severity.ERROR,
        "there is an invisible control character here",
        place,
        "delete it and type the text again",
    )


def _conflict(fault: _Fault) -> Diagnostic | None:
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


def odd_space(text: str) -> str:
    """What the character is called that a text begins with, if it only looks like a space."""
    return _SPACES.get(text[:1], "")


def _odd_space(fault: _Fault) -> Diagnostic | None:
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


def _dash_glued(fault: _Fault) -> Diagnostic | None:
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


def _wide_colon(fault: _Fault) -> Diagnostic | None:
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


def _no_dash(fault: _Fault) -> Diagnostic | None:
    """`{date: …}` among the lines of a list, which all begin with a dash."""
    number = next((n for n in fault.near if _braced(fault.text(n))), 0)
    while _braced(fault.text(_previous(fault, number))):
        number = _previous(fault, number)
    above = fault.text(_previous(fault, number))
    if not number or not (_item(above) or above.rstrip().endswith(":")):
        return None
    width = _indent(fault.text(number))
    return fault.found(
        "yaml-indent",
        number,
        width + 1,
        "this line of a list has no dash",
        "begin it with `- `",
        Mend(1, width + 1, " " * (_indent(above) if _item(above) else width) + "- "),
    )


def _braced(line: str) -> bool:
    return line.lstrip().startswith("{")


def _no_comma(fault: _Fault) -> Diagnostic | None:
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


def _comma_behind(fault: _Fault) -> Diagnostic | None:
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


def _behind_list(fault: _Fault) -> Diagnostic | None:
    """`  action: call` below the lines of the history: a key of the lead, indented."""
    line = fault.text(fault.line)
    here = _indent(line)
    if "'-' indicator" not in fault.problem or not here or not _KEY.match(line) or _item(line):
        return None
    above = [n for n in range(fault.line - 1, 0, -1) if fault.text(n).strip()]
    last = next((n for n in above if _indent(fault.text(n)) <= here), 0)
    if not _item(fault.text(last)) or not _braced(fault.text(last).lstrip(" -")):
        return None
    parent = next(
        (n for n in above if _indent(fault.text(n)) < here and _KEY.match(fault.text(n))), 0
    )
    return (
        _misaligned(fault, fault.line, "like a line of the list above", parent) if parent else None
    )


def _tab(fault: _Fault) -> Diagnostic | None:
    line = fault.text(fault.line)
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" not in indent and "tab" not in fault.problem:
        return None
    column = line.find("\t") + 1 or fault.column
    return fault.found(
        "yaml-tab",
        fault.line,
        column,
        "this line is indented with a tab",
        "use spaces, two for each level",
        Mend(1, len(indent) + 1, indent.replace("\t", "  ")) if "\t" in indent else None,
    )


def _open_quote(fault: _Fault) -> Diagnostic | None:
    if "unexpected end of stream" not in fault.problem and (
        "document indicator" not in fault.problem
    ):
        return None
    return fault.found(
        "yaml-quote",
        fault.start_line,
        fault.start_column,
        "the quoted text that begins here never ends",
        "close it with the same quotation mark",
    )


def _escape(fault: _Fault) -> Diagnostic | None:
    if "escape" not in fault.problem:
        return None
    return fault.found(
        "yaml-escape",
        fault.line,
        fault.column,
        "a backslash inside double quotes needs a partner",
        r"write \\ for one backslash, or use single quotes",
    )


def _bracket(fault: _Fault) -> Diagnostic | None:
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
        )
    return fault.found(
        "yaml-braces",
        fault.start_line,
        fault.start_column,
        f"the {opening} that opens here has no {closing} on its line",
        f"close it with {closing}",
    )


def _begins_with_sign(fault: _Fault) -> Diagnostic | None:
    """A value that begins with a sign that means something to YAML."""
    line, column = fault.text(fault.line), fault.column
    if "alphabetic or numeric" in fault.problem:
        column = fault.start_column
    sign = line[column - 1 : column]
    value = _VALUE_START.search(line)
    known = (
        "cannot start any token",
        "alphabetic or numeric",
        "node content",
        "entries are not allowed",
        "keys are not allowed",
        "tag",
    )
    if not sign or not any(words in fault.problem for words in known):
        return None
    if value and column < value.end():
        column = value.end() + 1
    return fault.found(
        "yaml-sign",
        fault.line,
        column,
        f"a text cannot begin with {sign}",
        "put the whole text in quotes",
    )


def _after_quote(fault: _Fault) -> Diagnostic | None:
    before = fault.text(fault.line)[: fault.column - 1].rstrip()
    if not fault.expected_entry or before[-1:] not in ("'", '"'):
        return None
    return fault.found(
        "yaml-quote",
        fault.line,
        fault.column,
        "the quoted text ended before this, and more follows",
        "inside single quotes write '' for an apostrophe, or use double quotes around the whole",
    )


def _after_bracket(fault: _Fault) -> Diagnostic | None:
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
    )


def _after_bar(fault: _Fault) -> Diagnostic | None:
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


def _colon_in_text(fault: _Fault) -> Diagnostic | None:
    """`key: some text: more`, where the second colon is the trouble."""
    line = fault.text(fault.line)
    key = _KEY.match(line)
    if "mapping values" not in fault.problem or key is None or fault.column <= key.end():
        return None
    return fault.found(
        "yaml-colon",
        fault.line,
        fault.column,
        "a colon with a space behind it, inside a text, looks like another key",
        QUOTE_HINT,
    )


def _line_without_colon(fault: _Fault) -> Diagnostic | None:
    """A line like `owner amara` or `owner:amara`: the parser trips over the next one."""
    if "mapping values" not in fault.problem and "expected ':'" not in fault.problem:
        return None
    numbers = [fault.start_line] if fault.start_line else [_previous(fault, fault.line), fault.line]
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
    if number and not _KEY.match(line) and not line.lstrip().startswith("- "):
        return fault.found(
            "yaml-colon",
            number,
            _indent(line) + 1,
            "this line has no `key:` at its beginning",
            "write `key: value`, or indent the line below the text it continues",
        )
    return None


def _previous(fault: _Fault, number: int) -> int:
    """The last line before that is neither empty nor a comment; 0 if there is none."""
    for above in range(number - 1, 0, -1):
        text = fault.text(above).strip()
        if text and not text.startswith("#"):
            return above
    return 0


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _indentation(fault: _Fault) -> Diagnostic | None:
    number = fault.line
    previous = _previous(fault, number)
    here, there = _indent(fault.text(number)), _indent(fault.text(previous))
    if "document start" in fault.problem and here == 0:
        return _first_line_indented(fault)
    if here > there and "mapping values" in fault.problem:
        return _misaligned(fault, number, "further than its neighbours", previous)
    if not fault.expected_entry:
        return None
    neighbour = _neighbour(fault, number)
    if _item(fault.text(number)) and here <= there and not _item(fault.text(previous)):
        return _misplaced(fault, "a list item", "a key", "put `- ` below a line `key:`")
    if _key_column(fault.text(neighbour)) == here:
        hint = "put `- ` in front of it, or remove the dashes above"
        return _misplaced(fault, "a key", "a list item", hint)
    return _misaligned(fault, number, "differently from its neighbours", neighbour)


def _item(line: str) -> bool:
    return line.lstrip().startswith("- ")


def _misplaced(fault: _Fault, what: str, expected: str, hint: str) -> Diagnostic:
    column = _indent(fault.text(fault.line)) + 1
    message = f"{what} stands here where {expected} is expected"
    return fault.found("yaml-indent", fault.line, column, message, hint)


def _first_line_indented(fault: _Fault) -> Diagnostic | None:
    first = next(
        (
            number
            for number in range(1, fault.line)
            if fault.text(number).strip() and not fault.text(number).startswith("#")
        ),
        0,
    )
    width = _indent(fault.text(first))
    if not width:
        return None
    return fault.found(
        "yaml-indent",
        first,
        width + 1,
        f"this line is indented further than line {fault.line}",
        "the lines of one level begin at the same column",
    )


def _key_column(line: str) -> int:
    """The indentation at which a line's key stands, list dashes counted as space."""
    match = re.match(r"\s*(?:- +)*", line)
    return match.end() if match else 0


def _neighbour(fault: _Fault, number: int) -> int:
    """The line above whose beginning comes nearest to this one's; of several the last."""
    here, item = _indent(fault.text(number)), _item(fault.text(number))
    keyed = _KEY.match(fault.text(number))  # else it may be the rest of a text
    above = [
        other
        for other in range(number - 1, 0, -1)
        if fault.text(other).strip()
        and not fault.text(other).lstrip().startswith("#")
        and not (keyed and _in_block(fault, other))
    ]
    items = [other for other in above if _item(fault.text(other))]
    return min(
        items if item and items else above,
        key=lambda other: abs(_beginning(fault.text(other), item) - here),
        default=number,
    )


def _in_block(fault: _Fault, number: int) -> bool:
    """Whether a line belongs to a text after `|` or `>`."""
    width = _indent(fault.text(number))
    for other in range(number - 1, 0, -1):
        line = fault.text(other)
        if line.strip() and _indent(line) < width:
            width = _indent(line)
            if _OPENS_BLOCK.search(line):
                return True
    return False


def _beginning(line: str, item: bool) -> int:
    """Where a line's dash stands, or its key."""
    return _indent(line) if item else _key_column(line)


def _misaligned(fault: _Fault, number: int, how: str, like: int) -> Diagnostic:
    line = fault.text(number)
    right = _beginning(fault.text(like), _item(line)) + 1
    return fault.found(
        "yaml-indent",
        number,
        _indent(line) + 1,
        f"this line is indented {how}: it begins at column {_indent(line) + 1}",
        f"begin it at column {right}, like line {like}",
        Mend(1, _indent(line) + 1, " " * (right - 1)),
    )


def _divider(fault: _Fault) -> Diagnostic | None:
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


_EXPLANATIONS: tuple[Callable[[_Fault], Diagnostic | None], ...] = (
    _conflict,
    _tab,
    _odd_space,
    _open_quote,
    _escape,
    _no_comma,
    _bracket,
    _dash_glued,
    _wide_colon,
    _no_dash,
    _comma_behind,
    _begins_with_sign,
    _after_quote,
    _after_bracket,
    _after_bar,
    _colon_in_text,
    _line_without_colon,
    _behind_list,
    _indentation,
    _divider,
)
"""The order matters: the first that recognises its mistake explains it."""
