"""Where a lead stands on a day: golden dates."""

from __future__ import annotations

import datetime as dt

import pytest

from sphinx_leadflow.core.model import Audience, Duration
from sphinx_leadflow.core.standing import Standing, State, standing
from tests.core.sample import project, read

PROCESS = """
fields:
  price: {type: number, visibility: public}
  secret: {type: text, visibility: team}
  end: date
  later: {type: date, visibility: team}
  size: number
  must: {type: text, required: {when: {size: 9}}}
checklists:
  fit: {items: {need: Need, money: Money, many: {title: Many, when: {size: 9}}}}
  own: {visibility: team, items: {x: X}}
stages:
  talk:
    lead_is: lead
    steps:
      call: {within: 7 days, fills: [price, secret], checklist: [fit, own]}
      offer: {due: {before: end, by: 2 months}, next: {agreed: work, no: lost}}
  work: {won: true, needs: size, due: {every: month, at: end}}
outcomes:
  done: won
  lost: {kind: lost, reasons: [price]}
  parked: parked
  void: void
"""


def stands(
    history: str,
    today: str,
    more: str = "",
    process: str = PROCESS,
    audience: Audience = Audience.TEAM,
) -> Standing:
    lines = "".join(f"  - {{{line}}}\n" for line in history.split("; ") if line)
    found = project(process, audience, a=f"name: Aster\n{more}\nhistory:\n{lines}")
    return standing(found.leads["a"], found, dt.date.fromisoformat(today))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


class TestState:
    @pytest.mark.parametrize(
        ("history", "state", "marks"),
        [
            ("", State.OPEN, {"open"}),
            ("date: 2026-01-01, note: they called", State.OPEN, {"open"}),
            ("date: 2026-01-01, to: call", State.OPEN, {"open"}),
            ("date: 2026-01-01, to: work", State.WON, {"open", "won"}),
            ("date: 2026-01-01, to: work; date: 2026-01-01, to: done", State.WON, {"won"}),
            ("date: 2026-01-01, to: work; date: 2026-01-01, to: lost", State.LOST, {"lost"}),
            ("date: 2026-01-01, to: lost", State.LOST, {"lost"}),
            ("date: 2026-01-01, to: parked", State.PARKED, {"parked"}),
            ("date: 2026-01-01, to: void", State.VOID, {"void"}),
        ],
    )
    def test_the_history_says_how_a_lead_stands(
        self, history: str, state: State, marks: set[str]
    ) -> None:
        found = stands(history, "2026-01-01")
        assert (found.state, found.marks) == (state, marks)

    def test_a_file_that_cannot_be_read_is_a_broken_lead(self) -> None:
        found = read("title: Leads", a="name: 'x").project
        assert standing(found.leads["a"], found, day("2026-01-01")).marks == {"broken"}

    def test_a_lead_stands_at_the_last_step_it_moved_to(self) -> None:
        found = stands(
            "date: 2026-01-01, to: call; date: 2026-01-05, to: offer; date: 2026-01-09, note: n",
            "2026-01-11",
        )
        assert found.step is not None and found.stage is not None
        assert (found.step.id, found.stage.id, found.since, found.days) == (
            "offer",
            "talk",
            day("2026-01-05"),
            6,
        )
        assert [(one.place.id, one.since, one.until) for one in found.visits] == [
            ("call", day("2026-01-01"), day("2026-01-05")),
            ("offer", day("2026-01-05"), None),
        ]
        assert found.last_activity == day("2026-01-09")
        assert [way.label for way in found.ways] == ["agreed", "no"]

    def test_an_ended_lead_knows_what_it_left_and_why(self) -> None:
        found = stands(
            "date: 2026-01-01, to: call; date: 2026-01-05, to: lost, reason: price", "2026-01-06"
        )
        assert found.left is not None and found.outcome is not None
        assert (found.left.id, found.outcome.id, found.reason) == ("call", "lost", "price")
        assert (found.step, found.missing, found.ways, found.stale) == (None, (), (), 0)

    def test_a_lead_from_tomorrow_has_been_there_for_no_time(self) -> None:
        assert stands("date: 2026-02-01, to: call", "2026-01-01").days == 0


class TestStale:
    @pytest.mark.parametrize(
        ("today", "stale"),
        [("2026-01-01", 0), ("2026-01-08", 0), ("2026-01-09", 1), ("2026-02-08", 31)],
    )
    def test_a_lead_is_stale_when_it_is_longer_at_a_step_than_meant(
        self, today: str, stale: int
    ) -> None:
        found = stands("date: 2026-01-01, to: call", today)
        assert (found.stale, "stale" in found.marks) == (stale, stale > 0)

    @pytest.mark.parametrize(
        ("today", "stale", "waiting", "over"),
        [
            ("2026-01-31", 0, True, None),
            ("2026-02-01", 0, False, 0),
            ("2026-02-02", 1, False, 1),
            ("2026-02-11", 10, False, 10),
        ],
    )
    def test_waiting_stops_the_clock_and_its_end_starts_it_again(
        self, today: str, stale: int, waiting: bool, over: int | None
    ) -> None:
        found = stands("date: 2026-01-01, to: call", today, "waiting: 2026-02-01")
        assert (found.stale, found.waiting, found.wait_over) == (stale, waiting, over)
        assert ("waiting" in found.marks) is waiting

    def test_a_pause_that_ended_before_the_limit_changes_nothing(self) -> None:
        found = stands("date: 2026-01-01, to: call", "2026-01-10", "waiting: 2026-01-03")
        assert found.stale == 2

    def test_a_lead_that_has_ended_waits_for_nothing(self) -> None:
        found = stands(
            "date: 2026-01-01, to: lost", "2026-03-01", "waiting: 2026-02-01\ndue: 2026-01-01"
        )
        assert (found.waiting, found.wait_over, found.overdue) == (False, None, 0)

    def test_a_parked_lead_may_wait_and_be_due(self) -> None:
        found = stands(
            "date: 2026-01-01, to: parked", "2026-02-03", "waiting: 2026-02-01\ndue: 2026-02-02"
        )
        assert (found.waiting, found.wait_over, found.overdue, found.stale) == (False, 2, 1, 0)


class TestDurations:
    @pytest.mark.parametrize(
        ("start", "length", "end"),
        [
            ("2026-01-31", "1 month", "2026-02-28"),
            ("2028-01-31", "1 month", "2028-02-29"),
            ("2026-01-31", "2 months", "2026-03-31"),
            ("2026-11-30", "3 months", "2027-02-28"),
            ("2028-02-29", "1 year", "2029-02-28"),
            ("2028-02-29", "4 years", "2032-02-29"),
            ("2026-12-31", "1 day", "2027-01-01"),
            ("2026-12-25", "2 weeks", "2027-01-08"),
            ("9999-12-01", "99999 days", "9999-12-31"),
            ("9999-12-01", "99999 years", "9999-12-01"),
        ],
    )
    def test_a_length_of_time_after_a_day(self, start: str, length: str, end: str) -> None:
        count, unit = length.split()
        duration = Duration(int(count), unit.rstrip("s") + "s")
        assert duration.after(day(start)) == day(end)
        assert str(duration) == length

    @pytest.mark.parametrize(
        ("end", "length", "start"),
        [
            ("2026-03-31", "1 month", "2026-02-28"),
            ("2028-03-31", "1 month", "2028-02-29"),
            ("2026-01-31", "2 months", "2025-11-30"),
            ("2028-02-29", "1 year", "2027-02-28"),
            ("2026-03-01", "1 day", "2026-02-28"),
            ("0001-01-02", "9 days", "0001-01-01"),
        ],
    )
    def test_a_length_of_time_before_a_day(self, end: str, length: str, start: str) -> None:
        count, unit = length.split()
        assert Duration(int(count), unit.rstrip("s") + "s").before(day(end)) == day(start)


class TestDue:
    @pytest.mark.parametrize(
        ("rule", "more", "due"),
        [
            ("{before: end, by: 60 days}", "end: 2026-12-31", "2026-11-01"),
            ("{before: end, by: 1 month}", "end: 2026-03-31", "2026-02-28"),
            ("{before: end, by: 1 month}", "end: 2028-03-31", "2028-02-29"),
            ("{before: end, by: 1 month}", "", None),
            ("{after: end, by: 1 week}", "end: 2026-12-31", "2027-01-07"),
            ("{after: entry, by: 3 days}", "", "2026-01-13"),
            ("end", "end: 2026-12-31", "2026-12-31"),
            ("entry", "", "2026-01-10"),
            ("{every: week, at: start}", "", "2026-01-12"),
            ("{every: week, at: end}", "", "2026-01-11"),
            ("{every: month, at: end}", "", "2026-01-31"),
            ("{every: month, at: start}", "", "2026-02-01"),
            ("{every: quarter, at: end}", "", "2026-03-31"),
            ("{every: year}", "", "2026-12-31"),
            ("{every: year, at: start}", "", "2027-01-01"),
            ("{before: end, by: 60 days}", "end: 2026-12-31\ndue: 2026-05-05", "2026-05-05"),
        ],
    )
    def test_a_due_date_follows_from_the_step_unless_the_lead_says_one(
        self, rule: str, more: str, due: str | None
    ) -> None:
        process = f"fields: {{end: date}}\nstages: {{one: {{due: {rule}}}}}"
        found = stands("date: 2026-01-10, to: one", "2026-01-10", more, process)  # a Saturday
        assert found.due == (day(due) if due else None)

    @pytest.mark.parametrize(
        ("activity", "due"),
        [
            ("2026-01-30", "2026-01-31"),
            ("2026-01-31", "2026-02-28"),
            ("2026-02-01", "2026-02-28"),
            ("2028-02-28", "2028-02-29"),
            ("2028-02-29", "2028-03-31"),
            ("2026-12-31", "2027-01-31"),
            ("9999-12-31", "9999-11-30"),
        ],
    )
    def test_what_is_due_every_month_is_due_again_after_the_last_activity(
        self, activity: str, due: str
    ) -> None:
        process = "stages: {one: {due: {every: month, at: end}}}"
        history = f"date: 2026-01-01, to: one; date: {activity}, note: the report is out"
        assert stands(history, "2026-01-01", "", process).due == day(due)

    @pytest.mark.parametrize(
        ("today", "late"), [("2026-05-04", 0), ("2026-05-05", 0), ("2026-05-06", 1)]
    )
    def test_a_lead_is_overdue_on_the_day_after(self, today: str, late: int) -> None:
        found = stands("date: 2026-01-01, to: call", today, "due: 2026-05-05")
        assert (found.overdue, "overdue" in found.marks) == (late, late > 0)

    def test_in_public_a_withheld_date_is_no_due_date(self) -> None:
        process = """
        fields: {later: {type: date, visibility: team}}
        stages: {one: {due: later}}
        """
        more, history = "later: 2026-05-05", "date: 2026-01-01, to: one"
        assert stands(history, "2026-06-01", more, process).overdue == 27
        assert stands(history, "2026-06-01", more, process, Audience.PUBLIC).due is None


def names(found: Standing) -> list[str]:
    return [name for one in found.missing for name in one.requirement.fields()]


class TestMissing:
    def test_what_the_step_asks_for_is_missing(self) -> None:
        assert names(stands("date: 2026-01-01, to: call", "2026-01-01")) == ["price", "secret"]
        assert names(stands("date: 2026-01-01, to: call", "2026-01-01", "price: 1")) == ["secret"]

    def test_in_public_a_withheld_field_is_not(self) -> None:
        found = stands("date: 2026-01-01, to: call", "2026-01-01", "", PROCESS, Audience.PUBLIC)
        assert names(found) == ["price"]

    def test_what_the_only_next_step_needs_is_missing_too(self) -> None:
        process = "fields: {a: text, b: text}\nstages: {one: {fills: a}, two: {needs: [a, b]}}"
        found = stands("date: 2026-01-01, to: one", "2026-01-01", "", process)
        assert names(found) == ["a", "b"]
        assert [one.step.id for one in found.missing if one.step] == ["one", "two"]

    def test_what_a_step_needs_that_does_not_exist_for_the_lead_is_not(self) -> None:
        process = """
        fields: {a: text, b: text, size: number}
        stages: {one: , two: {when: {size: 9}, needs: a}, three: {needs: b}}
        """
        assert names(stands("date: 2026-01-01, to: one", "2026-01-01", "", process)) == ["b"]
        found = stands("date: 2026-01-01, to: one", "2026-01-01", "size: 9", process)
        assert names(found) == ["a"]

    def test_of_several_ways_none_is_asked_for(self) -> None:
        assert names(stands("date: 2026-01-01, to: offer", "2026-01-01")) == []

    def test_a_required_field_is_missing_wherever_the_lead_stands(self) -> None:
        found = stands("date: 2026-01-01, to: offer", "2026-01-01", "size: 9")
        assert names(found) == ["must"]
        assert found.missing[0].step is None

    def test_a_group_is_asked_together_without_optional_steps_that_were_skipped(self) -> None:
        process = """
        fields: {a: text, b: text, c: text, size: number}
        stages:
          one: {fills: a}
          two: {fills: b, beside: one}
          three: {fills: c, beside: one, optional: true}
          four: {fills: c, beside: one, when: {size: 9}}
        """
        assert names(stands("date: 2026-01-01, to: one", "2026-01-01", "", process)) == ["a", "b"]
        history = "date: 2026-01-01, to: three; date: 2026-01-01, to: one"
        assert names(stands(history, "2026-01-01", "", process)) == ["a", "b", "c"]


class TestQuestions:
    def test_open_questions_are_those_without_an_answer(self) -> None:
        answers = "checklists: {fit: {need: false}}"
        found = stands("date: 2026-01-01, to: call", "2026-01-01", answers)
        assert found.open_questions == (("fit", 1, 2), ("own", 1, 1))

    def test_a_question_is_asked_where_its_condition_holds(self) -> None:
        found = stands("date: 2026-01-01, to: call", "2026-01-01", "size: 9\nmust: x")
        assert found.open_questions[0] == ("fit", 3, 3)

    def test_in_public_a_checklist_for_the_team_is_not_counted(self) -> None:
        process = """
        checklists: {own: {visibility: team, items: {x: X}}}
        stages: {call: {checklist: own}}
        """
        history = "date: 2026-01-01, to: call"
        assert stands(history, "2026-01-01", "", process).open_questions == (("own", 1, 1),)
        found = stands(history, "2026-01-01", "", process, Audience.PUBLIC)
        assert found.open_questions == ()
