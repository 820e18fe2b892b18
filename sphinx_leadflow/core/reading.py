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
from typing import TYPE_CHECKING, Any, Protocol

from sphinx_leadflow.core.gates.ident import is_field_id, is_id
from sphinx_leadflow.core.gates.link import safe_link
from sphinx_leadflow.core.limits import MAX_DIGITS, MAX_LINE_TEXT, MAX_TEXT
from sphinx_leadflow.core.model import Duration
from sphinx_leadflow.core.syntax import Mapping, Node, Scalar, Sequence
from sphinx_leadflow.core.text import Text
from sphinx_leadflow.core.yaml_errors import QUOTE_HINT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sphinx_leadflow.core.diagnostic import Report
    from sphinx_leadflow.core.source import Span

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_DURATION = re.compile(r"(\d{1,5})\s+(day|week|month|year)s?")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Word:
    """A short text and its place: an id that must still be looked up."""

    value: str
    span: Span


@dataclass(slots=True)
class Record:
    """A decoded mapping: its values by key, and where each value stands."""

    span: Span
    id: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    spans: dict[str, Span] = field(default_factory=dict)
    nodes: dict[str, Node] = field(default_factory=dict)

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a key, or the default if it is absent or was wrong."""
        value = self.values.get(key)
        return default if value is None else value

    def place(self, key: str) -> Span:
        """Where a key's value stands; the whole record if the key is absent."""
        return self.spans.get(key, self.span)


class Kind(Protocol):
    """A type of value."""

    @property
    def says(self) -> str:
        """What is accepted, as a phrase that follows "must be"."""

    def read(self, node: Node, report: Report) -> Any:
        """The value, or `None` after a finding (or when nothing was written)."""


def kind_of(node: Node) -> str:
    """What a node is, in plain words."""
    if isinstance(node, Mapping):
        return "a mapping (lines of `key: value`)"
    return "a list" if isinstance(node, Sequence) else "a single value"


def closest(word: str, known: Iterable[str]) -> str:
    """A "did you mean" sentence for the nearest known word; empty if none is near."""
    from difflib import get_close_matches

    options = list(known)
    match = get_close_matches(word.lower(), options, n=1, cutoff=0.6)
    if not match:
        match = [one for one in options if one.replace("_", "-") == word.replace("_", "-")]
    return f"did you mean {match[0]}?" if match else ""


def one_of(known: Iterable[str], limit: int = 12) -> str:
    """A phrase that lists what is known."""
    words = list(known)
    shown = ", ".join(words[:limit]) + (", …" if len(words) > limit else "")
    return f"known: {shown}" if words else ""


def humanise(ident: str) -> str:
    """A title made from an id: `quote_sent` is "Quote sent"."""
    words = re.sub(r"[-_]+", " ", ident)
    return words[:1].upper() + words[1:]


def plain(node: Node, says: str, report: Report) -> str | None:
    """The text of a single value; lists and mappings are findings."""
    if not isinstance(node, Scalar):
        report.error("wrong-type", node.span, f"this must be {says}, not {kind_of(node)}")
        return None
    if node.empty:
        return None
    bad = _INVISIBLE.search(node.value)
    if bad:
        report.error(
            "control-character",
            node.span,
            "this text holds an invisible control character",
            hint="delete it and type the text again",
        )
        return None
    return node.value.strip() if not node.block else node.value.rstrip("\n")


@dataclass(frozen=True, slots=True)
class Line:
    """Plain text on one line; line breaks become spaces."""

    says: str = "a text on one line"

    def read(self, node: Node, report: Report) -> str | None:
        """The text without line breaks."""
        text = plain(node, self.says, report)
        if text is None:
            return None
        if len(text) > MAX_LINE_TEXT:
            report.error(
                "too-long",
                node.span,
                f"this text has {len(text)} characters; at most {MAX_LINE_TEXT} fit",
            )
            return None
        return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class Plain:
    """Plain text of any number of lines."""

    says: str = "a text"

    def read(self, node: Node, report: Report) -> str | None:
        """The text as written."""
        text = plain(node, self.says, report)
        if text is not None and len(text) > MAX_TEXT:
            report.error(
                "too-long",
                node.span,
                f"this text has {len(text)} characters; at most {MAX_TEXT} fit",
            )
            return None
        return text


@dataclass(frozen=True, slots=True)
class Prose:
    """Text in MyST Markdown, with the place of its first line."""

    says: str = "a text (MyST Markdown)"

    def read(self, node: Node, report: Report) -> Text | None:
        """The text and where it stands."""
        text = Plain(self.says).read(node, report)
        if text is None or not isinstance(node, Scalar):
            return None
        return Text(text, node.span, node.line + (1 if node.block else 0))


@dataclass(frozen=True, slots=True)
class Flag:
    """`true` or `false` and nothing else."""

    says: str = "true or false"

    def read(self, node: Node, report: Report) -> bool | None:
        """The flag."""
        text = plain(node, self.says, report)
        if text in ("true", "false") and isinstance(node, Scalar) and not node.style:
            return text == "true"
        if text is not None:
            hints = {
                "yes": "write true",
                "on": "write true",
                "no": "write false",
                "off": "write false",
            }
            report.error(
                "not-a-flag",
                node.span,
                f"this must be {self.says}",
                hint=hints.get(text.lower(), hints.get(text, ""))
                or (
                    "write it in lower case and without quotes"
                    if text.lower() in ("true", "false")
                    else ""
                ),
            )
        return None


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day in the form 2026-09-01."""

    says: str = "a date such as 2026-09-01"

    def read(self, node: Node, report: Report) -> dt.date | None:
        """The day."""
        text = plain(node, self.says, report)
        if text is None:
            return None
        match = _DATE.fullmatch(text)
        if match is None or not text.isascii():
            report.error(
                "not-a-date", node.span, f"this must be {self.says}", hint=_date_hint(text)
            )
            return None
        year, month, day = (int(part) for part in match.groups())
        try:
            return dt.date(year, month, day)
        except ValueError:
            report.error(
                "not-a-date",
                node.span,
                "there is no such day in the calendar",
                hint="write year-month-day",
            )
            return None


def _date_hint(text: str) -> str:
    short = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", text)
    if short:
        year, month, day = short.groups()
        return f"write {year}-{int(month):02}-{int(day):02}"
    return "write year-month-day with two digits for month and day"


@dataclass(frozen=True, slots=True)
class Number:
    """An exact number; a point separates decimals, nothing separates thousands."""

    says: str = "a number such as 12 or 0.5"
    low: int | None = None
    high: int | None = None

    def read(self, node: Node, report: Report) -> Decimal | None:
        """The number."""
        text = plain(node, self.says, report)
        if text is None:
            return None
        number = parse_number(text)
        if number is None:
            report.error(
                "not-a-number",
                node.span,
                f"this must be {self.says}",
                hint="digits and at most one point, without separators",
            )
            return None
        if (self.low is not None and number < self.low) or (
            self.high is not None and number > self.high
        ):
            report.error("not-a-number", node.span, f"this must be {self.says}")
            return None
        return number


def parse_number(text: str) -> Decimal | None:
    """An exact number, or nothing if the text is none."""
    if not text.isascii() or not _NUMBER.fullmatch(text):
        return None
    if len(text.lstrip("-").partition(".")[0]) > MAX_DIGITS or len(text) > 2 * MAX_DIGITS:
        return None
    return Decimal(text)


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time: `7 days`, `2 weeks`, `3 months`, `1 year`."""

    says: str = "a length of time such as 7 days, 2 weeks or 3 months"

    def read(self, node: Node, report: Report) -> Duration | None:
        """The duration."""
        text = plain(node, self.says, report)
        if text is None:
            return None
        match = _DURATION.fullmatch(text)
        if match is None:
            hint = f"write {text} days" if text.isascii() and text.isdigit() else ""
            report.error("not-a-duration", node.span, f"this must be {self.says}", hint=hint)
            return None
        return Duration(int(match[1]), match[2] + "s")


@dataclass(frozen=True, slots=True)
class Link:
    """An absolute link: https, http or mailto."""

    says: str = "a link that begins with https://, http:// or mailto:"

    def read(self, node: Node, report: Report) -> str | None:
        """The link, if it is one that may be shown."""
        text = plain(node, self.says, report)
        if text is None:
            return None
        link = safe_link(text)
        if link is None:
            hint = "write https:// in front of it" if _looks_like_host(text) else ""
            report.error("not-a-link", node.span, f"this must be {self.says}", hint=hint)
        return link


def _looks_like_host(text: str) -> bool:
    return bool(re.fullmatch(r"[\w-]+(\.[\w-]+)+(/\S*)?", text))


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some fixed words."""

    words: tuple[str, ...]

    @property
    def says(self) -> str:
        """The words."""
        return "one of " + ", ".join(self.words)

    def read(self, node: Node, report: Report) -> str | None:
        """The word."""
        text = plain(node, self.says, report)
        if text is None or text in self.words:
            return text
        report.error(
            "unknown-word", node.span, f"this must be {self.says}", hint=closest(text, self.words)
        )
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

    def read(self, node: Node, report: Report) -> Word | None:
        """The id and its place; whether it exists is found out later."""
        text = plain(node, self.says, report)
        return None if text is None else Word(text, node.span)


@dataclass(frozen=True, slots=True)
class Many:
    """A list; a single value stands for a list of one."""

    of: Kind

    @property
    def says(self) -> str:
        """What the list holds."""
        return f"a list, each entry {self.of.says}"

    def read(self, node: Node, report: Report) -> tuple[Any, ...]:
        """The entries that could be read."""
        nodes = node.items if isinstance(node, Sequence) else [node]
        values = (self.of.read(item, report) for item in nodes)
        return tuple(value for value in values if value is not None)


@dataclass(frozen=True, slots=True)
class Custom:
    """A value with a form of its own, read by a function."""

    says: str
    reader: Callable[[Node, Report], Any]

    def read(self, node: Node, report: Report) -> Any:
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


@dataclass(frozen=True, slots=True)
class Shape:
    """A mapping with declared keys. A plain string stands for the key named by `short`."""

    name: str
    """What it is, in words: `a step`."""
    keys: tuple[Key, ...]
    short: str = "title"

    @property
    def says(self) -> str:
        """What the mapping is."""
        return self.name

    def key(self, name: str) -> Key | None:
        """The declaration of a key."""
        return next((key for key in self.keys if key.name == name), None)

    def read(self, node: Node, report: Report) -> Record | None:
        """The values of all keys that are declared; the others are findings."""
        if isinstance(node, Sequence):
            report.error(
                "wrong-type",
                node.span,
                f"{self.name} must be a mapping (lines of `key: value`), not a list",
                hint="remove the dashes" if self.keys else "",
            )
            return None
        record = Record(node.span)
        if isinstance(node, Scalar):
            self._read_short(node, record, report)
        else:
            for key, value in node.items():
                self._read_key(key, value, node, record, report)
        for key in self.keys:
            if key.needed and key.name not in record.nodes:
                report.error(
                    "missing-key",
                    node.span,
                    f"{self.name} needs the key {key.name!r}",
                    hint="add the line",
                    paste=f"{key.name}: {key.example or '…'}",
                )
        return record

    def _read_short(self, node: Scalar, record: Record, report: Report) -> None:
        if node.empty:
            return
        key = self.key(self.short)
        if key is None:
            report.error(
                "wrong-type",
                node.span,
                f"{self.name} must be a mapping (lines of `key: value`), not a single value",
            )
            return
        self._take(key, node, record, report)

    def _read_key(
        self, key: Scalar, value: Node, whole: Mapping, record: Record, report: Report
    ) -> None:
        declared = self.key(key.value)
        if declared is not None:
            self._take(declared, value, record, report)
        elif whole.flow and isinstance(value, Scalar) and value.empty:
            report_braces(key, report)
        else:
            names = [known.name for known in self.keys]
            report.error(
                "unknown-key",
                key.span,
                f"{self.name} has no key {shown(key)}",
                hint=closest(key.value, names) or one_of(names, 40),
            )

    def _take(self, key: Key, node: Node, record: Record, report: Report) -> None:
        record.nodes[key.name] = node
        record.spans[key.name] = node.span
        record.values[key.name] = key.kind.read(node, report)


def shown(key: Scalar) -> str:
    """A key as a message may quote it: long ones cut."""
    text = key.value if len(key.value) <= 40 else key.value[:39] + "…"
    return repr(text)


def report_braces(key: Scalar, report: Report) -> None:
    """Prose between braces was cut in two by a comma."""
    report.error(
        "yaml-braces",
        key.span,
        "the comma before this ended the text: inside braces it is punctuation",
        hint=QUOTE_HINT,
    )


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping from ids to things of one shape."""

    of: Shape
    underscores: bool = False
    """Whether `_` is allowed in the ids, as it is for fields."""

    @property
    def says(self) -> str:
        """What the table holds."""
        return f"a mapping from ids to {self.of.name}"

    def read(self, node: Node, report: Report) -> dict[str, Record] | None:
        """The records by id, in order."""
        if isinstance(node, Scalar) and node.empty:
            return {}
        if not isinstance(node, Mapping):
            report.error(
                "wrong-type",
                node.span,
                f"this must be {self.says}, not {kind_of(node)}",
                hint="write each as `id: title`",
            )
            return None
        records = {}
        for key, value in node.items():
            record = self._entry(key, value, node, report)
            if record is not None:
                record.id, record.span = key.value, key.span
                records[key.value] = record
        return records

    def _entry(self, key: Scalar, value: Node, whole: Mapping, report: Report) -> Record | None:
        if not check_id(key, self.underscores, whole.flow, value, report):
            return None
        return self.of.read(value, report)


def check_id(key: Scalar, underscores: bool, flow: bool, value: Node, report: Report) -> bool:
    """Whether a key is an id; a finding if not."""
    if (is_field_id if underscores else is_id)(key.value):
        return True
    if flow and isinstance(value, Scalar) and value.empty and " " in key.value:
        report_braces(key, report)
        return False
    example = re.sub(r"[^a-z0-9_]+" if underscores else r"[^a-z0-9]+", "-", key.value.lower())
    example = example.strip("-_").replace("-", "_" if underscores else "-")
    report.error(
        "not-an-id",
        key.span,
        f"{shown(key)} is no id: ids are lower-case letters and digits, "
        f"joined by {'- or _' if underscores else '-'}",
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

    def read(self, node: Node, report: Report) -> dict[str, Record] | None:
        """The options by id, in order."""
        if isinstance(node, Mapping):
            return Table(self.of, underscores=True).read(node, report)
        records = {}
        for item in node.items if isinstance(node, Sequence) else [node]:
            if not isinstance(item, Scalar):
                report.error("wrong-type", item.span, f"this must be {self.says}")
            elif check_id(item, True, False, item, report):
                records[item.value] = Record(item.span, item.value)
        return records


def entries(node: Node) -> Iterator[Node]:
    """The items of a list, or the single value that stands for a list of one."""
    if isinstance(node, Sequence):
        yield from node.items
    elif not (isinstance(node, Scalar) and node.empty):
        yield node
