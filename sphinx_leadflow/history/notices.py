"""The notifications that moves call for: whom, why, and what it says."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

from sphinx_leadflow.core.conditions import applies
from sphinx_leadflow.core.flow import group_of
from sphinx_leadflow.core.gates.characters import plain_characters
from sphinx_leadflow.core.model import Step
from sphinx_leadflow.core.query import Snapshot
from sphinx_leadflow.core.standing import State
from sphinx_leadflow.core.templates import contact, fill, flat
from sphinx_leadflow.history.changes import new_moves, paired

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx_leadflow.core.diagnostic import Diagnostic
    from sphinx_leadflow.core.flow import Place
    from sphinx_leadflow.core.model import Event, Lead, Tell
    from sphinx_leadflow.core.standing import Standing
    from sphinx_leadflow.history.revisions import Revision


@dataclass(frozen=True, slots=True)
class Call:
    """One role to be told about one move."""

    lead: str
    name: str
    """The lead's name."""
    role: str
    title: str
    """The role's title."""
    email: str
    """The role's address, if its contact is one."""
    at: str
    """`enter` or `leave`."""
    place: Place
    because: str
    subject: str
    text: str
    date: dt.date
    keys: tuple[str, ...]
    """Digests under which it is remembered: by today's names first, then by former ones."""
    move: int
    """Which move of the lead calls for it, from 0."""
    held: tuple[Diagnostic, ...] = ()
    """What keeps it back: findings about the move itself, or what loading found."""
    if_held: bool = False
    """Whether it is called for only if it was held back: the two revisions do not tell."""


def calls(
    base: Revision,
    head: Revision,
    today: dt.date,
    found_before: Iterable[Diagnostic],
    found_now: Iterable[Diagnostic],
) -> tuple[Call, ...]:
    """Everything that the change from one revision to the other calls for, move by move.

    That is what new moves call for, and what was held back at the older revision and is free
    now. What is held back still is among it, marked. `found_…` are the findings of a check at
    each revision: an error on a move's own line holds back what the move calls for. What loading
    found in the lead's file or in the process holds back everything of the lead, because then
    nobody looked for other errors. When that is put right, only a ledger knows what waited.
    """
    older = Snapshot(base.loaded.project, today)
    newer = Snapshot(head.loaded.project, today)
    errors_before, errors_now = _errors(found_before), _errors(found_now)
    faults_before, faults_now = (_errors(side.loaded.diagnostics) for side in (base, head))
    found: list[Call] = []
    for before, after in paired(base, head):
        if after is None or after.broken:
            continue
        faulty = before is not None and (
            before.broken or bool(_faults(older, before, faults_before))
        )
        known = before is None or not before.broken
        moves = new_moves(before, after, newer.process) if known else ()
        fresh = {move.number for move in moves}
        held = _held_keys(older, before, errors_before) if before and known else frozenset()
        faults = _faults(newer, after, faults_now)
        for call in _of_lead(newer, after, before.id if before else "", errors_now):
            waited = bool(held.intersection(call.keys))
            if faults:
                if call.move in fresh or (waited and not faulty):  # held for another reason now
                    found.append(replace(call, held=call.held or faults))
            elif call.move in fresh or (waited and not call.held):
                found.append(call)
            elif faulty and not call.held:
                found.append(replace(call, if_held=True))
    return tuple(sorted(found, key=lambda call: (call.lead, call.move)))


def _faults(
    snapshot: Snapshot, lead: Lead, errors: Mapping[str, tuple[Diagnostic, ...]]
) -> tuple[Diagnostic, ...]:
    """What loading found in a lead's file and in the process by which it was read."""
    paths = (lead.span.path, snapshot.process.span.path)
    return tuple(one for path in paths for one in errors.get(path, ()))


def everything(snapshot: Snapshot) -> Mapping[str, Call]:
    """What all moves of all leads call for, by digest: for its words, whatever is told of it."""
    found = (
        call
        for lead in snapshot.project.leads.values()
        if not lead.broken
        for call in _of_lead(snapshot, lead, "", {})
    )
    return {call.keys[0]: call for call in found}


def _errors(found: Iterable[Diagnostic]) -> Mapping[str, tuple[Diagnostic, ...]]:
    """The errors by file."""
    by_path: dict[str, list[Diagnostic]] = {}
    for one in found:
        if one.severity.value == "error":
            by_path.setdefault(one.span.path, []).append(one)
    return {path: tuple(some) for path, some in by_path.items()}


def _held_keys(
    snapshot: Snapshot, lead: Lead, errors: Mapping[str, tuple[Diagnostic, ...]]
) -> frozenset[str]:
    held = (call for call in _of_lead(snapshot, lead, "", errors) if call.held)
    return frozenset(key for call in held for key in call.keys)


def on_line(event: Event, found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The findings that lie within a history line."""
    start, end = event.span.start, max(event.span.end, event.span.start)
    return tuple(
        one for one in found if start <= one.span.start and (one.span.start < end or start == end)
    )


def _of_lead(
    snapshot: Snapshot, lead: Lead, former: str, errors: Mapping[str, tuple[Diagnostic, ...]]
) -> Iterator[Call]:
    """Everything that a lead's whole history calls for."""
    one = snapshot.standings[lead.id]
    seen: Counter[tuple[str, ...]] = Counter()
    for number, event, at, place in _passages(one, snapshot):
        seen[(place.pipeline, place.id, at)] += 1
        visit = seen[(place.pipeline, place.id, at)]
        held = on_line(event, errors.get(event.span.path, ()))
        twins: Counter[str] = Counter()
        for tell in place.tell:
            if tell.at == at or not isinstance(place, Step):
                twins[tell.role] += 1
                if applies(tell.when, one.facts):
                    names = (at, str(visit), str(twins[tell.role]))
                    call = _call(snapshot, one, tell, place, event, number)
                    yield replace(call, keys=_keys(snapshot, call, former, names), held=held)


def _passages(one: Standing, snapshot: Snapshot) -> Iterator[tuple[int, Event, str, Place]]:
    """Each leaving and each entering, with the number of the move and its history line.

    Steps that run in parallel are left together, when the lead goes on from all of them.
    """
    inside: list[Step] = []
    for number, visit in enumerate(one.visits):
        place = visit.place
        if inside and not _beside(place, inside[-1], snapshot):
            for step in inside:
                yield number, visit.event, "leave", step
            inside = []
        if isinstance(place, Step):
            inside = [step for step in inside if step is not place] + [place]
        yield number, visit.event, "enter", place


def _beside(place: Place, step: Step, snapshot: Snapshot) -> bool:
    """Whether a place runs in parallel with a step."""
    if not isinstance(place, Step) or place.pipeline != step.pipeline or place is step:
        return False
    return place.id in group_of(snapshot.process.pipelines[step.pipeline], step)


def _call(
    snapshot: Snapshot, one: Standing, tell: Tell, place: Place, event: Event, number: int
) -> Call:
    """The notification in the words of the lead's page, its placeholders filled."""
    role = snapshot.process.roles[tell.role]
    subject, text = wording(tell, place)
    person = contact(snapshot, one, tell.role)
    return Call(
        lead=one.lead.id,
        name=one.lead.name,
        role=role.id,
        title=role.title,
        email=person.email if person else "",
        at=tell.at if isinstance(place, Step) else "enter",
        place=place,
        because=flat(fill(tell.because, snapshot, one)),
        subject=_one_line(flat(fill(subject, snapshot, one))),
        text=plain_characters(flat(fill(text, snapshot, one))).strip(),
        date=event.date,
        keys=(),
        move=number,
    )


def wording(tell: Tell, place: Place) -> tuple[str, str]:
    """Subject and text as the process words them, else a sentence that says what happened."""
    subject = tell.subject or f"{{name}}: {place.title}"
    has = "has left" if tell.at == "leave" and isinstance(place, Step) else "is now at"
    because = f" You are told because {tell.because}." if tell.because else ""
    return subject, (tell.text or f"{{name}} {has} “{place.title}”.{because}").strip()


def _one_line(text: str) -> str:
    """A subject: one line, or it could bring headers of its own."""
    return " ".join(plain_characters(text).split())


def _keys(snapshot: Snapshot, call: Call, former: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """A digest for every combination of names that lead, place and role have or had."""
    role = snapshot.process.roles[call.role]
    leads = [call.lead, *([former] if former and former != call.lead else [])]
    places = [f"{call.place.pipeline}/{ident}" for ident in _ids(call.place)]
    roles = [role.id, *role.renamed_from]
    return tuple(_digest(*parts, *names) for parts in product(leads, places, roles))


def _ids(place: Place) -> tuple[str, ...]:
    return (place.id, *place.renamed_from)


def _digest(*parts: str) -> str:
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


def ahead(one: Standing) -> tuple[Tell, ...]:
    """The notifications that the next move will call for: those of leaving where the lead is."""
    if one.step is None or one.state is State.BROKEN:
        return ()
    return tuple(
        tell for tell in one.step.tell if tell.at == "leave" and applies(tell.when, one.facts)
    )
