"""How far leads come: a bar for each milestone."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from sphinx_leadflow.core import words
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.metrics.conversion import FunnelRow, funnel
from sphinx_leadflow.core.views.charts import (
    ChartTable,
    ChartText,
    counted,
    covered,
    explained,
    lowered,
    percent,
    scope_of,
    share,
    tip,
)

if TYPE_CHECKING:
    from sphinx_leadflow.core.query import Snapshot


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of the funnel."""

    title: str
    count: str
    note: str
    """`66 % of created`."""
    width: str
    """In per cent of the longest."""
    tip: str


@dataclass(frozen=True, slots=True)
class FunnelView:
    """The picture and what is said around it."""

    text: ChartText
    bars: tuple[Bar, ...]


def funnel_view(
    snapshot: Snapshot, pipeline: str, owner: str | None, since: str, until: str
) -> FunnelView:
    """The funnel of leads created in a stretch of time, or of all."""
    scope = scope_of(pipeline, owner, since, until, by_creation=True)
    rows = funnel(snapshot, scope)
    leads = len(rows[0].leads) if rows else 0
    text = ChartText(
        _sentence(rows),
        (_table(snapshot, rows),) if leads else (),
        explained("reached") if leads else (),
        covered(snapshot, scope),
    )
    if not leads:
        return FunnelView(text, ())
    bars = tuple(
        _bar(snapshot, row, rows[max(number - 1, 0)], leads) for number, row in enumerate(rows)
    )
    return FunnelView(text, bars)


def _bar(snapshot: Snapshot, row: FunnelRow, above: FunnelRow, leads: int) -> Bar:
    count = len(row.leads)
    rate = row.of_previous
    of = "of" if rate.share is not None else f"of {rate.n}"
    part = f"{share(rate)} {of}" if rate.share is not None else of
    note = "all" if row is above else f"{part} {lowered(above.title)}"
    what = f"{row.title}: {count} of {words.count(leads, 'lead')}"
    shown = note if above.leads else ""
    return Bar(row.title, str(count), shown, percent(count, leads), tip(snapshot, what, row.leads))


def _sentence(rows: tuple[FunnelRow, ...]) -> str:
    if not rows or not rows[0].leads:
        return "There are no leads yet."
    leads, last = len(rows[0].leads), rows[-1]
    if leads == 1:
        furthest = next(row for row in reversed(rows) if row.leads)
        if furthest is rows[0] and len(rows) > 1:
            return f"The only lead has not come as far as “{rows[1].title}”."
        return f"The only lead has come as far as “{furthest.title}”."
    reached = f"{len(last.leads)} of {leads} leads came as far as “{last.title}”."
    losses = [
        (len(above.leads) - len(row.leads) - len(above.here), above, row)
        for above, row in pairwise(rows)
    ]
    lost, above, row = max(losses, key=lambda one: one[0], default=(0, last, last))
    if lost <= 0:
        return f"{reached} None has been lost on the way."
    return (
        f"{reached} The largest loss comes before “{row.title}”: "
        f"{lost} of {len(above.leads)} got no further."
    )


def _table(snapshot: Snapshot, rows: tuple[FunnelRow, ...]) -> ChartTable:
    made = tuple(
        (
            row.title,
            counted(snapshot, row.leads),
            share(row.of_all),
            "" if number == 0 else share(row.of_previous),
            counted(snapshot, row.here),
        )
        for number, row in enumerate(rows)
    )
    heads = ("Reached", "Leads", "Of all", "Of the row above", "Still there")
    return ChartTable(heads, made)
