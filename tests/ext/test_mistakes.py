"""Mistakes in the data: each is said at its place, and the rest of the site is built."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.ext.project import LEADS, PAGES, PROCESS, Project

GOOD = "name: Good\nhistory:\n  - {date: 2026-11-01, to: triage}\n"

# The line and the column (from 1) where each is wrong, a word of the message, and the file.
MISTAKES: dict[str, tuple[int, int, str, bytes | str]] = {
    "a-tab": (2, 1, "tab", "name: A\n\towner: amara\n"),
    "bad-date": (2, 18, "date", "name: A\nhistory: [{date: 2026-02-30, to: triage}]\n"),
    "bad-money": (2, 8, "amount", "name: A\nprice: lots\n"),
    "bad-url": (2, 8, "https", "name: A\nquote: javascript:alert(1)\n"),
    "brace": (2, 15, "must be a text", "name: A\norganisation: {who: knows, this}\n"),
    "double": (3, 1, "line 1", "name: A\nowner: amara\nname: B\n"),
    "empty": (1, 1, "empty", ""),
    "indent": (4, 2, "column 3", "name: A\nwaiting:\n  until: 2026-12-01\n for: x\n"),
    "list-top": (1, 1, "not a list", "- name: A\n"),
    "no-bool": (3, 23, "true", "name: A\nchecklists:\n  fit: {money: {done: no}}\n"),
    "no-name": (1, 1, "name", "owner: amara\n"),
    "near-key": (2, 1, "owner", "name: A\nowmer: amara\n"),
    "no-date": (2, 11, "date", "name: A\nhistory: [{to: triage}]\n"),
    "no-item": (3, 9, "money", "name: A\nchecklists:\n  fit: {mony: true}\n"),
    "no-list": (3, 3, "fit", "name: A\nchecklists:\n  fitt: {money: true}\n"),
    "no-option": (2, 9, "green", "name: A\nhealth: gren\n"),
    "no-person": (2, 8, "amara", "name: A\nowner: amar\n"),
    "no-reason": (
        3,
        42,
        "price",
        "name: A\nhistory:\n  - {date: 2026-11-01, to: lost, reason: prize}\n",
    ),
    "no-step": (3, 28, "triage", "name: A\nhistory:\n  - {date: 2026-11-01, to: triag}\n"),
    "no-space": (2, 7, "space", "name: A\nowner:amara\n"),
    "not-utf8": (1, 9, "UTF-8", b"name: Ca\xe9\n"),
    "quote": (1, 7, "quote", 'name: "A\nowner: amara\n'),
    "scalar-top": (1, 1, "key: value", "just words\n"),
    "tag": (1, 7, "quotes", "name: !!python/object A\n"),
    "two-docs": (2, 1, "second document", "name: A\n---\nname: B\n"),
    "wrong-type": (2, 10, "date", "name: A\nhistory: soon\n"),
    "alias": (2, 8, "quotes", "name: &x A\nowner: *x\n"),
    "control": (1, 7, "control character", 'name: "A\\u0000"\n'),
    "future-key": (2, 1, "process.yaml", "name: A\nstages: {}\n"),
    "date-order": (
        4,
        12,
        "2026-11-05",
        "name: A\nhistory:\n  - {date: 2026-11-05, to: triage}\n  - {date: 2026-11-01, to: call}\n",
    ),
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], Project, object]:
    """One build with every mistake in a folder of its own good leads."""
    project = Project(tmp_path_factory.mktemp("mistakes")).fill(leads={**LEADS, "good": GOOD})
    for name, (*_place, content) in MISTAKES.items():
        data = content.encode() if isinstance(content, str) else content
        (project.leads / f"{name}.yaml").write_bytes(data)
    build = project.build(nitpicky=False)
    return build.lines(), project, build


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_said_at_its_place(
    built: tuple[list[str], Project, object], name: str
) -> None:
    line, column, word, _text = MISTAKES[name]
    about = [one for one in built[0] if one.startswith(f"data/leads/{name}.yaml:")]
    shape = re.compile(r"data/leads/[\w-]+\.yaml:\d+:\d+: WARNING: .+ \[leadflow\.[\w-]+\]")
    assert all(map(shape.fullmatch, about)), about
    assert [one for one in about if f".yaml:{line}:{column}: " in one and word in one], about


def test_there_are_thirty(built: tuple[list[str], Project, object]) -> None:
    assert len(MISTAKES) >= 30


def test_the_rest_of_the_site_is_built(built: tuple[list[str], Project, object]) -> None:
    _lines, project, _build = built
    out = project.root / "html"
    for name in ("index", "process", "leads", "other", "leads/acme", "leads/good"):
        assert (out / f"{name}.html").exists()
    table = (out / "leads.html").read_text("utf-8")
    assert "leads/good.html" in table and "leads/acme.html" in table


def test_a_broken_lead_is_shown_as_broken(built: tuple[list[str], Project, object]) -> None:
    _lines, project, _build = built
    assert "This lead’s file has an error" in (project.root / "html/leads/a-tab.html").read_text(
        "utf-8"
    ).replace("&#39;", "’").replace("'", "’")


LINE = next(number for number, line in enumerate(PROCESS.splitlines(), 1) if "Be kind." in line)


WRONG = {
    "{ref}`nowhere`": "undefined label: 'nowhere'",
    "{doc}`nowhere`": "unknown document: '/nowhere'",
    "{leadflow:step}`triag`": "there is no step 'triag' (did you mean triage?)",
    "{leadflow:asset}`quote-templat`": "did you mean quote-template?",
    "{leadflow:feild}`x`": "there is no role {leadflow:feild} (did you mean field?)",
    "{leadflow:process}`triag`": "there is no pipeline 'triag'",
    "{nonsense}`x`": "unknown role 'nonsense'",
    "[x](nowhere.md)": "nowhere",
    "[x](#no-label)": "no-label",
    "{term}`nothing`": "term not in glossary: 'nothing'",
    "![x](y.png)": "image",
    "<b>x</b>": "not allowed",
}


@pytest.mark.parametrize("host", ["md", "rst"])
def test_a_mistake_in_a_text_is_said_once_at_its_line(tmp_path: Path, host: str) -> None:
    """The text stands on the page of the process, on another one and on that of a lead."""
    leads = {
        "acme": "name: A\nowner: amara\nhistory:\n  - {date: 2026-11-20, to: triage}\n"
        "  - {date: 2026-11-21, to: call}\n"
    }
    page = {"md": "# P\n\n```{leadflow:process}\n```\n", "rst": "P\n=\n\n.. leadflow:process::\n"}[
        host
    ]
    pages = {name: text for name, text in PAGES.items() if name != "process.md"}
    pages["other.md"] = pages["other.md"].replace(", see {leadflow:lead}`birch`", "")
    project = Project(tmp_path).fill(
        leads=leads,
        pages={
            **pages,
            f"process.{host}": page,
            "more.md": "---\norphan: true\n---\n# More\n\n```{leadflow:stage} find\n```\n\n"
            "```{leadflow:pipeline}\n```\n",
        },
    )
    project.edit("data/process.yaml", "Be kind.", "\n          ".join(WRONG))
    lines = project.build().lines()
    assert len(lines) == len(WRONG), "\n".join(lines)
    for number, words in enumerate(WRONG.values(), LINE):
        found = [
            line
            for line in lines
            if re.match(rf"data/process\.yaml:{number}(:\d+)?: WARNING: ", line)
        ]
        assert len(found) == 1 and words in found[0], (number, words, lines)


def test_the_path_in_a_warning_is_where_the_file_is(tmp_path: Path) -> None:
    """Whatever folder Sphinx was started in."""
    project = Project(tmp_path).fill()
    project.edit("data/process.yaml", "Be kind.", "Be kind. {ref}`nowhere`")
    (line,) = project.build().lines()
    assert line.startswith(f"data/process.yaml:{LINE}: "), line  # from the project's folder


NEEDS_ALL = """\
# Leads

```{leadflow:leads}
:stage: deal
:owner: amara
:sort: price
:columns: lead price stage
:group-by: health
```

```{leadflow:board}
:stage: deal
```

```{leadflow:stage} deal
```

```{leadflow:checklist} fit
```

{leadflow:step}`send-quote` {leadflow:field}`price` {leadflow:asset}`board`
"""


@pytest.mark.parametrize(
    ("right", "wrong", "found"),
    [
        ("title: Hub process", "title: [Hub process", "data/process.yaml:1:8"),
        ("\nstages:", "\nstagse:", "data/process.yaml:40:1"),
        ("\nfields:", "\nfeilds:", "data/process.yaml:28:1"),
        ("\nchecklists:", "\nchecklists: 4\nnothing:", "data/process.yaml:33:13"),
    ],
)
def test_what_a_mistake_makes_unknown_is_not_told_where_it_is_used(
    tmp_path: Path, right: str, wrong: str, found: str
) -> None:
    """Pages whose options and roles name what could not be read say nothing about it."""
    project = Project(tmp_path).fill()
    project.write("docs/leads.md", NEEDS_ALL)
    project.edit("data/process.yaml", right, wrong)
    lines = project.build().lines()
    assert {line.partition(" ")[0].rstrip(":").rpartition("/")[2] for line in lines} >= {
        found.rpartition("/")[2]
    }
    assert [line for line in lines if line.startswith("docs/")] == []
