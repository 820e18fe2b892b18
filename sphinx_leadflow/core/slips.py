"""Slips of the pen in keys and ids: what was meant, and how to say so."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from sphinx_leadflow.core.diagnostic import Mend, Report
from sphinx_leadflow.core.gates.ident import is_field_id, is_id
from sphinx_leadflow.core.limits import MAX_ID
from sphinx_leadflow.core.source import Span
from sphinx_leadflow.core.suggest import closest, one_of
from sphinx_leadflow.core.syntax import Mapping, Node, Scalar, is_empty, report_braces

if TYPE_CHECKING:
    from collections.abc import Iterable


_SPACED_KEY = r"([a-z_]+)( +)(?=\S)"
_GLUED_KEY = r"([A-Za-z_][\w-]*)([:\uff1a]\s*)(?=\S)"


def report_elsewhere(what: str, key: Scalar, here: str, report: Report) -> None:
    """A key by the name that others give it."""
    message = f"{what} has no key {shown(key)}"
    report.error("unknown-key", key.span, message, hint=f"did you mean {here}?")


def report_unknown(
    what: str, key: Scalar, value: Node, whole: Mapping, known: list[str], report: Report
) -> None:
    """A key that is not declared, or prose between braces that looks like one."""
    glued = glued_key(key, whole, known)
    if glued:
        start, end = key.column + glued.start(2), key.column + glued.end(2)
        wide = glued[2][0] != ":"
        report.error(
            "yaml-colon",
            Span.at(key.path, key.line, start if wide else start + 1),
            "this is a full-width colon: it looks like a colon and is none"
            if wide
            else "there must be a space after the colon",
            hint=f"write {'an ordinary colon and a space: ' if wide else ''}`{glued[1]}: …`",
            mend=Mend(start, end, ": "),
        )
        return
    spaced = spaced_key(key, value, whole, known)
    if spaced:
        report.error(
            "yaml-colon",
            Span.at(key.path, key.line, key.column + spaced.end(1)),
            f"there is no colon behind {spaced[1]!r}",
            hint=f"write `{spaced[1]}: …`",
            mend=Mend(key.column + spaced.start(2), key.column + spaced.end(2), ": "),
        )
        return
    if whole.flow and (is_empty(value) or " " in key.value):
        first = next(iter(whole.entries)) == key.value
        (report_bare if first else report_braces)(key.span, report)
        return
    near = closest(key.value, known)
    # Between braces it may be a piece of somebody's note: only a slip of the pen is repeated.
    # A process has no notes.
    nameless = whole.flow and not near and not key.path.endswith("process.yaml")
    named = "key of this name" if nameless else f"key {shown(key)}"
    hint = near or one_of(known, 40)
    report.error("unknown-key", key.span, f"{what} has no {named}", hint=hint)


def glued_key(key: Scalar, whole: Mapping, known: Iterable[str]) -> re.Match[str] | None:
    """`{date:2026-09-01}`: a known key and its value that YAML takes for one word."""
    match = re.match(_GLUED_KEY, key.value) if whole.flow and not key.style else None
    return match if match and match[1] in known else None


def spaced_key(
    key: Scalar, value: Node, whole: Mapping, known: Iterable[str]
) -> re.Match[str] | None:
    """`{to send-offer}`: a known key and its value without any colon."""
    match = re.match(_SPACED_KEY, key.value) if whole.flow and is_empty(value) else None
    return match if match and match[1] in known else None


def report_bare(place: Span, report: Report) -> None:
    """A text between braces without any `key:`."""
    report.error(
        "yaml-braces",
        place,
        "braces hold pairs of `key: value`, and here is a text alone",
        hint="remove the braces, or put the whole text in double quotes",
    )


def shown(key: Scalar) -> str:
    """A key as a message may quote it: long ones cut."""
    text = key.value if len(key.value) <= 40 else key.value[:39] + "…"
    return repr(text)


def check_id(
    key: Scalar,
    underscores: bool,
    report: Report,
    whole: Mapping | None = None,
    value: Node | None = None,
) -> bool:
    """Whether a key of `whole`, or a word, is an id; a finding if not."""
    if (is_field_id if underscores else is_id)(key.value):
        return True
    if whole is not None and whole.flow and is_empty(value) and " " in key.value:
        report_braces(key.span, report)
        return False
    example = id_like(key.value, underscores and whole is not None)
    report.error(
        "not-an-id",
        key.span,
        f"{shown(key)} is no id: ids are lower-case letters and digits, "
        f"joined by {'- or _' if underscores else '-'}, at most {MAX_ID} characters",
        hint=f"write {example}" if example else "",
    )
    return False


def id_like(text: str, underscores: bool) -> str:
    """The id that comes nearest to a text: accents go, everything else becomes a joint."""
    bare = unicodedata.normalize("NFKD", text.lower().replace("ß", "ss"))
    bare = "".join(one for one in bare if not unicodedata.combining(one))
    return re.sub(r"[^a-z0-9]+", "_" if underscores else "-", bare)[:MAX_ID].strip("-_")
