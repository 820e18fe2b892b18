"""The pages of a Markdown handbook: which there are, and how they link to each other."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_leadflow.core.query import Snapshot
from sphinx_leadflow.core.views.questions import find
from sphinx_leadflow.papers.flavour import web_link, words
from sphinx_leadflow.papers.prose import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx_leadflow.core.project import Project
    from sphinx_leadflow.core.text import Text
    from sphinx_leadflow.core.views.parts import Badge, Ref
    from sphinx_leadflow.core.views.table import Piece
    from sphinx_leadflow.papers.flavour import Flavour

PAGES = ("process", "leads", "assets", "people", "fields", "checklists")
"""Every page, in the order in which they are read. `leads` has a page below it for each lead."""

_HOME = {
    "stage": "process",
    "step": "process",
    "outcome": "process",
    "asset": "assets",
    "role": "people",
    "field": "fields",
    "checklist": "checklists",
}
"""The page on which each kind of thing has its heading."""

MARK = "Made by leadflow export markdown"
"""What the first line of every page begins with: a page without it is somebody's own."""

_FIRST_LINE = f"<!-- {MARK} from leads_data. Change the YAML, not this page. -->"


def as_written(project: Project) -> Snapshot:
    """The project on the day of its latest history line.

    A page that is kept in a repository must not change because a day has passed, so it says
    nothing that depends on today: dates, but not how long ago; no lead is called stale.
    """
    days = (event.date for lead in project.leads.values() for event in lead.history)
    return Snapshot(project, max(days, default=dt.date(2000, 1, 1)))


@dataclass(frozen=True, slots=True)
class Book:
    """The pages that are written, and in which Markdown."""

    snapshot: Snapshot
    flavour: Flavour
    pages: tuple[str, ...] = PAGES

    def page(self, name: str) -> Page:
        """A page to write, `leads/acme` for that of a lead."""
        return Page(self, name)


@dataclass(frozen=True, slots=True)
class Page:
    """One page: what it can say depends on where it lies."""

    book: Book
    name: str

    @property
    def snapshot(self) -> Snapshot:
        """The data."""
        return self.book.snapshot

    @property
    def flavour(self) -> Flavour:
        """The Markdown that the page is written in."""
        return self.book.flavour

    def text(self, title: str, lines: Iterable[str], first: str = _FIRST_LINE) -> str:
        """The whole file: one blank line between blocks, none at the end."""
        found = [first, "", f"# {words(title)}", ""]
        for line in lines:
            if line.strip() or found[-1]:
                found.append(line.rstrip())
        while not found[-1]:
            found.pop()
        return "\n".join(found) + "\n"

    def ref(self, ref: Ref, shown: str = "") -> str:
        """A link to a thing, or its title where its page is not written."""
        text = words(shown or ref.title)
        if ref.kind == "lead":
            page, anchor = f"leads/{ref.id}", ""
        else:
            kind = "stage" if ref.kind == "step" and self._is_bare(ref.id) else ref.kind
            page, anchor = _HOME.get(ref.kind, ""), f"{kind}-{ref.id.replace('/', '-')}"
        if page.partition("/")[0] not in self.book.pages:
            return text
        return self.flavour.link(text, self._way_to(page), anchor)

    def _is_bare(self, step: str) -> bool:
        """Whether a step is a stage without steps, so that the heading is that of the stage."""
        home, _slash, ident = step.rpartition("/")
        stages = self.snapshot.process.pipelines[home].stages
        return any(stage.bare and stage.id == ident for stage in stages)

    def _way_to(self, page: str) -> str:
        """The file of a page, seen from this one; empty for this one."""
        if page == self.name:
            return ""
        if self.name.startswith("leads/"):
            page = page.removeprefix("leads/") if page.startswith("leads/") else f"../{page}"
        return f"{page}.md"

    def refs(self, refs: Iterable[Ref], last: str = ", ") -> str:
        """Links in a row."""
        return last.join(self.ref(one) for one in refs)

    def named(self, kind: str, ident: str, shown: str) -> str | None:
        """What a role in a text becomes; of an asset the link itself, as on the pages of Sphinx."""
        if kind == "process":
            return words(self.snapshot.process.title)
        if kind not in (*_HOME, "lead"):
            return None
        ref = find(self.snapshot, kind, ident)
        if ref is None:
            return None
        if kind == "asset":
            asset = self.snapshot.process.assets[ref.id]
            if asset.url and not self.snapshot.project.withholds(asset):
                return web_link(shown or ref.title, asset.url)
        return self.ref(ref, shown)

    def prose(self, text: Text | None) -> list[str]:
        """A text of the process, and a blank line after it."""
        if text is None:
            return []
        return [*plain(text.value, self.flavour, self.named), ""]

    def pieces(self, pieces: Sequence[Piece]) -> str:
        """A value: texts and links."""
        return ", ".join(
            web_link(one.text, one.url) if one.url else words(one.text) for one in pieces
        )

    def badges(self, badges: Iterable[Badge]) -> str:
        """States in words."""
        return ", ".join(f"*{words(one.text)}*" for one in badges)
