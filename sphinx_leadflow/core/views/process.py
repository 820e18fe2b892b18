"""The process as a page shows it: stages, steps, notices, assets, checklists, roles, fields."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_leadflow.core import words
from sphinx_leadflow.core.flow import group_of, is_decision, ways
from sphinx_leadflow.core.views.editing import edit_link
from sphinx_leadflow.core.views.parts import (
    Badge,
    Need,
    Notification,
    Ref,
    Way,
    full_id,
    lead_ref,
    needs,
    notifications,
    role_refs,
    way,
)

if TYPE_CHECKING:
    from sphinx_leadflow.core.model import Pipeline, Raci, Stage, Step
    from sphinx_leadflow.core.query import Snapshot
    from sphinx_leadflow.core.text import Text


@dataclass(frozen=True, slots=True)
class Actors:
    """Who does what, with links."""

    responsible: tuple[Ref, ...]
    accountable: tuple[Ref, ...]
    helping: tuple[Ref, ...]
    consulted: tuple[Ref, ...]
    informed: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class AssetView:
    """One folder, template or tool."""

    id: str
    title: str
    url: str
    text: Text | None
    kind: str
    own: str
    """The title of the field with a lead's own copy; empty if there is none."""
    group: str
    private: bool


@dataclass(frozen=True, slots=True)
class StepView:
    """One step as the handbook shows it."""

    id: str
    """With its pipeline, where there are several."""
    title: str
    text: Text | None
    trigger: str
    actors: Actors
    needs: tuple[Need, ...]
    fills: tuple[Need, ...]
    assets: tuple[AssetView, ...]
    checklists: tuple[Ref, ...]
    messages: tuple[str, ...]
    tell: tuple[Notification, ...]
    within: str
    due: str
    limits: tuple[tuple[str, Ref], ...]
    ways: tuple[Way, ...]
    """The ways on, if they are more than "the next step follows"."""
    beside: tuple[Ref, ...]
    when: str
    marks: tuple[Badge, ...]
    leads: tuple[Ref, ...]
    """The leads that are here now; only in a team build."""
    edit: str
    """Where its lines are edited; empty if nobody said where."""


@dataclass(frozen=True, slots=True)
class StageView:
    """One stage with its steps."""

    id: str
    title: str
    text: Text | None
    group: str
    lead_is: str
    probability: str
    within: str
    steps: tuple[StepView, ...]
    bare: bool
    leads: int | None
    """How many leads are here now; `None` in a public build."""


@dataclass(frozen=True, slots=True)
class PipelineView:
    """One pipeline's stages."""

    id: str
    title: str
    text: Text | None
    stages: tuple[StageView, ...]


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A banner."""

    id: str
    title: str
    kind: str
    text: Text | None
    until: Text | None
    since: str
    review_by: str
    late: str
    """How long its review is overdue, in words; empty if it is not."""
    owner: Ref | None


@dataclass(frozen=True, slots=True)
class ProcessView:
    """The whole process."""

    title: str
    purpose: Text | None
    notices: tuple[NoticeView, ...]
    pipelines: tuple[PipelineView, ...]


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question of a checklist, with a lead's answer if there is a lead."""

    id: str
    title: str
    text: Text | None
    when: str
    state: str
    """`yes`, `no`, `open`, or empty without a lead."""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class ChecklistView:
    """A checklist, for the handbook or for one lead."""

    id: str
    title: str
    text: Text | None
    must: bool
    questions: tuple[QuestionView, ...]
    lead: Ref | None = None
    edit: str = ""
    """Where the questions are edited; empty for a lead's answers."""


@dataclass(frozen=True, slots=True)
class RoleView:
    """A role, who has it, and its part in every step (RACI letters, `S` for help)."""

    id: str
    title: str
    text: Text | None
    external: bool
    contact: str
    people: tuple[str, ...]
    letters: tuple[tuple[Ref, str], ...]


@dataclass(frozen=True, slots=True)
class FieldView:
    """A declared field."""

    id: str
    title: str
    text: Text | None
    type: str
    details: str
    private: bool
    tracked: bool
    asked_by: tuple[Ref, ...]


def process_view(snapshot: Snapshot, pipeline: str | None = None) -> ProcessView:
    """The whole process, or one pipeline of it."""
    process = snapshot.process
    chosen = [one for one in process.pipelines.values() if pipeline in (None, one.id)]
    return ProcessView(
        process.title,
        process.purpose,
        notices_view(snapshot),
        tuple(_pipeline(snapshot, one) for one in chosen),
    )


def _pipeline(snapshot: Snapshot, pipeline: Pipeline) -> PipelineView:
    return PipelineView(
        pipeline.id,
        pipeline.title,
        pipeline.text,
        tuple(stage_view(snapshot, pipeline, stage) for stage in pipeline.stages),
    )


def stage_view(snapshot: Snapshot, pipeline: Pipeline, stage: Stage) -> StageView:
    """One stage with its steps."""
    here = None if snapshot.project.public else len(snapshot.in_stage(stage))
    probability = "" if stage.probability is None else f"{stage.probability * 100:.0f}\u00a0%"
    return StageView(
        full_id(pipeline.id, stage.id),
        stage.title,
        stage.text,
        stage.group,
        stage.lead_is,
        probability,
        str(stage.within or ""),
        tuple(step_view(snapshot, pipeline, step) for step in stage.steps),
        stage.bare,
        here,
    )


def step_view(snapshot: Snapshot, pipeline: Pipeline, step: Step) -> StepView:
    """One step."""
    process = snapshot.process
    checklists = tuple(
        Ref("checklist", ident, process.checklists[ident].title) for ident in step.checklists
    )
    here = () if snapshot.project.public else tuple(lead_ref(one) for one in snapshot.at(step))
    return StepView(
        id=full_id(pipeline.id, step.id),
        title=step.title,
        text=step.text,
        trigger=step.trigger,
        actors=_actors(snapshot, step.raci),
        needs=needs(process, step.needs),
        fills=needs(process, step.fills),
        assets=tuple(
            asset_view(snapshot, ident)
            for ident in step.assets
            if not (process.assets[ident].private and snapshot.project.public)
        ),
        checklists=checklists,
        messages=tuple(one.title for one in step.messages),
        tell=notifications(process, step.tell),
        within=str(step.within or ""),
        due=_due_words(snapshot, step),
        limits=_limits(snapshot, pipeline, step),
        ways=_ways(snapshot, pipeline, step),
        beside=_beside(pipeline, step),
        when=words.condition_words(step.when, process),
        marks=_marks(step),
        leads=here,
        edit=edit_link(snapshot, step.span),
    )


def _actors(snapshot: Snapshot, raci: Raci) -> Actors:
    process = snapshot.process
    return Actors(
        *(
            role_refs(process, getattr(raci, name))
            for name in ("responsible", "accountable", "helping", "consulted", "informed")
        )
    )


def _ways(snapshot: Snapshot, pipeline: Pipeline, step: Step) -> tuple[Way, ...]:
    """The ways on where they are worth a word: a decision, a jump, a way back."""
    found = tuple(way(snapshot.process, pipeline, step, exit_) for exit_ in ways(pipeline, step))
    written = bool(step.exits)
    return found if written and (is_decision(step) or len(found) > 0) else ()


def _beside(pipeline: Pipeline, step: Step) -> tuple[Ref, ...]:
    return tuple(
        Ref("step", full_id(pipeline.id, ident), pipeline.steps[ident].title)
        for ident in group_of(pipeline, step)
        if ident != step.id
    )


def _limits(snapshot: Snapshot, pipeline: Pipeline, step: Step) -> tuple[tuple[str, Ref], ...]:
    found = []
    for limit in step.limits:
        place = pipeline.place(limit.to)
        if place is None:
            home, _slash, ident = limit.to.rpartition("/")
            place = snapshot.process.pipelines[home].place(ident)
        assert place is not None  # resolved when the process was decoded
        kind = "outcome" if place.id in pipeline.outcomes else "step"
        since = (
            {"entry": "", "activity": " without activity"}.get(limit.since)
            if limit.since in ("entry", "activity")
            else (f" after {snapshot.process.fields[limit.since].title}")
        )
        found.append(
            (
                f"after {limit.after}{since}",
                Ref(kind, full_id(place.pipeline, place.id), place.title),
            )
        )
    return tuple(found)


def _due_words(snapshot: Snapshot, step: Step) -> str:
    due = step.due
    if due is None:
        return ""
    if due.every:
        return f"at the {'end' if due.at_end else 'start'} of every {due.every}"
    anchor = (
        "the step is entered"
        if due.anchor == "entry"
        else (snapshot.process.fields[due.anchor].title)
    )
    if due.by is None:
        return f"on {anchor}"
    return f"{due.by} {'before' if due.before else 'after'} {anchor}"


def _marks(step: Step) -> tuple[Badge, ...]:
    """What is special about a step."""
    wanted = (
        ("repeats", step.repeats, "may repeat"),
        ("optional", step.optional, "optional"),
        ("won", step.won, "won from here"),
        ("stub", step.stub, "to be written"),
        ("start", step.start, "a way in"),
        ("anywhere", step.from_any, "from anywhere"),
    )
    return tuple(Badge(kind, text) for kind, on, text in wanted if on)


def asset_view(snapshot: Snapshot, ident: str) -> AssetView:
    """One asset."""
    asset = snapshot.process.assets[ident]
    own = snapshot.process.fields[asset.own].title if asset.own else ""
    return AssetView(
        asset.id, asset.title, asset.url, asset.text, asset.kind, own, asset.group, asset.private
    )


def assets_view(snapshot: Snapshot, group: str | None = None) -> tuple[AssetView, ...]:
    """All assets, or those of one group, in the order of the process file."""
    return tuple(
        asset_view(snapshot, asset.id)
        for asset in snapshot.process.assets.values()
        if group in (None, asset.group) and not (asset.private and snapshot.project.public)
    )


def notices_view(snapshot: Snapshot) -> tuple[NoticeView, ...]:
    """All notices."""
    found = []
    for notice in snapshot.process.notices.values():
        late = (snapshot.today - notice.review_by).days if notice.review_by else 0
        owner = role_refs(snapshot.process, [notice.owner])[0] if notice.owner else None
        found.append(
            NoticeView(
                notice.id,
                notice.title,
                notice.kind,
                notice.text,
                notice.until,
                _day(notice.since),
                _day(notice.review_by),
                f"overdue {words.count(late, 'day')}" if late > 0 else "",
                owner,
            )
        )
    return tuple(found)


def _day(date: dt.date | None) -> str:
    return words.day(date) if date else ""


def checklist_view(snapshot: Snapshot, ident: str, lead: str = "") -> ChecklistView:
    """A checklist; with a lead its answers, the open ones first."""
    checklist = snapshot.process.checklists[ident]
    if not lead:
        questions = tuple(
            QuestionView(
                item.id,
                item.title,
                item.text,
                words.condition_words(item.when, snapshot.process),
                "",
            )
            for item in checklist.items.values()
        )
        return ChecklistView(
            ident,
            checklist.title,
            checklist.text,
            checklist.must,
            questions,
            edit=edit_link(snapshot, checklist.span),
        )
    return _answered(snapshot, ident, lead)


def _answered(snapshot: Snapshot, ident: str, lead: str) -> ChecklistView:
    from sphinx_leadflow.core.standing import asked_items

    checklist, one = snapshot.process.checklists[ident], snapshot.standings[lead]
    answers = one.lead.checklists.get(ident, {})
    questions = []
    for item in asked_items(tuple(checklist.items.values()), one.facts):
        answer = answers.get(item.id)
        state = "open" if answer is None else "yes" if answer.done else "no"
        questions.append(
            QuestionView(item.id, item.title, item.text, "", state, answer.text if answer else "")
        )
    questions.sort(key=lambda question: question.state != "open")
    return ChecklistView(
        ident, checklist.title, checklist.text, checklist.must, tuple(questions), lead_ref(one)
    )


def roles_view(snapshot: Snapshot, pipeline: str | None = None) -> tuple[RoleView, ...]:
    """All roles with the people who have them and their part in each step."""
    process = snapshot.process
    found = []
    for role in process.roles.values():
        letters = tuple(
            (Ref("step", full_id(step.pipeline, step.id), step.title), step.raci.letters(role.id))
            for step in process.steps()
            if pipeline in (None, step.pipeline)
        )
        people = tuple(person.name for person in process.people.values() if role.id in person.roles)
        found.append(
            RoleView(role.id, role.title, role.text, role.external, role.contact, people, letters)
        )
    return tuple(found)


def fields_view(snapshot: Snapshot) -> tuple[FieldView, ...]:
    """All fields, and the steps that ask for them."""
    process = snapshot.process
    asked: dict[str, list[Ref]] = {}
    for step in process.steps():
        ref = Ref("step", full_id(step.pipeline, step.id), step.title)
        for requirement in (*step.needs, *step.fills):
            for name in requirement.fields():
                if ref not in asked.setdefault(name, []):
                    asked[name].append(ref)
    return tuple(
        FieldView(
            one.id,
            one.title,
            one.text,
            one.type,
            _field_details(snapshot, one.id),
            one.private,
            one.tracked,
            tuple(asked.get(one.id, ())),
        )
        for one in process.fields.values()
    )


def _field_details(snapshot: Snapshot, ident: str) -> str:
    one = snapshot.process.fields[ident]
    if one.options:
        return ", ".join(option.title for option in one.options.values())
    if one.parts:
        return ", ".join(part.title for part in one.parts)
    return one.item or one.currency
