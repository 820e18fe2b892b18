"""The results as Markdown: what people read on a terminal too."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tests.bench import builds, checking
from tests.bench.figures import figures

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tests.bench.contenders import Contender
    from tests.bench.results import Results


def markdown(
    results: Results, sheets: dict[str, tuple[Contender, ...]], numbers: Sequence[int]
) -> str:
    """All tables, then the figures to reach."""
    lines = ["# Speed, side by side", ""]
    lines += [
        "CPU seconds of whole processes, medians; in brackets how many times this project's.",
        "",
    ]
    lines += [f"- {load}" for load in results.loads]
    for sheet, contenders in sheets.items():
        for number in numbers:
            if any((sheet, one.name, number) in results.runs for one in contenders):
                lines += ["", f"## {sheet}, {number:,} leads", ""]
                lines += _table(_HEADS, _rows(results, sheet, contenders, number))
    checks = [number for kind, _name, number in results.runs if kind == "check"]
    if checks:
        lines += ["", "## check", ""]
        lines += _table(("leads", *checking.STEPS), _checks(results, checks))
    found = [
        (one.work, one.beside, f"{one.ratio:.2f}", f"≤ {one.most:g}", one.verdict)
        for one in figures(results)
        if not math.isnan(one.ratio)
    ]
    if found:
        lines += ["", "## Figures", ""]
        lines += _table(("work", "beside", "ratio", "figure", ""), found)
    return "\n".join(lines) + "\n"


_HEADS = ("", *builds.STEPS, "MB", "overview kB", "")


def _rows(
    results: Results, sheet: str, contenders: Iterable[Contender], number: int
) -> Iterator[tuple[str, ...]]:
    for one in contenders:
        cell = (sheet, one.name, number)
        if cell not in results.runs and cell not in results.notes:
            continue
        times = [
            _time(
                results.median(*cell, step),
                results.median(sheet, "leadflow", number, step),
            )
            for step in builds.STEPS
        ]
        peak, size = results.peak(*cell), results.sizes.get(cell)
        yield (
            one.about,
            *times,
            "–" if math.isnan(peak) else f"{peak:.0f}",
            f"{size / 1000:.0f}" if size else "–",
            results.notes.get(cell, ""),
        )


def _time(seconds: float, ours: float) -> str:
    if math.isnan(seconds):
        return "–"
    return f"{seconds:.2f}" if math.isnan(ours) else f"{seconds:.2f} ({seconds / ours:.1f})"


def _checks(results: Results, numbers: Iterable[int]) -> Iterator[tuple[str, ...]]:
    for number in numbers:
        cell = ("check", "leadflow", number)
        found = [results.median(*cell, step) for step in checking.STEPS]
        yield f"{number:,}", *("–" if math.isnan(one) else f"{one:.3f}" for one in found)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A pipe table whose columns stand below each other on a terminal too."""
    whole = [tuple(heads), *(tuple(row) for row in rows)]
    widths = [max(3, *(len(row[at]) for row in whole)) for at in range(len(heads))]
    for count, row in enumerate(whole):
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        yield f"| {' | '.join(cells)} |"
        if not count:
            yield f"| {' | '.join('-' * width for width in widths)} |"
