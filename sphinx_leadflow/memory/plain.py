"""Leads as plain lists, and back: what is kept of them, without running anything.

A list holds texts, numbers, flags and lists, nothing else. Of places only lines and columns are
kept, since all of them are in the lead's own file; of steps and outcomes their ids.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sphinx_leadflow.core.model import Answer, Event, Lead, Money, Value, Waiting, Waiver
from sphinx_leadflow.core.source import Position, Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_leadflow.core.model import Data, Outcome, Process, Step

_new = tuple.__new__
_day = dt.date.fromordinal


def plain(lead: Lead) -> list[Any]:
    """A lead as a list."""
    wait = lead.waiting
    return [
        lead.name,
        lead.pipeline,
        lead.owner,
        lead.action,
        list(lead.aliases),
        lead.renews,
        lead.due and lead.due.toordinal(),
        None if lead.probability is None else str(lead.probability),
        {ident: _plain_value(value) for ident, value in lead.fields.items()},
        [
            [
                one.date.toordinal(),
                one.by,
                one.pipeline,
                one.to and one.to.id,
                one.reason,
                one.note,
                {ident: _plain_value(value) for ident, value in one.changes.items()},
                *_plain_place(one.span),
            ]
            for one in lead.history
        ],
        wait
        and [
            wait.until.toordinal(),
            wait.reason,
            wait.since and wait.since.toordinal(),
            *_plain_place(wait.span),
        ],
        {
            ident: {
                item: [one.done, one.text, *_plain_place(one.span)] for item, one in given.items()
            }
            for ident, given in lead.checklists.items()
        },
        [
            [
                one.rule,
                one.because,
                one.until and one.until.toordinal(),
                *_plain_place(one.span),
            ]
            for one in lead.waive
        ],
        lead.private,
    ]


def _plain_place(span: Span) -> tuple[int, ...]:
    """Line and column of the start, the column of the end, and its line if that is another."""
    (line, column), (end_line, end_column) = span.start, span.end
    if line == end_line:
        return line, column, end_column
    return line, column, end_column, end_line


def _plain_value(value: Value) -> list[Any]:
    return [_plain_data(value.data), *_plain_place(value.span)]


def _plain_data(data: Data | Mapping[str, Any]) -> Any:
    if isinstance(data, (str, bool)):
        return data
    if isinstance(data, Decimal):
        return {"number": str(data)}
    if isinstance(data, dt.date):
        return {"date": data.toordinal()}
    if isinstance(data, Money):
        return {"money": [str(data.amount), data.currency]}
    if isinstance(data, tuple):
        return [_plain_data(one) for one in data]
    return {"record": {ident: _plain_data(one) for ident, one in data.items()}}


def place_of(process: Process, pipeline: str, ident: str) -> Step | Outcome | None:
    """The step or outcome of an id, if there is one."""
    home = process.pipelines[pipeline]
    return home.steps.get(ident) or home.outcomes.get(ident)


def lead_of(ident: str, path: str, data: list[Any], process: Process) -> Lead:
    """The lead that such a list was made from.

    Any exception may come of a list that was not.
    """
    name, pipeline, owner, action, aliases, renews, due, probability = data[:8]
    fields, history, wait, checklists, waive, private = data[8:]
    return Lead(
        ident,
        name,
        Span.at(path),
        pipeline,
        owner,
        action,
        tuple(aliases),
        renews,
        due and _day(due),
        None if probability is None else Decimal(probability),
        {key: _value(path, value) for key, value in fields.items()},
        tuple([_event(path, one, process) for one in history]),
        wait and Waiting(_day(wait[0]), _span(path, wait[3:]), wait[1], wait[2] and _day(wait[2])),
        {
            checklist: {
                item: Answer(one[0], one[1], _span(path, one[2:])) for item, one in given.items()
            }
            for checklist, given in checklists.items()
        },
        tuple(
            Waiver(rule, because, until and _day(until), _span(path, place))
            for rule, because, until, *place in waive
        ),
        private,
    )


def _event(path: str, data: list[Any], process: Process) -> Event:
    day, by, pipeline, to, reason, note, changes = data[:7]
    return Event(
        _day(day),
        _span(path, data[7:]),
        by,
        pipeline,
        to and place_of(process, pipeline, to),
        reason,
        note,
        {key: _value(path, value) for key, value in changes.items()} if changes else {},
    )


def _span(path: str, place: list[int]) -> Span:
    line, column, end_column = place[:3]
    end_line = place[3] if len(place) > 3 else line
    return _new(
        Span, (path, _new(Position, (line, column)), _new(Position, (end_line, end_column)))
    )


def _value(path: str, data: list[Any]) -> Value:
    return Value(_data(data[0]), _span(path, data[1:]))


def _data(data: Any) -> Any:
    if isinstance(data, (str, bool)):
        return data
    if isinstance(data, list):
        return tuple([_data(one) for one in data])
    ((kind, told),) = data.items()
    if kind == "date":
        return _day(told)
    if kind == "number":
        return Decimal(told)
    if kind == "money":
        return Money(Decimal(told[0]), told[1])
    return {ident: _data(one) for ident, one in told.items()}
