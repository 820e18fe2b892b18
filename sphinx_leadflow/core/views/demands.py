"""What must be filled in before a lead moves on, and the lines that do it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.core import paste, words
from sphinx_leadflow.core.conditions import unmet
from sphinx_leadflow.core.flow import group_of, target_of
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.model import Kind, Outcome
from sphinx_leadflow.core.views.table import Piece, value_pieces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.core.model import Requirement
    from sphinx_leadflow.core.query import Snapshot
    from sphinx_leadflow.core.standing import Standing
    from sphinx_leadflow.core.text import Text


@dataclass(frozen=True, slots=True)
class Demand:
    """Something to fill in before the lead may move on."""

    title: str
    fields: tuple[str, ...]
    text: Text | None
    filled: tuple[Piece, ...]
    done: bool
    private: bool


def demands_of(snapshot: Snapshot, one: Standing) -> Iterator[Demand]:
    """All that must be filled in here: what is done as well as what is missing."""
    if one.outcome is not None:
        return
    open_ones = [missing.requirement for missing in one.missing]
    for requirement in _asked_here(one):
        if requirement not in open_ones and not list(unmet(requirement, one.facts)):
            yield from _done(snapshot, one, requirement)
    for requirement in open_ones:
        yield _demand(snapshot, requirement)


def _asked_here(one: Standing) -> Iterator[Requirement]:
    if one.pipeline is not None and one.step is not None:
        for ident in group_of(one.pipeline, one.step):
            yield from one.pipeline.steps[ident].fills


def _done(snapshot: Snapshot, one: Standing, requirement: Requirement) -> Iterator[Demand]:
    for name in requirement.fields():
        data = one.facts.values.get(name)
        declared = snapshot.process.fields[name]
        if data is not None:
            yield Demand(
                declared.title,
                (name,),
                declared.text,
                value_pieces(declared, data),
                True,
                declared.private,
            )


def _demand(snapshot: Snapshot, requirement: Requirement) -> Demand:
    fields = tuple(dict.fromkeys(requirement.fields()))
    declared = snapshot.process.fields[fields[0]]
    return Demand(
        words.requirement_words(requirement, snapshot.process),
        fields,
        declared.text if len(fields) == 1 else None,
        (),
        False,
        any(snapshot.process.fields[name].private for name in fields),
    )


def fill_lines(snapshot: Snapshot, demands: tuple[Demand, ...]) -> str:
    """Lines for the fields that are still missing, to paste into the lead's file."""
    names = dict.fromkeys(name for demand in demands if not demand.done for name in demand.fields)
    return "\n".join(
        paste.field_lines(snapshot.process.fields[name], snapshot.today) for name in names
    )


def move_lines(snapshot: Snapshot, one: Standing) -> tuple[tuple[str, str], ...]:
    """For each way on what it is called, and the history line; one of them is to be chosen."""
    lines = []
    for exit_ in one.ways:
        assert one.pipeline is not None  # ways exist only inside a pipeline
        _home, place = target_of(snapshot.process, one.pipeline, exit_.target)
        reason = (
            next(iter(place.reasons), "")
            if isinstance(place, Outcome) and place.kind is not Kind.WON
            else ""
        )
        line = paste.move_line(snapshot.today, exit_.target, one.lead.owner, reason)
        name = f"{exit_.label}: {place.title}" if exit_.label else place.title
        lines.append((name, line))
    return tuple(lines)
