"""Lines to paste into a lead's file: valid YAML, with values of the right form."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from sphinx_leadflow.core.model import Field

_EXAMPLES = {
    "text": "…",
    "markdown": "…",
    "number": "1",
    "boolean": "true",
    "url": "https://example.org/…",
    "email": "name@example.org",
    "phone": "+00 555 0100",
    "person": "…",
    "lead": "…",
}


def field_lines(field: Field, today: dt.date) -> str:
    """The line or lines that fill a field, with an example to overwrite."""
    if field.parts:
        inner = ", ".join(f"{part.id}: {_example(part, today)}" for part in field.parts[:3])
        return f"{field.id}:\n  - {{{inner}}}"
    if field.type == "list":
        return f"{field.id}:\n  - {_EXAMPLES.get(field.item, '…')}"
    if field.type == "money" and not field.currency:
        return f"{field.id}: 24000 EUR  # amount and currency"
    if field.options:
        return f"{field.id}: {next(iter(field.options))}  # one of {', '.join(field.options)}"
    return f"{field.id}: {_example(field, today)}"


def _example(field: Field, today: dt.date) -> str:
    if field.type == "date":
        return today.isoformat()
    if field.type == "money":
        return f"24000 {field.currency or 'EUR'}"
    if field.options:
        return next(iter(field.options))
    return _EXAMPLES.get(field.type, "…")


def move_line(today: dt.date, target: str, by: str, reason: str = "") -> str:
    """The history line that moves a lead."""
    parts = [f"date: {today.isoformat()}", f"to: {target}"]
    if reason:
        parts.append(f"reason: {reason}")
    if by:
        parts.append(f"by: {by}")
    return f"  - {{{', '.join(parts)}}}"
