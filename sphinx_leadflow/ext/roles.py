"""The roles: each a link that follows a renamed title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import ReferenceRole, SphinxRole

from sphinx_leadflow.core.reading import closest, one_of
from sphinx_leadflow.ext.domain import domain_of
from sphinx_leadflow.ext.log import warn
from sphinx_leadflow.ext.markup import text, web_link

if TYPE_CHECKING:
    from sphinx_leadflow.core.views.parts import Ref


class ThingRole(ReferenceRole):
    """A link to a lead, stage, step and so on; the title is today's unless one is given."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """The link, or the text and a warning if there is no such thing."""
        reading = domain_of(self.env).reading(self.env.docname)
        name = self.target.strip()
        if self.kind == "asset":
            return [self._asset(name)], []
        ref: Ref | None = reading.ask("find", self.kind, name)
        if ref is None:
            return [self._unknown(name)], []
        return [self._link(ref)], []

    def _link(self, ref: Ref) -> nodes.Node:
        shown = self.title if self.has_explicit_title else ref.title
        inner = nodes.inline(self.rawtext, "", text(shown),
                             classes=["xref", f"leadflow-{self.kind}"])
        node = addnodes.pending_xref(
            self.rawtext, inner, refdomain="leadflow", reftype=self.kind, reftarget=ref.id,
            refdoc=self.env.docname, refexplicit=True, refwarn=True)
        node.source, node.line = self.get_source_info()
        return node

    def _asset(self, name: str) -> nodes.Node:
        """An asset is linked to where it is: a lead's own copy on that lead's page."""
        domain = domain_of(self.env)
        lead = str(self.env.temp_data.get("leadflow_lead", ""))
        found = domain.reading(self.env.docname).ask("asset-link", name, lead)
        if found is None:
            return self._unknown(name)
        ref, url = found
        return web_link(self.title if self.has_explicit_title else ref.title, url)

    def _unknown(self, name: str) -> nodes.Node:
        known = domain_of(self.env).reading(self.env.docname).ask("known", self.kind)
        hint = closest(name, known) or one_of(known)
        source, line = self.get_source_info()
        warn(f"{source}:{line}", f"there is no {self.kind} {name!r}{f' ({hint})' if hint else ''}",
             f"unknown-{self.kind}")
        return text(self.title if self.has_explicit_title else name)


class TitleRole(SphinxRole):
    """The title of the process, or of the pipeline named, as plain text: for headings."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """The title as text."""
        reading = domain_of(self.env).reading(self.env.docname)
        name = self.text.strip()
        if name != "title" and name not in reading.ask("known", "pipeline"):
            source, line = self.get_source_info()
            warn(f"{source}:{line}", f"there is no pipeline {name!r}; write `title` for the "
                 "title of the process", "unknown-pipeline")
        return [text(reading.ask("title", name))], []
