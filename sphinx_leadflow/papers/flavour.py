"""The three sorts of Markdown that pages are written in, and what differs between them.

`commonmark` keeps to what every renderer knows: tables become lists, banners block quotes.
`github` is what GitHub, GitLab and most site generators add to it: tables and alerts.
`myst` is for handbooks of MyST: targets, admonitions and the roles of Markdown texts stay.

Every method takes Markdown that passed a gate, and gives back Markdown.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_leadflow.core.gates.link import safe_link
from sphinx_leadflow.core.gates.markdown import escaped

if TYPE_CHECKING:
    from collections.abc import Sequence

_ALERTS = {
    "attention": "WARNING",
    "caution": "CAUTION",
    "danger": "CAUTION",
    "error": "CAUTION",
    "hint": "TIP",
    "important": "IMPORTANT",
    "tip": "TIP",
    "warning": "WARNING",
}
"""GitHub's word for each kind of banner; a note for all others."""


class Flavour:
    """CommonMark, as its specification 0.31 has it."""

    name = "commonmark"
    keeps_roles = False
    """Whether a role in a text is understood by who renders the page."""

    def section(self, level: int, title: str, anchor: str) -> list[str]:
        """A heading that can be linked to."""
        return [f'{"#" * level} <a id="{anchor}"></a>{title}', ""]

    def link(self, text: str, page: str, anchor: str) -> str:
        """A link to a heading, on this page where `page` is empty."""
        return f"[{text}]({page}{f'#{anchor}' if anchor else ''})"

    def banner(self, kind: str, title: str, body: Sequence[str]) -> list[str]:
        """An admonition. A title of its own stands for the name of its kind."""
        return [*_quoted([f"**{title or kind.capitalize()}**", "", *body]), ""]

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
        """A table; the first column names the row."""
        return [*(_as_item(heads, row) for row in rows), ""]

    def blank(self, mark: str, text: str) -> str:
        """A role's text where the role itself would not be understood."""
        return {"strong": f"**{text}**", "code": f"`{text}`"}.get(mark, text)


class Github(Flavour):
    """GitHub's Markdown."""

    name = "github"

    def banner(self, kind: str, title: str, body: Sequence[str]) -> list[str]:
        """An alert; GitHub shows its kind, so only a title of its own is added."""
        head = [f"[!{_ALERTS.get(kind, 'NOTE')}]"]
        return [*_quoted([*head, *([f"**{title}**", ""] if title else []), *body]), ""]

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
        """A table with pipes."""
        lines = [heads, ["---"] * len(heads), *rows]
        return [*(f"| {' | '.join(line)} |" for line in lines), ""]


class Myst(Github):
    """MyST Markdown."""

    name = "myst"
    keeps_roles = True

    def section(self, level: int, title: str, anchor: str) -> list[str]:
        """A heading with a target."""
        return [f"({anchor})=", "", f"{'#' * level} {title}", ""]

    def link(self, text: str, page: str, anchor: str) -> str:
        """A link to a target, wherever that is."""
        return f"[{text}]({f'#{anchor}' if anchor else page})"

    def banner(self, kind: str, title: str, body: Sequence[str]) -> list[str]:
        """An admonition between more colons than it holds."""
        colons = [len(found[0]) for line in body if (found := re.match(r"\s*(:{3,})", line))]
        fence = ":" * (max(colons, default=2) + 1)
        head = [f"{fence}{{{'admonition' if title else kind}}}{f' {title}' if title else ''}"]
        return [*head, *([f":class: {kind}"] if title else []), "", *body, fence, ""]


FLAVOURS: dict[str, Flavour] = {one.name: one for one in (Github(), Flavour(), Myst())}
"""Every flavour by name, the usual one first."""


def _quoted(lines: Sequence[str]) -> list[str]:
    body = list(lines)
    while body and not body[-1]:
        body.pop()
    return [f"> {line}".rstrip() for line in body]


def _as_item(heads: Sequence[str], row: Sequence[str]) -> str:
    """`- **Acme** – Stage: Triage stage; Owner: Ada Quill`; what is empty is left out."""
    facts = [
        f"{head}: {cell}" for head, cell in zip(heads[1:], row[1:], strict=True) if cell.strip()
    ]
    return f"- **{row[0]}**{' – ' if facts else ''}{'; '.join(facts)}"


def words(text: str) -> str:
    """Words of the data as Markdown shows them, in one line; a dash for none."""
    return escaped(" ".join(text.split())) or "–"


def web_link(text: str, url: str) -> str:
    """A link to the web, or its words alone if the address does not pass the link gate.

    The address stays as it is but for what would end it or the cell of a table.
    """
    safe = safe_link(url)
    if safe is None:
        return words(text)
    target = re.sub(r"[()|\\]", lambda match: f"%{ord(match[0]):02X}", safe)
    return f"[{words(text)}]({target})"
