"""What a mapping file may say: each key once, with its type and its meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.core.kinds import Choice, Custom, Line
from sphinx_leadflow.core.reading import Key, Shape
from sphinx_leadflow.transfer.layouts import LAYOUTS

if TYPE_CHECKING:
    from sphinx_leadflow.core.diagnostic import Report
    from sphinx_leadflow.core.syntax import Node

WORDS = {
    "name": "what the lead is called",
    "owner": "who looks after it",
    "action": "the next action",
    "aliases": "other names",
    "visibility": "`team` or `public`",
    "pipeline": "the pipeline",
    "renews": "the lead that this one follows",
    "probability": "a share such as 0.4, or 40%",
    "due": "when the next action is due",
    "waiting/until": "the end of a pause",
    "waiting/for": "what is waited for",
    "step": "where the lead stands; `steps:` says which status is which",
    "reason": "why it ended there",
    "moved": "since when it stands there",
    "created": "the day on which it was created: the first line of its history",
    "note": "a note, for the history",
    "ignore": "nothing: the column is left out on purpose",
}
"""What a column can be beside a field, a part of one (`contact/email`), or an answer
(`maniac-t/money`)."""

DATE_ORDERS = ("day first", "month first", "year first")
IGNORE = "ignore"
CURRENCY = "currency"
"""What a column can be of an amount: `price/currency`."""


def _later(node: Node, _report: Report) -> Node:
    """Kept as it is, to be read with the process at hand."""
    return node


_DATES = Key(
    "dates",
    Choice(DATE_ORDERS),
    "How dates such as 03/04/2026 are written. Others need no word: 2026-04-03, 3 April 2026.",
    example="day first",
)
_DECIMALS = Key(
    "decimals",
    Choice(("point", "comma")),
    "What stands before the decimals: `point` as in 1,234.50, or `comma` as in 1.234,50.",
    example="comma",
)
_CURRENCY = Key("currency", Line(), "The currency of amounts that name none.", example="EUR")

COLUMN = Shape(
    "a column",
    (
        Key("to", Line(), "The field, or another key of a lead.", needed=True, example="price"),
        _DATES,
        _DECIMALS,
        _CURRENCY,
        Key("separator", Line(), "What parts the entries of a list; a comma unless it says so."),
        Key(
            "values",
            Custom("lines of `what stands there: what it means`", _later),
            "What the words of this column mean, for choices and pipelines.",
        ),
    ),
    short="to",
)

PLACE = Shape(
    "a status",
    (
        Key("to", Line(), "The step or outcome.", needed=True, example="lost"),
        Key("reason", Line(), "The reason, for an outcome that has some.", example="price"),
    ),
    short="to",
)

GROUP = Shape(
    "a group",
    (
        Key("step", Line(), "Where its leads stand, whatever their status says; or `ignore`."),
        Key("reason", Line(), "The reason, for an outcome that has some."),
        Key("pipeline", Line(), "The pipeline of its leads."),
    ),
    short="step",
)

SUBITEMS = Shape(
    "the mapping of subitems",
    (
        Key(
            "to",
            Line(),
            "The field that holds them: a list of records.",
            needed=True,
            example="hubs",
        ),
        Key(
            "columns",
            Custom("lines of `column: part`", _later),
            "Which of their columns is which part.",
            needed=True,
        ),
    ),
    short="",
)

LOG = Shape(
    "the mapping of a log",
    (
        Key(
            "item",
            Line(),
            "The column with the item's id, or its name.",
            needed=True,
            example="Item ID",
        ),
        Key("date", Line(), "The column with the day.", needed=True, example="Date"),
        Key("column", Line(), "The column that names what changed."),
        Key("value", Line(), "The column with the new value.", needed=True, example="New value"),
        Key("by", Line(), "The column that names who did it."),
        Key("status", Line(), "What the log calls the column that is the step.", example="Status"),
    ),
    short="",
)

MAP = Shape(
    "a mapping",
    (
        Key(
            "layout",
            Choice(LAYOUTS),
            "What the file looks like; seen by itself unless it says so.",
            example="monday",
        ),
        Key("sheet", Line(), "Which sheet of an Excel file; otherwise the first."),
        Key(
            "encoding",
            Line(),
            "How a file of text is encoded if it is not Unicode.",
            example="windows-1252",
        ),
        Key(
            "id",
            Line(),
            "The column that tells items apart and never changes; without one the name does.",
            example="Item ID (auto generated)",
        ),
        _DATES,
        _DECIMALS,
        _CURRENCY,
        Key(
            "columns",
            Custom("lines of `column: field`", _later),
            "What each column is.",
            needed=True,
        ),
        Key(
            "steps",
            Custom("lines of `status: step`", _later),
            "Which status is which step or "
            "outcome. Those with the id or the title of one need no line.",
        ),
        Key("groups", Custom("lines of `group: step`", _later), "What the groups of a board mean."),
        Key(
            "people",
            Custom("lines of `name: person`", _later),
            "Who is who. Those with the id or the name of a person need no line.",
        ),
        Key("subitems", SUBITEMS, "Subitems as a list of records."),
        Key("log", LOG, "The columns of an activity log, given with `--log`."),
    ),
    short="",
)
