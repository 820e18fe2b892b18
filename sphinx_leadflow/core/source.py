"""Files and places in them. Positions become 1-based here, once."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_leadflow.core.diagnostic import Report
from sphinx_leadflow.core.limits import MAX_FILES, MAX_LEAD_BYTES, MAX_PROCESS_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a text: line and column, both from 1, the column in code points."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of one file, from `start` up to and without `end`."""

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


def read_folder(root: Path, label: str, report: Report) -> Folder:
    """Read a data folder: `process.yaml` and `leads/*.yaml`.

    Only regular files are opened; links are not followed. Paths in diagnostics begin with
    `label`. What cannot be read is reported and left out.
    """
    process = None
    if not root.is_dir():
        report.error(
            "no-data-folder",
            Span.at(label),
            f"there is no data folder {label!r}",
            hint="set leadflow_data in conf.py to the folder that holds process.yaml",
        )
        return Folder(label, None, (), ())
    process_path = root / "process.yaml"
    if os.path.lexists(process_path):
        process = read_file(process_path, f"{label}/process.yaml", MAX_PROCESS_BYTES, report)
    else:
        _report_no_process(root, label, report)
    _report_strays(root, label, report)
    leads, unreadable = _read_leads(root / "leads", f"{label}/leads", report)
    return Folder(label, process, leads, unreadable)


def _report_no_process(root: Path, label: str, report: Report) -> None:
    near = [name for name in _names(root) if name.lower().startswith("proc")]
    hint = (
        f"rename {near[0]} to process.yaml"
        if near
        else ("create it with the line `title: Our process`")
    )
    report.error(
        "no-process",
        Span.at(f"{label}/process.yaml"),
        f"there is no process.yaml in {label}",
        hint=hint,
    )


def _report_strays(root: Path, label: str, report: Report) -> None:
    """A YAML file in the wrong place holds data that nobody would see: say so."""
    for name in _names(root):
        if name.endswith((".yaml", ".yml")) and name != "process.yaml":
            report.error(
                "stray-file",
                Span.at(f"{label}/{name}"),
                f"{name} is not read: the data folder holds process.yaml and leads/",
                hint=f"move it to {label}/leads/ if it is a lead, or remove it",
            )


def _read_leads(
    folder: Path, label: str, report: Report
) -> tuple[tuple[Source, ...], tuple[str, ...]]:
    if not folder.is_dir():
        if os.path.lexists(folder):
            report.error("not-a-file", Span.at(label), f"{label} is not a folder")
        return (), ()
    sources, unreadable = [], []
    for path, name in _lead_paths(folder, label, report):
        source = read_file(path, f"{label}/{name}", MAX_LEAD_BYTES, report)
        if source is None:
            unreadable.append(name.removesuffix(".yaml"))
        else:
            sources.append(source)
    return tuple(sources), tuple(unreadable)


def _lead_paths(folder: Path, label: str, report: Report) -> Iterator[tuple[Path, str]]:
    names = _names(folder)
    if len(names) > MAX_FILES:
        report.error(
            "too-many-files",
            Span.at(label),
            f"{label} holds {len(names)} files; at most {MAX_FILES} are read",
        )
        names = names[:MAX_FILES]
    for name in names:
        if name.endswith(".yaml"):
            yield folder / name, name
        elif name.lower().endswith((".yml", ".yaml")):
            fixed = name[: name.rindex(".")].lower() + ".yaml"
            report.error(
                "stray-file",
                Span.at(f"{label}/{name}"),
                f"{name} is not read: lead files end in .yaml",
                hint=f"rename it to {fixed}",
            )
        elif not name.startswith(".") and (folder / name).is_dir():
            report.error(
                "stray-file",
                Span.at(f"{label}/{name}"),
                f"the folder {name} is not read: lead files lie directly in {label}",
                hint="move its files one folder up",
            )


def _names(folder: Path) -> list[str]:
    """Names in a folder in a fixed order; undecodable bytes become visible escapes."""
    return sorted(
        os.fsencode(name).decode("utf-8", "backslashreplace") for name in os.listdir(folder)
    )


def read_file(path: Path, shown: str, limit: int, report: Report) -> Source | None:
    """Read one regular file as strict UTF-8; report and return nothing if that fails."""
    data = _read_bytes(path, shown, limit, report)
    if data is None:
        return None
    digest = hashlib.blake2b(data, digest_size=16).hexdigest()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        report.error(
            "not-utf8",
            _byte_place(shown, data, error.start),
            "this file is not UTF-8 text: a byte here belongs to no character",
            hint="save it with the encoding UTF-8",
        )
        return None
    return Source(shown, text, digest)


def _read_bytes(path: Path, shown: str, limit: int, report: Report) -> bytes | None:
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    place = Span.at(shown)
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            report.error(
                "not-a-file",
                place,
                f"{shown} is not a regular file",
                hint="links, pipes and devices are not read: put the file itself here",
            )
            return None
        with open(os.open(path, flags), "rb") as file:
            data = file.read(limit + 1)
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
    before = data[:index]
    line = before.count(b"\n") + 1
    column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
    return Span.at(shown, line, column)
