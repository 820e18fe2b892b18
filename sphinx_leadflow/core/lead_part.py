"""What every reader of a part of a lead's file knows: the process, who reads, and what is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.core.model import Audience
from sphinx_leadflow.core.suggest import closest, one_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from sphinx_leadflow.core.diagnostic import Report
    from sphinx_leadflow.core.model import Process
    from sphinx_leadflow.core.source import Span
    from sphinx_leadflow.core.values import References


class LeadPart:
    """Reads a part of lead files against one process for one audience."""

    def __init__(
        self, process: Process, known: References, audience: Audience, report: Report
    ) -> None:
        self.process = process
        self.known = known
        self.report = report
        self.public = audience is Audience.PUBLIC
        """Whether what is for the team must not be read."""
        self.notes = process.public_notes or not self.public
        """Whether free text outside declared fields may be read."""
        self.fields = dict(process.fields)
        """Every field by its id and by its former ids."""
        for former, today in process.old_ids.get("field", {}).items():
            if today in process.fields:
                self.fields[former] = process.fields[today]

    def is_lost(self, word: str, *sections: str) -> bool:
        """Whether a word is unknown because its declaration could not be read."""
        return self.process.gaps.explain(word, *sections)

    def report_pipeline(self, name: str, place: Span) -> None:
        """Report a pipeline that does not exist."""
        pipelines = self.process.pipelines
        if not self.is_lost(name, "pipelines"):
            self.report.error(
                "unknown-pipeline",
                place,
                f"there is no pipeline {name[:40]!r}",
                hint="the process has only one, without a name: leave this out"
                if self.process.single
                else closest(name, pipelines) or one_of(pipelines),
            )

    def person_hint(self, word: str, known: Collection[str]) -> str:
        """Whose id was meant, or who there is."""
        for person in self.process.people.values():
            if person.name.lower() == word.lower():
                return f"write {person.id}"
        declare = "declare people under `people:` in process.yaml"
        return closest(word, known) or one_of(known) or declare
