"""`for:` in requirements: what it names becomes the labels and targets that ways have today."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_leadflow.core.flow import group_of, ways
from sphinx_leadflow.core.suggest import closest, one_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx_leadflow.core.diagnostic import Report
    from sphinx_leadflow.core.model import Exit, Pipeline, Requirement, Step
    from sphinx_leadflow.core.source import Span


class ExitReader:
    """Resolves the requirements of one pipeline whose ways are known.

    A stage's requirement is asked of each of its steps; it need not fit more than one.
    """

    def __init__(self, pipeline: Pipeline, pipelines: Mapping[str, Pipeline]) -> None:
        self.pipeline = pipeline
        self.pipelines = pipelines
        self.fits: set[Span] = set()
        self.misfits: dict[Span, tuple[str, list[str]]] = {}
        """By place: the name, and the names that would have fitted."""

    def resolved(self, report: Report) -> Pipeline:
        """The pipeline with today's names; a name that fits nowhere is a finding."""
        stages = tuple(
            replace(stage, steps=tuple(self._step(step) for step in stage.steps))
            for stage in self.pipeline.stages
        )
        for span, (name, known) in self.misfits.items():
            if span not in self.fits:
                report.error(
                    "unknown-exit",
                    span,
                    f"no way on from here is called {name[:40]!r}",
                    hint=closest(name, known) or one_of(known),
                )
        steps = {step.id: step for stage in stages for step in stage.steps}
        return replace(self.pipeline, stages=stages, steps=steps)

    def _step(self, step: Step) -> Step:
        if not any(_names_exits(one) for one in step.fills):
            return step
        names: dict[str, str] = {}
        for ident in group_of(self.pipeline, step):
            for way in ways(self.pipeline, self.pipeline.steps[ident]):
                names.update(self._names(way))
        return replace(step, fills=tuple(self._requirement(one, names) for one in step.fills))

    def _names(self, way: Exit) -> Iterator[tuple[str, str]]:
        """What a way may be called: its target, that target's other names, its label."""
        name, slash, target = way.target.rpartition("/")
        home = self.pipelines[name] if slash else self.pipeline
        today = {target, *(one.id for one in home.stages if one.steps[0].id == target)}
        former = [old for old, now in home.old_ids.items() if now in today]
        for ident in (*sorted(today), *former):
            yield f"{name}{slash}{ident}", way.target
        if way.label:
            yield way.label, way.label

    def _requirement(self, one: Requirement, names: Mapping[str, str]) -> Requirement:
        for name, span in zip(one.exits, one.exit_spans, strict=True):
            if name in names:
                self.fits.add(span)
            else:
                self.misfits[span] = (name, list(names))
        parts = tuple(self._requirement(part, names) for part in one.parts)
        return replace(one, parts=parts, exits=tuple(names.get(name, name) for name in one.exits))


def _names_exits(one: Requirement) -> bool:
    return bool(one.exits) or any(_names_exits(part) for part in one.parts)
