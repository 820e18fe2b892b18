"""Reads a mapping file against a process.

It is read by the same machinery as the process and the leads, so that what is wrong in it has a
line and a column too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_leadflow.core.gates.ident import is_field_id
from sphinx_leadflow.core.kinds import Line
from sphinx_leadflow.core.model import Outcome
from sphinx_leadflow.core.reading import Record, Shape
from sphinx_leadflow.core.suggest import closest, one_of
from sphinx_leadflow.core.syntax import Mapping, Scalar
from sphinx_leadflow.core.values import is_currency
from sphinx_leadflow.transfer.map_keys import COLUMN, CURRENCY, GROUP, IGNORE, MAP, PLACE, WORDS
from sphinx_leadflow.transfer.mapping import Column, Log, Map, Subitems, Target, find_place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_leadflow.core.diagnostic import Report
    from sphinx_leadflow.core.model import Field, Process
    from sphinx_leadflow.core.source import Span
    from sphinx_leadflow.core.syntax import Node


def decode_map(node: Node | None, path: str, process: Process, report: Report) -> Map | None:
    """The mapping that a file describes, or nothing if it has errors; all are reported."""
    from sphinx_leadflow.core.source import Span

    if node is None:
        if not report.mentions(path):
            report.error(
                "empty-file",
                Span.at(path),
                "this mapping is empty",
                hint="`leadflow import FILE --suggest` writes a first one",
            )
        return None
    record = MAP.read(node, report)
    if record is None:
        return None
    decoder = _Decoder(process, record, report)
    mapping = decoder.mapping()
    return None if any(one.span.path == path for one in report) else mapping


class _Decoder:
    """Reads what a mapping says against a process."""

    def __init__(self, process: Process, record: Record, report: Report) -> None:
        self.process = process
        self.record = record
        self.report = report

    def mapping(self) -> Map:
        record = self.record
        return Map(
            layout=record.get("layout", ""),
            sheet=record.get("sheet", ""),
            encoding=record.get("encoding", ""),
            id=record.get("id", ""),
            id_span=record.place("id"),
            dates=record.get("dates", ""),
            decimals=record.get("decimals", ""),
            currency=self.currency(record),
            columns=tuple(self.columns()),
            steps=dict(self.places("steps", PLACE, "to")),
            groups=dict(self.places("groups", GROUP, "step")),
            people=dict(self.people()),
            subitems=self.subitems(),
            log=self.log(),
        )

    def lines(self, record: Record, key: str) -> Iterator[tuple[Scalar, Node]]:
        """The lines of a section; anything else is a finding."""
        node = record.nodes.get(key)
        if isinstance(node, Mapping):
            yield from node.items()
        elif node is not None:
            self.report.error(
                "wrong-type",
                node.span,
                f"{key!r} must be lines of `this: that`",
                hint="write each on a line of its own",
            )

    def columns(self) -> Iterator[Column]:
        seen: dict[str, Scalar] = {}
        for key, value in self.lines(self.record, "columns"):
            column = self.column(key, value)
            if column is None:
                continue
            if column.to != IGNORE and column.to in seen:
                first = seen[column.to]
                self.report.error(
                    "duplicate-key",
                    value.span,
                    f"two columns are {column.to!r}; the first is on line {first.line}",
                    hint="keep one of the two, and let the other be `ignore`",
                )
                continue
            seen[column.to] = key
            yield column
        if "name" not in seen and self.record.nodes.get("columns") is not None:
            self.report.error(
                "missing-key",
                self.record.place("columns"),
                "no column is the name of the lead",
                hint="say which one it is",
                paste="Name: name",
            )

    def column(self, key: Scalar, value: Node) -> Column | None:
        record = COLUMN.read(value, self.report)
        if record is None or record.get("to") is None:
            return None
        to, place = record.get("to"), record.place("to")
        found = self.target(to, place)
        if found is None:
            return None
        return self.made(key, record, *found)

    def made(
        self, key: Scalar, record: Record, declared: Field | None, part: Field | None
    ) -> Column:
        """A column, once it is known what it fills."""
        to = record.get("to")
        return Column(
            key.value,
            to,
            key.span,
            declared,
            part,
            dates=record.get("dates", ""),
            decimals=record.get("decimals", ""),
            currency=self.currency(record),
            separator=record.get("separator", ""),
            values=dict(self.values(record, to, part or declared)),
        )

    def part(self, declared: Field, word: str, place: Span) -> Field | None:
        """The part of a record that a word means; nothing after a finding."""
        known = {one.id: one for one in declared.parts}
        if word not in known:
            self.report.error(
                "unknown-key",
                place,
                f"{declared.id!r} has no part {word[:40]!r}",
                hint=closest(word, known) or one_of(known),
            )
        return known.get(word)

    def target(self, to: str, place: Span) -> tuple[Field | None, Field | None] | None:
        """The field and the part that a word means; nothing after a finding."""
        if to in WORDS:
            return None, None
        head, slash, tail = to.partition("/")
        declared = self.process.fields.get(self.process.now("field", head))
        if declared is not None and not slash:
            return declared, None
        if declared is not None:
            if declared.type == "money" and tail == CURRENCY:
                return declared, None
            part = self.part(declared, tail, place)
            return (declared, part) if part else None
        checklist = self.process.checklists.get(self.process.now("checklist", head))
        if slash and checklist is not None and tail in checklist.items:
            return None, None
        known = [*WORDS, *self.process.fields]
        self.report.error(
            "unknown-key",
            place,
            f"a lead has no key {to[:40]!r}",
            hint=closest(to, known) or _declare(to),
        )
        return None

    def currency(self, record: Record) -> str:
        word = str(record.get("currency", ""))
        if word and not is_currency(word):
            self.report.error(
                "unknown-word",
                record.place("currency"),
                "'currency' must be three capitals such as EUR",
            )
            return ""
        return word

    def values(self, record: Record, to: str, kind: Field | None) -> Iterator[tuple[str, str]]:
        known: Iterable[str] = ()
        if to == "pipeline":
            known = list(self.process.pipelines)
        elif kind is not None and kind.options:
            known = list(kind.options)
        for key, value in self.lines(record, "values"):
            word = Line().read(value, self.report, "values")
            if word is None:
                continue
            if known and word not in known:
                self.report.error(
                    "unknown-option",
                    value.span,
                    f"this is none of the words of {to!r}",
                    hint=closest(word, known) or one_of(known),
                )
            yield _folded(key.value), word

    def places(self, section: str, shape: Shape, at: str) -> Iterator[tuple[str, Target]]:
        for key, value in self.lines(self.record, section):
            record = shape.read(value, self.report)
            if record is None:
                continue
            pipeline = record.get("pipeline", "")
            if pipeline and pipeline not in self.process.pipelines:
                self.report.error(
                    "unknown-pipeline",
                    record.place("pipeline"),
                    f"there is no pipeline {pipeline[:40]!r}",
                    hint=closest(pipeline, self.process.pipelines),
                )
            word = record.get(at, "")
            if word and word != IGNORE and not self.is_place(word, record.place(at)):
                continue
            reason = record.get("reason", "")
            self.check_reason(word, reason, record)
            yield _folded(key.value), Target(word, reason, pipeline)

    def is_place(self, word: str, span: Span) -> bool:
        if find_place(self.process, word) is not None:
            return True
        known = [
            ident
            for home in self.process.pipelines.values()
            for ident in (*home.steps, *home.outcomes)
        ]
        self.report.error(
            "unknown-step",
            span,
            f"there is no step or outcome {word[:40]!r}",
            hint=closest(word, known) or one_of(known, 20),
        )
        return False

    def check_reason(self, word: str, reason: str, record: Record) -> None:
        found = find_place(self.process, word) if word and word != IGNORE else None
        reasons = found[1].reasons if found and isinstance(found[1], Outcome) else {}
        if reason and not word:
            self.report.error(
                "unknown-reason",
                record.place("reason"),
                "a reason belongs to an outcome, and none is named here",
                hint="name it, as in {step: lost, reason: price}",
            )
        elif reason and reason not in reasons:
            self.report.error(
                "unknown-reason",
                record.place("reason"),
                f"{word!r} has no reason {reason[:40]!r}",
                hint=closest(reason, reasons) or one_of(reasons),
            )

    def people(self) -> Iterator[tuple[str, str]]:
        for key, value in self.lines(self.record, "people"):
            word = Line().read(value, self.report, "people")
            if word is None:
                continue
            if word not in self.process.people:
                self.report.error(
                    "unknown-person",
                    value.span,
                    f"there is nobody called {word[:40]!r} among the people",
                    hint=closest(word, self.process.people)
                    or "declare them under `people:` in process.yaml",
                )
            yield _folded(key.value), word

    def subitems(self) -> Subitems | None:
        record = self.record.get("subitems")
        if record is None or record.get("to") is None:
            return None
        declared = self.process.fields.get(record.get("to"))
        if declared is None or not declared.parts:
            lists = [one.id for one in self.process.fields.values() if one.parts]
            self.report.error(
                "unknown-key",
                record.place("to"),
                "subitems go into a field that is a list of records",
                hint=one_of(lists) or "declare one under `fields:` in process.yaml",
            )
            return None
        columns = []
        for key, value in self.lines(record, "columns"):
            column = self.subcolumn(key, value, declared)
            if column is not None:
                columns.append(column)
        return Subitems(declared, tuple(columns))

    def subcolumn(self, key: Scalar, value: Node, declared: Field) -> Column | None:
        record = COLUMN.read(value, self.report)
        word = record.get("to") if record else None
        if record is None or word is None:
            return None
        if word == IGNORE:
            return Column(key.value, word, key.span, declared)
        part = self.part(declared, word, record.place("to"))
        return self.made(key, record, declared, part) if part else None

    def log(self) -> Log | None:
        record = self.record.get("log")
        if record is None or not all(record.get(key) for key in ("item", "date", "value")):
            return None
        return Log(
            **{
                key: record.get(key, "")
                for key in ("item", "date", "value", "column", "by", "status")
            }
        )


def _declare(to: str) -> str:
    if is_field_id(to):
        return f"declare it under `fields:` in process.yaml (`{to}: text`), or write ignore"
    return "write a field of process.yaml, or ignore"


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def check_headings(mapping: Map, known: Iterable[str], report: Report) -> None:
    """Report the columns that a mapping names and the file has not."""
    names = {_folded(one): one for one in known}
    wanted: list[tuple[str, Any]] = [(one.heading, one.span) for one in mapping.columns]
    if mapping.id:
        wanted.append((mapping.id, mapping.id_span))
    for name, span in wanted:
        if _folded(name) not in names:
            report.error(
                "unknown-key",
                span,
                f"the file has no column {name[:60]!r}",
                hint=closest(name, list(names.values())) or one_of(names.values(), 40),
            )
