"""Items of a foreign table to what their leads should say, by a mapping."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_leadflow.core.model import Outcome
from sphinx_leadflow.core.suggest import closest, one_of
from sphinx_leadflow.core.values import is_currency
from sphinx_leadflow.edit.data import Leaf, bare
from sphinx_leadflow.edit.render import loose
from sphinx_leadflow.transfer import cells
from sphinx_leadflow.transfer.cells import CellError, Habits
from sphinx_leadflow.transfer.grid import column_letters, text_of
from sphinx_leadflow.transfer.map_keys import CURRENCY, IGNORE
from sphinx_leadflow.transfer.mapping import Target, find_place
from sphinx_leadflow.transfer.wanted import Place, Wanted

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx_leadflow.core.model import Field, Process, Step
    from sphinx_leadflow.edit.data import Data
    from sphinx_leadflow.transfer.grid import Cell
    from sphinx_leadflow.transfer.layouts import Item
    from sphinx_leadflow.transfer.mapping import Column, Map
    from sphinx_leadflow.transfer.wanted import Path

ADDRESS = re.compile(r"\s*[<(][^<>()\s]+@[^<>()\s]+[>)]\s*$")
"""An address behind a name: `Jane Doe <jane@example.org>`."""
_TEXTS = ("text", "markdown", "phone")
_HISTORY = ("step", "reason", "moved", "created", "note")
"""Words of a mapping that go into the history."""


class Proposer:
    """Reads items by a mapping. `lead_of` finds the lead that a word means."""

    def __init__(
        self, process: Process, mapping: Map, lead_of: Callable[[str], str] = lambda _word: ""
    ) -> None:
        self.process = process
        self.mapping = mapping
        self.lead_of = lead_of

    def key(self, item: Item) -> str:
        """What tells an item apart: its id, or without one its name."""
        if self.mapping.id:
            return " ".join(text_of(item.cell(self.mapping.id)).split())
        return self.name(item)

    def name(self, item: Item) -> str:
        """What the item is called."""
        for column in self.mapping.columns:
            if column.to == "name":
                return " ".join(text_of(item.cell(column.heading)).split())
        return ""

    def left_out(self, item: Item) -> bool:
        """Whether the mapping leaves the item's group out."""
        return self.group(item).step == IGNORE

    def group(self, item: Item) -> Target:
        """What the item's group means."""
        return self.mapping.groups.get(" ".join(item.group.split()).casefold(), Target())

    def wanted(self, item: Item) -> Wanted:
        """What an item says. What is wrong is among its faults."""
        wanted = Wanted(self.key(item), item)
        group = self.group(item)
        if group.pipeline:
            self.say(wanted, ("pipeline",), loose(group.pipeline), item.group)
        parts: dict[str, dict[str, Data]] = {}
        pipeline_first = sorted(self.mapping.columns, key=lambda one: one.to != "pipeline")
        for column in pipeline_first:
            if column.to != IGNORE:
                self.take(column, item, wanted, parts)
        for ident, record in parts.items():
            wanted.values[ident,] = [record]
        self.take_subitems(item, wanted)
        self.take_group(group, wanted)
        return wanted

    def take(
        self, column: Column, item: Item, wanted: Wanted, parts: dict[str, dict[str, Data]]
    ) -> None:
        """One cell."""
        if _is_currency(column):
            return  # read with its amount
        cell = item.cell(column.heading)
        head, _slash, tail = column.to.partition("/")
        path: Path = (column.field.id,) if column.field else (column.to,)
        if head == "waiting":
            path = (head, tail)
        elif column.field is None and tail:
            path = ("checklists", self.process.now("checklist", head), tail)
        tracked = column.field is not None and column.field.tracked
        if column.to not in _HISTORY and not tracked:
            wanted.speaks.setdefault(path, column.heading)
        if cell is None:
            return
        try:
            if column.part is not None:
                wanted.parts[path[0], column.part.id] = column.heading
                parts.setdefault(path[0], {})[column.part.id] = self.atom(column.part, cell, column)
            elif column.field is not None and tracked:
                wanted.tracked[column.field.id] = self.value(column.field, cell, column, wanted)
            elif column.field is not None:
                told = self.with_currency(column, column.field, item)
                wanted.values[path] = self.value(column.field, cell, told, wanted)
            elif column.to in _HISTORY:
                self.take_history(column, cell, wanted)
            else:
                self.say(wanted, path, self.word(column, cell, wanted), column.heading)
        except CellError as error:
            wanted.faults.append((column.heading, str(error)))

    def say(self, wanted: Wanted, path: Path, value: Data, heading: str) -> None:
        """Note a value and where it stands."""
        wanted.values[path] = value
        wanted.speaks[path] = heading

    def habits(self, column: Column, declared: Field | None = None) -> Habits:
        """How a column writes dates and numbers; a field's own currency goes before the table's."""
        whole = self.mapping
        currency = column.currency or (declared.currency if declared else "") or whole.currency
        return Habits(column.dates or whole.dates, column.decimals or whole.decimals, currency)

    def with_currency(self, column: Column, declared: Field, item: Item) -> Column:
        """An amount's column, with the currency that a column beside it tells for this row."""
        beside = (one for one in self.mapping.columns if _is_currency(one))
        for one in beside:
            word = text_of(item.cell(one.heading)).strip().upper()
            if one.field is declared and word:
                if not is_currency(word):
                    raise CellError(f"the currency in {one.heading!r} must be a code such as EUR")
                return replace(column, currency=word)
        return column

    def value(self, declared: Field, cell: Cell, column: Column, wanted: Wanted) -> Data:
        """A cell as the value of a field."""
        if declared.type != "list":
            return self.atom(declared, cell, column)
        kind = declared.parts[0] if declared.parts else None
        entries = cells.parted(cell, column.separator) if isinstance(cell, str) else [cell]
        if kind is not None:
            return [{kind.id: self.atom(kind, one, column)} for one in entries]
        return [self.of_type(declared.item or "text", declared, one, column) for one in entries]

    def atom(self, declared: Field, cell: Cell, column: Column) -> Leaf:
        """A cell as a single value."""
        return self.of_type(declared.type, declared, cell, column)

    def of_type(self, kind: str, declared: Field, cell: Cell, column: Column) -> Leaf:
        """A cell by the name of a type."""
        habits = self.habits(column, declared)
        if kind == "date":
            return bare(cells.day(cell, habits))
        if kind == "number":
            return bare(cells.number(cell, habits))
        if kind == "money":
            return bare(cells.money(cell, habits))
        if kind == "boolean":
            return bare(cells.flag(cell))
        if kind == "choice":
            return loose(cells.choice(cell, declared, column.values))
        if kind == "person":
            return loose(self.person(cell))
        if kind == "lead":
            return loose(self.lead(cell))
        if kind == "url":
            return loose(cells.link(cell))
        if kind == "email":
            return loose(cells.email(cell))
        text = text_of(cell).strip()
        return Leaf(text + "\n" if "\n" in text else text)

    def word(self, column: Column, cell: Cell, wanted: Wanted) -> Data:
        """A cell as the value of a key that every lead has, or as an answer."""
        habits = self.habits(column)
        text = " ".join(text_of(cell).split())
        if column.to in ("due", "waiting/until"):
            return bare(cells.day(cell, habits))
        if column.to == "probability":
            return bare(cells.share(cell, habits))
        if column.to == "owner":
            return loose(self.owner(cell, column, wanted))
        if column.to == "renews":
            return loose(self.lead(cell))
        if column.to == "aliases":
            return [Leaf(one) for one in cells.parted(cell, column.separator)]
        if column.to == "pipeline":
            return loose(column.values.get(text.casefold(), text))
        if column.to == "visibility":
            return loose(column.values.get(text.casefold(), text.lower()))
        if column.to in ("name", "action", "waiting/for"):
            return Leaf(text)
        answer = text_of(cell).strip()
        return {"done": bare("true"), "answer": Leaf(answer)}

    def take_history(self, column: Column, cell: Cell, wanted: Wanted) -> None:
        """A cell that goes into the history."""
        habits = self.habits(column)
        if column.to == "moved":
            wanted.moved = cells.day(cell, habits, stamped=True)
        elif column.to == "created":
            wanted.created = cells.day(cell, habits, stamped=True)
        elif column.to == "note":
            wanted.note = text_of(cell).strip()
        elif column.to == "reason":
            word = " ".join(text_of(cell).split())
            wanted.reason = column.values.get(word.casefold(), word)
        else:
            self.take_step(column, cell, wanted)

    def take_step(self, column: Column, cell: Cell, wanted: Wanted) -> None:
        """The status: by the mapping, else by the id or the title of a step or an outcome."""
        if self.group(wanted.item).step:
            return  # the group says it
        wanted.step, reason = self.status(text_of(cell), self.home(wanted))
        wanted.reason = wanted.reason or reason

    def home(self, wanted: Wanted) -> str:
        """The pipeline that the item is in, as far as is known."""
        said = wanted.values.get(("pipeline",))
        return said.value if isinstance(said, Leaf) else ""

    def status(self, word: str, home: str = "") -> tuple[str, str]:
        """The step or outcome that a status means, and the reason that goes with it."""
        folded = " ".join(word.split()).casefold()
        target = self.mapping.steps.get(folded)
        if target is not None:
            return target.step, target.reason
        pipelines = self.process.pipelines
        for pipeline in [one for one in pipelines.values() if not home or one.id == home]:
            places: list[Step | Outcome] = [*pipeline.steps.values(), *pipeline.outcomes.values()]
            for place in places:
                if folded in (place.id.casefold(), place.title.casefold()):
                    prefix = f"{pipeline.id}/" if pipeline.id and not home else ""
                    return prefix + place.id, ""
        known = [step.id for one in pipelines.values() for step in one.steps.values()]
        raise CellError(
            "no line under `steps:` in the mapping says which step this is; "
            + (closest(folded, known) or one_of(known))
        )

    def take_group(self, group: Target, wanted: Wanted) -> None:
        """Where the group puts the lead, and the reason if it ended there."""
        if group.step and group.step != IGNORE:
            wanted.step = group.step
            wanted.reason = group.reason or wanted.reason
        found = find_place(self.process, wanted.step) if wanted.step else None
        place = found[1] if found else None
        if wanted.reason and not (isinstance(place, Outcome) and place.reasons):
            wanted.reason = ""  # a reason that a column still shows, of a lead that goes on
        elif wanted.reason and isinstance(place, Outcome):
            wanted.reason = self.reason(place, wanted)

    def reason(self, outcome: Outcome, wanted: Wanted) -> str:
        """The reason of an outcome that a word means."""
        folded = wanted.reason.casefold()
        for ident, option in outcome.reasons.items():
            if folded in (ident.casefold(), option.title.casefold()):
                return ident
        heading = next((one.heading for one in self.mapping.columns if one.to == "reason"), "")
        wanted.faults.append(
            (heading, f"this is none of the reasons of {outcome.id!r}; {one_of(outcome.reasons)}")
        )
        return ""

    def owner(self, cell: Cell, column: Column, wanted: Wanted) -> str:
        """The first of the people in a cell."""
        names = list(cells.several(text_of(cell)))
        if len(names) > 1:
            wanted.remarks.append((column.heading, "several people; the first is the owner"))
        return self.person(names[0] if names else cell)

    def person(self, cell: Cell) -> str:
        """The person that a name means."""
        word = " ".join(ADDRESS.sub("", text_of(cell)).split())
        folded = word.casefold()
        if folded in self.mapping.people:
            return self.mapping.people[folded]
        for ident, person in self.process.people.items():
            if folded in (ident.casefold(), person.name.casefold()):
                return ident
        raise CellError(
            "nobody among the people of process.yaml has this name; declare them there, or say "
            "under `people:` in the mapping who it is"
        )

    def lead(self, cell: Cell) -> str:
        """The lead that a word means: its id, its name, or its id in the source."""
        found = self.lead_of(" ".join(text_of(cell).split()))
        if not found:
            raise CellError("no lead has this id or name")
        return found

    def take_subitems(self, item: Item, wanted: Wanted) -> None:
        """The rows below the item, as records."""
        subitems = self.mapping.subitems
        if subitems is None:
            return
        path: Path = (subitems.field.id,)
        wanted.speaks[path] = "Subitems"
        wanted.below_in = subitems.field.id
        records: list[Data] = []
        for one in item.subitems:
            record: dict[str, Data] = {}
            places: dict[str, Place] = {}
            for column in subitems.columns:
                cell = one.cell(column.heading)
                if column.part is None or cell is None:
                    continue
                letters = column_letters(one.column(column.heading))
                here = Place(f"{letters}{one.row.number} ({column.heading})")
                places[column.part.id] = here
                try:
                    record[column.part.id] = self.atom(column.part, cell, column)
                except CellError as error:
                    wanted.faults.append((here, str(error)))
            if record:
                records.append(record)
                wanted.below.append(places)
            elif not places:
                row = Place(f"row {one.row.number}")
                wanted.remarks.append((row, "nothing that this subitem says is mapped"))
        if records:
            wanted.values[path] = records


def _is_currency(column: Column) -> bool:
    """Whether a column tells in which currency another one is."""
    return column.field is not None and column.to == f"{column.field.id}/{CURRENCY}"
