"""A lead's file to a `Lead`: reports what is wrong and goes on.

In a public build what is marked for the team is not even read: it cannot leak from a
place where it never was.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_leadflow.core.decode_answers import AnswerReader
from sphinx_leadflow.core.decode_history import HistoryReader
from sphinx_leadflow.core.diagnostic import Mend, Report
from sphinx_leadflow.core.keys import (
    LEAD_ELSEWHERE,
    LEAD_KEYS,
    NOTES_ELSEWHERE,
    STANDING_ELSEWHERE,
    WAIVER,
)
from sphinx_leadflow.core.kinds import Word, kind_of
from sphinx_leadflow.core.lead_part import LeadPart
from sphinx_leadflow.core.model import (
    Audience,
    Lead,
    Value,
    Waiting,
    Waiver,
)
from sphinx_leadflow.core.quantities import is_day
from sphinx_leadflow.core.reading import Record
from sphinx_leadflow.core.slips import report_unknown, shown
from sphinx_leadflow.core.source import Span
from sphinx_leadflow.core.suggest import closest, nearest
from sphinx_leadflow.core.syntax import Mapping, Scalar, is_empty
from sphinx_leadflow.core.values import read_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.core.model import Pipeline, Process
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


class LeadReader(LeadPart):
    """Reads lead files against one process for one audience."""

    def __init__(
        self, process: Process, known: References, audience: Audience, report: Report
    ) -> None:
        super().__init__(process, known, audience, report)
        self._history = HistoryReader(process, known, audience, report)
        self._answers = AnswerReader(process, known, audience, report)

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
            history=tuple(self._history.events(record, pipeline)),
            waiting=self._waiting(waiting) if waiting else None,
            checklists=self._answers.answers(record),
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
            word = key.value
            declared = _KEYS.get(word)
            if declared is not None:
                if not is_empty(value) and not (word == "history" and self._is_dated(value)):
                    record.nodes[word] = value
                    record.values[word] = declared.kind.read(value, self.report, word)
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
        if self.is_lost(word, "fields", "assets"):
            return ""
        meant = here or nearest(word, [*_KEYS, *self.process.fields])
        return meant if meant not in node.entries and meant != "visibility" else ""

    def _is_dated(self, value: Node) -> bool:
        """`2026-11-02: first-call` below `history:`; each such line is a finding."""
        if not isinstance(value, Mapping):
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
        if self.is_lost(key.value, "fields", "assets") and not closest(key.value, _KEYS):
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

    def _pipeline(self, record: Record) -> Pipeline | None:
        pipelines = self.process.pipelines
        word: Word | None = record.get("pipeline")
        if word is not None:
            name = self.process.now("pipeline", word.value)
            if name in pipelines and name:
                return pipelines[name]
            self.report_pipeline(word.value, word.span)
        return next(iter(pipelines.values()), None)

    def _owner(self, record: Record) -> str:
        word: Word | None = record.get("owner")
        people = self.process.people
        if word is None or word.value in people:
            return word.value if word else ""
        if not self.is_lost(word.value, "people"):
            self.report.error(
                "unknown-person",
                word.span,
                f"there is nobody called {word.value[:40]!r} among the people",
                hint=self.person_hint(word.value, people),
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
