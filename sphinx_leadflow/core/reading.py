"""Reads nodes by declared type: each `Kind` knows what it accepts and how to say so.

A kind turns a node into a plain value or reports a finding and returns `None`; reading
always goes on. Declarations (`keys.py`) put kinds together; decoding, the reference page
and editors' schemas are made from the same declarations.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from sphinx_leadflow.core.diagnostic import Mend
from sphinx_leadflow.core.gaps import Gaps
from sphinx_leadflow.core.gates.ident import is_field_id, is_id
from sphinx_leadflow.core.gates.link import safe_link
from sphinx_leadflow.core.limits import MAX_DIGITS, MAX_ID, MAX_LINE_TEXT, MAX_TEXT
from sphinx_leadflow.core.model import Duration
from sphinx_leadflow.core.source import Span
from sphinx_leadflow.core.syntax import (
    Mapping,
    Node,
    Scalar,
    Sequence,
    is_empty,
    report_braces,
)
from sphinx_leadflow.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sphinx_leadflow.core.diagnostic import Report

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_NEAR_DATE = re.compile(r"([0-9]{4})[-/. ]([0-9]{1,2})[-/. ]([0-9]{1,2})")
_DURATION = re.compile(r"([0-9]{1,5})\s+(day|week|month|year)s?")
_NEAR_DURATION = re.compile(r"([0-9]{1,5})\s*([dwmy])[a-z]*", re.IGNORECASE)
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_POINTED_DATE = re.compile(r"([0-9]{1,2})\. ?([0-9]{1,2})\. ?([0-9]{4})")
_HOST = re.compile(r"[\w-]+(\.[\w-]+)+(/\S*)?")
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

_GLUED_KEY = re.compile(r"([A-Za-z_][\w-]*)([:\uff1a]\s*)(?=\S)")

_FLAGS = {"yes": "true", "on": "true", "y": "true", "1": "true", "true": "true"}
_FLAGS |= {"no": "false", "off": "false", "n": "false", "0": "false", "false": "false"}
"""What people write for `true` and `false`, in lower case."""


@dataclass(frozen=True, slots=True)
class Word:
    """A short text and its place: an id that must still be looked up."""

    value: str
    span: Span


@dataclass(slots=True)
class Record:
    """A decoded mapping: its values by key, and where each value stands."""

    node: Node
    """The mapping itself, or the id under which it stands."""
    id: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    nodes: dict[str, Node] = field(default_factory=dict)
    """The value of every declared key behind which something is written."""
    unknown: list[str] = field(default_factory=list)
    """Keys that are not declared; each is a finding already."""

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.node.span

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a key, or the default if it is absent or was wrong."""
        value = self.values.get(key)
        return default if value is None else value

    def place(self, key: str) -> Span:
        """Where a key's value stands; the whole record if there is none."""
        return self.nodes.get(key, self.node).span

    def failed(self, key: str) -> bool:
        """Whether something is written for a key that could not be understood."""
        return key in self.nodes and self.values.get(key) is None


class Kind(Protocol):
    """A type of value."""

    @property
    def says(self) -> str:
        """What is accepted, as a phrase that follows "must be"."""

    def read(self, node: Node, report: Report, name: str = "") -> Any:
        """The value, or `None` after a finding (or when nothing was written).

        `name` is the key that findings name.
        """


def kind_of(node: Node) -> str:
    """What a node is, in plain words."""
    if isinstance(node, Mapping):
        return "a mapping (lines of `key: value`)"
    return "a list" if isinstance(node, Sequence) else "a single value"


def subject(name: str) -> str:
    """How a finding begins: with the key, where there is one."""
    return repr(name) if name else "this"


def closest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """A "did you mean" sentence for the nearest known word; empty if none is near."""
    match = nearest(word, known, cutoff)
    return f"did you mean {match}?" if match else ""


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The known word that comes nearest; empty if none is near."""
    from difflib import get_close_matches  # only where something is wrong

    word, options = word[:MAX_ID].lower(), list(known)
    if len(options) > 1000:  # comparing with all of them would take seconds
        options = [one for one in options if one[:2] == word[:2]]
    return next(iter(get_close_matches(word, options, n=1, cutoff=cutoff)), "")


def one_of(known: Iterable[str], limit: int = 12) -> str:
    """A phrase that lists what is known."""
    words = [word for word in dict.fromkeys(known) if word]
    listed = ", ".join(words[:limit]) + (", …" if len(words) > limit else "")
    return f"known: {listed}" if words else ""


def humanise(ident: str) -> str:
    """A title made from an id: `quote_sent` is "Quote sent"."""
    words = re.sub(r"[-_]+", " ", ident)
    return words[:1].upper() + words[1:]


def plain(node: Node, says: str, report: Report, name: str = "") -> str | None:
    """The text of a single value; lists and mappings are findings."""
    if not isinstance(node, Scalar):
        message = f"{subject(name)} must be {says}, not {kind_of(node)}"
        report.error("wrong-type", node.span, message)
        return None
    text, style = node.value, node.style
    if not text and not style:
        return None
    if text[:1] == "-" and text[1:2].isalpha() and not style:
        report.error(
            "yaml-sign",
            node.span,
            "there must be a space after a dash that begins an entry of a list",
            hint="write it, or put a text that begins with a dash in quotes",
        )
        return None
    if not text.isprintable() and _INVISIBLE.search(text):
        report.error(
            "control-character",
            node.span,
            f"{subject(name)} holds an invisible control character",
            hint="delete it and type the text again",
        )
        return None
    return text.rstrip("\n") if style in ("|", ">") else text.strip()


def limited(text: str, limit: int, node: Node, report: Report, name: str) -> str | None:
    """The text, unless it is too long."""
    if len(text) <= limit:
        return text
    report.error(
        "too-long",
        node.span,
        f"{subject(name)} has {len(text)} characters; at most {limit} fit",
        hint="shorten it" if limit < MAX_TEXT else "keep documents elsewhere and link to them",
    )
    return None


@dataclass(frozen=True, slots=True)
class Line:
    """Plain text on one line; line breaks become spaces."""

    says: str = "a text on one line"

    def read(self, node: Node, report: Report, name: str = "") -> str | None:
        """The text without line breaks."""
        text = plain(node, self.says, report, name)
        if text is None:
            return None
        return limited(" ".join(text.split()), MAX_LINE_TEXT, node, report, name)


@dataclass(frozen=True, slots=True)
class Plain:
    """Plain text of any number of lines."""

    says: str = "a text"

    def read(self, node: Node, report: Report, name: str = "") -> str | None:
        """The text as written."""
        text = plain(node, self.says, report, name)
        return None if text is None else limited(text, MAX_TEXT, node, report, name)


@dataclass(frozen=True, slots=True)
class Prose:
    """Text in MyST Markdown, with the place of its first line."""

    says: str = "a text (MyST Markdown)"

    def read(self, node: Node, report: Report, name: str = "") -> Text | None:
        """The text and where it stands."""
        text = Plain(self.says).read(node, report, name)
        if text is None or not isinstance(node, Scalar):
            return None
        return Text(text, node.span, node.line + (1 if node.block else 0))


@dataclass(frozen=True, slots=True)
class Flag:
    """`true` or `false` and nothing else."""

    says: str = "true or false"
    quotes: bool = True
    """Whether a hint may say what was meant: not for private values."""

    def read(self, node: Node, report: Report, name: str = "") -> bool | None:
        """The flag."""
        text = plain(node, self.says, report, name)
        if text is None:
            return None
        if text in ("true", "false") and isinstance(node, Scalar) and not node.style:
            return text == "true"
        meant = _FLAGS.get(text.lower(), "") if self.quotes else ""
        report.error(
            "not-a-flag",
            node.span,
            f"{subject(name)} must be {self.says}",
            hint=f"write {meant}, in lower case and without quotes" if meant else "",
        )
        return None


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day in the form 2026-09-01."""

    says: str = "a date such as 2026-09-01"
    quotes: bool = True
    """Whether a hint may say what was meant: not for private values."""

    def read(self, node: Node, report: Report, name: str = "") -> dt.date | None:
        """The day."""
        text = plain(node, self.says, report, name)
        if text is None:
            return None
        match = _DATE.fullmatch(text)
        if match is None:
            hint = _date_hint(text if self.quotes else "")
            message = f"{subject(name)} must be {self.says}"
            report.error("not-a-date", node.span, message, hint=hint)
            return None
        try:
            return dt.date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            message = f"{subject(name)} must be a date, and there is no such day in the calendar"
            report.error(
                "not-a-date", node.span, message, hint="write year-month-day, as in 2026-02-28"
            )
            return None


def _date_hint(text: str) -> str:
    """What to write. With points the day comes first; with slashes nobody knows."""
    near, pointed = _NEAR_DATE.fullmatch(text), _POINTED_DATE.fullmatch(text)
    numbers = near.groups() if near else pointed.groups()[::-1] if pointed else None
    if numbers:
        year, month, day = numbers
        return f"write {year}-{int(month):02}-{int(day):02}"
    return "write year-month-day with two digits for month and day"


@dataclass(frozen=True, slots=True)
class Number:
    """An exact number; a point separates decimals, nothing separates thousands."""

    says: str = "a number such as 12 or 0.5"
    low: int | None = None
    high: int | None = None

    def read(self, node: Node, report: Report, name: str = "") -> Decimal | None:
        """The number."""
        text = plain(node, self.says, report, name)
        if text is None:
            return None
        number = parse_number(text)
        if number is not None and self._fits(number):
            return number
        hint = "" if number is not None else "digits and at most one point, without separators"
        message = f"{subject(name)} must be {self.says}"
        report.error("not-a-number", node.span, message, hint=hint)
        return None

    def _fits(self, number: Decimal) -> bool:
        low_enough = self.high is None or number <= self.high
        return low_enough and (self.low is None or number >= self.low)


def parse_number(text: str) -> Decimal | None:
    """An exact number, or nothing if the text is none."""
    if not _NUMBER.fullmatch(text):
        return None
    if len(text.lstrip("-").partition(".")[0]) > MAX_DIGITS or len(text) > 2 * MAX_DIGITS:
        return None
    return Decimal(text)


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time: `7 days`, `2 weeks`, `3 months`, `1 year`."""

    says: str = "a length of time such as 7 days, 2 weeks or 3 months"

    def read(self, node: Node, report: Report, name: str = "") -> Duration | None:
        """The duration."""
        text = plain(node, self.says, report, name)
        if text is None:
            return None
        match = _DURATION.fullmatch(text)
        if match is not None:
            return Duration(int(match[1]), match[2] + "s")
        message = f"{subject(name)} must be {self.says}"
        report.error("not-a-duration", node.span, message, hint=_duration_hint(text))
        return None


def _duration_hint(text: str) -> str:
    if text.isascii() and text.isdigit() and len(text) <= 5:
        return f"write {text} days"
    near = _NEAR_DURATION.fullmatch(text)
    if near is None:
        return ""
    unit = {"d": "days", "w": "weeks", "m": "months", "y": "years"}[near[2].lower()]
    return f"write {Duration(int(near[1]), unit)}"


@dataclass(frozen=True, slots=True)
class Link:
    """An absolute link: https, http or mailto."""

    says: str = "a link that begins with https://, http:// or mailto:"

    def read(self, node: Node, report: Report, name: str = "") -> str | None:
        """The link, if it is one that may be shown."""
        text = plain(node, self.says, report, name)
        if not text:
            return None
        link = safe_link(text)
        if link is None:
            message = f"{subject(name)} must be {self.says}"
            at = node.column + (isinstance(node, Scalar) and bool(node.style))
            host = Mend(at, at, "https://") if _HOST.fullmatch(text) else None
            report.error("not-a-link", node.span, message, hint=_link_hint(text), mend=host)
        return link


def _link_hint(text: str) -> str:
    if _HOST.fullmatch(text):
        return "write https:// in front of it"
    if text.startswith(("http://", "https://", "mailto:")):
        return "it holds a sign that no link may hold: a space is %20, and quotes go"
    return ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some fixed words."""

    words: tuple[str, ...]
    elsewhere: tuple[tuple[str, str], ...] = ()
    """What others call some of them, and the word for it here."""

    @property
    def says(self) -> str:
        """The words."""
        return "one of " + ", ".join(self.words)

    def meant(self, text: str) -> str:
        """A "did you mean" sentence for what is none of the words."""
        here = dict(self.elsewhere).get(text.lower())
        return f"did you mean {here}?" if here else closest(text, self.words)

    def read(self, node: Node, report: Report, name: str = "") -> str | None:
        """The word."""
        text = plain(node, self.says, report, name)
        if text is None or text in self.words:
            return text
        message = f"{subject(name)} must be {self.says}"
        report.error("unknown-word", node.span, message, hint=self.meant(text))
        return None


@dataclass(frozen=True, slots=True)
class Ref:
    """The id of something that is declared elsewhere in the process."""

    of: str
    """What it names, in words: `a role`."""

    @property
    def says(self) -> str:
        """What the id names."""
        return f"the id of {self.of}"

    def read(self, node: Node, report: Report, name: str = "") -> Word | None:
        """The id and its place; whether it exists is found out later."""
        text = plain(node, self.says, report, name)
        return None if text is None else Word(text, node.span)


@dataclass(frozen=True, slots=True)
class Many:
    """A list; a single value stands for a list of one."""

    of: Kind

    @property
    def says(self) -> str:
        """What the list holds."""
        return f"a list, each entry {self.of.says}"

    def read(self, node: Node, report: Report, name: str = "") -> tuple[Any, ...]:
        """The entries that could be read."""
        nodes = node.items if isinstance(node, Sequence) else [node]
        values = [self.of.read(item, report, name) for item in nodes]
        return tuple([value for value in values if value is not None])


@dataclass(frozen=True, slots=True)
class Custom:
    """A value with a form of its own, read by a function."""

    says: str
    reader: Callable[[Node, Report], Any]

    def read(self, node: Node, report: Report, name: str = "") -> Any:
        """What the function makes of the node."""
        return self.reader(node, report)


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a mapping: its name, its type, and what it means to an editor."""

    name: str
    kind: Kind
    means: str
    needed: bool = False
    example: str = ""


@dataclass(frozen=True)
class Shape:
    """A mapping with declared keys. A plain string stands for the key named by `short`."""

    name: str
    """What it is, in words: `a step`."""
    keys: tuple[Key, ...]
    short: str = "title"
    word_for: str = ""
    """A key with fixed words: a plain string that is one of them stands for this key instead."""

    @property
    def says(self) -> str:
        """What the mapping is."""
        return self.name

    @cached_property
    def by_name(self) -> dict[str, Key]:
        """The declarations by name."""
        return {key.name: key for key in self.keys}

    @cached_property
    def needed(self) -> tuple[Key, ...]:
        """The keys that must be there."""
        return tuple(key for key in self.keys if key.needed)

    def key(self, name: str) -> Key | None:
        """The declaration of a key."""
        return self.by_name.get(name)

    def read(self, node: Node, report: Report, name: str = "") -> Record | None:
        """The values of all keys that are declared; the others are findings."""
        if isinstance(node, Sequence):
            report.error(
                "wrong-type",
                node.span,
                f"{self.name} must be a mapping (lines of `key: value`), not a list",
                hint="remove the dashes or brackets",
            )
            return None
        record = Record(node)
        if isinstance(node, Scalar):
            self._read_short(node, record, report)
        else:
            for key, value in node.entries.values():
                declared = self.by_name.get(key.value)
                if declared is None:
                    self._refuse(key, value, node, record, report)
                else:
                    self.take(declared, value, record, report)
        for needed in self.needed:
            if needed.name not in record.nodes:
                self._report_missing(needed, node, report)
        return record

    def take(self, key: Key, node: Node, record: Record, report: Report) -> None:
        """Read one value into a record. A key with nothing behind it is as good as absent."""
        if not (isinstance(node, Scalar) and node.empty):
            record.nodes[key.name] = node
            record.values[key.name] = key.kind.read(node, report, key.name)

    def _read_short(self, node: Scalar, record: Record, report: Report) -> None:
        if node.empty:
            return
        key = self.key(self.short)
        word = self.key(self.word_for)
        if word and isinstance(word.kind, Choice) and _is_like(node.value, word.kind):
            key = word
        if key is None:
            report.error(
                "wrong-type",
                node.span,
                f"{self.name} must be a mapping (lines of `key: value`), not a single value",
            )
            return
        self.take(key, node, record, report)

    def _refuse(
        self, key: Scalar, value: Node, whole: Mapping, record: Record, report: Report
    ) -> None:
        record.unknown.append(key.value)
        glued = _glued(key, whole, self.by_name)
        meant = glued[1] if glued else nearest(key.value, self.by_name)
        if meant:  # it is there, and could not be read
            record.nodes.setdefault(meant, key)
        report_unknown(self.name, key, value, whole, list(self.by_name), report)

    def _report_missing(self, key: Key, node: Node, report: Report) -> None:
        blank = node.get(key.name) if isinstance(node, Mapping) else None
        report.error(
            "missing-key",
            (blank or node).span,
            f"there is nothing after {key.name!r}"
            if blank
            else f"{self.name} needs the key {key.name!r}",
            hint="write its value" if blank else "add the line",
            paste=f"{key.name}: {key.example or '…'}",
        )


def _is_like(text: str, choice: Choice) -> bool:
    """Whether a text is one of some words, or was meant to be."""
    known = (*choice.words, *(word for word, _here in choice.elsewhere))
    return text in known or bool(closest(text, choice.words, 0.8))


def report_unknown(
    what: str, key: Scalar, value: Node, whole: Mapping, known: list[str], report: Report
) -> None:
    """A key that is not declared, or prose between braces that looks like one."""
    glued = _glued(key, whole, known)
    if glued:
        start, end = key.column + glued.start(2), key.column + glued.end(2)
        wide = glued[2][0] != ":"
        report.error(
            "yaml-colon",
            Span.at(key.path, key.line, start if wide else start + 1),
            "this is a full-width colon: it looks like a colon and is none"
            if wide
            else "there must be a space after the colon",
            hint=f"write {'an ordinary colon and a space: ' if wide else ''}`{glued[1]}: …`",
            mend=Mend(start, end, ": "),
        )
        return
    if whole.flow and (is_empty(value) or " " in key.value):
        first = next(iter(whole.entries)) == key.value
        (report_bare if first else report_braces)(key.span, report)
        return
    near = closest(key.value, known)
    # Between braces it may be a piece of somebody's note: only a slip of the pen is repeated.
    named = "key of this name" if whole.flow and not near else f"key {shown(key)}"
    hint = near or one_of(known, 40)
    report.error("unknown-key", key.span, f"{what} has no {named}", hint=hint)


def _glued(key: Scalar, whole: Mapping, known: Iterable[str]) -> re.Match[str] | None:
    """`{date:2026-09-01}`: a known key and its value that YAML takes for one word."""
    match = _GLUED_KEY.match(key.value) if whole.flow and not key.style else None
    return match if match and match[1] in known else None


def report_bare(place: Span, report: Report) -> None:
    """A text between braces without any `key:`."""
    report.error(
        "yaml-braces",
        place,
        "braces hold pairs of `key: value`, and here is a text alone",
        hint="remove the braces, or put the whole text in double quotes",
    )


def shown(key: Scalar) -> str:
    """A key as a message may quote it: long ones cut."""
    text = key.value if len(key.value) <= 40 else key.value[:39] + "…"
    return repr(text)


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping from ids to things of one shape."""

    of: Shape
    underscores: bool = False
    """Whether `_` is allowed in the ids, as it is for fields."""

    @property
    def says(self) -> str:
        """What the table holds."""
        return f"lines of `id: …`, each {self.of.name}"

    def read(self, node: Node, report: Report, name: str = "") -> dict[str, Record] | None:
        """The records by id, in order."""
        if is_empty(node):
            return {}
        if not isinstance(node, Mapping):
            report.error(
                "wrong-type",
                node.span,
                f"{subject(name)} must be {self.says}, not {kind_of(node)}",
                hint="remove the dashes or brackets, and write each as `id: title`"
                if isinstance(node, Sequence)
                else "write each on a line of its own, as `id: title`",
            )
            return None
        records = {}
        for key, value in node.items():
            record = self._entry(key, value, node, report)
            if record is not None:
                record.id, record.node = key.value, key
                records[key.value] = record
        return records

    def _entry(self, key: Scalar, value: Node, whole: Mapping, report: Report) -> Record | None:
        if not check_id(key, self.underscores, report, whole, value):
            return None
        return self.of.read(value, report)


def check_id(
    key: Scalar,
    underscores: bool,
    report: Report,
    whole: Mapping | None = None,
    value: Node | None = None,
) -> bool:
    """Whether a key of `whole`, or a word, is an id; a finding if not."""
    if (is_field_id if underscores else is_id)(key.value):
        return True
    if whole is not None and whole.flow and is_empty(value) and " " in key.value:
        report_braces(key.span, report)
        return False
    join = "_" if underscores and whole is not None else "-"
    example = re.sub(r"[^a-z0-9]+", join, key.value.lower())[:MAX_ID].strip("-_")
    report.error(
        "not-an-id",
        key.span,
        f"{shown(key)} is no id: ids are lower-case letters and digits, "
        f"joined by {'- or _' if underscores else '-'}, at most {MAX_ID} characters",
        hint=f"write {example}" if example else "",
    )
    return False


@dataclass(frozen=True, slots=True)
class Options:
    """Answers to choose from: a list of ids, or a mapping from ids to titles."""

    of: Shape

    @property
    def says(self) -> str:
        """Both forms."""
        return "a list of ids, or a mapping from ids to titles"

    def read(self, node: Node, report: Report, name: str = "") -> dict[str, Record] | None:
        """The options by id, in order."""
        if isinstance(node, Mapping):
            return Table(self.of, underscores=True).read(node, report, name)
        records: dict[str, Record] = {}
        for item in entries(node):
            if not isinstance(item, Scalar):
                report.error("wrong-type", item.span, f"{subject(name)} must be {self.says}")
            elif item.value in records:
                report.error("duplicate-id", item.span, f"{shown(item)} stands here already")
            elif not item.empty and check_id(item, True, report):
                records[item.value] = Record(item, item.value)
        return records


def title_of(record: Record) -> str:
    """The title that was written, or one made from the id."""
    return str(record.get("title") or humanise(record.id))


def report_former(former: str, record: Record, report: Report) -> None:
    """A former id that is in use again."""
    report.error(
        "duplicate-id",
        record.place("renamed_from"),
        f"{former[:40]!r} is in use: it cannot be a former id too",
        hint="remove it here, or rename the other one",
    )


def gaps_of(record: Record) -> Gaps:
    """What is written below a record but could not be read: sections, and single ids."""
    sections = {key for key in record.nodes if record.failed(key)}
    words: set[str] = set()
    for name, value in record.values.items():
        if not isinstance(value, dict):
            continue
        node = record.nodes[name]
        if isinstance(node, Mapping):
            words |= node.entries.keys() - value.keys()
        for inner in value.values():
            found = gaps_of(inner)
            sections |= {name} if found.sections & {"steps", "stages"} else set()
            words |= found.words
    return Gaps(frozenset(sections), frozenset(words))


def entries(node: Node) -> Iterator[Node]:
    """The items of a list, or the single value that stands for a list of one."""
    if isinstance(node, Sequence):
        yield from node.items
    elif not (isinstance(node, Scalar) and node.empty):
        yield node
