"""`leadflow check`: every problem in the data, each with its place."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from sphinx_leadflow.cli import again, day, folder, progress
from sphinx_leadflow.cli.failure import Failure

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

    from sphinx_leadflow.checks.run import Checked
    from sphinx_leadflow.core.model import Audience
    from sphinx_leadflow.core.project import Loaded
    from sphinx_leadflow.core.source import Source
    from sphinx_leadflow.memory.leads import Leads

_EXAMPLES = """\
examples:
  leadflow check                          leads_data here, or in a folder above
  leadflow check sales/leads_data         another folder
  leadflow check --today 2026-12-31       what will be stale or overdue then
  leadflow check --private ../private     with what is for the team, from a folder
  leadflow check --against main           also: histories rewritten since main
  leadflow check --format json > found.json

exit codes: 0 nothing, or only advice; 1 errors or warnings; 2 could not run
"""


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and its options."""
    parser = verbs.add_parser(
        "check",
        help="every problem in the data, each with file, line and column",
        description="Look at the process and all leads, and say what is wrong and what would be "
        "right.",
        epilog=_EXAMPLES,
    )
    parser.add_argument("path", nargs="?", metavar="PATH", help="the folder with process.yaml")
    parser.add_argument(
        "--format",
        choices=("text", "github", "json", "sarif"),
        default="text",
        help="for people (the default), for pull requests on GitHub, for programs, or for "
        "code scanning",
    )
    day.add_today(parser)
    parser.add_argument(
        "--audience",
        choices=("team", "public"),
        help="public: only what a public build loads, and no line of a file is quoted; "
        "the default for a folder that is public itself, unless --private is given",
    )
    folder.add_private(parser)
    parser.add_argument(
        "--against",
        metavar="REVISION",
        help="a branch, tag or commit: find histories that were rewritten since",
    )
    parser.add_argument(
        "--no-cache",
        dest="cache",
        action="store_false",
        help="work everything out, even if these very files were checked before",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> tuple[str, int]:
    """What to print, and the exit code."""
    today = day.today(arguments.today)
    root = folder.find(arguments.path, "name it: leadflow check PATH")
    for_github = arguments.format in ("github", "sarif")
    base = os.environ.get("GITHUB_WORKSPACE", "") if for_github else ""
    label = folder.label(root, base)
    if not arguments.cache or arguments.against or arguments.private or for_github:
        return _checked(arguments, root, label, today)[:2]
    circumstances = (
        arguments.format,
        str(arguments.audience),
        str(today),
        label,
        str(wants_colour()),
    )
    answer = again.Answer(str(root), *circumstances)
    known = answer.recall()
    if known is None:
        text, code, loaded = _checked(arguments, root, label, today)
        read = {path.removeprefix(f"{label}/"): one.digest for path, one in loaded.sources.items()}
        answer.keep(text, code, read)
        known = text, code
    return known


def _checked(
    arguments: argparse.Namespace, root: Path, label: str, today: dt.date
) -> tuple[str, int, Loaded]:
    """The same, worked out, and what it was worked out from."""
    from sphinx_leadflow.checks.run import examine
    from sphinx_leadflow.cli import compare
    from sphinx_leadflow.core.project import without_collector

    with without_collector(), progress.shown(f"checking {label}"):
        loaded = _loaded(arguments, root, label)
        rewritten = compare.rewritten_since(arguments.against, root, loaded)
        checked = examine(loaded, today, rewritten=rewritten)
    fails = any(one.severity.fails for one in checked.diagnostics)
    return _rendered(arguments.format, loaded, checked, today), int(fails), loaded


def _loaded(arguments: argparse.Namespace, root: Path, label: str) -> Loaded:
    """The data, for the audience that was asked for or that there is something for."""
    from sphinx_leadflow.core.model import Audience
    from sphinx_leadflow.core.project import load

    private = folder.private(arguments)
    audience = Audience(arguments.audience or "team")
    loaded = load(root, audience, label, private, _memory(arguments, root, audience))
    if arguments.audience is None and private is None and loaded.project.process.public_data:
        # What is for the team is elsewhere: nobody can say here that it is missing.
        audience = Audience.PUBLIC
        loaded = load(root, audience, label, memory=_memory(arguments, root, audience))
    return loaded


def _memory(arguments: argparse.Namespace, root: Path, audience: Audience) -> Leads | None:
    """What was understood before; not in CI, where the cache folder is gone afterwards."""
    if not arguments.cache or arguments.format in ("github", "sarif"):
        return None
    from sphinx_leadflow.memory.leads import Leads

    return Leads(again.cache_folder(), str(root), audience)


def _rendered(form: str, loaded: Loaded, checked: Checked, today: dt.date) -> str:
    leads, waived = len(loaded.project.leads), checked.waived
    sources = {} if loaded.project.public else loaded.sources
    if form == "json":
        from sphinx_leadflow.checks.formats import json

        return json.render(checked.diagnostics, today, leads=leads, waived=waived, sources=sources)
    if form == "sarif":
        from sphinx_leadflow.checks.formats import sarif

        return sarif.render(checked.diagnostics, waived=waived, sources=sources)
    if form == "github":
        return _github(checked, leads, sources)
    from sphinx_leadflow.checks.formats import text

    return text.render(
        checked.diagnostics, sources, leads=leads, waived=waived, colour=wants_colour()
    )


def _github(checked: Checked, leads: int, sources: Mapping[str, Source]) -> str:
    from sphinx_leadflow.checks.formats import github, summary

    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if path:
        text = github.markdown(checked.diagnostics, leads, checked.waived, sources)
        try:
            with open(path, "a", encoding="utf-8", errors="backslashreplace") as file:
                file.write(text)
        except OSError as error:
            raise Failure(f"GITHUB_STEP_SUMMARY cannot be written: {error.strerror}") from None
    line = summary(checked.diagnostics, leads, checked.waived)
    return f"{github.commands(checked.diagnostics, sources)}{line}\n"


def wants_colour() -> bool:
    """Whether the output goes to a terminal that shows colours, and nobody minds."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return not plain and sys.stdout.isatty()
