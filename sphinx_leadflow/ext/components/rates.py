"""`leadflow:rates`, `lessons` and `look-back`: figures that are tables and need no picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes

from sphinx_leadflow.core.figures import COHORTS
from sphinx_leadflow.core.quantities import parse_length
from sphinx_leadflow.ext import markup
from sphinx_leadflow.ext.components.charts import COMMON, WHICH, ChartDirective

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_leadflow.core.views.charts import ChartText
    from sphinx_leadflow.core.views.lessons import LessonsView
    from sphinx_leadflow.core.views.look_back import LookBackView
    from sphinx_leadflow.core.views.rates import RatesView


class TablesDirective(ChartDirective):
    """A sentence, tables, and below them how they are worked out."""

    def tables(
        self, kind: str, text: ChartText, pictures: Mapping[str, nodes.Node] | None = None
    ) -> list[nodes.Node]:
        """The section, or its content without a title::

        section .lf-chart
            title
            paragraph .lf-chart-says
            paragraph .lf-table-title, perhaps a picture, table .lf-table
            paragraph .lf-covers
            container .lf-numbers: summary, formulas
        """
        self.wide()
        content: list[nodes.Node] = [markup.para(text.sentence, classes=["lf-chart-says"])]
        told = self.formulas(text)
        content += self.titled(text.tables, pictures)
        content += [markup.para(note, classes=["lf-covers"]) for note in text.notes]
        if text.covers:
            content.append(markup.para(text.covers, classes=["lf-covers"]))
        if text.formulas:
            line = markup.summary("", "", markup.text("How this is worked out"))
            content.append(markup.details("", line, *told, classes=["lf-more", "lf-numbers"]))
        if "no-title" in self.options:
            return [markup.box(*content, classes=["lf-chart"])]
        title = [markup.text(self.option("title") or self.usual_title)]
        return [markup.section(f"numbers-{kind}", title, *content, classes=["lf-chart"])]


class RatesDirective(TablesDirective):
    """How often and how fast: conversion from stage to stage, wins, renewals, times, targets.

    Each figure stands with the number of leads behind it and the interval in which the true value
    lies with 95 % confidence. Targets are those that `figures:` declares; they are judged over
    all leads, whatever the other options say.
    """

    usual_title = "How often, and how fast"
    known_options: ClassVar[dict[str, str]] = {
        **WHICH,
        "by": "A row for each `source`, `owner` or `quarter` of creation, too.",
        **COMMON,
    }

    def show(self) -> list[nodes.Node]:
        """A section with tables."""
        by = self.known("by", self.words("by")[:1], COHORTS)
        view: RatesView = self.reading.ask("rates", *self.which(), by[0] if by else "")
        drawn = {}
        if view.targets:
            drawn["Targets"] = markup.picture(lf_kind="targets", lf_view=view.targets, lf_refs=[])
        return self.tables("rates", view.text, drawn)


class LessonsDirective(TablesDirective):
    """What we learn: why leads are lost, which gaps go before a loss, what clients ask for."""

    usual_title = "What we learn"
    known_options: ClassVar[dict[str, str]] = {
        **WHICH,
        "fields": "Lists of records to put together by their first part, such as the changes that "
        "clients asked for.",
        **COMMON,
    }

    def show(self) -> list[nodes.Node]:
        """A section with tables."""
        fields = self.columns("fields", self.words("fields"), ())
        view: LessonsView = self.reading.ask("lessons", *self.which(), fields)
        return self.tables("lessons", view.text)


class LookBackDirective(TablesDirective):
    """The forecast as it was on a past day, month by month beside what is contracted now.

    It is made again from the history lines up to that day. Amounts and dates are those that the
    files have today.
    """

    usual_title = "What was expected, and what came"
    known_options: ClassVar[dict[str, str]] = {
        "day": "The day to look back at, such as 2026-06-01, or how long ago, such as `3 months`: "
        "half a year if it is left out.",
        **COMMON,
    }

    def show(self) -> list[nodes.Node]:
        """A section with a table for each currency."""
        written = self.option("day")
        day = written if parse_length(written) is not None else self.day("day")
        view: LookBackView = self.reading.ask("look-back", day)
        return self.tables("look-back", view.text)
