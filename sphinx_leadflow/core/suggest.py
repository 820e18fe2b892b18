"""What was probably meant: the nearest known words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_leadflow.core.limits import MAX_ID

if TYPE_CHECKING:
    from collections.abc import Iterable

_JOINTS = re.compile(r"[-_ ]+")


def closest(word: str, known: Iterable[str]) -> str:
    """A "did you mean" sentence for the nearest known word; empty if none is near."""
    match = nearest(word, known)
    return f"did you mean {match}?" if match else ""


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that comes nearest; empty if none is near.

    Near is what a slip of the pen makes of a word, or else the only one that says more or less
    than this one: monday for `Mon`, action for `next_action`, send-contract for `contract`.
    """
    word, options = word[:MAX_ID].lower(), list(known)
    if len(options) > 1000:  # comparing with all of them would take seconds
        options = [one for one in options if one[:2] == word[:2]]
    slip = misspelt(word, options)
    if slip:
        return slip
    begins = [one for one in options if _begins(word, one.lower()) or _begins(one.lower(), word)]
    if len(begins) == 1:
        return begins[0]
    mine, parts = _parts(word), {one: _parts(one.lower()) for one in options}
    for stand_in in (set.issubset, _are_misspelt_in):
        found = [one for one, its in parts.items() if stand_in(mine, its) or stand_in(its, mine)]
        if len(found) == 1:
            return found[0]
    return ""


def misspelt(word: str, known: Iterable[str]) -> str:
    """The known word that this one is but for slips of the pen; empty if it is none."""
    word = word[:MAX_ID].lower()
    best, found = MAX_ID, ""
    for one in known:
        slips = _slips(word, one.lower())
        if slips < best:
            best, found = slips, one
    return found


def one_of(known: Iterable[str], limit: int = 12) -> str:
    """A phrase that lists what is known."""
    words = [word for word in dict.fromkeys(known) if word]
    listed = ", ".join(words[:limit]) + (", …" if len(words) > limit else "")
    return f"known: {listed}" if words else ""


def _slips(word: str, other: str) -> int:
    """How many letters are forgotten, put in, mistaken, or swapped with the next one.

    `MAX_ID` if these are too many for a slip: more than one in five letters, two in nine, or three.
    A share of letters in common would take `phone` for owner, and `notes` for quote.
    Source: optimal string alignment, after F. J. Damerau, Communications of the ACM 7 (1964).
    """
    length = min(len(word), len(other))
    most = 1 if length <= 5 else 2 if length <= 9 else 3
    unlike = abs(len(word) - len(other)) > most or len(set(word) ^ set(other)) > 2 * most
    if unlike:  # seen without counting
        return MAX_ID
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(word, start=1):
        line = [row]
        for column, against in enumerate(other, start=1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != against))
            if column > 1 < row and word[row - 2] == against and letter == other[column - 2]:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        if min(line) > most:
            return MAX_ID
        before, last = last, line
    return last[-1] if last[-1] <= most else MAX_ID


def _begins(word: str, other: str) -> bool:
    return len(word) > 2 and other.startswith(word)


def _parts(word: str) -> set[str]:
    return set(_JOINTS.split(word))


def _are_misspelt_in(words: set[str], others: set[str]) -> bool:
    """Whether each word is one of the others, slips allowed in those that are not short."""
    long = [one for one in others if len(one) > 5]
    return all(word in others or (len(word) > 5 and misspelt(word, long)) for word in words)
