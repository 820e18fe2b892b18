"""The pipeline as a picture: stages, steps, decisions, loops, outcomes, with counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.core.flow import group_of, is_decision, ways
from sphinx_leadflow.core.frozen import dataclass
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
    comes_back_from: tuple[Ref, ...]
    """The steps of later stages from which a way leads back to here."""


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
    """The stage that it is drawn below: the last one from which a way leads to it; of those
    that are reached from any step, one with few others."""
    begins: Ref | None
    """Where the new lead begins that it proposes."""


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
        _outcomes(snapshot, pipeline),
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
        _returns(pipeline, step),
    )


def _returns(pipeline: Pipeline, to: Step) -> tuple[Ref, ...]:
    """The steps of later stages that lead back to a step."""
    order = list(pipeline.steps)
    return tuple(
        Ref("step", full_id(pipeline.id, step.id), step.title)
        for step in pipeline.steps.values()
        if step.stage != to.stage
        and order.index(step.id) > order.index(to.id)
        and any(exit_.target == to.id for exit_ in step.exits)
    )


def _badges(here: tuple[Standing, ...]) -> tuple[Badge, ...]:
    counts = (
        (mark, sum(mark in one.marks for one in here)) for mark in ("stale", "overdue", "waiting")
    )
    return tuple(Badge(mark, f"{number} {mark}") for mark, number in counts if number)


def _outcomes(snapshot: Snapshot, pipeline: Pipeline) -> tuple[OutcomeBox, ...]:
    """The ways out: below the stage that they belong to, the others where there is room."""
    stages = [stage.id for stage in pipeline.stages]
    below: dict[str, int] = {}
    shown = [one for one in pipeline.outcomes.values() if one.origins != (NOWHERE,)]
    drawn = {one.id: _drawn(pipeline, one) for one in shown}
    for one in shown:
        if drawn[one.id]:
            below[one.id] = max(stages.index(step.stage) for step in drawn[one.id])
    for one in shown:
        if one.id not in below and stages:
            taken = list(below.values())
            below[one.id] = min(range(len(stages)), key=taken.count)
    return tuple(
        _outcome(snapshot, pipeline, one, drawn[one.id], below.get(one.id, 0)) for one in shown
    )


def _drawn(pipeline: Pipeline, outcome: Outcome) -> list[Step]:
    """The steps from which a way to an outcome is drawn."""
    return [
        step
        for step in pipeline.steps.values()
        if any(exit_.target == outcome.id for exit_ in ways(pipeline, step))
        or step.id in outcome.origins
    ]


def _outcome(
    snapshot: Snapshot, pipeline: Pipeline, outcome: Outcome, drawn: list[Step], stage: int
) -> OutcomeBox:
    count = (
        None if snapshot.project.public else snapshot.by_outcome.get((pipeline.id, outcome.id), 0)
    )
    return OutcomeBox(
        Ref("outcome", full_id(pipeline.id, outcome.id), outcome.title),
        outcome.kind.value,
        count,
        _origin_words(outcome, drawn),
        stage,
        _beginning(snapshot, outcome),
    )


def _beginning(snapshot: Snapshot, outcome: Outcome) -> Ref | None:
    """The step at which the lead begins that an outcome proposes."""
    home = snapshot.process.pipelines.get(outcome.spawns.pipeline) if outcome.spawns else None
    if outcome.spawns is None or home is None:
        return None
    step = home.steps.get(outcome.spawns.at) or next(iter(home.steps.values()), None)
    return Ref("step", full_id(home.id, step.id), step.title) if step else None


def _origin_words(outcome: Outcome, drawn: list[Step]) -> str:
    free = outcome.kind is not Kind.WON and not outcome.origins
    if free or ANYWHERE in outcome.origins:
        return "from any step"
    if not drawn:
        return ""
    if len(drawn) > 2:
        return f"from {len(drawn)} steps"
    return "from " + " and ".join(step.title for step in drawn)
