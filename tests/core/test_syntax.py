"""YAML to a tree: positions, what is kept as it was written, and what is refused."""

from __future__ import annotations

import gc
import weakref

import pytest
import yaml

from sphinx_leadflow.core import syntax
from sphinx_leadflow.core.diagnostic import Report
from sphinx_leadflow.core.limits import MAX_DEPTH
from sphinx_leadflow.core.source import Source
from sphinx_leadflow.core.syntax import Mapping, Scalar, Sequence, parse


def tree(text: str) -> tuple[syntax.Node | None, list[str]]:
    report = Report()
    node = parse(Source("x.yaml", text, ""), report)
    return node, [item.code for item in report]


def mapping(text: str) -> Mapping:
    node, codes = tree(text)
    assert isinstance(node, Mapping)
    assert codes == []
    return node


def scalar(text: str) -> Scalar:
    node = mapping(text).get("a")
    assert isinstance(node, Scalar)
    return node


@pytest.mark.parametrize("written", ["no", "012", "1:30", "2026-02-30", "null", "~", "0x1F", "1e3"])
def test_a_scalar_is_the_text_that_was_written(written: str) -> None:
    assert scalar(f"a: {written}").value == written


def test_nothing_is_not_the_same_as_an_empty_text() -> None:
    assert [scalar(f"a: {text}").empty for text in ("", "''", '""', "~")] == [
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("written", "block"), [("|\n b", True), (">\n b", True), ("b", False), ("'b'", False)]
)
def test_a_block_knows_that_it_is_one(written: str, block: bool) -> None:
    assert scalar(f"a: {written}").block is block


def test_positions_begin_at_one_and_count_characters() -> None:
    node = mapping("é: 🚀\nlist:\n  - {ü: x}\n")
    key, value = node.entries["é"]
    assert (str(key.span), str(value.span)) == ("x.yaml:1:1", "x.yaml:1:4")
    assert (value.line, value.column) == (1, 4)
    assert (value.span.end.line, value.span.end.column) == (1, 5)
    items = node.get("list")
    assert isinstance(items, Sequence)
    assert str(items.items[0].span) == "x.yaml:3:5"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_counts_once(end: str) -> None:
    value = mapping(f"a: |{end}  x{end}  y{end}b: z{end}").entries["b"][1]
    assert str(value.span) == "x.yaml:4:4"


@pytest.mark.parametrize("odd", ["\x85", "\u2028", "\u2029"])
def test_what_only_yaml_takes_for_a_line_end_is_a_space(odd: str) -> None:
    node = mapping(f"a: x{odd}y\nb: z")
    assert str(node.entries["b"][1].span) == "x.yaml:2:4"
    assert scalar(f"a: x{odd}y").value == "x y"


def test_keys_keep_their_order_and_the_first_of_two_counts() -> None:
    node, codes = tree("b: 1\na: 2\nb: 3\n")
    assert isinstance(node, Mapping)
    assert [
        (key, one.value) for key, (_key, one) in node.entries.items() if isinstance(one, Scalar)
    ] == [
        ("b", "1"),
        ("a", "2"),
    ]
    assert codes == ["duplicate-key"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("a: &x b", ["no-anchor"]),
        ("a: *x", ["no-anchor"]),
        ("a: !!str b", ["no-tag"]),
        ("a: !x [b]", ["no-tag"]),
        ("a: &x {b: c}", ["no-anchor"]),
        ("&x a: b", ["no-anchor"]),
        ("<<: {a: b}", ["no-merge"]),
        ("'<<': a", ["no-merge"]),
        ("[a]: b", ["key-not-text"]),
        ("? {a: b}\n: c", ["key-not-text"]),
        ("a: b\n---\nc: d", ["second-document"]),
        ("---\na: b", []),
        ("a: b\n...\n", []),
        ("# nothing", []),
    ],
)
def test_what_would_surprise_an_editor_is_refused(text: str, codes: list[str]) -> None:
    assert tree(text)[1] == codes


def test_the_first_document_stands() -> None:
    node, _codes = tree("a: b\n---\nc: d")
    assert isinstance(node, Mapping)
    assert list(node.entries) == ["a"]


def test_a_finding_of_a_tree_does_not_lose_the_rest() -> None:
    node, codes = tree("a: &x b\nc: *x\nd: e\nd: f\ng: h")
    assert isinstance(node, Mapping)
    assert list(node.entries) == ["a", "c", "d", "g"]
    assert codes == ["no-anchor", "no-anchor", "duplicate-key"]


@pytest.mark.parametrize("loader", sorted({syntax._Loader, yaml.SafeLoader}, key=repr))
@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "[{b: "])
@pytest.mark.parametrize("before", ["", "é: &x b\nc:\n  "])
def test_any_nesting_is_survived_and_the_place_is_the_same_with_every_parser(
    before: str, opening: str, loader: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    """libyaml has its own limit since 0.2.6, and gives up before we have seen a bracket."""
    monkeypatch.setattr(syntax, "_Loader", loader)
    report = Report()
    assert parse(Source("x.yaml", before + opening * 5_000, ""), report) is None
    codes = ["no-anchor", "too-deep"] if before else ["too-deep"]
    assert [item.code for item in report] == codes
    depth = MAX_DEPTH - (1 if before else 0)
    brackets = "".join(one for one in opening if one in "[{-")
    column = len(opening) * (depth // len(brackets)) + opening.index(
        brackets[depth % len(brackets)]
    )
    line, indent = (3, 2) if before else (1, 0)
    assert str(list(report)[-1].span) == f"x.yaml:{line}:{indent + column + 1}"


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_a_hundred_thousand_brackets_are_survived(opening: str) -> None:
    assert tree(opening * 100_000)[1] == ["too-deep"]


def test_a_tree_is_gone_as_soon_as_nobody_needs_it() -> None:
    """Loading switches the collector off: with a circle in it every tree would stay."""

    gc.disable()
    try:
        report = Report()
        parse(Source("x.yaml", "a: {b: [c]}", ""), report)
        watch = weakref.ref(report)
        del report
        assert watch() is None
    finally:
        gc.enable()


def test_without_libyaml_the_answers_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["a: b\nc: [d, {e: f}]\n", "a: b\na: c\n", "a: 'b", "a:\n\tb: c", "a: [b", "", "- - a"]
    fast = [tree(text)[1] for text in texts]
    monkeypatch.setattr(syntax, "_Loader", yaml.SafeLoader)
    assert [tree(text)[1] for text in texts] == fast


def test_a_text_that_ends_too_early_is_told_of_where_it_ends() -> None:
    report = Report()
    assert parse(Source("x.yaml", "a: b\nlist:\n  - {date:\n\n", ""), report) is None
    assert [str(item.span) for item in report] == ["x.yaml:3:11"]
