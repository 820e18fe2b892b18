"""Rates, targets and lessons as a page shows them."""

from __future__ import annotations

import re
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
        [" ".join(" ".join(cell.itertext()).split()) for cell in row if cell.tag != f"{HTML}tfoot"]
        for row in html5lib.parse(page).iter(f"{HTML}tr")
    ]


def test_each_figure_stands_with_its_n_and_the_leads_behind_it(folder: Project) -> None:
    found = rows(folder.build(nitpicky=False).page("index"))
    who = "yes (1): Acme University no (1): Cedar Museum not decided yet (1): Birch Observatory"
    assert [
        "From Find out to Make a deal", f"50 % (1 of 2) {who}", "9 and 91 %", "2", "1"
    ] in found  # fmt: skip
    who = "no (1): Cedar Museum not decided yet (2): Acme University , Birch Observatory"
    assert ["Won", f"0 % (0 of 1) {who}", "0 and 79 %", "1", "2"] in found
    assert ["Wins", "at least 50 %", "0 % (0 of 1)", "missed", "Cedar Museum"] in found
    who = "lost for it (1): Cedar Museum"
    assert ["Price", f"100 % (1 of 1) {who}", "21 and 100 %", "Cedar Museum"] in found


def test_a_figure_leads_to_its_formula(folder: Project) -> None:
    twice = PAGES["index.md"] + "```{leadflow:rates}\n:title: Again\n```\n"
    folder.write("docs/index.md", twice)
    page = html5lib.parse(folder.build(nitpicky=False).page("index"))
    ways = [one.get("href", "")[1:] for one in page.iter(f"{HTML}a")]
    led = [one for one in ways if one.startswith("formula-")]
    stand = {
        one[0].get("id", ""): "".join(one.itertext())
        for one in page.iter(f"{HTML}p")
        if "lf-formula" in one.get("class", "")
    }
    assert len(stand) == len(set(stand)) == 6 + 2 + 6  # rates, lessons, rates again
    assert set(led) <= set(stand)
    assert len(set(led)) == 10  # nobody's service ends, so there is no way to ρ
    assert stand[led[0]].startswith("Conversion: ")


def test_a_page_is_built_again_when_a_lead_moves_on(folder: Project) -> None:
    folder.build(nitpicky=False)
    folder.edit(
        "data/leads/acme.yaml",
        "checklists:",
        "  - {date: 2026-11-20, to: lost, reason: timing, by: amara}\nchecklists:",
    )
    found = rows(folder.build(nitpicky=False).page("index"))
    (won,) = [row for row in found if row[0] == "Won"]
    assert won[1].startswith("0 % (0 of 2) no (2): Acme University , Cedar Museum")
    assert won[2:] == ["0 and 66 %", "2", "1"]


TARGETS = """\
figures:
  minimum: 1
  targets:
    wins: {title: Wins, figure: win-rate, at_least: 0.5}
    early: {title: Won soon, figure: time-to-win, at_most: 30 days}
    quick: {title: Find out soon, figure: time-in, in: find, at_most: 10 days}
    patient: {figure: time-in, in: triage, at_least: 1 day, at_most: 1 year, after: 9}
"""


def lines(page: str, around: str) -> list[str]:
    """The words of the red lines in each lane of a picture."""
    lanes = html5lib.parse(page).iter(f"{HTML}div")
    return [
        ", ".join(
            "".join(line.itertext())
            for line in lane
            if line.get("class", "").startswith("lf-target")
        )
        for lane in lanes
        if lane.get("class") == around
    ]


def test_targets_are_red_lines_in_the_pictures(folder: Project) -> None:
    folder.write("data/process.yaml", PROCESS + TARGETS)
    asked = ("durations}", "durations}\n:by: step\n:title: Steps", "rates}")
    shown = "\n\n".join(f"```{{leadflow:{one}\n```" for one in asked)
    folder.write("docs/index.md", f"# Home\n\n{shown}\n")
    page = folder.build(nitpicky=False).page("index")
    places = lines(page, "lf-lane")
    assert places[:2] == ["at most 10 days", ""]  # by stage: find, deal
    assert places[2] == "at least 1 day"  # by step: a year lies far behind the axis
    assert lines(page, "lf-lane lf-gauge") == [
        *("at least 50 %", "at most 30 days"),
        *("at most 10 days", "at least 1 day, at most 1 year"),
    ]
    assert "target: at most 10 days, missed" in page
    assert "target: at least 1 day and at most 1 year<" in page  # not judged below 9 leads
    assert page.count('<span class="lf-mark lf-mark-missed"') == 2


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (":by: sorce", ":by: knows no 'sorce' (did you mean source?)"),
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


def test_on_paper_a_figure_leads_to_its_formula_too(folder: Project) -> None:
    made = folder.build("latex", nitpicky=False).page("handbook.tex")
    ways = set(re.findall(r"hyperref\[\\detokenize\{(index:formula[^}]*)\}", made))
    labels = set(re.findall(r"label\{\\detokenize\{(index:formula[^}]*)\}", made))
    assert ways
    assert ways <= labels


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
        assert ["Sep 2026", "0", "0", "0", "0", "0"] in shown
        assert ["Oct 2026", "40.00", "100.00", "60.00", "1 Acme", "1 Acme"] in shown
        assert "By month, in USD" in page
        untold = "Changes of “Price”, “Start” and “End” are no history lines"
        assert untold in page

    def test_what_the_history_tells_of_a_price_is_not_what_the_file_says_today(
        self, tmp_path: Path
    ) -> None:
        """It asked for 1,200 in August and signed for 2,400 in October: 40 % of 100 a month."""
        process = self.PROCESS.replace(
            "price: {title: Price, type: money}",
            "price: {title: Price, type: money, tracked: true}",
        )
        lead = self.LEADS["acme"].replace("price: 1200 USD\n", "").replace(
            "to: send-quote}", "to: send-quote, set: {price: 1200 USD}}"
        ).replace("to: run}", "to: run, set: {price: 2400 USD}}")  # fmt: skip
        page = self.PAGE.replace("OPTION", ":day: 2026-09-23")
        project = Project(tmp_path).fill(CONF, process, {"acme": lead}, {"index.md": page})
        made = project.build(nitpicky=False).page("index")
        shown = [[cell.replace("\u00a0", " ") for cell in row] for row in rows(made)]
        assert ["Oct 2026", "40.00", "200.00", "160.00", "1 Acme", "1 Acme"] in shown
        assert "Changes of “Start” and “End” are no history lines" in made

    def test_a_day_that_is_none_is_a_warning(self, tmp_path: Path) -> None:
        lines = self.build(Project(tmp_path), ":day: last year").lines()
        assert any("index.md" in line and "last year" in line for line in lines)

    def test_a_public_build_has_nothing_to_look_back_at(self, tmp_path: Path) -> None:
        conf = CONF.replace('"team"', '"public"')
        page = self.build(Project(tmp_path), ":title: Then", conf).page("index")
        assert "Price is for the team only, so there is no forecast to look back at." in page
