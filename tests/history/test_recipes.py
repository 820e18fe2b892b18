"""Every CI file shown in the manual is valid, safe, and does what the page says."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from sphinx_leadflow.cli import _parser
from tests.history.repo import ENVIRONMENT, PROCESS, Repo, lead

ROOT = Path(__file__).parents[2]
FILES = ROOT / "docs" / "how-to" / "files"
PAGE = (ROOT / "docs" / "how-to" / "ci.md").read_text("utf-8")
SCHEMAS = {
    "handbook.yml": "vendor.github-workflows",
    "summary.yml": "vendor.github-workflows",
    "after-merge.yml": "vendor.github-workflows",
    "gitlab-ci.yml": "vendor.gitlab-ci",
    "readthedocs.yaml": "vendor.readthedocs",
}
WORKFLOWS = [name for name, schema in SCHEMAS.items() if schema == "vendor.github-workflows"]


def load(name: str) -> dict[Any, Any]:
    found = yaml.safe_load((FILES / name).read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def scripts(name: str) -> Iterator[str]:
    """Every shell script of a file; a GitLab job's lines are one script."""
    found = load(name)
    if name in WORKFLOWS:
        for job in found["jobs"].values():
            yield from (step["run"] for step in job["steps"] if "run" in step)
    elif name == "gitlab-ci.yml":
        for job in found.values():
            if isinstance(job, dict) and "script" in job:
                yield "\n".join([*job.get("before_script", ()), *job["script"]])
    else:
        yield from found["build"]["jobs"]["pre_build"]


def test_every_file_of_the_page_is_tested_here() -> None:
    shown = set(re.findall(r"\{literalinclude\} files/(\S+)", PAGE))
    assert shown == {*SCHEMAS, "pre-commit-config.yaml", "requirements.txt"}


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_recipe_installs_what_the_one_file_names(name: str) -> None:
    """Nothing is installed by a name that no index knows."""
    asked = re.findall(r"pip install (.*)", (FILES / name).read_text("utf-8"))
    assert set(asked) <= {"-r docs/requirements.txt"}
    lines = (FILES / "requirements.txt").read_text("utf-8").splitlines()
    assert any(one.startswith("sphinx-leadflow[notify] @ git+https://") for one in lines)


def validate(name: str, schema: str, path: Path) -> subprocess.CompletedProcess[str]:
    transform = ("--data-transform", "gitlab-ci") if schema == "vendor.gitlab-ci" else ()
    return subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *transform, path],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize(("name", "schema"), SCHEMAS.items())
def test_each_file_fits_the_schema_of_its_service(name: str, schema: str, tmp_path: Path) -> None:
    done = validate(name, schema, FILES / name)
    assert done.returncode == 0, done.stdout
    text = (FILES / name).read_text("utf-8")
    wrong = tmp_path / name
    wrong.write_text(re.sub(r"(?m)^( *)(runs-on|stage|os): ", r"\1\2s: ", text))
    assert validate(name, schema, wrong).returncode == 1


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_script_is_one_that_a_shell_can_read(name: str) -> None:
    for script in scripts(name):
        subprocess.run(["bash", "-n"], input=script, encoding="utf-8", check=True)


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_leadflow_command_has_arguments_that_exist(name: str) -> None:
    commands = [
        shlex.split(match)
        for script in scripts(name)
        for match in re.findall(r"(?m)(?:^|; )leadflow ([^|>;\n]*)", script)
    ]
    assert commands
    for words in commands:
        _parser(words[0]).parse_args(words)


@pytest.mark.parametrize("name", WORKFLOWS)
def test_tokens_only_read_where_something_from_the_repository_runs(name: str) -> None:
    workflow = load(name)
    assert workflow["permissions"] == {"contents": "read"}
    assert "pull_request_target" not in (FILES / name).read_text("utf-8")
    for job in workflow["jobs"].values():
        uses = [step.get("uses", "") for step in job["steps"]]
        if "permissions" in job:
            assert not any(action.startswith("actions/checkout") for action in uses)
            assert "pip install" not in str(job)
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout"):
                assert step["with"]["persist-credentials"] is False
            assert "${{" not in step.get("run", ""), "words from outside belong into env"


def test_a_pull_request_sees_no_secret() -> None:
    for name in ("handbook.yml", "summary.yml"):
        assert "secrets." not in (FILES / name).read_text("utf-8")


def run(script: str, start: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A step of a workflow, in the shell that GitHub uses."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    clock = {"SOURCE_DATE_EPOCH": "1795392000"}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=start,
        env={**ENVIRONMENT, "PATH": path, **clock, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_summary_step_works_in_the_clone_that_it_gets(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    repo.write("process.yaml", PROCESS)
    repo.commit({"acme": lead("Acme", "create-lead")})
    repo.git("checkout", "-q", "-b", "change")
    repo.commit({"acme": lead("Acme", "create-lead", "ask")})
    repo.git("checkout", "-q", "main")
    repo.commit({"bolt": lead("Bolt", "create-lead")})
    repo.git("merge", "-q", "--no-ff", "-m", "what merging would give", "change")
    clone = tmp_path / "clone"
    repo.git("clone", "-q", "--depth=2", repo.root.as_uri(), str(clone))
    (step,) = (
        script
        for script in scripts("summary.yml")
        if "leadflow summary HEAD" in script.replace('"', "")
    )
    done = run(
        step, clone, RUNNER_TEMP=str(tmp_path), GITHUB_STEP_SUMMARY=str(tmp_path / "step.md")
    )
    assert (done.returncode, done.stderr) == (0, "")
    text = (tmp_path / "step.md").read_text("utf-8")
    assert "| Acme | Create a lead → **Send the questionnaire** |" in text
    assert "Bolt" not in text


def test_the_notify_step_goes_on_from_where_all_were_told(tmp_path: Path) -> None:
    """A run that failed or was left out is made up for by the next one."""
    repo = Repo(tmp_path)
    repo.write("process.yaml", PROCESS)
    more = "organisation: Acme Ltd\nusers: 5\nprice: 100 EUR"
    moves = ("create-lead", "ask", "create-quote", "send-quote", "negotiate", "send-contract")
    commits = [
        repo.commit({"acme": lead("Acme", *moves[:count], more=more)}) for count in range(4, 7)
    ]
    (step,) = (script for script in scripts("after-merge.yml") if "leadflow notify" in script)
    last = repo.root / ".told" / "last"

    def step_for(number: int, url: str) -> subprocess.CompletedProcess[str]:
        before, after = commits[number - 1], commits[number]
        return run(step, repo.root, BEFORE=before, GITHUB_SHA=after, LEADFLOW_NOTIFY_URLS=url)

    nobody_listens = "json://127.0.0.1:1"
    for number, failures in ((1, 1), (2, 3)):
        failed = step_for(number, nobody_listens)
        assert failed.returncode == 1
        assert failed.stdout.count("could not be sent") == failures
        assert last.read_text().strip() == commits[0]
    assert step_for(2, "none").returncode == 0
    assert last.read_text().strip() == commits[2]


def test_the_hook_runs_a_command_for_the_files_that_it_names() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    shown = yaml.safe_load((FILES / "pre-commit-config.yaml").read_text("utf-8"))
    assert shown["repos"][0]["hooks"][0]["id"] == hook["id"]
    assert {"id", "name", "entry", "language"} <= hook.keys()
    program, *words = shlex.split(hook["entry"])
    assert program == "leadflow"
    _parser(words[0]).parse_args(words)
    for path in ("leads_data/process.yaml", "leads_data/leads/acme.yaml", "leads/acme.yml"):
        assert re.search(hook["files"], path)
    for path in ("docs/conf.py", "leads_data/leads/deeper/x.yaml", "mkdocs.yaml"):
        assert not re.search(hook["files"], path)
