"""Rates, targets and lessons as a page shows them."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import html5lib
import pytest

from tests.ext.project import CONF, LEADS, PROCESS, Built, Project

HTML = "{http://www.w3.org/1999/xhtml}"
FIGURES = PROCESS + "figures: {minimum: 1, targets: {wins: {figure: win-rate, at_least: 0.5}}}\n"
PAGES = {
    "index.md": "# Home\n\n```{leadflow:rates}\n:by: owner\n```\n\n```{leadflow:lessons}\n```\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Project:
    return Project(tmp_path).fill(pages=PAGES, process=FIGURES)


def rows(page: str) -> list[list[str]]:
    return [
        [" ".join("".join(cell.itertext()).split()) for cell in row if cell.tag != f"{HTML}tfoot"]
        for row in html5lib.parse(page).iter(f"{HTML}tr")
    ]


def test_each_figure_stands_with_its_n_and_the_leads_behind_it(folder: Project) -> None:
    found = rows(folder.build(nitpicky=False).page("index"))
    assert ["From Find out to Make a deal", "50 % (1 of 2)", "9 and 91 %", "2", "1",
            "Acme University"] in found  # fmt: skip
    assert ["Won", "0 % (0 of 1)", "0 and 79 %", "1", "2", "nobody"] in found
    assert ["Wins", "at least 50 %", "0 % (0 of 1)", "missed", "Cedar Museum"] in found
    assert ["Price", "100 % (1 of 1)", "21 and 100 %", "Cedar Museum"] in found


def test_a_page_is_built_again_when_a_lead_moves_on(folder: Project) -> None:
    folder.build(nitpicky=False)
    folder.edit(
        "data/leads/acme.yaml",
        "checklists:",
        "  - {date: 2026-11-20, to: lost, reason: timing, by: amara}\nchecklists:",
    )
    found = rows(folder.build(nitpicky=False).page("index"))
    assert ["Won", "0 % (0 of 2)", "0 and 66 %", "2", "1", "nobody"] in found


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (":by: sauce", ":by: knows no 'sauce' (did you mean source?)"),
        (":sinse: 2026-01-01", "has no option 'sinse' (did you mean since?)"),
    ],
)
def test_a_wrong_option_is_a_warning_at_its_place(option: str, said: str, folder: Project) -> None:
    folder.write("docs/index.md", f"# Home\n\n```{{leadflow:rates}}\n{option}\n```\n")
    warnings = [line for line in folder.build(nitpicky=False).lines() if "index.md" in line]
    assert len(warnings) == 1
    assert said in warnings[0]


def test_a_public_page_says_what_it_does_not_know(folder: Project) -> None:
    folder.write("docs/conf.py", CONF.replace('"team"', '"public"'))
    folder.lead("secret", LEADS["cedar"] + "visibility: team\n")
    page = folder.build(nitpicky=False).page("index")
    assert "Leads for the team only are not in these figures." in page
    assert "not judged: leads may be for the team only" in page


def test_every_builder_writes_the_tables(folder: Project) -> None:
    text = folder.build("text", nitpicky=False).page("index.txt")
    assert "Why leads were lost" in text
    assert "95 % confidence" in text


class TestLookingBack:
    PROCESS = PROCESS.replace("fields:\n", "fields:\n  start: date\n  end: date\n") + (
        "figures: {value: price, starts: start, ends: end}\n"
    )
    PAGE = "# Home\n\n```{leadflow:look-back}\nOPTION\n```\n"
    LEADS: ClassVar = {
        "acme": "name: Acme\nprice: 1200 USD\nstart: 2026-10-01\nend: 2027-09-30\nhistory:\n"
        "  - {date: 2026-08-03, to: send-quote}\n  - {date: 2026-10-01, to: run}\n"
    }

    def build(self, folder: Project, option: str, conf: str = CONF) -> Built:
        page = self.PAGE.replace("OPTION", option)
        return folder.fill(conf, self.PROCESS, self.LEADS, {"index.md": page}).build(nitpicky=False)

    @pytest.mark.parametrize("option", [":day: 2026-09-23", ":day: 2 months"])
    def test_what_was_expected_stands_beside_what_came(self, option: str, tmp_path: Path) -> None:
        page = self.build(Project(tmp_path), option).page("index")
        shown = [[cell.replace("\u00a0", " ") for cell in row] for row in rows(page)]
        assert ["Sep 2026", "0 USD", "0 USD", "0 USD", "nobody"] in shown
        assert ["Oct 2026", "40.00 USD", "100.00 USD", "60.00 USD", "Acme"] in shown

    def test_a_day_that_is_none_is_a_warning(self, tmp_path: Path) -> None:
        lines = self.build(Project(tmp_path), ":day: last year").lines()
        assert any("index.md" in line and "last year" in line for line in lines)

    def test_a_public_build_has_nothing_to_look_back_at(self, tmp_path: Path) -> None:
        conf = CONF.replace('"team"', '"public"')
        page = self.build(Project(tmp_path), ":title: Then", conf).page("index")
        assert "Price is for the team only, so there is no forecast to look back at." in page
