"""What goes out comes in again as it was: of generated projects, of the handbook's, of the
examples; through CSV, Excel, JSON, and through LibreOffice's hands."""

from __future__ import annotations

import dataclasses
import json
import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_leadflow.cli import main
from sphinx_leadflow.core.model import Event, Lead, Value
from sphinx_leadflow.core.project import load
from sphinx_leadflow.edit.data import Leaf, bare
from sphinx_leadflow.transfer.wanted import Line, lead_text
from tests.cli.desk import copied, state
from tests.core.sample import read
from tests.transfer.find_office import HELP, find
from tests.transfer.projects import INDICATORS, ONE, PROCESS, saying, written

LONG = bool(os.environ.get("LEADFLOW_LONG"))
PROJECTS = 300 if LONG else 24
SUFFIX = {"csv": "csv", "excel": "xlsx", "json": "json"}
TODAY = ("--today", "2026-11-25")
MODEL = read(PROCESS + ONE).project.process


def told(value: object) -> object:
    """A lead without places, so that two can be compared."""
    if isinstance(value, Value):
        return told(value.data)
    if isinstance(value, Event):
        kept = [one.name for one in dataclasses.fields(value) if one.name not in ("span", "to")]
        told_ = [told(getattr(value, name)) for name in kept]
        return (*told_, value.to.id if value.to else "")
    if dataclasses.is_dataclass(value):
        return {
            one.name: told(getattr(value, one.name))
            for one in dataclasses.fields(value)
            if one.name != "span"
        }
    if isinstance(value, dict):
        return {key: told(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return tuple(map(told, value))
    return value


def leads(root: Path) -> dict[str, object]:
    return {ident: told(lead) for ident, lead in load(root).project.leads.items()}


def emptied(root: Path, place: Path) -> Path:
    """The process of a folder without its leads."""
    (place / "leads_data" / "leads").mkdir(parents=True)
    shutil.copy(root / "process.yaml", place / "leads_data")
    return place / "leads_data"


def went_round(root: Path, form: str, place: Path) -> Path:
    """Where the leads are that came back from an export."""
    place.mkdir(parents=True, exist_ok=True)
    file = place / f"out.{SUFFIX[form]}"
    assert (
        main(["export", form, "--data", str(root), "--audience", "team", "-o", str(file), *TODAY])
        == 0
    )
    fresh = emptied(root, place)
    assert main(["import", str(file), "--data", str(fresh), *TODAY]) == 0
    return fresh


@pytest.mark.parametrize("form", SUFFIX)
def test_generated_projects_come_back_as_they_were(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    numbers = range(PROJECTS) if LONG else range(PROJECTS // 3)
    for number in numbers:
        place = tmp_path / str(number)
        root = written(random.Random(number), place / "origin")
        fresh = went_round(root, form, place)
        assert leads(fresh) == leads(root), number
        before = state(root)
        file = place / f"out.{SUFFIX[form]}"
        assert main(["import", str(file), "--data", str(root), *TODAY]) == 0
        assert state(root) == before, number
        again = state(fresh)
        assert main(["import", str(file), "--data", str(fresh), *TODAY]) == 0
        assert state(fresh) == again, number


@pytest.mark.parametrize("form", SUFFIX)
def test_texts_that_begin_with_a_sign_of_yaml_come_back(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    root = tmp_path / "leads_data"
    (root / "leads").mkdir(parents=True)
    (root / "process.yaml").write_text(PROCESS + ONE, "utf-8")
    texts = [sign + rest for sign in INDICATORS for rest in ("I", "foo bar", "")]
    for number, text in enumerate(texts):
        data = {
            "name": text, "action": text, "aliases": [text, "b"], "words": text, "prose": text,
            "tags": ["a", text], "contact": {"name": text, "since": "2026-01-01"},
            "waiting": {"until": "2026-12-01", "for": text},
            "checklists": {"fit": {"need": {"done": True, "answer": text}}},
            "waive": {"rule": "stale-lead", "because": text},
            "history": [{"date": "2026-01-01", "to": "ask", "note": text}],
        }  # fmt: skip
        (root / "leads" / f"x{number}.yaml").write_text(json.dumps(data), "utf-8")
    assert not load(root).diagnostics
    assert leads(went_round(root, form, tmp_path / "round")) == leads(root)


@given(st.sampled_from(INDICATORS), st.text(st.characters(exclude_categories=("C",)), max_size=8))
def test_what_is_written_is_read_as_it_was_meant(sign: str, rest: str) -> None:
    """A text that begins with a sign of YAML, wherever a lead can say one."""
    said = " ".join((sign + rest).split())
    text = lead_text(MODEL, saying(said), [Line({"date": bare("2026-01-01"), "note": Leaf(said)})])
    loaded = read(PROCESS + ONE, lead=text)
    lead = loaded.project.leads["lead"]
    assert not loaded.diagnostics
    assert (lead.name, lead.action, lead.aliases) == (said, said, (said, "b"))
    assert {lead.waive[0].because, lead.history[0].note} == {said}
    assert lead.waiting and lead.waiting.reason == said
    assert {lead.fields[one].data for one in ("words", "prose")} == {said}
    assert lead.fields["tags"].data == ("a", said)
    assert lead.checklists["fit"]["need"].text == said


@pytest.mark.parametrize("form", SUFFIX)
@pytest.mark.parametrize("example", ["", "grants", "hiring"])
def test_the_handbook_and_the_examples_come_back_as_they_were(
    form: str, example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    root = copied(tmp_path, example)
    assert leads(went_round(root, form, tmp_path / "round")) == leads(root)


@pytest.mark.parametrize("special", [False, True], ids=["as usual", "detecting special numbers"])
def test_a_csv_that_libreoffice_saved_again_changes_no_byte(
    special: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    office = find()
    assert office, HELP
    roots = [
        copied(tmp_path / "handbook"),
        *(written(random.Random(900 + number), tmp_path / str(number)) for number in range(12)),
    ]
    files = []
    for number, root in enumerate(roots):
        files.append(tmp_path / f"leads-{number}.csv")
        assert (
            main(
                [
                    "export",
                    "csv",
                    "--data",
                    str(root),
                    "--audience",
                    "team",
                    "-o",
                    str(files[-1]),
                    *TODAY,
                ]
            )
            == 0
        )
    saved(office, files, tmp_path / "saved", special)
    for root, file in zip(roots, files, strict=True):
        before = state(root)
        again = tmp_path / "saved" / file.name
        assert again.read_bytes() != file.read_bytes()  # it was written by another program
        assert main(["import", str(again), "--data", str(root), *TODAY]) == 0
        assert state(root) == before


def test_a_csv_that_libreoffice_saved_as_a_workbook_changes_no_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    office = find()
    assert office, HELP
    roots = [written(random.Random(700 + number), tmp_path / str(number)) for number in range(8)]
    files = []
    for number, root in enumerate(roots):
        files.append(tmp_path / f"leads-{number}.csv")
        words = ("--data", str(root), "--audience", "team", "-o", str(files[-1]))
        assert main(["export", "csv", *words, *TODAY]) == 0
    saved(office, files, tmp_path / "saved", True, "xlsx")
    for root, file in zip(roots, files, strict=True):
        before = state(root)
        again = tmp_path / "saved" / f"{file.stem}.xlsx"
        assert main(["import", str(again), "--data", str(root), *TODAY]) == 0
        assert state(root) == before


TABLE = "csv:Text - txt - csv (StarCalc):44,34,76,1"


def saved(office: str, files: list[Path], place: Path, special: bool, form: str = TABLE) -> None:
    """Open files and save them again, as its own user interface does with Unicode chosen."""
    options = f"CSV:44,34,76,1,,0,false,{'true' if special else 'false'}"
    subprocess.run(
        [
            office,
            "--headless",
            f"-env:UserInstallation={(place / 'profile').as_uri()}",
            f"--infilter={options}",
            "--convert-to",
            form,
            "--outdir",
            str(place),
            *map(str, files),
        ],
        check=True,
        timeout=240,
        capture_output=True,
    )


def test_the_same_leads_give_the_same_bytes(tmp_path: Path) -> None:
    root = copied(tmp_path)
    for form in SUFFIX:
        files = [tmp_path / f"{number}.{form}" for number in (1, 2)]
        for file in files:
            assert main(["export", form, "--data", str(root), "-o", str(file), *TODAY]) == 0
        assert files[0].read_bytes() == files[1].read_bytes()


def test_what_is_for_the_team_stays_out_of_a_public_export(tmp_path: Path) -> None:
    root = copied(tmp_path)
    secret = [told_ for lead in load(root).project.leads.values() for told_ in private(lead)]
    for form in ("csv", "json"):
        file = tmp_path / f"public.{form}"
        assert main(["export", form, "--data", str(root), "-o", str(file), *TODAY]) == 0
        text = file.read_text("utf-8-sig")
        assert secret and not [one for one in secret if one in text]


def private(lead: Lead) -> list[str]:
    found = [event.note for event in lead.history if len(event.note) > 12]
    price = lead.fields.get("quote")
    return found + ([str(price.data)] if price else [])
