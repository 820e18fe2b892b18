"""Every code that a finding can have is explained."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import sphinx_leadflow.core
from sphinx_leadflow.checks.loading import LOADING_STORIES
from sphinx_leadflow.checks.rule import Rule, Story, story_of
from sphinx_leadflow.checks.rules import ALL_RULES
from sphinx_leadflow.core.diagnostic import Report
from sphinx_leadflow.core.source import Source
from sphinx_leadflow.core.syntax import parse

CORE = Path(sphinx_leadflow.core.__file__).parent
GIVERS = {"error": 0, "found": 0, "Diagnostic": 0, "refuse_sign": 2}
"""Functions of core that take a code, and which of their arguments it is."""
KINDS = {"unknown-{}": ["role", "asset", "checklist", "field", "pipeline", "step"]}
"""Codes that are put together, and what they are put together from."""


def codes_in(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
        if name in GIVERS:
            yield from code_of(node.args[GIVERS[name]])


def code_of(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(str(code)):
            yield code
        case ast.IfExp(_, first, second):
            yield from (*code_of(first), *code_of(second))
        case ast.JoinedStr(parts):
            shape = "".join(
                str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts
            )
            yield from (shape.replace("{}", kind) for kind in KINDS[shape])


CODES = {code for path in CORE.rglob("*.py") for code in codes_in(path.read_text("utf-8"))}
STORIES: dict[str, Story] = {**{rule.id: rule.story for rule in ALL_RULES}, **LOADING_STORIES}


def test_every_code_of_core_has_a_story() -> None:
    assert CODES - LOADING_STORIES.keys() == set()


def test_every_story_is_about_a_code_of_core() -> None:
    assert LOADING_STORIES.keys() - CODES == set()


def test_a_code_without_a_story_would_be_noticed() -> None:
    planted = "report.error('new-code', span, 'x'); fault.found(f'unknown-{kind}', 1, 2)"
    assert {"new-code", "unknown-role"} <= set(codes_in(planted))


def test_no_rule_has_the_name_of_another_code() -> None:
    ids = [rule.id for rule in ALL_RULES]
    assert len(ids) == len(set(ids))
    assert not set(ids) & LOADING_STORIES.keys()


@pytest.mark.parametrize("code", STORIES)
def test_story_has_all_its_parts(code: str) -> None:
    story = STORIES[code]
    assert story.what.endswith(".") and "\n" not in story.what
    assert story.why.endswith((".", ")"))
    assert story.bad and story.good and story.bad != story.good


@pytest.mark.parametrize("code", STORIES)
def test_good_example_is_yaml(code: str) -> None:
    report = Report()
    parse(Source("good", STORIES[code].good, ""), report)
    assert list(report) == []


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.id)
def test_bad_example_of_a_rule_is_yaml(rule: Rule) -> None:
    report = Report()
    parse(Source("bad", rule.story.bad, ""), report)
    assert list(report) == []


def test_story_is_read_from_a_docstring() -> None:
    story = story_of(
        """What it sees.

        Why it
        matters.

        Bad::

            a: 1

            b: 2

        Good::

            a: 2
        """
    )
    assert story == Story("What it sees.", "Why it matters.", "a: 1\n\nb: 2", "a: 2")
