"""Finish what components made: places, a description, ids that stand once, index entries.

Components give what they show its usual anchor. Where the same directive stands twice on a
page, or a heading of the page has that id already, the anchor is made different here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

from sphinx_leadflow.ext.domain import domain_of
from sphinx_leadflow.ext.parcels import locate

if TYPE_CHECKING:
    from sphinx_leadflow.ext.domain import Shown

_INDEXED = {
    "asset": "asset",
    "checklist": "checklist",
    "lead": "lead",
    "outcome": "outcome",
    "role": "role",
    "stage": "stage",
    "step": "step",
    "field": "field",
}
"""The kinds that stand in the index, and what stands in brackets behind them there."""


class Anchors(SphinxTransform):
    """Say where texts are from and what the page is about; make ids unique; fill the index."""

    default_priority = 840  # all ids are given; domains and the table of contents read them next

    def apply(self, **kwargs: Any) -> None:
        """Work on a page that shows something of ours."""
        domain = domain_of(self.env)
        if self.env.docname in domain.asked:
            locate(self.document, *domain.data_folder)
            self._describe()
            shown = domain.shown.get(self.env.docname, [])
            self._separate(shown)
            if self.env.docname not in domain.others:
                self._index(shown)

    def _describe(self) -> None:
        """Tell search engines what a component said about the page."""
        words = self.env.metadata[self.env.docname].get("description")
        if words and not any(
            one.get("name") == "description" for one in self.document.findall(nodes.meta)
        ):
            self.document.insert(0, nodes.meta("", name="description", content=words))

    def _separate(self, shown: list[Shown]) -> None:
        """Give an id that stands twice to the first, or to the one that docutils knows."""
        holders = self._holders()
        for ident, found in list(holders.items()):
            registered = self.document.ids.get(ident)
            keeper = next((one for one in found if one is registered), found[0])
            moved = [self._rename(one, ident, holders) for one in found if one is not keeper]
            if keeper is registered and moved and not self._is_ours(keeper, ident):
                _move(shown, ident, moved[0])

    def _holders(self) -> dict[str, list[nodes.Element]]:
        found: dict[str, list[nodes.Element]] = {}
        for node in self.document.findall(nodes.Element):
            ids: list[str] = node.get("ids", [])
            for ident in ids:
                found.setdefault(ident, []).append(node)
        return found

    def _rename(
        self, node: nodes.Element, ident: str, taken: dict[str, list[nodes.Element]]
    ) -> str:
        number = 2
        while f"{ident}-{number}" in taken or f"{ident}-{number}" in self.document.ids:
            number += 1
        new = f"{ident}-{number}"
        node["ids"] = [new if one == ident else one for one in node["ids"]]
        taken[new] = [node]
        return new

    def _is_ours(self, node: nodes.Element, ident: str) -> bool:
        """Whether a node is what a component made, and not a heading of the page."""
        return not node.get("names") and ident not in self.document.nameids.values()

    def _index(self, shown: list[Shown]) -> None:
        """An entry where each thing is shown for good."""
        holders = self._holders()
        for one in dict.fromkeys(shown):
            if one.priority > 0 and one.kind in _INDEXED and one.anchor in holders:
                words = f"{one.title.replace(';', ',')} ({_INDEXED[one.kind]})"
                entry = addnodes.index(entries=[("single", words, one.anchor, "", None)])
                _place(entry, holders[one.anchor][0])


def _move(shown: list[Shown], old: str, new: str) -> None:
    """Let what was to be at one anchor be at another."""
    shown[:] = [replace(one, anchor=new) if one.anchor == old else one for one in shown]


def _place(entry: addnodes.index, node: nodes.Element) -> None:
    """Put an index entry where every builder can write it."""
    entry.source, entry.line = node.source, node.line
    if isinstance(node, nodes.section):
        node.insert(1, entry)
    elif isinstance(node, nodes.term):
        node.append(entry)
    elif node.parent is not None:
        node.parent.insert(node.parent.index(node), entry)
