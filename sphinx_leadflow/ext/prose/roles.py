"""Roles in a process text: those that name things, not those that fetch or embed them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from docutils import nodes
from docutils.parsers.rst import roles
from myst_parser.mdit_to_docutils.base import token_line
from myst_parser.mocking import MockInliner
from myst_parser.warnings_ import MystWarnings
from sphinx import addnodes

from sphinx_leadflow.core.gates.link import safe_link
from sphinx_leadflow.ext.domain import is_judged
from sphinx_leadflow.ext.prose.base import ProseBase
from sphinx_leadflow.ext.prose.place import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markdown_it.tree import SyntaxTreeNode

# Besides these, the roles of every domain are allowed (`term`, `ref` and `doc` are the standard
# domain's), those of `extlinks` and those of intersphinx. Not here: `raw`, `download`, and `math`,
# whose LaTeX can read files.
_ROLES: Final = frozenset(
    {
        *("abbr", "abbreviation", "any", "code", "command", "cve", "cwe", "dfn", "emphasis"),
        *("file", "guilabel", "kbd", "literal", "mailheader", "makevar", "manpage"),
        *("menuselection", "mimetype", "newsgroup", "pep", "program", "regexp", "rfc", "samp"),
        *("strong", "sub", "subscript", "sup", "superscript", "t", "title", "title-reference"),
    }
)
_ROLE_NODES: Final = (
    nodes.Text,
    nodes.abbreviation,
    nodes.emphasis,
    nodes.inline,
    nodes.literal,
    nodes.problematic,
    nodes.reference,
    nodes.strong,
    nodes.subscript,
    nodes.superscript,
    nodes.target,
    nodes.title_reference,
    addnodes.index,
    addnodes.literal_emphasis,
    addnodes.literal_strong,
    addnodes.manpage,
    addnodes.pending_xref,
)


class Roles(ProseBase):
    """Runs the roles that are allowed, and looks at what they made."""

    def render_myst_role(self, token: SyntaxTreeNode) -> None:
        """A role, as on a MyST page, if it is one of those that are allowed."""
        name, line = token.meta["name"], token_line(token)
        written = f"{{{name}}}`{token.content}`"
        role = self._role(name, line)
        if role is None:
            if not (name.lower().startswith("leadflow:") and is_judged(self.place.env)):
                self.create_warning(
                    f"unknown role {quoted(name)}", MystWarnings.UNKNOWN_ROLE, line=line
                )
            self.current_node += nodes.Text(written)
            return
        made: list[nodes.Node] = []
        if self._is_allowed_role(name.lower()):
            rawsource = f":{name}:`{token.content}`"
            made, _ = role(name, rawsource, token.content, line, MockInliner(self))
        if made and all(map(_is_harmless, made)):
            _root_doc_links(made)
            self.current_node += made
        else:
            self.refuse(
                token,
                f"the role {quoted(name)}",
                "write plain text, or put it on a page of the docs",
            )
            self.current_node += nodes.Text(written)

    def _role(self, name: str, line: int) -> Any:
        """The function behind a role's name, from where a page would take it, or nothing."""
        domain, colon, _ = name.lower().partition(":")
        if colon and not self._is_domain(domain):
            return None  # Sphinx would say so too, without a place
        return roles.role(name, self.language_module_rst, line, self.reporter)[0]

    def _is_domain(self, name: str) -> bool:
        """Whether it is a domain, or intersphinx's `external` and `external+project`."""
        return name in self.place.env.domains or name.partition("+")[0] == "external"

    def _is_allowed_role(self, name: str) -> bool:
        env = self.place.env
        return (
            ":" in name
            or name in _ROLES
            or name in env.domains["std"].roles
            or name in getattr(env.config, "extlinks", ())
        )


def _is_harmless(node: nodes.Node) -> bool:
    """Whether a role made nothing that a text may not hold: no file, no picture, no raw HTML."""
    return all(
        isinstance(inner, _ROLE_NODES)
        and not isinstance(inner, addnodes.download_reference)
        and (not isinstance(inner, nodes.reference) or _leads_somewhere_safe(inner))
        for inner in node.findall()
    )


def _leads_somewhere_safe(link: nodes.reference) -> bool:
    return bool("refuri" not in link or link.get("internal") or safe_link(link["refuri"]))


def _root_doc_links(made: Iterable[nodes.Node]) -> None:
    """Let `{doc}` count from the top folder of the docs: a text is shown on several pages."""
    for node in made:
        for link in node.findall(addnodes.pending_xref):
            if (link["refdomain"], link["reftype"]) == ("std", "doc"):
                link["reftarget"] = "/" + link["reftarget"].removeprefix("/")
