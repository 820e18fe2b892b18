"""Tables as files: CSV for spreadsheets, JSON with its schema for programs."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sphinx_leadflow.core.tables import FORMAT, VERSION

if TYPE_CHECKING:
    from sphinx_leadflow.core.query import Snapshot
    from sphinx_leadflow.core.tables import Cell, Table

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def as_csv(table: Table) -> str:
    """The table as CSV (RFC 4180): a head, then the rows, each line ending with CR LF.

    A text that a spreadsheet would run as a formula gets an apostrophe in front. Lists are JSON.
    """
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    for row in table.rows:
        writer.writerow([csv_cell(cell) for cell in row])
    return file.getvalue()


def csv_cell(cell: Cell) -> str:
    """A cell as text; one that begins like a formula is defused."""
    if isinstance(cell, str):  # nearly all are: a table of ten thousand leads has a million cells
        return f"'{cell}" if cell.startswith(_FORMULA) else cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, list):
        return json.dumps(cell, ensure_ascii=False) if cell else ""
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def as_json(snapshot: Snapshot, found: tuple[Table, ...]) -> str:
    """All tables in one document, its keys in the order of the columns.

    `<`, `>` and `&` are escaped, so that it may stand inside a page.
    """
    head = {
        "format": FORMAT,
        "version": VERSION,
        "title": snapshot.process.title,
        "today": snapshot.today.isoformat(),
        "audience": snapshot.project.audience.value,
        "withheld": _withheld(snapshot),
    }
    lines = [f"{_dumped(name)}: {_dumped(value)}" for name, value in head.items()]
    lines.append('"tables": {\n' + ",\n".join(_json_table(table) for table in found) + "\n}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _dumped(value: object) -> str:
    """Compact JSON that may stand inside a page. Indented, the encoder is ten times slower."""
    return _guarded(_ENCODER.encode(value))


def _guarded(text: str) -> str:
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _json_table(table: Table) -> str:
    """A table, each row on a line of its own, so that a change is a change of one line."""
    names = [column.name for column in table.columns]
    rows = (_ENCODER.encode(dict(zip(names, row, strict=True))) for row in table.rows)
    return f"{_dumped(table.name)}: [\n" + _guarded(",\n".join(rows)) + "\n]"


def _withheld(snapshot: Snapshot) -> dict[str, Any]:
    """What this audience does not get, so that nobody takes the rest for the whole.

    How many leads that are is for the team too.
    """
    fields = snapshot.process.fields.values()
    return {
        "leads": snapshot.project.public,
        "fields": [one.id for one in fields if snapshot.project.withholds(one)],
        "notes": snapshot.project.public and not snapshot.process.public_notes,
    }


def _json_cell(cell: object) -> str:
    """What JSON has no form for: exact numbers as texts, days as 2026-11-23."""
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


_ENCODER = json.JSONEncoder(ensure_ascii=False, default=_json_cell)

_JSON_TYPES: dict[str, dict[str, Any]] = {
    "text": {"type": ["string", "null"]},
    "number": {"type": ["string", "null"], "pattern": r"^-?[0-9]+(\.[0-9]+)?$"},
    "count": {"type": ["integer", "null"], "minimum": 0},
    "date": {"type": ["string", "null"], "format": "date"},
    "boolean": {"type": ["boolean", "null"]},
    "list": {"type": ["array", "null"]},
}


def json_schema(found: tuple[Table, ...]) -> str:
    """The JSON Schema of what `as_json` writes, made from the same columns."""
    made = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{FORMAT}, version {VERSION}",
        "type": "object",
        "required": ["format", "version", "title", "today", "audience", "withheld", "tables"],
        "properties": {
            "format": {"const": FORMAT},
            "version": {"const": VERSION},
            "title": {"type": "string"},
            "today": {"type": "string", "format": "date"},
            "audience": {"enum": ["public", "team"]},
            "withheld": {
                "description": "What this audience does not get.",
                "type": "object",
                "properties": {
                    "leads": {"type": "boolean"},
                    "fields": {"type": "array", "items": {"type": "string"}},
                    "notes": {"type": "boolean"},
                },
            },
            "tables": {
                "type": "object",
                "required": [table.name for table in found],
                "properties": {table.name: _table_schema(table) for table in found},
            },
        },
    }
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _table_schema(table: Table) -> dict[str, Any]:
    return {
        "description": table.means,
        "type": "array",
        "items": {
            "type": "object",
            "required": [column.name for column in table.columns],
            "properties": {
                column.name: {"description": column.means, **_JSON_TYPES[column.type]}
                for column in table.columns
            },
        },
    }
