"""Adds an entry to a list, in the style of the entries that are there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_leadflow.core.syntax import Mapping, Scalar, Sequence, is_empty
from sphinx_leadflow.edit.data import Data, data_of
from sphinx_leadflow.edit.document import Document, Refused
from sphinx_leadflow.edit.mappings import put
from sphinx_leadflow.edit.render import inline, item, portable
from sphinx_leadflow.edit.splices import Splice, new_lines, verified

if TYPE_CHECKING:
    from collections.abc import Sequence as Sequence_

    from sphinx_leadflow.core.syntax import Node

_DASH = re.compile(r"-[ \t]*")


def add_item(text: str, key: str, entry: Data, order: Sequence_[str] = ()) -> str:
    """The text with an entry at the end of a list at the top of the file.

    A list that is not there is made; a single value that stands for a list becomes one.
    """
    document = Document(text)
    old = document.root.get(key)
    whole = data_of(document.root)
    assert isinstance(whole, dict)  # the root of a document is a mapping
    alone = isinstance(old, Scalar)  # then it moves into brackets
    items = [portable(one) if alone else one for one in _items(old)]
    wanted = {**whole, key: [*items, entry]}
    return verified(document, _splices(document, key, old, entry, order), wanted)


def _items(node: Node | None) -> list[Data]:
    if node is None or is_empty(node):
        return []
    return [data_of(one) for one in node.items] if isinstance(node, Sequence) else [data_of(node)]


def _splices(
    document: Document, key: str, old: Node | None, entry: Data, order: Sequence_[str]
) -> list[Splice]:
    if old is None:
        return put(document, document.root, key, [entry], order)
    if document.braced(document.root):
        return _in_braces(document, old, entry)
    if isinstance(old, Sequence) and not document.braced(old):
        return [_behind_last(document, key, old, entry)]
    if isinstance(old, Sequence) and old.items:
        return _in_brackets(document, old, entry)
    if is_empty(old) or isinstance(old, Sequence):
        return _first(document, key, old, entry)
    return _wrapped(document, key, old, entry)


def _in_braces(document: Document, old: Node, entry: Data) -> list[Splice]:
    """The whole file stands in braces, so lists stand in brackets."""
    if isinstance(old, Sequence) and old.items:
        return _in_brackets(document, old, entry)
    items = inline([*map(portable, _items(old)), entry])
    lead = " " if is_empty(old) else ""
    return [Splice(document.start(old), document.end(old), lead + items)]


def _behind_last(document: Document, key: str, old: Sequence, entry: Data) -> Splice:
    """One line (or a few) below the last entry: the same dash, the same kind of braces."""
    last = old.items[-1]
    column = document.root.entries[key][0].column - 1
    lines = item(
        entry,
        old.column - 1,
        block=_likes_blocks(document, old),
        dash=_dash(document, last),
        pad=_pad(document, old.items),
    )
    return new_lines(document, document.below(last, column), lines)


def _likes_blocks(document: Document, old: Sequence) -> bool:
    """Whether most entries are written as lines rather than in braces."""
    records = [one for one in old.items if isinstance(one, Mapping)]
    return 2 * sum(not document.braced(one) for one in records) > len(records)


def _dash(document: Document, node: Node) -> str:
    """The dash in front of an entry and the space behind it; the usual one if the line ends."""
    place = document.text.rindex("-", 0, document.start(node) + is_empty(node))
    found = _DASH.match(document.text, place)
    on_this_line = found is not None and found.end() == document.start(node)
    return found[0] if found and on_this_line and not is_empty(node) else "- "


def _pad(document: Document, items: list[Node]) -> str:
    """What stands behind the opening brace of the last entry that has one: a space, or nothing."""
    braced = [one for one in items if document.braced(one)]
    start = document.start(braced[-1]) if braced else 0
    return " " if braced and document.text[start + 1 : start + 2] == " " else ""


def _in_brackets(document: Document, old: Sequence, entry: Data) -> list[Splice]:
    last, closing = old.items[-1], document.closing(old)
    end, new = document.end(last), inline(entry, _pad(document, old.items))
    comma = re.compile(r"[ \t]*,").match(document.text, end)
    line = document.line_start(document.start(last))
    margin = document.text[line : document.start(last)]
    if margin.strip() or line <= document.start(old) or document.next_line(end) > closing:
        return [Splice(end, end, f", {new}")]
    below = new_lines(document, document.next_line(end), [margin + new + ("," if comma else "")])
    return [below] if comma else [Splice(end, end, ","), below]


def _first(document: Document, key: str, old: Node, entry: Data) -> list[Splice]:
    """The first entry of a list that is there and empty: `history:` or `history: []`."""
    name = document.root.entries[key][0]
    column = name.column - 1
    splices = []
    place = document.below(old, column)
    if isinstance(old, Sequence):
        start = len(document.text[: document.start(old)].rstrip(" \t"))
        if document.text[start - 1] != ":":
            raise Refused(f"line {name.line}: the empty list stands alone; change it by hand")
        splices.append(Splice(start, document.end(old), ""))
    lines = item(entry, column + _indent(document, key))
    return [*splices, new_lines(document, place, lines)]


def _indent(document: Document, key: str) -> int:
    """How far this file indents the dashes of its lists."""
    column = document.root.entries[key][0].column
    for _key, value in document.root.items():
        if isinstance(value, Sequence) and not document.braced(value):
            return value.column - column
    return 2


def _wrapped(document: Document, key: str, old: Node, entry: Data) -> list[Splice]:
    """A single value becomes the first entry of a list."""
    start, end = document.start(old), document.end(old)
    if isinstance(old, Scalar):
        if not isinstance(entry, dict):
            return [Splice(start, end, inline([portable(data_of(old)), entry]))]
        raise Refused(f"line {old.line}: {key!r} holds a text where a list is meant")
    column = document.root.entries[key][0].column - 1
    dash = column + _indent(document, key)
    block = not document.braced(old)
    below = new_lines(document, document.below(old, column), item(entry, dash, block=block))
    if not block:
        head = document.newline(start) + " " * dash + "- "
        gap = len(document.text[:start].rstrip(" \t"))
        return [Splice(gap, start, head), below]
    return [*_indented(document, document.line_start(start), end, old.column - 1, dash), below]


def _indented(document: Document, first: int, end: int, column: int, dash: int) -> list[Splice]:
    """The lines of a mapping moved to the right of a dash."""
    width = dash + 2
    splices = [Splice(first, first + column, " " * dash + "- ")]
    place = document.next_line(first)
    while place < end:
        if document.text[place : place + 1] not in ("\r", "\n"):
            splices.append(Splice(place, place, " " * (width - column)))
        place = document.next_line(place)
    return splices
