"""A lead's file to a `Lead`: reports what is wrong and goes on.

In a public build what is marked for the team is not even read: it cannot leak from a
place where it never was.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_leadflow.core.diagnostic import Mend, Report
from sphinx_leadflow.core.keys import (
    ANSWER,
    LEAD_ELSEWHERE,
    LEAD_KEYS,
    NOTES_ELSEWHERE,
    STANDING_ELSEWHERE,
    WAIVER,
)
from sphinx_leadflow.core.kinds import Word, kind_of, plain
from sphinx_leadflow.core.model import (
    Answer,
    Audience,
    Event,
    Lead,
    Outcome,
    Step,
    Value,
    Waiting,
    Waiver,
)
from sphinx_leadflow.core.quantities import is_day
from sphinx_leadflow.core.reading import Record
from sphinx_leadflow.core.slips import report_unknown, shown
from sphinx_leadflow.core.source import Span
from sphinx_leadflow.core.suggest import closest, nearest, one_of
from sphinx_leadflow.core.syntax import Mapping, Scalar, Sequence, is_empty
from sphinx_leadflow.core.values import read_value

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sphinx_leadflow.core.model import Checklist, Pipeline, Process
    from sphinx_leadflow.core.source import Source
    from sphinx_leadflow.core.syntax import Node
    from sphinx_leadflow.core.values import References

_TEAM = re.compile(r"""(?:^|[{,])\s*["']?visib\w*["']?\s*:\s*["']?team\b""", re.I | re.M)

_KEYS = {key.name: key for key in LEAD_KEYS}

_NO_KEYS = {
    **dict.fromkeys(
        STANDING_ELSEWHERE, "remove it: the last `to:` of the history says where the lead stands"
    ),
    **dict.fromkeys(
        NOTES_ELSEWHERE, "write it as a line of the history: - {date: …, note: …, by: …}"
    ),
}
"""What to do about words that other tools write at the top of a lead's file."""


def mentions_visibility(source: Source) -> bool:
    """Whether a file may say who sees it: it holds the key, or an escape that could spell it."""
    text = source.text.lower()
    return "visib" in text or "\\" in text


def is_withheld(node: Node | None, source: Source) -> bool:
    """Whether a lead is for the team alone; where in doubt, it is.

    A file that cannot be parsed is judged by its text.
    """
    if not mentions_visibility(source):
        return False
    if not isinstance(node, Mapping):
        return bool(_TEAM.search(source.text))
    value = node.get("visibility")
    if value is None:
        return any(key[:5].lower() == "visib" for key in node.entries)
    return not (isinstance(value, Scalar) and value.value.strip() in ("public", ""))


def broken_lead(ident: str, span: Span) -> Lead:
    """What stands for a lead whose file could not be understood."""
    return Lead(ident, ident, span, "", broken=True)


class LeadReader:
    """Reads lead files against one process for one audience."""

    def __init__(
        self, process: Process, known: References, audience: Audience, report: Report
    ) -> None:
        self.process = process
        self.known = known
        self.report = report
        self.public = audience is Audience.PUBLIC
        """Whether what is for the team must not be read."""
        self.notes = process.public_notes or not self.public
        """Whether free text outside declared fields may be read."""
        self.fields = dict(process.fields)
        """Every field by its id and by its former ids."""
        for former, today in process.old_ids.get("field", {}).items():
            if today in process.fields:
                self.fields[former] = process.fields[today]

    def lead(self, source: Source, node: Node | None) -> Lead:
        """The lead that a file describes; a broken one if the file is no mapping."""
        start = Span.at(source.path)
        if not isinstance(node, Mapping):
            self._report_shape(node, source)
            return broken_lead(source.stem, start)
        record = self._own_words(node)
        pipeline = self._pipeline(record)
        if not record.get("name"):
            self._report_name(record, node, start)
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
            fields=self._fields(node),
            history=tuple(self._history(record, pipeline)),
            waiting=self._waiting(waiting) if waiting else None,
            checklists=self._checklists(record),
            waive=tuple(self._waivers(record)),
            private=is_withheld(node, source),
        )

    def _report_shape(self, node: Node | None, source: Source) -> None:
        message = (
            "this file is empty"
            if node is None
            else (f"a lead must be lines of `key: value`, not {kind_of(node)}")
        )
        place = Span.at(source.path) if node is None else node.span
        if node is not None or not self.report.mentions(source.path):
            self.report.error(
                "empty-file" if node is None else "wrong-type",
                place,
                message,
                hint="begin with one line",
                paste=f"name: {_KEYS['name'].example}",
            )

    def _report_name(self, record: Record, node: Mapping, start: Span) -> None:
        if record.failed("name"):
            return
        written = node.get("name")
        self.report.error(
            "missing-key",
            written.span if written else start,
            "the lead's name is empty" if written else "a lead needs the key 'name'",
            hint="write its name" if written else "add the line",
            paste=f"name: {_KEYS['name'].example}",
        )

    def _own_words(self, node: Mapping) -> Record:
        """The keys that are not fields; unknown ones are findings."""
        record = Record(node)
        for key, value in node.entries.values():
            declared = _KEYS.get(key.value)
            if declared is not None:
                if not is_empty(value) and not self._is_dated(key, value):
                    record.nodes[key.value] = value
                    record.values[key.value] = declared.kind.read(value, self.report, key.value)
            elif key.value not in self.fields:
                self._report_key(key, value, node)
                meant = _KEYS.get(self._meant(key.value, node))
                if meant is not None:  # read as if it were spelt right: its name is told of
                    record.nodes[meant.name] = value
                    record.values[meant.name] = meant.kind.read(value, Report(), meant.name)
        return record

    def _meant(self, word: str, node: Mapping) -> str:
        """The key or field that a misspelt word of a lead's file means; empty if unclear."""
        here = dict(LEAD_ELSEWHERE).get(word.lower(), "")
        if word.lower() in _NO_KEYS or word[:5].lower() == "visib":
            return ""
        if self._is_lost(word, "fields", "assets"):
            return ""
        meant = here or nearest(word, [*_KEYS, *self.process.fields])
        return meant if meant not in node.entries and meant != "visibility" else ""

    def _is_dated(self, key: Scalar, value: Node) -> bool:
        """`2026-11-02: first-call` below `history:`; each such line is a finding."""
        if key.value != "history" or not isinstance(value, Mapping):
            return False
        dated = [(day, to) for day, to in value.items() if is_day(day.value)]
        for day, to in dated:
            start, end = day.column, to.span.end.column
            line = day.line == to.line == to.span.end.line
            edits = ((day.span.end.column, to.column, ", to: "), (end, end, "}"))
            self.report.error(
                "wrong-type",
                day.span,
                "a history line begins with a dash, and its date is the value of `date`",
                hint="write - {date: …, to: …}",
                mend=Mend(start, start, "- {date: ", edits) if line else None,
            )
        return bool(dated)

    def _report_key(self, key: Scalar, value: Node, node: Mapping) -> None:
        known = [*_KEYS, *self.process.fields]
        if self._is_lost(key.value, "fields", "assets") and not closest(key.value, _KEYS):
            return
        if node.flow:
            report_unknown("a lead", key, value, node, known, self.report)
            return
        word = key.value.lower()
        here = dict(LEAD_ELSEWHERE).get(word, "")
        if word in _NO_KEYS:
            hint = _NO_KEYS[word]
        else:
            hint = f"did you mean {here}?" if here else closest(key.value, known)
        self.report.error(
            "unknown-key",
            key.span,
            f"a lead has no key {shown(key)}",
            hint=hint or "declare it under `fields:` in process.yaml, or remove the line",
        )

    def _is_lost(self, word: str, *sections: str) -> bool:
        """Whether a word is unknown because its declaration could not be read."""
        return self.process.gaps.explain(word, *sections)

    def _pipeline(self, record: Record) -> Pipeline | None:
        pipelines = self.process.pipelines
        word: Word | None = record.get("pipeline")
        if word is not None:
            name = self.process.now("pipeline", word.value)
            if name in pipelines and name:
                return pipelines[name]
            self._report_pipeline(word.value, word.span)
        return next(iter(pipelines.values()), None)

    def _report_pipeline(self, name: str, place: Span) -> None:
        pipelines = self.process.pipelines
        if not self._is_lost(name, "pipelines"):
            self.report.error(
                "unknown-pipeline",
                place,
                f"there is no pipeline {name[:40]!r}",
                hint="the process has only one, without a name: leave this out"
                if self.process.single
                else closest(name, pipelines) or one_of(pipelines),
            )

    def _owner(self, record: Record) -> str:
        word: Word | None = record.get("owner")
        people = self.process.people
        if word is None or word.value in people:
            return word.value if word else ""
        if not self._is_lost(word.value, "people"):
            self.report.error(
                "unknown-person",
                word.span,
                f"there is nobody called {word.value[:40]!r} among the people",
                hint=self._person_hint(word.value, people),
            )
        return ""

    def _renews(self, record: Record) -> str:
        word: Word | None = record.get("renews")
        if word is None or self.known.has(word.value):
            return word.value if word else ""
        if not self.known.public:
            self.report.error(
                "unknown-lead",
                word.span,
                f"there is no lead {word.value[:40]!r}",
                hint=closest(word.value, sorted(self.known.leads or ()))
                or "write the name of the lead's file without .yaml",
            )
        return ""

    def _fields(self, node: Mapping) -> dict[str, Value]:
        found: dict[str, Value] = {}
        seen: dict[str, Scalar] = {}
        for key, value in node.entries.values():
            if key.value in _KEYS:
                continue
            field = self.fields.get(key.value) or self.fields.get(self._meant(key.value, node))
            if field is None or (field.private and self.public):
                continue
            if field.id in seen:
                self._report_twice(key, seen[field.id], field.id)
                continue
            seen[field.id] = key
            data = read_value(field, value, self.known, self.report)
            if data is not None:
                found[field.id] = Value(data, value.span)
        return found

    def _report_twice(self, key: Scalar, first: Scalar, ident: str) -> None:
        former = first if first.value != ident else key
        self.report.error(
            "duplicate-key",
            key.span,
            f"{former.value!r} is the former name of {ident!r}, and both stand here; "
            f"the first, on line {first.line}, counts",
            hint="keep one of the two",
        )

    def _waiting(self, record: Record) -> Waiting | None:
        if record.get("until") is None:
            return None
        reason = record.get("for", "") if self.notes else ""
        return Waiting(record.get("until"), record.span, reason, record.get("since"))

    def _waivers(self, record: Record) -> Iterator[Waiver]:
        for waiver in record.get("waive", ()):
            rule = waiver.get("rule")
            if "because" not in waiver.nodes and not self.process.keeps_notes_elsewhere:
                WAIVER.report_missing(WAIVER.by_name["because"], waiver.node, self.report)
            if rule is not None:
                because = waiver.get("because", "") if self.notes else ""
                yield Waiver(rule.value, because, waiver.get("until"), rule.span)

    def _history(self, record: Record, pipeline: Pipeline | None) -> Iterator[Event]:
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
                self._report_pipeline(name, word.span)
                return current, None
            home = other
        place = home.place(ident)
        if place is None:
            self._report_step(word, ident, home)
            return current, None
        return home, place

    def _report_step(self, word: Word, ident: str, home: Pipeline) -> None:
        if self._is_lost(ident, "stages", "pipelines", "outcomes"):
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
        if not self._is_lost(word.value, "people", "roles"):
            self.report.error(
                "unknown-person",
                word.span,
                f"there is no person or role {word.value[:40]!r}",
                hint=self._person_hint(word.value, [*people, *roles]),
            )
        return ""

    def _person_hint(self, word: str, known: Collection[str]) -> str:
        for person in self.process.people.values():
            if person.name.lower() == word.lower():
                return f"write {person.id}"
        declare = "declare people under `people:` in process.yaml"
        return closest(word, known) or one_of(known) or declare

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
        if not isinstance(node, Mapping):
            self.report.error(
                "wrong-type",
                node.span,
                f"'set' must be a mapping from tracked fields to values, not {kind_of(node)}",
                hint="write set: {field: value}",
            )
            return {}
        return dict(self._changed(node))

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
        if self._is_lost(key.value, "fields"):
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

    def _checklists(self, record: Record) -> dict[str, dict[str, Answer]]:
        node = record.nodes.get("checklists")
        if node is None:
            return {}
        if not isinstance(node, Mapping):
            self.report.error(
                "wrong-type",
                node.span,
                f"'checklists' must be lines of `id: …`, each with its answers, "
                f"not {kind_of(node)}",
                hint="write the checklist's id, then its questions below it",
            )
            return {}
        found: dict[str, dict[str, Answer]] = {}
        for key, value in node.items():
            checklist = self._checklist(key)
            if checklist is not None and not (checklist.private and self.public):
                answers = dict(self._answers(checklist, value))
                found[checklist.id] = {**answers, **found.get(checklist.id, {})}
        return found

    def _checklist(self, key: Scalar) -> Checklist | None:
        known = self.process.checklists
        checklist = known.get(self.process.now("checklist", key.value))
        if checklist is None and not self._is_lost(key.value, "checklists"):
            self.report.error(
                "unknown-checklist",
                key.span,
                f"there is no checklist {shown(key)}",
                hint=closest(key.value, known) or one_of(known),
            )
        return checklist

    def _answers(self, checklist: Checklist, node: Node) -> Iterator[tuple[str, Answer]]:
        if not isinstance(node, Mapping):
            if is_empty(node):
                return
            self.report.error(
                "wrong-type",
                node.span,
                f"the answers to {checklist.id!r} must be lines of `question: answer`, "
                f"not {kind_of(node)}",
                hint="write `true`, or {done: true, answer: …}, behind each question",
                paste="\n".join(f"{item}: {{done: true, answer: …}}" for item in checklist.items),
            )
            return
        for key, value in node.items():
            if key.value in checklist.items:
                answer = self._answer(value)
                if answer is not None:
                    yield key.value, answer
            elif node.flow and (is_empty(value) or " " in key.value):
                known = list(checklist.items)
                report_unknown("a checklist", key, value, node, known, self.report)
            elif not self._is_lost(key.value) and not self._is_lost(checklist.id):
                self.report.error(
                    "unknown-item",
                    key.span,
                    f"the checklist {checklist.id!r} has no question {shown(key)}",
                    hint=closest(key.value, checklist.items) or one_of(checklist.items),
                )

    def _answer(self, node: Node) -> Answer | None:
        """`{done: …, answer: …}`; a bare flag is `done`, a bare text is a given answer."""
        if isinstance(node, Scalar):
            text = plain(node, "an answer", self.report)
            if text is None:
                return None
            if text in ("true", "false") and not node.style:
                return Answer(text == "true", "", node.span)
            return Answer(True, text if self.notes else "", node.span)
        if isinstance(node, Sequence):
            message = "an answer is true or false, or what they said, and no list"
            hint = "write true, or {done: true, answer: …}"
            self.report.error("wrong-type", node.span, message, hint=hint)
            return None
        record = ANSWER.read(node, self.report)
        if record is None or not record.nodes:
            return None
        text = record.get("answer", "")
        return Answer(record.get("done", bool(text)), text if self.notes else "", node.span)
