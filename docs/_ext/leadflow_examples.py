"""Pages of the manual that show other data than the handbook does.

`leadflow_examples` in conf.py names them: the page, and the data folder that it shows. Every
leadflow directive and role on such a page reads that folder; what the page shows stays out of
the inventory and is no target for the handbook. The directive `snippet` shows its content as
source, and then what becomes of it. A page with `keep-toc: true` in front keeps "on this page".
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from sphinx_leadflow.core.project import load
from sphinx_leadflow.core.query import Snapshot
from sphinx_leadflow.ext.config import read_settings
from sphinx_leadflow.ext.domain import domain_of
from sphinx_leadflow.ext.log import log_diagnostic

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def load_examples(app: Sphinx) -> None:
    """Read each example's data folder, once, and give it to its pages."""
    today = read_settings(app.config, Path(app.confdir)).today
    folders = {
        folder: _load(Path(app.srcdir), folder)
        for folder in dict.fromkeys(app.config.leadflow_examples.values())
    }
    domain_of(app.env).others = {
        docname: Snapshot(folders[folder], today)
        for docname, folder in app.config.leadflow_examples.items()
    }


def _load(srcdir: Path, folder: str):
    loaded = load(srcdir / folder, label=folder)
    for diagnostic in loaded.diagnostics:
        log_diagnostic(diagnostic)
    return loaded.project


def keep_toc(
    app: Sphinx,
    _page: str,
    _template: str,
    context: dict[str, Any],
    _doctree: nodes.document | None,
) -> None:
    """Show "on this page" on pages that say `keep-toc`, although tables on them ask for width."""
    meta = context.get("meta") or {}
    if "keep-toc" in meta:
        context["meta"] = {
            name: value
            for name, value in meta.items()
            if name != "html_theme.sidebar_secondary.remove"
        }


class Snippet(SphinxDirective):
    """Its content as source, and below it what becomes of it."""

    has_content = True
    option_spec: ClassVar[dict[str, Callable[[str], str]]] = {"language": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        source = "\n".join(self.content)
        shown = nodes.literal_block(
            source, source, language=self.options.get("language", "markdown")
        )
        result = nodes.container(
            "", *self.parse_content_to_nodes(allow_section_headings=True), classes=["docs-result"]
        )
        return [shown, result]


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_config_value(
        "leadflow_examples", {}, "", (dict,), "Pages that show other data: docname to data folder."
    )
    app.connect("builder-inited", load_examples, priority=600)  # after the extension's own
    app.connect("html-page-context", keep_toc)
    app.add_directive("snippet", Snippet)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
