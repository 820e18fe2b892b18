"""The Markdown handbook as those see it who render it: every link leads somewhere."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from sphinx_leadflow.core.model import Audience
from sphinx_leadflow.core.project import load
from sphinx_leadflow.papers.book import PAGES, Book, as_written
from sphinx_leadflow.papers.flavour import FLAVOURS
from sphinx_leadflow.papers.pages import markdown_pages

REPOSITORY = Path(__file__).parents[2]
FOLDERS = {
    "live": REPOSITORY / "leads_data",
    "grants": REPOSITORY / "docs" / "examples" / "grants" / "leads_data",
    "hiring": REPOSITORY / "docs" / "examples" / "hiring" / "leads_data",
    "title-only": REPOSITORY / "docs" / "examples" / "title-only" / "leads_data",
}
FORMULA = "=1+1 <img src=x onerror=alert(1)> [x](javascript:a) {eval-rst}`x` ![a](b) | # $x$ `"


def pages(
    root: Path, flavour: str = "github", audience: Audience = Audience.TEAM, chosen: object = PAGES
) -> dict[str, str]:
    project = load(root, audience).project
    return markdown_pages(Book(as_written(project), FLAVOURS[flavour], tuple(chosen)))  # type: ignore[call-overload]  # a tuple of names


def html(text: str, flavour: str = "github") -> str:
    parser = MarkdownIt("commonmark", {"html": True})
    if flavour != "commonmark":
        parser.enable("table")
    return str(parser.render(text))


def anchors(text: str) -> set[str]:
    return {*re.findall(r'<a id="([^"]+)">', text), *re.findall(r"^\(([\w-]+)\)=$", text, re.M)}


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("flavour", FLAVOURS)
def test_every_link_inside_the_handbook_leads_to_a_page_and_a_heading(
    folder: str, flavour: str
) -> None:
    found = pages(FOLDERS[folder], flavour)
    everywhere = {name: anchors(text) for name, text in found.items()}
    targets = set().union(*everywhere.values())
    for name, text in found.items():
        for url in re.findall(r'href="([^"]*)"', html(text, flavour)):
            if url.startswith(("https:", "http:", "mailto:")):
                continue
            path, _hash, anchor = url.partition("#")
            page = posixpath.normpath(posixpath.join(posixpath.dirname(name), path or ""))
            if flavour == "myst" and anchor:
                assert anchor in targets, f"{name}: {url}"
            elif path:
                assert page in found, f"{name}: {url}"
                assert not anchor or anchor in everywhere[page], f"{name}: {url}"
            else:
                assert anchor in everywhere[name], f"{name}: {url}"


def test_the_process_page_says_what_the_handbook_says_in_its_order() -> None:
    project = load(FOLDERS["live"]).project
    text = pages(FOLDERS["live"])["process.md"]
    headings = re.findall(r"^#+ <a id=\"(?:stage|step)-[^\"]+\"></a>(.+)$", text, re.M)
    pipeline = project.process.pipelines[""]
    expected = [
        title
        for stage in pipeline.stages
        for title in (stage.title, *(step.title for step in stage.steps))
    ]
    assert headings == expected
    assert text.count("> [!WARNING]") == 2  # the notice, and the one inside a step
    assert text.count("> [!NOTE]") == 2


def test_every_table_has_as_many_cells_in_each_row() -> None:
    for name, text in pages(FOLDERS["live"]).items():
        for table in re.findall(r"(?:^\|.*\n)+", text, re.M):
            counts = {line.count(" | ") for line in table.splitlines()}
            assert len(counts) == 1, name


def test_nothing_changes_because_a_day_has_passed() -> None:
    project = load(FOLDERS["live"]).project
    written = as_written(project)
    later = as_written(project)
    later.today = dt.date(2031, 5, 5)
    book = Book(written, FLAVOURS["github"])
    assert markdown_pages(book) == markdown_pages(Book(later, FLAVOURS["github"]))


def test_a_public_handbook_knows_nothing_of_the_team() -> None:
    public = "\n".join(pages(FOLDERS["live"], audience=Audience.PUBLIC).values())
    team = "\n".join(pages(FOLDERS["live"]).values())
    for secret in ("ingrid@example.org", "drive.example.org", "24\u202f000"):
        assert secret in team
        assert secret not in public


def test_pages_that_are_not_chosen_are_not_linked_to() -> None:
    found = pages(FOLDERS["live"], chosen=["process"])
    assert list(found) == ["process.md"]
    assert ".md" not in found["process.md"]


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_what_is_said_of_a_lead_is_text_and_nothing_else(tmp_path: Path, flavour: str) -> None:
    root = tmp_path / "leads_data"
    (root / "leads").mkdir(parents=True)
    (root / "process.yaml").write_text(
        "title: T\npeople: {ada: Ada}\nnotes: public\nfields: {what: text, more: markdown}\n"
        "stages: {a: {steps: {b: B, c: C}}}\noutcomes: {lost: {kind: lost}}\n"
    )
    quoted = FORMULA.replace("'", "''")
    (root / "leads" / "acme.yaml").write_text(
        f"name: '{quoted}'\nowner: ada\nwhat: '{quoted}'\nmore: '{quoted}'\n"
        f"action: '{quoted}'\nhistory:\n- {{date: 2026-01-02, to: b, note: '{quoted}'}}\n"
    )
    for name, text in pages(root, flavour).items():
        shown = html(text, flavour)
        assert "<img" not in shown, name
        assert "javascript:" not in re.findall(r'href="([^"]*)"', shown), name
        assert not re.search(r"(?<!`)\{[a-z-]+\}`", text.replace("&#123;", "")), name
        if name.startswith("leads"):
            assert "eval-rst" in shown, name


def test_a_lead_whose_file_is_broken_says_so(tmp_path: Path) -> None:
    root = tmp_path / "leads_data"
    (root / "leads").mkdir(parents=True)
    (root / "process.yaml").write_text("title: T\nstages: {a: A}\n")
    (root / "leads" / "acme.yaml").write_text("name: [\n")
    assert "has an error" in pages(root)["leads/acme.md"]
