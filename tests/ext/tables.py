"""Status tables in the HTML of a page, read as the script reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Row:
    """One lead's row."""

    cells: dict[str, Element]
    """By the ids of the columns."""
    stage: str
    owner: str
    marks: frozenset[str]
    places: dict[str, int | None]
    """Where each cell of a column with a list stands in its order; nothing for an empty one."""


def tables(tree: Element) -> list[Element]:
    """The tables of a page."""
    return [one for one in tree.iter("table") if "lf-stack" in one.get("class", "").split()]


def rows(table: Element) -> Iterator[Row]:
    """The rows of a table, without the headings of groups."""
    (head,) = table.findall("thead/tr")
    filters = [line.split("\t") for line in head.get("data-lf-filters", "").split("\n")]
    orders = {_column(one): _order(one) for one in head}
    for one in table.findall("tbody/tr"):
        if "lf-group-row" in one.get("class", ""):
            continue
        stage, owner, marks = filters[int(one.get("data-lf-at", ""))]
        cells = dict(zip(orders, one, strict=True))
        places = {key: orders[key].get(lines(cell)[0]) for key, cell in cells.items()}
        yield Row(cells, stage, owner, frozenset(marks.split()), places)


def all_rows(tree: Element) -> list[Row]:
    """The rows of all tables of a page."""
    return [row for table in tables(tree) for row in rows(table)]


def lines(cell: Element) -> list[str]:
    """The lines of a cell, whether its first one is bare or a paragraph."""
    found, bare = [], [cell.text or ""]
    for one in cell:
        words = "".join(one.itertext())
        if one.tag == "p":
            found.append(words)
        else:
            bare.append(words)
        bare.append(one.tail or "")
    all_ = (" ".join(one.split()) for one in ("".join(bare), *found))
    return [one for one in all_ if one] or [""]


def _column(head: Element) -> str:
    names = head.get("class", "").split()
    return next(one.removeprefix("lf-col-") for one in names if one.startswith("lf-col-"))


def _order(head: Element) -> dict[str, int]:
    keys = head.get("data-lf-keys", "").split("\n")
    return {text: place for place, line in enumerate(keys) for text in line.split("\t")}
