"""Replaced stretches of a text, and the proof that nothing else changed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from sphinx_leadflow.edit.data import data_of, same
from sphinx_leadflow.edit.document import Document, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_leadflow.edit.data import Data

_BY_HAND = "the file is written in a way that this change does not fit; change it by hand"


class Splice(NamedTuple):
    """A stretch of text from `start` to `end`, and what comes in its place."""

    start: int
    end: int
    text: str


def spliced(text: str, splices: Iterable[Splice]) -> str:
    """The text with every stretch replaced. Stretches must not overlap."""
    parts, place = [], 0
    for one in sorted(splices, key=lambda splice: (splice.start, splice.end)):
        if one.start < place:
            raise Refused(_BY_HAND)
        parts += [text[place : one.start], one.text]
        place = one.end
    return "".join([*parts, text[place:]])


def new_lines(document: Document, place: int, lines: list[str]) -> Splice:
    """Lines that are put in front of the line that begins at `place`, or at the very end."""
    newline = document.newline(place)
    text = newline.join(lines)
    before = document.text[:place]
    if place == len(document.text) and not before.endswith(("\n", "\r")):
        return Splice(place, place, newline + text)
    return Splice(place, place, text + newline)


def verified(document: Document, splices: Iterable[Splice], wanted: Data) -> str:
    """The new text, if it says exactly what is wanted and no comment was lost."""
    text = spliced(document.text, splices)
    try:
        after = Document(text)
    except Refused:
        raise Refused(_BY_HAND) from None
    if not same(data_of(after.root), wanted) or not _keeps_order(document, after):
        raise Refused(_BY_HAND)
    if Counter(after.comments()) != Counter(document.comments()):
        raise Refused("comments would get lost; change it by hand")
    return text


def _keeps_order(before: Document, after: Document) -> bool:
    """Whether the keys at the top that both have stand in the same order."""
    old, new = before.root.entries, after.root.entries
    return [key for key in old if key in new] == [key for key in new if key in old]
