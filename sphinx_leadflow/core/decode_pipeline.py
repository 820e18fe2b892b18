"""Pipelines: stages and outcomes put together, and where every way leads."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_leadflow.core.decode_exits import ExitReader
from sphinx_leadflow.core.decode_order import order_of
from sphinx_leadflow.core.decode_stage import StepReader, read_tell
from sphinx_leadflow.core.diagnostic import Related
from sphinx_leadflow.core.keys import EXIT
from sphinx_leadflow.core.kinds import Line, Word
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
from sphinx_leadflow.core.reading import Record, entries
from sphinx_leadflow.core.sections import report_former, title_of
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
        records = self._pipeline_records()
        self._remember(records)
        for ident, record in records.items():
            self.drafts[ident] = self._draft(ident, record)
        linked = {ident: self._linked(draft) for ident, draft in self.drafts.items()}
        return {
            ident: ExitReader(one, linked).resolved(self.report) for ident, one in linked.items()
        }

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

    def _remember(self, records: Mapping_[str, Record]) -> None:
        old = self.names.old_ids["pipeline"]
        for ident, record in records.items():
            for former in record.get("renamed_from", ()) if ident else ():
                if former in records or former in old:
                    report_former(former, record, self.report)
                else:
                    old[former] = ident

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
        return Pipeline(
            ident,
            title_of(record),
            record.span if ident else self.start,
            stages,
            outcomes,
            record.get("text") if ident else None,
            steps,
            self._old_ids(taken),
            record.get("renamed_from", ()) if ident else (),
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
        if ident == "any":
            self.report.error(
                "reserved-word",
                record.span,
                "'any' cannot be an id here: `from: any` means everywhere",
                hint="choose another word",
            )
            return False
        first = taken.setdefault(ident, record)
        if first is record:
            return True
        self.report.error(
            "duplicate-id",
            record.span,
            f"the id {ident!r} is in use: the stages, steps and outcomes of a pipeline share "
            "their ids",
            hint=f"the first one is on line {first.span.start.line}; rename one of the two",
            related=(Related(first.span, "the first one"),),
        )
        return False

    def _old_ids(self, taken: Mapping_[str, Record]) -> dict[str, str]:
        old: dict[str, str] = {}
        for ident, record in taken.items():
            for former in record.get("renamed_from", ()):
                if former in taken or former in old:
                    report_former(former, record, self.report)
                else:
                    old[former] = ident
        return old

    def _outcome(self, record: Record, pipeline: str) -> Outcome:
        conditions = self.names.conditions
        reasons = {
            key: Option(key, title_of(one), one.get("text"))
            for key, one in record.get("reasons", {}).items()
        }
        return Outcome(
            record.id,
            title_of(record),
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
        return replace(draft, stages=stages, outcomes=outcomes, steps=steps, order=order_of(steps))

    def _link_step(self, step: Step, stage: Stage, draft: Pipeline) -> Step:
        """The step with its ways; what a stage says of ways holds for its first or last step."""
        record, above = self.records[draft.id][step.id], self.records[draft.id][stage.id]
        first, last = step is stage.steps[0], step is stage.steps[-1]
        node = record.nodes.get("next") or (above.nodes.get("next") if last else None)
        origins, anywhere = self._origins(record, draft, "step")
        if first and not stage.bare:
            more, also = self._origins(above, draft, "step")
            origins, anywhere = (*origins, *more), anywhere or also
        limits = tuple(
            replace(limit, to=target)
            for limit in step.limits
            if (target := self._target(Word(limit.to, limit.span), draft))
        )
        return replace(
            step,
            exits=tuple(self._exits(node, draft)),
            limits=limits,
            origins=origins,
            from_any=anywhere,
            beside=self._beside(record if "beside" in record.nodes else above, step, draft),
        )

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
        name, slash, ident = word.value.rpartition("/")
        home = self.drafts.get(self.names.now("pipeline", name)) if slash else draft
        if home is None:
            self._report_pipeline(name, word.span)
            return ""
        place = home.place(ident)
        if place is None:
            known = [*home.steps, *home.outcomes]
            self.names.unknown(
                "step", Word(ident, word.span), known, "step or outcome", self._elsewhere(ident)
            )
            return ""
        return place.id if home is draft else f"{home.id}/{place.id}"

    def _report_pipeline(self, name: str, place: Span) -> None:
        hint = "there is only one, without a name: leave out what stands before the /"
        word = Word(name, place)
        self.names.unknown("pipeline", word, self.drafts, hint=hint if "" in self.drafts else "")

    def _elsewhere(self, ident: str) -> str:
        """What to write for the step of another pipeline, or for a pipeline's beginning."""
        for other in self.drafts.values():
            if other.id and other.place(ident):
                return f"did you mean {other.id}/{ident}?"
            if other.id and other.id == ident and other.steps:
                return f"did you mean {other.id}/{next(iter(other.steps))}?"
        return ""

    def _origins(self, record: Record, draft: Pipeline, what: str) -> tuple[tuple[str, ...], bool]:
        """The steps that `from` names, stages spelt out, and whether it says `any`."""
        words: tuple[Word, ...] = record.get("from", ())
        found = [
            origin
            for word in words
            if word.value != "any"
            for origin in self._origin(word, draft, what)
        ]
        return tuple(dict.fromkeys(found)), any(word.value == "any" for word in words)

    def _origin(self, word: Word, draft: Pipeline, what: str) -> list[str]:
        """One entry of `from`: a step, or all steps of a stage.

        A step may name those of other pipelines. Of an outcome's only those of this pipeline
        count here: it is shared, and read for each.
        """
        name, slash, ident = word.value.rpartition("/")
        home = self.drafts.get(self.names.now("pipeline", name)) if slash else draft
        if home is None:
            self._report_pipeline(name, word.span)
            return []
        ident = home.old_ids.get(ident, ident)
        stage = next((one for one in home.stages if one.id == ident), None)
        steps = [step.id for step in stage.steps] if stage else [ident]
        if stage is None and ident not in home.steps:
            if slash or what == "step" or not self._elsewhere(ident):
                known = [*home.steps, *(one.id for one in home.stages)]
                self.names.unknown("step", Word(ident, word.span), known, "step or stage")
            return []
        if home is draft:
            return steps
        return [f"{home.id}/{step}" for step in steps] if what == "step" else []

    def _beside(self, record: Record, step: Step, draft: Pipeline) -> tuple[str, ...]:
        found = []
        for word in record.get("beside", ()):
            other = draft.steps.get(draft.old_ids.get(word.value, word.value))
            if other is None:
                self.names.unknown("step", word, draft.steps)
            elif other.id == step.id:
                self.report.error(
                    "beside-itself",
                    word.span,
                    "a step cannot run beside itself",
                    hint="name the other step",
                )
            else:
                found.append(other.id)
        return tuple(found)

    def _link_outcome(self, outcome: Outcome, draft: Pipeline) -> Outcome:
        record = self.records[draft.id][outcome.id]
        origins, anywhere = self._origins(record, draft, "outcome")
        if anywhere:
            origins = (ANYWHERE,)
        elif "from" in record.nodes and not origins:
            origins = (NOWHERE,)  # a shared outcome whose origins are all in other pipelines
        return replace(outcome, origins=origins, spawns=self._spawns(record, draft))

    def _spawns(self, record: Record, draft: Pipeline) -> Spawn | None:
        spawns: Record | None = record.get("spawns")
        if spawns is None:
            return None
        target = self._spawned_in(spawns, draft)
        if target is None:
            return None
        at: Word | None = spawns.get("at")
        shared_elsewhere = "pipeline" not in spawns.nodes and at and self._elsewhere(at.value)
        if at and target.place(at.value) is None and shared_elsewhere:
            at = None  # a shared outcome: the step belongs to another of its pipelines
        return Spawn(
            target.id,
            self._link_key(spawns),
            self.names.known("field", spawns.get("copy", ())),
            self._target(at, target) if at else "",
        )

    def _spawned_in(self, spawns: Record, draft: Pipeline) -> Pipeline | None:
        word: Word | None = spawns.get("pipeline")
        if word is None:
            return draft
        home = self.drafts.get(self.names.now("pipeline", word.value))
        if home is None or not home.id:
            self._report_pipeline(word.value, word.span)
            return None
        return home

    def _link_key(self, spawns: Record) -> str:
        """The key of the new lead that names the old one: `renews` or a field of type lead."""
        name = self.names.now("field", str(spawns.get("link", "renews")))
        field = self.names.fields.get(name)
        if name == "renews" or (field is not None and field.type == "lead"):
            return name
        known = ["renews", *(one.id for one in self.names.fields.values() if one.type == "lead")]
        word = Word(name, spawns.place("link"))
        self.names.unknown("field", word, known, "field of type lead called")
        return "renews"


_EXIT = {key.name for key in EXIT.keys}


def _labelled(node: Node | None) -> Iterator[tuple[str, Node]]:
    """Labels and the nodes of their targets; a list or a single target has no labels."""
    if node is None:
        return
    if isinstance(node, Mapping) and not ("to" in node.entries and node.entries.keys() <= _EXIT):
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
