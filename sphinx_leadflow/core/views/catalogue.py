"""What the process declares beside its steps: assets, notices, checklists, roles, fields."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sphinx_leadflow.core import words
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.standing import asked_items
from sphinx_leadflow.core.views.editing import edit_link
from sphinx_leadflow.core.views.parts import Ref, full_id, lead_ref, role_refs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_leadflow.core.model import Asset
    from sphinx_leadflow.core.query import Snapshot
    from sphinx_leadflow.core.text import Text


@dataclass(frozen=True, slots=True)
class AssetView:
    """One folder, template or tool."""

    id: str
    title: str
    url: str
    text: Text | None
    kind: str
    own: str
    """The title of the field with a lead's own copy; empty if there is none."""
    group: str
    private: bool


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A banner."""

    id: str
    title: str
    kind: str
    text: Text | None
    until: Text | None
    since: str
    review_by: str
    late: str
    """How long its review is overdue, in words; empty if it is not."""
    owner: Ref | None


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question of a checklist, with a lead's answer if there is a lead."""

    id: str
    title: str
    text: Text | None
    when: str
    state: str
    """`yes`, `no`, `open`, or empty without a lead."""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class ChecklistView:
    """A checklist, for the handbook or for one lead."""

    id: str
    title: str
    text: Text | None
    must: bool
    questions: tuple[QuestionView, ...]
    lead: Ref | None = None
    edit: str = ""
    """Where the questions are edited; empty for a lead's answers."""


@dataclass(frozen=True, slots=True)
class RoleView:
    """A role, who has it, and its part in every step (RACI letters, `S` for help)."""

    id: str
    title: str
    text: Text | None
    external: bool
    contact: str
    people: tuple[str, ...]
    letters: tuple[tuple[Ref, str], ...]


@dataclass(frozen=True, slots=True)
class FieldView:
    """A declared field."""

    id: str
    title: str
    text: Text | None
    type: str
    details: str
    private: bool
    tracked: bool
    asked_by: tuple[Ref, ...]


def asset_views(snapshot: Snapshot, idents: Iterable[str]) -> tuple[AssetView, ...]:
    """These assets, without those that the audience may not see."""
    chosen = (snapshot.process.assets[ident] for ident in idents)
    return tuple(_asset(snapshot, one) for one in chosen if not snapshot.project.withholds(one))


def _asset(snapshot: Snapshot, asset: Asset) -> AssetView:
    own = snapshot.process.fields[asset.own].title if asset.own else ""
    return AssetView(
        asset.id, asset.title, asset.url, asset.text, asset.kind, own, asset.group, asset.private
    )


def assets_view(snapshot: Snapshot, group: str | None = None) -> tuple[AssetView, ...]:
    """All assets, or those of one group, in the order of the process file."""
    every = snapshot.process.assets.values()
    return asset_views(snapshot, (one.id for one in every if group in (None, one.group)))


def notices_view(snapshot: Snapshot) -> tuple[NoticeView, ...]:
    """All notices."""
    found = []
    for notice in snapshot.process.notices.values():
        late = (snapshot.today - notice.review_by).days if notice.review_by else 0
        owner = role_refs(snapshot.process, [notice.owner])[0] if notice.owner else None
        found.append(
            NoticeView(
                notice.id,
                notice.title,
                notice.kind,
                notice.text,
                notice.until,
                _day(notice.since),
                _day(notice.review_by),
                f"overdue {words.count(late, 'day')}" if late > 0 else "",
                owner,
            )
        )
    return tuple(found)


def _day(date: dt.date | None) -> str:
    return words.day(date) if date else ""


def checklist_view(snapshot: Snapshot, ident: str, lead: str = "") -> ChecklistView:
    """A checklist; with a lead its answers, the open ones first."""
    checklist = snapshot.process.checklists[ident]
    if not lead:
        questions = tuple(
            QuestionView(
                item.id,
                item.title,
                item.text,
                words.condition_words(item.when, snapshot.process),
                "",
            )
            for item in checklist.items.values()
        )
        return ChecklistView(
            ident,
            checklist.title,
            checklist.text,
            checklist.must,
            questions,
            edit=edit_link(snapshot, checklist.span),
        )
    return _answered(snapshot, ident, lead)


def _answered(snapshot: Snapshot, ident: str, lead: str) -> ChecklistView:
    checklist, one = snapshot.process.checklists[ident], snapshot.standings[lead]
    answers = one.lead.checklists.get(ident, {})
    questions = []
    for item in asked_items(tuple(checklist.items.values()), one.facts):
        answer = answers.get(item.id)
        state = "open" if answer is None else "yes" if answer.done else "no"
        questions.append(
            QuestionView(item.id, item.title, item.text, "", state, answer.text if answer else "")
        )
    questions.sort(key=lambda question: question.state != "open")
    return ChecklistView(
        ident, checklist.title, checklist.text, checklist.must, tuple(questions), lead_ref(one)
    )


def roles_view(snapshot: Snapshot, pipeline: str | None = None) -> tuple[RoleView, ...]:
    """All roles with the people who have them and their part in each step."""
    process = snapshot.process
    found = []
    for role in process.roles.values():
        letters = tuple(
            (Ref("step", full_id(step.pipeline, step.id), step.title), step.raci.letters(role.id))
            for step in process.steps()
            if pipeline in (None, step.pipeline)
        )
        people = tuple(person.name for person in process.people.values() if role.id in person.roles)
        found.append(
            RoleView(role.id, role.title, role.text, role.external, role.contact, people, letters)
        )
    return tuple(found)


def fields_view(snapshot: Snapshot) -> tuple[FieldView, ...]:
    """All fields, and the steps that ask for them."""
    process = snapshot.process
    asked: dict[str, list[Ref]] = {}
    for step in process.steps():
        ref = Ref("step", full_id(step.pipeline, step.id), step.title)
        for requirement in (*step.needs, *step.fills):
            for name in requirement.fields():
                if ref not in asked.setdefault(name, []):
                    asked[name].append(ref)
    return tuple(
        FieldView(
            one.id,
            one.title,
            one.text,
            one.type,
            _field_details(snapshot, one.id),
            one.private,
            one.tracked,
            tuple(asked.get(one.id, ())),
        )
        for one in process.fields.values()
    )


def _field_details(snapshot: Snapshot, ident: str) -> str:
    one = snapshot.process.fields[ident]
    if one.options:
        return ", ".join(option.title for option in one.options.values())
    if one.parts:
        return ", ".join(part.title for part in one.parts)
    return one.item or one.currency
