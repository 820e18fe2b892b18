"""`leadflow summary`: what changed between two revisions, in sales words, as Markdown."""

from __future__ import annotations

import argparse

from sphinx_leadflow.cli import compare
from sphinx_leadflow.cli.failure import Failure

_EXAMPLES = """\
examples:
  leadflow summary main                   what I changed, before I commit it
  leadflow summary main my-branch         two branches; nothing is checked out
  leadflow summary HEAD~5 HEAD --audience team >> "$GITHUB_STEP_SUMMARY"

Without --audience team everything marked `visibility: team` is left out, so that the result may
be shown to anybody. Who reads a pull request reads the files too: there use --audience team.

exit codes: 0 done; 2 could not run, for example because a shallow clone lacks a commit
"""


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and its options."""
    parser = verbs.add_parser(
        "summary",
        help="what changed between two revisions, in sales words",
        description="Compare two revisions and tell in Markdown which leads were added, moved, "
        "won or lost, what was filled in, what is missing, and who will be told.",
        epilog=_EXAMPLES,
    )
    compare.add_arguments(parser, "the files as they lie here, if it is left out")
    parser.add_argument(
        "--audience",
        choices=("public", "team"),
        default="public",
        help="team: with what is marked `visibility: team` (default: public)",
    )
    parser.add_argument(
        "--site", metavar="URL", default="", help="a preview of the handbook, to link to"
    )
    parser.add_argument(
        "--pages",
        metavar="PATH",
        default="leads",
        help="where the leads' pages are in it, as leadflow_pages in conf.py (default: leads)",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> tuple[str, int]:
    """The Markdown, and the exit code."""
    from sphinx_leadflow.core.gates.link import safe_link
    from sphinx_leadflow.history.summary import Site, markdown

    if arguments.site and safe_link(arguments.site) is None:
        raise Failure(f"--site {arguments.site} is not an address that may become a link")
    found = compare.comparison(arguments, arguments.audience)
    return markdown(found, Site(arguments.site, arguments.pages)), 0
