"""What happened to each lead between two revisions: facts, not yet sentences."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, TypeAlias

from sphinx_leadflow.core.model import Outcome
from sphinx_leadflow.core.standing import Standing, standing
from sphinx_leadflow.history.pairing import renamed_files

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from sphinx_leadflow.core.flow import Place
    from sphinx_leadflow.core.model import Answer, Data, Event, Field, Lead, Process
    from sphinx_leadflow.core.project import Project
    from sphinx_leadflow.history.revisions import Revision

Name: TypeAlias = tuple[str, str]
"""A place by pipeline and id, as the newer process calls them."""


@dataclass(frozen=True, slots=True)
class Move:
    """A move that the newer revision added."""

    number: int
    """Which of the lead's moves it is, from 0."""
    origin: Place | None
    target: Place
    event: Event


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that was filled (`before` is nothing), changed, or emptied."""

    field: Field
    before: Data | None
    after: Data | None


@dataclass(frozen=True, slots=True)
class Answered:
    """Questions of a checklist whose answers are new, other ones, or gone."""

    checklist: str
    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnWord:
    """A word of the file itself that changed: `owner`, `due` …, before and after."""

    word: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class LeadChange:
    """Everything that happened to one lead. Exactly one of `base` and `head` may be missing."""

    base: Lead | None
    head: Lead | None
    standing: Standing | None
    """Where it stands now; nothing if its file is gone."""
    moves: tuple[Move, ...] = ()
    fields: tuple[FieldChange, ...] = ()
    tracked: tuple[FieldChange, ...] = ()
    answers: tuple[Answered, ...] = ()
    words: tuple[OwnWord, ...] = ()
    notes: tuple[Event, ...] = ()
    """New history lines that are a note alone."""
    rewritten: bool = False

    @property
    def lead(self) -> Lead:
        """The lead as it is now, or as it was before its file went."""
        found = self.head or self.base
        assert found is not None  # one of the two sides has it
        return found

    @property
    def id(self) -> str:
        """The lead's id now."""
        return self.lead.id

    @property
    def renamed_from(self) -> str:
        """The id that its file had before; empty if it has the same."""
        return self.base.id if self.base and self.head and self.base.id != self.head.id else ""

    @property
    def happened(self) -> bool:
        """Whether there is anything to tell."""
        alone = self.base is None or self.head is None
        parts = (self.moves, self.fields, self.tracked, self.answers, self.words, self.notes)
        return alone or bool(self.renamed_from) or self.rewritten or any(parts)


OWN_WORDS = ("name", "owner", "action", "due", "waiting", "aliases", "renews", "probability",
             "private", "waive", "broken")  # fmt: skip
"""What a lead's file may say beside its fields, history and checklists."""


def lead_changes(base: Revision, head: Revision, today: dt.date) -> tuple[LeadChange, ...]:
    """The leads to which something happened, in the order of their ids now."""
    project = head.loaded.project
    withheld = {source.stem for source in head.folder.leads if project.public}
    older, newer = _digests(base), _digests(head)
    found = []
    for before, after in paired(base, head):
        if before and after and older.get(before.id) == newer.get(before.id):
            continue  # the file is the same: what looks different now, the process did
        if before is not None and after is None and before.id in withheld:
            continue  # it is for the team now: what was told of it once is not told again
        now = standing(after, project, today) if after else None
        change = _change(before, after, now, _shown(project))
        if change.happened:
            found.append(change)
    return tuple(sorted(found, key=lambda one: one.id))


def _digests(side: Revision) -> dict[str, str]:
    return {source.stem: source.digest for source in side.folder.leads}


def _shown(project: Project) -> Process:
    """The process without what its audience may not see: values that were public once either."""
    process = project.process
    if not project.public:
        return process
    fields = {key: one for key, one in process.fields.items() if not one.private}
    checklists = {key: one for key, one in process.checklists.items() if not one.private}
    return replace(process, fields=fields, checklists=checklists)


def paired(base: Revision, head: Revision) -> Iterator[tuple[Lead | None, Lead | None]]:
    """Each lead at both revisions; nothing where it is not."""
    renamed = renamed_files(base.folder, head.folder)
    older, newer = base.loaded.project.leads, head.loaded.project.leads
    for ident, lead in older.items():
        yield lead, newer.get(renamed.get(ident, ident))
    followed = {renamed.get(ident, ident) for ident in older}
    for ident, lead in newer.items():
        if ident not in followed:
            yield None, lead


def _change(
    base: Lead | None, head: Lead | None, now: Standing | None, process: Process
) -> LeadChange:
    if head is None:
        return LeadChange(base, None, None)
    if base is None:
        return LeadChange(None, head, now, new_moves(None, head, process))
    if base.broken or head.broken:  # nothing is known of one side, so nothing can be compared
        return LeadChange(base, head, now, words=_flipped(base, head))
    return LeadChange(
        base,
        head,
        now,
        moves=new_moves(base, head, process),
        fields=tuple(_fields(base, head, process)),
        tracked=tuple(_tracked(base, head, process)),
        answers=tuple(_answers(base, head, process)),
        words=tuple(_words(base, head)),
        notes=tuple(_notes(base, head)),
        rewritten=is_rewritten(base, head, process),
    )


def _flipped(base: Lead, head: Lead) -> tuple[OwnWord, ...]:
    same = base.broken == head.broken
    return () if same else (OwnWord("broken", base.broken, head.broken),)


def name_of(place: Place, process: Process) -> Name:
    """A place's name in the newer process, by which both revisions can be compared."""
    pipeline = process.now("pipeline", place.pipeline)
    home = process.pipelines.get(pipeline)
    today = home.place(place.id) if home else None
    return pipeline, today.id if today else place.id


def new_moves(base: Lead | None, head: Lead, process: Process) -> tuple[Move, ...]:
    """The moves that the newer revision added, in the order of its file.

    Moves are compared by where they lead, so that a corrected date or note is no new move.
    """
    events = [(event, event.to) for event in head.history if event.to is not None]
    old = [name_of(event.to, process) for event in (base.history if base else ()) if event.to]
    now = [name_of(place, process) for _event, place in events]
    places = [None, *(place for _event, place in events)]
    return tuple(
        Move(number, places[number], events[number][1], events[number][0])
        for number in _added(old, now)
    )


def _added(old: list[Name], now: list[Name]) -> list[int]:
    """Which items of the newer list are not in the older one. Appended ones are the rule."""
    if now[: len(old)] == old:
        return list(range(len(old), len(now)))
    matched: set[int] = set()
    for block in SequenceMatcher(None, old, now, autojunk=False).get_matching_blocks():
        matched.update(range(block.b, block.b + block.size))
    return [number for number in range(len(now)) if number not in matched]


def _fields(base: Lead, head: Lead, process: Process) -> Iterator[FieldChange]:
    """Fields that are written at the top of the file."""
    older = {process.now("field", key): value.data for key, value in base.fields.items()}
    for ident, field in process.fields.items():
        if field.tracked and (_has_set(base, ident, process) or _has_set(head, ident, process)):
            continue
        now = head.fields.get(ident)
        before, after = older.get(ident), now.data if now else None
        if before != after:
            yield FieldChange(field, before, after)


def _has_set(lead: Lead, ident: str, process: Process) -> bool:
    return any(
        process.now("field", key) == ident for event in lead.history for key in event.changes
    )


def _tracked(base: Lead, head: Lead, process: Process) -> Iterator[FieldChange]:
    """Tracked fields whose last value is another one."""
    for ident, field in process.fields.items():
        if field.tracked and (_has_set(base, ident, process) or _has_set(head, ident, process)):
            before, after = (_last(lead, ident, process) for lead in (base, head))
            if before != after:
                yield FieldChange(field, before, after)


def _last(lead: Lead, ident: str, process: Process) -> Data | None:
    """A tracked field's last value, which may be the one at the top of the file."""
    found = [value.data for key, value in lead.fields.items() if process.now("field", key) == ident]
    for event in lead.history:
        for key, value in event.changes.items():
            if process.now("field", key) == ident:
                found.append(value.data)
    return found[-1] if found else None


def _answers(base: Lead, head: Lead, process: Process) -> Iterator[Answered]:
    older = {process.now("checklist", key): value for key, value in base.checklists.items()}
    for ident in dict.fromkeys((*older, *head.checklists)):
        if ident not in process.checklists:
            continue
        before, after = older.get(ident, {}), head.checklists.get(ident, {})
        changed = tuple(
            key for key in after if key in before and _said(before[key]) != _said(after[key])
        )
        new = tuple(key for key in after if key not in before)
        gone = tuple(key for key in before if key not in after)
        if new or changed or gone:
            yield Answered(ident, new, changed, gone)


def _said(answer: Answer) -> tuple[bool, str]:
    return answer.done, answer.text


def _words(base: Lead, head: Lead) -> Iterator[OwnWord]:
    for word in OWN_WORDS:
        before, after = _plain(getattr(base, word)), _plain(getattr(head, word))
        if before != after:
            yield OwnWord(word, before, after)


def _plain(value: object) -> object:
    """A value without its place in the file, which may change while it stays the same."""
    if isinstance(value, tuple):
        return tuple(_plain(one) for one in value)
    names = getattr(value, "__slots__", ())
    if "span" in names:
        return tuple(getattr(value, name) for name in names if name != "span")
    return value


def _notes(base: Lead, head: Lead) -> Iterator[Event]:
    old = [(event.date, event.note) for event in base.history]
    for event in head.history:
        if event.to is None and not event.changes and (event.date, event.note) not in old:
            yield event


def is_rewritten(base: Lead, head: Lead, process: Process) -> bool:
    """Whether lines of the older history are missing or say something else now.

    The words of a note may be corrected; when, where to, by whom and why may not.
    """
    return first_rewritten(base, head, process) is not None


def first_rewritten(base: Lead, head: Lead, process: Process) -> int | None:
    """The number of the first history line that is not what it was; nothing if all are.

    A number beyond the newer history means that lines are missing at its end.
    """
    older = [_record(event, process) for event in base.history if _is_known(event, process)]
    newer = [_record(event, process) for event in head.history]
    for number, record in enumerate(older):
        if number >= len(newer) or record != newer[number]:
            return number
    return None


def _is_known(event: Event, process: Process) -> bool:
    """Whether a line still means something: one that only set a field now gone does not."""
    if event.to is not None or event.note or not event.changes:
        return True
    return any(process.now("field", key) in process.fields for key in event.changes)


def _record(event: Event, process: Process) -> tuple[object, ...]:
    """What a history line is evidence of, as far as the newer process has words for it."""
    pipeline, ident = name_of(event.to, process) if event.to else ("", "")
    home = process.pipelines.get(pipeline)
    place = home.place(ident) if home else None
    reasons = place.reasons if isinstance(place, Outcome) else {}
    by = process.now("role", event.by)
    changes = {process.now("field", key): value.data for key, value in event.changes.items()}
    return (
        event.date,
        (pipeline, ident) if place else None,
        by if by in process.roles or by in process.people else "",
        event.reason if event.reason in reasons else "",
        {key: data for key, data in changes.items() if key in process.fields},
    )
