"""Findings as SARIF 2.1.0, the form that code scanning and editors read.

Source: OASIS, Static Analysis Results Interchange Format 2.1.0 (2020). Columns count from 1, in
code points. Advice is a `note`; a waived finding is suppressed in source. The line as it should
be, where that is certain, is a `fix`.
"""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import quote

from sphinx_leadflow import __version__
from sphinx_leadflow.checks.formats import mended, sentence
from sphinx_leadflow.checks.loading import LOADING_STORIES
from sphinx_leadflow.checks.positions import line_of
from sphinx_leadflow.checks.rules import ALL_RULES
from sphinx_leadflow.core.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx_leadflow.checks.rule import Story
    from sphinx_leadflow.checks.run import Waived
    from sphinx_leadflow.core.diagnostic import Diagnostic
    from sphinx_leadflow.core.source import Source, Span

_NOTHING: Mapping[str, Source] = MappingProxyType({})
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "note"}
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(
    diagnostics: tuple[Diagnostic, ...],
    *,
    waived: tuple[Waived, ...] = (),
    sources: Mapping[str, Source] = _NOTHING,
) -> str:
    """The document, in plain ASCII. Without `sources`, as in public, no line of a file is in it."""
    every = [*diagnostics, *(one.diagnostic for one in waived)]
    codes = list(dict.fromkeys(one.code for one in every))
    results = [_result(one, codes, sources) for one in every]
    for result in results[len(diagnostics) :]:
        result["suppressions"] = [{"kind": "inSource"}]
    run = {
        "tool": {
            "driver": {
                "name": "leadflow",
                "version": __version__,
                "rules": list(_rules(codes)),
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rules(codes: Iterable[str]) -> Iterable[dict[str, object]]:
    """What every code that was found means, as `leadflow explain` tells it."""
    stories: dict[str, Story] = {
        **LOADING_STORIES,
        **{rule.id: rule.story for rule in ALL_RULES},
    }
    for code in codes:
        story = stories.get(code)
        if story is None:
            yield {"id": code}
            continue
        text = f"{story.what}\n\n{story.why}\n\nBad:\n\n{story.bad}\n\nGood:\n\n{story.good}"
        yield {
            "id": code,
            "shortDescription": {"text": story.what},
            "fullDescription": {"text": story.why},
            "help": {"text": text},
        }


def _result(one: Diagnostic, codes: list[str], sources: Mapping[str, Source]) -> dict[str, object]:
    hint = f" {sentence(one.hint)}" if one.hint else ""
    paste = f"\n{one.paste}" if one.paste else ""
    result: dict[str, object] = {
        "ruleId": one.code,
        "ruleIndex": codes.index(one.code),
        "level": _LEVELS[one.severity],
        "message": {"text": f"{sentence(one.message)}{hint}{paste}"},
        "locations": [{"physicalLocation": _place(one.span)}],
    }
    if one.related:
        result["relatedLocations"] = [
            {"physicalLocation": _place(each.span), "message": {"text": each.note}}
            for each in one.related
        ]
    line = mended(one, sources)
    if line:
        result["fixes"] = [_fix(one.span, line, sources)]
    return result


def _fix(span: Span, line: str, sources: Mapping[str, Source]) -> dict[str, object]:
    number = span.start.line
    end = len(line_of(sources[span.path], number).rstrip("\r\n")) + 1
    region = {"startLine": number, "startColumn": 1, "endLine": number, "endColumn": end}
    replacement = {"deletedRegion": region, "insertedContent": {"text": line}}
    change = {"artifactLocation": {"uri": quote(span.path)}, "replacements": [replacement]}
    return {"artifactChanges": [change]}


def _place(span: Span) -> dict[str, object]:
    start, end = span.start, span.end
    region = {"startLine": start.line, "startColumn": start.column}
    if (end.line, end.column) > (start.line, start.column):
        region |= {"endLine": end.line, "endColumn": end.column}
    return {"artifactLocation": {"uri": quote(span.path)}, "region": region}
