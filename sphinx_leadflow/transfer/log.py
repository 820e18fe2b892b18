"""An activity log as lines of history: who changed which status when."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_leadflow.core.suggest import closest
from sphinx_leadflow.edit.data import Leaf
from sphinx_leadflow.edit.lead import moved
from sphinx_leadflow.edit.render import loose
from sphinx_leadflow.transfer import cells
from sphinx_leadflow.transfer.cells import CellError, Habits
from sphinx_leadflow.transfer.grid import UnreadableError, text_of
from sphinx_leadflow.transfer.wanted import Line

if TYPE_CHECKING:
    from collections.abc import Container

    from sphinx_leadflow.transfer.layouts import Board, Item
    from sphinx_leadflow.transfer.mapping import Log, Map
    from sphinx_leadflow.transfer.proposal import Proposer
    from sphinx_leadflow.transfer.wanted import Wanted


@dataclass(slots=True)
class LogRead:
    """The moves of a log by the key or the name of their item, and what became of every row."""

    lines: dict[str, list[Line]] = field(default_factory=dict)
    moves: int = 0
    others: int = 0
    """Rows about something else than the status."""
    faults: list[tuple[Item, str, str]] = field(default_factory=list)
    """Row, heading and sentence of those that were left out."""
    remarks: list[tuple[Item, str, str]] = field(default_factory=list)
    """The same for moves that came in only in part."""
    rows: dict[str, list[Item]] = field(default_factory=dict)
    """The rows of the moves, by item as they are."""
    lost: dict[str, int] = field(default_factory=dict)
    """By item the number of a row that was left out."""

    def leave_out(self, known: Container[str], heading: str) -> None:
        """Leave the moves of items out that are not on the board."""
        for key in [one for one in self.lines if one not in known]:
            del self.lines[key]
            why = "no item of the board has this id or name"
            self.faults += [(item, heading, why) for item in self.rows[key]]
            self.moves -= len(self.rows.pop(key))
        self.faults.sort(key=lambda one: one[0].row.number)

    def tell(self, said: Wanted, name: str, before: str) -> None:
        """Give an item its moves; `before` is where it stood at the last import.

        A move that was left out may be the one that brought it where it stands: then nobody knows
        the day, and none is made up.
        """
        found = next((key for key in (said.key, name) if key in self.lines), "")
        said.lines = list(self.lines.get(found, ()))
        lost = self.lost.get(said.key) or self.lost.get(name)
        here = said.lines[-1].keys.get("to") if said.lines else None
        arrived = said.step == (here.value if isinstance(here, Leaf) else before)
        if lost and said.step and not arrived and said.moved is None:
            why = (
                f"row {lost} of the log was left out, so nobody knows since when it stands there; "
                "put the row right, or map a column to `moved`"
            )
            said.faults.append(("", why))


def read_log(board: Board, log: Log, mapping: Map, proposer: Proposer) -> LogRead:
    """The moves that a log tells, oldest first. Raises `UnreadableError` for missing columns."""
    for name in (log.item, log.date, log.value, log.column, log.by):
        if name and all(
            " ".join(name.split()).casefold() != one.casefold() for one in board.columns
        ):
            near = closest(name, board.columns)
            raise UnreadableError(f"{board.sheet.title} has no column {name!r}. {near}".rstrip())
    read = LogRead()
    for item in board.items:
        _take(item, log, mapping, proposer, read)
    for lines in read.lines.values():
        lines.sort(key=lambda line: line.day)
        _drop_repeats(lines)
    return read


def _take(item: Item, log: Log, mapping: Map, proposer: Proposer, read: LogRead) -> None:
    changed = " ".join(text_of(item.cell(log.column)).split()) if log.column else ""
    if log.column and changed.casefold() != log.status.casefold():
        read.others += 1
        return
    key = " ".join(text_of(item.cell(log.item)).split())
    heading = log.date
    try:
        day = cells.day(item.cell(log.date), Habits(mapping.dates), stamped=True)
        heading = log.value
        step, reason = proposer.status(text_of(item.cell(log.value)))
    except CellError as error:
        read.faults.append((item, heading, str(error)))
        read.lost[key] = item.row.number
        return
    line = Line(moved(day, step, reason=reason))
    try:
        if log.by and item.cell(log.by) is not None:
            line.keys["by"] = loose(proposer.person(item.cell(log.by)))
    except CellError as error:
        read.remarks.append((item, log.by, f"the move came in without who made it: {error}"))
    read.lines.setdefault(key, []).append(line)
    read.rows.setdefault(key, []).append(item)
    read.moves += 1


def _drop_repeats(lines: list[Line]) -> None:
    """A status that is set to what it is moves nothing."""
    kept: list[Line] = []
    for line in lines:
        if not kept or kept[-1].keys["to"] != line.keys["to"]:
            kept.append(line)
    lines[:] = kept
