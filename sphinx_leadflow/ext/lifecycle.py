"""What happens when during a build.

`config-inited`: wait for another build that uses the same doctrees. `builder-inited`: load,
report, write the lead pages. `env-get-outdated`: ask every recorded question again.
`env-updated`: give lead pages their place in the navigation, find the pages that show something
of others which has changed, and remove what belongs to pages that are gone. `html-page-context`:
the stylesheet, on pages that need it. `build-finished`: remember what was written.
"""

from __future__ import annotations

import gc
import os
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils.utils import get_source_line

from sphinx_leadflow.checks.run import check
from sphinx_leadflow.core.diagnostic import Report
from sphinx_leadflow.core.model import Audience
from sphinx_leadflow.core.project import understand, without_collector
from sphinx_leadflow.core.query import Snapshot
from sphinx_leadflow.core.source import read_folder, read_private
from sphinx_leadflow.ext.config import cache_folder, read_settings, secret
from sphinx_leadflow.ext.domain import domain_of
from sphinx_leadflow.ext.environment import save_environment
from sphinx_leadflow.ext.lock import Lock
from sphinx_leadflow.ext.log import inform, log_diagnostic, told_if_long, warn
from sphinx_leadflow.ext.looks import looks
from sphinx_leadflow.ext.pages import remove_output, remove_pages, sync_pages
from sphinx_leadflow.ext.reading import has_changed
from sphinx_leadflow.ext.record import record_of
from sphinx_leadflow.ext.sources import edited, made_of
from sphinx_leadflow.ext.unchanged import known, mark_of
from sphinx_leadflow.memory.leads import Leads

if TYPE_CHECKING:
    from collections.abc import Sequence, Set
    from contextlib import AbstractContextManager

    from docutils import nodes
    from sphinx import addnodes
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.domains import Domain
    from sphinx.environment import BuildEnvironment

    from sphinx_leadflow.core.source import Folder
    from sphinx_leadflow.ext.config import Settings
    from sphinx_leadflow.ext.domain import LeadflowDomain
    from sphinx_leadflow.ext.unchanged import Known

SELDOM = (20_000, 20, 50)
"""How often Python looks for garbage while a site with leads is built. As it does by itself, it
takes a fifth of the time of a thousand pages, and finds little."""

STATIC = Path(__file__).parent.parent / "static"


def wait_for_others(app: Sphinx, _config: Config) -> None:
    """Wait until no other build uses these doctrees: before anything of them is read."""
    _lock_of_doctrees(app).take()


def _lock_of_doctrees(app: Sphinx) -> Lock:
    return Lock(
        Path(app.doctreedir) / "leadflow.lock",
        lambda: inform("leadflow: waiting for another build that uses the same doctrees"),
    )


def _lock_of_pages(app: Sphinx) -> Lock:
    return Lock(
        Path(app.srcdir),
        lambda: inform("leadflow: waiting for another build that needs other lead pages"),
    )


def load_data(app: Sphinx) -> None:
    """Read the data folder, say what is wrong with it, and write the lead pages."""
    settings = read_settings(app.config, Path(app.confdir))
    domain = domain_of(app.env)
    domain.collector = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    domain.data_folder = settings.label, os.path.normpath(settings.data)
    domain.record = record_of(app)
    domain.for_translators = app.builder.name == "gettext"
    report = Report()
    folder = read_folder(settings.data, settings.label, report)
    if settings.private is not None and settings.audience is Audience.TEAM:
        folder = replace(folder, private=read_private(*settings.private, report))
    mark = "" if len(report) else mark_of(folder, settings, secret())
    before: Known = domain.data["known"]
    domain.unchanged = bool(mark and mark == before.mark and not domain.record.was_killed)
    if domain.unchanged:
        domain.load = partial(_understood, folder, settings)
    else:
        _learn(domain, folder, settings, report, mark)
    _report(domain.data["known"])
    _write_pages(app, domain, settings.pages)
    if app.builder.format == "html" and str(STATIC) not in app.config.html_static_path:
        app.config.html_static_path.append(str(STATIC))


def _understood(folder: Folder, settings: Settings) -> Snapshot:
    """The data of the last build, for a page that asks for it after all."""
    loaded = understand(folder, settings.audience, None, _memory(settings))
    return Snapshot(loaded.project, settings.today, settings.forge)


def _memory(settings: Settings) -> Leads:
    """What was understood in earlier builds: in the user's cache folder, and not in the doctrees,
    which may be published."""
    return Leads(cache_folder(), str(settings.data), settings.audience)


def _learn(
    domain: LeadflowDomain, folder: Folder, settings: Settings, report: Report, mark: str
) -> None:
    """Understand the data and judge it."""
    with without_collector(), _told(folder, settings):
        loaded = understand(folder, settings.audience, report, _memory(settings))
        snapshot = Snapshot(loaded.project, settings.today, settings.forge)
        domain.snapshot = snapshot
        found = check(loaded, settings.today, snapshot=snapshot)
    domain.data["known"] = known(mark, snapshot, found)
    # What was made stays until the build ends: nothing gained by looking at it again and again.
    gc.freeze()


def _told(folder: Folder, settings: Settings) -> AbstractContextManager[None]:
    return told_if_long(len(folder.leads), public=settings.audience is Audience.PUBLIC)


def read_once(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Load before workers are forked, so that not each of them has to."""
    domain = domain_of(env)
    domain.reads = bool(docnames)
    if docnames:
        _ = domain.snapshot


def _write_pages(app: Sphinx, domain: LeadflowDomain, folder: str) -> None:
    """Bring the generated pages up to date, in the record too."""
    source, before, lock = Path(app.srcdir), domain.data["folder"], _lock_of_pages(app)
    if before != folder:
        remove_pages(source, before, app.config, lock)
        domain.data["folder"] = folder
    wanted = tuple(domain.data["known"].leads)
    leads = sync_pages(source, folder, wanted, app.config, lock) if folder else []
    domain.pages = [f"{folder}/{lead}" for lead in leads]
    domain.record.begin(_ours(domain))


def _report(about: Known) -> None:
    for diagnostic in about.found:
        if diagnostic.code != "no-data-folder":  # said at its place in conf.py
            log_diagnostic(diagnostic)
    inform(about.line)


def outdated(
    app: Sphinx, env: BuildEnvironment, added: Set[str], changed: Set[str], removed: Set[str]
) -> list[str]:
    """The pages whose questions are answered differently now; all of them after a crash.

    Catalogues for translators name the line of every text. Lines are no part of an answer, so
    that builder reads every page anew.
    """
    domain = domain_of(env)
    domain.lost_pages = bool(removed)
    if domain.record.was_killed:
        return sorted(env.all_docs.keys() - removed)
    known = env.all_docs.keys() - added - changed - removed
    told_otherwise = {
        docname
        for docname in domain.asked.keys() & known
        if domain.for_translators
        or (
            (not domain.unchanged or docname in domain.others)
            and has_changed(domain.snapshot_of(docname), domain.asked[docname])
        )
    }
    return sorted(told_otherwise.union(edited(env, domain.made, known)))


def note_files(app: Sphinx, _doctree: nodes.document) -> None:
    """Remember what a page is made of, once it is known what it includes.

    A generated page holds nothing but the name of its lead.
    """
    domain, docname = domain_of(app.env), app.env.docname
    if docname not in domain.pages:
        domain.made[docname] = made_of(app.env, docname)


def find_stale(app: Sphinx, env: BuildEnvironment) -> Sequence[str]:
    """The pages that would look different now, although nobody read them again."""
    domain = domain_of(env)
    _adopt_pages(env, domain)
    _remove_gone(app, domain)
    domain.now = looks(app, frozenset(domain.pages))
    stale = [
        docname for docname, look in domain.now.items() if domain.record.looks.get(docname) != look
    ]
    # Sphinx saves what it knows only if it writes a page: what it knew of a page that is gone
    # must not stay in its files.
    stale = stale or ([env.config.root_doc] if domain.lost_pages else [])
    if not (stale or domain.reads or domain.unchanged):
        save_environment(app, env)
    return stale


def _remove_gone(app: Sphinx, domain: LeadflowDomain) -> None:
    """Remove the output of pages that showed something of ours and no longer exist."""
    gone = sorted(domain.record.pages - app.env.all_docs.keys())
    remove_output(
        Path(app.outdir), Path(app.doctreedir), gone, getattr(app.builder, "out_suffix", "")
    )
    domain.record.begin(_ours(domain))


def _adopt_pages(env: BuildEnvironment, domain: LeadflowDomain) -> None:
    """Put the lead pages below the hand-written page of their folder.

    That is `leads` beside the folder, or `leads/index` inside it.

    A toctree with a thousand entries would be repeated in the sidebar of every page. The
    pages are orphans for the toctree, but the theme learns who their parent is: the sidebar
    shows where one is, and breadcrumbs work.
    """
    before, includes = set(domain.data["adopted"]), env.toctree_includes
    for page in list(includes):
        includes[page] = [
            one
            for one in includes[page]
            if one not in before or page in env.files_to_rebuild.get(one, ())
        ]
    folder = domain.data["folder"]
    adopted = [
        one for one in domain.pages if one in env.all_docs and not env.files_to_rebuild.get(one)
    ]
    parent = next((one for one in (folder, f"{folder}/index") if one in env.all_docs), None)
    if parent is not None and adopted:
        includes[parent] = [*includes.get(parent, ()), *adopted]
    domain.data["adopted"] = adopted


def add_assets(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """The stylesheet and the script on pages that show something of ours."""
    if pagename in domain_of(app.env).asked:
        app.add_css_file("leadflow.css")
        app.add_js_file("leadflow.js", loading_method="defer")


def is_said(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, contnode: nodes.Element
) -> nodes.Element | None:
    """The bare text of a reference that leads nowhere, if another page has said so already.

    A text of the data stands on several pages; its mistake is one.
    """
    domain = domain_of(env)
    path, line = get_source_line(node)
    if not str(path or "").startswith(f"{domain.data_folder[1]}/"):
        return None
    is_new = domain.is_new(f"{path}:{line}", f"{node['reftype']} {node['reftarget']}")
    return None if is_new else contnode


def say_unknown(app: Sphinx, _of: Domain, node: addnodes.pending_xref) -> bool | None:
    """The role's own words about a name that means nothing here, nor in another project."""
    if "leadflow_unknown" not in node:
        return None
    if node["leadflow_unknown"]:
        warn(node, node["leadflow_unknown"], f"unknown-{node['reftype']}")
    return True


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Remember that all is written, and let others go on."""
    gc.unfreeze()
    gc.set_threshold(*domain_of(app.env).collector)
    if exception is None:
        domain = domain_of(app.env)
        domain.record.end(domain.now, _ours(domain))
    _lock_of_pages(app).release()
    _lock_of_doctrees(app).release()


def _ours(domain: LeadflowDomain) -> set[str]:
    """The pages that show something of ours."""
    return {*domain.pages, *domain.asked}
