"""What "did you mean" proposes: slips of the pen, and nothing silly."""

from __future__ import annotations

import pytest

from sphinx_leadflow.core.suggest import nearest

KEYS = (
    "name", "owner", "action", "aliases", "visibility", "pipeline", "renews", "probability",
    "history", "waiting", "due", "checklists", "waive", "organisation", "source", "contact",
    "folder", "users", "quote", "price", "contract", "contract_changes", "paid", "health",
    "hub_issue", "hubs",
)  # fmt: skip
STEPS = (
    "triage", "create-lead", "send-questionnaire", "negotiation", "create-quote", "send-quote",
    "send-contract", "hub-setup", "new-hub", "lost", "duplicate",
)  # fmt: skip


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("nmae", "name"),
        ("ownr", "owner"),
        ("hystory", "history"),
        ("Hsitory", "history"),
        ("organization", "organisation"),
        ("pipline", "pipeline"),
        ("visibilty", "visibility"),
        ("renewal", "renews"),
        ("du", "due"),
        ("quotes", "quote"),
        ("next_action", "action"),
        ("contact_email", "contact"),
        ("due_date", "due"),
    ],
)
def test_a_slip_of_the_pen_is_seen_in_a_key(word: str, meant: str) -> None:
    assert nearest(word, KEYS) == meant


@pytest.mark.parametrize(
    "word",
    [
        *("phone", "notes", "country", "customer", "deal", "deadline", "priority", "sales"),
        *("score", "outcome", "id", "number", "file", "order", "storage", "courses", "status"),
    ],
)
def test_a_word_that_merely_looks_alike_is_not_proposed(word: str) -> None:
    assert nearest(word, KEYS) == ""


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("contract", "send-contract"),
        ("contracts", "send-contract"),
        ("questionaire", "send-questionnaire"),
        ("negotiating", "negotiation"),
        ("create-new-lead", "create-lead"),
        ("closed-lost", "lost"),
        ("dup", "duplicate"),
        ("quote", ""),  # created or sent?
        ("won", ""),
        ("rejected", ""),
    ],
)
def test_a_step_is_known_by_one_of_its_words_if_no_other_has_it(word: str, meant: str) -> None:
    assert nearest(word, STEPS) == meant
