"""A whole import before anything is written: what becomes of every item of the source."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sphinx_leadflow.core.decode_lead import LeadReader
from sphinx_leadflow.core.diagnostic import Report
from sphinx_leadflow.core.gates.ident import id_from, is_id
from sphinx_leadflow.core.limits import MAX_LEAD_BYTES
from sphinx_leadflow.core.model import Audience
from sphinx_leadflow.core.private import PrivateParts
from sphinx_leadflow.core.project import RESERVED_STEMS, Project, understand
from sphinx_leadflow.core.syntax import Mapping, parse
from sphinx_leadflow.core.values import References
from sphinx_leadflow.transfer.ledger import Entry
from sphinx_leadflow.transfer.merge import Base, Merger, spelled
from sphinx_leadflow.transfer.rows import row
from sphinx_leadflow.transfer.stories import first_lines
from sphinx_leadflow.transfer.wanted import as_source, lead_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from collections.abc import Mapping as Mapping_

    from sphinx_leadflow.core.diagnostic import Diagnostic
    from sphinx_leadflow.core.source import Folder, Source
    from sphinx_leadflow.core.syntax import Node
    from sphinx_leadflow.transfer.layouts import Item
    from sphinx_leadflow.transfer.merge import Conflict
    from sphinx_leadflow.transfer.wanted import Wanted

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
CONFLICT, REJECTED, LEFT_OUT = "in conflict", "rejected", "left out"
KINDS = (NEW, CHANGED, UNCHANGED, CONFLICT, REJECTED, LEFT_OUT)
"""What may become of an item: exactly one of these."""


@dataclass(slots=True)
class Result:
    """What becomes of one item."""

    item: Item
    kind: str
    lead: str = ""
    faults: list[tuple[str, str]] = field(default_factory=list)
    """Heading and sentence, for what was rejected or left out."""


@dataclass(frozen=True, slots=True)
class Change:
    """A lead's file before and after; new ones have nothing before."""

    lead: str
    before: str | None
    after: str


@dataclass(slots=True)
class Plan:
    """What an import is going to do."""

    results: list[Result] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    """Leads of former imports whose items are no longer in the source."""
    remarks: list[tuple[Item, str, str]] = field(default_factory=list)
    older: int = 0
    """Lines of history that are older than the last of their file, and were left out."""

    @property
    def counts(self) -> dict[str, int]:
        """How many items came to what."""
        found = Counter(one.kind for one in self.results)
        return {kind: found[kind] for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be imported into what."""

    folder: Folder
    today: dt.date
    items: list[Item]
    wanted: Callable[[Item], Wanted]
    """What an item says."""
    identify: Callable[[Item], tuple[str, str]] | None = None
    """An item's key and name; nothing for our own layout, whose key is the lead's id."""
    left_out: Callable[[Item], bool] = lambda _item: False
    entries: Mapping_[str, Entry] = field(default_factory=dict)
    decide: Callable[[str, str], str] = lambda _lead, _key: ""
    register: Callable[[Callable[[str], str]], None] = lambda _find: None
    """Takes the function that finds the lead that a word means."""


def planned(task: Task) -> Plan:
    """The plan of an import."""
    return _Planner(task).plan


class _Planner:
    def __init__(self, task: Task) -> None:
        self.task = task
        self.plan = Plan(entries=dict(task.entries))
        self.sources = {one.stem: one for one in task.folder.leads}
        self.project: Project = understand(task.folder).project
        self.elsewhere = {one.stem for one in task.folder.private} - self.sources.keys()
        self.taken = {*self.sources, *self.elsewhere, *task.folder.unreadable, *RESERVED_STEMS}
        self.of_key: dict[str, str] = {}
        self.by_name: dict[str, str] = {}
        for lead in self.project.leads.values():
            self.by_name.setdefault(lead.name.casefold(), lead.id)
        chosen = [pair for item in task.items if (pair := self.identified(item))]
        task.register(self.find)
        wanted = [self.spoken(item, lead) for item, lead in chosen]
        self.settle([one for one in wanted if one is not None])
        self.note_gone()
        order = {id(item): at for at, item in enumerate(task.items)}
        self.plan.results.sort(key=lambda one: order[id(one.item)])

    def find(self, word: str) -> str:
        """The lead that a word means: an id, a key of the source, or a name."""
        known = word in self.sources or word in self.of_key.values()
        return word if known else self.of_key.get(word) or self.by_name.get(word.casefold(), "")

    def reject(self, item: Item, heading: str, why: str, kind: str = REJECTED) -> None:
        self.plan.results.append(Result(item, kind, "", [(heading, why)]))

    def identified(self, item: Item) -> tuple[Item, str] | None:
        """The lead that an item is, or is going to be."""
        if self.task.left_out(item):
            self.reject(item, "", "the mapping leaves its group out", LEFT_OUT)
            return None
        if self.task.identify is None:
            return self.own(item)
        key, name = self.task.identify(item)
        if not name or not key:
            self.reject(item, "", "it has no name" if not name else "it has no id")
        elif key in self.of_key:
            self.reject(item, "", "an item above has the same id, or the same name without one")
        else:
            lead = self.lead_for(key, name)
            if lead:
                self.of_key[key] = lead
                self.by_name.setdefault(name.casefold(), lead)
                return item, lead
            self.refuse_lead(item, key)
        return None

    def own(self, item: Item) -> tuple[Item, str] | None:
        key = self.task.wanted(item).key
        if not is_id(key) or key in RESERVED_STEMS:
            self.reject(item, "id", "the id must be lower-case letters and digits joined by -")
        elif key in self.of_key:
            self.reject(item, "id", "a row above has the same id")
        elif key in self.elsewhere:
            self.reject(item, "", "it stands in the private folder, which is edited by hand")
        else:
            self.of_key[key] = key
            return item, key
        return None

    def refuse_lead(self, item: Item, key: str) -> None:
        if key in self.task.entries:
            gone = f"its file was removed here; it comes back if {key!r} is taken out of the ledger"
            self.reject(item, "", gone, LEFT_OUT)
        else:
            self.reject(item, "", "no file name can be made of its name or its id")

    def lead_for(self, key: str, name: str) -> str:
        """The lead of a former import, one of the same name, or a new one."""
        entry = self.task.entries.get(key)
        if entry is not None:
            return entry.lead if entry.lead in self.sources else ""
        same = self.by_name.get(name.casefold(), "")
        claimed = {*self.of_key.values(), *(one.lead for one in self.task.entries.values())}
        if same in self.sources and same not in claimed:
            return same
        base = id_from(name) or id_from(f"lead {key}")
        if not base:
            return ""
        number, ident = 1, base
        while ident in self.taken:
            number += 1
            ident = f"{base[: 60 - len(str(number))].rstrip('-')}-{number}"
        self.taken.add(ident)
        return ident

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
            if one.lead in self.sources:
                self.merge(one, merger)
            else:
                self.add(one, texts[one.lead])
        self.waive()

    def reader(self, wanted: list[Wanted]) -> tuple[LeadReader, Report]:
        report = Report()
        process = self.project.process
        leads = frozenset({*self.sources, *self.task.folder.unreadable, *(o.lead for o in wanted)})
        known = References(process.people, leads, process.gaps)
        return LeadReader(process, known, Audience.TEAM, report), report

    def new_text(self, one: Wanted) -> str:
        own = self.task.identify is None
        lines = one.lines if own and one.lines else first_lines(one, self.task.today)
        return lead_text(self.project.process, one.values, lines)

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
        return [(_heading(one, node, item), _sentence(item)) for item in found]

    def judge(self, source: Source, node: Node | None, reader: LeadReader, report: Report) -> None:
        """Read a file as the loader does: what is for the team has no place in a public folder."""
        if self.project.process.public_data:
            PrivateParts(self.project.process, report).refuse(node)
        reader.lead(source, node)

    def add(self, one: Wanted, text: str) -> None:
        self.plan.results.append(Result(one.item, NEW, one.lead))
        self.plan.changes.append(Change(one.lead, None, text))
        self.plan.entries[one.key] = Entry(one.lead, spelled(one))

    def merge(self, one: Wanted, merger: Merger) -> None:
        source = self.sources[one.lead]
        entry = self.task.entries.get(one.key)
        values = entry.values if entry else self.own_base(one)
        merged = merger.merged(one, source, Base(values, self.task.decide))
        if merged.text != source.text and not self.is_sound(source, merged.text):
            why = "the file would not be right any more; see leadflow check"
            self.plan.results.append(Result(one.item, REJECTED, one.lead, [("", why)]))
            return
        kind = CHANGED if merged.text != source.text else UNCHANGED
        self.plan.results.append(Result(one.item, CONFLICT if merged.conflicts else kind, one.lead))
        self.plan.conflicts += merged.conflicts
        self.plan.older += merged.older
        if kind == CHANGED:
            self.plan.changes.append(Change(one.lead, source.text, merged.text))
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
        values = lead_values(lead, self.project)
        found = {"/".join(path): inline(value) for path, value in values.items()}
        return {**found, "step": str(there.get("step") or "")}

    def is_sound(self, source: Source, text: str) -> bool:
        """Whether nothing is wrong with a changed file that was not wrong before."""
        reader, report = self.reader([])
        counts = []
        for one in (source, replace(source, text=text)):
            before = len(report)
            self.judge(one, parse(one, report), reader, report)
            counts.append(Counter((f.code, f.message) for f in list(report)[before:]))
        return not counts[1] - counts[0]

    def waive(self) -> None:
        """New leads begin in the middle: their files say that nobody knows how they got there."""
        if self.task.identify is None:
            return
        from sphinx_leadflow.checks.rules import ALL_RULES
        from sphinx_leadflow.checks.run import check

        new = {one.lead: one for one in self.plan.changes if one.before is None}
        folder = self.task.folder
        sources = [
            as_source(one.after, f"{folder.label}/leads/{one.lead}.yaml") for one in new.values()
        ]
        whole = understand(replace(folder, leads=(*folder.leads, *sources)))
        rules = [rule for rule in ALL_RULES if rule.id == "undrawn-move"]
        found = {
            one.span.path
            for one in check(whole, self.task.today, rules)
            if one.code == "undrawn-move"
        }
        line = (
            "waive:\n  - {rule: undrawn-move, because: imported with the steps it had elsewhere}\n"
        )
        self.plan.changes = [
            replace(one, after=one.after + line)
            if one.before is None and f"{folder.label}/leads/{one.lead}.yaml" in found
            else one
            for one in self.plan.changes
        ]

    def note_gone(self) -> None:
        seen = set(self.of_key)
        self.plan.gone = [
            one.lead
            for key, one in self.task.entries.items()
            if key not in seen and one.lead in self.sources
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


def _heading(one: Wanted, node: object, found: Diagnostic) -> str:
    """The column from which the value came that a finding is about."""
    if not isinstance(node, Mapping):
        return ""
    above = [key.value for key, _value in node.items() if key.line <= found.span.start.line]
    key = above[-1] if above else ""
    for (ident, part), heading in one.parts.items():
        if ident == key and found.message.startswith(repr(part)):
            return heading
    headings = [heading for path, heading in one.speaks.items() if path[0] == key]
    return headings[0] if headings else key


def _sentence(found: Diagnostic) -> str:
    return f"{found.message}; {found.hint}" if found.hint else found.message


def unmapped(known: Iterator[str] | list[str], named: set[str]) -> list[str]:
    """Columns that a mapping does not name."""
    folded = {" ".join(one.split()).casefold() for one in named}
    return [one for one in known if " ".join(one.split()).casefold() not in folded]
