"""What a process text may not hold: it is shown as it is written, with a warning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from myst_parser.mdit_to_docutils.base import token_line

from sphinx_leadflow.ext.prose.base import ProseBase
from sphinx_leadflow.ext.prose.place import as_written

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode


class Refused(ProseBase):
    """Shows what is not allowed as text."""

    def render_html_inline(self, token: SyntaxTreeNode) -> None:
        """`<b>`."""
        self._refuse_html(token)
        self.current_node += nodes.Text(token.content)

    def render_html_block(self, token: SyntaxTreeNode) -> None:
        """`<div>` … `</div>`, `<!-- … -->`."""
        self._refuse_html(token)
        self.current_node += as_written(token.content)

    def _refuse_html(self, token: SyntaxTreeNode) -> None:
        self.refuse(token, "raw HTML", "use Markdown marks; to show it, put it into `backticks`")

    def render_image(self, token: SyntaxTreeNode) -> None:
        """`![alt](source)`."""
        self.refuse(token, "an image", "link to it, or put it on a page of the docs")
        source = self.md.normalizeLinkText(str(token.attrGet("src") or ""))
        shown = self.renderInlineAsText(token.children or [])
        self.current_node += nodes.Text(f"![{shown}]({source})")

    def render_heading(self, token: SyntaxTreeNode) -> None:
        """`## Heading`."""
        self.refuse(token, "a heading", "the page makes its headings from titles; use **bold**")
        paragraph = nodes.paragraph(token.children[0].content, "")
        self.add_line_and_source_path(paragraph, token)
        with self.current_node_context(paragraph, append=True):
            self.render_children(token)

    def render_hr(self, token: SyntaxTreeNode) -> None:
        """`---`."""
        self.refuse(token, "a horizontal rule", "leave it out, or split the text")
        self.current_node += as_written(self.place.written_on(token_line(token)))

    def render_myst_target(self, token: SyntaxTreeNode) -> None:
        """`(name)=`: a text is shown on several pages, and a name may only be given once."""
        self.refuse(token, "a target", "link to the step or stage that the text belongs to")
        self.current_node += as_written(self.place.written_on(token_line(token)))

    def render_footnote_ref(self, token: SyntaxTreeNode) -> None:
        """`[^1]`."""
        self._refuse_footnote(token)
        self.current_node += nodes.Text(f"[^{token.meta['label']}]")

    def render_footnote_reference(self, token: SyntaxTreeNode) -> None:
        """`[^1]: …`, the footnote itself."""
        self._refuse_footnote(token)
        label = f"[^{token.meta['label']}]: "
        self.current_node += nodes.paragraph(label, label)
        self.render_children(token)

    def _refuse_footnote(self, token: SyntaxTreeNode) -> None:
        self.refuse(token, "a footnote", "write it in brackets, or as an admonition")
