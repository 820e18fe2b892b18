"""Targets: a line for each, with what was measured, its interval, and where it should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.ext.pictures.shapes import axis, div, legend, red_line, span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from sphinx_leadflow.core.views.targets import Gauge, Scale, TargetsView
    from sphinx_leadflow.ext.rows import Page

_WORDS = {"met": "met", "missed": "missed", "open": "not judged"}


def targets(view: TargetsView, _page: Page) -> Iterator[Element]:
    """`div.lf-strips > div.lf-strip > name, lane, words` for each scale, its axis, a legend."""
    for scale in view.scales:
        yield div(
            "lf-strips lf-gauges",
            *(_gauge(one) for one in scale.gauges),
            div("lf-strip lf-strip-axis", axis(scale.axis, scale.unit)),
        )
    if view.scales:
        yield legend(_legend(view.scales))


def _gauge(one: Gauge) -> Element:
    marks = []
    if one.left:
        style = f"left:{one.left}%;width:{one.width}%"
        marks.append(span("lf-range", style=style))
    if one.mark:
        marks.append(span(f"lf-mark lf-mark-{one.kind}", style=f"left:{one.mark}%", title=one.tip))
    return div(
        "lf-strip",
        div("lf-strip-name", span("", one.title), " ", span("lf-muted", one.n)),
        div("lf-lane lf-gauge", *marks, *(red_line(line) for line in one.lines)),
        div("lf-strip-says", span("", one.says), span("lf-muted", one.judged)),
    )


def _legend(scales: tuple[Scale, ...]) -> Iterator[tuple[str, str]]:
    every = [one for scale in scales for one in scale.gauges]
    kinds = {one.kind for one in every if one.mark}
    for kind, said in _WORDS.items():
        if kind in kinds:
            yield f"lf-mark lf-mark-{kind}", said
    if any(one.left and one.width != "0" for one in every):
        yield "lf-range", "95 % interval"
    if any(one.lines for one in every):
        yield "lf-target", "target"
