"""`leadflow rules`: every rule in one line, with how much it matters."""

from __future__ import annotations

import argparse
import textwrap

from sphinx_leadflow.cli import folder
from sphinx_leadflow.cli.failure import Failure

_WIDTH = 80
_END = """
Errors and warnings fail a check, advice does not. A process may change that in
process.yaml: `rules: {stale-lead: error}`, or off, advice, warning; what this
one changed is marked with *.
To read more about one: leadflow explain RULE
"""


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = verbs.add_parser(
        "rules",
        help="the rules and how much each matters",
        description="Every rule that `leadflow check` applies, with its severity: the one that "
        "the process in PATH, or in leads_data, gives it.",
    )
    parser.add_argument("path", nargs="?", metavar="PATH", help="the folder with process.yaml")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> tuple[str, int]:
    """The table, and the exit code."""
    from sphinx_leadflow.checks.rules import ALL_RULES
    from sphinx_leadflow.core.model import Lead

    here = _levels(arguments.path)
    lines = []
    for title, on_leads in (("Leads", True), ("The process", False)):
        lines.append(f"{title}:")
        for rule in ALL_RULES:
            if (rule.on is Lead) == on_leads:
                level = here.get(rule.id, rule.severity.value)
                mark = "*" if level != rule.severity.value else ""
                lines += _row(rule.id, level + mark, rule.story.what)
        lines.append("")
    return "\n".join(lines).rstrip() + "\n" + _END, 0


def _levels(path: str | None) -> dict[str, str]:
    """What the process at hand says about rules; nothing where there is none."""
    from sphinx_leadflow.core.project import load

    try:
        root = folder.find(path)
    except Failure:
        if path is not None:
            raise
        return {}
    rules = load(root).project.process.rules
    return {ident: setting.level for ident, setting in rules.items()}


def _row(ident: str, severity: str, what: str) -> list[str]:
    head = f"  {ident:<28} {severity:<9} "
    return textwrap.wrap(what, _WIDTH, initial_indent=head, subsequent_indent=" " * len(head))
