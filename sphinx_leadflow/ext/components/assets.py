"""`leadflow:assets`: folders, templates and tools as a definition list, the link as the term."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes

from sphinx_leadflow.core.views.parts import Badge
from sphinx_leadflow.ext import markup
from sphinx_leadflow.ext.directive import LeadflowDirective

if TYPE_CHECKING:
    from sphinx_leadflow.core.views.catalogue import AssetView


class AssetsDirective(LeadflowDirective):
    """The assets, under a heading for each group if there are several."""

    known_options: ClassVar[dict[str, str]] = {"group": "Only the assets of this group."}

    def show(self) -> list[nodes.Node]:
        """A definition list for each group."""
        group = self.option("group") or None
        views: tuple[AssetView, ...] = self.reading.ask("assets", group)
        if group and not views:
            groups = {view.group for view in self.reading.ask("assets", None)} - {""}
            self.known("group", [group], sorted(groups))
        ordered = sorted(
            views,
            key=lambda view: list(dict.fromkeys(one.group for one in views)).index(view.group),
        )
        found: list[nodes.Node] = []
        several = len({view.group for view in views}) > 1
        for name, members in groupby(ordered, key=lambda view: view.group):
            if several and name:
                found.append(nodes.rubric("", "", markup.text(name), classes=["lf-group"]))
            found.append(
                nodes.definition_list(
                    "", *(self._item(view) for view in members), classes=["lf-assets", "simple"]
                )
            )
        return found

    def _item(self, view: AssetView) -> nodes.definition_list_item:
        anchor = self.shows("asset", view.id, view.title, f"asset-{view.id}")
        term = nodes.term(
            "",
            "",
            markup.web_link(view.title, view.url),
            ids=[anchor],
            classes=["lf-asset", f"lf-asset-{view.kind}"],
        )
        term += [nodes.Text(" "), markup.inline(view.kind, classes=["lf-sub"])]
        if view.private:
            term += [nodes.Text(" "), markup.badge(Badge("lock", "team only"))]
        body = self.prose(view.text)
        if view.own:
            body.append(
                markup.para(f"Each lead has its own copy: {view.own}.", classes=["lf-muted"])
            )
        return nodes.definition_list_item(
            "", term, nodes.definition("", *(body or [nodes.paragraph()]))
        )
