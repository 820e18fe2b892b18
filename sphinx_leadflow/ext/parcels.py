"""Lead pages in parcels: Sphinx does not walk over what is finished.

A lead page is some three hundred nodes, and Sphinx walks over all of them about sixty times,
although nothing in them is left to be resolved, numbered or named. So what a section holds is
put aside as one node when the page is read: as HTML for the builders of HTML pages, and as plain
values for all others, for which it is unpacked before the page is written. Whatever such a walk
could change stays where it is: only nodes of the kinds that `packed` names go into a parcel, and
only without ids. Smart quotes are put in before.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxSmartQuotes, SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_leadflow.ext.packed import KINDS, html, pack, unpack
from sphinx_leadflow.ext.rows import WRITTEN_BY, Page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx.writers.html5 import HTML5Translator

    from sphinx_leadflow.ext.domain import LeadflowDomain
    from sphinx_leadflow.ext.packed import Packed
    from sphinx_leadflow.ext.row_html import Part

_FINISHED: Final = frozenset({nodes.Text, *KINDS})

_NAMED: Final = ("ids", "names", "refname", "refid", "anonymous", "id_link")
"""What makes a node one that others look for, or that looks for others."""

_REFERS: Final = ("refdomain", "reftype", "reftarget")

_SMART: Final = re.compile(r"""["'`\\\x00]|--|\.\.\.|\. \. \.""")
"""What smart quotes may change; a text without any of it stays as it is."""


class parcel(nodes.General, nodes.Element):
    """Nodes put aside: they are no children, so nothing walks over them. Its child is their text,
    for the search."""

    packed: tuple[Packed, ...] = ()
    parts: tuple[Part, ...] | None = None
    """Their HTML; nothing if Sphinx must write it."""
    refers: tuple[Mapping[str, str], ...] = ()
    """What they refer to, as the attributes of a reference."""

    @classmethod
    def of(cls, run: list[nodes.Element], text: str) -> parcel:
        """Put some elements aside, which read like this."""
        made = cls("", nodes.Text(text))
        made.packed = tuple(map(pack, run))
        made.parts = html(run)
        links = [link for node in run for link in node.findall(addnodes.pending_xref)]
        made.refers = tuple({key: link.get(key, "") for key in _REFERS} for link in links)
        return made

    def copy(self) -> parcel:
        """The same, without its text."""
        made = parcel()
        made.packed, made.parts, made.refers = self.packed, self.parts, self.refers
        return made

    @property
    def hidden(self) -> list[nodes.Node]:
        """The nodes."""
        return [unpack(one) for one in self.packed]


def locate(top: nodes.Node, label: str, folder: str) -> None:
    """Let nodes from the data name their file as it is: Sphinx makes other paths of it."""
    for node in top.findall(nodes.Element):
        source = node.source
        if source and source.startswith(f"{label}/"):
            node.source = f"{folder}/{source.removeprefix(f'{label}/')}"


def references_in(document: nodes.document) -> Iterator[nodes.Element | Mapping[str, str]]:
    """The attributes of all references of a page, those in parcels too."""
    yield from document.findall(addnodes.pending_xref)
    for one in document.findall(parcel):
        yield from one.refers


def visit_parcel(writer: HTML5Translator, node: parcel) -> None:
    """The HTML of the nodes, with the addresses of their links."""
    page = Page(writer)
    writer.body.extend(
        part if isinstance(part, str) else page.link(*part) for part in node.parts or ()
    )
    raise nodes.SkipNode


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

    @property
    def _domain(self) -> LeadflowDomain:
        return cast("LeadflowDomain", self.env.domains["leadflow"])

    def _is_wanted(self) -> bool:
        """Not for translators, nor where texts are translated, or HTML is written otherwise."""
        config = self.env.config
        catalogues = (
            Path(self.env.srcdir) / folder / str(config.language) for folder in config.locale_dirs
        )
        return (
            not self._domain.for_translators
            and bool(config.html_compact_lists)
            and bool(self.document.settings.cloak_email_addresses)
            and not any(folder.is_dir() for folder in catalogues)
        )

    def _pack(self, section: nodes.section) -> None:
        kept: list[nodes.Node] = []
        run: list[nodes.Element] = []
        for child in section.children:
            if isinstance(child, nodes.Element) and _is_finished(child):
                run.append(child)
            else:
                kept += [*self._parcels(run), child]
                run = []
        section.children = []
        section.extend([*kept, *self._parcels(run)])

    def _parcels(self, run: list[nodes.Element]) -> list[nodes.Node]:
        if not run:
            return []
        text = _text(run)
        if _SMART.search(text):
            _educate(self.document, run)
            text = _text(run)
        for node in run:
            locate(node, *self._domain.data_folder)
        return [parcel.of(run, text)]


def _text(run: list[nodes.Element]) -> str:
    return "\n\n".join(node.astext() for node in run)


def _is_finished(element: nodes.Element) -> bool:
    for node in element.findall():
        if type(node) not in _FINISHED:
            return False
        if isinstance(node, nodes.Element):
            attributes = node.attributes
            if any(attributes.get(name) for name in _NAMED):
                return False
    return True


def _educate(document: nodes.document, run: list[nodes.Element]) -> None:
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
    """Put the nodes of parcels back where they were, for every builder that needs them."""

    default_priority = 1  # before all that resolves, writes or counts
    builders = WRITTEN_BY

    def is_supported(self) -> bool:
        """For every builder but those that write the HTML as it is."""
        return not super().is_supported()

    def run(self, **kwargs: Any) -> None:
        """All of them."""
        for one in list(self.document.findall(parcel)):
            one.replace_self(one.hidden)


class UnpackRest(SphinxPostTransform):
    """Put those nodes back that Sphinx must write."""

    default_priority = 1
    builders = WRITTEN_BY

    def run(self, **kwargs: Any) -> None:
        """Those without HTML."""
        for one in list(self.document.findall(parcel)):
            if one.parts is None:
                one.replace_self(one.hidden)
