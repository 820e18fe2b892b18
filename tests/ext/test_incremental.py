"""An incremental build gives what a clean one gives, and reads only what it must."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import sphinx_leadflow
from tests.ext.project import CONF, LEADS, PAGES, Project, differences, output

DAWN = """\
name: Dawn Institute
owner: amara
history:
  - {date: 2026-11-21, to: call, by: amara}
"""


@dataclass
class Edit:
    """A change, the pages that it makes Sphinx read, and the settings from then on."""

    change: Callable[[Project], object]
    reads: set[str]
    jobs: int = 1
    settings: dict[str, object] = field(default_factory=dict)


EDITS: list[Edit] = []

Change = Callable[[Project], object]


def edit(reads: str = "", jobs: int = 1, **settings: object) -> Callable[[Change], Change]:
    """Add an edit to the list; each is made on top of the ones before."""

    def add(change: Change) -> Change:
        EDITS.append(Edit(change, set(reads.split()), jobs, settings))
        return change

    return add


@edit("process leads/birch")
def one_word_of_a_step(project: Project) -> None:
    project.edit("data/process.yaml", "Decide in a day", "Decide in a week")


@edit("process leads leads/birch")
def a_history_line(project: Project) -> None:
    project.lead("birch", LEADS["birch"] + "  - {date: 2026-11-22, to: call, by: jules}\n")


@edit("leads/birch")
def a_note_that_no_table_shows(project: Project) -> None:
    project.lead("birch", LEADS["birch"] + "  - {date: 2026-11-22, to: call, note: hello}\n")


@edit()
def a_comment_and_a_touch(project: Project) -> None:
    project.write("data/leads/acme.yaml", "# a comment\n" + LEADS["acme"])
    project.edit("data/process.yaml", "notes: team", "# a comment\nnotes: team")
    for path in (*project.leads.iterdir(), project.data / "process.yaml"):
        os.utime(path)


@edit("process leads leads/dawn")
def a_new_lead(project: Project) -> None:
    project.lead("dawn", DAWN)


@edit("process leads leads/dawn")
def a_new_name(project: Project) -> None:
    project.lead("dawn", DAWN.replace("Dawn", "Zenith"))


@edit("process leads leads/birch other")
def a_new_name_that_a_role_shows(project: Project) -> None:
    project.edit("data/leads/birch.yaml", "Birch Observatory", "Willow Observatory")


@edit("leads leads/dawn")
def another_next_action_with_an_old_time(project: Project) -> None:
    project.lead("dawn", DAWN.replace("Dawn", "Zenith") + "action: Send flowers\n")
    os.utime(project.leads / "dawn.yaml", (1, 1))


@edit("process leads")
def a_lead_is_removed(project: Project) -> None:
    (project.leads / "dawn.yaml").unlink()


@edit("process leads leads/aspen other")
def a_file_is_renamed(project: Project) -> None:
    project.edit("docs/other.md", "{leadflow:lead}`birch`", "the leads")
    (project.leads / "birch.yaml").rename(project.leads / "aspen.yaml")


@edit("process other leads/acme leads/aspen leads/cedar")
def a_title_of_a_step_that_is_not_in_the_table(project: Project) -> None:
    project.edit("data/process.yaml", "title: Run the hub", "title: Run their hub")


@edit("process")
def the_title_of_the_process(project: Project) -> None:
    project.edit("data/process.yaml", "title: Hub process", "title: The way to a hub")


@edit("leads/acme leads/aspen", leadflow_today="2026-11-24")
def a_new_day(project: Project) -> None:
    """The table here has no column that counts days."""


@edit("process leads/acme leads/aspen", leadflow_today="2026-12-24")
def a_new_month(project: Project) -> None:
    """The review of the notice is late now, and its page says so."""


@edit("other", leadflow_today="2026-12-24")
def a_field_that_only_the_list_of_fields_shows(project: Project) -> None:
    project.edit("data/process.yaml", "fields:\n", "fields:\n  extra: {title: Extra, type: text}\n")


@edit("process leads/acme leads/aspen", leadflow_audience="public")
def for_the_public(project: Project) -> None:
    """Nothing about Cedar is for the team only."""


@edit("process leads/acme leads/aspen")
def for_the_team_again(project: Project) -> None:
    pass


@edit("process leads leads/acme")
def a_broken_file(project: Project) -> None:
    project.edit("data/leads/acme.yaml", "name: Acme", "name: [Acme")


@edit("process leads leads/acme")
def the_file_mended(project: Project) -> None:
    project.edit("data/leads/acme.yaml", "name: [Acme", "name: Acme")


@edit("people/acme people/aspen people/cedar", leadflow_pages="people")
def another_folder(project: Project) -> None:
    pass


@edit("leads/acme leads/aspen leads/cedar")
def the_folder_as_before(project: Project) -> None:
    pass


@edit("process leads leads/acme leads/aspen", leadflow_audience="public")
def a_lead_is_hidden(project: Project) -> None:
    project.edit("data/leads/cedar.yaml", "owner: amara", "owner: amara\nvisibility: team")


@edit("process leads leads/cedar leads/acme leads/aspen")
def a_lead_is_shown(project: Project) -> None:
    project.lead("cedar", LEADS["cedar"])


@edit("index a-stage")
def a_stage_is_shown_on_another_page_that_comes_first(project: Project) -> None:
    project.write("docs/a-stage.md", "# A stage\n\n```{leadflow:stage} find\n```\n")
    project.edit("docs/index.md", "plain\n", "plain\na-stage\n")


@edit("index")
def that_page_goes(project: Project) -> None:
    (project.docs / "a-stage.md").unlink()
    project.edit("docs/index.md", "a-stage\n", "")


@edit("process leads", jobs=2)
def a_lead_goes_with_two_jobs(project: Project) -> None:
    (project.leads / "aspen.yaml").unlink()


@edit("process leads leads/birch other", jobs=2)
def a_lead_comes_with_two_jobs(project: Project) -> None:
    project.lead("birch", LEADS["birch"])
    project.edit("docs/other.md", "the leads", "{leadflow:lead}`birch`")


@edit("process other leads leads/acme leads/birch leads/cedar")
def the_process_is_broken(project: Project) -> None:
    project.edit("data/process.yaml", "stages:", "stages: [")


@edit("process other leads leads/acme leads/birch leads/cedar")
def the_process_is_mended(project: Project) -> None:
    project.edit("data/process.yaml", "stages: [", "stages:")


def changed_pages(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    """The pages that are new, or that two clean builds disagree about."""
    pages = {name for name in after if name.endswith(".html")} - {"genindex.html", "search.html"}
    return {name.removesuffix(".html") for name in pages if before.get(name) != after[name]}


def test_every_edit_gives_what_a_clean_build_gives_and_reads_only_what_it_must(
    tmp_path: Path,
) -> None:
    project = Project(tmp_path).fill()
    project.build()
    before = output(project.clean().out)
    for one in EDITS:
        name = one.change.__name__
        one.change(project)
        built = project.build(jobs=one.jobs, **one.settings)  # type: ignore[arg-type]
        clean = project.clean(**one.settings)
        after = output(clean.out)
        assert list(differences(built.out, clean.out)) == [], name
        changed = changed_pages(before, after)
        assert set(built.read) == one.reads, name
        assert changed <= set(built.wrote), name
        # Sphinx writes a page with a table of contents again when a page in it was read.
        assert set(built.wrote) - changed <= {"index"}, name
        before = after


def test_two_jobs_write_what_one_writes(tmp_path: Path) -> None:
    project = Project(tmp_path).fill()
    built, parallel = project.build(), project.build(out="two", doctrees="dt-two", jobs=2)
    assert list(differences(built.out, parallel.out)) == []
    assert built.lines() == parallel.lines() == []


@pytest.mark.parametrize("theme", ["furo", "pydata_sphinx_theme"])
def test_titles_in_the_navigation_follow(tmp_path: Path, theme: str) -> None:
    project = Project(tmp_path).fill(conf=CONF.replace("alabaster", theme))
    project.build()
    project.edit("data/process.yaml", "title: Hub process", "title: The way to a hub")
    project.edit("data/leads/birch.yaml", "Birch Observatory", "Willow Observatory")
    project.lead("dawn", DAWN)
    project.edit("data/process.yaml", "title: Find out", "title: Find it out")
    built = project.build()
    assert list(differences(built.out, project.clean().out)) == []


def test_links_follow_what_is_shown_elsewhere(tmp_path: Path) -> None:
    """Sphinx alone would leave the page with the link as it is."""
    project = Project(tmp_path).fill(
        pages={
            **PAGES,
            "process.md": "# Process\n",
            "plain.md": "# Plain\n",
            "index.md": "# H\n\nSee {leadflow:step}`triage`.\n\n"
            "```{toctree}\nprocess\nleads\nplain\nother\n```\n",
        }
    )
    project.write("docs/plain.md", "# Plain\n\n```{leadflow:process}\n```\n")
    assert 'href="plain.html#step-triage"' in project.build().page("index")
    project.write("docs/plain.md", "# Plain\n")
    project.write("docs/process.md", "# Process\n\n```{leadflow:process}\n```\n")
    built = project.build()
    assert sorted(built.read) == ["plain", "process"]
    assert 'href="process.html#step-triage"' in built.page("index")
    assert list(differences(built.out, project.clean().out)) == []


def test_what_one_builder_read_the_next_one_writes(tmp_path: Path) -> None:
    """`make html` and `make dirhtml` share their doctrees."""
    project = Project(tmp_path).fill()
    for builder in ("html", "dirhtml", "text"):
        project.build(builder, doctrees="dt")
    project.edit("data/process.yaml", "Decide in a day", "Decide in a week")
    for builder in ("html", "dirhtml", "text"):
        built = project.build(builder, doctrees="dt")
        assert list(differences(built.out, project.clean(builder).out)) == [], builder


@pytest.mark.parametrize("builder", ["dirhtml", "text", "xml", "pseudoxml", "gettext"])
def test_other_builders_follow_too(tmp_path: Path, builder: str) -> None:
    project = Project(tmp_path).fill()
    project.build(builder)
    project.edit("data/process.yaml", "purpose: ", "# a line more\npurpose: ")
    project.edit("data/process.yaml", "Decide in a day", "Decide in a week")
    (project.leads / "cedar.yaml").unlink()
    built = project.build(builder)
    found = [
        one
        for one in differences(built.out, project.clean(builder).out)
        if builder == "gettext" or not one.endswith(".pickle: different")
    ]
    if builder == "gettext":  # a catalogue of a day carries the time of its making

        def undated(folder: Path) -> dict[str, bytes]:
            return {
                name: re.sub(rb'"POT-Creation-Date.*', b"", text)
                for name, text in output(folder).items()
            }

        assert undated(built.out) == undated(tmp_path / "clean-gettext")
    else:
        assert found == []


def test_a_page_and_what_it_includes_are_seen_by_content(tmp_path: Path) -> None:
    """An archive or a checkout may bring a file that is new and looks old."""
    pages = {**PAGES, "plain.md": "# Plain\n\n```{include} some.txt\n```\n"}
    project = Project(tmp_path).fill(pages=pages)
    project.write("docs/some.txt", "before")
    project.build()
    for name, text in (("docs/some.txt", "after"), ("docs/leads.md", "# Leads\n")):
        project.write(name, text)
        os.utime(project.root / name, (1, 1))
    built = project.build()
    assert sorted(built.read) == ["leads", "plain"]
    assert list(differences(built.out, project.clean().out)) == []


def test_nothing_of_a_removed_lead_stays(tmp_path: Path) -> None:
    leads = {"walnut": LEADS["birch"].replace("Birch Observatory", "Xyzzyx Observatory")}
    pages = {"index.md": "# Handbook\n\n```{toctree}\nplain\n```\n", "plain.md": "# Plain\n"}
    project = Project(tmp_path).fill(leads=leads, pages=pages)
    built = project.build(doctrees="html/.doctrees")
    assert "xyzzyx" in built.page("searchindex.js").lower()
    assert (built.out / "_sources" / "leads" / "walnut.rst.txt").exists()
    (project.leads / "walnut.yaml").unlink()
    built = project.build(doctrees="html/.doctrees")
    assert built.wrote == ["index"]  # one page, so that Sphinx saves what it knows
    found = [
        path
        for path in built.out.rglob("*")
        if path.is_file()
        and (
            b"xyzzyx" in path.read_bytes().lower()
            or b"walnut" in path.read_bytes()
            or "walnut" in str(path)
        )
    ]
    assert found == []
    assert not (project.docs / "leads" / "walnut.rst").exists()


def test_a_killed_build_is_mended_by_the_next(tmp_path: Path) -> None:
    """Whatever was half written: the marker of the build that did not end is still there."""
    project = Project(tmp_path).fill()
    built = project.build()
    (built.doctrees / "leadflow-unfinished.json").write_text('{"pages": ["leads/gone"]}', "utf-8")
    (built.out / "leads" / "acme.html").write_text("half of a pa", "utf-8")
    (built.out / "leads" / "gone.html").write_text("of a lead that is gone", "utf-8")
    built = project.build()
    assert set(built.read) == set(built.wrote) > {"index", "plain", "leads/acme"}
    assert list(differences(built.out, project.clean().out)) == []
    assert not project.build().wrote


def test_a_build_that_failed_is_mended_by_the_next(tmp_path: Path) -> None:
    project = Project(tmp_path).fill()
    project.build()
    project.edit("data/process.yaml", "Decide in a day", "Decide in a week")
    project.edit(
        "docs/conf.py",
        "project =",
        "def setup(app):\n    app.connect('html-page-context', lambda *a: 1 / 0)\n\nproject =",
    )
    with pytest.raises(Exception, match="division by zero"):
        project.build()
    project.write("docs/conf.py", CONF)
    built = project.build()
    assert list(differences(built.out, project.clean().out)) == []


def test_another_version_reads_everything_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = Project(tmp_path).fill()
    first = project.build()
    monkeypatch.setattr(sphinx_leadflow, "__version__", "99.1")
    assert set(project.build().read) == set(first.read)


def test_an_answer_that_cannot_be_asked_for_again_reads_the_page(tmp_path: Path) -> None:
    """A pipeline whose picture a page shows is gone."""
    process = "title: P\npipelines:\n  one: {stages: {a: A}}\n  two: {stages: {b: B}}\n"
    pages = {"index.md": "# H\n\n```{leadflow:pipeline}\n:pipeline: two\n```\n"}
    project = Project(tmp_path).fill(process=process, leads={}, pages=pages)
    assert project.build().lines() == []
    project.write("data/process.yaml", process.replace("two:", "too:"))
    built = project.build()
    assert built.read == ["index"]
    assert "knows no 'two'" in built.warnings and "too" in built.warnings
