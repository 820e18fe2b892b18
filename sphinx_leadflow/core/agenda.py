"""The weekly meeting: which open leads need a word, and why.

A lead is spoken about for a reason that a clock or a gap gives, never because it is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.core import words
from sphinx_leadflow.core.flow import target_of
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.standing import State, limits_reached

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from sphinx_leadflow.core.model import Limit
    from sphinx_leadflow.core.query import Snapshot
    from sphinx_leadflow.core.standing import Standing

KINDS = ("broken", "overdue", "wait-over", "stale", "limit", "stuck", "soon", "wait-ends", "nobody")
"""Why a lead may be spoken about, the most pressing first."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a lead is on the agenda."""

    kind: str
    text: str
    days: int = 0
    """How many days it is late; 0 where that means nothing."""


def reasons(
    snapshot: Snapshot, one: Standing, since: dt.date, until: dt.date
) -> tuple[Reason, ...]:
    """Why an open lead needs a word in a meeting today, the most pressing first.

    `since` is the day of the last meeting, `until` that of the next.
    """
    if one.state is State.BROKEN:
        return (Reason("broken", "Its file has an error"),)
    if "open" not in one.marks:
        return ()
    found = [*_late(snapshot, one), *_limits(snapshot, one), *_ahead(snapshot, one, until)]
    if _stuck(snapshot, one, since):
        found.append(
            Reason("stuck", "Something is missing, and nothing was written since the last meeting")
        )
    if not one.lead.owner:
        found.append(Reason("nobody", "Nobody looks after it"))
    return tuple(sorted(found, key=lambda reason: KINDS.index(reason.kind)))


def _late(snapshot: Snapshot, one: Standing) -> Iterator[Reason]:
    today = snapshot.today
    if one.overdue and one.due:
        yield Reason("overdue", f"Was due on {words.day(one.due, today)}", one.overdue)
    if one.wait_over is not None and one.lead.waiting:
        wait = one.lead.waiting
        reason = f" for {wait.reason}" if wait.reason else ""
        ended = f"ended on {words.day(wait.until, today)}" if one.wait_over else "ends today"
        yield Reason("wait-over", f"The wait{reason} {ended}", one.wait_over)
    if one.stale and one.step and one.step.within:
        days = words.count(one.days, "day")
        yield Reason("stale", f"{days} at this step, limit {one.step.within}", one.stale)


def _limits(snapshot: Snapshot, one: Standing) -> Iterator[Reason]:
    known = snapshot.activity_known
    for limit, since in limits_reached(one, snapshot.today, activity_known=known):
        days = words.count((snapshot.today - since).days, "day")
        title = _target(snapshot, one, limit)
        yield Reason("limit", f"{days} {_limit_words(snapshot, limit)}: decide on “{title}”")


def _target(snapshot: Snapshot, one: Standing, limit: Limit) -> str:
    assert one.pipeline is not None  # it stands at a step
    return target_of(snapshot.process, one.pipeline, limit.to)[1].title


def _limit_words(snapshot: Snapshot, limit: Limit) -> str:
    if limit.since == "entry":
        return "at this step"
    if limit.since == "activity":
        return "without a sign of life"
    return f"since “{snapshot.process.fields[limit.since].title}”"


def _ahead(snapshot: Snapshot, one: Standing, until: dt.date) -> Iterator[Reason]:
    """What falls due before the next meeting."""
    today = snapshot.today
    if one.due and today <= one.due < until:
        yield Reason("soon", "Due today" if one.due == today else "Due before the next meeting")
    if one.waiting and one.lead.waiting and one.lead.waiting.until < until:
        reason = f" for {one.lead.waiting.reason}" if one.lead.waiting.reason else ""
        yield Reason(
            "wait-ends",
            f"The wait{reason} ends on {words.day(one.lead.waiting.until, today)}",
        )


def _stuck(snapshot: Snapshot, one: Standing, since: dt.date) -> bool:
    """Whether it cannot move on for want of a field, and nobody has written a line since.

    Where notes are withheld it is not known what was written.
    """
    if not one.missing or one.waiting or not snapshot.activity_known:
        return False
    return one.last_activity is None or one.last_activity < since
