"""The data at a revision: read from git's own store, through the gates of a folder on disk."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sphinx_leadflow.core.diagnostic import Report
from sphinx_leadflow.core.project import Loaded, understand
from sphinx_leadflow.core.source import Folder, read_files, read_folder
from sphinx_leadflow.history.git import Repository, RevisionError, open_repository

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_leadflow.core.model import Audience
    from sphinx_leadflow.history.git import CommitFolder

DATA_FOLDER = "leads_data"
"""What a data folder is called unless somebody says otherwise."""

WORKING_TREE = "the working tree"


@dataclass(frozen=True, slots=True)
class Revision:
    """The data at one revision."""

    name: str
    """What the person called it, or `the working tree`."""
    folder: Folder
    loaded: Loaded


@dataclass(frozen=True, slots=True)
class Pair:
    """Two revisions of the same data folder."""

    base: Revision
    head: Revision
    path: str
    """The data folder at the head, relative to the top of the repository."""


def read_pair(
    start: Path,
    base: str,
    head: str | None,
    audience: Audience,
    *,
    given: str | None = None,
    commits_only: bool = False,
) -> Pair:
    """The data at two revisions.

    Without a `head` that is what lies on disk, if the data folder is there, else the commit
    `HEAD`; with `commits_only` always the commit. `given` names the data folder, relative to
    `start`; without it `leads_data` is looked for there and above.
    """
    repository = open_repository(start)
    before = repository.commit(base)
    on_disk = head is None and not commits_only and repository.top is not None
    after = repository.commit(head or "HEAD")
    path = _find(repository, (after, before), given, on_disk=on_disk)
    if on_disk and repository.top is not None and (repository.top / path).is_dir():
        newer = _read_disk(repository.top / path, path, audience)
    else:
        newer = _read_commit(repository, after, path, head or "HEAD", audience)
    return Pair(_read_base(repository, before, after, path, base, audience), newer, path)


def _read_base(
    repository: Repository, before: str, after: str, path: str, name: str, audience: Audience
) -> Revision:
    """The older side; its data folder may have been called otherwise."""
    folder = path
    if _folder(repository.tree(before), path) is None:
        old = repository.moved_from(before, after, posixpath.join(path, "process.yaml"))
        folder = posixpath.dirname(old) if posixpath.basename(old) == "process.yaml" else path
    return _read_commit(repository, before, folder, name, audience)


def _read_commit(
    repository: Repository, commit: str, path: str, name: str, audience: Audience
) -> Revision:
    report, label = Report(), path or "."
    tree = _folder(repository.tree(commit), path)
    found = read_files(tree, label, report) if tree else Folder(label, None, (), ())
    return _revision(name, found, report, audience)


def _read_disk(root: Path, path: str, audience: Audience) -> Revision:
    report = Report()
    return _revision(WORKING_TREE, read_folder(root, path or ".", report), report, audience)


def _revision(name: str, folder: Folder, report: Report, audience: Audience) -> Revision:
    loaded = understand(folder, audience)
    for diagnostic in loaded.diagnostics:
        report.add(diagnostic)
    return Revision(name, folder, replace(loaded, diagnostics=report.sorted()))


def _folder(tree: CommitFolder, path: str) -> CommitFolder | None:
    """A folder below another one; links on the way are not followed."""
    for part in path.split("/") if path else ():
        if tree.sort(part) != "folder":
            return None
        tree = tree.inside(part)
    return tree


def _find(
    repository: Repository, commits: tuple[str, ...], given: str | None, *, on_disk: bool
) -> str:
    """Where the data folder is, relative to the top of the repository."""
    if given is not None:
        path = _relative(repository, given)
        if not _exists(repository, commits, path, on_disk=on_disk):
            raise RevisionError(f"there is no data folder {given} in either revision")
        return path
    for path in _candidates(repository.prefix):
        if _exists(repository, commits, path, on_disk=on_disk):
            return path
    raise RevisionError(f"there is no folder {DATA_FOLDER} here or above; name it with --data")


def _relative(repository: Repository, given: str) -> str:
    """A path as it was typed, from the top of the repository."""
    if posixpath.isabs(given) and repository.top is not None:
        given = posixpath.relpath(given, repository.start.resolve().as_posix())
    path = posixpath.normpath(posixpath.join(repository.prefix, given))
    if path.startswith("../") or path == ".." or posixpath.isabs(path):
        raise RevisionError(f"{given} is outside this repository")
    return "" if path == "." else path


def _candidates(prefix: str) -> list[str]:
    """This folder itself if it is one, then `leads_data` here and in each folder above."""
    parts = prefix.split("/") if prefix else []
    above = ["/".join([*parts[:count], DATA_FOLDER]) for count in range(len(parts), -1, -1)]
    return [prefix, *above] if parts else above


def _exists(repository: Repository, commits: tuple[str, ...], path: str, *, on_disk: bool) -> bool:
    """Whether there is a data folder, on disk or in one of the commits."""
    named = posixpath.basename(path) == DATA_FOLDER
    if on_disk and repository.top is not None:
        root = repository.top / path
        if (root / "process.yaml").is_file() or (named and root.is_dir()):
            return True
    trees = (_folder(repository.tree(commit), path) for commit in commits)
    return any(tree is not None and (named or tree.sort("process.yaml")) for tree in trees)
