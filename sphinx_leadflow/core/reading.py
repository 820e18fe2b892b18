"""Mappings with declared keys.

Declarations (`keys.py`) put kinds and shapes together; decoding, the reference page and
editors' schemas are made from the same declarations. Like every kind, a shape reports what
is wrong and goes on.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sphinx_leadflow.core.diagnostic import Diagnostic, Mend, Report
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.kinds import Choice, Kind, Listed
from sphinx_leadflow.core.slips import (
    glued_key,
    report_elsewhere,
    report_unknown,
    spaced_key,
)
from sphinx_leadflow.core.source import Span
from sphinx_leadflow.core.suggest import misspelt, nearest
from sphinx_leadflow.core.syntax import Mapping, Node, Scalar, Sequence, is_empty

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


_MARKS = re.compile(r"[,\[\]{}#:?]")
"""What may mean something else in a text between braces."""


class Record:
    """A decoded mapping: its values by key, and where each value stands."""

    __slots__ = ("id", "node", "nodes", "unknown", "values")

    def __init__(self, node: Node, ident: str = "") -> None:
        self.node = node
        """The mapping itself, or the id under which it stands."""
        self.id = ident
        self.values: dict[str, Any] = {}
        self.nodes: dict[str, Node] = {}
        """The value of every declared key behind which something is written."""
        self.unknown: list[str] = []
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
    elsewhere: tuple[tuple[str, str], ...] = ()
    """What others call some of the keys, and the key here."""

    @property
    def says(self) -> str:
        """What the mapping is."""
        return self.name

    @cached_property
    def by_name(self) -> dict[str, Key]:
        """The declarations by name."""
        return {key.name: key for key in self.keys}

    @cached_property
    def readers(self) -> dict[str, Callable[[Node, Report, str], Any]]:
        """What reads the value of each key."""
        return {key.name: key.kind.read for key in self.keys}

    @cached_property
    def needed(self) -> tuple[Key, ...]:
        """The keys that must be there."""
        return tuple(key for key in self.keys if key.needed)

    def key(self, name: str) -> Key | None:
        """The declaration of a key."""
        return self.by_name.get(name)

    def read(self, node: Node, report: Report, name: str = "") -> Record | None:
        """The values of all keys that are declared; the others are findings."""
        if type(node) is Sequence:
            report.error(
                "wrong-type",
                node.span,
                f"{self.name} must be a mapping (lines of `key: value`), not a list",
                hint="pairs of `key: value` stand between { and }"
                if _is_pairs(node)
                else "remove the dashes or brackets",
            )
            return None
        record = Record(node)
        if type(node) is Mapping:
            nodes, values, readers = record.nodes, record.values, self.readers
            for key, value in node.entries.values():
                name = key.value
                reader = readers.get(name)
                if reader is None:
                    self._refuse(key, value, node, record, report)
                elif type(value) is not Scalar or value.value or value.style:  # as in `take`
                    nodes[name] = value
                    values[name] = reader(value, report, name)
        elif isinstance(node, Scalar):
            self._read_short(node, record, report)
        for needed in self.needed:
            if needed.name not in record.nodes and not (isinstance(node, Scalar) and _lost(record)):
                self.report_missing(needed, node, report)
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
        told = Report()
        self.take(key, node, record, told)
        for one in told:
            clear = one.mend or key is word or key.name == "title"
            report.add(one if clear else self._spelt_out(one))

    def _spelt_out(self, one: Diagnostic) -> Diagnostic:
        """A finding about a plain value, whose key nobody wrote: what the mapping looks like."""
        keys = self.needed if len(self.needed) > 1 else self.keys[:2]
        pairs = ", ".join(f"{key.name}: {key.example or '…'}" for key in keys)
        also = f"or write it out: {{{pairs}}}" if len(self.keys) > 1 else ""
        return replace(one, hint="; ".join(part for part in (one.hint, also) if part))

    def _refuse(
        self, key: Scalar, value: Node, whole: Mapping, record: Record, report: Report
    ) -> None:
        record.unknown.append(key.value)
        glued = glued_key(key, whole, self.by_name) or spaced_key(key, value, whole, self.by_name)
        here = dict(self.elsewhere).get(key.value.lower(), "")
        meant = here or nearest(key.value, self.by_name)
        if glued:  # it is there, and could not be read
            record.nodes.setdefault(glued[1], key)
        elif meant and meant not in whole.entries and meant != "visibility":
            # Read as if it were spelt right: what is wrong with its name is told below.
            self.take(self.by_name[meant], value, record, Report())
        if not glued and is_empty(value) and self._is_list_entry(key, whole, report):
            return
        if here and not whole.flow | is_empty(value):
            report_elsewhere(self.name, key, here, report)
            return
        report_unknown(self.name, key, value, whole, list(self.by_name), report)

    def _is_list_entry(self, key: Scalar, whole: Mapping, report: Report) -> bool:
        """`{options: small, large}`: whether a word between braces carries on a list."""
        names = list(whole.entries)
        before = names[: names.index(key.value)]
        first = next((name for name in reversed(before) if not is_empty(whole.get(name))), "")
        declared, start = self.by_name.get(first), whole.get(first)
        if declared is None or not isinstance(declared.kind, Listed) or start is None:
            return False
        if not whole.flow or not isinstance(start, Scalar) or start.line != key.line:
            return False
        report.error(
            "no-brackets",
            key.span,
            f"this carries on {first!r}, and several of them stand between [ and ]",
            hint="write brackets around them",
            mend=Mend(
                start.column,
                start.column,
                "[",
                ((key.span.end.column, key.span.end.column, "]"),),
            ),
        )
        return True

    def report_missing(self, key: Key, node: Node, report: Report) -> None:
        """Say that a key is not there, and what its line would look like."""
        blank = node.get(key.name) if isinstance(node, Mapping) else None
        example = f"{key.name}: {key.example or '…'}"
        if blank is None and (
            isinstance(node, Scalar) or (isinstance(node, Mapping) and node.flow)
        ):
            self._report_missing_in_braces(key, node, example, report)
            return
        report.error(
            "missing-key",
            (blank or node).span,
            f"there is nothing after {key.name!r}"
            if blank
            else f"{self.name} needs the key {key.name!r}",
            hint="write its value" if blank else "add the line",
            paste=example,
        )

    def _report_missing_in_braces(
        self, key: Key, node: Mapping | Scalar, example: str, report: Report
    ) -> None:
        """A key is missing where everything stands on one line."""
        report.error(
            "missing-key",
            node.span,
            f"{self.name} needs the key {key.name!r}",
            hint=f"add `{example}` between the braces"
            if isinstance(node, Mapping)
            else f"write {{{example}}}"
            if key.name == self.short
            else f"write {{{example}, {self.short}: …}}",
            mend=_with_key(key, node, self.short),
        )


def _with_key(key: Key, node: Mapping | Scalar, short: str) -> Mend | None:
    """The missing key on its line. Its value is left open: an example would be taken for true."""
    start, end = node.span.start, node.span.end
    if isinstance(node, Mapping):
        comma = ", " if node.entries else ""
        return Mend(start.column + 1, start.column + 1, f"{key.name}: …{comma}")
    bare = not node.style and _MARKS.search(node.value)
    if start.line != end.line or node.style in ("|", ">") or bare or key.name == short:
        return None
    if node.empty:  # right behind a dash or a colon
        return Mend(start.column, start.column, f" {{{key.name}: …, {short}: …}}")
    before = f"{{{key.name}: …, {short}: "
    return Mend(start.column, start.column, before, ((end.column, end.column, "}"),))


def _is_pairs(node: Sequence) -> bool:
    """`[date: 2026-09-01, to: decide]`: brackets where braces belong."""
    items = node.items
    return bool(items) and all(isinstance(one, Mapping) and len(one.entries) == 1 for one in items)


def _lost(record: Record) -> bool:
    """Whether the plain value that stands for a record could not be read: that says it all."""
    return any(record.failed(key) for key in record.nodes)


def _is_like(text: str, choice: Choice) -> bool:
    """Whether a text is one of some words, or was meant to be."""
    known = (*choice.words, *(word for word, _here in choice.elsewhere))
    return text in known or bool(misspelt(text, choice.words))


def entries(node: Node) -> Iterator[Node]:
    """The items of a list, or the single value that stands for a list of one."""
    if isinstance(node, Sequence):
        yield from node.items
    elif not (isinstance(node, Scalar) and node.empty):
        yield node
