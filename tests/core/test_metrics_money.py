"""Money: exact, spread over months, never mixed; golden values by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_leadflow.core.metrics.amounts import Amounts, total
from sphinx_leadflow.core.metrics.contracts import (
    Contract,
    bucket,
    contract_of,
    renewal_rate,
    renewals_due,
)
from sphinx_leadflow.core.metrics.forecast import Forecast, forecast
from sphinx_leadflow.core.metrics.formulas import FORMULAS
from sphinx_leadflow.core.metrics.looking_back import look_back, snapshot_of
from sphinx_leadflow.core.metrics.months import months_between, service_months, spread
from sphinx_leadflow.core.model import Audience, Money
from sphinx_leadflow.core.query import Snapshot
from tests.core.sample import project

PROCESS = """
fields:
  asked: {type: money, visibility: public}
  price: {type: money, visibility: public}
  start: date
  end: date
stages:
  talk: {probability: 0.2, steps: {call: Call, offer: Offer}}
  sign: {probability: 0.5}
  work: Work
outcomes: {won: {kind: won, from: [talk, sign, work]}, lost: lost, parked: parked}
figures:
  value: [price, asked]
  starts: start
  ends: end
  renewal_rate: 0.8
  new_rate: 0.3
  minimum: 1
"""
TODAY = dt.date(2026, 1, 15)
WON = "history: [{date: 2025-01-01, to: call}, {date: 2025-02-01, to: won}]"
OPEN = "history: [{date: 2026-01-02, to: call}]"


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def snapshot(
    more: str = "",
    today: dt.date = TODAY,
    audience: Audience = Audience.TEAM,
    process: str = PROCESS,
    **leads: str,
) -> Snapshot:
    files = {ident: f"name: {ident}\n{text}" for ident, text in leads.items()}
    indented = "".join(f"  {line}\n" for line in more.splitlines())
    return Snapshot(project(process + indented, audience, **files), today)


def contract(here: Snapshot, lead: str = "x") -> Contract:
    found = contract_of(here.standings[lead], here.process.figures)
    assert isinstance(found, Contract)
    return found


def euros(amounts: Amounts | None) -> str:
    return " + ".join(f"{one.amount} {one.currency}" for one in amounts.totals) if amounts else ""


def by_month(found: Forecast, part: str) -> list[str]:
    return [euros(getattr(month, part)) for month in found.months]


class TestMonths:
    @pytest.mark.parametrize(
        ("start", "end", "calendar", "term"),
        [
            ("2024-07-01", "2026-06-30", 24, 24),  # the first and the last month both count
            ("2026-01-01", "2026-01-01", 1, 1),
            ("2026-01-31", "2026-02-01", 2, 1),
            ("2025-12-31", "2026-01-01", 2, 1),  # over the end of a year
            ("2026-11-18", "2028-11-17", 25, 24),  # two years from the middle of a month
            ("2025-12-12", "2026-12-12", 13, 12),  # one day into a thirteenth month
            ("2026-01-01", "2026-12-15", 12, 12),  # half a month is one
            ("2026-01-01", "2026-12-14", 12, 11),  # less is none
            ("2024-02-29", "2025-02-28", 13, 12),  # from leap day to leap day's eve
            ("2024-02-01", "2024-02-29", 1, 1),
            ("2023-03-01", "2024-02-29", 12, 12),
            ("2024-01-31", "2024-03-30", 3, 2),
            ("2026-02-01", "2026-01-31", 0, 0),
        ],
    )
    def test_months_of_service(self, start: str, end: str, calendar: int, term: int) -> None:
        assert len(service_months(day(start), day(end), "calendar")) == calendar
        assert len(service_months(day(start), day(end), "term")) == term

    def test_they_follow_each_other_over_the_end_of_a_year(self) -> None:
        found = service_months(day("2025-11-20"), day("2026-02-19"), "term")
        assert [f"{one:%Y-%m-%d}" for one in found] == ["2025-11-01", "2025-12-01", "2026-01-01"]

    def test_a_window_holds_both_of_its_months(self) -> None:
        found = list(months_between(day("2025-12-01"), day("2026-01-01")))
        assert found == [day("2025-12-01"), day("2026-01-01")]


class TestSpreading:
    def test_200000_over_24_months_is_8333_33_and_the_cents_add_up(self) -> None:
        parts = spread(Decimal(200000), 24, "USD")
        assert len(parts) == 24
        assert set(parts) == {Decimal("8333.33"), Decimal("8333.34")}
        assert parts.count(Decimal("8333.34")) == 8  # 24 · 8,333.33 is 199,999.92
        assert sum(parts) == 200000

    def test_it_is_not_the_sum_over_23_months(self) -> None:
        here = snapshot(x=f"price: 200000 USD\nstart: 2024-07-01\nend: 2026-06-30\n{WON}")
        assert max(one.amount for one in contract(here).months.values()) < Decimal("8695")

    def test_yen_have_no_cents(self) -> None:
        assert spread(Decimal(1000), 3, "JPY") == (333, 334, 333)

    def test_dinars_have_three_places(self) -> None:
        assert spread(Decimal(1), 3, "KWD") == tuple(map(Decimal, ("0.333", "0.334", "0.333")))

    @given(
        st.decimals(-(10**15), 10**15, places=2, allow_nan=False),
        st.integers(1, 400),
        st.sampled_from(["USD", "JPY", "KWD"]),
    )
    def test_parts_always_add_up_and_differ_by_one_unit(
        self, amount: Decimal, count: int, currency: str
    ) -> None:
        whole = amount.to_integral_value() if currency == "JPY" else amount
        parts = spread(whole, count, currency)
        unit = {"USD": Decimal("0.01"), "JPY": Decimal(1), "KWD": Decimal("0.001")}[currency]
        assert len(parts) == count
        assert sum(parts) == whole
        assert max(parts) - min(parts) <= unit

    @pytest.mark.parametrize(
        ("per", "whole", "month"), [("service", 24, 1), ("year", 48, 2), ("month", 576, 24)]
    )
    def test_an_amount_pays_for_what_is_declared(self, per: str, whole: int, month: int) -> None:
        here = snapshot(
            f"per: {per}", x=f"price: 24 USD\nstart: 2026-01-01\nend: 2027-12-31\n{WON}"
        )
        found = contract(here)
        assert found.total == Money(Decimal(whole), "USD")
        assert {one.amount for one in found.months.values()} == {Decimal(month)}

    def test_the_first_field_that_is_filled_counts(self) -> None:
        dates = f"start: 2026-01-01\nend: 2026-12-31\n{WON}"
        here = snapshot(x=f"asked: 24 USD\nprice: 12 USD\n{dates}", y=f"asked: 24 USD\n{dates}")
        assert (contract(here).field, contract(here, "y").field) == ("price", "asked")


class TestForecast:
    SOLD = f"price: 1200 USD\nstart: 2025-04-01\nend: 2026-03-31\n{WON}"
    NEW = f"asked: 600 USD\nstart: 2026-03-01\nend: 2026-08-31\n{OPEN}"

    def test_a_month_is_contracted_then_to_be_renewed(self) -> None:
        found = forecast(snapshot(x=self.SOLD), months=4)
        assert by_month(found, "contracted") == ["100.00 USD", "100.00 USD", "100.00 USD", ""]
        assert by_month(found, "renewals") == ["", "", "", "100.00 USD"]
        assert by_month(found, "expected") == ["100.00 USD"] * 3 + ["80.00 USD"]

    def test_fmrr_is_cmrr_and_declared_rates_of_renewals_and_new(self) -> None:
        found = forecast(snapshot(x=self.SOLD, y=self.NEW), months=5)
        # Jan, Feb: 100. Mar: 100 + 0.3 · 100. Apr, May: 0.8 · 100 + 0.3 · 100.
        assert by_month(found, "forecast") == [
            "100.00 USD", "100.00 USD", "130.00 USD", "110.00 USD", "110.00 USD",
        ]  # fmt: skip

    def test_what_is_expected_goes_by_the_stage(self) -> None:
        found = forecast(snapshot(x=self.SOLD, y=self.NEW), months=5)
        assert by_month(found, "expected") == [
            "100.00 USD", "100.00 USD", "120.00 USD", "100.00 USD", "100.00 USD",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("text", "chance", "basis"),
        [
            (f"probability: 0.9\n{OPEN}", "0.9", "lead"),
            (OPEN, "0.2", "stage"),
            ("history: [{date: 2026-01-02, to: sign}]", "0.5", "stage"),
            ("history: [{date: 2026-01-02, to: work}]", "0.3", "declared"),
            (f"renews: x\n{OPEN}", "0.8", "declared"),
            (f"renews: x\nprobability: 0.1\n{OPEN}", "0.1", "lead"),
        ],
    )
    def test_a_chance_is_the_leads_own_then_its_stages_then_the_declared(
        self, text: str, chance: str, basis: str
    ) -> None:
        dates = "asked: 600 USD\nstart: 2026-03-01\nend: 2026-08-31\n"
        found = forecast(snapshot(x=self.SOLD, y=dates + text))
        (item,) = [one for one in found.items if one.lead == "y"]
        assert (item.chance, item.basis) == (Decimal(chance), basis)

    def test_nobody_declares_a_chance_and_nothing_is_expected(self) -> None:
        process = PROCESS.replace("  renewal_rate: 0.8\n  new_rate: 0.3\n", "")
        here = snapshot(process=process, x=self.SOLD)
        found = forecast(here, months=4)
        assert found.months[3].forecast is None
        assert by_month(found, "expected")[3] == ""
        assert by_month(found, "renewals")[3] == "100.00 USD"

    def test_a_renewal_that_is_under_way_is_not_counted_twice(self) -> None:
        renewal = f"asked: 2400 USD\nstart: 2026-04-01\nend: 2027-03-31\nrenews: x\n{OPEN}"
        found = forecast(snapshot(x=self.SOLD, y=renewal), months=4)
        assert by_month(found, "renewals") == ["", "", "", "200.00 USD"]

    def test_a_renewal_that_was_won_is_contracted(self) -> None:
        renewal = f"price: 2400 USD\nstart: 2026-04-01\nend: 2027-03-31\nrenews: x\n{WON}"
        found = forecast(snapshot(x=self.SOLD, y=renewal), months=4)
        assert by_month(found, "contracted")[3] == "200.00 USD"
        assert by_month(found, "renewals")[3] == ""

    def test_a_renewal_that_was_lost_brings_nothing(self) -> None:
        lost = "renews: x\nhistory: [{date: 2026-01-02, to: call}, {date: 2026-01-03, to: lost}]"
        found = forecast(snapshot(x=self.SOLD, y=lost), months=4)
        assert by_month(found, "everything")[3] == ""

    def test_a_window_goes_across_the_end_of_a_year(self) -> None:
        here = snapshot(today=day("2025-11-15"), x=self.SOLD)
        found = forecast(here, months=3)
        assert [f"{one.month:%Y-%m}" for one in found.months] == ["2025-11", "2025-12", "2026-01"]

    def test_a_window_may_lie_in_the_past(self) -> None:
        found = forecast(snapshot(x=self.SOLD), day("2025-03-01"), 2)
        assert by_month(found, "contracted") == ["", "100.00 USD"]

    def test_an_open_lead_brings_nothing_in_months_that_are_over(self) -> None:
        late = f"asked: 1200 USD\nstart: 2025-11-01\nend: 2026-10-31\n{OPEN}"
        found = forecast(snapshot(y=late), day("2025-12-01"), 2)
        assert by_month(found, "new") == ["", "100.00 USD"]

    def test_a_term_stands_in_for_an_end_that_is_not_known(self) -> None:
        lead = f"asked: 1200 USD\nstart: 2026-01-01\n{OPEN}"
        (item,) = forecast(snapshot("term: 1 year", y=lead)).items
        assert item.contract.assumed_end
        assert len(item.contract.months) == 12

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("start: 2026-01-01\nend: 2026-12-31", "no value"),
            ("price: 1 USD\nend: 2026-12-31", "no start of service"),
            ("price: 1 USD\nstart: 2026-01-01", "no end of service"),
            ("price: 1 USD\nstart: 2026-01-01\nend: 2025-01-01",
             "its service ends before it starts"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_counted_is_named_and_says_why(self, text: str, why: str) -> None:
        (one,) = forecast(snapshot(y=f"{text}\n{OPEN}")).uncounted
        assert (one.lead, one.why) == ("y", why)

    def test_each_month_names_the_leads_behind_it(self) -> None:
        month = forecast(snapshot(x=self.SOLD, y=self.NEW)).months[2]
        assert month.leads == (
            ("x", "contracted", Money(Decimal("100.00"), "USD")),
            ("y", "new", Money(Decimal("100.00"), "USD")),
        )

    def test_parked_and_lost_leads_bring_nothing(self) -> None:
        dates = "asked: 600 USD\nstart: 2026-03-01\nend: 2026-08-31\n"
        gone = "history: [{date: 2026-01-02, to: call}, {date: 2026-01-03, to: parked}]"
        assert forecast(snapshot(y=dates + gone)).items == ()


class TestCurrencies:
    DATES = f"start: 2026-01-01\nend: 2026-12-31\n{WON}"
    BOTH: ClassVar = {"x": f"price: 1200 EUR\n{DATES}", "y": f"price: 1200 USD\n{DATES}"}

    def test_they_are_never_mixed(self) -> None:
        found = forecast(snapshot(**self.BOTH), months=1)
        assert by_month(found, "contracted") == ["100.00 EUR + 100.00 USD"]
        assert found.currencies == ("EUR", "USD")

    def test_a_declared_rate_makes_them_one(self) -> None:
        here = snapshot("currency: USD\nexchange: {EUR: 1.10}", **self.BOTH)
        assert by_month(forecast(here, months=1), "contracted") == ["210.00 USD"]

    def test_a_currency_without_a_rate_keeps_a_total_of_its_own(self) -> None:
        here = snapshot("currency: USD\nexchange: {GBP: 1.27}", **self.BOTH)
        assert by_month(forecast(here, months=1), "contracted") == ["100.00 EUR + 100.00 USD"]

    def test_the_amount_as_written_is_kept(self) -> None:
        found = contract(snapshot("currency: USD\nexchange: {EUR: 1.10}", **self.BOTH))
        assert (str(found.written), str(found.total)) == ("1200 EUR", "1320.00 USD")

    def test_totals_are_ordered_by_code(self) -> None:
        found = total(
            [Money(Decimal(1), "USD"), Money(Decimal(2), "EUR"), Money(Decimal(3), "USD")]
        )
        assert euros(found) == "2 EUR + 4 USD"


class TestRenewals:
    @pytest.mark.parametrize(
        ("days", "name"),
        [(-1, "overdue"), (0, "0–30"), (30, "0–30"), (31, "31–90"), (90, "31–90"),
         (91, "91–180"), (180, "91–180"), (181, "later"), (-9999, "overdue")],
    )  # fmt: skip
    def test_each_border_belongs_to_one_bucket(self, days: int, name: str) -> None:
        assert bucket(days) == name

    def test_they_are_due_by_the_last_day_of_service(self) -> None:
        here = snapshot(x=f"price: 1 USD\nstart: 2025-01-01\nend: 2026-01-14\n{WON}",
                        y=f"price: 1 USD\nstart: 2025-01-01\nend: 2026-02-14\n{WON}")  # fmt: skip
        assert [(one.lead, one.days, one.bucket) for one in renewals_due(here)] == [
            ("x", -1, "overdue"), ("y", 30, "0–30"),
        ]  # fmt: skip

    def test_one_that_is_renewed_or_was_lost_is_due_no_more(self) -> None:
        old = f"end: 2026-01-20\n{WON}"
        lost = "renews: y\nhistory: [{date: 2026-01-01, to: lost}]"
        here = snapshot(
            x=old, y=old, z=old, w=old, x2=f"renews: x\n{WON}", y2=lost, z2=f"renews: z\n{OPEN}"
        )
        found = {one.lead: one.successor for one in renewals_due(here)}
        assert found == {"w": "", "z": "z2"}

    @pytest.mark.parametrize(("end", "due"), [("2025-07-19", True), ("2025-07-18", False)])
    def test_after_180_days_a_contract_has_lapsed(self, end: str, due: bool) -> None:
        assert bool(renewals_due(snapshot(x=f"end: {end}\n{WON}"))) is due

    def test_measured_rho_waits_until_a_contract_is_decided(self) -> None:
        ended, lapsed, running = "end: 2025-12-31", "end: 2025-06-30", "end: 2026-12-31"
        here = snapshot(
            a=f"{ended}\n{WON}", b=f"{ended}\n{WON}", c=f"{ended}\n{WON}", d=f"{lapsed}\n{WON}",
            e=f"{running}\n{WON}", a2=f"renews: a\n{running}\n{WON}",
            b2="renews: b\nhistory: [{date: 2026-01-01, to: lost}]",
        )  # fmt: skip
        rate = renewal_rate(here)
        assert (rate.hits, rate.misses, rate.undecided) == (("a",), ("b", "d"), ("c",))

    def test_measured_rates_stand_beside_the_declared_ones(self) -> None:
        found = forecast(snapshot(x=f"end: 2025-06-30\n{WON}"))
        assert (found.renewal.declared, found.renewal.measured.share) == (Decimal("0.8"), 0)
        assert (found.new.declared, found.new.measured.share) == (Decimal("0.3"), 1)
        assert {found.renewal.measured.formula, found.new.measured.formula} <= FORMULAS.keys()


class TestWithheld:
    PRIVATE = PROCESS.replace("price: {type: money, visibility: public}", "price: money")

    def test_a_public_build_makes_no_amounts_from_what_is_left(self) -> None:
        leads = {"x": TestForecast.SOLD, "y": TestForecast.NEW}
        here = snapshot(audience=Audience.PUBLIC, process=self.PRIVATE, **leads)
        found = forecast(here)
        assert (found.withheld, found.months, found.items) == (("price",), (), ())

    def test_the_team_gets_them(self) -> None:
        found = forecast(snapshot(process=self.PRIVATE, x=TestForecast.SOLD), months=1)
        assert by_month(found, "contracted") == ["100.00 USD"]

    def test_without_declared_fields_there_are_none_and_it_says_so(self) -> None:
        process = PROCESS.partition("figures:")[0]
        found = forecast(snapshot(process=process, x=TestForecast.SOLD))
        assert (found.undeclared, found.months) == (True, ())


class TestLookingBack:
    LEADS: ClassVar = {
        "x": "price: 1200 USD\nstart: 2025-10-01\nend: 2026-09-30\n"
        "history: [{date: 2025-07-01, to: call}, {date: 2025-09-15, to: won}]",
        "y": "price: 2400 USD\nstart: 2025-11-01\nend: 2026-10-31\n"
        "history: [{date: 2025-08-01, to: sign}, {date: 2025-12-01, to: lost}]",
        "z": "price: 1200 USD\nstart: 2026-01-01\nend: 2026-12-31\n"
        "history: [{date: 2025-12-20, to: won}]",
    }

    def test_it_is_the_day_as_the_history_tells_it(self) -> None:
        then = snapshot_of(snapshot(**self.LEADS), day("2025-09-01"))
        assert {lead: one.state.value for lead, one in then.standings.items()} == {
            "x": "open", "y": "open",
        }  # fmt: skip

    def test_that_day_belongs_to_it(self) -> None:
        then = snapshot_of(snapshot(**self.LEADS), day("2025-09-15"))
        assert then.standings["x"].state.value == "won"

    def test_what_was_expected_stands_beside_what_came(self) -> None:
        found = look_back(snapshot(**self.LEADS), day("2025-09-01")).months
        assert [f"{one.month:%y-%m}" for one in found] == [
            "25-09", "25-10", "25-11", "25-12", "26-01",
        ]  # fmt: skip
        # x was a lead at 0.2, y at 0.5; z was not known.
        assert [euros(one.forecast.expected) for one in found] == [
            "", "20.00 USD", "120.00 USD", "120.00 USD", "120.00 USD",
        ]  # fmt: skip
        assert [euros(one.came) for one in found] == [
            "", "100.00 USD", "100.00 USD", "100.00 USD", "200.00 USD",
        ]  # fmt: skip
        assert euros(found[-1].difference) == "80.00 USD"
