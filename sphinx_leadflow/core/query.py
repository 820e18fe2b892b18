"""Questions about many leads: which, in what order, in what groups."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.metrics.journey import Journey, journeys
from sphinx_leadflow.core.model import Kind, Money
from sphinx_leadflow.core.standing import Standing, State, standing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sphinx_leadflow.core.forge import Forge
    from sphinx_leadflow.core.model import Outcome, Process, Stage, Step
    from sphinx_leadflow.core.project import Project

MARKS = ("open", "won", "lost", "parked", "void", "broken", "stale", "overdue", "waiting")
"""Words for `:is:`."""

BUILT_IN_COLUMNS = (
    "lead",
    "owner",
    "pipeline",
    "stage",
    "step",
    "next",
    "since",
    "days",
    "due",
    "missing",
    "state",
    "outcome",
    "reason",
    "last",
)
"""Columns of a status table beside the declared fields."""

GROUPS = ("pipeline", "stage", "step", "owner", "state", "outcome")
"""What rows can be grouped by, beside choices and other fields with single values."""


class Snapshot:
    """A project on one day, with every lead's standing worked out once."""

    def __init__(self, project: Project, today: dt.date, forge: Forge | None = None) -> None:
        self.project = project
        self.today = today
        self.forge = forge
        """Where the YAML is edited, if that is known."""
        self._journeys: dict[str, tuple[Journey, ...]] = {}

    @property
    def process(self) -> Process:
        """The process."""
        return self.project.process

    @property
    def activity_known(self) -> bool:
        """Whether notes count as activity; a public build does not even know when they were."""
        return self.process.public_notes or not self.project.public

    @cached_property
    def standings(self) -> Mapping[str, Standing]:
        """Where each lead stands, by id."""
        return {
            ident: standing(lead, self.project, self.today)
            for ident, lead in self.project.leads.items()
        }

    @cached_property
    def by_step(self) -> Mapping[tuple[str, str], tuple[Standing, ...]]:
        """The leads at each step, by pipeline and step."""
        found: dict[tuple[str, str], list[Standing]] = {}
        for one in self.standings.values():
            if one.step is not None:
                found.setdefault((one.step.pipeline, one.step.id), []).append(one)
        return {key: tuple(value) for key, value in found.items()}

    @cached_property
    def by_outcome(self) -> Mapping[tuple[str, str], int]:
        """How many leads ended in each outcome, by pipeline and outcome."""
        found: dict[tuple[str, str], int] = {}
        for one in self.standings.values():
            if one.outcome is not None:
                key = (one.outcome.pipeline, one.outcome.id)
                found[key] = found.get(key, 0) + 1
        return found

    @cached_property
    def named_by(self) -> Mapping[str, tuple[tuple[str, Standing], ...]]:
        """The leads that name each lead, with the word by which they do: `renews`, or a field."""
        found: dict[str, list[tuple[str, Standing]]] = {}
        links = [field.id for field in self.process.fields.values() if field.type == "lead"]
        for one in self.standings.values():
            for word, named in (
                ("renews", one.lead.renews),
                *((field, one.facts.values.get(field)) for field in links),
            ):
                if isinstance(named, str) and named:
                    found.setdefault(named, []).append((word, one))
        return {ident: tuple(naming) for ident, naming in found.items()}

    @cached_property
    def stage_order(self) -> Mapping[tuple[str, str], int]:
        """The place of each step among all steps, by pipeline and step."""
        return {
            (step.pipeline, step.id): number for number, step in enumerate(self.process.steps())
        }

    def journeys(self, pipeline: str) -> tuple[Journey, ...]:
        """The ways of all leads through a pipeline, for the figures."""
        if pipeline not in self._journeys:
            self._journeys[pipeline] = journeys(
                self.standings.values(),
                self.process.pipelines[pipeline],
                self.process.figures.source,
                self.today,
            )
        return self._journeys[pipeline]

    def at(self, step: Step) -> tuple[Standing, ...]:
        """The leads that are at a step now."""
        return self.by_step.get((step.pipeline, step.id), ())

    def in_stage(self, stage: Stage) -> tuple[Standing, ...]:
        """The leads that are in a stage now."""
        return tuple(one for step in stage.steps for one in self.at(step))


@dataclass(frozen=True, slots=True)
class Selection:
    """Which leads to show, and how. Empty filters let everything pass.

    Stages, steps and outcomes are named with their pipelines where there are several.
    """

    pipelines: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    """Any of them: `open`, `stale` …"""
    sort: tuple[str, ...] = ()
    """Columns, each with a leading `-` for the opposite order."""
    group_by: str = ""
    limit: int = 0


def select(snapshot: Snapshot, selection: Selection) -> tuple[Standing, ...]:
    """The leads that pass every filter, in the order asked for, without the limit."""
    found = [one for one in snapshot.standings.values() if _passes(one, selection)]
    found.sort(key=lambda one: _default_order(snapshot, one))
    for column in reversed(selection.sort):
        found = _sorted(snapshot, found, column)
    return tuple(found)


def _passes(one: Standing, wanted: Selection) -> bool:
    home = one.pipeline.id if one.pipeline else ""
    return (
        _fits(home, wanted.pipelines)
        and _fits(_full(home, one.stage), wanted.stages)
        and _fits(_full(home, one.step), wanted.steps)
        and _fits(one.lead.owner, wanted.owners)
        and _fits(_full(home, one.outcome), wanted.outcomes)
        and (not wanted.marks or bool(one.marks.intersection(wanted.marks)))
    )


def _full(pipeline: str, place: Stage | Step | Outcome | None) -> str:
    """The id of a place with its pipeline; empty where there is none."""
    if place is None:
        return ""
    return f"{pipeline}/{place.id}" if pipeline else place.id


def _fits(value: str, wanted: tuple[str, ...]) -> bool:
    return not wanted or value in wanted


def _default_order(snapshot: Snapshot, one: Standing) -> tuple[object, ...]:
    """Open leads by step, then by due date; then the closed ones, the latest first."""
    if one.step is not None:
        place = snapshot.stage_order[(one.step.pipeline, one.step.id)]
        return 1, place, one.due or dt.date.max, one.lead.name.casefold(), one.lead.id
    newest = -one.since.toordinal() if one.since else 0
    first = 0 if one.state in (State.BROKEN, State.OPEN) else 2
    return first, newest, dt.date.max, one.lead.name.casefold(), one.lead.id


def _sorted(snapshot: Snapshot, rows: list[Standing], column: str) -> list[Standing]:
    """Rows by one column, a leading `-` turning the order; empty values stay last."""
    name, turned = column.lstrip("-"), column.startswith("-")
    keyed = [(sort_key(snapshot, one, name), one) for one in rows]
    filled = [(key, one) for key, one in keyed if key is not None]
    filled.sort(key=lambda pair: pair[0], reverse=turned)
    return [one for _key, one in filled] + [one for key, one in keyed if key is None]


SortKey: TypeAlias = "tuple[str | float | int, ...]"


def sort_key(snapshot: Snapshot, one: Standing, column: str) -> SortKey | None:
    """What a row is ordered by in a column; nothing for an empty cell."""
    if column in _KEYS:
        return _KEYS[column](snapshot, one)
    data = one.facts.values.get(column)
    return None if data is None else _value_key(snapshot, column, data)


def _value_key(snapshot: Snapshot, column: str, data: object) -> SortKey:
    if isinstance(data, tuple):
        return (len(data),)
    if isinstance(data, Money):
        return (data.currency, float(data.amount))
    if isinstance(data, (bool, Decimal)):
        return (float(data),)
    if isinstance(data, dt.date):
        return (data.isoformat(),)
    declared = snapshot.process.fields.get(column)
    if declared is not None and data in declared.options:
        return (list(declared.options).index(str(data)),)
    return (str(data).casefold(),)


def _place_key(snapshot: Snapshot, one: Standing) -> SortKey | None:
    if one.step is None:
        return None
    return (snapshot.stage_order[(one.step.pipeline, one.step.id)],)


def _text_key(text: str) -> SortKey | None:
    return (text.casefold(),) if text else None


def _date_key(date: dt.date | None) -> SortKey | None:
    return (date.isoformat(),) if date else None


def _owner_name(snapshot: Snapshot, one: Standing) -> str:
    person = snapshot.process.people.get(one.lead.owner)
    return person.name if person else ""


_KEYS: Mapping[str, Callable[[Snapshot, Standing], SortKey | None]] = {
    "lead": lambda _snapshot, one: (one.lead.name.casefold(), one.lead.id),
    "owner": lambda snapshot, one: _text_key(_owner_name(snapshot, one)),
    "pipeline": lambda snapshot, one: _text_key(one.pipeline.title if one.pipeline else ""),
    "stage": _place_key,
    "step": _place_key,
    "next": _place_key,
    "since": lambda _snapshot, one: _date_key(one.since),
    "days": lambda _snapshot, one: (one.days,) if one.since else None,
    "due": lambda _snapshot, one: _date_key(one.due),
    "missing": lambda _snapshot, one: (len(one.missing),),
    "state": lambda _snapshot, one: (list(State).index(one.state),),
    "outcome": lambda _snapshot, one: _text_key(one.outcome.title if one.outcome else ""),
    "reason": lambda _snapshot, one: _text_key(one.reason),
    "last": lambda _snapshot, one: _date_key(one.last_activity),
}


def group(
    snapshot: Snapshot, rows: Iterable[Standing], by: str
) -> tuple[tuple[str, tuple[Standing, ...]], ...]:
    """Rows under the titles of their groups, groups in their natural order."""
    found: dict[str, list[Standing]] = {}
    keys: dict[str, SortKey] = {}
    for one in rows:
        title = group_title(snapshot, one, by)
        found.setdefault(title, []).append(one)
        keys.setdefault(title, _group_key(snapshot, one, by))
    order = sorted(found, key=lambda title: keys[title])
    return tuple((title, tuple(found[title])) for title in order)


def _group_key(snapshot: Snapshot, one: Standing, by: str) -> SortKey:
    key = sort_key(snapshot, one, by)
    ended = one.step is None and one.outcome is not None
    if key is None:
        kinds = list(Kind)
        return (1, kinds.index(one.outcome.kind) if ended and one.outcome else -1, "")
    return (0, *key)


def group_title(snapshot: Snapshot, one: Standing, by: str) -> str:
    """The heading that a row stands under."""
    if by == "owner":
        return _owner_name(snapshot, one) or "Nobody"
    if by == "pipeline":
        return one.pipeline.title if one.pipeline else "No pipeline"
    if by == "state":
        return one.state.value.capitalize()
    if by == "outcome":
        return one.outcome.title if one.outcome else "Not ended"
    if by in ("stage", "step"):
        here = one.stage if by == "stage" else one.step
        return here.title if here else (one.outcome.title if one.outcome else "Not begun")
    return _field_title(snapshot, one, by)


def _field_title(snapshot: Snapshot, one: Standing, by: str) -> str:
    from sphinx_leadflow.core.words import atom

    data = one.facts.values.get(by)
    if data is None or isinstance(data, tuple):
        return "Not filled in"
    return atom(data, snapshot.process.fields.get(by))
