"""What happened, in sales words. Everything given back is Markdown that passed the gate."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sphinx_leadflow.core.gates.markdown import code, inline
from sphinx_leadflow.core.model import Kind, Outcome
from sphinx_leadflow.core.words import atom, count, day, joined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sphinx_leadflow.core.flow import Place
    from sphinx_leadflow.core.model import Data, Event, Field
    from sphinx_leadflow.core.query import Snapshot
    from sphinx_leadflow.history.changes import Answered, FieldChange, LeadChange, OwnWord
    from sphinx_leadflow.history.process import Effect, ThingChange

_LONGEST_VALUE = 60
"""Longer values are not shown: that they changed is what matters in a summary."""
_LONGEST_NOTE = 160
_KINDS = {Kind.WON: "won", Kind.LOST: "lost", Kind.PARKED: "parked", Kind.VOID: "left out"}
_SILENT = ("url", "markdown")
"""Types whose values say nothing in a table."""


def what_changed(change: LeadChange, head: Snapshot) -> Iterator[str]:
    """Each thing that happened to a lead, the most important first."""
    if change.head is None:
        yield "Its file was removed"
        return
    if change.base is None:
        yield _new(change, head)
    if change.renamed_from:
        yield f"File renamed from {code(f'{change.renamed_from}.yaml')}"
    if change.moves and (change.base is not None or len(change.moves) > 1):
        yield _moves(change)
    if change.rewritten:
        yield "Its history was rewritten"
    for tracked in change.tracked:
        yield _tracked(tracked, head)
    yield from _fields(change.fields, head)
    for answered in change.answers:
        yield _answered(answered, head)
    for word in change.words:
        text = _word(word, head)
        if text:
            yield text
    for event in change.notes:
        yield f"Note of {day(event.date, head.today)}{_quoted(event.note)}"


def _new(change: LeadChange, head: Snapshot) -> str:
    """`New lead, owner Jules Lindqvist, at Create a lead`."""
    lead = change.lead
    if lead.broken:
        return "New lead"
    person = head.process.people.get(lead.owner)
    owner = f", owner {inline(person.name)}" if person else ", nobody owns it"
    at = f", at **{_place(change.moves[0].target)}**" if len(change.moves) == 1 else ""
    return f"New lead{owner}{at}"


def _moves(change: LeadChange) -> str:
    """`Create a quote → Send a quote → **Negotiate on a price**`, reason and note behind."""
    chain: list[str] = []
    for move in change.moves:
        origin = _place(move.origin) if move.origin else ""
        if origin and (not chain or chain[-1] != origin):
            chain.append(f"… {origin}" if chain else origin)
        chain.append(_place(move.target))
    last = change.moves[-1]
    text = " → ".join([*chain[:-1], f"**{chain[-1]}**"])
    return f"{text}{_end(last.target, last.event)}{_quoted(last.event.note)}"


def _end(place: Place, event: Event) -> str:
    """What an outcome means, and why: ` (lost: Too expensive for them)`."""
    if not isinstance(place, Outcome):
        return ""
    kind = _KINDS[place.kind]
    option = place.reasons.get(event.reason)
    reason = f": {inline(option.title)}" if option else ""
    plain = not reason and place.title.casefold() == kind
    return "" if plain else f" ({kind}{reason})"


def _place(place: Place) -> str:
    return inline(place.title)


def _quoted(note: str) -> str:
    if not note:
        return ""
    flat = " ".join(note.split())
    short = flat if len(flat) <= _LONGEST_NOTE else flat[:_LONGEST_NOTE].rsplit(" ", 1)[0] + " …"
    return f": “{inline(short)}”"


def _fields(changes: tuple[FieldChange, ...], head: Snapshot) -> Iterator[str]:
    """Fields that were filled, changed, emptied; a line for each of the three."""
    filled = [one for one in changes if one.before is None]
    changed = [one for one in changes if one.before is not None and one.after is not None]
    emptied = [one for one in changes if one.after is None]
    if filled:
        yield f"Filled in: {joined([_filled(one, head) for one in filled])}"
    if changed:
        yield f"Changed: {joined([_arrow(one, head) for one in changed])}"
    if emptied:
        yield f"Emptied: {joined([inline(one.field.title) for one in emptied])}"


def _filled(change: FieldChange, head: Snapshot) -> str:
    value = _value(change.field, change.after, head)
    return inline(change.field.title) + (f" ({value})" if value else "")


def _arrow(change: FieldChange, head: Snapshot) -> str:
    """`Expected users (400 → 260)`."""
    values = [_value(change.field, data, head) for data in (change.before, change.after)]
    title = inline(change.field.title)
    return f"{title} ({values[0]} → {values[1]})" if all(values) else title


def _tracked(change: FieldChange, head: Snapshot) -> str:
    """`Health: Green → **Amber**`."""
    before = _value(change.field, change.before, head)
    after = _value(change.field, change.after, head) or "not known"
    return f"{inline(change.field.title)}: {f'{before} → ' if before else ''}**{after}**"


def _value(field: Field, data: Data | None, head: Snapshot) -> str:
    """A short value in words; empty if there is none or it says nothing here."""
    if data is None or field.type in _SILENT:
        return ""
    if isinstance(data, tuple):
        return count(len(data), "entry", "entries")
    text = atom(data, field)
    if field.type == "person":
        person = head.process.people.get(text)
        text = person.name if person else text
    if field.type == "lead":
        lead = head.project.leads.get(text)
        text = lead.name if lead else text
    return inline(text) if len(text) <= _LONGEST_VALUE else ""


def _answered(answered: Answered, head: Snapshot) -> str:
    """`MANIAC-T: answered Money and Need; changed Timeline`."""
    checklist = head.process.checklists[answered.checklist]

    def titles(ids: tuple[str, ...]) -> str:
        named = [checklist.items[key].title if key in checklist.items else key for key in ids]
        return joined([inline(title) for title in named])

    parts = [
        f"{verb} {titles(ids)}"
        for verb, ids in (
            ("answered", answered.new),
            ("changed", answered.changed),
            ("removed", answered.gone),
        )
        if ids
    ]
    return f"{inline(checklist.title)}: {'; '.join(parts)}"


def _word(change: OwnWord, head: Snapshot) -> str:
    return _WORDS[change.word](change, head)


def _owner(change: OwnWord, head: Snapshot) -> str:
    people = head.process.people
    names = [
        inline(people[str(ident)].name if ident in people else str(ident)) if ident else "nobody"
        for ident in (change.before, change.after)
    ]
    return f"Owner: {names[0]} → **{names[1]}**"


def _name(change: OwnWord, _head: Snapshot) -> str:
    return f"Renamed from “{inline(str(change.before))}”"


def _action(change: OwnWord, _head: Snapshot) -> str:
    return f"Next action: {inline(str(change.after))}" if change.after else "Next action removed"


def _due(change: OwnWord, head: Snapshot) -> str:
    after = change.after
    return f"Due {day(after, head.today)}" if isinstance(after, dt.date) else "No due date any more"


def _waiting(change: OwnWord, head: Snapshot) -> str:
    if not isinstance(change.after, tuple):
        return "No longer waiting"
    until, reason, since = change.after
    start = f"from {day(since, head.today)} " if since else ""
    why = f": {inline(reason)}" if reason else ""
    return f"Waiting {start}until {day(until, head.today)}{why}"


def _renews(change: OwnWord, head: Snapshot) -> str:
    lead = head.project.leads.get(str(change.after))
    name = lead.name if lead else str(change.after)
    return f"Renews {inline(name)}" if change.after else "No longer renews another lead"


def _probability(change: OwnWord, _head: Snapshot) -> str:
    return f"Probability {change.after}" if change.after is not None else "Probability of its stage"


def _private(change: OwnWord, _head: Snapshot) -> str:
    return "For the team only now" if change.after else "No longer for the team only"


def _waive(change: OwnWord, _head: Snapshot) -> str:
    """The waivers that are new, with their reasons."""
    before = change.before if isinstance(change.before, tuple) else ()
    after = change.after if isinstance(change.after, tuple) else ()
    new = [f"{code(one[0])}{_quoted(one[1])}" for one in after if one not in before]
    return f"Waives {joined(new)}" if new else "A waiver was removed"


def _broken(change: OwnWord, _head: Snapshot) -> str:
    return "Its file cannot be read any more" if change.after else "Its file can be read again"


def _aliases(change: OwnWord, _head: Snapshot) -> str:
    names = change.after if isinstance(change.after, tuple) else ()
    return f"Also called {joined([inline(str(one)) for one in names])}" if names else "No aliases"


_WORDS: Mapping[str, Callable[[OwnWord, Snapshot], str]] = {
    "name": _name,
    "owner": _owner,
    "action": _action,
    "due": _due,
    "waiting": _waiting,
    "aliases": _aliases,
    "renews": _renews,
    "probability": _probability,
    "private": _private,
    "waive": _waive,
    "broken": _broken,
}


def thing(change: ThingChange) -> str:
    """A part of the process that changed: `New step **Send a quote**`."""
    if change.kind == "figures":
        return f"What the **figures** are made from changed: {joined(list(change.parts))}"
    title, kind = f"**{inline(change.title)}**", change.kind
    if change.verb == "added":
        return f"New {kind} {title} ({code(change.id.rpartition('/')[2])})"
    if change.verb == "removed":
        return f"The {kind} {title} is gone"
    if change.verb == "renamed":
        new = change.id.rpartition("/")[2]
        return f"The {kind} {code(change.before)} is now {code(new)}, {title}"
    if change.verb == "retitled":
        return f"The {kind} “{inline(change.before)}” is now called {title}"
    return f"The {kind} {title} changed: {joined(list(change.parts))}"


def effect(change: Effect, head: Snapshot) -> str:
    """What it does to open leads, and to which."""
    names = [inline(head.standings[ident].lead.name) for ident in change.leads]
    leads, subject = joined(names), inline(change.subject)
    many = len(names) > 1
    return {
        "stranded": f"**{subject} is gone, and {leads} {'stand' if many else 'stands'} there:** "
        f"add a history line that says where {'each goes' if many else 'it goes'}, or "
        "`renamed_from` to the step that takes its place",
        "invalid": f"**{leads} {'have' if many else 'has'} history lines that name {subject}, "
        f"which is gone:** `renamed_from: {change.now}` in its successor keeps "
        f"{'them' if many else 'it'} valid",
        "moved": f"{leads}: from {subject} to {inline(change.now)}, without a move of their own",
        "renamed": f"{leads}: {subject} is now {code(change.now)}; nothing to do",
        "lost": f"**{leads} {'lose' if many else 'loses'} what stood under {subject}:** "
        "the field is gone",
        "unfit": f"**The {subject} of {leads} no longer fits:** the field changed",
        "missing": f"{leads} now {'lack' if many else 'lacks'} {subject}",
    }[change.kind]
