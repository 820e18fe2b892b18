"""What happened to leads, seen on real sequences of commits."""

from __future__ import annotations

import datetime as dt
import random
import re
import shutil
import tarfile
from itertools import combinations
from pathlib import Path

import pytest
import yaml

from sphinx_leadflow.checks.run import examine
from sphinx_leadflow.cli.compare import rewritings
from sphinx_leadflow.core.model import Audience
from sphinx_leadflow.history.changes import LeadChange, lead_changes
from sphinx_leadflow.history.comparison import Comparison
from sphinx_leadflow.history.revisions import Pair
from sphinx_leadflow.history.summary import markdown
from tests.history.repo import PROCESS, Repo, lead

HERE = Path(__file__).parents[2]
TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path)
    repo.write("process.yaml", PROCESS)
    repo.commit({"acme": lead("Acme", "create-lead", "ask"), "bolt": lead("Bolt", "create-lead")})
    return repo


def changes(pair: Pair) -> dict[str, LeadChange]:
    return {one.id: one for one in lead_changes(pair.base, pair.head, TODAY)}


def moves(change: LeadChange) -> list[tuple[str, str]]:
    return [(move.origin.id if move.origin else "", move.target.id) for move in change.moves]


def test_several_moves_are_told_in_their_order(repo: Repo) -> None:
    repo.move("acme", "2026-11-05", "create-quote")
    repo.move("acme", "2026-11-06", "send-quote")
    repo.move("acme", "2026-11-07", "lost", ", reason: price, note: too dear")
    found = changes(repo.pair("HEAD"))
    assert list(found) == ["acme"]
    assert moves(found["acme"]) == [
        ("ask", "create-quote"),
        ("create-quote", "send-quote"),
        ("send-quote", "lost"),
    ]
    event = found["acme"].moves[-1].event
    assert (event.reason, event.note) == ("price", "too dear")


def test_a_comment_or_the_layout_is_no_change(repo: Repo) -> None:
    repo.replace("leads/acme.yaml", "owner: amara\n", "owner:   'amara'   # for now\n\n")
    assert changes(repo.pair("HEAD")) == {}


def test_a_new_lead_and_a_removed_one(repo: Repo) -> None:
    repo.write("leads/cato.yaml", lead("Cato", "create-lead", owner="jules"))
    (repo.data / "leads/bolt.yaml").unlink()
    found = changes(repo.pair("HEAD"))
    assert {key: (one.base is None, one.head is None) for key, one in found.items()} == {
        "bolt": (False, True),
        "cato": (True, False),
    }


def test_a_renamed_file_is_the_same_lead_even_if_it_moved(repo: Repo) -> None:
    repo.git("mv", "leads_data/leads/acme.yaml", "leads_data/leads/acme-works.yaml")
    repo.move("acme-works", "2026-11-05", "create-quote")
    found = changes(repo.pair("HEAD"))
    assert list(found) == ["acme-works"]
    assert found["acme-works"].renamed_from == "acme"
    assert moves(found["acme-works"]) == [("ask", "create-quote")]


def test_fields_are_filled_changed_and_emptied(repo: Repo) -> None:
    repo.commit({"acme": lead("Acme", "create-lead", more="users: 5\norganisation: Acme Ltd\n")})
    repo.commit({"acme": lead("Acme", "create-lead", more="users: 7\nprice: 100 EUR\n")})
    found = changes(repo.pair("HEAD~1", "HEAD"))["acme"]
    states = {
        one.field.id: (one.before is None, one.after is None, one.before == one.after)
        for one in found.fields
    }
    assert states == {
        "organisation": (False, True, False),
        "users": (False, False, False),
        "price": (True, False, False),
    }


def test_a_tracked_field_has_a_before_and_an_after(repo: Repo) -> None:
    line = "  - {{date: 2026-11-0{}, set: {{health: {}}}, by: amara}}\n"
    path = repo.data / "leads/acme.yaml"
    path.write_text(path.read_text() + line.format(3, "green"))
    repo.commit()
    path.write_text(path.read_text() + line.format(4, "amber") + line.format(5, "red"))
    found = changes(repo.pair("HEAD"))["acme"]
    assert [(one.field.id, one.before, one.after) for one in found.tracked] == [
        ("health", "green", "red")
    ]
    assert not found.moves and not found.notes


def test_answers_owner_waiting_and_notes_are_told(repo: Repo) -> None:
    more = "waiting: {until: 2026-12-15, for: a grant}\nchecklists: {fit: {money: true}}"
    repo.commit({"acme": lead("Acme", "create-lead", "ask", owner="jules", more=more)})
    found = changes(repo.pair("HEAD~1", "HEAD"))["acme"]
    assert [(one.checklist, one.new) for one in found.answers] == [("fit", ("money",))]
    assert {one.word: one.after for one in found.words} == {
        "owner": "jules",
        "waiting": (dt.date(2026, 12, 15), "a grant", None),
    }


def test_a_corrected_date_or_note_is_no_new_move(repo: Repo) -> None:
    repo.replace("leads/acme.yaml", "2026-11-02, to: ask", "2026-11-03, to: ask, note: by mail")
    found = changes(repo.pair("HEAD"))["acme"]
    assert not found.moves
    assert found.rewritten


def test_a_line_put_in_between_is_the_only_new_move(repo: Repo) -> None:
    repo.commit({"acme": lead("Acme", "create-lead", "create-quote", "send-quote")})
    repo.commit({"acme": lead("Acme", "create-lead", "ask", "create-quote", "send-quote")})
    assert moves(changes(repo.pair("HEAD~1", "HEAD"))["acme"]) == [("create-lead", "ask")]


def test_a_renamed_step_moves_nobody_and_rewrites_no_history(repo: Repo) -> None:
    repo.replace("process.yaml", "ask: {title", "enquire: {renamed_from: ask, title")
    pair = repo.pair("HEAD")
    assert changes(pair) == {}
    repo.replace("leads/acme.yaml", "to: ask", "to: enquire")
    assert changes(repo.pair("HEAD")) == {}


def test_in_public_what_became_private_is_not_told_any_more(repo: Repo) -> None:
    repo.commit({"acme": lead("Acme", "create-lead", more="users: 5")})
    repo.replace("process.yaml", "users: number", "users: {type: number, visibility: team}")
    repo.replace("leads/bolt.yaml", "owner:", "visibility: team\nowner:")
    repo.move("bolt", "2026-11-05", "ask")
    repo.move("acme", "2026-11-05", "ask")
    pair = repo.pair("HEAD", audience=Audience.PUBLIC)
    assert list(changes(pair)) == ["acme"] and not changes(pair)["acme"].fields
    text = markdown(Comparison(pair, TODAY, (), ()))
    assert "Bolt" not in text and "Emptied" not in text
    assert set(changes(repo.pair("HEAD"))) == {"acme", "bolt"}


# -- a history only grows


def history_findings(repo: Repo) -> list[tuple[str, str, int]]:
    pair = repo.pair("HEAD")
    found = examine(pair.head.loaded, TODAY, rewritten=rewritings(pair.base, pair.head))
    return [
        (one.code, one.message, one.span.start.line)
        for one in found.diagnostics
        if one.code in ("history-rewritten", "unknown-waiver", "unknown-rule")
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2026-11-02, to: ask", "2026-11-03, to: ask"),
        ("to: ask", "to: create-quote"),
        ("to: ask, by: amara", "to: ask, by: jules"),
        ("  - {date: 2026-11-02", "  - {date: 2026-11-02, to: send-quote}\n  - {date: 2026-11-02"),
    ],
)
def test_a_rewritten_line_is_a_finding(repo: Repo, old: str, new: str) -> None:
    repo.replace("leads/acme.yaml", old, new)
    assert history_findings(repo) == [
        ("history-rewritten", "this history line says something else than before", 6)
    ]


def test_a_shortened_history_is_a_finding(repo: Repo) -> None:
    repo.write("leads/acme.yaml", lead("Acme", "create-lead"))
    assert history_findings(repo) == [
        ("history-rewritten", "the history is shorter than it was: 1 line gone from its end", 5)
    ]


@pytest.mark.parametrize(
    "edit",
    [
        lambda repo: repo.move("acme", "2026-11-05", "create-quote"),
        lambda repo: repo.replace("leads/acme.yaml", "by: amara}\n", "by: amara, note: x}\n"),
        lambda repo: repo.replace("process.yaml", "ask: {", "enquire: {renamed_from: ask, "),
        lambda repo: repo.write("process.yaml", PROCESS + "rules: {history-rewritten: off}\n"),
    ],
)
def test_what_only_grows_is_none(repo: Repo, edit: object) -> None:
    edit(repo)  # type: ignore[operator]
    assert history_findings(repo) == []


def test_a_correction_may_be_waived_with_its_reason(repo: Repo) -> None:
    repo.replace("leads/acme.yaml", "2026-11-02, to: ask", "2026-11-03, to: ask")
    waiver = "waive: [{rule: history-rewritten, because: a wrong day, until: 2026-12-31}]\n"
    repo.replace("leads/acme.yaml", "owner:", f"{waiver}owner:")
    assert history_findings(repo) == []


# -- a long sequence of commits, its numbers counted again from the raw YAML


def edit_at_random(repo: Repo, dice: random.Random) -> None:
    """One or two edits such as people make: a move, a field, a new lead, one gone, one renamed."""
    for _ in range(dice.randint(1, 3)):
        files = sorted((repo.data / "leads").glob("*.yaml"))
        path = dice.choice(files)
        text = path.read_text()
        match dice.randint(0, 5):
            case 0 | 1:
                to = dice.choice(["send-quote", "negotiate-price", "create-quote", "parked"])
                line = f"\\1  - {{date: 2026-11-23, to: {to}, by: amara}}\n"
                pattern = r"(?m)(^history:\n(?:[ #].*\n|\n(?= ))*)"
                text, count = re.subn(pattern, line, text, count=1)
                assert count == 1, path
            case 2:
                text = re.sub(r"(?m)^users: .*\n", "", text)
                text = re.sub(r"(?m)^history:", f"users: {dice.randint(1, 999)}\nhistory:", text)
            case 3:
                text = re.sub(r"(?m)^(users|kind|price): .*\n", "", text)
            case 4:
                new = path.with_name(f"new-{dice.randint(100, 999)}.yaml")
                new.write_text(
                    f"name: New {new.stem}\nowner: jules\n"
                    "history:\n  - {date: 2026-11-23, to: create-lead, by: jules}\n"
                )
            case 5 if len(files) > 20:
                if dice.random() < 0.5:
                    path.unlink()
                    continue
                path.rename(path.with_name(f"renamed-{path.name}"))
                continue
        path.write_text(text)


def counted_again(repo: Repo, base: str, head: str) -> dict[str, object]:
    """The same numbers from `git show`, PyYAML and git's own rename detection."""
    status = repo.git("diff", "-M50%", "-l0", "--name-status", base, head, "--", "leads_data/leads")
    renamed = {}
    for line in status.splitlines():
        if line.startswith("R"):
            _score, old, new = line.split("\t")
            renamed[Path(old).stem] = Path(new).stem

    def leads(revision: str) -> dict[str, dict[str, object]]:
        archive = repo.root.parent / "archive.tar"
        repo.git("archive", "-o", str(archive), f"{revision}:leads_data/leads")
        with tarfile.open(archive) as tar:
            return {
                Path(member.name).stem: yaml.load(tar.extractfile(member), yaml.CSafeLoader)  # type: ignore[arg-type]
                for member in tar
            }

    before = {renamed.get(key, key): value for key, value in leads(base).items()}
    after = leads(head)

    def path_of(one: dict[str, object]) -> list[str]:
        return [line["to"] for line in one["history"] if "to" in line]  # type: ignore[attr-defined]

    both = before.keys() & after.keys()
    return {
        "added": sorted(after.keys() - before.keys()),
        "removed": sorted(before.keys() - after.keys()),
        "renamed": sorted(renamed.values()),
        "moved": {
            key: path_of(after[key])[len(path_of(before[key])) :]
            for key in sorted(both)
            if path_of(after[key]) != path_of(before[key])
        },
        "fields": {
            key: sorted(different)
            for key in sorted(both)
            if (
                different := {
                    name
                    for name in ("users", "kind", "price")
                    if before[key].get(name) != after[key].get(name)
                }
            )
        },
    }


def test_a_long_sequence_is_counted_as_raw_yaml_and_git_count_it(tmp_path: Path) -> None:
    dice = random.Random(20261123)
    repo = Repo(tmp_path / "repo")
    shutil.copytree(HERE / "leads_data", repo.data)
    commits = [repo.commit()]
    for _ in range(11):
        edit_at_random(repo, dice)
        commits.append(repo.commit())
    seen: set[str] = set()
    for base, head in dice.sample(list(combinations(commits, 2)), 14):
        pair = repo.pair(base, head)
        found = changes(pair)
        again = counted_again(repo, base, head)
        assert {
            "added": [key for key, one in found.items() if one.base is None],
            "removed": [key for key, one in found.items() if one.head is None],
            "renamed": [key for key, one in found.items() if one.renamed_from],
            "moved": {
                key: [move.target.id for move in one.moves]
                for key, one in found.items()
                if one.moves and one.base
            },
            "fields": {
                key: sorted(part.field.id for part in one.fields)
                for key, one in found.items()
                if one.fields
            },
        } == again
        told = {*again["added"], *again["removed"], *again["renamed"]}  # type: ignore[misc]
        told |= {*again["moved"], *again["fields"]}  # type: ignore[misc]
        headline = markdown(Comparison(pair, TODAY, (), ())).splitlines()[0]
        assert headline.startswith(f"### {len(told)} lead{'s' * (len(told) != 1)} changed")
        for word, key in (("new", "added"), ("gone", "removed")):
            number = len(again[key])
            assert (f"{number} {word}" in headline) is (number > 0), headline
        seen |= {key for key, value in again.items() if value}
    assert seen == {"added", "removed", "renamed", "moved", "fields"}
