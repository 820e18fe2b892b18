"""A new lead's file: valid, commented, ready to be filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.core.paste import field_lines
from sphinx_leadflow.core.words import requirement_words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from sphinx_leadflow.core.model import Process, Step


def new_lead(
    process: Process,
    today: dt.date,
    name: str = "",
    owner: str | None = None,
    step: Step | None = None,
    filled: Collection[str] = (),
) -> str:
    """The text of a lead's file that stands at a step, the first one if none is given.

    What the step asks for stands there as comments: taking the `# ` away fills it in; fields that
    will be `filled` are left out. Without an owner the first person stands there as an example;
    an empty one leaves the line out.
    """
    lines = [f"name: {name or 'Name of the lead'}"]
    owner = next(iter(process.people), "") if owner is None else owner
    if owner:
        lines.append(f"owner: {owner}")
    step = step or next(process.steps(), None)
    if not process.single and process.pipelines:
        lines.append(f"pipeline: {step.pipeline if step else next(iter(process.pipelines))}")
    if step is not None:
        lines += _wanted(process, step, today, filled)
        by = f", by: {owner}" if owner else ""
        lines += ["history:", f"  - {{date: {today.isoformat()}, to: {step.id}{by}}}"]
    return "\n".join(lines) + "\n"


def _wanted(process: Process, step: Step, today: dt.date, filled: Collection[str]) -> list[str]:
    """The fields that the first step asks for, as comments."""
    lines = []
    for requirement in step.fills:
        for ident in requirement.fields():
            if ident in filled:
                continue
            note = f"# {requirement_words(requirement, process)}, before the lead moves on:"
            pasted = field_lines(process.fields[ident], today).splitlines()
            lines += [note, *(f"# {line}" for line in pasted)]
    return lines
