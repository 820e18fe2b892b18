"""`leadflow set`: one value of a lead."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_leadflow.cli import day, desk
from sphinx_leadflow.cli.failure import Failure
from sphinx_leadflow.core.suggest import closest, one_of

if TYPE_CHECKING:
    from sphinx_leadflow.core.model import Field, Lead, Process
    from sphinx_leadflow.edit.halves import Halves

_EXAMPLES = """\
examples:
  leadflow set northern-lights price "24000 EUR"
  leadflow set northern-lights hubs --add "{url: https://hub.example.org, launched: 2026-11-23}"
  leadflow set northern-lights health amber --note "no answer for a month"
  leadflow set northern-lights maniac-t/money "award confirmed"
  leadflow set northern-lights waiting/until 2026-12-15
  leadflow set northern-lights action --remove

exit codes: 0 set; 1 refused, nothing was written; 2 could not run
"""

WORDS = (
    *("name", "owner", "action", "aliases", "visibility", "pipeline", "renews", "probability"),
    *("due", "waiting", "waiting/until", "waiting/for"),
)
"""The keys of a lead's file, beside its fields, that can be set."""

_LISTS = ("aliases",)
_TEXTS = ("name", "action", "aliases", "waiting/for")


@dataclass(frozen=True, slots=True)
class _Order:
    """What is to be set, looked up: a field, a word of the file, or a question."""

    key: str
    field: Field | None = None
    question: tuple[str, str] | None = None

    @property
    def is_list(self) -> bool:
        return self.key in _LISTS or (self.field is not None and self.field.type == "list")


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and its options."""
    parser = verbs.add_parser(
        "set",
        help="set one value of a lead",
        description="Set a field, another key, or the answer to a question of a checklist. "
        "Fields that are tracked become a history line.",
        epilog=_EXAMPLES,
    )
    parser.add_argument("lead", metavar="LEAD", help="the name of the lead's file")
    parser.add_argument("field", metavar="FIELD", help="a field, a key, or checklist/question")
    value = parser.add_argument("value", metavar="VALUE", help="the new value")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument(
        "--add", action=_instead_of(value), metavar="VALUE", help="a value to add to a list"
    )
    kind.add_argument(
        "--remove", action=_instead_of(value), nargs=0, help="remove the key and its value"
    )
    kind.add_argument(
        "--against",
        action=_instead_of(value),
        nargs="?",
        metavar="ANSWER",
        help="the answer speaks against the lead: done: false",
    )
    parser.add_argument(
        "--date", type=day.iso_date, metavar="DATE", help="tracked fields: since when"
    )
    parser.add_argument("--by", metavar="WHO", help="tracked fields: who says so")
    parser.add_argument("--note", default="", help="tracked fields: what happened")
    day.add_today(parser)
    desk.add_options(parser)
    parser.set_defaults(run=run)


def _instead_of(value: argparse.Action) -> type[argparse.Action]:
    """An option with which VALUE may be left out. An optional VALUE from the start would be taken
    for absent wherever an option stands before it."""

    class Instead(argparse.Action):
        def __call__(
            self,
            _parser: argparse.ArgumentParser,
            namespace: argparse.Namespace,
            values: object,
            _option: str | None = None,
        ) -> None:
            value.nargs = "?"
            given = values if isinstance(values, str) else ""
            setattr(namespace, self.dest, given)

    return Instead


def run(arguments: argparse.Namespace) -> tuple[str, int]:
    """What to print, and the exit code."""
    from sphinx_leadflow.edit.document import Refused

    work = desk.opened(arguments)
    files = work.files(arguments.lead)
    loaded = work.trial(*files.all)
    process = desk.process_of(loaded)
    order = _order(process, arguments.field)
    _check_usage(order, arguments)
    lead = loaded.project.leads.get(files.main.stem)
    if lead is None:
        raise Failure(f"{files.main.path} has no good name for a lead; see leadflow check")
    halves = work.halves(process, files)
    try:
        _edit(halves, lead, order, arguments, work)
    except Refused as reason:
        return desk.refused(f"{files.main.path}: {reason}")
    after = work.edited(files, halves)
    changes = work.changes(files, after)
    if not changes:
        return f"{lead.id}: {arguments.field} is so already\n", 0
    wrong, _rules = work.objections(files, after, rules=False, key=order.key)
    if wrong:
        return desk.refused(f"{order.key} of {lead.id} was not changed", wrong, work.way(wrong))
    said = _said(lead, order, arguments) + desk.elsewhere(work, changes)
    return desk.finish(changes, said, work, dry_run=arguments.dry_run)


def _said(lead: Lead, order: _Order, arguments: argparse.Namespace) -> str:
    done = (
        "removed"
        if arguments.remove is not None
        else "added to"
        if arguments.add is not None
        else "set"
    )
    return f"{done} {arguments.field} of {lead.id}"


def _order(process: Process, word: str) -> _Order:
    """What a word of the command line means."""
    checklist, slash, item = word.partition("/")
    checklist = process.now("checklist", checklist)
    if slash and checklist in process.checklists:
        return _question(process, checklist, item)
    if word in WORDS:
        return _Order(word)
    field = process.fields.get(process.now("field", word))
    if field is None:
        raise Failure(f"there is no field {word[:64]!r}. {_near(word, process)}".rstrip())
    return _Order(field.id, field)


def _question(process: Process, checklist: str, item: str) -> _Order:
    items = process.checklists[checklist].items
    if item not in items:
        near = closest(item, items) or one_of(items)
        raise Failure(f"the checklist {checklist} has no question {item[:64]!r}. {near}".rstrip())
    return _Order(f"{checklist}/{item}", question=(checklist, item))


def _near(word: str, process: Process) -> str:
    known = [*process.fields, *WORDS, *process.checklists]
    if word == "history":
        return "leadflow move writes the history"
    return closest(word, known) or one_of(known, 40)


def _check_usage(order: _Order, arguments: argparse.Namespace) -> None:
    """Say what does not go together before anything is tried."""
    adds, against = arguments.add is not None, arguments.against is not None
    instead = adds or arguments.remove is not None or bool(arguments.against)
    if instead and arguments.value is not None:
        raise Failure("give one VALUE, or say --remove")
    if adds and not order.is_list:
        raise Failure(f"{order.key} is no list: leave --add out")
    if against and not order.question:
        raise Failure("--against belongs to checklist/question")
    tracked = order.field is not None and order.field.tracked
    if tracked and arguments.remove is not None:
        raise Failure(f"{order.key} is tracked: set another value, and the history tells both")
    if (arguments.date or arguments.by or arguments.note) and not tracked:
        raise Failure("--date, --by and --note are for tracked fields, which have a history")
    if order.question and arguments.remove is not None:
        raise Failure("an answer cannot be taken back here: change the file by hand")


def _edit(
    halves: Halves, lead: Lead, order: _Order, arguments: argparse.Namespace, work: desk.Desk
) -> None:
    from sphinx_leadflow.edit.lead import tracked
    from sphinx_leadflow.edit.values import written

    field = order.field
    if order.question is not None:
        _answer(halves, order.question, arguments)
    elif arguments.remove is not None:
        halves.remove(order.key)
    elif arguments.add is not None:
        halves.add(order.key, written(field, arguments.add, one=True))
    else:
        plain = order.key not in _TEXTS
        value = written(field, arguments.value, plain=plain, many=order.is_list)
        if field is not None and field.tracked:
            by = lead.owner if arguments.by is None else arguments.by
            when = arguments.date or work.today
            halves.add_line(tracked(when, {field.id: value}, by=by, note=arguments.note))
        elif order.key == "waiting":
            halves.set(("waiting", "until"), value)
        else:
            halves.set(tuple(order.key.split("/")), value)


def _answer(halves: Halves, question: tuple[str, str], arguments: argparse.Namespace) -> None:
    value = arguments.value or arguments.against or ""
    if value in ("true", "false"):
        halves.answer(*question, done=value == "true")
    else:
        halves.answer(*question, value, done=None if arguments.against is None else False)
