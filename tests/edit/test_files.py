"""Writing is all or nothing, and never through a link."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sphinx_leadflow.edit import files
from sphinx_leadflow.edit.document import Refused
from sphinx_leadflow.edit.files import Change, write, write_all


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "lead.yaml"
    place.write_text("old\n")
    return place


def names(path: Path) -> list[str]:
    return sorted(one.name for one in path.parent.iterdir())


def test_a_file_is_replaced_and_nothing_is_left_behind(path: Path) -> None:
    write(Change(path, "old\n", "new\n"))
    assert path.read_text() == "new\n"
    assert names(path) == ["lead.yaml"]


def test_line_ends_are_written_as_they_are(path: Path) -> None:
    write(Change(path, "old\n", "a\r\nb"))
    assert path.read_bytes() == b"a\r\nb"


def test_what_changed_meanwhile_is_not_overwritten(path: Path) -> None:
    with pytest.raises(Refused, match="changed meanwhile"):
        write(Change(path, "older\n", "new\n"))
    assert path.read_text() == "old\n"
    assert names(path) == ["lead.yaml"]


def test_a_change_at_the_last_moment_is_seen(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync

    def somebody_writes(handle: int) -> None:
        real(handle)
        path.write_text("theirs\n")

    monkeypatch.setattr(files.os, "fsync", somebody_writes)
    with pytest.raises(Refused):
        write(Change(path, "old\n", "new\n"))
    assert path.read_text() == "theirs\n"
    assert names(path) == ["lead.yaml"]


def test_links_are_refused(path: Path) -> None:
    link = path.with_name("link.yaml")
    link.symlink_to(path)
    with pytest.raises(Refused, match="links are not followed"):
        write(Change(link, "old\n", "new\n"))
    folder = path.parent / "folder"
    folder.symlink_to(path.parent)
    with pytest.raises(Refused, match="links are not followed"):
        write(Change(folder / "lead.yaml", "old\n", "new\n"))
    assert path.read_text() == "old\n"


def test_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "lead.yaml")
    with pytest.raises(Refused, match="not a regular file"):
        write(Change(tmp_path / "lead.yaml", "old\n", "new\n"))


def test_a_new_file_never_replaces_one(path: Path) -> None:
    with pytest.raises(Refused, match="already"):
        write(Change(path, None, "new\n"))
    new = path.with_name("new.yaml")
    write(Change(new, None, "new\n"))
    assert new.read_text() == "new\n"
    assert names(path) == ["lead.yaml", "new.yaml"]


def test_several_files_change_together_or_not_at_all(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, third = path.with_name("other.yaml"), path.with_name("third.yaml")
    other.write_text("old\n")
    changes = [
        Change(path, "old\n", "new\n"),
        Change(third, None, "x"),
        Change(other, "old\n", "n"),
    ]
    real, failing = os.replace, [True]

    def fails_once(source: str, target: Path) -> None:
        if Path(target) == other and failing:
            failing.pop()
            raise OSError(28, "No space left on device")
        real(source, target)

    monkeypatch.setattr(files.os, "replace", fails_once)
    with pytest.raises(OSError, match="No space"):
        write_all(changes)
    assert (path.read_text(), other.read_text()) == ("old\n", "old\n")
    assert names(path) == ["lead.yaml", "other.yaml"]


def test_one_stale_file_stops_all(path: Path) -> None:
    other = path.with_name("other.yaml")
    other.write_text("theirs\n")
    with pytest.raises(Refused):
        write_all([Change(path, "old\n", "new\n"), Change(other, "old\n", "new\n")])
    assert path.read_text() == "old\n"
