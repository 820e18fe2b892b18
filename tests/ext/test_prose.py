"""Process prose in real builds: on MyST pages, and where MyST is no extension of the project."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from docutils import nodes
from docutils.parsers.rst import Directive
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sphinx import addnodes
from sphinx.testing.util import SphinxTestApp

from sphinx_leadflow.core.limits import MAX_PROSE_NESTING, MAX_TEXT
from sphinx_leadflow.core.source import Position, Span
from sphinx_leadflow.core.text import Text
from sphinx_leadflow.ext import prose
from sphinx_leadflow.ext.prose import render_prose, setup_prose

FIRST_LINE = 10
"""Where the texts of these tests begin in the YAML."""

MYST_HOST = """\
# Host

(somewhere)=
## Somewhere else

```{prose}
```

```{glossary}
Hub
  A hub.
```

{term}`after`
"""

RST_HOST = """\
Host
====

.. _somewhere:

Somewhere else
--------------

.. prose::

.. glossary::

   Hub
      A hub.

:term:`after`
"""

OTHER_PAGE = """\
:orphan:

Other page
==========

.. _place:

A place
-------

Below it
--------
"""

PROSE_PAGE = ":orphan:\n\nAnother\n=======\n\n.. prose::\n"

HOSTS = {"myst": ("index.md", MYST_HOST, 14), "rst": ("index.rst", RST_HOST, 16)}
AFTER = re.compile(r"index\.(md|rst):(\d+): WARNING: term not in glossary: 'after'")


def text_at(value: str, first_line: int = FIRST_LINE) -> Text:
    last = first_line + value.count("\n") + 1
    span = Span("leads_data/process.yaml", Position(first_line - 1, 9), Position(last, 1))
    return Text(value, span, first_line)


@dataclass
class Built:
    app: SphinxTestApp
    warnings: list[str]
    """Without the one that the host page itself causes."""

    def page(self, name: str = "index.html") -> str:
        return (self.app.outdir / name).read_text("utf-8")

    @property
    def body(self) -> str:
        """What the text became."""
        around = r'(?s)Somewhere else<a.*?</h2>\s*(.*?)\s*<dl class="simple glossary'
        match = re.search(around, self.page())
        assert match
        return match[1]

    @property
    def problems(self) -> list[tuple[int, str]]:
        """The YAML line and the message of every warning; all of them must have a line."""
        found = [
            re.fullmatch(r"(?:/.*/)?leads_data/process\.yaml:(\d+): \w+: (.*)", warning)
            for warning in self.warnings
        ]
        assert all(found), self.warnings
        return [(int(match[1]), match[2]) for match in found if match]


Build = Callable[..., Built]


@pytest.fixture
def build(tmp_path: Path, make_app: Callable[..., SphinxTestApp]) -> Build:
    """Build a project whose pages hold a directive `prose` that shows one text."""

    def run(
        value: str | Text,
        host: str = "rst",
        builder: str = "html",
        inline: bool = False,
        pages: dict[str, str] | None = None,
        **config: Any,
    ) -> Built:
        text = text_at(value) if isinstance(value, str) else value

        class Prose(Directive):
            def run(self) -> list[nodes.Node]:
                shown = render_prose(text, self.state.document, inline=inline)
                return [nodes.paragraph("", "", *shown)] if inline else shown

        app = make_app(builder, srcdir=project(tmp_path, host, pages or {}), confoverrides=config)
        app.add_directive("prose", Prose, override=True)
        setup_prose(app)
        app.build()
        return Built(app, warnings_of(app, HOSTS[host][2]))

    return run


def project(folder: Path, host: str, pages: dict[str, str]) -> Path:
    source = folder / f"docs-{host}"
    source.mkdir()
    extensions = ["myst_parser"] if host == "myst" else []
    (source / "conf.py").write_text(f"extensions = {extensions}\ncopyright = version = '1'\n")
    name, content, _ = HOSTS[host]
    for page, page_text in {name: content, **pages}.items():
        (source / page).parent.mkdir(exist_ok=True)
        (source / page).write_text(page_text, "utf-8")
    return source


def warnings_of(app: SphinxTestApp, line_after: int) -> list[str]:
    """Every warning but the host's own, which must name the host's own line: nothing moved."""
    lines = re.sub(r"\x1b\[[0-9;]*m", "", app.warning.getvalue()).strip().splitlines()
    own = [line for line in lines if AFTER.search(line)]
    for line in own:
        match = AFTER.search(line)
        assert match and int(match[2]) == line_after
    return [line for line in lines if line not in own]


@pytest.fixture(params=HOSTS)
def host(request: pytest.FixtureRequest) -> str:
    return str(request.param)


EVERYTHING_ALLOWED = r"""
Some *emphasis*, **weight**, `code`, ~~nothing~~ and a hard\
break, {term}`Hub`, {guilabel}`Save`, {ref}`somewhere`, {ref}`there <somewhere>`, {doc}`index`,
{abbr}`NGO (non-governmental organisation)`, {kbd}`Ctrl`, [web](https://example.org "Title"),
<https://example.org>, [label](#somewhere), [](#somewhere), [page](index.md) and [](index).

> a quotation

- [ ] open
- [x] done

3. three
4. four

Term
: Definition

| a | b |
|---|--:|
| c | {term}`Hub` |

:::{note}
:class: dropdown
Inside a note.

```{seealso} More inside.
```
:::

:::{admonition} A *title*
An own one.
:::

```python
print()
```

```
anything
```

% a comment
"""


def test_what_is_allowed_causes_no_warning(build: Build, host: str) -> None:
    assert build(EVERYTHING_ALLOWED, host).problems == []


def test_the_same_text_means_the_same_in_every_host(build: Build) -> None:
    myst = build(EVERYTHING_ALLOWED, "myst", myst_enable_extensions=["smartquotes", "linkify"])
    rst = build(EVERYTHING_ALLOWED, "rst", default_role="math", highlight_language="c")
    assert myst.body == rst.body


@pytest.mark.parametrize(
    ("markup", "html"),
    [
        ("*a* **b** `c`", "<em>a</em> <strong>b</strong> <code"),
        ("~~gone~~", '<span class="lf-struck">gone</span>'),
        ("{term}`Hub`", 'href="#term-Hub"'),
        ("{ref}`somewhere`", "Somewhere else</span></a>"),
        ("- [x] done", '<span class="lf-box">[x] </span>done'),
        ("a\\\nb", '<div class="line">a</div>\n<div class="line">b</div>'),
        ("Term\n: Definition", "<dt>Term</dt><dd><p>Definition</p>"),
        (":::{tip}\nx\n:::", '<div class="admonition tip">'),
        (":::{admonition} Own *title*\nx\n:::", '"admonition-title">Own <em>title</em></p>'),
        ("::::{note}\n:::{tip}\nx\n:::\n::::", '<div class="admonition tip">'),
        ("```{warning} x\n```", '<div class="admonition warning">'),
        (":::{note}\n:class: dropdown\nx\n:::", '<div class="dropdown admonition note">'),
        (":::{note}\n:collapsible: closed\nx\n:::", '<details class="admonition note">'),
        ("[a](https://b.example/c?d=e#f)", 'href="https://b.example/c?d=e#f">a</a>'),
        ("[a](mailto:b@c.example)", "mailto:"),
        ("[a][b]\n\n[b]: https://c.example", 'href="https://c.example">a</a>'),
        ("[](https://b.example)", ">https://b.example</a>"),
        ("[a](#somewhere)", 'href="#somewhere"><span class="std std-ref">a</span>'),
        ("[a](#Somewhere)", 'href="#somewhere"><span class="std std-ref">a</span>'),
        ("[](#somewhere)", '<span class="std std-ref">Somewhere else</span>'),
        ("[a](other)", 'href="other.html"><span class="doc">a</span>'),
        ("[a](other.rst)", 'href="other.html"><span class="doc">a</span>'),
        ("[a](./other.md)", 'href="other.html"><span class="doc">a</span>'),
        ("[](/other)", '<span class="doc">Other page</span>'),
        ("[a](v1.0)", 'href="v1.0.html"><span class="doc">a</span>'),
        ("[a](folder/deep%20page.md)", "[a](folder/deep page.md)"),
        ("[a](other.md#place)", 'href="other.html#place"'),
        ("[a](other.md#below-it)", 'href="other.html#below-it"'),
        ("[a](index.md#somewhere-else)", 'href="#somewhere-else"'),
        ("{{ 7 * 7 }}", "{{ 7 * 7 }}"),
        ("% not shown\nshown", "<p>shown</p>"),
    ],
)
def test_it_looks_like(build: Build, markup: str, html: str) -> None:
    pages = {"other.rst": OTHER_PAGE, "v1.0.rst": ":orphan:\n\nVersion\n=======\n"}
    assert html in build(markup, pages=pages).body


NOT_ALLOWED = {
    "raw HTML": ["a <b>c</b>", "<div>\nx\n</div>", "<script>alert(1)</script>", "<!-- x -->"],
    "an image": ["![a](b.png)", "![a](../../secret.txt)", "![a](https://b.example/c.png)"],
    "a heading": ["# a", "a\n===", "###### a"],
    "a horizontal rule": ["***", "---", "___"],
    "a footnote": ["a[^b]\n", "[^b]: c"],
    "a target": ["(a)="],
    "the directive 'include'": ["```{include} ../../secret.txt\n```", ":::{include} conf.py\n:::"],
    "the directive 'csv-table'": ["```{csv-table}\n:file: conf.py\n```"],
    "the directive 'literalinclude'": ["```{literalinclude} conf.py\n```"],
    "the directive 'raw'": ["```{raw} html\n<b>\n```"],
    "the directive 'eval-rst'": ["```{eval-rst}\n.. include:: conf.py\n```"],
    "the directive 'math'": ["```{math}\n\\input{conf.py}\n```"],
    "the directive 'versionadded'": ["```{versionadded} 1\n```"],
    "the directive 'nosuch'": ["```{nosuch}\n```"],
    "a block of colons": [":::note\na\n:::"],
    "the role 'raw'": ["{raw}`a`"],
    "the role 'download'": ["{download}`conf.py`"],
    "the role 'math'": ["{math}`\\input{conf.py}`"],
    "the link target 'javascript:alert(1)'": ["[a](javascript:alert(1))", "<javascript:alert(1)>"],
    "the link target 'conf.py'": ["[a](conf.py)"],
    "the link target '../a.md'": ["[a](../a.md)"],
    "the link target 'a/../b'": ["[a](a/../b)"],
    "the link target '//a.example'": ["[a](//a.example)"],
    "the link target '/etc/passwd.txt'": ["[a](/etc/passwd.txt)"],
    "the link target 'file:///a'": ["[a](file:///a)", "<file:///a>"],
    "the link target 'project:index.md'": ["[a](project:index.md)"],
    "the link target 'https://a@b.example'": ["[a](https://a@b.example)"],
    "the link target ''": ["[a]()"],
    "reStructuredText (:ref:`…`)": [":ref:`there`", "see (:ref:`there <here>`)"],
    "reStructuredText (:leadflow:step:`…`)": ["see :leadflow:step:`send`"],
    "reStructuredText (.. note::)": [".. note:: careful"],
    "such deep nesting": ["> " * 60 + "a", "- " * 60 + "a", "*" * 3000 + "a" + "*" * 3000],
}


@pytest.mark.parametrize(
    ("what", "markup"),
    [(what, markup) for what, several in NOT_ALLOWED.items() for markup in several],
)
def test_what_is_not_allowed_is_one_warning_and_is_shown(
    build: Build, host: str, what: str, markup: str
) -> None:
    built = build(f"One line.\n\n{markup}", host)
    ((line, message),) = built.problems
    assert message.startswith(what)
    assert message.endswith("[leadflow.text-not-allowed]")
    assert line == (FIRST_LINE if what == "such deep nesting" else FIRST_LINE + 2)
    shown = re.sub(r"<[^>]*>", "", built.body)
    for word in re.findall(r"[\w.]+", markup.replace("#", "").replace("===", "")):
        assert word in shown
    assert not re.search('<(img|script|b|hr|h[3-6])[ >]|javascript:[^<]*"', built.body)
    assert not (built.app.outdir / "_images").exists()
    assert not (built.app.outdir / "_downloads").exists()


@pytest.mark.parametrize(
    "markup", ["`:ref:`", "at 10:30:`x`", "``:ref:`x` ``", "a .. note:: b", "...: `x`"]
)
def test_what_only_looks_like_restructuredtext_is_fine(build: Build, markup: str) -> None:
    assert build(f"One line.\n\n{markup}").problems == []


def test_warnings_of_sphinx_name_the_line_of_the_yaml(build: Build, host: str) -> None:
    template = r"""{term}`?`
and {ref}`?` [a](#?)
{doc}`?`

:::{note} {term}`?`
{term}`?`

```{tip}
---
class: dropdown
---

{term}`?`
```

- {term}`?`
  and

  {term}`?`
:::

::::{admonition} Title {term}`?`
:class: a

:::{tip}

{term}`?`
:::
::::

Term {term}`?`
: {term}`?`

a\
{term}`?`

| a | b |
|---|---|
| c | {term}`?` |

> {term}`?`

## {term}`?`

*{term}`?`
{term}`?`*

[a](?.md)
[a](index.md#?)
"""
    lines = enumerate(template.splitlines(), FIRST_LINE)
    marks = "\n".join(line.replace("?", f"x{number}") for number, line in lines)
    built = build(marks, host)
    unresolved = [(line, re.search(r"x(\d\d)", message)) for line, message in built.problems]
    places = [(line, int(match[1])) for line, match in unresolved if match]
    assert [line for line, _ in places] == [expected for _, expected in places]
    assert len(places) == template.count("?")


@pytest.mark.parametrize(
    ("markup", "message"),
    [
        ("{nosuch}`a`", "unknown role 'nosuch' [myst.role_unknown]"),
        ("{no:such}`a`", "unknown role 'no:such' [myst.role_unknown]"),
        ("{pep}`a`", "invalid PEP number a [docutils]"),
        (":::{note}\n:::", "'note': this admonition is empty [myst.directive_parse]"),
        (":::{admonition}\na\n:::", "'admonition': 1 argument(s) required, 0 supplied"),
    ],
)
def test_other_mistakes_are_located_too(build: Build, host: str, markup: str, message: str) -> None:
    built = build(f"One line\nand {markup}" if markup[0] == "{" else f"One line\n{markup}", host)
    ((line, found),) = built.problems
    assert found.startswith(message)
    assert line == FIRST_LINE + 1


def test_an_admonition_takes_no_name(build: Build) -> None:
    built = build(":::{note}\n:name: somewhere\n\nx\n:::")
    ((line, message),) = built.problems
    assert line == FIRST_LINE + 1
    assert "'name'" in message


def test_warnings_can_be_suppressed(build: Build) -> None:
    built = build("<b> {nosuch}`a`", suppress_warnings=["leadflow.text-not-allowed", "myst"])
    assert built.problems == []


def test_a_text_on_two_pages_is_warned_about_once(build: Build) -> None:
    assert len(build("<b>", pages={"two.rst": PROSE_PAGE}).problems) == 1


def test_a_text_on_two_pages_looks_the_same_on_both(build: Build) -> None:
    """It is rendered once; what Sphinx does to it on one page must not reach the other."""
    built = build('They "wait" -- *so* do `we`...', pages={"two.rst": PROSE_PAGE})
    for page in ("index.html", "two.html"):
        assert built.page(page).count("They “wait” – <em>so</em> do") == 1
    pages = [built.app.env.get_doctree(name) for name in ("index", "two")]
    shown = [next(one for one in page.findall(nodes.emphasis)) for page in pages]
    assert [one.parent.line for one in shown] == [FIRST_LINE, FIRST_LINE]


def test_two_faults_of_one_kind_on_two_lines_are_two_warnings(build: Build) -> None:
    lines = [line for line, _ in build("a <b>c</b>\n<i>\nd\n\n<hr>").problems]
    assert lines == [FIRST_LINE, FIRST_LINE + 1, FIRST_LINE + 4]


def test_pages_are_named_from_the_top_folder_whatever_page_shows_the_text(build: Build) -> None:
    pages = {
        "leads/acme.rst": PROSE_PAGE,
        "sync.rst": ":orphan:\n\nSync\n====\n\n.. _hubs:\n\nHubs\n----\n",
    }
    built = build("{doc}`sync` [a](sync.md) [b](sync.md#hubs) {doc}`/sync`", pages=pages)
    assert built.problems == []
    assert built.page("leads/acme.html").count('href="../sync.html"') == 3
    assert built.page("leads/acme.html").count('href="../sync.html#hubs"') == 1


def test_a_heading_slug_of_a_myst_page_can_be_linked(build: Build) -> None:
    pages = {"sync.md": "---\norphan: true\n---\n\n# Sync\n\n## Hubs & leads\n"}
    built = build("[a](sync.md#hubs--leads)", "myst", pages=pages, myst_heading_anchors=2)
    assert built.problems == []
    assert 'href="sync.html#' in built.body


@pytest.mark.parametrize(
    ("markup", "message"),
    [
        (
            "[b](index.md#x)",
            "the page 'index' has no place 'x': the link leads to its top [ref.ref]",
        ),
        ("[b](nopage.md#x)", "unknown document: 'nopage' [ref.doc]"),
    ],
)
def test_a_place_that_is_not_there_is_said(
    build: Build, host: str, markup: str, message: str
) -> None:
    assert build(f"a\n{markup}", host).problems == [(FIRST_LINE + 1, message)]


def test_a_role_that_makes_a_forbidden_link_is_not_allowed(build: Build) -> None:
    built = build(
        "{js}`alert(1)` {ok}`1`",
        extensions=["sphinx.ext.extlinks"],
        extlinks={"js": ("javascript:%s", None), "ok": ("https://a.example/%s", None)},
    )
    ((_, message),) = built.problems
    assert message.startswith("the role 'js'")
    assert 'href="javascript' not in built.body
    assert 'href="https://a.example/1"' in built.body


def test_a_link_holds_no_other_link(build: Build) -> None:
    built = build("[see {term}`Hub` now](https://a.example) [*e*](#somewhere)")
    assert 'href="https://a.example">see Hub now</a>' in built.body


def test_a_directive_of_the_project_cannot_take_the_place_of_an_admonition(
    build: Build, tmp_path: Path
) -> None:
    code = (
        "from docutils.parsers.rst import Directive\n"
        "class Note(Directive):\n    has_content = True\n    def run(self): 1 / 0\n"
        "def setup(app): app.add_directive('note', Note, override=True)\n"
    )
    (tmp_path / "mine.py").write_text(code)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(tmp_path)
        built = build(":::{note}\nx\n:::", extensions=["mine"])
    assert '<div class="admonition note">' in built.body


def test_inline_prose_stands_in_a_sentence(build: Build, host: str) -> None:
    built = build("onboarding with {term}`Hub` is *complete* {term}`x`", host, inline=True)
    assert ">Hub</span></a> is <em>complete</em>" in built.body
    assert built.problems == [(FIRST_LINE, "term not in glossary: 'x' [ref.term]")]


def test_inline_prose_holds_no_blocks(build: Build) -> None:
    built = build("- # ```{note}", inline=True)
    assert built.body == "<p>- # ```{note}</p>"


def test_lines_of_a_folded_text_stay_within_it(build: Build) -> None:
    span = Span("leads_data/process.yaml", Position(4, 9), Position(6, 1))
    built = build(Text("a\n\nb\n\nc\n\n{term}`x`\n\n<b>", span, 5))
    assert {line for line, _ in built.problems} == {6}


def test_every_element_knows_where_it_comes_from(build: Build, host: str) -> None:
    doctree = build(EVERYTHING_ALLOWED, host, "dummy").app.env.get_doctree("index")
    section = doctree.next_node(nodes.block_quote).parent
    prose_nodes = [
        inner
        for child in section.children[section.first_child_matching_class(nodes.line_block) :]
        if not isinstance(child, nodes.title | addnodes.glossary)
        for inner in child.findall(nodes.Element)
    ]
    from_yaml = [node for node in prose_nodes if node.source == "leads_data/process.yaml"]
    assert len(from_yaml) > 60
    assert all(node.line and node.line >= FIRST_LINE for node in from_yaml)


def test_translators_see_the_yaml_file_and_line(build: Build, host: str) -> None:
    built = build("One *line*.\n\n:::{note}\nAnother.\n:::\n\na\\\nb\n\n<div>", host, "gettext")
    catalogue = built.page("index.pot")
    for line, message in [(10, "One *line*."), (13, "Another."), (16, "a"), (17, "b")]:
        entry = rf'leads_data/process\.yaml:{line}\nmsgid "{re.escape(message)}"'
        assert re.search(entry, catalogue)
    assert "<div>" not in catalogue


def test_translations_are_shown(build: Build, tmp_path: Path) -> None:
    folder = tmp_path / "locale" / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "index.po").write_text('msgid "One *line*"\nmsgstr "Eine *Zeile*"\n')
    built = build("One *line*", "myst", language="de", locale_dirs=[str(tmp_path / "locale")])
    assert "<p>Eine <em>Zeile</em></p>" in built.body


@pytest.mark.parametrize(
    "builder", ["singlehtml", "latex", "text", "man", "texinfo", "epub", "xml", "pseudoxml"]
)
def test_every_builder_can_print_it(build: Build, builder: str) -> None:
    assert build(EVERYTHING_ALLOWED, builder=builder).warnings == []


@pytest.mark.parametrize("size", [MAX_TEXT - 1, MAX_TEXT, MAX_TEXT + 1])
def test_a_text_that_is_too_long_is_shown_as_it_is(build: Build, size: int) -> None:
    built = build("*a* " + "b" * (size - 4), builder="dummy")
    emphasis = built.app.env.get_doctree("index").next_node(nodes.emphasis)
    assert (emphasis is None) == bool(built.problems) == (size > MAX_TEXT)


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_nesting_is_allowed_up_to_its_limit(build: Build, more: int) -> None:
    depth = MAX_PROSE_NESTING + more  # a list is two levels, and its paragraph one
    built = build("- " * ((depth - 1) // 2) + ("a" if depth % 2 else "*a*"), builder="dummy")
    items = list(built.app.env.get_doctree("index").findall(nodes.list_item))
    assert bool(items) == (not built.problems) == (more < 1)


def test_admonitions_nest_only_so_far(build: Build) -> None:
    value = "\n".join(":" * (50 - depth) + "{note}" for depth in range(45)) + "\nx"
    built = build(value)
    ((line, message),) = built.problems
    assert message.startswith("such deep nesting")
    assert line > FIRST_LINE + 20


def test_a_recursion_error_is_a_warning(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr(prose.base.ProseBase, "render_em", fail)
    built = build("a *b*")
    ((line, message),) = built.problems
    assert (line, message.partition(" is")[0]) == (FIRST_LINE, "such deep nesting")
    assert "a *b*" in built.body


MARKS = r"""
    <b> </div> <!-- --> ![ [ ]( ) (javascript:a) (conf.py) (#a) (/a.md#b) (https://a.example)
    <a:b> ``` ```{note} ```{raw} ::: :::{note} :::{include} {raw}` {term}` {ref}` {math}` ` * **
    ~~ _ \ # === --- (a)= [^a] [^a]: : | |-| > - 1. % +++ &lt; &#0; {{ }} :a: a b [a]: $ ~ @
"""
SCRAPS = st.sampled_from(MARKS.split()) | st.sampled_from(["\n", "\n\n", " ", "  ", "    ", "\t"])
ALLOWED = (
    nodes.Text,
    *(nodes.paragraph, nodes.line_block, nodes.line, nodes.block_quote, nodes.literal_block),
    *(nodes.bullet_list, nodes.enumerated_list, nodes.list_item, nodes.definition_list),
    *(nodes.definition_list_item, nodes.term, nodes.definition, nodes.Admonition, nodes.title),
    *(nodes.table, nodes.tgroup, nodes.colspec, nodes.thead, nodes.tbody, nodes.row, nodes.entry),
    *(nodes.emphasis, nodes.strong, nodes.literal, nodes.inline, nodes.reference),
    *(addnodes.pending_xref, nodes.problematic),
)


def test_no_text_makes_a_node_that_is_not_allowed(
    tmp_path: Path, make_app: Callable[..., SphinxTestApp]
) -> None:
    @settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(SCRAPS, max_size=30).map("".join))
    def check(document: nodes.document, value: str) -> None:
        before = document.asdom().toxml()
        for root in render_prose(text_at(value), document):
            for node in root.findall():
                assert isinstance(node, ALLOWED)
                assert not isinstance(node, nodes.raw | nodes.image | addnodes.download_reference)
                if isinstance(node, nodes.reference):
                    assert node["refuri"].startswith("https://a.example")
        assert document.asdom().toxml() == before

    class Prose(Directive):
        def run(self) -> list[nodes.Node]:
            check(self.state.document)
            return []

    app = make_app("dummy", srcdir=project(tmp_path, "rst", {}))
    app.add_directive("prose", Prose, override=True)
    app.build()
    assert "Error" not in app.warning.getvalue()
