"""`leadflow:durations`: how long a stage or a step takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sphinx_leadflow.ext.components.charts import COMMON, WHICH, ChartDirective

if TYPE_CHECKING:
    from docutils import nodes

    from sphinx_leadflow.core.views.durations import DurationsView

PLACES = ("stage", "step")


class DurationsDirective(ChartDirective):
    """How long leads are in each stage: a mark for each lead, the median, and the limit.

    A lead that is still there counts as "at least so long". Pauses that were declared
    (`waiting:`) are taken off.
    """

    usual_title = "How long a stage takes"
    known_options: ClassVar[dict[str, str]] = {
        "by": "`stage`, as it is if this is left out, or `step`.",
        **WHICH,
        "since": "Only visits that began on this day, such as 2026-01-01, or later.",
        "until": "Only visits that began until this day.",
        **COMMON,
    }

    def show(self) -> list[nodes.Node]:
        """A section with a line of days for each place."""
        by = (*self.known("by", self.words("by"), PLACES), "stage")[0]
        view: DurationsView = self.reading.ask("durations", *self.which(), by)
        return self.chart("durations", view.text, view)
