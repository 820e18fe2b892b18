"""Edits in every style of file: the text before, the change, and the text after."""

from __future__ import annotations

import datetime as dt

import pytest

from sphinx_leadflow.edit.data import Leaf
from sphinx_leadflow.edit.document import Document, Refused
from sphinx_leadflow.edit.lead import add_line, moved, set_answer
from sphinx_leadflow.edit.lists import add_item
from sphinx_leadflow.edit.mappings import remove_value, set_value
from sphinx_leadflow.edit.splices import Splice, spliced, verified

DAY = dt.date(2026, 11, 23)
NEW = "{date: 2026-11-23, to: b}"
ORDER = ("name", "price", "history")

MOVES = {
    "braces": (
        "history:\n  - {date: 1, to: a}\n",
        f"history:\n  - {{date: 1, to: a}}\n  - {NEW}\n",
    ),
    "dash at the margin": (
        "history:\n- {to: a}\nz: 1\n",
        f"history:\n- {{to: a}}\n- {NEW}\nz: 1\n",
    ),
    "wide dash": ("history:\n-   {to: a}", f"history:\n-   {{to: a}}\n-   {NEW}"),
    "spaces in braces": (
        "history:\n  - { to: a } # x\n",
        "history:\n  - { to: a } # x\n  - { date: 2026-11-23, to: b }\n",
    ),
    "lines": (
        "history:\n  - date: 1\n    to: a\n",
        "history:\n  - date: 1\n    to: a\n  - date: 2026-11-23\n    to: b\n",
    ),
    "dash alone": (
        "history:\n  -\n    date: 1\n",
        "history:\n  -\n    date: 1\n  - date: 2026-11-23\n    to: b\n",
    ),
    "a block of text at the end": (
        "history:\n  - {to: a}\n  - {to: a}\n  - note: |\n      x\n\n\nz: 1\n",
        f"history:\n  - {{to: a}}\n  - {{to: a}}\n  - note: |\n      x\n  - {NEW}\n\n\nz: 1\n",
    ),
    "a block of text that keeps its blank lines": (
        "history:\n  - {to: a}\n  - note: |+\n      x\n\n\nz: 1\n",
        f"history:\n  - {{to: a}}\n  - note: |+\n      x\n\n\n  - {NEW}\nz: 1\n",
    ),
    "a comment of the list": (
        "history:\n  - {to: a}\n  # - {to: maybe}\n\n# next\nz: 1\n",
        f"history:\n  - {{to: a}}\n  # - {{to: maybe}}\n  - {NEW}\n\n# next\nz: 1\n",
    ),
    "nothing yet": ("history:\n", f"history:\n  - {NEW}\n"),
    "nothing yet, with a comment": ("history:  # x\nz: 1\n", f"history:  # x\n  - {NEW}\nz: 1\n"),
    "an empty list": ("history: []  # x\n", f"history:  # x\n  - {NEW}\n"),
    "the style of another list": ("a:\n- 1\nhistory:\n", f"a:\n- 1\nhistory:\n- {NEW}\n"),
    "no history": ("name: x", f"name: x\nhistory:\n  - {NEW}"),
    "no history, and an end": ("---\nname: x\n...\n", f"---\nname: x\nhistory:\n  - {NEW}\n...\n"),
    "brackets": ("history: [{to: a}] # x\n", f"history: [{{to: a}}, {NEW}] # x\n"),
    "brackets, a row each": (
        "history: [\n  {to: a}, # x\n  {to: a} # y\n]\n",
        f"history: [\n  {{to: a}}, # x\n  {{to: a}}, # y\n  {NEW}\n]\n",
    ),
    "brackets, a row each, a comma behind the last": (
        "history: [\n  {to: a}, # x\n]\n",
        f"history: [\n  {{to: a}}, # x\n  {NEW},\n]\n",
    ),
    "one line that stands for a list": (
        "history: {to: a} # x\n",
        f"history:\n  - {{to: a}} # x\n  - {NEW}\n",
    ),
    "lines that stand for a list": (
        "history:\n  date: 1 # x\n\n  to: a\n",
        "history:\n  - date: 1 # x\n\n    to: a\n  - date: 2026-11-23\n    to: b\n",
    ),
    "all in braces": ("{name: x}\n", f"{{name: x, history: [{NEW}]}}\n"),
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(("before", "after"), MOVES.values(), ids=MOVES)
def test_a_history_line_in_the_style_of_the_file(before: str, after: str, newline: str) -> None:
    text = before.replace("\n", newline)
    expected = after.replace("\n", newline) if "\n" in before else after
    assert add_line(text, moved(DAY, "b")) == expected


SETS = {
    "plain": ("price: 1  # x\n", "2 EUR", "price: 2 EUR  # x\n"),
    "single quotes": ("price: '1'\n", "it's", "price: 'it''s'\n"),
    "double quotes": ('price: "1"\n', 'a "b"', 'price: "a \\"b\\""\n'),
    "quotes where needed": ("price: 1\n", "a: b", 'price: "a: b"\n'),
    "quotes for what others misread": ("price: 1\n", "no", 'price: "no"\n'),
    "single quotes around double ones": ("price: 1\n", '"x"', "price: '\"x\"'\n"),
    "invisible signs": ("price: 1\n", "a\u202eb", 'price: "a\\u202eb"\n'),
    "empty": ("price:\n", "2", 'price: "2"\n'),
    "empty with a comment": ("price:   # x\n", "a", "price: a   # x\n"),
    "several lines": ("price: 1\n", "a\nb\n", "price: |\n  a\n  b\n"),
    "several lines behind a comment": ("price: 1 # x\n", "a\nb\n", 'price: "a\\nb\\n" # x\n'),
    "a block to a block": (
        "price: >- # x\n  1\n\nz: 1\n",
        "a\nb\n",
        "price: | # x\n  a\n  b\n\nz: 1\n",
    ),
    "a block to a line": ("price: |+ # x\n  1\n\nz: 1\n", "a", "price: a # x\nz: 1\n"),
    "over several lines": ("price: a\n  b\n  c # x\n", "d", "price: d # x\n"),
    "absent": ("name: x\n\nhistory: []\n", "a", "name: x\nprice: a\n\nhistory: []\n"),
    "absent, nothing before": ("# x\nhistory: []\n", "a", "# x\nprice: a\nhistory: []\n"),
    "in braces": ("{price: 1, z: 2}\n", "a, b", '{price: "a, b", z: 2}\n'),
    "a list": ("price:\n  - 1\n  - 2\nz: 1\n", "a", "price: a\nz: 1\n"),
}


@pytest.mark.parametrize(("before", "value", "after"), SETS.values(), ids=SETS)
def test_a_value_in_the_style_of_the_file(before: str, value: str, after: str) -> None:
    assert set_value(before, ("price",), Leaf(value), ORDER) == after
    with_crlf = set_value(before.replace("\n", "\r\n"), ("price",), Leaf(value), ORDER)
    assert with_crlf == after.replace("\n", "\r\n")


REMOVALS = {
    "a line": ("a: 1\nprice: 2\nz: 3\n", "a: 1\nz: 3\n"),
    "lines": ("price:\n  - 1\n  - 2\n\nz: 3\n", "\nz: 3\n"),
    "a block": ("a: 1\nprice: |\n  x\n", "a: 1\n"),
    "a comment behind it stays": ("price: 2  # why\nz: 3\n", "price:  # why\nz: 3\n"),
    "a comment above it stays": ("# why\nprice: 2\nz: 3\n", "# why\nz: 3\n"),
    "absent": ("z: 3\n", "z: 3\n"),
}


@pytest.mark.parametrize(("before", "after"), REMOVALS.values(), ids=REMOVALS)
def test_a_value_removed(before: str, after: str) -> None:
    assert remove_value(before, "price") == after


ANSWERS = {
    "none yet": (
        "name: x\n",
        "name: x\nchecklists:\n  fit:\n    need: {done: true, answer: yes!}\n",
    ),
    "a neighbour": (
        "checklists:\n  fit:\n    money: {done: false} # x\nz: 1\n",
        "checklists:\n  fit:\n    money: {done: false} # x\n"
        "    need: {done: true, answer: yes!}\nz: 1\n",
    ),
    "a neighbour in lines": (
        "checklists:\n  fit:\n    money:\n      done: false\n",
        "checklists:\n  fit:\n    money:\n      done: false\n"
        "    need:\n      done: true\n      answer: yes!\n",
    ),
    "an old answer": (
        "checklists: {fit: {need: {done: false, answer: no!}}} # x\n",
        "checklists: {fit: {need: {done: false, answer: yes!}}} # x\n",
    ),
    "a bare flag": (
        "checklists: {fit: {need: false}}\n",
        "checklists: {fit: {need: {done: false, answer: yes!}}}\n",
    ),
}


@pytest.mark.parametrize(("before", "after"), ANSWERS.values(), ids=ANSWERS)
def test_an_answer_in_the_style_of_the_file(before: str, after: str) -> None:
    assert set_answer(before, "fit", "need", "yes!") == after


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("", "the file is empty"),
        ("- a\n", "not lines of"),
        ("a: 1\na: 2\n", "line 2"),
        ("a: [1\n", "line"),
        ("a: &x 1\n", "line 1"),
        ("history: a text\n", "where a list is meant"),
    ],
)
def test_what_is_not_understood_is_not_touched(text: str, because: str) -> None:
    with pytest.raises(Refused, match=because):
        add_line(text, moved(DAY, "b"))


@pytest.mark.parametrize(
    "text",
    ["price:\n  - 1 # x\n  - 2\n", "price: [1, # x\n  2]\n", "price:\n  # x\n  - 1\n"],
)
def test_a_list_with_comments_is_not_replaced(text: str) -> None:
    with pytest.raises(Refused):
        set_value(text, ("price",), Leaf("a"))


def test_a_value_of_another_form_on_the_way_is_not_replaced() -> None:
    with pytest.raises(Refused, match="another form"):
        set_value("waiting: 2026-12-01\n", ("waiting", "for"), Leaf("x"))


def test_a_text_that_moves_into_brackets_gets_the_quotes_that_it_needs() -> None:
    assert add_item("a: b, c # x\n", "a", Leaf("d")) == 'a: ["b, c", d] # x\n'


@pytest.mark.parametrize(
    ("splice", "because"),
    [
        (Splice(3, 4, "3"), "by hand"),  # another value changed
        (Splice(8, 9, "3\nc: 4"), "by hand"),  # one more key
        (Splice(8, 9, "[3"), "by hand"),  # no YAML any more
        (Splice(8, 13, "3"), "comments would get lost"),
    ],
)
def test_a_wrong_edit_is_noticed(splice: Splice, because: str) -> None:
    """The proof behind every edit: exactly what was wanted, and every comment."""
    document = Document("a: 1\nb: 2 # x\n")
    with pytest.raises(Refused, match=because):
        verified(document, [splice], {"a": Leaf("1", ""), "b": Leaf("3")})


def test_the_order_of_keys_is_kept() -> None:
    with pytest.raises(Refused):
        verified(
            Document("a: 1\nb: 2\n"),
            [Splice(0, 10, "b: 2\na: 1\n")],
            {"a": Leaf("1", ""), "b": Leaf("2", "")},
        )


def test_stretches_that_overlap_are_refused() -> None:
    with pytest.raises(Refused):
        spliced("abcdef", [Splice(0, 3, "x"), Splice(2, 4, "y")])
