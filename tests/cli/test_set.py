"""`leadflow set`: one value, in the file's own style."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.desk import BAY, folder, lead, leadflow, state
from tests.edit.yaml_text import added_and_removed, comments, said


@pytest.mark.parametrize(
    ("words", "added", "removed"),
    [
        (("price", "24000 EUR"), ["price: 24000 EUR\n"], []),
        (("owner", "jules"), ["owner:   jules\n"], ["owner:   amara\n"]),
        (("name", "Bay: West"), ["name: 'Bay: West'   # sic\n"], ["name: 'Bay'   # sic\n"]),
        (
            ("organisation", 'Bay "South"'),
            ['"organisation": "Bay \\"South\\""\n'],
            ['"organisation": "Bay \\"North\\""\n'],
        ),
        (("users", "80"), ["users: 80\n"], []),
        (("paid", "true"), ["paid: true\n"], []),
        (("start", "2027-02-01"), ["start: 2027-02-01\n"], []),
        (("action", "Call: ask #2"), ['action: "Call: ask #2"\n'], []),
        (("due", "2026-12-01"), ["due: 2026-12-01\n"], []),
        (("aliases", "2024"), ['aliases: ["2024"]\n'], []),
        (("aliases", "[Bee, Bay North]"), ["aliases: [Bee, Bay North]\n"], []),
        (("partners", "--add", "Bee, Inc"), ['partners: ["Bee, Inc"]\n'], []),
        (
            ("contact", "--add", "{name: Ann, since: 2026-01-01, email: a@example.org}"),
            ["contact:\n", "  - {name: Ann, since: 2026-01-01, email: a@example.org}\n"],
            [],
        ),
        (("waiting", "2026-12-24"), ["waiting: {until: 2026-12-24}\n"], []),
        (
            ("mood", "bad", "--note", "no answer"),
            ["  -   { date: 2026-11-23, set: { mood: bad }, by: amara, note: no answer }\n"],
            [],
        ),
        (
            ("fit/money", "award confirmed"),
            ["  fit: {need: true, money: {done: true, answer: award confirmed}}\n"],
            ["  fit: {need: true}\n"],
        ),
        (
            ("fit/need", "--against"),
            ["  fit: {need: {done: false}}\n"],
            ["  fit: {need: true}\n"],
        ),
        (("owner", "--remove"), [], ["owner:   amara\n"]),
        (("--today", "2026-11-20", "users", "--", "80"), ["users: 80\n"], []),
        (
            ("fit/money", "--against", "they have none"),
            ["  fit: {need: true, money: {done: false, answer: they have none}}\n"],
            ["  fit: {need: true}\n"],
        ),
        (("name", "two\nlines"), None, None),
    ],
)
def test_exactly_the_value_changes(
    tmp_path: Path, words: tuple[str, ...], added: list[str] | None, removed: list[str] | None
) -> None:
    root = folder(tmp_path)
    done = leadflow(root, "set", "bay", *words)
    after = lead(root).read_text()
    assert done.returncode == 0, done.stderr
    assert comments(after) == comments(BAY)
    if added is not None:
        assert added_and_removed(BAY, after) == (added, removed)
    assert "[error]" not in leadflow(root, "check").stdout


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("price", "24000"), 1, "[no-currency]"),
        (("price", "dear"), 1, "[not-money]"),
        (("users", "many"), 1, "[not-a-number]"),
        (("paid", "yes"), 1, "write true"),
        (("start", "2026-02-30"), 1, "no such day"),
        (("mood", "goot"), 1, "did you mean good?"),
        (("quote", "javascript:alert(1)"), 1, "[not-a-link]"),
        (("owner", "amaro"), 1, "did you mean amara?"),
        (("sister", "nobody"), 1, "[unknown-lead]"),
        (("contact", "--add", "{nam: x}"), 1, "did you mean name?"),
        (("contact", "--add", "{name: x"), 1, "no YAML that could be read"),
        (("action", ""), 1, "--remove takes a key away"),
        (("name", "--remove"), 1, "[missing-key]"),
        (("waiting/for", "the grant"), 1, "[missing-key]"),
        (("prise", "3 EUR"), 2, "did you mean price?"),
        (("history", "x"), 2, "leadflow move"),
        (("fit/nead", "x"), 2, "did you mean need?"),
        (("price",), 2, "VALUE"),
        (("price", "3 EUR", "--add", "4 EUR"), 2, "give one VALUE"),
        (("price", "--add", "4 EUR"), 2, "price is no list"),
        (("mood", "--remove"), 2, "tracked"),
        (("price", "3 EUR", "--note", "x"), 2, "for tracked fields"),
        (("price", "3 EUR", "--against"), 2, "checklist/question"),
    ],
)
def test_what_is_refused_says_why_and_changes_nothing(
    tmp_path: Path, words: tuple[str, ...], code: int, says: str
) -> None:
    root = folder(tmp_path)
    before = state(root)
    done = leadflow(root, "set", "bay", *words)
    assert (done.returncode, done.stdout) == (code, "")
    assert says in done.stderr
    assert state(root) == before


def test_what_is_so_already_is_not_written(tmp_path: Path) -> None:
    root = folder(tmp_path)
    before = lead(root).stat().st_mtime_ns
    done = leadflow(root, "set", "bay", "owner", "amara")
    assert done.stdout == "bay: owner is so already\n"
    assert lead(root).stat().st_mtime_ns == before


def test_a_private_value_is_not_quoted_in_a_refusal(tmp_path: Path) -> None:
    root = folder(tmp_path)
    done = leadflow(root, "set", "bay", "price", "77777 dollars")
    assert done.returncode == 1
    assert "77777" not in done.stderr


def test_a_field_keeps_the_former_name_that_stands_in_the_file(tmp_path: Path) -> None:
    root = folder(tmp_path, bay=BAY + "twin: bee\n", bee="name: Bee\n", bea="name: Bea\n")
    assert leadflow(root, "set", "bay", "sister", "bea").returncode == 0
    assert said(lead(root).read_text())["twin"] == "bea"


def test_a_pause_in_two_parts(tmp_path: Path) -> None:
    root = folder(tmp_path, bay=BAY + "waiting: 2026-12-01\n")
    assert leadflow(root, "set", "bay", "waiting/for", "the grant").returncode == 0
    assert leadflow(root, "set", "bay", "waiting/until", "2026-12-24").returncode == 0
    assert said(lead(root).read_text())["waiting"] == {"until": "2026-12-24", "for": "the grant"}


def test_a_wrong_value_is_not_replaced_by_another_wrong_one(tmp_path: Path) -> None:
    root = folder(tmp_path)
    path = lead(root)
    path.write_text(path.read_text(encoding="utf-8") + "users: many\n", encoding="utf-8")
    before = state(root)
    done = leadflow(root, "set", "bay", "users", "a few")
    assert (done.returncode, state(root)) == (1, before)
    assert "must be a number" in done.stdout + done.stderr
    assert leadflow(root, "set", "bay", "users", "40").returncode == 0


@pytest.mark.parametrize("value", ["-foo", "-"])
def test_a_value_may_begin_with_a_dash(tmp_path: Path, value: str) -> None:
    root = folder(tmp_path)
    done = leadflow(root, "set", "bay", "organisation", "--", value)
    assert done.returncode == 0, done.stderr
    assert f'"organisation": "{value}"\n' in lead(root).read_text("utf-8")
    assert leadflow(root, "set", "bay", "partners", f"--add={value}").returncode == 0
    assert "yaml-sign" not in leadflow(root, "check").stdout


@pytest.mark.parametrize("words", [("organisation", "-foo"), ("partners", "--add", "-foo")])
def test_a_value_that_looks_like_an_option_is_told_how_to_be_typed(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    done = leadflow(folder(tmp_path), "set", "bay", *words)
    assert done.returncode == 2
    assert "'-foo' begins with a dash: put -- in front of it" in done.stderr
