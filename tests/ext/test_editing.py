"""Links that lead to where something is edited, with `leadflow_repository`."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from sphinx_leadflow.core.project import load
from tests.ext.project import PAGES, Built, Project

REPOSITORY = "https://github.com/team/handbook"
WITH_NEW = {**PAGES, "leads.md": "# Leads\n\n```{leadflow:leads}\n:new-lead:\n```\n"}


def build(root: Path, **settings: object) -> Built:
    return Project(root).fill(pages=WITH_NEW).build(**settings)  # type: ignore[arg-type]


def links(page: str) -> list[str]:
    return [unescape(one) for one in re.findall(r'href="([^"]*)"', page)]


def test_a_lead_is_edited_in_its_file(tmp_path: Path) -> None:
    page = build(tmp_path, leadflow_repository=REPOSITORY).page("leads/acme")
    assert f"{REPOSITORY}/edit/main/data/leads/acme.yaml" in links(page)


@pytest.mark.parametrize(("name", "key"), [("process", "triage:"), ("other", "fit:")])
def test_a_step_and_a_checklist_are_edited_at_their_line(
    tmp_path: Path, name: str, key: str
) -> None:
    built = build(tmp_path, leadflow_repository=REPOSITORY)
    text = (tmp_path / "data" / "process.yaml").read_text("utf-8").splitlines()
    line = next(number for number, one in enumerate(text, 1) if one.strip() == key)
    assert f"{REPOSITORY}/edit/main/data/process.yaml#L{line}" in links(built.page(name))


def test_a_new_lead_begins_with_a_file_that_has_nothing_wrong(tmp_path: Path) -> None:
    page = build(tmp_path, leadflow_repository=REPOSITORY).page("leads")
    address = next(one for one in links(page) if "/new/" in one)
    assert address.startswith(f"{REPOSITORY}/new/main/data/leads?filename=")
    text = parse_qs(urlsplit(address).query)["value"][0]
    Project(tmp_path / "second").fill(leads={"new-one": text})
    assert load(tmp_path / "second" / "data").diagnostics == ()


@pytest.mark.parametrize(
    ("repository", "lead", "new"),
    [
        (
            "https://gitlab.com/team/sales/handbook",
            "/-/edit/main/data/leads/acme.yaml",
            "/-/new/main/data/leads?file_name=name-of-the-lead.yaml",
        ),
        (
            "https://codeberg.org/team/handbook.git",
            "/_edit/main/data/leads/acme.yaml",
            "/_new/main/data/leads?filename=name-of-the-lead.yaml&value=",
        ),
    ],
)
def test_pages_link_to_other_forges_as_those_have_it(
    tmp_path: Path, repository: str, lead: str, new: str
) -> None:
    built = build(tmp_path, leadflow_repository=repository)
    start = repository.removesuffix(".git")
    assert start + lead in links(built.page("leads/acme"))
    assert any(one.startswith(start + new) for one in links(built.page("leads")))


def test_without_the_setting_there_are_no_such_links(tmp_path: Path) -> None:
    built = build(tmp_path)
    for name in ("leads", "process", "other", "leads/acme"):
        assert "lf-edit" not in built.page(name)
        assert "New lead" not in built.page(name)
    assert built.warnings == ""


def test_an_address_that_is_no_repository_is_a_warning(tmp_path: Path) -> None:
    built = build(tmp_path, leadflow_repository="our repository")
    assert "leadflow_repository must be the address of a repository" in built.warnings
    assert "lf-edit" not in built.page("leads/acme")


def test_a_moved_line_moves_the_link_in_an_incremental_build(tmp_path: Path) -> None:
    project = Project(tmp_path).fill(pages=WITH_NEW)
    project.build(leadflow_repository=REPOSITORY)
    project.edit("data/process.yaml", "title: Hub process\n", "title: Hub process\n# a line\n")
    again = project.build(leadflow_repository=REPOSITORY)
    clean = project.clean(leadflow_repository=REPOSITORY)
    assert again.page("process") == clean.page("process")
