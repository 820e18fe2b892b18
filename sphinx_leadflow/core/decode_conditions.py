"""Reads conditions and requirements: the only language inside the process file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sphinx_leadflow.core.model import EMPTY, FILLED, Condition, Requirement, Test
from sphinx_leadflow.core.reading import Number, closest, entries, one_of, plain, shown
from sphinx_leadflow.core.syntax import Mapping, Scalar, Sequence
from sphinx_leadflow.core.values import References, read_value

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as Mapping_

    from sphinx_leadflow.core.diagnostic import Report
    from sphinx_leadflow.core.model import Atom, Field
    from sphinx_leadflow.core.syntax import Node

_TESTS = ("is", "one_of", "at_least", "at_most")
_PARTS = ("field", "fields", "any", "all")
_REQUIREMENT_KEYS = (*_PARTS, *_TESTS, "when", "for")


@dataclass(frozen=True, slots=True)
class ConditionReader:
    """Reads conditions against the declared fields."""

    fields: Mapping_[str, Field]
    old_fields: Mapping_[str, str]
    known: References
    report: Report

    def field(self, node: Node) -> Field | None:
        """The field that a node names; a finding if there is none."""
        name = plain(node, "the id of a field", self.report)
        if name is None:
            return None
        declared = self.fields.get(self.old_fields.get(name, name))
        if declared is None:
            self.report.error(
                "unknown-field",
                node.span,
                f"there is no field {name[:40]!r}",
                hint=closest(name, self.fields) or one_of(self.fields),
            )
        return declared

    def conditions(self, node: Node | None) -> tuple[Condition, ...]:
        """Conditions that must all hold: `{field: test, …}`, or fields that must be filled."""
        if node is None:
            return ()
        if isinstance(node, Mapping):
            pairs = ((self.field(key), value) for key, value in node.items())
            return tuple(
                Condition(field.id, self.test(field, value))
                for field, value in pairs
                if field is not None
            )
        fields = [self.field(entry) for entry in entries(node)]
        return tuple(Condition(field.id, FILLED) for field in fields if field is not None)

    def test(self, field: Field, node: Node) -> Test:
        """What must hold of a field's value."""
        if isinstance(node, Mapping):
            return self._named_test(field, node)
        if isinstance(node, Sequence):
            return Test("one_of", self.operands(field, node))
        if field.type != "boolean" and node.value in ("true", "false") and not node.style:
            return FILLED if node.value == "true" else EMPTY
        operands = self.operands(field, node)
        return Test("is", operands) if operands else FILLED

    def _named_test(self, field: Field, node: Mapping) -> Test:
        for key, value in node.items():
            if key.value in _TESTS:
                if len(node.entries) > 1:
                    self.report.error(
                        "one-test", node.span, "a test has one key", hint=one_of(_TESTS)
                    )
                operands = self.operands(field, value)
                return Test(key.value, operands) if operands else FILLED
            self.report.error(
                "unknown-key",
                key.span,
                f"a test has no key {shown(key)}",
                hint=closest(key.value, _TESTS) or one_of(_TESTS),
            )
        return FILLED

    def operands(self, field: Field, node: Node) -> tuple[Atom, ...]:
        """The values to compare with, read as the field's own type; for a list its length."""
        found: list[Atom] = []
        for entry in entries(node):
            if field.type == "list":
                value: object = Number("the length of the list").read(entry, self.report)
            else:
                value = read_value(field, entry, self.known, self.report)
            if value is not None:
                found.append(value)  # type: ignore[arg-type]  # only lists give more than an atom
        return tuple(found)

    def requirements(self, node: Node | None) -> tuple[Requirement, ...]:
        """The entries of `needs` or `fills`."""
        if node is None:
            return ()
        found = (self._requirement(entry) for entry in entries(node))
        return tuple(one for one in found if one is not None)

    def _requirement(self, node: Node) -> Requirement | None:
        if isinstance(node, Scalar):
            field = self.field(node)
            return None if field is None else Requirement("field", field.id, span=node.span)
        if isinstance(node, Sequence):
            return Requirement("all", parts=self.requirements(node), span=node.span)
        self._check_keys(node)
        parts = tuple(self._parts(node))
        if not parts:
            if not any(name in node.entries for name in _PARTS):
                self.report.error(
                    "missing-key",
                    node.span,
                    "this requirement does not say which field is meant",
                    hint=one_of(_PARTS),
                )
            return None
        whole = parts[0] if len(parts) == 1 else Requirement("all", parts=parts)
        return replace(
            whole, when=self.conditions(node.get("when")), exits=self._exits(node), span=node.span
        )

    def _check_keys(self, node: Mapping) -> None:
        for key, _value in node.items():
            if key.value not in _REQUIREMENT_KEYS:
                hint = closest(key.value, _REQUIREMENT_KEYS)
                if key.value in self.fields:
                    hint = f"write {{field: {key.value}, is: …}}"
                self.report.error(
                    "unknown-key",
                    key.span,
                    f"a requirement has no key {shown(key)}",
                    hint=hint or one_of(_REQUIREMENT_KEYS),
                )

    def _parts(self, node: Mapping) -> Iterator[Requirement]:
        for name in ("field", "fields"):
            for entry in entries(node.entries[name][1]) if name in node.entries else ():
                field = self.field(entry)
                if field is not None:
                    yield Requirement(
                        "field", field.id, self._test_of(field, node), span=entry.span
                    )
        for mode in ("any", "all"):
            inner = node.get(mode)
            if inner is not None:
                yield Requirement(mode, parts=self.requirements(inner), span=inner.span)

    def _test_of(self, field: Field, node: Mapping) -> Test:
        for name in _TESTS:
            value = node.get(name)
            if value is not None and name == "is":
                return self.test(field, value)
            if value is not None:
                operands = self.operands(field, value)
                return Test(name, operands) if operands else FILLED
        return FILLED

    def _exits(self, node: Mapping) -> tuple[str, ...]:
        value = node.get("for")
        if value is None:
            return ()
        names = (plain(entry, "an exit of this step", self.report) for entry in entries(value))
        return tuple(name for name in names if name)
