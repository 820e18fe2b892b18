"""YAML text to a small tree with positions: the only module that reads YAML.

The tree is built from PyYAML's event stream rather than by its loader: events carry
positions, survive any nesting, and leave every scalar the text that was written. Tags,
anchors, aliases, merges, duplicate keys and second documents are findings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from sphinx_leadflow.core.diagnostic import Mend, Related, Report
from sphinx_leadflow.core.limits import MAX_DEPTH, MAX_NODES
from sphinx_leadflow.core.source import Position, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.core.diagnostic import Diagnostic
    from sphinx_leadflow.core.source import Source

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's parser where PyYAML has it: the same events, about ten times faster."""

_new = tuple.__new__
"""What makes a named tuple, without the function in front of it: one span for every value."""

_make = object.__new__

_ODD_LINE_ENDS = str.maketrans("\x85\u2028\u2029", "   ")
"""YAML 1.1 begins a new line after these, editors do not: a space keeps all positions right."""

_OWN_TAGS = "tag:yaml.org,2002:"
"""What `!!` stands for."""

_LIBYAML_TOO_DEEP = "maximum nesting depth"
"""How the message ends with which libyaml gives up on nesting, since its version 0.2.6."""


class _Node:
    """What every node has: its file and the two ends of its text.

    The parser's marks, which count from 0, are kept; a `Span` is made when one is asked for.
    """

    __slots__ = ("_end", "_start", "path")

    def __init__(self, path: str, event: Any) -> None:
        self.path = path
        self._start = event.start_mark
        self._end = event.end_mark

    @property
    def line(self) -> int:
        """The line on which the node begins, from 1."""
        return int(self._start.line) + 1

    @property
    def column(self) -> int:
        """The column at which the node begins, from 1."""
        return int(self._start.column) + 1

    @property
    def span(self) -> Span:
        """Where the node stands."""
        start, end = self._start, self._end
        return _new(
            Span,
            (
                self.path,
                _new(Position, (start.line + 1, start.column + 1)),
                _new(Position, (end.line + 1, end.column + 1)),
            ),
        )


class Scalar(_Node):
    """A single value, as text."""

    __slots__ = ("style", "value")

    def __init__(self, path: str, event: Any) -> None:
        self.path = path
        self._start = event.start_mark
        self._end = event.end_mark
        self.value: str = event.value
        self.style: str = event.style or ""

    @property
    def empty(self) -> bool:
        """Whether nothing was written, as in `key:`."""
        return not self.value and not self.style

    @property
    def block(self) -> bool:
        """Whether the text is a block after `|` or `>`."""
        return self.style == "|" or self.style == ">"


class Sequence(_Node):
    """A list."""

    __slots__ = ("items",)

    def __init__(self, path: str, event: Any) -> None:
        super().__init__(path, event)
        self.items: list[Node] = []

    def copy(self) -> Sequence:
        """The same list, to be changed."""
        found = Sequence.__new__(Sequence)
        found.path, found._start, found._end = self.path, self._start, self._end
        found.items = list(self.items)
        return found


class Mapping(_Node):
    """Keys and values, in the order written; every key once."""

    __slots__ = ("entries", "flow")

    def __init__(self, path: str, event: Any) -> None:
        self.path = path
        self._start = event.start_mark
        self._end = event.end_mark
        self.entries: dict[str, tuple[Scalar, Node]] = {}
        self.flow: bool = bool(event.flow_style)

    @classmethod
    def of(cls, first: Scalar) -> Mapping:
        """An empty mapping that stands where its first key stands."""
        made = cls.__new__(cls)
        made.path, made._start, made._end = first.path, first._start, first._end
        made.entries, made.flow = {}, False
        return made

    def insert_behind(self, before: str, key: str, entry: tuple[Scalar, Node]) -> None:
        """Add an entry behind another one."""
        pairs = list(self.entries.items())
        at = next(n for n, (name, _entry) in enumerate(pairs, 1) if name == before)
        self.entries = dict([*pairs[:at], (key, entry), *pairs[at:]])

    def copy(self) -> Mapping:
        """The same mapping, to be changed."""
        found = Mapping.__new__(Mapping)
        found.path, found._start, found._end = self.path, self._start, self._end
        found.entries, found.flow = dict(self.entries), self.flow
        return found

    def get(self, key: str) -> Node | None:
        """The value of a key, or nothing."""
        entry = self.entries.get(key)
        return entry[1] if entry else None

    def items(self) -> Iterator[tuple[Scalar, Node]]:
        """Keys and values as nodes."""
        return iter(self.entries.values())


Node: TypeAlias = Scalar | Sequence | Mapping


def is_empty(node: Node | None) -> bool:
    """Whether a key is absent, or nothing was written after it."""
    return node is None or (isinstance(node, Scalar) and node.empty)


class _Stop(Exception):
    """The file is beyond a limit; what was wrong is reported already."""


class _StopKeepingRoot(_Stop):
    """A second document begins; the first one stands."""


def parse(source: Source, report: Report) -> Node | None:
    """The tree of a file's only document, or nothing when the text is no YAML or is empty.

    Findings go to `report`; a text that breaks off gives one finding with its place.
    """
    text, before = source.text, len(report)
    if not text.isascii():
        text = text.translate(_ODD_LINE_ENDS)
    builder = _Builder(source.path, report)
    try:
        _build(builder, text, before)
    except yaml.YAMLError as error:
        from sphinx_leadflow.core.yaml_errors import explain  # most files are right

        diagnostic = explain(error, source)
        if not _told_of_sign(report, diagnostic):
            report.add(diagnostic)
        return None
    except _StopKeepingRoot:
        pass
    except _Stop:
        return None
    return None if is_empty(builder.root) else builder.root


def _build(builder: _Builder, text: str, before: int) -> None:
    """Build the tree; where libyaml gives up on deep nesting, come to our own limit.

    Newer versions of libyaml have a limit of their own, far beyond ours. Their scanner runs ahead
    of its events, so it may fail before any bracket has come to us. Up to the place where it
    failed there are too many of them for us already.
    """
    try:
        builder.build(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        if mark is None or not str(error.problem).endswith(_LIBYAML_TOO_DEEP):
            raise
        found = Report()
        try:
            _Builder(builder.path, found).build(text[: mark.index])
        finally:
            for item in list(found)[len(builder.report) - before :]:
                builder.report.add(item)


def _told_of_sign(report: Report, found: Diagnostic) -> bool:
    """Whether a sign that begins a text on that line is reported already: quotes mend both."""
    return any(
        one.code in ("no-anchor", "no-tag")
        and one.span.path == found.span.path
        and one.span.start.line == found.span.start.line
        for one in report
    )


class _Builder:
    """Puts events together; nothing in it is circular, so trees go as soon as nobody needs them."""

    def __init__(self, path: str, report: Report) -> None:
        self.path = path
        self.report = report
        self.root: Node | None = None
        self.documents = 0

    def build(self, text: str) -> None:
        """Make nodes of all events.

        Every value of every lead comes through this loop: what nearly all of them need is done in
        place, what is rare is a call.
        """
        path, loader = self.path, _Loader(text)
        next_event = loader.get_event
        mapping: Mapping | None = None  # the innermost open collection, if it is one of these
        items: list[Node] | None = None
        outer: list[tuple[Mapping | None, list[Node] | None]] = []
        key: Scalar | None = None  # whose value comes next
        node: Node
        count = 0
        signs = "&" in text or "!" in text  # else nothing can have an anchor or a tag
        try:
            while (event := next_event()) is not None:
                kind = type(event)
                if kind is ScalarEvent:
                    node = _make(Scalar)  # what its `__init__` does, without the call
                    node.path = path
                    node._start = event.start_mark
                    node._end = event.end_mark
                    node.value = event.value
                    node.style = event.style or ""
                elif kind is MappingStartEvent:
                    node = Mapping(path, event)
                elif kind is MappingEndEvent or kind is SequenceEndEvent:
                    mapping, items = outer.pop()
                    continue
                elif kind is SequenceStartEvent:
                    node = Sequence(path, event)
                elif kind is AliasEvent:
                    event = self.refuse_alias(event)
                    node = Scalar(path, event)
                else:
                    if kind is DocumentStartEvent:
                        self.start_document(event)
                    continue
                count += 1
                if count > MAX_NODES or (signs and (event.anchor or event.tag)):
                    self.refuse(event, count)
                if mapping is not None:
                    if key is None:
                        key = self.key(node)
                        continue
                    word, entries = key.value, mapping.entries
                    if word in entries or word == "<<":
                        self.refuse_entry(mapping, key, node)
                    else:
                        entries[word] = (key, node)
                    key = None
                elif items is not None:
                    items.append(node)
                else:
                    self.root = node
                if kind is MappingStartEvent or kind is SequenceStartEvent:
                    self.check_depth(node, len(outer))
                    outer.append((mapping, items))
                    mapping = node if isinstance(node, Mapping) else None
                    items = node.items if isinstance(node, Sequence) else None
        finally:
            loader.dispose()

    def check_depth(self, node: Node, depth: int) -> None:
        if depth >= MAX_DEPTH:
            self.report.error(
                "too-deep",
                node.span,
                f"lists and mappings are nested more than {MAX_DEPTH} deep here",
                hint="one level is two spaces, or one pair of brackets",
            )
            raise _Stop

    def key(self, node: Node) -> Scalar:
        if type(node) is Scalar:
            if not node.value.isascii() and not node.style:
                self.check_space(node)
            return node
        self.report.error(
            "key-not-text",
            node.span,
            "a key must be a plain word; a text that begins with { or [ needs quotes",
            hint="put the whole text in quotes",
        )
        raise _Stop

    def check_space(self, key: Scalar) -> None:
        """Report a key behind what only looks like a space, and read it without."""
        from sphinx_leadflow.core.yaml_signs import odd_space  # most keys are plain words

        if odd_space(key.value):
            self.report.error(
                "yaml-indent",
                Span.at(self.path, key.line, key.column),
                f"{odd_space(key.value)} stands here: it looks like a space and is none",
                hint="delete it, and type ordinary spaces where the line needs some",
            )
            key.value = key.value.strip()

    def refuse(self, event: Any, count: int) -> None:
        """Report what a node may not be: one too many, anchored, or tagged."""
        if count > MAX_NODES:
            self.report.error(
                "too-large",
                self.place_of(event),
                f"this file has more than {MAX_NODES} values",
                hint="keep documents elsewhere and link to them",
            )
            raise _Stop
        if event.anchor:
            self.refuse_sign(event, "&", "no-anchor", "anchors")
        if event.tag and event.tag.startswith(_OWN_TAGS):
            self.refuse_type(event)
        elif event.tag:
            self.refuse_sign(event, "!", "no-tag", "tags")

    def refuse_type(self, event: Any) -> None:
        """`!!str 2026-11-20`: what a value is follows from its key."""
        place = self.place_of(event)
        start = place.start.column
        self.report.error(
            "no-tag",
            place,
            "a text cannot begin with !: YAML takes such words for its tags",
            hint="remove the word that begins with !!, or put the whole text in quotes",
            mend=Mend(start, start + len(event.tag) - len(_OWN_TAGS) + 3, ""),
        )

    def refuse_sign(self, event: Any, sign: str, code: str, name: str) -> None:
        self.report.error(
            code,
            self.place_of(event),
            f"a text cannot begin with {sign}: YAML takes such words for its {name}",
            hint="put the whole text in quotes",
        )

    def refuse_alias(self, event: Any) -> ScalarEvent:
        """Report an alias; what stands for it: nothing, at its place."""
        self.refuse_sign(event, "*", "no-anchor", "aliases")
        return ScalarEvent(None, None, (True, False), "", event.start_mark, event.end_mark)

    def refuse_entry(self, mapping: Mapping, key: Scalar, value: Node) -> None:
        first = mapping.entries.get(key.value)
        if first is None:
            self.report.error(
                "no-merge",
                key.span,
                "merging with `<<` is not supported",
                hint="write the keys out",
            )
        elif mapping.flow and is_empty(value):
            report_braces(key.span, self.report)
        else:
            name = "this key" if mapping.flow else f"the key {key.value[:40]!r}"
            self.report.error(
                "duplicate-key",
                key.span,
                f"{name} stands here for the second time; "
                f"the first, on line {first[0].line}, counts",
                hint="keep one of the two"
                if mapping.flow or key.column == 1
                else "keep one of the two; indent this one if it belongs to what stands above",
                related=(Related(first[0].span, "the first one"),),
            )

    def start_document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            self.report.error(
                "second-document",
                self.place_of(event),
                "a second document begins here, and only the first is read",
                hint="remove the line `---`, or put what follows into a file of its own",
            )
            raise _StopKeepingRoot

    def place_of(self, event: Any) -> Span:
        mark = event.start_mark
        return Span.at(self.path, mark.line + 1, mark.column + 1)


def report_braces(place: Span, report: Report) -> None:
    """Prose between braces was cut in two by a comma."""
    from sphinx_leadflow.core.yaml_fault import QUOTE_HINT  # which comes with much else

    report.error(
        "yaml-braces",
        place,
        "the comma before this ended the text: inside braces a comma is punctuation",
        hint=QUOTE_HINT,
    )
