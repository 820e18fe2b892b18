"""The process as a page shows it: stages, steps, notices, assets, checklists, roles, fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.core import words
from sphinx_leadflow.core.flow import group_of, is_decision, ways
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.views.catalogue import (
    AssetView,
    NoticeView,
    asset_views,
    notices_view,
)
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
class ProcessView:
    """The whole process."""

    title: str
    purpose: Text | None
    notices: tuple[NoticeView, ...]
    pipelines: tuple[PipelineView, ...]


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
        assets=asset_views(snapshot, step.assets),
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
