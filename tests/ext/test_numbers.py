"""The pictures of the numbers, through real builds: what they say, and that they agree."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest

from sphinx_leadflow.core.metrics.contracts import renewals_due
from sphinx_leadflow.core.model import Audience
from sphinx_leadflow.core.project import load
from sphinx_leadflow.core.query import Snapshot
from sphinx_leadflow.core.views.agenda import agenda_view
from tests.ext.project import Built, Project
from tests.ext.tables import all_rows
from tests.ext.test_components import find, only, words

REPOSITORY = Path(__file__).parents[2]
TODAY = dt.date(2026, 11, 23)

PROCESS = """\
title: Hubs
people: {amara: {name: Amara Okafor}}
fields:
  price: {title: Price, type: money}
  begins: {title: Begins, type: date}
  ends: {title: Ends, type: date}
stages:
  find:
    title: Find out
    steps: {ask: {title: Ask them, within: 14 days}}
  deal:
    title: Make a deal
    probability: 0.5
    steps:
      offer:
        title: Make an offer
        next: {agreed: run, another round: ask, declined: lost}
      run: {title: Run it}
outcomes:
  customer: {title: Customer, kind: won}
  lost: {title: Lost, kind: lost, reasons: [price]}
  void: {title: Double, kind: void}
figures:
  value: price
  starts: begins
  ends: ends
  renewal_rate: 0.8
  new_rate: 0.5
"""

PAGE = """\
# Numbers

```{leadflow:funnel}
```

```{leadflow:flows}
```

```{leadflow:durations}
```

```{leadflow:timeline}
```

```{leadflow:forecast}
```
"""


def history(number: int) -> str:
    """A way through the process: seven kinds of it, on days of their own."""
    day = TODAY - dt.timedelta(40 + number * 13 % 170)
    places = (
        ("ask",),
        ("ask", "offer"),
        ("ask", "offer", "run"),
        ("ask", "offer", "run", "customer"),
        ("ask", "lost"),
        ("ask", "offer", "ask", "offer", "lost"),
        ("ask", "void"),
    )[number % 7]
    lines = [
        f"  - {{date: {day + dt.timedelta(order * (5 + number % 4))}, to: {place}"
        f"{', reason: price' if place == 'lost' else ''}}}"
        for order, place in enumerate(places)
    ]
    return "\n".join(["history:", *lines, ""])


def some_leads(count: int) -> dict[str, str]:
    return {
        f"lead-{number:04}": f"name: Lead {number}\nowner: amara\nprice: {number + 1}000 EUR\n"
        f"begins: 2026-12-01\nends: 2027-11-30\n{history(number)}"
        for number in range(count)
    }


def built(root: Path, count: int, builder: str = "html", page: str = PAGE, **settings: object):
    project = Project(root).fill(process=PROCESS, leads=some_leads(count), pages={"index.md": page})
    return project.build(builder, **settings)


def tree(made: Built, name: str = "index") -> Element:
    return html5lib.parse(made.page(name), namespaceHTMLElements=False)


def says(page: Element) -> list[str]:
    return [words(one) for one in find(page, "lf-chart-says")]


def test_without_leads_every_picture_says_so(tmp_path: Path) -> None:
    made = built(tmp_path, 0)
    assert made.lines() == []
    assert says(tree(made)) == [
        "There are no leads yet.",
        "There are no leads yet.",
        "No lead has been anywhere yet.",
        "No lead was under way in this time.",
        "No lead has an amount and the days of its service yet.",
    ]
    for name in ("lf-bars", "lf-flows", "lf-strips", "lf-gantt", "lf-months", "lf-numbers"):
        assert find(tree(made), name) == []


def test_one_lead_makes_pictures_and_no_rates(tmp_path: Path) -> None:
    made = built(tmp_path, 1)
    assert made.lines() == []
    page = tree(made)
    assert says(page)[:3] == [
        "The only lead has come as far as “Find out”.",
        "The only lead is on its way.",
        "Too few leads have left to speak of a median. In “Find out” Lead 0 has been there for "
        "40 days.",
    ]
    assert [words(one) for one in find(page, "lf-bar-count")] == [
        *("1 all", "1 of 1 created", "0 of 1 find out", "0")
    ]


def test_a_sentence_reads_each_picture(tmp_path: Path) -> None:
    assert says(tree(built(tmp_path, 40)))[:3] == [
        "6 of 35 leads came as far as “Customer”. The largest loss comes before “Make a deal”: "
        "6 of 35 got no further.",
        "Of 35 leads 6 were won, 18 are on their way and 11 were lost; 5 went back to an earlier "
        "stage.",
        "Half of the leads leave “Find out” within 7 days. In “Make a deal” Lead 37 has been there "
        "for 175 days.",
    ]


def table(page: Element, picture: int, number: int = 0) -> list[list[str]]:
    """The rows of a table below a picture; nested lists of leads are left out."""
    tables = find(find(page, "lf-numbers")[picture], "lf-plain")
    (body,) = tables[number].iter("tbody")
    rows = [one for one in body if one.tag == "tr"]
    return [[shown(cell) for cell in row if cell.tag in ("td", "th")] for row in rows]


def shown(cell: Element) -> str:
    """What is seen of a cell before it is opened."""
    return words(next(cell.iter("summary"), cell))


@pytest.mark.parametrize("count", [40, 1000])
def test_a_picture_and_its_table_have_the_same_numbers(tmp_path: Path, count: int) -> None:
    made = built(tmp_path, count, leadflow_pages=None)
    assert made.lines() == []
    page = tree(made)
    bars = [words(one).split()[0] for one in find(page, "lf-bar-count")]
    assert bars == [row[1] for row in table(page, 0)]
    assert [words(one) for one in find(page, "lf-muted") if words(one)[-5:] == "leads"][:2] == [
        f"{row[1]} leads" for row in table(page, 2)
    ]
    moves = {row[0] + row[1]: int(row[3]) for row in table(page, 1)}
    tips = [words(one) for one in page.iter("title") if " to " in words(one)]
    told = {
        one.split(": ")[0].replace(" to ", "").removeprefix("Back from "): int(
            re.findall(r": (\d+) lead", one)[0]
        )
        for one in tips
    }
    assert told.keys() <= moves.keys()
    assert all(number <= moves[name] for name, number in told.items())
    assert len(find(page, "lf-gantt-row")) == len(table(page, 3)) + 1
    expected = [row[6] for row in table(page, 4) if row[0] != "Together"]
    assert len(find(page, "lf-month")) == len(expected) == 6
    assert len(made.page("index")) < 450_000


def test_every_number_names_the_leads_behind_it(tmp_path: Path) -> None:
    made = built(tmp_path, 40)
    page = tree(made)
    behind = find(find(page, "lf-numbers")[0], "lf-behind")
    assert words(next(behind[0].iter("summary"))) == "35"
    assert len(list(behind[0].iter("a"))) == 35
    said = " ".join(words(one) for one in find(page, "lf-formula"))
    for formula in ("Leads that came this far:", "Time in a stage or step:", "CMRR + ρ · renewals"):
        assert formula in said
    assert find(page, "lf-covers")
    assert words(find(page, "lf-covers")[0]) == (
        "It covers 35 leads. Not counted: 5 with an outcome that is left out of all figures."
    )
    tips = [one.get("title", "") for one in find(page, "lf-track")]
    assert tips[-1].startswith("Customer: 6 of 35 leads: Lead 3, ")


def test_bars_of_a_timeline_name_their_stage_by_a_number_too(tmp_path: Path) -> None:
    page = tree(built(tmp_path, 40))
    (gantt,) = find(page, "lf-gantt")
    titles = {"1": "Find out", "2": "Make a deal"}
    numbered = [one for one in find(gantt, "lf-stay") if words(one)]
    assert {words(one) for one in numbered} == {"1", "2"}
    for one in numbered:
        assert one.get("title", "").startswith(f"{titles[words(one)]}: ")
    assert {"1 Find out", "2 Make a deal"} <= {
        words(one) for key in find(page, "lf-key") for one in key
    }


def test_names_cannot_become_markup(tmp_path: Path) -> None:
    name = "</title></span><script>alert(1)</script> \"'&amp; <!--"
    quoted = name.replace("'", "''")
    project = Project(tmp_path).fill(process=PROCESS, leads={}, pages={"index.md": PAGE})
    project.lead("bay", f"name: '{quoted}'\nowner: amara\n{history(5)}")
    made = project.build()
    assert made.lines() == []
    page = tree(made)
    assert [one for one in page.iter("script") if "alert" in "".join(one.itertext())] == []
    (shown,) = [words(one) for one in find(page, "lf-gantt-name") if words(one)]
    assert "script" in shown
    assert "<" not in shown


BUILDERS: dict[str, Callable[[Built], str]] = {
    "text": lambda made: made.page("index.txt"),
    "latex": lambda made: made.page("handbook.tex"),
    "man": lambda made: made.page("handbook.1"),
    "xml": lambda made: made.page("index.xml"),
    "texinfo": lambda made: made.page("handbook.texi"),
    "singlehtml": lambda made: made.page("index"),
}


@pytest.mark.parametrize("builder", BUILDERS)
def test_every_builder_has_the_sentence_and_the_table(tmp_path: Path, builder: str) -> None:
    settings: dict[str, object] = {"man_pages": [("index", "handbook", "x", "x", 1)]}
    project = Project(tmp_path).fill(
        process=PROCESS, leads=some_leads(12), pages={"index.md": PAGE}
    )
    made = project.build(builder, leadflow_pages=None, **settings)
    assert [line for line in made.lines() if "leadflow" in line] == []
    text = " ".join(BUILDERS[builder](made).split())
    assert "leads came as far as" in text
    assert "Of the row above" in text or "row above" in text


def forecast(root: Path, process: str, options: str = "", **settings: object) -> Element:
    page = f"# N\n\n```{{leadflow:forecast}}\n{options}```\n"
    project = Project(root).fill(process=process, leads=some_leads(6), pages={"index.md": page})
    return tree(project.build(**settings))


def test_a_forecast_names_leads_for_which_nobody_declared_a_chance(tmp_path: Path) -> None:
    page = forecast(tmp_path / "none", PROCESS.replace("  new_rate: 0.5\n", ""))
    assert words(only(page, "lf-covers")).endswith(
        "Nobody has declared a chance for these, so they are expected to bring nothing: Lead 0."
    )
    assert "Nobody has declared" not in words(forecast(tmp_path / "some", PROCESS))


def test_a_forecast_of_public_amounts_is_not_for_the_team_only(tmp_path: Path) -> None:
    assert find(forecast(tmp_path / "team", PROCESS), "lf-lock")
    public = PROCESS.replace("type: money}", "type: money, visibility: public}")
    page = forecast(tmp_path / "public", public, leadflow_audience="public")
    assert find(page, "lf-months")
    assert not find(page, "lf-lock")
    assert "Leads for the team only are not in it." in words(only(page, "lf-covers"))


def test_a_quarter_is_added_up_and_many_months_lie_below_each_other(tmp_path: Path) -> None:
    quarter = forecast(tmp_path / "few", PROCESS, ":since: 2027-01-01\n:months: 3\n")
    rows = table(quarter, 0)
    assert [row[0].replace("\u00a0", " ") for row in rows] == [
        *("Jan 2027", "Feb 2027", "Mar 2027", "Together")
    ]
    amounts = [[float(cell.replace(" ", "")) for cell in row[1:8]] for row in rows]
    assert [sum(column) for column in zip(*amounts[:3], strict=True)] == pytest.approx(amounts[3])
    assert not find(quarter, "lf-many")
    assert find(forecast(tmp_path / "many", PROCESS, ":months: 7\n"), "lf-many")


def test_a_lead_that_came_back_thirty_times_is_one_arc_of_one_lead(tmp_path: Path) -> None:
    first = TODAY - dt.timedelta(600)
    moves = "".join(
        f"  - {{date: {first + dt.timedelta(9 * number)}, to: {('ask', 'offer')[number % 2]}}}\n"
        for number in range(61)
    )
    project = Project(tmp_path).fill(process=PROCESS, leads={}, pages={"index.md": PAGE})
    project.lead("bay", f"name: Bay\nowner: amara\nhistory:\n{moves}")
    page = tree(project.build())
    assert "1 returned, 30 times" in words(only(page, "lf-arc"))
    assert ["Make a deal", "Find out", "back", "30", "Bay"] in table(page, 1)
    assert table(page, 2)[0][:3] == ["Find out", "1", "31"]


def test_a_public_build_without_the_amounts_has_no_forecast(tmp_path: Path) -> None:
    made = built(tmp_path, 12, leadflow_audience="public")
    page = made.page("index")
    assert says(tree(made))[4] == "Price is for the team only, so there is no forecast here."
    assert "EUR" not in page
    assert find(tree(made), "lf-months") == []


def test_figures_say_that_leads_are_withheld(tmp_path: Path) -> None:
    leads = some_leads(12)
    leads["lead-0003"] += "visibility: team\n"
    project = Project(tmp_path).fill(process=PROCESS, leads=leads, pages={"index.md": PAGE})
    public = tree(project.build(leadflow_audience="public"))
    for one in find(public, "lf-covers"):
        assert "Leads for the team only are not in these figures." in words(one)
    assert "Lead 3" not in words(public)


def test_a_note_writes_no_picture_again_and_a_move_does(tmp_path: Path) -> None:
    page = PAGE.replace("```{leadflow:timeline}\n```\n", "").replace(
        "```{leadflow:durations}\n```\n", ""
    )
    project = Project(tmp_path).fill(
        process=PROCESS,
        leads=some_leads(3),
        pages={"index.md": page},
    )
    project.build()
    assert project.build().read == []
    note = "history:\n  - {date: 2026-01-01, note: hi}\n"
    project.edit("data/leads/lead-0000.yaml", "history:\n", note)
    assert "index" not in project.build().read
    assert "index" not in project.build(leadflow_today="2026-11-24").read
    text = (project.leads / "lead-0000.yaml").read_text("utf-8")
    project.lead("lead-0000", text + "  - {date: 2026-11-22, to: offer}\n")
    assert "index" in project.build().read
    fresh = project.clean()
    assert fresh.page("index") == (project.root / "html/index.html").read_text("utf-8")


def test_words_that_mean_nothing_are_warnings_at_their_place(tmp_path: Path) -> None:
    page = (
        "# N\n\n```{leadflow:durations}\n:by: stags\n```\n\n"
        "```{leadflow:funnel}\n:since: last year\n```\n\n"
        "```{leadflow:forecast}\n:months: many\n```\n"
    )
    assert built(tmp_path, 1, page=page).lines() == [
        "docs/index.md:3: WARNING: leadflow:durations: :by: knows no 'stags' (did you mean stage?) "
        "[leadflow.unknown-word]",
        "docs/index.md:7: WARNING: leadflow:funnel: :since: must be a day such as 2026-11-16, not "
        "'last year' [leadflow.bad-option]",
        "docs/index.md:11: WARNING: leadflow:forecast: :months: must be a number from 1, such as "
        "20 [leadflow.bad-option]",
    ]


# ── The live data: all pages tell one set of facts ─────────────────────────

ALL = {
    "index.md": "# Home\n\n```{leadflow:pipeline}\n```\n",
    "leads.md": "---\norphan: true\n---\n# Leads\n\n```{leadflow:leads}\n:is: open\n"
    ":group-by: stage\n```\n",
    "ended.md": "---\norphan: true\n---\n# Ended\n\n```{leadflow:leads}\n"
    ":is: won, lost, parked, void\n:group-by: outcome\n```\n",
    "agenda.md": "---\norphan: true\n---\n# Agenda\n\n```{leadflow:agenda}\n```\n",
    "customers.md": "---\norphan: true\n---\n# Customers\n\n```{leadflow:customers}\n```\n",
    "numbers.md": f"---\norphan: true\n---\n{PAGE}",
}


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Built:
    project = Project(tmp_path_factory.mktemp("live"))
    project.fill(process=None, leads={}, pages=ALL)
    shutil.copytree(REPOSITORY / "leads_data", project.data, dirs_exist_ok=True)
    return project.build(leadflow_pages=None, nitpicky=False)


def test_pipeline_table_agenda_funnel_and_flows_tell_one_set_of_facts(live: Built) -> None:
    picture = tree(live)
    stages = {
        number: int(words(find(head, "lf-muted")[0]).split()[0])
        for number, head in enumerate(find(picture, "lf-stage-head"))
    }
    groups = [words(one) for one in find(tree(live, "leads"), "lf-group-row")]
    rows = {
        re.sub(r" \d+ leads?.*", "", one): int(re.findall(r"(\d+) lead", one)[0]) for one in groups
    }
    here = list(stages.values())
    assert here == list(rows.values())
    assert sum(here) == len(all_rows(tree(live, "leads")))
    tally = words(only(tree(live, "agenda"), "lf-tally"))
    assert f"of {sum(here)} open leads to speak about" in tally
    overdue, stale = (
        sum(mark in row.marks for row in all_rows(tree(live, "leads")))
        for mark in ("overdue", "stale")
    )
    assert f"{overdue} overdue {stale} stale" in tally
    numbers = tree(live, "numbers")
    flows = table(numbers, 1)
    places = table(numbers, 1, 1)
    assert [int(row[2]) for row in places[: len(here)]] == here
    ended = {words(one) for one in find(picture, "lf-outcome")}
    won = next(int(one.split()[-1]) for one in ended if one.startswith("Customer"))
    assert int(table(numbers, 0)[-1][1]) == won
    assert won == sum(int(row[3]) for row in flows if row[1] == "Customer")
    assert f"{won} leads were won" in words(find(tree(live, "customers"), "lf-lead-sub")[0])


def test_agenda_and_figures_agree_on_whose_service_ends() -> None:
    project = load(REPOSITORY / "leads_data", Audience.TEAM).project
    made = Snapshot(project, TODAY)
    told = {
        one.lead.id
        for bucket in agenda_view(made, "", 0, (), ()).buckets
        for one in bucket.renewals
    }
    assert told == {one.lead for one in renewals_due(made) if one.bucket != "later"}
