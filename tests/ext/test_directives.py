"""Every directive and role on MyST and on reStructuredText pages; what is wrong is said."""

from __future__ import annotations

import re
from pathlib import Path

import html5lib
import pytest

from sphinx_leadflow.ext import DIRECTIVES
from sphinx_leadflow.ext.domain import KINDS
from tests.ext.project import LEADS, PAGES, PROCESS, Built, Project

ARGUMENTS = {"stage": "find", "checklist": "fit", "lead": "acme"}
HOSTS = ("md", "rst")
EXAMPLES = {
    "lead": "acme",
    "stage": "find",
    "step": "triage",
    "field": "price",
    "asset": "board",
    "checklist": "fit",
    "role": "sales",
    "outcome": "lost",
}

VALUES = {
    ("agenda", "days"): "14",
    ("agenda", "owner"): "amara",
    ("agenda", "since"): "2026-11-16",
    ("assets", "group"): "Sales",
    ("checklist", "lead"): "acme",
    ("customers", "ahead"): "60",
    ("customers", "contact-within"): "30",
    ("customers", "owner"): "jules",
    ("durations", "by"): "step",
    ("durations", "since"): "2026-01-01",
    ("flows", "until"): "2026-12-31",
    ("forecast", "months"): "12",
    ("forecast", "since"): "2026-06-01",
    ("funnel", "owner"): "amara",
    ("funnel", "title"): "How far",
    ("leads", "columns"): "lead, price",
    ("leads", "group-by"): "health",
    ("leads", "is"): "open stale",
    ("leads", "limit"): "2",
    ("leads", "outcome"): "lost",
    ("leads", "owner"): "amara",
    ("leads", "sort"): "-price, lead",
    ("leads", "stage"): "find",
    ("leads", "step"): "operate call",
    ("timeline", "limit"): "5",
    ("board", "is"): "won",
    ("board", "limit"): "1",
    ("board", "outcome"): "customer",
    ("board", "owner"): "jules",
    ("board", "sort"): "due",
    ("board", "stage"): "deal",
    ("board", "step"): "triage",
}
OPTIONS = {
    (name, option): VALUES.get((name, option), "")
    for name, one in DIRECTIVES.items()
    for option in one.known_options
}
"""Every option with a value to try it with; the others are flags, or may be empty."""


def directive(name: str, host: str, argument: str = "", **options: str) -> str:
    """A directive as it is written on a page of that kind."""
    pairs = [f":{key.replace('_', '-')}: {value}".rstrip() for key, value in options.items()]
    if host == "md":
        lines = [f"```{{leadflow:{name}}} {argument}".rstrip(), *pairs, "```"]
    else:
        lines = [f".. leadflow:{name}:: {argument}".rstrip(), *(f"   {one}" for one in pairs)]
    return "\n".join(lines) + "\n\n"


def role(kind: str, host: str, text: str) -> str:
    name = f"{{leadflow:{kind}}}" if host == "md" else f":leadflow:{kind}:"
    return f"{name}`{text}`"


def on_page(
    root: Path,
    host: str,
    body: str,
    *,
    process: str = PROCESS,
    leads: dict[str, str] | None = None,
    pages: dict[str, str] | None = None,
) -> Built:
    """Build a page with this body, on its fourth line, beside pages that show everything."""
    project = Project(root).fill(process=process, leads=leads, pages={**PAGES, **(pages or {})})
    project.edit("docs/index.md", "plain\n", "plain\npage\n")
    project.write(f"docs/page.{host}", f"The page\n========\n\n{body}\n")
    return project.build()


def body_of(built: Built, name: str = "page") -> str:
    """What stands in the middle of a page."""
    return (
        built.page(name)
        .partition('<div class="body" role="main">')[2]
        .partition('<div class="sphinxsidebar"')[0]
    )


def ids_of(built: Built, name: str = "page") -> list[str]:
    return re.findall(r'\sid="([^"]+)"', built.page(name))


@pytest.mark.parametrize("host", HOSTS)
def test_every_option_of_every_directive(tmp_path: Path, host: str) -> None:
    assert VALUES.keys() <= OPTIONS.keys()
    body = "".join(
        directive(name, host, ARGUMENTS.get(name, ""), **{option: value})
        for (name, option), value in OPTIONS.items()
    )
    built = on_page(tmp_path, host, body)
    assert built.lines() == []
    assert len(ids_of(built)) == len(set(ids_of(built)))


@pytest.mark.parametrize("host", HOSTS)
def test_an_unknown_option_is_one_warning_at_its_place(tmp_path: Path, host: str) -> None:
    body = "".join(directive(name, host, ARGUMENTS.get(name, ""), limt="3") for name in DIRECTIVES)
    built = on_page(tmp_path, host, body)
    assert len(built.lines()) == len(DIRECTIVES)
    for line, name in zip(built.lines(), DIRECTIVES, strict=True):
        assert re.match(
            rf"docs/page\.{host}:\d+: WARNING: leadflow:{name} has no option 'limt' "
            r"\((did you mean limit\?|known: .*|it takes none)\) "
            r"\[leadflow.unknown-option\]$",
            line,
        ), line
    assert built.lines()[0].startswith(f"docs/page.{host}:4:")


BAD = {
    ("stage", "finds"): "there is no stage 'finds' (did you mean find?)",
    ("stage", ""): "needs the id of a stage (known: find, deal)",
    ("stage", "find it"): "there is no stage 'find it' (did you mean find?)",
    ("checklist", "fitt"): "there is no checklist 'fitt' (did you mean fit?)",
    ("lead", "acmee"): "there is no lead 'acmee' (did you mean acme?)",
    ("lead", ""): "needs the id of a lead (known: acme, birch, cedar)",
    ("notices", "move"): "there is no notice 'move' (did you mean moved?)",
    ("fields", "price"): "takes no argument, so 'price' means nothing (its options: none)",
    ("checklist", "fit :lead: acmee"): "there is no lead 'acmee' (did you mean acme?)",
    ("assets", ":group: Sale"): ":group: knows no 'Sale' (did you mean Sales?)",
    ("process", ":pipeline: hubs"): ":pipeline: knows no 'hubs'",
    ("leads", ":stage: finds"): ":stage: knows no 'finds' (did you mean find?)",
    ("leads", ":step: find"): ":step: knows no 'find'",
    ("leads", ":owner: amar"): ":owner: knows no 'amar' (did you mean amara?)",
    ("leads", ":outcome: los"): ":outcome: knows no 'los' (did you mean lost?)",
    ("leads", ":is: opn"): ":is: knows no 'opn' (did you mean open?)",
    ("leads", ":columns: lead prise"): ":columns: knows no 'prise' (did you mean price?)",
    ("leads", ":sort: -du"): ":sort: knows no 'du' (did you mean due?)",
    ("leads", ":group-by: stag"): ":group-by: knows no 'stag' (did you mean stage?)",
    ("leads", ":limit: many"): ":limit: must be a number from 1, such as 20",
    ("leads", ":limit: 0"): ":limit: must be a number from 1, such as 20",
    ("board", ":limit: -3"): ":limit: must be a number from 1, such as 20",
}


@pytest.mark.parametrize("host", HOSTS)
def test_what_cannot_be_meant_is_one_warning_with_a_suggestion(tmp_path: Path, host: str) -> None:
    body = ""
    for name, written in BAD:
        argument, _colon, option = written.partition(":")
        pairs = dict([option.split(": ", 1)]) if option else {}
        body += directive(name, host, argument.strip(), **pairs)
    lines = on_page(tmp_path, host, body).lines()
    assert len(lines) == len(BAD), "\n".join(lines)
    for line, ((name, _written), words) in zip(lines, BAD.items(), strict=True):
        assert re.match(rf"docs/page\.{host}:\d+: WARNING: leadflow:{name}:? ", line), line
        assert words in line


@pytest.mark.parametrize("host", HOSTS)
def test_roles(tmp_path: Path, host: str) -> None:
    assert EXAMPLES.keys() == set(KINDS)
    body = "\n\n".join(
        f"{role(kind, host, name)} {role(kind, host, f'told <{name}>')} "
        f"{role(kind, host, f'!{name}')}"
        for kind, name in EXAMPLES.items()
    )
    built = on_page(tmp_path, host, body)
    assert built.lines() == []
    page = body_of(built)
    for href, title in (
        ("leads/acme.html#lead-acme", "Acme University"),
        ("process.html#stage-find", "Find out"),
        ("process.html#step-triage", "Triage"),
        ("other.html#field-price", "Price"),
        ("other.html#checklist-fit", "Does it fit?"),
        ("other.html#role-sales", "Sales"),
        ("process.html#outcome-lost", "Lost"),
    ):
        for words in (title, "told"):
            assert re.search(
                rf'<a class="reference internal" href="{re.escape(href)}"><span '
                rf'class="[^"]*">{re.escape(words)}</span></a>',
                page,
            ), (href, words)
        assert re.search(rf"</a> {re.escape(title)}</p>", page), f"!{title} is no link"
    assert page.count('href="https://example.org/board"') == 2


@pytest.mark.parametrize("host", HOSTS)
def test_an_unknown_name_in_a_role_is_one_warning_and_text(tmp_path: Path, host: str) -> None:
    body = "\n\n".join(
        f"{role(kind, host, f'{name}x')} {role(kind, host, f'told <q-{kind}>')}"
        for kind, name in EXAMPLES.items()
    )
    built = on_page(tmp_path, host, body)
    expected = [
        (kind, word) for kind, name in EXAMPLES.items() for word in (f"{name}x", f"q-{kind}")
    ]
    assert len(built.lines()) == len(expected)
    for line, (kind, word) in zip(built.lines(), expected, strict=True):
        assert f"WARNING: there is no {kind} '{word}' (" in line
        assert re.match(rf"docs/page\.{host}:\d+: ", line)
    assert "acmex told" in body_of(built)


def test_what_no_page_shows_is_a_warning_that_says_what_would(tmp_path: Path) -> None:
    body = " ".join(role(kind, "md", name) for kind, name in EXAMPLES.items())
    project = Project(tmp_path).fill(pages={"index.md": f"# H\n\n{body}\n"})
    lines = [line for line in project.build().lines() if line.startswith("docs/index.md:3: ")]
    assert lines == [
        f"docs/index.md:3: WARNING: no page shows the {kind} {name!r} "
        f"(a page with {shown} would) [ref.{kind}]"
        for kind, name, shown in (
            ("stage", "find", "leadflow:process or leadflow:stage"),
            ("step", "triage", "leadflow:process or leadflow:stage"),
            ("field", "price", "leadflow:fields"),
            ("checklist", "fit", "leadflow:checklist"),
            ("role", "sales", "leadflow:roles"),
            ("outcome", "lost", "leadflow:pipeline"),
        )
    ]


def test_former_ids_are_followed(tmp_path: Path) -> None:
    body = (
        role("step", "md", "operate")
        + "\n\n"
        + directive("leads", "md", step="operate", columns="lead step")
    )
    lead = LEADS["birch"] + "  - {date: 2026-11-21, to: run, by: jules}\n"
    built = on_page(tmp_path, "md", body, leads={"birch": lead})
    assert 'href="process.html#step-run"><span class="xref leadflow-step">Run the hub' in (
        body_of(built)
    )
    assert "1</strong> of 1 leads" in body_of(built)
    assert not [line for line in built.lines() if "operate" in line]


def test_an_asset_is_the_own_copy_on_the_page_of_a_lead_and_nowhere_else(tmp_path: Path) -> None:
    built = on_page(tmp_path, "md", role("asset", "md", "quote-template"))
    assert 'href="https://example.org/quote"' in body_of(built)
    own = re.search(
        r"<p>Use <a [^>]*href=\"([^\"]*)\"[^>]*>Quote template</a>, then wait",
        built.page("leads/acme"),
    )
    assert own and own[1] == "https://example.org/acme-quote"


def test_an_asset_without_an_address_leads_to_the_list_of_assets(tmp_path: Path) -> None:
    process = PROCESS.replace("assets:\n", "assets:\n  folder: {title: The folder}\n")
    built = on_page(tmp_path, "md", role("asset", "md", "folder"), process=process)
    assert 'href="other.html#asset-folder"' in body_of(built)
    assert built.lines() == []


def test_the_title_role(tmp_path: Path) -> None:
    built = on_page(tmp_path, "md", "{leadflow:process}`title` {leadflow:process}`hubs`")
    assert "<p>Hub process Hub process</p>" in body_of(built)
    assert built.lines() == [
        "docs/page.md:4: WARNING: there is no pipeline 'hubs'; write `title` "
        "for the title of the process [leadflow.unknown-pipeline]"
    ]


SEVERAL = """\
title: Two ways
pipelines:
  hubs:
    title: Hubs
    stages:
      find: {title: Find, steps: {draft: Draft a hub, done: {title: Done, next: customer}}}
  grants:
    title: Grants
    stages:
      find: {title: Find, steps: {draft: Draft a grant, apply: {title: Apply, next: hubs/draft}}}
outcomes:
  customer: {kind: won}
  lost: {kind: lost}
"""
IN_SEVERAL = {
    "one": "name: One\npipeline: hubs\nhistory: [{date: 2026-11-01, to: draft}]\n",
    "two": "name: Two\npipeline: grants\nhistory: [{date: 2026-11-01, to: draft}]\n",
}


def test_several_pipelines(tmp_path: Path) -> None:
    pages = {
        "index.md": "# H\n\n```{toctree}\nall\nsome\n```\n",
        "all.md": "# All\n\n" + directive("process", "md") + directive("pipeline", "md"),
        "some.md": "# Some\n\n{leadflow:step}`hubs/draft` {leadflow:step}`grants/draft` "
        "{leadflow:step}`apply` {leadflow:outcome}`grants/lost` {leadflow:stage}`hubs/find`\n\n"
        + directive("leads", "md", step="draft")
        + directive("leads", "md", step="hubs/draft")
        + directive("leads", "md", stage="grants/find")
        + directive("board", "md", stage="grants/find")
        + directive("process", "md", pipeline="hubs"),
    }
    project = Project(tmp_path).fill(process=SEVERAL, leads=IN_SEVERAL, pages=pages)
    built = project.build()
    assert built.lines() == []
    page = body_of(built, "some")
    for target in (
        "all.html#step-hubs-draft",
        "all.html#step-grants-draft",
        "all.html#step-grants-apply",
        "all.html#outcome-grants-lost",
        "all.html#stage-hubs-find",
    ):
        assert f'href="{target}"' in page, target
    rows = [
        set(re.findall(r'href="leads/(\w+)', table))
        for table in re.findall(r"<table.*?</table>", page, re.DOTALL)
    ]
    assert rows == [{"one", "two"}, {"one"}, {"two"}]
    assert "step-hubs-draft" in ids_of(built, "some")
    assert "step-grants-draft" not in ids_of(built, "some")


def test_a_bare_id_that_several_pipelines_have_is_a_warning_that_names_them(tmp_path: Path) -> None:
    project = Project(tmp_path).fill(
        process=SEVERAL, leads=IN_SEVERAL, pages={"index.md": "# H\n\n{leadflow:step}`draft`\n"}
    )
    assert project.build().lines() == [
        "docs/index.md:3: WARNING: 'draft' is a step in several pipelines (write hubs/draft or "
        "grants/draft) [leadflow.unknown-step]"
    ]


@pytest.mark.parametrize("host", HOSTS)
def test_a_directive_may_stand_twice_on_a_page(tmp_path: Path, host: str) -> None:
    body = "".join(directive(name, host, ARGUMENTS.get(name, "")) for name in DIRECTIVES) * 2
    body += directive("lead", host, "acme", page="") * 2
    built = on_page(tmp_path, host, body)
    assert built.lines() == []
    ids = ids_of(built)
    assert len(ids) == len(set(ids))
    assert {"step-triage", "step-triage-2", "stage-find", "outcome-lost"} <= set(ids)
    # the sidebar's contents of the page lead to each of them
    links = set(re.findall(r'href="#([^"]+)"', built.page("page")))
    assert links <= {*ids, ""}


def test_the_first_page_in_order_is_where_links_lead(tmp_path: Path) -> None:
    pages = {
        "a-stage.md": "# A\n\n" + directive("stage", "md", "find"),
        "index.md": PAGES["index.md"].replace("plain\n", "plain\na-stage\n"),
    }
    built = on_page(tmp_path, "md", role("step", "md", "triage"), pages=pages)
    assert 'href="a-stage.html#step-triage"' in body_of(built)


@pytest.mark.parametrize("host", HOSTS)
def test_a_heading_of_the_page_keeps_its_anchor(tmp_path: Path, host: str) -> None:
    """Whether it comes before or after: what is shown gets another one, and links find it."""
    heading = "Stage find\n----------\n\nWords, and " + role("stage", host, "find") + ".\n\n"
    pages = {"process.md": "# Process\n"}
    for number, body in enumerate(
        (heading + directive("process", host), directive("process", host) + heading)
    ):
        root = tmp_path / str(number)
        root.mkdir()
        built = on_page(root, host, body, pages=pages)
        assert built.lines() == []
        ids = ids_of(built)
        assert len(ids) == len(set(ids))
        (target,) = re.findall(r'Words, and <a [^>]*href="#([^"]+)"', built.page("page"))
        at = built.page("page").partition(f'id="{target}"')[2][:400]
        assert "lf-stage" in built.page("page").partition(f'id="{target}"')[0][-60:] or (
            "Find out" in at
        ), target


HOSTILE = "*Acme_* <b>`x`</b> |y| {ref}`z` \\\"q\\\" 'r' & ]] <script>alert(1)</script>"
NASTY = f"""\
name: "{HOSTILE}"
owner: amara
organisation: "<i>{{leadflow:lead}}`x`</i> **bold** https://example.org/?a=1&b=2"
action: "Ask <u>them</u> `now` [x](javascript:alert(1))"
aliases: ["<s>old</s>", "a_b*c*"]
waiting: {{until: 2026-12-01, for: "<b>the</b> `grant` ![x](y.png)"}}
history:
  - date: 2026-11-02
    to: triage
    note: "<img src=x onerror=alert(1)> ```{{include}} /etc/passwd"
checklists:
  fit:
    money: {{done: true, answer: "<script>alert(2)</script> ![](/etc/passwd)"}}
"""


@pytest.mark.parametrize("theme", ["alabaster", "pydata_sphinx_theme"])
def test_what_leads_say_is_only_text(tmp_path: Path, theme: str) -> None:
    page = (
        "# T\n\n"
        + role("lead", "md", "nasty")
        + "\n\n"
        + "".join(
            directive(name, "md", argument, **options)
            for name, argument, options in (
                ("leads", "", {}),
                ("leads", "", {"group_by": "organisation"}),
                ("board", "", {}),
                ("lead", "nasty", {"title": ""}),
                ("process", "", {}),
            )
        )
    )
    project = Project(tmp_path).fill(leads={"nasty": NASTY}, pages={"index.md": page})
    built = project.build(html_theme=theme)
    assert not [line for line in built.lines() if "no page shows" not in line]
    for name in ("index", "leads/nasty", "genindex"):
        text = built.page(name)
        for tag in ("<b>", "<i>", "<u>", "<s>", "<script>alert", "<img src=x", 'href="javascript'):
            assert tag not in text, (name, tag)
        html5lib.HTMLParser(strict=False).parse(text)
    assert "root:" not in built.page("leads/nasty")
    assert not (built.out / "_images").exists() and not (built.out / "_downloads").exists()
    assert "&lt;b&gt;" not in re.findall(r"<title>(.*?)</title>", built.page("leads/nasty"))[0]


def test_several_processes_do_not_mix(tmp_path: Path) -> None:
    """Two builds in one process, as sphinx-autobuild makes them: nothing is kept in between."""
    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir()
    second.mkdir()
    one = Project(first).fill().build()
    other = Project(second).fill(
        process="title: Another\n",
        leads={},
        pages={"index.md": "# H\n\n" + directive("process", "md")},
    )
    built = other.build()
    assert "Triage" in one.page("process") and "Triage" not in built.page("index")
