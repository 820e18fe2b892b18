"""Lead pages in parcels: while a page is read, Sphinx does not walk over what is finished.

A lead page is some five hundred nodes, and reading it walks over all of them about sixty times,
although nothing in them is left to be resolved, numbered or named. So what a section holds is
put aside as one node when the page is read, and unpacked before the page is written, for every
builder. Whatever such a walk could change stays where it is: only nodes of the kinds named here
go into a parcel, and only without ids. Smart quotes are put in before.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxSmartQuotes, SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_leadflow.ext import markup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.ext.domain import LeadflowDomain

_FINISHED: Final = frozenset(
    {
        *(nodes.Text, nodes.paragraph, nodes.inline, nodes.strong, nodes.emphasis, nodes.literal),
        *(nodes.reference, nodes.bullet_list, nodes.list_item, nodes.container),
        *(nodes.field_list, nodes.field_name, nodes.field_body, nodes.definition_list),
        *(nodes.definition_list_item, nodes.term, nodes.definition),
        *(addnodes.pending_xref, markup.details, markup.summary, markup.fact),
    }
)
"""Kinds of nodes that no transform changes while a page is read."""

_NAMED: Final = ("ids", "names", "refname", "refid", "anonymous", "id_link")
"""What makes a node one that others look for, or that looks for others."""

_SMART: Final = re.compile(r"""["'`\\\x00]|--|\.\.\.|\. \. \.""")
"""What smart quotes may change; a text without any of it stays as it is."""


class parcel(nodes.General, nodes.Element):
    """Nodes put aside: they are no children, so nothing walks over them."""

    def __init__(self, hidden: list[nodes.Node]) -> None:
        super().__init__()
        self.hidden = hidden

    def copy(self) -> parcel:
        """The same with copies of what is in it."""
        return parcel([node.deepcopy() for node in self.hidden])

    def astext(self) -> str:
        """The text of what is in it."""
        return self.child_text_separator.join(node.astext() for node in self.hidden)


def everything(document: nodes.document) -> Iterator[nodes.Node]:
    """All nodes of a page, those in parcels too."""
    for node in document.findall():
        yield node
        if isinstance(node, parcel):
            for hidden in node.hidden:
                yield from hidden.findall()


class Pack(SphinxTransform):
    """Put what the sections of a lead page hold into parcels."""

    default_priority = 5  # before the first of those that walk over all nodes

    def apply(self, **kwargs: Any) -> None:
        """Pack the sections of lead pages, if nothing looks into them while pages are read."""
        if not self._is_wanted():
            return
        for page in self.document.findall(nodes.section):
            if "lf-lead" in page["classes"]:
                for section in list(page.findall(nodes.section)):
                    self._pack(section)

    def _is_wanted(self) -> bool:
        """Not for translators, nor for those whose texts are translated or lists compacted."""
        config = self.env.config
        domain = cast("LeadflowDomain", self.env.domains["leadflow"])
        catalogues = (
            Path(self.env.srcdir) / folder / str(config.language) for folder in config.locale_dirs
        )
        return (
            not domain.for_translators
            and bool(config.html_compact_lists)
            and not any(folder.is_dir() for folder in catalogues)
        )

    def _pack(self, section: nodes.section) -> None:
        kept: list[nodes.Node] = []
        run: list[nodes.Node] = []
        for child in section.children:
            if isinstance(child, nodes.Element) and _is_finished(child):
                run.append(child)
            else:
                kept += [*self._parcels(run), child]
                run = []
        section.children = []
        section.extend([*kept, *self._parcels(run)])

    def _parcels(self, run: list[nodes.Node]) -> list[nodes.Node]:
        if not run:
            return []
        _educate(self.document, run)
        for node in run:
            node.parent = None
        return [parcel(run)]


def _is_finished(element: nodes.Element) -> bool:
    for node in element.findall():
        if type(node) not in _FINISHED:
            return False
        if isinstance(node, nodes.Element):
            attributes = node.attributes
            if any(attributes.get(name) for name in _NAMED):
                return False
    return True


def _educate(document: nodes.document, run: list[nodes.Node]) -> None:
    """Smart quotes as on the rest of the page."""
    blocks = [
        block
        for node in run
        for block in node.findall(nodes.TextElement)
        if _SMART.search(block.astext())
    ]
    if blocks:
        quotes = SphinxSmartQuotes(document, startnode=None)
        quotes.document = cast("nodes.document", _Blocks(document, blocks))
        quotes.apply()


class _Blocks:
    """A document of which only some blocks of text are looked at."""

    def __init__(self, document: nodes.document, blocks: list[nodes.TextElement]) -> None:
        self.settings = document.settings
        self.reporter = document.reporter
        self._blocks = blocks

    def findall(self, _kind: type[nodes.Node]) -> list[nodes.TextElement]:
        """The blocks, whatever is asked for: it is blocks of text."""
        return self._blocks


class Unpack(SphinxPostTransform):
    """Put the nodes of parcels back where they were."""

    default_priority = 1  # before all that resolves, writes or counts

    def run(self, **kwargs: Any) -> None:
        """For every builder."""
        for one in list(self.document.findall(parcel)):
            one.replace_self(one.hidden)
