"""The process as a Markdown page: what a stage is for, and what each step asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.core.gates.markdown import code
from sphinx_leadflow.core.views.process import process_view
from sphinx_leadflow.papers.flavour import web_link, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.core.model import Outcome
    from sphinx_leadflow.core.views.catalogue import NoticeView
    from sphinx_leadflow.core.views.parts import Need, Notification, Way
    from sphinx_leadflow.core.views.process import Actors, PipelineView, StageView, StepView
    from sphinx_leadflow.papers.book import Page

_AT = {"enter": "when the step is reached", "leave": "when the step is left"}


def process_page(page: Page) -> str:
    """Purpose, notices, the stages at a glance, then each stage and step."""
    view = process_view(page.snapshot)
    lines = page.prose(view.purpose)
    for notice in view.notices:
        lines += notice_lines(page, notice)
    for pipeline in view.pipelines:
        lines += _pipeline(page, pipeline, several=len(view.pipelines) > 1)
    return page.text(view.title, lines)


def notice_lines(page: Page, view: NoticeView) -> list[str]:
    """A notice with the date on which it is looked at again, which does not change by itself."""
    body = page.prose(view.text)
    if view.until is not None:
        body.append(f"- **Until:** {' '.join(page.prose(view.until)).strip()}")
    if view.review_by:
        body.append(f"- **Review by:** {view.review_by}")
    if view.owner is not None:
        body.append(f"- **Owner:** {page.ref(view.owner)}")
    return page.flavour.banner(view.kind, words(view.title), body)


def _pipeline(page: Page, view: PipelineView, *, several: bool) -> Iterator[str]:
    level = 3 if several else 2
    if several:
        yield from page.flavour.section(2, words(view.title), f"pipeline-{view.id}")
    yield from page.prose(view.text)
    yield from _at_a_glance(page, view)
    for stage in view.stages:
        yield from _stage(page, stage, level)
    yield from _outcomes(page, view, level)


def _at_a_glance(page: Page, view: PipelineView) -> Iterator[str]:
    """The stages with their steps, as a list of links; in a team's book with counts."""
    for stage in view.stages:
        heading = page.flavour.link(words(stage.title), "", _anchor("stage", stage.id))
        yield f"- {heading}{_count(stage.leads)}"
        if not stage.bare:
            for step in stage.steps:
                here = len(step.leads) if stage.leads is not None else None
                link = page.flavour.link(words(step.title), "", _anchor("step", step.id))
                yield f"  - {link}{_count(here)}"
    yield ""


def _count(leads: int | None) -> str:
    return f" ({leads})" if leads else ""


def _anchor(kind: str, ident: str) -> str:
    return f"{kind}-{ident.replace('/', '-')}"


def _stage(page: Page, view: StageView, level: int) -> Iterator[str]:
    yield from page.flavour.section(level, words(view.title), _anchor("stage", view.id))
    if view.bare:
        yield from _step_body(page, view.steps[0])
        return
    yield from page.prose(view.text)
    facts = []
    if view.lead_is:
        facts.append(f"called a **{words(view.lead_is)}** from here on")
    if view.within:
        facts.append(f"stale after **{words(view.within)}**")
    if view.probability:
        facts.append(f"usually won: **{words(view.probability)}**")
    if facts:
        yield from (f"*{' · '.join(facts).replace('**', '')}*", "")
    for step in view.steps:
        yield from page.flavour.section(level + 1, words(step.title), _anchor("step", step.id))
        yield from _step_body(page, step)


def _step_body(page: Page, view: StepView) -> Iterator[str]:
    """A step's text and its facts, the same as on the pages that Sphinx makes."""
    if view.marks:
        yield from (page.badges(view.marks), "")
    yield from page.prose(view.text)
    facts = [f"- **{label}:** {value}" for label, value in _facts(page, view) if value]
    yield from (*facts, "")


def _facts(page: Page, view: StepView) -> Iterator[tuple[str, str]]:
    if view.text is None and view.trigger:
        yield "When", words(view.trigger)
    if view.when:
        yield "Only if", words(view.when)
    yield "Who acts", _actors(page, view.actors)
    yield "Needs", _needs(page, view.needs)
    yield "Fill in", _needs(page, view.fills)
    yield (
        "Use",
        ", ".join(
            web_link(one.title, one.url) if one.url else words(one.title) for one in view.assets
        ),
    )
    yield "Answer", page.refs(view.checklists)
    for told in view.tell:
        yield "Tell", _tell(page, told)
    yield "Within", words(view.within) if view.within else ""
    yield "Due", words(view.due) if view.due else ""
    for limit, target in view.limits:
        yield "Limit", f"{words(limit)}: consider {page.ref(target)}"
    yield "At the same time", page.refs(view.beside)
    yield "Then", "; ".join(way_words(page, way) for way in view.ways)
    yield "Here now", page.refs(view.leads)


def _actors(page: Page, view: Actors) -> str:
    """`Sales with Engineering; accountable: Director`."""
    found = page.refs(view.responsible)
    if view.helping:
        found += f" with {page.refs(view.helping)}"
    others = (
        ("accountable", view.accountable),
        ("consulted", view.consulted),
        ("informed", view.informed),
    )
    parts = [found.strip(), *(f"{word}: {page.refs(refs)}" for word, refs in others if refs)]
    return "; ".join(part for part in parts if part)


def _needs(page: Page, needs: tuple[Need, ...]) -> str:
    found = []
    for need in needs:
        fields = [
            f"{words(one.title)} {code(one.id)}"
            f"{f' {words(one.test)}' if one.test else ''}{' (team only)' if one.private else ''}"
            for one in need.fields
        ]
        several = f"{', '.join(fields[:-1])} {need.last} {fields[-1]}"
        note = f" {words(need.note)}" if need.note else ""
        found.append((several if len(fields) > 1 else fields[0]) + note)
    return ", ".join(found)


def _tell(page: Page, view: Notification) -> str:
    because = f", because {words(view.because)}" if view.because else ""
    when = f" (only if {words(view.when)})" if view.when else ""
    return f"**{page.ref(view.role)}**, {_AT[view.at]}{because}{when}"


def way_words(page: Page, way: Way) -> str:
    """`agreed: Send them a contract`, `another round: back to Create a quote`."""
    label = f"**{words(way.label)}**: " if way.label else ""
    back = "back to " if way.sort == "back" else ""
    when = f" if {words(way.when)}" if way.when else ""
    return f"{label}{back}{page.ref(way.target)}{when}"


def _outcomes(page: Page, view: PipelineView, level: int) -> Iterator[str]:
    """The ways out, each with its meaning and its reasons."""
    outcomes = page.snapshot.process.pipelines[view.id].outcomes.values()
    if outcomes:
        yield from page.flavour.section(level, "Outcomes", _anchor("outcomes", view.id or "all"))
    for one in outcomes:
        name = f"{view.id}/{one.id}" if view.id else one.id
        title = page.flavour.section(level + 1, words(one.title), _anchor("outcome", name))
        yield from (*title, *_outcome(page, one))


def _outcome(page: Page, one: Outcome) -> Iterator[str]:
    kind = {"void": "left out of the figures"}.get(one.kind.value, f"counts as {one.kind.value}")
    yield from (*page.prose(one.text), f"- **Kind:** {kind}")
    if one.reasons:
        yield f"- **Reasons:** {', '.join(words(each.title) for each in one.reasons.values())}"
    yield ""
