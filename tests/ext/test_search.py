"""What the search index says of leads, in clean and in incremental builds."""

from __future__ import annotations

import json
from pathlib import Path

from tests.ext.project import Built, Project, differences


def titles(built: Built) -> list[str]:
    text = built.page("searchindex.js")
    found: list[str] = json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))["titles"]
    return found


def test_a_lead_is_called_one_and_stands_somewhere(tmp_path: Path) -> None:
    found = titles(Project(tmp_path).fill().build())
    assert "Acme University (lead: Send a quote)" in found
    assert "Cedar Museum (lead: Lost)" in found


def test_a_moved_lead_stands_elsewhere_after_an_incremental_build(tmp_path: Path) -> None:
    project = Project(tmp_path).fill()
    project.build()
    project.edit(
        "data/leads/birch.yaml",
        "to: triage, by: jules}\n",
        "to: triage, by: jules}\n  - {date: 2026-11-21, to: call, by: jules}\n",
    )
    again = project.build()
    assert "Birch Observatory (lead: Call them)" in titles(again)
    assert list(differences(again.out, project.clean().out)) == []


def test_a_name_with_markup_is_text_in_the_results(tmp_path: Path) -> None:
    project = Project(tmp_path).fill()
    project.edit("data/leads/birch.yaml", "name: Birch Observatory", "name: Birch & <b>Sons</b>")
    assert not any("<b>" in title for title in titles(project.build()))
