"""A check of the same files says the same without working it out, and never anything else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sphinx_leadflow.memory import files
from tests.bench import leads


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    leads.write_project(tmp_path / "leads_data", 3)
    return tmp_path


def check(folder: Path, *options: str) -> tuple[str, int]:
    command = [sys.executable, "-m", "sphinx_leadflow", "check", "--today", "2026-11-23"]
    done = subprocess.run(
        [*command, *options], cwd=folder, capture_output=True, text=True, check=False
    )
    assert not done.stderr
    return done.stdout, done.returncode


def kept(folder: Path) -> list[Path]:
    return sorted((folder / "cache" / "leadflow" / "checks").glob("*"))


def content(folder: Path) -> dict[str, object]:
    (path,) = kept(folder)
    found = json.loads(files.recall(str(path.parents[1]), f"checks/{path.name}", 10**6) or b"{}")
    assert isinstance(found, dict)
    return found


def write(folder: Path, text: str) -> None:
    """What only somebody with the user's key can write."""
    (path,) = kept(folder)
    files.keep(str(path.parents[1]), f"checks/{path.name}", text.encode(), 16)


def test_the_second_check_says_what_the_first_said(folder: Path) -> None:
    first = check(folder)
    write(folder, json.dumps({**content(folder), "text": "from the cache"}))
    assert check(folder) == ("from the cache", first[1])
    assert check(folder, "--no-cache") == first


def test_what_somebody_else_has_put_there_is_not_believed(folder: Path) -> None:
    first = check(folder)
    (path,) = kept(folder)
    path.write_bytes(path.read_bytes().replace(b"observatory", b"laboratory!"))
    assert check(folder) == first


def test_nobody_else_can_read_what_is_kept(folder: Path) -> None:
    check(folder)
    (path,) = kept(folder)
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", '{"key": 1}', '{"key": "", "text": "no", "code": 0}', "[" * 99_999]
)
def test_what_is_damaged_is_worked_out_anew(damage: str, folder: Path) -> None:
    first = check(folder)
    write(folder, damage)
    assert check(folder) == first
    assert content(folder)["text"] == first[0]


def _edit(folder: Path) -> None:
    path = folder / "leads_data" / "leads" / "observatory-00001.yaml"
    before = path.stat()
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("owner: jules", "owner: jukes"), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def _add(folder: Path) -> None:
    (folder / "leads_data" / "leads" / "stray.yml").write_text("name: Stray\n", encoding="utf-8")


def _link(folder: Path) -> None:
    path = folder / "leads_data" / "leads" / "observatory-00001.yaml"
    path.rename(folder / "elsewhere.yaml")
    path.symlink_to(folder / "elsewhere.yaml")


def _remove(folder: Path) -> None:
    (folder / "leads_data" / "process.yaml").unlink()


@pytest.mark.parametrize("change", [_edit, _add, _link, _remove])
def test_every_change_is_seen_one_with_an_old_time_too(change: object, folder: Path) -> None:
    first = check(folder)
    assert callable(change)
    change(folder)
    now = check(folder)
    assert now != first
    assert now == check(folder, "--no-cache")


def test_another_day_another_audience_another_form_are_other_questions(folder: Path) -> None:
    answers = {
        check(folder),
        check(folder, "--format", "json"),
        check(folder, "--audience", "public"),
    }
    answers.add(check(folder, "--today", "2028-01-01"))
    assert len(answers) == 4
    assert len(kept(folder)) == 4


def test_a_folder_that_cannot_be_written_is_no_obstacle(folder: Path) -> None:
    first = check(folder)
    shutil.rmtree(folder / "cache")
    (folder / "cache").write_text("in the way", encoding="utf-8")
    assert check(folder) == first


def test_the_newest_answers_are_kept_and_no_others(folder: Path) -> None:
    check(folder)
    for number in range(20):
        (kept(folder)[0].parent / f"{number:02}.json").write_text("{}", encoding="utf-8")
    check(folder, "--format", "json")
    assert len(kept(folder)) == 16
