"""Which lead of one revision is which of another: a renamed file is still the same lead."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_leadflow.core.source import Folder, Source

_ALIKE = 0.5
"""How much of a file must be the same for it to count as renamed; git's own measure."""
_MOST_PAIRS = 40_000
"""Beyond so many pairs of gone and new files only equal ones count as renamed."""


def renamed_files(base: Folder, head: Folder) -> Mapping[str, str]:
    """Former ids of leads and their ids now, for files that were renamed."""
    before = {source.stem: source for source in base.leads}
    after = {source.stem: source for source in head.leads}
    gone = [source for stem, source in before.items() if stem not in after]
    new = [source for stem, source in after.items() if stem not in before]
    scores = sorted(_scores(gone, new), key=lambda one: (-one[0], one[1], one[2]))
    found: dict[str, str] = {}
    for _score, old, now in scores:
        if old not in found and now not in found.values():
            found[old] = now
    return found


def _scores(gone: list[Source], new: list[Source]) -> list[tuple[float, str, str]]:
    whole = len(gone) * len(new) <= _MOST_PAIRS
    lines = {source.path: _lines(source) for source in (*gone, *new)} if whole else {}
    found = []
    for old in gone:
        for now in new:
            same = old.digest == now.digest
            score = 1.0 if same else _likeness(lines[old.path], lines[now.path]) if whole else 0.0
            if score >= _ALIKE:
                found.append((score, old.stem, now.stem))
    return found


def _lines(source: Source) -> Counter[str]:
    """The lines of a file, each weighed by its length."""
    found: Counter[str] = Counter()
    for line in source.text.splitlines():
        found[line] += len(line) + 1
    return found


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """How much of the larger text stands in the other one too."""
    larger = max(one.total(), other.total())
    return (one & other).total() / larger if larger else 0.0
