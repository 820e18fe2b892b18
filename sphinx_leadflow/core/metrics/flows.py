"""Moves between stages, as a Sankey diagram draws them; returns are told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.metrics.scope import EVERYTHING, journeys_in, pipeline_of

if TYPE_CHECKING:
    from sphinx_leadflow.core.metrics.scope import Scope
    from sphinx_leadflow.core.model import Pipeline
    from sphinx_leadflow.core.query import Snapshot


@dataclass(frozen=True, slots=True)
class Flow:
    """Moves from one stage to another, or to an outcome."""

    start: str
    end: str
    """A stage, an outcome, or `pipeline/id` for a move into another pipeline."""
    sort: str
    """`on` to the next stage, `skip` past one, `back`, or `out` to an outcome or away."""
    moves: int
    leads: tuple[str, ...]
    """The leads that moved, each once."""


@dataclass(frozen=True, slots=True)
class FlowNode:
    """A stage or an outcome: who ever was there, and who is there now."""

    place: str
    title: str
    kind: str
    """`stage`, or an outcome's kind."""
    leads: tuple[str, ...]
    here: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flows:
    """All moves of a pipeline. Formula: `flows`."""

    nodes: tuple[FlowNode, ...]
    """Stages in order, then the outcomes to which a lead came."""
    flows: tuple[Flow, ...]
    """By start and end, in the order of the nodes."""
    leads: tuple[str, ...]
    returned: tuple[str, ...]
    """Leads that went back to an earlier stage at least once."""
    formula: str = "flows"


def flows(snapshot: Snapshot, scope: Scope = EVERYTHING) -> Flows:
    """The moves between the stages of a pipeline; those of the window if the scope has one."""
    pipeline = pipeline_of(snapshot, scope)
    if pipeline is None:
        return Flows((), (), (), ())
    ways = journeys_in(snapshot, scope)
    moved: dict[tuple[str, str], list[str]] = {}
    for way in ways:
        for one in way.stages:
            if one.to and one.until and scope.window.holds(one.until):
                moved.setdefault((one.place, one.to), []).append(way.lead)
    order = {stage.id: number for number, stage in enumerate(pipeline.stages)}
    order |= {ident: len(order) + number for number, ident in enumerate(pipeline.outcomes)}
    found = [
        Flow(start, end, _sort(pipeline, start, end), len(leads), tuple(dict.fromkeys(leads)))
        for (start, end), leads in sorted(
            moved.items(),
            key=lambda item: (
                order[item[0][0]], order.get(item[0][1], len(order)), item[0][1]
            ),
        )
    ]  # fmt: skip
    back = dict.fromkeys(lead for one in found if one.sort == "back" for lead in one.leads)
    return Flows(
        _nodes(snapshot, pipeline, scope, found), tuple(found),
        tuple(way.lead for way in ways), tuple(back),
    )  # fmt: skip


def _sort(pipeline: Pipeline, start: str, end: str) -> str:
    names = [stage.id for stage in pipeline.stages]
    if end not in names:
        return "out"
    distance = names.index(end) - names.index(start)
    return "back" if distance < 0 else "on" if distance == 1 else "skip"


def _nodes(
    snapshot: Snapshot, pipeline: Pipeline, scope: Scope, found: list[Flow]
) -> tuple[FlowNode, ...]:
    ways = journeys_in(snapshot, scope)
    nodes = []
    for stage in pipeline.stages:
        ever = [way.lead for way in ways if any(one.place == stage.id for one in way.stages)]
        now = [
            way.lead
            for way in ways
            if any(one.place == stage.id and one.open for one in way.stages)
        ]
        nodes.append(FlowNode(stage.id, stage.title, "stage", tuple(ever), tuple(now)))
    for outcome in pipeline.outcomes.values():
        came = [lead for flow in found if flow.end == outcome.id for lead in flow.leads]
        now = [way.lead for way in ways if way.outcome == outcome.id]
        if came or now:
            ever = list(dict.fromkeys([*came, *now]))
            nodes.append(
                FlowNode(outcome.id, outcome.title, outcome.kind.value, tuple(ever), tuple(now))
            )
    return tuple(nodes)
