"""What happened to the process itself, and what that does to the leads."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from sphinx_leadflow.core.project import understand
from sphinx_leadflow.core.query import Snapshot
from sphinx_leadflow.core.source import Span
from sphinx_leadflow.core.text import Text
from sphinx_leadflow.core.words import requirement_words
from sphinx_leadflow.history.changes import paired
from sphinx_leadflow.history.figures import as_called, figure_parts

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Set

    from sphinx_leadflow.core.figures import Figures, Target
    from sphinx_leadflow.core.flow import Place
    from sphinx_leadflow.core.model import (
        Asset,
        Checklist,
        Field,
        Outcome,
        Person,
        Pipeline,
        Process,
        Role,
        Stage,
        Step,
    )
    from sphinx_leadflow.core.standing import Standing
    from sphinx_leadflow.history.revisions import Revision

    Thing: TypeAlias = (
        Asset | Checklist | Field | Outcome | Person | Pipeline | Role | Stage | Step | Target
    )

UNKNOWN_STEP = "unknown-step"

KINDS = (
    *("pipeline", "stage", "step", "outcome", "field", "checklist", "role", "person", "asset"),
    "target",
)
"""What a process is made of, in the order in which changes are told."""

PARTS: Mapping[str, str] = {
    "text": "text",
    "trigger": "trigger",
    "raci": "who does it",
    "needs": "what it needs",
    "fills": "what must be filled in",
    "assets": "assets",
    "checklists": "checklists",
    "messages": "prepared messages",
    "tell": "who is told",
    "within": "time limit",
    "limits": "time limit",
    "due": "when it is due",
    "exits": "ways on",
    "repeats": "ways on",
    "optional": "ways on",
    "beside": "ways on",
    "start": "ways on",
    "from_any": "ways on",
    "origins": "ways on",
    "when": "when it applies",
    "won": "what it counts as",
    "kind": "kind",
    "stage": "stage",
    "type": "type",
    "private": "who may see it",
    "options": "options",
    "of": "parts",
    "item": "parts",
    "parts": "parts",
    "currency": "currency",
    "tracked": "whether changes are tracked",
    "required": "when it is required",
    "required_when": "when it is required",
    "items": "questions",
    "must": "whether it must be answered",
    "reasons": "reasons",
    "spawns": "the lead it proposes",
    "probability": "probability",
    "lead_is": "what a lead is called",
    "group": "group",
    "url": "link",
    "contact": "contact",
    "roles": "roles",
}
"""What the parts of a thing are called in a summary."""

TARGET_PARTS: Mapping[str, str] = {
    "figure": "what it is about",
    "start": "where it is measured",
    "end": "where it is measured",
    "by": "who is judged apart",
    "at_least": "what it should be",
    "at_most": "what it should be",
    "after": "from how many leads on it is judged",
    "over": "over what time",
}
"""The same of a target."""

_SKIPPED = ("id", "title", "name", "span", "pipeline", "renamed_from", "steps", "stages",
            "outcomes", "old_ids", "order", "bare", "stub")  # fmt: skip
"""Places, names that are compared on their own, and what the parts tell already."""


@dataclass(frozen=True, slots=True)
class ThingChange:
    """A part of the process that was `added`, `removed`, `renamed`, `retitled` or `changed`."""

    kind: str
    verb: str
    id: str
    title: str
    before: str = ""
    """The former id, or the former title."""
    parts: tuple[str, ...] = ()
    """What about it changed, in words."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a changed process does to leads, apart from what their files say.

    All but the first concern open leads. `invalid`: history lines of theirs name what is gone.

    `stranded`: the step where they stand is gone; `moved`: it has another title or lies in
    another stage; `renamed`: its id is another one; `lost`: a field of theirs is gone;
    `unfit`: their value no longer fits it; `missing`: they now lack something.
    """

    kind: str
    subject: str
    """The title of the step or field, or the requirement in words."""
    now: str = ""
    """For `moved`: where they stand now; for `renamed`: the step's id; for `invalid`: the word
    that their lines have for what is gone."""
    leads: tuple[str, ...] = ()
    """Ids at the head."""


@dataclass(frozen=True, slots=True)
class ProcessChange:
    """Everything that happened to the process."""

    things: tuple[ThingChange, ...] = ()
    effects: tuple[Effect, ...] = ()

    @property
    def affected(self) -> frozenset[str]:
        """The leads that feel it."""
        return frozenset(lead for effect in self.effects for lead in effect.leads)


def process_change(base: Revision, head: Revision, today: dt.date) -> ProcessChange:
    """What happened to the process between two revisions."""
    older, newer = base.folder.process, head.folder.process
    if older is None or newer is None or older.digest == newer.digest:
        return ProcessChange()
    things = tuple(_things(base.loaded.project.process, head.loaded.project.process))
    return ProcessChange(things, _effects(base, head, today))


def _things(base: Process, head: Process) -> Iterator[ThingChange]:
    base = replace(base, figures=_figures_today(base, head))
    for kind in KINDS:
        older, newer = _table(base, kind), _table(head, kind)
        followed = {ident: _now(head, kind, ident) for ident in older}
        for ident, thing in older.items():
            now = newer.get(followed[ident])
            if now is None:
                yield ThingChange(kind, "removed", ident, _title(thing))
            else:
                yield from _changed(kind, ident, thing, followed[ident], now)
        for ident in newer.keys() - set(followed.values()):
            yield ThingChange(kind, "added", ident, _title(newer[ident]))
    if parts := tuple(figure_parts(base.figures, head.figures)):
        yield ThingChange("figures", "changed", "", "", parts=parts)


def _figures_today(base: Process, head: Process) -> Figures:
    """The older figures, with the newer names of what they name."""

    def place(full: str) -> str:
        home, _slash, ident = full.rpartition("/")
        return _now(head, "step", f"{home}/{ident}").lstrip("/") if full else ""

    return as_called(base.figures, lambda ident: head.now("field", ident) if ident else "", place)


def _table(process: Process, kind: str) -> Mapping[str, Thing]:
    """Everything of a kind by id, or by `pipeline/id`."""
    tables: dict[str, Mapping[str, Thing]] = {
        "field": process.fields,
        "checklist": process.checklists,
        "role": process.roles,
        "person": process.people,
        "asset": process.assets,
        "target": {one.id: one for one in process.figures.targets},
    }
    if kind in tables:
        return tables[kind]
    pipelines = process.pipelines
    if kind == "pipeline":
        return {ident: one for ident, one in pipelines.items() if ident}
    found: dict[str, Thing] = {}
    for home in pipelines.values():
        inside: dict[str, Thing]
        if kind == "stage":  # a stage without steps is told as its step
            inside = {stage.id: stage for stage in home.stages if not stage.bare}
        else:
            inside = dict(home.steps if kind == "step" else home.outcomes)
        found.update((f"{home.id}/{ident}", one) for ident, one in inside.items())
    return found


def _now(head: Process, kind: str, ident: str) -> str:
    """What an id of the older process is called in the newer one."""
    if kind == "target":
        return ident
    if kind not in ("stage", "step", "outcome"):
        return head.now(kind, ident)
    name, _, inner = ident.partition("/")
    name = head.now("pipeline", name)
    home = head.pipelines.get(name)
    return f"{name}/{home.old_ids.get(inner, inner) if home else inner}"


def _changed(kind: str, old: str, before: Thing, ident: str, after: Thing) -> Iterator[ThingChange]:
    if old != ident:
        yield ThingChange(kind, "renamed", ident, _title(after), old.rpartition("/")[2])
    elif _title(before) != _title(after):
        yield ThingChange(kind, "retitled", ident, _title(after), _title(before))
    names = TARGET_PARTS if kind == "target" else PARTS
    parts = tuple(dict.fromkeys(_parts(before, after, names)))
    if parts:
        yield ThingChange(kind, "changed", ident, _title(after), parts=parts)


def _title(thing: Thing) -> str:
    title = getattr(thing, "title", "") or getattr(thing, "name", "")
    return str(title)


def _parts(before: Thing, after: Thing, names: Mapping[str, str]) -> Iterator[str]:
    for one in fields(after):
        if one.name not in _SKIPPED:
            old, now = (_bare(getattr(thing, one.name)) for thing in (before, after))
            if old != now:
                yield names.get(one.name, one.name)


def _bare(value: object) -> object:
    """A value without places: what moved down a line has not changed."""
    if isinstance(value, Text):
        return value.value
    if isinstance(value, Span):
        return None
    if isinstance(value, tuple):
        return tuple(_bare(one) for one in value)
    if isinstance(value, dict):
        return {key: _bare(one) for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return tuple(_bare(getattr(value, one.name)) for one in fields(value))
    return value


def _effects(base: Revision, head: Revision, today: dt.date) -> tuple[Effect, ...]:
    """What the newer process alone does to the older leads, if it is still so at the head."""
    project = base.loaded.project
    mixed = replace(base.folder, process=head.folder.process)
    trial = Snapshot(understand(mixed, project.audience).project, today)
    before = Snapshot(project, today)
    now = Snapshot(head.loaded.project, today)
    unknown: dict[str, set[str]] = {}
    for one in head.loaded.diagnostics:
        if one.code == UNKNOWN_STEP:
            unknown.setdefault(one.span.path, set()).add(one.message)
    found: dict[tuple[str, str, str], list[str]] = {}
    for old, new in paired(base, head):
        if old is None or new is None or old.broken or new.broken:
            continue
        was, would, stands = (
            before.standings[old.id],
            trial.standings.get(old.id),
            now.standings[new.id],
        )
        keys: list[tuple[str, str, str]] = []
        if would is not None and not would.lead.broken and is_open(was):
            keys += _place_effect(was, stands, now)
            keys += _field_effects(was, would, stands, now)
        stranded = {subject for kind, subject, _now in keys if kind == "stranded"}
        for place, word in _invalid(was, unknown.get(new.span.path, frozenset()), now.process):
            if place.title not in stranded:
                keys.append(("invalid", place.title, word))
        for key in dict.fromkeys(keys):
            found.setdefault(key, []).append(new.id)
    return tuple(Effect(*key, tuple(leads)) for key, leads in found.items())


def is_open(one: Standing) -> bool:
    """Whether a lead is under way or parked."""
    return bool(one.marks & {"open", "parked"})


def _invalid(was: Standing, said: Set[str], process: Process) -> Iterator[tuple[Place, str]]:
    """Places of the history that are gone and that its lines name still, and by which word."""
    for visit in was.visits if said else ():
        place, _home = _today(visit.place, process)
        if place is None:
            for word in words_for(visit.place):
                if no_step(word) in said:
                    yield visit.place, word


def words_for(place: Place) -> tuple[str, ...]:
    """By which words a history line may name a place: a stage stands for its first step."""
    stage = getattr(place, "stage", "")
    return tuple(dict.fromkeys((place.id, *place.renamed_from, *([stage] if stage else []))))


def no_step(word: str) -> str:
    """What loading says of a history line that leads to what is not there."""
    return f"there is no step or outcome {word[:40]!r}"


def removed_places(base: Process, head: Process) -> Mapping[str, str]:
    """What loading says of lines that name a step or outcome that is gone, and a better hint."""
    found = {}
    for home in base.pipelines.values():
        for kind, places in (("step", home.steps), ("outcome", home.outcomes)):
            for place in places.values():
                if _today(place, head)[0] is None:
                    for word in words_for(place):
                        found[no_step(word)] = (
                            f"the {kind} was removed; `renamed_from: {word}` in its successor "
                            "keeps these leads valid"
                        )
    return found


def _place_effect(was: Standing, stands: Standing, now: Snapshot) -> Iterator[tuple[str, str, str]]:
    """Whether the step where a lead stood is gone, called otherwise, or in another stage."""
    old = was.step
    if old is None:
        return
    place, home = _today(old, now.process)
    if place is None or home is None:
        moves = [event for event in stands.lead.history if event.to is not None]
        if len(moves) < len(was.visits):  # its last move leads nowhere now
            yield "stranded", old.title, ""
        return
    title = getattr(place, "title", "")
    stage = getattr(place, "stage", "")
    renamed = {one.id: one.renamed_from for one in home.stages}.get(stage, ())
    if title != old.title:
        yield "moved", old.title, title
    elif place.id != old.id:
        yield "renamed", title, place.id
    elif stage != old.stage and old.stage not in renamed:
        titles = {one.id: one.title for one in home.stages}
        yield "moved", old.title, f"{title}, in {titles.get(stage, stage)}"


def _today(place: Place, process: Process) -> tuple[Place | None, Pipeline | None]:
    """What a step of the older process is in the newer one."""
    home = process.pipelines.get(process.now("pipeline", place.pipeline))
    return (home.place(place.id) if home else None), home


def _field_effects(
    was: Standing, would: Standing, stands: Standing, now: Snapshot
) -> Iterator[tuple[str, str, str]]:
    for ident in was.lead.fields:
        today = now.process.now("field", ident)
        declared = was.facts.fields[ident]
        if today not in now.process.fields:
            yield "lost", declared.title, ""
        elif today not in {*would.lead.fields, *stands.lead.fields, *stands.facts.hidden}:
            yield "unfit", declared.title, ""
    if was.step is None or would.step is None:
        return
    known = {requirement_words(one.requirement, now.process) for one in stands.missing}
    old = {_asked(one.requirement.fields(), now.process) for one in was.missing}
    for one in would.missing:
        words = requirement_words(one.requirement, now.process)
        if _asked(one.requirement.fields(), now.process) not in old and words in known:
            yield "missing", words, ""


def _asked(names: Iterator[str], process: Process) -> frozenset[str]:
    return frozenset(process.now("field", name) for name in names)
