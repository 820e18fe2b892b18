"""With the data of the last build nothing is understood anew, and nothing is missing for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sphinx_leadflow.core.decode_lead import LeadReader
from sphinx_leadflow.core.model import Lead
from sphinx_leadflow.core.source import Folder, Source
from sphinx_leadflow.ext import lifecycle, log
from sphinx_leadflow.ext.config import Settings
from sphinx_leadflow.memory import leads
from tests.ext.project import CONF, LEADS, PAGES, Project, differences

BROKEN = LEADS["birch"] + "shoe_size: 43\n"


@pytest.fixture
def understood(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many leads were understood, each time that a build did so."""
    counts: list[int] = []
    real = lifecycle.understand

    def counted(*arguments: object) -> object:
        loaded = real(*arguments)  # type: ignore[arg-type]  # passed on as they came
        counts.append(len(loaded.project.leads))
        return loaded

    monkeypatch.setattr(lifecycle, "understand", counted)
    return counts


def test_a_second_build_understands_nothing_and_says_the_same(
    tmp_path: Path, understood: list[int]
) -> None:
    project = Project(tmp_path).fill()
    project.lead("birch", BROKEN)
    first = project.build()
    assert "shoe_size" in first.warnings
    assert understood == [3]
    second = project.build()
    assert second.warnings == first.warnings
    assert not second.read
    assert not second.wrote
    assert understood == [3]


def test_after_an_edit_that_no_page_shows_the_next_build_understands_nothing(
    tmp_path: Path, understood: list[int]
) -> None:
    project = Project(tmp_path).fill()
    project.build(leadflow_pages=None)
    project.lead("birch", LEADS["birch"] + "# a remark\n")
    edited = project.build(leadflow_pages=None)
    assert not edited.read
    assert not edited.wrote
    assert understood == [3, 3]
    project.build(leadflow_pages=None)
    assert understood == [3, 3]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_page_that_asks_after_all_is_answered(
    jobs: int, tmp_path: Path, understood: list[int]
) -> None:
    project = Project(tmp_path).fill()
    project.build()
    project.write("docs/other.md", PAGES["other.md"] + "\n```{leadflow:leads}\n```\n")
    built = project.build(jobs=jobs)
    assert "Acme University" in built.page("other")
    assert understood == [3, 3]
    assert not list(differences(built.out, project.clean().out))


def test_each_thing_that_decides_what_data_means_is_noticed(
    tmp_path: Path, understood: list[int]
) -> None:
    project = Project(tmp_path).fill()
    project.build()
    project.lead("birch", LEADS["birch"].replace("2026-11-20", "2026-11-21"))
    project.build()
    project.build(leadflow_today="2026-11-25")
    project.build(leadflow_today="2026-11-25", leadflow_audience="public")
    (tmp_path / "data/leads/cedar.yaml").unlink()
    project.build(leadflow_today="2026-11-25", leadflow_audience="public")
    assert len(understood) == 5


def test_without_a_place_for_the_key_everything_is_understood(
    tmp_path: Path, understood: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    project = Project(tmp_path / "site").fill()
    project.build()
    assert not project.build().read
    assert understood == [3, 3]


def test_a_guess_at_a_private_value_cannot_be_tried_on_the_doctrees_of_a_public_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The digest is keyed, and the key is no part of anything that a build leaves behind."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    keys: list[bytes] = []
    real = lifecycle.mark_of

    def marked(folder: Folder, settings: Settings, key: bytes) -> str:
        keys.append(key)
        assert real(folder, settings, key) != real(folder, settings, bytes(32))
        assert real(folder, settings, b"") == ""
        return real(folder, settings, key)

    monkeypatch.setattr(lifecycle, "mark_of", marked)
    built = Project(tmp_path / "site").fill(CONF.replace('"team"', '"public"')).build()
    key = tmp_path / "cache" / "leadflow" / "key"
    assert keys == [key.read_bytes()]
    assert key.stat().st_mode & 0o077 == 0
    for folder in (built.doctrees, built.out):
        for path in folder.rglob("*"):
            assert path.is_dir() or keys[0] not in path.read_bytes()


def test_long_work_is_one_line_of_the_log_and_short_work_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = Project(tmp_path).fill()
    assert "understanding" not in project.build().log
    monkeypatch.setattr(log, "MANY_LEADS", 2)
    lines = [line for line in project.clean().log.splitlines() if "understanding" in line]
    assert len(lines) == 1
    assert "3 leads" in lines[0]
    public = project.clean(leadflow_audience="public").log
    assert "understanding" not in public


@pytest.mark.parametrize("audience", ["public", "team"])
def test_after_an_edit_one_file_is_understood_and_the_pages_are_those_of_a_clean_build(
    audience: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(leads, "FEW", 0)
    files: list[str] = []
    real = LeadReader.lead

    def counted(self: LeadReader, source: Source, node: object) -> Lead:
        files.append(source.stem)
        return real(self, source, node)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(LeadReader, "lead", counted)
    project = Project(tmp_path / "site").fill(CONF.replace('"team"', f'"{audience}"'))
    project.build()
    assert len(files) > 1
    files.clear()
    project.lead("birch", LEADS["birch"].replace("Birch", "Beech"))
    built = project.build()
    assert files == ["birch"]
    monkeypatch.setattr(leads, "FEW", 1000)
    assert not list(differences(built.out, project.clean().out))
    assert len(files) > 1
