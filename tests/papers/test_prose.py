"""What becomes of MyST in a text of the process, for readers of plain Markdown."""

from __future__ import annotations

import pytest

from sphinx_leadflow.papers.flavour import FLAVOURS
from sphinx_leadflow.papers.prose import plain


def link(kind: str, ident: str, shown: str) -> str | None:
    return f"[{shown or ident.upper()}]({kind}.md)" if ident != "nothing" else None


def made(text: str, flavour: str = "github") -> str:
    return "\n".join(plain(text, FLAVOURS[flavour], link))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ask {leadflow:role}`icsi` first.", "Ask [ICSI](role.md) first."),
        ("Ask {leadflow:role}`them <icsi>` first.", "Ask [them](role.md) first."),
        ("{leadflow:step}`nothing` is unknown", "nothing is unknown"),
        ("the {guilabel}`Hub` label, {kbd}`Ctrl`", "the **Hub** label, `Ctrl`"),
        ("with {term}`CS&S`, see {ref}`the tips <tips>`", "with CS&S, see the tips"),
        ("a code span `{term}`x` stays", "a code span `{term}`x` stays"),
        ("``{leadflow:role}`icsi` `` is how to write it",) * 2,
        (r"\{leadflow:role}`x`", r"\{leadflow:role}`x`"),
        ("one {leadflow:role}`the whole\nteam <icsi>`", "one [the whole\nteam](role.md)"),
        ("no <script>x</script>, no <b>", "no &lt;script>x&lt;/script>, no &lt;b>"),
        ("but <https://example.org> and `<b>`",) * 2,
        ("[x](javascript:alert) [y](java&#115;cript:x)", "[x](#) [y](#)"),
        (
            "[x](<javascript:a b>) [ok](https://example.org/a_b)",
            "[x](#) [ok](https://example.org/a_b)",
        ),
        ("[x]\n\n[x]: javascript:alert(1)", "[x]\n\n[x]: #)"),
        ("[page](leads.md#open)",) * 2,
        ("![x](https://example.org/a.png) `![y]`", r"\![x](https://example.org/a.png) `![y]`"),
    ],
)
def test_what_plain_markdown_does_not_know_becomes_words_links_and_code(
    text: str, expected: str
) -> None:
    assert made(text) == expected


def test_roles_of_myst_stay_in_myst_but_ours_are_links() -> None:
    text = "with {term}`CS&S` and {leadflow:role}`icsi`"
    assert made(text, "myst") == "with {term}`CS&S` and [ICSI](role.md)"


WARNED = """\
Send it.

:::{warning}
Tell {leadflow:role}`icsi`.

- twice
:::

Then wait.
"""


@pytest.mark.parametrize(
    ("flavour", "expected"),
    [
        ("github", "> [!WARNING]\n> Tell [ICSI](role.md).\n>\n> - twice"),
        ("commonmark", "> **Warning**\n>\n> Tell [ICSI](role.md).\n>\n> - twice"),
        ("myst", ":::{warning}\n\nTell [ICSI](role.md).\n\n- twice\n:::"),
    ],
)
def test_an_admonition_is_a_banner_in_its_place(flavour: str, expected: str) -> None:
    assert made(WARNED, flavour) == f"Send it.\n\n{expected}\n\n\nThen wait."


def test_an_admonition_of_its_own_title_keeps_it_and_its_class() -> None:
    text = ":::{admonition} To Do: more\n:class: tip\n:name: x\n\nLater.\n:::"
    assert made(text) == "> [!TIP]\n> **To Do: more**\n>\n> Later."
    assert made(text, "myst").startswith(":::{admonition} To Do: more\n:class: tip\n")


def test_admonitions_inside_each_other_stay_inside_each_other() -> None:
    text = "::::{note}\nouter\n\n:::{tip}\ninner\n:::\n::::"
    assert made(text) == "> [!NOTE]\n> outer\n>\n> > [!TIP]\n> > inner"
    assert made(text, "myst").startswith("::::{note}\n")


def test_an_admonition_below_a_list_item_stays_there() -> None:
    assert made("- one\n\n  :::{note}\n  in it\n  :::\n- two") == (
        "- one\n\n  > [!NOTE]\n  > in it\n\n- two"
    )


def test_code_stays_what_it_is_whatever_is_in_it() -> None:
    text = "```yaml\nto: {leadflow:role}`icsi`\n:::{note}\n```\n\nafter"
    assert made(text) == text


def test_a_fence_without_an_end_loses_nothing() -> None:
    assert "never closed" in made(":::{note}\nnever closed")
    assert "never closed" in made("```\nnever closed")
