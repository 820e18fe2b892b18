"""What `summary` and `notify` share: two revisions, each checked on the same day."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_leadflow.cli import day, folder
from sphinx_leadflow.cli.failure import Failure

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from sphinx_leadflow.checks.rule import Finding
    from sphinx_leadflow.core.project import Loaded
    from sphinx_leadflow.history.comparison import Comparison
    from sphinx_leadflow.history.revisions import Pair, Revision


def add_arguments(parser: argparse.ArgumentParser, head: str) -> None:
    """The arguments that name the two revisions and the folder."""
    parser.add_argument("base", metavar="BASE", help="the older revision: a branch, tag or commit")
    parser.add_argument("head", nargs="?", metavar="HEAD", help=f"the newer one; {head}")
    parser.add_argument(
        "--data", metavar="FOLDER", help="the folder with process.yaml, if not leads_data"
    )
    day.add_today(parser)
    folder.add_private(parser)


def comparison(
    arguments: argparse.Namespace, audience: str, *, commits_only: bool = False
) -> Comparison:
    """The two revisions that were named, as an audience may see them."""
    from sphinx_leadflow.checks.run import check, examine
    from sphinx_leadflow.core.model import Audience
    from sphinx_leadflow.history.comparison import Comparison
    from sphinx_leadflow.history.git import RevisionError
    from sphinx_leadflow.history.revisions import read_pair

    today, private = day.today(arguments.today), folder.private(arguments)

    def read(who: Audience) -> Pair:
        return read_pair(
            Path.cwd(),
            arguments.base,
            arguments.head,
            who,
            given=arguments.data,
            commits_only=commits_only,
            private=private,
        )

    try:
        pair = read(Audience(audience))
        if private is None and pair.head.loaded.project.process.public_data:
            # What is for the team is elsewhere: nobody can say here that it is missing.
            pair = read(Audience.PUBLIC)
    except RevisionError as error:
        raise Failure(str(error)) from None
    before = check(pair.base.loaded, today)
    now = examine(pair.head.loaded, today, rewritten=rewritings(pair.base, pair.head))
    return Comparison(pair, today, before, now.diagnostics)


def rewritten_since(revision: str | None, root: Path, loaded: Loaded) -> Mapping[str, Finding]:
    """Where histories are not what they were, in the paths by which the data was loaded."""
    if revision is None:
        return {}
    from sphinx_leadflow.history.git import RevisionError
    from sphinx_leadflow.history.revisions import read_pair

    try:
        pair = read_pair(root, revision, None, loaded.project.audience, given=".")
    except RevisionError as error:
        raise Failure(str(error)) from None
    found = rewritings(pair.base, pair.head)
    leads = loaded.project.leads
    return {
        ident: replace(one, span=one.span._replace(path=leads[ident].span.path))
        for ident, one in found.items()
        if ident in leads
    }


def rewritings(base: Revision, head: Revision) -> Mapping[str, Finding]:
    """By lead: where its history is not what it was."""
    from sphinx_leadflow.checks.rule import Finding
    from sphinx_leadflow.history.findings import rewritten

    return {
        one.lead: Finding(one.span, one.message, one.hint, one.paste, one.related)
        for one in rewritten(base, head)
    }
