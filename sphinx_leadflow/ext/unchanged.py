"""A build with the data of the last one need not understand it again.

The files are read at every build, for their bytes alone decide whether anything has changed; but
what they mean is worked out only if they did, or once a page asks. What the last build found to
say is said again.

What is kept lies in Sphinx's environment, for the same audience: findings name no values, and
the digest is keyed with a secret of this user, so that of what a public build withholds nothing
can be learnt from its doctrees, not even by guessing.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_leadflow.core.diagnostic import Severity
from sphinx_leadflow.core.edition import edition
from sphinx_leadflow.core.gates.title import safe_title
from sphinx_leadflow.core.withheld import withheld

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx_leadflow.core.diagnostic import Diagnostic
    from sphinx_leadflow.core.project import Project
    from sphinx_leadflow.core.query import Snapshot
    from sphinx_leadflow.core.source import Folder
    from sphinx_leadflow.core.standing import Standing
    from sphinx_leadflow.ext.config import Settings


@dataclass(frozen=True, slots=True)
class Known:
    """What a build knew of the data: enough for one that changes nothing."""

    mark: str = ""
    """The digest of everything that decides what the data means; empty if that is not known."""
    leads: Mapping[str, str] = field(default_factory=dict)
    """The leads by id, each with what search results call it: its name and where it stands."""
    found: tuple[Diagnostic, ...] = ()
    """What is to be said of it."""
    line: str = ""
    """What is said of the whole."""


def known(mark: str, snapshot: Snapshot, found: Iterable[Diagnostic]) -> Known:
    """What is to be kept of this build's data."""
    found = tuple(found)
    leads = {ident: _called(one) for ident, one in snapshot.standings.items()}
    advice = sum(one.severity is Severity.ADVICE for one in found)
    return Known(mark, leads, found, _line(snapshot.project, advice))


def _called(one: Standing) -> str:
    where = one.step or one.outcome
    place = f": {safe_title(where.title)}" if where else ""
    return f"{safe_title(one.lead.name)} (lead{place})"


def _line(project: Project, advice: int) -> str:
    kept = withheld(project)
    pieces = "piece" if advice == 1 else "pieces"
    hint = f"; {advice} {pieces} of advice, see leadflow check" if advice else ""
    return (
        f"leadflow: {len(project.leads)} leads for the {project.audience.value} "
        f"audience{'; ' if kept else ''}{kept}{hint}"
    )


def mark_of(folder: Folder, settings: Settings, secret: bytes) -> str:
    """The digest of what a folder holds and of all else that decides what it means."""
    if not secret:
        return ""
    made = hashlib.blake2b(key=secret, digest_size=24)
    sources = [one for one in (folder.process, *folder.leads, *folder.private) if one]
    told = (
        edition(),
        folder.label,
        str(settings.data),
        settings.audience.value,
        settings.today.isoformat(),
        settings.forge,
        folder.unreadable,
        [(one.path, one.digest) for one in sources],
    )
    made.update(repr(told).encode("utf-8", "backslashreplace"))
    return made.hexdigest()
