"""The same pages with every builder, without a warning."""

from __future__ import annotations

from pathlib import Path

import pytest

from sphinx_leadflow.ext import DIRECTIVES
from tests.ext.project import CONF, PAGES, Project
from tests.ext.test_directives import ARGUMENTS, HOSTS, OPTIONS, directive

BUILDERS = (
    "html",
    "dirhtml",
    "singlehtml",
    "latex",
    "text",
    "man",
    "epub",
    "gettext",
    "xml",
    "pseudoxml",
    "texinfo",
    "linkcheck",
    "json",
    "htmlhelp",
    "dummy",
)

BOOKS = """
man_pages = [("index", "handbook", "Handbook", ["us"], 1)]
linkcheck_ignore = ["https?://.*"]
epub_show_urls = "no"
version = "1"
copyright = "us"
"""


def every_directive(host: str) -> str:
    """A section for each directive, as it is and with all options together."""
    title = "## {}\n\n" if host == "md" else "{}\n------------------\n\n"
    text = ""
    for name in DIRECTIVES:
        argument = ARGUMENTS.get(name, "")
        options = {option: value for (of, option), value in OPTIONS.items() if of == name}
        options.pop("page", None)
        text += title.format(name) + directive(name, host, argument)
        text += directive(name, host, argument, **options)
    return text


@pytest.mark.parametrize("builder", BUILDERS)
def test_no_builder_has_anything_to_say(tmp_path: Path, builder: str) -> None:
    pages = {**PAGES, "index.md": PAGES["index.md"].replace("plain\n", "plain\nmd\nrst\n")}
    pages |= {
        f"{host}.{host}": f"All in {host}\n==========\n\n{every_directive(host)}" for host in HOSTS
    }
    project = Project(tmp_path).fill(conf=CONF + BOOKS, pages=pages)
    built = project.build(builder)
    assert built.lines() == []
    assert built.status == 0
    assert set(built.read) >= {"index", "md", "rst", "leads/acme"}


def test_translators_find_texts_at_their_lines(tmp_path: Path) -> None:
    built = Project(tmp_path).fill().build("gettext")
    catalogue = built.page("process.pot")
    line = next(
        number
        for number, text in enumerate((tmp_path / "data/process.yaml").read_text().splitlines(), 1)
        if "Be kind." in text
    )
    assert f'#: ../data/process.yaml:{line}\nmsgid "Be kind."' in catalogue


def test_plain_text_says_what_html_says(tmp_path: Path) -> None:
    text = Project(tmp_path).fill().build("text").page("leads/acme.txt")
    for words in (
        "Acme University",
        "Next action",
        "Send a quote",
        "Does it fit?",
        "they liked it",
        "the award is confirmed",
        "History",
        "Price",
    ):
        assert words in text


def test_tables_in_plain_text_can_be_read(tmp_path: Path) -> None:
    project = Project(tmp_path).fill()
    project.edit("data/leads/birch.yaml", "Birch Observatory", "東京大学天文台—観測所")
    text = project.build("text").page("leads.txt")
    assert "| *Acme University*" in text and "| *Send a quote*" in text
    assert "東京大学天文台" in text
