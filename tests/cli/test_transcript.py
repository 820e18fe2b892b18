"""The manual's example of a red cross, played: the mistake, what is said of it, the mending."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from sphinx_leadflow.cli import main

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "how-to" / "edit-on-github.md").read_text(encoding="utf-8")


def block(name: str) -> str:
    found = re.search(rf"^:name: {name}\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
    assert found, f"the page has no block {name}"
    return found[1]


@pytest.fixture
def lead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "leads_data" / "leads").mkdir(parents=True)
    shutil.copy(ROOT / "leads_data" / "process.yaml", tmp_path / "leads_data")
    path = tmp_path / "leads_data" / "leads" / "cedar-bay.yaml"
    path.write_text(block("red-cross-file"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    return path


def check(form: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = main(["check", "--format", form, "--today", "2026-11-23", "leads_data"])
    return code, capsys.readouterr().out


def test_the_annotation_is_the_one_that_the_manual_shows(
    lead: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = check("github", capsys)
    shown = block("red-cross-annotation").strip().replace("\n", "%0A")
    assert f"file=leads_data/leads/{lead.name},line=3,col=3" in said
    assert shown in said
    assert code == 1


def test_the_log_is_the_one_that_the_manual_shows(
    lead: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert block("red-cross-log").strip() in check("text", capsys)[1]


def test_pasting_what_it_said_mends_the_file(
    lead: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    number, pasted = re.findall(r"^ +(\d+) \+ (.*)$", block("red-cross-log"), flags=re.MULTILINE)[0]
    lines = lead.read_text(encoding="utf-8").splitlines()
    lines[int(number) - 1] = pasted
    lead.write_text("\n".join(lines) + "\n", encoding="utf-8")
    code, said = check("text", capsys)
    assert code == 0
    assert "cedar-bay" not in said
