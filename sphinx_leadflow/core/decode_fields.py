"""The fields of a process: what the file of a lead may say."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_leadflow.core.keys import FIELD_TYPES, PART, PRIVATE_TYPES, RESERVED
from sphinx_leadflow.core.kinds import Choice, Flag
from sphinx_leadflow.core.model import Field, Option
from sphinx_leadflow.core.reading import Record
from sphinx_leadflow.core.sections import Table, title_of
from sphinx_leadflow.core.syntax import Mapping, Scalar
from sphinx_leadflow.core.values import is_currency

if TYPE_CHECKING:
    from collections.abc import Mapping as Mapping_
    from decimal import Decimal

    from sphinx_leadflow.core.decode_conditions import ConditionReader
    from sphinx_leadflow.core.diagnostic import Report
    from sphinx_leadflow.core.model import Condition
    from sphinx_leadflow.core.syntax import Node


class FieldReader:
    """Reads what is declared under `fields:`, and the fields that assets declare."""

    def __init__(
        self,
        records: Mapping_[str, Record],
        assets: Mapping_[str, Record],
        old: dict[str, str],
        report: Report,
    ) -> None:
        self.records = records
        self.assets = assets
        self.old = old
        """Former ids of fields and today's; those of assets' fields are added."""
        self.report = report

    def fields(self) -> dict[str, Field]:
        """Every field, and those that assets with `own: true` declare."""
        found = {}
        for ident, record in self.records.items():
            if ident in RESERVED:
                self.report.error(
                    "reserved-word",
                    record.span,
                    f"{ident!r} cannot be a field: the word has a meaning of its own in lead files",
                    hint=f"call the field lead_{ident}",
                )
                continue
            found[ident] = self._field(record)
        return {**found, **self._own_copies(found)}

    def _field(self, record: Record) -> Field:
        kind = record.get("type") or self._guess_type(record)
        item, parts = self._contents(record, kind)
        private = is_private(record, kind, item)
        if private:
            parts = tuple(replace(part, private=True) for part in parts)
        return Field(
            record.id,
            title_of(record),
            kind,
            record.span,
            record.get("text"),
            private,
            self._options(record, "choice" in (kind, item)),
            item,
            parts,
            self._currency(record),
            *self._bounds(record, kind, item),
            tracked=record.get("tracked", False),
            renamed_from=record.get("renamed_from", ()),
        )

    def _guess_type(self, record: Record) -> str:
        """A field without a type: what its other keys say."""
        if record.get("options"):
            return "choice"
        return "list" if record.nodes.get("of") is not None else "text"

    def _options(self, record: Record, expected: bool) -> dict[str, Option]:
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
        return _options_of(given)

    def _currency(self, record: Record) -> str:
        code = str(record.get("currency", ""))
        if code and not is_currency(code):
            self.report.error(
                "no-currency",
                record.place("currency"),
                "'currency' must be three capital letters, such as USD",
            )
            return ""
        return code

    def _bounds(
        self, record: Record, kind: str, item: str
    ) -> tuple[Decimal | None, Decimal | None]:
        """What a number must lie between."""
        low, high = record.get("at_least"), record.get("at_most")
        given = [key for key in ("at_least", "at_most") if record.get(key) is not None]
        if given and not {"number", "money"}.intersection((kind, item)):
            self.report.error(
                "no-order",
                record.place(given[0]),
                f"{given[0]!r} goes with numbers and money, and {record.id!r} is neither",
                hint="write `type: number`, or remove the line",
            )
            return None, None
        if low is not None and high is not None and low > high:
            self.report.error(
                "not-a-number",
                record.place("at_most"),
                f"no number is at least {low} and at most {high}",
                hint="put the smaller one behind `at_least`",
            )
            return None, None
        return low, high

    def _contents(self, record: Record, kind: str) -> tuple[str, tuple[Field, ...]]:
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
        return "" if parts else "text", tuple(self._part(part) for part in parts.values())

    def _part(self, record: Record) -> Field:
        field = self._field(record)
        if field.type == "list":
            self.report.error(
                "not-a-part",
                record.span,
                "a record cannot hold a list",
                hint="make the list a field of its own",
            )
            return replace(field, type="text", item="")
        return field

    def _own_copies(self, fields: Mapping_[str, Field]) -> dict[str, Field]:
        """The fields that assets with `own: true` declare."""
        found = {}
        for ident, record in self.assets.items():
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
            private = is_private(record, "url", "")
            found[ident] = Field(
                ident, title_of(record), "url", record.span, private=private, renamed_from=old
            )
            for former in old:
                self.old.setdefault(former, ident)
        return found

    def with_requirements(
        self, fields: Mapping_[str, Field], reader: ConditionReader
    ) -> dict[str, Field]:
        """The fields with `required:` read, which may name other fields."""
        found = {}
        for ident, field in fields.items():
            record = self.records.get(ident)
            node = record.nodes.get("required") if record else None
            always, when = (False, ()) if node is None else self._required(node, reader)
            found[ident] = replace(field, required=always, required_when=when)
        return found

    def _required(self, node: Node, reader: ConditionReader) -> tuple[bool, tuple[Condition, ...]]:
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


def is_private(record: Record, kind: str, item: str) -> bool:
    """Whether it is for the team: by its own word, else by its type, and where in doubt."""
    visibility = record.get("visibility")
    if visibility is None and not record.failed("visibility"):
        misspelt = any(key[:5].lower() == "visib" for key in record.unknown)
        return misspelt or kind in PRIVATE_TYPES or item in PRIVATE_TYPES
    return bool(visibility != "public")


def _options_of(records: Mapping_[str, Record]) -> dict[str, Option]:
    """Options by id, titles made where there are none."""
    return {
        ident: Option(ident, title_of(record), record.get("text"))
        for ident, record in records.items()
    }
