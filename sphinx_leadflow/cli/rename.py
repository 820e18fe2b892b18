"""`leadflow rename`: another id for a step, a field, a role …, in every file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_leadflow.cli import desk
from sphinx_leadflow.cli.failure import Failure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.core.source import Folder, Source
    from sphinx_leadflow.edit.files import Change
    from sphinx_leadflow.edit.renaming import Renaming

KINDS = ("step", "stage", "outcome", "field", "role", "asset", "checklist")

_EXAMPLES = """\
examples:
  leadflow rename step send-quote send-offer
  leadflow rename step grants/draft write-proposal --pages docs
  leadflow rename field price yearly_price --dry-run

exit codes: 0 renamed; 1 refused, nothing was written; 2 could not run
"""


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and its options."""
    parser = verbs.add_parser(
        "rename",
        help="another id for a step, field, role …, in every file",
        description="Change an id in the process and in all leads. The old id is kept as "
        "`renamed_from`, so that links and open pull requests keep working.",
        epilog=_EXAMPLES,
    )
    parser.add_argument("kind", choices=KINDS, help="what it is")
    parser.add_argument("old", metavar="OLD", help="its id, or pipeline/id")
    parser.add_argument("new", metavar="NEW", help="its new id")
    parser.add_argument("--forget", action="store_true", help="leave no `renamed_from` behind")
    parser.add_argument(
        "--pages",
        metavar="FOLDER",
        help="change roles and directives in the .md and .rst files of this folder too",
    )
    desk.add_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> tuple[str, int]:
    """What to print, and the exit code."""
    from sphinx_leadflow.edit.document import Refused
    from sphinx_leadflow.edit.rename import rename
    from sphinx_leadflow.edit.renaming import renaming

    work = desk.opened(arguments)
    _check_unreadable(work, arguments.old.rpartition("/")[2])
    process = desk.process_of(work.trial())
    try:
        what = renaming(process, arguments.kind, arguments.old, arguments.new)
        after = rename(work.folder, what, keep_former=not arguments.forget)
    except Refused as reason:
        return desk.refused(f"{arguments.old} was not renamed: {reason}")
    changes = [*_changes(work, after), *_pages(arguments.pages, what)]
    leads = sum(change.path.parent.name == "leads" for change in changes)
    said = f"renamed {arguments.kind} {what.old} to {what.new} in {len(changes)} files"
    said += f", {leads} of them leads"
    return desk.finish(changes, said, work, dry_run=arguments.dry_run)


def _check_unreadable(work: desk.Desk, ident: str) -> None:
    """Refuse if a file that cannot be read may name it: it would be left behind."""
    for stem in work.folder.unreadable:
        path = work.root / "leads" / f"{stem}.yaml"
        try:
            harmless = path.is_file() and ident.encode() not in path.read_bytes()
        except OSError:
            harmless = False
        if not harmless:
            raise Failure(
                f"leads/{stem}.yaml cannot be read, and may name {ident}: see leadflow check"
            )


def _changes(work: desk.Desk, after: Folder) -> Iterator[Change]:
    from sphinx_leadflow.edit.files import Change

    pairs: list[tuple[Source | None, Source | None]] = [(work.folder.process, after.process)]
    pairs += zip(work.folder.leads, after.leads, strict=True)
    pairs += zip(work.folder.private, after.private, strict=True)
    for old, new in pairs:
        if old is not None and new is not None and old.text != new.text:
            yield Change(work.path(old), old.text, new.text)


def _pages(given: str | None, what: Renaming) -> Iterator[Change]:
    """The pages of a handbook that name it in a role or a directive."""
    from sphinx_leadflow.core.diagnostic import Report
    from sphinx_leadflow.core.limits import MAX_PROCESS_BYTES
    from sphinx_leadflow.core.source import read_file
    from sphinx_leadflow.edit.files import Change
    from sphinx_leadflow.edit.rename import in_page

    folder = Path(given) if given is not None else None
    if folder is not None and not folder.is_dir():
        raise Failure(f"there is no folder {given}")
    for path in sorted(folder.rglob("*")) if folder is not None else ():
        if path.suffix in (".md", ".rst") and path.is_file() and not path.is_symlink():
            page = read_file(path, str(path), MAX_PROCESS_BYTES, Report())
            text = in_page(page.text, what) if page is not None else ""
            if page is not None and text != page.text:
                yield Change(path, page.text, text)
