"""Which lead an item of the source is: that of a former import, one of its name, or a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.core.gates.ident import id_from, is_id
from sphinx_leadflow.core.project import RESERVED_STEMS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sphinx_leadflow.core.model import Lead
    from sphinx_leadflow.transfer.layouts import Item
    from sphinx_leadflow.transfer.plan import Task


class Stays(Exception):
    """An item that cannot come in. The text says why."""

    def __init__(self, why: str, heading: str = "", *, left_out: bool = False) -> None:
        super().__init__(why)
        self.heading = heading
        self.left_out = left_out
        """Whether somebody wanted it so, here or in the mapping."""


class Register:
    """The leads that there are, and those that the source brings along."""

    def __init__(self, task: Task, leads: Iterable[Lead], files: Collection[str]) -> None:
        self.task = task
        self.files = files
        self.of_key: dict[str, str] = {}
        """The lead of each item that came in, by its key."""
        self.by_name: dict[str, str] = {}
        for lead in leads:
            self.by_name.setdefault(lead.name.casefold(), lead.id)
        self.taken = {*files, *task.folder.unreadable, *RESERVED_STEMS}
        self.came: set[str] = set()
        self.former = {one.lead for one in task.entries.values()}

    def find(self, word: str) -> str:
        """The lead that a word means: an id, a key of the source, or a name."""
        known = word in self.files or word in self.came
        return word if known else self.of_key.get(word) or self.by_name.get(word.casefold(), "")

    def lead(self, item: Item) -> str:
        """The lead that an item is, or is going to be. Raises `Stays` for one that is none."""
        if self.task.left_out(item):
            raise Stays("the mapping leaves its group out", left_out=True)
        if self.task.identify is None:
            key = lead = self._own(item)
        else:
            key, name = self.task.identify(item)
            lead = self._mapped(key, name)
            self.by_name.setdefault(name.casefold(), lead)
        self.of_key[key] = lead
        self.came.add(lead)
        return lead

    def _own(self, item: Item) -> str:
        """The id that an export of ours tells."""
        key = self.task.wanted(item).key
        if not is_id(key):
            raise Stays("the id must be lower-case letters and digits joined by -", "id")
        if key in RESERVED_STEMS:
            raise Stays("no lead can have this id, which something else is called", "id")
        if key in self.of_key:
            raise Stays("a row above has the same id", "id")
        return key

    def _mapped(self, key: str, name: str) -> str:
        if not name or not key:
            raise Stays("it has no id" if name else "it has no name")
        if key in self.of_key:
            raise Stays("an item above has the same id, or the same name without one")
        entry = self.task.entries.get(key)
        if entry is not None:
            if entry.lead not in self.files:
                back = f"it comes back if {key!r} is taken out of the ledger"
                raise Stays(f"its file was removed here; {back}", left_out=True)
            return entry.lead
        same = self.by_name.get(name.casefold(), "")
        free = same in self.files and same not in self.came and same not in self.former
        return same if free else self._new(key, name)

    def _new(self, key: str, name: str) -> str:
        base = id_from(name) or id_from(f"lead {key}")
        if not base:
            raise Stays("no file name can be made of its name or its id")
        number, ident = 1, base
        while ident in self.taken:
            number += 1
            ident = f"{base[: 60 - len(str(number))].rstrip('-')}-{number}"
        self.taken.add(ident)
        return ident
