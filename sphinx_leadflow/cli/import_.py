"""`leadflow import`: a table of another service, or an export of our own, to lead files."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_leadflow.cli import day, desk
from sphinx_leadflow.cli.failure import Failure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx_leadflow.cli.import_told import Result
    from sphinx_leadflow.core.model import Process
    from sphinx_leadflow.edit.files import Change
    from sphinx_leadflow.transfer.grid import Sheet
    from sphinx_leadflow.transfer.layouts import Board, Item
    from sphinx_leadflow.transfer.ledger import Entry
    from sphinx_leadflow.transfer.log import LogRead
    from sphinx_leadflow.transfer.mapping import Map
    from sphinx_leadflow.transfer.plan import Plan, Task
    from sphinx_leadflow.transfer.proposal import Proposer
    from sphinx_leadflow.transfer.wanted import Wanted

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
    day.add_today(parser)
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
        self.mended = False
        """Whether the file is a table of rejected rows, put right."""

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
        from sphinx_leadflow.transfer.layouts import recognised, take_apart
        from sphinx_leadflow.transfer.rejects import is_rejected
        from sphinx_leadflow.transfer.spreadsheets import without_guards

        sheet = self.sheet()
        if sheet.name and recognised(sheet) == "leadflow":
            sheet = without_guards(sheet)
        layout = self.mapping.layout if self.mapping else ""
        self.mended = is_rejected(sheet)
        return take_apart(sheet, "table" if self.mended and self.mapping else layout)

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
        if not Path(name).exists():
            raise Failure(f"the mapping {name} is not there; --suggest writes a first one")
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
        from sphinx_leadflow.transfer.planner import planned

        leads = read_json(decoded(self.data, self.path.name), self.path.name)
        board = json_board(leads, self.path.name)
        wanted = {
            id(item): json_wanted(lead, item, self.process)
            for lead, item in zip(leads, board.items, strict=True)
        }
        return board, planned(self.task(board, lambda item: wanted[id(item)]))

    def task(self, board: Board, wanted: Callable[[Item], Wanted]) -> Task:
        """What is to be imported into what."""
        from sphinx_leadflow.transfer.plan import Task

        return Task(
            self.work.folder,
            self.work.today,
            board.items,
            wanted,
            decide=self.decision,
            private=self.work.private is not None,
            whole=not self.mended,
        )

    def plan_own(self, board: Board) -> Plan:
        from sphinx_leadflow.transfer.own import OwnReader
        from sphinx_leadflow.transfer.planner import planned
        from sphinx_leadflow.transfer.rejects import OURS

        reader = OwnReader(self.process)
        self.unmapped = [one for one in reader.unknown(board) if one not in OURS]
        return planned(self.task(board, reader.wanted))

    def plan_mapped(self, board: Board, mapping: Map) -> Plan:
        from sphinx_leadflow.transfer.plan import unmapped
        from sphinx_leadflow.transfer.planner import planned
        from sphinx_leadflow.transfer.proposal import Proposer
        from sphinx_leadflow.transfer.rejects import OURS

        proposer = Proposer(self.process, mapping)

        def register(find: Callable[[str], str]) -> None:
            proposer.lead_of = find

        entries = self.entries()
        if self.arguments.log:
            self.logged = self.read_log(mapping, proposer, board)
        named = {one.heading for one in mapping.columns} | {mapping.id, *OURS}
        missing = unmapped(list(board.columns), named)
        self.unmapped = [one for one in missing if one.casefold() != "subitems"]
        if board.subcolumns:
            subs = {one.heading for one in mapping.subitems.columns} if mapping.subitems else set()
            self.unmapped += [f"{one} (subitems)" for one in unmapped(list(board.subcolumns), subs)]

        def wanted(item: Item) -> Wanted:
            said = proposer.wanted(item)
            if self.logged:
                before = entries[said.key].values if said.key in entries else {}
                self.logged.tell(said, proposer.name(item), before.get("step", ""))
            return said

        task = replace(
            self.task(board, wanted),
            identify=lambda item: (proposer.key(item), proposer.name(item)),
            left_out=proposer.left_out,
            entries=entries,
            register=register,
        )
        return planned(task)

    def read_log(self, mapping: Map, proposer: Proposer, items: Board) -> LogRead:
        from sphinx_leadflow.transfer.files import chosen, read_bytes, read_sheets
        from sphinx_leadflow.transfer.layouts import take_apart
        from sphinx_leadflow.transfer.log import read_log

        if mapping.log is None:
            raise Failure(f"{self.arguments.map} has no `log:`: say which column is what there")
        path = Path(self.arguments.log)
        sheet = chosen(read_sheets(read_bytes(path), path.name, mapping.encoding), "")
        board = take_apart(sheet, "table")
        read = read_log(board, mapping.log, mapping, proposer)
        named = {word for one in items.items for word in (proposer.key(one), proposer.name(one))}
        read.leave_out(named, mapping.log.item)
        return read

    def decision(self, lead: str, key: str) -> str:
        """What `--take` says about a value; the closest word wins."""
        found = ""
        for word in self.arguments.take:
            side, _colon, where = word.partition(":")
            if where in ("", lead, f"{lead}/{key}"):
                found = side
        return found

    def entries(self) -> dict[str, Entry]:
        """What the source said last time. With a private folder that is kept there; what was
        kept in the data folder before still counts."""
        from sphinx_leadflow.transfer.ledger import read_ledger

        found: dict[str, Entry] = {}
        for root, label in reversed(self.homes):
            path = self.ledger(root)
            if path.exists():
                shown = f"{label}/{path.parent.name}/{path.name}"
                found |= read_ledger(path.read_text("utf-8"), shown)
        return found

    @property
    def homes(self) -> list[tuple[Path, str]]:
        """The folders in which a ledger may lie, with what they are called; the first is ours."""
        private = [self.work.private] if self.work.private else []
        return [*private, (Path(self.work.root), self.work.folder.label)]

    def ledger(self, root: Path) -> Path:
        """Where the ledger lies in a folder."""
        from sphinx_leadflow.transfer.ledger import FOLDER

        return root / FOLDER / f"{Path(self.arguments.map).stem}.json"

    def finish(self, board: Board, plan: Plan) -> tuple[str, int]:
        """Write everything, or show it, and say what came of every row."""
        from sphinx_leadflow.cli.import_told import lines, remove_stale, told, write_rejects

        dry_run = self.arguments.dry_run
        changes = [*self.lead_changes(plan), *self.ledger_change(plan)]
        failed = bool(board.strays) or any(
            plan.counts[kind] for kind in ("rejected", "in conflict")
        )
        result = self.result(board, plan)
        said = list(told(result))
        if dry_run:
            return "".join(desk.diff(one, self.work) for one in changes) + lines(said), int(failed)
        path = Path(self.arguments.rejects or f"{self.path.stem}.rejected.csv")
        said += write_rejects(result, path) if result.has_rejects else remove_stale(path)
        said += self.wrote(plan)
        for folder in {one.path.parent for one in changes}:
            folder.mkdir(exist_ok=True)
        _text, code = desk.finish(changes, "", self.work, dry_run=False)
        return (lines(said), int(failed)) if code == 0 else ("", code)

    def result(self, board: Board, plan: Plan) -> Result:
        """All that there is to tell."""
        from sphinx_leadflow.cli.import_told import Result

        return Result(
            board,
            plan,
            take=self.arguments.take,
            mapping=self.mapping,
            logged=self.logged,
            log=self.arguments.log or "",
            unmapped=self.unmapped,
            unread=self.unread,
            whole=self.arguments.dry_run,
            public=self.process.public_data,
        )

    def wrote(self, plan: Plan) -> Iterator[str]:
        """How many files were written, and where."""
        folders = {False: self.work.folder.label, True: ""}
        if self.work.private:
            folders[True] = self.work.private[1]
        for private, label in folders.items():
            count = sum(one.private is private for one in plan.changes)
            if count or not private:
                yield f"wrote {count} file{'' if count == 1 else 's'} in {label}/leads"

    def lead_changes(self, plan: Plan) -> list[Change]:
        """The files of leads that are written."""
        from sphinx_leadflow.edit.files import Change

        own, private = self.work.root, self.work.private[0] if self.work.private else Path()
        return [
            Change(
                (private if one.private else own) / "leads" / f"{one.lead}.yaml",
                one.before,
                one.after,
            )
            for one in plan.changes
        ]

    def ledger_change(self, plan: Plan) -> list[Change]:
        """The ledger, if it says something else now."""
        from sphinx_leadflow.edit.files import Change
        from sphinx_leadflow.transfer.ledger import write_ledger

        if self.mapping is None or self.mapping.layout == "leadflow" or not plan.entries:
            return []
        path = self.ledger(self.homes[0][0])
        before = path.read_text("utf-8") if path.exists() else None
        after = write_ledger(plan.entries)
        return [Change(path, before, after)] if before != after else []
