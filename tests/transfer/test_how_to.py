"""The way from Monday.com to a site, in the how-to's words: its mapping, its three commands."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.cli.desk import REPOSITORY, leadflow
from tests.transfer.boards import SUBHEADINGS, workbook

HOW_TO = REPOSITORY / "docs" / "how-to"
HEADINGS = [
    *("Name", "Subitems", "Person", "Status", "Organisation", "Found us", "Contact", "E-mail"),
    *("Users", "Price", "Creation Log", "Status changed", "Files", "Item ID (auto generated)"),
]
STATUSES = ("New", "Questionnaire sent", "Create a quote", "Quote sent", "Not for us", "Parked")
PEOPLE = ("Amara Okafor", "Tomas F.", "Priya Raman", None)


def two_hundred_rows() -> list[list[object]]:
    """A board with 200 items in four groups, as the service exports one."""
    rows: list[list[object]] = [["Leads 🚀"]]
    for group in range(4):
        rows += [[f"Group {group + 1} ✨"], HEADINGS]
        for number in range(group * 50, group * 50 + 50):
            created = dt.datetime(2026, 1, 5) + dt.timedelta(days=number)
            rows.append([
                f"Lead {number} Ünïversity", None, PEOPLE[number % 4], STATUSES[number % 6],
                f"University {number}", "Somebody recommended us", f"Person {number}",
                f"p{number}@example.org", number + 1 if number % 2 else str(number + 1),
                f"{number},000", f"Amara Okafor {created:%b} {created.day}, 2026 9:00 AM",
                (created + dt.timedelta(days=3)).strftime("%d/%m/%Y") if number % 3 else created,
                None, 1000000000 + number,
            ])  # fmt: skip
            if number % 10 == 0:
                rows += [SUBHEADINGS, [None, "Hub", f"https://hub{number}.example.org", created, 5]]
        rows += [[None, None, None, None, None, None, None, None, 1225, 99000], [None]]
    return rows


def commands(page: str) -> list[list[str]]:
    text = (HOW_TO / page).read_text("utf-8")
    return [line.split() for line in re.findall(r"^\$ (.*)$", text, re.MULTILINE)]


def test_a_site_from_a_board_of_two_hundred_rows_in_three_commands(tmp_path: Path) -> None:
    root = tmp_path / "leads_data"
    (root / "leads").mkdir(parents=True)
    shutil.copy(REPOSITORY / "leads_data" / "process.yaml", root)
    workbook(tmp_path / "board.xlsx", two_hundred_rows())
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "conf.py").write_text(
        'extensions = ["myst_parser", "sphinx_leadflow"]\nleadflow_data = "../leads_data"\n'
        'leadflow_today = "2026-11-25"\n'
    )
    (tmp_path / "docs" / "index.md").write_text(
        "# Leads\n\n```{leadflow:leads}\n```\n\n```{toctree}\n:glob:\n\nleads/*\n```\n"
    )
    words = [words for words in commands("from-monday.md") if words[0] != "python"]
    suggest, bring, build = words[:3]

    first = leadflow(root, *suggest[1 : suggest.index(">")])
    assert first.returncode == 0
    for line in ("Name: name", "Person: owner", "Status: step", "id: Item ID (auto generated)"):
        assert line in first.stdout
    shutil.copy(HOW_TO / "files" / "board.yaml", tmp_path / suggest[-1])

    done = leadflow(root, *bring[1:], "--today", "2026-11-25")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "  200 leads: 200 new\n" in done.stdout
    assert "  20 subitems: in hubs\n" in done.stdout
    assert not leadflow(root, "check", "--format", "json").stderr

    assert build[0] == "sphinx-build"
    site = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", *build[1:]],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert site.returncode == 0, site.stderr
    pages = list((tmp_path / "site" / "leads").glob("lead-*.html"))
    assert len(pages) == 200
    assert "Lead 199 Ünïversity" in (tmp_path / "site" / "index.html").read_text("utf-8")


def test_the_commands_of_the_way_out_and_back_do_what_the_page_says(tmp_path: Path) -> None:
    root = Path(shutil.copytree(REPOSITORY / "leads_data", tmp_path / "leads_data"))
    before = {path: path.read_bytes() for path in root.rglob("*.yaml")}
    for words in commands("leave.md"):
        done = leadflow(root, *words[1:], "--today", "2026-11-25")
        assert done.returncode == 0, done.stderr
    assert "unchanged" in done.stdout
    assert before == {path: path.read_bytes() for path in root.rglob("*.yaml")}
