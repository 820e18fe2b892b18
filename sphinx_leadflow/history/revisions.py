"""The data at a revision: read from git's own store, through the gates of a folder on disk."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sphinx_leadflow.core.diagnostic import Report
from sphinx_leadflow.core.model import Audience
from sphinx_leadflow.core.project import Loaded, understand
from sphinx_leadflow.core.source import Folder, Source, read_files, read_folder, read_private
from sphinx_leadflow.history.git import Repository, RevisionError, open_repository

if TYPE_CHECKING:
    from pathlib import Path

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
    private: tuple[Path, str] | None = None,
) -> Pair:
    """The data at two revisions.

    Without a `head` that is what lies on disk, if the data folder is there, else the commit
    `HEAD`; with `commits_only` always the commit. `given` names the data folder, relative to
    `start`; without it `leads_data` is looked for there and above. `private` is the private folder
    with its label. It has a history of its own, or none: both revisions are completed with what
    lies in it now.
    """
    extra = _read_private(private, audience)
    repository = open_repository(start)
    before = repository.commit(base)
    on_disk = head is None and not commits_only and repository.top is not None
    after = repository.commit(head or "HEAD")
    path = _find(repository, (after, before), given, on_disk=on_disk)
    if on_disk and repository.top is not None and (repository.top / path).is_dir():
        newer = _revision(WORKING_TREE, *_on_disk(repository.top / path, path), audience, extra)
    else:
        newer = _revision(head or "HEAD", *_committed(repository, after, path), audience, extra)
    old = _old_path(repository, before, after, path)
    older = _revision(base, *_committed(repository, before, old), audience, extra)
    return Pair(older, newer, path)


def _read_private(
    private: tuple[Path, str] | None, audience: Audience
) -> tuple[tuple[Source, ...], Report]:
    """The files of the private folder, and what is wrong with them; for the public none."""
    report = Report()
    if private is None or audience is Audience.PUBLIC:
        return (), report
    return read_private(*private, report), report


def _old_path(repository: Repository, before: str, after: str, path: str) -> str:
    """Where the data folder was at the older side: it may have been called otherwise."""
    if _folder(repository.tree(before), path) is None:
        old = repository.moved_from(before, after, posixpath.join(path, "process.yaml"))
        return posixpath.dirname(old) if posixpath.basename(old) == "process.yaml" else path
    return path


def _committed(repository: Repository, commit: str, path: str) -> tuple[Folder, Report]:
    report, label = Report(), path or "."
    tree = _folder(repository.tree(commit), path)
    return (read_files(tree, label, report) if tree else Folder(label, None, (), ())), report


def _on_disk(root: Path, path: str) -> tuple[Folder, Report]:
    report = Report()
    return read_folder(root, path or ".", report), report


def _revision(
    name: str,
    folder: Folder,
    report: Report,
    audience: Audience,
    private: tuple[tuple[Source, ...], Report],
) -> Revision:
    extra, wrong = private
    folder = replace(folder, private=extra)
    loaded = understand(folder, audience)
    for diagnostic in (*wrong, *loaded.diagnostics):
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
