"""Small builders of standard docutils nodes, shared by all components.

Only standard nodes and subclasses of them are made, so every builder can write them; what
HTML adds hangs on classes that begin with `lf-`.
"""

from __future__ import annotations

import re
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from sphinx_leadflow.core.gates.characters import plain_characters
from sphinx_leadflow.core.gates.link import phone_address
from sphinx_leadflow.core.gates.title import safe_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sphinx.writers.html5 import HTML5Translator

    from sphinx_leadflow.core.views.parts import Badge, Ref
    from sphinx_leadflow.core.views.table import Piece


_FIGURE = re.compile(r"\d{4}-\d\d-\d\d|([A-Z]{3}\t)?\d{15}\.\d{4}")
"""How a day, an amount or a number is ordered: such a value is not broken over lines."""


_RANKED = ("stage", "step", "next", "missing", "state", "hubs")
"""Columns of words that are ordered by a number."""


class details(nodes.container):
    """Something collapsed below a summary; other builders show all of it."""


class summary(nodes.paragraph):
    """The line that opens a `details`."""


class fact(nodes.field):
    """A labelled fact; in HTML its label and value stand in an element of their own."""


class data_row(nodes.row):
    """A row of a table that says in `lf_data` what a script may filter it by."""


class data_entry(nodes.entry):
    """A cell that says in `lf_data` what it is ordered by and what its column is called."""


class picture(nodes.container):
    """A picture of numbers as plain values: `lf_view` a view, `lf_kind` its name, `lf_refs` what
    it links to. `ext/pictures` writes it in HTML; elsewhere it is empty, and its table speaks."""


def visit_fact(writer: HTML5Translator, node: fact) -> None:
    """`<div class="…">` around the `<dt>` and the `<dd>`."""
    writer.body.append(writer.starttag(node, "div", ""))
    node["classes"] = []  # else the writer repeats them on both


def depart_fact(writer: HTML5Translator, _node: fact) -> None:
    """The end of the element."""
    writer.body.append("</div>\n")


def visit_data_row(writer: HTML5Translator, node: data_row) -> None:
    """A row with its `data-lf-…` attributes."""
    writer.visit_row(node)
    add_data(writer, node)


def depart_data_row(writer: HTML5Translator, node: data_row) -> None:
    """The end of the row."""
    writer.depart_row(node)


def visit_data_entry(writer: HTML5Translator, node: data_entry) -> None:
    """A cell with its `data-lf-…` attributes."""
    writer.visit_entry(node)
    add_data(writer, node)


def depart_data_entry(writer: HTML5Translator, node: data_entry) -> None:
    """The end of the cell."""
    writer.depart_entry(node)


def add_data(writer: HTML5Translator, node: nodes.Element) -> None:
    """Put a node's `data-lf-…` attributes into the tag that was opened last.

    Line ends and tabs in them have a meaning, and stay.
    """
    found = "".join(
        f' data-lf-{key}="{escape(value)}"'
        for key, value in node["lf_data"].items()
        if value is not None
    )
    writer.body[-1] = re.sub(r"^<\w+", lambda tag: tag[0] + found, writer.body[-1], count=1)


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


HTML_NODES = (
    (details, visit_details, depart_details),
    (summary, visit_summary, depart_summary),
    (fact, visit_fact, depart_fact),
    (data_row, visit_data_row, depart_data_row),
    (data_entry, visit_data_entry, depart_data_entry),
)
"""The nodes that HTML writes in its own way; other builders know their parents."""


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


def item(*children: nodes.Node, classes: Sequence[str] = ()) -> nodes.list_item:
    """An item of a list, for those that need classes."""
    return nodes.list_item("", *children, classes=list(classes))


def bullets(
    *items: Sequence[nodes.Node] | nodes.list_item, classes: Sequence[str] = ()
) -> nodes.bullet_list:
    """A list; each item is a row of nodes, or made by `item`."""
    made = (one if isinstance(one, nodes.list_item) else item(*one) for one in items)
    return nodes.bullet_list("", *made, classes=list(classes))


def aside(words: str) -> nodes.inline:
    """Words for those who cannot see what the style shows."""
    return inline(words, classes=["lf-sr"])


def web_link(label: str, url: str) -> nodes.Node:
    """A link to an address that has passed the link gate; plain text without one."""
    if not url:
        return text(label)
    return nodes.reference("", "", text(label), refuri=url, internal=False, rel="noopener nofollow")


def phone_link(number: str) -> nodes.Node:
    """A telephone number that a telephone dials."""
    address = phone_address(number)
    if not address:
        return text(number)
    return nodes.reference("", "", text(number), refuri=address, internal=False)


def edit_link(address: str, what: str, *, spelt_out: bool = False) -> nodes.reference:
    """The way to where something is edited: an icon with words for those who cannot see it."""
    rest: nodes.Node = text(f" {what}") if spelt_out else inline(f" {what}", classes=["lf-sr"])
    return nodes.reference(
        "", "", nodes.Text("Edit"), rest, refuri=address, internal=False, classes=["lf-edit"]
    )


def link(ref: Ref, docname: str, *children: nodes.Node | str) -> addnodes.pending_xref:
    """A link to something that a page shows, with its title unless children are given."""
    inner = nodes.inline(
        "", "", *(_nodes(children) or [text(ref.title)]), classes=["xref", f"leadflow-{ref.kind}"]
    )
    return addnodes.pending_xref(
        "",
        inner,
        refdomain="leadflow",
        reftype=ref.kind,
        reftarget=ref.id,
        refdoc=docname,
        refexplicit=True,
        refwarn=False,
        leadflow_quiet=True,
    )


def badge(one: Badge) -> nodes.inline:
    """A state: an icon by class, and words."""
    return inline(one.text, classes=["lf-badge", f"lf-{one.kind}"])


def pieces(values: Iterable[Piece], separator: str = ", ") -> list[nodes.Node]:
    """Bits of a value in a row."""
    return between([web_link(piece.text, piece.url) for piece in values], separator)


def between(items: Sequence[nodes.Node], separator: str = ", ", last: str = "") -> list[nodes.Node]:
    """Nodes in a row with separators, the last one perhaps another."""
    row: list[nodes.Node] = []
    for number, item in enumerate(items):
        if number:
            row.append(nodes.Text(last if last and number == len(items) - 1 else separator))
        row.append(item)
    return row


def rows(
    entries: Iterable[tuple[str, str, Sequence[nodes.Node]]], classes: Sequence[str]
) -> nodes.field_list:
    """Labelled facts: `(key, label, nodes)`; the key becomes a class for its icon."""
    found = nodes.field_list("", classes=list(classes))
    for key, label, content in entries:
        blocks = list(content)
        if not blocks or isinstance(blocks[0], (nodes.Text, nodes.Inline)):
            blocks = [nodes.paragraph("", "", *blocks)]
        found.append(
            fact(
                "",
                nodes.field_name("", "", text(label)),
                nodes.field_body("", *blocks),
                classes=[f"lf-row-{key}"],
            )
        )
    return found


def section(
    ident: str, title: Sequence[nodes.Node], *children: nodes.Node, classes: Sequence[str] = ()
) -> nodes.section:
    """A section with its anchor and title, which is that of the page where no other is."""
    heading = nodes.title("", "", *title)
    for words in list(heading.findall(nodes.Text)):
        words.parent.replace(words, nodes.Text(_guarded(words)))
    return nodes.section("", heading, *children, ids=[ident], names=[], classes=list(classes))


def _guarded(words: str) -> str:
    """A piece of a title behind the title gate; the space around it stays."""
    inner = words.strip()
    return words.replace(inner, safe_title(inner), 1) if inner else words


def admonition(
    kind: str, title: str, *children: nodes.Node, classes: Sequence[str] = ()
) -> nodes.admonition:
    """An admonition with a title of its own."""
    return nodes.admonition(
        "", nodes.title("", "", text(title)), *children, classes=[kind, *classes]
    )


def table(
    heads: Sequence[tuple[str, str]],
    body: Iterable[nodes.Node],
    classes: Sequence[str],
    named: bool = False,
    order: str = "",
    orders: Mapping[str, Mapping[str, str | None]] = MappingProxyType({}),
    filters: str | None = None,
) -> nodes.table:
    """A table: heads as `(key, title)`, a body of `row` nodes.

    With `named` the first cell of each row is its heading. `order` is the key that the rows come
    ordered by, with a `-` for the reverse. `orders` says by key what the script needs to know of
    a column, `filters` what it needs to know of the rows.
    """
    group = nodes.tgroup(cols=len(heads))
    columns = [nodes.colspec(colwidth=1) for _head in heads]
    if named and columns:
        columns[0]["stub"] = 1
    group += columns
    ways = {order.removeprefix("-"): "descending" if order.startswith("-") else "ascending"}
    told = [orders.get(key, {}) for key, _title in heads]
    cells = [
        cell(key, para(title), order=ways.get(key), kind=one.get("kind"), keys=one.get("keys"))
        for (key, title), one in zip(heads, told, strict=True)
    ]
    head = row(cells, filters=filters)
    group += nodes.thead("", head)
    group += nodes.tbody("", *body)
    made = nodes.table("", group, classes=list(classes))
    fit_columns(made)
    return made


def fit_columns(made: nodes.table) -> None:
    """Make each column as wide, in characters, as its longest paragraph, up to a limit."""
    columns = list(made.findall(nodes.colspec))
    widths = [4] * len(columns)
    for line in made.findall(nodes.row):
        if len(line.children) == len(columns):  # not the heading of a group
            for number, one in enumerate(line.children):
                lengths = (len(words.astext()) + 2 for words in one.findall(nodes.paragraph))
                widths[number] = max(widths[number], *lengths, 0)
    for column, width in zip(columns, widths, strict=True):
        column["colwidth"] = min(width, 30)


def row(cells: Iterable[nodes.Node], classes: Sequence[str] = (), **data: str | None) -> data_row:
    """A row of a table with what it may be filtered by."""
    return data_row("", *cells, classes=list(classes), lf_data=data)


def cell(key: str, *children: nodes.Node, figure: bool = False, **data: str | None) -> data_entry:
    """A cell of a table; its column's key becomes a class, and whether it is a figure."""
    classes = [f"lf-col-{key}", *(["lf-figure"] if figure else [])]
    return data_entry("", *children, classes=classes, lf_data=data)


def is_figure(column: str, sort: str) -> bool:
    """Whether what is ordered so is a day, an amount or a number."""
    return column not in _RANKED and bool(_FIGURE.fullmatch(sort))


def _nodes(children: Iterable[nodes.Node | str]) -> list[nodes.Node]:
    return [text(child) if isinstance(child, str) else child for child in children]
