"""Whether conditions hold, and what of a requirement is missing."""

from __future__ import annotations

import pytest

from sphinx_leadflow.core.conditions import applies, atoms, demanded, facts_of, met, unmet
from sphinx_leadflow.core.model import Audience
from sphinx_leadflow.core.project import Project
from tests.core.sample import project

FIELDS = """
fields:
  word: text
  number: number
  date: date
  size: {type: choice, options: [small, medium, large]}
  ready: boolean
  price: {type: money, visibility: public}
  tags: list
  hubs: {type: list, of: {url: url}}
  mood: {type: choice, options: [low, high], tracked: true}
  secret: {type: text, visibility: team}
"""


def asked(fills: str, lead: str, audience: Audience = Audience.TEAM) -> Project:
    text = f"{FIELDS}stages: {{one: {{fills: {fills}}}}}\n"
    return project(text, audience, a=f"name: Aster\n{lead}\n")


def missing(
    fills: str, lead: str, way: str = "", audience: Audience = Audience.TEAM
) -> list[list[str]]:
    """The fields of each part of a requirement that is not fulfilled."""
    found = asked(fills, lead, audience)
    facts = facts_of(found.leads["a"], found.process, public=found.public)
    (requirement,) = found.process.pipelines[""].steps["one"].fills
    taken = frozenset({way}) if way else None
    return [list(part.fields()) for part in unmet(requirement, facts, taken)]


@pytest.mark.parametrize(
    ("test", "lead", "holds"),
    [
        ("word", "word: x", True),
        ("word", "", False),
        ("{field: word, is: x}", "word: x", True),
        ("{field: word, is: x}", "word: X", False),
        ("{field: word, is: {one_of: [x, y]}}", "word: y", True),
        ("{field: word, is: {one_of: [x, y]}}", "word: z", False),
        ("{field: word, is: {one_of: [x, y]}}", "", False),
        ("{field: word, is: false}", "", True),
        ("{field: word, is: false}", "word: x", False),
        ("{field: word, is: true}", "word: x", True),
        ("{field: number, is: 3}", "number: 3.0", True),
        ("{field: number, is: {at_least: 3}}", "number: 3", True),
        ("{field: number, is: {at_least: 3}}", "number: 2.99", False),
        ("{field: number, is: {at_least: 3}}", "number: 10", True),
        ("{field: number, is: {at_most: 3}}", "number: 3", True),
        ("{field: number, is: {at_most: 3}}", "number: 4", False),
        ("{field: number, is: {at_most: 3}}", "", False),
        ("{field: date, is: {at_least: 2026-09-01}}", "date: 2026-09-01", True),
        ("{field: date, is: {at_least: 2026-09-01}}", "date: 2026-08-31", False),
        ("{field: size, is: {at_least: medium}}", "size: large", True),
        ("{field: size, is: {at_least: medium}}", "size: medium", True),
        ("{field: size, is: {at_least: medium}}", "size: small", False),
        ("{field: size, is: {at_most: medium}}", "size: large", False),
        ("{field: size, is: large}", "size: large", True),
        ("{field: ready, is: true}", "ready: true", True),
        ("{field: ready, is: true}", "ready: false", False),
        ("{field: ready, is: false}", "ready: false", True),
        ("{field: ready, is: false}", "", False),
        ("ready", "ready: false", True),
        ("{field: price, is: {at_least: 10 USD}}", "price: 9.5 USD", False),
        ("{field: price, is: {at_least: 10 USD}}", "price: 10 USD", True),
        ("{field: price, is: {at_least: 10 USD}}", "price: 99 EUR", False),
        ("{field: price, is: {at_most: 10 USD}}", "price: 1 EUR", False),
        ("{field: tags, is: {at_least: 2}}", "tags: [a, b]", True),
        ("{field: tags, is: {at_least: 2}}", "tags: a", False),
        ("{field: tags, is: 1}", "tags: a", True),
        ("{field: tags, is: {at_most: 0}}", "", True),
        ("{field: tags, is: {at_least: 1}}", "", False),
        ("{field: hubs, is: {at_least: 1}}", "hubs: {url: 'https://a.example.org'}", True),
        ("{field: mood, is: high}", "mood: high", True),
        (
            "{field: mood, is: high}",
            "mood: high\nhistory: {date: 2026-01-01, set: {mood: low}}",
            False,
        ),
        (
            "{field: mood, is: high}",
            "mood: low\nhistory: [{date: 2026-01-01, set: {mood: low}}, "
            "{date: 2026-01-02, set: {mood: high}}]",
            True,
        ),
    ],
)
def test_a_test_is_asked_of_a_value(test: str, lead: str, holds: bool) -> None:
    assert (missing(test, lead) == []) is holds


@pytest.mark.parametrize(
    ("fills", "lead", "parts"),
    [
        ("{fields: [word, number]}", "word: x", [["number"]]),
        ("{all: [word, number]}", "", [["word"], ["number"]]),
        ("{any: [word, number]}", "", [["word", "number"]]),
        ("{any: [word, number]}", "number: 1", []),
        ("{any: [word, {field: number, is: 2}]}", "number: 1", [["word", "number"]]),
        ("{any: [word, {all: [number, date]}]}", "number: 1", [["word", "number", "date"]]),
        ("{any: [word, {all: [number, date]}]}", "number: 1\ndate: 2026-01-01", []),
        ("{all: [word, {any: [number, date]}]}", "word: x", [["number", "date"]]),
        ("{field: word, when: {size: large}}", "size: small", []),
        ("{field: word, when: {size: large}}", "", []),
        ("{field: word, when: {size: large}}", "size: large", [["word"]]),
        ("{field: word, when: {size: large, number: {at_least: 2}}}", "size: large", []),
        ("{field: word, when: [size, number]}", "size: large\nnumber: 1", [["word"]]),
        ("{field: word, when: {number: false}}", "", [["word"]]),
    ],
)
def test_what_is_missing_is_named(fills: str, lead: str, parts: list[list[str]]) -> None:
    assert missing(fills, lead) == parts


@pytest.mark.parametrize(("way", "parts"), [("", [["word"]]), ("yes", [["word"]]), ("no", [])])
def test_a_requirement_for_one_exit_is_not_asked_on_the_way_to_another(
    way: str, parts: list[list[str]]
) -> None:
    found = project(
        f"{FIELDS}stages: {{one: {{fills: {{field: word, for: yes}}, "
        "next: {yes: two, no: two}}, "
        "two: }",
        a="name: Aster",
    )
    facts = facts_of(found.leads["a"], found.process, public=False)
    (requirement,) = found.process.pipelines[""].steps["one"].fills
    taken = frozenset({way, "two"}) if way else None
    assert [list(part.fields()) for part in unmet(requirement, facts, taken)] == parts


class TestInPublic:
    def test_a_withheld_field_is_never_called_missing(self) -> None:
        assert missing("secret", "", audience=Audience.PUBLIC) == []
        assert missing("{any: [secret, word]}", "", audience=Audience.PUBLIC) == []
        assert missing("{field: secret, is: x}", "secret: y", audience=Audience.PUBLIC) == []

    def test_a_condition_on_a_withheld_field_asks_for_nothing(self) -> None:
        fills = "{field: word, when: {secret: true}}"
        assert missing(fills, "secret: x") == [["word"]]
        assert missing(fills, "secret: x", audience=Audience.PUBLIC) == []

    def test_what_depends_on_a_withheld_field_is_shown(self) -> None:
        found = project(
            f"{FIELDS}stages: {{one: {{when: {{secret: x}}}}}}", Audience.PUBLIC, a="name: Aster"
        )
        facts = facts_of(found.leads["a"], found.process, public=True)
        when = found.process.pipelines[""].steps["one"].when
        assert met(when[0], facts) is None
        assert applies(when, facts)


@pytest.mark.parametrize(
    ("required", "lead", "holds"),
    [
        ("true", "", True),
        ("false", "", False),
        ("{when: {size: {at_least: medium}}}", "size: large", True),
        ("{when: {size: {at_least: medium}}}", "size: small", False),
        ("{when: {size: {at_least: medium}}}", "", False),
    ],
)
def test_a_field_may_be_demanded_wherever_the_lead_stands(
    required: str, lead: str, holds: bool
) -> None:
    found = project(f"{FIELDS}  must: {{type: text, required: {required}}}", a=f"name: A\n{lead}\n")
    facts = facts_of(found.leads["a"], found.process, public=False)
    assert demanded(found.process.fields["must"], facts) is holds


def test_atoms_are_the_single_parts_of_a_value() -> None:
    lead = project(
        FIELDS, a="name: A\nword: x\ntags: [a, b]\nhubs: [{url: 'https://a.example.org'}]\n"
    ).leads["a"]
    assert [atoms(value.data) for value in lead.fields.values()] == [
        ("x",),
        ("a", "b"),
        ("https://a.example.org",),
    ]
