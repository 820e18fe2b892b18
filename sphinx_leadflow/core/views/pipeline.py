"""The pipeline as a picture: stages, steps, decisions, loops, outcomes, with counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_leadflow.core.flow import group_of, is_decision, ways
from sphinx_leadflow.core.model import ANYWHERE, NOWHERE, Kind
from sphinx_leadflow.core.views.parts import Badge, Ref, Way, full_id, way

if TYPE_CHECKING:
    from sphinx_leadflow.core.model import Outcome, Pipeline, Stage, Step
    from sphinx_leadflow.core.query import Snapshot
    from sphinx_leadflow.core.standing import Standing


@dataclass(frozen=True, slots=True)
class StepBox:
    """One step of the picture."""

    ref: Ref
    leads: int | None
    """How many leads are here; `None` in a public build."""
    badges: tuple[Badge, ...]
    decision: bool
    optional: bool
    repeats: bool
    exits: tuple[Way, ...]
    """The exits of a decision, and every other way that is not simply the next step."""
    beside: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class StageBox:
    """One stage of the picture."""

    ref: Ref
    lead_is: str
    group: str
    leads: int | None
    steps: tuple[StepBox, ...]
    bare: bool


@dataclass(frozen=True, slots=True)
class OutcomeBox:
    """One way out."""

    ref: Ref
    kind: str
    leads: int | None
    origin: str
    """Where it is reached from, in words."""
    stage: int
    """The stage that it is drawn below: the last one from which it is drawn."""


@dataclass(frozen=True, slots=True)
class PictureView:
    """The whole picture of one pipeline."""

    id: str
    title: str
    stages: tuple[StageBox, ...]
    outcomes: tuple[OutcomeBox, ...]


def picture_view(snapshot: Snapshot, pipeline: Pipeline) -> PictureView:
    """The picture of one pipeline."""
    return PictureView(
        pipeline.id,
        pipeline.title,
        tuple(_stage(snapshot, pipeline, stage) for stage in pipeline.stages),
        tuple(
            _outcome(snapshot, pipeline, one)
            for one in pipeline.outcomes.values()
            if one.origins != (NOWHERE,)
        ),
    )


def _stage(snapshot: Snapshot, pipeline: Pipeline, stage: Stage) -> StageBox:
    here = None if snapshot.project.public else len(snapshot.in_stage(stage))
    return StageBox(
        Ref("stage", full_id(pipeline.id, stage.id), stage.title),
        stage.lead_is,
        stage.group,
        here,
        tuple(_step(snapshot, pipeline, step) for step in stage.steps),
        stage.bare,
    )


def _step(snapshot: Snapshot, pipeline: Pipeline, step: Step) -> StepBox:
    here = snapshot.at(step)
    public = snapshot.project.public
    exits = (
        tuple(way(snapshot.process, pipeline, step, one) for one in ways(pipeline, step))
        if step.exits
        else ()
    )
    return StepBox(
        Ref("step", full_id(pipeline.id, step.id), step.title),
        None if public else len(here),
        () if public else _badges(here),
        is_decision(step),
        step.optional,
        step.repeats,
        exits,
        tuple(
            Ref("step", full_id(pipeline.id, ident), pipeline.steps[ident].title)
            for ident in group_of(pipeline, step)
            if ident != step.id
        ),
    )


def _badges(here: tuple[Standing, ...]) -> tuple[Badge, ...]:
    counts = (
        (mark, sum(mark in one.marks for one in here)) for mark in ("stale", "overdue", "waiting")
    )
    return tuple(Badge(mark, f"{number} {mark}") for mark, number in counts if number)


def _outcome(snapshot: Snapshot, pipeline: Pipeline, outcome: Outcome) -> OutcomeBox:
    drawn = [
        step
        for step in pipeline.steps.values()
        if any(exit_.target == outcome.id for exit_ in ways(pipeline, step))
        or step.id in outcome.origins
    ]
    stages = [stage.id for stage in pipeline.stages]
    last = max((stages.index(step.stage) for step in drawn), default=len(stages) - 1)
    count = (
        None if snapshot.project.public else snapshot.by_outcome.get((pipeline.id, outcome.id), 0)
    )
    return OutcomeBox(
        Ref("outcome", full_id(pipeline.id, outcome.id), outcome.title),
        outcome.kind.value,
        count,
        _origin_words(outcome, drawn),
        last,
    )


def _origin_words(outcome: Outcome, drawn: list[Step]) -> str:
    free = outcome.kind is not Kind.WON and not outcome.origins
    if free or ANYWHERE in outcome.origins:
        return "from any step"
    if not drawn:
        return ""
    if len(drawn) > 2:
        return f"from {len(drawn)} steps"
    return "from " + " and ".join(step.title for step in drawn)
