"""Leads as rows, in the layout that `leadflow import` reads back exactly.

One row holds one lead. Columns are called as in a lead's file; what belongs together is written
`waiting/until`, `maniac-t/money`, `price/currency`. Cells that hold several entries have one on
each line, as a lead's file would write it between braces.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal
from typing import TYPE_CHECKING

from sphinx_leadflow.core.model import Money
from sphinx_leadflow.core.standing import standing
from sphinx_leadflow.edit.data import Leaf, bare
from sphinx_leadflow.edit.render import inline, loose
from sphinx_leadflow.transfer.grid import plain_number, text_of
from sphinx_leadflow.transfer.wanted import Line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx_leadflow.core.model import Atom, Event, Field, Lead, Process
    from sphinx_leadflow.core.model import Data as Value
    from sphinx_leadflow.core.project import Project
    from sphinx_leadflow.edit.data import Data
    from sphinx_leadflow.transfer.grid import Cell
    from sphinx_leadflow.transfer.wanted import Path

WORDS = (
    *("name", "owner", "action", "aliases", "visibility", "pipeline", "renews", "probability"),
    *("due", "waiting/until", "waiting/for"),
)
"""Keys of every lead, in the order of the columns."""

TOLD = ("stage", "since")
"""Columns that only tell something: they follow from the history, and are not read back."""

_INITIAL = "set"


def columns(project: Project) -> tuple[str, ...]:
    """The headings, in order. What this audience does not see has no column."""
    process = project.process
    found = ["id", "name", "stage", "step", "since", *WORDS[1:]]
    if process.single:
        found.remove("pipeline")
    if project.public:
        found.remove("visibility")
    for declared in process.fields.values():
        if not project.withholds(declared):
            found.append(declared.id)
            found += [f"{declared.id}/currency"] if declared.type == "money" else []
    for checklist in process.checklists.values():
        if not project.withholds(checklist):
            found += [f"{checklist.id}/{item}" for item in checklist.items]
    return (*found, "history", "waive", "digest")


def rows(project: Project, today: dt.date) -> Iterator[dict[str, Cell]]:
    """One row for each lead, by id. Leads whose file is broken have none."""
    for lead in project.leads.values():
        if not lead.broken:
            yield row(lead, project, today)


def row(lead: Lead, project: Project, today: dt.date) -> dict[str, Cell]:
    """A lead as a row: heading to cell."""
    now = standing(lead, project, today)
    place = now.outcome or now.step
    found: dict[str, Cell] = {"id": lead.id, "name": lead.name}
    found["stage"] = now.stage.title if now.stage else place.title if place else None
    found["step"] = _place(place.pipeline, place.id) if place else None
    found["since"] = now.since
    values = {**lead_values(lead, project.process), **_tracked(lead)}
    for path, value in values.items():
        found |= dict(_cells(path, value, project.process.fields.get(path[0])))
    lines = [*_initial(lead), *history(lead)]
    found["history"] = "\n".join(inline(dict(line.keys)) for line in lines) or None
    if project.process.single:
        found.pop("pipeline", None)
    return {**found, "digest": digest(found)}


def _place(pipeline: str, ident: str) -> str:
    return f"{pipeline}/{ident}" if pipeline else ident


def digest(cells: Mapping[str, Cell]) -> str:
    """Letters that tell whether a lead is still what was exported. None of them is a digit: a
    spreadsheet would make a number of some."""
    told = {key: text_of(cell) for key, cell in cells.items() if cell is not None}
    told = {key: text for key, text in sorted(told.items()) if key not in (*TOLD, "digest")}
    code = hashlib.blake2b(repr(told).encode("utf-8"), digest_size=8).hexdigest()
    return code.translate(str.maketrans("0123456789abcdef", "abcdefghijklmnop"))


def lead_values(lead: Lead, process: Process) -> dict[Path, Data]:
    """Everything that a lead's file says beside its history."""
    found: dict[Path, Data] = {("name",): Leaf(lead.name)}
    for key in ("owner", "pipeline", "renews"):
        if word := getattr(lead, key):
            found[key,] = loose(word)
    if lead.action:
        found["action",] = Leaf(lead.action)
    if lead.aliases:
        found["aliases",] = [Leaf(one) for one in lead.aliases]
    if lead.private:
        found["visibility",] = loose("team")
    if lead.probability is not None:
        found["probability",] = bare(lead.probability)
    if lead.due:
        found["due",] = bare(lead.due)
    if lead.waiting:
        found["waiting", "until"] = bare(lead.waiting.until)
        if lead.waiting.reason:
            found["waiting", "for"] = Leaf(lead.waiting.reason)
    for ident, value in lead.fields.items():
        found[ident,] = field_data(process.fields[ident], value.data)
    for checklist, answers in lead.checklists.items():
        for item, answer in answers.items():
            said: dict[str, Data] = {"done": bare("true" if answer.done else "false")}
            said |= {"answer": Leaf(answer.text)} if answer.text else {}
            found["checklists", checklist, item] = said
    if lead.waive:
        found["waive",] = [
            {
                "rule": loose(one.rule),
                **({"because": Leaf(one.because)} if one.because else {}),
                **({"until": bare(one.until)} if one.until else {}),
            }
            for one in lead.waive
        ]
    return found


def history(lead: Lead) -> list[Line]:
    """The lines of a history."""
    lines = []
    pipeline = lead.pipeline
    for event in lead.history:
        lines.append(_line(event, pipeline))
        pipeline = event.pipeline if event.to is not None else pipeline
    return lines


def _initial(lead: Lead) -> list[Line]:
    """A line without a date in front of a row's history: what tracked fields began with, if they
    changed since. Their own columns tell what they are now."""
    changed = {ident for event in lead.history for ident in event.changes}
    top = {key: _untyped(one.data) for key, one in lead.fields.items() if key in changed}
    return [Line({_INITIAL: top})] if top else []


def _line(event: Event, pipeline: str) -> Line:
    keys: dict[str, Data] = {"date": bare(event.date)}
    if event.to is not None:
        elsewhere = event.pipeline != pipeline
        keys["to"] = loose(_place(event.pipeline, event.to.id) if elsewhere else event.to.id)
    if event.changes:
        keys["set"] = {key: _untyped(value.data) for key, value in event.changes.items()}
    keys |= {key: loose(word) for key in ("reason", "by") if (word := getattr(event, key))}
    if event.note:
        keys["note"] = Leaf(event.note)
    return Line(keys)


def _tracked(lead: Lead) -> dict[Path, Data]:
    """What tracked fields stand at now, as far as the history tells."""
    found: dict[Path, Data] = {}
    for event in lead.history:
        found |= {(ident,): _untyped(value.data) for ident, value in event.changes.items()}
    return found


def field_data(declared: Field, value: Value) -> Data:
    """A field's value as a lead's file has it."""
    return _untyped(value, quoted=declared.type in ("text", "markdown", "phone"))


def _untyped(value: Value, *, quoted: bool = False) -> Data:
    if isinstance(value, tuple):
        return [
            _atom(one) if not hasattr(one, "items") else {k: _atom(v) for k, v in one.items()}
            for one in value
        ]
    return _atom(value, quoted=quoted)


def _atom(value: Atom, *, quoted: bool = False) -> Leaf:
    if isinstance(value, bool):
        return bare("true" if value else "false")
    if isinstance(value, Decimal):
        return bare(plain_number(value))
    if isinstance(value, Money):
        return bare(f"{plain_number(value.amount)} {value.currency}")
    if isinstance(value, dt.date):
        return bare(value)
    return Leaf(value) if quoted or "\n" in value else loose(value)


def _cells(path: Path, value: Data, declared: Field | None) -> Iterator[tuple[str, Cell]]:
    """The cells of one value."""
    heading = "/".join(path[1:] if path[0] == "checklists" else path)
    if isinstance(value, list):
        yield heading, "\n".join(inline(one) for one in value)
    elif isinstance(value, dict):
        yield heading, _answer(value)
    elif declared is not None and declared.type == "money":
        amount, _space, currency = value.value.partition(" ")
        yield heading, Decimal(amount)
        yield f"{heading}/currency", currency
    else:
        yield heading, _typed(value.value, declared.type if declared else path[-1])


def _answer(value: Mapping[str, Data]) -> str:
    """An answer: `yes`, `no`, or one of them with what was said: `yes: award confirmed`."""
    done, text = value.get("done"), value.get("answer")
    verdict = "yes" if isinstance(done, Leaf) and done.value == "true" else "no"
    return f"{verdict}: {text.value}" if isinstance(text, Leaf) else verdict


def _typed(text: str, kind: str) -> Cell:
    if kind in ("number", "probability"):
        return Decimal(text)
    if kind in ("date", "due", "until"):
        return dt.date.fromisoformat(text)
    return text == "true" if kind == "boolean" else text
