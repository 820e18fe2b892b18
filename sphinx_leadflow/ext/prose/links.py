"""Links in a process text, the same in every host: none needs MyST's resolver."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from docutils import nodes
from sphinx import addnodes
from sphinx.util import logging
from sphinx.util.nodes import make_refnode

from sphinx_leadflow.core.gates.link import safe_link
from sphinx_leadflow.ext.prose.base import ProseBase
from sphinx_leadflow.ext.prose.place import quoted

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

LOGGER: Final = logging.getLogger(__name__)

_SCHEME: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_PAGE: Final = re.compile(
    r"""
    (?: \./ | / )?
    (?P<page> (?: (?!\.{1,2}/) [^\s/?\#:\\]+ / )* (?!\.) [^\s/?\#:\\]+ )
    (?: \# (?P<anchor> [^\s\#]+ ) )?
    """,
    re.VERBOSE,
)
_PAGE_SUFFIXES: Final = (".md", ".rst")
_ANCHORED_PAGE: Final = "leadflow-page"


class Links(ProseBase):
    """Draws links to the web, to labels and to pages."""

    def render_link(self, token: SyntaxTreeNode) -> None:
        """A link to the web, to a label (`#label`) or to a page (`folder/page.md#place`).

        Pages are named from the top folder of the docs, because a text is shown on several.
        """
        address = str(token.attrGet("href") or "")
        written = self.md.normalizeLinkText(address)
        if safe_link(address):
            self._render_web_link(token, address)
        elif written.startswith("#") and written[1:].strip():
            label = " ".join(written[1:].lower().split())
            self._render_reference(token, written, "std", "ref", reftarget=label)
        elif (page := self._page(written)) is not None:
            self._render_page_link(token, written, *page)
        else:
            self._show_link(token, written)

    def _render_web_link(self, token: SyntaxTreeNode, address: str) -> None:
        reference = nodes.reference(refuri=address)
        self.copy_attributes(token, reference, ("reftitle",), aliases={"title": "reftitle"})
        self._fill_link(token, reference, address)
        self.current_node += reference

    def _page(self, written: str) -> tuple[str, str] | None:
        """The docname and the place on the page that a path means, if it means a page."""
        match = None if _SCHEME.match(written) else _PAGE.fullmatch(written)
        if match is None or written.startswith("//"):
            return None
        page = match["page"]
        for suffix in (*_PAGE_SUFFIXES, *self.place.env.config.source_suffix):
            if page.endswith(suffix):
                return page.removesuffix(suffix), match["anchor"] or ""
        known = "." not in page.rpartition("/")[2] or page in self.place.env.found_docs
        return (page, match["anchor"] or "") if known else None

    def _render_page_link(
        self, token: SyntaxTreeNode, written: str, page: str, anchor: str
    ) -> None:
        if anchor:
            target = {"reftarget": page, "anchor": anchor}
            self._render_reference(token, written, "", _ANCHORED_PAGE, **target)
        else:
            self._render_reference(token, written, "std", "doc", reftarget=f"/{page}")

    def _render_reference(
        self, token: SyntaxTreeNode, written: str, domain: str, kind: str, **attributes: str
    ) -> None:
        """A reference that Sphinx resolves; without a text it shows the title of its target.

        ::

            pending_xref
                inline
        """
        classes = ["xref", "std", f"std-{kind}"]
        reference = addnodes.pending_xref(
            refdoc=self.place.env.docname,
            refdomain=domain,
            reftype=kind,
            refexplicit=bool(token.children),
            refwarn=True,
            **attributes,
        )
        self.add_line_and_source_path(reference, token)
        shown = nodes.inline(classes=classes)
        self._fill_link(token, shown, written)
        self.current_node += reference
        reference += shown

    def _fill_link(self, token: SyntaxTreeNode, link: nodes.Element, written: str) -> None:
        """Put a link's text into it. Of a link within, which HTML does not know, the text stays."""
        self.add_line_and_source_path(link, token)
        with self.current_node_context(link):
            self.render_children(token)
        if not link.children:
            link += nodes.Text(written)
        elif any(map(_is_link, link.findall(include_self=False))):
            link[:] = [nodes.Text(link.astext())]

    def _show_link(self, token: SyntaxTreeNode, written: str) -> None:
        self.refuse(
            token,
            f"the link target {quoted(written)}",
            "link to https://…, mailto:…, #label, or a page of the docs, named from "
            "their top folder",
        )
        automatic = token.info == "auto"
        self.current_node += nodes.Text("<" if automatic else "[")
        self.render_children(token)
        self.current_node += nodes.Text(">" if automatic else f"]({written})")


def _is_link(node: nodes.Node) -> bool:
    return isinstance(node, nodes.reference | addnodes.pending_xref)


def resolve_anchored_page(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, contnode: nodes.TextElement
) -> nodes.Node | None:
    """Resolve a link to a place on a page; say so if there is no such page or place."""
    if node["reftype"] != _ANCHORED_PAGE:
        return None
    page, anchor = node["reftarget"], node["anchor"]
    if page not in env.all_docs:
        LOGGER.warning("unknown document: %r", page, type="ref", subtype="doc", location=node)
        return contnode
    place = _id_on_page(env, page, anchor)
    if place is None:
        LOGGER.warning(
            "the page %r has no place %r: the link leads to its top",
            page,
            anchor,
            type="ref",
            subtype="ref",
            location=node,
        )
    return make_refnode(app.builder, node["refdoc"], page, place or "", contnode)


def _id_on_page(env: BuildEnvironment, page: str, anchor: str) -> str | None:
    """The HTML id of a label, of a MyST heading slug or of anything else on a page."""
    labelled, identifier, *_ = env.domains.standard_domain.anonlabels.get(anchor, ("", ""))
    if labelled == page:
        return identifier
    slugs = env.metadata[page].get("myst_slugs", {})
    if anchor in slugs:
        return str(slugs[anchor][1])
    elements = env.get_doctree(page).findall(nodes.Element)
    return anchor if any(anchor in element["ids"] for element in elements) else None
