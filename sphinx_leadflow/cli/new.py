"""`leadflow new`: a new lead's file."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sphinx_leadflow.cli import day, desk
from sphinx_leadflow.cli.failure import Failure

if TYPE_CHECKING:
    from sphinx_leadflow.core.model import Lead, Process, Spawn, Step
    from sphinx_leadflow.core.project import Loaded
    from sphinx_leadflow.edit.data import Data
    from sphinx_leadflow.edit.halves import Files

SCHEMA = "schema/lead.schema.json"
"""Where in the data folder a schema is looked for, to point editors at it."""

_NAMES = ("duplicate-name", "near-duplicate-organisation")

_EXAMPLES = """\
examples:
  leadflow new "Cedar Bay Oceanography" --owner amara
  leadflow new "Cedar Bay Oceanography" --id cedar-bay --step send-questionnaire
  leadflow new "Holloway Physics 2027" --from holloway-physics

exit codes: 0 made; 1 refused, nothing was written; 2 could not run
"""


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and its options."""
    parser = verbs.add_parser(
        "new",
        help="a file for a new lead",
        description="Make the file of a new lead, with what its first step asks for as comments.",
        epilog=_EXAMPLES,
    )
    parser.add_argument("name", metavar="NAME", help="what people call it")
    parser.add_argument("--id", metavar="ID", help="the name of the file; otherwise from NAME")
    parser.add_argument("--owner", metavar="PERSON", help="who looks after it")
    parser.add_argument(
        "--step", metavar="STEP", help="where it begins, a step or pipeline/step; else the first"
    )
    parser.add_argument(
        "--from",
        dest="origin",
        metavar="LEAD",
        help="the ended lead that it follows: its outcome says where the new one begins, how it "
        "names the old one, and what it takes over",
    )
    parser.add_argument(
        "--team",
        action="store_true",
        help="nobody but the team may know of it: `visibility: team`, or with --private the file "
        "is made there",
    )
    parser.add_argument(
        "--schema",
        metavar="LINK",
        help=f"a schema for editors to name on top; otherwise {SCHEMA} if that exists",
    )
    day.add_today(parser)
    desk.add_options(parser)
    parser.set_defaults(run=run)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the new file is to say beside its name."""

    owner: str
    step: Step | None
    values: dict[str, Data]
    hidden: bool
    """Whether nobody but the team may know of the lead."""


def run(arguments: argparse.Namespace) -> tuple[str, int]:
    """What to print, and the exit code."""
    from sphinx_leadflow.edit.document import Refused
    from sphinx_leadflow.edit.halves import Files

    work = desk.opened(arguments)
    process = desk.process_of(work.trial())
    ident = _ident(arguments)
    _check_free(ident, work)
    try:
        plan = _plan(arguments, process, work)
        files = _files(ident, arguments, process, plan, work)
    except Refused as reason:
        return desk.refused(f"{ident} was not made: {reason}")
    wrong, forbidden = work.objections(None, files, rules=True)
    wrong += [one for one in forbidden if one.code == "undrawn-move"]
    if wrong:
        return desk.refused(f"{ident} was not made", wrong, work.way(wrong))
    changes = work.changes(Files(None, None), files)
    said = _said(files, process, plan, work)
    if not arguments.dry_run:
        changes[0].path.parent.mkdir(exist_ok=True)
    return desk.finish(changes, said, work, dry_run=arguments.dry_run)


def _files(
    ident: str, arguments: argparse.Namespace, process: Process, plan: _Plan, work: desk.Desk
) -> Files:
    """The new lead's file; what is for the team in the private folder, if there is one."""
    from sphinx_leadflow.core.source import Source
    from sphinx_leadflow.edit.data import bare
    from sphinx_leadflow.edit.halves import Files

    text = _text(arguments, process, plan, work)
    alone = plan.hidden and work.private is not None
    label = work.private[1] if alone and work.private else work.folder.label
    first = Source(f"{label}/leads/{ident}.yaml", text, "")
    files = Files(None, first) if alone else Files(first, None)
    halves = work.halves(process, files)
    if plan.hidden and not alone:
        halves.set(("visibility",), bare("team"))
    for key, value in plan.values.items():
        halves.set((key,), value)
    return work.edited(files, halves)


def _ident(arguments: argparse.Namespace) -> str:
    from sphinx_leadflow.core.gates.ident import id_from, is_id
    from sphinx_leadflow.core.project import RESERVED_STEMS

    ident = arguments.id if arguments.id is not None else id_from(arguments.name)
    if arguments.id is None and not ident:
        raise Failure(f"no id can be made of the name {arguments.name[:64]!r}; give one with --id")
    if not is_id(ident):
        raise Failure(
            f"{ident[:64]!r} is no id: lower-case letters and digits joined by -, at most 64; "
            "give one with --id"
        )
    if ident in RESERVED_STEMS:
        raise Failure(f"a lead's file cannot be called {ident}.yaml; give another name with --id")
    return str(ident)


def _check_free(ident: str, work: desk.Desk) -> None:
    taken = {source.stem for source in (*work.folder.leads, *work.folder.private)}
    taken |= set(work.folder.unreadable)
    if ident in taken:
        number = next(n for n in range(2, len(taken) + 3) if f"{ident}-{n}" not in taken)
        raise Failure(f"there is a lead {ident} already; for another one say --id {ident}-{number}")


def _plan(arguments: argparse.Namespace, process: Process, work: desk.Desk) -> _Plan:
    if arguments.origin is None:
        step = _step(process, arguments.step) if arguments.step else next(process.steps(), None)
        return _Plan(arguments.owner or "", step, {}, arguments.team)
    files = work.files(arguments.origin)
    loaded = work.trial(*files.all)
    lead = desk.sound_lead(loaded, files)
    spawn = _spawn(lead, loaded, work)
    step = _step(process, arguments.step) if arguments.step else _first(process, spawn)
    owner = arguments.owner if arguments.owner is not None else lead.owner
    return _Plan(owner, step, _taken_over(process, spawn, files), arguments.team or lead.private)


def _spawn(lead: Lead, loaded: Loaded, work: desk.Desk) -> Spawn:
    """What the outcome of a lead proposes."""
    from sphinx_leadflow.core.standing import standing

    outcome = standing(lead, loaded.project, work.today).outcome
    if outcome is None:
        raise Failure(f"{lead.id} has not ended, so nothing follows it yet")
    if outcome.spawns is None:
        raise Failure(f"{lead.id} ended as {outcome.id}, which says nothing under `spawns:`")
    return outcome.spawns


def _first(process: Process, spawn: Spawn) -> Step | None:
    from sphinx_leadflow.core.model import Step

    home = process.pipelines[spawn.pipeline]
    place = home.place(spawn.at) if spawn.at else None
    return place if isinstance(place, Step) else next(iter(home.steps.values()), None)


def _step(process: Process, word: str) -> Step:
    """The step that a word means, in whichever pipeline has it."""
    from sphinx_leadflow.core.model import Step
    from sphinx_leadflow.core.suggest import closest, one_of

    name, _slash, ident = word.rpartition("/")
    name = process.now("pipeline", name)
    homes = [home for home in process.pipelines.values() if not name or home.id == name]
    found = [place for home in homes if isinstance(place := home.place(ident), Step)]
    if len(found) > 1:
        several = " or ".join(f"{step.pipeline}/{step.id}" for step in found)
        raise Failure(f"several pipelines have a step {ident}: say {several}")
    if found:
        return found[0]
    known = [ident for home in homes for ident in home.steps]
    near = closest(ident, known) or one_of(known, 20)
    raise Failure(f"there is no step {word[:64]!r}. {near}".rstrip())


def _taken_over(process: Process, spawn: Spawn, files: Files) -> dict[str, Data]:
    """The values that the new lead begins with: the link back, and copies."""
    from sphinx_leadflow.edit.lead import value_of
    from sphinx_leadflow.edit.values import written

    values: dict[str, Data] = {}
    if spawn.link:
        values[spawn.link] = written(process.fields.get(spawn.link), files.main.stem)
    for ident in spawn.copy:
        names = (ident, *process.fields[ident].renamed_from)
        found = [value_of(source.text, names) for source in files.all if source.text.strip()]
        values |= [(ident, data) for data in found if data is not None][-1:]
    return values


def _text(arguments: argparse.Namespace, process: Process, plan: _Plan, work: desk.Desk) -> str:
    from sphinx_leadflow.core.skeleton import new_lead
    from sphinx_leadflow.edit.data import Leaf
    from sphinx_leadflow.edit.lead import usual_order
    from sphinx_leadflow.edit.mappings import set_value

    order = usual_order(process.fields)
    alone = plan.hidden and work.private is not None
    elsewhere = process.public_data and not alone  # no word that invites to fill it in here
    filled = (
        *plan.values,
        *(one.id for one in process.fields.values() if one.private and elsewhere),
    )
    text = new_lead(process, work.today, owner=plan.owner, step=plan.step, filled=filled)
    text = set_value(text, ("name",), Leaf(" ".join(arguments.name.split())), order)
    near = (work.root / SCHEMA).is_file() and not alone
    schema = arguments.schema or (f"../{SCHEMA}" if near else "")
    return f"# yaml-language-server: $schema={' '.join(schema.split())}\n{text}" if schema else text


def _said(files: Files, process: Process, plan: _Plan, work: desk.Desk) -> str:
    """One line: the file, where the lead stands, and a name that is there already."""
    from sphinx_leadflow.checks.rules import ALL_RULES
    from sphinx_leadflow.checks.run import check
    from sphinx_leadflow.core.project import understand

    at = f", at {plan.step.id}" if plan.step else ""
    old = work.folder
    own, private = ((one,) if one else () for one in (files.own, files.private))
    whole = understand(replace(old, leads=(*old.leads, *own), private=(*old.private, *private)))
    rules = [rule for rule in ALL_RULES if rule.id in _NAMES]
    path = files.main.path
    notes = [
        one.message
        for one in check(whole.project, work.today, rules)
        if one.code in _NAMES and path in (one.span.path, *(r.span.path for r in one.related))
    ]
    made = " and ".join(one.path for one in files.all)
    return f"made {made}{at}" + "".join(f"; note: {note}" for note in notes[:2])
