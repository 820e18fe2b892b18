"""Files: what is read, what is refused, and nothing that could be published by accident."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sphinx_leadflow.core import source
from sphinx_leadflow.core.project import load


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "process.yaml").write_text("title: Leads\n")
    (tmp_path / "leads").mkdir()
    return tmp_path


def codes(root: Path) -> list[str]:
    return [item.code for item in load(root).diagnostics]


def test_a_folder_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    loaded = load(tmp_path / "nowhere")
    assert [str(item.span) for item in loaded.diagnostics] == ["nowhere:1:1"]
    assert loaded.project.process.title == "Our process"


def test_the_label_stands_in_front_of_every_path(root: Path) -> None:
    (root / "leads" / "a.yaml").write_text("nam: Aster\n")
    paths = {item.span.path for item in load(root, label="../leads_data").diagnostics}
    assert paths == {"../leads_data/leads/a.yaml"}


def test_no_leads_at_all_are_no_mistake(root: Path) -> None:
    (root / "leads").rmdir()
    assert codes(root) == []


@pytest.mark.parametrize("name", [".a.yaml", "a.yaml~", "#a.yaml#", "README.md", ".git"])
def test_what_editors_and_people_leave_behind_is_passed_over(root: Path, name: str) -> None:
    (root / "leads" / name).write_text("nam: Aster\n")
    assert codes(root) == []


def test_a_pipe_does_not_hang(root: Path) -> None:
    os.mkfifo(root / "leads" / "a.yaml")
    assert codes(root) == ["not-a-file"]


def test_a_file_that_becomes_a_pipe_after_we_looked_is_not_read(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(root / "leads" / "a.yaml")
    monkeypatch.setattr(source.Disk, "sort", lambda *_args: "file")
    report = source.Report()
    assert source.read_file(root / "leads" / "a.yaml", "a.yaml", 100, report) is None
    assert [item.code for item in report] == ["unreadable"]


def test_no_link_is_followed(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "a.yaml").write_text("name: Outside\n")
    (root / "leads" / "a.yaml").symlink_to(outside / "a.yaml")
    loaded = load(root)
    assert "Outside" not in repr(loaded)
    (root / "leads" / "a.yaml").unlink()
    (root / "leads").rmdir()
    (root / "leads").symlink_to(outside)
    assert codes(root) == ["not-a-file"]


def test_a_file_name_that_is_no_text_is_shown_with_escapes(root: Path) -> None:
    (root / "leads" / os.fsdecode(b"\xff.yaml")).write_text("name: Aster\n")
    (item,) = load(root).diagnostics
    assert item.span.path.endswith("leads/\\xff.yaml")


def test_what_the_system_refuses_is_a_finding(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "leads" / "a.yaml").write_text("name: Aster\n")

    def refuse(*_args: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(source.os, "open", refuse)
    assert codes(root) == ["unreadable", "unreadable"]
    monkeypatch.setattr(source.os, "listdir", refuse)
    assert set(codes(root)) == {"unreadable"}


def test_a_digest_follows_the_content_alone(root: Path) -> None:
    path = root / "process.yaml"
    before = load(root).sources[f"{root.name}/process.yaml"].digest
    os.utime(path, (0, 0))
    assert load(root).sources[f"{root.name}/process.yaml"].digest == before
    path.write_text("title: Lead\n")
    assert load(root).sources[f"{root.name}/process.yaml"].digest != before
