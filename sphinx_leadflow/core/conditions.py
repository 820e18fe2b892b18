"""Asks whether conditions and requirements hold for a lead's values.

In a public build some fields are withheld; what depends on one is unknown, and an unknown
requirement is never called missing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import field
from decimal import Decimal
from typing import TYPE_CHECKING

from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.model import Money

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx_leadflow.core.model import (
        Atom,
        Condition,
        Data,
        Field,
        Lead,
        Process,
        Requirement,
        Test,
    )


_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Facts:
    """A lead's values by field, tracked ones included, and the fields that are withheld."""

    values: Mapping[str, Data]
    fields: Mapping[str, Field]
    hidden: frozenset[str] = field(default_factory=frozenset)


def facts_of(lead: Lead, process: Process, *, public: bool) -> Facts:
    """What is known about a lead today."""
    values = {ident: value.data for ident, value in lead.fields.items()}
    for event in lead.history:
        for ident, value in event.changes.items():
            values[ident] = value.data
    hidden = _withheld(process) if public else _NOTHING
    return Facts(values, process.fields, hidden)


def _withheld(process: Process) -> frozenset[str]:
    return frozenset(ident for ident, one in process.fields.items() if one.private)


def met(condition: Condition, facts: Facts) -> bool | None:
    """Whether a condition holds; `None` if its field is withheld."""
    if condition.field in facts.hidden:
        return None
    data = facts.values.get(condition.field)
    return passes(condition.test, data, facts.fields.get(condition.field))


def applies(conditions: tuple[Condition, ...], facts: Facts) -> bool:
    """Whether all conditions hold; a withheld one counts as holding."""
    return not conditions or all(met(condition, facts) is not False for condition in conditions)


def passes(test: Test, data: Data | None, declared: Field | None) -> bool:
    """Whether one value passes a test.

    An empty value passes only the test for emptiness; an empty list has the length 0.
    """
    if test.op in ("empty", "filled"):
        return (data is None) is (test.op == "empty")
    if data is None and declared is not None and declared.type == "list":
        data = ()
    if data is None:
        return False
    value = _rank(data, declared)
    operands = [_rank(operand, declared) for operand in test.operands]
    if test.op in ("is", "one_of"):
        return value in operands
    return _compare(test.op, value, operands[0])


def _rank(data: Data, declared: Field | None) -> object:
    """What is compared: an option's place among the options, a list's length."""
    if isinstance(data, tuple):
        return Decimal(len(data))
    if isinstance(data, str) and declared is not None and data in declared.options:
        return Decimal(list(declared.options).index(data))
    return data


def _compare(op: str, value: object, operand: object) -> bool:
    """At least or at most; amounts in different currencies are never comparable."""
    if isinstance(value, Money) and isinstance(operand, Money):
        if value.currency != operand.currency:
            return False
        value, operand = value.amount, operand.amount
    if isinstance(value, Decimal) and isinstance(operand, Decimal):
        return value >= operand if op == "at_least" else value <= operand
    if isinstance(value, dt.date) and isinstance(operand, dt.date):
        return value >= operand if op == "at_least" else value <= operand
    return False


def surely_met(requirement: Requirement, facts: Facts) -> bool:
    """Whether a requirement asks for a field that is filled, so that nothing of it is unmet.

    That is true of nearly all, and quicker to see than to ask `unmet`.
    """
    return (
        requirement.mode == "field"
        and requirement.test.op == "filled"
        and (requirement.field in facts.values or requirement.field in facts.hidden)
    )


def unmet(
    requirement: Requirement, facts: Facts, way: frozenset[str] | None = None
) -> Iterator[Requirement]:
    """The parts of a requirement that are not fulfilled.

    `way` holds the label and the target of the exit taken: a requirement `for:` other exits
    does not count then. Without it every way counts. One whose conditions fail or cannot be
    known never counts.
    """
    if requirement.exits and way is not None and not way.intersection(requirement.exits):
        return
    if any(met(condition, facts) is not True for condition in requirement.when):
        return
    if requirement.mode == "field":
        if not _fulfilled(requirement, facts):
            yield requirement
    elif requirement.mode == "all":
        for part in requirement.parts:
            yield from unmet(part, facts, way)
    elif not any(not list(unmet(part, facts, way)) for part in requirement.parts):
        yield requirement


def _fulfilled(requirement: Requirement, facts: Facts) -> bool:
    if requirement.field in facts.hidden:
        return True
    data = facts.values.get(requirement.field)
    return passes(requirement.test, data, facts.fields.get(requirement.field))


def demanded(field_: Field, facts: Facts) -> bool:
    """Whether a field must be filled wherever the lead stands (`required:`)."""
    if field_.required:
        return True
    return bool(field_.required_when) and all(
        met(condition, facts) is True for condition in field_.required_when
    )


def atoms(data: Data) -> tuple[Atom, ...]:
    """A value's single parts, records flattened."""
    if not isinstance(data, tuple):
        return (data,)
    flat: list[Atom] = []
    for item in data:
        flat.extend((item,) if not hasattr(item, "values") else item.values())
    return tuple(flat)
