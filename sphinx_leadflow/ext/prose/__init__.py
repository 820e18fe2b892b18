"""Process prose: the MyST texts of `process.yaml` as nodes, in any host document.

The same text means the same on a MyST page, on a reStructuredText page and in a project without
`myst_parser` in its extensions: it is parsed with one configuration of ours, and links do not
depend on MyST's resolver. Nodes and warnings carry the file and the line of the YAML.

What a text may not hold (raw HTML, images, headings, most directives …) is shown as plain text,
and is one warning of the type `leadflow.text-not-allowed`.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from docutils import nodes
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from sphinx_leadflow.core.limits import MAX_PROSE_NESTING, MAX_TEXT
from sphinx_leadflow.ext.prose.admonitions import Admonitions
from sphinx_leadflow.ext.prose.links import Links, resolve_anchored_page
from sphinx_leadflow.ext.prose.place import Place, as_written, reading_from, stamp
from sphinx_leadflow.ext.prose.refused import Refused
from sphinx_leadflow.ext.prose.roles import Roles

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_leadflow.core.source import Span
    from sphinx_leadflow.core.text import Text

_CONFIG: Final = MdParserConfig(
    enable_extensions={"colon_fence", "deflist", "strikethrough", "tasklist"},
    # Without these rules `---` and `+++` are what they look like in a text: a line.
    disable_syntax=["front_matter", "myst_block_break"],
)


# The keys are weak, so what was rendered goes with the build's environment.
_rendered_in: WeakKeyDictionary[
    BuildEnvironment, dict[tuple[str, Span, int, bool], list[nodes.Node]]
] = WeakKeyDictionary()


def setup_prose(app: Sphinx) -> None:
    """Let links to a place on a page (`sync.md#hubs`) find it."""
    app.connect("missing-reference", resolve_anchored_page)


def render_prose(text: Text, document: nodes.document, *, inline: bool = False) -> list[nodes.Node]:
    """A process text as nodes for `document`, the host: `self.state.document` of a directive.

    `inline` is for texts of one line that stand in a sentence: no lists, no admonitions.
    """
    place = Place(text, document.settings.env)
    root = nodes.Element()
    if len(text.value) > MAX_TEXT:
        place.refuse(
            text.first_line,
            f"a text of more than {MAX_TEXT} characters",
            "move a part of it to a page of the docs and link to that",
        )
        root += as_written(text.value, inline)
    elif not _may_ask(text):
        return _same_everywhere(text, document, inline)
    else:
        with reading_from(place, document):
            _render_into(root, place, document, inline)
    stamp(root, place)
    return _taken_from(root)


def _may_ask(text: Text) -> bool:
    """Whether there may be a role, a link or markup to be refused: then the page matters."""
    return any(mark in text.value for mark in ("{", "[", "<", ":", "!", ")="))


def _same_everywhere(text: Text, document: nodes.document, inline: bool) -> list[nodes.Node]:
    """The nodes of a text in which nothing depends on the page; thousands of pages may show it."""
    env = document.settings.env
    known = _rendered_in.setdefault(env, {})
    key = (text.value, text.span, text.first_line, inline)
    if key not in known:
        place, root = Place(text, env), nodes.Element()
        with reading_from(place, document):
            _render_into(root, place, document, inline)
        stamp(root, place)
        known[key] = _taken_from(root)
    return [node.deepcopy() for node in known[key]]


def _render_into(root: nodes.Element, place: Place, document: nodes.document, inline: bool) -> None:
    renderer = _ProseRenderer(_markdown(), place, document, root)
    try:
        renderer.nested_render_text(place.text.value, place.text.first_line - 1, inline=inline)
    except RecursionError:
        renderer.refuse_nesting(place.text.first_line)
        root[:] = [as_written(place.text.value, inline)]


@functools.cache
def _markdown() -> MarkdownIt:
    """The parser, the same for every text; its own renderer is not used."""
    markdown = create_md_parser(_CONFIG, RendererHTML)
    # It drops what is nested deeper than this, so this is beyond our own limit.
    markdown.options["maxNesting"] = 2 * MAX_PROSE_NESTING
    # Every address comes to `render_link`, which warns; markdown-it would only be silent.
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]  # meant to be replaced
    return markdown


def _taken_from(root: nodes.Element) -> list[nodes.Node]:
    taken, root.children = root.children, []
    for node in taken:
        node.parent = None
    return taken


class _ProseRenderer(Admonitions, Roles, Links, Refused):
    """MyST's renderer with our rules: what is not overridden is as on a MyST page."""
