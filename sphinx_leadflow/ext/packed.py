"""Finished nodes in a small space: as plain tuples, and as HTML.

A docutils node is an object with a dozen others in it; a thousand lead pages have a third of a
million. As tuples they cost a tenth, and Sphinx keeps them quickly. Their HTML is written while
the page is read, letter by letter what Sphinx' own writer makes of them, with the links apart.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, cast

from docutils import nodes
from sphinx import addnodes

from sphinx_leadflow.ext import markup
from sphinx_leadflow.ext.row_html import joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_leadflow.ext.row_html import Part

KINDS: Final[tuple[Any, ...]] = (
    *(nodes.paragraph, nodes.inline, nodes.strong, nodes.emphasis, nodes.literal),
    *(nodes.reference, nodes.bullet_list, nodes.list_item, nodes.container),
    *(nodes.field_list, nodes.field_name, nodes.field_body, nodes.definition_list),
    *(nodes.definition_list_item, nodes.term, nodes.definition),
    *(addnodes.pending_xref, markup.details, markup.summary, markup.fact),
)
"""Kinds of elements that no transform changes while a page is read."""

_NUMBERS: Final = {kind: number for number, kind in enumerate(KINDS)}

Packed = str | tuple[Any, ...]
"""A text; or an element: its kind, its attributes, its place in a source, its children."""


def pack(node: nodes.Node) -> Packed:
    """A node of one of the kinds, or a text, as plain values."""
    if isinstance(node, nodes.Text):
        return str(node)
    assert isinstance(node, nodes.Element)
    attributes = {key: value for key, value in node.attributes.items() if value != []}
    place = (node.source, node.line, node.rawsource)
    return (_NUMBERS[type(node)], attributes, place, *map(pack, node.children))


def unpack(packed: Packed) -> nodes.Node:
    """The node again."""
    if isinstance(packed, str):
        return nodes.Text(packed)
    kind, attributes, (source, line, rawsource), *children = packed
    copied = {
        key: list(value) if isinstance(value, list) else value for key, value in attributes.items()
    }
    node: nodes.Element = KINDS[kind](rawsource, **copied)
    node.source, node.line = source, line
    node.extend(unpack(child) for child in children)
    return node


# ── HTML ───────────────────────────────────────────────────────────────────


class _Other(Exception):
    """Something that is left to Sphinx' own writer."""


_PLAIN: Final[dict[Any, tuple[str, str]]] = {
    nodes.inline: ("span", "</span>"),
    nodes.strong: ("strong", "</strong>"),
    nodes.emphasis: ("em", "</em>"),
    nodes.paragraph: ("p", "</p>"),
    nodes.list_item: ("li", "</li>\n"),
    markup.details: ("details", "</details>\n"),
    markup.summary: ("summary", "</summary>\n"),
}
"""Elements that are a pair of tags: the name, and the end tag with what follows it."""
_WORDS: Final = re.compile(r"[^ \n]+| +|\n")
_TAGS_BY_CLASS: Final = frozenset(
    {
        *("code", "kbd", "dfn", "samp", "var", "bdi", "del", "ins", "mark", "small"),
        *("b", "i", "q", "s", "u", "details", "open", "compact", "contents"),
    }
)
"""Classes for which docutils writes other elements, or other lists."""


def html(run: Sequence[nodes.Element]) -> tuple[Part, ...] | None:
    """Some elements in a row as HTML, with their links apart; nothing if Sphinx must write them."""
    parts: list[Part] = []
    try:
        for node in run:
            _write(node, parts)
    except _Other:
        return None
    return tuple(joined(parts))


_SPECIAL: Final = str.maketrans(
    {"&": "&amp;", "<": "&lt;", '"': "&quot;", ">": "&gt;", "@": "&#64;"}
)


def text(value: str) -> str:
    """Text or an attribute as Sphinx writes it."""
    return value.translate(_SPECIAL)


def _tag(name: str, node: nodes.Element, more: str = "", rest: str = "") -> str:
    """A start tag with the node's classes and further ones."""
    classes = node["classes"]
    if not _TAGS_BY_CLASS.isdisjoint(classes):
        raise _Other
    joined = " ".join((*classes, more)) if more else " ".join(classes)
    return f'<{name} class="{text(joined)}"{rest}>' if joined else f"<{name}{rest}>"


def _elements(node: nodes.Element) -> list[nodes.Element]:
    """The children of an element that holds no text itself."""
    return cast("list[nodes.Element]", node.children)


def _inside(node: nodes.Element, out: list[Part]) -> None:
    """What is between an element's tags."""
    for child in node.children:
        if isinstance(child, nodes.Text):
            out.append(text(child))
        else:
            _write(cast("nodes.Element", child), out)


def _write(node: nodes.Element, out: list[Part]) -> None:
    """An element."""
    kind = type(node)
    if kind in _PLAIN:
        name, end = _PLAIN[kind]
        out.append(_tag(name, node))
        _inside(node, out)
        out.append(end)
        if kind is nodes.paragraph and not (
            type(node.parent) is nodes.list_item and len(node.parent) == 1
        ):
            out.append("\n")
    else:
        _MAKERS.get(kind, _left_to_sphinx)(node, out)


def _left_to_sphinx(_node: nodes.Element, _out: list[Part]) -> None:
    raise _Other


def _bullets(node: nodes.Element, out: list[Part]) -> None:
    out.append(_tag("ul", node, "simple" if _is_first_simple(node) else "") + "\n")
    _inside(node, out)
    out.append("</ul>\n")


def _is_first_simple(node: nodes.Element) -> bool:
    """Whether a list is simple and in no simple one: docutils marks the outermost."""
    above = node.parent.parent if type(node.parent) is nodes.list_item else None
    return _is_simple(node) and not (type(above) is nodes.bullet_list and _is_simple(above))


def _is_simple(node: nodes.Element) -> bool:
    """Whether each item is a paragraph, or a simple list, or the first before the second."""
    for item in _elements(node):
        found = _elements(item)
        if len(found) > 1 and type(found[0]) is nodes.paragraph:
            if type(found[-1]) is not nodes.bullet_list:
                return False
            found = found[:-1]
        if len(found) > 1:
            return False
        for child in _elements(item):
            if type(child) is nodes.bullet_list:
                if not _is_simple(child):
                    return False
            elif type(child) is not nodes.paragraph:
                return False
    return True


def _box(node: nodes.Element, out: list[Part]) -> None:
    out.append(_tag("div", node, "docutils container") + "\n")
    _inside(node, out)
    out.append("</div>\n")


def _facts(node: nodes.Element, out: list[Part]) -> None:
    out.append(_tag("dl", node, "field-list") + "\n")
    for one in _elements(node):
        if type(one) is not markup.fact:
            raise _Other
        name, body = _elements(one)
        out.append(_tag("div", one) + "<dt>")
        _inside(name, out)
        out.append('<span class="colon">:</span></dt>\n<dd>')
        if body.children:
            _inside(body, out)
        else:
            out.append("<p></p>")
        out.append("</dd>\n</div>\n")
    out.append("</dl>\n")


def _literal(node: nodes.Element, out: list[Part]) -> None:
    """Words that are not broken; spaces between them may be."""
    if any(not isinstance(child, nodes.Text) for child in node.children):
        raise _Other
    out.append(_tag("code", node, "docutils literal notranslate"))
    for token in _WORDS.findall(text(node.astext())):
        if token.strip():
            out.append(f'<span class="pre">{token}</span>')
        else:
            out.append(token if len(token) == 1 else "&#160;" * (len(token) - 1) + " ")
    out.append("</code>")


def _reference(node: nodes.Element, out: list[Part]) -> None:
    """A link to elsewhere."""
    if not node.get("refuri") or "reftitle" in node or "target" in node:
        raise _Other
    kind = "internal" if node.get("internal") else "external"
    rel = f' rel="{text(node["rel"])}"' if "rel" in node else ""
    is_mail = node["refuri"].startswith("mailto:")
    address = _hidden_address(node["refuri"]) if is_mail else text(node["refuri"])
    out.append(_tag("a", node, f"reference {kind}", f' href="{address}"{rel}'))
    if not is_mail:
        _inside(node, out)
    elif all(isinstance(child, nodes.Text) for child in node.children):
        words = text(node.astext()).replace("&#64;", "<span>&#64;</span>")
        out.append(words.replace(".", "<span>&#46;</span>"))
    else:
        raise _Other
    out.append("</a>")


def _hidden_address(address: str) -> str:
    """An e-mail address that those who collect them pass by, as docutils writes it."""
    found = text(address.replace("@", "%40")).replace("%40", "&#37;&#52;&#48;")
    return found.replace(".", "&#46;")


def _link(node: nodes.Element, out: list[Part]) -> None:
    """A link to a thing of ours, which becomes plain text where no page shows it."""
    if "leadflow_quiet" not in node:
        raise _Other
    inside: list[Part] = []
    _write(_elements(node)[0], inside)
    if not all(isinstance(part, str) for part in inside):
        raise _Other
    out.append((node["reftype"], node["reftarget"], "".join(map(str, inside))))


_MAKERS: Final = {
    nodes.bullet_list: _bullets,
    nodes.container: _box,
    nodes.field_list: _facts,
    nodes.literal: _literal,
    nodes.reference: _reference,
    addnodes.pending_xref: _link,
}
