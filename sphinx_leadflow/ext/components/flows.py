"""`leadflow:flows`: where leads go."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sphinx_leadflow.ext.components.charts import COMMON, WHICH, ChartDirective

if TYPE_CHECKING:
    from docutils import nodes

    from sphinx_leadflow.core.views.flows import FlowsView


class FlowsDirective(ChartDirective):
    """Where leads go: bands between stages and outcomes, as thick as the leads that went there.

    Those that went back to an earlier stage are arcs above.
    """

    usual_title = "Where leads go"
    known_options: ClassVar[dict[str, str]] = {**WHICH, **COMMON}

    def show(self) -> list[nodes.Node]:
        """A section with a Sankey diagram."""
        view: FlowsView = self.reading.ask("flows", *self.which())
        return self.chart("flows", view.text, view)
