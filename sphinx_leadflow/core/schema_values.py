"""What a single value may be, as JSON Schema: patterns, words to choose from, hover help."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

from sphinx_leadflow.core.kinds import Flag, Line, Link, Plain, Prose
from sphinx_leadflow.core.limits import MAX_ID, MAX_LINE_TEXT, MAX_TEXT, MAX_URL
from sphinx_leadflow.core.quantities import Day, Length, Number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from sphinx_leadflow.core.kinds import Kind
    from sphinx_leadflow.core.text import Text


Schema: TypeAlias = "dict[str, Any]"

_YEAR = "(?:[0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)"
_LEAP = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)"
_MONTH_DAYS = (
    "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    "|02-(?:0[1-9]|1[0-9]|2[0-8]))"
)
DATE = f"^(?:{_YEAR}-{_MONTH_DAYS}|{_LEAP}-02-29)$"
"""Days of the calendar: `format: date` lets 2025-02-30 pass in many validators."""

ID = "^[a-z0-9]+(?:-[a-z0-9]+)*$"
FIELD_ID = "^[a-z0-9]+(?:[-_][a-z0-9]+)*$"
LENGTH = "^[0-9]{1,5}[ \\t]+(?:day|week|month|year)s?$"
NUMBER = "^-?[0-9]+(?:\\.[0-9]+)?$"
MONEY = "^-?[0-9]+(?:\\.[0-9]+)?[ \\t]+[A-Z]{3}$"
LINK = '^(?:[hH][tT][tT][pP][sS]?://|[mM][aA][iI][lL][tT][oO]:)[^\\s<>"`\\\\]+$'
EMAIL = "^[^\\s@]+@[^\\s@.]+(?:\\.[^\\s@.]+)+$"
PHONE = "^\\+?[0-9(][0-9 ()./-]{2,30}(?:[ \\t]*(?:ext|x)\\.?[ \\t]*[0-9]{1,6})?$"

_SAYS = {
    DATE: "write a day of the calendar such as 2026-09-01",
    LENGTH: "write a length of time such as 7 days, 2 weeks or 3 months",
    NUMBER: "write a number such as 12 or 0.5",
    LINK: "write a link that begins with https://, http:// or mailto:",
    EMAIL: "write an e-mail address such as ada@example.org",
    PHONE: "write a telephone number such as +1 555 0142",
    MONEY: "write an amount and its currency, such as 15000 USD",
    ID: "write an id: lower-case words joined by -",
    FIELD_ID: "write an id: lower-case words joined by - or _",
}
"""What an editor shows instead of a pattern."""

_ROLE = re.compile(r"\{[\w:&-]+\}`(?:([^`<]+?)\s*<[^`>]*>|([^`]*))`")
_BRIEF = 200
"""Longest text about one of many choices, in characters."""

_WORDS_FOR_OTHERS: dict[str, object] = {"true": True, "false": False, "null": None}
"""Ids that an editor's YAML does not take for a text."""


def bounded(low: Decimal | None, high: Decimal | None) -> Schema:
    """A number between two bounds, where there are any."""
    limits = (("minimum", low), ("maximum", high))
    return TYPES["number"] | {
        name: int(bound) if bound == int(bound) else float(bound)
        for name, bound in limits
        if bound is not None
    }


def amount(currency: str) -> Schema:
    """An amount of money; the currency may be left out where the field declares one."""
    if not currency:
        return like(MONEY)
    either = f"(?:{MONEY[1:-1]}|{NUMBER[1:-1]})"
    made = like(MONEY, "number")
    return {**made, "pattern": f"^{either}$"}


def like(pattern: str, *types: str, **more: object) -> Schema:
    """A text of some form, or nothing."""
    return {
        "type": ["string", *types, "null"],
        "pattern": pattern,
        "patternErrorMessage": _SAYS[pattern],
        **more,
    }


def simple(kind: Kind) -> Schema:
    """Values without parts."""
    if isinstance(kind, Flag):
        return {"type": ["boolean", "null"]}
    if isinstance(kind, Day):
        return TYPES["date"]
    if isinstance(kind, Number):
        made = like(NUMBER, "number")
        limits = (("minimum", kind.low), ("maximum", kind.high))
        return {**made, **{name: value for name, value in limits if value is not None}}
    if isinstance(kind, Length):
        return like(LENGTH)
    if isinstance(kind, Link):
        return TYPES["url"]
    longest = MAX_LINE_TEXT if isinstance(kind, Line) else MAX_TEXT
    assert isinstance(kind, Line | Plain | Prose)  # the last kinds there are
    return _text(longest)


def _text(longest: int) -> Schema:
    # A flag is refused although loading reads its letters: where a text is asked, quotes are meant.
    return {"type": ["string", "number", "null"], "maxLength": longest}


TYPES: dict[str, Schema] = {
    "text": _text(MAX_TEXT),
    "markdown": _text(MAX_TEXT),
    "number": like(NUMBER, "number"),
    "boolean": {"type": ["boolean", "null"]},
    "date": like(DATE),
    "url": like(LINK, maxLength=MAX_URL),
    "email": like(EMAIL),
    "phone": like(PHONE, "integer"),
    "lead": like(ID, "integer", maxLength=MAX_ID),
}


def many(one: Schema) -> Schema:
    """A list, or the single value that stands for a list of one."""
    return {"anyOf": [{"type": "array", "items": one}, one, {"type": "null"}]}


def word_like(pattern: str) -> Schema:
    """An id of some form, however an editor's YAML takes it."""
    made: Schema = {"type": ["string", "number", "boolean", "null"]}
    return {**made, "pattern": pattern, "patternErrorMessage": _SAYS[pattern]} if pattern else made


def enum(names: Mapping[str, str]) -> Schema:
    """One of some words; what each means is shown where editors can."""
    words = [value for name in names for value in _as_read(name)]
    about = [about for name, about in names.items() for _value in _as_read(name)]
    made: Schema = {"enum": [*words, None]}
    if any(about):
        made["markdownEnumDescriptions"] = [*about, ""]
    return made


def _as_read(name: str) -> Iterable[object]:
    """An id as YAML readers give it: some look like a number or a flag."""
    yield name
    if name in _WORDS_FOR_OTHERS and _WORDS_FOR_OTHERS[name] is not None:
        yield _WORDS_FOR_OTHERS[name]
    if name.isdigit():
        yield int(name)


def told(title: str, text: Text | None) -> Schema:
    """A title and its text as hover help."""
    return {"title": title, "description": _plain(text.value)} if text else {"title": title}


def brief(title: str, text: Text | None) -> str:
    """A title and the beginning of its text, for one of many choices."""
    if text is None:
        return title
    first = " ".join(_plain(text.value).partition("\n\n")[0].split())
    return f"{title}: {first}" if len(first) <= _BRIEF else f"{title}: {first[: _BRIEF - 1]}…"


def _plain(text: str) -> str:
    """A text without the roles of Sphinx, which editors show as they stand."""
    return _ROLE.sub(lambda match: match[1] or match[2], text.strip())
