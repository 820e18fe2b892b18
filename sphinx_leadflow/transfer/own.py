"""Reads back what `leadflow export` wrote: rows of a table, or objects of JSON."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING

from sphinx_leadflow.edit.data import Leaf, bare
from sphinx_leadflow.edit.render import loose
from sphinx_leadflow.transfer import cells
from sphinx_leadflow.transfer.cells import CellError, Habits
from sphinx_leadflow.transfer.grid import Row, Sheet, UnreadableError, plain_number, text_of
from sphinx_leadflow.transfer.layouts import Board, Item
from sphinx_leadflow.transfer.merge import parsed
from sphinx_leadflow.transfer.rows import TOLD, WORDS
from sphinx_leadflow.transfer.wanted import Line, Wanted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_leadflow.core.model import Field, Process
    from sphinx_leadflow.edit.data import Data
    from sphinx_leadflow.transfer.grid import Cell
    from sphinx_leadflow.transfer.wanted import Path

_NOT_VALUES = ("id", "step", "history", "digest", *TOLD)


class OwnReader:
    """Rows in our own layout."""

    def __init__(self, process: Process) -> None:
        self.process = process

    def wanted(self, item: Item) -> Wanted:
        """What a row says; what is wrong is among its faults."""
        key = text_of(item.cell("id")).strip()
        wanted = Wanted(key, item, lead=key, own=True)
        for heading in item.columns:
            path = self.path(heading)
            if path is None:
                continue
            cell = item.cell(heading)
            try:
                self.take(path, heading, cell, item, wanted)
            except CellError as error:
                wanted.faults.append((heading, str(error)))
        wanted.step = text_of(item.cell("step")).strip()
        self.take_history(item, wanted)
        return wanted

    def path(self, heading: str) -> Path | None:
        """The value that a column holds; nothing for one that holds none of its own."""
        if heading in _NOT_VALUES or heading.endswith("/currency"):
            return None
        head, slash, tail = heading.partition("/")
        if heading in WORDS or heading == "waive":
            return tuple(heading.split("/"))
        if self.process.now("field", heading) in self.process.fields:
            return (self.process.now("field", heading),)
        checklist = self.process.checklists.get(self.process.now("checklist", head))
        return ("checklists", checklist.id, tail) if slash and checklist else None

    def unknown(self, board: Board) -> list[str]:
        """Columns that mean nothing here."""
        return [
            one
            for one in board.columns
            if self.path(one) is None
            and one not in _NOT_VALUES
            and self.path(one.removesuffix("/currency")) is None
        ]

    def take(self, path: Path, heading: str, cell: Cell, item: Item, wanted: Wanted) -> None:
        """One cell."""
        declared = self.process.fields.get(path[0])
        if declared is not None and declared.tracked:
            if cell is not None:
                wanted.tracked[declared.id] = self.value(declared, cell, item)
            return
        wanted.speaks[path] = heading
        if cell is None:
            return
        if declared is not None:
            wanted.values[path] = self.value(declared, cell, item)
        else:
            wanted.values[path] = _word(path, cell)

    def value(self, declared: Field, cell: Cell, item: Item) -> Data:
        """A cell as the value of a field."""
        kind, habits = declared.type, Habits()
        if kind == "list":
            return [_entry(line) for line in text_of(cell).split("\n") if line.strip()]
        if kind == "money":
            currency = text_of(item.cell(f"{declared.id}/currency")).strip()
            return bare(cells.money(cell, Habits(currency=currency or declared.currency)))
        if kind == "number":
            return bare(cells.number(cell, habits))
        if kind == "date":
            return bare(cells.day(cell, habits))
        if kind == "boolean":
            return bare(cells.flag(cell))
        text = text_of(cell)
        quoted = kind in ("text", "markdown", "phone") or "\n" in text
        return Leaf(text) if quoted else loose(text.strip())

    def take_history(self, item: Item, wanted: Wanted) -> None:
        """The lines of the history; one without a date tells what tracked fields began with."""
        for number, text in enumerate(text_of(item.cell("history")).split("\n"), start=1):
            if not text.strip():
                continue
            data = parsed(text)
            if not isinstance(data, dict):
                fault = f"line {number} of this cell is no line of a history"
                wanted.faults.append(("history", fault))
                continue
            self.take_line(Line(data), wanted)
        changed = {
            ident
            for line in wanted.lines
            if isinstance(made := line.keys.get("set"), dict)
            for ident in made
        }
        for ident in [one for one in wanted.tracked if one not in changed]:
            wanted.values[ident,] = wanted.tracked.pop(ident)
            wanted.speaks[ident,] = ident

    def take_line(self, line: Line, wanted: Wanted) -> None:
        """A line of history, or the one that tells what tracked fields began with."""
        initial = line.keys.get("set")
        if "date" in line.keys or not isinstance(initial, dict):
            wanted.lines.append(line)
            return
        for ident, value in initial.items():
            wanted.values[ident,] = value
            wanted.speaks[ident,] = "history"


def _word(path: Path, cell: Cell) -> Data:
    key = path[-1]
    text = text_of(cell)
    if key in ("aliases", "waive"):
        return [_entry(line) for line in text.split("\n") if line.strip()]
    if key in ("due", "until"):
        return bare(cells.day(cell, Habits()))
    if key == "probability":
        return bare(cells.share(cell, Habits()))
    if path[0] == "checklists":
        return _answer(text)
    return Leaf(text) if key in ("name", "action", "for") else loose(text.strip())


def _answer(text: str) -> Data:
    verdict, colon, said = text.partition(":")
    done = verdict.strip().lower()
    if done not in ("yes", "no"):
        raise CellError("an answer begins with yes or no, as in `yes: award confirmed`")
    found: dict[str, Data] = {"done": bare("true" if done == "yes" else "false")}
    return {**found, "answer": Leaf(said.removeprefix(" "))} if colon else found


def _entry(line: str) -> Data:
    data = parsed(line.strip())
    if data is None or isinstance(data, list):
        raise CellError("a line of this cell is none that leadflow wrote: an entry between braces")
    return data


def read_json(text: str, file: str) -> list[Mapping[str, object]]:
    """The leads of a file of JSON. Raises `UnreadableError` for anything else."""
    try:
        whole = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    except json.JSONDecodeError as error:
        place = f"{file}:{error.lineno}:{error.colno}"
        raise UnreadableError(f"{place}: this is no JSON: {error.msg}") from None
    except (RecursionError, ValueError):
        raise UnreadableError(f"{file} is no JSON that can be read") from None
    leads = whole.get("leads") if isinstance(whole, dict) else None
    if not isinstance(leads, list) or not all(isinstance(one, dict) for one in leads):
        raise UnreadableError(f"{file} is not what `leadflow export json` writes: no list of leads")
    return leads


def json_board(leads: list[Mapping[str, object]], file: str) -> Board:
    """The leads of a file as items, one number each."""
    rows = tuple(Row(number, ()) for number in range(1, len(leads) + 1))
    items = [Item(row, {}) for row in rows]
    return Board(Sheet(file, "", rows), "json", items=items)


def json_wanted(lead: Mapping[str, object], item: Item, process: Process) -> Wanted:
    """What one object says: the keys are those of a lead's file, and `id`."""
    ident = str(lead.get("id", ""))
    wanted = Wanted(ident, item, lead=ident, own=True)
    for key, value in lead.items():
        if key in _NOT_VALUES and key != "history":
            continue
        if key == "history":
            lines = value if isinstance(value, list) else []
            data = [_from_json(one, "") for one in lines]
            wanted.lines = [Line(one) for one in data if isinstance(one, dict)]
            continue
        declared = process.fields.get(process.now("field", key))
        data_ = _from_json(value, declared.type if declared else key)
        for path, inner in _paths(key, data_):
            wanted.values[path] = inner
            wanted.speaks[path] = key
    return wanted


def _paths(key: str, data: Data) -> list[tuple[Path, Data]]:
    if not isinstance(data, dict) or key not in ("waiting", "checklists"):
        return [((key,), data)]
    below = [((key, inner), value) for inner, value in data.items()]
    if key == "waiting":
        return list(below)
    return [
        ((*path, item), answer)
        for path, answers in below
        if isinstance(answers, dict)
        for item, answer in answers.items()
    ]


def _from_json(value: object, kind: str) -> Data:
    if isinstance(value, dict):
        return {str(key): _from_json(one, str(key)) for key, one in value.items()}
    if isinstance(value, list):
        return [_from_json(one, kind) for one in value]
    if isinstance(value, bool):
        return bare("true" if value else "false")
    if isinstance(value, Decimal):
        return bare(plain_number(value))
    text = "" if value is None else str(value)
    texts = ("text", "markdown", "phone", "name", "action", "for", "note", "answer", "because")
    return Leaf(text) if kind in texts or "\n" in text else loose(text)
