"""`process.yaml` to a `Process`: reports what is wrong and goes on.

First everything that has an id is read (`_Names`), then what refers to it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_leadflow.core.decode_conditions import ConditionReader
from sphinx_leadflow.core.decode_pipeline import PipelineReader
from sphinx_leadflow.core.decode_stage import Names
from sphinx_leadflow.core.gaps import Gaps
from sphinx_leadflow.core.keys import FIELD_TYPES, PART, PRIVATE_TYPES, PROCESS, RESERVED
from sphinx_leadflow.core.kinds import Choice, Flag, Word, kind_of
from sphinx_leadflow.core.levels import straighten
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
from sphinx_leadflow.core.reading import Record, Table, check_id, gaps_of, report_former, title_of
from sphinx_leadflow.core.source import Span
from sphinx_leadflow.core.suggest import closest, one_of
from sphinx_leadflow.core.syntax import Mapping, Scalar
from sphinx_leadflow.core.values import References, is_currency

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as Mapping_

    from sphinx_leadflow.core.diagnostic import Report
    from sphinx_leadflow.core.model import Condition
    from sphinx_leadflow.core.source import Source
    from sphinx_leadflow.core.syntax import Node


def decode_process(node: Node | None, source: Source, report: Report) -> Process | None:
    """The process that a file describes, or nothing if it describes none at all."""
    start = Span.at(source.path)
    if node is None:
        if not report.mentions(source.path):
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
    straighten(node, PROCESS, report)
    record = PROCESS.read(node, report)
    assert record is not None  # a mapping always gives a record
    return _Decoder(record, start, report).process()


def unreadable_process(path: str) -> Process:
    """What stands for a process whose file could not be understood: everything is unknown."""
    every = frozenset(key.name for key in PROCESS.keys)
    return Process("Our process", Span.at(path), gaps=Gaps(every))


class _Decoder:
    """Holds what is known so far while one process file is read."""

    def __init__(self, record: Record, start: Span, report: Report) -> None:
        self.record = record
        self.start = start
        self.report = report
        self.old_ids: dict[str, dict[str, str]] = {"pipeline": {}}
        self.gaps = gaps_of(record)

    def process(self) -> Process:
        record = self.record
        roles = self.roles()
        people = self.people(roles)
        fields = self.fields()
        known = References(people, gaps=self.gaps)
        reader = ConditionReader(fields, self.old_ids.get("field", {}), known, self.report)
        fields = self.with_requirements(fields, reader)
        assets = self.assets(fields)
        checklists = self.checklists(reader)
        names = Names(
            roles, assets, fields, checklists, self.old_ids, reader, self.report, self.gaps
        )
        pipelines = PipelineReader(record, names, self.start).pipelines()
        return Process(
            title=str(record.get("title", "")) or "Our process",
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
            gaps=self.gaps,
        )

    def table(self, key: str) -> dict[str, Record]:
        found: dict[str, Record] = self.record.get(key, {})
        return found

    def remember(self, kind: str) -> None:
        """Note the former ids of a table; one that is in use again is a finding."""
        table = self.table(f"{kind}s")
        old = self.old_ids.setdefault(kind, {})
        for record in table.values():
            for former in record.get("renamed_from", ()):
                if former in table or former in old:
                    report_former(former, record, self.report)
                else:
                    old[former] = record.id

    def roles(self) -> dict[str, Role]:
        self.remember("role")
        table = self.table("roles")
        found = {}
        for ident, record in table.items():
            found[ident] = Role(
                ident,
                title_of(record),
                record.span,
                record.get("text"),
                record.get("external", False),
                record.get("contact", ""),
                self.role_id(record.get("part_of")),
                record.get("renamed_from", ()),
            )
        self.check_circles(found)
        return {
            ident: replace(role, title=_full_title(role, found)) for ident, role in found.items()
        }

    def check_circles(self, roles: Mapping_[str, Role]) -> None:
        for role in roles.values():
            if role.id in (above.id for above in _above(role, roles)):
                self.report.error(
                    "circular-role",
                    self.table("roles")[role.id].place("part_of"),
                    f"the role {role.id!r} is part of itself, by way of its `part_of`",
                    hint="remove `part_of` from the one that is the whole",
                )

    def role_id(self, word: Word | None) -> str:
        """Today's id of the role that a word names; a finding if there is none."""
        if word is None:
            return ""
        known = self.table("roles")
        ident = self.old_ids["role"].get(word.value, word.value)
        if ident in known:
            return ident
        if not self.gaps.explain(word.value, "roles"):
            self.report.error(
                "unknown-role",
                word.span,
                f"there is no role {word.value[:40]!r}",
                hint=closest(word.value, known) or one_of(known) or "declare it under `roles:`",
            )
        return ""

    def people(self, roles: Mapping_[str, Role]) -> dict[str, Person]:
        found = {}
        for ident, record in self.table("people").items():
            ids = [self.role_id(word) for word in record.get("role", ())]
            found[ident] = Person(
                ident,
                record.get("name") or title_of(record),
                record.span,
                tuple(dict.fromkeys(one for one in ids if one)),
                record.get("text"),
            )
        return found

    def fields(self) -> dict[str, Field]:
        self.remember("field")
        found = {}
        for ident, record in self.table("fields").items():
            if ident in RESERVED:
                self.report.error(
                    "reserved-word",
                    record.span,
                    f"{ident!r} cannot be a field: the word has a meaning of its own in lead files",
                    hint=f"call the field lead_{ident}",
                )
                continue
            found[ident] = self.field(record)
        return {**found, **self.own_copies(found)}

    def field(self, record: Record) -> Field:
        kind = record.get("type") or self.guess_type(record)
        item, parts = self.contents(record, kind)
        private = _is_private(record, kind, item)
        if private:
            parts = tuple(replace(part, private=True) for part in parts)
        return Field(
            record.id,
            title_of(record),
            kind,
            record.span,
            record.get("text"),
            private,
            self.options(record, "choice" in (kind, item)),
            item,
            parts,
            self.currency(record),
            tracked=record.get("tracked", False),
            renamed_from=record.get("renamed_from", ()),
        )

    def guess_type(self, record: Record) -> str:
        """A field without a type: what its other keys say."""
        if record.get("options"):
            return "choice"
        return "list" if record.nodes.get("of") is not None else "text"

    def options(self, record: Record, expected: bool) -> dict[str, Option]:
        given: dict[str, Record] = record.get("options", {})
        if expected and not given and not record.failed("options"):
            self.report.error(
                "no-options",
                record.span,
                f"the choice {record.id!r} has no options",
                hint="add the line",
                paste="options: [small, large]",
            )
        if given and not expected:
            self.report.error(
                "not-a-choice",
                record.place("options"),
                f"{record.id!r} has options, but its type is not choice",
                hint="write `type: choice`",
            )
        return options_of(given)

    def currency(self, record: Record) -> str:
        code = str(record.get("currency", ""))
        if code and not is_currency(code):
            self.report.error(
                "no-currency",
                record.place("currency"),
                "'currency' must be three capital letters, such as USD",
            )
            return ""
        return code

    def contents(self, record: Record, kind: str) -> tuple[str, tuple[Field, ...]]:
        """What a list holds: the type of its values, or the parts of its records."""
        node = record.nodes.get("of")
        if node is None:
            return ("text" if kind == "list" else ""), ()
        if kind != "list":
            self.report.error(
                "not-a-list",
                node.span,
                f"{record.id!r} has `of:`, but its type is not list",
                hint="write `type: list`",
            )
            return "", ()
        if not isinstance(node, Mapping):
            simple = tuple(one for one in FIELD_TYPES if one != "list")
            return Choice(simple).read(node, self.report, "of") or "text", ()
        parts = Table(PART, underscores=True).read(node, self.report, "of") or {}
        return "" if parts else "text", tuple(self.part(part) for part in parts.values())

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
            if record.get("own") != "true":
                continue
            if ident in fields or ident in RESERVED:
                self.report.error(
                    "duplicate-id",
                    record.place("own"),
                    f"`own: true` cannot declare the field {ident!r}: that word is taken",
                    hint="write the id of a field of type url instead of true",
                )
                continue
            old: tuple[str, ...] = record.get("renamed_from", ())
            private = _is_private(record, "url", "")
            found[ident] = Field(
                ident, title_of(record), "url", record.span, private=private, renamed_from=old
            )
            for former in old:
                self.old_ids["field"].setdefault(former, ident)
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
            return bool(Flag().read(node, self.report, "required")), ()
        if isinstance(node, Mapping) and list(node.entries) == ["when"]:
            return False, reader.conditions(node.get("when"))
        self.report.error(
            "wrong-type",
            node.span,
            "'required' must be true, or a mapping with the one key `when`",
            paste="required: {when: {other_field: value}}",
        )
        return False, ()

    def assets(self, fields: Mapping_[str, Field]) -> dict[str, Asset]:
        self.remember("asset")
        return {
            ident: Asset(
                ident,
                title_of(record),
                record.span,
                record.get("url", ""),
                record.get("text"),
                record.get("kind", "document"),
                self.own(record, fields),
                record.get("name", ""),
                record.get("group", ""),
                _is_private(record, "", ""),
                record.get("renamed_from", ()),
            )
            for ident, record in self.table("assets").items()
        }

    def own(self, record: Record, fields: Mapping_[str, Field]) -> str:
        name = record.get("own", "")
        if name in ("", "false"):
            return ""
        ident = record.id if name == "true" else self.old_ids["field"].get(name, name)
        if ident in fields and fields[ident].type == "url":
            return str(ident)
        if name != "true" and not self.gaps.explain(name, "fields"):
            links = [one.id for one in fields.values() if one.type == "url"]
            self.report.error(
                "unknown-field",
                record.place("own"),
                f"there is no field {name[:40]!r} of type url",
                hint=closest(name, links) or "`own: true` declares one",
            )
        return ""

    def checklists(self, reader: ConditionReader) -> dict[str, Checklist]:
        self.remember("checklist")
        return {
            ident: Checklist(
                ident,
                title_of(record),
                record.span,
                record.get("text"),
                self.items(record, reader),
                record.get("must", False),
                _is_private(record, "", ""),
                record.get("renamed_from", ()),
            )
            for ident, record in self.table("checklists").items()
        }

    def items(self, record: Record, reader: ConditionReader) -> dict[str, Item]:
        found = {}
        for key, item in record.get("items", {}).items():
            when = reader.conditions(item.nodes.get("when"))
            found[key] = Item(key, title_of(item), item.span, item.get("text"), when)
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
                self.role_id(record.get("owner")),
            )
            for ident, record in self.table("notices").items()
        }

    def rules(self) -> dict[str, Setting]:
        node = self.record.nodes.get("rules")
        if node is None:
            return {}
        if not isinstance(node, Mapping):
            self.report.error(
                "wrong-type",
                node.span,
                f"'rules' must be a mapping from rules to severities, not {kind_of(node)}",
                paste="rules: {stale-lead: warning}",
            )
            return {}
        levels = Choice(("off", "advice", "warning", "error"))
        found = {}
        for key, value in node.items():
            if check_id(key, False, self.report, node, value):
                level = levels.read(value, self.report, key.value)
                if level:
                    found[key.value] = Setting(level, key.span)
        return found


def _is_private(record: Record, kind: str, item: str) -> bool:
    """Whether it is for the team: by its own word, else by its type, and where in doubt."""
    visibility = record.get("visibility")
    if visibility is None and not record.failed("visibility"):
        misspelt = any(key[:5].lower() == "visib" for key in record.unknown)
        return misspelt or kind in PRIVATE_TYPES or item in PRIVATE_TYPES
    return bool(visibility != "public")


def _above(role: Role, roles: Mapping_[str, Role]) -> Iterator[Role]:
    """The roles that a role is part of, from near to far; in a circle each once."""
    seen: set[str] = set()
    while role.part_of and role.part_of not in seen:
        role = roles[role.part_of]
        seen.add(role.id)
        yield role


def _full_title(role: Role, roles: Mapping_[str, Role]) -> str:
    """A role's own title behind the names of what it belongs to."""
    titles = [role.title, *(above.title for above in _above(role, roles) if above is not role)]
    return " ".join(reversed(titles))


def options_of(records: Mapping_[str, Record]) -> dict[str, Option]:
    """Options by id, titles made where there are none."""
    return {
        ident: Option(ident, title_of(record), record.get("text"))
        for ident, record in records.items()
    }
