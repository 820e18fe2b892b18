"""The Markdown gate: untrusted text in a comment or a summary on a forge, or in a Markdown file.

Forges render GitHub's Markdown and then look for more: mentions, references to issues and
commits, bare addresses, emoji, formulas. What starts one of those is either written as a
character reference, which no renderer reads as markup, or kept apart from what follows it by a
space of no width, which survives the rendering and so stops what is looked for afterwards.
"""

from __future__ import annotations

import re
from typing import Final

from sphinx_leadflow.core.gates.link import safe_link
from sphinx_leadflow.core.gates.printer import printable

_MARKUP: Final = re.compile(r"[\\`*\[\]<>&|~^${}#]|(?<![^\W_])_|_(?![^\W_])")
"""What means something within a line. Between letters an underscore is none."""

_BLOCK: Final = re.compile(r"^(?:[-+:=]|[0-9]+(?=[.)]))")
"""What would begin a list, a rule or a heading at the start of a line."""

_APART: Final = "\N{ZERO WIDTH SPACE}"
_TRIGGER: Final = re.compile(
    r"""
      [@#!$%~^&](?=[\w"'.-])            # @mention, #12, !3, $snippet, %milestone, ~label, &epic
    | (?<=\w):(?=//)                    # https://…
    | \b(?:mailto|xmpp|tel|javascript|data):
    | \bwww(?=\.)
    | \bGH(?=-[0-9])
    | :(?=[\w+-]+:)                     # :emoji:
    """,
    re.VERBOSE | re.IGNORECASE,
)


def inline(text: str) -> str:
    """The text on one line, in which nothing is Markdown, HTML, a link or a mention.

    It may stand anywhere in a paragraph, a list item or the cell of a table.
    """
    return _referring(_TRIGGER.sub(lambda match: match[0] + _APART, _one_line(text)))


def escaped(text: str) -> str:
    """The text on one line, in which nothing is Markdown or HTML: for a file in a repository.

    Forges look for mentions in comments, not in files, so nothing is kept apart: what is copied
    from the page is what was written.
    """
    return _referring(_one_line(text))


def code(text: str) -> str:
    """The text in a code span, which nothing inside it can end, in a table neither."""
    shown = printable(text).replace("|", "\N{FULLWIDTH VERTICAL LINE}")
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if not shown or shown[0] == "`" or shown[-1] == "`" else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def prose(text: str) -> str:
    """A sentence of ours with untrusted words in it: its code spans stay code spans."""
    parts = re.split(r"`([^`]+)`", text)
    return "".join(code(part) if at % 2 else _joinable(part) for at, part in enumerate(parts))


def _joinable(part: str) -> str:
    """A stretch of a sentence, with the spaces that part it from its neighbours."""
    before, after = " " * part[:1].isspace(), " " * part[-1:].isspace()
    return f"{before}{inline(part)}{after}" if part.strip() else before


def block(text: str, indent: str = "") -> str:
    """Lines in a fenced block, which nothing inside can end."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    lines = (f"{fence}yaml", *(printable(line) for line in text.split("\n")), fence)
    return "\n".join(f"{indent}{line}" for line in lines)


def link(text: str, url: str) -> str:
    """A link, or the text alone if the address does not pass the link gate."""
    safe = safe_link(url)
    if safe is None:
        return inline(text)
    target = re.sub(r"[()*_|\\]", lambda match: f"%{ord(match[0]):02X}", safe)
    return f"[{inline(text)}]({target})"


def _one_line(text: str) -> str:
    return " ".join(printable(text).split())


def _referring(text: str) -> str:
    return _BLOCK.sub(_first_referred, _MARKUP.sub(_referred, text))


def _referred(match: re.Match[str]) -> str:
    return f"&#{ord(match[0])};"


def _first_referred(match: re.Match[str]) -> str:
    """The mark as a reference; of a number the space that keeps it from its dot."""
    found = match[0]
    return found + _APART if found[0].isdigit() else f"&#{ord(found)};"
