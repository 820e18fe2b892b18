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


def add_today(parser: argparse.ArgumentParser) -> None:
    """Declare `--today`."""
    parser.add_argument(
        "--today",
        type=day.iso_date,
        metavar="DATE",
        help='what "today" means; otherwise SOURCE_DATE_EPOCH, otherwise the real date',
    )


@dataclass(frozen=True, slots=True)
class Desk:
    """A data folder that was read, to try changes on before they are written."""

    root: Path
    folder: Folder
    today: dt.date

    def source(self, lead: str) -> Source:
        """The file of a lead, given by id or by path."""
        stem = Path(lead).name.removesuffix(".yaml")
        found = [source for source in self.folder.leads if source.stem == stem]
        if found:
            return found[0]
        if stem in self.folder.unreadable:
            raise Failure(f"the file of {stem} cannot be read; see leadflow check")
        elsewhere = [one for one in self.folder.private if one.stem == stem]
        if elsewhere:
            raise Failure(
                f"{stem} stands in the private folder alone, and that is edited by hand: "
                f"{elsewhere[0].path}"
            )
        raise Failure(f"there is no lead {stem[:64]!r}. {self._near(stem)}".rstrip())

    def _near(self, stem: str) -> str:
        from sphinx_leadflow.core.suggest import closest, one_of

        known = [source.stem for source in self.folder.leads]
        return closest(stem, known) or one_of(known)

    def path(self, source: Source) -> Path:
        """Where a file lies."""
        return self.root / Path(source.path).relative_to(self.folder.label)

    def trial(self, *changed: Source) -> Loaded:
        """What the folder would mean with these files, the other leads known by id alone."""
        from sphinx_leadflow.core.project import understand

        stems = {one.stem for one in changed}
        others = {one.stem for one in self.folder.leads} | set(self.folder.unreadable)
        private = tuple(one for one in self.folder.private if one.stem in stems)
        others |= {one.stem for one in self.folder.private}
        reduced = replace(
            self.folder, leads=changed, unreadable=tuple(sorted(others - stems)), private=private
        )
        return understand(reduced)

    def objections(
        self, before: Source | None, after: Source, *, rules: bool, key: str = ""
    ) -> tuple[list[Diagnostic], list[Diagnostic]]:
        """What is wrong with the new text that was not wrong before.

        First what loading says, then what the rules about moves say if they are asked. What is
        wrong with the value of `key` counts even if the value before was wrong in the same way.
        """
        old = self.trial(before) if before else None
        new = self.trial(after)
        known = () if old is None else [one for one in old.diagnostics if not _at(before, key, one)]
        loading = _added(known, _of(after, new.diagnostics))
        if loading or not rules:
            return loading, []
        judged = self._judged(old) if old else ()
        return [], _added(judged, _of(after, self._judged(new)))

    def _judged(self, loaded: Loaded) -> Sequence[Diagnostic]:
        from sphinx_leadflow.checks.rules import ALL_RULES
        from sphinx_leadflow.checks.run import check

        rules = [rule for rule in ALL_RULES if rule.id in MOVE_RULES]
        found = check(loaded, self.today, rules)
        return [one for one in found if one.code in MOVE_RULES and one.severity.fails]


def _at(source: Source | None, key: str, one: Diagnostic) -> bool:
    """Whether a finding is about the single value of a key in a file."""
    from sphinx_leadflow.core.diagnostic import Report
    from sphinx_leadflow.core.syntax import Mapping, parse

    if not key or source is None or one.span.path != source.path:
        return False
    node = parse(source, Report())
    value = node.get(key) if isinstance(node, Mapping) else None
    return value is not None and value.span == one.span


def _of(source: Source, found: Iterable[Diagnostic]) -> list[Diagnostic]:
    return [one for one in found if one.span.path == source.path]


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
    return Desk(root, read, day.today(getattr(arguments, "today", None)))


def process_of(loaded: Loaded) -> Process:
    """The process, if it has no errors: against half a process no edit can be judged."""
    process = loaded.project.process
    wrong = [one for one in loaded.diagnostics if one.span.path == process.span.path]
    if any(one.severity.fails for one in wrong):
        raise Failure(f"process.yaml has errors, the first at {wrong[0].span}; see leadflow check")
    return process


def sound_lead(loaded: Loaded, source: Source) -> Lead:
    """A lead without errors of its own: an edit built on a misread file would be a guess."""
    wrong = _of(source, loaded.diagnostics)
    if wrong:
        raise Failure(f"{wrong[0].span}: {wrong[0].message}; put this right first")
    return loaded.project.leads[source.stem]


def with_text(source: Source, text: str) -> Source:
    """A file as it would be."""
    return replace(source, text=text)


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
    inside = path.is_relative_to(desk.root)  # pages of a handbook lie elsewhere
    name = f"{desk.folder.label}/{path.relative_to(desk.root).as_posix()}" if inside else path.name
    lines = unified_diff(
        (change.before or "").splitlines(),
        change.after.splitlines(),
        f"a/{name}" if change.before is not None else "/dev/null",
        f"b/{name}",
        lineterm="",
        n=1,
    )
    return "".join(f"{printable(line)}\n" for line in lines)
