"""The printer: what untrusted text looks like on a terminal and in a CI log."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# GitHub reads `::error` where a line begins; `##[error]`, `##vso[…]` and `##teamcity[…]` are
# commands anywhere in a line.
_COMMAND: Final = re.compile(r"^(\s*):(?=:)|#(?=#\w*\[)")
_NAMED: Final = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def printable(text: str) -> str:
    r"""The text on one line, with everything that a terminal would obey written as an escape.

    Controls, line ends, direction marks, invisible characters and lone surrogates show as
    `\n`, `\x1b`, `\u202e`; every kind of space is a plain one; the first character of a CI
    command is escaped too, so that `::error` prints as `\x3a:error`.
    """
    if not text.isprintable():
        text = "".join(map(_visible, text))
    return _COMMAND.sub(_without_command, text)


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    if unicodedata.category(character) == "Zs":
        return " "
    return _NAMED.get(character) or character.encode("unicode_escape").decode("ascii")


def _without_command(match: re.Match[str]) -> str:
    return r"\x23" if match[0] == "#" else f"{match[1]}\\x3a"
