"""The numbers worked out a second time, from the raw YAML, by plain code that shares nothing.

Nothing here is taken from the package but the answers that are compared. Two hundred histories
go forwards, back, past stages, away and back from being parked, in random order.
"""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
import yaml

from sphinx_leadflow.core.metrics.contracts import renewals_due
from sphinx_leadflow.core.metrics.conversion import conversion, funnel, time_to_win, win_rate
from sphinx_leadflow.core.metrics.flows import flows
from sphinx_leadflow.core.metrics.forecast import forecast
from sphinx_leadflow.core.metrics.visits import times_in_stages
from sphinx_leadflow.core.query import Snapshot
from tests.core.sample import project

PROCESS = """
fields:
  price: {type: money, visibility: public}
  start: date
  end: date
stages:
  a: {probability: 0.1, steps: {a1: A, a2: A}}
  b: {steps: {b1: B, b2: B, b3: B}}
  c: C
outcomes: {sold: {kind: won, from: [a, b, c]}, lost: lost, later: parked, twice: void}
figures: {value: price, starts: start, ends: end, minimum: 1, renewal_rate: 0.8, new_rate: 0.25}
"""
STAGES = {"a1": "a", "a2": "a", "b1": "b", "b2": "b", "b3": "b", "c": "c"}
ORDER = ["a", "b", "c"]
ENDS = ["sold", "lost", "later", "twice"]
TODAY = dt.date(2026, 2, 28)
WORLDS, LEADS = 8, 25  # two hundred histories


def text_of(rng: random.Random, number: int) -> str:
    """One lead's file, written as a person would."""
    date = dt.date(2023, 12, 1) + dt.timedelta(days=rng.randrange(600))
    lines, place = [], rng.choice(["a1", "a1", "a1", "b1", "c"])
    for _move in range(rng.randrange(1, 9)):
        if date > TODAY:
            break
        lines.append(f"  - {{date: {date}, to: {place}}}")
        if place in ("sold", "lost", "twice"):
            break
        if rng.random() < 0.2:
            lines.append(f"  - {{date: {date}, note: a call}}")
        place = rng.choice([*STAGES, *STAGES, *ENDS[:3], "sold", "lost", "twice"])
        date += dt.timedelta(days=rng.choice([0, 1, 3, 8, 20, 31, 60, 120]))
    money = ""
    if rng.random() < 0.8:
        start = dt.date(2024, 1, 1) + dt.timedelta(days=rng.randrange(900))
        end = start + dt.timedelta(days=rng.choice([10, 29, 364, 365, 366, 500, 730, 1100]))
        cents = rng.randrange(1, 10_000_000)
        code = rng.choice(["USD", "USD", "EUR"])
        money = f"price: {cents // 100}.{cents % 100:02} {code}\nstart: {start}\nend: {end}\n"
    after = f"renews: l{rng.randrange(number)}\n" if number and rng.random() < 0.25 else ""
    own = f"probability: 0.{rng.randrange(10)}\n" if rng.random() < 0.2 else ""
    return f"name: Lead {number}\n{money}{after}{own}history:\n" + "\n".join(lines) + "\n"


class Second:
    """The second computation: from the texts, in the plainest way there is."""

    def __init__(self, texts: dict[str, str]) -> None:
        read = {ident: yaml.safe_load(text) for ident, text in texts.items()}
        self.everyone = read
        self.moves = {
            ident: [(line["to"], line["date"]) for line in lead["history"] if "to" in line]
            for ident, lead in read.items()
        }
        # Who was a duplicate in the end is left out of all figures.
        self.counted = [ident for ident in read if self.moves[ident][-1][0] != "twice"]

    def last(self, ident: str) -> str:
        return str(self.moves[ident][-1][0])

    def state(self, ident: str) -> str:
        found = {"sold": "won", "lost": "lost", "later": "parked", "twice": "void"}
        return found.get(self.last(ident), "open")

    def day_by_day(self, ident: str) -> dict[str, int]:
        """How many nights a lead spent in each stage, counted one by one."""
        nights: dict[str, int] = {}
        date = self.moves[ident][0][1]
        while date < TODAY:
            place = next(to for to, day in reversed(self.moves[ident]) if day <= date)
            if place in STAGES:
                nights[STAGES[place]] = nights.get(STAGES[place], 0) + 1
            date += dt.timedelta(days=1)
        return nights

    def path(self, ident: str) -> list[str]:
        """Stages and outcomes in their order, without moves inside a stage."""
        found: list[str] = []
        for to, _date in self.moves[ident]:
            place = STAGES.get(to, to)
            if not found or found[-1] != place:
                found.append(place)
        return found

    def furthest(self, ident: str) -> int:
        if self.state(ident) == "won":
            return len(ORDER)
        return max((ORDER.index(one) for one in self.path(ident) if one in ORDER), default=-1)

    def conversion(self, start: str, end: str) -> tuple[set[str], set[str], set[str]]:
        hits, misses, open_ = set(), set(), set()
        for ident in self.counted:
            places = [STAGES.get(to) for to, _date in self.moves[ident]]
            if start not in places:
                continue
            later = [ORDER.index(one) for one in places[places.index(start) + 1 :] if one]
            if self.state(ident) == "won" or any(one >= ORDER.index(end) for one in later):
                hits.add(ident)
            elif self.state(ident) == "lost":
                misses.add(ident)
            else:
                open_.add(ident)
        return hits, misses, open_

    def median(self, stage: str) -> int | None:
        """The product-limit estimate in whole fractions."""
        times = []
        for ident in self.counted:
            if stage in self.path(ident):
                there = STAGES.get(self.last(ident)) == stage
                times.append((self.day_by_day(ident).get(stage, 0), there))
        left = Fraction(1)
        for day in range(max((time for time, _there in times), default=0) + 1):
            at_risk = [one for one in times if one[0] >= day]
            gone = [one for one in at_risk if one[0] == day and not one[1]]
            if gone:
                left *= Fraction(len(at_risk) - len(gone), len(at_risk))
                if left <= Fraction(1, 2):
                    return day
        return None

    # ── money, in whole cents ───────────────────────────────────────────────

    def months(self, ident: str) -> dict[tuple[int, int], int]:
        """Cents by month: the part of month k is what k months round to, less k - 1 months."""
        lead = self.everyone[ident]
        if "price" not in lead:
            return {}
        start, end = lead["start"], lead["end"]
        cents = int(Decimal(lead["price"].split()[0]) * 100)
        names, year, month = [], start.year, start.month
        while (year, month) <= (end.year, end.month):
            names.append((year, month))
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        n = len(names)
        until = [(2 * cents * k + n) // (2 * n) for k in range(n + 1)]  # halves up
        return {name: until[k + 1] - until[k] for k, name in enumerate(names)}

    def successors(self, ident: str) -> list[str]:
        return [one for one in self.counted if self.everyone[one].get("renews") == ident]

    def contracted(self, month: tuple[int, int], code: str) -> int:
        return sum(
            self.months(ident).get(month, 0)
            for ident in self.counted
            if self.state(ident) == "won"
            and code in str(self.everyone[ident].get("price"))
        )  # fmt: skip

    def new(self, month: tuple[int, int], code: str) -> int:
        return sum(
            self.months(ident).get(month, 0)
            for ident in self.counted
            if self.state(ident) == "open"
            and "renews" not in self.everyone[ident]
            and code in str(self.everyone[ident].get("price"))
        )

    def renewals(self, month: tuple[int, int], code: str) -> int:
        found = 0
        for ident in self.counted:
            lead, cents = self.everyone[ident], self.months(ident)
            if code not in str(lead.get("price")):
                continue
            if self.state(ident) == "open" and "renews" in lead:
                found += cents.get(month, 0)
            alive = cents and (TODAY - lead["end"]).days <= 180
            if self.state(ident) == "won" and alive and not self.successors(ident):
                final = max(cents)
                found += cents[final] if month > final else 0
        return found

    def due(self) -> set[str]:
        found = set()
        for ident in self.counted:
            end = self.everyone[ident].get("end")
            if self.state(ident) != "won" or end is None:
                continue
            states = {self.state(one) for one in self.successors(ident)}
            if not states & {"won", "lost"} and (states or (TODAY - end).days <= 180):
                found.add(ident)
        return found


@pytest.fixture(scope="module", params=range(WORLDS), ids=lambda seed: f"world {seed}")
def world(request: pytest.FixtureRequest) -> tuple[Snapshot, Second]:
    rng = random.Random(request.param)
    texts = {f"l{number}": text_of(rng, number) for number in range(LEADS)}
    return Snapshot(project(PROCESS, **texts), TODAY), Second(texts)


World = tuple[Snapshot, Second]


def test_time_in_a_stage_is_the_number_of_nights(world: World) -> None:
    here, second = world
    for found in times_in_stages(here):
        nights = {
            ident: second.day_by_day(ident).get(found.place, 0)
            for ident in second.counted
            if found.place in second.path(ident)
        }
        assert {one.lead: one.days for one in found.times} == nights
        assert found.median == second.median(found.place)


def test_visits_are_arrivals(world: World) -> None:
    here, second = world
    for found in times_in_stages(here):
        arrivals = {
            ident: second.path(ident).count(found.place)
            for ident in second.counted
            if found.place in second.path(ident)
        }
        assert {one.lead: one.visits for one in found.times} == arrivals


def test_conversions(world: World) -> None:
    here, second = world
    for start, end in (("a", "b"), ("b", "c"), ("a", "c")):
        found = conversion(here, start, end)
        assert found
        sets = set(found.rate.hits), set(found.rate.misses), set(found.rate.undecided)
        assert sets == second.conversion(start, end)


def test_the_funnel(world: World) -> None:
    here, second = world
    for number, row in enumerate(funnel(here)[1:]):
        assert set(row.leads) == {one for one in second.counted if second.furthest(one) >= number}


def test_wins(world: World) -> None:
    here, second = world
    rate = win_rate(here)
    by_state: dict[str, set[str]] = {"won": set(), "lost": set()}
    for ident in second.counted:
        by_state.setdefault(second.state(ident), set()).add(ident)
    assert (set(rate.hits), set(rate.misses)) == (by_state["won"], by_state["lost"])
    days = {
        ident: (second.moves[ident][-1][1] - second.moves[ident][0][1]).days
        for ident in by_state["won"]
    }
    assert dict(time_to_win(here).days) == days


def test_moves_between_stages(world: World) -> None:
    here, second = world
    counted: dict[tuple[str, str], int] = {}
    for ident in second.counted:
        path = second.path(ident)
        for pair in pairwise(path):
            if pair[0] in ORDER:
                counted[pair] = counted.get(pair, 0) + 1
    assert {(one.start, one.end): one.moves for one in flows(here).flows} == counted


def test_money_to_the_cent(world: World) -> None:
    here, second = world
    for month in forecast(here, months=30).months:
        name = (month.month.year, month.month.month)
        for code in ("USD", "EUR"):
            for part in ("contracted", "new", "renewals"):
                expected: Any = getattr(second, part)(name, code)
                assert getattr(month, part).of(code) * 100 == expected, (part, name, code)


def test_renewals_that_are_due(world: World) -> None:
    here, second = world
    assert {one.lead for one in renewals_due(here)} == second.due()


def test_the_histories_hold_what_is_hard(world: World) -> None:
    _here, second = world
    paths = [second.path(ident) for ident in second.everyone]
    assert any(path.count("b") > 1 for path in paths)
    assert any("c" in path and "b" not in path for path in paths)
    assert {second.state(ident) for ident in second.everyone} >= {"won", "lost", "open"}
