"""Dates, amounts, values and requirements in words, the same everywhere."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from sphinx_leadflow.core.model import Money

if TYPE_CHECKING:
    from sphinx_leadflow.core.model import Atom, Condition, Field, Process, Requirement, Test

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_OPERATORS = {"is": "is", "one_of": "is", "at_least": "at least", "at_most": "at most"}


def day(date: dt.date, today: dt.date | None = None) -> str:
    """A date such as `18 Nov 2026`; without the year if `today` is given and shares it."""
    short = f"{date.day} {_MONTHS[date.month - 1]}"
    return short if today is not None and date.year == today.year else f"{short} {date.year}"


def weekday(date: dt.date) -> str:
    """The short name of the day of the week."""
    return _WEEKDAYS[date.weekday()]


def count(number: int, singular: str, plural: str = "") -> str:
    """A number and its noun: `1 lead`, `2 leads`."""
    return f"{number} {singular if number == 1 else plural or singular + 's'}"


def percent(share: float | Decimal) -> str:
    """A share in whole per cent; below one per cent with a decimal."""
    value = float(share) * 100
    return f"{value:.1f} %" if 0 < value < 1 else f"{value:.0f} %"


def together(text: str) -> str:
    """Words that no line may part."""
    return text.replace(" ", "\u00a0")


def number_words(value: Decimal) -> str:
    """A number with thin groups of thousands: `24 000.50` with narrow spaces."""
    return f"{value:,f}".replace(",", "\u202f")


def atom(value: Atom, declared: Field | None = None) -> str:
    """A single value in words: an option's title, a date, an amount with its currency."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.date):
        return day(value)
    if isinstance(value, Money):
        return f"{number_words(value.amount)}\u00a0{value.currency}"
    if isinstance(value, Decimal):
        return number_words(value)
    if declared is not None and value in declared.options:
        return declared.options[value].title
    return value


def joined(words: list[str] | tuple[str, ...], last: str = "and") -> str:
    """Words in a row: `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def test_words(test: Test, declared: Field | None) -> str:
    """What a test asks, behind a field's title: `at least Beta`; empty if only filled."""
    if test.op == "filled":
        return ""
    if test.op == "empty":
        return "empty"
    operands = [atom(operand, declared) for operand in test.operands]
    unit = " entries" if declared is not None and declared.type == "list" else ""
    return f"{_OPERATORS[test.op]} {joined(operands, 'or')}{unit}"


def condition_words(conditions: tuple[Condition, ...], process: Process) -> str:
    """Conditions as the end of a sentence: `Kind is Development and Paid is filled in`."""
    return joined([_one_condition(one, process) for one in conditions])


def _one_condition(condition: Condition, process: Process) -> str:
    declared = process.fields.get(condition.field)
    title = declared.title if declared else condition.field
    return f"{title} {test_words(condition.test, declared) or 'is filled in'}"


def requirement_words(requirement: Requirement, process: Process) -> str:
    """A requirement in words: `Price`, `Price or Quote`, `Health at least Amber (for agreed)`."""
    return f"{_bare_words(requirement, process)}{requirement_notes(requirement, process)}"


def _bare_words(requirement: Requirement, process: Process) -> str:
    if requirement.mode == "field":
        declared = process.fields.get(requirement.field)
        title = declared.title if declared else requirement.field
        test = test_words(requirement.test, declared)
        return f"{title} {test}" if test else title
    last = "or" if requirement.mode == "any" else "and"
    return joined([requirement_words(part, process) for part in requirement.parts], last)


def requirement_notes(requirement: Requirement, process: Process) -> str:
    """When and on which way a requirement holds, in brackets; empty if always."""
    notes = []
    if requirement.exits:
        notes.append(f"for {joined(requirement.exits, 'or')}")
    if requirement.when:
        notes.append(f"if {condition_words(requirement.when, process)}")
    return f" ({', '.join(notes)})" if notes else ""
