"""Sets and removes the value of a key."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_leadflow.core.syntax import Mapping, Scalar, Sequence, is_empty
from sphinx_leadflow.edit.data import NOTHING, Data, Leaf, data_of
from sphinx_leadflow.edit.document import Document, Refused
from sphinx_leadflow.edit.render import entry, headed, inline, item, scalar, text_lines
from sphinx_leadflow.edit.splices import Splice, new_lines, verified

if TYPE_CHECKING:
    from collections.abc import Sequence as Sequence_

    from sphinx_leadflow.core.syntax import Node

_COLON = re.compile(r"[ \t]*:")


def set_value(text: str, path: Sequence_[str], value: Data, order: Sequence_[str] = ()) -> str:
    """The text with the value of a key set: replaced if it is there, else put where it belongs.

    `path` leads from the top through mappings; what is missing on the way is made. `order` holds
    the keys at the top in their usual order: a new one goes behind the last that precedes it.
    """
    document = Document(text)
    mapping, depth = document.root, 0
    while depth < len(path) - 1:
        inner = mapping.get(path[depth])
        if inner is None or is_empty(inner) or (isinstance(inner, Mapping) and not inner.entries):
            break
        if not isinstance(inner, Mapping):
            raise Refused(f"line {inner.line}: {path[depth]!r} holds a value of another form")
        mapping, depth = inner, depth + 1
    for key in reversed(path[depth + 1 :]):
        value = {key: value}
    splices = put(document, mapping, path[depth], value, () if depth else order)
    return verified(document, splices, _with(document, path[: depth + 1], value))


def _with(document: Document, path: Sequence_[str], value: Data) -> Data:
    """The data with one value set."""
    whole = inner = _mapping(data_of(document.root))
    for key in path[:-1]:
        inner = _mapping(inner[key])
    inner[path[-1]] = value
    return whole


def _mapping(data: Data) -> dict[str, Data]:
    assert isinstance(data, dict)  # the way there was walked in the syntax tree
    return data


def put(
    document: Document, mapping: Mapping, key: str, value: Data, order: Sequence_[str] = ()
) -> list[Splice]:
    """What sets a key of one mapping."""
    if key in mapping.entries:
        return _replaced(document, mapping, key, value)
    if document.braced(mapping):
        return [_into_braces(document, mapping, key, value)]
    return [_as_lines(document, mapping, key, value, order)]


def _into_braces(document: Document, mapping: Mapping, key: str, value: Data) -> Splice:
    pair = inline({key: value})[1:-1]
    last = document.last_child(mapping)
    if last is None:
        place = document.start(mapping) + 1
        return Splice(place, place, pair)
    place = document.end(last)
    return Splice(place, place, f" , {pair}" if is_empty(last) else f", {pair}")


def _as_lines(
    document: Document, mapping: Mapping, key: str, value: Data, order: Sequence_[str]
) -> Splice:
    column = next(iter(mapping.entries.values()))[0].column - 1
    lines = entry(key, value, column, block=_likes_blocks(document, mapping))
    before = _predecessor(mapping, key, order)
    if before is None:
        first = next(iter(mapping.entries.values()))[0]
        return new_lines(document, document.line_start(document.start(first)), lines)
    return new_lines(document, document.below(before, column), lines)


def _likes_blocks(document: Document, mapping: Mapping) -> bool:
    """Whether mappings below this one are written as lines rather than in braces."""
    inner = [value for _key, value in mapping.items() if isinstance(value, Mapping)]
    flat = [one for one in inner if all(isinstance(value, Scalar) for _key, value in one.items())]
    return bool(flat) and not document.braced(flat[-1])


def _predecessor(mapping: Mapping, key: str, order: Sequence_[str]) -> Node | None:
    """The value behind which a new key goes: the last one, or the nearest in the usual order."""
    values = [value for _key, value in mapping.items()]
    if key not in order:
        return values[-1]
    earlier = [name for name in order[: order.index(key)] if name in mapping.entries]
    return mapping.entries[earlier[-1]][1] if earlier else None


def _replaced(document: Document, mapping: Mapping, key: str, value: Data) -> list[Splice]:
    name, old = mapping.entries[key]
    inside = document.braced(mapping)
    if isinstance(old, Scalar) and isinstance(value, Leaf):
        return _new_scalar(document, name, old, value, inside=inside)
    colon, end = _colon(document, name), document.end(old)
    if _has_comments(document, old, end) or (isinstance(old, Scalar) and old.block):
        raise Refused(f"line {name.line}: the value is more than this change knows how to keep")
    if inside:
        return [Splice(colon, end, f": {inline(value)}")]
    head, *rest = _in_style(document, name, old, value)
    splices = [Splice(colon, end, head)]
    return [*splices, new_lines(document, document.next_line(end), rest)] if rest else splices


def _has_comments(document: Document, node: Node, end: int) -> bool:
    """Whether comments stand inside a value, or behind the last line of a list of lines."""
    if isinstance(node, Scalar):
        return False
    stop = end if document.braced(node) else document.next_line(end)
    return bool(document.comments(document.start(node), stop))


def _in_style(document: Document, name: Scalar, old: Node, value: Data) -> list[str]:
    """What follows a key, from its colon on, in the style of the value that was there."""
    likes_blocks = isinstance(old, Mapping) and not document.braced(old)
    if isinstance(value, list) and value and isinstance(old, Sequence) and not document.braced(old):
        return [":", *(line for one in value for line in item(one, old.column - 1))]
    return headed(":", value, name.column - 1, block=likes_blocks)


def _colon(document: Document, key: Scalar) -> int:
    """Where the colon behind a key stands."""
    match = _COLON.match(document.text, document.end(key))
    if match is None:
        raise Refused(f"line {key.line}: this key is written in an unusual way; change it by hand")
    return match.end() - 1


def _new_scalar(
    document: Document, key: Scalar, old: Scalar, value: Leaf, *, inside: bool
) -> list[Splice]:
    start, end = document.start(old), document.end(old)
    if old.block:
        return _from_block(document, key, old, value)
    alone = not document.comments(end, document.next_line(end))
    if alone and not inside and "\n" in value.value.rstrip("\n"):
        lines = text_lines("", value, key.column + 1)
        new = document.newline(start).join(lines).lstrip(" ")
        return [Splice(start, end, new)] if not old.empty else [Splice(start, end, " " + new)]
    quote = "" if value.style == "" else old.style
    new = scalar(value, inside=inside, quote=quote)
    gap = " " if old.empty and new and document.text[start - 1] == ":" else ""
    return [Splice(start, end, gap + new)]


def _from_block(document: Document, key: Scalar, old: Scalar, value: Leaf) -> list[Splice]:
    """A block of text becomes another, or a value on the key's line; its comment stays."""
    start, sign_end, end = document.start(old), document.header_end(old), document.end(old)
    body = document.next_line(start)
    newline = document.newline(body)
    lines = text_lines("", Leaf(value.value), key.column + 1)
    last = newline if document.text[:end].endswith(("\n", "\r")) else ""
    if len(lines) == 1:
        header_end = max(body - len(newline), sign_end)
        return [
            Splice(start, sign_end, lines[0].strip()),
            Splice(min(header_end, end), end, last),
        ]
    return [
        Splice(start, sign_end, "|"),
        Splice(min(body, end), end, newline.join(lines[1:]) + last),
    ]


def remove_value(text: str, key: str) -> str:
    """The text without a key at the top. Where a comment stands behind it, the key stays, empty."""
    document = Document(text)
    if key not in document.root.entries:
        return text
    name, old = document.root.entries[key]
    whole = _mapping(data_of(document.root))
    start, end = document.line_start(document.start(name)), document.below(old, 10**6)
    if document.braced(document.root) or document.comments(start, end):
        return verified(document, _emptied(document, name, old), {**whole, key: NOTHING})
    del whole[key]
    return verified(document, [Splice(start, end, "")], whole)


def _emptied(document: Document, name: Scalar, old: Node) -> list[Splice]:
    colon, end = _colon(document, name) + 1, document.end(old)
    if not isinstance(old, Scalar) or not old.block:
        return [Splice(colon, end, "")]
    body = document.next_line(document.start(old))
    return [
        Splice(colon, document.header_end(old), ""),
        Splice(min(body, end), document.below(old, 10**6), ""),
    ]
