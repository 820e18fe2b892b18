"""Findings for programs, as JSON.

The document has the keys `version` (1; it grows when a key changes its meaning or goes),
`today`, `summary`, `findings` and `waived`. Each finding has `code`, `severity` (`error`,
`warning` or `advice`), `message`, `hint`, `paste`, `mended` (the whole line `start.line` as it
should be, where that is certain, otherwise empty; `…` in it is for you to fill in), `path`,
`start`, `end` and `related`; each waived one also has `until`, a day or null. Lines and columns
count from 1, columns in code points; `end` is the first place that no longer belongs to it. For
the public a place in a lead's file has no length, and no column that a private text could move.
"""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import TYPE_CHECKING

from sphinx_leadflow.checks.formats import mended
from sphinx_leadflow.core.diagnostic import Severity

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from sphinx_leadflow.checks.run import Waived
    from sphinx_leadflow.core.diagnostic import Diagnostic
    from sphinx_leadflow.core.source import Position, Source, Span

_NOTHING: Mapping[str, Source] = MappingProxyType({})
VERSION = 1
"""Of the document's form."""


def render(
    diagnostics: tuple[Diagnostic, ...],
    today: dt.date,
    *,
    leads: int = 0,
    waived: tuple[Waived, ...] = (),
    sources: Mapping[str, Source] = _NOTHING,
) -> str:
    """The document, in plain ASCII. Without `sources`, as in public, no line of a file is in it."""
    levels = [one.severity for one in diagnostics]
    document = {
        "version": VERSION,
        "today": today.isoformat(),
        "summary": {
            "leads": leads,
            "errors": levels.count(Severity.ERROR),
            "warnings": levels.count(Severity.WARNING),
            "advice": levels.count(Severity.ADVICE),
            "waived": len(waived),
        },
        "findings": [_finding(one, sources) for one in diagnostics],
        "waived": [_waived(one, sources) for one in waived],
    }
    return json.dumps(document, indent=2) + "\n"


def _finding(one: Diagnostic, sources: Mapping[str, Source]) -> dict[str, object]:
    return {
        "code": one.code,
        "severity": one.severity.value,
        "message": one.message,
        "hint": one.hint,
        "paste": one.paste,
        "mended": mended(one, sources),
        **_place(one.span),
        "related": [{"note": each.note, **_place(each.span)} for each in one.related],
    }


def _waived(one: Waived, sources: Mapping[str, Source]) -> dict[str, object]:
    until = one.waiver.until
    return {**_finding(one.diagnostic, sources), "until": until.isoformat() if until else None}


def _place(span: Span) -> dict[str, object]:
    return {"path": span.path, "start": _position(span.start), "end": _position(span.end)}


def _position(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.column}
