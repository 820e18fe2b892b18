"""Which notifications a change calls for, and what they say."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from sphinx_leadflow.checks.run import check
from sphinx_leadflow.core.model import Audience
from sphinx_leadflow.core.query import Snapshot
from sphinx_leadflow.core.templates import flat
from sphinx_leadflow.core.views.lead import lead_view
from sphinx_leadflow.history.comparison import Comparison
from sphinx_leadflow.history.notices import Call
from tests.history.repo import PROCESS, Repo, lead

TODAY = dt.date(2026, 11, 23)
FILLED = "organisation: Acme Ltd\nusers: 5\nprice: 100 EUR\nquote: https://drive.example.org/q"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path)
    repo.write("process.yaml", PROCESS)
    moves = ("create-lead", "ask", "create-quote", "send-quote", "negotiate")
    repo.commit({"acme": lead("Acme", *moves, more=FILLED)})
    return repo


def called(repo: Repo, base: str = "HEAD", head: str | None = None) -> tuple[Call, ...]:
    pair = repo.pair(base, head, Audience.TEAM)
    before, now = (check(side.loaded, TODAY) for side in (pair.base, pair.head))
    return Comparison(pair, TODAY, before, now).calls


def brief(calls: tuple[Call, ...]) -> list[tuple[str, str, str, bool]]:
    return [(call.role, call.at, call.place.id, bool(call.held)) for call in calls]


def test_entering_a_step_tells_each_role_that_it_names(repo: Repo) -> None:
    repo.move("acme", "2026-11-10", "send-contract")
    calls = called(repo)
    assert brief(calls) == [
        ("icsi-contracting", "enter", "send-contract", False),
        ("icsi-finance", "enter", "send-contract", False),
    ]
    assert (calls[0].title, calls[0].email) == ("ICSI contracting", "contracting@example.org")
    assert calls[0].subject == "Acme: Send them a contract"
    assert calls[0].text == (
        "Acme is now at “Send them a contract”. You are told because a contract is needed."
    )
    assert calls[1].subject == "Invoice for Acme"
    assert calls[1].text == "Acme Ltd pays 100\xa0EUR. The quote: https://drive.example.org/q"


def test_moves_are_told_in_their_order_leaving_before_entering(repo: Repo) -> None:
    repo.commit({"acme": lead("Acme", "create-lead", more=FILLED)})
    moves = ("create-lead", "ask", "create-quote", "send-quote", "negotiate", "send-contract")
    repo.write("leads/acme.yaml", lead("Acme", *moves, more=FILLED))
    assert [(call.role, call.move) for call in called(repo)] == [
        ("icsi", 4),
        ("icsi-contracting", 5),
        ("icsi-finance", 5),
    ]


def test_no_move_tells_nobody(repo: Repo) -> None:
    repo.replace("leads/acme.yaml", "users: 5", "users: 6")
    assert called(repo) == ()


def test_a_gap_in_a_text_is_named_by_what_would_fill_it(repo: Repo) -> None:
    repo.replace("leads/acme.yaml", "\nquote: https://drive.example.org/q", "")
    repo.move("acme", "2026-11-10", "send-contract")
    assert called(repo)[1].text.endswith("The quote: [Price quote]")


def test_it_says_what_the_page_of_the_lead_promised(repo: Repo) -> None:
    repo.write(
        "leads/acme.yaml",
        lead("Acme", "create-lead", "ask", "create-quote", "send-quote", more=FILLED),
    )
    repo.commit()
    promised = lead_view(Snapshot(repo.pair("HEAD").head.loaded.project, TODAY), "acme").tells
    repo.move("acme", "2026-11-10", "negotiate")
    assert [(call.title, call.subject, call.text) for call in called(repo)] == [
        (letter.to, letter.subject, flat(letter.body)) for letter in promised
    ]


def test_an_error_on_the_line_of_a_move_holds_it_back_until_it_is_put_right(repo: Repo) -> None:
    repo.replace("leads/acme.yaml", "price: 100 EUR\n", "")
    repo.move("acme", "2026-11-10", "send-contract")
    assert {call.held[0].code for call in called(repo)} == {"missing-field"}
    blocked = repo.commit()
    repo.replace("leads/acme.yaml", "users: 5\n", "users: 6\n")
    still = repo.commit()
    assert called(repo, blocked, still) == ()
    repo.replace("leads/acme.yaml", "users: 6\n", "users: 6\nprice: 100 EUR\n")
    assert brief(called(repo, still)) == [
        ("icsi-contracting", "enter", "send-contract", False),
        ("icsi-finance", "enter", "send-contract", False),
    ]


def test_a_notification_added_to_the_process_tells_nothing_of_the_past(repo: Repo) -> None:
    repo.move("acme", "2026-11-10", "send-contract")
    repo.commit()
    repo.replace("process.yaml", "create-lead: Create a lead", "create-lead: {tell: sales}")
    assert called(repo) == ()


def test_a_condition_decides_who_is_told(repo: Repo) -> None:
    role = "{role: icsi-contracting,"
    repo.replace("process.yaml", role, f"{role} when: {{users: {{at_least: 6}}}},")
    repo.commit()
    repo.move("acme", "2026-11-10", "send-contract")
    assert [call.role for call in called(repo)] == ["icsi-finance"]


def test_a_second_visit_is_another_notification(repo: Repo) -> None:
    step = "send-quote:\n"
    repo.replace("process.yaml", step, f"{step}        repeats: true\n")
    first = repo.commit()
    repo.move("acme", "2026-11-10", "send-quote")
    repo.move("acme", "2026-11-11", "negotiate")
    (again,) = called(repo, first)
    repo.write("leads/acme.yaml", lead("Acme", "create-lead"))
    repo.commit()
    repo.git("checkout", "-q", first, "--", "leads_data/leads/acme.yaml")
    repo.commit()
    (once,) = called(repo, "HEAD~1")
    assert (once.place.id, once.at) == (again.place.id, again.at)
    assert once.keys != again.keys


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("process.yaml", "send-contract:\n", "contract:\n        renamed_from: send-contract\n"),
        ("process.yaml", "icsi-finance: {", "money: {renamed_from: icsi-finance, "),
    ],
)
def test_what_was_renamed_is_remembered_under_its_former_name(
    repo: Repo, file: str, old: str, new: str
) -> None:
    start = repo.git("rev-parse", "HEAD")
    repo.move("acme", "2026-11-10", "send-contract")
    before = called(repo, start)
    repo.replace(file, old, new)
    if "money" in new:
        repo.replace("process.yaml", "role: icsi-finance", "role: money")
    after = called(repo, start)
    assert len(after) == 2
    assert [call.keys[0] for call in before] == [
        next(key for key in call.keys if key in {one.keys[0] for one in before}) for call in after
    ]


def test_a_renamed_file_is_remembered_too(repo: Repo) -> None:
    start = repo.git("rev-parse", "HEAD")
    repo.move("acme", "2026-11-10", "send-contract")
    before = called(repo, start)
    repo.git("mv", "leads_data/leads/acme.yaml", "leads_data/leads/acme-works.yaml")
    after = called(repo, start)
    assert [one.keys[0] in other.keys for one, other in zip(before, after, strict=True)] == [
        True,
        True,
    ]


def test_steps_that_run_beside_each_other_are_left_together(repo: Repo) -> None:
    pack = "pack: {title: Pack, beside: send-quote, tell: {role: sales, at: leave}}"
    repo.replace("process.yaml", "send-quote:\n", f"{pack}\n      send-quote:\n")
    moves = ("create-lead", "ask", "create-quote", "send-quote")
    repo.commit({"acme": lead("Acme", *moves, more=FILLED)})
    repo.move("acme", "2026-11-10", "pack")
    assert called(repo) == ()
    repo.move("acme", "2026-11-11", "negotiate")
    assert brief(called(repo)) == [
        ("icsi", "leave", "send-quote", False),
        ("sales", "leave", "pack", False),
    ]


def test_a_subject_stays_one_line(repo: Repo) -> None:
    repo.replace(
        "process.yaml", 'subject: "Invoice for {name}"', 'subject: "Invoice\\nBcc: x@evil.example"'
    )
    repo.move("acme", "2026-11-10", "send-contract")
    subjects = [call.subject for call in called(repo)]
    assert all("\n" not in subject for subject in subjects)
