"""What may come in: a column for each month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.ext.pictures.shapes import div, legend, make, span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from sphinx_leadflow.core.views.forecast import Column, ForecastChart, ForecastView
    from sphinx_leadflow.ext.rows import Page

MANY = 6
"""On a phone more months than these lie below each other."""

_WORDS = {
    "contracted": "under contract",
    "renewal": "renewals, by their chances",
    "new": "new, by their chances",
}


def forecast(view: ForecastView, _page: Page) -> Iterator[Element]:
    """`div.lf-months > div.lf-month > amounts, column, name` for each currency, a legend."""
    for chart in view.charts:
        if len(view.charts) > 1:
            yield div("lf-currency", chart.currency)
        many = " lf-many" if len(chart.columns) > MANY else ""
        yield div(f"lf-months{many}", *(_month(one) for one in chart.columns))
    if view.charts:
        yield legend(_legend(view.charts))


def _month(one: Column) -> Element:
    """The column stands on a common ground; its amounts stand above it."""
    pile = span(
        "lf-possible",
        *(
            span(f"lf-part lf-part-{kind}", style=f"flex:0 0 {_of(part, one.height)}%")
            for kind, part in one.parts
        ),
        style=f"--lf-share:{float(one.height) / 100:g}",
    )
    amounts: list[Element | str] = [make("b", "", one.expected)]
    if one.everything != one.expected:
        amounts += [" ", span("lf-muted", f"of {one.everything}")]
    return div(
        "lf-month",
        div("lf-ground", span("lf-amounts", *amounts), pile, title=one.tip),
        div("lf-month-name", one.title),
    )


def _of(part: str, whole: str) -> str:
    """A part of the tallest month, in per cent of its own column."""
    share = float(part) * 100 / float(whole) if float(whole) else 0.0
    return f"{share:.2f}".rstrip("0").rstrip(".")


def _legend(charts: tuple[ForecastChart, ...]) -> Iterator[tuple[str, str]]:
    kinds = {kind for chart in charts for one in chart.columns for kind, _part in one.parts}
    for kind, said in _WORDS.items():
        if kind in kinds:
            yield f"lf-part lf-part-{kind}", said
    if any(one.everything != one.expected for chart in charts for one in chart.columns):
        yield "lf-possible", "if every contract were renewed and every lead won"
