"""Pictures of numbers in HTML: boxes placed in per cent, and SVG where curves are needed.

Everything is built as a tree of elements, never as text, so that a name cannot become markup;
what was written is read back before it goes onto the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from docutils import nodes

from sphinx_leadflow.ext.pictures import bars, columns, gantt, gauges, sankey, strips
from sphinx_leadflow.ext.rows import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from xml.etree.ElementTree import Element

    from sphinx.writers.html5 import HTML5Translator

    from sphinx_leadflow.ext.markup import picture

_MAKERS: dict[str, Callable[[Any, Page], Iterator[Element]]] = {
    "funnel": bars.funnel,
    "flows": sankey.flows,
    "durations": strips.durations,
    "timeline": gantt.timeline,
    "forecast": columns.forecast,
    "targets": gauges.targets,
}


def visit_picture(writer: HTML5Translator, node: picture) -> None:
    """Write the picture of a view."""
    for element in _MAKERS[node["lf_kind"]](node["lf_view"], Page(writer)):
        # HTML knows no `<span/>`: every element is closed
        text = ElementTree.tostring(element, encoding="unicode", short_empty_elements=False)
        ElementTree.fromstring(text)  # fails if this is not what was meant
        writer.body.append(f"{text}\n")
    raise nodes.SkipNode
