"""The search index of an incremental build, equal to that of a clean one.

Sphinx keeps words of which no page is left as keys of the index, and it forgets the index
entries of pages that it does not write again. The first would publish words that were removed.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from sphinx.util.index_entries import split_index_msg

from sphinx_leadflow.core.gates.title import safe_title
from sphinx_leadflow.ext.domain import domain_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_leadflow.ext.domain import LeadflowDomain

_Entry = tuple[str, str, str]

REMEMBERED_STEMS = 100_000
"""For so many words of a build it is remembered what they are without their endings."""


def remember_stems(app: Sphinx, *_about_the_page: Any) -> None:
    """Let the index find the stem of a word once for all pages: leads share most of theirs."""
    indexer = getattr(app.builder, "indexer", None)
    if indexer is not None and not hasattr(indexer.lang.stem, "cache_info"):
        indexer.lang.stem = functools.lru_cache(REMEMBERED_STEMS)(indexer.lang.stem)


def tidy_search(app: Sphinx) -> Iterable[tuple[str, dict[str, Any], str]]:
    """Mend the index just before it is written; no pages are added."""
    indexer = getattr(app.builder, "indexer", None)
    if indexer is not None and hasattr(indexer, "_index_entries"):
        for mapping in (indexer._mapping, indexer._title_mapping):
            for word in [word for word, pages in mapping.items() if not pages]:
                del mapping[word]
        known = indexer._index_entries
        indexer._index_entries = {
            docname: known[docname] if docname in known else _entries(app.env, docname)
            for docname in sorted(indexer._titles)
        }
        domain = domain_of(app.env)
        _guard_titles(indexer, app.env, {*domain.pages, *domain.asked})
        _say_what_leads_are(indexer, domain)
    return []


def _guard_titles(indexer: Any, env: BuildEnvironment, ours: set[str]) -> None:
    """Let no heading on a page of ours be markup: the search of Sphinx before 9 would obey it.

    Sphinx gives the index the titles of pages as HTML, which its newer search shows as text.
    """
    for docname in ours & indexer._titles.keys() & env.titles.keys():
        indexer._titles[docname] = safe_title(env.titles[docname].astext())
        indexer._all_titles[docname] = [
            (safe_title(heading), anchor)
            for heading, anchor in indexer._all_titles.get(docname, [])
        ]


def _say_what_leads_are(indexer: Any, domain: LeadflowDomain) -> None:
    """Search results name a lead as one, and say where it stands."""
    for docname in domain.pages:
        shown = domain.data["known"].leads.get(docname.rpartition("/")[2])
        if shown is None or docname not in indexer._titles:
            continue
        indexer._titles[docname] = shown
        indexer._all_titles[docname] = [
            (heading if anchor else shown, anchor)  # a page's own title has no anchor
            for heading, anchor in indexer._all_titles.get(docname, [])
        ]


def _entries(env: BuildEnvironment, docname: str) -> list[_Entry]:
    """The index entries of a page, as Sphinx collects them when it writes the page."""
    found: set[_Entry] = set()
    for kind, value, target, main, _key in env.domains.index_domain.entries.get(docname, ()):
        try:
            words = split_index_msg(kind, value)
        except ValueError:
            continue
        found.update((word, target or "", main) for word in words)
    return sorted(found)
