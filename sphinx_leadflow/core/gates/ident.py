"""The id gate: what becomes a path, a docname or an anchor."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from sphinx_leadflow.core.limits import MAX_ID

ID: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""An id, to be used with `fullmatch`: lower-case words joined by hyphens."""

FIELD_ID: Final = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
"""A field's id, to be used with `fullmatch`: an id that may have underscores too."""

ID_LIMIT: Final = MAX_ID
"""Longest id, in characters."""


DEVICES: Final = frozenset(
    ("con", "prn", "aux", "nul", *(f"{one}{n}" for one in ("com", "lpt") for n in range(1, 10)))
)
"""Words that no file on Windows can be called, whatever its suffix: they are devices there."""


def is_id(text: str) -> bool:
    """Whether a text is an id of anything but a field."""
    return len(text) <= ID_LIMIT and ID.fullmatch(text) is not None


def is_field_id(text: str) -> bool:
    """Whether a text is the id of a field."""
    return len(text) <= ID_LIMIT and FIELD_ID.fullmatch(text) is not None


_LETTERS = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "þ": "th", "ð": "d"}
"""Letters that do not fall into a base letter and a mark."""


def id_from(name: str) -> str:
    """An id made from a name, perhaps empty: "Île aux Mouettes" is `ile-aux-mouettes`."""
    lower = "".join(_LETTERS.get(one, one) for one in name.lower())
    base = unicodedata.normalize("NFKD", lower).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", base.replace("'", "")).strip("-")[:ID_LIMIT].strip("-")
