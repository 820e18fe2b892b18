"""`leadflow schema`: JSON Schemas, so that editors check and explain while one types."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_leadflow.cli import desk
from sphinx_leadflow.cli.failure import Failure

if TYPE_CHECKING:
    from sphinx_leadflow.core.model import Process
    from sphinx_leadflow.edit.files import Change

NAMES = {"lead": "lead.schema.json", "process": "process.schema.json"}
"""The file that each kind is written to."""

_EXAMPLES = """\
examples:
  leadflow schema -o leads_data/schema    writes both; `leadflow new` points at them from then on
  leadflow schema --kind process          prints one

The first line of a lead file that uses it:
  # yaml-language-server: $schema=../schema/lead.schema.json
"""


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and its options."""
    parser = verbs.add_parser(
        "schema",
        help="JSON Schemas for editors, made from this process",
        description="Schemas of the process and of lead files with this process's own steps, "
        "fields, people and options. Make them again when the process has changed.",
        epilog=_EXAMPLES,
    )
    parser.add_argument(
        "--kind", choices=tuple(NAMES), help="only one: of lead files, or of process.yaml"
    )
    parser.add_argument(
        "-o", "--output", metavar="FOLDER", help="write files there; otherwise one is printed"
    )
    parser.add_argument("--data", metavar="FOLDER", help="the folder with process.yaml")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> tuple[str, int]:
    """What to print, and the exit code."""
    work = desk.opened(arguments)
    process = desk.process_of(work.trial())
    if arguments.output is None:
        return _text(_made(arguments.kind or "lead", process)), 0
    kinds = (arguments.kind,) if arguments.kind else tuple(NAMES)
    return _written(Path(arguments.output), kinds, process, work)


def _made(kind: str, process: Process) -> dict[str, Any]:
    from sphinx_leadflow.core.schema import lead_schema, process_schema

    return lead_schema(process) if kind == "lead" else process_schema(process)


def _text(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=True) + "\n"


def _written(
    folder: Path, kinds: tuple[str, ...], process: Process, work: desk.Desk
) -> tuple[str, int]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failure(f"{folder} cannot be made: {error.strerror}") from None
    changes = [_change(folder / NAMES[kind], _text(_made(kind, process))) for kind in kinds]
    names = ", ".join(str(change.path) for change in changes)
    return desk.finish(changes, f"wrote {names}", work, dry_run=False)


def _change(path: Path, text: str) -> Change:
    from sphinx_leadflow.edit.files import Change

    try:
        before = path.read_text("utf-8") if path.is_file() else None
    except (OSError, UnicodeDecodeError):
        raise Failure(f"{path} is there already and is no schema") from None
    return Change(path, before, text)
