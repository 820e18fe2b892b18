"""Leads as JSON, with the keys of their files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sphinx_leadflow.transfer.rows import history, lead_values
from sphinx_leadflow.transfer.wanted import nested

if TYPE_CHECKING:
    import datetime as dt

    from sphinx_leadflow.core.model import Lead
    from sphinx_leadflow.core.project import Project
    from sphinx_leadflow.edit.data import Data


def render(project: Project, today: dt.date) -> bytes:
    """The whole file. Values are written as in a lead's file: amounts and numbers as texts, so
    that no reader rounds them."""
    leads = [_lead(one, project) for one in project.leads.values() if not one.broken]
    whole = {"process": project.process.title, "as_of": today.isoformat(), "leads": leads}
    return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _lead(lead: Lead, project: Project) -> dict[str, object]:
    values = {
        key: _plain(value) for key, value in nested(lead_values(lead, project.process)).items()
    }
    if project.process.single:
        values.pop("pipeline", None)
    lines = [_plain(dict(line.keys)) for line in history(lead)]
    return {"id": lead.id, **values, "history": lines}


def _plain(data: Data) -> object:
    if isinstance(data, dict):
        return {key: _plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_plain(one) for one in data]
    return (
        data.value == "true" if data.style == "" and data.value in ("true", "false") else data.value
    )
