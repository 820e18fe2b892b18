"""`leadflow export issue-form`: a form for GitHub, made from a step of the process."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from sphinx_leadflow.cli import made, snapshot
from sphinx_leadflow.cli.failure import Failure

if TYPE_CHECKING:
    from sphinx_leadflow.core.model import Step
    from sphinx_leadflow.core.query import Snapshot

_EXAMPLES = """\
examples:
  leadflow export issue-form create-issue -o ../infrastructure/.github/ISSUE_TEMPLATE
  leadflow export issue-form create-issue --field kind --field users -o FOLDER
  leadflow export issue-form create-issue -o .github/ISSUE_TEMPLATE --check

Title and labels are those of the step's asset that opens a new issue. Name the form in the
asset's address (…/issues/new?template=create-issue.yml), and the page of each lead opens it
with what is known filled in.
"""


def add(formats: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the format and its options."""
    parser = formats.add_parser(
        "issue-form",
        help="a GitHub issue form for a step",
        description="A form that asks for what a step needs to know and lists what is to be done. "
        "It holds nothing that is for the team.",
        epilog=_EXAMPLES,
    )
    parser.add_argument("step", metavar="STEP", help="a step's id")
    parser.add_argument(
        "--field",
        action="append",
        metavar="FIELD",
        help="ask only for this field; may be repeated. Otherwise all that earlier steps fill in",
    )
    made.add_options(parser)
    snapshot.add_options(parser, audience="public")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> tuple[str, int]:
    """What to print, and the exit code."""
    from sphinx_leadflow.core.suggest import closest, one_of
    from sphinx_leadflow.papers.book import as_written
    from sphinx_leadflow.papers.issue_form import MARK, askable, issue_form

    data = as_written(snapshot.loaded(arguments).project)
    step = _step(data, arguments.step)
    fields = tuple(arguments.field or ())
    known = [one.id for one in askable(data, step)]
    for unknown in (one for one in fields if one not in known):
        raise Failure(
            f"{unknown[:64]!r} is no field that steps before {step.id} fill in and anybody may "
            f"read. {closest(unknown, known) or one_of(known)}".rstrip()
        )
    name = f"{step.id}.yml"
    return made.finish(arguments, {name: issue_form(data, step, fields)}, MARK, inside=(name,))


def _step(data: Snapshot, name: str) -> Step:
    from sphinx_leadflow.core.suggest import closest, one_of
    from sphinx_leadflow.core.views.questions import find, known_ids

    ref = find(data, "step", name)
    if ref is None:
        known = known_ids(data, "step")
        near = closest(name, known) or one_of(known)
        raise Failure(f"there is no step {name[:64]!r}. {near}".rstrip())
    home, _slash, ident = ref.id.rpartition("/")
    return data.process.pipelines[home].steps[ident]
