"""What a process text may not hold: it is shown as it is written, with a warning."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from myst_parser.mdit_to_docutils.base import token_line

from sphinx_leadflow.ext.prose.base import ProseBase
from sphinx_leadflow.ext.prose.place import as_written

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode


_RST_ROLE = re.compile(r"(?:^|[\s(\[])(:[a-z][a-z0-9_.+:-]*:)$")
_RST_DIRECTIVE = re.compile(r"\.\. ([a-z][a-z0-9_.+:-]*)::")


class Refused(ProseBase):
    """Shows what is not allowed as text."""

    def render_code_inline(self, token: SyntaxTreeNode) -> None:
        """Code; behind `:name:` it is the other language's way to write a role."""
        before = token.previous_sibling
        role = _RST_ROLE.search(before.content) if before and before.type == "text" else None
        if role:
            instead = f"write {{{role[1].strip(':')}}}`{token.content}`"
            self.refuse(token, f"reStructuredText ({role[1]}`…`)", instead)
        super().render_code_inline(token)

    def render_paragraph(self, token: SyntaxTreeNode) -> None:
        """A paragraph; one that begins with `.. name::` is the other language's directive."""
        directive = _RST_DIRECTIVE.match(token.children[0].content)
        if directive:
            instead = f"write :::{{{directive[1]}}}, the text, and ::: on lines of their own"
            self.refuse(token, f"reStructuredText ({directive[0]})", instead)
        super().render_paragraph(token)

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
