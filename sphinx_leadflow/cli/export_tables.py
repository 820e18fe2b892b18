"""`leadflow export csv`, `excel` and `json`: all leads in one file, which `import` reads back."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_leadflow.cli import day, folder
from sphinx_leadflow.cli.failure import Failure

if TYPE_CHECKING:
    import datetime as dt

    from sphinx_leadflow.core.project import Project

_EXAMPLES = """\
examples:
  leadflow export {name} -o leads.{suffix}                     what the public may see
  leadflow export {name} -o leads.{suffix} --audience team     everything

exit codes: 0 written; 2 could not run
"""

TABLES = {
    "csv": ("csv", "a table of text, for any spreadsheet"),
    "excel": ("xlsx", "an Excel file"),
    "json": ("json", "JSON, with the keys of lead files"),
}
"""The formats, the suffix of their files, and what each is."""


def add(formats: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the formats and their options."""
    for name, (suffix, means) in TABLES.items():
        examples = _EXAMPLES.replace("{name}", name).replace("{suffix}", suffix)
        parser = formats.add_parser(
            name,
            aliases=(suffix,) if suffix != name else (),  # what people type who want such a file
            help=f"all leads as {means}",
            description=f"Write all leads into {means}, in a layout that `leadflow import` reads "
            "back exactly. What is for the team goes out only with --audience team.",
            epilog=examples,
        )
        where = "where it is written" if name == "excel" else "otherwise it is printed"
        parser.add_argument("-o", "--output", metavar="FILE", help=where)
        parser.add_argument(
            "--audience",
            choices=("public", "team"),
            default="public",
            help="team: with everything that a public build withholds; otherwise public",
        )
        parser.add_argument("--data", metavar="FOLDER", help="the folder with process.yaml")
        folder.add_private(parser)
        day.add_today(parser)
        parser.set_defaults(run=run, format=name)


def run(arguments: argparse.Namespace) -> tuple[str, int]:
    """What to print, and the exit code."""
    from sphinx_leadflow.core.model import Audience
    from sphinx_leadflow.core.project import load
    from sphinx_leadflow.transfer.grid import UnreadableError

    root = folder.find(arguments.data)
    private = folder.private(arguments)
    loaded = load(root, Audience(arguments.audience), folder.label(root), private)
    try:
        data = render(arguments.format, loaded.project, day.today(arguments.today))
    except UnreadableError as error:
        raise Failure(str(error)) from None
    _tell(loaded.project, sum(one.severity.fails for one in loaded.diagnostics))
    return _out(data, arguments)


def render(name: str, project: Project, today: dt.date) -> bytes:
    """The file in a format."""
    if name == "csv":
        from sphinx_leadflow.transfer.formats import csv

        return csv.render(project, today)
    if name == "excel":
        from sphinx_leadflow.transfer.formats import excel

        return excel.render(project, today)
    from sphinx_leadflow.transfer.formats import json

    return json.render(project, today)


def _tell(project: Project, faults: int) -> None:
    """Say on standard error what the file does not hold.

    To the public that is what the process declares: how many leads are hidden is private too.
    """
    from sphinx_leadflow.core.withheld import withheld

    if project.public:
        print(f"leadflow: {withheld(project)}; --audience team takes it along", file=sys.stderr)
    broken = sum(one.broken for one in project.leads.values())
    if broken or faults:
        print(
            f"leadflow: {faults} problems in the data, {broken} leads cannot be read and are "
            "missing; see leadflow check",
            file=sys.stderr,
        )


def _out(data: bytes, arguments: argparse.Namespace) -> tuple[str, int]:
    if arguments.output:
        path = Path(arguments.output)
        try:
            path.write_bytes(data)
        except OSError as error:
            raise Failure(f"{path.name} cannot be written: {error.strerror}") from None
        return "", 0
    if arguments.format == "excel":
        raise Failure("an Excel file cannot be printed: say where it goes with -o FILE")
    return data.decode("utf-8-sig").replace("\r\n", "\n"), 0
