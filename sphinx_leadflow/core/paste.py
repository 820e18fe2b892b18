"""Lines to paste into a lead's file: valid YAML, with values of the right form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.core import samples

if TYPE_CHECKING:
    import datetime as dt

    from sphinx_leadflow.core.model import Field

_SAMPLES = {"url": samples.URL, "email": samples.EMAIL, "phone": samples.PHONE}


def field_lines(field: Field, today: dt.date) -> str:
    """The line or lines that fill a field, with a sample that must be overwritten.

    No sample is a value that could be true: one that was left would be believed.
    """
    if field.parts:
        inner = ", ".join(f"{part.id}: {_sample(part)}" for part in field.parts[:3])
        return f"{field.id}:\n  - {{{inner}}}"
    if field.type == "list":
        return f"{field.id}:\n  - {_SAMPLES.get(field.item, samples.BLANK)}"
    right = _what_is_right(field, today)
    comment = f"  # {right}" if right else ""
    return f"{field.id}: {_sample(field)}{comment}"


def _sample(field: Field) -> str:
    if field.type == "money":
        return f"{samples.BLANK} {field.currency or 'EUR'}"
    return _SAMPLES.get(field.type, samples.BLANK)


def _what_is_right(field: Field, today: dt.date) -> str:
    """What to write instead of a sample that does not show it."""
    if field.options:
        return f"one of {', '.join(field.options)}"
    return {
        "date": f"such as {today.isoformat()}",
        "money": f"such as 24000 {field.currency or 'EUR'}",
        "number": "a number",
        "boolean": "true or false",
        "person": "the id of a person",
        "lead": "the id of a lead",
    }.get(field.type, "")


def move_line(today: dt.date, target: str, by: str, reason: str = "") -> str:
    """The history line that moves a lead."""
    parts = [f"date: {today.isoformat()}", f"to: {target}"]
    if reason:
        parts.append(f"reason: {reason}")
    if by:
        parts.append(f"by: {by}")
    return f"  - {{{', '.join(parts)}}}"
