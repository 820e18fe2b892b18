"""What happens when during a build.

`builder-inited`: load, report, write the lead pages. `env-get-outdated`: ask every recorded
question again. `env-check-consistency`: give lead pages their place in the navigation.
`html-page-context`: the stylesheet, on pages that need it. `build-finished`: remove what
belongs to pages that are gone.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_leadflow.checks.run import check
from sphinx_leadflow.core.diagnostic import Severity
from sphinx_leadflow.core.project import load
from sphinx_leadflow.core.query import Snapshot
from sphinx_leadflow.ext.config import read_settings
from sphinx_leadflow.ext.domain import domain_of
from sphinx_leadflow.ext.log import inform, log_diagnostic
from sphinx_leadflow.ext.pages import remove_output, sync_pages
from sphinx_leadflow.ext.reading import has_changed

if TYPE_CHECKING:
    from collections.abc import Iterable, Set

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_leadflow.core.project import Loaded

STATIC = Path(__file__).parent.parent / "static"


def load_data(app: Sphinx) -> None:
    """Read the data folder, say what is wrong with it, and write the lead pages."""
    settings = read_settings(app.config, Path(app.confdir))
    loaded = load(settings.data, settings.audience, settings.label)
    domain = domain_of(app.env)
    domain.snapshot = Snapshot(loaded.project, settings.today)
    _report(loaded, settings.today)
    sync_pages(Path(app.srcdir) / settings.pages, loaded.project.leads, app.config)
    domain.note_pages([f"{settings.pages}/{lead}" for lead in loaded.project.leads])
    if app.builder.format == "html" and str(STATIC) not in app.config.html_static_path:
        app.config.html_static_path.append(str(STATIC))


def _report(loaded: Loaded, today: Any) -> None:
    found = [*loaded.diagnostics, *check(loaded.project, today)]
    for diagnostic in found:
        log_diagnostic(diagnostic)
    project = loaded.project
    withheld = f", {project.withheld} withheld" if project.withheld else ""
    advice = sum(one.severity is Severity.ADVICE for one in found)
    hint = f"; {advice} pieces of advice, see leadflow check" if advice else ""
    inform(f"leadflow: {len(project.leads)} leads for the {project.audience.value} "
           f"audience{withheld}{hint}")


def outdated(app: Sphinx, env: BuildEnvironment, added: Set[str], changed: Set[str],
             removed: Set[str]) -> list[str]:
    """The pages whose questions are answered differently now."""
    domain = domain_of(env)
    known = set(domain.asked) - added - changed - removed
    return sorted(docname for docname in known & env.all_docs.keys()
                  if has_changed(domain.snapshot, domain.asked[docname]))


def adopt_pages(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Put the lead pages below the hand-written page of their folder.

    That is `leads` beside the folder, or `leads/index` inside it.

    A toctree with a thousand entries would be repeated in the sidebar of every page. The
    pages are orphans for the toctree, but the theme learns who their parent is: the sidebar
    shows where one is, and breadcrumbs work.
    """
    pages = str(app.config.leadflow_pages).strip("/")
    parent = next((one for one in (pages, f"{pages}/index") if one in env.all_docs), None)
    if parent is None:
        return []
    leads = [f"{pages}/{lead}" for lead in domain_of(env).snapshot.project.leads]
    written = [one for one in env.toctree_includes.get(parent, []) if one not in leads]
    env.toctree_includes[parent] = written + [one for one in leads if one in env.all_docs]
    return []


def add_assets(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any],
               doctree: nodes.document | None) -> None:
    """The stylesheet and the script on pages that show something of ours."""
    if pagename in domain_of(app.env).asked:
        app.add_css_file("leadflow.css")
        app.add_js_file("leadflow.js", loading_method="defer")


def remove_gone(app: Sphinx, exception: Exception | None) -> None:
    """Remove the output of lead pages that no longer exist."""
    domain = domain_of(app.env)
    if exception is not None or app.builder.format != "html":
        return
    suffix = getattr(app.builder, "out_suffix", ".html")
    remove_output(Path(app.outdir), sorted(set(domain.data["gone"]) - set(app.env.all_docs)),
                  suffix)
