"""What the rows of a table share is said once, in its head, and not in every row.

The head of a column says how its cells are ordered, the head of the table what its rows may be
filtered by; a row names places in those lists. What a cell looks like depends on its column:
the stylesheet says so by the column's class, and a page with rows that have none gets a copy of
those rules, by the position of each column.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

from docutils import nodes

from sphinx_leadflow.core.gates.characters import plain_characters
from sphinx_leadflow.ext import markup

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sphinx.application import Sphinx

    from sphinx_leadflow.core.views.table import Cell, Row

STYLESHEET = Path(__file__).parent.parent / "static" / "leadflow.css"

_SPACE = re.compile(r"[ \t\r\n\f]+")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


# ── Order ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Order:
    """How the cells of a column are ordered."""

    kind: str = ""
    """`text`: as they read; `list`: as `keys` says; `each`: every cell says it; empty: not."""
    keys: str = ""
    """A line for each place in the order: the texts of the cells that have it, between tabs. In
    front of those of a day stands the day, as 2026-11-23."""
    figures: bool = False
    """Whether the column is one of days, amounts or numbers."""

    def own(self, cell: Cell) -> str | None:
        """What a cell has to say of its place itself; nothing if the head says it."""
        if self.kind == "each":
            return cell.sort or None
        if self.kind == "text" and not _reads_as_ordered(cell):
            return cell.sort
        return None

    @property
    def told(self) -> dict[str, str | None]:
        """What the head of the column says."""
        return {"kind": self.kind or None, "keys": self.keys or None}


def said(cell: Cell) -> str:
    """The first line of a cell, if it is its value or its badges: what the script reads."""
    if cell.ref is not None:
        text = cell.ref.title
    elif cell.pieces:
        text = ", ".join(piece.text for piece in cell.pieces)
    elif cell.sub or cell.passed is not None:
        text = ""
    else:
        text = " ".join(badge.text for badge in cell.badges)
    return _SPACE.sub(" ", plain_characters(text)).strip(" ")


def _reads_as_ordered(cell: Cell) -> bool:
    """Whether a cell without a key is empty, and one with a key reads as the key does.

    Behind a tab stands what decides between two of the same name.
    """
    return cell.sort.partition("\t")[0] == said(cell).casefold()


def order_of(column: str, cells: Sequence[Cell]) -> Order:
    """How the cells of a column are ordered, said as shortly as possible."""
    keyed = [cell for cell in cells if cell.sort]
    if not keyed:
        return Order()
    figures = all(markup.is_figure(column, cell.sort) for cell in keyed)
    if 2 * sum(map(_reads_as_ordered, keyed)) > len(keyed):
        return Order("text", figures=figures)
    texts: dict[str, str] = {}
    for cell in cells:
        text = said(cell)
        if texts.setdefault(text, cell.sort) != cell.sort:
            return Order("each", figures=figures)  # the same words, in two places
    return Order("list", "\n".join(_lines(texts)), figures)


def _lines(texts: Mapping[str, str]) -> Iterator[str]:
    places: dict[str, list[str]] = {}
    for text, key in texts.items():
        if key:
            places.setdefault(key, [key] if _DAY.fullmatch(key) else []).append(text)
    for _key, line in sorted(places.items()):
        yield "\t".join(line)


# ── Filters ────────────────────────────────────────────────────────────────


class Filters:
    """What rows may be filtered by: each names a place in one list."""

    def __init__(self, rows: Sequence[Row]) -> None:
        found = dict.fromkeys(_filtered_by(row) for row in rows)
        self._places = {words: number for number, words in enumerate(found)}

    def place(self, row: Row) -> str:
        """The place of a row in the list."""
        return str(self._places[_filtered_by(row)])

    @property
    def told(self) -> str:
        """The list, for the head of the table: a line for each stage, owner and marks."""
        return "\n".join(self._places)


def _filtered_by(row: Row) -> str:
    words = (row.stage, row.owner, " ".join(row.marks))
    return "\t".join(_SPACE.sub(" ", plain_characters(one)) for one in words)


# ── Looks ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Looks:
    """What the rules for the cells of a table need to know of it."""

    columns: tuple[tuple[str, str], ...]
    """Ids and titles."""
    figures: tuple[str, ...]
    """The columns of days, amounts and numbers."""

    @property
    def name(self) -> str:
        """The class of tables that look like this."""
        return f"lf-t{crc32(repr(self).encode('utf-8', 'backslashreplace')):08x}"

    @property
    def rules(self) -> str:
        """The stylesheet's rules for columns, for their positions in a table like this."""
        positions = {key: f":nth-child({number + 1})" for number, (key, _) in self._numbered}
        figures = ", ".join(f"tbody > tr > {positions[key]}" for key in self.figures)
        text = _rules_for_columns().replace(".lf-table", f".{self.name}")
        text = re.sub(r"\.lf-col-([\w-]+)", lambda one: positions.get(one[1], one[0]), text)
        text = text.replace(".lf-figure", f":is({figures})")
        text = text.replace("[class]:not([data-lf-label])", ":is(:empty, :has(> .lf-none))")
        text = text.replace("[class]", "").replace("[data-lf-label]", "")
        text = text.replace("attr(data-lf-label)", "var(--lf-label)")
        labels = (
            f".{self.name} > tbody > tr > :nth-child({number + 1})"
            f"{{--lf-label:{_css_string(title)}}}"
            for number, (_, title) in self._numbered
        )
        return f"{text}\n{''.join(labels)}"

    @property
    def _numbered(self) -> Iterator[tuple[int, tuple[str, str]]]:
        return iter(enumerate(self.columns))


@cache
def _rules_for_columns() -> str:
    """The part of the stylesheet between its two marks, without comments."""
    text = STYLESHEET.read_text(encoding="utf-8")
    part = text.partition("/* columns: from here */")[2].partition("/* columns: to here */")[0]
    return re.sub(r"/\*.*?\*/|\n\s*", "", part, flags=re.DOTALL)


def _css_string(text: str) -> str:
    """A text that nothing in a stylesheet, nor the end of its element, can break."""
    safe = (one if one.isalnum() or one == " " else f"\\{ord(one):x} " for one in text)
    return f'"{"".join(safe)}"'


def style_columns(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Put the rules for the columns of a page's tables into its head."""
    if doctree is None:
        return
    looks = (table.get("lf_looks") for table in doctree.findall(nodes.table))
    rules = {one.name: one.rules for one in looks if one is not None}
    if rules:
        style = "".join(rules.values())
        context["metatags"] = f"{context.get('metatags', '')}\n<style>{style}</style>"
