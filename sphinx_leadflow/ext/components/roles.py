"""`leadflow:roles`: who is who, and who does what (RACI)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes

from sphinx_leadflow.core.views.parts import Badge
from sphinx_leadflow.ext import markup
from sphinx_leadflow.ext.directive import LeadflowDirective

if TYPE_CHECKING:
    from sphinx_leadflow.core.views.catalogue import RoleView

_LETTERS = (
    "R is responsible, A accountable (answers for it), S supports, C is consulted, I is informed."
)


class RolesDirective(LeadflowDirective):
    """The roles with their people, then a table of every step and who does what there."""

    known_options: ClassVar[dict[str, str]] = {
        "pipeline": "Only the steps of this pipeline.",
        "no-table": "Only who is who, without the table.",
    }

    def show(self) -> list[nodes.Node]:
        """A definition list and the RACI table."""
        views: tuple[RoleView, ...] = self.reading.ask("roles", self.pipeline())
        if not views:
            return [markup.para("The process names no roles.", classes=["lf-empty"])]
        found: list[nodes.Node] = [
            nodes.definition_list(
                "", *(self._item(view) for view in views), classes=["lf-roles", "simple"]
            )
        ]
        if "no-table" not in self.options and any(view.letters for view in views):
            found += self._table(views)
        return found

    def _item(self, view: RoleView) -> nodes.definition_list_item:
        anchor = self.shows("role", view.id, view.title, f"role-{view.id}")
        term = nodes.term("", "", markup.text(view.title), ids=[anchor])
        if view.external:
            term += [nodes.Text(" "), markup.badge(Badge("external", "partner"))]
        body = self.prose(view.text)
        if view.people:
            body.append(markup.para(", ".join(view.people)))
        if view.contact:
            body.append(
                markup.para(markup.web_link(view.contact.removeprefix("mailto:"), view.contact))
            )
        return nodes.definition_list_item(
            "", term, nodes.definition("", *(body or [nodes.paragraph()]))
        )

    def _table(self, views: tuple[RoleView, ...]) -> list[nodes.Node]:
        """A row per step, a column per role that has a part in any."""
        acting = [view for view in views if any(letters for _step, letters in view.letters)]
        heads = [("step", "Step"), *((view.id, view.title) for view in acting)]
        rows = []
        for number, (step, _letters) in enumerate(views[0].letters):
            cells = [markup.cell("step", markup.para(markup.link(step, self.docname)))]
            for view in acting:
                cells.append(markup.cell("raci", markup.para(view.letters[number][1])))
            rows.append(nodes.row("", *cells))
        if not acting:
            return []
        table = markup.table(heads, rows, ["lf-raci"])
        return [
            markup.box(table, classes=["lf-scroll"]),
            markup.para(_LETTERS, classes=["lf-muted"]),
        ]
