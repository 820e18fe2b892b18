"""The text gate for lead data: a few Markdown marks become nodes, everything else is text.

Anybody may open a pull request with a lead file, so its texts never meet MyST or
reStructuredText. markdown-it starts from its `zero` preset, where nothing is markup, and learns
only the rules named here; each token it can then produce has one branch below.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final

from docutils import nodes
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from sphinx_leadflow.core.gates.characters import plain_characters
from sphinx_leadflow.core.gates.link import safe_link
from sphinx_leadflow.core.limits import MAX_LEAD_NESTING, MAX_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from markdown_it.token import Token

_RULES: Final = ("list", "newline", "escape", "backticks", "emphasis", "link")
_BARE_LINK: Final = re.compile(r"\bhttps?://[^\s<>\"`\\]+", re.IGNORECASE)
_NOT_LAST_IN_LINK: Final = ".,;:!?'*_~)]}"
_CLOSING: Final = {")": "(", "]": "[", "}": "{"}


def lead_text(value: str) -> list[nodes.Node]:
    """A lead's text of several lines as block nodes.

    ::

        paragraph
            Text, emphasis, strong, literal, reference
        bullet_list, enumerated_list
            list_item
                paragraph, bullet_list, enumerated_list
    """
    value = plain_characters(value)
    tokens = _markdown().parse(value) if _may_hold_marks(value) else []
    if not tokens or nesting(tokens) > MAX_LEAD_NESTING:
        return [nodes.paragraph("", "", nodes.Text(value))] if value.strip() else []
    return list(_blocks(SyntaxTreeNode(tokens).children))


def lead_inline(value: str) -> list[nodes.Node]:
    """A lead's one-line value as inline nodes: Text, emphasis, strong, literal, reference."""
    value = plain_characters(value)
    tokens = _markdown().parseInline(value) if _may_hold_marks(value) else []
    if not tokens or nesting(tokens) > MAX_LEAD_NESTING:
        return [nodes.Text(value)] if value else []
    tree = SyntaxTreeNode(tokens)
    return [node for inline in tree.children for node in _inlines(inline.children)]


def _may_hold_marks(value: str) -> bool:
    """Whether markup is looked for. A lone `-` means "nothing to say" and is no list."""
    return len(value) <= MAX_TEXT and re.search(r"\w", value) is not None


def nesting(tokens: Sequence[Token]) -> int:
    """How deeply tokens are nested, counted without recursion."""
    deepest = level = 0
    for token in tokens:
        level += token.nesting
        deepest = max(deepest, level + nesting(token.children or ()))
    return deepest


@functools.cache
def _markdown() -> MarkdownIt:
    """The parser. It drops what is nested deeper than `maxNesting`, so that is beyond ours."""
    markdown = MarkdownIt("zero", {"maxNesting": 2 * MAX_LEAD_NESTING}).enable(_RULES)
    # Every address comes to `_link`, which asks our gate and shows what it refuses.
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]  # meant to be replaced
    return markdown


def _blocks(tokens: Iterable[SyntaxTreeNode]) -> Iterator[nodes.Node]:
    for token in tokens:
        match token.type:
            case "paragraph":
                yield nodes.paragraph("", "", *_inlines(token.children[0].children))
            case "bullet_list":
                yield nodes.bullet_list("", *_blocks(token.children))
            case "ordered_list":
                yield _ordered_list(token)
            case "list_item":
                yield nodes.list_item("", *_blocks(token.children))
            case unexpected:
                raise AssertionError(f"no rule makes a {unexpected}")


def _ordered_list(token: SyntaxTreeNode) -> nodes.enumerated_list:
    items = nodes.enumerated_list(
        "", *_blocks(token.children), enumtype="arabic", prefix="", suffix="."
    )
    if "start" in token.attrs:
        items["start"] = int(token.attrs["start"])
    return items


def _inlines(tokens: Iterable[SyntaxTreeNode], linked: bool = False) -> Iterator[nodes.Node]:
    """Inline nodes; bare addresses become links too, unless the text is `linked` already."""
    for token in tokens:
        match token.type:
            case "text" if not linked:
                yield from _with_bare_links(token.content)
            case "softbreak" | "hardbreak":
                yield nodes.Text("\n")
            case "em":
                yield nodes.emphasis("", "", *_inlines(token.children, linked))
            case "strong":
                yield nodes.strong("", "", *_inlines(token.children, linked))
            case "code_inline":
                yield nodes.literal("", token.content)
            case "link":
                yield from _link(token)
            case _:
                yield nodes.Text(token.content)


def _link(token: SyntaxTreeNode) -> Iterator[nodes.Node]:
    """A link if the gate lets its address pass, otherwise what was written."""
    address, title = str(token.attrs.get("href", "")), str(token.attrs.get("title", ""))
    shown = list(_inlines(token.children, linked=True))
    if safe_link(address):
        yield _reference(address, shown or [nodes.Text(address)], title)
    else:
        yield from [nodes.Text("["), *shown]
        yield nodes.Text(f']({address} "{title}")' if title else f"]({address})")


def _reference(address: str, shown: list[nodes.Node], title: str = "") -> nodes.reference:
    """A link that vouches for nothing: Sphinx's HTML writer prints a reference's `rel`."""
    link = nodes.reference("", "", *shown, refuri=address, rel="noopener nofollow")
    if title:
        link["reftitle"] = title
    return link


def _with_bare_links(text: str) -> Iterator[nodes.Node]:
    """A text whose bare `https://…` addresses are links."""
    done = 0
    for match in _BARE_LINK.finditer(text):
        address = _trimmed(match[0])
        if safe_link(address) is None:
            continue
        if match.start() > done:
            yield nodes.Text(text[done : match.start()])
        yield _reference(address, [nodes.Text(address)])
        done = match.start() + len(address)
    if done < len(text):
        yield nodes.Text(text[done:])


def _trimmed(address: str) -> str:
    """The address without the punctuation of the sentence around it."""
    while address and address[-1] in _NOT_LAST_IN_LINK:
        last = address[-1]
        if last in _CLOSING and address.count(_CLOSING[last]) >= address.count(last):
            break  # `https://example.org/Hub_(sales)` ends in its own bracket
        address = address[:-1]
    return address
