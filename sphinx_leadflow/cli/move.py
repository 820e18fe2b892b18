"""`leadflow move`: the history line that moves a lead, if the process allows the move."""

from __future__ import annotations

import argparse
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_leadflow.cli import day, desk
from sphinx_leadflow.cli.failure import Failure

if TYPE_CHECKING:
    from sphinx_leadflow.core.diagnostic import Diagnostic
    from sphinx_leadflow.core.model import Lead, Outcome, Pipeline, Process, Step

_REASON = re.compile(r"add `reason: (\S+)` to the line")
_EXAMPLES = """\
examples:
  leadflow move northern-lights send-quote
  leadflow move quickstep-trading lost --reason price --by tomas
  leadflow move northern-lights negotiate-price --dry-run

exit codes: 0 moved; 1 refused, nothing was written; 2 could not run
"""


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and its options."""
    parser = verbs.add_parser(
        "move",
        help="move a lead to a step or an outcome",
        description="Add the line to a lead's history that moves it. A move that the process does "
        "not allow is refused, with what is missing.",
        epilog=_EXAMPLES,
    )
    parser.add_argument("lead", metavar="LEAD", help="the name of the lead's file")
    parser.add_argument("step", metavar="STEP", help="a step or an outcome, or pipeline/step")
    parser.add_argument(
        "--date", type=day.iso_date, metavar="DATE", help="when it happened; otherwise today"
    )
    parser.add_argument("--by", metavar="WHO", help="who did it; otherwise the lead's owner")
    parser.add_argument("--reason", default="", help="why it ended, for an outcome with reasons")
    parser.add_argument("--note", default="", help="what happened")
    parser.add_argument(
        "--force", action="store_true", help="write the line although the rules object"
    )
    day.add_today(parser)
    desk.add_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> tuple[str, int]:
    """What to print, and the exit code."""
    from sphinx_leadflow.edit.document import Refused
    from sphinx_leadflow.edit.lead import moved

    work = desk.opened(arguments)
    files = work.files(arguments.lead)
    loaded = work.trial(*files.all)
    process = desk.process_of(loaded)
    lead = desk.sound_lead(loaded, files)
    home, place = _place(process, _pipeline(process, lead), arguments.step)
    target = place.id if home is _pipeline(process, lead) else f"{home.id}/{place.id}"
    by = lead.owner if arguments.by is None else arguments.by
    when = arguments.date or work.today
    halves = work.halves(process, files)
    try:
        halves.add_line(moved(when, target, by=by, reason=arguments.reason, note=arguments.note))
    except Refused as reason:
        return desk.refused(f"{files.main.path}: {reason}")
    after = work.edited(files, halves)
    wrong, forbidden = work.objections(files, after, rules=not arguments.force)
    if wrong or forbidden:
        forbidden = [_by_option(one) for one in forbidden]
        again = work.way(wrong) if wrong else "Put this right and move again, or say --force."
        return desk.refused(f"{lead.id} was not moved to {target}", [*wrong, *forbidden], again)
    changes = work.changes(files, after)
    where = desk.elsewhere(work, changes)
    said = f"{_said(lead, target)}{where}"
    return desk.finish(changes, said, work, dry_run=arguments.dry_run)


def _by_option(one: Diagnostic) -> Diagnostic:
    """A finding whose hint names the option where it named what to add to the line."""
    return replace(one, hint=_REASON.sub(r"say --reason \1", one.hint))


def _pipeline(process: Process, lead: Lead) -> Pipeline:
    """The pipeline that bare ids of the next history line mean."""
    named = [event.pipeline for event in lead.history if event.to is not None]
    return process.pipelines[named[-1] if named else lead.pipeline]


def _place(process: Process, home: Pipeline, word: str) -> tuple[Pipeline, Step | Outcome]:
    """The place that a word means, in its pipeline."""
    name, slash, ident = word.rpartition("/")
    if slash:
        name = process.now("pipeline", name)
        if name not in process.pipelines:
            raise Failure(f"there is no pipeline {name[:64]!r}. {_near(name, process.pipelines)}")
        home = process.pipelines[name]
    place = home.place(ident)
    if place is None:
        known = [*home.steps, *home.outcomes]
        raise Failure(f"there is no step or outcome {ident[:64]!r}. {_near(ident, known)}")
    return home, place


def _near(word: str, known: object) -> str:
    from sphinx_leadflow.core.suggest import closest, one_of

    words = list(known)  # type: ignore[call-overload]  # any iterable of ids
    return closest(word, words) or one_of(words, 20)


def _said(lead: Lead, target: str) -> str:
    """One line, with what the file still says about the step that was left."""
    moves = [event.to.id for event in lead.history if event.to is not None]
    left = f" from {moves[-1]}" if moves else ""
    still = [key for key, value in (("action", lead.action), ("due", lead.due)) if value]
    note = f"; still in the file: {' and '.join(still)}" if still else ""
    return f"moved {lead.id}{left} to {target}{note}"
