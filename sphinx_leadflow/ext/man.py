"""Manual pages: what their writer cannot do with our tables."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform


class WholeRows(SphinxPostTransform):
    """A heading across a table becomes a first cell with empty ones: the writer cannot span."""

    default_priority = 200
    builders = ("man",)

    def run(self, **_kwargs: Any) -> None:
        """Split the cells of status tables that span columns."""
        for row in list(self.document.findall(nodes.row)):
            if "lf-group-row" in row["classes"]:
                for cell in list(row.children):
                    _split(row, cell)


def _split(row: nodes.row, cell: nodes.Node) -> None:
    assert isinstance(cell, nodes.entry)  # rows hold nothing else
    after = row.index(cell) + 1
    empty = [nodes.entry("", nodes.paragraph()) for _ in range(cell.attributes.pop("morecols", 0))]
    row.children[after:after] = empty
    for one in empty:
        row.setup_child(one)
