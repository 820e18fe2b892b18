"""Every page of a Markdown handbook, as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.papers.catalogue import (
    assets_page,
    checklists_page,
    fields_page,
    people_page,
)
from sphinx_leadflow.papers.leads import lead_page, leads_page
from sphinx_leadflow.papers.process import process_page

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sphinx_leadflow.papers.book import Book, Page

_WRITERS: Mapping[str, Callable[[Page], str]] = {
    "process": process_page,
    "leads": leads_page,
    "assets": assets_page,
    "people": people_page,
    "fields": fields_page,
    "checklists": checklists_page,
}


def markdown_pages(book: Book) -> dict[str, str]:
    """The text of each page by its path, `leads/acme.md`, in the order of reading."""
    found = {f"{name}.md": _WRITERS[name](book.page(name)) for name in book.pages}
    if "leads" in book.pages:
        for ident in book.snapshot.project.leads:
            found[f"leads/{ident}.md"] = lead_page(book.page(f"leads/{ident}"), ident)
    return found
