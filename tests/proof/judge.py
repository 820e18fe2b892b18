"""Judges what was built from attacks: by lists of what may be there, never of what may not.

`SURFACES` is the one list of surfaces on which data can come out. **To add one** (a feed, a
calendar, a picture, an export), write a function from a `Site` to complaints, one string for each
thing that should not be there, and put it into the list: every theme, every corpus and every
mutant of `test_payloads.py` then goes through it. A surface that is not there yet in a build
yields nothing. `Site.plain` is the same site built from harmless words: what a theme itself puts
on a page, its scripts, forms and icons, may be there exactly as it is there.
"""

from __future__ import annotations

import csv
import email
import email.policy
import io
import json
import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import html5lib
from sphinx.util.inventory import InventoryFile

from tests.proof.payloads import SECRET


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


CONTENT = _names(
    """
    a abbr article aside blockquote body br caption cite code col colgroup dd del details
    div dl dt em figure h1 h2 h3 h4 h5 h6 head header html i kbd li main mark nav ol p pre s
    section small span strong sub summary sup table tbody td th thead title tr ul footer hr
    label
    """
)
"""Elements that content is made of."""
ATTRIBUTES = _names(
    """
    class id href rel title role lang target start colspan rowspan scope open span dir
    """
)
"""Attributes that content may have; `data-lf-…` beside them, and what the theme itself uses."""
WORDS = _names(
    """
    title alt content placeholder aria-label value
    """
)
"""Attributes that hold words for people: what they say is free."""
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
MAIL_HEADERS = frozenset({"subject", "body", "cc", "bcc"})
LOADED = _names(
    """
    src srcset srcdoc action formaction data poster background xlink:href
    """
)
"""Attributes that load or send something: only as the theme itself has them."""
SVG = "{http://www.w3.org/2000/svg}"
SHAPES = _names("svg g path rect circle ellipse line polyline polygon text tspan title desc a")
"""Elements that our pictures are made of."""
SHAPE_ATTRIBUTES = _names(
    """
    class role viewBox d x y x1 y1 x2 y2 dx dy r rx ry cx cy width height points transform id href
    text-anchor dominant-baseline aria-hidden aria-label aria-labelledby style focusable
    """
)
_GEOMETRY = re.compile(r"[\w\s.,:;()%#-]*")
WIDTH = re.compile(r"width: ?[0-9.]+%|min-width:[0-9.]+px;max-width:[0-9.]+px")
_CSS_STRING = re.compile(r'"(?:[^\W_]|[ ]|\\[0-9a-f]{1,6} )*"')
"""Titles of columns in a stylesheet: letters, and anything else by its number."""
_CSS_LOADS = re.compile(r"url|import|image|expression|src", re.IGNORECASE)
_BROWSERS_DROP = re.compile(r"[\x00-\x20\t\r\n]+")


@dataclass
class Site:
    """What one build made, and the same from harmless words."""

    out: Path
    log: str = ""
    plain: Site | None = None
    more: dict[str, str] = field(default_factory=dict)
    """Other texts that were made of the same data, by name: `commands`, `markdown`, `text`."""

    @cached_property
    def trees(self) -> dict[str, Element]:
        """Every page, parsed as a browser does."""
        return {
            path.relative_to(self.out).as_posix(): html5lib.parse(
                path.read_text("utf-8"), namespaceHTMLElements=False
            )
            for path in sorted(self.out.rglob("*.html"))
        }

    @cached_property
    def chrome(self) -> Chrome:
        """What the theme itself puts on the pages."""
        return Chrome.of(self.trees)

    def read(self, name: str) -> str:
        """A file; empty if there is none."""
        path = self.out / name
        return path.read_text("utf-8") if path.exists() else ""


@dataclass(frozen=True)
class Chrome:
    """The elements and attributes of a theme."""

    exact: frozenset[Any]
    """Elements that are no content, with all that they load, run or say to a script."""
    attributes: frozenset[str]
    styles: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, trees: dict[str, Element]) -> Chrome:
        elements = [one for tree in trees.values() for one in _elements(tree)]
        return cls(
            frozenset(_fingerprint(one) for one in elements if one.tag not in CONTENT),
            frozenset(name for one in elements for name in one.attrib if _is_quiet(name)),
            frozenset((name, value) for one in elements for name, value in one.attrib.items()),
        )


def _elements(tree: Element) -> Iterator[Element]:
    for one in tree.iter():
        if isinstance(one.tag, str):
            yield one


def _is_quiet(name: str) -> bool:
    return not name.startswith("on") and name not in LOADED and name != "style"


def _fingerprint(one: Element) -> Any:
    """An element with everything but words for people, and with what is inside a script."""
    attributes = {
        name: value
        for name, value in one.attrib.items()
        if name not in WORDS and not (one.tag == "link" and name == "href" and "rel" in one.attrib)
    }
    link = ()
    if one.tag == "link":
        link = (_scheme(one.get("href", "")), one.get("rel") in ("next", "prev"))
        if not link[1]:
            link = (*link, posixpath.basename(one.get("href", "")))
    inside = "".join(one.itertext()) if one.tag in ("script", "style") else ""
    if one.tag == "style" and _is_plain_style(inside):
        inside = ""
    if one.get("type") in JSON_TYPES:
        inside = ""  # judged by `json_in_pages`
    return one.tag, tuple(sorted(attributes.items())), link, inside


def _is_plain_style(text: str) -> bool:
    """Whether a stylesheet is ours, loads nothing and has not been broken out of."""
    rules = _CSS_STRING.sub("", text.replace('[class^="lf-"]', ""))
    is_ours = bool(re.match(r"\.lf-t[0-9a-f]{8} ", text))
    return is_ours and not _CSS_LOADS.search(rules) and not set('<&\\"') & set(rules)


JSON_TYPES = ("application/json", "application/ld+json")


def _scheme(address: str) -> str:
    """The scheme as a browser sees it; empty for a relative address, `?` for a host without one."""
    shown = _BROWSERS_DROP.sub("", address)
    if shown[:2] in ("//", "\\\\", "/\\", "\\/"):
        return "?"
    match = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", shown)
    return match[1].lower() if match else ""


# ── Pages ──────────────────────────────────────────────────────────────────


def pages(site: Site) -> Iterator[str]:
    """Elements, attributes and addresses on every page."""
    assert site.plain is not None
    chrome = site.plain.chrome
    for name, tree in site.trees.items():
        for one in _elements(tree):
            for fault in _faults(one, chrome, name, site):
                yield f"{name}: {fault}"


def _faults(one: Element, chrome: Chrome, page: str, site: Site) -> Iterator[str]:
    if one.tag.startswith(SVG) and _fingerprint(one) not in chrome.exact:
        yield from _shape_faults(one, page, site)
        return
    if one.tag not in CONTENT and _fingerprint(one) not in chrome.exact:
        yield f"the element {_fingerprint(one)!r}"
    for name, value in one.attrib.items():
        known = (name, value) in chrome.styles
        if name == "style":
            if not known and not WIDTH.fullmatch(value):
                yield f"{one.tag} style={value!r}"
        elif not _is_quiet(name):
            if not known:
                yield f"{one.tag} {name}={value!r}"
        elif name not in ATTRIBUTES | chrome.attributes and not name.startswith("data-lf-"):
            yield f"{one.tag} {name}={value!r}"
        if name == "href" and not known:
            yield from address_faults(value, page, site)


def _shape_faults(one: Element, page: str, site: Site) -> Iterator[str]:
    """What is wrong with a part of a picture of ours: it has shapes, numbers and words alone."""
    if one.tag.removeprefix(SVG) not in SHAPES:
        yield f"the element {one.tag} in a picture"
    for name, value in one.attrib.items():
        if name not in SHAPE_ATTRIBUTES and not name.startswith("data-lf-"):
            yield f"{one.tag} {name}={value!r}"
        elif name == "href":
            yield from address_faults(value, page, site)
        elif name == "style" and not WIDTH.fullmatch(value):
            yield f"{one.tag} style={value!r}"
        elif not (name in WORDS or name.startswith("data-lf-") or _GEOMETRY.fullmatch(value)):
            yield f"{one.tag} {name}={value!r}"


def address_faults(address: str, page: str, site: Site) -> Iterator[str]:
    """What is wrong with a link."""
    scheme = _scheme(address)
    if scheme == "mailto":
        yield from _mail_faults(address)
    elif scheme == "tel":
        if not re.fullmatch(r"tel:\+?[0-9]{3,15}", address):
            yield f"the number {address!r}"
    elif scheme:
        parts = urlsplit(address)
        if scheme not in SCHEMES or not parts.hostname or parts.username is not None:
            yield f"the address {address!r}"
        if parts.path.startswith("/team/handbook/"):
            asked = {name for name, _value in parse_qsl(parts.query, keep_blank_values=True)}
            if not asked <= {"filename", "value"} or ".." in unquote(parts.path):
                yield f"the way to an editor {address!r}"
    else:
        target = posixpath.normpath(
            posixpath.join(posixpath.dirname(page), unquote(urlsplit(address).path))
        )
        if address[:1] in "/\\" or target.startswith("..") or not (site.out / target).exists():
            yield f"the address {address!r}, which leads nowhere on the site"
        elif urlsplit(address).path and not target.endswith(".html"):
            yield f"the address {address!r}, which is no page"


def _mail_faults(address: str) -> Iterator[str]:
    query = address.partition("?")[2]
    headers = parse_qsl(query, keep_blank_values=True)
    if not {name.lower() for name, _value in headers} <= MAIL_HEADERS:
        yield f"headers in {address!r}"
    for name, value in headers:
        if name.lower() != "body" and ("\n" in value or "\r" in value):
            yield f"a line end in {name} of {address!r}"
        if name.lower() in ("cc", "bcc") and "evil-lead" in value:
            yield f"a copy to a stranger in {address!r}"


def json_in_pages(site: Site) -> Iterator[str]:
    """JSON inside HTML: it is JSON, and no `<` in it can end its element."""
    for name, tree in site.trees.items():
        for one in tree.iter("script"):
            if one.get("type") in JSON_TYPES:
                inside = "".join(one.itertext())
                if "<" in inside:
                    yield f"{name}: a `<` in JSON"
                try:
                    json.loads(inside)
                except ValueError:
                    yield f"{name}: JSON that is none: {inside[:80]!r}"


def files(site: Site) -> Iterator[str]:
    """No file of the sources, nor anything from outside, was copied or quoted."""
    assert site.plain is not None
    known = {path.relative_to(site.plain.out) for path in site.plain.out.rglob("*")}
    for path in sorted(site.out.rglob("*")):
        name = path.relative_to(site.out)
        if name not in known:
            yield f"the file {name.as_posix()}"
        if path.is_file() and SECRET.encode() in path.read_bytes():
            yield f"the secret, in {name.as_posix()}"


# ── What scripts and other programs read ───────────────────────────────────


def search(site: Site) -> Iterator[str]:
    """What the search page of older Sphinx puts into itself as HTML."""
    text = site.read("searchindex.js")
    if not text:
        return
    index = json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))
    for one in (*index["titles"], *index["alltitles"]):
        if re.search(r"[<>]|&#?\w+;", one):
            yield f"markup in the search: {one!r}"
    for one in (str(one[4]) for things in index["objects"].values() for one in things):
        if re.search(r"[<>]", one):  # Sphinx has escaped these
            yield f"markup in the search: {one!r}"


def inventory(site: Site) -> Iterator[str]:
    """Other projects read as many names as there are."""
    assert site.plain is not None
    both = []
    for one in (site, site.plain):
        data = (one.out / "objects.inv").read_bytes() if (one.out / "objects.inv").exists() else b""
        both.append({} if not data else InventoryFile.loads(data, uri="").data)
    for kind in both[0].keys() | both[1].keys():
        names, expected = set(both[0].get(kind, ())), set(both[1].get(kind, ()))
        if kind.startswith("leadflow:") and names != expected:
            yield f"inventory: {kind} {sorted(names ^ expected)[:5]}"
        for name, item in both[0].get(kind, {}).items():
            shown = str(item.display_name)
            if kind.startswith("leadflow:") and re.search(r"[<>]|[\x00-\x1f\u202a-\u202e]", shown):
                yield f"inventory: {name} is called {shown!r}"


# ── What people read in a terminal, and a forge in a log ───────────────────

_ANSI = re.compile(r"\x1b\[[\d;]*m")  # Sphinx colours its own words


def log(site: Site) -> Iterator[str]:
    """No line of the build's log is a command to anybody."""
    for line in _ANSI.sub("", site.log).split("\n"):
        yield from _line_faults("log", line)


def terminal(site: Site) -> Iterator[str]:
    """`leadflow check` and `leadflow notify` for people."""
    for name in ("text", "notify"):
        for line in site.more.get(name, "").split("\n"):
            yield from _line_faults(name, line)


def _line_faults(where: str, line: str) -> Iterator[str]:
    if not line.isprintable():
        yield f"{where}: an unprintable character in {line!r}"
    if line.lstrip().startswith("::") or re.search(r"##\w*\[", line):
        yield f"{where}: a command to the CI service in {line!r}"


def commands(site: Site) -> Iterator[str]:
    """`leadflow check --format github`: only our own commands, each on its line."""
    for line in site.more.get("commands", "").split("\n"):
        if line and not re.match(r"::(error|warning|notice) file=[^:]*,title=[a-z0-9-]+::", line):
            yield f"commands: {line!r}"
        yield from _line_faults("commands", line.lstrip(":"))


_MARKDOWN_TAGS = _names(
    """
    html head body p h1 h2 h3 h4 ul ol li strong em code pre table thead tbody tr th td br a
    details summary
    """
)


def markdown(site: Site) -> Iterator[str]:
    """Summaries, rendered as GitHub does: no element and no address that we did not write."""
    import cmarkgfm
    from cmarkgfm.cmark import Options

    for name in ("markdown", "summary"):
        shown = cmarkgfm.github_flavored_markdown_to_html(
            site.more.get(name, ""), Options.CMARK_OPT_UNSAFE
        )
        tree = html5lib.parse(shown, namespaceHTMLElements=False)
        for one in _elements(tree):
            if one.tag not in _MARKDOWN_TAGS or set(one.attrib) - {"href", "lang", "align"}:
                yield f"{name}: {one.tag} {one.attrib}"
            if "href" in one.attrib and not one.attrib["href"].startswith("https://site.example/"):
                yield f"{name}: a link to {one.attrib['href']!r}"
        for words in _free_texts(tree):
            if re.search(r"(?<![\w`])@\w|(?<!\w)#\d|\bGH-\d", words):
                yield f"{name}: a mention in {words!r}"


def _free_texts(tree: Element) -> Iterator[str]:
    """Texts outside code, where a forge looks for mentions."""
    for one in _elements(tree):
        if one.tag not in ("code", "pre") and one.text:
            yield one.text
        if one.tail:
            yield one.tail


def tables(site: Site) -> Iterator[str]:
    """CSV: no cell that a spreadsheet takes for a formula. JSON: it is some."""
    for path in sorted(site.out.rglob("*.csv")):
        for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")):
            for cell in row:
                if re.match(r"[=+@\t\r-]", cell) and not re.fullmatch(r"-?[0-9.,]+", cell):
                    yield f"{path.name}: a formula {cell!r}"
    for path in sorted(site.out.rglob("*.json")):
        try:
            json.loads(path.read_text("utf-8"))
        except ValueError:
            yield f"{path.name}: no JSON"


CALENDAR = re.compile(
    r"(BEGIN|END|VERSION|PRODID|CALSCALE|METHOD|NAME|X-WR-[A-Z]+|X-PUBLISHED-TTL|REFRESH-INTERVAL"
    r"|UID|DTSTAMP|DTSTART|DTEND|DUE|SUMMARY|DESCRIPTION|URL|CATEGORIES|STATUS|TRANSP|CLASS"
    r"|SEQUENCE|LAST-MODIFIED|CREATED|COMPLETED|SOURCE|LOCATION)(;[A-Z-]+=[^:;]+)*:.*"
)


def feeds(site: Site) -> Iterator[str]:
    """A calendar has only lines that we wrote, a feed only text, and links that pass the gate."""
    for path in sorted(site.out.rglob("*.ics")):
        data = path.read_bytes()
        if any(len(line) > 75 for line in data.split(b"\r\n")):
            yield f"{path.name}: a line of more than 75 octets"
        unfolded = data.decode("utf-8").replace("\r\n ", "")
        for line in unfolded.removesuffix("\r\n").split("\r\n"):
            if not CALENDAR.fullmatch(line):
                yield f"{path.name}: {line!r}"
    for path in sorted(site.out.rglob("*.atom")):
        for one in ElementTree.fromstring(path.read_bytes()).iter():
            name = str(one.tag).rpartition("}")[2]
            if name == "link" and _scheme(one.get("href", "")) not in {"", *SCHEMES}:
                yield f"{path.name}: a link to {one.get('href')!r}"
            if one.get("type", "text") in ("html", "xhtml"):
                yield f"{path.name}: {name} is read as HTML"


_EXPORTED_TAGS = _MARKDOWN_TAGS | {"blockquote", "sub", "sup", "del", "hr"}
_EXPORTED_ATTRIBUTES = {"href", "id", "lang", "align", "title", "start", "class", "type", "checked"}


def exports(site: Site) -> Iterator[str]:
    """`leadflow export`: pages in Markdown, and messages with no headers but ours."""
    import cmarkgfm
    from cmarkgfm.cmark import Options

    for path in sorted((site.out.parent / "exports").rglob("*.md")):
        text = re.sub(r"\A<!--.*?-->", "", path.read_text("utf-8"))
        shown = cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_UNSAFE)
        for one in _elements(html5lib.parse(shown, namespaceHTMLElements=False)):
            if one.tag not in _EXPORTED_TAGS or set(one.attrib) - _EXPORTED_ATTRIBUTES:
                yield f"{path.name}: {one.tag} {one.attrib}"
            if _scheme(one.get("href", "")) not in {"", *SCHEMES}:
                yield f"{path.name}: a link to {one.get('href')!r}"
    for path in sorted((site.out.parent / "exports").rglob("*.eml")):
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        if extra := {name.lower() for name in mail} - MESSAGE_HEADERS:
            yield f"{path.name}: headers {sorted(extra)}"
        if mail.is_multipart():
            yield f"{path.name}: several parts"


MESSAGE_HEADERS = frozenset(
    {"x-made-by", "x-unsent", "to", "subject", "content-type", "content-transfer-encoding"}
    | {"mime-version"}
)


Surface = Callable[[Site], Iterator[str]]

SURFACES: tuple[Surface, ...] = (
    pages,
    json_in_pages,
    files,
    search,
    inventory,
    log,
    terminal,
    commands,
    markdown,
    tables,
    feeds,
    exports,
)
"""Every surface on which data comes out. New ones go here."""


def complaints(site: Site) -> list[str]:
    """Everything that should not be there."""
    return [fault for surface in SURFACES for fault in surface(site)]
