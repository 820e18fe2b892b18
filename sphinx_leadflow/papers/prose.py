"""Texts of the process for readers of plain Markdown: roles become links, words or code.

Only what MyST adds to Markdown is rewritten, where it stands; everything else stays as its author
wrote it, so that a page says what the handbook says. The grammar is MyST's: a role is a name in
braces before a code span, an admonition a name in braces behind a fence of colons or backticks.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from sphinx_leadflow.core.gates.link import safe_link

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx_leadflow.papers.flavour import Flavour

    Linker = Callable[[str, str, str], str | None]

_SPAN = re.compile(
    r"""
      (?P<escape>\\.)
    | (?P<image>!(?=\[))
    | (?P<opening>\]\(\s*|^[ ]{0,3}\[[^\]\n]+\]:\s*) (?P<url><[^>\n]*>|[^\s)]+)
    | (?P<tag><(?=[a-zA-Z/!?])(?!(?:https?://|mailto:)[^\s<>]*>))
    | (?: \{ (?P<role>[a-zA-Z][\w:+.-]*) \} )?
      (?P<ticks>`+) (?P<content>.+?) (?<!`)(?P=ticks)(?!`)
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
_TARGETED = re.compile(r"(?P<text>.*?)\s*<(?P<target>[^<>]+)>", re.DOTALL)
_FENCE = re.compile(r"(?P<indent>\s*)(?P<mark>:{3,}|`{3,}|~{3,})(?P<info>[^`]*)")
_NAMED = re.compile(r"\{(?P<kind>[a-z][\w-]*)\}\s*(?P<title>.*)")
_OPTION = re.compile(r":(?P<name>[a-z-]+):(?P<value>.*)")
_SCHEME = re.compile(r"\s*(?:[a-zA-Z][a-zA-Z0-9+.-]*:|//)")
_ADMONITIONS = (
    *("admonition", "attention", "caution", "danger", "error", "hint", "important", "note"),
    *("seealso", "tip", "warning"),
)
_CODE = ("code", "command", "file", "kbd", "literal", "program", "samp", "makevar", "regexp")
_STRONG = ("guilabel", "menuselection", "strong", "dfn")


def plain(text: str, flavour: Flavour, link: Linker) -> list[str]:
    """A text's lines, without blank ones at its ends.

    `link` makes a link of a kind of thing, its id, and the words to show (its title if they are
    empty); nothing of a thing that is unknown.
    """
    lines = list(_blocks(text.strip("\n").split("\n"), flavour, link))
    while lines and not lines[-1].strip():
        lines.pop()
    return lines


def _blocks(lines: list[str], flavour: Flavour, link: Linker) -> Iterator[str]:
    """Lines outside fences are rewritten, code stays, admonitions become banners."""
    loose: list[str] = []
    at = 0
    while at < len(lines):
        fence = _FENCE.fullmatch(lines[at])
        if fence is None:
            loose.append(lines[at])
            at += 1
            continue
        yield from _lines_of(loose, flavour, link)
        loose = []
        end = _end_of(lines, at, fence["mark"])
        named = _NAMED.fullmatch(fence["info"].strip())
        if named is None or named["kind"] not in _ADMONITIONS:
            yield from lines[at : end + 1]
        else:
            cut = len(fence["indent"])
            inside = lines[at + 1 : end]
            body = [line[cut:] if line[:cut].isspace() else line for line in inside]
            banner = _banner(named, body, flavour, link)
            yield from (f"{fence['indent']}{line}".rstrip() for line in banner)
        at = end + 1
    yield from _lines_of(loose, flavour, link)


def _end_of(lines: list[str], start: int, mark: str) -> int:
    """The line that closes a fence; behind the last one if none does."""
    closing = re.compile(rf"\s*{re.escape(mark[0])}{{{len(mark)},}}\s*")
    after = range(start + 1, len(lines))
    return next((at for at in after if closing.fullmatch(lines[at])), len(lines))


def _banner(
    named: re.Match[str],
    body: list[str],
    flavour: Flavour,
    link: Linker,
) -> list[str]:
    """An admonition; its options say how it looks on a page of MyST and are told nobody else."""
    kind, title = named["kind"], "".join(_lines_of([named["title"]], flavour, link))
    while body and (option := _OPTION.fullmatch(body[0])):
        if option["name"] == "class" and kind == "admonition":
            kind = option["value"].split()[0] if option["value"].strip() else kind
        body = body[1:]
    while body and not body[0].strip():
        body = body[1:]
    kind = "note" if kind == "admonition" else kind
    return flavour.banner(kind, title, list(_blocks(body, flavour, link)))


def _lines_of(lines: list[str], flavour: Flavour, link: Linker) -> list[str]:
    """Lines with their roles rewritten. A code span may cross from one line into the next."""
    if not lines:
        return []

    def rewritten(match: re.Match[str]) -> str:
        if match["tag"]:
            return "&lt;"
        if match["image"]:  # none is on the pages either: it would tell a stranger who reads
            return "\\!"
        if match["url"]:
            return match["opening"] + _destination(match["url"])
        if not match["role"]:
            return match[0]
        return _role(match["role"], match["content"], match[0], flavour, link)

    return _SPAN.sub(rewritten, "\n".join(lines)).split("\n")


def _destination(written: str) -> str:
    """A link's address; one that does not pass the link gate leads nowhere."""
    url = html.unescape(written.strip("<>"))
    return written if not _SCHEME.match(url) or safe_link(url) else "#"


def _role(
    name: str,
    content: str,
    written: str,
    flavour: Flavour,
    link: Linker,
) -> str:
    """A role as the reader's renderer can show it; our own are links in every flavour."""
    targeted = _TARGETED.fullmatch(content)
    shown = targeted["text"] if targeted else content
    target = targeted["target"] if targeted else content
    domain, _colon, kind = name.rpartition(":")
    if domain == "leadflow":
        found = link(kind, target, shown if targeted else "")
        return found if found is not None else shown
    if flavour.keeps_roles:
        return written
    mark = "code" if kind in _CODE else "strong" if kind in _STRONG else ""
    return flavour.blank(mark, shown.lstrip("~!"))
