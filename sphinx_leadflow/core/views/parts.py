"""Small values that many views are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.core import words
from sphinx_leadflow.core.flow import goes_back, target_of
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.gates.title import safe_title
from sphinx_leadflow.core.model import Step
from sphinx_leadflow.core.standing import State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_leadflow.core.model import Exit, Pipeline, Process, Requirement, Tell
    from sphinx_leadflow.core.query import Snapshot
    from sphinx_leadflow.core.standing import Standing


@dataclass(frozen=True, slots=True)
class Ref:
    """A thing of the process, or a lead, to link to: its kind, full id and title."""

    kind: str
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Badge:
    """A state beside the fact it judges: an icon by `kind`, and words."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Need:
    """Fields to fill in: any or all of them, with a condition in words."""

    fields: tuple[FieldRef, ...]
    last: str
    """The word before the last field: `and` or `or`."""
    note: str


@dataclass(frozen=True, slots=True)
class FieldRef:
    """A field, its test in words, and whether its values are for the team only."""

    id: str
    title: str
    private: bool
    test: str = ""


@dataclass(frozen=True, slots=True)
class Notification:
    """Who is told, when, why, and only if."""

    role: Ref
    external: bool
    at: str
    because: str
    when: str


@dataclass(frozen=True, slots=True)
class Way:
    """A way on: its label, where it leads, and what sort of way that is."""

    label: str
    target: Ref
    sort: str
    """`on`, `back`, `away` (into another pipeline), or an outcome's kind."""
    when: str = ""


def full_id(pipeline: str, ident: str) -> str:
    """The name of a stage, step or outcome: `send-quote`, or `grants/draft`."""
    return f"{pipeline}/{ident}" if pipeline else ident


def role_refs(process: Process, ids: Iterable[str]) -> tuple[Ref, ...]:
    """Roles as links."""
    return tuple(Ref("role", ident, process.roles[ident].title) for ident in ids)


def lead_ref(one: Standing) -> Ref:
    """A lead as a link."""
    return Ref("lead", one.lead.id, safe_title(one.lead.name))


def lead_in_table(ident: str, name: str) -> Ref:
    """A lead as a link in a table, called as its file calls it: no cell becomes a title."""
    return Ref("lead", ident, " ".join(name.split()))


def needs(process: Process, requirements: Iterable[Requirement]) -> tuple[Need, ...]:
    """Requirements as fields with words around them."""
    return tuple(_need(process, one) for one in requirements)


def _need(process: Process, requirement: Requirement) -> Need:
    fields: tuple[FieldRef, ...]
    if requirement.mode == "field":
        fields = (_field_ref(process, requirement),)
    else:
        fields = tuple(ref for part in requirement.parts for ref in _need(process, part).fields)
    return Need(
        fields,
        "or" if requirement.mode == "any" else "and",
        words.requirement_notes(requirement, process).strip(),
    )


def _field_ref(process: Process, requirement: Requirement) -> FieldRef:
    declared = process.fields[requirement.field]
    return FieldRef(
        declared.id, declared.title, declared.private, words.test_words(requirement.test, declared)
    )


def notifications(process: Process, tells: Iterable[Tell]) -> tuple[Notification, ...]:
    """Notifications in words."""
    return tuple(
        Notification(
            role_refs(process, [tell.role])[0],
            process.roles[tell.role].external,
            tell.at,
            tell.because,
            words.condition_words(tell.when, process),
        )
        for tell in tells
    )


def way(process: Process, pipeline: Pipeline, step: Step, exit_: Exit) -> Way:
    """One way on from a step."""
    home, place = target_of(process, pipeline, exit_.target)
    name = full_id(home.id, place.id)
    when = words.condition_words(exit_.when, process)
    if not isinstance(place, Step):
        return Way(exit_.label, Ref("outcome", name, place.title), place.kind.value, when)
    sort = "on" if home is pipeline else "away"
    if home is pipeline and goes_back(pipeline, step, place.id):
        sort = "back"
    return Way(exit_.label, Ref("step", name, place.title), sort, when)


def due_badges(one: Standing) -> tuple[Badge, ...]:
    """What there is to say about a due date."""
    found = []
    if one.overdue:
        found.append(Badge("overdue", f"overdue {words.count(one.overdue, 'day')}"))
    if one.waiting and one.lead.waiting:
        reason = f", {one.lead.waiting.reason}" if one.lead.waiting.reason else ""
        found.append(Badge("waiting", f"waiting{reason}"))
    elif one.wait_over is not None:
        days = words.count(one.wait_over, "day") if one.wait_over else "today"
        found.append(Badge("overdue", f"wait over {days}"))
    return tuple(found)


def since_badges(one: Standing) -> tuple[Badge, ...]:
    """What there is to say about how long a lead stands where it stands."""
    if not one.stale or one.step is None or one.step.within is None:
        return ()
    return (Badge("stale", f"stale, limit {one.step.within}"),)


def state_badges(snapshot: Snapshot, one: Standing) -> tuple[Badge, ...]:
    """Won, lost and the like; nothing for an open lead."""
    if one.state is State.BROKEN:
        return (Badge("broken", "its file has an error"),)
    if one.outcome is None:
        return (Badge("won", "won"),) if one.state is State.WON else ()
    option = one.outcome.reasons.get(one.reason)
    reason = f", {option.title.lower()}" if option else ""
    return (Badge(one.state.value, f"{one.outcome.title}{reason}"),)
