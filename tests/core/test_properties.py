"""Inputs that nobody would think of: loading never raises, and never tells what is private."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinx_leadflow.core.model import Audience
from sphinx_leadflow.core.project import Loaded
from sphinx_leadflow.core.standing import standing
from tests.core.sample import read

DATA = Path(__file__).parents[2] / "leads_data"
PROCESS = (DATA / "process.yaml").read_text("utf-8")
LEADS = [path.read_text("utf-8") for path in sorted((DATA / "leads").glob("*.yaml"))]
EXAMPLES = [
    path.read_text("utf-8")
    for path in sorted((DATA.parent / "docs/examples").rglob("process.yaml"))
]
TODAY = dt.date(2026, 11, 22)

WORDS = [
    *re.findall(
        r"\S+",
        """name owner history date to by note set waiting until checklists done waive visibility
        team title fields type money list of stages steps next needs fills any all is when for from
        tell
        role limits after due before every outcomes kind lost pipelines spawns copy own true options
        renamed_from beside at_least one_of create-lead maniac-t 2026-02-30 9999-12-31 0001-01-01
        { } [ ] ' " # & * ! % @ ` << ~ null = > 1 -1 x é 🚀 \\ \\u0000""",
    ),
    *[": ", "- ", "\n", "\n  ", "\n    ", ", ", "|\n", "? ", "---\n", "...\n", "\t", "\r"],
    *["\x00", "\x85", "\u2028", "\ufeff", "\u202e", "1" * 400],
]
YAML_LIKE = st.lists(st.sampled_from(WORDS), max_size=40).map("".join)
ANY_BYTES = st.one_of(YAML_LIKE.map(lambda text: text.encode("utf-8")), st.binary(max_size=200))
AUDIENCES = st.sampled_from(Audience)


def check(loaded: Loaded, sources: dict[str, bytes]) -> None:
    """Every finding lies inside its file, and what follows from the leads can be worked out."""
    for item in loaded.diagnostics:
        data = sources.get(item.span.path.removeprefix("data/"), b"")
        text = data.decode("utf-8", "replace").removeprefix("\ufeff")
        lines = re.split(r"\r\n|\n|\r", text)
        assert 1 <= item.span.start.line <= len(lines), item
        assert 1 <= item.span.start.column <= len(lines[item.span.start.line - 1]) + 1, item
        assert item.span.start <= item.span.end or item.span.end.line == 1, item
        assert item.message
    for lead in loaded.project.leads.values():
        assert standing(lead, loaded.project, TODAY).marks
        standing(lead, loaded.project, dt.date.max)


def mutated(text: str, draw: st.DrawFn) -> str:
    """A text with a few lines or characters deleted, inserted, doubled or swapped."""
    for _ in range(draw(st.integers(1, 3))):
        if draw(st.booleans()):
            lines = text.split("\n")
            at = draw(st.integers(0, len(lines) - 1))
            other = lines[draw(st.integers(0, len(lines) - 1))]
            change = draw(
                st.sampled_from([[], [lines[at]] * 2, [other], [f" {lines[at]}"], [lines[at][2:]]])
            )
            text = "\n".join([*lines[:at], *change, *lines[at + 1 :]])
        else:
            at = draw(st.integers(0, len(text)))
            text = text[:at] + draw(st.sampled_from(WORDS)) + text[at + draw(st.integers(0, 3)) :]
    return text


MUTATED_LEADS = st.composite(lambda draw: mutated(draw(st.sampled_from(LEADS)), draw))
MUTATED_PROCESSES = st.composite(
    lambda draw: mutated(draw(st.sampled_from([PROCESS, *EXAMPLES])), draw)
)


@given(ANY_BYTES, ANY_BYTES, AUDIENCES)
@settings(max_examples=150)
def test_any_bytes_in_any_file_give_findings(
    process: bytes, lead: bytes, audience: Audience
) -> None:
    check(read(process, audience, a=lead), {"process.yaml": process, "leads/a.yaml": lead})


@given(ANY_BYTES, AUDIENCES)
@settings(max_examples=150)
def test_any_bytes_in_a_lead_of_the_real_process(lead: bytes, audience: Audience) -> None:
    lead = b"name: Aster\n" + lead
    check(read(PROCESS, audience, a=lead), {"leads/a.yaml": lead, "process.yaml": PROCESS.encode()})


@given(MUTATED_LEADS(), AUDIENCES)
@settings(max_examples=150)
def test_a_real_lead_with_a_slip_of_the_keyboard(lead: str, audience: Audience) -> None:
    loaded = read(PROCESS, audience, a=lead.encode())
    check(loaded, {"leads/a.yaml": lead.encode(), "process.yaml": PROCESS.encode()})


@given(MUTATED_PROCESSES(), AUDIENCES)
@settings(max_examples=60)
def test_a_real_process_with_a_slip_of_the_keyboard(process: str, audience: Audience) -> None:
    lead = LEADS[0].encode()
    loaded = read(process.encode(), audience, a=lead)
    check(loaded, {"leads/a.yaml": lead, "process.yaml": process.encode()})


PRIVATE = """title: Leads
people: {amara: Amara}
fields:
  price: money
  mail: email
  phone: phone
  note: {type: text, visibility: team}
  day: {type: date, visibility: team}
  ready: {type: boolean, visibility: team}
  many: {type: number, visibility: team}
  size: {type: choice, options: [small, large], visibility: team}
  link: {type: url, visibility: team}
  who: {type: person, visibility: team}
  other: {type: lead, visibility: team}
  tags: {type: list, of: text, visibility: team}
  mood: {type: text, tracked: true, visibility: team}
  people_there:
    type: list
    of: {name: {type: text, visibility: team}, mail: email, fine: text}
  talks: {type: list, visibility: team, of: {day: date, ready: boolean, size: number}}
checklists:
  own: {visibility: team, items: {q: Q}}
  open: {items: {q: Q}}
stages: {one: One}
"""
FIELDS = re.findall(r"\w+", "price mail phone note day ready many size link who other tags")
PLACES = [
    *(f"{name}: VALUE" for name in FIELDS),
    *(f"{name}: [VALUE]" for name in FIELDS),
    "people_there: [{name: VALUE, fine: x}]",
    "people_there: [{mail: VALUE}]",
    "people_there: VALUE",
    "talks: {day: VALUE}",
    "talks: [{ready: VALUE, size: VALUE}]",
    "history: [{date: 2026-01-01, set: {mood: VALUE}}]",
    "history: [{date: 2026-01-01, to: one, note: VALUE}]",
    "history: [{date: 2026-01-01, note: VALUE}]",
    "checklists: {own: {q: VALUE}}",
    "checklists: {open: {q: VALUE}}",
    "checklists: {open: {q: {done: true, answer: VALUE}}}",
    "waiting: {until: 2026-01-01, for: VALUE}",
    "waive: {rule: stale-lead, because: VALUE}",
    "action: VALUE",
    "visibility: team\nowner: VALUE",
    "visibility: team\nVALUE: x",
    "visibility: team\nowner: 'VALUE",
]
CANARY = "Zanzibar7"
VALUES = [
    *["Zanzibar7", "'Zanzibar7 x'", "Zanzibar7 USD", "Zanzibar7@example.org", "Zanzibar7@"],
    *["https://Zanzibar7.example.org", "javascript:Zanzibar7", '"Zanzibar7\\x01"', "!Zanzibar7 x"],
    *["&Zanzibar7 x", "*Zanzibar7", "{Zanzibar7: x}", "Zanzibar7: x", "'Zanzibar7", "@Zanzibar7"],
    *[
        "- Zanzibar7",
        "|Zanzibar7",
        "x, Zanzibar7 and more",
        "[Zanzibar7",
        "{Zanzibar7",
        "x\tZanzibar7",
        "{a: 1, Zanzibar7: x}",
        "{Zanzibar7: x, Zanzibar7: y}",
    ],
]


@pytest.mark.parametrize("place", PLACES)
def test_in_public_no_private_value_is_loaded_or_told(place: str) -> None:
    for value in VALUES:
        lead = f"name: Aster\n{place.replace('VALUE', value)}\n"
        loaded = read(PRIVATE, Audience.PUBLIC, a=lead)
        assert CANARY not in repr(loaded), lead


@pytest.mark.parametrize("place", [place for place in PLACES if "visibility" not in place])
def test_not_even_the_team_is_told_a_private_value_in_a_finding(place: str) -> None:
    for value in VALUES:
        lead = f"name: Aster\n{place.replace('VALUE', value)}\n"
        assert CANARY not in repr(read(PRIVATE, a=lead).diagnostics), lead


SLIPS = [
    *[("day", "2026-9-17", "2026-09-17"), ("day", "2026/9/17", "09-17"), ("ready", "yes", "write")],
    *[
        ("size", "larg", "mean"),
        ("who", "amar", "mean"),
        ("price", "15 000", "15"),
        ("price", "77", "77"),
    ],
    *[("many", "77 people", "77"), ("talks", "[{day: 2026-9-17}]", "09-17")],
    *[("talks", "[{ready: yes}]", "write true"), ("link", "secret.example.org", "secret")],
]


@pytest.mark.parametrize(("name", "written", "told"), SLIPS)
def test_a_hint_does_not_repeat_a_private_value(name: str, written: str, told: str) -> None:
    (item,) = read(PRIVATE, a=f"name: Aster\n{name}: {written}\n").diagnostics
    assert told not in f"{item.message} {item.hint} {item.paste}".replace("15000 USD", "")
