"""`leadflow new`: a file that is right from the start."""

from __future__ import annotations

from pathlib import Path

import pytest

from sphinx_leadflow.core.gates.ident import id_from
from tests.cli.desk import BAY, copied, folder, lead, leadflow, state
from tests.edit.yaml_text import said


def test_a_new_lead_has_nothing_wrong_and_says_what_to_fill_in(tmp_path: Path) -> None:
    root = copied(tmp_path)
    done = leadflow(root, "new", "Cedar: Bay #2", "--owner", "amara")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "made leads_data/leads/cedar-bay-2.yaml, at create-lead\n"
    text = lead(root, "cedar-bay-2").read_text()
    assert text.startswith('name: "Cedar: Bay #2"\nowner: amara\n# ')
    assert text.endswith("history:\n  - {date: 2026-11-23, to: create-lead, by: amara}\n")
    assert leadflow(root, "check").returncode == 0


@pytest.mark.parametrize(
    ("name", "ident"),
    [
        ("Île aux Mouettes", "ile-aux-mouettes"),
        ("St. John's College", "st-johns-college"),
        ("Smørrebrød & Straße", "smorrebrod-strasse"),
        ("x" * 80, "x" * 64),
        ("日本", ""),
    ],
)
def test_an_id_is_made_from_the_name(name: str, ident: str) -> None:
    assert id_from(name) == ident


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("日本",), 2, "give one with --id"),
        (("x", "--id", "../evil"), 2, "is no id"),
        (("Index",), 2, "cannot be called index.yaml"),
        (("Bay",), 2, "there is a lead bay already; for another one say --id bay-2"),
        (("x", "--owner", "amaro"), 1, "did you mean amara?"),
        (("x", "--step", "sing"), 2, "did you mean sign?"),
        (("x", "--step", "sign"), 1, "a lead does not begin at “Sign”"),
        (("x", "--from", "bay"), 2, "has not ended"),
        (("x", "--from", "bey"), 2, "did you mean bay?"),
    ],
)
def test_what_is_refused_says_why_and_changes_nothing(
    tmp_path: Path, words: tuple[str, ...], code: int, says: str
) -> None:
    root = folder(tmp_path)
    before = state(root)
    done = leadflow(root, "new", *words)
    assert (done.returncode, done.stdout) == (code, "")
    assert says in done.stderr
    assert state(root) == before


MORE = "  - {date: 2026-11-10, set: {mood: bad}}\n  - {date: 2026-11-11, to: customer}\n"
ENDED = BAY.replace("# Ask again", f"{MORE}# Ask again")
ENDED += "contact:\n  - name: Ann   # the dean\n    since: 2026-01-05\n"


def test_a_lead_that_follows_another_begins_as_its_outcome_says(tmp_path: Path) -> None:
    root = folder(tmp_path, bay=ENDED)
    process = root / "process.yaml"
    process.write_text(process.read_text().replace("Offer\n", "Offer\n        start: true\n"))
    done = leadflow(root, "new", "Bay, next year", "--from", "bay")
    assert done.returncode == 0, done.stderr
    data = said(lead(root, "bay-next-year").read_text())
    assert data == {
        "name": "Bay, next year",
        "owner": "amara",
        "renews": "bay",
        "organisation": 'Bay "North"',
        "mood": "bad",
        "contact": [{"name": "Ann", "since": "2026-01-05"}],
        "history": [{"date": "2026-11-23", "to": "offer", "by": "amara"}],
    }
    assert leadflow(root, "check").returncode == 1  # only of the old lead's own gaps
    assert "bay-next-year" not in leadflow(root, "check").stdout


@pytest.mark.parametrize("ended", ["glacier-archive", "holloway-physics-2025"])
def test_the_spawned_leads_of_the_examples_are_right(tmp_path: Path, ended: str) -> None:
    root = copied(tmp_path, "grants" if ended == "glacier-archive" else "")
    done = leadflow(root, "new", "The next one", "--from", ended)
    assert done.returncode == 0, done.stderr
    assert ended in lead(root, "the-next-one").read_text()
    assert "the-next-one" not in leadflow(root, "check").stdout


def test_copied_values_are_quoted_as_their_new_place_needs(tmp_path: Path) -> None:
    text = ENDED.replace("name: Ann ", "name: Ann, the {dean} ")
    root = folder(tmp_path, bay=text)
    process = root / "process.yaml"
    process.write_text(process.read_text().replace("Offer\n", "Offer\n        start: true\n"))
    done = leadflow(root, "new", "Next", "--from", "bay")
    assert done.returncode == 0, done.stderr
    assert said(lead(root, "next").read_text())["contact"][0]["name"] == "Ann, the {dean}"


def test_a_schema_in_the_data_folder_is_named_on_top(tmp_path: Path) -> None:
    root = copied(tmp_path)
    assert leadflow(root, "schema", "-o", "leads_data/schema").returncode == 0
    assert leadflow(root, "new", "Cedar Bay").returncode == 0
    first = lead(root, "cedar-bay").read_text().splitlines()[0]
    assert first == "# yaml-language-server: $schema=../schema/lead.schema.json"
    assert (lead(root).parent / first.partition("=")[2]).is_file()
    assert "stray" not in leadflow(root, "check").stdout


def test_a_namesake_is_mentioned(tmp_path: Path) -> None:
    root = folder(tmp_path)
    done = leadflow(root, "new", "Bay", "--id", "other")
    assert done.returncode == 0
    assert "; note: " in done.stdout


def test_a_process_without_steps_has_leads_too(tmp_path: Path) -> None:
    root = copied(tmp_path, "title-only")
    assert leadflow(root, "new", "Cedar Bay").returncode == 0
    assert lead(root, "cedar-bay").read_text() == "name: Cedar Bay\n"
