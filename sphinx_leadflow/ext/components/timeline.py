"""`leadflow:timeline`: who was where, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sphinx_leadflow.ext.components.charts import COMMON, WHICH, ChartDirective

if TYPE_CHECKING:
    from docutils import nodes

    from sphinx_leadflow.core.views.timeline import TimelineView


class TimelineDirective(ChartDirective):
    """Who was where, and when: a line for each lead, a bar for each stay in a stage."""

    usual_title = "Who was where, and when"
    known_options: ClassVar[dict[str, str]] = {
        **WHICH,
        "since": "Only leads that were under way on this day or later: six months ago if it is "
        "left out.",
        "until": "Only leads that were under way until this day.",
        "limit": "At most so many leads, those that moved last: 24 if it is left out.",
        **COMMON,
    }

    def show(self) -> list[nodes.Node]:
        """A section with a Gantt chart."""
        view: TimelineView = self.reading.ask("timeline", *self.which(), self.number("limit", 0))
        return self.chart("timeline", view.text, view, [row.lead for row in view.rows])
