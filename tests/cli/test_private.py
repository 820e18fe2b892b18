"""Commands on a public data folder whose private parts lie elsewhere."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.cli.test_cli import leadflow

PROCESS = """\
title: Sales
data: public
people: {amara: Amara Okafor}
fields: {price: money}
stages:
  sale: {steps: {ask: {title: Ask, within: 90 days, fills: price}, offer: Offer}}
outcomes: {customer: {kind: won}, lost: {kind: lost}}
"""
BAY = """\
name: Bay
owner: amara
history:
  - {date: 2026-11-20, to: ask}
  - {date: 2026-11-21, to: offer}
"""
COVE = "name: Cove\nowner: amara\nhistory:\n  - {date: 2026-11-20, to: ask}\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files = {
        "leads_data/process.yaml": PROCESS,
        "leads_data/leads/bay.yaml": BAY,
        "leads_data/leads/cove.yaml": COVE,
        "private/leads/bay.yaml": "price: 15000 USD\n",
        "private/leads/cove.yaml": "price: 9000 USD\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_a_public_folder_is_checked_for_the_public(root: Path) -> None:
    """Nobody can say here that a price is missing."""
    assert leadflow("check", "--today", "2026-11-23", cwd=root).returncode == 0
    done = leadflow("check", "--today", "2026-11-23", "--audience", "team", cwd=root)
    assert (done.returncode, "price" in done.stdout) == (1, True)


def test_the_private_folder_is_checked_with_it(root: Path) -> None:
    command = ("check", "--today", "2026-11-23", "--private", "private")
    assert leadflow(*command, cwd=root).returncode == 0
    (root / "private/leads/bay.yaml").write_text("owner: amara\n")
    done = leadflow(*command, cwd=root)
    assert "private/leads/bay.yaml:1:1" in done.stdout
    assert "not-private" in done.stdout and "missing-field" in done.stdout


def test_what_is_private_in_a_public_folder_is_refused(root: Path) -> None:
    (root / "leads_data/leads/bay.yaml").write_text(BAY + "price: 15000 USD\n")
    done = leadflow("check", "--today", "2026-11-23", cwd=root)
    assert done.returncode == 1
    assert "leads_data/leads/bay.yaml:6:1" in done.stdout
    assert "15000" not in done.stdout
    assert "it must not" not in leadflow("explain", "private-in-public").stderr


def test_a_move_counts_what_the_private_folder_holds(root: Path) -> None:
    command = ("move", "cove", "offer", "--today", "2026-11-23", "--dry-run")
    assert leadflow(*command, cwd=root).returncode == 1
    done = leadflow(*command, "--private", "private", cwd=root)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_private_folder_that_is_not_there_is_told(root: Path) -> None:
    done = leadflow("check", "--private", "elsewhere", cwd=root)
    assert (done.returncode, done.stderr) == (2, "leadflow: there is no folder elsewhere\n")


def test_an_export_for_the_team_takes_private_values_along_and_one_for_the_public_none(
    root: Path,
) -> None:
    (root / "private/leads/dune.yaml").write_text("name: Dune\nowner: amara\n", "utf-8")
    words = ("export", "csv", "--private", "private")
    team = leadflow(*words, "--audience", "team", cwd=root)
    assert team.returncode == 0, team.stderr
    assert "15000,USD" in team.stdout and "Dune" in team.stdout
    public = leadflow(*words, cwd=root)
    assert "15000" not in public.stdout and "Dune" not in public.stdout
    assert "15000" not in leadflow("export", "csv", "--audience", "team", cwd=root).stdout


def test_pages_for_the_team_hold_private_values(root: Path) -> None:
    words = ("export", "markdown", "--audience", "team", "--private", "private", "-o", "pages")
    assert leadflow(*words, cwd=root).returncode == 0
    assert "15" in (root / "pages/leads/bay.md").read_text("utf-8")
    assert (root / "pages/leads/bay.md").read_text("utf-8").count("USD")
    assert leadflow("export", "papers", "--private", "private", "-o", "p", cwd=root).returncode == 0


def run(root: Path, *words: str) -> str:
    """What a command says; it must succeed."""
    done = leadflow(*words, "--private", "private", "--today", "2026-11-23", cwd=root)
    assert done.returncode == 0, done.stderr
    return done.stdout


def text(root: Path, name: str) -> str:
    return (root / f"{name}.yaml").read_text("utf-8")


def test_what_is_set_for_the_team_goes_into_the_private_folder(root: Path) -> None:
    before = text(root, "leads_data/leads/cove")
    said = run(root, "set", "cove", "price", "9500 USD")
    assert said == "set price of cove, in private/leads/cove.yaml\n"
    assert text(root, "private/leads/cove") == "price: 9500 USD\n"
    assert text(root, "leads_data/leads/cove") == before
    run(root, "set", "cove", "due", "2026-12-24")
    assert "due: 2026-12-24\n" in text(root, "leads_data/leads/cove")
    refused = leadflow("set", "bay", "price", "1 USD", cwd=root)
    assert refused.returncode == 1
    assert "With --private FOLDER it is written into the private folder." in refused.stderr
    assert "price" not in text(root, "leads_data/leads/bay")


def test_the_note_of_a_move_goes_one_way_and_the_move_the_other(root: Path) -> None:
    run(root, "move", "cove", "offer", "--note", "sent it")
    assert "  - {date: 2026-11-23, to: offer, by: amara}\n" in text(root, "leads_data/leads/cove")
    assert text(root, "private/leads/cove") == (
        "price: 9000 USD\nhistory:\n  - {date: 2026-11-23, by: amara, note: sent it}\n"
    )
    assert leadflow("check", "--today", "2026-11-23", cwd=root).returncode == 0


def test_a_lead_of_the_private_folder_alone_is_made_and_edited_there(root: Path) -> None:
    assert run(root, "new", "Dune", "--team") == "made private/leads/dune.yaml, at ask\n"
    run(root, "set", "dune", "price", "5 USD")
    run(root, "move", "dune", "offer", "--note", "ok")
    dune = text(root, "private/leads/dune")
    assert "price: 5 USD\n" in dune and "to: offer, note: ok" in dune
    assert not (root / "leads_data/leads/dune.yaml").exists()
    made = leadflow("new", "Dune", "--private", "private", cwd=root)
    assert made.returncode == 2
    assert "there is a lead dune already" in made.stderr


def test_an_export_for_the_team_comes_back_into_both_folders(root: Path) -> None:
    run(root, "new", "Dune", "--team")
    run(root, "move", "cove", "offer", "--note", "sent it")
    run(root, "export", "csv", "--audience", "team", "-o", "all.csv")
    alone = leadflow("import", "all.csv", cwd=root)
    assert "3 rejected" in alone.stdout and "with --private FOLDER" in alone.stdout
    before = {path: path.read_text("utf-8") for path in root.glob("*/leads/*.yaml")}
    assert "3 unchanged" in run(root, "import", "all.csv")
    for path in before:
        path.unlink()
    assert "3 new" in run(root, "import", "all.csv")
    assert not (root / "leads_data/leads/dune.yaml").exists()
    assert "note" not in text(root, "leads_data/leads/cove")
    first = (root / "all.csv").read_bytes()
    run(root, "export", "csv", "--audience", "team", "-o", "all.csv")
    assert (root / "all.csv").read_bytes() == first


def git(root: Path, *words: str) -> None:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True)


def test_what_changed_is_told_and_judged_with_the_private_folder(root: Path) -> None:
    """The price that a move needs is in the private folder, and so is what a letter quotes."""
    offer = "offer: {title: Offer, tell: {role: sales, at: enter, text: 'it is {price}'}}"
    process = PROCESS.replace("offer: Offer", offer)
    (root / "leads_data/process.yaml").write_text(process + "roles: {sales: Sales}\n", "utf-8")
    (root / "private/leads/dune.yaml").write_text("name: Dune\nprice: 7 USD\n", "utf-8")
    git(root, "init", "-q", ".")
    git(root, "add", "leads_data")
    git(root, "commit", "-qm", "one")
    run(root, "move", "cove", "offer", "--note", "sent it")
    git(root, "commit", "-qam", "two")
    told = run(root, "summary", "HEAD~1", "HEAD", "--audience", "team")
    assert "Cove" in told and "needs" not in told and "missing" not in told, told
    letter = run(root, "notify", "HEAD~1", "--audience", "team")
    assert "000 USD" in letter and "Held back" not in letter
    bare = leadflow("notify", "HEAD~1", "--audience", "team", "--today", "2026-11-23", cwd=root)
    assert bare.returncode == 0 and "Held back" not in bare.stdout
    for words in (("summary", "HEAD~1", "HEAD"), ("notify", "HEAD~1")):
        public = run(root, *words)
        assert "USD" not in public and "Dune" not in public and "sent it" not in public


def test_another_id_reaches_the_private_folder(root: Path) -> None:
    done = leadflow("rename", "field", "price", "yearly", "--private", "private", cwd=root)
    assert done.returncode == 0, done.stderr
    assert text(root, "private/leads/bay") == "yearly: 15000 USD\n"


@pytest.mark.parametrize(
    ("folder", "told"),
    [
        (".", ". holds no folder leads/"),
        ("leads_data", "leads_data is a data folder"),
        ("private/leads", "name the folder above it"),
    ],
)
def test_a_folder_that_cannot_be_the_private_one_is_told(
    root: Path, folder: str, told: str
) -> None:
    done = leadflow("check", "--private", folder, cwd=root)
    assert (done.returncode, told in done.stderr) == (2, True), done.stderr
