"""Tables for other programs: what stands in them, who may see it, and that others can read it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

import jsonschema
import pytest

from sphinx_leadflow.core.events import Wanted, happenings
from sphinx_leadflow.core.model import Audience
from sphinx_leadflow.core.query import Snapshot
from sphinx_leadflow.core.table_files import as_csv, as_json, json_schema
from sphinx_leadflow.core.tables import Table, tables
from tests.core.sample import project

PROCESS = """
people: {ada: Ada Byron}
fields:
  price: money
  budget: {type: money, visibility: public}
  notes_for_us: {type: text, visibility: team}
  slogan: text
  size: number
  signed: date
  ready: boolean
  health: {type: choice, options: [good, bad], tracked: true}
  people_there: {type: list, of: {name: text, mail: email, since: date}}
stages:
  talk: {steps: {call: Call, offer: Offer}}
  work: Work
outcomes: {sold: won, gone: {kind: lost, reasons: [price]}}
"""
LEAD = """
name: Aster & Söhne
owner: ada
price: 15000.50 EUR
budget: 7 USD
notes_for_us: hush
slogan: "=HYPERLINK(1)"
size: 12.50
signed: 2026-02-28
ready: true
people_there: [{name: Bo, mail: bo@example.org, since: 2026-01-01}]
waiting: {until: 2026-06-01, for: a word}
history:
  - {date: 2026-01-05, to: call, by: ada}
  - {date: 2026-01-05, note: they are keen}
  - {date: 2026-01-20, to: work, by: ada, note: straight on}
  - {date: 2026-02-01, set: {health: bad}}
  - {date: 2026-02-02, to: offer}
"""


def snapshot(audience: Audience = Audience.TEAM, **leads: str) -> Snapshot:
    return Snapshot(project(PROCESS, audience, **(leads or {"a": LEAD})), dt.date(2026, 3, 1))


def named(found: tuple[Table, ...], name: str) -> Table:
    return next(table for table in found if table.name == name)


def records(table: Table) -> list[dict[str, object]]:
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows]


def read_csv(table: Table) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(as_csv(table), newline="")))


def test_a_lead_says_where_it_stands_and_what_is_known() -> None:
    (row,) = records(named(tables(snapshot()), "leads"))
    assert (row["id"], row["state"], row["stage"], row["step"]) == ("a", "open", "talk", "offer")
    assert (row["since"], row["days"]) == (dt.date(2026, 2, 2), 27)
    assert (str(row["field_price"]), row["field_price_currency"]) == ("15000.50", "EUR")


def test_csv_and_json_say_the_same() -> None:
    here = snapshot()
    found = tables(here)
    document = json.loads(as_json(here, found))
    for table in found:
        spelt = read_csv(table)
        assert len(spelt) == len(document["tables"][table.name])
        for left, right in zip(spelt, document["tables"][table.name], strict=True):
            for name, value in right.items():
                if isinstance(value, str):
                    assert left[name].removeprefix("'") == value
                elif value is None:
                    assert left[name] == ""
                elif isinstance(value, list):
                    assert json.loads(left[name] or "[]") == value
                else:
                    assert left[name] == str(value).lower()


def test_no_cell_of_a_spreadsheet_is_a_formula() -> None:
    row = read_csv(named(tables(snapshot()), "leads"))[0]
    assert row["field_slogan"] == "'=HYPERLINK(1)"


def test_a_negative_number_stays_a_number() -> None:
    here = snapshot(a="name: A\nsize: -3")
    assert read_csv(named(tables(here), "leads"))[0]["field_size"] == "-3"


@pytest.mark.parametrize("audience", Audience)
def test_the_document_keeps_its_own_schema(audience: Audience) -> None:
    here = snapshot(audience)
    found = tables(here)
    schema = json.loads(json_schema(found))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(as_json(here, found)), schema)


def test_the_schema_notices_what_is_wrong() -> None:
    here = snapshot()
    found = tables(here)
    document = json.loads(as_json(here, found))
    document["tables"]["leads"][0]["field_price"] = 15000.5
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, json.loads(json_schema(found)))


def test_the_public_gets_nothing_that_is_for_the_team_and_is_told_so() -> None:
    here = snapshot(
        Audience.PUBLIC, a=LEAD, b="name: Hidden\nvisibility: team\nhistory: []", c="name: C"
    )
    found = tables(here)
    written = as_json(here, found) + "".join(map(as_csv, found))
    for word in ("15000", "hush", "keen", "straight", "bo@", "Hidden", "a word"):
        assert word not in written
    withheld = json.loads(as_json(here, found))["withheld"]
    assert withheld == {"leads": True, "fields": ["price", "notes_for_us"], "notes": True}


def test_the_team_gets_all_of_it() -> None:
    here = snapshot()
    written = as_json(here, tables(here))
    for word in ("15000.50", "hush", "keen", "straight", "bo@"):
        assert word in written


def test_json_may_stand_inside_a_page() -> None:
    here = snapshot(a="name: </script><b>&amp;")
    text = as_json(here, tables(here))
    assert not {"<", ">", "&"}.intersection(text)
    assert json.loads(text)["tables"]["leads"][0]["name"] == "</script><b>&amp;"


class TestTheLog:
    def test_each_line_says_from_where_to_where_and_after_how_long(self) -> None:
        told = [
            (line.sort, line.start and line.start.id, line.end and line.end.id, line.days)
            for line in happenings(snapshot())
        ]
        assert told == [
            ("moved", "work", "offer", 13),
            ("changed", "work", None, None),
            ("moved", "call", "work", 15),
            ("noted", "call", None, None),
            ("created", None, "call", None),
        ]

    def test_lines_of_one_day_have_names_of_their_own(self) -> None:
        names = [line.id for line in happenings(snapshot())]
        assert names[-2:] == ["a/2026-01-05/2", "a/2026-01-05/1"]
        assert len(set(names)) == 5

    @pytest.mark.parametrize(
        ("wanted", "days"),
        [
            (Wanted(since=dt.date(2026, 2, 1)), ["02-02", "02-01"]),
            (Wanted(until=dt.date(2026, 1, 5)), ["01-05", "01-05"]),
            (Wanted(stages=("work",)), ["02-02", "02-01", "01-20"]),
            (Wanted(owners=("nobody",)), []),
            (Wanted(leads=("b",)), []),
            (Wanted(leads=("a",), pipelines=("",)), ["02-02", "02-01", "01-20", "01-05", "01-05"]),
        ],
    )
    def test_it_can_be_narrowed(self, wanted: Wanted, days: list[str]) -> None:
        assert [f"{line.date:%m-%d}" for line in happenings(snapshot(), wanted)] == days

    def test_the_newest_day_comes_first_and_leads_in_order(self) -> None:
        here = snapshot(
            b="name: B\nhistory: [{date: 2026-01-01, to: call}, {date: 2026-01-03, to: gone, "
            "reason: price}]",
            a="name: A\nhistory: [{date: 2026-01-03, to: call}]",
        )
        assert [(line.lead, line.sort) for line in happenings(here)] == [
            ("a", "created"), ("b", "ended"), ("b", "created"),
        ]  # fmt: skip

    def test_a_public_log_has_no_line_that_was_a_note_alone(self) -> None:
        sorts = [line.sort for line in happenings(snapshot(Audience.PUBLIC))]
        assert sorts == ["moved", "changed", "moved", "created"]
