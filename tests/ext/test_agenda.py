"""The weekly meeting and the customers on pages, through real builds."""

from __future__ import annotations

from pathlib import Path

import html5lib
import pytest

from tests.core.test_agenda import PROCESS
from tests.ext.project import Project
from tests.ext.tables import all_rows
from tests.ext.test_components import find, words

LEADS = {
    "bay": """\
name: Bay
owner: amara
action: Send *them* the <b>price</b>
due: 2026-11-20
history:
  - {date: 2026-11-02, to: ask, by: amara}
  - {date: 2026-11-18, note: they *like* it, by: amara}
""",
    "cove": """\
name: Cove
owner: jules
price: 4000 EUR
service_start: 2026-01-01
service_end: 2026-12-10
hubs: [{url: https://cove.example.org, issue: https://issues.example.org/7, launched: 2026-01-02}]
contact: [{name: Ada, role: Professor, email: ada@example.org}]
history:
  - {date: 2025-12-01, to: offer, by: jules}
  - {date: 2025-12-20, to: customer, by: jules}
  - {date: 2026-10-20, note: all is well, by: jules}
""",
}
PAGES = {
    "index.md": "# Home\n\n```{leadflow:agenda}\n```\n",
    "customers.md": "---\norphan: true\n---\n# Customers\n\n```{leadflow:customers}\n```\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path).fill(process=PROCESS, leads=LEADS, pages=PAGES)


def tree(project: Project, name: str, folder: str = "html"):
    text = (project.root / folder / f"{name}.html").read_text("utf-8")
    return html5lib.parse(text, namespaceHTMLElements=False)


def test_a_line_says_who_why_what_is_next_and_when(project: Project) -> None:
    assert project.build().lines() == []
    (point,) = find(tree(project, "index"), "lf-point")
    assert words(point) == (
        "Bay Was due on 20 Nov 21 days at this step, limit 14 days "
        "Send them the <b>price</b> Missing: Price due 20 Nov overdue 3 days stale 7 days"
    )
    (change,) = find(tree(project, "index"), "lf-change")
    assert words(change) == "Bay: they like it 18 Nov, Amara Okafor"
    assert [words(one) for one in find(tree(project, "index"), "lf-tally")] == [
        "1 overdue 1 stale 1 of 1 open lead to speak about"
    ]


def test_renewals_and_customers_agree(project: Project) -> None:
    project.build()
    (bucket,) = find(tree(project, "index"), "lf-buckets")
    assert words(bucket) == "Within 30 days 1 Cove 10 Dec, no renewal begun"
    page = tree(project, "customers")
    (attention,) = find(page, "lf-attention")
    assert words(attention) == (
        "17 days left Cove The service ends on 10 Dec, and no renewal has begun."
    )
    (row,) = all_rows(page)
    assert " ".join(words(one) for one in row.cells.values()) == (
        "Cove cove.example.org, issue running since 2 Jan 2026 1 Jan 2026 to 10 Dec 2026 "
        "4 000 EUR 10 Dec 2026 no renewal begun 17 days left Ada Professor 20 Oct "
        "by Jules Lindqvist"
    )


def test_a_new_day_writes_the_agenda_again_and_leaves_the_customers(project: Project) -> None:
    project.edit("data/leads/cove.yaml", "2026-12-10", "2027-09-10")
    project.build()
    assert project.build(leadflow_today="2026-11-24").wrote == ["index", "leads/bay"]
    fresh = project.clean(leadflow_today="2026-11-24")
    assert fresh.page("index") == (project.root / "html/index.html").read_text("utf-8")


def test_the_page_says_when_there_is_nothing_to_say(tmp_path: Path) -> None:
    project = Project(tmp_path).fill(process=PROCESS, leads={}, pages=PAGES)
    assert project.build().lines() == []
    page = words(tree(project, "index"))
    assert "Nothing was written." in page
    assert "No lead needs a word." in page
    assert "There are no customers yet." in words(tree(project, "customers"))


def test_a_day_that_is_none_is_a_warning_at_its_place(project: Project) -> None:
    project.write("docs/index.md", "# Home\n\n```{leadflow:agenda}\n:since: yesterday\n```\n")
    assert project.build().lines() == [
        "docs/index.md:3: WARNING: leadflow:agenda: :since: must be a day such as 2026-11-16, "
        "not 'yesterday' [leadflow.bad-option]"
    ]


def test_many_leads_are_shown_the_most_pressing_first_the_rest_below_a_line(
    tmp_path: Path,
) -> None:
    leads = {
        f"lead-{number:02}": LEADS["bay"].replace("Bay", f"Bay {number}") for number in range(40)
    }
    project = Project(tmp_path).fill(process=PROCESS, leads=leads, pages=PAGES)
    assert project.build().lines() == []
    page = tree(project, "index")
    assert len(find(page, "lf-point")) == 40
    assert [words(one) for one in page.iter("summary")] == [
        "28 more changes",
        "25 more leads, less pressing",
    ]
