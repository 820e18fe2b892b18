"""Files and places in them. Positions become 1-based here, once."""

from __future__ import annotations

import codecs
import errno
import hashlib
import os
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from sphinx_leadflow.core.diagnostic import Report
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.gates.ident import id_from
from sphinx_leadflow.core.limits import MAX_FILES, MAX_LEAD_BYTES, MAX_PROCESS_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator


class Position(NamedTuple):
    """A place in a text: line and column, both from 1, the column in code points."""

    line: int
    column: int


class Span(NamedTuple):
    """A stretch of one file, from `start` up to and without `end`.

    A tuple, because loading makes one for every value of every lead.
    """

    path: str
    start: Position
    end: Position

    @classmethod
    def at(cls, path: str, line: int = 1, column: int = 1) -> Span:
        """The empty stretch at one place."""
        here = Position(line, column)
        return cls(path, here, here)

    def __str__(self) -> str:
        return f"{self.path}:{self.start.line}:{self.start.column}"


@dataclass(frozen=True, slots=True)
class Source:
    """One file as it was read: the path to show, the text, and a digest of its bytes."""

    path: str
    text: str
    digest: str

    @property
    def stem(self) -> str:
        """The file's name without its folder and suffix."""
        return self.path.rpartition("/")[2].removesuffix(".yaml")


@dataclass(frozen=True, slots=True)
class Folder:
    """What a data folder holds: the process file, if there is one, and the lead files."""

    label: str
    process: Source | None
    leads: tuple[Source, ...]
    unreadable: tuple[str, ...]
    """Stems of lead files that exist and could not be read; each has a diagnostic."""
    private: tuple[Source, ...] = ()
    """The files of the private folder, if there is one."""


class Files(Protocol):
    """A folder to read from: on disk, or in a commit. Its methods raise `OSError`."""

    def names(self) -> list[str]:
        """What is in it, hidden files included, in any order."""

    def sort(self, name: str) -> str:
        """`file`, `folder` or `other` (a link, a pipe); empty if nothing is there."""

    def read(self, name: str, most: int) -> bytes:
        """A regular file's bytes, at most so many."""

    def inside(self, name: str) -> Files:
        """A folder in it."""


@dataclass(frozen=True, slots=True)
class Disk:
    """A folder on disk. Links are not followed, pipes are not opened."""

    root: Path

    def names(self) -> list[str]:
        """What is in it; undecodable bytes become visible escapes."""
        names = os.listdir(self.root)
        return [os.fsencode(name).decode("utf-8", "backslashreplace") for name in names]

    def sort(self, name: str) -> str:
        """What sort of thing a name is."""
        try:
            mode = os.lstat(f"{self.root}{os.sep}{name}").st_mode
        except FileNotFoundError:
            return ""
        if stat.S_ISDIR(mode):
            return "folder"
        return "file" if stat.S_ISREG(mode) else "other"

    def read(self, name: str, most: int) -> bytes:
        """A file's first bytes."""
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        handle = os.open(f"{self.root}{os.sep}{name}", flags | getattr(os, "O_BINARY", 0))
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):  # it was one when we looked
                raise OSError(errno.EINVAL, "it is no regular file any more")
            data = piece = os.read(handle, most)
            while piece and len(data) < most:
                piece = os.read(handle, most - len(data))
                data += piece
            return data
        finally:
            os.close(handle)

    def inside(self, name: str) -> Disk:
        """A folder in it."""
        return Disk(self.root / name)


def read_folder(root: Path, label: str, report: Report) -> Folder:
    """Read a data folder on disk: `process.yaml` and `leads/*.yaml`.

    Only regular files are opened; links are not followed. Paths in diagnostics begin with
    `label`. What cannot be read is reported and left out.
    """
    if not root.is_dir():
        report.error(
            "no-data-folder",
            Span.at(label),
            f"there is no data folder {label!r}",
            hint="set leadflow_data in conf.py to the folder that holds process.yaml",
        )
        return Folder(label, None, (), ())
    return read_files(Disk(root), label, report)


def read_files(root: Files, label: str, report: Report) -> Folder:
    """Read a data folder, wherever it is, through the gates that hold for all of them."""
    process = None
    has_process = bool(_sort(root, "process.yaml"))
    if has_process:
        shown = f"{label}/process.yaml"
        process = _read(root, "process.yaml", shown, MAX_PROCESS_BYTES, report)
    else:
        _report_no_process(root, label, report)
    _report_strays(root, label, has_process, report)
    leads, unreadable = _read_leads(root, f"{label}/leads", report)
    return Folder(label, process, leads, unreadable)


def read_private(root: Path, label: str, report: Report) -> tuple[Source, ...]:
    """Read a private folder on disk: `leads/*.yaml`, through the same gates."""
    if not root.is_dir():
        report.error(
            "no-data-folder",
            Span.at(label),
            f"there is no private folder {label!r}",
            hint="name the folder that holds leads/ with what is for the team",
        )
        return ()
    files = Disk(root)
    if not _sort(files, "leads"):
        report.error(
            "no-data-folder",
            Span.at(label),
            f"the private folder {label!r} holds no folder leads/",
            hint="make it, with a file for each lead of which something is for the team",
        )
    for name in _names(files, label, report):
        if name.lower().endswith((".yaml", ".yml")):
            report.error(
                "stray-file",
                Span.at(f"{label}/{name}"),
                f"{name} is not read: a private folder holds leads/ and nothing else",
                hint=f"move it to {label}/leads/ if it belongs to a lead, or remove it",
            )
    return _read_leads(files, f"{label}/leads", report)[0]


def _report_no_process(root: Files, label: str, report: Report) -> None:
    near = [name for name in _names(root, label, report) if name.lower().startswith("proc")]
    report.error(
        "no-process",
        Span.at(f"{label}/process.yaml"),
        f"there is no process.yaml in {label}",
        hint=f"rename {near[0]} to process.yaml" if near else "create it",
        paste="" if near else "title: Our process",
    )


def _report_strays(root: Files, label: str, has_process: bool, report: Report) -> None:
    """A YAML file in the wrong place holds data that nobody would see: say so."""
    for name in _names(root, label, report):
        is_yaml = name.lower().endswith((".yaml", ".yml")) and name != "process.yaml"
        if is_yaml and (has_process or not name.lower().startswith("proc")):
            report.error(
                "stray-file",
                Span.at(f"{label}/{name}"),
                f"{name} is not read: the data folder holds process.yaml and leads/",
                hint=f"move it to {label}/leads/ if it is a lead, or remove it",
            )


def _read_leads(
    root: Files, label: str, report: Report
) -> tuple[tuple[Source, ...], tuple[str, ...]]:
    sort = _sort(root, "leads")
    if sort != "folder":
        if sort:
            report.error(
                "not-a-file",
                Span.at(label),
                f"{label} must be a folder",
                hint="links are not followed: put the folder itself here",
            )
        return (), ()
    folder, sources, unreadable = root.inside("leads"), [], []
    for name in _lead_names(folder, label, report):
        source = _read(folder, name, f"{label}/{name}", MAX_LEAD_BYTES, report)
        if source is None:
            unreadable.append(name.removesuffix(".yaml"))
        else:
            sources.append(source)
    return tuple(sources), tuple(unreadable)


def _lead_names(folder: Files, label: str, report: Report) -> Iterator[str]:
    names = _names(folder, label, report)
    if len(names) > MAX_FILES:
        report.error(
            "too-many-files",
            Span.at(label),
            f"{label} holds {len(names)} files; at most {MAX_FILES} are read",
        )
        names = names[:MAX_FILES]
    for name in names:
        if name.endswith(".yaml"):
            yield name
        elif name.lower().endswith((".yml", ".yaml")):
            fixed = (id_from(name[: name.rindex(".")]) or "northern-lights") + ".yaml"
            report.error(
                "stray-file",
                Span.at(f"{label}/{name}"),
                f"{name} is not read: lead files end in .yaml",
                hint=f"rename it to {fixed}",
            )
        elif _sort(folder, name) == "folder":
            report.error(
                "stray-file",
                Span.at(f"{label}/{name}"),
                f"the folder {name} is not read: lead files lie directly in {label}",
                hint="move its files one folder up",
            )


def _names(folder: Files, label: str, report: Report) -> list[str]:
    """Names in a folder in a fixed order, without hidden ones, which editors leave behind."""
    try:
        names = folder.names()
    except OSError as error:
        report.error("unreadable", Span.at(label), f"{label} cannot be read: {error.strerror}")
        return []
    return sorted(name for name in names if not name.startswith("."))


def _sort(folder: Files, name: str) -> str:
    """What sort of thing a name is; what cannot be seen is not there."""
    try:
        return folder.sort(name)
    except OSError:
        return ""


def read_file(path: Path, shown: str, limit: int, report: Report) -> Source | None:
    """Read one regular file as strict UTF-8; report and return nothing if that fails."""
    return _read(Disk(path.parent), path.name, shown, limit, report)


def _read(folder: Files, name: str, shown: str, limit: int, report: Report) -> Source | None:
    data = _read_bytes(folder, name, shown, limit, report)
    if data is None:
        return None
    digest = hashlib.blake2b(data, digest_size=16).hexdigest()
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        report.error(
            "not-utf8",
            _byte_place(shown, data, error.start),
            "this file is not UTF-8 text: a byte here belongs to no character",
            hint="save it with the encoding UTF-8",
        )
        return None
    return Source(shown, text, digest)


def _read_bytes(folder: Files, name: str, shown: str, limit: int, report: Report) -> bytes | None:
    place = Span.at(shown)
    try:
        if folder.sort(name) != "file":
            report.error(
                "not-a-file",
                place,
                f"{shown} is not a regular file",
                hint="links, pipes and devices are not read: put the file itself here",
            )
            return None
        data = folder.read(name, limit + 1)
    except OSError as error:
        report.error("unreadable", place, f"{shown} cannot be read: {error.strerror}")
        return None
    if len(data) > limit:
        report.error(
            "too-large",
            place,
            f"{shown} is larger than {limit // 1024} kB",
            hint="keep documents elsewhere and link to them",
        )
        return None
    return data


def _byte_place(shown: str, data: bytes, index: int) -> Span:
    before = data[:index].decode("utf-8", "replace")
    lines = re.split(r"\r\n|\n|\r", before)
    return Span.at(shown, len(lines), len(lines[-1]) + 1)
