"""The text gate: what lead data can become, and what it cannot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from docutils import nodes
from docutils.parsers.rst import Directive
from hypothesis import assume, given
from hypothesis import strategies as st
from sphinx.testing.util import SphinxTestApp

from sphinx_leadflow.core.gates.link import safe_link
from sphinx_leadflow.core.limits import MAX_LEAD_NESTING, MAX_TEXT
from sphinx_leadflow.ext.lead_text import lead_inline, lead_text

LINK = '<reference refuri="{0}" rel="noopener nofollow">{1}</reference>'
INLINE = (nodes.Text, nodes.emphasis, nodes.strong, nodes.literal, nodes.reference)
BLOCK = (nodes.paragraph, nodes.bullet_list, nodes.enumerated_list, nodes.list_item)


def shown(found: list[nodes.Node]) -> str:
    return "".join(node.astext() if isinstance(node, nodes.Text) else str(node) for node in found)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", ""),
        ("Smith & Sons", "Smith & Sons"),
        ("*a* **b** `c`", "<emphasis>a</emphasis> <strong>b</strong> <literal>c</literal>"),
        ("_a **b**_", "<emphasis>a <strong>b</strong></emphasis>"),
        ("snake_case_word 2*3*4", "snake_case_word 2<emphasis>3</emphasis>4"),
        (r"\*a\*", "*a*"),
        ("[a *b*](https://c.d)", LINK.format("https://c.d", "a <emphasis>b</emphasis>")),
        ("[a](mailto:b@c.d)", LINK.format("mailto:b@c.d", "a")),
        ("[](https://c.d)", LINK.format("https://c.d", "https://c.d")),
        ("see https://c.d/e.", f"see {LINK.format('https://c.d/e', 'https://c.d/e')}."),
        ("(https://c.d/e_(f))", f"({LINK.format('https://c.d/e_(f)', 'https://c.d/e_(f)')})"),
        ("<https://c.d>", f"<{LINK.format('https://c.d', 'https://c.d')}>"),
        ("[https://a.b](https://c.d)", LINK.format("https://c.d", "https://a.b")),
        ("a \nb", "a\nb"),
        ("[a](javascript:alert(1))", "[a](javascript:alert(1))"),
        ('[a](data:b "c")', '[a](data:b "c")'),
        ("[a](page.md)", "[a](page.md)"),
        ("[a](#b)", "[a](#b)"),
        ("https://a@b.c", "https://a@b.c"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("<b onclick=x>a</b> &lt;b&gt;", "<b onclick=x>a</b> &lt;b&gt;"),
        (
            "{term}`a` :ref:`b` |c| d_ [e]_",
            "{term}<literal>a</literal> :ref:<literal>b</literal> |c| d_ [e]_",
        ),
        ("{{ 7 * 7 }} $x$ ~~y~~ [^1]", "{{ 7 * 7 }} $x$ ~~y~~ [^1]"),
        ("a\x00\x1b[31m\u202eb\u2066\ud800", "a\ufffd\ufffd[31mb\ufffd"),
        ("+47 \u202a123\u202c", "+47 123"),
        ("पहला 👩\u200d💻", "पहला 👩\u200d💻"),
    ],
)
def test_a_value_becomes(value: str, expected: str) -> None:
    assert shown(lead_inline(value)) == expected


@pytest.mark.parametrize(
    ("value", "kinds"),
    [
        ("", []),
        (" \n", []),
        ("a\n\nb", ["paragraph", "paragraph"]),
        ("- a\n- b", ["bullet_list"]),
        ("3. a\n4. b", ["enumerated_list"]),
        ("-", ["paragraph"]),
        ("# a", ["paragraph"]),
        ("a\n===", ["paragraph"]),
        ("---", ["paragraph"]),
        ("> a", ["paragraph"]),
        ("    a", ["paragraph"]),
        ("```{include} a\n```", ["paragraph"]),
        (":::{note}\na\n:::", ["paragraph"]),
        ("<div>\na\n</div>", ["paragraph"]),
        ("| a |\n|---|\n| b |", ["paragraph"]),
        ("[a]: https://b.c", ["paragraph"]),
        (".. include:: a", ["paragraph"]),
        ("(a)=", ["paragraph"]),
        ("- " * 60 + "a", ["paragraph"]),
        ("*" * 3000 + "a" + "*" * 3000, ["paragraph"]),
    ],
)
def test_a_text_becomes_blocks(value: str, kinds: list[str]) -> None:
    found = lead_text(value)
    assert [type(node).__name__ for node in found] == kinds
    assert all(word in shown(found) for word in value.split() if word.isalnum())


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_nesting_is_allowed_up_to_its_limit(more: int) -> None:
    depth = MAX_LEAD_NESTING + more  # a list is two levels, and its paragraph one
    (block,) = lead_text("- " * ((depth - 1) // 2) + ("a" if depth % 2 else "*a*"))
    assert (block.tagname == "bullet_list") == (more < 1)


def test_a_list_keeps_its_first_number_and_its_nesting() -> None:
    (numbered,) = lead_text("3. a\n   - b")
    assert isinstance(numbered, nodes.enumerated_list)
    assert numbered["start"] == 3
    assert "<bullet_list><list_item><paragraph>b</paragraph>" in str(numbered)


@pytest.mark.parametrize(("size", "marked"), [(MAX_TEXT, True), (MAX_TEXT + 1, False)])
def test_a_text_that_is_too_long_is_shown_without_marks(size: int, marked: bool) -> None:
    value = "*a* " + "b" * (size - 4)
    for found in (lead_text(value), lead_inline(value)):
        assert any("<emphasis>" in str(node) for node in found) == marked
    assert len(lead_text(value)[0].astext()) == (size - 2 if marked else size)


MARKS = """
    * ** _ __ ` `` [ ] ]( ) (javascript:a) (https://a.example) (https://a@b) (//a) (/a) (a.md) ![
    https://a.example/b http:// mailto:a@b.c <https://a.b> <b> </b> <!-- &lt; &#60; \\ - + 1. 2) >
    # ``` ```{raw} ::: {term}` :a:`b` {{ }} |a| a_ .. === --- : ~~ $ $$ (a)= [^a] % "t" 'u' word
    \x00 \x1b \x85 \u202e \u2067 \u200b \ud800 \ufffe é 漢
"""
SPACES = st.sampled_from(["\n", "\n\n", " ", "    ", "\t", "\r"])
SCRAPS = st.sampled_from(MARKS.strip().split(" ")) | SPACES
TEXTS = st.lists(SCRAPS, max_size=25).map("".join) | st.text(max_size=60)


@given(TEXTS)
def test_no_value_makes_a_node_that_is_not_allowed(value: str) -> None:
    for found, allowed in ((lead_text(value), INLINE + BLOCK), (lead_inline(value), INLINE)):
        for node in (inner for root in found for inner in root.findall()):
            assert type(node) in allowed
            if isinstance(node, nodes.reference):
                assert safe_link(node["refuri"]) == node["refuri"]
                assert node["refuri"].split(":")[0].lower() in {"https", "http", "mailto"}
                assert node["rel"] == "noopener nofollow"


@given(TEXTS)
def test_no_value_hides_or_reorders_what_is_shown(value: str) -> None:
    value.encode("utf-8", "replace")
    for found in (lead_text(value), lead_inline(value)):
        text = "".join(node.astext() for node in found)
        assert not any(character in text for character in "\x00\x1b\x85\u202e\u2067\ud800\r")
        text.encode("utf-8")


@given(TEXTS)
def test_no_letter_of_a_text_is_lost(value: str) -> None:
    assume("](" not in value)  # the address of a link is not shown

    def letters(text: str) -> Counter[str]:
        return Counter(character for character in text if character.isalpha())

    for found in (lead_text(value), lead_inline(value)):
        assert letters("".join(node.astext() for node in found)) == letters(value)


def test_html_says_that_a_link_of_a_lead_is_not_vouched_for(
    tmp_path: Path, make_app: Callable[..., SphinxTestApp]
) -> None:
    class Note(Directive):
        def run(self) -> list[nodes.Node]:
            return lead_text("[a](https://b.example) <script> https://c.example\n\n- d")

    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "conf.py").write_text("")
    (tmp_path / "docs" / "index.rst").write_text("Host\n====\n\n.. lead-note::\n")
    app = make_app("html", srcdir=tmp_path / "docs")
    app.add_directive("lead-note", Note)
    app.build()
    page = (app.outdir / "index.html").read_text("utf-8")
    assert page.count('rel="noopener nofollow"') == 2
    assert "&lt;script&gt;" in page
    assert app.warning.getvalue() == ""
