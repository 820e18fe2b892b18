"""Pipelines: stages and outcomes put together, and where every way leads."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_leadflow.core.decode_stage import StepReader, read_tell
from sphinx_leadflow.core.diagnostic import Related, Report
from sphinx_leadflow.core.keys import EXIT
from sphinx_leadflow.core.model import (
    ANYWHERE,
    NOWHERE,
    Exit,
    Kind,
    Option,
    Outcome,
    Pipeline,
    Spawn,
    Stage,
    Step,
)
from sphinx_leadflow.core.reading import (
    Line,
    Record,
    Word,
    closest,
    entries,
    humanise,
    one_of,
)
from sphinx_leadflow.core.syntax import Mapping, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as Mapping_

    from sphinx_leadflow.core.decode_stage import Names
    from sphinx_leadflow.core.source import Span
    from sphinx_leadflow.core.syntax import Node


class PipelineReader:
    """Reads `stages`, `outcomes` and `pipelines` of a process."""

    def __init__(self, record: Record, names: Names, start: Span) -> None:
        self.record = record
        self.names = names
        self.report = names.report
        self.start = start
        self.drafts: dict[str, Pipeline] = {}
        self.records: dict[str, dict[str, Record]] = {}
        """The records of each pipeline's stages, steps and outcomes by id."""

    def pipelines(self) -> dict[str, Pipeline]:
        """All pipelines; the only one has the id ''."""
        for ident, record in self._pipeline_records().items():
            self.drafts[ident] = self._draft(ident, record)
        return {ident: self._linked(draft) for ident, draft in self.drafts.items()}

    def _pipeline_records(self) -> dict[str, Record]:
        several: dict[str, Record] | None = self.record.get("pipelines")
        if not several:
            return {"": self.record}
        if "stages" in self.record.nodes:
            self.report.error(
                "stages-and-pipelines",
                self.record.place("stages"),
                "`stages` at the top is the only pipeline; here are `pipelines` too",
                hint="move the stages into one of the pipelines",
            )
        return several

    def _draft(self, ident: str, record: Record) -> Pipeline:
        """A pipeline whose steps do not yet know where they lead."""
        shared: dict[str, Record] = self.record.get("outcomes") or {}
        own: dict[str, Record] = (record.get("outcomes") or {}) if ident else {}
        ends = {**shared, **own}
        roles = self.names.known("role", record.get("role", ())) if ident else ()
        reader = StepReader(self.names, ident, roles)
        taken: dict[str, Record] = {}
        stages = tuple(self._stages(record, reader, taken))
        for key, end in ends.items():
            self._take(key, end, taken)
        self.records[ident] = taken
        outcomes = {
            key: self._outcome(end, ident) for key, end in ends.items() if taken.get(key) is end
        }
        steps = {step.id: step for stage in stages for step in stage.steps}
        title = record.get("title") or (humanise(ident) if ident else "")
        return Pipeline(
            ident,
            title,
            record.span if ident else self.start,
            stages,
            outcomes,
            record.get("text") if ident else None,
            steps,
            self._old_ids(taken),
        )

    def _stages(
        self, record: Record, reader: StepReader, taken: dict[str, Record]
    ) -> Iterator[Stage]:
        for stage in (record.get("stages") or {}).values():
            if not self._take(stage.id, stage, taken):
                continue
            steps = stage.get("steps") or {}
            for ident in [key for key, step in steps.items() if not self._take(key, step, taken)]:
                del steps[ident]
            yield reader.stage(stage)

    def _take(self, ident: str, record: Record, taken: dict[str, Record]) -> bool:
        """Reserve an id: stages, steps and outcomes of a pipeline share one namespace."""
        first = taken.setdefault(ident, record)
        if first is record:
            return True
        self.report.error(
            "duplicate-id",
            record.span,
            f"the id {ident!r} is in use: stages, steps and outcomes of a "
            "pipeline need different ids",
            related=(Related(first.span, "the first one"),),
        )
        return False

    def _old_ids(self, taken: Mapping_[str, Record]) -> dict[str, str]:
        old: dict[str, str] = {}
        for ident, record in taken.items():
            for former in record.get("renamed_from", ()):
                if former in taken or former in old:
                    self.report.error(
                        "duplicate-id",
                        record.place("renamed_from"),
                        f"{former!r} is in use: it cannot be a former id too",
                    )
                else:
                    old[former] = ident
        return old

    def _outcome(self, record: Record, pipeline: str) -> Outcome:
        conditions = self.names.conditions
        reasons = {
            key: Option(key, one.get("title") or humanise(key), one.get("text"))
            for key, one in record.get("reasons", {}).items()
        }
        return Outcome(
            record.id,
            record.get("title") or humanise(record.id),
            Kind(record.get("kind", "void")),
            pipeline,
            record.span,
            record.get("text"),
            reasons,
            (),
            conditions.requirements(record.nodes.get("needs")),
            read_tell(record.get("tell", ()), self.names),
            None,
            record.get("renamed_from", ()),
        )

    def _linked(self, draft: Pipeline) -> Pipeline:
        """The pipeline with every way resolved."""
        stages = tuple(
            replace(stage, steps=tuple(self._link_step(step, stage, draft) for step in stage.steps))
            for stage in draft.stages
        )
        outcomes = {
            ident: self._link_outcome(outcome, draft) for ident, outcome in draft.outcomes.items()
        }
        steps = {step.id: step for stage in stages for step in stage.steps}
        return replace(draft, stages=stages, outcomes=outcomes, steps=steps)

    def _link_step(self, step: Step, stage: Stage, draft: Pipeline) -> Step:
        records = self.records[draft.id]
        record = records[step.id]
        node = record.nodes.get("next")
        if node is None and not stage.bare and step is stage.steps[-1]:
            node = records[stage.id].nodes.get("next")
        origins, anywhere = self._origins(record, draft)
        limits = tuple(
            replace(limit, to=target)
            for limit in step.limits
            if (target := self._target(Word(limit.to, limit.span), draft))
        )
        self._check_for(step, node)
        return replace(
            step,
            exits=tuple(self._exits(node, draft)),
            limits=limits,
            origins=(*step.origins, *origins),
            from_any=step.from_any or anywhere,
            beside=self._beside(record, step, draft),
        )

    def _check_for(self, step: Step, node: Node | None) -> None:
        """A requirement `for:` an exit that the step does not have never applies: say so."""
        if not any(one.exits for one in step.fills):
            return
        known = [
            name
            for label, target in self._ways(node)
            for name in (label, target.value if target else "")
            if name
        ]
        for one in step.fills:
            for name in one.exits:
                if one.span is not None and name not in known and known:
                    self.report.error(
                        "unknown-exit",
                        one.span,
                        f"{step.id!r} has no exit {name[:40]!r}",
                        hint=closest(name, known) or one_of(known),
                    )

    def _ways(self, node: Node | None) -> Iterator[tuple[str, Word | None]]:
        """Labels and targets of `next` without judging them."""
        for label, value in _labelled(node):
            record = EXIT.read(value, Report())
            yield label, record.get("to") if record else None

    def _exits(self, node: Node | None, draft: Pipeline) -> Iterator[Exit]:
        for label, value in _labelled(node):
            record = EXIT.read(value, self.report)
            word = record.get("to") if record else None
            if record is None or word is None:
                continue
            target = self._target(word, draft)
            if target:
                text = Line().read(_label_node(node, label), self.report) if label else ""
                yield Exit(
                    text or "",
                    target,
                    word.span,
                    self.names.conditions.conditions(record.nodes.get("when")),
                )

    def _target(self, word: Word, draft: Pipeline) -> str:
        """The id (or `pipeline/id`) of the step or outcome that a word names."""
        pipeline, slash, ident = word.value.rpartition("/")
        home = self.drafts.get(pipeline) if slash else draft
        if home is None:
            self.names.unknown("pipeline", Word(pipeline, word.span), self.drafts)
            return ""
        place = home.place(ident)
        if place is None:
            known = [*home.steps, *home.outcomes]
            elsewhere = [
                f"{other.id}/{ident}"
                for other in self.drafts.values()
                if other.id and other.place(ident)
            ]
            self.report.error(
                "unknown-step",
                word.span,
                f"there is no step or outcome {ident[:40]!r}",
                hint=f"did you mean {elsewhere[0]}?"
                if elsewhere
                else closest(ident, known) or one_of(known),
            )
            return ""
        return place.id if home is draft else f"{home.id}/{place.id}"

    def _origins(self, record: Record, draft: Pipeline) -> tuple[tuple[str, ...], bool]:
        """The steps that `from` names, stages spelt out, and whether it says `any`."""
        found: list[str] = []
        anywhere = False
        for word in record.get("from", ()):
            stage = next((one for one in draft.stages if one.id == word.value), None)
            if word.value == "any":
                anywhere = True
            elif stage is not None:
                found += [step.id for step in stage.steps]
            else:
                found += self._origin(word, draft)
        return tuple(found), anywhere

    def _origin(self, word: Word, draft: Pipeline) -> list[str]:
        """One step; of a shared outcome's origins only those of this pipeline count here."""
        pipeline, slash, ident = word.value.rpartition("/")
        if slash and pipeline != draft.id and pipeline in self.drafts:
            return []
        place = draft.place(ident)
        if place is not None:
            return [place.id]
        if any(other.place(ident) for other in self.drafts.values()):
            return []
        known = [*draft.steps, *(stage.id for stage in draft.stages)]
        self.report.error(
            "unknown-step",
            word.span,
            f"there is no step or stage {ident[:40]!r}",
            hint=closest(ident, known) or one_of(known),
        )
        return []

    def _beside(self, record: Record, step: Step, draft: Pipeline) -> tuple[str, ...]:
        found = []
        for word in record.get("beside", ()):
            other = draft.steps.get(draft.old_ids.get(word.value, word.value))
            if other is None:
                self.names.unknown("step", word, draft.steps)
            elif other.id == step.id:
                self.report.error("beside-itself", word.span, "a step cannot run beside itself")
            else:
                found.append(other.id)
        return tuple(found)

    def _link_outcome(self, outcome: Outcome, draft: Pipeline) -> Outcome:
        record = self.records[draft.id][outcome.id]
        origins, anywhere = self._origins(record, draft)
        if anywhere:
            origins = (ANYWHERE,)
        elif "from" in record.nodes and not origins:
            origins = (NOWHERE,)  # a shared outcome whose origins are all in other pipelines
        return replace(outcome, origins=origins, spawns=self._spawns(record, draft))

    def _spawns(self, record: Record, draft: Pipeline) -> Spawn | None:
        spawns = record.get("spawns")
        if spawns is None:
            return None
        word = spawns.get("pipeline")
        target = draft
        if word is not None and not (len(self.drafts) == 1 and "" in self.drafts):
            if word.value not in self.drafts:
                self.names.unknown("pipeline", word, self.drafts)
                return None
            target = self.drafts[word.value]
        at = spawns.get("at")
        start = self._target(at, target) if at else ""
        return Spawn(
            target.id,
            self._link_key(spawns),
            self.names.known("field", tuple(spawns.get("copy", ()))),
            start,
        )

    def _link_key(self, spawns: Record) -> str:
        """The key of the new lead that names the old one: `renews` or a field of type lead."""
        name = str(spawns.get("link", "renews"))
        field = self.names.fields.get(self.names.old_ids.get("field", {}).get(name, name))
        if name == "renews" or (field is not None and field.type == "lead"):
            return name
        known = ["renews", *(one.id for one in self.names.fields.values() if one.type == "lead")]
        self.report.error(
            "unknown-field",
            spawns.place("link"),
            f"there is no field {name[:40]!r} of type lead",
            hint=closest(name, known) or one_of(known),
        )
        return "renews"


def _labelled(node: Node | None) -> Iterator[tuple[str, Node]]:
    """Labels and the nodes of their targets; a list or a single target has no labels."""
    if node is None:
        return
    if isinstance(node, Mapping) and not ("to" in node.entries and len(node.entries) <= 2):
        for key, value in node.items():
            yield key.value, value
    elif isinstance(node, Mapping):
        yield "", node
    else:
        for entry in entries(node):
            yield "", entry


def _label_node(node: Node | None, label: str) -> Scalar:
    assert isinstance(node, Mapping)  # only mappings have labels
    return node.entries[label][0]
