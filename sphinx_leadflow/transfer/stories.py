"""Lines of history: of a lead that is new here, and of one that went on elsewhere."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sphinx_leadflow.core.syntax import Mapping
from sphinx_leadflow.edit.data import Leaf, bare, data_of
from sphinx_leadflow.edit.lead import moved, noted
from sphinx_leadflow.transfer.wanted import Line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sphinx_leadflow.core.syntax import Node
    from sphinx_leadflow.edit.data import Data
    from sphinx_leadflow.transfer.wanted import Wanted


def first_lines(wanted: Wanted, today: dt.date) -> list[Line]:
    """The history of a new lead, oldest first: its log, when it was created, where it stands.

    A day that the source does not tell is the day of creation, or without one today.
    """
    lines = list(wanted.lines)
    first = min((line.day for line in lines), default="")
    moves = [line for line in lines if "to" in line.keys]
    created = wanted.created
    arrived = wanted.moved or created or today
    if wanted.step and (not moves or _to(moves[-1]) != wanted.step):
        day = max([arrived.isoformat(), *(line.day for line in moves)])
        lines.append(_dated(Line(moved(today, wanted.step, reason=wanted.reason)), day))
        first = min(first or day, day)
    if created is not None and (not first or created.isoformat() < first):
        lines.append(Line(noted(created, "created where it was imported from")))
    if wanted.tracked:
        day = max([arrived.isoformat(), *(line.day for line in lines)])
        lines.append(Line({"date": bare(day), "set": dict(wanted.tracked)}))
    if wanted.note:
        day = max([arrived.isoformat(), *(line.day for line in lines)])
        lines.append(Line({"date": bare(day), "note": Leaf(wanted.note)}))
    return sorted(lines, key=lambda line: line.day)


def _dated(line: Line, day: str) -> Line:
    return Line({**line.keys, "date": bare(day)})


def _to(line: Line) -> str:
    to = line.keys.get("to")
    return to.value if isinstance(to, Leaf) else ""


def lines_of(node: Node | None) -> list[Line]:
    """The history lines in a file."""
    from sphinx_leadflow.core.reading import entries

    found = []
    for item in entries(node) if node is not None else ():
        data = data_of(item)
        if isinstance(item, Mapping) and isinstance(data, dict):
            found.append(Line(data))
        elif isinstance(data, Leaf):
            found.append(Line({"note": data}))
    return found


def missing_lines(
    there: Sequence[Line],
    wanted: Iterable[Line],
    parted: Callable[[dict[str, Data]], Sequence[dict[str, Data]]],
) -> tuple[list[Line], list[Line]]:
    """The lines that the files lack: those that go to their end, and those too old for that.

    A line is there if one of the files' says all that it says, or if the two do into which it was
    `parted` when it was written; each stands for one alone.
    """
    left = list(there)
    last = max((line.day for line in there), default="")
    newer: list[Line] = []
    older: list[Line] = []
    for line in wanted:
        if _taken(line, left):
            continue
        for one in map(Line, parted(line.keys)):
            if not _taken(one, left):
                (newer if one.day >= last else older).append(one)
    return newer, older


def _taken(line: Line, left: list[Line]) -> bool:
    """Whether a line is among those that are left, which it then is no longer."""
    match = next((at for at, one in enumerate(left) if says_all(one, line)), None)
    if match is None and "to" in line.keys and "by" in line.keys:
        # a move that came in before anybody knew who made it
        bare_line = Line({key: value for key, value in line.keys.items() if key != "by"})
        known = enumerate(left)
        match = next(
            (at for at, one in known if "by" not in one.keys and says_all(one, bare_line)), None
        )
    if match is not None:
        del left[match]
    return match is not None


def says_all(there: Line, line: Line) -> bool:
    """Whether a line says all that another one says; it may say more."""
    return all(
        key in there.keys and _same(there.keys[key], value) for key, value in line.keys.items()
    )


def _same(one: Data, other: Data) -> bool:
    if isinstance(one, Leaf) and isinstance(other, Leaf):
        return " ".join(one.value.split()) == " ".join(other.value.split())
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return False


def step_of(lines: Sequence[Line]) -> str:
    """Where the last move of a history leads."""
    return next((_to(line) for line in reversed(lines) if "to" in line.keys), "")
