"""A mapping, understood: which column is which field, which status is which step."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping as Mapping_

    from sphinx_leadflow.core.model import Field, Outcome, Pipeline, Process, Step
    from sphinx_leadflow.core.source import Span


@dataclass(frozen=True, slots=True)
class Column:
    """What one column is."""

    heading: str
    to: str
    span: Span
    field: Field | None = None
    """The field that it fills, or of which it fills a part."""
    part: Field | None = None
    dates: str = ""
    decimals: str = ""
    currency: str = ""
    separator: str = ""
    values: Mapping_[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a status or a group puts a lead."""

    step: str = ""
    """The id of a step or outcome, perhaps with its pipeline; or `ignore`."""
    reason: str = ""
    pipeline: str = ""


@dataclass(frozen=True, slots=True)
class Subitems:
    """Which field the subitems are, and what their columns are."""

    field: Field
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Log:
    """The columns of an activity log."""

    item: str
    date: str
    value: str
    column: str = ""
    by: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Map:
    """A mapping file, understood."""

    layout: str = ""
    sheet: str = ""
    encoding: str = ""
    id: str = ""
    id_span: Span | None = None
    dates: str = ""
    decimals: str = ""
    currency: str = ""
    columns: tuple[Column, ...] = ()
    steps: Mapping_[str, Target] = dataclasses.field(default_factory=dict)
    groups: Mapping_[str, Target] = dataclasses.field(default_factory=dict)
    people: Mapping_[str, str] = dataclasses.field(default_factory=dict)
    subitems: Subitems | None = None
    log: Log | None = None


def find_place(process: Process, word: str) -> tuple[Pipeline, Step | Outcome] | None:
    """The step or outcome that a word means, with its pipeline, the first that has it."""
    name, slash, ident = word.rpartition("/")
    for pipeline in process.pipelines.values():
        if slash and pipeline.id != process.now("pipeline", name):
            continue
        place = pipeline.place(ident)
        if place is not None:
            return pipeline, place
    return None
