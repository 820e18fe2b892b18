"""Small builders of standard docutils nodes, shared by all components.

Only standard nodes and subclasses of them are made, so every builder can write them; what
HTML adds hangs on classes that begin with `lf-`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from sphinx_leadflow.core.gates.characters import plain_characters

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx.writers.html5 import HTML5Translator

    from sphinx_leadflow.core.views.parts import Badge, Ref
    from sphinx_leadflow.core.views.table import Piece


class details(nodes.container):  # noqa: N801 - docutils names node classes in lower case
    """Something collapsed below a summary; other builders show all of it."""


class summary(nodes.paragraph):  # noqa: N801 - docutils names node classes in lower case
    """The line that opens a `details`."""


def visit_details(writer: HTML5Translator, node: details) -> None:
    """`<details class="…">`."""
    writer.body.append(writer.starttag(node, "details", ""))


def depart_details(writer: HTML5Translator, _node: details) -> None:
    """The end of the element."""
    writer.body.append("</details>\n")


def visit_summary(writer: HTML5Translator, node: summary) -> None:
    """`<summary>`."""
    writer.body.append(writer.starttag(node, "summary", ""))


def depart_summary(writer: HTML5Translator, _node: summary) -> None:
    """The end of the element."""
    writer.body.append("</summary>\n")


def text(value: str) -> nodes.Text:
    """Plain text, without characters that hide or reorder."""
    return nodes.Text(plain_characters(value))


def inline(*children: nodes.Node | str, classes: Sequence[str] = ()) -> nodes.inline:
    """A span."""
    return nodes.inline("", "", *_nodes(children), classes=list(classes))


def para(*children: nodes.Node | str, classes: Sequence[str] = ()) -> nodes.paragraph:
    """A paragraph."""
    return nodes.paragraph("", "", *_nodes(children), classes=list(classes))


def box(*children: nodes.Node, classes: Sequence[str] = ()) -> nodes.container:
    """A block of its own, for layout."""
    return nodes.container("", *children, classes=list(classes))


def strong(value: str) -> nodes.strong:
    """Bold text."""
    return nodes.strong("", "", text(value))


def code(value: str) -> nodes.literal:
    """An id or a key."""
    return nodes.literal("", "", text(value))


def bullets(*items: Sequence[nodes.Node], classes: Sequence[str] = ()) -> nodes.bullet_list:
    """A list; each item is a row of nodes."""
    return nodes.bullet_list("", *(nodes.list_item("", *item) for item in items),
                             classes=list(classes))


def web_link(label: str, url: str) -> nodes.Node:
    """A link to an address that has passed the link gate; plain text without one."""
    if not url:
        return text(label)
    return nodes.reference("", "", text(label), refuri=url, internal=False,
                           rel="noopener nofollow")


def link(ref: Ref, docname: str, *children: nodes.Node | str) -> addnodes.pending_xref:
    """A link to something that a page shows, with its title unless children are given."""
    inner = nodes.inline("", "", *(_nodes(children) or [text(ref.title)]),
                         classes=["xref", f"leadflow-{ref.kind}"])
    return addnodes.pending_xref(
        "", inner, refdomain="leadflow", reftype=ref.kind, reftarget=ref.id, refdoc=docname,
        refexplicit=True, refwarn=False, leadflow_quiet=True)


def badge(one: Badge) -> nodes.inline:
    """A state: an icon by class, and words."""
    return inline(one.text, classes=["lf-badge", f"lf-{one.kind}"])


def pieces(values: Iterable[Piece], separator: str = ", ") -> list[nodes.Node]:
    """Bits of a value in a row."""
    return between([web_link(piece.text, piece.url) for piece in values], separator)


def between(items: Sequence[nodes.Node], separator: str = ", ", last: str = ""
            ) -> list[nodes.Node]:
    """Nodes in a row with separators, the last one perhaps another."""
    row: list[nodes.Node] = []
    for number, item in enumerate(items):
        if number:
            row.append(nodes.Text(last if last and number == len(items) - 1 else separator))
        row.append(item)
    return row


def rows(entries: Iterable[tuple[str, str, Sequence[nodes.Node]]], classes: Sequence[str]
         ) -> nodes.field_list:
    """Labelled facts: `(key, label, nodes)`; the key becomes a class for its icon."""
    found = nodes.field_list("", classes=list(classes))
    for key, label, content in entries:
        blocks = list(content)
        if not blocks or isinstance(blocks[0], (nodes.Text, nodes.Inline)):
            blocks = [nodes.paragraph("", "", *blocks)]
        found.append(nodes.field("", nodes.field_name("", "", text(label)),
                                 nodes.field_body("", *blocks), classes=[f"lf-row-{key}"]))
    return found


def section(ident: str, title: Sequence[nodes.Node], *children: nodes.Node,
            classes: Sequence[str] = ()) -> nodes.section:
    """A section with its anchor and title."""
    return nodes.section("", nodes.title("", "", *title), *children, ids=[ident],
                         names=[], classes=list(classes))


def admonition(kind: str, title: str, *children: nodes.Node, classes: Sequence[str] = ()
               ) -> nodes.admonition:
    """An admonition with a title of its own."""
    return nodes.admonition("", nodes.title("", "", text(title)), *children,
                            classes=[kind, *classes])


def table(heads: Sequence[tuple[str, str]], body: Iterable[nodes.Node], classes: Sequence[str]
          ) -> nodes.table:
    """A table: heads as `(key, title)`, a body of `row` nodes."""
    group = nodes.tgroup(cols=len(heads))
    group += [nodes.colspec(colwidth=1) for _head in heads]
    head = nodes.row("", *(nodes.entry("", para(title), classes=[f"lf-col-{key}"])
                           for key, title in heads))
    group += nodes.thead("", head)
    group += nodes.tbody("", *body)
    return nodes.table("", group, classes=list(classes))


def cell(key: str, *children: nodes.Node) -> nodes.entry:
    """A cell of a table; its column's key becomes a class."""
    return nodes.entry("", *children, classes=[f"lf-col-{key}"])


def _nodes(children: Iterable[nodes.Node | str]) -> list[nodes.Node]:
    return [text(child) if isinstance(child, str) else child for child in children]
