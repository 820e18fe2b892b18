"""The command `leadflow summary`, run as people run it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.history.repo import PROCESS, Repo, lead


def leadflow(*words: str, start: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sphinx_leadflow", *words],
        cwd=start,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1795392000", **environment},  # 2026-11-23
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path)
    repo.write("process.yaml", PROCESS)
    repo.commit({"acme": lead("Acme", "create-lead")})
    repo.commit({"acme": lead("Acme", "create-lead", "ask", more="price: 100 EUR")})
    return repo


def test_it_prints_markdown_for_the_public_unless_told_otherwise(repo: Repo) -> None:
    public = leadflow("summary", "HEAD~1", "HEAD", start=repo.root)
    assert (public.returncode, public.stderr) == (0, "")
    assert public.stdout == (
        "### 1 lead changed: moved\n\n"
        "| Lead | What changed | Next |\n| --- | --- | --- |\n"
        "| Acme | Create a lead → **Send the questionnaire** | "
        "Amara Okafor: Send the questionnaire |\n\n"
        "What only the team sees is left out here: a lead may lack more than this shows.\n"
    )
    team = leadflow("summary", "HEAD~1", "HEAD", "--audience", "team", start=repo.root)
    assert "Filled in: Agreed price (100 EUR)" in team.stdout
    assert "left out" not in team.stdout


def test_it_compares_with_the_files_as_they_lie_there(repo: Repo) -> None:
    repo.write("leads/acme.yaml", lead("Acme", "create-lead"))
    done = leadflow("summary", "HEAD~1", start=repo.data)
    assert done.stdout == (
        "No lead and no part of the process changed between `HEAD~1` and the working tree.\n"
    )


def test_a_commit_that_a_shallow_clone_lacks_is_exit_2(repo: Repo, tmp_path: Path) -> None:
    base = repo.git("rev-parse", "HEAD~1")
    repo.git("clone", "-q", "--depth=1", repo.root.as_uri(), str(tmp_path / "clone"))
    done = leadflow("summary", base, start=tmp_path / "clone")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"leadflow: this clone is shallow and does not hold {base}")
    assert "Traceback" not in done.stderr and "a mistake" not in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere",), "there is no commit nowhere"),
        (("HEAD", "--data", "elsewhere"), "there is no data folder elsewhere"),
        (("HEAD", "--site", "javascript:x"), "is not an address that may become a link"),
        (("HEAD", "--today", "tomorrow"), "write a day such as 2026-11-23"),
    ],
)
def test_what_cannot_be_done_is_said_and_is_exit_2(
    repo: Repo, words: tuple[str, ...], said: str
) -> None:
    done = leadflow("summary", *words, start=repo.root)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr and "a mistake" not in done.stderr


def test_without_git_it_says_so(repo: Repo, tmp_path: Path) -> None:
    done = leadflow("summary", "HEAD", start=repo.root, PATH=str(tmp_path))
    assert (done.returncode, done.stderr) == (
        2,
        "leadflow: git is not installed, or not on the PATH\n",
    )
