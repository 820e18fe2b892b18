"""The numbers, by golden values that were worked out by hand."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

import pytest

from sphinx_leadflow.core.metrics.conversion import (
    conversion,
    conversions,
    funnel,
    new_rate,
    time_to_win,
    win_rate,
)
from sphinx_leadflow.core.metrics.flows import flows
from sphinx_leadflow.core.metrics.formulas import FORMULAS
from sphinx_leadflow.core.metrics.rate import Rate, wilson
from sphinx_leadflow.core.metrics.scope import Scope, Window, cohorts, coverage
from sphinx_leadflow.core.metrics.timeline import timeline
from sphinx_leadflow.core.metrics.visits import (
    DayInterval,
    TimeIn,
    median_interval,
    median_survival,
    time_in,
    times_in_stages,
)
from sphinx_leadflow.core.model import Audience
from sphinx_leadflow.core.query import Snapshot
from tests.core.sample import project

PROCESS = """
people: {ada: Ada Byron, bo: Bo Kap}
fields: {source: {type: choice, options: [web, fair]}}
stages:
  a: {steps: {a1: {within: 7 days}, a2: A two}}
  b: {steps: {b1: B one, b2: {next: {sold: won, again: a1}}}}
  c: C
outcomes:
  won: {kind: won, from: [b, c]}
  lost: lost
  parked: parked
  void: void
figures: {source: source, minimum: 1}
"""
TODAY = dt.date(2026, 3, 31)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def snapshot(
    process: str = PROCESS,
    today: dt.date = TODAY,
    audience: Audience = Audience.TEAM,
    **leads: str,
) -> Snapshot:
    """Leads by their moves: `2026-01-01 a1, 2026-01-05 b1`, then perhaps more lines."""
    files = {}
    for ident, text in leads.items():
        moves, _line, more = text.partition("\n")
        lines = [move.split() for move in moves.split(", ") if move]
        history = "".join(f"  - {{date: {date}, to: {place}}}\n" for date, place in lines)
        files[ident] = f"name: {ident}\n{more}\nhistory:\n{history}"
    return Snapshot(project(process, audience, **files), today)


THERE_AND_BACK = "2026-01-01 a1, 2026-01-03 b1, 2026-01-10 a2, 2026-01-11 b1, 2026-01-31 won"


def stage(here: Snapshot, name: str) -> TimeIn:
    return next(one for one in times_in_stages(here) if one.place == name)


class TestThereAndBackAgain:
    """A → B → A → B → won."""

    def test_one_lead_reaches_b(self) -> None:
        here = snapshot(x=THERE_AND_BACK)
        (row,) = [row for row in funnel(here) if row.place == "b"]
        assert row.leads == ("x",)

    def test_b_is_visited_twice(self) -> None:
        here = snapshot(x=THERE_AND_BACK)
        assert stage(here, "b").visits == 2
        assert [stay.number for stay in here.journeys("")[0].stages] == [1, 1, 2, 2]

    def test_its_visits_add_up(self) -> None:
        here = snapshot(x=THERE_AND_BACK)
        assert [one.days for one in stage(here, "a").times] == [2 + 1]
        assert [one.days for one in stage(here, "b").times] == [7 + 20]

    def test_it_is_one_conversion(self) -> None:
        found = conversion(snapshot(x=THERE_AND_BACK), "a", "b")
        assert found and (found.rate.hits, found.rate.n) == (("x",), True)

    def test_the_way_back_is_a_return(self) -> None:
        found = flows(snapshot(x=THERE_AND_BACK))
        assert [(one.start, one.end, one.sort, one.moves, one.leads) for one in found.flows] == [
            ("a", "b", "on", 2, ("x",)),
            ("b", "a", "back", 1, ("x",)),
            ("b", "won", "out", 1, ("x",)),
        ]
        assert found.returned == ("x",)

    def test_the_time_to_win_is_from_the_first_step(self) -> None:
        assert time_to_win(snapshot(x=THERE_AND_BACK)).days == (("x", 30),)


class TestSkippedStages:
    MOVES = "2026-01-01 a1, 2026-01-05 c, 2026-01-09 won"

    def test_who_stood_further_on_has_come_this_far(self) -> None:
        rows = {row.place: row for row in funnel(snapshot(x=self.MOVES))}
        assert (rows["b"].leads, rows["b"].skipped) == (("x",), ("x",))
        assert rows["c"].skipped == ()

    def test_it_is_a_conversion_to_the_stage_that_was_skipped(self) -> None:
        found = conversion(snapshot(x=self.MOVES), "a", "b")
        assert found and found.rate.hits == ("x",)

    def test_it_says_nothing_about_leads_that_stood_in_the_skipped_stage(self) -> None:
        found = conversion(snapshot(x=self.MOVES), "b", "c")
        assert found and found.rate.n == 0

    def test_nobody_was_there(self) -> None:
        assert stage(snapshot(x=self.MOVES), "b").times == ()

    def test_the_flow_says_so(self) -> None:
        (first, _out) = flows(snapshot(x=self.MOVES)).flows
        assert (first.start, first.end, first.sort) == ("a", "c", "skip")


class TestOpenLeads:
    LEADS: ClassVar = {"won": "2026-01-01 a1, 2026-01-11 b1, 2026-01-21 won",
             "lost": "2026-01-01 a1, 2026-01-21 lost",
             "open": "2026-03-01 a1",
             "parked": "2026-01-01 a1, 2026-01-31 parked"}  # fmt: skip

    def test_they_are_no_failures(self) -> None:
        found = conversion(snapshot(**self.LEADS), "a", "b")
        assert found
        assert (found.rate.hits, found.rate.misses) == (("won",), ("lost",))
        assert found.rate.undecided == ("open", "parked")
        assert found.rate.share == 0.5

    def test_they_are_no_part_of_the_win_rate(self) -> None:
        rate = win_rate(snapshot(**self.LEADS))
        assert (rate.share, rate.n, rate.undecided) == (0.5, 2, ("open", "parked"))

    def test_they_have_stayed_at_least_so_long(self) -> None:
        # 10 (left), 20 (left), 30 (left), 30 (still there): of four one leaves on day 10, which
        # leaves 3/4; one of three on day 20, which leaves 1/2: the median.
        found = stage(snapshot(**self.LEADS), "a")
        assert [(one.lead, one.days, one.open) for one in found.times] == [
            ("open", 30, True), ("parked", 30, False), ("lost", 20, False), ("won", 10, False),
        ]  # fmt: skip
        assert found.median == 20
        assert found.open == ("open",)

    def test_there_is_no_median_while_more_than_half_are_there(self) -> None:
        here = snapshot(x="2026-01-01 a1, 2026-01-11 b1", y="2026-01-01 a1", z="2026-01-01 a1")
        assert stage(here, "a").median is None

    def test_the_funnel_shows_where_they_are(self) -> None:
        rows = {row.place: row for row in funnel(snapshot(**self.LEADS))}
        assert rows["a"].here == ("open", "parked")
        assert rows["a"].of_all.share == 1
        assert rows["b"].of_previous.share == 0.25

    def test_a_lead_that_was_lost_after_it_came_there_is_a_conversion(self) -> None:
        found = conversion(snapshot(x="2026-01-01 a1, 2026-01-05 b1, 2026-01-06 lost"), "a", "b")
        assert found and found.rate.hits == ("x",)

    def test_a_lead_that_went_back_and_is_there_is_undecided_for_what_comes_next(self) -> None:
        here = snapshot(x="2026-01-01 a1, 2026-01-05 b1, 2026-01-06 a1")
        found = conversion(here, "b", "c")
        assert found and (found.rate.n, found.rate.undecided) == (0, ("x",))


class TestWaiting:
    def test_a_declared_pause_is_told_apart(self) -> None:
        pause = "\nwaiting: {since: 2026-03-11, until: 2026-06-01, for: a grant}"
        (one,) = stage(snapshot(x="2026-03-01 a1" + pause), "a").times
        assert (one.days, one.waiting, one.working) == (30, 20, 10)

    def test_without_a_day_it_begins_with_the_last_line(self) -> None:
        pause = "\nwaiting: {until: 2026-06-01, for: a grant}"
        (one,) = stage(snapshot(x="2026-03-01 a1, 2026-03-06 a2" + pause), "a").times
        assert (one.days, one.waiting) == (30, 25)

    def test_what_is_behind_its_end_is_work_again(self) -> None:
        pause = "\nwaiting: {since: 2026-03-11, until: 2026-03-21}"
        (one,) = stage(snapshot(x="2026-03-01 a1" + pause), "a").times
        assert (one.days, one.waiting, one.working) == (30, 10, 20)

    def test_it_belongs_to_the_visits_it_lies_in(self) -> None:
        pause = "\nwaiting: {since: 2026-03-06, until: 2026-06-01}"
        here = snapshot(x="2026-03-01 a1, 2026-03-11 b1" + pause)
        assert [(one.days, one.waiting) for one in here.journeys("")[0].stages] == [
            (10, 5), (20, 20),
        ]  # fmt: skip

    def test_who_waits_is_not_past_a_limit(self) -> None:
        pause = "\nwaiting: {since: 2026-03-06, until: 2026-06-01}"
        here = snapshot(x="2026-03-01 a1" + pause, y="2026-03-01 a1", z="2026-03-24 a1")
        assert stage(here, "a").over_limit == ("y",)


class TestWindows:
    LEADS: ClassVar = {"old": "2025-12-30 a1, 2025-12-31 b1, 2026-01-01 won",
             "new": "2026-01-01 a1, 2026-01-02 b1, 2026-02-02 lost"}  # fmt: skip

    def test_a_quarter_ends_with_the_year(self) -> None:
        found = cohorts(snapshot(**self.LEADS), "quarter")
        assert [(one.title, one.leads) for one in found] == [
            ("2025 Q4", ("old",)), ("2026 Q1", ("new",)),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("since", "until", "entered"),
        [
            ("2025-12-30", "2026-01-01", ("old", "new")),
            ("2025-12-30", "2025-12-31", ("old",)),
            ("2025-12-31", "2026-01-01", ("new",)),
            ("2026-01-02", "2026-12-31", ()),
        ],
    )
    def test_both_ends_belong_to_it(self, since: str, until: str, entered: tuple[str]) -> None:
        scope = Scope(window=Window(day(since), day(until)))
        found = conversion(snapshot(**self.LEADS), "a", "b", scope)
        assert found and set(found.rate.hits) == set(entered)

    def test_across_a_year_end_days_are_counted_through(self) -> None:
        assert time_to_win(snapshot(**self.LEADS)).days == (("old", 2),)

    def test_a_win_counts_on_the_day_it_was_won(self) -> None:
        here = snapshot(**self.LEADS)
        january = win_rate(here, Scope(window=Window(day("2026-01-01"), day("2026-01-31"))))
        december = win_rate(here, Scope(window=Window(day("2025-12-01"), day("2025-12-31"))))
        assert (january.hits, january.misses) == (("old",), ())
        assert december.n == 0

    def test_moves_count_on_their_day(self) -> None:
        scope = Scope(window=Window(day("2026-01-01"), day("2026-01-02")))
        found = flows(snapshot(**self.LEADS), scope).flows
        assert [(one.start, one.end, one.leads) for one in found] == [
            ("a", "b", ("new",)), ("b", "won", ("old",)),
        ]  # fmt: skip

    def test_a_leap_day_is_a_day(self) -> None:
        here = snapshot(x="2024-02-28 a1, 2024-03-01 b1", y="2023-02-28 a1, 2023-03-01 b1")
        assert [(one.lead, one.days) for one in stage(here, "a").times] == [("x", 2), ("y", 1)]

    def test_the_timeline_shows_who_was_under_way(self) -> None:
        scope = Scope(window=Window(day("2026-01-02"), day("2026-01-31")))
        assert [one.lead for one in timeline(snapshot(**self.LEADS), scope)] == ["new"]
        assert [one.lead for one in timeline(snapshot(**self.LEADS))] == ["old", "new"]


class TestWhoCounts:
    def test_void_and_broken_leads_and_those_without_a_step_are_named_and_left_out(self) -> None:
        here = snapshot(x="2026-01-01 a1", v="2026-01-01 a1, 2026-01-02 void", n="")
        found = coverage(here)
        assert (found.leads, found.void, found.unbegun) == (("x",), ("v",), ("n",))
        assert [row.leads for row in funnel(here)[:2]] == [("x",), ("x",)]

    def test_a_public_build_says_how_many_it_does_not_know(self) -> None:
        here = snapshot(
            audience=Audience.PUBLIC, x="2026-01-01 a1", y="2026-01-01 a1\nvisibility: team"
        )
        assert (coverage(here).leads, coverage(here).withheld) == (("x",), 1)

    def test_cohorts_by_source_are_in_the_order_of_the_options(self) -> None:
        here = snapshot(
            x="2026-01-01 a1\nsource: fair", y="2026-01-01 a1\nsource: web", z="2026-01-01 a1"
        )
        assert [(one.id, one.leads) for one in cohorts(here, "source")] == [
            ("web", ("y",)), ("fair", ("x",)), ("", ("z",)),
        ]  # fmt: skip

    def test_the_scope_of_a_cohort_holds_just_its_leads(self) -> None:
        here = snapshot(x="2026-01-01 a1\nowner: ada", y="2026-01-01 a1", z="2025-01-01 a1")
        for by in ("owner", "source", "quarter"):
            for one in cohorts(here, by):
                assert coverage(here, one.scope).leads == one.leads

    def test_a_source_for_the_team_makes_no_cohorts_in_a_public_build(self) -> None:
        process = PROCESS.replace("options: [web, fair]", "options: [web, fair], visibility: team")
        here = snapshot(process, audience=Audience.PUBLIC, x="2026-01-01 a1\nsource: web")
        assert cohorts(here, "source") == ()

    def test_a_renewal_is_no_new_lead(self) -> None:
        won = "2026-01-01 b1, 2026-01-02 won"
        rate = new_rate(snapshot(x=won, y=won + "\nrenews: x", z="2026-01-01 a1, 2026-01-02 lost"))
        assert (rate.hits, rate.misses) == (("x",), ("z",))

    def test_a_step_that_counts_as_won_is_a_win_although_work_goes_on(self) -> None:
        process = PROCESS.replace("c: C", "c: {won: true}")
        here = snapshot(process, x="2026-01-01 a1, 2026-01-05 c")
        assert win_rate(here).hits == ("x",)
        assert time_to_win(here).days == (("x", 4),)

    def test_a_lead_counts_in_each_pipeline_it_was_in(self) -> None:
        process = """
        pipelines:
          p: {stages: {a: {next: q/b}}}
          q: {stages: {b: B}}
        outcomes: {won: won, lost: lost}
        """
        here = snapshot(process, x="2026-01-01 p/a, 2026-01-05 q/b, 2026-01-06 won")
        assert [one.lead for one in here.journeys("p")] == ["x"]
        assert [(one.place, one.days, one.to) for one in here.journeys("p")[0].stages] == [
            ("a", 4, "q/b")
        ]
        assert win_rate(here, Scope(pipeline="p")).n == 0
        assert win_rate(here, Scope(pipeline="q")).hits == ("x",)


class TestSmallNumbers:
    def test_below_the_minimum_there_are_counts_and_no_rate(self) -> None:
        process = PROCESS.replace("minimum: 1", "minimum: 3")
        rate = win_rate(snapshot(process, x=THERE_AND_BACK, y="2026-01-01 a1, 2026-01-02 lost"))
        assert (len(rate.hits), rate.n, rate.share, rate.interval) == (1, 2, None, None)

    def test_from_the_minimum_on_there_is_a_rate(self) -> None:
        process = PROCESS.replace("minimum: 1", "minimum: 2")
        rate = win_rate(snapshot(process, x=THERE_AND_BACK, y="2026-01-01 a1, 2026-01-02 lost"))
        assert rate.share == 0.5

    def test_the_same_holds_for_medians(self) -> None:
        process = PROCESS.replace("minimum: 1", "minimum: 2")
        here = snapshot(process, x=THERE_AND_BACK)
        assert (stage(here, "a").median, time_to_win(here).median) == (None, None)

    def test_nothing_gives_no_rate(self) -> None:
        assert Rate("win-rate", (), ()).share is None
        here = snapshot()
        assert [row.leads for row in funnel(here)] == [(), (), (), (), ()]
        assert all(one.rate.share is None for one in conversions(here))


class TestMethods:
    @pytest.mark.parametrize(
        ("hits", "n", "low", "high"),
        [  # from the formula by hand, with z = 1.96
            (8, 10, 0.4901625, 0.9433178),
            (0, 10, 0.0, 0.2775402),
            (10, 10, 0.7224598, 1.0),
            (1, 1, 0.2065493, 1.0),
            (50, 100, 0.4038315, 0.5961685),
        ],
    )
    def test_wilson(self, hits: int, n: int, low: float, high: float) -> None:
        found = wilson(hits, n)
        assert (found.low, found.high) == pytest.approx((low, high), abs=2e-5)

    def test_kaplan_and_meier_on_the_trial_of_freireich(self) -> None:
        # Weeks in remission with 6-MP (Freireich and others 1963), the textbook's example.
        ended = [6, 6, 6, 7, 10, 13, 16, 22, 23]
        running = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
        seen = [(time, True) for time in ended] + [(time, False) for time in running]
        assert median_survival(seen) == 23
        # S(10) = 0.753 ± 0.189 is off one half, S(13) = 0.690 ± 0.209 is not; no end below it.
        assert median_interval(seen) == DayInterval(13, None)

    def test_without_censoring_it_is_the_lower_median(self) -> None:
        assert median_survival([(day, True) for day in (1, 2, 3, 4)]) == 2
        assert median_survival([(day, True) for day in (1, 2, 3)]) == 2

    def test_a_step_takes_its_time_as_a_stage_does(self) -> None:
        found = time_in(snapshot(x=THERE_AND_BACK), "b1")
        assert found and [one.days for one in found.times] == [27]
        assert time_in(snapshot(), "nowhere") is None

    def test_milestones_are_the_lines_of_the_funnel(self) -> None:
        process = PROCESS.replace("minimum: 1", "minimum: 1, milestones: {Said yes: b2, Here: won}")
        here = snapshot(
            process, w="2026-01-01 b2", x=THERE_AND_BACK, y="2026-01-01 b1", z="2026-01-01 c"
        )
        assert [(row.title, row.leads) for row in funnel(here)] == [
            ("Created", ("w", "x", "y", "z")),
            ("Said yes", ("w", "x", "z")),
            ("Here", ("x",)),
        ]

    def test_every_figure_names_a_formula(self) -> None:
        here = snapshot(x=THERE_AND_BACK)
        used = {
            win_rate(here).formula, new_rate(here).formula, time_to_win(here).formula,
            flows(here).formula, stage(here, "a").formula, funnel(here)[0].of_all.formula,
            conversions(here)[0].rate.formula,
        }  # fmt: skip
        assert used <= FORMULAS.keys()
