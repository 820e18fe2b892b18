"""`process.yaml` to a `Process`: reports what is wrong and goes on.

First everything that has an id is read (`_Names`), then what refers to it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sphinx_leadflow.core.decode_conditions import ConditionReader
from sphinx_leadflow.core.decode_pipeline import PipelineReader
from sphinx_leadflow.core.decode_stage import Names
from sphinx_leadflow.core.keys import FIELD_TYPES, PART, PRIVATE_TYPES, PROCESS, RESERVED
from sphinx_leadflow.core.model import (
    Asset,
    Checklist,
    Field,
    Item,
    Notice,
    Option,
    Person,
    Process,
    Role,
    Setting,
)
from sphinx_leadflow.core.reading import (
    Choice,
    Flag,
    Record,
    Table,
    check_id,
    closest,
    humanise,
    kind_of,
    one_of,
)
from sphinx_leadflow.core.source import Span
from sphinx_leadflow.core.syntax import Mapping, Scalar
from sphinx_leadflow.core.values import References, is_currency

if TYPE_CHECKING:
    from collections.abc import Mapping as Mapping_

    from sphinx_leadflow.core.diagnostic import Report
    from sphinx_leadflow.core.model import Condition
    from sphinx_leadflow.core.source import Source
    from sphinx_leadflow.core.syntax import Node


def decode_process(node: Node | None, source: Source, report: Report) -> Process | None:
    """The process that a file describes, or nothing if it describes none at all."""
    start = Span.at(source.path)
    if node is None:
        if not any(item.span.path == source.path for item in report):
            report.error(
                "empty-file",
                start,
                "this file is empty",
                hint="begin with one line",
                paste="title: Our process",
            )
        return None
    if not isinstance(node, Mapping):
        report.error(
            "wrong-type",
            node.span,
            f"the process must be lines of `key: value`, not {kind_of(node)}",
            hint="begin with one line",
            paste="title: Our process",
        )
        return None
    record = PROCESS.read(node, report)
    assert record is not None  # a mapping always gives a record
    return _Decoder(record, start, report).process()


def title_of(record: Record) -> str:
    """The title that was written, or one made from the id."""
    return str(record.get("title") or humanise(record.id))


class _Decoder:
    """Holds what is known so far while one process file is read."""

    def __init__(self, record: Record, start: Span, report: Report) -> None:
        self.record = record
        self.start = start
        self.report = report
        self.old_ids: dict[str, dict[str, str]] = {}

    def process(self) -> Process:
        record = self.record
        roles = self.roles()
        people = self.people(roles)
        fields = self.fields(people, roles)
        reader = ConditionReader(
            fields, self.old_ids.get("field", {}), References(people), self.report
        )
        fields = self.with_requirements(fields, reader)
        assets = self.assets(fields)
        checklists = self.checklists(reader)
        names = Names(roles, assets, fields, checklists, self.old_ids, reader, self.report)
        pipelines = PipelineReader(record, names, self.start).pipelines()
        if not record.get("title") and "title" not in record.nodes:
            self.report.error(
                "missing-key",
                self.start,
                "the process needs a title",
                hint="add the line",
                paste="title: Our process",
            )
        return Process(
            title=record.get("title", "Our process"),
            span=self.start,
            purpose=record.get("purpose"),
            public_notes=record.get("notes") == "public",
            people=people,
            roles=roles,
            notices=self.notices(names),
            assets=assets,
            fields=fields,
            checklists=checklists,
            pipelines=pipelines,
            rules=self.rules(),
            old_ids=self.old_ids,
        )

    def table(self, key: str) -> dict[str, Record]:
        found: dict[str, Record] = self.record.get(key, {})
        return found

    def remember(self, kind: str, record: Record, known: Mapping_[str, Any]) -> tuple[str, ...]:
        """Note former ids; one that is in use again is a finding."""
        old: tuple[str, ...] = record.get("renamed_from", ())
        for former in old:
            taken = self.old_ids.setdefault(kind, {}).get(former)
            if former in known or taken:
                self.report.error(
                    "duplicate-id",
                    record.place("renamed_from"),
                    f"{former!r} is in use: it cannot be a former id too",
                )
            else:
                self.old_ids[kind][former] = record.id
        return old

    def roles(self) -> dict[str, Role]:
        table = self.table("roles")
        found = {}
        for ident, record in table.items():
            part_of = self.refer(record, "part_of", table, "role")
            found[ident] = Role(
                ident,
                title_of(record),
                record.span,
                record.get("text"),
                record.get("external", False),
                record.get("contact", ""),
                part_of,
                self.remember("role", record, table),
            )
        return {
            ident: replace(role, title=_full_title(role, found), part_of=role.part_of)
            for ident, role in found.items()
        }

    def refer(self, record: Record, key: str, known: Mapping_[str, Any], kind: str) -> str:
        """The id under a key, if it names something known; else a finding and nothing."""
        word = record.get(key)
        if word is None:
            return ""
        ident = self.old_ids.get(kind, {}).get(word.value, word.value)
        if ident in known:
            return str(ident)
        self.report.error(
            f"unknown-{kind}",
            word.span,
            f"there is no {kind} {word.value[:40]!r}",
            hint=closest(word.value, known) or one_of(known) or f"declare it under `{kind}s:`",
        )
        return ""

    def people(self, roles: Mapping_[str, Role]) -> dict[str, Person]:
        found = {}
        for ident, record in self.table("people").items():
            ids = tuple(self.known_roles(record.get("role", ()), roles))
            found[ident] = Person(
                ident, record.get("name") or humanise(ident), record.span, ids, record.get("text")
            )
        return found

    def known_roles(self, words: tuple[Any, ...], roles: Mapping_[str, Role]) -> list[str]:
        ids = []
        for word in words:
            ident = self.old_ids.get("role", {}).get(word.value, word.value)
            if ident in roles:
                ids.append(ident)
            else:
                self.report.error(
                    "unknown-role",
                    word.span,
                    f"there is no role {word.value[:40]!r}",
                    hint=closest(word.value, roles) or one_of(roles) or "declare it under `roles:`",
                )
        return ids

    def fields(self, people: Mapping_[str, Person], roles: Mapping_[str, Role]) -> dict[str, Field]:
        table = self.table("fields")
        found = {}
        for ident, record in table.items():
            if ident in RESERVED:
                self.report.error(
                    "reserved-word",
                    record.span,
                    f"{ident!r} is a word of its own in lead files",
                    hint=f"call the field {ident}_field or so",
                )
                continue
            old = self.remember("field", record, table)
            found[ident] = self.field(record, old)
        return {**found, **self.own_copies(found)}

    def field(self, record: Record, old: tuple[str, ...] = ()) -> Field:
        kind = record.get("type") or self.guess_type(record)
        item, parts = self.contents(record, kind)
        visibility = record.get("visibility")
        private = visibility == "team" or (
            visibility is None and (kind in PRIVATE_TYPES or item in PRIVATE_TYPES)
        )
        return Field(
            record.id,
            title_of(record),
            kind,
            record.span,
            record.get("text"),
            private,
            self.options(record, kind),
            item,
            parts,
            self.currency(record),
            record.get("tracked", False),
            False,
            (),
            old,
        )

    def guess_type(self, record: Record) -> str:
        """A field without a type: what its other keys say."""
        if record.get("options"):
            return "choice"
        return "list" if record.nodes.get("of") is not None else "text"

    def options(self, record: Record, kind: str) -> dict[str, Option]:
        given: dict[str, Record] = record.get("options", {})
        if kind == "choice" and not given:
            self.report.error(
                "no-options",
                record.span,
                f"the choice {record.id!r} has no options",
                hint="add the answers",
                paste="options: [yes-please, no-thanks]",
            )
        if kind != "choice" and given:
            self.report.error(
                "not-a-choice",
                record.place("options"),
                f"{record.id!r} has options but is no choice",
                hint="write `type: choice`",
            )
        return options_of(given)

    def currency(self, record: Record) -> str:
        code = str(record.get("currency", ""))
        if code and not is_currency(code):
            self.report.error(
                "no-currency",
                record.place("currency"),
                "a currency is three capital letters, such as USD",
            )
            return ""
        return code

    def contents(self, record: Record, kind: str) -> tuple[str, tuple[Field, ...]]:
        """What a list holds: the type of its values, or the parts of its records."""
        node = record.nodes.get("of")
        if node is None or (isinstance(node, Scalar) and node.empty):
            return ("text" if kind == "list" else ""), ()
        if kind != "list":
            self.report.error(
                "not-a-list",
                node.span,
                f"{record.id!r} has `of:` but is no list",
                hint="write `type: list`",
            )
            return "", ()
        if not isinstance(node, Mapping):
            simple = tuple(one for one in FIELD_TYPES if one != "list")
            return Choice(simple).read(node, self.report) or "text", ()
        parts = Table(PART, underscores=True).read(node, self.report) or {}
        return "", tuple(self.part(part) for part in parts.values())

    def part(self, record: Record) -> Field:
        field = self.field(record)
        if field.type == "list":
            self.report.error(
                "not-a-part",
                record.span,
                "a record cannot hold a list",
                hint="make the list a field of its own",
            )
            return replace(field, type="text", item="")
        return field

    def own_copies(self, fields: Mapping_[str, Field]) -> dict[str, Field]:
        """The fields that assets with `own: true` declare."""
        found = {}
        for ident, record in self.table("assets").items():
            if record.get("own") == "true":
                if ident in fields or ident in RESERVED:
                    self.report.error(
                        "duplicate-id",
                        record.place("own"),
                        f"`own: true` cannot declare the field {ident!r}: that word is taken",
                        hint="name the field instead",
                    )
                    continue
                found[ident] = Field(
                    ident,
                    title_of(record),
                    "url",
                    record.span,
                    private=record.get("visibility") == "team",
                )
        return found

    def with_requirements(
        self, fields: Mapping_[str, Field], reader: ConditionReader
    ) -> dict[str, Field]:
        """The fields with `required:` read, which may name other fields."""
        found = {}
        for ident, field in fields.items():
            record = self.table("fields").get(ident)
            node = record.nodes.get("required") if record else None
            always, when = (False, ()) if node is None else self.required(node, reader)
            found[ident] = replace(field, required=always, required_when=when)
        return found

    def required(self, node: Node, reader: ConditionReader) -> tuple[bool, tuple[Condition, ...]]:
        if isinstance(node, Scalar):
            return bool(Flag().read(node, self.report)), ()
        if isinstance(node, Mapping) and list(node.entries) == ["when"]:
            return False, reader.conditions(node.get("when"))
        self.report.error(
            "wrong-type",
            node.span,
            "`required` is true, or a mapping with the key `when`",
            paste="required: {when: {other_field: value}}",
        )
        return False, ()

    def assets(self, fields: Mapping_[str, Field]) -> dict[str, Asset]:
        table = self.table("assets")
        found = {}
        for ident, record in table.items():
            found[ident] = Asset(
                ident,
                title_of(record),
                record.span,
                record.get("url", ""),
                record.get("text"),
                record.get("kind", "document"),
                self.own(record, fields),
                record.get("name", ""),
                record.get("group", ""),
                record.get("visibility") == "team",
                self.remember("asset", record, table),
            )
        return found

    def own(self, record: Record, fields: Mapping_[str, Field]) -> str:
        name = record.get("own", "")
        if name in ("", "false"):
            return ""
        if name == "true":
            return record.id if record.id in fields else ""
        ident = self.old_ids.get("field", {}).get(name, name)
        if ident in fields and fields[ident].type == "url":
            return str(ident)
        self.report.error(
            "unknown-field",
            record.place("own"),
            f"there is no field {name[:40]!r} of type url",
            hint=closest(name, fields) or "`own: true` declares one",
        )
        return ""

    def checklists(self, reader: ConditionReader) -> dict[str, Checklist]:
        table = self.table("checklists")
        found = {}
        for ident, record in table.items():
            items = {
                key: Item(
                    key,
                    title_of(item),
                    item.span,
                    item.get("text"),
                    reader.conditions(item.nodes.get("when")),
                )
                for key, item in record.get("items", {}).items()
            }
            found[ident] = Checklist(
                ident,
                title_of(record),
                record.span,
                record.get("text"),
                items,
                record.get("must", False),
                record.get("visibility") == "team",
                self.remember("checklist", record, table),
            )
        return found

    def notices(self, names: Names) -> dict[str, Notice]:
        return {
            ident: Notice(
                ident,
                title_of(record),
                record.span,
                record.get("kind", "note"),
                record.get("text"),
                record.get("until"),
                record.get("since"),
                record.get("review_by"),
                self.refer(record, "owner", names.roles, "role"),
            )
            for ident, record in self.table("notices").items()
        }

    def rules(self) -> dict[str, Setting]:
        node = self.record.nodes.get("rules")
        if node is None or (isinstance(node, Scalar) and node.empty):
            return {}
        if not isinstance(node, Mapping):
            self.report.error(
                "wrong-type",
                node.span,
                f"`rules` must be a mapping from rules to severities, not {kind_of(node)}",
                paste="rules: {stale-lead: warning}",
            )
            return {}
        levels = Choice(("off", "advice", "warning", "error"))
        found = {}
        for key, value in node.items():
            level = levels.read(value, self.report)
            if level and check_id(key, False, node.flow, value, self.report):
                found[key.value] = Setting(level, key.span)
        return found


def _full_title(role: Role, roles: Mapping_[str, Role]) -> str:
    """A role's own title behind the names of what it belongs to; a circle ends the name."""
    titles, seen = [role.title], {role.id}
    while role.part_of and role.part_of not in seen:
        role = roles[role.part_of]
        seen.add(role.id)
        titles.insert(0, role.title)
    return " ".join(titles)


def options_of(records: Mapping_[str, Record]) -> dict[str, Option]:
    """Options by id, titles made where there are none."""
    return {
        ident: Option(ident, title_of(record), record.get("text"))
        for ident, record in records.items()
    }
