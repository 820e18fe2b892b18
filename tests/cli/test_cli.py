"""The command line, run as people and machines run it."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import sphinx_leadflow
from sphinx_leadflow.checks.loading import LOADING_STORIES
from sphinx_leadflow.checks.rules import ALL_RULES
from sphinx_leadflow.cli import main

REPOSITORY = Path(__file__).parents[2]
PROCESS = """\
title: Sales
people: {amara: Amara Okafor}
fields: {price: money}
stages:
  sale: {steps: {ask: {title: Ask, within: 7 days, fills: price}, offer: Offer}}
outcomes: {customer: {kind: won}}
"""
GOOD = "name: Bay\nowner: amara\nhistory:\n  - {date: 2026-11-20, to: ask}\n"
BAD = GOOD + "  - {date: 2026-11-21, to: offer, note: a secret}\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    root = tmp_path / "leads_data"
    (root / "leads").mkdir(parents=True)
    (root / "process.yaml").write_text(PROCESS)
    (root / "leads" / "bay.yaml").write_text(GOOD)
    return root


@pytest.fixture
def bad(data: Path) -> Path:
    (data / "leads" / "bay.yaml").write_text(BAD)
    return data


def leadflow(
    *words: str | bytes | Path, cwd: Path = REPOSITORY, **env: str
) -> subprocess.CompletedProcess[str]:
    """Run the command as a program of its own."""
    unset = ("NO_COLOR", "SOURCE_DATE_EPOCH", "GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE")
    return subprocess.run(
        [sys.executable, "-m", "sphinx_leadflow", *words],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        env={
            **{key: value for key, value in os.environ.items() if key not in unset},
            "PYTHONPATH": str(REPOSITORY),
            "PYTHONIOENCODING": "utf-8",
            **env,
        },
    )


def test_check_is_clean_on_our_own_data() -> None:
    done = leadflow("check", "--today", "2026-11-23")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"^\d+ pieces of advice in ", done.stdout, re.MULTILINE)


@pytest.mark.parametrize("example", ["grants", "hiring", "title-only"])
def test_check_is_clean_on_the_examples(example: str) -> None:
    path = f"docs/examples/{example}/leads_data"
    assert leadflow("check", path, "--today", "2026-11-23").returncode == 0


def test_check_fails_with_problems_and_names_the_place(bad: Path) -> None:
    done = leadflow("check", "--today", "2026-11-23", cwd=bad.parent)
    assert done.returncode == 1
    assert done.stdout.startswith("leads_data/leads/bay.yaml:5:5: error [missing-field]\n")
    assert "\x1b" not in done.stdout


def test_advice_alone_does_not_fail(data: Path) -> None:
    done = leadflow("check", data, "--today", "2026-12-24")
    assert done.returncode == 0
    assert "advice [stale-lead]" in done.stdout


def test_check_finds_the_folder_here_and_above(data: Path) -> None:
    below = data.parent / "docs" / "sales"
    below.mkdir(parents=True)
    for cwd in (data, data.parent, data / "leads", below):
        done = leadflow("check", "--today", "2026-11-23", cwd=cwd)
        assert (done.returncode, done.stdout) == (0, "No problems in 1 lead.\n"), cwd


def test_check_without_a_folder_could_not_run(tmp_path: Path) -> None:
    done = leadflow("check", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no folder leads_data" in done.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["check", "nowhere"], "there is no folder nowhere"),
        (["check", "leads_data/process.yaml"], "is a file"),
        (["check", "a\x1b[31m"], r"there is no folder a\x1b[31m"),
        (["check", b"\xff\xfe"], "there is no folder"),
        (["check", "x" * 5000], "there is no folder"),
        (["check", "--today", "soon"], "write a day such as"),
        (["check", "--today", "2026-02-30"], "write a day such as"),
        (["check", "--format", "xml"], "invalid choice"),
        (["check", "--for", "json"], "unrecognized arguments"),
        (["explain", "undrawn-mvoe"], "did you mean undrawn-move?"),
        (["explain", "zzz"], "see leadflow rules"),
        (["explain"], "required"),
        (["chekc"], "invalid choice"),
        ([], "required"),
        ([b"\xff\x1b"], "invalid choice"),
    ],
)
def test_what_cannot_run_exits_with_2_and_says_why(words: list[str | bytes], says: str) -> None:
    done = leadflow(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr and "\x1b" not in done.stderr


def test_today_is_the_option_then_the_epoch(data: Path) -> None:
    christmas = "1798070400"  # 2026-12-24
    assert "stale-lead" in leadflow("check", data, SOURCE_DATE_EPOCH=christmas).stdout
    done = leadflow("check", data, "--today", "2026-11-23", SOURCE_DATE_EPOCH=christmas)
    assert "stale-lead" not in done.stdout


@pytest.mark.parametrize("epoch", ["soon", "9" * 30, "-" + "9" * 30])
def test_an_epoch_that_is_none_could_not_run(data: Path, epoch: str) -> None:
    done = leadflow("check", data, SOURCE_DATE_EPOCH=epoch)
    assert done.returncode == 2
    assert "SOURCE_DATE_EPOCH" in done.stderr


def test_json_is_for_programs(bad: Path) -> None:
    done = leadflow("check", bad, "--format", "json", "--today", "2026-11-23")
    document = json.loads(done.stdout)
    assert (done.returncode, document["version"]) == (1, 1)
    assert [one["code"] for one in document["findings"]] == ["missing-field"]


def test_github_annotates_and_writes_the_summary(bad: Path, tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    done = leadflow(
        *("check", bad, "--format", "github", "--today", "2026-11-23"),
        GITHUB_STEP_SUMMARY=str(summary),
        GITHUB_WORKSPACE=str(bad.parent),
    )
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=leads_data/leads/bay.yaml,line=5,col=5,")
    assert summary.read_text("utf-8").startswith("before\n### leadflow check\n\n1 error in 1 of 1")


def test_github_says_when_the_summary_cannot_be_written(bad: Path) -> None:
    done = leadflow("check", bad, "--format", "github", GITHUB_STEP_SUMMARY=str(bad))
    assert done.returncode == 2
    assert "GITHUB_STEP_SUMMARY" in done.stderr


@pytest.mark.parametrize("form", ["text", "github", "json"])
def test_public_check_quotes_nothing_that_is_withheld(bad: Path, form: str, tmp_path: Path) -> None:
    (bad / "process.yaml").write_text(PROCESS.replace("price: money", "price: text"))
    (bad / "leads" / "cove.yaml").write_text(BAD.replace("Bay", "Hidden") + "visibility: team\n")
    summary = tmp_path / "summary.md"
    done = leadflow(
        *("check", bad, "--audience", "public", "--format", form, "--today", "2026-11-23"),
        GITHUB_STEP_SUMMARY=str(summary),
    )
    shown = done.stdout + (summary.read_text("utf-8") if summary.exists() else "")
    assert done.returncode == 1 and "missing-field" in shown
    for secret in ("a secret", "Hidden", "cove"):
        assert secret not in shown


def test_rules_lists_every_rule_with_its_severity() -> None:
    done = leadflow("rules")
    assert done.returncode == 0
    for rule in ALL_RULES:
        assert re.search(rf"^  {rule.id} +{rule.severity.value} ", done.stdout, re.MULTILINE)
    assert max(map(len, done.stdout.splitlines())) <= 80


@pytest.mark.parametrize("code", ["missing-field", "unknown-key", "[stale-lead]"])
def test_explain_tells_a_story(code: str) -> None:
    done = leadflow("explain", code)
    assert done.returncode == 0
    assert done.stdout.startswith(code.strip("[]"))
    assert "Bad:\n\n    " in done.stdout and "Good:\n\n    " in done.stdout


@pytest.mark.parametrize("code", [*(rule.id for rule in ALL_RULES), *LOADING_STORIES])
def test_explain_knows_every_code(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", code]) == 0
    assert capsys.readouterr().out.startswith(f"{code} (")


def test_version_and_help() -> None:
    assert leadflow("--version").stdout == f"leadflow {sphinx_leadflow.__version__}\n"
    for words in (["--help"], ["check", "--help"]):
        done = leadflow(*words)
        assert done.returncode == 0
        assert "examples:" in done.stdout and "exit codes:" in done.stdout


@pytest.mark.parametrize("verb", ["check", "move", "import"])
def test_a_description_fits_the_terminal_and_examples_keep_their_lines(
    verb: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    main([verb, "--help"])
    told, examples = capsys.readouterr().out.split("examples:\n")
    assert all(len(line) <= 80 for line in told.splitlines())
    assert examples.startswith(f"  leadflow {verb} ")


def test_starts_without_sphinx_and_without_what_a_verb_needs_only_later() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "sphinx_leadflow", "rules"],
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
    )
    imported = set(re.findall(r"\|\s*([\w.]+)$", done.stderr, flags=re.MULTILINE))
    heavy = {"sphinx", "docutils", "myst_parser", "markdown_it", "difflib", "subprocess"}
    assert imported & heavy == set()


def test_a_reader_that_goes_away_is_no_error(bad: Path) -> None:
    for number in range(400):
        (bad / "leads" / f"bay-{number}.yaml").write_text(BAD)
    program = subprocess.Popen(
        [sys.executable, "-m", "sphinx_leadflow", "check", bad],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert program.stdout and program.stderr
    program.stdout.readline()
    program.stdout.close()
    errors = program.stderr.read()
    program.stderr.close()
    assert (program.wait(), errors) == (1, b"")


def test_an_interruption_ends_quietly(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_words: object, **_options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sphinx_leadflow.checks.run.examine", interrupted)
    assert main(["check", str(REPOSITORY / "leads_data")]) == 128 + signal.SIGINT


def test_a_mistake_of_ours_could_not_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_words: object, **_options: object) -> None:
        raise ValueError("a private value")

    monkeypatch.setattr("sphinx_leadflow.checks.run.examine", broken)
    assert main(["check", str(REPOSITORY / "leads_data")]) == 2
    said = capsys.readouterr().err
    assert "ValueError at " in said and "test_cli.py:" in said
    assert "a private value" not in said


def test_a_terminal_that_knows_only_ascii_gets_escapes(bad: Path) -> None:
    done = leadflow("check", bad, "--today", "2026-11-23", PYTHONIOENCODING="ascii")
    assert done.returncode == 1
    assert r"\u201cAsk\u201d was left" in done.stdout


@pytest.mark.parametrize(
    ("env", "coloured"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)],
    ids=["terminal", "NO_COLOR", "dumb"],
)
def test_colours_are_for_terminals(bad: Path, env: dict[str, str], coloured: bool) -> None:
    leader, follower = pty.openpty()
    clean = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    subprocess.run(
        [sys.executable, "-m", "sphinx_leadflow", "check", bad],
        cwd=REPOSITORY,
        stdout=follower,
        env={**clean, "TERM": "xterm", **env},
    )
    os.close(follower)
    shown = os.read(leader, 10_000)
    os.close(leader)
    assert (b"\x1b[" in shown) == coloured
