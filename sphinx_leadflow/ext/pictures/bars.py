"""The funnel: a label, a bar, a number on each line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.ext.pictures.shapes import div, make, span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from sphinx_leadflow.core.views.funnel import Bar, FunnelView
    from sphinx_leadflow.ext.rows import Page


def funnel(view: FunnelView, _page: Page) -> Iterator[Element]:
    """`div.lf-bars > div.lf-bar-row > label, track with bar, number`."""
    if view.bars:
        yield div("lf-bars", *(_row(one) for one in view.bars))


def _row(one: Bar) -> Element:
    number = span("lf-bar-count", make("b", "", one.count), " ", span("lf-muted", one.note))
    bar = [span("lf-bar", style=f"width:{one.width}%")] if one.width != "0" else []
    return div(
        "lf-bar-row",
        span("lf-bar-name", one.title),
        " ",
        span("lf-track", *bar, title=one.tip),
        " ",
        number,
    )
