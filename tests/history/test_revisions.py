"""Data is read from git's own store as it would be read from disk, and nothing is checked out."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from sphinx_leadflow.core.diagnostic import Report
from sphinx_leadflow.core.limits import MAX_LEAD_BYTES
from sphinx_leadflow.core.model import Audience
from sphinx_leadflow.core.project import load
from sphinx_leadflow.core.source import read_folder
from sphinx_leadflow.history.git import RevisionError
from sphinx_leadflow.history.revisions import WORKING_TREE, Pair, read_pair
from tests.history.repo import PROCESS, Repo, lead

HERE = Path(__file__).parents[2]


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "repo")
    repo.write("process.yaml", PROCESS)
    repo.commit({"acme": lead("Acme", "create-lead")})
    repo.commit({"acme": lead("Acme", "create-lead", "ask")})
    return repo


def steps(pair: Pair) -> tuple[list[int], list[int]]:
    """How many history lines each lead has, at the base and at the head."""
    sides = [side.loaded.project.leads.values() for side in (pair.base, pair.head)]
    return tuple([len(one.history) for one in side] for side in sides)  # type: ignore[return-value]


def test_two_commits_are_read_from_a_clone_without_a_checkout(repo: Repo, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    repo.git("clone", "-q", "--no-checkout", str(repo.root), str(clone))
    assert not (clone / "leads_data").exists()
    assert steps(read_pair(clone, "HEAD~1", "HEAD", Audience.TEAM)) == ([1], [2])
    assert steps(read_pair(clone, "HEAD~1", None, Audience.TEAM)) == ([1], [2])
    assert not (clone / "leads_data").exists()


def test_a_bare_repository_will_do(repo: Repo, tmp_path: Path) -> None:
    bare = tmp_path / "bare.git"
    repo.git("clone", "-q", "--bare", str(repo.root), str(bare))
    assert steps(read_pair(bare, "main~1", "main", Audience.TEAM)) == ([1], [2])


def test_without_a_head_the_files_as_they_lie_there_count(repo: Repo) -> None:
    repo.move("acme", "2026-11-05", "create-quote")
    pair = repo.pair("HEAD~1")
    assert (pair.head.name, steps(pair)) == (WORKING_TREE, ([1], [3]))
    assert steps(repo.pair("HEAD~1", "HEAD")) == ([1], [2])


def test_a_shallow_clone_says_which_commit_it_lacks(repo: Repo, tmp_path: Path) -> None:
    clone, base = tmp_path / "clone", repo.git("rev-parse", "HEAD~1")
    repo.git("clone", "-q", "--depth=1", repo.root.as_uri(), str(clone))
    with pytest.raises(
        RevisionError, match=f"shallow and does not hold {base}: if that is spelt right"
    ):
        read_pair(clone, base, None, Audience.TEAM)


def test_a_shallow_clone_that_holds_both_commits_will_do(repo: Repo, tmp_path: Path) -> None:
    clone, base = tmp_path / "clone", repo.git("rev-parse", "HEAD~1")
    repo.git("config", "uploadpack.allowAnySHA1InWant", "true")
    repo.git("clone", "-q", "--depth=1", repo.root.as_uri(), str(clone))
    repo.git("fetch", "-q", "--depth=1", "origin", base, start=clone)
    assert repo.git("rev-parse", "--is-shallow-repository", start=clone) == "true"
    assert steps(read_pair(clone, base, "HEAD", Audience.TEAM)) == ([1], [2])


@pytest.mark.parametrize(
    ("base", "said"),
    [
        ("nowhere", "there is no commit nowhere"),
        ("HEAD:leads_data", "there is no commit HEAD:leads_data"),
        ("--help", "there is no commit --help"),
        ("0" * 40, "before the first commit"),
    ],
)
def test_what_is_no_commit_is_said_plainly(repo: Repo, base: str, said: str) -> None:
    with pytest.raises(RevisionError, match=re.escape(said)):
        repo.pair(base)


def test_outside_a_repository_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(RevisionError, match="not a git repository"):
        read_pair(tmp_path, "HEAD", None, Audience.TEAM)


def test_the_data_folder_may_lie_anywhere(tmp_path: Path) -> None:
    repo = Repo(tmp_path, "handbook/sales/leads_data")
    repo.write("process.yaml", PROCESS)
    repo.commit({"acme": lead("Acme", "create-lead")})
    repo.commit({"acme": lead("Acme", "create-lead", "ask")})
    docs = tmp_path / "handbook/sales/docs"
    docs.mkdir()
    for start in (docs, repo.data, repo.data / "leads", tmp_path / "handbook/sales"):
        pair = read_pair(start, "HEAD~1", None, Audience.TEAM)
        assert (pair.path, steps(pair)) == ("handbook/sales/leads_data", ([1], [2]))
    for given in ("handbook/sales/leads_data", str(repo.data)):
        assert steps(repo.pair("HEAD~1", "HEAD", given=given)) == ([1], [2])
    with pytest.raises(RevisionError, match="name it with --data"):
        repo.pair("HEAD~1")


def test_the_data_folder_may_be_the_whole_repository(tmp_path: Path) -> None:
    repo = Repo(tmp_path, ".")
    repo.write("process.yaml", PROCESS)
    repo.commit({"acme": lead("Acme", "create-lead")})
    repo.commit({"acme": lead("Acme", "create-lead", "ask")})
    assert steps(repo.pair("HEAD~1", "HEAD", given=".")) == ([1], [2])


def test_a_data_folder_that_moved_is_found_where_it_was(repo: Repo) -> None:
    (repo.root / "sales").mkdir()
    repo.git("mv", "leads_data", "sales/leads_data")
    repo.commit()
    assert steps(repo.pair("HEAD~2", "HEAD", given="sales/leads_data")) == ([1], [2])


@pytest.mark.parametrize("given", ["..", "../elsewhere", "/etc"])
def test_a_folder_outside_the_repository_is_refused(repo: Repo, given: str) -> None:
    with pytest.raises(RevisionError, match="outside this repository"):
        repo.pair("HEAD", given=given)


def test_before_there_was_a_data_folder_there_were_no_leads(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    repo.commit()
    repo.write("process.yaml", PROCESS)
    repo.commit({"acme": lead("Acme", "create-lead")})
    assert steps(repo.pair("HEAD~1")) == ([], [1])


def test_a_commit_passes_the_gates_of_a_folder_on_disk(repo: Repo) -> None:
    """The same files, the same findings: links, submodules, sizes, encodings, names."""
    leads = repo.data / "leads"
    (leads / "big.yaml").write_bytes(b"#" * (MAX_LEAD_BYTES + 1))
    (leads / "just-fits.yaml").write_text("name: A" + " " * (MAX_LEAD_BYTES - 7))
    (leads / "latin.yaml").write_bytes("name: Universität".encode("latin-1"))
    (leads / "link.yaml").symlink_to("../../../../etc/passwd")
    (leads / "inner.yaml").mkdir()
    (leads / "inner.yaml" / "x").write_text("x")
    (leads / "deeper").mkdir()
    (leads / "deeper" / "x.yaml").write_text("name: X")
    (leads / "other.yml").write_text("name: Other")
    (leads / ".hidden.yaml").write_text("name: Hidden")
    (leads / "Bad Name.yaml").write_text("name: Bad")
    (repo.data / "stray.yaml").write_text("name: Stray")
    repo.commit()
    report = Report()
    on_disk = read_folder(repo.data, "leads_data", report)
    committed = repo.pair("HEAD", "HEAD").head
    assert committed.folder == on_disk
    found = {(one.code, str(one.span)) for one in committed.loaded.diagnostics}
    assert {(one.code, str(one.span)) for one in report} <= found
    assert {one.code for one in report} == {"too-large", "not-utf8", "not-a-file", "stray-file"}


def test_a_linked_data_folder_is_not_followed(repo: Repo) -> None:
    shutil.move(repo.data / "leads", repo.root / "elsewhere")
    (repo.data / "leads").symlink_to("../elsewhere")
    repo.commit()
    head = repo.pair("HEAD", "HEAD").head
    assert [one.code for one in head.loaded.diagnostics] == ["not-a-file"]
    assert not head.loaded.project.leads


def test_the_live_data_is_the_same_from_a_commit_and_from_disk(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    shutil.copytree(HERE / "leads_data", repo.data)
    repo.commit()
    for audience in Audience:
        committed = repo.pair("HEAD", "HEAD", audience).head.loaded
        on_disk = load(repo.data, audience)
        assert committed.project == on_disk.project
        assert committed.diagnostics == on_disk.diagnostics
