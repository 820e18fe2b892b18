"""What we learn: why leads are lost, which gaps go before a loss, what clients ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sphinx_leadflow.core.conditions import applies
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.metrics.rate import Rate
from sphinx_leadflow.core.metrics.scope import EVERYTHING, Scope, journeys_in, pipeline_of
from sphinx_leadflow.core.standing import State

if TYPE_CHECKING:
    from sphinx_leadflow.core.metrics.journey import Journey
    from sphinx_leadflow.core.model import Checklist, Field, Item
    from sphinx_leadflow.core.query import Snapshot


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for which leads were lost, or an outcome that gives none."""

    outcome: str
    reason: str
    """The reason's id; empty: the outcome has none, or the lead does not say."""
    title: str
    leads: tuple[str, ...]
    rate: Rate
    """Of all lost leads. Formula: `loss-reasons`."""


def loss_reasons(snapshot: Snapshot, scope: Scope = EVERYTHING) -> tuple[Reason, ...]:
    """Why leads were lost, the commonest reason first. A window: lost in it."""
    pipeline = pipeline_of(snapshot, scope)
    if pipeline is None:
        return ()
    lost = [one for one in _decided(snapshot, scope) if one.state is State.LOST]
    found: dict[tuple[str, str], list[str]] = {}
    for one in lost:
        found.setdefault((one.outcome, one.reason), []).append(one.lead)
    made = []
    for (outcome, reason), leads in found.items():
        ended = pipeline.outcomes[outcome]
        option = ended.reasons.get(reason)
        title = option.title if option else ended.title
        others = tuple(one.lead for one in lost if one.lead not in leads)
        minimum = snapshot.process.figures.minimum
        rate = Rate("loss-reasons", tuple(leads), others, minimum=minimum)
        made.append(Reason(outcome, reason, title, tuple(leads), rate))
    return tuple(sorted(made, key=lambda one: (-len(one.leads), one.title, one.outcome)))


@dataclass(frozen=True, slots=True)
class QuestionGap:
    """A question, and how often leads were lost by how it was answered. Formula: `gaps`."""

    checklist: str
    item: str
    title: str
    good: Rate
    """Of the leads for which it spoke (`done: true`): the share that was lost."""
    bad: Rate
    """Of those against which it spoke (`done: false`)."""
    open: Rate
    """Of those that were never asked, or gave no answer."""


def question_gaps(snapshot: Snapshot, scope: Scope = EVERYTHING) -> tuple[QuestionGap, ...]:
    """For each question of each checklist: how often a lead was lost that had this gap.

    Only won and lost leads count that could have been asked: they stood at a step that asks the
    checklist. A window: decided in it. Checklists that a build withholds are left out.
    """
    pipeline = pipeline_of(snapshot, scope)
    if pipeline is None:
        return ()
    decided = _decided(snapshot, scope)
    found = []
    for checklist in snapshot.process.checklists.values():
        steps = {step.id for step in pipeline.steps.values() if checklist.id in step.checklists}
        asked = [one for one in decided if any(stay.place in steps for stay in one.steps)]
        if asked and not snapshot.project.withholds(checklist):
            found += [_gap(snapshot, checklist, item, asked) for item in checklist.items.values()]
    return tuple(found)


def _gap(snapshot: Snapshot, checklist: Checklist, item: Item, asked: list[Journey]) -> QuestionGap:
    groups: dict[str, tuple[list[str], list[str]]] = {
        answer: ([], []) for answer in ("good", "bad", "open")
    }
    for one in asked:
        lead = snapshot.project.leads[one.lead]
        if applies(item.when, snapshot.standings[one.lead].facts):
            answer = lead.checklists.get(checklist.id, {}).get(item.id)
            name = "open" if answer is None else "good" if answer.done else "bad"
            groups[name][one.state is not State.LOST].append(one.lead)
    minimum = snapshot.process.figures.minimum
    rates = {
        name: Rate("gaps", tuple(lost), tuple(won), minimum=minimum)
        for name, (lost, won) in groups.items()
    }
    return QuestionGap(
        checklist.id, item.id, item.title, rates["good"], rates["bad"], rates["open"]
    )


def _decided(snapshot: Snapshot, scope: Scope) -> list[Journey]:
    return [
        one
        for one in journeys_in(snapshot, scope)
        if one.decided and scope.window.holds(one.won or one.ended)
    ]


@dataclass(frozen=True, slots=True)
class Wish:
    """What clients wrote into a list of records, put together where the words are the same."""

    text: str
    """As the first of them wrote it."""
    leads: tuple[str, ...]
    outcomes: Mapping[str, tuple[str, ...]]
    """For a part of type choice: by option, the leads whose records say it."""


def wishes(snapshot: Snapshot, field: str) -> tuple[Wish, ...] | None:
    """The records of a list field over all leads, by their first part, the commonest first.

    Words are the same if they differ only in capitals, spaces and a point at the end. Nothing at
    all if there is no such list, or a build withholds it: `None`.
    """
    declared = snapshot.process.fields.get(field)
    if declared is None or not declared.parts or snapshot.project.withholds(declared):
        return None
    title, choice = declared.parts[0].id, _choice(declared)
    found: dict[str, tuple[str, list[str], dict[str, list[str]]]] = {}
    for ident, one in snapshot.standings.items():
        for record in _records(one.facts.values.get(field)):
            text = str(record.get(title, ""))
            key = " ".join(text.casefold().split()).rstrip(".")
            if not key:
                continue
            _text, leads, by_option = found.setdefault(key, (text, [], {}))
            leads.append(ident)
            if choice in record:
                by_option.setdefault(str(record[choice]), []).append(ident)
    made = [
        Wish(
            text,
            tuple(dict.fromkeys(leads)),
            {option: tuple(dict.fromkeys(ids)) for option, ids in sorted(by_option.items())},
        )
        for text, leads, by_option in found.values()
    ]
    return tuple(sorted(made, key=lambda wish: (-len(wish.leads), wish.text.casefold())))


def _choice(field: Field) -> str:
    return next((part.id for part in field.parts if part.type == "choice"), "")


def _records(data: object) -> list[Mapping[str, object]]:
    items = data if isinstance(data, tuple) else ()
    return [item for item in items if isinstance(item, Mapping)]
