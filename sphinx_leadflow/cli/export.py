"""`leadflow export`: everything can go out, at any time, in a form that others read."""

from __future__ import annotations

import argparse

from sphinx_leadflow.cli import export_issue_form, export_markdown, export_papers, export_tables

FORMATS = (export_tables, export_markdown, export_papers, export_issue_form)
"""Every format, in the order of the help."""


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and its formats."""
    parser = verbs.add_parser(
        "export",
        help="pages and data for other programs",
        description="Write what is known in a form that other programs read. "
        "`leadflow export FORMAT --help` shows the options of one.",
    )
    formats = parser.add_subparsers(title="formats", metavar="FORMAT", required=True)
    for form in FORMATS:
        form.add(formats)
