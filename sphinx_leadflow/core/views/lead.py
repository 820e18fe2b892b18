"""One lead: the handbook's own steps, filled in with what is known about it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sphinx_leadflow.core import words
from sphinx_leadflow.core.conditions import unmet
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.gates.title import safe_title
from sphinx_leadflow.core.model import Outcome, Step
from sphinx_leadflow.core.standing import State
from sphinx_leadflow.core.templates import Contact, contact
from sphinx_leadflow.core.views.catalogue import ChecklistView, checklist_view
from sphinx_leadflow.core.views.demands import Demand, demands_of, fill_lines, move_lines
from sphinx_leadflow.core.views.editing import edit_link
from sphinx_leadflow.core.views.letters import (
    Document,
    Letter,
    documents,
    letter,
    tells_ahead,
    told,
)
from sphinx_leadflow.core.views.parts import (
    Badge,
    Ref,
    Way,
    due_badges,
    full_id,
    lead_ref,
    since_badges,
    state_badges,
    way,
)
from sphinx_leadflow.core.views.table import Piece, value_pieces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.core.model import Event, Field, Requirement
    from sphinx_leadflow.core.query import Snapshot
    from sphinx_leadflow.core.standing import Standing
    from sphinx_leadflow.core.text import Text


@dataclass(frozen=True, slots=True)
class StageProgress:
    """A stage on a lead's way: `done`, `now` or `ahead`, and its steps likewise."""

    ref: Ref
    state: str
    note: str
    steps: tuple[tuple[Ref, str], ...]


@dataclass(frozen=True, slots=True)
class CurrentStep:
    """The step that a lead is at."""

    id: str
    """With its pipeline, where there are several."""
    title: str
    text: Text | None


@dataclass(frozen=True, slots=True)
class Fact:
    """A filled field: its value, or a table of records."""

    id: str
    title: str
    pieces: tuple[Piece, ...]
    heads: tuple[str, ...] = ()
    records: tuple[tuple[tuple[Piece, ...], ...], ...] = ()
    private: bool = False
    block: bool = False
    """Whether it is a text of several lines."""


@dataclass(frozen=True, slots=True)
class EventView:
    """A line of the history."""

    date: str
    iso: str
    what: str
    """`Moved to`, `Began at`, `Ended as`, `Health is now`, `Note`."""
    place: Ref | None
    details: str
    """What follows the place: `: Too expensive`, `; Health: Green`."""
    by: str
    note: str
    kind: str
    """`move`, `end`, `set` or `note`."""


@dataclass(frozen=True, slots=True)
class LeadView:
    """Everything that a lead's page shows."""

    ref: Ref
    title: str
    organisation: str
    called: str
    """What a lead is called here: `prospect`."""
    state: str
    badges: tuple[Badge, ...]
    aliases: tuple[str, ...]
    progress: tuple[StageProgress, ...]
    step: CurrentStep | None
    action: str
    owner: str
    due: str
    due_in: str
    """How far away that is: `, in 2 days`; empty if it has passed."""
    due_badges: tuple[Badge, ...]
    contact: Contact | None
    documents: tuple[Document, ...]
    letters: tuple[Letter, ...]
    tells: tuple[Letter, ...]
    glance: tuple[tuple[str, str, str, tuple[Badge, ...]], ...]
    """Label, value, quieter second line, badges."""
    demands: tuple[Demand, ...]
    ways: tuple[Way, ...]
    fill_lines: str
    move_lines: tuple[tuple[str, str], ...]
    """For each way on what it is called, and the line to paste."""
    checklists: tuple[ChecklistView, ...]
    history: tuple[EventView, ...]
    facts: tuple[Fact, ...]
    empty: tuple[str, ...]
    """For a won lead: titles of the fields that were asked for and are still empty."""
    related: tuple[tuple[str, Ref], ...]
    file: str
    edit: str
    """Where the file is edited; empty if nobody said where."""


def lead_view(snapshot: Snapshot, ident: str) -> LeadView:
    """The page of one lead."""
    one = snapshot.standings[ident]
    lead, process = one.lead, snapshot.process
    person = process.people.get(lead.owner)
    organisation = one.facts.values.get("organisation")
    active = one.outcome is None or one.state is State.PARKED
    demands = tuple(demands_of(snapshot, one))
    return LeadView(
        ref=lead_ref(one),
        title=safe_title(lead.name),
        organisation=organisation if isinstance(organisation, str) else "",
        called=_called(one),
        state=one.state.value,
        badges=state_badges(snapshot, one),
        aliases=lead.aliases,
        progress=_progress(snapshot, one),
        step=_current(one),
        action=lead.action if active else "",
        owner=person.name if person else "",
        due=_due(one) if active else "",
        due_in=_due_in(snapshot, one),
        due_badges=due_badges(one),
        contact=contact(snapshot, one),
        documents=tuple(documents(snapshot, one)),
        letters=tuple(
            letter(snapshot, one, message) for message in (one.step.messages if one.step else ())
        ),
        tells=tuple(told(snapshot, one, tell) for tell in tells_ahead(one)),
        glance=tuple(_glance(snapshot, one)),
        demands=demands,
        ways=tuple(way(process, one.pipeline, one.step, exit_) for exit_ in one.ways)
        if one.pipeline and one.step
        else (),
        fill_lines=fill_lines(snapshot, demands),
        move_lines=move_lines(snapshot, one),
        checklists=tuple(_checklists(snapshot, one)),
        history=tuple(_event(snapshot, one, event) for event in reversed(lead.history)),
        facts=tuple(_facts(snapshot, one)),
        empty=_empty(snapshot, one),
        related=tuple(_related(snapshot, one)),
        file=lead.span.path,
        edit=edit_link(snapshot, lead.span),
    )


def _current(one: Standing) -> CurrentStep | None:
    if one.step is None:
        return None
    return CurrentStep(full_id(one.step.pipeline, one.step.id), one.step.title, one.step.text)


def _called(one: Standing) -> str:
    """What the lead is called: the last `lead_is` on its way."""
    if one.pipeline is None:
        return ""
    here = one.step or one.left
    called = ""
    for stage in one.pipeline.stages:
        called = stage.lead_is or called
        if here is not None and stage.id == here.stage:
            break
    return called if here is not None else ""


def _due(one: Standing) -> str:
    return f"{words.weekday(one.due)} {words.day(one.due)}" if one.due else ""


def _due_in(snapshot: Snapshot, one: Standing) -> str:
    days = (one.due - snapshot.today).days if one.due else -1
    near = {0: ", today", 1: ", tomorrow"}
    return near.get(days, f", in {days} days") if days >= 0 else ""


def _progress(snapshot: Snapshot, one: Standing) -> tuple[StageProgress, ...]:
    """Each stage of the pipeline, with its steps, as done, now or ahead."""
    if one.pipeline is None:
        return ()
    order = list(one.pipeline.steps)
    here = one.step or one.left
    at = order.index(here.id) if here is not None and here.id in order else -1
    if one.state is State.WON and one.outcome is not None:
        at = len(order)
    visited = {visit.place.id for visit in one.visits}
    found = []
    for stage in one.pipeline.stages:
        steps = []
        for step in stage.steps:
            place = order.index(step.id)
            state = "done" if place < at else "now" if place == at else "ahead"
            if state == "done" and step.id not in visited:
                state = "passed"
            ref = Ref("step", full_id(one.pipeline.id, step.id), step.title)
            steps.append((ref, "left" if state == "now" and one.outcome else state))
        states = {state for _ref, state in steps}
        now = "now" if states & {"now", "left"} else "ahead" if states == {"ahead"} else "done"
        if "ahead" in states and states & {"done", "passed"}:
            now = "now"
        note = _stage_note(one, stage.steps, now)
        found.append(
            StageProgress(
                Ref("stage", full_id(one.pipeline.id, stage.id), stage.title),
                now,
                note,
                tuple(steps),
            )
        )
    return tuple(found)


def _stage_note(one: Standing, steps: tuple[Step, ...], state: str) -> str:
    """`done 11 Nov 2026`, `step 2 of 5`, or `not yet`."""
    ids = [step.id for step in steps]
    if state == "now" and one.step is not None and one.step.id in ids:
        return f"step {ids.index(one.step.id) + 1} of {len(ids)}"
    ends = [visit.until for visit in one.visits if visit.place.id in ids and visit.until]
    if state == "now" and one.outcome is not None and ends:
        return f"left {words.day(ends[-1])}"
    if state == "done":
        return f"done {words.day(ends[-1])}" if ends else "skipped"
    return "not yet"


def _glance(snapshot: Snapshot, one: Standing) -> Iterator[tuple[str, str, str, tuple[Badge, ...]]]:
    """The facts that one looks for first: who, since when, what it is worth, what lies ahead."""
    person = snapshot.process.people.get(one.lead.owner)
    yield "Owner", person.name if person else "nobody", "", ()
    if one.since:
        label = "In this step since" if one.step else "Ended"
        limit = f", limit {one.step.within}" if one.step and one.step.within else ""
        days = f"{words.count(one.days, 'day')}{limit}" if one.step else ""
        yield label, words.day(one.since), days, since_badges(one)
    if one.lead.waiting and (one.waiting or one.wait_over is not None):
        yield (
            "Waiting until",
            words.day(one.lead.waiting.until),
            one.lead.waiting.reason,
            () if one.waiting else due_badges(one),
        )
    for declared in snapshot.process.fields.values():
        data = one.facts.values.get(declared.id)
        ahead = isinstance(data, dt.date) and data >= snapshot.today
        if data is not None and (declared.type in ("money", "choice") or ahead):
            pieces = value_pieces(declared, data)
            lock = (Badge("lock", "team only"),) if declared.private else ()
            yield declared.title, ", ".join(piece.text for piece in pieces), "", lock
    if one.last_activity and one.last_activity != one.since:
        yield "Last activity", words.day(one.last_activity), "", ()


def _checklists(snapshot: Snapshot, one: Standing) -> Iterator[ChecklistView]:
    """The checklists of the current step, then others with answers."""
    here = one.step.checklists if one.step else ()
    for ident in dict.fromkeys((*here, *one.lead.checklists)):
        if not snapshot.project.withholds(snapshot.process.checklists[ident]):
            yield checklist_view(snapshot, ident, one.lead.id)


def _event(snapshot: Snapshot, one: Standing, event: Event) -> EventView:
    process = snapshot.process
    person = process.people.get(event.by)
    role = process.roles.get(event.by)
    by = person.name if person else role.title if role else ""
    what, place, kind = "Note", None, "note"
    details = ""
    if event.to is not None:
        kind = "end" if isinstance(event.to, Outcome) else "move"
        first = one.visits and one.visits[0].event is event
        what = "Ended as" if kind == "end" else "Began at" if first else "Moved to"
        place = Ref(
            "outcome" if kind == "end" else "step",
            full_id(event.to.pipeline, event.to.id),
            event.to.title,
        )
        if isinstance(event.to, Outcome) and event.reason:
            details = f": {event.to.reasons[event.reason].title}"
    changes = []
    for name, value in event.changes.items():
        declared = process.fields[name]
        text = ", ".join(piece.text for piece in value_pieces(declared, value.data))
        changes.append(f"{declared.title}: {text}")
        what, kind = ("Changed", "set") if event.to is None else (what, kind)
    if changes:
        details += ("; " if event.to is not None else "") + ", ".join(changes)
    return EventView(
        words.day(event.date),
        event.date.isoformat(),
        what,
        place,
        details,
        by,
        event.note,
        kind,
    )


def _facts(snapshot: Snapshot, one: Standing) -> Iterator[Fact]:
    """Every filled field, in the order of the process file."""
    for declared in snapshot.process.fields.values():
        data = one.facts.values.get(declared.id)
        if data is not None:
            yield _fact(snapshot, declared, data)


def _fact(snapshot: Snapshot, declared: Field, data: object) -> Fact:
    if declared.parts and isinstance(data, tuple):
        parts = [part for part in declared.parts if any(part.id in record for record in data)]
        records = tuple(
            tuple(value_pieces(part, record.get(part.id)) for part in parts) for record in data
        )
        return Fact(
            declared.id,
            declared.title,
            (),
            tuple(part.title for part in parts),
            records,
            declared.private,
        )
    if declared.type == "person":
        return Fact(declared.id, declared.title, (Piece(snapshot.process.people[str(data)].name),))
    if declared.type == "lead":
        title = safe_title(snapshot.project.leads[str(data)].name)
        return Fact(declared.id, declared.title, (Piece(title),), private=declared.private)
    pieces = value_pieces(declared, data)  # type: ignore[arg-type]  # a field's value
    return Fact(
        declared.id,
        declared.title,
        pieces,
        private=declared.private,
        block=declared.type in ("text", "markdown"),
    )


def _empty(snapshot: Snapshot, one: Standing) -> tuple[str, ...]:
    """What a won lead was asked for on its way and never filled in."""
    if one.state is not State.WON or one.pipeline is None or one.outcome is None:
        return ()
    asked: list[Requirement] = []
    for visit in one.visits:
        asked += visit.place.needs
        asked += visit.place.fills if isinstance(visit.place, Step) else ()
    found = (
        words.requirement_words(part, snapshot.process)
        for requirement in asked
        if not requirement.exits
        for part in unmet(requirement, one.facts)
    )
    return tuple(dict.fromkeys(found))


def _related(snapshot: Snapshot, one: Standing) -> Iterator[tuple[str, Ref]]:
    """The leads that this one names, and those that name it."""
    leads, fields = snapshot.standings, snapshot.process.fields
    if one.lead.renews in leads:
        yield "Renews", lead_ref(leads[one.lead.renews])
    for field in fields.values():
        data = one.facts.values.get(field.id) if field.type == "lead" else None
        if isinstance(data, str) and data in leads:
            yield field.title, lead_ref(leads[data])
    for word, other in snapshot.named_by.get(one.lead.id, ()):
        label = "Renewed by" if word == "renews" else f"{fields[word].title}, of"
        yield label, lead_ref(other)
