"""`leadflow:funnel`: how far leads come."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sphinx_leadflow.ext.components.charts import COMMON, WHICH, ChartDirective

if TYPE_CHECKING:
    from docutils import nodes

    from sphinx_leadflow.core.views.funnel import FunnelView


class FunnelDirective(ChartDirective):
    """How far leads come: a bar for each milestone, or for each stage.

    The milestones are those that `figures:` declares. A lead that came further than a milestone
    has reached it, also if it never stood there.
    """

    usual_title = "How far leads come"
    known_options: ClassVar[dict[str, str]] = {
        **WHICH,
        "since": "Only leads that came on this day, such as 2026-01-01, or later.",
        "until": "Only leads that came until this day.",
        **COMMON,
    }

    def show(self) -> list[nodes.Node]:
        """A section with bars."""
        view: FunnelView = self.reading.ask("funnel", *self.which())
        return self.chart("funnel", view.text, view)
