"""What is wrong with a change: a history that is not what it was, and findings that are new."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_leadflow.core.diagnostic import Related
from sphinx_leadflow.core.words import count
from sphinx_leadflow.history.changes import first_rewritten, paired

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx_leadflow.core.diagnostic import Diagnostic
    from sphinx_leadflow.core.model import Lead, Process
    from sphinx_leadflow.core.source import Span
    from sphinx_leadflow.history.revisions import Revision


@dataclass(frozen=True, slots=True)
class Rewriting:
    """A history that was shortened, or says something else than before."""

    lead: str
    span: Span
    message: str
    hint: str
    paste: str
    related: tuple[Related, ...]


def rewritten(base: Revision, head: Revision) -> tuple[Rewriting, ...]:
    """Every lead whose history is not what it was.

    A history is what conversion, durations and notifications are counted from: what was told
    stays told. Nothing is found where a process could not be read: then nothing is known.
    """
    if not (is_sound(base) and is_sound(head)):
        return ()
    process = head.loaded.project.process
    return tuple(
        found
        for before, after in paired(base, head)
        if before and after and not before.broken and not after.broken
        for found in _rewritten(before, after, process)
    )


def is_sound(side: Revision) -> bool:
    """Whether a process was read whole. Where there is no data at all, nothing is missing."""
    if side.folder.process is None:
        return not side.folder.leads and not side.folder.unreadable
    gaps = side.loaded.project.process.gaps
    return not gaps.sections and not gaps.words


def _rewritten(before: Lead, after: Lead, process: Process) -> Iterator[Rewriting]:
    number = first_rewritten(before, after, process)
    if number is None:
        return
    lost = len(before.history) - len(after.history)
    if number >= len(after.history):
        message = f"the history is shorter than it was: {count(lost, 'line')} gone from its end"
        place = after.history[-1].span if after.history else after.span
    else:
        message = "this history line says something else than before"
        place = after.history[number].span
    old = before.history[min(number, len(before.history) - 1)].span
    yield Rewriting(
        after.id,
        place,
        message,
        "put the old line back and add a new one below; if it was wrong, waive this and say why",
        "waive: [{rule: history-rewritten, because: …}]",
        (Related(old, "the line as it was, in the older revision"),),
    )


def new_findings(
    base: Iterable[Diagnostic], head: Iterable[Diagnostic], renamed: Mapping[str, str]
) -> tuple[Diagnostic, ...]:
    """What fails a check at the head and did not before, wherever its line was then.

    `renamed` holds the former paths of files and their paths now.
    """
    known = Counter(_key(one, renamed) for one in base if one.severity.fails)
    found = []
    for one in head:
        key = _key(one, {})
        if not one.severity.fails:
            continue
        if known[key]:
            known[key] -= 1
        else:
            found.append(one)
    return tuple(found)


def _key(one: Diagnostic, renamed: Mapping[str, str]) -> tuple[str, str, str]:
    path = one.span.path
    return one.code, renamed.get(path, path), one.message
