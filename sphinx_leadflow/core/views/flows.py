"""Where leads go: bands between stages and outcomes, returns as arcs, laid out on a plane.

The picture is a Sankey diagram: a band is as thick as the leads that went that way. Stages
stand in a row and their tops in one line, so that the way straight on is a straight band;
outcomes stand below each other behind the last stage.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.core import words
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.metrics.flows import Flow, FlowNode, Flows, flows
from sphinx_leadflow.core.views.charts import (
    ChartTable,
    ChartText,
    behind,
    counted,
    covered,
    explained,
    scope_of,
    tip,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.core.query import Snapshot

TALLEST = 200.0
"""The height of the largest stage, in units of the drawing (pixels at its own size)."""

THICKEST = 8.0
"""The thickness of a band of one lead, where there are few."""

THINNEST = 1.5
NODE = 10.0
"""How wide a stage or an outcome is."""

GAP = 30.0
"""Between two outcomes below each other: room for a line of text."""

LETTER = 8.2
"""About the width of a letter, to leave room for names."""

ARC = 24.0
"""Between two arcs above each other."""

ASIDE = 10.0
"""An arc begins so much right of where one ends, so that both can be told apart."""

HEAD = 44.0
"""Above the stages: two lines of text."""


@dataclass(frozen=True, slots=True)
class Band:
    """Leads that went from one place to another: its four corners."""

    x1: float
    y1: float
    x2: float
    y2: float
    height: float
    kind: str
    """`on` towards the end, or the kind of the outcome."""
    tip: str


@dataclass(frozen=True, slots=True)
class Block:
    """A stage or an outcome."""

    x: float
    y: float
    height: float
    kind: str
    """`stage`, `won`, `lost`, `parked`, `void`, or `away` for another pipeline."""
    title: str
    count: str
    note: str
    """`4 here now`."""
    tip: str


@dataclass(frozen=True, slots=True)
class Arc:
    """Leads that went back: from one stage's top to an earlier one's."""

    x1: float
    x2: float
    y: float
    """The height of the stages' tops."""
    top: float
    words: str
    tip: str


@dataclass(frozen=True, slots=True)
class FlowsView:
    """The picture and what is said around it."""

    text: ChartText
    width: float
    height: float
    blocks: tuple[Block, ...]
    bands: tuple[Band, ...]
    arcs: tuple[Arc, ...]


def flows_view(
    snapshot: Snapshot, pipeline: str, owner: str | None, since: str, until: str
) -> FlowsView:
    """The moves between stages in a stretch of time, or all."""
    scope = scope_of(pipeline, owner, since, until)
    found = flows(snapshot, scope)
    text = ChartText(
        _sentence(found),
        tuple(one for one in (_moves(snapshot, found), _places(snapshot, found)) if one.rows)
        if found.leads
        else (),
        explained("flows") if found.leads else (),
        covered(snapshot, scope),
    )
    if not found.leads:
        return FlowsView(text, 0, 0, (), (), ())
    return _Layout(snapshot, found).view(text)


class _Layout:
    """Where everything stands."""

    def __init__(self, snapshot: Snapshot, found: Flows) -> None:
        self.snapshot, self.found = snapshot, found
        self.stages = [one for one in found.nodes if one.kind == "stage"]
        self.ends = [*(one for one in found.nodes if one.kind != "stage"), *self._away()]
        self.column = {one.place: number for number, one in enumerate(self.stages)}
        self.forward = [one for one in found.flows if one.sort != "back"]
        self.back = [one for one in found.flows if one.sort == "back"]
        largest = max((self._size(one) for one in (*self.stages, *self.ends)), default=1)
        self.unit = min(TALLEST / max(largest, 1), THICKEST)
        self.ends.sort(key=self._order)
        self.top = HEAD + ARC * len(self.back)
        self.x = self._columns()
        self.y = self._heights()

    def _away(self) -> list[FlowNode]:
        """Places in other pipelines."""
        known = {one.place for one in self.found.nodes}
        leads: dict[str, list[str]] = {}
        for one in self.found.flows:
            if one.end not in known:
                leads.setdefault(one.end, []).extend(one.leads)
        return [
            FlowNode(end, self._far_title(end), "away", tuple(dict.fromkeys(who)), ())
            for end, who in leads.items()
        ]

    def _far_title(self, end: str) -> str:
        name, _slash, ident = end.rpartition("/")
        pipeline = self.snapshot.process.pipelines[name]
        place = pipeline.place(ident)
        return f"{pipeline.title}: {place.title if place else ident}"

    def _size(self, one: FlowNode) -> int:
        """Leads at a node: those that were there, or the sum of the bands on either side."""
        came = sum(len(flow.leads) for flow in self.forward if flow.end == one.place)
        left = sum(len(flow.leads) for flow in self.forward if flow.start == one.place)
        here = len(one.here) if one.kind == "stage" else 0
        return max(len(one.leads), came, left + here)

    def _order(self, one: FlowNode) -> tuple[int, float]:
        """Won outcomes on top; then those that are reached from late stages."""
        came = [flow for flow in self.forward if flow.end == one.place]
        leads = sum(len(flow.leads) for flow in came) or 1
        middle = sum(self.column[flow.start] * len(flow.leads) for flow in came) / leads
        return (0 if one.kind == "won" else 1, -middle)

    def _columns(self) -> dict[str, float]:
        x, found = 2.0, {}
        for one in self.stages:
            found[one.place] = x
            x += max(_text(one) + 2 * LETTER + 16, 190.0)
        for one in self.ends:
            found[one.place] = x
        return found

    def _heights(self) -> dict[str, float]:
        found = {one.place: self.top for one in self.stages}
        y = self.top
        for one in self.ends:
            found[one.place] = y
            y += max(self._height(one), THINNEST) + GAP
        return found

    def _height(self, one: FlowNode) -> float:
        return max(self._size(one) * self.unit, THINNEST)

    def view(self, text: ChartText) -> FlowsView:
        """The finished drawing."""
        nodes = [*self.stages, *self.ends]
        bottom = max(self.y[one.place] + self._height(one) for one in nodes) + 24
        right = max(
            self.x[one.place] + _text(one) + (0 if one.kind == "stage" else NODE + 34)
            for one in nodes
        )
        return FlowsView(
            text,
            round(right, 1),
            round(bottom, 1),
            tuple(self._block(one) for one in nodes),
            tuple(self._bands()),
            tuple(self._arcs()),
        )

    def _block(self, one: FlowNode) -> Block:
        note = f"{len(one.here)} here now" if one.kind == "stage" and one.here else ""
        what = f"{one.title}: {words.count(len(one.leads), 'lead')}"
        return Block(
            self.x[one.place],
            round(self.y[one.place], 2),
            round(self._height(one), 2),
            one.kind,
            one.title,
            str(len(one.leads)),
            note,
            tip(self.snapshot, what, one.leads),
        )

    def _bands(self) -> Iterator[Band]:
        """Bands by where they begin, from top to bottom; drawn so that thin ones stay visible."""
        order = {one.place: number for number, one in enumerate((*self.stages, *self.ends))}
        out = dict.fromkeys(self.y, 0.0)
        into = dict.fromkeys(self.y, 0.0)
        arrive = {}
        for one in sorted(
            self.forward, key=lambda flow: (order[flow.end], -self.column[flow.start])
        ):
            arrive[one] = self.y[one.end] + into[one.end]
            into[one.end] += len(one.leads) * self.unit
        for one in sorted(self.forward, key=lambda flow: (order[flow.start], order[flow.end])):
            start = self.y[one.start] + out[one.start]
            out[one.start] += len(one.leads) * self.unit
            yield self._band(one, start, arrive[one])

    def _band(self, one: Flow, start: float, end: float) -> Band:
        kind = next((node.kind for node in self.ends if node.place == one.end), "on")
        what = f"{self._title(one.start)} to {self._title(one.end)}: "
        what += words.count(len(one.leads), "lead")
        return Band(
            self.x[one.start] + NODE,
            round(start, 2),
            self.x[one.end],
            round(end, 2),
            round(max(len(one.leads) * self.unit, THINNEST), 2),
            kind,
            tip(self.snapshot, what, one.leads),
        )

    def _arcs(self) -> Iterator[Arc]:
        """Short arcs below long ones."""
        arcs = sorted(self.back, key=lambda flow: self.column[flow.start] - self.column[flow.end])
        for number, one in enumerate(arcs):
            returned = words.count(len(one.leads), "lead")
            yield Arc(
                self.x[one.start] + NODE / 2 + ASIDE,
                self.x[one.end] + NODE / 2,
                self.top - HEAD + 4,
                self.top - HEAD - ARC * (number + 1) + 10,
                _returned(one),
                tip(
                    self.snapshot,
                    f"Back from {self._title(one.start)} to {self._title(one.end)}: {returned}",
                    one.leads,
                ),
            )

    def _title(self, place: str) -> str:
        return next(one.title for one in (*self.stages, *self.ends) if one.place == place)


def _returned(one: Flow) -> str:
    """`2 returned`; `1 returned, 30 times` where leads came back more than once."""
    times = f", {one.moves} times" if one.moves > len(one.leads) else ""
    return f"{len(one.leads)} returned{times}"


def _text(one: FlowNode) -> float:
    """The room that a place's name and number need."""
    return (len(one.title) + len(str(len(one.leads))) + 1) * LETTER


_STATES = (
    ("won", "was won", "were won"),
    ("stage", "is on its way", "are on their way"),
    ("lost", "was lost", "were lost"),
    ("parked", "is parked", "are parked"),
)


def _sentence(found: Flows) -> str:
    """`Of 41 leads 12 were won, 12 are on their way and 17 were lost; 3 went back.`"""
    if not found.leads:
        return "There are no leads yet."
    kinds: dict[str, set[str]] = {}
    for one in found.nodes:
        kinds.setdefault(one.kind, set()).update(one.here)
    counts = [(len(kinds.get(kind, ())), one, many) for kind, one, many in _STATES]
    if len(found.leads) == 1:
        (state,) = [one for number, one, _many in counts if number] or ["is somewhere else"]
        return f"The only lead {state}."
    away = len(found.leads) - sum(number for number, _one, _many in counts)
    counts.append((away, "went on to another pipeline", "went on to another pipeline"))
    said = [f"{number} {one if number == 1 else many}" for number, one, many in counts if number]
    back = f"; {len(found.returned)} went back to an earlier stage" if found.returned else ""
    return f"Of {len(found.leads)} leads {words.joined(said)}{back}."


def _moves(snapshot: Snapshot, found: Flows) -> ChartTable:
    titles = {one.place: one.title for one in found.nodes}
    sorts = {"on": "on", "skip": "past a stage", "back": "back", "out": "out"}
    rows = tuple(
        (
            titles.get(one.start, one.start),
            titles.get(one.end, one.end),
            sorts[one.sort],
            str(one.moves),
            behind(snapshot, one.leads),
        )
        for one in found.flows
    )
    return ChartTable(("From", "To", "Way", "Moves", "Who"), rows, "Moves")


def _places(snapshot: Snapshot, found: Flows) -> ChartTable:
    rows = tuple(
        (one.title, counted(snapshot, one.leads), counted(snapshot, one.here))
        for one in found.nodes
    )
    return ChartTable(("Place", "Ever there", "There now"), rows, "Stages and outcomes")
