"""`leadflow:checklist`: questions for the handbook, or with one lead's answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes

from sphinx_leadflow.ext import markup
from sphinx_leadflow.ext.directive import LeadflowDirective
from sphinx_leadflow.ext.lead_text import lead_inline

if TYPE_CHECKING:
    from sphinx_leadflow.core.views.catalogue import ChecklistView, QuestionView

_STATES = {"yes": "yes", "no": "no", "open": "not answered"}


class ChecklistDirective(LeadflowDirective):
    """A checklist's questions; with `:lead:` that lead's answers, the open ones first."""

    argument = "checklist"
    known_options: ClassVar[dict[str, str]] = {"lead": "Show the answers of this lead."}

    def show(self) -> list[nodes.Node]:
        """The list."""
        ref = self.named()
        lead = self.option("lead")
        if ref is None or (lead and self.find("lead", lead) is None):
            return []
        view: ChecklistView = self.reading.ask("checklist", ref.id, lead)
        if lead:
            return answered_nodes(self, view)
        anchor = self.shows("checklist", ref.id, view.title, f"checklist-{ref.id}")
        target = nodes.target("", "", ids=[anchor])
        found = [target, *self.prose(view.text), question_list(self, view)]
        if view.edit:
            found.append(markup.para(markup.edit_link(view.edit, f"the checklist {view.title}")))
        return found


def question_list(directive: LeadflowDirective, view: ChecklistView) -> nodes.bullet_list:
    """`Money. Is there a specific amount …` for each question."""
    return markup.bullets(
        *(_question(directive, one) for one in view.questions), classes=["lf-checklist"]
    )


def _question(directive: LeadflowDirective, view: QuestionView) -> list[nodes.Node]:
    body = directive.prose(view.text)
    head: list[nodes.Node] = [markup.strong(view.title), nodes.Text(". " if body else "")]
    if view.when:
        head.append(markup.inline(f"(if {view.when}) ", classes=["lf-muted"]))
    if body and isinstance(body[0], nodes.paragraph):
        body[0][0:0] = head
        return body
    return [markup.para(*head), *body]


def answered_nodes(directive: LeadflowDirective, view: ChecklistView) -> list[nodes.Node]:
    """A lead's answers: how many say yes, no, nothing; then each question with its answer."""
    counts = {state: sum(one.state == state for one in view.questions) for state in _STATES}
    total = len(view.questions)
    words = [f"{counts['yes']} of {total} say yes"]
    if counts["no"]:
        words.append(f"{counts['no']} {'says' if counts['no'] == 1 else 'say'} no")
    if counts["open"]:
        words.append(f"{counts['open']} not answered")
    if view.must and counts["open"]:
        words.append("every question must be answered before moving on")
    return [
        markup.para(", ".join(words), classes=["lf-checklist-sum"]),
        markup.bullets(
            *(_answer(directive, one) for one in view.questions), classes=["lf-answers"]
        ),
    ]


def _answer(directive: LeadflowDirective, view: QuestionView) -> list[nodes.Node]:
    head: list[nodes.Node] = [
        markup.inline(_STATES[view.state], classes=["lf-tick", f"lf-tick-{view.state}"]),
        nodes.Text(" "),
        markup.strong(f"{view.title}."),
    ]
    if view.answer:
        head += [nodes.Text(" "), *lead_inline(view.answer)]
    elif view.state == "open":
        head += [nodes.Text(" "), markup.inline("Not answered yet.", classes=["lf-muted"])]
    asked = directive.prose(view.text)
    return (
        [markup.para(*head), markup.box(*asked, classes=["lf-asked"])]
        if asked
        else [markup.para(*head)]
    )
