"""`leadflow:process` and `leadflow:stage`: the handbook's stages and steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes

from sphinx_leadflow.ext import markup
from sphinx_leadflow.ext.components.notices import notice_nodes
from sphinx_leadflow.ext.directive import LeadflowDirective

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.core.views.catalogue import AssetView
    from sphinx_leadflow.core.views.parts import Need, Notification, Ref, Way
    from sphinx_leadflow.core.views.process import (
        PipelineView,
        ProcessView,
        StageView,
        StepView,
    )

_AT = {"enter": "when the step is reached", "leave": "when the step is left"}


class ProcessDirective(LeadflowDirective):
    """The whole process: notices on top, a section per stage, its steps as a definition list.

    With several pipelines each has a section of its own around its stages.
    """

    known_options: ClassVar[dict[str, str]] = {
        "pipeline": "Only this pipeline, where there are several.",
        "no-notices": "Leave out the notices, for example because they stand elsewhere.",
        "no-purpose": "Leave out the purpose.",
        "no-stages": "Leave out the stages: only the purpose and the notices.",
    }

    def show(self) -> list[nodes.Node]:
        """Purpose, notices, then the stages."""
        view: ProcessView = self.reading.ask("process", self.pipeline())
        found: list[nodes.Node] = []
        if "no-purpose" not in self.options:
            found += self.prose(view.purpose)
        if "no-notices" not in self.options:
            for notice in view.notices:
                found += notice_nodes(self, notice)
        if "no-stages" in self.options:
            return found
        several = len(view.pipelines) > 1
        for pipeline in view.pipelines:
            found += self._pipeline(pipeline, several)
        return found

    def _pipeline(self, view: PipelineView, several: bool) -> list[nodes.Node]:
        stages: list[nodes.Node] = []
        group = ""
        for stage in view.stages:
            if stage.group != group and stage.group:
                stages.append(nodes.rubric("", "", markup.text(stage.group), classes=["lf-group"]))
            group = stage.group
            stages += stage_nodes(self, stage)
        if not several:
            return [*self.prose(view.text), *stages]
        return [
            markup.section(
                f"pipeline-{view.id}",
                [markup.text(view.title)],
                *self.prose(view.text),
                *stages,
                classes=["lf-pipeline-section"],
            )
        ]


class StageDirective(LeadflowDirective):
    """One stage with its steps, as `leadflow:process` shows it."""

    argument = "stage"
    known_options: ClassVar[dict[str, str]] = {}

    def show(self) -> list[nodes.Node]:
        """The section of the stage."""
        ref = self.named()
        return stage_nodes(self, self.reading.ask("stage", ref.id)) if ref else []


def stage_nodes(directive: LeadflowDirective, view: StageView) -> list[nodes.Node]:
    """A stage::

    section .lf-stage
        title
        (text)
        paragraph .lf-stage-facts
        definition_list .lf-steps
    """
    anchor = directive.shows("stage", view.id, view.title, f"stage-{_anchor(view.id)}")
    facts = list(_stage_facts(view))
    steps = [step_item(directive, step, view.bare) for step in view.steps]
    body: list[nodes.Node] = [] if view.bare else directive.prose(view.text)
    if facts:
        body.append(markup.para(*markup.between(facts, " · "), classes=["lf-stage-facts"]))
    if steps:
        body.append(nodes.definition_list("", *steps, classes=["lf-steps", "simple"]))
    return [markup.section(anchor, [markup.text(view.title)], *body, classes=["lf-stage"])]


def _anchor(ident: str) -> str:
    return ident.replace("/", "-")


def _stage_facts(view: StageView) -> Iterator[nodes.Node]:
    """What holds for the whole stage."""
    if view.leads is not None:
        yield markup.inline(
            markup.strong(str(view.leads)), " lead here" if view.leads == 1 else " leads here"
        )
    if view.lead_is:
        yield markup.inline("called a ", markup.strong(view.lead_is), " from here on")
    if view.within and not view.bare:
        yield markup.inline("stale after ", markup.strong(view.within))
    if view.probability:
        yield markup.inline("usually won: ", markup.strong(view.probability))


def step_item(
    directive: LeadflowDirective, view: StepView, bare: bool = False
) -> nodes.definition_list_item:
    """A step::

    definition_list_item
        term #step-… .lf-step: title, badges
        definition
            (text)
            field_list .lf-facts
    """
    anchor = directive.shows("step", view.id, view.title, f"step-{_anchor(view.id)}")
    term = nodes.term("", "", markup.text(view.title), ids=[anchor], classes=["lf-step"])
    for mark in view.marks:
        term += [nodes.Text(" "), markup.badge(mark)]
    if view.edit:
        term += [nodes.Text(" "), markup.edit_link(view.edit, f"the step {view.title}")]
    rows = markup.rows(step_rows(directive, view), ["lf-facts"])
    definition = nodes.definition("", *directive.prose(view.text))
    if rows.children:
        definition.append(rows)
    if not definition.children:
        definition.append(nodes.paragraph())
    item = nodes.definition_list_item("", term, definition)
    return item


def step_rows(
    directive: LeadflowDirective, view: StepView
) -> Iterator[tuple[str, str, list[nodes.Node]]]:
    """The labelled facts of a step: who acts, what to fill in, who is told, where it goes on."""
    docname = directive.docname
    if view.trigger and view.text is None:
        yield "trigger", "When", [markup.text(view.trigger)]
    if view.when:
        yield "when", "Only if", [markup.text(view.when)]
    actors = _actors(view, docname)
    if actors:
        yield "who", "Who acts", actors
    if view.needs:
        yield "needs", "Needs", need_nodes(directive, view.needs)
    if view.fills:
        yield "fills", "Fill in", need_nodes(directive, view.fills)
    if view.assets:
        yield "assets", "Use", markup.between([asset_node(one) for one in view.assets])
    if view.checklists:
        yield "checklist", "Answer", _links(view.checklists, docname)
    for notification in view.tell:
        yield "tell", "Tell", _tell(notification, docname)
    if view.within:
        yield "within", "Within", [markup.text(view.within)]
    if view.due:
        yield "due", "Due", [markup.text(view.due)]
    for words, target in view.limits:
        yield "limit", "Limit", [markup.text(f"{words}: consider "), markup.link(target, docname)]
    if view.beside:
        yield "beside", "At the same time", _links(view.beside, docname)
    if view.ways:
        yield "ways", "Then", [way_list(view.ways, docname)]
    if view.leads:
        yield "here", "Here now", _links(view.leads, docname)


def _links(refs: tuple[Ref, ...], docname: str) -> list[nodes.Node]:
    return markup.between([markup.link(ref, docname) for ref in refs])


def _actors(view: StepView, docname: str) -> list[nodes.Node]:
    """`Sales, with Engineering; accountable: …`."""
    actors = view.actors
    found: list[nodes.Node] = _links(actors.responsible, docname)
    for label, refs in (
        (" with ", actors.helping),
        ("accountable: ", actors.accountable),
        ("consulted: ", actors.consulted),
        ("informed: ", actors.informed),
    ):
        if refs:
            lead = "" if label.startswith(" ") else "; " if found else ""
            found += [nodes.Text(f"{lead}{label}"), *_links(refs, docname)]
    return found


def need_nodes(directive: LeadflowDirective, needs: tuple[Need, ...]) -> list[nodes.Node]:
    """Fields with their ids, marks and conditions, in one line."""
    items: list[nodes.Node] = []
    for need in needs:
        parts: list[nodes.Node] = []
        for field in need.fields:
            words = [markup.text(field.title), nodes.Text(" "), markup.code(field.id)]
            if field.test:
                words.append(markup.text(f" {field.test}"))
            if field.private:
                words += [
                    nodes.Text(" "),
                    markup.inline("team only", classes=["lf-badge", "lf-lock"]),
                ]
            parts.append(markup.inline(*words, classes=["lf-need"]))
        row = markup.between(parts, ", ", f" {need.last} ")
        if need.note:
            row.append(markup.inline(f" {need.note}", classes=["lf-muted"]))
        items.append(markup.inline(*row))
    return markup.between(items)


def asset_node(view: AssetView) -> nodes.Node:
    """An asset as a link."""
    return markup.web_link(view.title, view.url)


def _tell(notification: Notification, docname: str) -> list[nodes.Node]:
    """`ICSI finance, when the step is left, because a contract is needed`."""
    words = f", {_AT[notification.at]}"
    if notification.because:
        words += f", because {notification.because}"
    if notification.when:
        words += f" (only if {notification.when})"
    return [nodes.strong("", "", markup.link(notification.role, docname)), markup.text(words)]


def way_list(ways: tuple[Way, ...], docname: str) -> nodes.bullet_list:
    """The ways on, one per line: `agreed: Send them a contract`."""
    return markup.bullets(*([way_line(way, docname)] for way in ways), classes=["lf-ways"])


def way_line(way: Way, docname: str) -> nodes.paragraph:
    """One way on."""
    row: list[nodes.Node | str] = []
    if way.label:
        row += [markup.strong(way.label), ": "]
    if way.sort == "back":
        row.append("back to ")
    row.append(markup.link(way.target, docname))
    if way.when:
        row.append(markup.inline(f" if {way.when}", classes=["lf-muted"]))
    return markup.para(*row, classes=["lf-way", f"lf-way-{way.sort}"])
