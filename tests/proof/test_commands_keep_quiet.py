"""No command tells the public a private word: not in what it prints, not in what it writes.

Generated handbooks with private words in every place that can hold one; every verb that has a
public audience is run on them, and what it wrote is searched for the words in all their forms.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from sphinx_leadflow.cli import main
from tests.proof.canaries import Search, fill
from tests.proof.handbooks import Handbook

PROJECTS = 100 if os.environ.get("LEADFLOW_LONG") else 4
PRIVATE = ("--private", "private")
DATA = ("--data", "data")
VERBS = {
    "check": ("check", "data", "--audience", "public"),
    "check-json": ("check", "data", "--audience", "public", "--format", "json", *PRIVATE),
    "check-github": ("check", "data", "--audience", "public", "--format", "github", *PRIVATE),
    "check-sarif": ("check", "data", "--audience", "public", "--format", "sarif", "--no-cache"),
    "check-against": ("check", "data", "--audience", "public", "--against", "HEAD~1", *PRIVATE),
    "csv": ("export", "csv", *DATA, *PRIVATE),
    "excel": ("export", "excel", *DATA, *PRIVATE, "-o", "out/leads.xlsx"),
    "json": ("export", "json", *DATA, *PRIVATE),
    "markdown": ("export", "markdown", *DATA, *PRIVATE, "-o", "out/book"),
    "myst": ("export", "markdown", *DATA, *PRIVATE, "-o", "out/myst", "--flavour", "myst"),
    "papers": ("export", "papers", *DATA, *PRIVATE, "-o", "out/papers", "--audience", "public"),
    "schema": ("schema", *DATA, "-o", "out/schema"),
    "rules": ("rules",),
    "summary": ("summary", "HEAD~1", *DATA, *PRIVATE),
    "summary-commits": ("summary", "HEAD~1", "HEAD", *DATA, *PRIVATE),
    "notify": ("notify", "HEAD~1", "--dry-run", *DATA, *PRIVATE),
}


def git(root: Path, *words: str) -> None:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True)


def written(root: Path, number: int) -> list[str]:
    """A repository whose last commit changed what is private, and what is not."""
    words: list[str] = []
    git(root, "init", "-q", ".")
    for filling in (0, 1):
        book = Handbook.drawn(number)
        words += fill(book, 2 * number + filling)
        if filling:
            book.leads = dict(list(book.leads.items())[1:])
        book.write(root)
        git(root, "add", "-A", "data")
        git(root, "commit", "-qm", f"filling {filling}", "--allow-empty")
    return words


@pytest.mark.parametrize("number", range(PROJECTS))
def test_no_verb_tells_the_public_a_private_word(
    number: int,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    root = tmp_path / "root"
    root.mkdir()
    search = Search(written(root, number))
    monkeypatch.chdir(root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795392000")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name, argv in VERBS.items():
        shutil.rmtree("out", ignore_errors=True)
        os.mkdir("out")
        code = main(argv)
        said = capsys.readouterr()
        assert code in ((0, 1) if argv[0] == "check" else (0,)), (name, said.err)
        Path("out/stdout").write_text(said.out, "utf-8")
        Path("out/stderr").write_text(said.err, "utf-8")
        assert said.out or said.err or code == 0, name
        assert search.leaks(root / "out") == set(), (name, said.err)


AWKWARD = """\
name: Bay
organisation: 7
secret: [{0}]
action: [{0}]
waiting: {{for: {0}, until: someday}}
waive: [{{because: {0}, rule: nothing}}]
contact: [{{name: Ann, email: {0}@example.org, phone: 1, colour: red}}]
checklists:
  fit: {{money: {{answer: {0}, done: maybe}}, need: {{done: {0}}}, other: true}}
  closed: {{need: {{done: {0}}}}}
history:
  - {{note: {0}, date: 2026-01-01, to: nowhere}}
  - {{date: 2026-01-02, set: {{secret: {0}, users: 3}}, by: nobody}}
"""
"""A lead in which everything public that is wrong stands behind something private."""
BARE = """\
title: Sales
notes: team
people: {amara: Amara}
fields:
  organisation: {type: text}
  users: {type: number, tracked: true}
  secret: {type: text, visibility: team, tracked: true}
  contact: {type: list, of: {name: text, email: email, phone: phone}}
checklists:
  fit: {items: {need: Need, money: Money}}
  closed: {visibility: team, items: {need: Need}}
stages: {talk: {steps: {ask: {title: Ask, needs: organisation}, offer: Offer}}}
"""


@pytest.mark.parametrize("verb", [one for one in VERBS if VERBS[one][0] in ("check", "export")])
def test_two_fillings_of_what_is_private_are_told_alike(
    verb: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Not the length of a word either, nor how many leads are hidden."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795392000")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    told = set()
    for number, word in enumerate(("zq", "zqbcdfghklmnprtvw")):
        root = tmp_path / str(number)
        (root / "data/leads").mkdir(parents=True)
        (root / "private").mkdir()
        (root / "out").mkdir()
        (root / "data/process.yaml").write_text(BARE, "utf-8")
        (root / "data/leads/bay.yaml").write_text(AWKWARD.format(word), "utf-8")
        (root / "data/leads/cut.yaml").write_text(f"{{name: C, secret: '{word}' x}}", "utf-8")
        for hidden in range(1 + 2 * number):
            text = f"name: {word}\nvisibility: team\n"
            (root / f"data/leads/h{hidden}.yaml").write_text(text, "utf-8")
        git(root, "init", "-q", ".")
        git(root, "add", "-A", "data")
        git(root, "commit", "-qm", "one")
        git(root, "commit", "-qm", "two", "--allow-empty")
        monkeypatch.chdir(root)
        code = main(VERBS[verb])
        said = capsys.readouterr()
        files = {path.name: path.read_bytes() for path in (root / "out").rglob("*.md")}
        told.add((code, said.out, said.err, tuple(sorted(files.items()))))
    assert len(told) == 1, told


def test_the_search_finds_what_is_told_to_the_team(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise nothing found would mean nothing."""
    search = Search(written(tmp_path, 1))
    monkeypatch.chdir(tmp_path)
    assert main(("export", "csv", *DATA, *PRIVATE, "--audience", "team")) == 0
    (tmp_path / "out").mkdir()
    (tmp_path / "out/stdout").write_text(capsys.readouterr().out, "utf-8")
    assert search.leaks(tmp_path / "out") != set()
