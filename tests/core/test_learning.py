"""What we learn, by golden values: reasons, gaps before a loss, what clients ask for."""

from __future__ import annotations

import datetime as dt

from sphinx_leadflow.core.metrics.formulas import FORMULAS
from sphinx_leadflow.core.metrics.learning import loss_reasons, question_gaps, wishes
from sphinx_leadflow.core.metrics.scope import Scope, Window
from sphinx_leadflow.core.model import Audience
from sphinx_leadflow.core.query import Snapshot
from sphinx_leadflow.core.views.lessons import lessons_view
from sphinx_leadflow.core.views.rates import rates_view
from tests.core.sample import project

PROCESS = """
fields:
  asked:
    type: list
    visibility: VISIBILITY
    of:
      change: text
      answer: {type: choice, options: [yes-said, no-said]}
checklists:
  fit: {title: Fit, items: {money: Money, time: {title: Time, when: {asked: true}}}}
stages: {talk: {checklist: fit}, sign: Sign}
outcomes:
  won: {kind: won, from: [talk, sign]}
  lost: {kind: lost, reasons: {price: Too dear, time: Not now}}
  unfit: {title: Out of scope, kind: lost}
figures: {minimum: 2, targets: {wins: {figure: win-rate, at_least: 0.5, after: 2}}}
"""
DAY = dt.date(2026, 3, 1)
LOST = "history: [{date: 2026-01-01, to: talk}, {date: 2026-01-02, to: lost, reason: price}]"
WON = "history: [{date: 2026-01-01, to: talk}, {date: 2026-02-02, to: won}]"


def snapshot(
    audience: Audience = Audience.TEAM, visibility: str = "public", **leads: str
) -> Snapshot:
    files = {ident: f"name: {ident}\n{text}" for ident, text in leads.items()}
    process = PROCESS.replace("VISIBILITY", visibility)
    return Snapshot(project(process, audience, **files), DAY)


def test_reasons_stand_by_how_often_they_were_given() -> None:
    here = snapshot(
        a=LOST,
        b=LOST,
        c=LOST.replace("price", "time"),
        d=LOST.replace("lost, reason: price", "unfit"),
        e=WON,
    )
    found = loss_reasons(here)
    assert [(one.title, one.leads) for one in found] == [
        ("Too dear", ("a", "b")), ("Not now", ("c",)), ("Out of scope", ("d",)),
    ]  # fmt: skip
    assert (found[0].rate.share, found[0].rate.n) == (0.5, 4)


def test_a_window_holds_the_day_of_the_loss() -> None:
    scope = Scope(window=Window(dt.date(2026, 1, 3)))
    assert loss_reasons(snapshot(a=LOST), scope) == ()


def test_losses_are_told_apart_by_the_answer() -> None:
    def answered(word: str) -> str:
        return f"checklists: {{fit: {{money: {word}}}}}\n"

    here = snapshot(
        a=answered("true") + WON, b=answered("true") + LOST, c=answered("false") + LOST,
        d=answered("false") + LOST, e=LOST, f="history: [{date: 2026-01-01, to: talk}]",
        g="history: [{date: 2026-01-01, to: sign}, {date: 2026-01-02, to: won}]",
    )  # fmt: skip
    money, time = question_gaps(here)
    assert (money.good.hits, money.good.misses) == (("b",), ("a",))
    assert (money.bad.hits, money.bad.misses) == (("c", "d"), ())
    assert (money.open.hits, money.open.share) == (("e",), None)
    assert (time.good.n, time.bad.n, time.open.n) == (0, 0, 0)  # it is asked of nobody here


def test_wishes_are_the_same_if_their_words_are() -> None:
    here = snapshot(
        a=f"asked: [{{change: Pay later., answer: yes-said}}, {{change: Our law}}]\n{WON}",
        b=f"asked: [{{change: pay  later, answer: no-said}}]\n{LOST}",
    )
    assert [(one.text, one.leads, dict(one.outcomes)) for one in wishes(here, "asked") or ()] == [
        ("Pay later.", ("a", "b"), {"no-said": ("b",), "yes-said": ("a",)}),
        ("Our law", ("a",), {}),
    ]


def test_what_is_for_the_team_is_no_lesson_for_the_public() -> None:
    here = snapshot(Audience.PUBLIC, "team", a=f"asked: [{{change: Pay later}}]\n{WON}")
    assert wishes(here, "asked") is None
    text = lessons_view(here, "", None, "", "", ("asked",)).text
    assert text.notes == ("“Asked” is for the team only.",)
    assert "Pay later" not in repr(text)


def test_what_is_no_list_of_records_is_called_just_that() -> None:
    process = PROCESS.replace("figures:", "fields: {asked: {type: list, of: text}}\nfigures:")
    process = process[process.index("checklists:") :].replace(", when: {asked: true}", "")
    here = Snapshot(project(process, Audience.TEAM, a="name: a\nasked: [Pay later]\n"), DAY)
    assert lessons_view(here, "", None, "", "", ("asked",)).text.notes == (
        "“Asked” is no list of records.",
    )


def test_a_view_of_nothing_is_a_sentence() -> None:
    here = snapshot()
    assert lessons_view(here, "", None, "", "").text.sentence == "No lead was lost."
    assert rates_view(here, "", None, "", "", "quarter").text.sentence == (
        "No lead is decided yet."
    )
    assert rates_view(here, "", None, "", "", "quarter").text.tables == ()


def test_one_decided_lead_is_not_spoken_of_as_many() -> None:
    sentence = rates_view(snapshot(a=LOST), "", None, "", "").text.sentence
    assert sentence.startswith("The only decided lead was not won.")


def test_rates_stand_with_their_target() -> None:
    text = rates_view(snapshot(a=WON, b=LOST, c=LOST), "", None, "", "", "owner").text
    assert text.sentence == "33 % of 3 decided leads were won. 1 of 1 target is missed."
    assert [table.title for table in text.tables] == ["", "Targets", "Owner"]
    assert {one.title for one in text.formulas} <= {one.title for one in FORMULAS.values()}


def test_targets_are_not_judged_where_leads_are_withheld() -> None:
    here = snapshot(Audience.PUBLIC, a=WON, b=LOST, c=LOST, d=f"visibility: team\n{WON}")
    text = rates_view(here, "", None, "", "").text
    assert "not judged: leads may be for the team only" in repr(text)
    assert "missed" not in text.sentence
