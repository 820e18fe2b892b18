"""Folders as they are found: missing, empty, in the way; and every kind of host project."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ext.project import CONF, LEADS, PAGES, PROCESS, Project, differences

ALL = "# H\n\n" + "".join(
    f"```{{leadflow:{name}}}\n```\n\n"
    for name in ("process", "pipeline", "assets", "notices", "leads", "board", "roles", "fields")
)


def test_without_a_data_folder(tmp_path: Path) -> None:
    project = Project(tmp_path).fill(process=None, leads={}, pages={"index.md": ALL})
    project.leads.rmdir()
    project.data.rmdir()
    built = project.build()
    assert built.lines() == [
        "docs/conf.py:5: WARNING: leadflow_data: there is no folder '../data' "
        "(make it, with a file process.yaml in it) [leadflow.no-data-folder]"
    ]
    assert "There are no leads yet." in built.page("index")


def test_a_data_folder_of_another_name_is_suggested(tmp_path: Path) -> None:
    project = Project(tmp_path).fill(CONF.replace("../data", "../dta"), pages={"index.md": ALL})
    (line,) = project.build().lines()
    assert line.startswith("docs/conf.py:5: WARNING: leadflow_data: there is no folder '../dta'")
    assert "(did you mean data?)" in line


def test_an_empty_data_folder(tmp_path: Path) -> None:
    built = Project(tmp_path).fill(process=None, leads={}, pages={"index.md": ALL}).build()
    assert len(built.lines()) == 1 and "process.yaml" in built.lines()[0], built.lines()


def test_leads_without_a_process(tmp_path: Path) -> None:
    built = Project(tmp_path).fill(process=None, pages={"index.md": ALL}).build()
    assert any("process.yaml" in line for line in built.lines())
    assert "Birch Observatory" in built.page("index")
    assert "Birch Observatory" in built.page("leads/birch")


def test_a_process_that_is_only_a_title(tmp_path: Path) -> None:
    built = (
        Project(tmp_path).fill(process="title: Hello\n", leads={}, pages={"index.md": ALL}).build()
    )
    assert built.lines() == []
    for words in (
        "There are no leads yet.",
        "There are no stages yet.",
        "The process names no roles.",
        "The process declares no fields.",
    ):
        assert words in built.page("index")
    assert not (tmp_path / "docs" / "leads").exists()


@pytest.mark.parametrize("suffix", ["md", "rst"])
def test_a_page_of_somebodys_own_is_left_alone(tmp_path: Path, suffix: str) -> None:
    """Whatever its kind: two sources of one page would be a riddle."""
    project = Project(tmp_path).fill()
    mine = "---\norphan: true\n---\n# Mine\n" if suffix == "md" else ":orphan:\n\nMine\n====\n"
    project.write(f"docs/leads/acme.{suffix}", mine)
    built = project.build()
    assert (project.docs / f"leads/acme.{suffix}").read_text() == mine
    assert sorted(path.name for path in (project.docs / "leads").iterdir()) == sorted(
        [f"acme.{suffix}", "birch.rst", "cedar.rst"]
    )
    assert "<h1>Mine" in built.page("leads/acme")
    (line,) = [line for line in built.lines() if "page-taken" in line]
    assert line.startswith(f"docs/leads/acme.{suffix}:1: WARNING: acme.{suffix} is a page of")


def test_other_files_in_the_folder_stay(tmp_path: Path) -> None:
    project = Project(tmp_path).fill()
    project.write("docs/leads/README.txt", "hello")
    project.write("docs/leads/index.md", "# Our leads\n")
    project.build()
    (project.leads / "acme.yaml").unlink()
    project.build()
    assert sorted(path.name for path in (project.docs / "leads").iterdir()) == [
        "README.txt",
        "birch.rst",
        "cedar.rst",
        "index.md",
    ]


def test_a_deeper_folder_and_a_parent_inside_it(tmp_path: Path) -> None:
    pages = {
        "index.md": "# H\n\n```{toctree}\nhandbook/people/index\n```\n",
        "handbook/people/index.md": "# People\n\n```{leadflow:leads}\n```\n",
    }
    project = Project(tmp_path).fill(
        pages=pages,
        conf=CONF.replace("alabaster", "classic") + 'leadflow_pages = "handbook/people"\n',
    )
    built = project.build()
    assert [line for line in built.lines() if "no page shows the role" not in line] == []
    assert 'href="acme.html#lead-acme"' in built.page("handbook/people/index")
    assert 'href="index.html" accesskey="U">People</a>' in built.page("handbook/people/birch")


@pytest.mark.parametrize("folder", ["../outside", "/etc", "", "a/../../b", "_hidden", "a//b", "."])
def test_a_folder_outside_the_docs_is_refused(tmp_path: Path, folder: str) -> None:
    project = Project(tmp_path).fill(pages={"index.md": "# H\n"})
    built = project.build(leadflow_pages=folder)
    refused = [line for line in built.lines() if "leadflow_pages must be" in line]
    assert refused == [] if folder == "/etc" else len(refused) == 1
    inside = {path.relative_to(tmp_path).parts[0] for path in tmp_path.rglob("acme.rst")}
    assert inside == {"docs"}


def test_a_link_in_the_place_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    project = Project(tmp_path).fill(pages={"index.md": "# H\n"})
    (tmp_path / "elsewhere").mkdir()
    (project.docs / "leads").symlink_to(tmp_path / "elsewhere")
    built = project.build()
    assert list((tmp_path / "elsewhere").iterdir()) == []
    (line,) = built.lines()
    assert line.startswith(
        "docs/leads:1: WARNING: the lead pages are not written: 'leads' is a link to another folder"
    )


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    project = Project(tmp_path).fill(pages={"index.md": "# H\n"})
    project.write("docs/leads", "in the way")
    (line,) = project.build().lines()
    assert "the lead pages cannot be written into 'leads'" in line


RST_PAGES = {
    "index.rst": "H\n=\n\n.. toctree::\n\n   process\n   leads\n",
    "process.rst": "P\n=\n\n.. leadflow:process::\n\n.. leadflow:pipeline::\n\n"
    ".. leadflow:roles::\n",
    "leads.rst": "L\n=\n\n.. leadflow:leads::\n",
}


def test_a_project_of_restructuredtext_only(tmp_path: Path) -> None:
    """As in the README: three lines of conf.py, and no MyST."""
    conf = (
        'extensions = ["sphinx_leadflow"]\nleadflow_data = "../data"\n'
        'leadflow_today = "2026-11-23"\nleadflow_audience = "team"\n'
    )
    project = Project(tmp_path).fill(conf=conf, pages=RST_PAGES)
    built = project.build()
    assert built.lines() == []
    assert "<strong>1</strong>" not in built.page("index")
    assert "<p>Be kind.</p>" in built.page("process")
    assert "Acme University" in built.page("leads/acme")


@pytest.mark.parametrize("suffix", ['{".md": "markdown"}', '{".myst": "markdown"}'])
def test_a_project_of_markdown_only(tmp_path: Path, suffix: str) -> None:
    ending = suffix.split('"')[1]
    pages = {name.replace(".md", ending): text for name, text in PAGES.items()}
    project = Project(tmp_path).fill(conf=CONF + f"source_suffix = {suffix}\n", pages=pages)
    built = project.build()
    assert built.lines() == []
    assert (project.docs / "leads" / f"acme{ending}").exists()
    assert "Acme University</a>" in built.page("leads")
    (project.leads / "acme.yaml").unlink()
    project.build()
    assert not (project.docs / "leads" / f"acme{ending}").exists()


def test_generated_pages_are_not_written_again(tmp_path: Path) -> None:
    project = Project(tmp_path).fill()
    project.build()
    page = project.docs / "leads" / "acme.rst"
    before = page.stat()
    project.lead("acme", LEADS["acme"].replace("Acme", "Acmé"))
    project.build()
    after = page.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert not [path for path in page.parent.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("leadflow_today", "23.11.2026", "leadflow_today must be a date such as 2026-11-23"),
        ("leadflow_audience", "everybody", 'leadflow_audience must be "public" or "team"'),
    ],
)
def test_a_setting_that_cannot_be_used(
    tmp_path: Path, setting: str, value: str, words: str
) -> None:
    built = Project(tmp_path).fill(pages={"index.md": "# H\n"}).build(**{setting: value})
    line = 1 + CONF.splitlines().index(
        next(one for one in CONF.splitlines() if one.startswith(setting))
    )
    assert [
        one for one in built.lines() if one.startswith(f"docs/conf.py:{line}: ") and words in one
    ]


def test_the_day_comes_from_the_epoch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795392000")  # 2026-11-23
    project = Project(tmp_path).fill()
    built = project.build(leadflow_today=None)
    assert "20 Nov 2026" in built.page("leads/birch") and "3 days" in built.page("leads/birch")


def test_words_in_the_process_are_text_where_text_belongs(tmp_path: Path) -> None:
    """Titles with marks and tags, in every directive."""
    process = PROCESS.replace("title: Triage", "title: '*Triage* <b>now</b> & {ref}`x`'").replace(
        "title: Find out", "title: 'Find <i>out</i> “all”'"
    )
    project = Project(tmp_path).fill(process=process)
    built = project.build()
    assert built.lines() == []
    for name in ("process", "other", "leads", "leads/acme", "genindex"):
        assert "<b>now" not in built.page(name) and "<i>out" not in built.page(name)
    assert "*Triage* &lt;b&gt;now&lt;/b&gt; &amp; {ref}`x`" in built.page("process")


def test_a_site_may_have_no_lead_pages(tmp_path: Path) -> None:
    """Names of leads are text then; pages of an earlier build go."""
    project = Project(tmp_path).fill()
    project.build()
    assert (project.docs / "leads" / "acme.rst").exists()
    built = project.build(leadflow_pages=None)
    assert not (project.docs / "leads").exists()
    assert not (built.out / "leads" / "acme.html").exists()
    assert "<th>Acme University" in built.page("leads")
    assert list(differences(built.out, project.clean(leadflow_pages=None).out)) == []
