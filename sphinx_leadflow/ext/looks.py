"""What a page shows of other pages, so that it is written again when that changes.

Sphinx writes a page again when the page itself was read again. But its links lead to where a
step or a lead is shown, which may be another page now; they may show another page's title; and
around the text stand the titles of the pages before, after and above it. All that is put into
one digest for each page.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from sphinx import addnodes

from sphinx_leadflow.ext.domain import domain_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_TITLES_ONLY = frozenset({"alabaster", "furo", "pydata_sphinx_theme", "sphinx_book_theme"})
"""Themes whose navigation shows the titles of other pages, but no sections of them, apart from
those of the pages above."""

_NO_NAVIGATION = frozenset({"basic"})
"""Themes that show nothing of the site on a page, as long as nobody adds to their sidebars."""


def looks(app: Sphinx, adopted: Collection[str]) -> dict[str, str]:
    """A digest for each page of when it was read and of what it shows of others.

    `adopted` are the generated pages, which stand in nobody's table of contents.
    """
    env = app.env
    around = _Around(env, adopted) if app.builder.format == "html" else None
    domain = domain_of(env)
    found = {}
    for docname, read in env.all_docs.items():
        links = [_shown(env, docname, kind, name) for kind, name in domain.refers.get(docname, ())]
        told = (read, links, around.tell(docname) if around else "")
        found[docname] = hashlib.blake2b(
            repr(told).encode("utf-8", "backslashreplace"), digest_size=12
        ).hexdigest()
    return found


def _shown(env: BuildEnvironment, docname: str, kind: str, name: str) -> Any:
    """What a link on a page looks like."""
    if kind == "doc":
        return env.titles[name].astext() if name in env.titles else None
    if kind == "label":
        standard = env.domains.standard_domain
        return standard.labels.get(name) or standard.anonlabels.get(name)
    return domain_of(env).target(kind, name, docname)


class _Around:
    """What stands around the text of an HTML page."""

    def __init__(self, env: BuildEnvironment, adopted: Collection[str]) -> None:
        self._env = env
        self._tocs: dict[str, str] = {}
        self._relations = env.collect_relations()
        self._titles = {docname: title.pformat() for docname, title in env.titles.items()}
        self._navigation = self._describe(env, adopted)

    def _describe(self, env: BuildEnvironment, adopted: Collection[str]) -> str:
        """The table of contents of the whole site, which a theme may show on every page."""
        theme, config = env.config.html_theme, env.config
        if theme in _NO_NAVIGATION and not (config.html_sidebars or config.templates_path):
            return ""
        told: list[object] = []
        whole = theme not in _TITLES_ONLY
        for docname, toc in sorted(env.tocs.items()):
            if docname not in adopted:
                trees = [toc] if whole else toc.findall(addnodes.toctree)
                told.append((docname, self._titles.get(docname), [one.pformat() for one in trees]))
        return hashlib.blake2b(repr(told).encode("utf-8", "backslashreplace")).hexdigest()

    def tell(self, docname: str) -> Mapping[str, object]:
        """The titles above, before and after a page, and the navigation."""
        _parent, before, after = self._relations.get(docname, (None, None, None))
        return {
            "above": [(self._named(one), self._toc(one)) for one in self._above(docname)],
            "before": self._named(before),
            "after": self._named(after),
            "site": self._navigation,
        }

    def _toc(self, docname: str) -> str:
        """The sections of a page, which the navigation unfolds on the pages below it."""
        if not self._navigation:
            return ""
        if docname not in self._tocs:
            toc = self._env.tocs.get(docname)
            self._tocs[docname] = toc.pformat() if toc is not None else ""
        return self._tocs[docname]

    def _above(self, docname: str) -> list[str]:
        above: list[str] = []
        parent = self._relations.get(docname, [None])[0]
        while parent and parent not in above:
            above.append(parent)
            parent = self._relations.get(parent, [None])[0]
        return above

    def _named(self, docname: str | None) -> tuple[str | None, str | None]:
        return docname, self._titles.get(docname or "")
