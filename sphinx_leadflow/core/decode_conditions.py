"""Reads conditions and requirements: the only language inside the process file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.kinds import is_several, plain
from sphinx_leadflow.core.model import EMPTY, FILLED, Condition, Requirement, Test
from sphinx_leadflow.core.quantities import Number
from sphinx_leadflow.core.reading import entries
from sphinx_leadflow.core.slips import report_unknown, shown
from sphinx_leadflow.core.suggest import closest, one_of
from sphinx_leadflow.core.syntax import Mapping, Scalar, Sequence, is_empty
from sphinx_leadflow.core.values import References, read_value

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as Mapping_

    from sphinx_leadflow.core.diagnostic import Report
    from sphinx_leadflow.core.model import Atom, Field
    from sphinx_leadflow.core.source import Span
    from sphinx_leadflow.core.syntax import Node

_TESTS = ("is", "one_of", "at_least", "at_most")
_PARTS = ("field", "fields", "any", "all")
_ORDERED = ("number", "date", "money", "choice", "list")
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
        if declared is None and not self.known.gaps.explain(name, "fields", "assets"):
            self.report.error(
                "unknown-field",
                node.span,
                f"there is no field {name[:40]!r}",
                hint=closest(name, self.fields)
                or one_of(self.fields)
                or "declare it under `fields:`",
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
        if is_several(node, self.report):
            return ()
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
        """`{one_of: […]}` and the like: one test, the others are findings."""
        if len(node.entries) > 1:
            self.report.error(
                "one-test", node.span, "one test at a time", hint="keep one of " + ", ".join(_TESTS)
            )
        for key, value in node.items():
            if key.value in _TESTS:
                return self.named(key.value, field, value)
            self.report.error(
                "unknown-key",
                key.span,
                f"a test has no key {shown(key)}",
                hint=closest(key.value, _TESTS) or one_of(_TESTS),
            )
        return FILLED

    def named(self, op: str, field: Field, node: Node) -> Test:
        """One test by its name."""
        if op == "is":
            return self.test(field, node)
        operands = self.operands(field, node)
        if op not in ("at_least", "at_most"):
            return Test(op, operands) if operands else FILLED
        if field.type not in _ORDERED:
            self.report.error(
                "no-order",
                node.span,
                f"{op!r} cannot be asked of {field.id!r}: values of the type {field.type} "
                "have no order",
                hint="use `is` or `one_of`",
            )
            return FILLED
        if len(operands) > 1:
            self.report.error(
                "one-test", node.span, f"{op!r} takes one value", hint="use `one_of` for several"
            )
        return Test(op, operands[:1]) if operands else FILLED

    def operands(self, field: Field, node: Node) -> tuple[Atom, ...]:
        """The values to compare with, read as the field's own type; for a list its length."""
        found: list[Atom] = []
        for entry in entries(node):
            if field.type == "list":
                length = Number("a number, the length of the list")
                value: object = length.read(entry, self.report)
            else:
                value = read_value(field, entry, self.known, self.report)
            if value is not None:
                found.append(value)  # type: ignore[arg-type]  # only lists give more than an atom
        return tuple(found)

    def requirements(self, node: Node | None) -> tuple[Requirement, ...]:
        """The entries of `needs` or `fills`."""
        if node is None or is_several(node, self.report):
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
            return None
        whole = parts[0] if len(parts) == 1 else Requirement("all", parts=parts)
        exits = tuple(self._exits(node))
        return replace(
            whole,
            when=self.conditions(node.get("when")),
            exits=tuple(name for name, _place in exits),
            span=node.span,
            exit_spans=tuple(place for _name, place in exits),
        )

    def _check_keys(self, node: Mapping) -> None:
        named = False
        for key, value in node.items():
            if key.value in self.fields:
                named = True
                self.report.error(
                    "unknown-key",
                    key.span,
                    f"a requirement has no key {shown(key)}",
                    hint="fields alone are a list: write brackets, and leave the colon out"
                    if isinstance(value, Scalar) and value.value in ("", "true", "yes")
                    else f"write {{field: {key.value}, is: …}}",
                )
            elif key.value not in _REQUIREMENT_KEYS:
                known = list(_REQUIREMENT_KEYS)
                report_unknown("a requirement", key, value, node, known, self.report)
        if not named:
            self._check_parts(node)

    def _check_parts(self, node: Mapping) -> None:
        """There is something to fill in, and a test has a field to be asked of."""
        tests = [key for key, _value in node.items() if key.value in _TESTS]
        if all(is_empty(node.get(name)) for name in _PARTS):
            self.report.error(
                "missing-key",
                node.span,
                "this requirement does not say which field is meant",
                hint="add one of " + ", ".join(_PARTS),
                paste="field: …",
            )
        elif tests and is_empty(node.get("field")) and is_empty(node.get("fields")):
            self.report.error(
                "one-test",
                tests[0].span,
                f"{shown(tests[0])} asks nothing here: it goes with `field` or `fields`",
                hint="write it inside, as in any: [{field: …, is: …}, …]",
            )

    def _parts(self, node: Mapping) -> Iterator[Requirement]:
        for name in ("field", "fields"):
            named = node.get(name)
            for entry in entries(named) if named is not None else ():
                field = self.field(entry)
                if field is not None:
                    test = self._test_of(field, node)
                    yield Requirement("field", field.id, test, span=entry.span)
        for mode in ("any", "all"):
            inner = node.get(mode)
            if inner is not None:
                yield Requirement(mode, parts=self.requirements(inner), span=inner.span)

    def _test_of(self, field: Field, node: Mapping) -> Test:
        for name in _TESTS:
            value = node.get(name)
            if value is not None:
                return self.test(field, value) if name == "is" else self.named(name, field, value)
        return FILLED

    def _exits(self, node: Mapping) -> Iterator[tuple[str, Span]]:
        """The exits that are named, and where."""
        value = node.get("for")
        for entry in entries(value) if value is not None else ():
            name = plain(entry, "an exit of this step", self.report)
            if name:
                yield name, entry.span
