"""The process and the leads, as frozen values: what everything else reads.

References between parts of a process are ids that were checked while decoding, so that
looking one up cannot fail. Mappings keep the order of the YAML.
"""

from __future__ import annotations

import calendar
import datetime as dt
import enum
from dataclasses import field
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from sphinx_leadflow.core.figures import NO_FIGURES, Figures
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.gaps import NO_GAPS, Gaps

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx_leadflow.core.source import Span
    from sphinx_leadflow.core.text import Text


class Audience(enum.Enum):
    """Who reads a build. `PUBLIC` never loads what is marked `visibility: team`."""

    PUBLIC = "public"
    TEAM = "team"


class Kind(enum.Enum):
    """What an outcome means: counted as won or lost, set aside, or left out of figures."""

    WON = "won"
    LOST = "lost"
    PARKED = "parked"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount in one currency."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in one unit: days, weeks, months or years."""

    count: int
    unit: str

    def __str__(self) -> str:
        return f"{self.count} {self.unit if self.count != 1 else self.unit.rstrip('s')}"

    def after(self, day: dt.date, times: int = 1) -> dt.date:
        """The day this much later; a month ends at its last day. Far away days are clipped."""
        count = self.count * times
        if self.unit in ("days", "weeks"):
            days = count * (7 if self.unit == "weeks" else 1)
            number = min(max(day.toordinal() + days, 1), dt.date.max.toordinal())
            return dt.date.fromordinal(number)
        months = day.year * 12 + day.month - 1 + count * (12 if self.unit == "years" else 1)
        year, month = divmod(min(max(months, 12), 9999 * 12 + 11), 12)
        return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))

    def before(self, day: dt.date) -> dt.date:
        """The day this much earlier."""
        return self.after(day, -1)


ANYWHERE = "*"
"""In an outcome's origins: it can be reached from every step."""

NOWHERE = "-"
"""In an outcome's origins: no step of this pipeline leads to it."""

Atom: TypeAlias = "str | bool | Decimal | dt.date | Money"
Record: TypeAlias = "Mapping[str, Atom]"
Data: TypeAlias = "Atom | tuple[Atom, ...] | tuple[Record, ...]"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice."""

    id: str
    title: str
    text: Text | None = None


@dataclass(frozen=True, slots=True)
class Test:
    """A question about one value: is it filled, equal, one of some, at least or at most.

    On a list `at_least`, `at_most` and `is` ask for its length.
    """

    op: str
    operands: tuple[Atom, ...] = ()


FILLED = Test("filled")
EMPTY = Test("empty")


@dataclass(frozen=True, slots=True)
class Condition:
    """A test of one field."""

    field: str
    test: Test


@dataclass(frozen=True, slots=True)
class Requirement:
    """What must be filled in: one field, or all or any of several.

    It applies only when every condition in `when` holds, and, if `exits` names any, only on
    the way to those exits.
    """

    mode: str
    """`field`, `all` or `any`."""
    field: str = ""
    test: Test = FILLED
    parts: tuple[Requirement, ...] = ()
    when: tuple[Condition, ...] = ()
    exits: tuple[str, ...] = ()
    span: Span | None = None
    exit_spans: tuple[Span, ...] = ()
    """Where each of `exits` is written."""

    def fields(self) -> Iterator[str]:
        """Every field that it names, in order."""
        if self.mode == "field":
            yield self.field
        for part in self.parts:
            yield from part.fields()


@dataclass(frozen=True, slots=True)
class Field:
    """A declared fact about a lead, or a part of a record (`of:`)."""

    id: str
    title: str
    type: str
    span: Span
    text: Text | None = None
    private: bool = False
    options: Mapping[str, Option] = field(default_factory=dict)
    item: str = ""
    """For a list of single values: their type."""
    parts: tuple[Field, ...] = ()
    """For a list of records: what each holds."""
    currency: str = ""
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    """The bounds of a number, or of an amount of money."""
    tracked: bool = False
    required: bool = False
    required_when: tuple[Condition, ...] = ()
    renamed_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may own a lead or write a history line."""

    id: str
    name: str
    span: Span
    roles: tuple[str, ...] = ()
    text: Text | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """Who acts: a part of the team, or of a partner. `title` is the full name."""

    id: str
    title: str
    span: Span
    text: Text | None = None
    external: bool = False
    contact: str = ""
    part_of: str = ""
    renamed_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """A banner that knows when it ends."""

    id: str
    title: str
    span: Span
    kind: str = "note"
    text: Text | None = None
    until: Text | None = None
    since: dt.date | None = None
    review_by: dt.date | None = None
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Asset:
    """A folder, template, board, form or tool; each link stands here once."""

    id: str
    title: str
    span: Span
    url: str = ""
    text: Text | None = None
    kind: str = "document"
    own: str = ""
    """The field that holds a lead's own copy."""
    name: str = ""
    """What a lead's own copy is called; `{field}` is replaced."""
    group: str = ""
    private: bool = False
    renamed_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a checklist."""

    id: str
    title: str
    span: Span
    text: Text | None = None
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Checklist:
    """Questions to answer for a lead; advice unless `must`."""

    id: str
    title: str
    span: Span
    text: Text | None = None
    items: Mapping[str, Item] = field(default_factory=dict)
    must: bool = False
    private: bool = False
    renamed_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """A prepared message; `{placeholders}` are replaced by a lead's values."""

    id: str
    title: str
    span: Span
    to: str = ""
    subject: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Tell:
    """A notification: whom, when the step is entered or left, and why."""

    role: str
    span: Span
    at: str = "enter"
    because: str = ""
    subject: str = ""
    text: str = ""
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Limit:
    """How long a lead may stay before a move is proposed; nothing moves by itself."""

    after: Duration
    to: str
    span: Span
    since: str = "entry"
    tell: str = ""
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """When a step's action is due: some time before or after a date field, or every period."""

    anchor: str
    """A date field, `entry`, or empty for a period."""
    by: Duration | None = None
    before: bool = False
    every: str = ""
    at_end: bool = False


@dataclass(frozen=True, slots=True)
class Exit:
    """A way on from a step. The label is empty where there is only one way."""

    label: str
    target: str
    """The id of a step or an outcome, or `pipeline/step`."""
    span: Span
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Raci:
    """Who is responsible, accountable, helping, consulted and informed: role ids."""

    responsible: tuple[str, ...] = ()
    accountable: tuple[str, ...] = ()
    helping: tuple[str, ...] = ()
    consulted: tuple[str, ...] = ()
    informed: tuple[str, ...] = ()

    def letters(self, role: str) -> str:
        """A role's RACI letters, `S` (support) for helping."""
        pairs = (
            ("R", self.responsible),
            ("A", self.accountable),
            ("S", self.helping),
            ("C", self.consulted),
            ("I", self.informed),
        )
        return "".join(letter for letter, roles in pairs if role in roles)


@dataclass(frozen=True, slots=True)
class Step:
    """What to do at one point of a pipeline; a status names the next action."""

    id: str
    title: str
    stage: str
    pipeline: str
    span: Span
    text: Text | None = None
    trigger: str = ""
    raci: Raci = Raci()
    needs: tuple[Requirement, ...] = ()
    fills: tuple[Requirement, ...] = ()
    assets: tuple[str, ...] = ()
    checklists: tuple[str, ...] = ()
    messages: tuple[Message, ...] = ()
    tell: tuple[Tell, ...] = ()
    within: Duration | None = None
    limits: tuple[Limit, ...] = ()
    due: Due | None = None
    exits: tuple[Exit, ...] = ()
    """The ways on that are written out; `flow.ways` adds the implicit one."""
    repeats: bool = False
    optional: bool = False
    beside: tuple[str, ...] = ()
    won: bool = False
    stub: bool = False
    start: bool = False
    from_any: bool = False
    origins: tuple[str, ...] = ()
    when: tuple[Condition, ...] = ()
    renamed_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """A phase: steps that share a purpose. A stage without steps is itself its only step."""

    id: str
    title: str
    pipeline: str
    span: Span
    steps: tuple[Step, ...]
    text: Text | None = None
    group: str = ""
    lead_is: str = ""
    probability: Decimal | None = None
    within: Duration | None = None
    bare: bool = False
    """Whether the only step is the stage itself."""
    renamed_from: tuple[str, ...] = ()
    trigger: str = ""
    stub: bool = False


@dataclass(frozen=True, slots=True)
class Spawn:
    """The new lead that an outcome proposes."""

    pipeline: str
    link: str
    copy: tuple[str, ...]
    at: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a lead leaves a pipeline."""

    id: str
    title: str
    kind: Kind
    pipeline: str
    span: Span
    text: Text | None = None
    reasons: Mapping[str, Option] = field(default_factory=dict)
    origins: tuple[str, ...] = ()
    """Steps or stages from which it can be reached; empty: the rule of its kind."""
    needs: tuple[Requirement, ...] = ()
    tell: tuple[Tell, ...] = ()
    spawns: Spawn | None = None
    renamed_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """The order of a pipeline's steps, worked out once: every way on is asked for it."""

    places: Mapping[str, int] = field(default_factory=dict)
    """The place of each step, from 0."""
    following: Mapping[str, str] = field(default_factory=dict)
    """The step behind each one but the last."""
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For each step that runs in parallel with others all of these, itself included, in order."""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Stages in order and the outcomes; `id` is empty for the only pipeline."""

    id: str
    title: str
    span: Span
    stages: tuple[Stage, ...]
    outcomes: Mapping[str, Outcome]
    text: Text | None = None
    steps: Mapping[str, Step] = field(default_factory=dict)
    """Every step by id, in order."""
    old_ids: Mapping[str, str] = field(default_factory=dict)
    """Former ids of stages, steps and outcomes, and what they are called now."""
    renamed_from: tuple[str, ...] = ()
    order: Order = Order()
    """What follows from the order of `steps` and from who runs beside whom."""

    def stage_of(self, step: Step) -> Stage:
        """The stage that a step belongs to."""
        return next(stage for stage in self.stages if stage.id == step.stage)

    def place(self, ident: str) -> Step | Outcome | None:
        """The step or outcome of that id or former id; a stage stands for its first step."""
        ident = self.old_ids.get(ident, ident)
        if ident in self.steps:
            return self.steps[ident]
        if ident in self.outcomes:
            return self.outcomes[ident]
        return next((stage.steps[0] for stage in self.stages if stage.id == ident), None)


@dataclass(frozen=True, slots=True)
class Setting:
    """How much a rule matters in this process, and where that is said."""

    level: str
    span: Span


@dataclass(frozen=True, slots=True)
class Process:
    """Everything that `process.yaml` says."""

    title: str
    span: Span
    purpose: Text | None = None
    public_notes: bool = False
    public_data: bool = False
    """Whether everybody can read the data folder, so that nothing private may stand in it."""
    people: Mapping[str, Person] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
    notices: Mapping[str, Notice] = field(default_factory=dict)
    assets: Mapping[str, Asset] = field(default_factory=dict)
    fields: Mapping[str, Field] = field(default_factory=dict)
    checklists: Mapping[str, Checklist] = field(default_factory=dict)
    pipelines: Mapping[str, Pipeline] = field(default_factory=dict)
    rules: Mapping[str, Setting] = field(default_factory=dict)
    figures: Figures = NO_FIGURES
    old_ids: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By kind (`role`, `asset`, `field`, `checklist`, `pipeline`): former ids and today's."""
    gaps: Gaps = NO_GAPS

    @property
    def keeps_notes_elsewhere(self) -> bool:
        """Whether free text about a lead has no place in the data folder."""
        return self.public_data and not self.public_notes

    @property
    def single(self) -> bool:
        """Whether there is only the unnamed pipeline."""
        return "" in self.pipelines

    def steps(self) -> Iterator[Step]:
        """Every step of every pipeline, in order."""
        for pipeline in self.pipelines.values():
            yield from pipeline.steps.values()

    def now(self, kind: str, ident: str) -> str:
        """Today's id for an id or a former id of that kind."""
        return self.old_ids.get(kind, {}).get(ident, ident)


@dataclass(frozen=True, slots=True)
class Value:
    """A field's value in a lead's file, and where it stands."""

    data: Data
    span: Span


@dataclass(frozen=True, slots=True)
class Event:
    """A history line: a move, changed tracked fields, or a note alone (which is activity)."""

    date: dt.date
    span: Span
    by: str = ""
    pipeline: str = ""
    to: Step | Outcome | None = None
    reason: str = ""
    note: str = ""
    changes: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A pause that is meant: it stops the stale clock and alarms on its date."""

    until: dt.date
    span: Span
    reason: str = ""
    since: dt.date | None = None
    """Its first day; nothing: the day of the last history line."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A lead's answer to one question of a checklist."""

    done: bool
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Waiver:
    """A rule that does not apply to a lead for a while, and why."""

    rule: str
    because: str
    until: dt.date | None
    span: Span


@dataclass(frozen=True, slots=True)
class Lead:
    """Somebody who may become a customer, as one file tells it."""

    id: str
    name: str
    span: Span
    pipeline: str
    owner: str = ""
    action: str = ""
    aliases: tuple[str, ...] = ()
    renews: str = ""
    due: dt.date | None = None
    probability: Decimal | None = None
    fields: Mapping[str, Value] = field(default_factory=dict)
    history: tuple[Event, ...] = ()
    waiting: Waiting | None = None
    checklists: Mapping[str, Mapping[str, Answer]] = field(default_factory=dict)
    waive: tuple[Waiver, ...] = ()
    private: bool = False
    broken: bool = False
    """Whether its file could not be understood; only id and place are known then."""
