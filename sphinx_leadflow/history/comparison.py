"""Two revisions side by side: everything that a summary tells, worked out once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from sphinx_leadflow.core.query import Snapshot
from sphinx_leadflow.history.changes import LeadChange, lead_changes
from sphinx_leadflow.history.findings import is_sound, new_findings
from sphinx_leadflow.history.notices import Call, ahead, calls, on_line
from sphinx_leadflow.history.pairing import renamed_files
from sphinx_leadflow.history.process import (
    UNKNOWN_STEP,
    ProcessChange,
    process_change,
    removed_places,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from sphinx_leadflow.core.diagnostic import Diagnostic
    from sphinx_leadflow.core.model import Tell
    from sphinx_leadflow.history.revisions import Pair


@dataclass(frozen=True)
class Comparison:
    """The two revisions, and the findings of a check at each of them on the same day."""

    pair: Pair
    today: dt.date
    found_before: tuple[Diagnostic, ...]
    found_now: tuple[Diagnostic, ...]

    @cached_property
    def head(self) -> Snapshot:
        """The newer revision on that day."""
        return Snapshot(self.pair.head.loaded.project, self.today)

    @cached_property
    def unreadable(self) -> str:
        """The name of a revision whose process could not be read; empty if both could."""
        sides = (self.pair.base, self.pair.head)
        return next((side.name for side in sides if not is_sound(side)), "")

    @cached_property
    def leads(self) -> tuple[LeadChange, ...]:
        """The leads to which something happened."""
        return lead_changes(self.pair.base, self.pair.head, self.today)

    @cached_property
    def process(self) -> ProcessChange:
        """What happened to the process."""
        return process_change(self.pair.base, self.pair.head, self.today)

    @cached_property
    def calls(self) -> tuple[Call, ...]:
        """Who is to be told, move by move."""
        base, head = self.pair.base, self.pair.head
        return calls(base, head, self.today, self.found_before, self.found_now)

    @cached_property
    def problems(self) -> tuple[Diagnostic, ...]:
        """What fails a check now and did not before."""
        found = new_findings(self.found_before, self.found_now, self._renamed_paths)
        processes = (side.loaded.project.process for side in (self.pair.base, self.pair.head))
        gone = removed_places(*processes)
        own = self.head.process.span.path
        return tuple(
            replace(one, hint=gone[one.message], paste="")
            if one.code == UNKNOWN_STEP and one.span.path != own and one.message in gone
            else one
            for one in found
        )

    @cached_property
    def _renamed_paths(self) -> Mapping[str, str]:
        base, head = self.pair.base.folder, self.pair.head.folder
        stems = {source.stem: source.stem for source in base.leads}
        stems |= renamed_files(base, head)
        return {
            f"{base.label}/process.yaml": f"{head.label}/process.yaml",
            **{
                f"{base.label}/leads/{old}.yaml": f"{head.label}/leads/{new}.yaml"
                for old, new in stems.items()
            },
        }

    def blocking(self, change: LeadChange) -> tuple[Diagnostic, ...]:
        """The errors on the lines of a lead's new moves: while they stand, it cannot move."""
        errors = [
            one
            for one in self.found_now
            if one.span.path == change.lead.span.path and one.severity.value == "error"
        ]
        return tuple(found for move in change.moves for found in on_line(move.event, errors))

    def ahead(self, change: LeadChange) -> tuple[Tell, ...]:
        """Who will be told only when a lead that moved here leaves again."""
        return ahead(change.standing) if change.standing and change.moves else ()
