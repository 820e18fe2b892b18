"""What was measured: medians by sheet, contender, number of leads and step."""

from __future__ import annotations

import statistics
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.bench.measure import Usage

Cell = tuple[str, str, int]
"""Sheet, contender, number of leads."""


@dataclass
class Results:
    """Everything of one run, and the machine's load around it."""

    loads: list[str] = field(default_factory=list)
    runs: dict[Cell, dict[str, list[Usage]]] = field(default_factory=dict)
    sizes: dict[Cell, int] = field(default_factory=dict)
    notes: dict[Cell, str] = field(default_factory=dict)
    """Why a cell, or a part of it, is empty."""

    def add(self, cell: Cell, step: str, usage: Usage) -> None:
        """One more run."""
        self.runs.setdefault(cell, {}).setdefault(step, []).append(usage)

    def median(self, sheet: str, name: str, number: int, step: str, of: str = "cpu") -> float:
        """The median of a step's runs; not a number if there was none."""
        found = self.runs.get((sheet, name, number), {}).get(step, [])
        return statistics.median(getattr(one, of) for one in found) if found else float("nan")

    def peak(self, sheet: str, name: str, number: int) -> float:
        """The memory of the clean build in MB."""
        return self.median(sheet, name, number, "clean", "peak")

    def as_json(self) -> dict[str, Any]:
        """All of it as plain values."""
        return {
            "loads": self.loads,
            "cells": [
                {
                    "sheet": sheet,
                    "contender": name,
                    "leads": number,
                    "bytes": self.sizes.get((sheet, name, number)),
                    "note": self.notes.get((sheet, name, number), ""),
                    "runs": {
                        step: [asdict(one) for one in runs]
                        for step, runs in self.runs.get((sheet, name, number), {}).items()
                    },
                }
                for sheet, name, number in sorted({*self.runs, *self.notes})
            ],
        }
