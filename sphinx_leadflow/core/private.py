"""What of a lead is for the team: in a folder that everybody can read it is refused, and a
folder of its own holds nothing else.

The private folder lies outside the public repository and mirrors its `leads/`. A file there
completes the lead of the same name; a file with a `name:` is a lead that nobody else may know of.
Its values keep their own places, so a finding about one names the file in which it stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.core.diagnostic import Related, Report
from sphinx_leadflow.core.keys import LEAD_KEYS
from sphinx_leadflow.core.kinds import kind_of
from sphinx_leadflow.core.reading import entries
from sphinx_leadflow.core.slips import shown
from sphinx_leadflow.core.source import Span
from sphinx_leadflow.core.syntax import Mapping, Scalar, Sequence, is_empty, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_leadflow.core.model import Field, Process
    from sphinx_leadflow.core.source import Source
    from sphinx_leadflow.core.syntax import Node

_OWN = {key.name for key in LEAD_KEYS}
_SIGNATURE = ("date", "by")
"""What a private history line says beside what is private in it."""


class PrivateParts:
    """Tells what is for the team from what everybody may see, by what the process declares."""

    def __init__(self, process: Process, report: Report) -> None:
        self._process = process
        self._report = report
        self._notes = not process.public_notes

    def refuse(self, node: Node | None) -> None:
        """Report whatever is private in a lead's file of a folder that everybody can read."""
        for key in self.within(node):
            self._report.error(
                "private-in-public",
                key.span,
                f"{shown(key)} is for the team, and `data: public` says that everybody can "
                "read this folder",
                hint="move it to the private folder; what was committed once, git still shows",
            )

    def refuse_links(self) -> None:
        """Report the addresses of private assets in a process that everybody can read."""
        for asset in self._process.assets.values():
            if self._process.public_data and asset.private and asset.url:
                self._report.error(
                    "private-in-public",
                    asset.span,
                    f"the address of {asset.id!r} is for the team, and `data: public` says that "
                    "everybody can read this folder",
                    hint="take its `url` out; each lead's own copy can stand in the private folder",
                )

    def complete(self, base: Mapping, extra: Mapping) -> Mapping:
        """A lead's file with what the private folder adds to it."""
        found = base.copy()
        for key, value in extra.items():
            if self._is_allowed(key, value):
                here = found.entries.get(key.value)
                joined = value if here is None or is_empty(here[1]) else _join(here[1], value)
                if joined is None:
                    self._report_twice(key, here[0] if here else key)
                else:
                    found.entries[key.value] = (key, joined)
        return found

    def report_shape(self, node: Node) -> None:
        """Report a private file that holds no keys."""
        self._report.error(
            "wrong-type",
            node.span,
            f"a lead must be lines of `key: value`, not {kind_of(node)}",
        )

    def within(self, lead: Node | None) -> Iterator[Scalar]:
        """The keys of a lead behind which something for the team is written."""
        for key, value in lead.items() if isinstance(lead, Mapping) else ():
            field = self._field(key.value)
            if key.value == "visibility":
                if not (isinstance(value, Scalar) and value.value.strip() in ("", "public")):
                    yield key
            elif is_empty(value):
                continue
            elif field is not None:
                yield from self._in_field(field, key, value)
            elif key.value == "history":
                for line in _mappings(value):
                    yield from self._in_event(line)
            elif key.value == "checklists" and isinstance(value, Mapping):
                for name, answers in value.items():
                    yield from self._in_answers(name, answers)
            elif self._notes:
                yield from _free_text(key, value)

    def _field(self, name: str) -> Field | None:
        if name in _OWN:
            return None
        return self._process.fields.get(self._process.now("field", name))

    def _in_field(self, field: Field, key: Scalar, value: Node) -> Iterator[Scalar]:
        if field.private:
            yield key
            return
        private = {part.id for part in field.parts if part.private}
        for record in entries(value) if private else ():
            if isinstance(record, Mapping):
                yield from (part for part, what in record.items() if part.value in private)
            elif field.parts[0].private:
                yield key

    def _in_event(self, line: Mapping) -> Iterator[Scalar]:
        for key, value in line.items():
            if key.value == "note" and self._notes and not is_empty(value):
                yield key
            elif key.value == "set" and isinstance(value, Mapping):
                for name, _new in value.items():
                    field = self._field(name.value)
                    if field is not None and field.private:
                        yield name

    def _in_answers(self, checklist: Scalar, answers: Node) -> Iterator[Scalar]:
        if self._is_private_checklist(checklist):
            yield checklist
        elif self._notes and isinstance(answers, Mapping):
            for question, answer in answers.items():
                if isinstance(answer, Mapping):
                    yield from (key for key, _text in answer.items() if key.value == "answer")
                elif not is_empty(answer) and not _is_flag(answer):
                    yield question

    def _is_private_checklist(self, key: Scalar) -> bool:
        checklist = self._process.checklists.get(self._process.now("checklist", key.value))
        return checklist is not None and checklist.private

    def _is_allowed(self, key: Scalar, value: Node) -> bool:
        """Whether a key of a private file holds nothing but what is private; a finding if not."""
        public = list(self._public(key, value))
        for one in public:
            self._report.error(
                "not-private",
                one.span,
                f"{shown(one)} is for everybody: a private folder holds only what is not",
                hint="move it to the lead's own file",
            )
        return not public

    def _public(self, key: Scalar, value: Node) -> Iterator[Scalar]:
        """The keys of a private file that are not private; unknown ones are told elsewhere."""
        field = self._field(key.value)
        if field is not None:
            if not (field.private or any(part.private for part in field.parts)):
                yield key
        elif key.value == "history":
            for line in _mappings(value):
                private = {id(one) for one in self._in_event(line)}
                yield from (
                    one
                    for one, what in line.items()
                    if one.value not in _SIGNATURE
                    and id(one) not in private
                    and not (one.value == "set" and not self._public_changes(what))
                )
        elif key.value == "checklists" and isinstance(value, Mapping):
            for name, answers in value.items():
                yield from self._public_answers(name, answers)
        elif key.value in _OWN and not (self._notes and any(_free_text(key, value))):
            yield key
        elif key.value == "waiting" and isinstance(value, Mapping):
            yield from (part for part, _text in value.items() if part.value != "for")

    def _public_changes(self, changes: Node) -> bool:
        names = [name for name, _new in changes.items()] if isinstance(changes, Mapping) else []
        return any((field := self._field(one.value)) and not field.private for one in names)

    def _public_answers(self, checklist: Scalar, answers: Node) -> Iterator[Scalar]:
        if self._is_private_checklist(checklist):
            return
        private = {id(one) for one in self._in_answers(checklist, answers)}
        for question, answer in answers.items() if isinstance(answers, Mapping) else ():
            if isinstance(answer, Mapping):
                yield from (key for key, _said in answer.items() if id(key) not in private)
            elif id(question) not in private:
                yield question

    def _report_twice(self, key: Scalar, there: Scalar) -> None:
        self._report.error(
            "duplicate-key",
            key.span,
            f"{shown(key)} stands in the lead's own file too, at {there.span}",
            hint="keep one of the two",
            related=(Related(there.span, "the other one"),),
        )


def is_whole_lead(source: Source) -> bool:
    """Whether a private file is a lead of its own: it has a name, or nobody can tell."""
    tree = parse(source, Report())
    return not isinstance(tree, Mapping) or "name" in tree.entries


def report_unknown_lead(source: Source, hint: str, report: Report) -> None:
    """A private file that completes no lead, and is none itself."""
    report.error(
        "unknown-lead",
        Span.at(source.path),
        f"there is no lead {source.stem[:40]!r} that this file could complete",
        hint=hint or "give it a `name:` if nobody else may know of this lead",
    )


def _free_text(key: Scalar, value: Node) -> Iterator[Scalar]:
    """Free text about a lead outside declared fields, apart from its history and its answers."""
    if key.value == "action":
        yield key
    elif key.value == "waiting" and isinstance(value, Mapping):
        yield from (part for part, text in value.items() if part.value == "for")
    elif key.value == "waive":
        for waiver in _mappings(value):
            yield from (part for part, _text in waiver.items() if part.value == "because")


def _is_flag(node: Node) -> bool:
    return isinstance(node, Scalar) and not node.style and node.value in ("true", "false")


def _mappings(node: Node) -> Iterator[Mapping]:
    return (one for one in entries(node) if isinstance(one, Mapping))


def _join(here: Node, extra: Node) -> Node | None:
    """Two values of one key as one; nothing where each says something else."""
    if isinstance(here, Mapping) and isinstance(extra, Mapping):
        return _joined(here, extra)
    if isinstance(here, Sequence) and isinstance(extra, (Sequence, Mapping)):
        return _lines(here, entries(extra))
    return extra if is_empty(here) else None


def _joined(here: Mapping, extra: Mapping) -> Mapping | None:
    found = here.copy()
    for key, value in extra.items():
        other = found.get(key.value)
        joined = value if other is None else _join(other, value)
        if joined is None:
            return None
        found.entries[key.value] = (key, joined)
    return found


def _lines(here: Sequence, extra: Iterable[Node]) -> Sequence:
    """A list with more entries, each behind those of its day or an earlier one."""
    found = here.copy()
    for line in extra:
        day = _day(line)
        later = (number for number, one in enumerate(found.items) if day < _day(one))
        found.items.insert(next(later, len(found.items)), line)
    return found


def _day(line: Node) -> str:
    date = line.get("date") if isinstance(line, Mapping) else None
    return date.value if isinstance(date, Scalar) else "9999"
