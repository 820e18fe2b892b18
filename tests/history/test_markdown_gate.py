"""No word from the data becomes Markdown, HTML, a link or a mention.

The oracle is GitHub's own renderer (cmarkgfm wraps it); what forges look for after rendering is
looked for in the text that it gives.
"""

from __future__ import annotations

import html
import re

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from hypothesis import example, given
from hypothesis import strategies as st

from sphinx_leadflow.core.gates.markdown import block, code, inline, link, prose
from sphinx_leadflow.core.gates.printer import printable

NASTY = [
    "a | b || c \\| d \\\\| e",
    "`code` ``` ~~~ ``x`",
    "@octocat @org/team name@example.org",
    "<img src=x onerror=alert(1)> <script>x</script> <!-- c --> <https://evil.example>",
    "[x](https://evil.example) ![x](y) [a][b] [^1] ](  [ ]",
    "line one\nline two\r\n\n# Heading\n\n- item",
    "**b** __b__ *i* _i_ ~~s~~ ~s~ __ foo__ a_b_c _a_",
    "https://evil.example http://evil.example www.evil.example mailto:a@b.example",
    "#12 org/repo#12 GH-12 !3 $4 %5 &6 ~label ~\"la bel\" :smile: 10:30:00",
    "&lt;b&gt; &#64;x &amp; AT&T",
    "$x$ $$x$$ {+ add +} [- del -] {% raw %} {{ x }}",
    "1. one", "1) one", "- x", "+ x", "* x", "> x", "# x", "=== x", "---", "    code", "\tcode",
    "::error::x", "##[error]x", "\x1b[31mred", "\u202eevil", "/close", "```", "| --- |",
    ":::{note}", "", " ", "\\", "*", "_", "é 日本語 🚀 مرحبا",
]  # fmt: skip
MENTIONS = re.compile(
    r"""(?<![\w`])@[\w-]|(?<!\w)\#\d|\w\#\d|\bGH-\d|(?<!\w)[!$%~&]["\w]|\w+://|\bwww\.|:[\w+-]+:""",
    re.IGNORECASE | re.VERBOSE,
)
TAG = re.compile(r"<[^>]*>")


def render(text: str) -> str:
    return cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_UNSAFE)


def words(text: str) -> str:
    """What a reader sees: without the space of no width."""
    return " ".join(html.unescape(TAG.sub("", text)).replace("\N{ZERO WIDTH SPACE}", "").split())


def wanted(text: str) -> str:
    return " ".join(printable(text).replace("\N{ZERO WIDTH SPACE}", "").split())


@pytest.mark.parametrize("frame", ["{}", "- {}", "- Amara: {}.", "**{}**", "“{}” →"])
@pytest.mark.parametrize("text", NASTY)
def test_nothing_but_the_text_itself_is_rendered(text: str, frame: str) -> None:
    plain = render(frame.replace("{}", "x"))
    shown = render(frame.replace("{}", inline(text)))
    if inline(text):
        assert TAG.findall(shown) == TAG.findall(plain)
    assert words(shown) == words(render(frame.replace("{}", "XYZ"))).replace("XYZ", wanted(text))
    assert not MENTIONS.search(html.unescape(TAG.sub("", shown)))


@given(st.text(alphabet=st.sampled_from("ab1 _*`|\\[]()<>&#@!:/-+=~^$%{}\"'.\n\t"), max_size=30))
@example("a_ _b")
@example("__foo__")
@example("\\`")
def test_nor_is_any_other_text(text: str) -> None:
    shown = render(f"Amara: {inline(text)}.")
    assert TAG.findall(shown) == ["<p>", "</p>"]
    assert words(shown) == " ".join(f"Amara: {wanted(text)}.".split())


@given(st.text(alphabet=st.sampled_from("ab |\\`*<&_\n"), max_size=20))
@example("a | b")
@example("\\|")
def test_a_cell_stays_a_cell(text: str) -> None:
    for shown in (inline(text), code(text), prose(f"`{text}`")):
        rendered = render(f"| A | B |\n| --- | --- |\n| {shown} | end |")
        assert rendered.count("<td>") == 2
        assert "<td>end</td>" in rendered


@pytest.mark.parametrize("text", NASTY)
def test_a_code_span_is_ended_by_nothing(text: str) -> None:
    shown = render(f"x {code(text)} y")
    assert set(TAG.findall(shown)) <= {"<p>", "<code>", "</code>", "</p>"}


@pytest.mark.parametrize("text", NASTY)
def test_a_block_is_ended_by_nothing(text: str) -> None:
    shown = render(f"- x\n\n{block(text, '  ')}\n\nend")
    assert shown.count("<pre") == 1
    assert shown.endswith("<p>end</p>\n")


def test_code_spans_in_our_own_sentences_stay() -> None:
    assert prose("add `x: 1` before `history:` _now_") == (
        "add `x: 1` before `history:` &#95;now&#95;"
    )


def test_a_link_is_one_only_if_the_link_gate_lets_it_pass() -> None:
    assert render(link("A ](x)", "https://docs.example.org/a_(b)")) == (
        '<p><a href="https://docs.example.org/a%5F%28b%29">A ](x)</a></p>\n'
    )
    assert "<a" not in render(link("A", "javascript:alert(1)"))


def test_ordinary_names_stay_legible() -> None:
    for name in ("St. John's (Oxford)", "Smith, Sons - Co", "agreed_price", "Tromsø", "10:30"):
        assert inline(name) == name
