"""Links that lead to where something is edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.core.skeleton import new_lead

if TYPE_CHECKING:
    from sphinx_leadflow.core.query import Snapshot
    from sphinx_leadflow.core.source import Span


def edit_link(snapshot: Snapshot, span: Span) -> str:
    """The page that edits the file of a thing, at its line; empty if nobody said where."""
    if snapshot.forge is None:
        return ""
    label = snapshot.process.span.path.removesuffix("process.yaml")
    if not span.path.startswith(label):  # it stands in the private folder, which is elsewhere
        return ""
    return snapshot.forge.edit(span.path.removeprefix(label), span.start.line)


def new_link(snapshot: Snapshot) -> str:
    """The page that makes a new lead, with a skeleton filled in where the service can."""
    if snapshot.forge is None:
        return ""
    return snapshot.forge.new("name-of-the-lead.yaml", new_lead(snapshot.process, snapshot.today))
