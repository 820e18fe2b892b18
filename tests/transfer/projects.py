"""Projects made up by a dice: every type of field, every key of a lead, awkward texts."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

from sphinx_leadflow.edit.data import Data, Leaf, bare
from sphinx_leadflow.edit.render import loose
from sphinx_leadflow.transfer.wanted import Line, lead_text
from tests.core.sample import read

PROCESS = """\
title: Made up
notes: team
people: {amara: Amara Okafor, bo: Bo}
roles: {sales: Sales}
fields:
  words: text
  prose: markdown
  users: number
  paid: boolean
  start: date
  site: url
  mail: email
  call: phone
  price: money
  fee: {type: money, currency: USD}
  kind: {type: choice, options: [one, "2", may-3]}
  helper: person
  twin: lead
  tags: list
  days: {type: list, of: date}
  contact: {type: list, of: {name: text, email: email, since: date, sum: money}}
  mood: {type: choice, options: [good, bad], tracked: true}
  size: {type: number, tracked: true}
checklists:
  fit: {items: {need: Need, money: Money}}
"""
ONE = """\
stages: {talk: {steps: {ask: Ask, offer: Offer}}, end: End}
outcomes: {won: {kind: won}, lost: {kind: lost, reasons: [dear, late]}}
"""
MANY = """\
pipelines:
  hubs: {stages: {talk: {steps: {ask: Ask, offer: Offer}}}}
  grants: {stages: {draft: Draft, ask: Ask}}
outcomes: {won: {kind: won}, lost: {kind: lost, reasons: [dear, late]}}
"""
TEXTS = (
    *("=1+1", "+49 30", "-5", "@home", "'=x", "''", "'quoted'", "0012", "1e5", "1/2", "10%"),
    *("true", "FALSE", "1:30", "2026-09-01", "01/02/2026", "MAR1", "3 May", "12", "12.50", "€5"),
    *("a, b; c", 'say "yes"', "{a: b}", "- x", "# no", "yes: no", "Ünïcödé 🚀", "أهلا", "x  y"),
    *(
        "several\nlines\nof text",
        "one\n\nmore",
        "it's",
        "null",
        "~",
        "1234567890123456789",
        "_x000D_",
    ),
    *("5 apples", "sep=;", "\\n", "a\tb", "=cmd|' /C calc'!A0", "1,5", "1.000.000", "Dec", "$3"),
)
INDICATORS = "-?:,[]{}#&*!|>'\"%@`"
"""Signs that mean something to YAML where a text begins with one."""


def written(dice: random.Random, place: Path) -> Path:
    """A data folder with a few leads."""
    several = dice.random() < 0.4
    process = PROCESS + (MANY if several else ONE)
    root = place / "leads_data"
    (root / "leads").mkdir(parents=True)
    (root / "process.yaml").write_text(process, "utf-8")
    idents = dice.sample(
        ["aster", "birch-2", "2025", "1e5", "may-1", "fern", "true"], dice.randint(1, 5)
    )
    model = read(process).project.process
    for ident in idents:
        values = one_lead(dice, idents, several)
        text = lead_text(model, values, events(dice, several))
        (root / "leads" / f"{ident}.yaml").write_text(text, "utf-8")
    return root


def text(dice: random.Random) -> str:
    if dice.random() < 0.2:
        return dice.choice(INDICATORS) + dice.choice(("I", "foo", " bar", "-", "é: 1"))
    return dice.choice(TEXTS)


def saying(said: str) -> dict[tuple[str, ...], Data]:
    """A lead that says the same text wherever it can say one."""
    return {
        ("name",): Leaf(said),
        ("action",): Leaf(said),
        ("aliases",): [Leaf(said), Leaf("b")],
        ("words",): Leaf(said),
        ("prose",): Leaf(said),
        ("tags",): [Leaf("a"), Leaf(said)],
        ("contact",): [{"name": Leaf(said), "since": bare("2026-01-01")}],
        ("waiting", "until"): bare("2026-12-01"),
        ("waiting", "for"): Leaf(said),
        ("checklists", "fit", "need"): {"done": bare("true"), "answer": Leaf(said)},
        ("waive",): [{"rule": loose("stale-lead"), "because": Leaf(said)}],
    }


def line(dice: random.Random) -> str:
    return " ".join(text(dice).split())


def day(dice: random.Random) -> str:
    return (dt.date(2026, 1, 1) + dt.timedelta(dice.randint(0, 300))).isoformat()


def one_lead(
    dice: random.Random, idents: list[str], several: bool
) -> dict[tuple[str, ...], object]:
    made = {
        "owner": loose("amara"), "action": Leaf(line(dice)),
        "aliases": [Leaf(line(dice)), Leaf("b")],
        "visibility": loose("team"), "renews": loose(dice.choice(idents)),
        "probability": bare("0.35"),
        "due": bare(day(dice)), "words": Leaf(text(dice)), "prose": Leaf(text(dice)),
        "users": bare(dice.choice(["0", "-3.5", "1234567890123.25", "12.500"])),
        "paid": bare(dice.choice(["true", "false"])), "start": bare(day(dice)),
        "site": loose("https://example.org/a?b=1,2"), "mail": loose("a@example.org"),
        "call": Leaf(dice.choice(["+1 555 0100", "0049 30 1", "(030) 12/4"])),
        "price": bare(dice.choice(["24000 EUR", "-3.50 USD", "0.1 JPY"])), "fee": bare("12 USD"),
        "kind": loose(dice.choice(["one", "2", "may-3"])), "helper": loose("bo"),
        "twin": loose(dice.choice(idents)), "tags": [Leaf(text(dice)) for _ in range(3)],
        "days": [bare(day(dice)), bare(day(dice))],
        "contact": [{"name": Leaf(text(dice)), "since": bare(day(dice))},
                    {"email": loose("b@example.org"), "sum": bare("3 EUR")}],
        "mood": loose("good"), "size": bare("4"),
        "waive": [{"rule": loose("stale-lead"), "because": Leaf(line(dice)),
                   "until": bare(day(dice))}],
    }  # fmt: skip
    values: dict[tuple[str, ...], object] = {("name",): Leaf(line(dice))}
    values |= {(key,): value for key, value in made.items() if dice.random() < 0.6}
    if several and dice.random() < 0.5:
        values["pipeline",] = loose("grants")
    if dice.random() < 0.5:
        values["waiting", "until"] = bare(day(dice))
        values["waiting", "for"] = Leaf(line(dice))
    if dice.random() < 0.5:
        values["checklists", "fit", "need"] = {"done": bare("true"), "answer": Leaf(text(dice))}
        values["checklists", "fit", "money"] = {"done": bare("false")}
    return values


def events(dice: random.Random, several: bool) -> list[Line]:
    """A history: moves, notes, tracked fields, several on one day."""
    lines = []
    for when in sorted(day(dice) for _ in range(dice.randint(0, 6))):
        keys: dict[str, object] = {"date": bare(when)}
        what = dice.randint(0, 3)
        if what == 0:
            keys["note"] = Leaf(text(dice))
        elif what == 1:
            keys["set"] = {"mood": loose(dice.choice(["good", "bad"])), "size": bare("7.5")}
        else:
            keys["to"] = loose(
                dice.choice(
                    [
                        "ask",
                        "lost",
                        *(["grants/draft", "hubs/offer"] if several else ["offer", "end"]),
                    ]
                )
            )
        if dice.random() < 0.5:
            keys["by"] = loose(dice.choice(["amara", "sales"]))
        lines += [Line(keys)] * (2 if dice.random() < 0.1 else 1)
    return lines
