"""Who was where, and when: a line for each lead, a bar for each stay in a stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.ext.pictures.shapes import div, lead_link, legend, make, ramp, span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from sphinx_leadflow.core.views.timeline import TimelineBar, TimelineRow, TimelineView
    from sphinx_leadflow.ext.rows import Page

ROOM = 3.0
"""So many per cent of the line a bar must have to hold a number."""


def timeline(view: TimelineView, page: Page) -> Iterator[Element]:
    """`div.lf-gantt > div.lf-gantt-row > name, line with bars`, an axis above, a legend."""
    if not view.rows:
        return
    yield div(
        "lf-gantt",
        div("lf-gantt-row lf-gantt-head", div("lf-gantt-name"), _axis(view)),
        *(_row(one, view, page) for one in view.rows),
    )
    yield _legend(view)


def _axis(view: TimelineView) -> Element:
    return div(
        "lf-gantt-line",
        *(span("lf-gantt-tick", name, style=f"left:{left}%") for left, name in view.axis),
        aria_hidden="true",
    )


def _row(one: TimelineRow, view: TimelineView, page: Page) -> Element:
    count = len(view.stages)
    line = div(
        "lf-gantt-line",
        *(span("lf-grid", style=f"left:{left}%") for left, _name in view.axis),
        *(
            span(
                f"lf-stay{' lf-cut' if bar.cut else ''}",
                *_number(bar),
                style=f"left:{bar.left}%;width:{bar.width}%;{ramp(bar.stage, count)}",
                title=bar.tip,
            )
            for bar in one.bars
        ),
        *([span("lf-now", style=f"left:{view.today}%")] if view.today else []),
        *_end(one),
    )
    return div("lf-gantt-row", div("lf-gantt-name", lead_link(one.lead, page)), line)


def _number(bar: TimelineBar) -> list[Element]:
    """The stage's number where there is room: many shades of a colour cannot be told apart."""
    is_wide = float(bar.width) >= ROOM
    return [make("b", "", str(bar.stage + 1), aria_hidden="true")] if is_wide else []


def _end(one: TimelineRow) -> list[Element]:
    if not one.kind:
        return []
    said = span("lf-sr", one.end_tip)
    return [span(f"lf-end lf-{one.kind}", said, style=f"left:{one.end}%", title=one.end_tip)]


def _legend(view: TimelineView) -> Element:
    count = len(view.stages)
    kinds = {one.kind for one in view.rows}
    shapes = ("won", "lost", "parked")
    ends: list[tuple[str, str]] = [(f"lf-end lf-{one}", one) for one in shapes if one in kinds]
    if view.today:
        ends.append(("lf-now", view.today_words))
    made = legend(
        [*(("lf-stay", f"{number} {title}") for number, title in enumerate(view.stages, 1)), *ends]
    )
    for number, entry in enumerate(list(made)[:count]):
        entry[0].set("style", ramp(number, count))
    return made
