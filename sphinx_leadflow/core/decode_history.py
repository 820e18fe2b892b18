"""The history of a lead's file to events: reports what is wrong and goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.core.kinds import Word, mapping
from sphinx_leadflow.core.lead_part import LeadPart
from sphinx_leadflow.core.model import Event, Outcome, Step, Value
from sphinx_leadflow.core.slips import report_unknown, shown
from sphinx_leadflow.core.suggest import closest, one_of
from sphinx_leadflow.core.syntax import Mapping
from sphinx_leadflow.core.values import read_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.core.model import Pipeline
    from sphinx_leadflow.core.reading import Record
    from sphinx_leadflow.core.syntax import Node, Scalar


class HistoryReader(LeadPart):
    """Reads history lines."""

    def events(self, record: Record, pipeline: Pipeline | None) -> Iterator[Event]:
        """Every line that tells this audience something, in the order of the file."""
        for line in record.get("history", ()):
            written = line.nodes
            if "to" not in written and "set" not in written and "note" not in written:
                self.report.error(
                    "empty-event",
                    line.span,
                    "this history line says neither `to` nor `set` nor `note`",
                    hint="add one of them, or remove the line",
                )
            place, word = None, line.get("to")
            if word is not None and pipeline is not None:
                pipeline, place = self._place(word, pipeline)
            event = self._event(line, pipeline, place)
            if event is not None:
                yield event

    def _event(
        self, line: Record, pipeline: Pipeline | None, place: Step | Outcome | None
    ) -> Event | None:
        """What a line tells this audience; nothing if that is nothing, or has no date."""
        changes = self._changes(line)
        by, reason = self._author(line), self._reason(line, place)
        note = line.get("note", "") if self.notes else ""
        date, word = line.get("date"), line.get("to")
        if date is None or not (word or changes or note):
            return None
        home = pipeline.id if pipeline else ""
        return Event(date, line.span, by, home, place, reason, note, changes)

    def _place(self, word: Word, current: Pipeline) -> tuple[Pipeline, Step | Outcome | None]:
        """The step or outcome that a move names, and the pipeline that it belongs to."""
        ident, home = word.value, current
        if "/" in ident:
            name, _slash, ident = ident.rpartition("/")
            other = self.process.pipelines.get(self.process.now("pipeline", name))
            if other is None:
                self.report_pipeline(name, word.span)
                return current, None
            home = other
        place = home.place(ident)
        if place is None:
            self._report_step(word, ident, home)
            return current, None
        return home, place

    def _report_step(self, word: Word, ident: str, home: Pipeline) -> None:
        if self.is_lost(ident, "stages", "pipelines", "outcomes"):
            return
        known = [*home.steps, *home.outcomes]
        others = [
            f"{one.id}/{ident}"
            for one in self.process.pipelines.values()
            if one is not home and one.place(ident)
        ]
        self.report.error(
            "unknown-step",
            word.span,
            f"there is no step or outcome {ident[:40]!r}",
            hint=f"did you mean {others[0]}?"
            if others
            else closest(ident, known) or one_of(known) or "the process has no steps yet",
        )

    def _author(self, line: Record) -> str:
        word: Word | None = line.get("by")
        if word is None:
            return ""
        people, roles = self.process.people, self.process.roles
        if word.value in people:
            return word.value
        role = self.process.now("role", word.value)
        if role in roles:
            return role
        if not self.is_lost(word.value, "people", "roles"):
            self.report.error(
                "unknown-person",
                word.span,
                f"there is no person or role {word.value[:40]!r}",
                hint=self.person_hint(word.value, [*people, *roles]),
            )
        return ""

    def _reason(self, line: Record, place: Step | Outcome | None) -> str:
        word: Word | None = line.get("reason")
        reasons = place.reasons if isinstance(place, Outcome) else {}
        if word is None or word.value in reasons:
            return word.value if word else ""
        if place is not None:
            self.report.error(
                "unknown-reason",
                word.span,
                f"the outcome {place.id!r} has no reason {word.value[:40]!r}"
                if reasons
                else f"{place.id!r} has no reasons to choose from",
                hint=closest(word.value, reasons)
                or (f"{one_of(reasons)}; what they said goes into a `note`" if reasons else "")
                or "write it as a `note`",
            )
        elif "to" not in line.nodes:
            self.report.error(
                "unknown-reason",
                word.span,
                "a reason belongs to a move to an outcome, and this line moves nowhere",
                hint="write it as a `note`",
            )
        return ""

    def _changes(self, line: Record) -> dict[str, Value]:
        node = line.nodes.get("set")
        if node is None:
            return {}
        says, hint = "a mapping from tracked fields to values", "write set: {field: value}"
        changed = mapping(node, says, self.report, "set", hint=hint)
        return dict(self._changed(changed)) if changed else {}

    def _changed(self, node: Mapping) -> Iterator[tuple[str, Value]]:
        for key, value in node.items():
            field = self.fields.get(key.value)
            if field is None or not field.tracked:
                self._report_untracked(key, value, node)
            elif not (field.private and self.public):
                data = read_value(field, value, self.known, self.report)
                if data is not None:
                    yield field.id, Value(data, value.span)

    def _report_untracked(self, key: Scalar, value: Node, node: Mapping) -> None:
        if self.is_lost(key.value, "fields"):
            return
        tracked = [field.id for field in self.process.fields.values() if field.tracked]
        if key.value not in self.fields:
            report_unknown("'set'", key, value, node, tracked, self.report)
            return
        self.report.error(
            "not-tracked",
            key.span,
            f"the field {shown(key)} is not tracked, so history lines cannot set it",
            hint="write it at the top of the file, or say `tracked: true` in process.yaml",
        )
