"""Where one can go from where."""

from __future__ import annotations

import pytest

from sphinx_leadflow.core import flow
from sphinx_leadflow.core.conditions import Facts, facts_of
from sphinx_leadflow.core.model import Outcome, Process, Step
from tests.core.sample import pipeline, process, project

OUTCOMES = """
outcomes:
  won: won
  lost: lost
  later: parked
  double: void
  scope: {kind: lost, from: [a]}
  anywhere: {kind: won, from: any}
"""


def facts(fields: str, lead: str) -> Facts:
    found = project(f"fields: {fields}", a=f"name: Aster\n{lead}\n")
    return facts_of(found.leads["a"], found.process, public=False)


def ways(text: str, step: str, known: Facts | None = None) -> list[str]:
    only = pipeline(text)
    found = flow.ways(only, only.steps[step], known)
    return [f"{one.label}:{one.target}" if one.label else one.target for one in found]


def place(found: Process, name: str, home: str = "") -> Step | Outcome:
    found_place = found.pipelines[home].place(name)
    assert found_place is not None
    return found_place


def may(
    found: Process, origin: str, target: str, known: Facts | None = None, parked: str = ""
) -> bool:
    only = found.pipelines[""]
    parked_at = only.steps[parked] if parked else None
    return flow.may_move(found, only, place(found, origin), place(found, target), known, parked_at)


class TestWays:
    def test_without_next_the_next_step_follows_across_stages(self) -> None:
        text = "stages: {s: {steps: {a: , b: }}, t: {steps: {c: }}}"
        assert [ways(text, name) for name in "abc"] == [["b"], ["c"], []]

    def test_after_the_last_step_come_the_won_outcomes(self) -> None:
        assert ways(f"stages: {{a: , b: }}\n{OUTCOMES}", "b") == ["won", "anywhere"]

    def test_a_won_outcome_with_an_origin_follows_only_there(self) -> None:
        text = "stages: {a: , b: }\noutcomes: {x: {kind: won, from: a}, y: {kind: won, from: b}}"
        assert ways(text, "b") == ["y"]

    def test_written_ways_stand_instead_of_the_next_step(self) -> None:
        text = "stages: {a: {next: {on: c, no: lost}}, b: , c: }\noutcomes: {lost: lost}"
        assert ways(text, "a") == ["on:c", "no:lost"]

    def test_a_group_is_left_together(self) -> None:
        text = "stages: {a: , b: {beside: a}, c: {beside: b}, d: }"
        assert [ways(text, name) for name in "abc"] == [["d"]] * 3

    def test_a_way_out_of_one_member_counts_for_the_others(self) -> None:
        text = "stages: {a: , b: {beside: a, next: {on: d, inside: a}}, c: , d: }"
        assert ways(text, "a") == ["on:d"]
        assert ways(text, "b") == ["on:d", "inside:a"]

    def test_ways_whose_conditions_fail_are_left_out(self) -> None:
        text = """
        fields: {size: number}
        stages:
          a: {next: {big: {to: b, when: {size: {at_least: 9}}}, small: {to: c, when: {size: 1}}}}
          b:
          c:
        """
        assert ways(text, "a", facts("{size: number}", "size: 9")) == ["big:b"]
        assert ways(text, "a", facts("{size: number}", "size: 5")) == []
        assert ways(text, "a") == ["big:b", "small:c"]

    def test_a_step_that_does_not_exist_for_a_lead_is_passed_through(self) -> None:
        text = """
        fields: {size: number}
        stages:
          a: {next: {on: b, no: lost}}
          b: {when: {size: 9}}
          c: {when: {size: 9}}
          d: {next: {x: e, y: a}}
          e: {when: {size: 9}, next: a}
        outcomes: {lost: lost}
        """
        assert ways(text, "a", facts("{size: number}", "size: 1")) == ["on:d", "no:lost"]
        assert ways(text, "a", facts("{size: number}", "size: 9")) == ["on:b", "no:lost"]
        assert ways(text, "d", facts("{size: number}", "size: 1")) == ["x:a", "y:a"]
        assert ways(text, "a") == ["on:b", "no:lost"]

    def test_steps_that_do_not_exist_and_lead_in_a_circle_lead_nowhere(self) -> None:
        text = """
        fields: {size: number}
        stages: {a: {next: b}, b: {when: {size: 9}, next: c}, c: {when: {size: 9}, next: b}}
        """
        assert ways(text, "a", facts("{size: number}", "")) == []


def test_a_group_has_all_its_members_in_order() -> None:
    only = pipeline("stages: {a: {beside: c}, b: , c: , d: {beside: c}, e: {beside: b}}")
    assert flow.group_of(only, only.steps["d"]) == ("a", "c", "d")
    assert flow.group_of(only, only.steps["b"]) == ("b", "e")


@pytest.mark.parametrize(
    ("next_", "decides"),
    [("b", False), ("{go: b}", True), ("[b, c]", True), ("{to: b}", False), ("", False)],
)
def test_a_decision_has_labels_or_several_ways(next_: str, decides: bool) -> None:
    assert (
        flow.is_decision(pipeline(f"stages: {{a: {{next: {next_}}}, b: , c: }}").steps["a"])
        is decides
    )


def test_a_way_goes_back_to_the_same_or_an_earlier_step() -> None:
    only = pipeline("stages: {a: , b: , c: }\noutcomes: {lost: lost}")
    back = [flow.goes_back(only, only.steps["b"], name) for name in ("a", "b", "c", "lost")]
    assert back == [True, True, False, False]


class TestMoves:
    TEXT = f"""
stages:
  a: {{next: {{on: b, skip: d}}}}
  b: {{repeats: true}}
  c: {{optional: true}}
  d:
  e: {{from: any}}
  f: {{from: [a]}}
  g:
{OUTCOMES}"""

    @pytest.mark.parametrize(
        ("origin", "target", "allowed"),
        [
            ("a", "b", True),
            ("a", "d", True),
            ("a", "c", False),
            ("b", "c", True),
            ("b", "d", True),
            ("b", "a", False),
            ("d", "b", True),
            ("a", "a", False),
            ("b", "b", True),
            ("a", "e", True),
            ("g", "e", True),
            ("a", "f", True),
            ("b", "f", False),
            ("a", "lost", True),
            ("a", "later", True),
            ("a", "double", True),
            ("a", "won", False),
            ("g", "won", True),
            ("a", "anywhere", True),
            ("a", "scope", True),
            ("b", "scope", False),
            ("lost", "a", False),
            ("lost", "e", True),
            ("won", "b", False),
            ("lost", "later", False),
        ],
    )
    def test_a_move_is_drawn_or_it_is_not(self, origin: str, target: str, allowed: bool) -> None:
        assert may(process(self.TEXT), origin, target) is allowed

    @pytest.mark.parametrize(
        ("target", "allowed"),
        [
            ("d", True),
            ("b", True),
            ("a", False),
            ("e", True),
            ("g", False),
            ("lost", True),
            ("double", True),
            ("won", False),
            ("scope", False),
        ],
    )
    def test_a_parked_lead_goes_back_or_ends(self, target: str, allowed: bool) -> None:
        assert may(process(self.TEXT), "later", target, parked="d") is allowed

    def test_a_group_may_be_entered_and_walked_in_any_order(self) -> None:
        found = process("stages: {a: , b: , c: {beside: b}, d: {beside: b}, e: }")
        moves = ["ab", "ac", "ad", "bc", "cb", "dc", "be", "ce", "de"]
        assert all(may(found, *move) for move in moves)
        assert not any(may(found, *move) for move in ["ae", "ba", "ec"])

    def test_a_step_that_does_not_exist_for_a_lead_is_no_hurdle(self) -> None:
        found = process("fields: {size: number}\nstages: {a: , b: {when: {size: 9}}, c: }")
        assert may(found, "a", "c", facts("{size: number}", "size: 1"))
        assert not may(found, "a", "c", facts("{size: number}", "size: 9"))
        assert may(found, "a", "c")

    def test_a_way_leads_into_another_pipeline(self) -> None:
        found = process(
            """
            pipelines:
              hubs: {stages: {a: {next: {on: b, grant: grants/draft}}, b: }}
              grants: {stages: {find: {from: hubs/b}, draft: {beside: second}, second: }}
            outcomes: {lost: lost}
            """
        )
        hubs = found.pipelines["hubs"]

        def moves(origin: str, target: str) -> bool:
            return flow.may_move(
                found, hubs, place(found, origin, "hubs"), place(found, target, "grants"), None
            )

        assert [moves("a", "draft"), moves("a", "second"), moves("a", "find")] == [
            True,
            True,
            False,
        ]
        assert [moves("b", "find"), moves("b", "draft"), moves("a", "lost")] == [True, False, False]
        home, target = flow.target_of(found, hubs, "grants/draft")
        assert (home.id, target.id) == ("grants", "draft")

    @pytest.mark.parametrize(
        ("target", "allowed"),
        [
            ("a", True),
            ("b", False),
            ("c", False),
            ("d", True),
            ("e", True),
            ("lost", True),
            ("later", True),
            ("won", False),
            ("scope", False),
        ],
    )
    def test_a_pipeline_is_entered_at_its_beginning(self, target: str, allowed: bool) -> None:
        found = process(
            f"stages: {{a: , b: , c: , d: {{start: true}}, e: {{from: any}}}}\n{OUTCOMES}"
        )
        assert flow.may_enter(found.pipelines[""], place(found, target)) is allowed

    def test_optional_steps_at_the_beginning_may_be_skipped(self) -> None:
        only = pipeline("stages: {a: {optional: true}, b: , c: }")
        assert [flow.may_enter(only, only.steps[name]) for name in "abc"] == [True, True, False]
