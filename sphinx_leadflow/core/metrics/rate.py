"""Shares of leads: how many of how many, with an interval, and only where n is large enough."""

from __future__ import annotations

import math

from sphinx_leadflow.core.frozen import dataclass

Z95 = 1.959963984540054
"""The 97.5 % point of the normal distribution: intervals hold with 95 % confidence."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the true value lies with 95 % confidence."""

    low: float
    high: float


def wilson(hits: int, n: int) -> Interval:
    """The score interval of a share (Wilson 1927); for n = 0 everything is possible.

    It stays between 0 and 1 and is sound for small n, other than the normal approximation.
    """
    if not n:
        return Interval(0.0, 1.0)
    share, z2 = hits / n, Z95 * Z95
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    low = 0.0 if not hits else max(centre - half, 0.0)
    high = 1.0 if hits == n else min(centre + half, 1.0)
    return Interval(low, high)


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of leads, with the leads behind it.

    Below `minimum` leads there is no share, only counts.
    """

    formula: str
    """The id of a formula in `metrics.formulas`."""
    hits: tuple[str, ...]
    """The ids of the leads for which it holds."""
    misses: tuple[str, ...]
    """The ids of the leads for which it does not."""
    undecided: tuple[str, ...] = ()
    """Leads still on their way: no part of the share."""
    minimum: int = 0

    @property
    def n(self) -> int:
        """How many leads are decided."""
        return len(self.hits) + len(self.misses)

    @property
    def enough(self) -> bool:
        """Whether there are enough leads to speak of a share."""
        return self.n >= max(self.minimum, 1)

    @property
    def share(self) -> float | None:
        """Between 0 and 1; nothing where too few leads are decided."""
        return len(self.hits) / self.n if self.enough else None

    @property
    def interval(self) -> Interval | None:
        """The 95 % interval of the share; nothing where there is no share."""
        return wilson(len(self.hits), self.n) if self.enough else None
