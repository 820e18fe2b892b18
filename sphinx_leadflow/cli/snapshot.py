"""The data folder as a command shows it to others: for an audience, and only if it is sound."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from sphinx_leadflow.cli import folder
from sphinx_leadflow.cli.failure import Failure

if TYPE_CHECKING:
    from sphinx_leadflow.core.project import Loaded


def add_options(parser: argparse.ArgumentParser, audience: str) -> None:
    """Declare the folder and the audience, with the audience that is usual for the command."""
    parser.add_argument("--data", metavar="FOLDER", help="the folder with process.yaml")
    parser.add_argument(
        "--audience",
        choices=("public", "team"),
        default=audience,
        help=f"whether what is for the team may be in it (usually: {audience})",
    )


def loaded(arguments: argparse.Namespace) -> Loaded:
    """The data. A process that was only half understood would make half a handbook."""
    from sphinx_leadflow.core.model import Audience
    from sphinx_leadflow.core.project import load

    root = folder.find(arguments.data)
    private = folder.private(arguments)
    found = load(root, Audience(arguments.audience), folder.label(root), private)
    path = found.project.process.span.path
    wrong = [one for one in found.diagnostics if one.span.path == path and one.severity.fails]
    if wrong:
        raise Failure(f"process.yaml has errors, the first at {wrong[0].span}; see leadflow check")
    return found
