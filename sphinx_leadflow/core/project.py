"""A data folder as a whole: the one call that reads, decodes and reports."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import field, replace
from typing import TYPE_CHECKING, Protocol

from sphinx_leadflow.core.comments import report_lost_text
from sphinx_leadflow.core.decode_lead import (
    LeadReader,
    broken_lead,
    is_withheld,
    mentions_visibility,
)
from sphinx_leadflow.core.decode_process import decode_process, unreadable_process
from sphinx_leadflow.core.diagnostic import Diagnostic, Report
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.gates.ident import DEVICES, id_from, is_id
from sphinx_leadflow.core.limits import MAX_ID
from sphinx_leadflow.core.model import Audience, Lead, Process
from sphinx_leadflow.core.private import PrivateParts, is_whole_lead, report_unknown_lead
from sphinx_leadflow.core.public_places import public_places
from sphinx_leadflow.core.source import Folder, Source, Span, read_folder, read_private
from sphinx_leadflow.core.suggest import closest
from sphinx_leadflow.core.syntax import Mapping, parse
from sphinx_leadflow.core.values import References

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from collections.abc import Mapping as Mapping_
    from pathlib import Path

    from sphinx_leadflow.core.model import Asset, Checklist, Field
    from sphinx_leadflow.core.syntax import Node

RESERVED_STEMS = frozenset(("index", "genindex", "search", "modindex", *DEVICES))
"""Names that lead files cannot have: their pages would hide others, or no clone on Windows could
hold them."""


@dataclass(frozen=True, slots=True)
class Project:
    """A process and its leads, as one audience may see them."""

    process: Process
    leads: Mapping_[str, Lead]
    audience: Audience = Audience.TEAM
    withheld: int = 0
    """How many leads a public build does not show: for who may read the files, never for a log."""

    @property
    def public(self) -> bool:
        """Whether what is for the team is missing here."""
        return self.audience is Audience.PUBLIC

    @property
    def blunt(self) -> bool:
        """Whether findings may not tell how long what stands in the files of leads is. In a folder
        that everybody can read that is no secret."""
        return self.public and not self.process.public_data

    def withholds(self, declared: Field | Asset | Checklist) -> bool:
        """Whether it is for the team and this is not a team's project."""
        return self.public and declared.private


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading gave."""

    project: Project
    diagnostics: tuple[Diagnostic, ...]
    """Every finding, by place."""
    sources: Mapping_[str, Source] = field(default_factory=dict)
    """Files by their path, for quoting lines. In a public build only the process: a quoted
    line of a lead's file could hold what is for the team."""


class Memory(Protocol):
    """Leads that were understood before, so that they need not be again."""

    def begin(self, process: Process, source: Source | None, number: int) -> None:
        """So many leads will be asked for, under a process that was read from a file."""

    def recall(self, source: Source, references: References) -> Lead | None:
        """The lead of a file, if the same was understood before."""

    def keep(self, source: Source, lead: Lead, references: References) -> None:
        """A file was understood, and nothing in it was found wrong."""

    def end(self) -> None:
        """That was the last one."""


def load(
    root: Path,
    audience: Audience = Audience.TEAM,
    label: str = "",
    private: tuple[Path, str] | None = None,
    memory: Memory | None = None,
) -> Loaded:
    """Read a data folder. Never raises for what users get wrong.

    `label` is how the folder is called in diagnostics; its own name by default. `private` is the
    private folder with its label. For the public nobody even looks whether it is there.
    """
    report = Report()
    with without_collector():
        folder = read_folder(root, label or root.name, report)
        if private is not None and audience is Audience.TEAM:
            folder = replace(folder, private=read_private(*private, report))
        return understand(folder, audience, report, memory)


def understand(
    folder: Folder,
    audience: Audience = Audience.TEAM,
    report: Report | None = None,
    memory: Memory | None = None,
) -> Loaded:
    """What a folder means that was read already, perhaps with files changed since.

    What reading it reported is among the diagnostics if that report is given.
    """
    report = Report() if report is None else report
    with without_collector():
        project = _decode(folder, audience, report, memory)
    leads = (*folder.leads, *folder.private) if audience is Audience.TEAM else ()
    sources = {one.path: one for one in (folder.process, *leads) if one}
    found = report.sorted()
    if project.blunt and found:
        found = public_places(found, folder.leads, project.process)
    return Loaded(project, found, sources)


@contextmanager
def without_collector() -> Iterator[None]:
    """Garbage collection off: many small objects are made, none of them circular.

    With 10,000 leads the collector takes a third of the time and finds nothing.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _decode(folder: Folder, audience: Audience, report: Report, memory: Memory | None) -> Project:
    public = audience is Audience.PUBLIC
    process = _process(folder, report)
    shown = [source for source in folder.leads if not (public and _is_hidden(source))]
    parts = PrivateParts(process, report)
    extra, own = _private(folder, parts, report)
    shown += own
    named = {source.stem for source in shown if _has_good_name(source, report)}
    broken = [] if public else [stem for stem in folder.unreadable if is_id(stem)]
    known = References(process.people, frozenset({*named, *broken}), process.gaps, public)
    reader = LeadReader(process, known, audience, report)
    leads: dict[str, Lead] = {}
    private = {*extra, *(source.stem for source in own)}

    def understood(source: Source) -> Lead:
        tree = _parse(source, public, report)
        if process.public_data and source not in own:
            parts.refuse(tree)
        if source.stem in extra and isinstance(tree, Mapping):
            tree = parts.complete(tree, extra[source.stem])
        return reader.lead(source, tree)

    if memory is not None:
        memory.begin(process, folder.process, len(shown))
    for source in shown:
        if memory is None or source.stem in private:
            leads[source.stem] = understood(source)
        else:
            leads[source.stem] = _remembered(source, memory, known, report, understood)
    if memory is not None:
        memory.end()
    for source in own:
        leads[source.stem] = replace(leads[source.stem], private=True)
    if process.public_data:
        parts.refuse_links()
        for source in folder.leads:
            if source.stem not in leads:
                parts.refuse(parse(source, Report()))
    leads = {stem: lead for stem, lead in leads.items() if stem in named}
    for stem in broken:
        leads[stem] = broken_lead(stem, Span.at(f"{folder.label}/leads/{stem}.yaml"))
    process = _without_private_links(process) if public else process
    withheld = len(folder.leads) - len(shown)
    return Project(process, dict(sorted(leads.items())), audience, withheld)


def _remembered(
    source: Source,
    memory: Memory,
    known: References,
    report: Report,
    understand: Callable[[Source], Lead],
) -> Lead:
    """A lead as it was understood before, or is now."""
    lead = memory.recall(source, known)
    if lead is None:
        found = len(report)
        known.asked.clear()
        lead = understand(source)
        if len(report) == found:
            memory.keep(source, lead, known)
    return lead


def _private(
    folder: Folder, parts: PrivateParts, report: Report
) -> tuple[dict[str, Mapping], list[Source]]:
    """What completes leads, by id, and the files of leads that are private as a whole."""
    extra, own = {}, []
    public = {source.stem for source in folder.leads}.union(folder.unreadable)
    for source in folder.private:
        if source.stem in public:
            tree = _parse(source, False, report)
            if isinstance(tree, Mapping):
                extra[source.stem] = tree
            elif tree is not None:
                parts.report_shape(tree)
        elif is_whole_lead(source):
            own.append(source)
        else:
            report_unknown_lead(source, closest(source.stem, sorted(public)), report)
    return extra, own


def _process(folder: Folder, report: Report) -> Process:
    """The process, or an empty one in its place so that everything else goes on."""
    source = folder.process
    process = decode_process(_parse(source, False, report), source, report) if source else None
    return process or unreadable_process(f"{folder.label}/process.yaml")


def _parse(source: Source, public: bool, report: Report) -> Node | None:
    """A file's tree. In a public build nothing is said of values that may be for the team."""
    node = parse(source, report)
    if not public:
        report_lost_text(node, source, report)
    return node


def _without_private_links(process: Process) -> Process:
    """The process as a public build may hold it: without the addresses of private assets."""
    assets = {
        ident: replace(asset, url="") if asset.private else asset
        for ident, asset in process.assets.items()
    }
    return replace(process, assets=assets)


def _is_hidden(source: Source) -> bool:
    """Whether a lead is withheld from a public build. Most files never mention it."""
    return mentions_visibility(source) and is_withheld(parse(source, Report()), source)


def _has_good_name(source: Source, report: Report) -> bool:
    stem, start = source.stem, Span.at(source.path)
    if not is_id(stem):
        report.error(
            "bad-file-name",
            start,
            "the name of this file is no id: lower-case letters and digits joined by -, "
            f"at most {MAX_ID} characters, then .yaml",
            hint=f"rename it to {id_from(stem) or 'northern-lights'}.yaml",
        )
        return False
    if stem in RESERVED_STEMS:
        report.error(
            "bad-file-name",
            start,
            f"a lead's file cannot be called {stem}.yaml: "
            + (
                "on Windows that is a device, and no file"
                if stem in DEVICES
                else "the page of that name is another one"
            ),
            hint="rename the file",
        )
        return False
    return True
