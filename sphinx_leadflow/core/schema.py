"""JSON Schemas for editors, made from the declarations of the keys and from one process.

The dialect is draft-07, which older language servers know. Patterns use what ECMAScript and
Python share. A schema refuses what loading would refuse wherever the two can agree; what only
the whole project knows, such as whether a lead exists, is left to `leadflow check`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

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
)
from sphinx_leadflow.core.kinds import (
    Choice,
    Custom,
    Day,
    Flag,
    Length,
    Line,
    Link,
    Many,
    Number,
    Plain,
    Prose,
    Ref,
)
from sphinx_leadflow.core.limits import MAX_ID, MAX_LINE_TEXT, MAX_TEXT, MAX_URL
from sphinx_leadflow.core.model import Outcome, Step
from sphinx_leadflow.core.reading import Options, Shape, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx_leadflow.core.kinds import Kind
    from sphinx_leadflow.core.model import Asset, Checklist, Field, Pipeline, Process, Role
    from sphinx_leadflow.core.reading import Key
    from sphinx_leadflow.core.text import Text

Schema: TypeAlias = "dict[str, Any]"

DIALECT = "http://json-schema.org/draft-07/schema#"

_YEAR = "(?:[0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)"
_LEAP = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)"
_MONTH_DAYS = (
    "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    "|02-(?:0[1-9]|1[0-9]|2[0-8]))"
)
DATE = f"^(?:{_YEAR}-{_MONTH_DAYS}|{_LEAP}-02-29)$"
"""Days of the calendar: `format: date` lets 2025-02-30 pass in many validators."""

ID = "^[a-z0-9]+(?:-[a-z0-9]+)*$"
FIELD_ID = "^[a-z0-9]+(?:[-_][a-z0-9]+)*$"
LENGTH = "^[0-9]{1,5}[ \\t]+(?:day|week|month|year)s?$"
NUMBER = "^-?[0-9]+(?:\\.[0-9]+)?$"
MONEY = "^-?[0-9]+(?:\\.[0-9]+)?[ \\t]+[A-Z]{3}$"
LINK = '^(?:[hH][tT][tT][pP][sS]?://|[mM][aA][iI][lL][tT][oO]:)[^\\s<>"`\\\\]+$'
EMAIL = "^[^\\s@]+@[^\\s@.]+(?:\\.[^\\s@.]+)+$"
PHONE = "^\\+?[0-9(][0-9 ()./-]{2,30}(?:[ \\t]*(?:ext|x)\\.?[ \\t]*[0-9]{1,6})?$"

_SAYS = {
    DATE: "write a day of the calendar such as 2026-09-01",
    LENGTH: "write a length of time such as 7 days, 2 weeks or 3 months",
    NUMBER: "write a number such as 12 or 0.5",
    LINK: "write a link that begins with https://, http:// or mailto:",
    EMAIL: "write an e-mail address such as ada@example.org",
    PHONE: "write a telephone number such as +1 555 0142",
    MONEY: "write an amount and its currency, such as 15000 USD",
    ID: "write an id: lower-case words joined by -",
    FIELD_ID: "write an id: lower-case words joined by - or _",
}
"""What an editor shows instead of a pattern."""

_ROLE = re.compile(r"\{[\w:&-]+\}`(?:([^`<]+?)\s*<[^`>]*>|([^`]*))`")
_BRIEF = 200
"""Longest text about one of many choices, in characters."""

_WORDS_FOR_OTHERS: dict[str, object] = {"true": True, "false": False, "null": None}
"""Ids that an editor's YAML does not take for a text."""


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
        shapes = {"history": EVENT, "waiting": WAITING, "waive": WAIVER}
        made = self.event() if key.name == "history" else self.shape(shapes[key.name])
        return _many(made) if isinstance(key.kind, Many) else made

    def kind(self, kind: Kind, name: str = "") -> Schema:
        """What a kind of value accepts. Nothing at all is always accepted, as if absent."""
        if isinstance(kind, Many):
            return _many(self.kind(kind.of, name))
        if isinstance(kind, Shape):
            return self.shape(kind)
        if isinstance(kind, Table):
            return self.table(kind)
        if isinstance(kind, Options):
            ids = _many(_word(FIELD_ID))
            return {"anyOf": [*ids["anyOf"], self.table(Table(OPTION, underscores=True))]}
        if isinstance(kind, Ref):
            return self.ref(kind.of)
        if isinstance(kind, Choice):
            return _enum(dict.fromkeys(kind.words, ""))
        if isinstance(kind, Custom):
            return self.custom(name)
        return _simple(kind)

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
        brief = shape.key(shape.short)
        alone = brief is not None and all(key is brief for key in shape.needed)
        word = shape.key(shape.word_for)
        options = [whole]
        if word is not None and (shape.needed == (word,) or not shape.needed):
            options.append(self.kind(word.kind, word.name))
        if brief is not None and alone:
            options.append(self.kind(brief.kind, brief.name))
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
        names = _names(self.process, what) if self.process is not None else None
        if names is None:
            return _word("")
        if self.closed:
            return _enum(names)
        return self.once(f"id of {what}", {"anyOf": [_enum(names), _word("")]})

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
            types = _enum({word: "" for word in FIELD_TYPES if word != "list"})
            return {"anyOf": [types, {"type": "object", "additionalProperties": inner}]}
        if name == "set":
            return self.tracked()
        if name == "required":
            return {"type": ["boolean", "object", "null"]}
        if name in ("needs", "fills"):
            return _many(_requirement())
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
            **_enum(reasons),
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
                    **_told(item.title, item.text),
                    "anyOf": [self.shape(ANSWER, short=False), text],
                }
                for item in checklist.items.values()
            }
            for name in (checklist.id, *checklist.renamed_from):
                lists[name] = {
                    **_told(checklist.title, checklist.text),
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


def _names(process: Process, what: str) -> dict[str, str] | None:
    """What an id may be, with a line about each; nothing where only the project knows."""
    tables: dict[str, Mapping[str, Role | Asset | Checklist | Field]] = {
        "a role": process.roles,
        "an asset": process.assets,
        "a checklist": process.checklists,
        "a field": process.fields,
    }
    if what in tables:
        return {one.id: one.title for one in tables[what].values()}
    people = {one.id: one.name for one in process.people.values()}
    roles = {one.id: one.title for one in process.roles.values()}
    if what == "a person":
        return people
    if what == "a person or a role":
        return {**_with_former(process, "role"), **roles, **people}
    if what == "a pipeline":
        pipelines = {one.id: one.title for one in process.pipelines.values() if one.id}
        return {**_with_former(process, "pipeline"), **pipelines}
    if what in ("a step or an outcome", "a step or a stage", "a step"):
        return _places(process)
    return None


def _with_former(process: Process, kind: str) -> dict[str, str]:
    return {old: f"now {new}" for old, new in process.old_ids.get(kind, {}).items()}


def _places(process: Process) -> dict[str, str]:
    """Everything that `to:` may say: ids of every pipeline, and `pipeline/id`."""
    found: dict[str, str] = {}
    for pipeline in process.pipelines.values():
        names = {**_places_of(pipeline), **_former_places(pipeline)}
        for name, about in names.items():
            found.setdefault(name, about)
        for home in (pipeline.id, *pipeline.renamed_from) if pipeline.id else ():
            found |= {f"{home}/{name}": about for name, about in names.items()}
    return found


def _places_of(pipeline: Pipeline) -> dict[str, str]:
    found = {step.id: _about(step, pipeline) for step in pipeline.steps.values()}
    for stage in pipeline.stages:
        found.setdefault(stage.id, f"{stage.title}: begins with {stage.steps[0].title}")
    found |= {one.id: f"{one.title} ({one.kind.value})" for one in pipeline.outcomes.values()}
    return found


def _about(step: Step, pipeline: Pipeline) -> str:
    stage = pipeline.stage_of(step)
    return _line(step.title if stage.bare else f"{step.title} ({stage.title})", step.text)


def _former_places(pipeline: Pipeline) -> dict[str, str]:
    return {old: f"now {new}" for old, new in pipeline.old_ids.items()}


def _field(field: Field, known: _Known, former: str = "") -> Schema:
    """The schema of a field's value."""
    about = _told(field.title, field.text)
    if former:
        about["description"] = f"Now called {field.id}."
    if field.type == "list":
        return {**about, **_many(_record(field, known) if field.parts else _typed(field, known))}
    return {**about, **_typed(field, known)}


def _record(field: Field, known: _Known) -> Schema:
    """One record of a list; a plain value is its first part."""
    whole = {
        "type": "object",
        "properties": {
            part.id: {**_told(part.title, part.text), **_typed(part, known)} for part in field.parts
        },
        "additionalProperties": False,
    }
    return {"anyOf": [whole, _typed(field.parts[0], known)]}


def _typed(field: Field, known: _Known) -> Schema:
    """A single value of a field's type, or of its entries' type."""
    kind = field.item if field.type == "list" else field.type
    if kind == "choice":
        return _enum({one.id: _line(one.title, one.text) for one in field.options.values()})
    if kind == "person":
        return known.ref("a person")
    if kind == "money":
        return _money(field.currency)
    return _TYPES.get(kind or "text", _TYPES["text"])


def _money(currency: str) -> Schema:
    if not currency:
        return _like(MONEY)
    either = f"(?:{MONEY[1:-1]}|{NUMBER[1:-1]})"
    made = _like(MONEY, "number")
    return {**made, "pattern": f"^{either}$"}


def _like(pattern: str, *types: str, **more: object) -> Schema:
    """A text of some form, or nothing."""
    return {
        "type": ["string", *types, "null"],
        "pattern": pattern,
        "patternErrorMessage": _SAYS[pattern],
        **more,
    }


def _simple(kind: Kind) -> Schema:
    """Values without parts."""
    if isinstance(kind, Flag):
        return {"type": ["boolean", "null"]}
    if isinstance(kind, Day):
        return _TYPES["date"]
    if isinstance(kind, Number):
        made = _like(NUMBER, "number")
        limits = (("minimum", kind.low), ("maximum", kind.high))
        return {**made, **{name: value for name, value in limits if value is not None}}
    if isinstance(kind, Length):
        return _like(LENGTH)
    if isinstance(kind, Link):
        return _TYPES["url"]
    longest = MAX_LINE_TEXT if isinstance(kind, Line) else MAX_TEXT
    assert isinstance(kind, Line | Plain | Prose)  # the last kinds there are
    return _text(longest)


def _text(longest: int) -> Schema:
    # A flag is refused although loading reads its letters: where a text is asked, quotes are meant.
    return {"type": ["string", "number", "null"], "maxLength": longest}


_TYPES: dict[str, Schema] = {
    "text": _text(MAX_TEXT),
    "markdown": _text(MAX_TEXT),
    "number": _like(NUMBER, "number"),
    "boolean": {"type": ["boolean", "null"]},
    "date": _like(DATE),
    "url": _like(LINK, maxLength=MAX_URL),
    "email": _like(EMAIL),
    "phone": _like(PHONE, "integer"),
    "lead": _like(ID, "integer", maxLength=MAX_ID),
}


def _many(one: Schema) -> Schema:
    """A list, or the single value that stands for a list of one."""
    return {"anyOf": [{"type": "array", "items": one}, one, {"type": "null"}]}


def _word(pattern: str) -> Schema:
    made: Schema = {"type": ["string", "number", "boolean", "null"]}
    return {**made, "pattern": pattern, "patternErrorMessage": _SAYS[pattern]} if pattern else made


def _enum(names: Mapping[str, str]) -> Schema:
    """One of some words; what each means is shown where editors can."""
    words = [value for name in names for value in _as_read(name)]
    about = [about for name, about in names.items() for _value in _as_read(name)]
    made: Schema = {"enum": [*words, None]}
    if any(about):
        made["markdownEnumDescriptions"] = [*about, ""]
    return made


def _as_read(name: str) -> Iterable[object]:
    """An id as YAML readers give it: some look like a number or a flag."""
    yield name
    if name in _WORDS_FOR_OTHERS and _WORDS_FOR_OTHERS[name] is not None:
        yield _WORDS_FOR_OTHERS[name]
    if name.isdigit():
        yield int(name)


def _told(title: str, text: Text | None) -> Schema:
    """A title and its text as hover help."""
    return {"title": title, "description": _plain(text.value)} if text else {"title": title}


def _line(title: str, text: Text | None) -> str:
    """A title and the beginning of its text, for one of many choices."""
    if text is None:
        return title
    first = " ".join(_plain(text.value).partition("\n\n")[0].split())
    return f"{title}: {first}" if len(first) <= _BRIEF else f"{title}: {first[: _BRIEF - 1]}…"


def _plain(text: str) -> str:
    """A text without the roles of Sphinx, which editors show as they stand."""
    return _ROLE.sub(lambda match: match[1] or match[2], text.strip())
