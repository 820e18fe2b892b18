"""A lead in two files: its own, and what the private folder adds to it.

Each value is written where it belongs: what is for the team into the private half, all else into
the lead's own file. A history line or an answer that holds both is parted: its note and its words
go one way, the move and the verdict the other. Without a private folder there is one half.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from sphinx_leadflow.core.diagnostic import Report
from sphinx_leadflow.core.private import PrivateParts
from sphinx_leadflow.core.source import Source
from sphinx_leadflow.core.syntax import Mapping, Scalar, parse
from sphinx_leadflow.edit import lead as edits
from sphinx_leadflow.edit.data import Data, Leaf, bare
from sphinx_leadflow.edit.document import Document, Refused
from sphinx_leadflow.edit.lists import add_item
from sphinx_leadflow.edit.mappings import remove_value, set_value
from sphinx_leadflow.edit.render import entry, loose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from collections.abc import Mapping as Mapping_

    from sphinx_leadflow.core.model import Process
    from sphinx_leadflow.core.source import Folder
    from sphinx_leadflow.edit.lead import Line

_D = TypeVar("_D")

_SIGNATURE = ("date", "by")
"""What both halves of a history line say."""


@dataclass(frozen=True, slots=True)
class Files:
    """The files of one lead: its own, and what the private folder adds to it."""

    own: Source | None
    """Nothing for a lead that stands in the private folder alone."""
    private: Source | None

    @property
    def all(self) -> tuple[Source, ...]:
        """Those that there are."""
        return tuple(one for one in (self.own, self.private) if one is not None)

    @property
    def texts(self) -> tuple[str | None, str | None]:
        """The text of each."""
        return self.own.text if self.own else None, self.private.text if self.private else None

    def edited(self, halves: Halves, private_path: str) -> Files:
        """The files with new texts; one that the private folder lacks is made."""
        own = replace(self.own, text=halves.own or "") if self.own else None
        made = None if halves.private is None else Source(private_path, halves.private, "")
        return Files(own, made)

    @property
    def main(self) -> Source:
        """The file that says who the lead is."""
        return self.all[0]


def files_of(folder: Folder) -> dict[str, Files]:
    """The files of every lead by its id."""
    private = {one.stem: one for one in folder.private}
    found = {one.stem: Files(one, private.pop(one.stem, None)) for one in folder.leads}
    return {**found, **{stem: Files(None, one) for stem, one in private.items()}}


class Parting:
    """Tells the two halves of a value apart, by what the process declares."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self._parts = PrivateParts(process, Report())

    def value(self, path: Sequence[str], value: Data) -> tuple[Data | None, Data | None]:
        """What of a value everybody may see, and what is for the team."""
        if path[0] == "checklists" and len(path) == 3 and isinstance(value, dict):
            return self._answer(path, value)
        data = value
        for key in reversed(path):
            data = {key: data}
        return (None, value) if path[0] != "visibility" and self._holds(data) else (value, None)

    def line(self, line: Line) -> tuple[Line | None, Line | None]:
        """The two halves of a history line; both have its day."""
        public: Line = {}
        private: Line = {}
        for key, value in line.items():
            if key in _SIGNATURE:
                public[key] = private[key] = value
            elif key == "set" and isinstance(value, dict):
                for ident, new in value.items():
                    half = private if self._holds({"history": [{"set": {ident: new}}]}) else public
                    changed = half.setdefault("set", {})
                    assert isinstance(changed, dict)  # made so above
                    changed[ident] = new
            else:
                half = private if self._holds({"history": [{key: value}]}) else public
                half[key] = value
        return (
            public if public.keys() - set(_SIGNATURE) else None,
            private if private.keys() - set(_SIGNATURE) else None,
        )

    def _answer(
        self, path: Sequence[str], value: dict[str, Data]
    ) -> tuple[Data | None, Data | None]:
        _checklists, checklist, item = path
        if self._holds({"checklists": {checklist: {item: {"done": bare("true")}}}}):
            return None, value
        hidden = {
            key: one
            for key, one in value.items()
            if self._holds({"checklists": {checklist: {item: {key: one}}}})
        }
        shown = {key: one for key, one in value.items() if key not in hidden}
        return shown or None, hidden or None

    def _holds(self, data: Data) -> bool:
        """Whether something for the team is in a piece of a lead's file."""
        assert isinstance(data, dict)  # a piece of a file has keys
        lines = [line for key, value in data.items() for line in entry(key, value, 0)]
        node = parse(Source("", "\n".join(lines) + "\n", ""), Report())
        return any(True for _key in self._parts.within(node))


class Halves:
    """The texts of a lead's two files, while it is edited."""

    def __init__(
        self,
        process: Process,
        own: str | None,
        private: str | None = None,
        *,
        parted: bool = False,
        order: tuple[str, ...] = (),
    ) -> None:
        self.process = process
        self.own = own
        """Nothing for a lead that stands in the private folder alone."""
        self.private = private
        """Nothing if the private folder has no file for it."""
        self.parted = parted
        """Whether there is a private folder."""
        self.order = order or edits.usual_order(process.fields)
        self._parting = Parting(process)

    def joined(self, report: Report | None = None) -> Mapping | None:
        """What both halves say together, as the loader puts them together."""
        report = Report() if report is None else report
        own, private = (parse(Source("", one or "", ""), report) for one in self.texts)
        if not isinstance(own, Mapping):
            return private if isinstance(private, Mapping) else None
        parts = PrivateParts(self.process, report)
        return parts.complete(own, private) if isinstance(private, Mapping) else own

    @property
    def texts(self) -> tuple[str | None, str | None]:
        """The text of each half."""
        return self.own, self.private

    def set(self, path: Sequence[str], value: Data) -> None:
        """Set a value, in whichever half it belongs to."""
        if path[0] == "checklists" and len(path) == 3:
            self._put(path, *self._halves(path, value))
        elif path[0] == "waiting" and len(path) == 2:
            assert isinstance(value, Leaf)  # a day or a text
            self._pause(path[1], value)
        else:
            self._put(path, *self._whole(path[0], path, value))

    def add(self, key: str, item: Data) -> None:
        """Add an entry to a list."""
        private = self._whole(key, (key,), [item], joins=True)[1] is not None
        self._edit(private, lambda text: add_item(text, key, item, self.order), {key: [item]})

    def parted_line(self, line: Line) -> tuple[Line, ...]:
        """A line of the history as the lines that it becomes: one, or one in each half."""
        return tuple(one for one in self._lines(line) if one is not None)

    def add_line(self, line: Line) -> None:
        """Add a line to the history; what is for the team in it to that of the private half."""
        for half, private in zip(self._lines(line), (False, True), strict=True):
            if half is not None:
                self._add_line(half, private=private)

    def _lines(self, line: Line) -> tuple[Line | None, Line | None]:
        return self._parting.line(line) if self._splits else self._undivided(line)

    def _add_line(self, line: Line, *, private: bool) -> None:
        self._edit(
            private, lambda text: edits.add_line(text, line, self.order), {"history": [line]}
        )

    def answer(self, checklist: str, item: str, words: str = "", *, done: bool | None) -> None:
        """Answer a question; without `done` a verdict that is there stays."""
        said: Data = {"done": bare("true"), "answer": Leaf(words)}
        shown, hidden = self._halves(("checklists", checklist, item), said)
        if hidden is None or shown is None or not words:
            private = shown is None

            def answered(text: str) -> str:
                return edits.set_answer(text, checklist, item, words, done=done, order=self.order)

            whole: dict[str, Data] = {"done": bare(str(done is not False).lower())}
            whole |= {"answer": Leaf(words)} if words else {}
            self._edit(private, answered, {"checklists": {checklist: {item: whole}}})
            return
        if done is not None or not self._is_answered(checklist, item):
            self.own = edits.set_answer(
                self.own or "", checklist, item, done=done is not False, order=self.order
            )
        self._put(("checklists", checklist, item), None, {"answer": Leaf(words)})

    def remove(self, key: str) -> None:
        """Take a key and its value away, in both halves."""
        if self.own is not None:
            self.own = remove_value(self.own, self._key_in(self.own, key))
        if self.private is not None and self._has(self.private, key):
            only = len(Document(self.private).root.entries) == 1
            bare_file = only and not Document(self.private).comments()
            there = self._key_in(self.private, key)
            self.private = "" if bare_file else remove_value(self.private, there)

    @property
    def _splits(self) -> bool:
        return self.parted and self.own is not None

    def _undivided(self, data: _D) -> tuple[_D | None, _D | None]:
        """Everything in the one half that there is."""
        return (None, data) if self.own is None else (data, None)

    def _halves(self, path: Sequence[str], value: Data) -> tuple[Data | None, Data | None]:
        return self._parting.value(path, value) if self._splits else self._undivided(value)

    def _whole(
        self, key: str, path: Sequence[str], value: Data, *, joins: bool = False
    ) -> tuple[Data | None, Data | None]:
        """A value that stands in one half as a whole: where it is already, or where it belongs."""
        if not self._splits:
            return self._undivided(value)
        if self._has(self.private, key):
            return None, value
        shown, hidden = self._parting.value(path, value)
        if hidden is not None and not joins and self._has(self.own, key):
            if self.process.public_data:
                raise Refused(
                    f"{key} stands in the lead's own file too, which everybody can read: take it "
                    "away there first"
                )
            return value, None
        return shown, hidden

    def _pause(self, part: str, value: Leaf) -> None:
        """Set `until` or `for` of `waiting`; a bare date there is its `until`."""
        shown, hidden = self._halves(("waiting", part), value)
        if self._splits and (hidden is not None or self._has(self.private, "waiting")):
            own = Document(self.own or "").root.get("waiting")
            if isinstance(own, Scalar) and own.value:  # a bare date cannot be completed
                whole: Data = {"until": loose(own.value)}
                self.own = set_value(self.own or "", ("waiting",), whole, self.order)
            self._put(("waiting", part), shown, hidden)
            return
        private = shown is None
        self._edit(
            private,
            lambda text: edits.set_pause(text, part, value, self.order),
            {"waiting": {part: value}},
        )

    def _put(self, path: Sequence[str], shown: Data | None, hidden: Data | None) -> None:
        for value, private in ((shown, False), (hidden, True)):
            if value is not None:
                self._set(path, value, private=private)

    def _set(self, path: Sequence[str], value: Data, *, private: bool) -> None:
        whole = value
        for key in reversed(path):
            whole = {key: whole}
        assert isinstance(whole, dict)  # there is a path

        def changed(text: str) -> str:
            keys = (self._key_in(text, path[0]), *path[1:])
            return set_value(text, keys, value, self.order)

        self._edit(private, changed, whole)

    def _edit(
        self, private: bool, change: Callable[[str], str], fresh: Mapping_[str, Data]
    ) -> None:
        """Change one half; `fresh` is what a private file says that had nothing in it."""
        if not private:
            assert self.own is not None  # then everything is private
            self.own = change(self.own)
        elif self.private is None or _is_blank(self.private):
            lines = [line for key, value in fresh.items() for line in entry(key, value, 0)]
            self.private = (self.private or "") + "\n".join(lines) + "\n"
        else:
            self.private = change(self.private)

    def _is_answered(self, checklist: str, item: str) -> bool:
        """Whether the own half has a verdict that words elsewhere can complete."""
        node = Document(self.own or "").root.get("checklists")
        for key in (checklist, item):
            node = node.get(key) if isinstance(node, Mapping) else None
        return isinstance(node, Mapping) and "done" in node.entries

    def _has(self, text: str | None, key: str) -> bool:
        if text is None or _is_blank(text):
            return False
        return bool(set(self._names(key)) & Document(text).root.entries.keys())

    def _key_in(self, text: str, key: str) -> str:
        """The key under which a text has a value: a field may stand there by a former id."""
        root = Document(text).root
        return next((name for name in self._names(key) if name in root.entries), key)

    def _names(self, key: str) -> Iterable[str]:
        declared = self.process.fields.get(key)
        return (key, *(declared.renamed_from if declared else ()))


def _is_blank(text: str) -> bool:
    """Whether a file holds nothing but comments."""
    return parse(Source("", text, ""), Report()) is None
