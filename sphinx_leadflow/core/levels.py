"""Keys that stand one level too far left or right: told once, and put where they belong.

YAML takes `steps:` at the level of the stages for a stage of that name, and everything below it
for keys of that stage. One slip would be twenty findings, none of which names it. So before the
process is read, a key that means nothing where it stands, and something one level above or
below, is moved there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.core.diagnostic import Mend
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.kinds import Choice, Custom, Many
from sphinx_leadflow.core.reading import Shape
from sphinx_leadflow.core.sections import Table
from sphinx_leadflow.core.suggest import misspelt
from sphinx_leadflow.core.syntax import Mapping, Scalar, Sequence, is_empty

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
    home: Mapping | None = None
    """The table that it is an entry of."""

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
    _take_in(here, report)
    for key, value in list(here.node.items()):
        declared = here.shape.by_name.get(key.value)
        if declared is not None:
            _below(declared.kind, value, (*above, here), report)
        elif not here.node.flow:
            _move_out(key, value, here.node, above, report)


def _take_in(here: _Level, report: Report) -> None:
    """Lines below a key that nothing follows, at its own level: `next:` and then its ways on."""
    empty: Scalar | None = None
    strays: dict[str, tuple[Scalar, Node]] = {}
    for key, value in [*here.node.items()] if not here.node.flow else []:
        declared = here.shape.by_name.get(key.value)
        if declared is not None:
            holds = isinstance(declared.kind, Custom | Table) and is_empty(value)
            _put_below(here, empty, strays, report)
            empty, strays = (key if holds else None), {}
        elif empty is not None and not misspelt(key.value, here.shape.by_name):
            strays[key.value] = (key, value)
    _put_below(here, empty, strays, report)


def _put_below(
    here: _Level, empty: Scalar | None, strays: dict[str, tuple[Scalar, Node]], report: Report
) -> None:
    if empty is None or not strays:
        return
    first = next(iter(strays.values()))[0]
    inside = Mapping.of(first)
    for name, entry in strays.items():
        inside.entries[name] = entry
        del here.node.entries[name]
    here.node.entries[empty.value] = (empty, inside)
    column = first.column + 2
    more = ", and the lines below it two further right too" if len(strays) > 1 else ""
    report.error(
        "yaml-indent",
        first.span,
        f"{first.value!r} stands beside {empty.value!r}, and belongs inside it",
        hint=f"begin it at column {column}{more}",
        mend=Mend(1, first.column, " " * (column - 1)),
    )


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
    _lift_out(kind, node, above, report)
    for key, value in list(node.items()):
        if last is not None and not node.flow and _is_stray(kind.of, value):
            if last.lacks(key.value) and _fits(last.shape, key.value, value):
                _move_in(key, value, node, last, report)
                _below(last.shape.by_name[key.value].kind, value, (*above, last), report)
                continue
            if _move_out(key, value, node, above, report):
                continue
        if isinstance(value, Mapping):
            here = _Level(kind.of, value, key.value, node)
            _mapping(here, above, report)
            last = None if value.flow else here
        else:
            last = None


def _lift_out(kind: Table, node: Mapping, above: tuple[_Level, ...], report: Report) -> None:
    """A stage among the steps of the stage above it: it has `steps`, which no step has."""
    outer = above[-1] if above else None
    if outer is None or outer.home is None or outer.shape is kind.of or node.flow:
        return
    own = outer.shape.by_name.keys() - kind.of.by_name.keys()
    for key, value in list(node.items()):
        marks = own.intersection(value.entries) if isinstance(value, Mapping) else set()
        if not any(isinstance(outer.shape.by_name[mark].kind, Table) for mark in marks):
            continue
        if key.value in outer.home.entries:
            continue
        column = outer.home.entries[outer.name][0].column
        report.error(
            "yaml-indent",
            key.span,
            f"{key.value!r} stands too far right: it is {outer.shape.name} like {outer.name!r}",
            hint=f"begin it at column {column}, and the lines below it "
            f"{key.column - column} further left too",
            mend=Mend(1, key.column, " " * (column - 1)),
        )
        outer.home.insert_behind(outer.name, key.value, node.entries.pop(key.value))


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
