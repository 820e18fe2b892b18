"""`leadflow import`: a table of another service, or an export of our own, to lead files."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_leadflow.cli import desk
from sphinx_leadflow.cli.failure import Failure
from sphinx_leadflow.core.gates.printer import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sized

    from sphinx_leadflow.core.model import Process
    from sphinx_leadflow.edit.files import Change
    from sphinx_leadflow.transfer.grid import Sheet
    from sphinx_leadflow.transfer.layouts import Board, Item
    from sphinx_leadflow.transfer.ledger import Entry
    from sphinx_leadflow.transfer.log import LogRead
    from sphinx_leadflow.transfer.mapping import Map
    from sphinx_leadflow.transfer.plan import Plan
    from sphinx_leadflow.transfer.proposal import Proposer
    from sphinx_leadflow.transfer.wanted import Wanted

_MOST_TOLD = 20

_EXAMPLES = """\
examples:
  leadflow import board.xlsx --suggest > board.yaml    a first mapping, to be looked over
  leadflow import board.xlsx --map board.yaml --dry-run
  leadflow import board.xlsx --map board.yaml --log activity.xlsx
  leadflow import leads.csv                            what leadflow export wrote
  leadflow import board.xlsx --map board.yaml --take source:northern-lights/price

exit codes: 0 every row came in; 1 rows were rejected or are in conflict; 2 could not run
"""


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and its options."""
    parser = verbs.add_parser(
        "import",
        help="a Monday.com, CSV or Excel table to lead files",
        description="Make leads of the rows of a table, or bring those up to date that came from "
        "it before. Only what changed in the table changes; what was changed here stays.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("file", metavar="FILE", help="an .xlsx, a .csv, or a .json of our own")
    parser.add_argument("--map", metavar="MAP", help="the mapping: which column is which field")
    parser.add_argument(
        "--suggest", action="store_true", help="print a first mapping and import nothing"
    )
    parser.add_argument("--log", metavar="FILE", help="Monday.com's activity log of the board")
    parser.add_argument(
        "--take",
        action="append",
        default=[],
        metavar="WHICH",
        help="decide conflicts: source or file, for all, or as source:LEAD or source:LEAD/KEY",
    )
    parser.add_argument(
        "--rejects", metavar="FILE", help="where rejected rows go; otherwise FILE.rejected.csv"
    )
    desk.add_today(parser)
    desk.add_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> tuple[str, int]:
    """What to print, and the exit code."""
    from sphinx_leadflow.transfer.grid import UnreadableError

    try:
        return _Import(arguments).run()
    except UnreadableError as error:
        raise Failure(str(error)) from None


class _Import:
    """One run of the command."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        from sphinx_leadflow.transfer.files import read_bytes

        self.arguments = arguments
        self.work = desk.opened(arguments)
        self.process: Process = desk.process_of(self.work.trial())
        self.path = Path(arguments.file)
        self.data = read_bytes(self.path)
        for word in arguments.take:
            if word.partition(":")[0] not in ("file", "source"):
                raise Failure(f"--take {word[:40]}: say file or source, perhaps with :LEAD/KEY")
        self.mapping: Map | None = None
        self.logged: LogRead | None = None
        self.unread: list[str] = []
        self.unmapped: list[str] = []

    def run(self) -> tuple[str, int]:
        if self.arguments.suggest:
            return self.suggestion(), 0
        if self.arguments.map and not self.read_map():
            return "", 2
        if self.path.suffix.lower() == ".json":
            return self.finish(*self.plan_json())
        board = self.board()
        if board.layout == "leadflow":
            return self.finish(board, self.plan_own(board))
        if self.mapping is None:
            raise Failure(
                "say which column is which field: --map MAP.yaml; --suggest writes a first one"
            )
        return self.finish(board, self.plan_mapped(board, self.mapping))

    def sheet(self) -> Sheet:
        from sphinx_leadflow.transfer.files import chosen, read_sheets

        known = self.mapping
        sheets = read_sheets(self.data, self.path.name, known.encoding if known else "")
        found = chosen(sheets, known.sheet if known else "")
        self.unread = [one.name for one in sheets if one is not found and one.rows]
        return found

    def board(self) -> Board:
        from sphinx_leadflow.transfer.layouts import take_apart

        return take_apart(self.sheet(), self.mapping.layout if self.mapping else "")

    def suggestion(self) -> str:
        from sphinx_leadflow.transfer.delimited import looks_windows
        from sphinx_leadflow.transfer.mapping import Map
        from sphinx_leadflow.transfer.suggest import suggested

        windows = not self.data.startswith(b"PK") and looks_windows(self.data)
        encoding = "windows-1252" if windows else ""
        self.mapping = Map(encoding=encoding)
        return suggested(self.board(), self.process, encoding)

    def read_map(self) -> bool:
        """Whether the mapping could be read; its faults are told on standard error."""
        from sphinx_leadflow.core.diagnostic import Report
        from sphinx_leadflow.core.limits import MAX_PROCESS_BYTES
        from sphinx_leadflow.core.source import read_file
        from sphinx_leadflow.core.syntax import parse
        from sphinx_leadflow.transfer.decode_map import check_headings, decode_map

        report = Report()
        name = self.arguments.map
        source = read_file(Path(name), name, MAX_PROCESS_BYTES, report)
        found = decode_map(parse(source, report), name, self.process, report) if source else None
        if found is not None and self.path.suffix.lower() != ".json":
            self.mapping = found
            board = self.board()
            if board.layout != "leadflow":
                check_headings(found, board.columns, report)
        if len(report):
            from sphinx_leadflow.checks.formats import text

            sources = {name: source} if source else {}
            print(text.render(report.sorted(), sources), end="", file=sys.stderr)
            return False
        return True

    def plan_json(self) -> tuple[Board, Plan]:
        from sphinx_leadflow.transfer.delimited import decoded
        from sphinx_leadflow.transfer.own import json_board, json_wanted, read_json
        from sphinx_leadflow.transfer.plan import Task, planned

        leads = read_json(decoded(self.data, self.path.name), self.path.name)
        board = json_board(leads, self.path.name)
        wanted = {
            id(item): json_wanted(lead, item, self.process)
            for lead, item in zip(leads, board.items, strict=True)
        }
        task = Task(
            self.work.folder,
            self.work.today,
            board.items,
            lambda item: wanted[id(item)],
            decide=self.decision,
        )
        return board, planned(task)

    def plan_own(self, board: Board) -> Plan:
        from sphinx_leadflow.transfer.own import OwnReader
        from sphinx_leadflow.transfer.plan import Task, planned

        reader = OwnReader(self.process)
        self.unmapped = reader.unknown(board)
        folder, today = self.work.folder, self.work.today
        task = Task(folder, today, board.items, reader.wanted, decide=self.decision)
        return planned(task)

    def plan_mapped(self, board: Board, mapping: Map) -> Plan:
        from sphinx_leadflow.transfer.plan import Task, planned, unmapped
        from sphinx_leadflow.transfer.proposal import Proposer

        proposer = Proposer(self.process, mapping)

        def register(find: Callable[[str], str]) -> None:
            proposer.lead_of = find

        if self.arguments.log:
            self.logged = self.read_log(mapping, proposer)
        named = {one.heading for one in mapping.columns} | {mapping.id}
        skip = "subitems" if mapping.subitems or not board.subcolumns else ""
        self.unmapped = [
            one
            for one in unmapped(list(board.columns), named)
            if one.casefold() not in (skip, "subitems")
        ]
        if board.subcolumns:
            subs = {one.heading for one in mapping.subitems.columns} if mapping.subitems else set()
            self.unmapped += [f"{one} (subitems)" for one in unmapped(list(board.subcolumns), subs)]

        def wanted(item: Item) -> Wanted:
            said = proposer.wanted(item)
            if self.logged:
                lines = self.logged.lines
                said.lines = list(lines.get(said.key) or lines.get(proposer.name(said.item)) or ())
            return said

        task = Task(
            self.work.folder,
            self.work.today,
            board.items,
            wanted,
            identify=lambda item: (proposer.key(item), proposer.name(item)),
            left_out=proposer.left_out,
            entries=self.entries(),
            decide=self.decision,
            register=register,
        )
        return planned(task)

    def read_log(self, mapping: Map, proposer: Proposer) -> LogRead:
        from sphinx_leadflow.transfer.files import chosen, read_bytes, read_sheets
        from sphinx_leadflow.transfer.layouts import take_apart
        from sphinx_leadflow.transfer.log import read_log

        if mapping.log is None:
            raise Failure(f"{self.arguments.map} has no `log:`: say which column is what there")
        path = Path(self.arguments.log)
        sheet = chosen(read_sheets(read_bytes(path), path.name, mapping.encoding), "")
        board = take_apart(sheet, "table")
        return read_log(board, mapping.log, mapping, proposer)

    def decision(self, lead: str, key: str) -> str:
        """What `--take` says about a value; the closest word wins."""
        found = ""
        for word in self.arguments.take:
            side, _colon, where = word.partition(":")
            if where in ("", lead, f"{lead}/{key}"):
                found = side
        return found

    @property
    def ledger(self) -> Path:
        from sphinx_leadflow.transfer.ledger import FOLDER

        return Path(self.work.root) / FOLDER / f"{Path(self.arguments.map).stem}.json"

    def entries(self) -> dict[str, Entry]:
        from sphinx_leadflow.transfer.ledger import read_ledger

        if not self.ledger.exists():
            return {}
        text = self.ledger.read_text("utf-8")
        return dict(read_ledger(text, f"{self.work.folder.label}/imports/{self.ledger.name}"))

    def finish(self, board: Board, plan: Plan) -> tuple[str, int]:
        from sphinx_leadflow.edit.files import Change

        leads = self.work.root / "leads"
        changes = [
            Change(leads / f"{one.lead}.yaml", one.before, one.after) for one in plan.changes
        ]
        changes += self.ledger_change(plan)
        failed = bool(board.strays) or any(
            plan.counts[kind] for kind in ("rejected", "in conflict")
        )
        said = list(self.told(board, plan))
        if self.arguments.dry_run:
            shown = "".join(desk.diff(one, self.work) for one in changes)
            return shown + _lines(said), int(failed)
        leads.mkdir(exist_ok=True)
        said += self.write_rejects(board, plan)
        wrote = f"wrote {len(plan.changes)} file{_s(plan.changes)}"
        said.append(f"{wrote} in {self.work.folder.label}/leads")
        _text, code = desk.finish(changes, "", self.work, dry_run=False)
        return (_lines(said), int(failed)) if code == 0 else ("", code)

    def ledger_change(self, plan: Plan) -> list[Change]:
        from sphinx_leadflow.edit.files import Change
        from sphinx_leadflow.transfer.ledger import write_ledger

        if self.mapping is None or self.mapping.layout == "leadflow" or not plan.entries:
            return []
        before = self.ledger.read_text("utf-8") if self.ledger.exists() else None
        after = write_ledger(plan.entries)
        if not self.arguments.dry_run:
            self.ledger.parent.mkdir(exist_ok=True)
        return [Change(self.ledger, before, after)] if before != after else []

    def told(self, board: Board, plan: Plan) -> Iterator[str]:
        """What the import came to, every row of the sheet counted once."""
        from sphinx_leadflow.transfer.rejects import NAMELESS

        subitems = sum(len(one.subitems) for one in board.items)
        yield f"{board.sheet.title}: {len(board.sheet.rows)} rows"
        counts = ", ".join(f"{count} {kind}" for kind, count in plan.counts.items() if count)
        yield f"  {len(board.items)} lead{_s(board.items)}: {counts or 'none'}"
        if subitems:
            where = self.mapping.subitems.field.id if self.mapping and self.mapping.subitems else ""
            came = f"in {where}" if where else "not mapped, left out"
            yield f"  {subitems} subitem{_s(range(subitems))}: {came}"
        if board.strays:
            yield f"  {len(board.strays)} rejected: rows without a name"
        if board.furniture:
            yield f"  {board.furniture} without data: titles, headings, sums, empty rows"
        yield from self.told_of_log()
        known = {one.lead for one in plan.results}
        for word in self.arguments.take:
            named = word.partition(":")[2].partition("/")[0]
            if named and named not in known:
                yield f"--take {word[:80]}: no row of the file is this lead"
        if self.unmapped:
            yield f"not mapped, so not imported: {', '.join(self.unmapped)}"
        if board.unheaded:
            yield f"without a heading, so not imported: {', '.join(board.unheaded)}"
        if self.unread:
            yield f"sheets that were not read: {', '.join(self.unread)}"
        if plan.older:
            yield f"older than the last line of their lead, so left out: {plan.older} moves"
        if plan.gone:
            yield f"no longer in the file, left as they are: {', '.join(plan.gone)}"
        yield from _cut(
            [f"note: {_where(item, heading)}: {text}" for item, heading, text in plan.remarks]
        )
        yield from _cut(
            [
                f"rejected: {_where(one.item, heading)}: {why}"
                for one in plan.results
                if one.kind == "rejected"
                for heading, why in one.faults
            ]
        )
        yield from _cut([f"rejected: row {row.number}: {NAMELESS}" for row in board.strays])
        yield from _cut(
            [
                f"left out: {_where(one.item, heading)}: {why}"
                for one in plan.results
                if one.kind == "left out"
                for heading, why in one.faults
            ]
        )
        yield from _cut(
            [f"conflict: {one.lead}, {one.key or 'the file'}: {one.why}" for one in plan.conflicts]
        )
        if plan.conflicts:
            yield "decide with --take file or --take source, for one as source:LEAD/KEY"

    def told_of_log(self) -> Iterator[str]:
        log = self.logged
        if log is None:
            return
        yield f"{self.arguments.log}: {log.moves} moves, {log.others} rows about other columns"
        yield from _cut(
            [
                f"left out of the log: row {item.row.number}, {heading}: {why}"
                for item, heading, why in log.faults
            ]
        )

    def write_rejects(self, board: Board, plan: Plan) -> list[str]:
        """The rejected rows as a table, with the reason: to be put right, and imported again."""
        from sphinx_leadflow.transfer.rejects import rejected_table

        bad = [one for one in plan.results if one.kind == "rejected"]
        if not (bad or board.strays) or board.layout == "json":
            return []
        path = Path(self.arguments.rejects or f"{self.path.stem}.rejected.csv")
        try:
            path.write_bytes(rejected_table(board, bad))
        except OSError as error:
            raise Failure(f"{path.name} cannot be written: {error.strerror}") from None
        return [f"rejected rows, with the reasons: {path}"]


def _where(item: Item, heading: str) -> str:
    """A place in the table: `D17 (Status)`, or its row."""
    from sphinx_leadflow.transfer.grid import place

    column = item.column(heading) if heading else -1
    if column >= 0:
        return f"{place(item.row.number, column)} ({heading})"
    return f"row {item.row.number}" + (f" ({heading})" if heading else "")


def _s(counted: Sized) -> str:
    """The end of a word that is counted."""
    return "" if len(counted) == 1 else "s"


def _cut(lines: list[str]) -> list[str]:
    more = len(lines) - _MOST_TOLD
    return lines if more <= 0 else [*lines[:_MOST_TOLD], f"… and {more} more like these"]


def _lines(said: list[str]) -> str:
    return "".join(f"{printable(line)}\n" for line in said)
