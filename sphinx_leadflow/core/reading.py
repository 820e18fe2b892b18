"""Mappings with declared keys, and tables of them.

Declarations (`keys.py`) put kinds and shapes together; decoding, the reference page and
editors' schemas are made from the same declarations. Like every kind, a shape reports what
is wrong and goes on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sphinx_leadflow.core.diagnostic import Mend
from sphinx_leadflow.core.gaps import Gaps
from sphinx_leadflow.core.gates.ident import is_field_id, is_id
from sphinx_leadflow.core.kinds import Choice, Kind, Line, kind_of, subject
from sphinx_leadflow.core.limits import MAX_ID
from sphinx_leadflow.core.source import Span
from sphinx_leadflow.core.suggest import closest, nearest, one_of
from sphinx_leadflow.core.syntax import Mapping, Node, Scalar, Sequence, is_empty, report_braces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_leadflow.core.diagnostic import Report


_GLUED_KEY = re.compile(r"([A-Za-z_][\w-]*)([:\uff1a]\s*)(?=\S)")


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


def humanise(ident: str) -> str:
    """A title made from an id: `quote_sent` is "Quote sent"."""
    words = re.sub(r"[-_]+", " ", ident)
    return words[:1].upper() + words[1:]


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
class Lines:
    """A mapping from free words to values of one kind."""

    of: Kind
    keys: str
    """What stands in front, in a word: `title`."""

    @property
    def says(self) -> str:
        """What the lines hold."""
        return f"lines of `{self.keys}: …`, each with {self.of.says}"

    def read(self, node: Node, report: Report, name: str = "") -> dict[str, Any] | None:
        """The values that could be read, by what stands in front of them."""
        if is_empty(node):
            return {}
        if not isinstance(node, Mapping):
            report.error(
                "wrong-type",
                node.span,
                f"{subject(name)} must be {self.says}, not {kind_of(node)}",
                hint=f"write each as `{self.keys}: …`",
            )
            return None
        found: dict[str, Any] = {}
        for key, value in node.items():
            word = Line(self.keys).read(key, report)
            read = self.of.read(value, report, key.value[:40]) if word else None
            if word and read is not None:
                found[word] = read
        return found


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
