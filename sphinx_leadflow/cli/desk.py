"""What the commands that edit have in common: the folder, a trial of the new text, the writing."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_leadflow.cli import day, folder
from sphinx_leadflow.cli.failure import Failure
from sphinx_leadflow.core.gates.printer import printable

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from sphinx_leadflow.core.diagnostic import Diagnostic
    from sphinx_leadflow.core.model import Lead, Process
    from sphinx_leadflow.core.project import Loaded
    from sphinx_leadflow.core.source import Folder, Source
    from sphinx_leadflow.edit.files import Change
    from sphinx_leadflow.edit.halves import Files, Halves

MOVE_RULES = (
    "undrawn-move",
    "dates-out-of-order",
    "date-in-future",
    "missing-reason",
    "missing-field",
    "missing-needs",
    "missing-outcome-needs",
    "empty-at-end",
    "unanswered-checklist",
)
"""The rules that a move must not break."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options that every editing command has."""
    parser.add_argument("--data", metavar="FOLDER", help="the folder with process.yaml")
    folder.add_private(parser)
    parser.add_argument(
        "--dry-run", action="store_true", help="print the change as a diff and write nothing"
    )


@dataclass(frozen=True, slots=True)
class Desk:
    """A data folder that was read, to try changes on before they are written."""

    root: Path
    folder: Folder
    today: dt.date
    private: tuple[Path, str] | None = None
    """The private folder, and what it is called in messages."""

    def files(self, lead: str) -> Files:
        """The files of a lead, given by id or by path."""
        from sphinx_leadflow.edit.halves import files_of

        stem = Path(lead).name.removesuffix(".yaml")
        if stem in self.folder.unreadable:
            raise Failure(f"the file of {stem} cannot be read; see leadflow check")
        found = files_of(self.folder).get(stem)
        if found is None:
            raise Failure(f"there is no lead {stem[:64]!r}. {self._near(stem)}".rstrip())
        return found

    def _near(self, stem: str) -> str:
        from sphinx_leadflow.core.suggest import closest, one_of

        known = sorted(source.stem for source in (*self.folder.leads, *self.folder.private))
        return closest(stem, known) or one_of(known)

    def path(self, source: Source) -> Path:
        """Where a file lies."""
        if self.private is not None and self._is_private(source):
            return self.private[0] / Path(source.path).relative_to(self.private[1])
        return self.root / Path(source.path).relative_to(self.folder.label)

    def _is_private(self, source: Source) -> bool:
        return self.private is not None and source.path == self._private_path(source.stem)

    def _private_path(self, stem: str) -> str:
        return f"{self.private[1] if self.private else ''}/leads/{stem}.yaml"

    def halves(self, process: Process, files: Files) -> Halves:
        """The texts of a lead's files, to be edited."""
        from sphinx_leadflow.edit.halves import Halves

        return Halves(process, *files.texts, parted=self.private is not None)

    def edited(self, files: Files, halves: Halves) -> Files:
        """The files with their new texts."""
        return files.edited(halves, self._private_path(files.main.stem))

    def changes(self, before: Files, after: Files) -> list[Change]:
        """What is to be written."""
        from sphinx_leadflow.edit.files import Change

        pairs = ((before.own, after.own), (before.private, after.private))
        return [
            Change(self.path(new), old.text if old else None, new.text)
            for old, new in pairs
            if new is not None and (old is None or old.text != new.text)
        ]

    def trial(self, *changed: Source) -> Loaded:
        """What the folder would mean with these files, the other leads known by id alone."""
        from sphinx_leadflow.core.project import understand

        stems = {one.stem for one in changed}
        private = tuple(one for one in changed if self._is_private(one))
        own = tuple(one for one in changed if one not in private)
        others = {one.stem for one in (*self.folder.leads, *self.folder.private)}
        others |= set(self.folder.unreadable)
        reduced = replace(
            self.folder, leads=own, unreadable=tuple(sorted(others - stems)), private=private
        )
        return understand(reduced)

    def objections(
        self, before: Files | None, after: Files, *, rules: bool, key: str = ""
    ) -> tuple[list[Diagnostic], list[Diagnostic]]:
        """What is wrong with the new texts that was not wrong before.

        First what loading says, then what the rules about moves say if they are asked. What is
        wrong with the value of `key` counts even if the value before was wrong in the same way.
        """
        old = self.trial(*before.all) if before else None
        new = self.trial(*after.all)
        known = () if old is None else [one for one in old.diagnostics if not _at(before, key, one)]
        loading = _added(known, _of(after, new.diagnostics))
        if loading or not rules:
            return loading, []
        judged = self._judged(old) if old else ()
        return [], _added(judged, _of(after, self._judged(new)))

    def way(self, wrong: Iterable[Diagnostic]) -> str:
        """Where something can go that has no place in a folder that everybody can read."""
        private = any(one.code == "private-in-public" for one in wrong)
        ask = private and self.private is None
        return "With --private FOLDER it is written into the private folder." if ask else ""

    def _judged(self, loaded: Loaded) -> Sequence[Diagnostic]:
        from sphinx_leadflow.checks.rules import ALL_RULES
        from sphinx_leadflow.checks.run import check

        rules = [rule for rule in ALL_RULES if rule.id in MOVE_RULES]
        found = check(loaded, self.today, rules)
        return [one for one in found if one.code in MOVE_RULES and one.severity.fails]


def _at(files: Files | None, key: str, one: Diagnostic) -> bool:
    """Whether a finding is about the single value of a key in one of the files."""
    from sphinx_leadflow.core.diagnostic import Report
    from sphinx_leadflow.core.syntax import Mapping, parse

    sources = [source for source in files.all if source.path == one.span.path] if files else ()
    for source in sources if key else ():
        node = parse(source, Report())
        value = node.get(key) if isinstance(node, Mapping) else None
        if value is not None and value.span == one.span:
            return True
    return False


def _of(files: Files, found: Iterable[Diagnostic]) -> list[Diagnostic]:
    paths = [source.path for source in files.all]
    return [one for one in found if one.span.path in paths]


def _added(before: Iterable[Diagnostic], after: Iterable[Diagnostic]) -> list[Diagnostic]:
    known = Counter((one.code, one.message) for one in before)
    added = []
    for one in after:
        if known[one.code, one.message]:
            known[one.code, one.message] -= 1
        else:
            added.append(one)
    return added


def opened(arguments: argparse.Namespace) -> Desk:
    """The data folder that a command works on."""
    from sphinx_leadflow.core.diagnostic import Report
    from sphinx_leadflow.core.source import read_folder, read_private

    root, private = folder.find(arguments.data), folder.private(arguments)
    read = read_folder(root, folder.label(root), Report())
    if private is not None:
        read = replace(read, private=read_private(*private, Report()))
    if read.process is None:
        raise Failure("there is no process.yaml that could be read; see leadflow check")
    return Desk(root, read, day.today(getattr(arguments, "today", None)), private)


def process_of(loaded: Loaded) -> Process:
    """The process, if it has no errors: against half a process no edit can be judged."""
    process = loaded.project.process
    wrong = [one for one in loaded.diagnostics if one.span.path == process.span.path]
    if any(one.severity.fails for one in wrong):
        raise Failure(f"process.yaml has errors, the first at {wrong[0].span}; see leadflow check")
    return process


def sound_lead(loaded: Loaded, files: Files) -> Lead:
    """A lead without errors of its own: an edit built on a misread file would be a guess."""
    wrong = _of(files, loaded.diagnostics)
    if wrong:
        raise Failure(f"{wrong[0].span}: {wrong[0].message}; put this right first")
    return loaded.project.leads[files.main.stem]


def elsewhere(work: Desk, changes: Sequence[Change]) -> str:
    """Which private file is among those that are written, for the line that tells what was done."""
    root = work.private[0] if work.private else None
    names = [one.path.name for one in changes if root and one.path.is_relative_to(root)]
    return f", in {work.private[1]}/leads/{names[0]}" if work.private and names else ""


def refused(what: str, found: Iterable[Diagnostic] = (), end: str = "") -> tuple[str, int]:
    """Say on standard error why nothing was written."""
    print(f"leadflow: {printable(what)}", file=sys.stderr)
    for one in found:
        print("\n".join(_told(one)), file=sys.stderr)
    if end:
        print(printable(end), file=sys.stderr)
    return "", 1


def _told(found: Diagnostic) -> list[str]:
    lines = [f"  {printable(found.message)} [{found.code}]"]
    if found.hint:
        lines.append(f"    {printable(found.hint)}")
    return [*lines, *(f"      {printable(line)}" for line in found.paste.splitlines())]


def finish(changes: Sequence[Change], said: str, desk: Desk, *, dry_run: bool) -> tuple[str, int]:
    """Write the changes, or print them, and say what was done."""
    from sphinx_leadflow.edit.document import Refused
    from sphinx_leadflow.edit.files import write_all

    if dry_run:
        return "".join(diff(change, desk) for change in changes), 0
    try:
        write_all(changes)
    except Refused as reason:
        return refused(f"{reason}")
    except OSError as error:
        name = Path(error.filename).name if error.filename else "the file"
        raise Failure(f"{name} cannot be written: {error.strerror}") from None
    return f"{printable(said)}\n", 0


def diff(change: Change, desk: Desk) -> str:
    """A change as a unified diff, in a form that is safe to print."""
    from difflib import unified_diff

    path = change.path
    name = path.name  # pages of a handbook lie elsewhere
    for root, label in ((desk.root, desk.folder.label), *((desk.private,) if desk.private else ())):
        if path.is_relative_to(root):
            name = f"{label}/{path.relative_to(root).as_posix()}"
    lines = unified_diff(
        (change.before or "").splitlines(),
        change.after.splitlines(),
        f"a/{name}" if change.before is not None else "/dev/null",
        f"b/{name}",
        lineterm="",
        n=1,
    )
    return "".join(f"{printable(line)}\n" for line in lines)
