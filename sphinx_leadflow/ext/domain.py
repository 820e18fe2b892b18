"""The Sphinx domain: where things are shown, and how roles find them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.domains import Domain, ObjType
from sphinx.util import docname_join
from sphinx.util.nodes import make_refnode

from sphinx_leadflow.core.gates.title import safe_title
from sphinx_leadflow.core.views import questions
from sphinx_leadflow.ext.markup import picture
from sphinx_leadflow.ext.parcels import references_in
from sphinx_leadflow.ext.reading import Asked, Reading
from sphinx_leadflow.ext.rows import lead_rows
from sphinx_leadflow.ext.unchanged import Known

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Set

    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from sphinx_leadflow.core.query import Snapshot
    from sphinx_leadflow.ext.record import Record
    from sphinx_leadflow.ext.sources import Made

Reference = tuple[str, str]
"""What a page refers to: a kind of ours, `doc` or `label`, and a name."""

KINDS = questions.LINKED
IN_A_TEXT = "leadflow_text"
"""Set in the build's passing data while a process text is read."""
"""What can be referred to; each kind has a role of its name."""

_SHOWN_BY = {
    "lead": "its own page is generated",
    "stage": "leadflow:process or leadflow:stage",
    "step": "leadflow:process or leadflow:stage",
    "field": "leadflow:fields",
    "asset": "leadflow:assets",
    "checklist": "leadflow:checklist",
    "role": "leadflow:roles",
    "outcome": "leadflow:pipeline",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A thing that a page shows: its title, its anchor, and how good a target it is."""

    kind: str
    name: str
    title: str
    anchor: str
    priority: int
    """1 for the place that tells all about it, -1 for one that only mentions it."""


Places: TypeAlias = "dict[tuple[str, str], tuple[int, str, Shown]]"
"""The best place of each thing, by kind and name: its order, its page, what is shown there."""


def _best_places(shown: Mapping[str, list[Shown]]) -> Places:
    """By priority, then by docname."""
    places: Places = {}
    for docname, all_ in sorted(shown.items()):
        for one in all_:
            here = (-one.priority, docname, one)
            if here[:2] < places.get((one.kind, one.name), (9, "", one))[:2]:
                places[one.kind, one.name] = here
    return places


class LeadflowDomain(Domain):
    """Leads, stages, steps, fields, assets, checklists, roles and outcomes."""

    name = "leadflow"
    label = "Leadflow"
    object_types: ClassVar[dict[str, ObjType]] = {kind: ObjType(kind, kind) for kind in KINDS}
    initial_data: ClassVar[dict[str, Any]] = {
        "shown": {},
        "asked": {},
        "refers": {},
        "made": {},
        "adopted": [],
        "folder": "",
        "known": Known(),
    }
    data_version = 5
    dangling_warnings: ClassVar[dict[str, str]] = {
        kind: f"no page shows the {kind} %(target)r (a page with {shown} would)"
        for kind, shown in _SHOWN_BY.items()
    }

    _places: Places | None = None
    """The best place of each thing; made when first asked for, dropped with every change."""

    load: Callable[[], Snapshot]
    """Makes the snapshot; a build that changes nothing never asks for it."""

    unchanged: bool
    """Whether the data is that of the last build, so that no answer has changed."""

    reads: bool
    """Whether pages are read in this build."""

    for_translators: bool
    """Whether the builder collects texts for translators, each with its line."""

    record: Record
    """What was written in earlier builds."""

    now: dict[str, str]
    """What each page looks like in this build, as a digest."""

    pages: list[str]
    """The pages that are generated, in order."""

    lost_pages: bool
    """Whether there are fewer pages than before."""

    data_folder: tuple[str, str]
    """How diagnostics call the data folder, and where it is."""

    collector: tuple[int, ...]
    """How often Python looks for garbage when no build runs."""

    _said: set[tuple[str, str]] | None = None

    others: Mapping[str, Snapshot] = MappingProxyType({})
    """Pages that show other data, by docname: an example in a manual. What they show is found
    on themselves alone, and stands in no inventory."""

    @cached_property
    def snapshot(self) -> Snapshot:
        """The loaded data: it hangs here, on the instance, so that forked workers share it and
        pickling drops it."""
        return self.load()

    def snapshot_of(self, docname: str) -> Snapshot:
        """The data that a page shows."""
        return self.others.get(docname, self.snapshot)

    @property
    def shown(self) -> dict[str, list[Shown]]:
        """What each page shows."""
        found: dict[str, list[Shown]] = self.data["shown"]
        return found

    @property
    def asked(self) -> dict[str, Asked]:
        """What each page asked."""
        found: dict[str, Asked] = self.data["asked"]
        return found

    @property
    def refers(self) -> dict[str, list[Reference]]:
        """What each page refers to."""
        found: dict[str, list[Reference]] = self.data["refers"]
        return found

    @property
    def made(self) -> dict[str, Made]:
        """What each hand-written page is made of."""
        found: dict[str, Made] = self.data["made"]
        return found

    def reading(self, docname: str) -> Reading:
        """The page's way to the data."""
        return Reading(self.snapshot_of(docname), self.asked.setdefault(docname, {}))

    def note(self, docname: str, shown: Shown) -> None:
        """Remember that a page shows something."""
        self._places = None
        self.shown.setdefault(docname, []).append(shown)

    def process_doc(self, env: BuildEnvironment, docname: str, document: nodes.document) -> None:
        """Remember what a page refers to."""
        found = references(document, docname)
        if found:
            self.refers[docname] = found

    def is_new(self, location: str, message: str) -> bool:
        """Whether a warning about a text is not given yet: the text may stand on many pages."""
        said = self._said = self._said or set()
        known = (location, message) in said
        said.add((location, message))
        return not known

    def clear_doc(self, docname: str) -> None:
        """Forget a page."""
        self._places = None
        for table in (self.shown, self.asked, self.refers, self.made):
            table.pop(docname, None)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take over what a parallel worker learnt of its pages."""
        self._places = None
        for key in ("shown", "asked", "refers", "made"):
            for docname in docnames:
                if docname in otherdata[key]:
                    self.data[key][docname] = otherdata[key][docname]

    @property
    def places(self) -> Places:
        """The best place of each thing by kind and name: by priority, then by docname."""
        if self._places is None:
            self._places = _best_places(
                {
                    docname: all_
                    for docname, all_ in self.shown.items()
                    if docname not in self.others
                }
            )
        return self._places

    def target(self, kind: str, name: str, fromdocname: str = "") -> tuple[str, str] | None:
        """The page and anchor of the best place of a thing, if any page shows it."""
        places = self.places
        if fromdocname in self.others:
            places = _best_places({fromdocname: self.shown.get(fromdocname, [])})
        place = places.get((kind, name))
        return (place[1], place[2].anchor) if place else None

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: addnodes.pending_xref,
        contnode: nodes.Element,
    ) -> nodes.reference | None:
        """The link for a role; the role itself has found out whether the thing exists.

        What a directive mentions becomes plain text where no page shows it; what an author
        refers to is reported then.
        """
        place = self.target(typ, target, fromdocname)
        if place is None:
            # Sphinx takes any node, whatever it says of the type
            return cast("nodes.reference", contnode) if node.get("leadflow_quiet") else None
        return make_refnode(builder, fromdocname, place[0], place[1], contnode)

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: addnodes.pending_xref,
        contnode: nodes.Element,
    ) -> list[tuple[str, nodes.reference]]:
        """Links for the `any` role."""
        found = []
        for kind in KINDS:
            link = self.resolve_xref(env, fromdocname, builder, kind, target, node, contnode)
            if isinstance(link, nodes.reference):
                found.append((f"leadflow:{kind}", link))
        return found

    def get_objects(self) -> Iterable[tuple[str, str, str, str, str, int]]:
        """Everything shown, for the inventory and the search; the best place of each once.

        A lead with a page of its own is found by that page's title, and would be found twice.
        """
        own = set(self.pages)
        for (kind, name), (_order, docname, one) in sorted(self.places.items()):
            yield (
                name,
                safe_title(one.title),
                kind,
                docname,
                one.anchor,
                -1 if docname in own else 1 if one.priority > 0 else 2,
            )


def references(document: nodes.document, docname: str) -> list[Reference]:
    """What a page refers to by kind and name, once each."""
    return sorted(
        {one for node in references_in(document) for one in _references_of(node, docname)}
        | {one for rows in document.findall(lead_rows) for one in rows["lf_refs"]}
        | {one for drawn in document.findall(picture) for one in drawn["lf_refs"]}
    )


def _references_of(node: nodes.Element | Mapping[str, str], docname: str) -> Iterator[Reference]:
    kind, target = str(node.get("reftype", "")), str(node.get("reftarget", ""))
    if node.get("refdomain") == "leadflow":
        yield kind, target
    elif kind == "doc":
        yield "doc", docname_join(docname, target)
    elif kind == "ref":
        yield "label", target
    elif kind in ("any", "myst"):
        yield from ((one, target) for one in (*KINDS, "label"))
        yield "doc", docname_join(docname, target)


def is_judged(env: BuildEnvironment) -> bool:
    """Whether what is read is a text of the process: what its roles of ours name, the rule
    `unknown-mention` has judged. A page with other data is judged by nobody."""
    return IN_A_TEXT in env.temp_data and env.docname not in domain_of(env).others


def domain_of(env: BuildEnvironment) -> LeadflowDomain:
    """The domain of an environment."""
    domain = env.get_domain("leadflow")
    assert isinstance(domain, LeadflowDomain)
    return domain
