"""A whole import before anything is written: each item is judged, then merged or added."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

from sphinx_leadflow.core.decode_lead import LeadReader
from sphinx_leadflow.core.diagnostic import Report
from sphinx_leadflow.core.limits import MAX_LEAD_BYTES
from sphinx_leadflow.core.model import Audience
from sphinx_leadflow.core.private import PrivateParts
from sphinx_leadflow.core.project import Project, understand
from sphinx_leadflow.core.reading import entries
from sphinx_leadflow.core.source import Position
from sphinx_leadflow.core.syntax import Mapping, parse
from sphinx_leadflow.core.values import References
from sphinx_leadflow.edit.data import Leaf
from sphinx_leadflow.edit.halves import Files, Halves, files_of
from sphinx_leadflow.transfer.ledger import Entry
from sphinx_leadflow.transfer.merge import Base, Merger, spelled
from sphinx_leadflow.transfer.plan import (
    CHANGED,
    CONFLICT,
    LEFT_OUT,
    NEW,
    REJECTED,
    UNCHANGED,
    Change,
    Plan,
    Result,
)
from sphinx_leadflow.transfer.register import Register, Stays
from sphinx_leadflow.transfer.rows import row
from sphinx_leadflow.transfer.stories import first_lines
from sphinx_leadflow.transfer.waivers import waived
from sphinx_leadflow.transfer.wanted import as_source, lead_text

if TYPE_CHECKING:
    from sphinx_leadflow.core.diagnostic import Diagnostic
    from sphinx_leadflow.core.source import Source
    from sphinx_leadflow.core.syntax import Node
    from sphinx_leadflow.transfer.layouts import Item
    from sphinx_leadflow.transfer.merge import Conflict
    from sphinx_leadflow.transfer.plan import Task
    from sphinx_leadflow.transfer.wanted import Line, Path, Wanted


def planned(task: Task) -> Plan:
    """The plan of an import."""
    planner = _Planner(task)
    planner.run()
    return planner.plan


class _Planner:
    def __init__(self, task: Task) -> None:
        self.task = task
        self.plan = Plan(entries=dict(task.entries))
        self.files = files_of(task.folder)
        self.project: Project = understand(task.folder).project
        self.register = Register(task, self.project.leads.values(), self.files)

    def run(self) -> None:
        """Make the plan: first who is who, then what each says."""
        chosen = [(item, lead) for item in self.task.items if (lead := self.lead_of(item))]
        self.task.register(self.register.find)
        wanted = [self.spoken(item, lead) for item, lead in chosen]
        self.settle([one for one in wanted if one is not None])
        if self.task.identify is not None:
            self.plan.changes = waived(
                self.plan.changes, self.task.folder, self.project.process, self.task.today
            )
        if self.task.whole:
            self.note_gone()
        order = {id(item): at for at, item in enumerate(self.task.items)}
        self.plan.results.sort(key=lambda one: order[id(one.item)])

    def lead_of(self, item: Item) -> str:
        """The lead that an item is; empty for one that stays out."""
        try:
            return self.register.lead(item)
        except Stays as why:
            kind = LEFT_OUT if why.left_out else REJECTED
            self.plan.results.append(Result(item, kind, "", [(why.heading, str(why))]))
            return ""

    def spoken(self, item: Item, lead: str) -> Wanted | None:
        wanted = self.task.wanted(item)
        wanted.lead = lead
        self.plan.remarks += [(item, heading, text) for heading, text in wanted.remarks]
        if wanted.faults:
            self.plan.results.append(Result(item, REJECTED, lead, wanted.faults))
            return None
        return wanted

    def settle(self, wanted: list[Wanted]) -> None:
        """Judge new texts as the loader does, until those that are left name only each other."""
        texts: dict[str, str] = {}
        while True:
            reader, report = self.reader(wanted)
            bad = []
            for one in wanted:
                texts[one.lead] = text = self.new_text(one)
                faults = self.faults(one, text, reader, report)
                if faults:
                    bad.append(one)
                    self.plan.results.append(Result(one.item, REJECTED, one.lead, faults))
            if not bad:
                break
            wanted = [one for one in wanted if one not in bad]
        merger = Merger(self.project.process, reader, self.task.today)
        for one in wanted:
            if one.lead in self.files:
                self.merge(one, merger)
            else:
                self.add(one, texts[one.lead])

    def reader(self, wanted: list[Wanted]) -> tuple[LeadReader, Report]:
        report = Report()
        process = self.project.process
        leads = frozenset({*self.files, *self.task.folder.unreadable, *(o.lead for o in wanted)})
        known = References(process.people, leads, process.gaps)
        return LeadReader(process, known, Audience.TEAM, report), report

    def new_text(self, one: Wanted) -> str:
        return lead_text(self.project.process, one.values, self.new_lines(one))

    def new_lines(self, one: Wanted) -> list[Line]:
        own = self.task.identify is None
        return one.lines if own and one.lines else first_lines(one, self.task.today)

    def faults(
        self, one: Wanted, text: str, reader: LeadReader, report: Report
    ) -> list[tuple[str, str]]:
        """What the loader finds wrong with a text, by the column that it came from."""
        seen = len(report)
        source = as_source(text, f"{one.lead}.yaml")
        node = parse(source, report)
        if len(text.encode("utf-8")) > MAX_LEAD_BYTES:
            return [("", f"a lead's file holds at most {MAX_LEAD_BYTES // 1024} kB")]
        self.judge(source, node, reader, report)
        found = list(report)[seen:]
        told = [(_heading(one, node, item), _sentence(item)) for item in found]
        return list(dict.fromkeys(told))

    def judge(self, source: Source, node: Node | None, reader: LeadReader, report: Report) -> None:
        """Read a file as the loader does: what is for the team has no place in a public folder."""
        if self.project.process.public_data and not self.task.private:
            PrivateParts(self.project.process, report).refuse(node)
        reader.lead(source, node)

    def add(self, one: Wanted, text: str) -> None:
        self.plan.results.append(Result(one.item, NEW, one.lead))
        for half, private in zip(self.parted(one, text), (False, True), strict=True):
            if half is not None:
                self.plan.changes.append(Change(one.lead, None, half, private))
        self.plan.entries[one.key] = Entry(one.lead, spelled(one))

    def parted(self, one: Wanted, text: str) -> tuple[str | None, str | None]:
        """A new lead's text, its halves in the folders where they belong."""
        if not self.task.private:
            return text, None
        values = dict(one.values)
        process, lines = self.project.process, self.new_lines(one)
        hidden = values.get(("visibility",))
        if isinstance(hidden, Leaf) and hidden.value == "team":
            del values["visibility",]
            return None, lead_text(process, values, lines)
        halves = Halves(process, lead_text(process, {("name",): values["name",]}), parted=True)
        for path, value in values.items():
            halves.set(path, value)
        for line in lines:
            halves.add_line(line.keys)
        return halves.texts

    def merge(self, one: Wanted, merger: Merger) -> None:
        files = self.files[one.lead]
        entry = self.task.entries.get(one.key)
        values = entry.values if entry else self.own_base(one)
        halves = Halves(self.project.process, *files.texts, parted=self.task.private)
        merged = merger.merged(one, halves, Base(values, self.task.decide))
        pairs = zip(files.texts, halves.texts, (False, True), strict=True)
        changes = [
            Change(one.lead, old, new, private)
            for old, new, private in pairs
            if new is not None and new != old
        ]
        if changes and not self.is_sound(files, halves):
            why = "the file would not be right any more; see leadflow check"
            self.plan.results.append(Result(one.item, REJECTED, one.lead, [("", why)]))
            return
        kind = CONFLICT if merged.conflicts else CHANGED if changes else UNCHANGED
        self.plan.results.append(Result(one.item, kind, one.lead))
        self.plan.conflicts += merged.conflicts
        self.plan.older += merged.older
        self.plan.changes += changes
        self.plan.entries[one.key] = Entry(one.lead, _kept(one, entry, merged.conflicts))

    def own_base(self, one: Wanted) -> dict[str, str] | None:
        """Of our own layout: what was exported, if the file is still what it was then."""
        if self.task.identify is not None:
            return None
        told = one.item.cell("digest")
        there = row(self.project.leads[one.lead], self.project, self.task.today)
        if told != there["digest"]:
            return None
        from sphinx_leadflow.edit.render import inline
        from sphinx_leadflow.transfer.rows import lead_values

        lead = self.project.leads[one.lead]
        values = lead_values(lead, self.project.process)
        found = {"/".join(path): inline(value) for path, value in values.items()}
        return {**found, "step": str(there.get("step") or "")}

    def is_sound(self, files: Files, halves: Halves) -> bool:
        """Whether nothing is wrong with changed files that was not wrong before."""
        before = Halves(self.project.process, *files.texts, parted=self.task.private)
        return not self.wrong(halves) - self.wrong(before)

    def wrong(self, halves: Halves) -> Counter[tuple[str, str]]:
        """What the loader finds wrong with a lead's files."""
        reader, report = self.reader([])
        tree = halves.joined(report)
        if self.project.process.public_data and halves.own is not None:
            own = parse(as_source(halves.own, ""), Report())
            PrivateParts(self.project.process, report).refuse(own)
        reader.lead(as_source("", ""), tree)
        return Counter((one.code, one.message) for one in report)

    def note_gone(self) -> None:
        seen = set(self.register.of_key)
        self.plan.gone = [
            one.lead
            for key, one in self.task.entries.items()
            if key not in seen and one.lead in self.files
        ]


def _kept(one: Wanted, entry: Entry | None, conflicts: list[Conflict]) -> dict[str, str]:
    """What the ledger keeps: of a value in conflict what it held before, to tell it again."""
    now = spelled(one)
    old = entry.values if entry else {}
    for conflict in conflicts:
        for key in (conflict.key, f"set/{conflict.key}"):
            now.pop(key, None)
            if key in old:
                now[key] = old[key]
    return now


def _heading(one: Wanted, node: Node | None, found: Diagnostic) -> str:
    """The column from which the value came that a finding is about."""
    if not isinstance(node, Mapping):
        return ""
    at = found.span.start
    above = [key.value for key, _value in node.items() if key.line <= at.line]
    key = above[-1] if above else ""
    for (ident, part), heading in one.parts.items():
        if ident == key and found.message.startswith(repr(part)):
            return heading
    if key and key == one.below_in and (cell := _below(one, node.get(key), at)):
        return cell
    headings = {path: heading for path, heading in one.speaks.items() if path[0] == key}
    before = [path for path in headings if (_begins(node, path) or _NOWHERE) <= at]
    if before:
        return headings[max(before, key=lambda path: _begins(node, path) or _NOWHERE)]
    return next(iter(headings.values()), key)


def _below(one: Wanted, records: Node | None, at: Position) -> str:
    """The cell of a subitem from which the value at a place came; empty for one that is none."""
    for record, cells in zip(
        reversed(list(entries(records)) if records else []), reversed(one.below), strict=False
    ):
        if isinstance(record, Mapping) and record.span.start <= at:
            parts = [key.value for key, _value in record.items() if key.span.start <= at]
            return cells.get(parts[-1], "") if parts else ""
    return ""


_NOWHERE = Position(sys.maxsize, 0)


def _begins(node: Node | None, path: Path) -> Position | None:
    """Where the key of a value stands in a file; nothing if the file does not say it."""
    begins = None
    for key in path:
        entry = node.entries.get(key) if isinstance(node, Mapping) else None
        if entry is None:
            return None
        begins, node = entry[0].span.start, entry[1]
    return begins


def _sentence(found: Diagnostic) -> str:
    if found.code == "private-in-public":
        return (
            "this is for the team, and everybody can read the data folder; with --private FOLDER "
            "it is written into the private folder"
        )
    return f"{found.message}; {found.hint}" if found.hint else found.message
