"""The HTML of table rows, as short as it can be.

A page may hold ten thousand rows, so nothing is written that can be told from where it stands: no
class that a column has for all its cells, no element around the first line of a cell, no end tag
that HTML lets be left out. What remains is what people read.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from sphinx_leadflow.core.gates.characters import plain_characters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx_leadflow.core.views.parts import Badge, Ref
    from sphinx_leadflow.core.views.table import Cell, Piece, Row
    from sphinx_leadflow.ext.columns import Filters, Order

Link = tuple[str, str, str]
"""A link whose address is found when the page is written: kind, id, and its words as HTML."""

Part = str | Link

NOTHING_MISSING = "—"


def row_parts(
    rows: Sequence[Row], orders: Sequence[Order], filters: Filters, *, named: bool
) -> tuple[Part, ...]:
    """The rows as HTML, the links in it apart; with `named` the first cell is a heading."""
    parts: list[Part] = []
    for row in rows:
        parts.append(f"<tr data-lf-at={filters.place(row)}>\n")
        for number, (cell, order) in enumerate(zip(row.cells, orders, strict=True)):
            parts.append("<th" if named and not number else "<td")
            own = order.own(cell)
            parts.append(">" if own is None else f' data-lf-sort="{escape(own)}">')
            parts += _cell(cell)
    return tuple(joined(parts))


def joined(parts: Sequence[Part]) -> Iterator[Part]:
    """The parts with the texts between two links in one."""
    run: list[str] = []
    for part in parts:
        if isinstance(part, str):
            run.append(part)
        else:
            yield "".join(run)
            yield part
            run = []
    yield "".join(run)


def _cell(view: Cell) -> Iterator[Part]:
    """The lines of a cell, the first one bare if it is its value or its badges."""
    has_value = view.ref is not None or bool(view.pieces)
    if view.ref is not None:
        yield _link(view.ref)
    else:
        yield ", ".join(map(piece, view.pieces))
    if view.passed is not None:
        yield f" <p class=lf-term>{term(view.passed)}"
    if view.sub:
        yield " <p class=lf-sub>"
        yield _link(view.sub_ref, view.sub) if view.sub_ref else text(view.sub)
    if view.badges:
        yield " <p>" if has_value or view.passed is not None or view.sub else ""
        yield " ".join(map(badge, view.badges))
    elif view.column == "missing" and not has_value:
        yield f"<p class=lf-none>{NOTHING_MISSING}"


def _link(ref: Ref, words: str = "") -> Link:
    return ref.kind, ref.id, text(words or ref.title)


def text(value: str) -> str:
    """Text without characters that hide or reorder, and without markup.

    As Sphinx does, an `@` is written so that those who collect addresses pass it by.
    """
    return escape(plain_characters(value)).replace("@", "&#64;")


def piece(one: Piece) -> str:
    """A bit of a value; its address has passed the link gate."""
    if not one.url:
        return text(one.text)
    address = escape(one.url).replace("@", "&#64;")
    rel = 'rel="noopener nofollow"'
    return f'<a class="reference external" href="{address}" {rel}>{text(one.text)}</a>'


def badge(one: Badge) -> str:
    """A state: an icon by class, and words."""
    return f"<b class=lf-{one.kind}>{text(one.text)}</b>"


def term(passed: int) -> str:
    """A bar of what has passed of a term; today is the mark at its end."""
    words = f"{passed} % of the term has passed"
    bar = f'<span style="width:{passed}%"></span>'
    return f'<span role="img" aria-label="{words}" title="{words}">{bar}</span>'
