"""The event log as an Atom feed (RFC 4287)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from sphinx_leadflow.core.events import happenings
from sphinx_leadflow.core.gates.characters import plain_characters
from sphinx_leadflow.core.views.events import author, what_happened

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from sphinx_leadflow.core.events import Happening
    from sphinx_leadflow.core.query import Snapshot

NAMESPACE = "http://www.w3.org/2005/Atom"

LINES = 200
"""So many lines are in the feed, the newest: readers keep what they have seen."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document may hold."""


def atom_feed(snapshot: Snapshot, page: Callable[[str], str], base: str = "") -> str:
    """The newest lines of the log, one entry each.

    `page` gives the address of a lead's page, empty if it has none, relative to the feed or
    absolute; `base` is where the feed itself lies on the web, if that is known. The feed says
    when its newest line was written, not when it was made: the same files give the same bytes.
    """
    ET.register_namespace("", NAMESPACE)
    feed = ET.Element(_tag("feed"))
    if base:
        feed.set("xml:base", base)
    lines = happenings(snapshot)[:LINES]
    _add(feed, "title", snapshot.process.title)
    _add(feed, "id", _urn(base, ""))
    _add(feed, "updated", _moment(lines[0].date if lines else snapshot.today))
    _add(_sub(feed, "author"), "name", snapshot.process.title)
    if base:
        _sub(feed, "link", rel="self", type="application/atom+xml", href=base)
    for line in lines:
        _entry(feed, snapshot, line, page(line.lead), base)
    ET.indent(feed, " ")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(feed, "unicode")}\n'


def _entry(feed: ET.Element, snapshot: Snapshot, line: Happening, address: str, base: str) -> None:
    entry = _sub(feed, "entry")
    _add(entry, "title", f"{line.name}: {what_happened(snapshot, line)}")
    _add(entry, "id", _urn(base, line.id))
    _add(entry, "updated", _moment(line.date))
    who = author(snapshot, line)
    if who:
        _add(_sub(entry, "author"), "name", who)
    if address:
        _sub(entry, "link", rel="alternate", type="text/html", href=address)
    _sub(entry, "category", term=line.sort)
    if line.note or not address:  # an entry without a link must have content
        _add(entry, "content", line.note or what_happened(snapshot, line))


def _moment(day: dt.date) -> str:
    """A day as the moment that Atom asks for: its beginning, in UTC."""
    return f"{day.isoformat()}T00:00:00Z"


def _urn(base: str, name: str) -> str:
    """An id that stays: by the feed's place on the web if that is known."""
    where = re.sub(r"[^a-z0-9.-]+", "-", base.partition("://")[2].lower()).strip("-")
    return f"urn:x-leadflow:{where or 'events'}{':' if name else ''}{name}"


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _sub(parent: ET.Element, name: str, **attributes: str) -> ET.Element:
    return ET.SubElement(parent, _tag(name), attributes)


def _add(parent: ET.Element, name: str, text: str) -> None:
    _sub(parent, name).text = _NOT_XML.sub("\ufffd", plain_characters(text))
