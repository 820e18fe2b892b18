"""What the process declares beside its steps, as Markdown pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.core.gates.markdown import code
from sphinx_leadflow.core.views.catalogue import (
    assets_view,
    checklist_view,
    fields_view,
    roles_view,
)
from sphinx_leadflow.papers.flavour import web_link, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.core.views.catalogue import (
        AssetView,
        ChecklistView,
        FieldView,
        QuestionView,
        RoleView,
    )
    from sphinx_leadflow.papers.book import Page


def assets_page(page: Page) -> str:
    """Every folder, template and tool, under the headings of their groups."""
    lines: list[str] = []
    group = ""
    for one in assets_view(page.snapshot):
        if one.group != group and one.group:
            lines += [f"## {words(one.group)}", ""]
        group = one.group
        lines += _asset(page, one)
    return page.text("Assets", lines)


def _asset(page: Page, one: AssetView) -> Iterator[str]:
    yield from page.flavour.section(3, words(one.title), f"asset-{one.id}")
    if one.url:
        yield from (web_link(one.title, one.url), "")
    yield from page.prose(one.text)
    if one.own:
        yield from (f"- **A lead's own copy:** {words(one.own)}", "")


def people_page(page: Page) -> str:
    """Every role, who has it, and the steps in which it acts."""
    return page.text(
        "Roles", [line for one in roles_view(page.snapshot) for line in _role(page, one)]
    )


def _role(page: Page, one: RoleView) -> Iterator[str]:
    yield from page.flavour.section(2, words(one.title), f"role-{one.id}")
    yield from page.prose(one.text)
    if one.people:
        yield f"- **People:** {', '.join(words(name) for name in one.people)}"
    if one.contact:
        yield f"- **Contact:** {web_link(one.contact.removeprefix('mailto:'), one.contact)}"
    for part, letters in _PARTS.items():
        steps = page.refs(ref for ref, found in one.letters if letters in found)
        if steps:
            yield f"- **{part}:** {steps}"
    yield ""


_PARTS = {
    "Responsible": "R",
    "Accountable": "A",
    "Helps": "S",
    "Consulted": "C",
    "Informed": "I",
}
"""The parts that a role can have in a step, and the letters of a RACI table."""


def fields_page(page: Page) -> str:
    """Every field: what it means and which steps ask for it."""
    return page.text(
        "Fields", [line for one in fields_view(page.snapshot) for line in _field(page, one)]
    )


def _field(page: Page, one: FieldView) -> Iterator[str]:
    yield from page.flavour.section(2, words(one.title), f"field-{one.id}")
    yield from page.prose(one.text)
    details = f" ({words(one.details)})" if one.details else ""
    yield f"- **In the file:** {code(one.id)}, {words(one.type)}{details}"
    if one.private:
        yield "- **Visibility:** team only"
    if one.asked_by:
        yield f"- **Asked by:** {page.refs(one.asked_by)}"
    yield ""


def checklists_page(page: Page) -> str:
    """Every checklist with its questions."""
    lines: list[str] = []
    for ident, declared in page.snapshot.process.checklists.items():
        if not page.snapshot.project.withholds(declared):
            lines += _checklist(page, checklist_view(page.snapshot, ident))
    return page.text("Checklists", lines)


def _checklist(page: Page, view: ChecklistView) -> Iterator[str]:
    yield from page.flavour.section(2, words(view.title), f"checklist-{view.id}")
    yield from page.prose(view.text)
    for one in view.questions:
        yield from _question(page, one)
    yield ""


def _question(page: Page, one: QuestionView) -> Iterator[str]:
    """`- **Money.** Is there a specific amount …`, further paragraphs indented below it."""
    when = f" (if {words(one.when)})" if one.when else ""
    first, *rest = page.prose(one.text)[:-1] or [""]
    yield f"- **{words(one.title)}.**{when} {first}".rstrip()
    yield from (f"  {line}".rstrip() for line in rest)
