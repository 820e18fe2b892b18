"""Rows of status tables, all in one node: a table of thousands of leads stays cheap.

As standard nodes a row is about fifty of them, and Sphinx walks over all nodes of a page dozens
of times, although nothing in them is to be transformed. Here the rows of a group are one node. It
holds their HTML, with links whose addresses are found when the page is written, and their values
as JSON: for every builder but those of HTML pages they become standard nodes before references
are resolved.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_leadflow.core.gates.characters import plain_characters
from sphinx_leadflow.core.views.parts import Badge, Ref
from sphinx_leadflow.core.views.table import Cell, Piece
from sphinx_leadflow.ext import markup, row_html
from sphinx_leadflow.ext.columns import Filters, Looks, Order, order_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx.writers.html5 import HTML5Translator

    from sphinx_leadflow.core.views.table import Row
    from sphinx_leadflow.ext.domain import LeadflowDomain

WRITTEN_BY = ("html", "dirhtml")
"""The builders that write the HTML of rows as it is."""

Group = tuple["nodes.row | None", "Sequence[Row]"]
"""A heading of its own for rows, or none, and the rows."""


class lead_rows(nodes.row):
    """Rows as their HTML (`lf_parts`); its text is there for the search.

    What leads say is shown as it was typed, so quotes and dashes stay what they are.
    """


def lead_table(
    columns: tuple[tuple[str, str], ...],
    groups: Sequence[Group],
    classes: Sequence[str],
    *,
    named: bool = False,
    order: str = "",
) -> nodes.table:
    """A table of leads: columns as `(key, title)`, groups of rows.

    With `named` the first cell of each row is its heading. `order` is the key that the rows come
    ordered by, with a `-` for the reverse.
    """
    rows = [row for _head, rows in groups for row in rows]
    orders = [
        order_of(key, [row.cells[number] for row in rows])
        for number, (key, _title) in enumerate(columns)
    ]
    filters = Filters(rows)
    figures = (key for (key, _), one in zip(columns, orders, strict=True) if one.figures)
    looks = Looks(columns, tuple(figures))
    body: list[nodes.Node] = []
    for head, some in groups:
        body += [] if head is None else [head]
        body.append(_together(some, columns, orders, filters, named=named))
    told = {key: one.told for (key, _), one in zip(columns, orders, strict=True)}
    table = markup.table(columns, body, [*classes, looks.name], named, order, told, filters.told)
    table["lf_looks"] = looks
    return table


def _together(
    rows: Sequence[Row],
    columns: tuple[tuple[str, str], ...],
    orders: Sequence[Order],
    filters: Filters,
    *,
    named: bool,
) -> lead_rows:
    """The rows of a group as one node."""
    words = " ".join(word for row in rows for word in _words(row.cells))
    values = [(row.cells, filters.place(row)) for row in rows]
    return lead_rows(
        "",
        nodes.Text(plain_characters(words)),
        support_smartquotes=False,
        lf_parts=row_html.row_parts(rows, orders, filters, named=named),
        lf_values=json.dumps((columns, values, orders), default=_fields),
        lf_refs=tuple(sorted({one for row in rows for one in _refers_to(row.cells)})),
    )


def _fields(value: Any) -> list[Any]:
    """The fields of a view, in order."""
    return [getattr(value, name) for name in value.__slots__]


def _words(cells: tuple[Cell, ...]) -> Iterator[str]:
    for cell in cells:
        if cell.ref is not None:
            yield cell.ref.title
        for piece in cell.pieces:
            yield piece.text
        if cell.sub:
            yield cell.sub
        for badge in cell.badges:
            yield badge.text


def _refers_to(cells: tuple[Cell, ...]) -> Iterator[tuple[str, str]]:
    """Kind and name of all that a row links to."""
    for cell in cells:
        for ref in (cell.ref, cell.sub_ref):
            if ref is not None:
                yield ref.kind, ref.id


# ── Standard nodes ─────────────────────────────────────────────────────────


class StandardRows(SphinxPostTransform):
    """Rows as standard nodes, for builders that do not write their HTML as it is."""

    default_priority = 5  # before references are resolved
    builders = WRITTEN_BY

    def is_supported(self) -> bool:
        """For every builder but these."""
        return not super().is_supported()

    def run(self, **_kwargs: Any) -> None:
        """Replace all rows; the columns get the widths of what stands in them."""
        tables = {}
        for rows in list(self.document.findall(lead_rows)):
            table = cast("nodes.table", rows.parent.parent.parent)
            tables[id(table)] = table
            rows.replace_self(list(_standard(rows, self.env.docname)))
        for table in tables.values():
            markup.fit_columns(table)


def _standard(rows: lead_rows, docname: str) -> Iterator[nodes.row]:
    columns, values, orders = json.loads(rows["lf_values"])
    titles = [title for _key, title in columns]
    orders = [Order(*fields) for fields in orders]
    for cells, place in values:
        entries = [
            _cell(_view(fields), title, order, docname)
            for fields, title, order in zip(cells, titles, orders, strict=True)
        ]
        made = markup.row(entries, at=place)
        made["support_smartquotes"] = False
        yield made


def _view(fields: list[Any]) -> Cell:
    """A cell from its fields."""
    column, pieces, ref, sub, badges, sort, sub_ref, passed = fields
    return Cell(
        column,
        tuple(Piece(*one) for one in pieces),
        Ref(*ref) if ref else None,
        sub,
        tuple(Badge(*one) for one in badges),
        sort,
        Ref(*sub_ref) if sub_ref else None,
        passed,
    )


def _cell(view: Cell, title: str, order: Order, docname: str) -> nodes.entry:
    """A cell: its value or link, a quieter second line, badges."""
    found: list[nodes.Node] = []
    if view.ref is not None:
        found.append(markup.para(markup.link(view.ref, docname)))
    elif view.pieces:
        found.append(markup.para(*markup.pieces(view.pieces)))
    if view.sub:
        sub = markup.link(view.sub_ref, docname, view.sub) if view.sub_ref else view.sub
        found.append(markup.para(sub, classes=["lf-sub"]))
    if view.badges:
        found.append(markup.para(*markup.between([markup.badge(one) for one in view.badges], " ")))
    label = title if found else None
    if not found and view.column == "missing":
        found.append(markup.para(row_html.NOTHING_MISSING, classes=["lf-none"]))
    return markup.cell(view.column, *found, figure=order.figures, sort=order.own(view), label=label)


# ── HTML ───────────────────────────────────────────────────────────────────


def visit_lead_rows(writer: HTML5Translator, node: lead_rows) -> None:
    """The HTML as it is, with the addresses of its links."""
    page = Page(writer)
    writer.body.extend(
        part if isinstance(part, str) else page.short_link(*part) for part in node["lf_parts"]
    )
    writer.body.append("\n")
    raise nodes.SkipNode


class Page:
    """Writes links on one page: there lies what their addresses are relative to."""

    def __init__(self, writer: HTML5Translator) -> None:
        self.writer = writer
        self.builder = writer.builder
        self.docname = self.builder.current_docname
        # `domain_of` cannot be asked: the domain knows of these rows
        self.domain = cast("LeadflowDomain", self.builder.env.get_domain("leadflow"))
        self._found: dict[tuple[str, str], str] = {}

    def short_link(self, kind: str, name: str, words: str) -> str:
        """A link to the best place of a thing; its words alone where no page shows it."""
        address = self._kept(kind, name)
        return f'<a href="{address}">{words}</a>' if address else words

    def link(self, kind: str, name: str, words: str) -> str:
        """The same as Sphinx would write it."""
        address = self._kept(kind, name)
        return f'<a class="reference internal" href="{address}">{words}</a>' if address else words

    def _kept(self, kind: str, name: str) -> str:
        """An address as an attribute; there are many links to few things."""
        found = self._found.get((kind, name))
        if found is None:
            found = self._found[kind, name] = self.writer.attval(self._address(kind, name))
        return found

    def address(self, ref: Ref) -> str:
        """Where the best place of a thing is, seen from this page; empty if no page shows it."""
        return self._address(ref.kind, ref.id)

    def _address(self, kind: str, name: str) -> str:
        place = self.domain.target(kind, name, self.docname)
        if place is None:
            return ""
        page, anchor = place
        near = "" if page == self.docname else self.builder.get_relative_uri(self.docname, page)
        return f"{near}#{anchor}"
