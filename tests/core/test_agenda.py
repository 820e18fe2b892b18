"""Which leads need a word in the weekly meeting, and why; who is a customer."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from sphinx_leadflow.core.customers import customers
from sphinx_leadflow.core.model import Audience
from sphinx_leadflow.core.project import load
from sphinx_leadflow.core.query import Snapshot
from sphinx_leadflow.core.views.agenda import AgendaView, agenda_view
from sphinx_leadflow.core.views.customers import customers_view
from sphinx_leadflow.core.views.parts import Ref

TODAY = dt.date(2026, 11, 23)

PROCESS = """\
title: Hubs
people:
  amara: {name: Amara Okafor}
  jules: {name: Jules Lindqvist}
fields:
  price: {title: Price, type: money}
  service_start: {title: Start, type: date}
  service_end: {title: End, type: date}
  hubs: {type: list, of: {url: url, issue: url, launched: date}}
  contact: {type: list, of: {name: text, role: text, email: email}, visibility: team}
  health: {title: Health, type: choice, options: [green, amber, red], tracked: true}
stages:
  find:
    title: Find out
    steps:
      ask: {title: Ask them, within: 14 days, fills: price}
      offer:
        title: Make an offer
        start: true
        limits: {after: 60 days, since: activity, to: lost}
        next: {agreed: customer, another round: ask}
outcomes:
  customer: {title: Customer, kind: won, spawns: {link: renews, at: ask}}
  lost: {title: Lost, kind: lost, reasons: [price]}
"""


def snapshot(root: Path, audience: Audience = Audience.TEAM, **leads: str) -> Snapshot:
    (root / "leads").mkdir(parents=True)
    (root / "process.yaml").write_text(PROCESS, "utf-8")
    for name, text in leads.items():
        path = root / "leads" / f"{name.replace('_', '-')}.yaml"
        path.write_text(f"name: {name.capitalize()}\n{text}", "utf-8")
    loaded = load(root, audience)
    assert loaded.diagnostics == ()
    return Snapshot(loaded.project, TODAY)


def agenda(root: Path, audience: Audience = Audience.TEAM, **leads: str) -> AgendaView:
    return agenda_view(snapshot(root, audience, **leads), "", 7, (), ())


def lines(view: AgendaView) -> dict[str, tuple[str, ...]]:
    return {point.lead.id: point.why for owner in view.owners for point in owner.points}


OPEN = "owner: amara\nprice: 1 EUR\n"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("due: 2026-11-22\nhistory: [{date: 2026-11-20, to: ask}]", "Was due on 22 Nov"),
        ("due: 2026-11-23\nhistory: [{date: 2026-11-20, to: ask}]", "Due today"),
        ("due: 2026-11-29\nhistory: [{date: 2026-11-20, to: ask}]", "Due before the next meeting"),
        ("due: 2026-11-30\nhistory: [{date: 2026-11-20, to: ask}]", None),
        ("history: [{date: 2026-11-09, to: ask}]", None),
        ("history: [{date: 2026-11-08, to: ask}]", "15 days at this step, limit 14 days"),
        (
            "waiting: {until: 2026-11-20, for: the grant}\nhistory: [{date: 2026-11-08, to: ask}]",
            "The wait for the grant ended on 20 Nov",
        ),
        (
            "waiting: {until: 2026-11-23}\nhistory: [{date: 2026-11-20, to: ask}]",
            "The wait ends today",
        ),
        (
            "waiting: {until: 2026-11-25}\nhistory: [{date: 2026-06-20, to: ask}]",
            "The wait ends on 25 Nov",
        ),
        ("waiting: {until: 2026-12-25}\nhistory: [{date: 2026-06-20, to: ask}]", None),
        (
            "history: [{date: 2026-09-01, to: offer}]",
            "83 days without a sign of life: decide on “Lost”",
        ),
    ],
)
def test_a_lead_is_spoken_about_for_a_reason(tmp_path: Path, text: str, why: str | None) -> None:
    assert lines(agenda(tmp_path, bay=OPEN + text)).get("bay", (None,))[0] == why


def test_a_lead_is_stuck_when_something_is_missing_and_nobody_wrote_a_line(tmp_path: Path) -> None:
    view = agenda(
        tmp_path,
        stuck="owner: amara\nhistory: [{date: 2026-11-15, to: ask}]",
        fresh="owner: amara\nhistory: [{date: 2026-11-12, to: ask}, {date: 2026-11-16, note: hi}]",
        filled=f"{OPEN}history: [{{date: 2026-11-15, to: ask}}]",
    )
    assert list(lines(view)) == ["stuck"]
    assert view.owners[0].points[0].missing == "Missing: Price"
    assert (view.spoken, view.open, view.owners[0].leads) == (1, 3, 3)


def test_where_notes_are_withheld_nobody_is_called_silent(tmp_path: Path) -> None:
    leads = {"bay": "owner: amara\nhistory: [{date: 2026-11-15, to: ask}]"}
    assert lines(agenda(tmp_path / "team", **leads))
    assert not lines(agenda(tmp_path / "public", Audience.PUBLIC, **leads))


def test_the_most_pressing_stands_first_and_nobody_comes_last(tmp_path: Path) -> None:
    late = "due: {}\nhistory: [{{date: 2026-11-20, to: ask}}]"
    view = agenda(
        tmp_path,
        a=OPEN + late.format("2026-11-24"),
        b=OPEN + late.format("2026-11-20"),
        c=OPEN + late.format("2026-11-10"),
        d="price: 1 EUR\nhistory: [{date: 2026-11-20, to: ask}]",
    )
    assert [owner.name for owner in view.owners] == ["Amara Okafor", "Nobody"]
    assert list(lines(view)) == ["c", "b", "a", "d"]


def told(view: AgendaView) -> dict[str, tuple[str, str]]:
    """Each change: its sort, and its sentence."""
    return {
        one.lead.id: (
            one.kind,
            "".join(word.title if isinstance(word, Ref) else word for word in one.words),
        )
        for one in view.changes
    }


def test_what_changed_is_told_once_for_each_lead(tmp_path: Path) -> None:
    view = agenda(
        tmp_path,
        new=f"{OPEN}history: [{{date: 2026-11-16, to: ask}}]",
        old=f"{OPEN}history: [{{date: 2026-11-15, to: ask}}]",
        moved=f"{OPEN}history: [{{date: 2026-11-09, to: ask}}, {{date: 2026-11-17, to: offer}}]",
        back=f"{OPEN}history: [{{date: 2026-11-01, to: offer}}, {{date: 2026-11-17, to: ask}}]",
        won=f"{OPEN}history: [{{date: 2026-11-01, to: offer}}, {{date: 2026-11-21, to: customer}}]",
        gone=f"{OPEN}history: [{{date: 2026-11-01, to: ask}}, "
        "{date: 2026-11-21, to: lost, reason: price}]",
        well=f"{OPEN}history: [{{date: 2026-11-01, to: offer}}, "
        "{date: 2026-11-18, set: {health: red}}, {date: 2026-11-19, set: {health: amber}}]",
        said=f"{OPEN}history: [{{date: 2026-11-10, to: ask}}, {{date: 2026-11-19, note: ok}}]",
    )
    assert told(view) == {
        "won": ("won", "ended as Customer, after 20 days."),
        "gone": ("lost", "ended as Lost (price) at Ask them, after 20 days."),
        "back": ("back", "went back from Make an offer to Ask them."),
        "new": ("new", "is new, at Ask them."),
        "moved": ("move", "moved from Ask them to Make an offer."),
        "well": ("set", "Health is now Amber."),
        "said": ("note", "was spoken about."),
    }
    assert list(told(view)) == ["won", "gone", "back", "new", "moved", "well", "said"]


def test_a_change_says_when_it_was_and_who_wrote_it(tmp_path: Path) -> None:
    view = agenda(
        tmp_path,
        said=f"{OPEN}history: [{{date: 2026-11-17, note: ok, by: amara}}, "
        "{date: 2026-11-19, to: ask}]",
        went=f"{OPEN}history: [{{date: 2026-11-18, to: ask}}]",
    )
    assert {one.lead.id: one.when for one in view.changes} == {
        "said": "17 Nov, Amara Okafor",
        "went": "18 Nov",
    }


WON = "owner: amara\nhistory: [{date: 2025-01-01, to: ask}, {date: 2025-02-01, to: customer}]\n"


def test_a_customer_is_the_last_won_lead_of_a_row_of_renewals(tmp_path: Path) -> None:
    found = customers(
        snapshot(
            tmp_path,
            first=f"{WON}service_end: 2025-12-31",
            second=f"{WON}renews: first\nservice_end: 2026-12-31",
            third="renews: second\nowner: amara\nhistory: [{date: 2026-11-01, to: ask}]",
            other=f"{WON}service_end: 2026-11-30",
        )
    )
    assert [one.standing.lead.id for one in found] == ["other", "second"]
    second = found[1]
    assert [one.lead.id for one in second.before] == ["first"]
    assert second.renewal is not None
    assert second.renewal.lead.id == "third"
    assert second.renewing


@pytest.mark.parametrize(
    ("left", "bucket"),
    [
        (-181, None),
        (-1, "Overdue"),
        (0, "Within 30 days"),
        (30, "Within 30 days"),
        (31, "31 to 90 days"),
        (90, "31 to 90 days"),
        (91, "91 to 180 days"),
        (180, "91 to 180 days"),
        (181, None),
    ],
)
def test_renewals_lie_in_buckets_by_the_days_that_are_left(
    tmp_path: Path, left: int, bucket: str | None
) -> None:
    end = TODAY + dt.timedelta(left)
    view = agenda(tmp_path, bay=f"{WON}service_end: {end}")
    assert next((one.title for one in view.buckets if one.renewals), None) == bucket


def test_a_team_that_says_on_which_day_it_meets_needs_no_options(tmp_path: Path) -> None:
    made = snapshot(tmp_path, bay=OPEN + "history: [{date: 2026-11-20, to: ask}]")
    figures = replace(made.process.figures, meeting="thursday")
    project = replace(made.project, process=replace(made.process, figures=figures))
    friday = Snapshot(project, dt.date(2026, 11, 27))
    thursday = Snapshot(project, dt.date(2026, 11, 26))
    assert agenda_view(friday, "", 0, (), ()).since == "Thu 26 Nov 2026"
    assert agenda_view(thursday, "", 0, (), ()).since == "Thu 19 Nov 2026"
    assert agenda_view(thursday, "", 14, (), ()).since == "Thu 12 Nov 2026"
    assert agenda_view(thursday, "2026-11-02", 0, (), ()).since == "Mon 2 Nov 2026"


def test_customers_who_need_attention_stand_first(tmp_path: Path) -> None:
    view = customers_view(
        snapshot(
            tmp_path,
            ended=f"{WON}service_end: 2026-11-01",
            ending=f"{WON}service_end: 2026-12-23",
            later=f"{WON}service_end: 2026-12-24",
            action=f"{WON}action: Ask about the invoice\ndue: 2026-11-05",
            red="owner: amara\nhistory: [{date: 2026-11-01, to: customer}, "
            "{date: 2026-11-02, set: {health: red}}]",
        ),
        *(30, 2000, (), ()),
    )
    assert [(one.lead.id, one.badge.text) for one in view.concerns] == [
        ("ended", "overdue 22 days"),
        ("action", "overdue 18 days"),
        ("red", "red"),
        ("ending", "30 days left"),
    ]
    assert view.concerns[1].text == "Ask about the invoice: due on 5 Nov."


def test_the_meeting_hears_of_customers_and_not_twice_of_renewals(tmp_path: Path) -> None:
    view = agenda(
        tmp_path,
        late=f"{WON}action: Ask about the invoice\ndue: 2026-11-05\nservice_end: 2026-11-30",
    )
    said = [one.text for one in view.concerns]
    assert said[0] == "Ask about the invoice: due on 5 Nov."
    assert not any("service" in one for one in said)


def test_silence_is_counted_from_the_last_line(tmp_path: Path) -> None:
    view = customers_view(snapshot(tmp_path, bay=WON), 30, 90, (), ())
    assert [one.badge.text for one in view.concerns] == ["stale 570 days"]


def test_columns_that_would_be_empty_are_left_out(tmp_path: Path) -> None:
    view = customers_view(
        snapshot(
            tmp_path,
            bay=f"{WON}service_start: 2026-01-01\nservice_end: 2026-12-31\n"
            "hubs: [{url: https://bay.example.org, launched: 2026-01-01}]",
        ),
        *(30, 90, (), ()),
    )
    assert [name for name, _title in view.table.columns] == [
        *("lead", "hubs", "service", "renewal", "last")
    ]
    cells = {cell.column: cell for cell in view.table.groups[0].rows[0].cells}
    assert cells["service"].passed == 89
    assert cells["hubs"].sub == "running since 1 Jan 2026"
    assert cells["renewal"].sub == "no renewal begun"


def test_what_is_for_the_team_is_not_in_a_public_list(tmp_path: Path) -> None:
    lead = {"bay": f"{WON}price: 9999 EUR\ncontact: [{{name: Ada, email: ada@example.org}}]"}
    public = customers_view(snapshot(tmp_path, Audience.PUBLIC, **lead), 30, 90, (), ())
    assert "999" not in repr(public)
    assert "Ada" not in repr(public)
    team = customers_view(snapshot(tmp_path / "team", **lead), 30, 90, (), ())
    assert "999" in repr(team)
    assert "Ada" in repr(team)
