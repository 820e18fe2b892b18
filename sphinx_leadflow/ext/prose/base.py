"""From a process text to tokens to nodes: what is the same for every kind of markup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from docutils import nodes
from docutils.parsers.rst.languages import get_language
from markdown_it.tree import SyntaxTreeNode
from myst_parser.mdit_to_docutils.base import token_line
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer

from sphinx_leadflow.core.limits import MAX_PROSE_NESTING
from sphinx_leadflow.ext.lead_text import nesting
from sphinx_leadflow.ext.prose.place import as_written

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token
    from myst_parser.warnings_ import MystWarnings

    from sphinx_leadflow.ext.prose.place import Place

_AROUND_BREAK: Final = " \t\\"


class ProseBase(SphinxRenderer):
    """MyST's renderer, which tells what it meets to a `Place` and keeps the lines of the YAML."""

    def __init__(
        self, markdown: MarkdownIt, place: Place, document: nodes.document, root: nodes.Element
    ) -> None:
        super().__init__(markdown)
        self.place = place
        # What `setup_render` does, without a spare document for every text.
        self.md_env = {}
        self.md_options = dict(markdown.options)
        self.md_config = markdown.options["myst_config"]
        self.document = document
        self.current_node = root
        self.reporter = document.reporter
        self.language_module_rst = get_language(  # type: ignore[assignment]  # a module it is
            document.settings.language_code
        )
        self._heading_offset = 0
        self._level_to_section = {0: document}
        self._heading_slugs = {}
        self._level = 0

    # Where we are, and what is said about it

    def create_warning(
        self,
        message: str,
        subtype: MystWarnings | str,
        *,
        wtype: str | None = None,
        line: int | None = None,
        append_to: nodes.Element | None = None,
    ) -> None:
        """A warning of MyST's, which would name the host's file with the YAML's line."""
        name = subtype if isinstance(subtype, str) else subtype.value
        self.place.warn(line, message, wtype or "myst", name)

    def refuse(self, token: SyntaxTreeNode, what: str, instead: str) -> None:
        """Say that a token's markup is not allowed."""
        self.place.refuse(token_line(token, 0), what, instead)

    def refuse_nesting(self, line: int) -> None:
        """Say that marks are nested too deeply."""
        self.place.refuse(line, "such deep nesting", "split the text, or make it a page of its own")

    # From text to tokens to nodes

    def nested_render_text(
        self,
        text: str,
        lineno: int,
        inline: bool = False,
        temp_root_node: nodes.Element | None = None,
        heading_offset: int = 0,
    ) -> None:
        """Render a text, or the text in an admonition, whose first line is `lineno` from 0."""
        parse = self.md.parseInline if inline else self.md.parse
        tokens = parse(text, self.md_env)
        if self._level + nesting(tokens) > MAX_PROSE_NESTING:
            self.refuse_nesting(lineno + 1)
            self.current_node += as_written(text, inline)
            return
        _number_lines(tokens, lineno + 1)
        self._render_all(SyntaxTreeNode(tokens).children)

    def _render_all(self, tokens: Iterable[SyntaxTreeNode]) -> None:
        for token in tokens:
            self.rules[f"render_{token.type}"](token)

    def render_paragraph(self, token: SyntaxTreeNode) -> None:
        r"""A paragraph; one with hard line breaks is a block of lines, which every builder knows.

        ::

            line_block
                line
                line
        """
        lines = _split_at_breaks(token.children[0])
        if len(lines) == 1:
            super().render_paragraph(token)
            return
        block = nodes.line_block()
        self.add_line_and_source_path(block, token)
        with self.current_node_context(block, append=True):
            for source, children in lines:
                line = nodes.line(source, "")
                line.line = token_line(children[0]) if children else block.line
                with self.current_node_context(line, append=True):
                    self._render_all(children)

    def render_hardbreak(self, token: SyntaxTreeNode) -> None:
        """A hard break where no lines can be made, within marks or in a term: a space."""
        self.render_softbreak(token)

    def render_s(self, token: SyntaxTreeNode) -> None:
        """Struck text, which the style sheet strikes: docutils has no node for it."""
        struck = nodes.inline(classes=["lf-struck"])
        with self.current_node_context(struck, append=True):
            self.render_children(token)

    def render_list_item(self, token: SyntaxTreeNode) -> None:
        """A list item; the box of a task is text, so that it is on paper too."""
        item = nodes.list_item()
        self.add_line_and_source_path(item, token)
        with self.current_node_context(item, append=True):
            self.render_children(token)
        first = item.next_node(nodes.TextElement)
        if "checked" in token.meta and first is not None:
            box = "[x] " if token.meta["checked"] else "[ ] "
            first.insert(0, nodes.inline(box, box, classes=["lf-box"]))

    def render_fence(self, token: SyntaxTreeNode) -> None:
        """A code block or an admonition. Code without a language has none, whatever the host."""
        if token.info.strip():
            super().render_fence(token)
        else:
            code = nodes.literal_block(token.content, token.content, language="none")
            self.add_line_and_source_path(code, token)
            self.current_node += code

    def render_myst_line_comment(self, token: SyntaxTreeNode) -> None:
        """A comment (`% …`) is for those who read the YAML."""


def _number_lines(tokens: Sequence[Token], first_line: int) -> None:
    """Give tokens, and the tokens within their lines, the lines of the file, from 1."""
    for token in tokens:
        if token.map is None:
            continue
        token.map = [line + first_line for line in token.map]
        line, end = token.map
        for child in token.children or ():
            child.map = [line, end]
            if child.type in {"softbreak", "hardbreak"}:
                line += 1
            elif child.type in {"html_inline", "myst_role"}:
                line += child.content.count("\n")


def _split_at_breaks(inline: SyntaxTreeNode) -> list[tuple[str, list[SyntaxTreeNode]]]:
    """A paragraph's lines between hard breaks: what was written, and its tokens."""
    first = token_line(inline)
    starts, lines = [0], [list[SyntaxTreeNode]()]
    for child in inline.children:
        if child.type == "hardbreak":
            starts.append(token_line(child) + 1 - first)
            lines.append([])
        else:
            lines[-1].append(child)
    written = inline.content.split("\n")
    ends = [*starts[1:], len(written)]
    sources = ["\n".join(written[start:end]) for start, end in zip(starts, ends, strict=True)]
    return list(zip((source.strip(_AROUND_BREAK) for source in sources), lines, strict=True))
