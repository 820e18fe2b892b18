"""`leadflow rules`: every rule in one line, with how much it matters."""

from __future__ import annotations

import argparse
import textwrap

_WIDTH = 80
_END = """
Errors and warnings fail a check, advice does not. A process may change that in
process.yaml: `rules: {stale-lead: error}`, or off, advice, warning.
To read more about one: leadflow explain RULE
"""


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = verbs.add_parser(
        "rules",
        help="the rules and how much each matters",
        description="Every rule that `leadflow check` applies, with its severity.",
        allow_abbrev=False,
    )
    parser.set_defaults(run=run)


def run(_arguments: argparse.Namespace) -> tuple[str, int]:
    """The table, and the exit code."""
    from sphinx_leadflow.checks.rules import ALL_RULES
    from sphinx_leadflow.core.model import Lead

    lines = []
    for title, on_leads in (("Leads", True), ("The process", False)):
        lines.append(f"{title}:")
        for rule in ALL_RULES:
            if (rule.on is Lead) == on_leads:
                lines += _row(rule.id, rule.severity.value, rule.story.what)
        lines.append("")
    return "\n".join(lines).rstrip() + "\n" + _END, 0


def _row(ident: str, severity: str, what: str) -> list[str]:
    head = f"  {ident:<28} {severity:<8} "
    return textwrap.wrap(what, _WIDTH, initial_indent=head, subsequent_indent=" " * len(head))
