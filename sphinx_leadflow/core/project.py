"""A data folder as a whole: the one call that reads, decodes and reports."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_leadflow.core.decode_lead import LeadReader, broken_lead, is_withheld
from sphinx_leadflow.core.decode_process import decode_process
from sphinx_leadflow.core.diagnostic import Diagnostic, Report
from sphinx_leadflow.core.gates.ident import is_id
from sphinx_leadflow.core.limits import MAX_ID
from sphinx_leadflow.core.model import Audience, Lead, Process
from sphinx_leadflow.core.source import Folder, Source, Span, read_folder
from sphinx_leadflow.core.syntax import parse
from sphinx_leadflow.core.values import References

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sphinx_leadflow.core.syntax import Node

RESERVED_STEMS = ("index", "genindex", "search", "modindex")
"""Names that lead files cannot have: their pages would hide others."""


@dataclass(frozen=True, slots=True)
class Project:
    """A process and its leads, as one audience may see them."""

    process: Process
    leads: Mapping[str, Lead]
    audience: Audience = Audience.TEAM
    withheld: int = 0
    """How many leads a public build does not show."""

    @property
    def public(self) -> bool:
        """Whether what is for the team is missing here."""
        return self.audience is Audience.PUBLIC


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading gave: the project, every finding, and the sources for quoting lines."""

    project: Project
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, Source] = field(default_factory=dict)


def load(root: Path, audience: Audience = Audience.TEAM, label: str = "") -> Loaded:
    """Read a data folder. Never raises for what users get wrong.

    `label` is how the folder is called in diagnostics; its own name by default.
    """
    report = Report()
    with _without_collector():
        folder = read_folder(root, label or root.name, report)
        project = _decode(folder, audience, report)
    sources = {one.path: one for one in (folder.process, *folder.leads) if one}
    return Loaded(project, report.sorted(), sources)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Garbage collection off: trees of small objects are built, none of them circular."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _decode(folder: Folder, audience: Audience, report: Report) -> Project:
    process = _process(folder, report)
    parsed = [(source, *_parse_lead(source, audience)) for source in folder.leads]
    named = [
        (source, node, found)
        for source, node, found, hidden in parsed
        if not hidden and _has_good_name(source, report)
    ]
    for _source, _node, found in named:
        for diagnostic in found:
            report.add(diagnostic)
    known = References(
        process.people,
        frozenset(source.stem for source, _n, _f in named),
        audience is Audience.PUBLIC,
    )
    reader = LeadReader(process, known, audience, report)
    leads = {source.stem: reader.lead(source, node) for source, node, _found in named}
    for stem in folder.unreadable:
        if is_id(stem) and audience is Audience.TEAM:
            leads[stem] = broken_lead(stem, Span.at(f"{folder.label}/leads/{stem}.yaml"))
    withheld = sum(hidden for *_rest, hidden in parsed)
    return Project(process, dict(sorted(leads.items())), audience, withheld)


def _process(folder: Folder, report: Report) -> Process:
    """The process, or an empty one in its place so that everything else goes on."""
    empty = Process("Our process", Span.at(f"{folder.label}/process.yaml"))
    if folder.process is None:
        return empty
    return decode_process(parse(folder.process, report), folder.process, report) or empty


def _parse_lead(source: Source, audience: Audience) -> tuple[Node | None, Report, bool]:
    """A lead's tree with what was found, and whether it is withheld from this audience."""
    found = Report()
    node = parse(source, found)
    return node, found, audience is Audience.PUBLIC and is_withheld(node, source)


def _has_good_name(source: Source, report: Report) -> bool:
    stem, start = source.stem, Span.at(source.path)
    if not is_id(stem):
        report.error(
            "bad-file-name",
            start,
            "a lead's file is named by its id: lower-case letters and digits joined "
            f"by -, at most {MAX_ID} characters, then .yaml",
            hint="rename it, for example to northern-lights.yaml",
        )
        return False
    if stem in RESERVED_STEMS:
        report.error(
            "bad-file-name",
            start,
            f"a lead cannot be called {stem!r}",
            hint="the page of that name is another one; rename the file",
        )
        return False
    return True
