"""`leadflow:fields`: what a lead's file may say."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes

from sphinx_leadflow.core.views.parts import Badge
from sphinx_leadflow.ext import markup
from sphinx_leadflow.ext.directive import LeadflowDirective

if TYPE_CHECKING:
    from sphinx_leadflow.core.views.catalogue import FieldView


class FieldsDirective(LeadflowDirective):
    """The declared fields: title, id, type, meaning, and which steps ask for them."""

    known_options: ClassVar[dict[str, str]] = {}

    def show(self) -> list[nodes.Node]:
        """A definition list."""
        views: tuple[FieldView, ...] = self.reading.ask("fields")
        if not views:
            return [markup.para("The process declares no fields.", classes=["lf-empty"])]
        return [
            nodes.definition_list(
                "", *(self._item(view) for view in views), classes=["lf-fields", "simple"]
            )
        ]

    def _item(self, view: FieldView) -> nodes.definition_list_item:
        anchor = self.shows("field", view.id, view.title, f"field-{view.id}")
        term = nodes.term(
            "", "", markup.text(view.title), nodes.Text(" "), markup.code(view.id), ids=[anchor]
        )
        for on, badge in (
            (view.private, Badge("lock", "team only")),
            (view.tracked, Badge("tracked", "tracked")),
        ):
            if on:
                term += [nodes.Text(" "), markup.badge(badge)]
        kind = f"{view.type}: {view.details}" if view.details else view.type
        row: list[nodes.Node | str] = [kind]
        if view.asked_by:
            row += [
                ". Asked for by ",
                *markup.between([markup.link(ref, self.docname) for ref in view.asked_by]),
                ".",
            ]
        return nodes.definition_list_item(
            "",
            term,
            nodes.definition("", *self.prose(view.text), markup.para(*row, classes=["lf-muted"])),
        )
