"""Characters that are not what they seem, named once for all gates."""

from __future__ import annotations

import re
from typing import Final

CONTROLS: Final = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
"""C0 and C1 controls and DEL, without tab, line feed and carriage return."""

DIRECTION: Final = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""Marks, embeddings, overrides and isolates that change the direction of the text around them.

Phone numbers that were copied from an address book come wrapped in them, so they are no sign of
bad intent, and nothing is lost without them.
"""

SURROGATES: Final = "\ud800-\udfff"
"""Halves of characters: no encoder writes them, so one of them would end a build."""

_SPACES = re.compile("[\r\x85\u2028\u2029\t\x0b\x0c]")
_DIRECTION = re.compile(f"[{DIRECTION}]")
_UNSHOWABLE = re.compile(f"[{CONTROLS}{SURROGATES}]")


def plain_characters(text: str) -> str:
    r"""The text without characters that hide, reorder or break what is shown.

    Direction marks go; other controls and lone surrogates become the visible mark �; tabs and
    the odd line ends become spaces. `\n` stays.
    """
    text = _DIRECTION.sub("", text.replace("\r\n", "\n"))
    return _UNSHOWABLE.sub("\ufffd", _SPACES.sub(" ", text))
