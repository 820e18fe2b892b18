"""What others read, in the folder `leadflow` of the HTML output: a feed, a calendar, data."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from docutils import nodes
from sphinx.util.osutil import relative_uri

from sphinx_leadflow.core.atom import atom_feed
from sphinx_leadflow.core.ical import calendar
from sphinx_leadflow.core.table_files import as_csv, as_json, json_schema
from sphinx_leadflow.core.tables import tables
from sphinx_leadflow.ext import markup
from sphinx_leadflow.ext.domain import domain_of
from sphinx_leadflow.ext.files import write_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

    from sphinx_leadflow.core.query import Snapshot

FOLDER = "leadflow"
LINKS = (
    ("Atom feed", "events.atom"),
    ("calendar of due dates", "calendar.ics"),
    ("JSON data", "data.json"),
    ("events as CSV", "events.csv"),
    ("leads as CSV", "leads.csv"),
)
"""What the links below an event log are called, behind "Also as", and where they lead."""

NAMES = (
    *("events.atom", "calendar.ics", "data.json", "data.schema.json"),
    *("leads.csv", "events.csv", "visits.csv", "places.csv"),
)
"""Every file of the folder."""


class feed_placeholder(nodes.Element):
    """Where the links to the files stand, once it is known who writes the page."""


def feed_links() -> nodes.Node:
    """A line of links to the files; only HTML has them, so only HTML shows it."""
    return feed_placeholder()


def place_links(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the links in: the files are there in HTML alone, and only where they are wanted."""
    for place in list(doctree.findall(feed_placeholder)):
        place.replace_self(_links(app, docname) if _wanted(app) else [])


def _links(app: Sphinx, docname: str) -> list[nodes.Node]:
    here = app.builder.get_target_uri(docname)
    if here.startswith("#"):  # all pages are one
        here = ""
    links: list[nodes.Node] = []
    for words, name in LINKS:
        address = relative_uri(here, f"{FOLDER}/{name}")
        links.append(nodes.reference("", "", markup.text(words), refuri=address))
    return [markup.para("Also as ", *markup.between(links), classes=["lf-feeds"])]


def write_feeds(app: Sphinx, exception: Exception | None) -> None:
    """Write the files whose contents have changed; remove them where they are not wanted."""
    if exception is not None or app.builder.format != "html":
        return
    folder = Path(app.outdir) / FOLDER
    domain = domain_of(app.env)
    if not _wanted(app):
        domain.record.files = ""
        _remove(folder)
        return
    made_from = _made_from(app)
    complete = all(_is_ours(folder / name) for name in NAMES)
    if made_from and made_from == domain.record.files and complete:
        return  # with ten thousand leads it takes seconds to make them
    folder.mkdir(exist_ok=True)
    for name, text in _files(app, domain.snapshot):
        _write(folder / name, text)
    domain.record.files = made_from


def _made_from(app: Sphinx) -> str:
    """A digest of all that the files depend on; empty where nobody can tell."""
    domain = domain_of(app.env)
    known = domain.data["known"]
    told = (known.mark, app.config.html_baseurl, [_page(app, lead, "") for lead in known.leads])
    whole = hashlib.blake2b(repr(told).encode("utf-8", "backslashreplace"), digest_size=24)
    return whole.hexdigest() if known.mark else ""


def _is_ours(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def announce_feed(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Let feed readers find the feed by the address of a page with an event log."""
    asked = domain_of(app.env).asked.get(pagename, {})
    if _wanted(app) and any(name == "events" for name, _arguments in asked):
        address = relative_uri(app.builder.get_target_uri(pagename), f"{FOLDER}/events.atom")
        context["metatags"] = (
            f'{context.get("metatags", "")}\n<link rel="alternate" type="application/atom+xml" '
            f'title="Atom feed" href="{address}" />'
        )


def _wanted(app: Sphinx) -> bool:
    return app.builder.format == "html" and bool(app.config.leadflow_feeds)


def _files(app: Sphinx, snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    base = str(app.config.html_baseurl or "")
    base = f"{base.rstrip('/')}/" if base else ""
    feed = urljoin(base, f"{FOLDER}/events.atom") if base else ""
    host = urlsplit(base).hostname or "" if base else ""
    found = tables(snapshot)
    yield "events.atom", atom_feed(snapshot, lambda lead: _page(app, lead, ""), feed)
    absolute = (lambda lead: _page(app, lead, base)) if base else (lambda _lead: "")
    yield "calendar.ics", calendar(snapshot, absolute, host)
    yield "data.json", as_json(snapshot, found)
    yield "data.schema.json", json_schema(found)
    for table in found:
        yield f"{table.name}.csv", as_csv(table)


def _page(app: Sphinx, lead: str, base: str) -> str:
    """The address of a lead's page: absolute, or relative to the folder of the files."""
    place = domain_of(app.env).target("lead", lead)
    if place is None:
        return ""
    page = app.builder.get_target_uri(place[0])
    near = urljoin(base, page) if base else relative_uri(f"{FOLDER}/events.atom", page)
    return f"{near}#{place[1]}"


def _write(path: Path, text: str) -> None:
    known = path.read_bytes() if _is_ours(path) else b""
    if known != text.encode("utf-8", "replace"):
        write_text(path, text)


def _remove(folder: Path) -> None:
    for name in NAMES:
        (folder / name).unlink(missing_ok=True)
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
