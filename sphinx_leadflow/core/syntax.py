"""YAML text to a small tree with positions: the only module that reads YAML.

The tree is built from PyYAML's event stream rather than by its loader: events carry
positions, survive any nesting, and leave every scalar the text that was written. Tags,
anchors, aliases, merges, duplicate keys and second documents are findings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import yaml

from sphinx_leadflow.core.diagnostic import Related
from sphinx_leadflow.core.limits import MAX_DEPTH, MAX_NODES
from sphinx_leadflow.core.source import Position, Span
from sphinx_leadflow.core.yaml_errors import explain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.core.diagnostic import Report
    from sphinx_leadflow.core.source import Source

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's parser where PyYAML has it: the same events, about ten times faster."""


class _Node:
    """What every node has: its file and the two ends of its text, 1-based."""

    __slots__ = ("column", "end_column", "end_line", "line", "path")

    def __init__(self, path: str, event: yaml.Event) -> None:
        start, end = event.start_mark, event.end_mark
        self.path = path
        self.line: int = start.line + 1
        self.column: int = start.column + 1
        self.end_line: int = end.line + 1
        self.end_column: int = end.column + 1

    @property
    def span(self) -> Span:
        """Where the node stands."""
        return Span(
            self.path, Position(self.line, self.column), Position(self.end_line, self.end_column)
        )


class Scalar(_Node):
    """A single value, as text."""

    __slots__ = ("style", "value")

    def __init__(self, path: str, event: yaml.ScalarEvent) -> None:
        super().__init__(path, event)
        self.value: str = event.value
        self.style: str = event.style or ""

    @property
    def empty(self) -> bool:
        """Whether nothing was written, as in `key:`."""
        return not self.value and not self.style

    @property
    def block(self) -> bool:
        """Whether the text is a block after `|` or `>`."""
        return self.style in "|>" and bool(self.style)


class Sequence(_Node):
    """A list."""

    __slots__ = ("items",)

    def __init__(self, path: str, event: yaml.SequenceStartEvent) -> None:
        super().__init__(path, event)
        self.items: list[Node] = []


class Mapping(_Node):
    """Keys and values, in the order written; every key once."""

    __slots__ = ("entries", "flow")

    def __init__(self, path: str, event: yaml.MappingStartEvent) -> None:
        super().__init__(path, event)
        self.entries: dict[str, tuple[Scalar, Node]] = {}
        self.flow: bool = bool(event.flow_style)

    def get(self, key: str) -> Node | None:
        """The value of a key, or nothing."""
        entry = self.entries.get(key)
        return entry[1] if entry else None

    def items(self) -> Iterator[tuple[Scalar, Node]]:
        """Keys and values as nodes."""
        return iter(self.entries.values())


Node: TypeAlias = Scalar | Sequence | Mapping


class _Stop(Exception):
    """The file is beyond a limit; what was wrong is reported already."""


class _StopKeepingRoot(_Stop):
    """A second document begins; the first one stands."""


def parse(source: Source, report: Report) -> Node | None:
    """The tree of a file's only document, or nothing when the text is no YAML or is empty.

    Findings go to `report`; a text that breaks off gives one finding with its place.
    """
    builder = _Builder(source, report)
    try:
        for event in yaml.parse(source.text, Loader=_Loader):
            builder.take(event)
    except yaml.YAMLError as error:
        report.add(explain(error, source))
        return None
    except _StopKeepingRoot:
        return builder.root
    except _Stop:
        return None
    return builder.root


class _Builder:
    """Puts events together; holds the open collections on a stack."""

    def __init__(self, source: Source, report: Report) -> None:
        self.path = source.path
        self.report = report
        self.root: Node | None = None
        self.stack: list[tuple[Sequence | Mapping, list[Scalar | None]]] = []
        self.count = 0
        self.documents = 0

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self.refuse_extras(event)
            self.place(Scalar(self.path, event))
        elif isinstance(event, yaml.MappingStartEvent):
            self.open(Mapping(self.path, event), event)
        elif isinstance(event, yaml.SequenceStartEvent):
            self.open(Sequence(self.path, event), event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()
        elif isinstance(event, yaml.AliasEvent):
            self.refuse_alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self.start_document(event)

    def open(self, node: Sequence | Mapping, event: yaml.NodeEvent) -> None:
        self.refuse_extras(event)
        self.place(node)
        if len(self.stack) >= MAX_DEPTH:
            self.report.error(
                "too-deep", node.span, f"values are nested more than {MAX_DEPTH} deep"
            )
            raise _Stop
        self.stack.append((node, [None]))

    def place(self, node: Node) -> None:
        self.count += 1
        if self.count > MAX_NODES:
            self.report.error("too-large", node.span, f"this file has more than {MAX_NODES} values")
            raise _Stop
        if not self.stack:
            self.root = node
            return
        parent, pending = self.stack[-1]
        if isinstance(parent, Sequence):
            parent.items.append(node)
        elif pending[0] is None:
            pending[0] = self.key(node)
        else:
            self.enter(parent, pending[0], node)
            pending[0] = None

    def key(self, node: Node) -> Scalar:
        if isinstance(node, Scalar):
            return node
        self.report.error(
            "key-not-text",
            node.span,
            "a key must be a plain word",
            hint="put quotes around text that begins with [ or {",
        )
        raise _Stop

    def enter(self, parent: Mapping, key: Scalar, value: Node) -> None:
        first = parent.entries.get(key.value)
        if key.value == "<<" and not key.style:
            self.report.error(
                "no-merge",
                key.span,
                "merging with `<<` is not supported",
                hint="write the keys out",
            )
        elif first is not None:
            self.report.error(
                "duplicate-key",
                key.span,
                f"the key {key.value!r} stands here for the second time; "
                f"the first, on line {first[0].line}, counts",
                hint="keep one of the two",
                related=(Related(first[0].span, "the first one"),),
            )
        else:
            parent.entries[key.value] = (key, value)

    def refuse_extras(self, event: yaml.NodeEvent) -> None:
        if event.anchor:
            self.report.error(
                "no-anchor",
                self.place_of(event),
                "anchors are not supported",
                hint="put quotes around a text that begins with &",
            )
        if event.tag:
            self.report.error(
                "no-tag",
                self.place_of(event),
                "tags are not supported",
                hint="put quotes around a text that begins with !",
            )

    def refuse_alias(self, event: yaml.AliasEvent) -> None:
        self.report.error(
            "no-anchor",
            self.place_of(event),
            "aliases are not supported",
            hint="put quotes around a text that begins with *",
        )
        nothing = yaml.ScalarEvent(None, None, (True, False), "", event.start_mark, event.end_mark)
        self.place(Scalar(self.path, nothing))

    def start_document(self, event: yaml.DocumentStartEvent) -> None:
        self.documents += 1
        if self.documents > 1:
            self.report.error(
                "second-document",
                self.place_of(event),
                "a line `---` begins a second document here; only one is read",
                hint="remove the line, or put the rest into a file of its own",
            )
            raise _StopKeepingRoot

    def place_of(self, event: yaml.Event) -> Span:
        mark = event.start_mark
        return Span.at(self.path, mark.line + 1, mark.column + 1)
