"""What happened to the section `figures:` of a process, in words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from sphinx_leadflow.core.words import percent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sphinx_leadflow.core.figures import Figures

WORDS: Mapping[str, str] = {
    "value": "which field holds the amount",
    "per": "what an amount pays for",
    "starts": "which field is the first day of service",
    "ends": "which field is the last day of service",
    "renewal": "which field is the day of renewal",
    "months": "how months of service are counted",
    "term": "how long a service is expected to last",
    "source": "which field is the source",
    "renewal_rate": "the declared rate of renewals (ρ)",
    "new_rate": "the declared rate of new leads (η)",
    "minimum": "how many leads make a rate",
    "currency": "the common currency",
    "exchange": "rates of exchange",
    "milestones": "the milestones of the funnel",
    "meeting": "the day of the meeting",
}
"""What the keys are called; targets are told one by one."""

_RATES = ("renewal_rate", "new_rate")


def figure_parts(base: Figures, head: Figures) -> Iterator[str]:
    """What about the figures changed, a single value with what it was and what it is."""
    for name, said in WORDS.items():
        old, new = getattr(base, name), getattr(head, name)
        if old == new:
            continue
        if isinstance(old, (tuple, dict)):
            yield said
        else:
            yield f"{said} (from {_value(name, old)} to {_value(name, new)})"


def _value(name: str, value: object) -> str:
    if name in _RATES and isinstance(value, Decimal):
        return percent(value)
    return "nothing" if value in (None, "") else str(value)


def as_called(
    figures: Figures, field: Callable[[str], str], place: Callable[[str], str]
) -> Figures:
    """The same figures with the fields and places as they are called today: no change of theirs."""
    return replace(
        figures,
        value=tuple(map(field, figures.value)),
        starts=field(figures.starts),
        ends=field(figures.ends),
        renewal=field(figures.renewal),
        source=field(figures.source),
        milestones=tuple(replace(one, place=place(one.place)) for one in figures.milestones),
        targets=tuple(
            replace(one, start=place(one.start), end=place(one.end)) for one in figures.targets
        ),
    )
