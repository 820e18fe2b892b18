"""The three ways of a merge: what the source says now, what it said last time, what the file says.

Only what changed in the source changes in the file; what was changed in the file by hand stays.
Where both changed, or nobody knows what was there before, nothing is written: that is a conflict,
for people to decide.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sphinx_leadflow.core.diagnostic import Report
from sphinx_leadflow.core.model import Lead
from sphinx_leadflow.core.syntax import Mapping, parse
from sphinx_leadflow.edit import lead as edits
from sphinx_leadflow.edit.data import Leaf, data_of
from sphinx_leadflow.edit.document import Refused
from sphinx_leadflow.edit.halves import Parting
from sphinx_leadflow.edit.render import inline
from sphinx_leadflow.transfer.rows import history, lead_values
from sphinx_leadflow.transfer.stories import lines_of, missing_lines, step_of
from sphinx_leadflow.transfer.wanted import Line, as_source, lead_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from collections.abc import Mapping as Mapping_

    from sphinx_leadflow.core.decode_lead import LeadReader
    from sphinx_leadflow.core.model import Process
    from sphinx_leadflow.edit.data import Data
    from sphinx_leadflow.edit.halves import Halves
    from sphinx_leadflow.transfer.wanted import Path, Wanted

_NO_BASE = "different, and no import tells why"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A value that source and file tell differently, and nobody knows which is newer."""

    lead: str
    key: str
    heading: str
    why: str
    file: str = ""
    """What the file says, as a line of YAML; empty if it says nothing."""
    source: str = ""
    before: str | None = None
    """What the source said last time; nothing if nobody knows."""
    private: bool = False
    """Whether the values are for the team."""


@dataclass(slots=True)
class Merged:
    """What became of one lead's files."""

    halves: Halves
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
        self.parting = Parting(process)

    def understood(self, text: str) -> Lead:
        """What a text means as a lead, whatever is wrong with it."""
        source = as_source(text, "")
        return self.reader.lead(source, parse(source, Report()))

    def together(self, halves: Halves) -> Lead:
        """What the files of a lead mean."""
        lead = self.reader.lead(as_source("", ""), halves.joined())
        return replace(lead, private=True) if halves.own is None else lead

    def merged(self, wanted: Wanted, halves: Halves, base: Base) -> Merged:
        """The files' texts with what changed in the source."""
        result, texts = Merged(halves), halves.texts
        try:
            there = self.together(halves)
            here = self.understood(lead_text(self.process, wanted.values))
            before = None if base.values is None else self.before(base.values)
            for path, heading in wanted.speaks.items():
                self.merge_value(path, heading, (here, there, before), wanted, base, result)
            self.merge_history(wanted, base, result)
        except Refused as reason:
            result.conflicts.append(Conflict(wanted.lead, "", "", str(reason)))
            halves.own, halves.private = texts
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
            texts = [self.told(one, path) for one in leads]
            result.conflicts.append(
                Conflict(
                    wanted.lead,
                    key,
                    heading,
                    "changed on both sides" if known else _NO_BASE,
                    file=texts[1] or "",
                    source=texts[0] or "",
                    before=texts[2],
                    private=self.is_private(path, leads),
                )
            )
            return
        self.write(result.halves, path, wanted.values.get(path))

    def told(self, lead: Lead | None, path: Path) -> str | None:
        """What a lead says at a place, as a line of YAML."""
        value = lead_values(lead, self.process).get(path) if lead else None
        return None if lead is None else inline(value) if value is not None else ""

    def is_private(self, path: Path, leads: Iterable[Lead | None]) -> bool:
        """Whether what is said at a place is for the team."""
        values = (lead_values(lead, self.process).get(path) for lead in leads if lead)
        return any(self.parting.value(path, one)[1] is not None for one in values if one)

    def write(self, halves: Halves, path: Path, value: Data | None) -> None:
        """Set one value or, without one, take it away."""
        if path == ("visibility",) and halves.own is None:
            raise Refused("it stands in the private folder; move its file by hand")
        if value is not None:
            halves.set(path, value)
        elif path[0] == "checklists":
            raise Refused("an answer was taken away in the source; take it away by hand")
        elif path != ("waiting", "for"):  # which goes with the pause
            halves.remove(path[0])

    def merge_history(self, wanted: Wanted, base: Base, result: Merged) -> None:
        """New lines at the end of the history; those that are there stay as they are."""
        joined = result.halves.joined()
        there = lines_of(joined.get("history") if joined else None)
        known = history(self.together(result.halves)) if wanted.own else there
        newer, older = missing_lines(known, wanted.lines, result.halves.parted_line)
        result.older = len(older)
        there += newer
        newer += self.step(wanted, there, base, result)
        newer += self.tracked(wanted, there, base, result)
        if wanted.note and not _told(wanted.note, there, base):
            newer.append(Line({"date": self.day(None, there), "note": Leaf(wanted.note)}))
        for line in newer:
            result.halves.add_line(line.keys)

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
            why = "moved on both sides" if before else _NO_BASE
            told = Conflict(wanted.lead, "step", "", why, here, wanted.step, before)
            result.conflicts.append(told)
            return []
        line = edits.moved(self.today, wanted.step, reason=wanted.reason)
        return [Line({**line, "date": self.day(wanted.moved, there)})]

    def same_step(self, one: str, other: str) -> bool:
        """Whether two words mean the same place: a pipeline may stand in front, or not."""
        return one == other or one.rpartition("/")[2] == other.rpartition("/")[2]

    def tracked(self, wanted: Wanted, there: list[Line], base: Base, result: Merged) -> list[Line]:
        """New values of tracked fields."""
        now = self.together(result.halves)
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
                why = "changed on both sides"
                private = self.process.fields[ident].private
                told = (str(stands), inline(value), before)
                result.conflicts.append(Conflict(wanted.lead, ident, "", why, *told, private))
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
