"""Elements that all pictures are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from sphinx_leadflow.core.gates.characters import plain_characters

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx_leadflow.core.views.charts import RedLine
    from sphinx_leadflow.core.views.parts import Ref
    from sphinx_leadflow.ext.rows import Page


def make(tag: str, classes: str, *children: Element | str, **attributes: str) -> Element:
    """An element with its children; `_` in the name of an attribute is a hyphen."""
    named = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    element = Element(tag, {**({"class": classes} if classes else {}), **named})
    last: Element | None = None
    for child in children:
        if isinstance(child, Element):
            element.append(child)
            last = child
        elif last is None:
            element.text = (element.text or "") + plain_characters(child)
        else:
            last.tail = (last.tail or "") + plain_characters(child)
    return element


def div(classes: str, *children: Element | str, **attributes: str) -> Element:
    """A block."""
    return make("div", classes, *children, **attributes)


def span(classes: str, *children: Element | str, **attributes: str) -> Element:
    """A stretch of text, or a box."""
    return make("span", classes, *children, **attributes)


def lead_link(ref: Ref, page: Page, classes: str = "") -> Element:
    """A lead's name, as a link to its page if there is one."""
    address = page.address(ref)
    name = span("leadflow-lead", ref.title)
    return make("a", classes, name, href=address) if address else span(classes, name)


def legend(entries: Iterable[tuple[str, str]]) -> Element:
    """What the marks mean: classes of a mark, and words."""
    return div(
        "lf-key", *(span("", span(f"lf-swatch {mark}"), f" {said}") for mark, said in entries)
    )


def axis(places: Sequence[tuple[str, str]], unit: str) -> Element:
    """Numbers below lanes, the last one with its unit."""
    return div(
        "lf-axis",
        *(span("", said, style=f"left:{left}%") for left, said in places[:-1]),
        span("lf-last", f"{places[-1][1]} {unit}", style="left:100%"),
        aria_hidden="true",
    )


def red_line(line: RedLine) -> Element:
    """What should be: a dashed line, and its words on the side where there is room."""
    side = " lf-target-end" if float(line.left) > 60 else ""
    said = span("lf-target-words", line.text)
    return span(f"lf-target{side}", said, style=f"left:{line.left}%", title=f"target: {line.text}")


def ramp(number: int, count: int) -> str:
    """How much of the colour the stage of that number has, as a style: light to full."""
    share = 30 if count < 2 else 30 + round(70 * number / (count - 1))
    return f"--lf-ramp:{share}%"
