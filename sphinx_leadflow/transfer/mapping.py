"""The mapping file: which column is which field, which status is which step.

It is read by the same machinery as the process and the leads, so that what is wrong in it has a
line and a column too.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sphinx_leadflow.core.gates.ident import is_field_id
from sphinx_leadflow.core.kinds import Choice, Custom, Line
from sphinx_leadflow.core.model import Outcome
from sphinx_leadflow.core.reading import Key, Record, Shape
from sphinx_leadflow.core.suggest import closest, one_of
from sphinx_leadflow.core.syntax import Mapping, Scalar
from sphinx_leadflow.core.values import is_currency
from sphinx_leadflow.transfer.layouts import LAYOUTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Mapping as Mapping_

    from sphinx_leadflow.core.diagnostic import Report
    from sphinx_leadflow.core.model import Field, Pipeline, Process, Step
    from sphinx_leadflow.core.source import Span
    from sphinx_leadflow.core.syntax import Node

WORDS = {
    "name": "what the lead is called",
    "owner": "who looks after it",
    "action": "the next action",
    "aliases": "other names",
    "visibility": "`team` or `public`",
    "pipeline": "the pipeline",
    "renews": "the lead that this one follows",
    "probability": "a share such as 0.4, or 40%",
    "due": "when the next action is due",
    "waiting/until": "the end of a pause",
    "waiting/for": "what is waited for",
    "step": "where the lead stands; `steps:` says which status is which",
    "reason": "why it ended there",
    "moved": "since when it stands there",
    "created": "the day on which it was created: the first line of its history",
    "note": "a note, for the history",
    "ignore": "nothing: the column is left out on purpose",
}
"""What a column can be beside a field, a part of one (`contact/email`), or an answer
(`maniac-t/money`)."""

DATE_ORDERS = ("day first", "month first", "year first")
IGNORE = "ignore"


def _later(node: Node, _report: Report) -> Node:
    """Kept as it is, to be read with the process at hand."""
    return node


_DATES = Key(
    "dates",
    Choice(DATE_ORDERS),
    "How dates such as 03/04/2026 are written. Others need no word: 2026-04-03, 3 April 2026.",
    example="day first",
)
_DECIMALS = Key(
    "decimals",
    Choice(("point", "comma")),
    "What stands before the decimals: `point` as in 1,234.50, or `comma` as in 1.234,50.",
    example="comma",
)
_CURRENCY = Key("currency", Line(), "The currency of amounts that name none.", example="EUR")

COLUMN = Shape(
    "a column",
    (
        Key("to", Line(), "The field, or another key of a lead.", needed=True, example="price"),
        _DATES,
        _DECIMALS,
        _CURRENCY,
        Key("separator", Line(), "What parts the entries of a list; a comma unless it says so."),
        Key(
            "values",
            Custom("lines of `what stands there: what it means`", _later),
            "What the words of this column mean, for choices and pipelines.",
        ),
    ),
    short="to",
)

PLACE = Shape(
    "a status",
    (
        Key("to", Line(), "The step or outcome.", needed=True, example="lost"),
        Key("reason", Line(), "The reason, for an outcome that has some.", example="price"),
    ),
    short="to",
)

GROUP = Shape(
    "a group",
    (
        Key("step", Line(), "Where its leads stand, whatever their status says; or `ignore`."),
        Key("reason", Line(), "The reason, for an outcome that has some."),
        Key("pipeline", Line(), "The pipeline of its leads."),
    ),
    short="step",
)

SUBITEMS = Shape(
    "the mapping of subitems",
    (
        Key(
            "to",
            Line(),
            "The field that holds them: a list of records.",
            needed=True,
            example="hubs",
        ),
        Key(
            "columns",
            Custom("lines of `column: part`", _later),
            "Which of their columns is which part.",
            needed=True,
        ),
    ),
    short="",
)

LOG = Shape(
    "the mapping of a log",
    (
        Key(
            "item",
            Line(),
            "The column with the item's id, or its name.",
            needed=True,
            example="Item ID",
        ),
        Key("date", Line(), "The column with the day.", needed=True, example="Date"),
        Key("column", Line(), "The column that names what changed."),
        Key("value", Line(), "The column with the new value.", needed=True, example="New value"),
        Key("by", Line(), "The column that names who did it."),
        Key("status", Line(), "What the log calls the column that is the step.", example="Status"),
    ),
    short="",
)

MAP = Shape(
    "a mapping",
    (
        Key(
            "layout",
            Choice(LAYOUTS),
            "What the file looks like; seen by itself unless it says so.",
            example="monday",
        ),
        Key("sheet", Line(), "Which sheet of an Excel file; otherwise the first."),
        Key(
            "encoding",
            Line(),
            "How a file of text is encoded if it is not Unicode.",
            example="windows-1252",
        ),
        Key(
            "id",
            Line(),
            "The column that tells items apart and never changes; without one the name does.",
            example="Item ID (auto generated)",
        ),
        _DATES,
        _DECIMALS,
        _CURRENCY,
        Key(
            "columns",
            Custom("lines of `column: field`", _later),
            "What each column is.",
            needed=True,
        ),
        Key(
            "steps",
            Custom("lines of `status: step`", _later),
            "Which status is which step or "
            "outcome. Those with the id or the title of one need no line.",
        ),
        Key("groups", Custom("lines of `group: step`", _later), "What the groups of a board mean."),
        Key(
            "people",
            Custom("lines of `name: person`", _later),
            "Who is who. Those with the id or the name of a person need no line.",
        ),
        Key("subitems", SUBITEMS, "Subitems as a list of records."),
        Key("log", LOG, "The columns of an activity log, given with `--log`."),
    ),
    short="",
)


@dataclass(frozen=True, slots=True)
class Column:
    """What one column is."""

    heading: str
    to: str
    span: Span
    field: Field | None = None
    """The field that it fills, or of which it fills a part."""
    part: Field | None = None
    dates: str = ""
    decimals: str = ""
    currency: str = ""
    separator: str = ""
    values: Mapping_[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a status or a group puts a lead."""

    step: str = ""
    """The id of a step or outcome, perhaps with its pipeline; or `ignore`."""
    reason: str = ""
    pipeline: str = ""


@dataclass(frozen=True, slots=True)
class Subitems:
    """Which field the subitems are, and what their columns are."""

    field: Field
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Log:
    """The columns of an activity log."""

    item: str
    date: str
    value: str
    column: str = ""
    by: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Map:
    """A mapping file, understood."""

    layout: str = ""
    sheet: str = ""
    encoding: str = ""
    id: str = ""
    id_span: Span | None = None
    dates: str = ""
    decimals: str = ""
    currency: str = ""
    columns: tuple[Column, ...] = ()
    steps: Mapping_[str, Target] = dataclasses.field(default_factory=dict)
    groups: Mapping_[str, Target] = dataclasses.field(default_factory=dict)
    people: Mapping_[str, str] = dataclasses.field(default_factory=dict)
    subitems: Subitems | None = None
    log: Log | None = None


def decode_map(node: Node | None, path: str, process: Process, report: Report) -> Map | None:
    """The mapping that a file describes, or nothing if it has errors; all are reported."""
    from sphinx_leadflow.core.source import Span

    if node is None:
        if not report.mentions(path):
            report.error(
                "empty-file",
                Span.at(path),
                "this mapping is empty",
                hint="leadflow import FILE --suggest writes a first one",
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
        declared, part = found
        kind = part or declared
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
            values=dict(self.values(record, to, kind)),
        )

    def target(self, to: str, place: Span) -> tuple[Field | None, Field | None] | None:
        """The field and the part that a word means; nothing after a finding."""
        if to in WORDS:
            return None, None
        head, slash, tail = to.partition("/")
        declared = self.process.fields.get(self.process.now("field", head))
        if declared is not None and not slash:
            return declared, None
        if declared is not None:
            part = next((one for one in declared.parts if one.id == tail), None)
            if part is not None:
                return declared, part
            self.report.error(
                "unknown-key",
                place,
                f"{head!r} has no part {tail[:40]!r}",
                hint=closest(tail, [one.id for one in declared.parts])
                or one_of(one.id for one in declared.parts),
            )
            return None
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
        if reason and reason not in reasons:
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
        part = next((one for one in declared.parts if one.id == word), None)
        if part is None and word != IGNORE:
            self.report.error(
                "unknown-key",
                record.place("to"),
                f"{declared.id!r} has no part {word[:40]!r}",
                hint=closest(word, [one.id for one in declared.parts])
                or one_of(one.id for one in declared.parts),
            )
            return None
        return Column(
            key.value,
            word,
            key.span,
            declared,
            part,
            dates=record.get("dates", ""),
            decimals=record.get("decimals", ""),
            currency=self.currency(record),
            separator=record.get("separator", ""),
            values=dict(self.values(record, word, part)),
        )

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


def find_place(process: Process, word: str) -> tuple[Pipeline, Step | Outcome] | None:
    """The step or outcome that a word means, with its pipeline, the first that has it."""
    name, slash, ident = word.rpartition("/")
    for pipeline in process.pipelines.values():
        if slash and pipeline.id != process.now("pipeline", name):
            continue
        place = pipeline.place(ident)
        if place is not None:
            return pipeline, place
    return None


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
