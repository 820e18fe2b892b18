"""The event log and what others read: a real feed reader, a real calendar, exact files."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from pathlib import Path
from urllib.parse import urljoin

import feedparser
import html5lib
import icalendar
import jsonschema
import pytest

from tests.ext.project import CONF, LEADS, PROCESS, Built, Project

HTML = "{http://www.w3.org/1999/xhtml}"
PUBLIC = CONF.replace('"team"', '"public"')
INDEX = "# Home\n\n```{toctree}\nlog\nall\n```\n"
ALL = "# All\n\n" + "".join(
    f"```{{leadflow:{name}\n```\n\n"
    for name in ("process}", "pipeline}", "assets}", "roles}", "checklist} fit", "fields}")
)
LOG = "# Log\n\n```{leadflow:events}\n```\n"
PAGES = {"index.md": INDEX, "log.md": LOG, "all.md": ALL}
FIGURES = PROCESS.replace(
    "fields:\n", "fields:\n  start: date\n  end: date\n"
) + "figures: {value: price, starts: start, ends: end}\n"  # fmt: skip
DUE = {
    **LEADS,
    "acme": LEADS["acme"] + "due: 2026-11-25\naction: Call, then write; today\n",
    "birch": LEADS["birch"] + "waiting: {until: 2026-12-15, for: the grant}\n",
    "dune": """\
name: Dünen-Archiv
owner: jules
organisation: Dünen e. V.
quote: https://example.org/dune-quote
price: 900 EUR
start: 2026-02-01
end: 2027-01-31
history:
  - {date: 2026-01-05, to: triage, by: jules}
  - {date: 2026-01-06, to: call, by: jules}
  - {date: 2026-01-07, to: send-quote, by: jules}
  - {date: 2026-02-01, to: run, by: jules}
""",
}


@pytest.fixture
def folder(tmp_path: Path) -> Project:
    return Project(tmp_path).fill(pages=PAGES, process=FIGURES, leads=DUE)


def read(built: Built, name: str) -> str:
    return (built.out / "leadflow" / name).read_bytes().decode()


def feed(built: Built) -> feedparser.FeedParserDict:
    found = feedparser.parse(read(built, "events.atom"))
    assert not found.bozo, found.bozo_exception
    return found


def appointments(built: Built) -> dict[str, icalendar.Event]:
    found = icalendar.Calendar.from_ical(read(built, "calendar.ics"))
    return {str(one["UID"]): one for one in found.walk("VEVENT")}


class TestTheLog:
    def test_each_line_says_what_happened(self, folder: Project) -> None:
        page = folder.build().page("log")
        cells = [
            " ".join("".join(cell.itertext()).split())
            for cell in html5lib.parse(page).iter(f"{HTML}td")
        ]
        told = " | ".join(cells)
        assert "Send a quote from Call them, after 7 days" in told
        assert "Lost from Triage, after 19 days lost, price" in told
        assert "they liked it" in told

    def test_it_can_be_narrowed(self, folder: Project) -> None:
        folder.write("docs/log.md", LOG.replace("}\n", "}\n:since: 10 days\n:owner: amara\n", 1))
        page = folder.build().page("log")
        assert page.count("<tr data-lf-at=") == 1
        assert "16 Nov 2026" in page

    @pytest.mark.parametrize(
        ("option", "said"),
        [
            (":since: yesterday", ":since: must be a day such as 2026-11-16"),
            (":lead: acmee", ":lead: knows no 'acmee' (did you mean acme?)"),
            (":sinse: 2026-01-01", "has no option 'sinse' (did you mean since?)"),
            (":limit: all", ":limit: must be a number from 1"),
        ],
    )
    def test_a_wrong_option_is_a_warning_at_its_place(
        self, option: str, said: str, folder: Project
    ) -> None:
        folder.write("docs/log.md", LOG.replace("}\n", f"}}\n{option}\n", 1))
        (line,) = folder.build().lines()
        assert "log.md:3" in line
        assert said in line

    def test_it_is_shorter_where_a_limit_says_so_and_tells_how_many_there_are(
        self, folder: Project
    ) -> None:
        folder.write("docs/log.md", LOG.replace("}\n", "}\n:limit: 2\n", 1))
        page = folder.build().page("log")
        assert "<strong>2</strong> of 10 lines of 4 leads" in page

    def test_nothing_is_a_sentence(self, folder: Project) -> None:
        folder.write("docs/log.md", LOG.replace("}\n", "}\n:until: 2020-01-01\n", 1))
        assert "Nothing was written." in folder.build().page("log")

    @pytest.mark.parametrize("builder", ["text", "latex", "dummy", "dirhtml", "singlehtml"])
    def test_every_builder_writes_it(self, builder: str, folder: Project) -> None:
        built = folder.build(builder)
        assert built.lines() == []
        if builder == "text":
            assert "Atom feed" not in built.page("log.txt")

    @pytest.mark.parametrize("builder", ["html", "dirhtml", "singlehtml"])
    def test_its_links_lead_to_the_files(self, builder: str, folder: Project) -> None:
        built = folder.build(builder)
        name = {"html": "log.html", "dirhtml": "log/index.html", "singlehtml": "index.html"}[
            builder
        ]
        line = re.search(r'<p class="lf-feeds">.*?</p>', built.page(name), re.DOTALL)
        assert line
        addresses = re.findall(r'href="([^"]+)"', line[0])
        assert len(addresses) == 5
        for address in addresses:
            assert (built.out / name).parent.joinpath(address).resolve().is_file()

    def test_a_feed_reader_finds_the_feed_by_the_page(self, folder: Project) -> None:
        built = folder.build()
        link = '<link rel="alternate" type="application/atom+xml"'
        assert link in built.page("log")
        assert link not in built.page("index")


class TestTheFeed:
    def test_a_reader_gets_each_line_the_newest_first(self, folder: Project) -> None:
        found = feed(folder.build())
        assert found.version == "atom10"
        assert found.feed.title == "Hub process"
        assert [entry.title for entry in found.entries][:3] == [
            "Birch Observatory: came in: Triage",
            "Acme University: Call them → Send a quote",
            "Acme University: Triage → Call them",
        ]
        assert found.entries[2].summary == "they liked it"
        assert found.entries[2].author == "Amara Okafor"
        assert found.entries[0].updated == "2026-11-20T00:00:00Z"

    def test_ids_are_there_once_and_stay_when_a_line_is_added(self, folder: Project) -> None:
        before = [entry.id for entry in feed(folder.build()).entries]
        folder.edit(
            "data/leads/birch.yaml",
            "history:\n",
            "history:\n  - {date: 2026-11-19, note: they wrote}\n",
        )
        after = [entry.id for entry in feed(folder.build()).entries]
        assert len(set(after)) == len(after)
        assert set(before) < set(after)

    def test_links_lead_to_the_lead_pages(self, folder: Project) -> None:
        built = folder.build()
        place = built.out / "leadflow"
        for entry in feed(built).entries:
            path, _, anchor = entry.link.partition("#")
            target = place.joinpath(path).resolve()
            assert f'id="{anchor}"' in target.read_text("utf-8")

    def test_they_are_absolute_where_the_site_knows_its_address(self, folder: Project) -> None:
        found = feed(folder.build(html_baseurl="https://handbook.example.org/team"))
        address = found.entries[0].link
        base = "https://handbook.example.org/team/leadflow/events.atom"
        assert (
            urljoin(base, address)
            == "https://handbook.example.org/team/leads/birch.html#lead-birch"
        )
        assert found.feed.links[0].href == base

    def test_names_with_markup_arrive_as_they_are(self, folder: Project) -> None:
        folder.lead(
            "odd", 'name: "<b>&amp; ]]> \\u202e"\nhistory: [{date: 2026-11-22, to: triage}]'
        )
        text = read(folder.build(), "events.atom")
        assert "&lt;b&gt;&amp;amp; ]]&gt;" in text
        assert "\u202e" not in text

    def test_it_is_the_same_on_another_day(self, folder: Project) -> None:
        before = read(folder.build(), "events.atom")
        assert read(folder.build(leadflow_today="2027-01-01"), "events.atom") == before


class TestTheCalendar:
    def test_a_calendar_shows_due_dates_waits_and_renewals(self, folder: Project) -> None:
        found = appointments(folder.build())
        assert {uid: one.decoded("DTSTART") for uid, one in found.items()} == {
            "acme.due@leadflow": dt.date(2026, 11, 25),
            "birch.wait@leadflow": dt.date(2026, 12, 15),
            "dune.renewal@leadflow": dt.date(2027, 1, 31),
        }
        assert (
            str(found["acme.due@leadflow"]["SUMMARY"]) == "Acme University: Call, then write; today"
        )
        assert str(found["birch.wait@leadflow"]["DESCRIPTION"]) == "Waited for: the grant"

    def test_the_stamp_is_today_and_not_the_clock(self, folder: Project) -> None:
        found = appointments(folder.build())
        stamps = {one.decoded("DTSTAMP") for one in found.values()}
        assert stamps == {dt.datetime(2026, 11, 23, tzinfo=dt.UTC)}

    def test_no_line_is_longer_than_75_octets_and_no_character_is_cut(
        self, folder: Project
    ) -> None:
        name = "Ünïversität für Ümlaute 🚀 " * 12
        folder.lead("long", f"name: {name}\ndue: 2026-12-01\nhistory: []\n")
        built = folder.build()
        raw = (built.out / "leadflow" / "calendar.ics").read_bytes()
        assert max(map(len, raw.split(b"\r\n"))) <= 75
        assert b"\n" not in raw.replace(b"\r\n", b"")
        assert str(appointments(built)["long.due@leadflow"]["SUMMARY"]).startswith(name.strip())

    def test_events_name_the_site_and_the_page(self, folder: Project) -> None:
        found = appointments(folder.build(html_baseurl="https://handbook.example.org/"))
        url = found["acme.due@handbook.example.org"]["URL"]
        assert str(url) == "https://handbook.example.org/leads/acme.html#lead-acme"


class TestData:
    def test_json_keeps_its_schema_and_csv_its_head(self, folder: Project) -> None:
        built = folder.build()
        document = json.loads(read(built, "data.json"))
        jsonschema.validate(document, json.loads(read(built, "data.schema.json")))
        for name, rows in document["tables"].items():
            read_back = list(csv.DictReader(io.StringIO(read(built, f"{name}.csv"), newline="")))
            assert len(read_back) == len(rows)
            assert not rows or list(read_back[0]) == list(rows[0])

    def test_a_public_build_holds_nothing_for_the_team(self, folder: Project) -> None:
        folder.write("docs/conf.py", PUBLIC)
        folder.lead("secret", "name: Hidden\nvisibility: team\ndue: 2026-12-01\nhistory: []")
        built = folder.build()
        whole = "".join(path.read_text("utf-8") for path in (built.out / "leadflow").iterdir())
        for word in ("15000", "they liked it", "Hidden", "secret", "the grant", "Call, then"):
            assert word not in whole
        assert "Acme University" in whole

    def test_builds_are_equal(self, folder: Project, tmp_path: Path) -> None:
        def contents(built: Built) -> dict[str, bytes]:
            return {one.name: one.read_bytes() for one in (built.out / "leadflow").iterdir()}

        other = Project(tmp_path / "other").fill(pages=PAGES, process=FIGURES, leads=DUE)
        assert contents(folder.build()) == contents(other.build(jobs=2))

    def test_a_removed_lead_is_gone_and_what_did_not_change_is_not_written(
        self, folder: Project
    ) -> None:
        built = folder.build()
        places = built.out / "leadflow" / "places.csv"
        before = places.stat().st_mtime_ns
        (folder.leads / "acme.yaml").unlink()
        folder.build()
        whole = "".join(path.read_text("utf-8") for path in (built.out / "leadflow").iterdir())
        assert "acme" not in whole.lower()
        assert places.stat().st_mtime_ns == before

    def test_a_build_that_changes_nothing_does_not_make_them(self, folder: Project) -> None:
        path = folder.build().out / "leadflow" / "places.csv"
        path.write_text("mine")
        folder.build()
        assert path.read_text() == "mine"
        folder.build(html_baseurl="https://handbook.example.org/")
        assert path.read_text() != "mine"

    def test_a_file_that_somebody_removed_is_written_again(self, folder: Project) -> None:
        built = folder.build()
        (built.out / "leadflow" / "leads.csv").unlink()
        folder.build()
        assert (built.out / "leadflow" / "leads.csv").is_file()

    def test_a_page_that_moves_takes_the_links_along(self, folder: Project) -> None:
        folder.build()
        found = feed(folder.build(leadflow_pages="customers"))
        assert {entry.link.split("/")[1] for entry in found.entries} == {"customers"}

    def test_they_can_be_switched_off_and_go_then(self, folder: Project) -> None:
        built = folder.build()
        assert (built.out / "leadflow").is_dir()
        again = folder.build(leadflow_feeds=False)
        assert not (built.out / "leadflow").exists()
        assert "lf-feeds" not in again.page("log")
        assert "lf-feeds" in folder.build().page("log")

    def test_nothing_is_written_into_a_link_that_leads_elsewhere(
        self, folder: Project, tmp_path: Path
    ) -> None:
        built = folder.build()
        outside = tmp_path / "outside.txt"
        outside.write_text("mine")
        (built.out / "leadflow" / "places.csv").unlink()
        (built.out / "leadflow" / "places.csv").symlink_to(outside)
        folder.build()
        assert outside.read_text() == "mine"
        assert not (built.out / "leadflow" / "places.csv").is_symlink()
