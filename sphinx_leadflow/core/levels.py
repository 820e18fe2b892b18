"""Keys that stand one level too far left or right: told once, and put where they belong.

YAML takes `steps:` at the level of the stages for a stage of that name, and everything below it
for keys of that stage. One slip would be twenty findings, none of which names it. So before the
process is read, a key that means nothing where it stands, and something one level above or
below, is moved there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_leadflow.core.diagnostic import Mend
from sphinx_leadflow.core.kinds import Choice, Many
from sphinx_leadflow.core.reading import Shape, Table
from sphinx_leadflow.core.syntax import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.core.diagnostic import Report
    from sphinx_leadflow.core.kinds import Kind
    from sphinx_leadflow.core.syntax import Node


@dataclass(frozen=True, slots=True)
class _Level:
    """A mapping that something is read from: what it is, and its id if it has one."""

    shape: Shape
    node: Mapping
    name: str

    @property
    def column(self) -> int:
        """Where its keys begin; 0 if it has none."""
        return next((key.column for key, _value in self.node.items()), 0)

    def lacks(self, key: str) -> bool:
        """Whether a key may stand here and does not."""
        return key in self.shape.by_name and key not in self.node.entries


def straighten(node: Mapping, shape: Shape, report: Report) -> None:
    """Put every key of a tree that clearly stands on a wrong level where it belongs."""
    _mapping(_Level(shape, node, ""), (), report)


def _mapping(here: _Level, above: tuple[_Level, ...], report: Report) -> None:
    for key, value in list(here.node.items()):
        declared = here.shape.by_name.get(key.value)
        if declared is not None:
            _below(declared.kind, value, (*above, here), report)
        elif not here.node.flow:
            _move_out(key, value, here.node, above, report)


def _below(kind: Kind, node: Node, above: tuple[_Level, ...], report: Report) -> None:
    if isinstance(kind, Many):
        for item in node.items if isinstance(node, Sequence) else [node]:
            _below(kind.of, item, above, report)
    elif isinstance(kind, Table) and isinstance(node, Mapping):
        _table(kind, node, above, report)
    elif isinstance(kind, Shape) and isinstance(node, Mapping):
        _mapping(_Level(kind, node, ""), above, report)


def _table(kind: Table, node: Mapping, above: tuple[_Level, ...], report: Report) -> None:
    """The things of a table; a key among their ids belongs to the one above it, or further out.

    That is clear only behind a thing that is written in lines of its own.
    """
    last: _Level | None = None
    for key, value in list(node.items()):
        if last is not None and not node.flow and _is_stray(kind.of, value):
            if last.lacks(key.value) and _fits(last.shape, key.value, value):
                _move_in(key, value, node, last, report)
                _below(last.shape.by_name[key.value].kind, value, (*above, last), report)
                continue
            if _move_out(key, value, node, above, report):
                continue
        if isinstance(value, Mapping):
            here = _Level(kind.of, value, key.value)
            _mapping(here, above, report)
            last = None if value.flow else here
        else:
            last = None


def _is_stray(shape: Shape, value: Node) -> bool:
    """Whether a value among things that are mappings is hardly one of them."""
    if isinstance(value, Mapping):
        return bool(value.entries) and shape.by_name.keys().isdisjoint(value.entries)
    word = shape.key(shape.word_for)
    words = word.kind.words if word and isinstance(word.kind, Choice) else ()
    return not (isinstance(value, Scalar) and (value.empty or value.value in words))


def _fits(shape: Shape, key: str, value: Node) -> bool:
    """Whether a key of a shape may have such a value at all."""
    return isinstance(shape.by_name[key].kind, Table) is isinstance(value, Mapping)


def _move_in(key: Scalar, value: Node, node: Mapping, to: _Level, report: Report) -> None:
    """A key stands beside the thing that it belongs to."""
    _tell(key, value, to, f"stands beside {_called(to)}, and belongs inside it", report)
    to.node.entries[key.value] = node.entries.pop(key.value)


def _move_out(
    key: Scalar, value: Node, node: Mapping, above: tuple[_Level, ...], report: Report
) -> bool:
    """A key stands inside something that belongs beside it; whether it was one."""
    for level in reversed(above):
        if level.lacks(key.value) and level.column < key.column:
            fits = _fits(level.shape, key.value, value)
            if fits:
                _tell(
                    key,
                    value,
                    level,
                    f"stands too far right: it belongs to {_called(level)}",
                    report,
                )
                level.node.entries[key.value] = node.entries.pop(key.value)
            return fits
    return False


def _tell(key: Scalar, value: Node, to: _Level, where: str, report: Report) -> None:
    by = to.column - key.column
    side = "right" if by > 0 else "left"
    more = f", and the lines below it {abs(by)} further {side} too" if _moves(value, by, to) else ""
    report.error(
        "yaml-indent",
        key.span,
        f"{key.value!r} {where}",
        hint=f"begin it at column {to.column}{more}",
        mend=Mend(1, key.column, " " * (to.column - 1)),
    )


def _called(level: _Level) -> str:
    thing = level.shape.name.partition(" ")[2]
    return f"the {thing} {level.name!r}" if level.name else f"the {thing}"


def _moves(value: Node, by: int, to: _Level) -> bool:
    """Whether what stands below a key would be wrong if the key alone were moved."""
    first = next(_inside(value), None)
    return first is not None and (by < 0 or first.column <= to.column)


def _inside(value: Node) -> Iterator[Node]:
    if isinstance(value, Mapping) and not value.flow:
        yield from (key for key, _value in value.items())
    elif isinstance(value, Sequence):
        yield from value.items
