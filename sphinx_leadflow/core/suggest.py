"""What was probably meant: the nearest known words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.core.limits import MAX_ID

if TYPE_CHECKING:
    from collections.abc import Iterable


def closest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """A "did you mean" sentence for the nearest known word; empty if none is near."""
    match = nearest(word, known, cutoff)
    return f"did you mean {match}?" if match else ""


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The known word that comes nearest; empty if none is near."""
    from difflib import get_close_matches  # only where something is wrong

    word, options = word[:MAX_ID].lower(), list(known)
    if len(options) > 1000:  # comparing with all of them would take seconds
        options = [one for one in options if one[:2] == word[:2]]
    return next(iter(get_close_matches(word, options, n=1, cutoff=cutoff)), "")


def one_of(known: Iterable[str], limit: int = 12) -> str:
    """A phrase that lists what is known."""
    words = [word for word in dict.fromkeys(known) if word]
    listed = ", ".join(words[:limit]) + (", …" if len(words) > limit else "")
    return f"known: {listed}" if words else ""
