"""Rows of status tables, one node each: a table of thousands of leads stays cheap.

As standard nodes a row is about fifty of them, and Sphinx walks over all nodes of a page dozens
of times, although nothing in them is to be transformed. Here a row holds plain values. HTML is
written from them; for every other builder the row becomes standard nodes before references
are resolved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_leadflow.core.gates.characters import plain_characters
from sphinx_leadflow.core.views.table import Cell
from sphinx_leadflow.ext import markup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.writers.html5 import HTML5Translator

    from sphinx_leadflow.core.views.parts import Badge, Ref
    from sphinx_leadflow.core.views.table import Piece, Row
    from sphinx_leadflow.ext.domain import LeadflowDomain

WRITTEN_BY = ("html", "dirhtml")
"""The builders that write rows from their values."""

NOTHING_MISSING = "—"


class lead_row(nodes.row):
    """A row whose cells are plain values (`lf_cells`); its text is there for the search.

    What leads say is shown as it was typed, so quotes and dashes stay what they are.
    """


def compact_row(row: Row, columns: tuple[tuple[str, str], ...]) -> lead_row:
    """One lead's row as one node."""
    titles = tuple(title for _key, title in columns)
    words = " ".join(_words(row.cells))
    return lead_row(
        "",
        nodes.Text(plain_characters(words)),
        classes=["lf-row", *(f"lf-is-{mark}" for mark in row.marks)],
        support_smartquotes=False,
        lf_cells=tuple(zip(titles, row.cells, strict=True)),
        lf_data={"stage": row.stage, "owner": row.owner, "marks": " ".join(row.marks)},
    )


def _words(cells: tuple[Cell, ...]) -> Iterator[str]:
    for cell in cells:
        if cell.ref is not None:
            yield cell.ref.title
        yield from (piece.text for piece in cell.pieces)
        yield cell.sub
        yield from (badge.text for badge in cell.badges)


def refers_to(row: nodes.Element) -> Iterator[tuple[str, str]]:
    """Kind and name of all that a row links to."""
    for _title, cell in row["lf_cells"]:
        for ref in (cell.ref, cell.sub_ref):
            if ref is not None:
                yield ref.kind, ref.id


# ── Standard nodes ─────────────────────────────────────────────────────────


class StandardRows(SphinxPostTransform):
    """Rows as standard nodes, for builders that do not write them from their values."""

    default_priority = 5  # before references are resolved
    builders = WRITTEN_BY

    def is_supported(self) -> bool:
        """For every builder but these."""
        return not super().is_supported()

    def run(self, **_kwargs: Any) -> None:
        """Replace every row; the columns get the widths of what stands in them."""
        tables = {}
        for row in list(self.document.findall(lead_row)):
            table = cast("nodes.table", row.parent.parent.parent)
            tables[id(table)] = table
            row.replace_self(_standard(row, self.env.docname))
        for table in tables.values():
            markup.fit_columns(table)


def _standard(row: lead_row, docname: str) -> nodes.row:
    cells = [_cell(cell, title, docname) for title, cell in row["lf_cells"]]
    made = markup.row(cells, row["classes"], **row["lf_data"])
    made["support_smartquotes"] = False
    return made


def _cell(view: Cell, title: str, docname: str) -> nodes.entry:
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
    label = title if found else ""
    if not found and view.column == "missing":
        found.append(markup.para(NOTHING_MISSING, classes=["lf-none"]))
    flagged = bool(view.badges)
    return markup.cell(view.column, *found, flagged=flagged, sort=view.sort, label=label)


# ── HTML ───────────────────────────────────────────────────────────────────


def visit_lead_row(writer: HTML5Translator, node: lead_row) -> None:
    """The row as its standard nodes would be written."""
    writer.visit_row(node)
    markup.add_data(writer, node)
    page = Page(writer)
    for number, (title, cell) in enumerate(node["lf_cells"]):
        writer.body.append(page.cell(cell, title, stub=number == 0))
    writer.depart_row(node)
    raise nodes.SkipNode


class Page:
    """Writes cells on one page: there lies what their links are relative to."""

    def __init__(self, writer: HTML5Translator) -> None:
        self.writer = writer
        self.builder = writer.builder
        self.docname = self.builder.current_docname
        # `domain_of` cannot be asked: the domain knows of these rows
        self.domain = cast("LeadflowDomain", self.builder.env.get_domain("leadflow"))

    def cell(self, view: Cell, title: str, *, stub: bool) -> str:
        """`<td>`, or `<th>` for the first of a row, with its paragraphs."""
        blocks = [self.block(*block) for block in self.blocks(view)]
        data = {"sort": view.sort, "label": title if blocks else ""}
        if not blocks and view.column == "missing":
            blocks = [self.block("lf-none", self.text(NOTHING_MISSING))]
        tag, stubs = ("th", "stub ") if stub else ("td", "")
        names = " ".join(markup.cell_classes(view.column, view.sort, bool(view.badges)))
        inside = blocks[0] if len(blocks) == 1 else "".join(f"{block}\n" for block in blocks)
        opening = f'<{tag}{self.data(data)} class="{stubs}{names}">'
        return f"{opening}{inside}</{tag}>\n"

    def data(self, values: dict[str, str]) -> str:
        """Attributes that begin with `data-lf-`; empty ones are left out."""
        return "".join(
            f' data-lf-{key}="{self.writer.attval(value)}"'
            for key, value in values.items()
            if value
        )

    def blocks(self, view: Cell) -> Iterator[tuple[str, str]]:
        """Class and content of each paragraph."""
        if view.ref is not None:
            yield "", self.link(view.ref)
        elif view.pieces:
            yield "", ", ".join(self.piece(one) for one in view.pieces)
        if view.passed is not None:
            yield "lf-term", self.term(view.passed)
        if view.sub:
            words = self.link(view.sub_ref, view.sub) if view.sub_ref else self.text(view.sub)
            yield "lf-sub", words
        if view.badges:
            yield "", " ".join(self.badge(one) for one in view.badges)

    def block(self, name: str, content: str) -> str:
        """A paragraph."""
        return f'<p class="{name}">{content}</p>' if name else f"<p>{content}</p>"

    def text(self, value: str) -> str:
        """Text without characters that hide or reorder, and without markup."""
        return str(self.writer.encode(plain_characters(value)))

    def piece(self, one: Piece) -> str:
        """A bit of a value; its address has passed the link gate."""
        if not one.url:
            return self.text(one.text)
        address = self.writer.attval(one.url)
        rel = 'rel="noopener nofollow"'
        return f'<a class="reference external" href="{address}" {rel}>{self.text(one.text)}</a>'

    def badge(self, one: Badge) -> str:
        """A state: an icon by class, and words."""
        return f'<span class="lf-badge lf-{one.kind}">{self.text(one.text)}</span>'

    def term(self, passed: int) -> str:
        """A bar of what has passed of a term; today is the mark at its end."""
        words = f"{passed} % of the term has passed"
        bar = f'<span style="width:{passed}%"></span>'
        return f'<span role="img" aria-label="{words}" title="{words}">{bar}</span>'

    def link(self, ref: Ref, words: str = "") -> str:
        """A link to the best place of a thing; its title alone where no page shows it."""
        shown = self.text(words or ref.title)
        inside = f'<span class="xref leadflow-{ref.kind}">{shown}</span>'
        address = self.writer.attval(self.address(ref))
        return f'<a class="reference internal" href="{address}">{inside}</a>' if address else inside

    def address(self, ref: Ref) -> str:
        """Where the best place of a thing is, seen from this page; empty if no page shows it."""
        place = self.domain.target(ref.kind, ref.id, self.docname)
        if place is None:
            return ""
        page, anchor = place
        near = "" if page == self.docname else self.builder.get_relative_uri(self.docname, page)
        return f"{near}#{anchor}"
