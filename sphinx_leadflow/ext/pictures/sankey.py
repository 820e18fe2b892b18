"""Where leads go: bands, blocks and arcs as one SVG."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.core.views.flows import NODE
from sphinx_leadflow.ext.pictures.shapes import div, make

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from sphinx_leadflow.core.views.flows import Arc, Band, Block, FlowsView
    from sphinx_leadflow.ext.rows import Page

SMALLEST = 0.92
"""It shrinks to this part of its size before its box scrolls: letters stay above 12 pixels."""

_ICONS = {
    "won": "M8 1.5a6.5 6.5 0 1 0 .01 0zM5 8.2l2.1 2.1L11 6.2",
    "lost": "M8 1.5a6.5 6.5 0 1 0 .01 0zM5.8 5.8l4.4 4.4m0-4.4-4.4 4.4",
    "parked": "M2 2.5h12v3H2zM3 5.5v8h10v-8M6.5 8.5h3",
    "void": "M8 1.5a6.5 6.5 0 1 0 .01 0zM3.5 12.5l9-9",
    "away": "M2.5 8h11M9.5 4l4 4-4 4",
}
"""The shapes of the stylesheet's icons, 16 by 16."""


def flows(view: FlowsView, _page: Page) -> Iterator[Element]:
    """`div.lf-scroll > svg`: bands first, so that names stand above them."""
    if not view.blocks:
        return
    width, height = _n(view.width), _n(view.height)
    svg = make(
        "svg",
        "lf-flows",
        make("title", "", "Where leads go"),
        make("desc", "", view.text.sentence),
        *(_band(one) for one in view.bands),
        *(shape for one in view.blocks for shape in _block(one)),
        *(shape for one in view.arcs for shape in _arc(one)),
        viewBox=f"0 0 {width} {height}",
        style=f"min-width:{_n(view.width * SMALLEST)}px;max-width:{_n(view.width * 1.25)}px",
        role="img",
        aria_label=view.text.sentence,
    )
    yield div("lf-scroll", svg, tabindex="0", role="group", aria_label="Where leads go")


def _n(value: float) -> str:
    """A number without needless zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _band(one: Band) -> Element:
    middle = _n((one.x1 + one.x2) / 2)
    x1, x2, y1, y2 = (_n(value) for value in (one.x1, one.x2, one.y1, one.y2))
    low1, low2 = _n(one.y1 + one.height), _n(one.y2 + one.height)
    path = (
        f"M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}V{low2}"
        f"C{middle} {low2} {middle} {low1} {x1} {low1}Z"
    )
    kind = "on" if one.kind in ("on", "won") else "off"
    return make("path", f"lf-band lf-band-{kind}", make("title", "", one.tip), d=path)


def _block(one: Block) -> Iterator[Element]:
    yield make(
        "rect",
        f"lf-block lf-block-{one.kind}",
        make("title", "", one.tip),
        x=_n(one.x),
        y=_n(one.y),
        width=_n(NODE),
        height=_n(one.height),
    )
    name: list[Element | str] = [
        make("tspan", "lf-name", one.title),
        " ",
        make("tspan", "lf-m", one.count),
    ]
    if one.kind == "stage":
        first = one.y - (24 if one.note else 10)
        yield make("text", "", *name, x=_n(one.x), y=_n(first))
        if one.note:
            yield make("text", "lf-m", one.note, x=_n(one.x), y=_n(one.y - 8))
        return
    middle = one.y + max(one.height / 2, 1)
    icon = make("path", f"lf-shape lf-block-{one.kind}", d=_ICONS[one.kind])
    place = f"translate({_n(one.x + NODE + 8)} {_n(middle - 7)}) scale(.875)"
    yield make("g", "", icon, transform=place)
    yield make("text", "", *name, x=_n(one.x + NODE + 28), y=_n(middle + 4.5))


def _arc(one: Arc) -> Iterator[Element]:
    """A dashed line from above a later stage to above an earlier one, with a head and words."""
    foot = _n(one.y)
    path = f"M{_n(one.x1)} {foot}V{_n(one.top + 8)}q0-8-8-8H{_n(one.x2 + 8)}q-8 0-8 8V{foot}"
    head = f"M{_n(one.x2 - 4)} {_n(one.y - 5)}l4 5 4-5"
    middle = (one.x1 + one.x2) / 2
    width = len(one.words) * 7.4 + 16
    yield make(
        "g",
        "lf-arc",
        make("title", "", one.tip),
        make("path", "lf-arc-line", d=path),
        make("path", "lf-arc-head", d=head),
        make(
            "rect", "lf-arc-gap", x=_n(middle - width / 2), y=_n(one.top - 9), width=_n(width),
            height="18",
        ),
        make("text", "lf-m", one.words, x=_n(middle), y=_n(one.top + 4.5), text_anchor="middle"),
    )  # fmt: skip
