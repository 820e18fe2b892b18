"""`leadflow:forecast`: what may come in."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sphinx_leadflow.ext.components.charts import COMMON, ChartDirective

if TYPE_CHECKING:
    from docutils import nodes

    from sphinx_leadflow.core.views.forecast import ForecastView


class ForecastDirective(ChartDirective):
    """What may come in, month by month: contracted, renewals and new leads by their chances.

    Which fields hold the amount and the days of the service, and the declared rates, stand under
    `figures:` in the process. Currencies that no rate joins have pictures of their own. A public
    build that withholds the amounts shows no forecast.
    """

    usual_title = "What may come in"
    known_options: ClassVar[dict[str, str]] = {
        "months": "How many months: 6 if it is left out.",
        "since": "The month of this day is the first: this month if it is left out.",
        **COMMON,
    }

    def show(self) -> list[nodes.Node]:
        """A section with a column for each month."""
        months = min(self.number("months", 6), 60)
        view: ForecastView = self.reading.ask("forecast", self.day("since"), months)
        return self.chart("forecast", view.text, view, team=view.private)
