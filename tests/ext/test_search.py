"""What the search index says of leads, in clean and in incremental builds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.ext.project import Built, Project, differences


def index_of(built: Built) -> dict[str, Any]:
    text = built.page("searchindex.js")
    found: dict[str, Any] = json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))
    return found


def titles(built: Built) -> list[str]:
    found: list[str] = index_of(built)["titles"]
    return found


def names(index: dict[str, Any]) -> list[str]:
    """What the results call things."""
    return [str(one[4]) for found in index["objects"].values() for one in found]


def test_a_lead_is_called_one_and_stands_somewhere(tmp_path: Path) -> None:
    found = titles(Project(tmp_path).fill().build())
    assert "Acme University (lead: Send a quote)" in found
    assert "Cedar Museum (lead: Lost)" in found


def test_a_lead_with_a_page_is_found_once(tmp_path: Path) -> None:
    index = index_of(Project(tmp_path).fill().build())
    assert any("Acme University" in title for title in index["titles"])
    assert "Send a quote" in names(index)
    assert "Acme University" not in names(index)


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


def test_headings_and_names_of_things_are_no_markup_either(tmp_path: Path) -> None:
    """The search page of Sphinx 8.2 puts both into the page as they are."""
    project = Project(tmp_path).fill()
    project.edit("data/process.yaml", "title: Triage", 'title: "Triage <img src=x>"')
    project.edit("data/process.yaml", ":::{note}", ":::{admonition} Be \\<b>bold\\</b>")
    index = index_of(project.build())
    shown = [*index["titles"], *index["alltitles"], *names(index)]
    assert "Triage \u2039img src=x\u203a" in shown
    assert "Be \u2039b\u203abold\u2039/b\u203a" in shown
    assert not any("<" in one for one in shown)


def test_a_title_with_an_apostrophe_is_found_as_it_was_written(tmp_path: Path) -> None:
    project = Project(tmp_path).fill()
    project.edit("docs/leads.md", "# Leads", "# What's *next* & why")
    assert "What's next & why" in titles(project.build(smartquotes=False))
