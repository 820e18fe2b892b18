"""Leads that were understood before: after an edit only what was edited is understood again.

What a file means depends on its bytes, on the process, on who is asking, and, where it names
other leads, on whether these exist. All of it is compared. A file in which anything was found
wrong is not kept, so that what is to be said of it is said each time.
"""

from __future__ import annotations

import hashlib
import json
import os
from typing import TYPE_CHECKING

from sphinx_leadflow.core.edition import edition
from sphinx_leadflow.core.gates.ident import is_id
from sphinx_leadflow.memory import files
from sphinx_leadflow.memory.plain import lead_of, place_of, plain

if TYPE_CHECKING:
    from sphinx_leadflow.core.model import Audience, Lead, Process
    from sphinx_leadflow.core.source import Source
    from sphinx_leadflow.core.values import References

FEW = 100
"""Fewer leads than this are understood sooner than looked up."""

MOST_KEPT = 8
"""So many folders are remembered, the newest, each for each audience."""

MOST_BYTES = 128 * 1024 * 1024
"""More than this is not kept of one folder."""


class Leads:
    """The leads of one data folder, as one audience may see them."""

    def __init__(self, cache: str, root: str, audience: Audience) -> None:
        self._folder = files.folder_of(cache)
        about = _digest((os.path.realpath(root), audience.value))
        self._name = os.path.join("leads", f"{about}.txt")
        self._key = ""
        self._process: Process | None = None
        self._known: dict[str, str] = {}
        """What was kept, by lead: a line of JSON, read only if somebody asks for the lead."""
        self._now: dict[str, str] = {}
        self._new = False
        """Whether anything is known now that was not."""

    def begin(self, process: Process, source: Source | None, number: int) -> None:
        """Remember what is known of leads under this process, if it pays for so many of them."""
        self._process, self._known, self._now, self._new = process, {}, {}, False
        if source is None or number < FEW or not self._folder:
            self._key = ""
            return
        self._key = _digest((edition(), source.path, source.digest))
        content = files.recall(self._folder, self._name, MOST_BYTES)
        key, *lines = content.decode("ascii", "replace").split("\n") if content else [""]
        if key == self._key:
            self._known = dict(line.split(" ", 1) for line in lines if " " in line)

    def recall(self, source: Source, references: References) -> Lead | None:
        """The lead of a file, if the same was understood before."""
        line = self._known.get(source.stem)
        if line is None or self._process is None:
            return None
        try:
            digest, asked, data = json.loads(line)
            if digest != source.digest or any(
                references.has(ident) is not there for ident, there in asked.items()
            ):
                return None
            lead = lead_of(source.stem, source.path, data, self._process)
        except _NOT_OURS:
            return None
        self._now[source.stem] = line
        return lead

    def keep(self, source: Source, lead: Lead, references: References) -> None:
        """Keep what a file means, in which nothing was found wrong."""
        if self._key and self._process is not None and _is_kept(lead, self._process):
            asked = {ident: references.has(ident) for ident in sorted(references.asked)}
            self._now[source.stem] = _line([source.digest, asked, plain(lead)])
            self._new = True

    def end(self) -> None:
        """Write down what is known now, if that is not what was known before."""
        if self._new or (self._key and len(self._now) < len(self._known)):
            told = (f"{stem} {line}" for stem, line in self._now.items())
            content = "\n".join((self._key, *told))
            if len(content) < MOST_BYTES:
                files.keep(self._folder, self._name, content.encode("ascii"), MOST_KEPT)


_NOT_OURS = (
    *(LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError),
)
"""What may come of reading something that we have not written."""

_line = json.JSONEncoder(separators=(",", ":")).encode


def _digest(told: object) -> str:
    text = repr(told).encode("utf-8", "backslashreplace")
    return hashlib.blake2b(text, digest_size=20).hexdigest()


def _is_kept(lead: Lead, process: Process) -> bool:
    """Whether a lead may have a line, and each place that it was at is found again by its id."""
    return is_id(lead.id) and all(
        event.to is None or place_of(process, event.pipeline, event.to.id) is event.to
        for event in lead.history
    )
