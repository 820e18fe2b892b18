"""`leadflow:board`: a column per stage, a card per lead."""

from __future__ import annotations

from dataclasses import astuple
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes

from sphinx_leadflow.ext import markup
from sphinx_leadflow.ext.directive import FILTERS, LeadflowDirective, read_selection

if TYPE_CHECKING:
    from sphinx_leadflow.core.views.board import BoardView, Card, Column


class BoardDirective(LeadflowDirective):
    """A column for each stage with the leads that stand in it."""

    known_options: ClassVar[dict[str, str]] = dict(FILTERS)

    def show(self) -> list[nodes.Node]:
        """A list of columns, each a list of cards."""
        view: BoardView = self.reading.ask("board", astuple(read_selection(self)))
        self.wide()
        if not view.columns:
            return [markup.para("There are no stages yet.", classes=["lf-empty"])]
        return [markup.bullets(*(self._column(one) for one in view.columns), classes=["lf-board"])]

    def _column(self, view: Column) -> list[nodes.Node]:
        number = str(len(view.cards))
        words = "lead" if number == "1" else "leads"
        head = markup.para(
            markup.link(view.stage, self.docname),
            " ",
            markup.inline(number, markup.aside(f" {words}"), classes=["lf-number"]),
            classes=["lf-board-head"],
        )
        if view.value:
            head += [nodes.Text(" "), markup.inline(view.value, classes=["lf-sum"])]
        cards = markup.bullets(*(self._card(one) for one in view.cards), classes=["lf-cards"])
        return (
            [head, cards]
            if view.cards
            else [head, markup.para("No leads here.", classes=["lf-muted"])]
        )

    def _card(self, view: Card) -> list[nodes.Node]:
        foot: list[nodes.Node] = [
            markup.inline(", ".join(word for word in (view.owner, view.due) if word))
        ]
        for badge in view.badges:
            foot += [nodes.Text(" "), markup.badge(badge)]
        return [
            markup.para(markup.link(view.lead, self.docname), classes=["lf-card-name"]),
            markup.para(view.action),
            markup.para(*foot, classes=["lf-card-foot"]),
        ]
