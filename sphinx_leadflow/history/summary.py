"""A comparison as Markdown, for a comment on a pull request or the summary of a job.

Every word that comes from the data passes the Markdown gate on its way in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_leadflow.core.gates.markdown import block, code, inline, link, prose
from sphinx_leadflow.core.model import Kind, Outcome
from sphinx_leadflow.core.standing import State
from sphinx_leadflow.core.words import count, day, joined, requirement_words
from sphinx_leadflow.history import sentences
from sphinx_leadflow.history.process import is_open
from sphinx_leadflow.history.revisions import WORKING_TREE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx_leadflow.core.diagnostic import Diagnostic
    from sphinx_leadflow.core.standing import Standing
    from sphinx_leadflow.history.changes import LeadChange
    from sphinx_leadflow.history.comparison import Comparison
    from sphinx_leadflow.history.notices import Call

_MOST_CHARACTERS = 45_000
"""For the table. GitHub refuses comments of more than 65,536 characters."""
_KINDS = ("new", "moved", "won", "lost", "parked", "closed", "reopened", "gone")
"""What a headline counts, in its order."""

_MOST_ITEMS = 40
"""In one list. All problems are in the output of `leadflow check`."""
_FIRST_WORD = re.compile(r"[a-z]+(?=[\s,])")


@dataclass(frozen=True, slots=True)
class Site:
    """Where the handbook built from the newer revision can be seen; empty for nowhere."""

    address: str = ""
    pages: str = "leads"

    def lead(self, name: str, ident: str) -> str:
        """A lead's name, as a link to its page if there is one."""
        if not self.address:
            return inline(name)
        return link(name, f"{self.address.rstrip('/')}/{self.pages.strip('/')}/{ident}.html")


def markdown(found: Comparison, site: Site | None = None) -> str:
    """The whole summary; one sentence if nothing changed that matters to sales."""
    site = site or Site()
    if found.unreadable:
        parts = [_unreadable(found), _problems(found)]
    elif not found.leads and not found.process.things and not found.process.effects:
        parts = [_nothing(found), _problems(found)]
    else:
        parts = [f"### {_headline(found)}", _table(found, site), _process(found),
                 _problems(found), _told(found), _left_out(found)]  # fmt: skip
    if site.address:
        parts.append(link("Preview of the handbook", site.address))
    return "\n\n".join(part for part in parts if part) + "\n"


def _left_out(found: Comparison) -> str:
    """For the public: that a lead may lack what only the team sees, if the process asks for it."""
    process = found.head.process
    asked = {
        name
        for step in process.steps()
        for one in (*step.needs, *step.fills)
        for name in one.fields()
    }
    if not found.head.project.public or not any(process.fields[name].private for name in asked):
        return ""
    return "What only the team sees is left out here: a lead may lack more than this shows."


def _unreadable(found: Comparison) -> str:
    name = _revision(found.unreadable)
    return f"The process of {name} cannot be read whole, so what changed is not known."


def _nothing(found: Comparison) -> str:
    base, head = _revision(found.pair.base.name), _revision(found.pair.head.name)
    return f"No lead and no part of the process changed between {base} and {head}."


def _revision(name: str) -> str:
    return name if name == WORKING_TREE else code(name)


def _headline(found: Comparison) -> str:
    """`3 leads changed, 1 cannot move yet; the process changed too`."""
    process = bool(found.process.things or found.process.effects)
    if not found.leads:
        felt = len(found.process.affected)
        standings = [found.head.standings[ident] for ident in found.process.affected]
        lead = "open lead" if all(is_open(one) for one in standings) else "lead"
        concerned = f"{count(felt, lead)} {'feels' if felt == 1 else 'feel'} it"
        return f"The process changed, {concerned if felt else 'no open lead feels it'}"
    blocked = sum(bool(found.blocking(one)) for one in found.leads)
    told = _kinds(found.leads)
    if blocked:
        told.append(f"{blocked} cannot move yet")
    if len(found.leads) == 1:
        told = [one.removeprefix("1 ") for one in told]
    more = f": {', '.join(told)}" if told else ""
    return f"{count(len(found.leads), 'lead')} changed{more}" + (
        "; the process changed too" if process else ""
    )


def _kinds(changes: Sequence[LeadChange]) -> list[str]:
    """What happened to how many: `1 new`, `2 moved`, `1 won`; a lead may count for several."""
    words = [word for change in changes for word in _words(change)]
    return [f"{words.count(kind)} {kind}" for kind in _KINDS if kind in words]


def _words(change: LeadChange) -> Iterator[str]:
    if change.base is None:
        yield "new"
    elif change.head is None:
        yield "gone"
    last = change.moves[-1] if change.moves else None
    if last is None:
        return
    if isinstance(last.target, Outcome):
        yield "closed" if last.target.kind is Kind.VOID else last.target.kind.value
    elif isinstance(last.origin, Outcome):
        yield "reopened"
    elif change.base is not None:
        yield "moved"


def _table(found: Comparison, site: Site) -> str:
    if not found.leads:
        return ""
    rows = ["| Lead | What changed | Next |", "| --- | --- | --- |"]
    size = 0
    for number, change in enumerate(found.leads):
        row = _row(found, change, site)
        size += len(row)
        if size > _MOST_CHARACTERS:
            rows.append(f"| and {len(found.leads) - number} more | | |")
            break
        rows.append(row)
    return "\n".join(rows)


def _row(found: Comparison, change: LeadChange, site: Site) -> str:
    name = change.lead.name or change.id
    shown = site.lead(name, change.id) if change.head else inline(name)
    what = "<br>".join(sentences.what_changed(change, found.head))
    return f"| {shown} | {what} | {'<br>'.join(_next(found, change))} |"


def _next(found: Comparison, change: LeadChange) -> Iterator[str]:
    """What happens next: what blocks it, what it waits for, or who does what by when."""
    one, blocking = change.standing, found.blocking(change)
    if one is None or change.lead.broken:
        if one is not None:
            yield "**Its file cannot be read**"
        return
    if blocking:
        more = f" ({len(blocking) - 1} more below)" if len(blocking) > 1 else ""
        yield f"**Blocked:** {prose(_sentence(blocking[0].message).rstrip('.'))}{more}"
        return
    if one.waiting and one.lead.waiting:
        reason = f": {inline(one.lead.waiting.reason)}" if one.lead.waiting.reason else ""
        yield f"Waits until {day(one.lead.waiting.until, found.today)}{reason}"
    elif one.outcome is None or one.state is State.PARKED:
        yield from _action(found, one)
    if one.missing and one.outcome is None:
        asked = [requirement_words(part.requirement, found.head.process) for part in one.missing]
        yield f"Still to fill in: {joined([inline(part) for part in dict.fromkeys(asked)])}"


def _action(found: Comparison, one: Standing) -> Iterator[str]:
    """`Amara Okafor: Send the quote, by 25 Nov`."""
    person = found.head.process.people.get(one.lead.owner)
    action = one.lead.action or (one.step.title if one.step else "")
    word = "was due" if one.overdue else "by"
    due = f", {word} {day(one.due, found.today)}" if one.due else ""
    who = f"{inline(person.name)}: " if person else ""
    if action:
        yield f"{who}{inline(action)}{due}"
    elif due:
        yield f"{who}back {due.removeprefix(', ')}"


def _process(found: Comparison) -> str:
    things = [f"- {sentences.thing(one)}" for one in found.process.things]
    effects = [f"- {sentences.effect(one, found.head)}" for one in found.process.effects]
    if not things and not effects:
        return ""
    return "\n".join(["#### The process", "", *_short(things), *_short(effects)])


def _problems(found: Comparison) -> str:
    """Everything that a check complains about and did not before."""
    items = [_problem(found, one) for one in found.problems]
    return "\n".join(["#### Before merging", "", *_short(items)]) if items else ""


def _problem(found: Comparison, one: Diagnostic) -> str:
    """`meridian.yaml`, line 21: what is wrong, and what to do."""
    path = one.span.path.removeprefix(f"{found.pair.head.folder.label}/").removeprefix("leads/")
    text = f"- {code(path)}, line {one.span.start.line}: {prose(_sentence(one.message))}"
    if one.hint:
        text += f" {prose(_sentence(f'{one.hint}:' if one.paste else one.hint))}"
    if "\n" in one.paste:
        return f"{text}\n\n{block(one.paste, '  ')}\n"
    return f"{text} {code(one.paste)}" if one.paste else text


def _sentence(message: str) -> str:
    """A message as a sentence: with a capital, if it begins with a plain word, and a stop."""
    if _FIRST_WORD.match(message):
        message = message[0].upper() + message[1:]
    return message if message.endswith((".", "?", "!", "…", ":")) else f"{message}."


def _told(found: Comparison) -> str:
    """Who is told by these moves, who is held back, and who only by the next one."""
    items = [f"- {_call(call)}" for call in found.calls if not call.if_held]
    for change in found.leads:
        for tell in found.ahead(change):
            step = change.standing.step if change.standing else None
            if step is not None and not found.blocking(change):
                role = inline(found.head.process.roles[tell.role].title)
                items.append(
                    f"- {role}: not yet. It is told when {inline(change.lead.name)} "
                    f"leaves {inline(step.title)}."
                )
    return "\n".join(["#### Who will be told after merging", "", *_short(items)]) if items else ""


def _call(call: Call) -> str:
    """`ICSI contracting: Meridian reaches Send them a contract, because …`."""
    verb = "leaves" if call.at == "leave" else "reaches"
    if isinstance(call.place, Outcome):
        verb = "ends as"
    why = f", because {inline(call.because)}" if call.because else ""
    held = " (held back until what blocks it is put right)" if call.held else ""
    name, place = inline(call.name), inline(call.place.title)
    return f"{inline(call.title)}: {name} {verb} {place}{why}{held}."


def _short(items: list[str]) -> list[str]:
    if len(items) <= _MOST_ITEMS:
        return items
    return [*items[:_MOST_ITEMS], f"- and {len(items) - _MOST_ITEMS} more"]
