"""Every question that a page may ask, by name: pure functions of a snapshot and plain words.

A page is rebuilt when the answer to a question that it asked has changed, so a question must
be askable again from what can be stored: its name and its arguments.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from sphinx_leadflow.core.gates.title import safe_title
from sphinx_leadflow.core.query import Selection
from sphinx_leadflow.core.suggest import closest, one_of
from sphinx_leadflow.core.views.agenda import agenda_view
from sphinx_leadflow.core.views.board import board_view
from sphinx_leadflow.core.views.catalogue import (
    assets_view,
    checklist_view,
    fields_view,
    notices_view,
    roles_view,
)
from sphinx_leadflow.core.views.customers import customers_view
from sphinx_leadflow.core.views.durations import durations_view
from sphinx_leadflow.core.views.editing import new_link
from sphinx_leadflow.core.views.events import events_view
from sphinx_leadflow.core.views.flows import flows_view
from sphinx_leadflow.core.views.forecast import forecast_view
from sphinx_leadflow.core.views.funnel import funnel_view
from sphinx_leadflow.core.views.lead import lead_view
from sphinx_leadflow.core.views.lessons import lessons_view
from sphinx_leadflow.core.views.letters import own_copy
from sphinx_leadflow.core.views.look_back import look_back_view
from sphinx_leadflow.core.views.parts import Ref, full_id
from sphinx_leadflow.core.views.pipeline import picture_view
from sphinx_leadflow.core.views.process import process_view, stage_view
from sphinx_leadflow.core.views.rates import rates_view
from sphinx_leadflow.core.views.table import table_view
from sphinx_leadflow.core.views.timeline import timeline_view

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sphinx_leadflow.core.model import Pipeline
    from sphinx_leadflow.core.query import Snapshot

LINKED = ("lead", "stage", "step", "field", "asset", "checklist", "role", "outcome")
"""The kinds of things to which a role links: `{leadflow:step}`."""

Arguments = tuple[Any, ...]
"""Plain values: strings, numbers, tuples of them, or a `Selection` as a tuple."""


def ask(snapshot: Snapshot, name: str, arguments: Arguments) -> Any:
    """The answer to a question: a view, or `None` where there is nothing of that name."""
    return _QUESTIONS[name](snapshot, *arguments)


def digest(answer: Any) -> str:
    """A short text that is equal for equal answers and different for different ones."""
    return hashlib.blake2b(
        repr(answer).encode("utf-8", "backslashreplace"), digest_size=16
    ).hexdigest()


def known_ids(snapshot: Snapshot, kind: str) -> tuple[str, ...]:
    """Every id of a kind that roles and options may name, in order."""
    process = snapshot.process
    if kind == "lead":
        return tuple(snapshot.project.leads)
    if kind == "person":
        return tuple(process.people)
    if kind == "pipeline":
        return tuple(process.pipelines)
    if kind in ("stage", "step", "outcome"):
        return tuple(
            full_id(pipeline.id, ident)
            for pipeline in process.pipelines.values()
            for ident in _places(pipeline, kind)
        )
    tables: dict[str, Mapping[str, object]] = {
        "role": process.roles,
        "asset": process.assets,
        "field": process.fields,
        "checklist": process.checklists,
        "notice": process.notices,
    }
    return tuple(tables[kind])


def _places(pipeline: Pipeline, kind: str) -> tuple[str, ...]:
    if kind == "stage":
        return tuple(stage.id for stage in pipeline.stages)
    return tuple(pipeline.steps if kind == "step" else pipeline.outcomes)


def find(snapshot: Snapshot, kind: str, name: str) -> Ref | None:
    """The thing that a role or a directive names, by today's or a former id.

    Where there are several pipelines, `grants/draft` names a step; `draft` alone does too, if
    only one pipeline has it.
    """
    if kind in ("stage", "step", "outcome"):
        return _find_place(snapshot, kind, name)
    if kind == "lead":
        lead = snapshot.project.leads.get(name)
        return Ref(kind, name, safe_title(lead.name)) if lead else None
    process = snapshot.process
    ident = process.now(kind, name)
    tables: dict[str, Mapping[str, Any]] = {
        "role": process.roles,
        "asset": process.assets,
        "field": process.fields,
        "checklist": process.checklists,
        "pipeline": process.pipelines,
        "notice": process.notices,
    }
    found = tables[kind].get(ident)
    return Ref(kind, ident, found.title) if found else None


def _find_place(snapshot: Snapshot, kind: str, name: str) -> Ref | None:
    wanted, slash, ident = name.rpartition("/")
    found = []
    for pipeline in snapshot.process.pipelines.values():
        if slash and pipeline.id != wanted:
            continue
        here = pipeline.old_ids.get(ident, ident)
        if here in _places(pipeline, kind):
            title = _place_title(pipeline, kind, here)
            found.append(Ref(kind, full_id(pipeline.id, here), title))
    return found[0] if len(found) == 1 or (found and kind == "outcome") else None


def why_not_found(kind: str, name: str, ask: Callable[..., Any]) -> tuple[str, str]:
    """What is wrong with a name that means nothing, and what would be right.

    Nothing, if it is declared in a part of the process that could not be read. `ask` puts the
    questions, by name and arguments.
    """
    if ask("lost", kind, name):
        return "", ""
    several = ask("matching", kind, name)
    if len(several) > 1:
        return f"{name!r} is a {kind} in several pipelines", f"write {' or '.join(several)}"
    known = ask("known", kind)
    hint = closest(name, known) or one_of(known) or "none are declared"
    return f"there is no {kind} {name!r}", hint


def matching(snapshot: Snapshot, kind: str, name: str) -> tuple[str, ...]:
    """The full ids that a filter's word means, by today's or a former id.

    In a filter `draft` means the step of that name in every pipeline that has one.
    """
    if kind == "person":
        return (name,) if name in snapshot.process.people else ()
    if kind not in ("stage", "step", "outcome"):
        ref = find(snapshot, kind, name)
        return (ref.id,) if ref else ()
    wanted, slash, ident = name.rpartition("/")
    here = [
        (one, one.old_ids.get(ident, ident))
        for one in snapshot.process.pipelines.values()
        if not slash or one.id == wanted
    ]
    return tuple(full_id(one.id, now) for one, now in here if now in _places(one, kind))


def _place_title(pipeline: Pipeline, kind: str, ident: str) -> str:
    if kind == "stage":
        return next(stage.title for stage in pipeline.stages if stage.id == ident)
    return pipeline.steps[ident].title if kind == "step" else pipeline.outcomes[ident].title


def _asset_link(snapshot: Snapshot, name: str, lead: str) -> tuple[Ref, str] | None:
    """An asset with its link: a lead's own copy on that lead's page."""
    ref = find(snapshot, "asset", name)
    if ref is None:
        return None
    asset = snapshot.process.assets[ref.id]
    if snapshot.project.withholds(asset):
        return ref, ""
    own = own_copy(snapshot, lead, ref.id) if lead in snapshot.project.leads else ""
    return ref, own or asset.url


def _stage(snapshot: Snapshot, name: str) -> Any:
    ref = find(snapshot, "stage", name)
    if ref is None:
        return None
    pipeline = snapshot.process.pipelines[ref.id.rpartition("/")[0]]
    stage = next(one for one in pipeline.stages if full_id(pipeline.id, one.id) == ref.id)
    return stage_view(snapshot, pipeline, stage)


def _picture(snapshot: Snapshot, pipeline: str) -> Any:
    return picture_view(snapshot, snapshot.process.pipelines[pipeline])


def _table(snapshot: Snapshot, selection: Arguments, columns: tuple[str, ...]) -> Any:
    return table_view(snapshot, Selection(*selection), columns)


def _board(snapshot: Snapshot, selection: Arguments) -> Any:
    return board_view(snapshot, Selection(*selection))


def _lead(snapshot: Snapshot, ident: str) -> Any:
    return lead_view(snapshot, ident) if ident in snapshot.project.leads else None


def _checklist(snapshot: Snapshot, name: str, lead: str) -> Any:
    ident = snapshot.process.now("checklist", name)
    if ident not in snapshot.process.checklists or (lead and lead not in snapshot.project.leads):
        return None
    return checklist_view(snapshot, ident, lead)


def _title(snapshot: Snapshot, pipeline: str) -> str:
    found = snapshot.process.pipelines.get(pipeline)
    return safe_title((found.title if found else "") or snapshot.process.title)


def _purpose(snapshot: Snapshot) -> Any:
    return snapshot.process.purpose


def _counts(snapshot: Snapshot) -> dict[str, int]:
    marks = ("open", "stale", "overdue", "waiting", "won", "lost", "parked")
    return {mark: sum(mark in one.marks for one in snapshot.standings.values()) for mark in marks}


def _lost(snapshot: Snapshot, kind: str, name: str) -> bool:
    """Whether a name means nothing only because a part of the process could not be read."""
    return snapshot.process.gaps.lost(kind, name)


_QUESTIONS: dict[str, Callable[..., Any]] = {
    "agenda": agenda_view,
    "assets": assets_view,
    "asset-link": _asset_link,
    "board": _board,
    "checklist": _checklist,
    "counts": _counts,
    "customers": customers_view,
    "events": events_view,
    "durations": durations_view,
    "fields": fields_view,
    "find": find,
    "flows": flows_view,
    "forecast": forecast_view,
    "funnel": funnel_view,
    "known": known_ids,
    "lost": _lost,
    "lead": _lead,
    "lessons": lessons_view,
    "look-back": look_back_view,
    "matching": matching,
    "new-lead": new_link,
    "notices": notices_view,
    "picture": _picture,
    "process": process_view,
    "purpose": _purpose,
    "rates": rates_view,
    "roles": roles_view,
    "stage": _stage,
    "table": _table,
    "timeline": timeline_view,
    "title": _title,
}
