"""How long a stage takes: a mark for each lead on a line of days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.ext.pictures.shapes import axis, div, legend, red_line, span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from sphinx_leadflow.core.views.durations import DurationsView, Mark, Strip
    from sphinx_leadflow.ext.rows import Page


def durations(view: DurationsView, _page: Page) -> Iterator[Element]:
    """`div.lf-strips > div.lf-strip > name, lane with marks, words`, an axis and a legend."""
    if not view.strips:
        return
    # many words behind the last number need the room of the one before
    places = view.axis if view.unit == "days" else (*view.axis[:-2], view.axis[-1])
    yield div(
        "lf-strips",
        *(_strip(one, view.columns) for one in view.strips),
        div("lf-strip lf-strip-axis", axis(places, view.unit)),
    )
    yield legend(_legend(view))


def _strip(one: Strip, columns: bool) -> Element:
    height = 3.5 if columns else max(one.stacked * 0.75 + 0.75, 2.25)
    height += 1 if one.targets else 0  # for their words
    lane = div(
        "lf-lane",
        *_lines(one),
        *(_column(mark) if columns else _mark(mark) for mark in one.marks),
        *(red_line(line) for line in one.targets),
        style=f"height:{height:g}rem",
    )
    said = [span("", one.median_words)] if one.median_words else []
    said += [span("lf-muted", one.limit_words)] if one.limit_words else []
    said += [span("lf-muted", target) for target in one.target_words]
    return div(
        "lf-strip",
        div("lf-strip-name", span("", one.title), " ", span("lf-muted", one.leads)),
        lane,
        div("lf-strip-says", *said),
    )


def _lines(one: Strip) -> Iterator[Element]:
    if one.limit:
        yield span("lf-beyond", style=f"left:{one.limit}%")
        yield span("lf-limit-line", style=f"left:{one.limit}%", title="the limit")
    if one.median:
        yield span("lf-median", style=f"left:{one.median}%", title=one.median_words)


def _mark(one: Mark) -> Element:
    style = f"left:{one.left}%;bottom:{0.25 + 0.75 * one.row:g}rem"
    return span(f"lf-mark lf-mark-{one.kind}", style=style, title=one.tip)


def _column(one: Mark) -> Element:
    style = f"left:{one.left}%;height:{one.height}%"
    return span(f"lf-pile lf-mark-{one.kind}", style=style, title=one.tip)


def _legend(view: DurationsView) -> Iterator[tuple[str, str]]:
    kinds = {mark.kind for one in view.strips for mark in one.marks}
    words = {"left": "a lead", "there": "still there", "over": "past the limit"}
    if view.columns:
        words["left"] = "leads that took so long"
    for kind, said in words.items():
        if kind in kinds:
            yield f"{'lf-pile' if view.columns else 'lf-mark'} lf-mark-{kind}", said
    if any(one.median for one in view.strips):
        yield "lf-median", "median"
    if any(one.limit for one in view.strips):
        yield "lf-limit-line", "limit"
    if any(one.targets for one in view.strips):
        yield "lf-target", "target for the median"
