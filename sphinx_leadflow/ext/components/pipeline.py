"""`leadflow:pipeline`: the process as a picture made of real lists.

There is no image: stages are a list, their steps lists inside it, ways out links. A
stylesheet places them side by side; without one, and on paper, the lists say the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes

from sphinx_leadflow.core.views.parts import Badge
from sphinx_leadflow.ext import markup
from sphinx_leadflow.ext.directive import LeadflowDirective

if TYPE_CHECKING:
    from sphinx_leadflow.core.views.parts import Way
    from sphinx_leadflow.core.views.pipeline import OutcomeBox, PictureView, StageBox, StepBox


class PipelineDirective(LeadflowDirective):
    """Stages, steps, decisions, loops and outcomes, with the number of leads at each."""

    known_options: ClassVar[dict[str, str]] = {
        "pipeline": "Only this pipeline, where there are several."
    }

    def show(self) -> list[nodes.Node]:
        """A picture for each pipeline."""
        chosen = self.pipeline()
        names = [chosen] if chosen is not None else self.reading.ask("known", "pipeline")
        found: list[nodes.Node] = []
        for name in names:
            view: PictureView = self.reading.ask("picture", name)
            if len(names) > 1:
                found.append(nodes.rubric("", "", markup.text(view.title), classes=["lf-group"]))
            found += self._picture(view)
        return found or [markup.para("The process has no stages yet.", classes=["lf-empty"])]

    def _picture(self, view: PictureView) -> list[nodes.Node]:
        """One picture::

        container .lf-pipeline
            bullet_list .lf-stages
                list_item: head, steps, outcomes
            paragraph .lf-legend
        """
        if not view.stages:
            return [markup.para("The process has no stages yet.", classes=["lf-empty"])]
        stages = []
        for number, stage in enumerate(view.stages):
            outcomes = [one for one in view.outcomes if one.stage == number]
            stages.append(self._stage(stage, outcomes))
        return [
            markup.box(
                markup.bullets(*stages, classes=["lf-stages"]),
                self._legend(view),
                classes=["lf-pipeline"],
            )
        ]

    def _stage(self, view: StageBox, outcomes: list[OutcomeBox]) -> list[nodes.Node]:
        head: list[nodes.Node | str] = [markup.link(view.ref, self.docname)]
        if view.leads is not None:
            head += [
                " ",
                markup.inline(
                    f"{view.leads} lead{'' if view.leads == 1 else 's'}", classes=["lf-muted"]
                ),
            ]
        found: list[nodes.Node] = [markup.para(*head, classes=["lf-stage-head"])]
        if view.lead_is:
            found.append(markup.para(f"called a “{view.lead_is}”", classes=["lf-stage-sub"]))
        if not view.bare or view.steps[0].exits or view.steps[0].badges:
            loops = _loops(view)
            found.append(
                markup.bullets(
                    *(
                        markup.item(*self._step(one), classes=loops.get(one.ref.id, ()))
                        for one in view.steps
                    ),
                    classes=["lf-stage-steps", *(["lf-looped"] if loops else [])],
                )
            )
        panel = markup.box(*found, classes=["lf-stage-panel"])
        if not outcomes:
            return [panel]
        return [
            panel,
            markup.bullets(*(self._outcome(one) for one in outcomes), classes=["lf-outcomes"]),
        ]

    def _step(self, view: StepBox) -> list[nodes.Node]:
        head: list[nodes.Node | str] = []
        if view.decision:
            head += [markup.inline(markup.aside("decision: "), classes=["lf-decision"])]
        head.append(markup.link(view.ref, self.docname))
        if view.leads is not None:
            words = "leads" if view.leads != 1 else "lead"
            head += [
                " ",
                markup.inline(
                    str(view.leads),
                    markup.aside(f" {words} here"),
                    classes=["lf-count", *([] if view.leads else ["lf-zero"])],
                ),
            ]
        found: list[nodes.Node] = [markup.para(*head, classes=["lf-step-head"])]
        marks = [*view.badges]
        if view.optional:
            marks.append(Badge("optional", "optional"))
        if marks:
            found.append(
                markup.para(
                    *markup.between([markup.badge(one) for one in marks], " "),
                    classes=["lf-step-marks"],
                )
            )
        if view.beside:
            found.append(
                markup.para(
                    "at the same time as ",
                    *markup.between([markup.link(ref, self.docname) for ref in view.beside]),
                    classes=["lf-beside"],
                )
            )
        if view.comes_back_from:
            found.append(
                markup.para(
                    "again after ",
                    *markup.between(
                        [markup.link(ref, self.docname) for ref in view.comes_back_from]
                    ),
                    classes=["lf-again"],
                )
            )
        if view.exits:
            found.append(
                markup.bullets(*([self._exit(way)] for way in view.exits), classes=["lf-exits"])
            )
        return found

    def _exit(self, way: Way) -> nodes.paragraph:
        """`agreed, to Send them a contract`, `another round, back to Create a quote`."""
        words = {"back": "back to ", "on": "to ", "away": "on to "}.get(way.sort, "")
        row: list[nodes.Node | str] = []
        if way.label:
            row += [markup.strong(way.label), ", "]
        row += [words, markup.link(way.target, self.docname)]
        if way.when:
            row.append(markup.inline(f" if {way.when}", classes=["lf-muted"]))
        return markup.para(*row, classes=["lf-exit", f"lf-way-{way.sort}"])

    def _outcome(self, view: OutcomeBox) -> list[nodes.Node]:
        anchor = f"outcome-{view.ref.id.replace('/', '-')}"
        self.shows("outcome", view.ref.id, view.ref.title, anchor)
        words: list[nodes.Node | str] = [view.ref.title]
        if view.leads is not None:
            words += [" ", markup.inline(str(view.leads), classes=["lf-outcome-number"])]
        name = nodes.inline(
            "",
            "",
            *(markup.text(word) if isinstance(word, str) else word for word in words),
            ids=[self._free(anchor)],
            classes=["lf-outcome", f"lf-{view.kind}"],
        )
        row: list[nodes.Node | str] = [name]
        if view.origin:
            row += [" ", markup.inline(view.origin, classes=["lf-muted"])]
        if view.begins:
            row += [
                " ",
                markup.inline(
                    "then a new lead at ",
                    markup.link(view.begins, self.docname),
                    classes=["lf-muted", "lf-begins"],
                ),
            ]
        return [markup.para(*row)]

    def _free(self, anchor: str) -> str:
        """The anchor, unless this page has it already: a second picture links to the first."""
        if anchor in self.state.document.ids:
            return f"{anchor}-{self.env.new_serialno('leadflow')}"
        self.state.document.ids[anchor] = nodes.inline()
        return anchor

    def _legend(self, view: PictureView) -> nodes.paragraph:
        """What the marks mean, as far as they occur."""
        steps = [step for stage in view.stages for step in stage.steps]
        entries: list[nodes.Node] = []
        if any(step.leads is not None for step in steps):
            entries.append(
                markup.inline(markup.inline("2", classes=["lf-count"]), " leads here now")
            )
        if any(step.decision for step in steps):
            entries.append(markup.inline(markup.inline("", classes=["lf-decision"]), " a decision"))
        if any(_loops(stage) for stage in view.stages):
            entries.append(markup.inline(markup.inline("", classes=["lf-dash"]), " a loop back"))
        if any(badge.kind == "stale" for step in steps for badge in step.badges):
            entries.append(
                markup.inline(markup.badge(Badge("stale", "stale")), " longer here than the limit")
            )
        return markup.para(*markup.between(entries, " "), classes=["lf-legend"])


def _loops(view: StageBox) -> dict[str, list[str]]:
    """The steps that a way back runs along, and whether it begins or ends there.

    A way back to another stage leaves by the edge of its stage and enters by that of the other;
    words at both ends say where it leads.
    """
    order = [step.ref.id for step in view.steps]
    found: dict[str, list[str]] = {}
    for end, step in enumerate(view.steps):
        if step.comes_back_from:
            found.setdefault(step.ref.id, []).append("lf-loop-in")
        for way in step.exits:
            if way.sort == "back" and way.target.id not in order:
                found.setdefault(step.ref.id, []).append("lf-loop-out")
            elif way.sort == "back" and way.target.id in order[:end]:
                start = order.index(way.target.id)
                for name in order[start : end + 1]:
                    found.setdefault(name, []).append("lf-loop")
                found[order[start]].append("lf-loop-to")
                found[order[end]].append("lf-loop-from")
    return {name: list(dict.fromkeys(classes)) for name, classes in found.items()}
