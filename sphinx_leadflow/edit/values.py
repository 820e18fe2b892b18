"""What somebody typed for a field, as data that can be written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.core.diagnostic import Report
from sphinx_leadflow.core.source import Source
from sphinx_leadflow.core.syntax import Mapping, Scalar, Sequence, parse
from sphinx_leadflow.edit.data import Data, Leaf, data_of
from sphinx_leadflow.edit.document import Refused
from sphinx_leadflow.edit.render import loose

if TYPE_CHECKING:
    from sphinx_leadflow.core.model import Field
    from sphinx_leadflow.core.syntax import Node

_QUOTED = ("text", "markdown", "phone")
"""Types whose values are texts even where they look like a number or a flag."""


def written(
    field: Field | None, text: str, *, plain: bool = True, one: bool = False, many: bool = False
) -> Data:
    """The data that a typed value means.

    Values of lists may be YAML in brackets or braces. `many` makes a list, `one` a single entry
    of one; `plain` says how values are written where no field tells.
    """
    is_list = field is not None and field.type == "list"
    if not (is_list or many or one):
        return _leaf(field.type if field else ("word" if plain else "text"), text)
    node = _parsed(text) if text.lstrip()[:1] in ("{", "[") else None
    if isinstance(node, Sequence) and not one:
        return [_entry(field, item) for item in node.items]
    entry = _entry(field, node) if node is not None else _single(field, text)
    return entry if one else [entry]


def _single(field: Field | None, text: str) -> Data:
    """A bare value: for a list of records it stands for the first part."""
    if field is not None and field.parts:
        first = field.parts[0]
        return {first.id: _leaf(first.type, text)}
    return _leaf(field.item or "text" if field else "text", text)


def _entry(field: Field | None, node: Node) -> Data:
    if isinstance(node, Mapping) and field is not None:
        types = {part.id: part.type for part in field.parts}
        return {
            key.value: _leaf(types.get(key.value, "text"), value.value)
            if isinstance(value, Scalar)
            else data_of(value)
            for key, value in node.items()
        }
    if isinstance(node, Scalar):
        return _single(field, node.value)
    return data_of(node)


def _leaf(kind: str, text: str) -> Leaf:
    if "\n" in text.strip():
        return Leaf(text.strip("\n") + "\n")
    text = text.strip()
    if not text:
        raise Refused("the value is empty; --remove takes a key away")
    return Leaf(text) if kind in _QUOTED else loose(text)


def _parsed(text: str) -> Node:
    report = Report()
    node = parse(Source("", text, ""), report)
    found = next(iter(report), None)
    if node is None or found is not None:
        because = f": {found.message}" if found else ""
        raise Refused(f"the value is no YAML that could be read{because}")
    return node
