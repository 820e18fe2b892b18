"""The figures to reach, each a ratio of two measurements of one run."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench.results import Results

BIG = 10_000
SOME = 1_000


@dataclass(frozen=True, slots=True)
class Figure:
    """A ratio and what it may be at most; without measurements it is not a number."""

    work: str
    beside: str
    ratio: float
    most: float

    @property
    def verdict(self) -> str:
        """Whether it is reached, if that is known."""
        if math.isnan(self.ratio):
            return "not measured"
        return "reached" if self.ratio <= self.most else "missed"


def figures(results: Results) -> Iterator[Figure]:
    """Every figure, in the order of the table that asks for them."""
    yield from _overviews(results)
    yield from _pages(results)
    yield from _growth(results)
    yield from _checks(results)


def _overviews(results: Results) -> Iterator[Figure]:
    def cpu(name: str, step: str) -> float:
        return results.median("overview", name, BIG, step)

    clean, changed = cpu("leadflow", "clean"), cpu("leadflow", "changed")
    work = f"overview, {BIG:,} leads"
    yield Figure(f"{work}, clean", "csv-table, MyST", clean / cpu("csv-myst", "clean"), 0.25)
    yield Figure(f"{work}, clean", "needtable", clean / cpu("needtable", "clean"), 0.3)
    one = f"{work}, one lead changed"
    yield Figure(one, "csv-table, MyST", changed / cpu("csv-myst", "changed"), 0.1)
    yield Figure(one, "an empty project's rebuild", changed / cpu("empty", "changed"), 2)
    noop = cpu("leadflow", "no-op") / cpu("empty", "no-op")
    yield Figure(f"{work}, nothing changed", "an empty project", noop, 1.3)
    peak = results.peak("overview", "leadflow", BIG) / results.peak("overview", "csv-myst", BIG)
    yield Figure(f"{work}, memory", "csv-table, MyST", peak, 1)
    size = results.sizes.get(("overview", "leadflow", BIG), math.nan)
    other = results.sizes.get(("overview", "csv-myst", BIG), math.nan)
    yield Figure(f"{work}, bytes", "csv-table, MyST", size / other, 0.8)


def _pages(results: Results) -> Iterator[Figure]:
    def cpu(name: str, step: str, number: int = SOME) -> float:
        return results.median("pages", name, number, step)

    clean, work = cpu("leadflow", "clean"), f"lead pages, {SOME:,}"
    yield Figure(f"{work}, clean", "Markdown, outside", clean / cpu("outside", "clean"), 0.35)
    yield Figure(f"{work}, clean", "Markdown, inside", clean / cpu("inside", "clean"), 0.15)
    changed = cpu("leadflow", "changed") / cpu("empty", "changed")
    yield Figure(f"{work}, one lead changed", "an empty project's rebuild", changed, 1.5)
    for number in (SOME, BIG):
        noop = cpu("leadflow", "no-op", number) / cpu("empty", "no-op", number)
        yield Figure(f"lead pages, {number:,}, nothing changed", "an empty project", noop, 1.3)


def _growth(results: Results) -> Iterator[Figure]:
    for sheet, name in (("overview", "leadflow"), ("pages", "leadflow"), ("check", "leadflow")):
        for step in ("clean", "changed") if sheet != "check" else ("check",):
            more = results.median(sheet, name, BIG, step)
            less = results.median(sheet, name, SOME, step)
            yield Figure(f"growth of {sheet}, {step}", f"{SOME:,} leads", more / less, 11)


def _checks(results: Results) -> Iterator[Figure]:
    def cpu(number: int, step: str) -> float:
        return results.median("check", "leadflow", number, step)

    for step in ("check", "check again"):
        ratio = cpu(BIG, step) / cpu(BIG, "safe load")
        yield Figure(f"leadflow {step}, {BIG:,} leads", "yaml.load(CSafeLoader)", ratio, 1)
    for step in ("check", "check again"):
        ratio = cpu(40, step) / cpu(40, "import yaml")
        yield Figure(f"leadflow {step}, 40 leads", 'python -c "import yaml"', ratio, 2.5)
