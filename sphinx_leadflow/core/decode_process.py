"""`process.yaml` to a `Process`: reports what is wrong and goes on.

First everything that has an id is read (`_Names`), then what refers to it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_leadflow.core.decode_conditions import ConditionReader
from sphinx_leadflow.core.decode_fields import FieldReader, is_private
from sphinx_leadflow.core.decode_figures import FiguresReader
from sphinx_leadflow.core.decode_pipeline import PipelineReader
from sphinx_leadflow.core.decode_prepared import PreparedTexts
from sphinx_leadflow.core.decode_stage import Names
from sphinx_leadflow.core.gaps import Gaps
from sphinx_leadflow.core.keys import LEVELS_ELSEWHERE, PROCESS
from sphinx_leadflow.core.kinds import Choice, Word, kind_of, mapping
from sphinx_leadflow.core.levels import straighten
from sphinx_leadflow.core.model import (
    Asset,
    Checklist,
    Field,
    Item,
    Notice,
    Person,
    Process,
    Role,
    Setting,
)
from sphinx_leadflow.core.reading import Record
from sphinx_leadflow.core.sections import gaps_of, report_former, title_of
from sphinx_leadflow.core.slips import check_id
from sphinx_leadflow.core.source import Span
from sphinx_leadflow.core.suggest import closest, one_of
from sphinx_leadflow.core.syntax import Mapping
from sphinx_leadflow.core.values import References

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as Mapping_

    from sphinx_leadflow.core.diagnostic import Report
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
    return _Decoder(record, source, report).process()


def unreadable_process(path: str) -> Process:
    """What stands for a process whose file could not be understood: everything is unknown."""
    every = frozenset(key.name for key in PROCESS.keys)
    return Process("Our process", Span.at(path), gaps=Gaps(every))


class _Decoder:
    """Holds what is known so far while one process file is read."""

    def __init__(self, record: Record, source: Source, report: Report) -> None:
        self.record = record
        self.source = source
        self.start = Span.at(source.path)
        self.report = report
        self.old_ids: dict[str, dict[str, str]] = {"pipeline": {}}
        self.gaps = gaps_of(record)

    def process(self) -> Process:
        record = self.record
        roles = self.roles()
        people = self.people(roles)
        self.remember("field")
        declared = FieldReader(
            self.table("fields"), self.table("assets"), self.old_ids["field"], self.report
        )
        fields = declared.fields()
        known = References(people, gaps=self.gaps)
        reader = ConditionReader(fields, self.old_ids.get("field", {}), known, self.report)
        fields = declared.with_requirements(fields, reader)
        assets = self.assets(fields)
        checklists = self.checklists(reader)
        prepared = self.prepared(roles, assets, fields)
        names = Names(
            roles,
            assets,
            fields,
            checklists,
            self.old_ids,
            reader,
            self.report,
            self.gaps,
            prepared,
        )
        pipelines = PipelineReader(record, names, self.start).pipelines()
        return Process(
            title=str(record.get("title", "")) or "Our process",
            span=self.start,
            purpose=record.get("purpose"),
            public_notes=record.get("notes") == "public",
            public_data=record.get("data") == "public",
            people=people,
            roles=roles,
            notices=self.notices(names),
            assets=assets,
            fields=fields,
            checklists=checklists,
            pipelines=pipelines,
            rules=self.rules(),
            figures=FiguresReader(names, pipelines).figures(record.get("figures")),
            old_ids=self.old_ids,
            gaps=self.gaps,
        )

    def prepared(
        self,
        roles: Mapping_[str, Role],
        assets: Mapping_[str, Asset],
        fields: Mapping_[str, Field],
    ) -> PreparedTexts:
        """What reads prepared texts; the names of copies are read at once."""
        tables = {"field": fields, "role": roles, "asset": assets}
        texts = PreparedTexts(tables, self.old_ids, self.source, self.report, self.gaps)
        for record in self.table("assets").values():
            texts.check(record, "name")
        return texts

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
                is_private(record, "", ""),
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
                is_private(record, "", ""),
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
        says, paste = "a mapping from rules to severities", "rules: {stale-lead: warning}"
        rules = mapping(node, says, self.report, "rules", paste=paste)
        levels = Choice(("off", "advice", "warning", "error"), LEVELS_ELSEWHERE)
        found = {}
        for key, value in rules.items() if rules else ():
            if check_id(key, False, self.report, rules, value):
                level = levels.read(value, self.report, key.value)
                if level:
                    found[key.value] = Setting(level, key.span)
        return found


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
