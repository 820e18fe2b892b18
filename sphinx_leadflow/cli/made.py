"""Files that a command makes and a repository keeps: written, or with `--check` compared."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_leadflow.cli.failure import Failure
from sphinx_leadflow.core.gates.printer import printable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sphinx_leadflow.papers.folder import Drift

SHOWN_LINES = 40
"""With --check so many lines of each difference are shown."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare where the files go, and `--check`."""
    parser.add_argument(
        "-o", "--output", metavar="FOLDER", required=True, help="the folder to write into"
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; exit with 1 and show the differences if a file has drifted",
    )


def finish(
    arguments: argparse.Namespace,
    wanted: Mapping[str, str],
    mark: str,
    inside: tuple[str, ...] = (),
) -> tuple[str, int]:
    """Write the files, or say which differ.

    Files with our mark that are not wanted are left over; with `inside`, only those whose paths
    begin with one of these names, for the others belong to another call.
    """
    from sphinx_leadflow.papers.folder import compare

    folder = Path(arguments.output)
    try:
        drifts = compare(folder, wanted, mark, inside)
        if arguments.check:
            return _judged(drifts, len(wanted), arguments.output)
        _refuse_foreign(drifts, arguments.output)
        _write(folder, drifts)
    except OSError as error:
        name = Path(error.filename).name if error.filename else arguments.output
        raise Failure(f"{name} cannot be written: {error.strerror}") from None
    return f"{_counted(drifts, len(wanted))}\n", 0


def _judged(drifts: Sequence[Drift], total: int, folder: str) -> tuple[str, int]:
    if not drifts:
        return f"{_files(total)} in {printable(folder)}, none has drifted\n", 0
    for one in drifts:
        print(f"{printable(f'{folder}/{one.name}')}: {_WORDS[one.kind]}", file=sys.stderr)
        for line in _difference(one):
            print(f"  {printable(line)}", file=sys.stderr)
    made_again = "run the command without --check, look at what changed, and commit it"
    print(f"leadflow: {_drifted(len(drifts))}; {made_again}", file=sys.stderr)
    return "", 1


_WORDS = {
    "missing": "is missing",
    "changed": "has drifted from the data",
    "left over": "belongs to nothing any more",
    "not ours": "is a file of somebody's own: it would be overwritten",
}


def _difference(one: Drift) -> list[str]:
    from difflib import unified_diff

    if one.kind != "changed" or one.before is None:
        return []
    lines = list(unified_diff(one.before.splitlines(), one.after.splitlines(), lineterm="", n=0))[
        2:
    ]
    more = len(lines) - SHOWN_LINES
    return [*lines[:SHOWN_LINES], *([f"… and {more} more lines"] if more > 0 else [])]


def _refuse_foreign(drifts: Sequence[Drift], folder: str) -> None:
    foreign = [one.name for one in drifts if one.kind == "not ours"]
    if foreign:
        raise Failure(
            f"{folder}/{foreign[0]} is not a file that leadflow made; "
            "remove it, or write into another folder"
        )


def _write(folder: Path, drifts: Sequence[Drift]) -> None:
    from sphinx_leadflow.edit.document import Refused
    from sphinx_leadflow.edit.files import Change, write_all

    kept = [one for one in drifts if one.kind != "left over"]
    for one in kept:
        (folder / one.name).parent.mkdir(parents=True, exist_ok=True)
    try:
        write_all([Change(folder / one.name, one.before, one.after) for one in kept])
    except Refused as reason:
        raise Failure(str(reason)) from None
    for one in drifts:
        if one.kind == "left over":
            (folder / one.name).unlink()


def _counted(drifts: Sequence[Drift], total: int) -> str:
    """`wrote 3 of 47 files, removed 1`."""
    removed = sum(one.kind == "left over" for one in drifts)
    wrote = f"wrote {len(drifts) - removed} of {_files(total)}"
    return f"{wrote}, removed {removed}" if removed else wrote


def _files(number: int) -> str:
    return f"{number} file{'' if number == 1 else 's'}"


def _drifted(number: int) -> str:
    return f"{_files(number)} {'has' if number == 1 else 'have'} drifted"
