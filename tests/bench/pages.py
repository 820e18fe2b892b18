"""A page for each lead, written by hand or by an extension."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.bench import leads as data
from tests.bench.overviews import need as need_text
from tests.bench.overviews import needs_conf, project, write
from tests.bench.overviews import ours as our_overview

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bench.leads import Lead


def ours(root: Path, all_: list[Lead]) -> None:
    """This project: the overview, and a page for each lead."""
    our_overview(root, all_, "leads")


def outside(root: Path, all_: list[Lead]) -> None:
    """Pages that stand in nobody's table of contents."""
    _by_hand(root, all_, listed=False)


def inside(root: Path, all_: list[Lead]) -> None:
    """Pages below the overview."""
    _by_hand(root, all_, listed=True)


def _by_hand(root: Path, all_: list[Lead], *, listed: bool) -> None:
    docs = project(root, (), 'myst_enable_extensions = ["fieldlist"]\n')
    (docs / "leads").mkdir()
    listing = "```{toctree}\n:glob:\n\nleads/*\n```\n" if listed else ""
    write(docs / "leads.md", f"# Leads\n\n{_table(all_)}\n{listing}")
    for one in all_:
        head = "" if listed else "---\norphan: true\n---\n\n"
        write(docs / "leads" / f"{one.ident}.md", head + markdown(one))


def _table(all_: list[Lead]) -> str:
    rows = [data.COLUMNS, ("---",) * len(data.COLUMNS), *(_linked(one) for one in all_)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"


def _linked(one: Lead) -> tuple[str, ...]:
    return f"[{one.name}](leads/{one.ident}.md)", *one.cells[1:]


def markdown(one: Lead) -> str:
    """The page that somebody would write for a lead."""
    facts = "".join(
        f":{name}: {value}\n" for name, value in zip(data.COLUMNS, one.cells, strict=True)
    )
    lines = "".join(f"- **{line.date}** {line.to}: {line.note}\n" for line in one.history)
    answers = "".join(
        f"- [{'x' if done else ' '}] **{data.QUESTIONS[question]}** {words}\n"
        for question, done, words in one.answers
    )
    return f"# {one.name}\n\n{facts}\n## History\n\n{lines}\n## MANIAC-T\n\n{answers}"


def change(root: Path, _all: list[Lead], changed: Lead) -> None:
    """The page of one lead."""
    path = root / "docs" / "leads" / f"{changed.ident}.md"
    head = path.read_text(encoding="utf-8").partition("# ")[0]
    write(path, head + markdown(changed))


def needs_outside(root: Path, all_: list[Lead]) -> None:
    """A need a page, and a table of them."""
    docs = project(root, ["sphinx_needs"], needs_conf())
    (docs / "leads").mkdir()
    write(docs / "leads.rst", "Leads\n=====\n\n.. needtable::\n   :style: table\n")
    for one in all_:
        write(docs / "leads" / f"{one.ident}.rst", _need_page(one))


def change_need(root: Path, _all: list[Lead], changed: Lead) -> None:
    """The page of one need."""
    write(root / "docs" / "leads" / f"{changed.ident}.rst", _need_page(changed))


def _need_page(one: Lead) -> str:
    answers = "".join(
        f"- **{data.QUESTIONS[question]}** {words}\n" for question, _done, words in one.answers
    )
    rule = "=" * len(one.name)
    return f":orphan:\n\n{one.name}\n{rule}\n\n{need_text(one)}\n\n{answers}"
