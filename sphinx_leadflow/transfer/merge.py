"""The three ways of a merge: what the source says now, what it said last time, what the file says.

Only what changed in the source changes in the file; what was changed in the file by hand stays.
Where both changed, or nobody knows what was there before, nothing is written: that is a conflict,
for people to decide.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_leadflow.core.diagnostic import Report
from sphinx_leadflow.core.model import Lead
from sphinx_leadflow.core.syntax import Mapping, parse
from sphinx_leadflow.edit import lead as edits
from sphinx_leadflow.edit.data import Leaf, data_of
from sphinx_leadflow.edit.document import Document, Refused
from sphinx_leadflow.edit.lists import add_item
from sphinx_leadflow.edit.mappings import remove_value, set_value
from sphinx_leadflow.edit.render import inline
from sphinx_leadflow.transfer.rows import history
from sphinx_leadflow.transfer.stories import lines_of, missing_lines, step_of
from sphinx_leadflow.transfer.wanted import Line, as_source, lead_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping as Mapping_

    from sphinx_leadflow.core.decode_lead import LeadReader
    from sphinx_leadflow.core.model import Process
    from sphinx_leadflow.core.source import Source
    from sphinx_leadflow.edit.data import Data
    from sphinx_leadflow.transfer.wanted import Path, Wanted

STEP: Path = ("step",)
"""Where the lead stands, as one of the values that are merged."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A value that source and file tell differently, and nobody knows which is newer."""

    lead: str
    key: str
    heading: str
    why: str


@dataclass(slots=True)
class Merged:
    """What became of one lead's file."""

    text: str
    conflicts: list[Conflict] = field(default_factory=list)
    older: int = 0
    """Lines of history that are older than the file's last, and were not added."""


@dataclass(frozen=True, slots=True)
class Base:
    """What the source said last time, and what somebody decided since."""

    values: Mapping_[str, str] | None = None
    """Values by key, as lines of YAML; nothing if nobody knows."""
    decide: Callable[[str, str], str] = lambda _lead, _key: ""
    """`file` or `source` for a lead and a key where somebody decided."""


def spelled(wanted: Wanted) -> dict[str, str]:
    """What a source says, as the ledger keeps it."""
    found = {"/".join(path): inline(value) for path, value in wanted.values.items()}
    found |= {f"set/{ident}": inline(value) for ident, value in wanted.tracked.items()}
    if wanted.step:
        found["step"] = wanted.step
    if wanted.note:
        found["note"] = inline(Leaf(wanted.note))
    return found


class Merger:
    """Merges wanted leads into files, one after the other."""

    def __init__(self, process: Process, reader: LeadReader, today: dt.date) -> None:
        self.process = process
        self.reader = reader
        self.today = today
        self.order = edits.usual_order(process.fields)

    def understood(self, text: str) -> Lead:
        """What a text means as a lead, whatever is wrong with it."""
        source = as_source(text, "")
        return self.reader.lead(source, parse(source, Report()))

    def merged(self, wanted: Wanted, source: Source, base: Base) -> Merged:
        """The file's text with what changed in the source."""
        result = Merged(source.text)
        try:
            there = self.understood(source.text)
            here = self.understood(lead_text(self.process, wanted.values))
            before = None if base.values is None else self.before(base.values)
            for path, heading in wanted.speaks.items():
                self.merge_value(path, heading, (here, there, before), wanted, base, result)
            self.merge_history(wanted, base, result)
        except Refused as reason:
            result.conflicts.append(Conflict(wanted.lead, "", "", str(reason)))
            result.text = source.text
        return result

    def before(self, values: Mapping_[str, str]) -> Lead:
        """The lead as the source told it last time."""
        data = {
            tuple(key.split("/")): found
            for key, text in values.items()
            if key not in ("step", "note") and not key.startswith("set/")
            if (found := parsed(text)) is not None
        }
        return self.understood(lead_text(self.process, data))

    def merge_value(
        self,
        path: Path,
        heading: str,
        leads: tuple[Lead, Lead, Lead | None],
        wanted: Wanted,
        base: Base,
        result: Merged,
    ) -> None:
        """One value: taken over, left alone, or a conflict."""
        here, there, before = (value_of(one, path) if one else None for one in leads)
        if here == there:
            return
        key = "/".join(path)
        known = leads[2] is not None
        if (known and here == before) or (not known and here is None):
            return
        decided = base.decide(wanted.lead, key)
        if decided == "file":
            return
        fresh = there is None if not known else there == before
        if not fresh and decided != "source":
            why = "changed on both sides" if known else "different, and no import tells why"
            result.conflicts.append(Conflict(wanted.lead, key, heading, why))
            return
        result.text = self.written(result.text, path, wanted.values.get(path))

    def written(self, text: str, path: Path, value: Data | None) -> str:
        """The text with one value set or, without one, taken away."""
        if path[0] == "waiting" and len(path) == 2:
            if value is None:
                return remove_value(text, "waiting") if path[1] == "until" else text
            assert isinstance(value, Leaf)
            return edits.set_pause(text, path[1], value, self.order)
        if len(path) > 1:
            if value is None:
                raise Refused("an answer was taken away in the source; take it away by hand")
            return set_value(text, path, value, self.order)
        key = self.key_in(text, path[0])
        if value is None:
            return remove_value(text, key)
        return set_value(text, (key,), value, self.order)

    def key_in(self, text: str, key: str) -> str:
        """The key under which a file has a field: perhaps a former name."""
        declared = self.process.fields.get(key)
        names = (key, *(declared.renamed_from if declared else ()))
        root = Document(text).root
        return next((name for name in names if name in root.entries), key)

    def merge_history(self, wanted: Wanted, base: Base, result: Merged) -> None:
        """New lines at the end of the history; those that are there stay as they are."""
        there = lines_of(Document(result.text).root.get("history"))
        lead = self.understood(result.text)
        known = history(lead) if wanted.own else there
        newer, older = missing_lines(known, wanted.lines)
        result.older = len(older)
        there += newer
        newer += self.step(wanted, there, base, result)
        newer += self.tracked(wanted, there, base, result)
        if wanted.note and not _told(wanted.note, there, base):
            newer.append(Line({"date": self.day(None, there), "note": Leaf(wanted.note)}))
        for line in newer:
            result.text = add_item(result.text, "history", dict(line.keys), self.order)

    def step(self, wanted: Wanted, there: list[Line], base: Base, result: Merged) -> list[Line]:
        """The move that the source made since."""
        here = step_of(there)
        before = (base.values or {}).get("step")
        if not wanted.step or self.same_step(wanted.step, here) or wanted.step == before:
            return []
        decided = base.decide(wanted.lead, "step")
        if decided == "file":
            return []
        if here and decided != "source" and not (before and self.same_step(before, here)):
            why = "moved on both sides" if before else "different, and no import tells why"
            result.conflicts.append(Conflict(wanted.lead, "step", "", why))
            return []
        line = edits.moved(self.today, wanted.step, reason=wanted.reason)
        return [Line({**line, "date": self.day(wanted.moved, there)})]

    def same_step(self, one: str, other: str) -> bool:
        """Whether two words mean the same place: a pipeline may stand in front, or not."""
        return one == other or one.rpartition("/")[2] == other.rpartition("/")[2]

    def tracked(self, wanted: Wanted, there: list[Line], base: Base, result: Merged) -> list[Line]:
        """New values of tracked fields."""
        now = self.understood(result.text)
        changed: dict[str, Data] = {}
        for ident, value in wanted.tracked.items():
            text = lead_text(self.process, {("name",): Leaf("x"), (ident,): value})
            here, stands = self.understood(text).fields.get(ident), tracked_value(now, ident)
            before = (base.values or {}).get(f"set/{ident}")
            if here is None or here.data == stands or inline(value) == before:
                continue
            decided = base.decide(wanted.lead, ident)
            was = parsed(before) if before else None
            fresh = stands is None or (isinstance(was, Leaf) and was.value == str(stands))
            if fresh or decided == "source":
                changed[ident] = value
            elif decided != "file":
                result.conflicts.append(Conflict(wanted.lead, ident, "", "changed on both sides"))
        if not changed:
            return []
        line = edits.tracked(self.today, changed)
        return [Line({**line, "date": self.day(wanted.moved, there)})]

    def day(self, moved: dt.date | None, there: list[Line]) -> Leaf:
        """The day of a new line: never before the last one."""
        last = max((line.day for line in there), default="")
        return Leaf(max((moved or self.today).isoformat(), last), "")


def tracked_value(lead: Lead, ident: str) -> object:
    """The value of a tracked field: its last in the history, else that at the top."""
    changes = [event.changes[ident].data for event in lead.history if ident in event.changes]
    top = lead.fields.get(ident)
    return changes[-1] if changes else top.data if top else None


def _told(note: str, there: list[Line], base: Base) -> bool:
    if (base.values or {}).get("note") == inline(Leaf(note)):
        return True
    words = note.split()
    notes = [line.keys.get("note") for line in there]
    return any(isinstance(one, Leaf) and one.value.split() == words for one in notes)


def value_of(lead: Lead, path: Path) -> object:
    """What a lead says at a place, in a form that can be compared; nothing if it says nothing."""
    head = path[0]
    if head == "waiting":
        pause = lead.waiting
        if pause is None:
            return None
        return (
            (pause.until if path[1] == "until" else pause.reason or None)
            if path[1:]
            else (pause.until, pause.reason)
        )
    if head == "checklists":
        answer = lead.checklists.get(path[1], {}).get(path[2])
        return None if answer is None else (answer.done, answer.text.strip())
    if head == "waive":
        return tuple((one.rule, one.because, one.until) for one in lead.waive) or None
    if head == "visibility":
        return True if lead.private else None
    if head in lead.fields:
        return lead.fields[head].data
    word: object = getattr(lead, head, None) if head in _WORDS else None
    return None if word in ("", ()) else word


_WORDS = ("name", "owner", "action", "aliases", "pipeline", "renews", "probability", "due")


def parsed(text: str) -> Data | None:
    """A value that was written on one line."""
    node = parse(as_source(f"k: {text}\n", ""), Report())
    value = node.get("k") if isinstance(node, Mapping) else None
    return None if value is None else data_of(value)
