"""What an import came to: every row of the source counted once, and why a row did not come in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_leadflow.cli.failure import Failure
from sphinx_leadflow.core.gates.printer import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence, Sized
    from pathlib import Path

    from sphinx_leadflow.transfer.layouts import Board, Item
    from sphinx_leadflow.transfer.log import LogRead
    from sphinx_leadflow.transfer.mapping import Map
    from sphinx_leadflow.transfer.merge import Conflict
    from sphinx_leadflow.transfer.plan import Plan

_MOST_TOLD = 20
_LONGEST = 60
"""Characters of a value that are shown beside a conflict."""


@dataclass(frozen=True, slots=True)
class Result:
    """A plan, with what there is to tell about the file that it was made of."""

    board: Board
    plan: Plan
    take: Sequence[str] = ()
    """What `--take` was told."""
    mapping: Map | None = None
    logged: LogRead | None = None
    log: str = ""
    """The file of the activity log."""
    unmapped: Sequence[str] = ()
    unread: Sequence[str] = ()
    whole: bool = False
    """Whether values that are for the team are shown, as the diff of a dry run shows them."""

    public: bool = False
    """Whether everybody can read the data folder, and perhaps what lies beside it."""

    @property
    def has_rejects(self) -> bool:
        """Whether rows were rejected that can be written as a table."""
        bad = any(one.kind == "rejected" for one in self.plan.results)
        return (bad or bool(self.board.strays)) and self.board.layout != "json"


def told(result: Result) -> Iterator[str]:
    """What the import came to, line by line."""
    board, plan = result.board, result.plan
    yield f"{board.sheet.title}: {len(board.sheet.rows)} rows"
    yield from _counted(result)
    yield from _told_of_log(result)
    known = {one.lead for one in plan.results}
    for word in result.take:
        named = word.partition(":")[2].partition("/")[0]
        if named and named not in known:
            yield f"--take {word[:80]}: no row of the file is this lead"
    if result.unmapped:
        yield f"not mapped, so not imported: {', '.join(result.unmapped)}"
    if board.unheaded:
        yield f"without a heading, so not imported: {', '.join(board.unheaded)}"
    if result.unread:
        yield f"sheets that were not read: {', '.join(result.unread)}"
    if plan.older:
        yield f"older than the last line of their lead, so left out: {plan.older} moves"
    if plan.gone:
        yield f"no longer in the file, left as they are: {', '.join(plan.gone)}"
    yield from _cut([f"note: {_where(item, head)}: {text}" for item, head, text in plan.remarks])
    yield from _faults(plan, "rejected")
    yield from _strays(board)
    yield from _faults(plan, "left out")
    yield from _conflicts(plan, whole=result.whole)


def _counted(result: Result) -> Iterator[str]:
    board, plan = result.board, result.plan
    subitems = sum(len(one.subitems) for one in board.items)
    counts = ", ".join(f"{count} {kind}" for kind, count in plan.counts.items() if count)
    yield f"  {len(board.items)} lead{_s(board.items)}: {counts or 'none'}"
    if subitems:
        known = result.mapping.subitems if result.mapping else None
        came = f"in {known.field.id}" if known else "not mapped, left out"
        yield f"  {subitems} subitem{_s(range(subitems))}: {came}"
    if board.strays:
        yield f"  {len(board.strays)} rejected: rows without a name"
    if board.furniture:
        yield f"  {board.furniture} without data: titles, headings, sums, empty rows"


def _told_of_log(result: Result) -> Iterator[str]:
    log = result.logged
    if log is None:
        return
    out = f", {len(log.faults)} left out" if log.faults else ""
    yield f"{result.log}: {log.moves} moves, {log.others} rows about other columns{out}"
    yield from _cut(
        [
            f"left out of the log: row {item.row.number}, {heading}: {why}"
            for item, heading, why in log.faults
        ]
    )
    yield from _cut(
        [
            f"note: row {item.row.number} of the log, {heading}: {why}"
            for item, heading, why in log.remarks
        ]
    )


def _faults(plan: Plan, kind: str) -> list[str]:
    return _cut(
        [
            f"{kind}: {_where(one.item, heading)}: {why}"
            for one in plan.results
            if one.kind == kind
            for heading, why in one.faults
        ]
    )


def _strays(board: Board) -> list[str]:
    from sphinx_leadflow.transfer.rejects import NAMELESS

    return _cut([f"rejected: row {row.number}: {NAMELESS}" for row in board.strays])


def _conflicts(plan: Plan, *, whole: bool) -> Iterator[str]:
    """Each with what the file says, what the source says, and what that said last time."""
    shown = plan.conflicts[:_MOST_TOLD]
    for one in shown:
        yield f"conflict: {one.lead}, {one.key or 'the file'}: {one.why}"
        if one.key and (whole or not one.private):
            yield from _sides(one)
    if any(one.private for one in shown) and not whole:
        yield "values that are for the team are shown with --dry-run"
    if len(plan.conflicts) > _MOST_TOLD:
        yield f"… and {len(plan.conflicts) - _MOST_TOLD} more like these"
    if plan.conflicts:
        yield "decide with --take file or --take source, for one as source:LEAD/KEY"


def _sides(one: Conflict) -> Iterator[str]:
    yield f"    file:      {_short(one.file)}"
    yield f"    source:    {_short(one.source)}"
    if one.before is not None:
        yield f"    last time: {_short(one.before)}"


def _short(value: str) -> str:
    if not value:
        return "(nothing)"
    return value if len(value) <= _LONGEST else f"{value[: _LONGEST - 1]}…"


def write_rejects(result: Result, path: Path) -> list[str]:
    """The rejected rows as a table, with the reason: to be put right, and imported again."""
    from sphinx_leadflow.transfer.rejects import rejected_table

    bad = [one for one in result.plan.results if one.kind == "rejected"]
    try:
        path.write_bytes(rejected_table(result.board, bad))
    except OSError as error:
        raise Failure(f"{path.name} cannot be written: {error.strerror}") from None
    aside = "; everybody can read this repository, so do not commit it" if result.public else ""
    return [f"rejected rows, with the reasons: {path}{aside}"]


def remove_stale(path: Path) -> list[str]:
    """Take away the rejected rows of an earlier import, now that all came in. A file of
    somebody's own stays."""
    from sphinx_leadflow.transfer.rejects import is_ours

    try:
        if path.is_symlink() or not path.is_file() or not is_ours(path.read_bytes()):
            return []
        path.unlink()
    except OSError as error:
        raise Failure(f"{path.name} cannot be removed: {error.strerror}") from None
    return [f"no row was rejected, so {path} of an earlier import is gone"]


def _where(item: Item, heading: str) -> str:
    """A place in the table: `D17 (Status)`, or its row."""
    from sphinx_leadflow.transfer.grid import place
    from sphinx_leadflow.transfer.wanted import Place

    if isinstance(heading, Place):
        return str(heading)

    column = item.column(heading) if heading else -1
    if column >= 0:
        return f"{place(item.row.number, column)} ({heading})"
    return f"row {item.row.number}" + (f" ({heading})" if heading else "")


def _s(counted: Sized) -> str:
    """The end of a word that is counted."""
    return "" if len(counted) == 1 else "s"


def _cut(found: list[str]) -> list[str]:
    more = len(found) - _MOST_TOLD
    return found if more <= 0 else [*found[:_MOST_TOLD], f"… and {more} more like these"]


def lines(said: list[str]) -> str:
    """What was said, safe to print."""
    return "".join(f"{printable(line)}\n" for line in said)
