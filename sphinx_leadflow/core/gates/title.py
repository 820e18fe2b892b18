"""The title gate: what becomes the title of a page."""

from __future__ import annotations

import html
import re
from typing import Final

from sphinx_leadflow.core.gates.characters import plain_characters

# Themes print titles without escaping them, some after undoing entities first, so a title must
# hold nothing that HTML reads as markup, whether undone or not.
_LOOK_ALIKES: Final = str.maketrans(
    {
        "<": "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}",
        ">": "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}",
    }
)
_AMPERSAND: Final = "\N{FULLWIDTH AMPERSAND}"
_ENTITY: Final = re.compile(r"&(?:#?\w+);?")
_OPENING_QUOTE: Final = re.compile(r'(?:^|(?<=[\s(\[{/—–-]))"(?=\S)')


def safe_title(text: str) -> str:
    """The text with typographic look-alikes for everything that HTML reads as markup.

    `<`, `>` and `"` become angle and curly quotation marks, an ampersand that begins an entity
    becomes a wide one, controls and direction marks go, white space is one space.
    "Smith & Sons" and "St. John's" stay what they are.
    """
    text = " ".join(plain_characters(text).split()).translate(_LOOK_ALIKES)
    text = _ENTITY.sub(_without_entity, text)
    return _OPENING_QUOTE.sub("“", text).replace('"', "”")


def _without_entity(match: re.Match[str]) -> str:
    found = match[0]
    return found if html.unescape(found) == found else _AMPERSAND + found[1:]
