"""A first mapping for a table, made by comparing names; to be looked over by people."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from sphinx_leadflow.core.model import Kind
from sphinx_leadflow.edit.render import inline, loose
from sphinx_leadflow.transfer.cells import several
from sphinx_leadflow.transfer.grid import text_of
from sphinx_leadflow.transfer.map_keys import CURRENCY
from sphinx_leadflow.transfer.proposal import ADDRESS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_leadflow.core.model import Process
    from sphinx_leadflow.transfer.layouts import Board

_ALIASES = {
    "name": "name", "deal name": "name", "item": "name", "lead": "name", "lead name": "name",
    "person": "owner", "people": "owner", "owner": "owner", "deal owner": "owner",
    "assignee": "owner", "assigned to": "owner",
    "status": "step", "stage": "step", "deal stage": "step",
    "creation log": "created", "created": "created", "created at": "created",
    "create date": "created", "created time": "created", "timestamp": "created",
    "status changed": "moved", "stage changed": "moved",
    "date entered current stage": "moved",
    "closed lost reason": "reason", "lost reason": "reason",
    "pipeline": "pipeline", "due": "due", "due date": "due", "next step": "action",
    "notes": "note", "comments": "note", "deal probability": "probability",
}  # fmt: skip
"""What the columns of services that people move from usually are."""

_USUAL = {
    "amount": "money", "deal value": "money", "value": "money", "budget": "money",
    "email": "email", "email address": "email", "e-mail": "email",
    "phone": "phone", "phone number": "phone",
}  # fmt: skip
"""What columns are that mean the only field of a type."""

_PARTS = {
    "email": ("email", "e-mail", "email address", "e-mail address", "your email"),
    "phone": ("phone", "phone number", "telephone", "mobile", "mobile phone"),
}
"""What columns are called that hold the address, or the number, of the only contact."""

_ENDS = {
    Kind.WON: ("won", "closed won", "closed-won", "deal won"),
    Kind.LOST: ("lost", "closed lost", "closed-lost", "deal lost"),
}
"""What others call the only outcome of a kind."""

_IDS = ("item id (auto generated)", "item id", "record id", "recordid", "id", "deal id")
_SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/[0-9]{4}")
_MOST_STATUSES = 60


def suggested(board: Board, process: Process, encoding: str = "") -> str:
    """The text of a mapping file for a table."""
    targets = _targets(board, process)
    ident = next((one for one in board.columns if one.casefold() in _IDS), "")
    lines = ["# Which column is what. Look every line over, then import with --map.", ""]
    if encoding:
        lines.append(f"encoding: {encoding}   # this is a guess: look at the names with accents")
    lines.append(f"layout: {board.layout}")
    if board.sheet.name:
        lines.append(f"sheet: {_word(board.sheet.name)}")
    if ident:
        lines.append(f"id: {_word(ident)}")
    lines += [*_dates(board), *_money(targets, process), "", "columns:"]
    for heading in board.columns:
        line = f"{_word(heading)}: {targets.get(heading, '')}"
        if heading in targets:
            lines.append(f"  {line}")
        elif heading != ident and heading.casefold() != "subitems":
            lines.append(f"  # {line}   # a field, or ignore")
    lines += _steps(board, process, targets)
    lines += _groups(board, process)
    lines += _people(board, process, targets)
    lines += _subitems(board, process)
    return "\n".join(lines) + "\n"


def _word(text: str) -> str:
    return inline(loose(text))


def _targets(board: Board, process: Process) -> dict[str, str]:
    """What each column seems to be; each target once, the surest first."""
    found: dict[str, str] = {}
    parts = {
        word: f"{ident}/{part.id}"
        for ident, one in process.fields.items()
        for part in one.parts
        for word in (part.id.replace("_", " "), part.title.casefold())
        if part.type in _PARTS
    }
    parts = {**_usual_parts(process), **parts}
    titles = {one.title.casefold(): ident for ident, one in process.fields.items()}
    usual = {word: _only(process, kind) for word, kind in _USUAL.items()}
    known = {
        **{word: ident for word, ident in usual.items() if ident},
        **parts,
        **_ALIASES,
        **{ident.replace("_", " "): ident for ident in process.fields},
        **titles,
    }
    if process.single:
        known.pop("pipeline", None)
    if usual["amount"] and not process.fields[usual["amount"]].currency:
        known.setdefault(CURRENCY, f"{usual['amount']}/{CURRENCY}")
    exact = [(head, known.get(head.casefold(), "")) for head in board.columns]
    guessed = [(head, known.get(_alike(head, known, 0.8), "")) for head in board.columns]
    for heading, target in (*exact, *guessed):
        whole = target.partition("/")[0]
        of_record = "/" in target and bool(process.fields[whole].parts)
        if of_record and whole in found.values():  # a column of names, and one of addresses
            owner = next(head for head, one in found.items() if one == whole)
            found[owner] = f"{whole}/{process.fields[whole].parts[0].id}"
        if target and heading not in found and target not in found.values():
            found[heading] = target
    if "name" not in found.values() and board.columns:
        free = [head for head in board.columns if head not in found] or list(board.columns)
        found[next((head for head in free if "name" in head.casefold()), free[0])] = "name"
    return found


def _usual_parts(process: Process) -> dict[str, str]:
    """The usual names of what there is but one of among all parts of records."""
    found: dict[str, str] = {}
    for kind, words in _PARTS.items():
        ways = [
            f"{ident}/{part.id}"
            for ident, one in process.fields.items()
            for part in one.parts
            if part.type == kind
        ]
        found |= dict.fromkeys(words, ways[0]) if len(ways) == 1 else {}
    return found


def _only(process: Process, kind: str) -> str:
    """The field of a type, if there is but one."""
    found = [ident for ident, one in process.fields.items() if one.type == kind]
    return found[0] if len(found) == 1 else ""


def _dates(board: Board) -> list[str]:
    """Whether the day or the month comes first, as far as the dates tell."""
    numbers = [
        (int(match[1]), int(match[2]))
        for item in board.items
        for cell in item.row.cells
        if isinstance(cell, str) and (match := _SLASHED.match(cell))
    ]
    if not numbers:
        return []
    if any(first > 12 for first, _second in numbers):
        return ["dates: day first"]
    if any(second > 12 for _first, second in numbers):
        return ["dates: month first"]
    return ["# dates: day first   # or month first: the dates of this file do not tell"]


def _money(targets: dict[str, str], process: Process) -> list[str]:
    declared = [process.fields[one] for one in targets.values() if one in process.fields]
    bare = [one for one in declared if one.type == "money" and not one.currency]
    return ["# currency: EUR   # for amounts that name none"] if bare else []


def _values(board: Board, targets: dict[str, str], target: str) -> list[str]:
    """What stands in the column that is the target, each once."""
    heading = next((head for head, one in targets.items() if one == target), "")
    found = [" ".join(text_of(item.cell(heading)).split()) for item in board.items]
    return list(dict.fromkeys(one for one in found if one))[:_MOST_STATUSES]


def _places(process: Process) -> dict[str, str]:
    """Steps and outcomes by their id and their title."""
    found: dict[str, str] = {}
    for pipeline in process.pipelines.values():
        prefix = f"{pipeline.id}/" if pipeline.id else ""
        for place in (*pipeline.steps.values(), *pipeline.outcomes.values()):
            for word in (place.id.replace("-", " "), place.title.casefold()):  # type: ignore[attr-defined]  # both have them
                found.setdefault(word, prefix + place.id)  # type: ignore[attr-defined]  # likewise
        for kind, words in _ENDS.items():
            ends = [one.id for one in pipeline.outcomes.values() if one.kind is kind]
            for word in words if len(ends) == 1 else ():
                found.setdefault(word, prefix + ends[0])
    return found


def _steps(board: Board, process: Process, targets: dict[str, str]) -> Iterator[str]:
    statuses = _values(board, targets, "step")
    yield from _lines("steps", statuses, _places(process), "a step, or an outcome")


def _alike(word: str, known: Iterable[str], share: float) -> str:
    """The known name that has the most letters in common, at least this share of them."""
    return next(iter(get_close_matches(word.casefold(), known, n=1, cutoff=share)), "")


def _groups(board: Board, process: Process) -> Iterator[str]:
    if board.groups:
        yield ""
        yield "# Groups say where leads stand only if they have a line here:"
        yield "# groups:"
        for group in board.groups:
            near = _alike(group, _places(process), 0.7)
            yield f"#   {_word(group)}: {_places(process).get(near, 'ignore')}"


def _people(board: Board, process: Process, targets: dict[str, str]) -> Iterator[str]:
    cells = _values(board, targets, "owner")
    names = [ADDRESS.sub("", one) for cell in cells for one in several(cell)]
    known = {one.name.casefold(): ident for ident, one in process.people.items()}
    known |= {ident: ident for ident in process.people}
    strangers = [one for one in dict.fromkeys(names) if one.casefold() not in known]
    yield from _lines("people", strangers, known, "a person of process.yaml")


def _subitems(board: Board, process: Process) -> Iterator[str]:
    """The list of records whose parts are called most like the columns of the subitems."""
    if not board.subcolumns:
        return
    lists = {ident: one for ident, one in process.fields.items() if one.parts}
    best, most = "", dict[str, str]()
    for ident, one in lists.items():
        words = {part.id.replace("_", " "): part.id for part in one.parts}
        words |= {part.title.casefold(): part.id for part in one.parts}
        found = {head: words.get(head.casefold(), "") for head in board.subcolumns}
        found = {head: part for head, part in found.items() if part}
        told = found.keys() - {"Name"}  # subitems of every kind have a name
        if told and len(found) > len(most):
            best, most = ident, found
    yield ""
    if best:
        yield from ("subitems:", f"  to: {best}", "  columns:")
    else:
        choice = f": {', '.join(lists)}" if lists else ""
        yield from ("# subitems:", f"#   to:   # a field that is a list of records{choice}")
        yield "#   columns:"
    for heading in board.subcolumns:
        if heading in most:
            yield f"    {_word(heading)}: {most[heading]}"
        elif heading.casefold() not in _IDS:
            yield f"#     {_word(heading)}:   # a part of these records"


def _lines(section: str, words: list[str], known: dict[str, str], what: str) -> Iterator[str]:
    """A section with a line for each word; those that nothing is near stay comments."""
    found = {word: known.get(_alike(word, known, 0.75), "") for word in words}
    if not words:
        return
    yield ""
    yield f"{section}:" if any(found.values()) else f"# {section}:"
    for word, target in found.items():
        line = f"{_word(word)}: {target}".rstrip()
        yield f"  {line}" if target else f"  # {line}   # {what}"
