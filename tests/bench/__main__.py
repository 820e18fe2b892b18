"""Speed, side by side: the same leads with this project and with its neighbours.

A full run takes up to 40 minutes on two cores, `--quick` about four; the first one makes the
environments besides. Each contender builds in an environment of its own, all of them in turn,
round after round; figures are medians of CPU seconds, measured from outside the process.

What proves which figure:
  overviews:         nox -s bench -- --sheet overview --leads 10000
  lead pages:        nox -s bench -- --sheet pages --leads 1000
  growth:            nox -s bench -- --only leadflow --leads 1000 10000
  leadflow check:    nox -s bench -- --sheet check --leads 10000
  table in browser:  nox -s bench -- --sheet browser
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench import contenders, report
from tests.bench.builds import Site
from tests.bench.checking import Desk
from tests.bench.measure import Usage, load
from tests.bench.results import Results

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.bench.contenders import Contender
    from tests.bench.results import Cell

SHEETS = {"overview": contenders.OVERVIEWS, "pages": contenders.PAGES}
FEW_LEADS = 40
"""What `leadflow check` is run on beside the numbers asked for: a usual handbook."""
LONG_ROUND = 25.0
"""Seconds; what takes longer is measured once."""


def options() -> argparse.Namespace:
    """What was asked for."""
    names = sorted({one.name for sheet in SHEETS.values() for one in sheet})
    parser = argparse.ArgumentParser(
        prog="nox -s bench --",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--quick", action="store_true", help="100 leads, one round")
    parser.add_argument("--leads", type=int, nargs="+", metavar="N", help="100 1000 10000")
    parser.add_argument("--sheet", nargs="+", choices=[*SHEETS, "check", "browser"])
    parser.add_argument("--only", nargs="+", choices=names, help="these contenders")
    parser.add_argument("--rounds", type=int, help="3; what takes long is measured once")
    parser.add_argument("--timeout", type=float, default=180.0, help="seconds for a build (180)")
    parser.add_argument("--minutes", type=float, default=38.0, help="for everything (38)")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables there")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every run there")
    chosen = parser.parse_args()
    chosen.leads = chosen.leads or ([100] if chosen.quick else [100, 1_000, 10_000])
    chosen.rounds = chosen.rounds or (1 if chosen.quick else 3)
    chosen.sheet = chosen.sheet or [*SHEETS, "check", "browser"]
    return chosen


class Bench:
    """One run of everything that was asked for."""

    def __init__(self, chosen: argparse.Namespace, folder: Path) -> None:
        self.chosen = chosen
        self.folder = folder
        self.results = Results()
        self.end = time.monotonic() + 60 * chosen.minutes
        self.late: set[tuple[str, str]] = set()
        """Who failed with fewer leads: more of them are not tried."""

    def run(self) -> None:
        """The quick first, then the smallest numbers, so that what is cut off is the longest."""
        self.results.loads.append(f"before: {load()}")
        if "check" in self.chosen.sheet:
            for number in dict.fromkeys((FEW_LEADS, *self.chosen.leads)):
                cell = ("check", "leadflow", number)
                desk = Desk(number, self.folder / f"check-{number}")
                self.rounds({cell: desk})
        for number in self.chosen.leads:
            for sheet, all_ in SHEETS.items():
                if sheet in self.chosen.sheet:
                    self.compare(sheet, self.asked(all_), number)
        self.results.loads.append(f"after: {load()}")

    def asked(self, all_: Sequence[Contender]) -> list[Contender]:
        """The contenders that are wanted."""
        return [one for one in all_ if not self.chosen.only or one.name in self.chosen.only]

    def compare(self, sheet: str, wanted: Sequence[Contender], number: int) -> None:
        """All contenders of a sheet with so many leads, in turn."""
        sites: dict[Cell, Site | Desk] = {}
        for one in wanted:
            cell = (sheet, one.name, number)
            if number > one.most or (sheet, one.name) in self.late:
                self.results.notes[cell] = "not tried: too slow with fewer leads"
            else:
                root = self.folder / f"{sheet}-{one.name}-{number}"
                sites[cell] = Site(one, number, root)
        self.rounds(sites)

    def rounds(self, sites: dict[Cell, Site | Desk]) -> None:
        """Round after round; what takes long is in the first one only."""
        for count in range(self.chosen.rounds):
            for cell, site in list(sites.items()):
                if time.monotonic() > self.end:
                    self.results.notes.setdefault(cell, "cut off: no time left")
                    continue
                start = time.monotonic()
                self.measure(cell, site, count)
                if time.monotonic() - start > LONG_ROUND or cell in self.results.notes:
                    del sites[cell]

    def measure(self, cell: Cell, site: Site | Desk, count: int) -> None:
        """One round of one contender."""
        sheet, name, number = cell
        tell(f"{sheet}, {number:,} leads, round {count + 1}: {name}")
        left = max(self.end - time.monotonic(), 1.0)
        for step, usage in site.round(count, min(self.chosen.timeout, left)):
            if isinstance(usage, Usage):
                self.results.add(cell, step, usage)
            else:
                self.results.notes[cell] = usage
                self.late.add((sheet, name))
        if isinstance(site, Site):
            self.results.sizes[cell] = site.size()


def tell(words: str) -> None:
    """What is measured now: a line that the next one replaces, on a terminal only."""
    if sys.stderr.isatty():
        print(f"\r\033[K{words} …", end="", file=sys.stderr, flush=True)


def browser_part(leads: Sequence[int]) -> Iterator[str]:
    """How fast the table answers, with as many leads as people look at."""
    from tests.bench import answers

    yield from answers.measured(min(1000, max(leads)))


def main() -> None:
    """Measure, print, write."""
    chosen = options()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(chosen, Path(folder))
        bench.run()
    tell("")
    text = report.markdown(bench.results, SHEETS, chosen.leads)
    if "browser" in chosen.sheet:
        text += "\n## Table in a browser\n\n" + "\n".join(browser_part(chosen.leads)) + "\n"
    print(text)
    if chosen.markdown:
        chosen.markdown.write_text(text, encoding="utf-8")
    if chosen.json:
        chosen.json.write_text(json.dumps(bench.results.as_json(), indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
