"""`leadflow explain`: one rule's story."""

from __future__ import annotations

import argparse
import textwrap
from typing import TYPE_CHECKING

from sphinx_leadflow.cli.failure import Failure

if TYPE_CHECKING:
    from sphinx_leadflow.checks.rule import Story

_WIDTH = 80


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = verbs.add_parser(
        "explain",
        help="what a rule or a code means, with examples",
        description="What a rule sees, why it matters, and an example of each kind.",
        epilog="example:\n  leadflow explain missing-field",
    )
    parser.add_argument("rule", metavar="RULE", help="what stands in brackets behind a finding")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> tuple[str, int]:
    """The story, and the exit code."""
    from sphinx_leadflow.checks.loading import LOADING_STORIES
    from sphinx_leadflow.checks.rules import ALL_RULES

    code = arguments.rule.strip().strip("[]")
    for rule in ALL_RULES:
        if rule.id == code:
            return _told(code, rule.severity.value, rule.story), 0
    if code in LOADING_STORIES:
        return _told(code, "error", LOADING_STORIES[code]), 0
    raise Failure(_unknown(code, [*(rule.id for rule in ALL_RULES), *LOADING_STORIES]))


def _unknown(code: str, known: list[str]) -> str:
    from sphinx_leadflow.core.suggest import closest

    return f"there is no rule {code[:40]!r}; {closest(code, known) or 'see leadflow rules'}"


def _told(code: str, severity: str, story: Story) -> str:
    parts = [
        f"{code} ({severity})",
        *(textwrap.fill(one, _WIDTH) for one in (story.what, story.why)),
    ]
    for title, example in (("Bad", story.bad), ("Good", story.good)):
        parts.append(f"{title}:\n\n{textwrap.indent(example, '    ')}")
    return "\n\n".join(parts) + "\n"
