"""`leadflow:notices`: banners that know when they end."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes

from sphinx_leadflow.core.views.parts import Badge
from sphinx_leadflow.ext import markup
from sphinx_leadflow.ext.directive import LeadflowDirective

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.core.views.catalogue import NoticeView


class NoticesDirective(LeadflowDirective):
    """All notices; an argument names one of them."""

    argument = "notice"
    known_options: ClassVar[dict[str, str]] = {}

    def show(self) -> list[nodes.Node]:
        """The admonitions."""
        wanted = self.arguments[0] if self.arguments else ""
        if wanted and not self.find("notice", wanted):
            return []
        return [
            node
            for view in self.reading.ask("notices")
            if wanted in ("", view.id)
            for node in notice_nodes(self, view)
        ]


def notice_nodes(directive: LeadflowDirective, view: NoticeView) -> list[nodes.Node]:
    """A notice as an admonition with its text, then until when, review date and owner."""
    rows = markup.rows(_rows(directive, view), ["lf-facts", "lf-notice-facts"])
    body = directive.prose(view.text)
    if rows.children:
        body.append(rows)
    return [markup.admonition(view.kind, view.title, *body, classes=["lf-notice"])]


def _rows(
    directive: LeadflowDirective, view: NoticeView
) -> Iterator[tuple[str, str, list[nodes.Node]]]:
    if view.until is not None:
        yield "until", "Until", directive.prose_line(view.until)
    if view.review_by:
        review: list[nodes.Node] = [markup.text(view.review_by)]
        if view.late:
            review += [nodes.Text(" "), markup.badge(Badge("overdue", view.late))]
        yield "due", "Review by", review
    if view.owner is not None:
        yield "who", "Owner", [markup.link(view.owner, directive.docname)]
