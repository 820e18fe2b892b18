"""The roles: each a link that follows a renamed title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import ReferenceRole, SphinxRole

from sphinx_leadflow.core.gates.title import safe_title
from sphinx_leadflow.ext.domain import domain_of, is_judged
from sphinx_leadflow.ext.log import warn
from sphinx_leadflow.ext.markup import link, text, web_link
from sphinx_leadflow.ext.reading import why_not_found

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
        name = self.target.removeprefix("!").strip()
        if self.kind == "asset":
            return [self._asset(name)], []
        ref: Ref | None = reading.ask("find", self.kind, name)
        if ref is None:
            return [self._unknown(name)], []
        return [text(self._shown(ref)) if self.disabled else self._link(ref)], []

    def _shown(self, ref: Ref) -> str:
        """The title; it may stand in a heading, which themes print as it is."""
        return self.title.removeprefix("!") if self.has_explicit_title else safe_title(ref.title)

    def _link(self, ref: Ref) -> nodes.Node:
        inner = nodes.inline(
            self.rawtext, "", text(self._shown(ref)), classes=["xref", f"leadflow-{self.kind}"]
        )
        node = addnodes.pending_xref(
            self.rawtext,
            inner,
            refdomain="leadflow",
            reftype=self.kind,
            reftarget=ref.id,
            refdoc=self.env.docname,
            refexplicit=True,
            refwarn=True,
        )
        node.source, node.line = self.get_source_info()
        return node

    def _asset(self, name: str) -> nodes.Node:
        """An asset is linked to where it is: a lead's own copy on that lead's page.

        One that has no address is linked to where the assets are listed, if they are.
        """
        domain = domain_of(self.env)
        lead = str(self.env.temp_data.get("leadflow_lead", ""))
        found = domain.reading(self.env.docname).ask("asset-link", name, lead)
        if found is None:
            return self._unknown(name)
        ref, url = found
        if self.disabled:
            return text(self._shown(ref))
        return (
            web_link(self._shown(ref), url)
            if url
            else link(ref, self.env.docname, self._shown(ref))
        )

    def _unknown(self, name: str) -> nodes.Node:
        domain = domain_of(self.env)
        reading = domain.reading(self.env.docname)
        message = "" if is_judged(self.env) else why_not_found(reading, self.kind, name)
        shown = self.title if self.has_explicit_title else name
        if getattr(self.env.config, "intersphinx_mapping", None):
            return self._elsewhere(name, shown, message)
        source, line = self.get_source_info()
        if message and domain.is_new(f"{source}:{line}", message):
            warn(f"{source}:{line}", message, f"unknown-{self.kind}")
        return text(shown)

    def _elsewhere(self, name: str, shown: str, message: str) -> nodes.Node:
        """A link that another project may resolve; if none does, the warning is given then."""
        inner = nodes.inline(self.rawtext, "", text(shown), classes=["xref"])
        node = addnodes.pending_xref(
            self.rawtext,
            inner,
            refdomain="leadflow",
            reftype=self.kind,
            reftarget=name,
            refdoc=self.env.docname,
            refexplicit=self.has_explicit_title,
            refwarn=True,
            leadflow_unknown=message,
        )
        node.source, node.line = self.get_source_info()
        return node


class TitleRole(SphinxRole):
    """The title of the process, or of the pipeline named, as plain text: for headings."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """The title as text."""
        reading = domain_of(self.env).reading(self.env.docname)
        name = self.text.strip()
        known = name == "title" or name in reading.ask("known", "pipeline")
        judged = is_judged(self.env) or reading.ask("lost", "pipeline", name)
        if not known and not judged:
            source, line = self.get_source_info()
            warn(
                f"{source}:{line}",
                f"there is no pipeline {name!r}; write `title` for the title of the process",
                "unknown-pipeline",
            )
        return [text(reading.ask("title", name))], []
