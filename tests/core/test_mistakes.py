"""Typical mistakes in YAML: each gives the right place and a helpful sentence. See `corpus.py`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sphinx_leadflow.checks.formats import mended
from sphinx_leadflow.core.diagnostic import Diagnostic
from sphinx_leadflow.core.model import Audience
from sphinx_leadflow.core.project import load
from tests.core.corpus import Case, cases

CASES = list(cases())
THE_CORPUS = pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.theme}: {case.title}")


def said(item: Diagnostic) -> str:
    hint = f" ({item.hint})" if item.hint else ""
    return f"{item.span} {item.code} {item.message}{hint}".removeprefix("data/")


@THE_CORPUS
def test_a_mistake_is_explained_where_it_is(case: Case, tmp_path: Path) -> None:
    case.write(tmp_path)
    loaded = load(tmp_path, label="data")
    assert [said(item) for item in loaded.diagnostics] == case.expected


@THE_CORPUS
@pytest.mark.parametrize("audience", Audience)
def test_every_finding_lies_inside_its_file(case: Case, audience: Audience, tmp_path: Path) -> None:
    case.write(tmp_path)
    for item in load(tmp_path, audience, label="data").diagnostics:
        path = tmp_path / item.span.path.removeprefix("data/")
        lines = re.split(r"\r\n|\n|\r", readable(path).removeprefix("\ufeff"))
        for position in (item.span.start, *(one.span.start for one in item.related)):
            assert 1 <= position.line <= len(lines)
            assert 1 <= position.column <= len(lines[position.line - 1]) + 1


def readable(path: Path) -> str:
    if not path.is_file() or path.is_symlink():
        return ""
    return path.read_bytes().decode("utf-8", "replace")


@THE_CORPUS
def test_a_line_put_right_is_right(case: Case, tmp_path: Path) -> None:
    case.write(tmp_path)
    loaded = load(tmp_path, label="data")
    for item in loaded.diagnostics:
        line = mended(item, loaded.sources)
        if line:
            path = tmp_path / item.span.path.removeprefix("data/")
            before = path.read_bytes()
            lines = before.decode().split("\n")
            lines[item.span.start.line - 1] = line
            path.write_text("\n".join(lines), "utf-8")
            again = {said(one) for one in load(tmp_path, label="data").diagnostics}
            path.write_bytes(before)
            assert said(item) not in again, line


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (
            "history:\n  - {date: 2026-11-20, to: triage} and more",
            '  - {date: 2026-11-20, to: triage, note: "and more"}',
        ),
        ("history:\n  - {date: !!str 2026-11-20}", "  - {date: 2026-11-20}"),
        ("history:\n  - {note: !x y, date: 2026-11-20}", '  - {note: "!x y", date: 2026-11-20}'),
        ("history:\n  -", "  - {date: …, note: …}"),
        ("history: [{to: triage}]", "history: [{date: …, to: triage}]"),
        ("waive: [{}]", "waive: [{rule: …}]"),
        ("waive: {rule: no-owner}", "waive: {because: …, rule: no-owner}"),
        ("waive: no-owner", "waive: {because: …, rule: no-owner}"),
        ('history: [{to: triage, note: "yes}]', 'history: [{to: triage, note: "yes"}]'),
        ("owner: @ada", "owner: ada"),
    ],
)
def test_what_is_missing_or_too_much_on_a_line_is_put_right(
    wrong: str, right: str, tmp_path: Path
) -> None:
    (tmp_path / "leads").mkdir()
    (tmp_path / "process.yaml").write_text("stages: {triage: Triage}\n", "utf-8")
    (tmp_path / "leads" / "a.yaml").write_text(f"name: Aster\n{wrong}\n", "utf-8")
    loaded = load(tmp_path)
    assert right in [mended(one, loaded.sources) for one in loaded.diagnostics]


@THE_CORPUS
def test_a_message_is_a_sentence_among_colleagues(case: Case, tmp_path: Path) -> None:
    case.write(tmp_path)
    for item in load(tmp_path, label="data").diagnostics:
        first, last = item.message[0], item.message[-1]
        assert not (first.isupper() or last in ".!"), item.message
        assert not (item.hint and (item.hint[0].isupper() or item.hint[-1] in ".!")), item.hint
        assert item.hint or item.paste or "such as" in item.message or "must be" in item.message


def test_the_corpus_is_what_it_is_meant_to_be() -> None:
    assert len(CASES) >= 45
    assert len({(case.theme, case.title) for case in CASES}) == len(CASES)
