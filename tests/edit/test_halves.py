"""A lead in two files: put together they say what one file would, and the public one no secret."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeAlias

from hypothesis import given
from hypothesis import strategies as st

from sphinx_leadflow.core.model import Lead
from sphinx_leadflow.core.project import Loaded, understand
from sphinx_leadflow.core.source import Folder, Source
from sphinx_leadflow.edit.data import Leaf, bare
from sphinx_leadflow.edit.halves import Halves
from sphinx_leadflow.edit.lead import moved, noted, tracked

PROCESS = """\
title: Sales
data: public
fields:
  price: {type: money, renamed_from: offer}
  area: text
  contact: {type: list, of: {name: text, email: email}}
  mood: {type: choice, options: [good, bad], tracked: true}
  temper: {type: choice, options: [good, bad], tracked: true, visibility: team}
checklists:
  fit: {items: {need: What they need, money: What they have}}
  vault: {visibility: team, items: {key: Who has it}}
stages: {sale: {steps: {ask: Ask, sign: Sign}}}
"""
OWN = "name: Bay\nhistory:\n  - {date: 2026-11-02, to: ask}\n"
OLD = OWN + "waiting: 2026-12-01\nchecklists: {fit: {need: true}}\n"
Edit: TypeAlias = Callable[[Halves], None]


def project(own: str, private: str | None, *, public: bool) -> Loaded:
    process = PROCESS if public else PROCESS.replace("data: public\n", "")
    extra = () if private is None else (Source("vault/leads/bay.yaml", private, ""),)
    lead = Source("data/leads/bay.yaml", own, "")
    source = Source("data/process.yaml", process, "")
    return understand(Folder("data", source, (lead,), (), extra))


WORDS = st.sampled_from(["they wait", "award: confirmed", "no", "ask # again"])
DAYS = st.dates(dt.date(2026, 11, 3), dt.date(2026, 11, 9))


@st.composite
def edits(draw: st.DrawFn) -> Edit:
    word, day = draw(WORDS), draw(DAYS)
    choice: Edit = draw(
        st.sampled_from(
            [
                lambda it: it.set(("price",), bare(f"{day.day} USD")),
                lambda it: it.set(("area",), Leaf(word)),
                lambda it: it.set(("action",), Leaf(word)),
                lambda it: it.add("contact", {"name": Leaf(word), "email": Leaf("a@b.org")}),
                lambda it: it.remove("price"),
                lambda it: it.remove("action"),
                lambda it: it.set(("waiting", "until"), bare(day)),
                lambda it: it.set(("waiting", "for"), Leaf(word)),
                lambda it: it.answer("fit", "need", word, done=None),
                lambda it: it.answer("fit", "money", done=False),
                lambda it: it.answer("fit", "money", word, done=True),
                lambda it: it.answer("vault", "key", word, done=None),
                lambda it: it.add_line(moved(day, "sign", note=word)),
                lambda it: it.add_line(noted(day, word)),
                lambda it: it.add_line(tracked(day, {"mood": Leaf("bad")}, note=word)),
                lambda it: it.add_line(
                    tracked(day, {"mood": Leaf("good"), "temper": Leaf("bad")}, note="")
                ),
            ]
        )
    )
    return choice


def facts(lead: Lead) -> Any:
    lines = [
        [(one.date, one.to.id) for one in lead.history if one.to],
        [(one.date, one.note) for one in lead.history if one.note],
        [(one.date, k, v.data) for one in lead.history for k, v in one.changes.items()],
    ]
    values = {key: one.data for key, one in lead.fields.items()}
    pause = (lead.waiting.until, lead.waiting.reason) if lead.waiting else None
    answers = {
        (checklist, item): (one.done, one.text.strip())
        for checklist, items in lead.checklists.items()
        for item, one in items.items()
    }
    return [sorted(some, key=repr) for some in lines], values, pause, answers, lead.action


@given(
    st.sampled_from([(OWN, None), (OLD, None), (OLD, "# nothing yet\n"), (OLD, "price: 1 USD\n")]),
    st.lists(edits(), max_size=8),
)
def test_halves_say_together_what_a_whole_says(
    start: tuple[str, str | None], changes: list[Edit]
) -> None:
    own, private = start
    before = project(own, private, public=True)
    parted = Halves(before.project.process, own, private, parted=True)
    values = "".join(line for line in (private or "").splitlines(True) if line[0] != "#")
    whole = Halves(before.project.process, own + values, None)
    for change in changes:
        change(parted)
        change(whole)
    together = project(parted.own or "", parted.private, public=True)
    alone = project(whole.own or "", None, public=False)
    wrong = [str(one) for one in together.diagnostics if one.code != "missing-key"]
    assert not wrong, (parted.own, parted.private)
    assert facts(together.project.leads["bay"]) == facts(alone.project.leads["bay"])
