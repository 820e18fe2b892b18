"""Reads a repository through the `git` program; nothing is checked out, nothing is written.

The only module of the package that starts a program. What it passes on are object names and
revisions that a person typed, never a word from the data.
"""

from __future__ import annotations

import errno
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

_OPTIONS = ("--no-replace-objects", "--no-optional-locks", "-c", "core.fsmonitor=false")
_FOLDER = "040000"
_FILES = ("100644", "100755")
_NO_COMMIT = "0" * 40
"""What a forge calls the revision before the first one of a branch."""


class RevisionError(Exception):
    """A revision could not be read. The text says why, for whoever typed the command."""


class Entry(NamedTuple):
    """A line of a git tree."""

    mode: str
    oid: str
    size: int


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository, looked at from a folder inside it (or from a bare repository)."""

    start: Path
    prefix: str
    """That folder, relative to the top of the repository; empty at the top."""
    top: Path | None
    """The working tree; nothing in a bare repository."""

    def commit(self, revision: str) -> str:
        """The full name of a commit. Says plainly why if it is not here."""
        if revision.strip("0") == "" and len(revision) >= len(_NO_COMMIT):
            raise RevisionError(
                f"{revision} stands for “before the first commit”: there is nothing to compare with"
            )
        words = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        done = self.run(*words)
        if done.returncode == 0:
            return done.stdout.decode("ascii").strip()
        raise RevisionError(self._why_missing(revision))

    def _why_missing(self, revision: str) -> str:
        if self.run("rev-parse", "--is-shallow-repository").stdout.strip() == b"true":
            return (
                f"this clone is shallow and does not hold {revision}: if that is spelt right, "
                "get the whole history (git fetch --unshallow; in CI fetch-depth: 0)"
            )
        return f"there is no commit {revision} in this repository"

    def tree(self, commit: str) -> CommitFolder:
        """The top folder of a commit."""
        done = self.run("rev-parse", "--verify", "--end-of-options", f"{commit}^{{tree}}")
        return CommitFolder(self, done.stdout.decode("ascii").strip())

    def moved_from(self, base: str, head: str, path: str) -> str:
        """What a file of one commit was called in an earlier one, if git sees it moved."""
        done = self.run("diff-tree", "-r", "-z", "-M", "--diff-filter=R", "--name-status",
                        base, head)  # fmt: skip
        names = done.stdout.decode("utf-8", "surrogateescape").split("\0")
        pairs = zip(names[1::3], names[2::3], strict=False)
        return next((old for old, new in pairs if new == path), "")

    def run(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        """Run git and give back what it said."""
        return _git(self.start, *words)


def open_repository(start: Path) -> Repository:
    """The repository that a folder belongs to."""
    done = _git(start, "rev-parse", "--is-inside-work-tree")
    if done.returncode != 0:
        raise RevisionError(_complaint(done.stderr) or f"{start} is in no git repository")
    if done.stdout.strip() != b"true":
        return Repository(start, "", None)
    prefix = _line(_git(start, "rev-parse", "--show-prefix"))
    top = _line(_git(start, "rev-parse", "--show-toplevel"))
    return Repository(start, prefix.rstrip("/"), start.__class__(top))


def _line(done: subprocess.CompletedProcess[bytes]) -> str:
    return done.stdout.decode("utf-8", "surrogateescape").removesuffix("\n")


def _complaint(stderr: bytes) -> str:
    """The first thing that git complained about, without its own label."""
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[0].removeprefix("fatal: ") if lines else ""


def _git(start: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            ["git", *_OPTIONS, *words],
            cwd=start,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        raise RevisionError("git is not installed, or not on the PATH") from None


@dataclass(slots=True)
class CommitFolder:
    """A folder of a commit, to be read like one on disk.

    Sizes are known from the listing, so that nothing too large is ever fetched whole.
    """

    repository: Repository
    oid: str
    _entries: dict[str, Entry] | None = field(default=None, repr=False)
    _contents: dict[str, bytes] = field(default_factory=dict, repr=False)

    def names(self) -> list[str]:
        """What is in it; undecodable bytes become visible escapes."""
        return list(self._listing())

    def sort(self, name: str) -> str:
        """What sort of thing a name is: links and submodules are `other`."""
        entry = self._listing().get(name)
        if entry is None:
            return ""
        if entry.mode == _FOLDER:
            return "folder"
        return "file" if entry.mode in _FILES else "other"

    def read(self, name: str, most: int) -> bytes:
        """A file's first bytes."""
        entry = self._listing()[name]
        if entry.size >= most:
            return bytes(most)  # the gate refuses it for its size; what it holds does not matter
        if entry.oid not in self._contents:
            self._fetch(most)
        if entry.oid not in self._contents:
            raise OSError(errno.ENODATA, "git does not hold its content")
        return self._contents[entry.oid]

    def inside(self, name: str) -> CommitFolder:
        """A folder in it."""
        return CommitFolder(self.repository, self._listing()[name].oid)

    def _listing(self) -> dict[str, Entry]:
        if self._entries is None:
            done = self.repository.run("ls-tree", "-z", "-l", "--full-tree", self.oid)
            if done.returncode != 0:
                raise RevisionError(_complaint(done.stderr) or "git could not list a folder")
            self._entries = dict(_entry(line) for line in done.stdout.split(b"\0") if line)
        return self._entries

    def _fetch(self, most: int) -> None:
        """Every YAML file of the folder that is not too large, by one call of git."""
        wanted = {
            entry.oid
            for name, entry in self._listing().items()
            if name.endswith(".yaml") and self.sort(name) == "file" and entry.size < most
        }
        done = subprocess.run(
            ["git", *_OPTIONS, "cat-file", "--batch"],
            cwd=self.repository.start,
            input="".join(f"{oid}\n" for oid in sorted(wanted)).encode("ascii"),
            capture_output=True,
            check=False,
        )
        self._contents.update(_contents(done.stdout))


def _entry(line: bytes) -> tuple[str, Entry]:
    """A line of `ls-tree -l`: `100644 blob <oid>    <size>`, a tab, the name."""
    facts, _, name = line.partition(b"\t")
    mode, _kind, oid, size = facts.decode("ascii").split()
    shown = name.decode("utf-8", "backslashreplace")
    return shown, Entry(mode, oid, int(size) if size.isdigit() else 0)


def _contents(output: bytes) -> dict[str, bytes]:
    """What `cat-file --batch` prints: `<oid> blob <size>`, the bytes, a line end; or
    `<oid> missing`."""
    found: dict[str, bytes] = {}
    at = 0
    while at < len(output):
        end = output.index(b"\n", at)
        words = output[at:end].decode("ascii", "replace").split()
        at = end + 1
        if len(words) == 3 and words[1] == "blob":
            size = int(words[2])
            found[words[0]] = output[at : at + size]
            at += size + 1
    return found
