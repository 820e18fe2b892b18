"""`leadflow:leads`: the status table."""

from __future__ import annotations

from dataclasses import astuple
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes

from sphinx_leadflow.core.query import BUILT_IN_COLUMNS
from sphinx_leadflow.core.views.parts import Badge
from sphinx_leadflow.ext import markup
from sphinx_leadflow.ext.directive import FILTERS, LeadflowDirective, read_selection
from sphinx_leadflow.ext.rows import lead_table

if TYPE_CHECKING:
    from sphinx_leadflow.core.views.table import GroupView, TableView


TALLIED = ("overdue", "stale", "waiting")
"""The marks that are counted above a table."""


class LeadsDirective(LeadflowDirective):
    """A row per lead: where it stands, since when, what is next, what is missing, what is due."""

    known_options: ClassVar[dict[str, str]] = {
        "columns": f"The columns, in order: {', '.join(BUILT_IN_COLUMNS)}, or any field.",
        **FILTERS,
        "group-by": "Rows under a heading for each stage, step, owner, state, outcome, "
        "pipeline, or value of a field.",
        "new-lead": "Put a link above that makes a new lead, if `leadflow_repository` says where.",
    }

    def show(self) -> list[nodes.Node]:
        """The table, or a sentence if no lead passes the filters."""
        selection = read_selection(self, self.option("group-by"))
        columns = self.columns("columns", self.words("columns"), BUILT_IN_COLUMNS)
        view: TableView = self.reading.ask("table", astuple(selection), columns)
        self.wide()
        return [*self._new_lead(), *table_nodes(view)]

    def _new_lead(self) -> list[nodes.Node]:
        """The way to a new lead's file, where it is known where files are edited."""
        address = self.reading.ask("new-lead") if "new-lead" in self.options else ""
        if not address:
            return []
        link = nodes.reference("", "", nodes.Text("New lead"), refuri=address, internal=False)
        return [markup.para(link, classes=["lf-do", "lf-do-new"])]


def table_nodes(view: TableView) -> list[nodes.Node]:
    """The count, then the table; a group's heading is a row of its own::

    container .lf-leads
        paragraph .lf-shown
        table .lf-table
    """
    if not view.shown:
        return [
            markup.para(
                "No leads here." if view.total else "There are no leads yet.", classes=["lf-empty"]
            )
        ]
    groups = [
        (_group_row(group, len(view.columns)) if group.title else None, group.rows)
        for group in view.groups
    ]
    table = lead_table(view.columns, groups, ["lf-table", "lf-stack"], named=True, order=view.order)
    return [markup.box(_shown(view), table, classes=["lf-leads"])]


def _shown(view: TableView) -> nodes.paragraph:
    """`12 of 41 leads, as of Mon 23 Nov 2026`, and how many of them need attention."""
    rows = [row for group in view.groups for row in group.rows]
    day = f", as of {view.as_of}" if view.as_of else ""
    words: list[nodes.Node | str] = [
        markup.inline(
            markup.strong(str(view.shown)),
            f" of {view.total} leads{day}",
            classes=["lf-shown-count"],
        )
    ]
    for mark in TALLIED:
        number = sum(mark in row.marks for row in rows)
        if number:
            words += [" ", markup.badge(Badge(mark, f"{number} {mark}"))]
    return markup.para(*words, classes=["lf-shown"])


def _group_row(group: GroupView, width: int) -> nodes.row:
    head = markup.para(
        markup.strong(group.title), " ", markup.inline(group.summary, classes=["lf-group-sum"])
    )
    return nodes.row(
        "",
        nodes.entry("", head, morecols=width - 1, classes=["lf-group-head"]),
        classes=["lf-group-row"],
    )
