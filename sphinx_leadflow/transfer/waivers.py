"""New leads begin in the middle: their files say that nobody knows how they got there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_leadflow.checks.rules import ALL_RULES
from sphinx_leadflow.checks.run import check
from sphinx_leadflow.core.project import understand
from sphinx_leadflow.transfer.wanted import as_source

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sphinx_leadflow.core.model import Process
    from sphinx_leadflow.core.source import Folder
    from sphinx_leadflow.transfer.plan import Change

_RULE = "undrawn-move"


def waived(
    changes: Sequence[Change], folder: Folder, process: Process, today: dt.date
) -> list[Change]:
    """The files, each new one with a waiver whose lead came where no arrow leads."""
    new = {_shown(one, folder): one for one in changes if one.before is None}
    own, private = (
        tuple(as_source(one.after, path) for path, one in new.items() if one.private is side)
        for side in (False, True)
    )
    leads, extra = (*folder.leads, *own), (*folder.private, *private)
    whole = understand(replace(folder, leads=leads, private=extra))
    found = check(whole, today, [rule for rule in ALL_RULES if rule.id == _RULE])
    bad = {one.span.path for one in found if one.code == _RULE} & new.keys()
    return [
        replace(one, after=one.after + _waiver(one, process))
        if one.before is None and _shown(one, folder) in bad
        else one
        for one in changes
    ]


def _shown(change: Change, folder: Folder) -> str:
    """What a file is called in findings."""
    label = "the private folder" if change.private else folder.label
    return f"{label}/leads/{change.lead}.yaml"


def _waiver(change: Change, process: Process) -> str:
    """Its lines. Why is free text, which has no place where notes are for the team."""
    bare = process.keeps_notes_elsewhere and not change.private
    why = "" if bare else ", because: imported with the steps it had elsewhere"
    return f"waive:\n  - {{rule: {_RULE}{why}}}\n"
