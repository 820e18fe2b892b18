"""Attacks in every kind of value: nothing but text and our own elements comes out anywhere.

The short profile puts a part of the attacks into every slot and builds each theme once; with
`LEADFLOW_LONG=1` every attack goes into every theme, and sphinx-book-theme, which wants another
pydata-sphinx-theme than the site's, is installed aside and judged too.
"""

from __future__ import annotations

import contextlib
import functools
import io
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docutils import nodes
from sphinx.writers.html5 import HTML5Translator

from sphinx_leadflow import cli
from sphinx_leadflow.checks.formats import github
from sphinx_leadflow.checks.formats import text as text_format
from sphinx_leadflow.cli import snapshot
from sphinx_leadflow.core import kinds
from sphinx_leadflow.core.gates import markdown as gate
from sphinx_leadflow.core.project import load
from sphinx_leadflow.core.views import lead as lead_view
from sphinx_leadflow.core.views import letters as letters_of_leads
from sphinx_leadflow.core.views import parts, questions, table
from sphinx_leadflow.ext import lead_text, log, markup, search
from sphinx_leadflow.ext.components import letters
from sphinx_leadflow.ext.prose import links, place, refused
from sphinx_leadflow.history import summary
from tests.ext.project import Project
from tests.history.repo import Repo
from tests.proof import judge, payloads
from tests.proof.judge import Site, complaints

LONG = bool(os.environ.get("LEADFLOW_LONG"))
THEMES = ("alabaster", "pydata_sphinx_theme", "furo", "sphinx_rtd_theme", "classic")
LEADS = tuple(f"l{number}" for number in range(20 if LONG else 8))

CONF = f"""\
project = "Handbook"
extensions = ["myst_parser", "sphinx_leadflow"]
leadflow_data = "../data"
leadflow_today = "2026-11-23"
leadflow_audience = "team"
leadflow_repository = "https://github.com/team/handbook"
html_domain_indices = True
html_context = {{"default_mode": "auto"}}
secret = "{payloads.SECRET}"
"""


def project(
    root: Path, attacks: Sequence[str], *, valid: bool, several: bool = False, few: bool = False
) -> Project:
    """A project with the attacks in it, and a secret outside of it."""
    filler = payloads.Filler(attacks, valid=valid)
    process = payloads.pipelines(filler) if several else payloads.process(filler)
    names = LEADS[:3] if few else LEADS
    leads = {name: payloads.lead(filler, number) for number, name in enumerate(names)}
    made = Project(root).fill(
        conf=CONF,
        process=payloads.yaml(process),
        leads={name: payloads.yaml(lead) for name, lead in leads.items()},
        pages=payloads.pages(LEADS),
    )
    made.write("outside/secret.txt", payloads.SECRET)
    return made


def built(made: Project, theme: str, **settings: object) -> Site:
    site = made.build(nitpicky=False, html_theme=theme, html_copy_source=False, **settings)
    return Site(site.out, site.log + site.warnings)


def built_aside(made: Project, theme: str, packages: Path) -> Site:
    """A build with a theme that lies in a folder of its own, and in a process of its own."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "sphinx", "-D", f"html_theme={theme}"),
            *("-D", "html_copy_source=0", "-d", made.root / "doctrees"),
            *(made.docs, made.root / "html"),
        ],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(packages), os.getcwd()])},
        capture_output=True,
        text=True,
        check=True,
    )
    # The status lines name what Sphinx does; warnings hold words of the data.
    return Site(made.root / "html", done.stderr.replace(f"{made.root}{os.sep}", ""))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Site]:
    """What a theme makes of harmless words."""

    @functools.cache
    def of(theme: str, **options: bool) -> Site:
        root = tmp_path_factory.mktemp("plain")
        return built(project(root, payloads.HARMLESS, valid=True, **options), theme)

    return of


def spread(part: int, parts: int) -> tuple[str, ...]:
    """Our own attacks, and a part of what others collected, in turns."""
    others = payloads.all_attacks()[len(payloads.OURS) :][part::parts]
    return tuple(one for pair in zip(payloads.OURS * 40, others, strict=False) for one in pair)


@pytest.mark.slow
@pytest.mark.parametrize("theme", THEMES)
def test_attacks_are_text_in_every_theme(
    theme: str, tmp_path: Path, plain: Callable[..., Site]
) -> None:
    number, parts = THEMES.index(theme), len(THEMES)
    rounds = [(part, 12) for part in range(12)] if LONG else [(number, parts)]
    for part, of in rounds:
        several = bool(part % 2)
        made = project(tmp_path / str(part), spread(part, of), valid=True, several=several)
        site = replace(built(made, theme), plain=plain(theme, several=several))
        assert complaints(site) == []


if LONG:

    @pytest.mark.slow
    def test_attacks_are_text_in_sphinx_book_theme(tmp_path: Path) -> None:
        packages = tmp_path / "packages"
        subprocess.run(
            [
                *(sys.executable, "-m", "pip", "install", "-q", "--target", packages),
                "sphinx-book-theme>=1.1",
            ],
            check=True,
        )
        theme, site = "sphinx_book_theme", None
        for name, attacks in (
            ("plain", payloads.HARMLESS),
            *((str(part), spread(part, 12)) for part in range(12)),
        ):
            made = project(tmp_path / name, attacks, valid=True)
            expected, site = site, built_aside(made, theme, packages)
            if expected is not None:
                site.plain = expected.plain or expected
                assert complaints(site) == []


def test_values_that_are_no_text_are_attacked_too(
    tmp_path: Path, plain: Callable[..., Site]
) -> None:
    made = project(tmp_path, payloads.OURS, valid=False, few=True)
    site = replace(built(made, "alabaster"), plain=plain("alabaster", few=True))
    found = [one for one in complaints(site) if not one.startswith(("the file", "inventory"))]
    assert found == []


def test_every_declared_key_is_attacked() -> None:
    filler = payloads.Filler(payloads.OURS, valid=True)
    payloads.pipelines(filler)
    payloads.lead(filler, 0)
    assert payloads.uncovered(filler) == set()


# ── The command line ───────────────────────────────────────────────────────


def run(*words: str) -> str:
    """What a command prints."""
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown), contextlib.redirect_stderr(shown):
        cli.main(list(words))
    return shown.getvalue()


def said(root: Path, attacks: Sequence[str], monkeypatch: pytest.MonkeyPatch) -> Site:
    """What the commands say of a repository whose newest commit brings the attacks."""
    filler, repo = payloads.Filler(payloads.HARMLESS, valid=True), Repo(root / "repo")
    summary = root / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795392000")
    for step in (0, 1):
        repo.write("process.yaml", payloads.yaml(payloads.process(filler)))
        leads = {name: payloads.lead(filler, at + step) for at, name in enumerate(LEADS)}
        repo.commit({name: payloads.yaml(lead) for name, lead in leads.items()})
        filler = payloads.Filler(attacks, valid=True)
    # Half of the leads are broken in the newest state, and moves are called out.
    broken = payloads.Filler(attacks, valid=False)
    for at, name in enumerate(LEADS[::2]):
        repo.write(f"leads/{name}.yaml", payloads.yaml(payloads.lead(broken, at)))
    repo.write("leads/a\n::error::b.yaml", "name: x\n")
    repo.commit()
    monkeypatch.chdir(repo.root)
    # An export refuses a process with errors; here it must hold whatever could be read.
    monkeypatch.setattr(snapshot, "loaded", lambda _arguments: load(repo.data))
    for form in ("markdown", "papers"):
        run("export", form, "-o", str(root / "exports" / form))
    more = {
        "text": run("check", str(repo.data)),
        "commands": "\n".join(run("check", "--format", "github", str(repo.data)).split("\n")[:-2]),
        "summary": run(
            "summary", "HEAD~1", "--site", "https://site.example/", "--audience", "team"
        ),
        "notify": run("notify", "HEAD~2", "HEAD~1", "--dry-run", "--audience", "team"),
    }
    return Site(root / "nothing", more={**more, "markdown": summary.read_text("utf-8")})


def test_commands_say_attacks_as_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = said(tmp_path, payloads.OURS, monkeypatch)
    surfaces = (judge.terminal, judge.commands, judge.markdown, judge.exports)
    exported = [path.suffix for path in (tmp_path / "exports").rglob("*.*")]
    assert exported.count(".md") > 10 and exported.count(".eml") > 10
    assert all(len(text) > 100 for text in site.more.values())
    assert [fault for surface in surfaces for fault in surface(site)] == []


# ── Gates that are broken on purpose ───────────────────────────────────────


def raw_text(value: str) -> nodes.Node:
    return nodes.raw("", value, format="html")


def unescaped(_writer: object, value: str) -> str:
    return str(value)


def same(value: str) -> str:
    return value


def raw_html(renderer: Any, token: Any) -> None:
    renderer.current_node += nodes.raw("", token.content, format="html")


def image(renderer: Any, token: Any) -> None:
    renderer.current_node += nodes.image(uri=str(token.attrGet("src")), alt="")


def any_link(address: str, *_more: str) -> str:
    return f"mailto:{address}"


Fault = tuple[Any, str, Any]


def mail_links() -> tuple[Any, ...]:
    return letters_of_leads, letters, table


MUTANTS: dict[str, tuple[list[Fault], str]] = {
    "texts are written raw": ([(markup, "text", raw_text)], "the element"),
    "the writer does not escape": ([(HTML5Translator, "encode", unescaped)], "the element"),
    "attributes are not escaped": ([(HTML5Translator, "attval", unescaped)], "="),
    "titles are not gated": (
        [(module, "safe_title", same) for module in (parts, questions, lead_view, markup, search)],
        "markup in the search",
    ),
    "any address is a link in a lead's text": (
        [(lead_text, "safe_link", same)],
        "the address '",
    ),
    "any address is a link in a process text": (
        [(links, "safe_link", same)],
        "the address 'javascript:",
    ),
    "any address is a url": ([(kinds, "safe_link", same)], "the address 'javascript:"),
    "addresses bring headers": (
        [(letters, "mail_link", any_link) for letters in mail_links()],
        "a copy to a stranger",
    ),
    "html passes in process texts": (
        [(refused.Refused, "render_html_block", raw_html)],
        "the element",
    ),
    "images pass in process texts": ([(refused.Refused, "render_image", image)], "img"),
    "the log is not escaped": (
        [(log, "printable", same), (place, "printable", same)],
        "a command to the CI service",
    ),
}
"""Gates, what is put in their place, and how a complaint about it goes."""


@pytest.mark.parametrize("name", MUTANTS)
def test_the_judge_notices_a_gate_that_is_broken(
    name: str, tmp_path: Path, plain: Callable[..., Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    faults, words = MUTANTS[name]
    expected = plain("alabaster", few=True)
    for where, name_of_gate, broken in faults:
        assert hasattr(where, name_of_gate)
        monkeypatch.setattr(where, name_of_gate, broken)
    # Three leads hold few of the attacks: where links in their texts are at stake, each is one.
    attacks = payloads.ADDRESSES if faults[0][0] is lead_text else payloads.OURS
    made = project(tmp_path, attacks, valid=True, few=True)
    found = complaints(replace(built(made, "alabaster"), plain=expected))
    assert any(words in one for one in found), found[:10]


def test_the_judge_notices_markdown_that_is_not_gated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "inline", same)
    monkeypatch.setattr(summary, "inline", same)
    site = said(tmp_path, payloads.OURS, monkeypatch)
    found = list(judge.markdown(site))
    assert any(one.startswith("markdown: ") for one in found)
    assert any(one.startswith("summary: ") for one in found)


def test_the_judge_notices_a_terminal_that_is_not_guarded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_format, "printable", same)
    monkeypatch.setattr(github, "printable", same)
    site = said(tmp_path, payloads.OURS, monkeypatch)
    assert list(judge.terminal(site))
    assert list(judge.commands(site))
