"""The ids that one process knows, each with a line about it, for editors to offer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.core.model import Step
from sphinx_leadflow.core.schema_values import brief

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_leadflow.core.model import Asset, Checklist, Field, Pipeline, Process, Role


def names_of(process: Process, what: str) -> dict[str, str] | None:
    """What an id may be, with a line about each; nothing where only the project knows."""
    tables: dict[str, Mapping[str, Role | Asset | Checklist | Field]] = {
        "a role": process.roles,
        "an asset": process.assets,
        "a checklist": process.checklists,
        "a field": process.fields,
    }
    if what in tables:
        return {one.id: one.title for one in tables[what].values()}
    people = {one.id: one.name for one in process.people.values()}
    roles = {one.id: one.title for one in process.roles.values()}
    if what == "a person":
        return people
    if what == "a person or a role":
        return {**_with_former(process, "role"), **roles, **people}
    if what == "a pipeline":
        pipelines = {one.id: one.title for one in process.pipelines.values() if one.id}
        return {**_with_former(process, "pipeline"), **pipelines}
    if what in ("a step or an outcome", "a step or a stage", "a step"):
        return _places(process)
    return None


def _with_former(process: Process, kind: str) -> dict[str, str]:
    return {old: f"now {new}" for old, new in process.old_ids.get(kind, {}).items()}


def _places(process: Process) -> dict[str, str]:
    """Everything that `to:` may say: ids of every pipeline, and `pipeline/id`."""
    found: dict[str, str] = {}
    for pipeline in process.pipelines.values():
        names = {**_places_of(pipeline), **_former_places(pipeline)}
        for name, about in names.items():
            found.setdefault(name, about)
        for home in (pipeline.id, *pipeline.renamed_from) if pipeline.id else ():
            found |= {f"{home}/{name}": about for name, about in names.items()}
    return found


def _places_of(pipeline: Pipeline) -> dict[str, str]:
    found = {step.id: _about(step, pipeline) for step in pipeline.steps.values()}
    for stage in pipeline.stages:
        found.setdefault(stage.id, f"{stage.title}: begins with {stage.steps[0].title}")
    found |= {one.id: f"{one.title} ({one.kind.value})" for one in pipeline.outcomes.values()}
    return found


def _about(step: Step, pipeline: Pipeline) -> str:
    stage = pipeline.stage_of(step)
    return brief(step.title if stage.bare else f"{step.title} ({stage.title})", step.text)


def _former_places(pipeline: Pipeline) -> dict[str, str]:
    return {old: f"now {new}" for old, new in pipeline.old_ids.items()}
