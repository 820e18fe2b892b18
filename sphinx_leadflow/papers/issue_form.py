"""GitHub's issue forms, made from a step: what the next team has to know, and what it will do.

The form's grammar is GitHub's "Syntax for GitHub's form schema". The text is YAML in JSON's
subset, so that no title can be taken for anything but a text.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from sphinx_leadflow.papers.book import Book
from sphinx_leadflow.papers.flavour import FLAVOURS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sphinx_leadflow.core.model import Asset, Field, Pipeline, Step
    from sphinx_leadflow.core.query import Snapshot

MARK = "Made by leadflow export issue-form"
"""What the first line of every form begins with."""

_NO_FORM = ("list", "lead", "person")
"""Types that have no place in a form: many values, or values that only the leads' files know."""


def issue_form(snapshot: Snapshot, step: Step, fields: Collection[str] = ()) -> str:
    """The form of a step, as the text of a file for `.github/ISSUE_TEMPLATE`.

    It asks for what earlier steps have filled in and anybody may read (of that only `fields`, if
    any are named), and ends with the steps from here to the end of the stage, to be ticked off.
    """
    asset = _tracker(snapshot, step)
    pipeline = snapshot.process.pipelines[step.pipeline]
    form: dict[str, Any] = {
        "name": step.title,
        "description": f"{snapshot.process.title}: {step.title}",
        "title": _title(asset),
        "labels": _labels(asset),
        "body": [
            {"type": "markdown", "attributes": {"value": _text(snapshot, step)}},
            *(_question(one) for one in askable(snapshot, step) if not fields or one.id in fields),
            *_checkboxes(snapshot, pipeline, step),
        ],
    }
    lines = [f"# {MARK}. Change the process, not this file."]
    for key, value in form.items():
        if value:
            lines += _entry(key, value)
    return "\n".join(lines) + "\n"


def _entry(key: str, value: Any) -> Iterator[str]:
    if key != "body":
        yield f"{key}: {_json(value)}"
        return
    yield "body:"
    for block in value:
        parts = [f"{name}: {_json(inner)}" for name, inner in block.items()]
        yield f"  - {parts[0]}"
        yield from (f"    {part}" for part in parts[1:])


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _tracker(snapshot: Snapshot, step: Step) -> Asset | None:
    """The step's asset that opens a new issue, from which title and labels are taken."""
    assets = (snapshot.process.assets[ident] for ident in step.assets)
    found = (one for one in assets if not snapshot.project.withholds(one))
    return next((one for one in found if "/issues/new" in one.url), None)


def _title(asset: Asset | None) -> str:
    """`New hub: `; the lead's name is typed behind it."""
    return asset.name.partition("{")[0] if asset else ""


def _labels(asset: Asset | None) -> list[str]:
    given = parse_qs(urlsplit(asset.url).query).get("labels", []) if asset else []
    return [label for part in given for label in part.split(",") if label]


def _text(snapshot: Snapshot, step: Step) -> str:
    page = Book(snapshot, FLAVOURS["github"], ()).page("form")
    return "\n".join(page.prose(step.text)).strip() or step.title


def askable(snapshot: Snapshot, step: Step) -> list[Field]:
    """The fields that the way to a step fills in, without those that are for the team."""
    pipeline = snapshot.process.pipelines[step.pipeline]
    names: dict[str, None] = {}
    for one in pipeline.steps.values():
        if one.id == step.id:
            break
        names |= dict.fromkeys(name for part in one.fills for name in part.fields())
    fields = [snapshot.process.fields[name] for name in names]
    return [one for one in fields if not one.private and one.type not in _NO_FORM]


def _question(declared: Field) -> dict[str, Any]:
    """A field as a question of the form; nothing is obligatory, for some leads lack a value."""
    about = declared.text.value.strip() if declared.text else ""
    attributes: dict[str, Any] = {"label": declared.title}
    if about:
        attributes["description"] = about
    kind = "input"
    if declared.type == "choice" and declared.options:
        kind = "dropdown"
        attributes["options"] = [one.title for one in declared.options.values()]
    elif declared.type == "boolean":
        kind, attributes["options"] = "dropdown", ["Yes", "No"]
    elif declared.type == "markdown":
        kind = "textarea"
    return {"type": kind, "id": declared.id, "attributes": attributes}


def _checkboxes(snapshot: Snapshot, pipeline: Pipeline, step: Step) -> Iterator[dict[str, Any]]:
    """The step's checklists, then the steps that follow it in its stage."""
    for ident in step.checklists:
        checklist = snapshot.process.checklists[ident]
        if not snapshot.project.withholds(checklist):
            titles = [item.title for item in checklist.items.values()]
            yield _ticks(ident, checklist.title, titles)
    stage = pipeline.stage_of(step)
    following = stage.steps[stage.steps.index(step) + 1 :]
    if following:
        yield _ticks("next-steps", "What follows", [one.title for one in following])


def _ticks(ident: str, title: str, labels: list[str]) -> dict[str, Any]:
    options = [{"label": label} for label in dict.fromkeys(labels)]
    return {
        "type": "checkboxes",
        "id": ident,
        "attributes": {"label": title, "options": options},
    }
