"""Who was where, and when: the stages of each lead over time, as a Gantt chart draws them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.metrics.scope import ALWAYS, EVERYTHING, journeys_in

if TYPE_CHECKING:
    import datetime as dt

    from sphinx_leadflow.core.metrics.journey import Journey, Stay
    from sphinx_leadflow.core.metrics.scope import Scope
    from sphinx_leadflow.core.query import Snapshot
    from sphinx_leadflow.core.standing import State


@dataclass(frozen=True, slots=True)
class Line:
    """One lead: its stays in stages, one after the other, and how it ended."""

    lead: str
    name: str
    bars: tuple[Stay, ...]
    state: State
    outcome: str
    ended: dt.date | None


def timeline(snapshot: Snapshot, scope: Scope = EVERYTHING) -> tuple[Line, ...]:
    """The leads that were under way in the window, the first to arrive on top."""
    lines = [
        Line(one.lead, one.name, one.stages, one.state, one.outcome, one.ended)
        for one in journeys_in(snapshot, scope)
        if _under_way(one, snapshot, scope)
    ]
    return tuple(sorted(lines, key=lambda one: (one.bars[0].since if one.bars else snapshot.today,
                                                one.lead)))  # fmt: skip


def _under_way(way: Journey, snapshot: Snapshot, scope: Scope) -> bool:
    window = scope.window
    if window == ALWAYS:
        return True
    ends = [one.until or snapshot.today for one in way.stages]
    over = bool(window.since and ends and max(ends) < window.since)
    return not over and not (window.until and way.created > window.until)
