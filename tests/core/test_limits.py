"""Every limit, one below it, at it, and one above it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sphinx_leadflow.core import limits, source, syntax
from sphinx_leadflow.core.limits import (
    MAX_DEPTH,
    MAX_DIGITS,
    MAX_ID,
    MAX_LEAD_BYTES,
    MAX_LINE_TEXT,
    MAX_NODES,
    MAX_PROCESS_BYTES,
    MAX_TEXT,
    MAX_URL,
)
from sphinx_leadflow.core.project import load
from tests.core.sample import read

PROCESS = """title: Leads
fields: {note: text, users: number, quote: url, tags: list}
"""
AROUND = pytest.mark.parametrize(("more", "fits"), [(-1, True), (0, True), (1, False)])


def codes(lead: str | bytes, process: str | bytes = PROCESS) -> set[str]:
    return {item.code for item in read(process, a=lead).diagnostics}


def expect(found: set[str], code: str, fits: bool) -> None:
    assert found == (set() if fits else {code})


@AROUND
def test_bytes_of_a_lead(more: int, fits: bool) -> None:
    lead = b"name: Aster\n".ljust(MAX_LEAD_BYTES + more, b"#")
    expect(codes(lead), "too-large", fits)


@AROUND
def test_bytes_of_a_process(more: int, fits: bool) -> None:
    process = PROCESS.encode().ljust(MAX_PROCESS_BYTES + more, b"#")
    expect(codes("name: Aster", process), "too-large", fits)


@AROUND
def test_characters_of_an_id(more: int, fits: bool) -> None:
    ident = "a" * (MAX_ID + more)
    expect(codes("name: Aster", f"title: Leads\nroles: {{{ident}: A}}"), "not-an-id", fits)


@AROUND
def test_characters_of_a_file_name(more: int, fits: bool) -> None:
    found = read(PROCESS, **{"a" * (MAX_ID + more): "name: Aster"})
    expect({item.code for item in found.diagnostics}, "bad-file-name", fits)


@AROUND
def test_depth(more: int, fits: bool) -> None:
    depth = MAX_DEPTH + more
    found = codes("[" * depth + "]" * depth)
    assert ("too-deep" in found) is not fits


@AROUND
def test_values(more: int, fits: bool) -> None:
    values = MAX_NODES + more
    report_codes = [item.code for item in _report(f"[{'a,' * (values - 1)}]")]
    assert report_codes == ([] if fits else ["too-large"])


def _report(text: str) -> source.Report:
    report = source.Report()
    syntax.parse(source.Source("x.yaml", text, ""), report)
    return report


@AROUND
def test_characters_of_a_line(more: int, fits: bool) -> None:
    expect(codes(f"name: {'x' * (MAX_LINE_TEXT + more)}"), "too-long", fits)


@AROUND
def test_characters_of_a_text(more: int, fits: bool) -> None:
    expect(codes(f"name: Aster\nnote: {'x' * (MAX_TEXT + more)}"), "too-long", fits)


@AROUND
def test_characters_of_a_link(more: int, fits: bool) -> None:
    link = "https://example.org/".ljust(MAX_URL + more, "x")
    expect(codes(f"name: Aster\nquote: {link}"), "not-a-link", fits)


@AROUND
def test_digits_of_a_number(more: int, fits: bool) -> None:
    expect(codes(f"name: Aster\nusers: {'9' * (MAX_DIGITS + more)}"), "not-a-number", fits)


@pytest.mark.parametrize(("files", "fits"), [(2, True), (3, True), (4, False)])
def test_files(files: int, fits: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MAX_FILES", 3)
    (tmp_path / "process.yaml").write_text("title: Leads\n")
    (tmp_path / "leads").mkdir()
    for number in range(files):
        (tmp_path / "leads" / f"a{number}.yaml").write_text("name: Aster\n")
    loaded = load(tmp_path)
    expect({item.code for item in loaded.diagnostics}, "too-many-files", fits)
    assert len(loaded.project.leads) == min(files, 3)


def test_every_limit_is_tested_on_both_sides() -> None:
    """Those of nesting and of tables beside what they limit, in `tests/ext`, `tests/transfer`."""
    tests = Path(__file__).parents[1]
    rooms = [path for room in ("ext", "transfer") for path in (tests / room).glob("test_*.py")]
    texts = [Path(__file__), *rooms]
    tested = "".join(path.read_text("utf-8") for path in texts)
    names = [name for name in vars(limits) if name.startswith("MAX_")]
    assert len(names) > 10
    tried = re.findall(r"(MAX_\w+)(?: // \w+)? \+ more", tested)
    assert [name for name in names if name not in (*tried, "MAX_FILES")] == []
