"""What the directives of all pictures share: options, the section around, the table below."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes

from sphinx_leadflow.core import words
from sphinx_leadflow.core.views.charts import Behind, Named, Told
from sphinx_leadflow.core.views.parts import Badge, Ref
from sphinx_leadflow.ext import markup
from sphinx_leadflow.ext.directive import LeadflowDirective

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx_leadflow.core.views.charts import ChartTable, ChartText, Explained, Value

COMMON = {
    "title": "A title in place of the usual one.",
    "no-title": "No title: there is a heading above already.",
}
WHICH = {
    "pipeline": "The pipeline it is about, where there are several: the first if it is left out.",
    "owner": "Only leads of this person.",
    "since": "Only what happened on this day, such as 2026-01-01, or later.",
    "until": "Only what happened until this day.",
}

FEW = 3
"""So many leads behind a number are named at once, without a line that opens."""


class ChartDirective(LeadflowDirective):
    """A picture of numbers: a sentence that reads it, the picture, the numbers as a table."""

    usual_title: ClassVar[str] = ""
    _anchors: Mapping[str, str]
    """Where each formula of this directive stands."""

    def which(self) -> tuple[str, str | None, str, str]:
        """The pipeline, the owner and the days that the options name."""
        pipelines = self.ids("pipeline", "pipeline")
        owners = self.ids("owner", "person")
        if not pipelines:
            pipelines = self.reading.ask("known", "pipeline")
        return (
            pipelines[0] if pipelines else "",
            owners[0] if owners else None,
            self.day("since"),
            self.day("until"),
        )

    def chart(
        self,
        kind: str,
        text: ChartText,
        view: object,
        refs: Iterable[Ref] = (),
        *,
        team: bool = False,
    ) -> list[nodes.Node]:
        """The section, or its content without a title::

        section .lf-chart
            title
            paragraph .lf-chart-says
            picture
            paragraph .lf-covers
            container .lf-numbers: summary, tables, formulas
        """
        self.wide()
        drawn = markup.picture(
            lf_kind=kind, lf_view=view, lf_refs=[(one.kind, one.id) for one in refs]
        )
        says = markup.para(text.sentence, classes=["lf-chart-says"])
        content: list[nodes.Node] = [says, drawn]
        if text.covers:
            content.append(markup.para(text.covers, classes=["lf-covers"]))
        content += self._numbers(text)
        if "no-title" in self.options:
            return [markup.box(*content, classes=["lf-chart"])]
        title: list[nodes.Node] = [markup.text(self.option("title") or self.usual_title)]
        if team:
            title += [nodes.Text(" "), markup.badge(Badge("lock", "team only"))]
        return [markup.section(f"numbers-{kind}", title, *content, classes=["lf-chart"])]

    def _numbers(self, text: ChartText) -> list[nodes.Node]:
        """The same numbers as a table, how they are worked out, and what they cover."""
        if not text.tables:
            return []
        told = self.formulas(text)
        content = [*self.titled(text.tables), *told]
        content += [markup.para(note, classes=["lf-formula"]) for note in text.notes]
        line = markup.summary("", "", markup.text("The numbers as a table"))
        return [markup.details("", line, *content, classes=["lf-more", "lf-numbers"])]

    def formulas(self, text: ChartText) -> list[nodes.Node]:
        """How the numbers are worked out; tables that are made after it lead there."""
        number = self.env.new_serialno("leadflow-formulas")
        self._anchors = {one.id: f"formula-{one.id}-{number}" for one in text.formulas}
        return [formula(one, self._anchors[one.id]) for one in text.formulas]

    def titled(
        self, tables: Iterable[ChartTable], pictures: Mapping[str, nodes.Node] | None = None
    ) -> list[nodes.Node]:
        """Tables below their titles, and below the pictures of those that have one."""
        content: list[nodes.Node] = []
        for table in tables:
            if table.title:
                content.append(markup.para(markup.strong(table.title), classes=["lf-table-title"]))
            if pictures and table.title in pictures:
                content.append(pictures[table.title])
            content.append(self._table(table))
        return content

    def _table(self, view: ChartTable) -> nodes.Node:
        """A table in a box of its own, in which it scrolls where the page is narrower."""
        heads = [(f"n{number}", title) for number, title in enumerate(view.heads)]
        rows = [
            markup.row(
                [
                    markup.cell(key, *self._value(value), label=title if value else None)
                    for (key, title), value in zip(heads, row, strict=True)
                ]
            )
            for row in view.rows
        ]
        table = markup.table(heads, rows, ["lf-table", "lf-plain"], named=True)
        return markup.box(table, classes=["lf-scroll"])

    def _value(self, value: Value) -> Iterator[nodes.Node]:
        """A cell's content; many leads lie below a line that opens."""
        if isinstance(value, Badge):
            yield markup.para(markup.badge(value))
        elif isinstance(value, Ref):
            yield markup.para(markup.link(value, self.docname))
        elif isinstance(value, Named):
            anchor = self._anchors[value.formula]
            way = nodes.reference("", "", markup.text(value.title), refid=anchor, internal=True)
            yield markup.para(way)
        elif isinstance(value, Behind):
            if len(value.leads) <= FEW:
                yield markup.para(*(self._links(value) or [nodes.Text("nobody")]))
                return
            count = words.count(len(value.leads) + value.more, "lead")
            yield _opening(count, markup.para(*self._links(value)))
        elif isinstance(value, Told) and value.groups:
            yield _opening(value.text, *(self._group(*one) for one in value.groups))
        elif value:
            yield markup.para(value.text if isinstance(value, Told) else value)

    def _group(self, what: str, who: Behind) -> nodes.paragraph:
        said: list[nodes.Node | str] = (
            [markup.inline(f"{what}: ", classes=["lf-muted"])] if what else []
        )
        return markup.para(*said, *self._links(who))

    def _links(self, who: Behind) -> list[nodes.Node]:
        links = markup.between([markup.link(one, self.docname) for one in who.leads])
        if who.more:
            links.append(nodes.Text(f" and {who.more} more"))
        return links


def _opening(text: str, *content: nodes.Node) -> nodes.Node:
    """A number that opens, and who is behind it."""
    line = markup.summary("", "", markup.text(text))
    return markup.details("", line, *content, classes=["lf-behind"])


def formula(one: Explained, anchor: str) -> nodes.paragraph:
    """A formula in words; what stands between backticks is a key of the files."""
    words_: list[nodes.Node | str] = [markup.strong(f"{one.title}: ")]
    for number, piece in enumerate(one.text.split("`")):
        words_.append(markup.code(piece) if number % 2 else piece)
    source = f" {one.source}".rstrip()
    found = markup.para(*words_, source, classes=["lf-formula"])
    found.insert(0, nodes.target("", "", ids=[anchor]))  # paper has no ids of paragraphs
    return found
