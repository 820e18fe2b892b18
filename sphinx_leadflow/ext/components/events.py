"""`leadflow:events`: what happened to all leads, line by line."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes

from sphinx_leadflow.core import words
from sphinx_leadflow.core.quantities import parse_length
from sphinx_leadflow.ext import markup
from sphinx_leadflow.ext.directive import LeadflowDirective
from sphinx_leadflow.ext.feeds import feed_links
from sphinx_leadflow.ext.rows import lead_table

if TYPE_CHECKING:
    from sphinx_leadflow.core.views.events import EventsView

FIRST_LINES = 100
"""So many lines are shown where `limit` says nothing: the newest."""


class EventsDirective(LeadflowDirective):
    """The event log: when each lead went where, after how long, who wrote it, and why.

    Below it stand the same lines as an Atom feed, the due dates and renewals as a calendar, and
    everything as data.
    """

    known_options: ClassVar[dict[str, str]] = {
        "since": "From this day on: a date such as 2026-11-01, or a length of time before today, "
        "such as `30 days`.",
        "until": "Up to this day: a date, or a length of time before today.",
        "lead": "Only lines of these leads.",
        "owner": "Only lines of leads of these people.",
        "stage": "Only lines of leads that were in one of these stages, or went there.",
        "pipeline": "Only moves in these pipelines.",
        "limit": f"At most so many lines, the newest: {FIRST_LINES} if it is left out.",
    }

    def show(self) -> list[nodes.Node]:
        """How many lines, the table, and where to get the rest::

        container .lf-leads .lf-events
            paragraph .lf-shown
            table .lf-table
        paragraph .lf-feeds
        """
        view: EventsView = self.reading.ask(
            "events",
            self._day("since"),
            self._day("until"),
            self.ids("lead", "lead"),
            self.ids("owner", "person"),
            self.ids("stage", "stage"),
            self.ids("pipeline", "pipeline"),
            self.number("limit", FIRST_LINES),
        )
        self.wide()
        if not view.rows:
            return [markup.para("Nothing was written.", classes=["lf-empty"]), *self._files()]
        table = lead_table(view.columns, [(None, view.rows)], ["lf-table", "lf-stack"])
        box = markup.box(_shown(view), table, classes=["lf-leads", "lf-events"])
        return [box, *self._files()]

    def _files(self) -> list[nodes.Node]:
        """The way to the feed and the data; there is none for pages that show other data."""
        return [] if self.docname in self.domain.others else [feed_links()]

    def _day(self, option: str) -> str:
        """A day or a length of time, as it was written; a warning for anything else."""
        written = self.option(option)
        if not written or parse_length(written) is not None:
            return written
        try:
            return dt.date.fromisoformat(written).isoformat()
        except ValueError:
            self.warn(
                f"{self.name}: :{option}: must be a day such as 2026-11-16, or a length of time "
                f"such as 30 days, not {written!r}",
                "bad-option",
            )
            return ""


def _shown(view: EventsView) -> nodes.paragraph:
    """`100 of 312 lines of 41 leads`, and what is left out for this audience."""
    said = f" of {words.count(view.total, 'line')} of {words.count(view.leads, 'lead')}"
    left_out = []
    if view.withheld:
        left_out.append("leads")
    if view.without_notes:
        left_out.append("notes")
    told: list[nodes.Node | str] = [
        markup.inline(markup.strong(str(len(view.rows))), said, classes=["lf-shown-count"])
    ]
    if left_out:
        told.append(markup.inline(f", without {' and '.join(left_out)} for the team"))
    return markup.para(*told, classes=["lf-shown"])
