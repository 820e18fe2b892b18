"""A lead's file to a `Lead`: reports what is wrong and goes on.

In a public build what is marked for the team is not even read: it cannot leak from a
place where it never was.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sphinx_leadflow.core.keys import ANSWER, LEAD_KEYS
from sphinx_leadflow.core.model import (
    Answer,
    Audience,
    Event,
    Lead,
    Outcome,
    Value,
    Waiting,
    Waiver,
)
from sphinx_leadflow.core.reading import (
    Record,
    Word,
    closest,
    kind_of,
    one_of,
    plain,
    report_braces,
    shown,
)
from sphinx_leadflow.core.source import Span
from sphinx_leadflow.core.syntax import Mapping, Scalar
from sphinx_leadflow.core.values import read_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.core.diagnostic import Report
    from sphinx_leadflow.core.model import Checklist, Field, Pipeline, Process
    from sphinx_leadflow.core.source import Source
    from sphinx_leadflow.core.syntax import Node
    from sphinx_leadflow.core.values import References

_TEAM = re.compile(r"^\s*[\"']?visibility[\"']?\s*:\s*[\"']?team\b", re.MULTILINE)

_KEYS = {key.name: key for key in LEAD_KEYS}


def is_withheld(node: Node | None, source: Source) -> bool:
    """Whether a lead is for the team alone.

    A file that cannot be parsed is judged by its text: rather withheld too much.
    """
    if isinstance(node, Mapping):
        value = node.get("visibility")
        if isinstance(value, Scalar) and value.value.strip() in ("public", "team"):
            return value.value.strip() == "team"
        if value is None:
            return False
    return bool(_TEAM.search(source.text)) or isinstance(node, Mapping)


def broken_lead(ident: str, span: Span) -> Lead:
    """What stands for a lead whose file could not be understood."""
    return Lead(ident, ident, span, "", broken=True)


@dataclass(frozen=True, slots=True)
class LeadReader:
    """Reads lead files against one process for one audience."""

    process: Process
    known: References
    audience: Audience
    report: Report

    @property
    def public(self) -> bool:
        """Whether what is for the team must not be read."""
        return self.audience is Audience.PUBLIC

    @property
    def notes(self) -> bool:
        """Whether free text outside declared fields may be read."""
        return self.process.public_notes or not self.public

    def lead(self, source: Source, node: Node | None) -> Lead:
        """The lead that a file describes; a broken one if the file is no mapping."""
        start = Span.at(source.path)
        if not isinstance(node, Mapping):
            self._report_shape(node, source)
            return broken_lead(source.stem, start)
        record = self._own_words(node)
        pipeline = self._pipeline(record)
        if not record.get("name"):
            self._report_name(record, start)
        waiting = record.get("waiting")
        return Lead(
            id=source.stem,
            name=record.get("name") or source.stem,
            span=start,
            pipeline=pipeline.id if pipeline else "",
            owner=self._owner(record),
            action=record.get("action", "") if self.notes else "",
            aliases=record.get("aliases", ()),
            renews=self._renews(record),
            due=record.get("due"),
            probability=record.get("probability"),
            fields=dict(self._fields(node)),
            history=tuple(self._history(record, pipeline)),
            waiting=self._waiting(waiting) if waiting else None,
            checklists=self._checklists(record),
            waive=tuple(self._waivers(record)),
            private=record.get("visibility") == "team",
        )

    def _report_shape(self, node: Node | None, source: Source) -> None:
        start = Span.at(source.path)
        if node is not None:
            self.report.error(
                "wrong-type",
                node.span,
                f"a lead must be lines of `key: value`, not {kind_of(node)}",
                hint="begin with one line",
                paste="name: …",
            )
        elif not any(item.span.path == source.path for item in self.report):
            self.report.error(
                "empty-file",
                start,
                "this file is empty",
                hint="begin with one line",
                paste="name: …",
            )

    def _report_name(self, record: Record, start: Span) -> None:
        if "name" not in record.nodes or not any(
            item.span == record.place("name") for item in self.report
        ):
            self.report.error(
                "missing-key",
                record.spans.get("name", start),
                "a lead needs a name",
                hint="add the line",
                paste=f"name: {_KEYS['name'].example}",
            )

    def _own_words(self, node: Mapping) -> Record:
        """The keys that are not fields; unknown ones are findings."""
        record = Record(node.span)
        for key, value in node.items():
            declared = _KEYS.get(key.value)
            if declared is not None:
                record.nodes[key.value], record.spans[key.value] = value, value.span
                record.values[key.value] = declared.kind.read(value, self.report)
            elif self._field(key.value) is None:
                self._report_key(key, value, node)
        return record

    def _field(self, name: str) -> Field | None:
        return self.process.fields.get(self.process.now("field", name))

    def _report_key(self, key: Scalar, value: Node, node: Mapping) -> None:
        if node.flow and isinstance(value, Scalar) and value.empty:
            report_braces(key, self.report)
            return
        known = [*_KEYS, *self.process.fields]
        self.report.error(
            "unknown-key",
            key.span,
            f"a lead has no key {shown(key)}",
            hint=closest(key.value, known)
            or "declare it under `fields:` in process.yaml, or remove the line",
        )

    def _pipeline(self, record: Record) -> Pipeline | None:
        pipelines = self.process.pipelines
        word: Word | None = record.get("pipeline")
        if word is not None and word.value in pipelines and word.value:
            return pipelines[word.value]
        if word is not None:
            self.report.error(
                "unknown-pipeline",
                word.span,
                f"there is no pipeline {word.value[:40]!r}",
                hint="there is only one: remove the line"
                if self.process.single
                else closest(word.value, pipelines) or one_of(pipelines),
            )
        return next(iter(pipelines.values()), None)

    def _owner(self, record: Record) -> str:
        word: Word | None = record.get("owner")
        if word is None or word.value in self.process.people:
            return word.value if word else ""
        people = self.process.people
        self.report.error(
            "unknown-person",
            word.span,
            f"there is nobody {word.value[:40]!r} among the people",
            hint=closest(word.value, people)
            or one_of(people)
            or "declare people under `people:` in process.yaml",
        )
        return ""

    def _renews(self, record: Record) -> str:
        word: Word | None = record.get("renews")
        if word is None or word.value in self.known.leads:
            return word.value if word else ""
        if not self.known.public:
            self.report.error(
                "unknown-lead",
                word.span,
                f"there is no lead {word.value[:40]!r}",
                hint=closest(word.value, sorted(self.known.leads))
                or "write the name of the lead's file without .yaml",
            )
        return ""

    def _fields(self, node: Mapping) -> Iterator[tuple[str, Value]]:
        seen: dict[str, Scalar] = {}
        for key, value in node.items():
            field = None if key.value in _KEYS else self._field(key.value)
            if field is None or (field.private and self.public):
                continue
            if field.id in seen:
                self.report.error(
                    "duplicate-key",
                    key.span,
                    f"{key.value!r} is a former name of {field.id!r}, which stands here too",
                    hint="keep one of the two",
                )
                continue
            seen[field.id] = key
            data = read_value(field, value, self.known, self.report)
            if data is not None:
                yield field.id, Value(data, value.span)

    def _waiting(self, record: Record) -> Waiting | None:
        if record.get("until") is None:
            return None
        return Waiting(
            record.get("until"), record.span, record.get("for", "") if self.notes else ""
        )

    def _waivers(self, record: Record) -> Iterator[Waiver]:
        for waiver in record.get("waive", ()):
            rule = waiver.get("rule")
            if rule is not None:
                yield Waiver(
                    rule.value,
                    waiver.get("because", "") if self.notes else "",
                    waiver.get("until"),
                    rule.span,
                )

    def _history(self, record: Record, pipeline: Pipeline | None) -> Iterator[Event]:
        current = pipeline
        for line in record.get("history", ()):
            changes = self._changes(line)
            note = line.get("note", "")
            word = line.get("to")
            if word is None and not changes and not note and "set" not in line.nodes:
                self.report.error(
                    "empty-event",
                    line.span,
                    "this history line says neither `to`, `set` nor `note`",
                    hint="add one of them",
                )
            place = None
            if word is not None and current is not None:
                current, place = self._place(word, current)
            if not self.notes:
                note = ""
            if line.get("date") is None or not (word or changes or note):
                continue
            yield Event(
                line.get("date"),
                line.span,
                self._author(line),
                current.id if current else "",
                place,
                self._reason(line, place),
                note,
                changes,
            )

    def _place(self, word: Word, current: Pipeline) -> tuple[Pipeline, Any]:
        """The step or outcome that a move names, and the pipeline that it belongs to."""
        name, slash, ident = word.value.rpartition("/")
        home = self.process.pipelines.get(name) if slash else current
        if home is None:
            self.report.error(
                "unknown-pipeline",
                word.span,
                f"there is no pipeline {name[:40]!r}",
                hint=closest(name, self.process.pipelines) or one_of(self.process.pipelines),
            )
            return current, None
        place = home.place(ident)
        if place is None:
            self._report_step(word, ident, home)
            return current, None
        return home, place

    def _report_step(self, word: Word, ident: str, home: Pipeline) -> None:
        known = [*home.steps, *home.outcomes]
        others = [
            f"{one.id}/{ident}"
            for one in self.process.pipelines.values()
            if one is not home and one.place(ident)
        ]
        self.report.error(
            "unknown-step",
            word.span,
            f"there is no step {ident[:40]!r}",
            hint=f"did you mean {others[0]}?"
            if others
            else closest(ident, known) or one_of(known) or "the process has no steps yet",
        )

    def _author(self, line: Record) -> str:
        word: Word | None = line.get("by")
        if word is None:
            return ""
        roles = self.process.roles
        role = self.process.now("role", word.value)
        if word.value in self.process.people or role in roles:
            return word.value if word.value in self.process.people else role
        known = [*self.process.people, *roles]
        self.report.error(
            "unknown-person",
            word.span,
            f"there is no person or role {word.value[:40]!r}",
            hint=closest(word.value, known)
            or one_of(known)
            or "declare people under `people:` in process.yaml",
        )
        return ""

    def _reason(self, line: Record, place: Any) -> str:
        word: Word | None = line.get("reason")
        if word is None:
            return ""
        reasons = place.reasons if isinstance(place, Outcome) else {}
        if word.value in reasons:
            return word.value
        if place is not None:
            self.report.error(
                "unknown-reason",
                word.span,
                f"{place.id!r} has no reason {word.value[:40]!r}"
                if reasons
                else f"{place.id!r} has no reasons to choose from",
                hint=closest(word.value, reasons) or one_of(reasons) or "write it as a `note`",
            )
        return ""

    def _changes(self, line: Record) -> dict[str, Value]:
        node = line.nodes.get("set")
        if node is None or (isinstance(node, Scalar) and node.empty):
            return {}
        if not isinstance(node, Mapping):
            self.report.error(
                "wrong-type",
                node.span,
                f"`set` must be a mapping from tracked fields to values, not {kind_of(node)}",
                hint="write set: {field: value}",
            )
            return {}
        return dict(self._changed(node))

    def _changed(self, node: Mapping) -> Iterator[tuple[str, Value]]:
        tracked = [field.id for field in self.process.fields.values() if field.tracked]
        for key, value in node.items():
            field = self._field(key.value)
            if field is None or not field.tracked:
                what = "is not tracked" if field else "is no field"
                self.report.error(
                    "not-tracked",
                    key.span,
                    f"{shown(key)} {what}",
                    hint=closest(key.value, tracked)
                    or "`tracked: true` in process.yaml makes a field one",
                )
            elif not (field.private and self.public):
                data = read_value(field, value, self.known, self.report)
                if data is not None:
                    yield field.id, Value(data, value.span)

    def _checklists(self, record: Record) -> dict[str, dict[str, Answer]]:
        node = record.nodes.get("checklists")
        if node is None or (isinstance(node, Scalar) and node.empty):
            return {}
        if not isinstance(node, Mapping):
            self.report.error(
                "wrong-type",
                node.span,
                f"`checklists` must be a mapping, not {kind_of(node)}",
                hint="write the checklist's id, then its questions below it",
            )
            return {}
        found = {}
        for key, value in node.items():
            checklist = self.process.checklists.get(self.process.now("checklist", key.value))
            if checklist is None:
                known = self.process.checklists
                self.report.error(
                    "unknown-checklist",
                    key.span,
                    f"there is no checklist {shown(key)}",
                    hint=closest(key.value, known) or one_of(known),
                )
            elif not (checklist.private and self.public):
                found[checklist.id] = dict(self._answers(checklist, value))
        return found

    def _answers(self, checklist: Checklist, node: Node) -> Iterator[tuple[str, Answer]]:
        if isinstance(node, Scalar) and node.empty:
            return
        if not isinstance(node, Mapping):
            self.report.error(
                "wrong-type",
                node.span,
                f"the answers to {checklist.id!r} must be a mapping, not {kind_of(node)}",
                hint=one_of(checklist.items),
            )
            return
        for key, value in node.items():
            if key.value not in checklist.items:
                self.report.error(
                    "unknown-item",
                    key.span,
                    f"{checklist.id!r} has no question {shown(key)}",
                    hint=closest(key.value, checklist.items) or one_of(checklist.items),
                )
                continue
            answer = self._answer(value)
            if answer is not None:
                yield key.value, answer

    def _answer(self, node: Node) -> Answer | None:
        """`{done: …, answer: …}`; a bare flag is `done`, a bare text is a given answer."""
        if isinstance(node, Scalar):
            text = plain(node, "an answer", self.report)
            if text is None:
                return None
            if text in ("true", "false") and not node.style:
                return Answer(text == "true", "", node.span)
            return Answer(True, text if self.notes else "", node.span)
        record = ANSWER.read(node, self.report)
        if record is None or not record.nodes:
            return None
        text = record.get("answer", "")
        return Answer(record.get("done", bool(text)), text if self.notes else "", node.span)
