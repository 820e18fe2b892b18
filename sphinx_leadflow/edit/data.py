"""What a file says, as plain data: the tree that an edit means to arrive at."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from sphinx_leadflow.core.syntax import Scalar, Sequence

if TYPE_CHECKING:
    from sphinx_leadflow.core.syntax import Node


class Leaf(NamedTuple):
    """A single value: its text, and how it is quoted (`None`: as it comes)."""

    value: str
    style: str | None = None


Data: TypeAlias = "Leaf | list[Data] | dict[str, Data]"

NOTHING = Leaf("", "")
"""What stands behind a key with nothing behind it."""


def bare(value: object) -> Leaf:
    """A value that is never quoted: a date, a number, a flag, an id."""
    return Leaf(str(value), "")


def data_of(node: Node) -> Data:
    """What a node says."""
    if isinstance(node, Scalar):
        return Leaf(node.value, node.style)
    if isinstance(node, Sequence):
        return [data_of(item) for item in node.items]
    return {key.value: data_of(value) for key, value in node.items()}


def same(found: Data, wanted: Data) -> bool:
    """Whether a file says what it should. Keys that were there keep their order."""
    if isinstance(wanted, Leaf):
        return isinstance(found, Leaf) and _same_leaf(found, wanted)
    if isinstance(wanted, list):
        return (
            isinstance(found, list)
            and len(found) == len(wanted)
            and all(same(one, other) for one, other in zip(found, wanted, strict=True))
        )
    return (
        isinstance(found, dict)
        and found.keys() == wanted.keys()
        and all(same(found[key], value) for key, value in wanted.items())
    )


def _same_leaf(found: Leaf, wanted: Leaf) -> bool:
    if wanted.style is None:  # a block of text ends with a line end, the same text in quotes not
        return found.value.rstrip("\n") == wanted.value.rstrip("\n")
    return found == wanted
