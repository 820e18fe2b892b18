"""Admonitions, the only directives in a process text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from docutils import nodes
from docutils.parsers.rst import Directive, directives
from docutils.parsers.rst.states import MarkupError
from myst_parser.mdit_to_docutils.base import token_line
from myst_parser.parsers.directives import parse_directive_text
from myst_parser.warnings_ import MystWarnings
from sphinx import addnodes

from sphinx_leadflow.ext.prose.base import ProseBase
from sphinx_leadflow.ext.prose.place import as_written, quoted

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

_ADMONITIONS: Final[dict[str, type[nodes.Element]]] = {
    "admonition": nodes.admonition,
    "attention": nodes.attention,
    "caution": nodes.caution,
    "danger": nodes.danger,
    "error": nodes.error,
    "hint": nodes.hint,
    "important": nodes.important,
    "note": nodes.note,
    "seealso": addnodes.seealso,
    "tip": nodes.tip,
    "warning": nodes.warning,
}


class _Admonition(Directive):
    """What may be written in an admonition. No `name`: a text is shown on several pages."""

    has_content = True
    option_spec = {  # noqa: RUF012  docutils declares it so
        "class": directives.class_option,
        "collapsible": lambda value: directives.choice(value or "open", ("open", "closed")),
    }


class _TitledAdmonition(_Admonition):
    """An admonition that says itself what it is called."""

    required_arguments = 1
    final_argument_whitespace = True


class Admonitions(ProseBase):
    """Draws admonitions and shows other directives as they are written."""

    def render_colon_fence(self, token: SyntaxTreeNode) -> None:
        """An admonition between colons."""
        name, _, arguments = token.info.strip().partition(" ")
        if name.startswith("{") and name.endswith("}"):
            self.render_directive(token, name[1:-1], arguments.strip())
        else:
            self.refuse(
                token,
                "a block of colons without a name in braces",
                "begin it with :::{note} or another admonition",
            )
            self.current_node += as_written(_fence_source(token))

    def render_restructuredtext(self, token: SyntaxTreeNode) -> None:
        """`{eval-rst}`, which MyST tells from other directives."""
        self.render_directive(token, "eval-rst", "")

    def render_directive(
        self,
        token: SyntaxTreeNode,
        name: str,
        arguments: str,
        *,
        additional_options: dict[str, str] | None = None,
    ) -> None:
        """An admonition, made here: a directive that a project puts in its place has no say.

        ::

            note
                paragraph …
        """
        if name not in _ADMONITIONS:
            self.refuse(
                token,
                f"the directive {quoted(name)}",
                "only admonitions such as {note} are; put the rest on a page of the docs",
            )
            self.current_node += as_written(_fence_source(token))
            return
        try:
            self._render_admonition(token, name, arguments)
        except MarkupError as error:
            self.create_warning(
                f"{name!r}: {error}", MystWarnings.DIRECTIVE_PARSING, line=token_line(token)
            )
            self.current_node += as_written(_fence_source(token))

    def _render_admonition(self, token: SyntaxTreeNode, name: str, arguments: str) -> None:
        line = token_line(token)
        grammar = _TitledAdmonition if name == "admonition" else _Admonition
        parsed = parse_directive_text(grammar, arguments, token.content, line=line)
        for problem in parsed.warnings:
            self.create_warning(
                f"{name!r}: {problem.msg}", problem.type, line=problem.lineno or line
            )
        body = "\n".join(parsed.body)
        if not body.strip():
            raise MarkupError("this admonition is empty")
        node = _ADMONITIONS[name](body, **_attributes(parsed.options))
        self.add_line_and_source_path(node, token)
        with self.current_node_context(node, append=True):
            for title in parsed.arguments:
                self._render_title(token, node, title)
            self._level += token.level + 1
            self.nested_render_text(body, line + parsed.body_offset)
            self._level -= token.level + 1

    def _render_title(self, token: SyntaxTreeNode, node: nodes.Element, title: str) -> None:
        heading = nodes.title(title, "")
        self.add_line_and_source_path(heading, token)
        with self.current_node_context(heading, append=True):
            self.nested_render_text(title, token_line(token) - 1, inline=True)
        if not node["classes"]:
            node["classes"].append("admonition-" + nodes.make_id(title))


def _fence_source(token: SyntaxTreeNode) -> str:
    content = token.content if token.content.endswith("\n") else f"{token.content}\n"
    return f"{token.markup}{token.info}\n{content}{token.markup}"


def _attributes(options: dict[str, Any]) -> dict[str, Any]:
    """A directive's options as a node's attributes."""
    return {"classes" if name == "class" else name: value for name, value in options.items()}
