"""JSON Schemas for editors, made from the declarations of the keys and from one process.

The dialect is draft-07, which older language servers know. Patterns use what ECMAScript and
Python share. A schema refuses what loading would refuse wherever the two can agree; what only
the whole project knows, such as whether a lead exists, is left to `leadflow check`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.core.keys import (
    ANSWER,
    EVENT,
    FIELD_TYPES,
    LEAD_KEYS,
    OPTION,
    PART,
    PROCESS,
    WAITING,
    WAIVER,
    WAIVER_WITH_REASON,
)
from sphinx_leadflow.core.kinds import Choice, Custom, Many, Ref
from sphinx_leadflow.core.limits import MAX_ID, MAX_TEXT
from sphinx_leadflow.core.model import Outcome
from sphinx_leadflow.core.reading import Shape
from sphinx_leadflow.core.schema_names import names_of
from sphinx_leadflow.core.schema_values import (
    FIELD_ID,
    ID,
    TYPES,
    Schema,
    amount,
    bounded,
    brief,
    enum,
    many,
    simple,
    told,
    word_like,
)
from sphinx_leadflow.core.sections import Lines, Options, Table

if TYPE_CHECKING:
    from sphinx_leadflow.core.kinds import Kind
    from sphinx_leadflow.core.model import Field, Process
    from sphinx_leadflow.core.reading import Key


DIALECT = "http://json-schema.org/draft-07/schema#"


def lead_schema(process: Process) -> Schema:
    """The schema of a lead's file under one process."""
    known = _Known(process)
    properties = {key.name: known.key(key) for key in LEAD_KEYS}
    for ident, field in process.fields.items():
        for name in (ident, *field.renamed_from):
            properties[name] = _field(field, known, former=name if name != ident else "")
    return {
        "$schema": DIALECT,
        "$comment": "Made by `leadflow schema`: change process.yaml and make it again.",
        "description": f"A lead of “{process.title}”.",
        "type": "object",
        "properties": properties,
        "required": [key.name for key in LEAD_KEYS if key.needed],
        "additionalProperties": False,
    }


def process_schema(process: Process | None = None) -> Schema:
    """The schema of a process file. With a process, editors offer its ids where ids are asked;
    others are not refused, for they may have been declared a minute ago."""
    known = _Known(process, closed=False)
    made = known.shape(PROCESS, short=False)
    return {
        "$schema": DIALECT,
        "$comment": "Made by `leadflow schema`: change process.yaml and make it again.",
        "description": "What everything here is made from: stages, steps, fields, people.",
        **made,
        "definitions": dict(sorted(known.definitions.items())),
    }


def _pointer(name: str) -> str:
    return "#/definitions/" + name.replace(" ", "%20")


class _Known:
    """Turns kinds of values into schemas; with a process, ids are offered or required."""

    def __init__(self, process: Process | None, *, closed: bool = True) -> None:
        self.process = process
        self.closed = closed
        """Whether an id must be one that is known."""
        self.definitions: dict[str, Schema] = {}
        """What a schema that is not closed points at: the same shapes come again and again."""

    def key(self, key: Key) -> Schema:
        """A key with its meaning as hover help."""
        if key.name == "checklists" and isinstance(key.kind, Custom):
            made = self.answers()
        elif key.name == "own":  # `true` declares a field for the copies
            made = {"type": ["string", "boolean", "null"]}
        elif key.name in ("history", "waiting", "waive"):
            made = self.own(key)
        else:
            made = self.kind(key.kind, key.name)
        example = f" Example: {key.example}" if key.example else ""
        if "$ref" in made:  # what stands beside it would be ignored
            made = {"allOf": [made]}
        return {"description": f"{key.means}{example}", **made}

    def own(self, key: Key) -> Schema:
        """A key of a lead's file that holds records; the process has none of that name."""
        process = self.process
        waiver = WAIVER if process and process.keeps_notes_elsewhere else WAIVER_WITH_REASON
        shapes = {"history": EVENT, "waiting": WAITING, "waive": waiver}
        made = self.event() if key.name == "history" else self.shape(shapes[key.name])
        return many(made) if isinstance(key.kind, Many) else made

    def kind(self, kind: Kind, name: str = "") -> Schema:
        """What a kind of value accepts. Nothing at all is always accepted, as if absent."""
        if isinstance(kind, Many):
            return many(self.kind(kind.of, name))
        if isinstance(kind, Shape):
            return self.shape(kind)
        if isinstance(kind, Table):
            return self.table(kind)
        if isinstance(kind, Lines):
            inner = self.kind(kind.of, name)
            return {"type": ["object", "null"], "additionalProperties": inner}
        if isinstance(kind, Options):
            ids = many(word_like(FIELD_ID))
            return {"anyOf": [*ids["anyOf"], self.table(Table(OPTION, underscores=True))]}
        if isinstance(kind, Ref):
            return self.ref(kind.of)
        if isinstance(kind, Choice):
            return enum(dict.fromkeys(kind.words, ""))
        if isinstance(kind, Custom):
            return self.custom(name)
        return simple(kind)

    def shape(self, shape: Shape, *, short: bool = True) -> Schema:
        """A mapping with declared keys, or the plain value that stands for one of them."""
        if not self.closed and short:
            if shape.name not in self.definitions:
                self.definitions[shape.name] = {}  # a stage holds steps, and so on: no way round
                self.definitions[shape.name] = self._shape(shape, short=short)
            return {"$ref": _pointer(shape.name)}
        return self._shape(shape, short=short)

    def once(self, name: str, made: Schema) -> Schema:
        """A schema that stands in one place and is pointed at from the others."""
        self.definitions[name] = made
        return {"$ref": _pointer(name)}

    def _shape(self, shape: Shape, *, short: bool) -> Schema:
        whole: Schema = {
            "type": "object",
            "properties": {key.name: self.key(key) for key in shape.keys},
            "additionalProperties": False,
        }
        if shape.needed:
            whole["required"] = [key.name for key in shape.needed]
        if not short:
            return whole
        short_key = shape.key(shape.short)
        alone = short_key is not None and all(key is short_key for key in shape.needed)
        word = shape.key(shape.word_for)
        options = [whole]
        if word is not None and (shape.needed == (word,) or not shape.needed):
            options.append(self.kind(word.kind, word.name))
        if short_key is not None and alone:
            options.append(self.kind(short_key.kind, short_key.name))
        if not shape.needed:
            options.append({"type": "null"})
        return {"anyOf": options}

    def table(self, table: Table) -> Schema:
        """A mapping from ids to things of one shape."""
        return {
            "type": ["object", "null"],
            "propertyNames": {
                "pattern": FIELD_ID if table.underscores else ID,
                "maxLength": MAX_ID,
            },
            "additionalProperties": self.shape(table.of),
        }

    def ref(self, what: str) -> Schema:
        """An id: one that the process declares, or any where none is known."""
        names = names_of(self.process, what) if self.process is not None else None
        if names is None:
            return word_like("")
        if self.closed:
            return enum(names)
        return self.once(f"id of {what}", {"anyOf": [enum(names), word_like("")]})

    def custom(self, name: str) -> Schema:
        """Values with a form of their own: only their outline is checked here."""
        if name == "rules":
            levels = ["off", "advice", "warning", "error"]
            return {
                "type": ["object", "null"],
                "additionalProperties": {"enum": [*levels, None]},
            }
        if name == "of":
            inner = self.shape(PART)
            types = enum({word: "" for word in FIELD_TYPES if word != "list"})
            return {"anyOf": [types, {"type": "object", "additionalProperties": inner}]}
        if name == "set":
            return self.tracked()
        if name == "required":
            return {"type": ["boolean", "object", "null"]}
        if name in ("needs", "fills"):
            return many(_requirement())
        return {"type": ["string", "number", "boolean", "array", "object", "null"]}

    def tracked(self) -> Schema:
        """The `set:` of a history line: tracked fields alone."""
        fields = self.process.fields.values() if self.process else ()
        return {
            "type": ["object", "null"],
            "properties": {
                name: _field(field, self, former=name if name != field.id else "")
                for field in fields
                if field.tracked
                for name in (field.id, *field.renamed_from)
            },
            "additionalProperties": False,
        }

    def event(self) -> Schema:
        """A history line; the reasons are those of the outcome that it names."""
        made = self.shape(EVENT, short=False)
        process = self.process
        pipelines = process.pipelines.values() if process else ()
        outcomes: dict[str, Outcome] = {}
        for pipeline in pipelines:
            for outcome in pipeline.outcomes.values():
                outcomes.setdefault(outcome.id, outcome)
        reasons = {
            ident: f"{option.title} ({outcome.title})"
            for outcome in outcomes.values()
            for ident, option in outcome.reasons.items()
        }
        made["properties"]["reason"] = {
            **made["properties"]["reason"],
            **enum(reasons),
        }
        made["anyOf"] = [{"required": [key]} for key in ("to", "set", "note")]
        return made

    def answers(self) -> Schema:
        """The answers of a lead, by checklist and question."""
        if self.process is None:
            return {"type": ["object", "null"]}
        text = {"type": ["string", "number", "boolean", "null"], "maxLength": MAX_TEXT}
        lists = {}
        for checklist in self.process.checklists.values():
            questions = {
                item.id: {
                    **told(item.title, item.text),
                    "anyOf": [self.shape(ANSWER, short=False), text],
                }
                for item in checklist.items.values()
            }
            for name in (checklist.id, *checklist.renamed_from):
                lists[name] = {
                    **told(checklist.title, checklist.text),
                    "type": ["object", "null"],
                    "properties": questions,
                    "additionalProperties": False,
                }
        return {"type": ["object", "null"], "properties": lists, "additionalProperties": False}


def _requirement() -> Schema:
    """An entry of `needs` or `fills`: a field, or a mapping with fixed keys."""
    anything: Schema = {}
    keys = ("field", "fields", "any", "all", "is", "one_of", "at_least", "at_most", "when", "for")
    whole: Schema = {
        "type": "object",
        "properties": dict.fromkeys(keys, anything),
        "additionalProperties": False,
    }
    return {"anyOf": [{"type": "string"}, whole, {"type": "array"}]}


def _field(field: Field, known: _Known, former: str = "") -> Schema:
    """The schema of a field's value."""
    about = told(field.title, field.text)
    if former:
        about["description"] = f"Now called {field.id}."
    if field.type == "list":
        return {**about, **many(_record(field, known) if field.parts else _typed(field, known))}
    return {**about, **_typed(field, known)}


def _record(field: Field, known: _Known) -> Schema:
    """One record of a list; a plain value is its first part."""
    whole = {
        "type": "object",
        "properties": {
            part.id: {**told(part.title, part.text), **_typed(part, known)} for part in field.parts
        },
        "additionalProperties": False,
    }
    return {"anyOf": [whole, _typed(field.parts[0], known)]}


def _typed(field: Field, known: _Known) -> Schema:
    """A single value of a field's type, or of its entries' type."""
    kind = field.item if field.type == "list" else field.type
    if kind == "choice":
        return enum({one.id: brief(one.title, one.text) for one in field.options.values()})
    if kind == "person":
        return known.ref("a person")
    if kind == "money":
        return amount(field.currency)
    if kind == "number":
        return bounded(field.at_least, field.at_most)
    return TYPES.get(kind or "text", TYPES["text"])
