"""What a public build withholds, in one line.

Whoever may read the log of a public build must not learn more from it than from the site. So
the line of a public build counts what the process declares to be for the team: two data folders
that differ in nothing but private values, or in whole private leads, have the same line. The
line of a team build counts leads as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.core.project import Project


def withheld(project: Project) -> str:
    """What is kept from the public, as the end of a sentence; empty if nothing is."""
    declared = list(_declared(project))
    if project.public:
        return f"withheld: {', '.join([*declared, 'leads marked for the team'])}"
    leads = sum(lead.private for lead in project.leads.values())
    parts = [*([_many(leads, "lead")] if leads else []), *declared]
    return f"a public build withholds {', '.join(parts)}" if parts else ""


def _declared(project: Project) -> Iterator[str]:
    """What the process marks as for the team; a record counts if a part of it is."""
    process = project.process
    fields = [
        one
        for one in process.fields.values()
        if one.private or any(part.private for part in one.parts)
    ]
    assets = [one for one in process.assets.values() if one.private]
    checklists = [one for one in process.checklists.values() if one.private]
    for found, word in ((fields, "field"), (assets, "asset"), (checklists, "checklist")):
        if found:
            yield _many(len(found), word)
    if not process.public_notes:
        yield "notes"


def _many(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"
