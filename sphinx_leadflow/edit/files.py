"""Writes files so that a reader sees the old text or the new one, never half of either."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_leadflow.edit.document import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Change:
    """One file before and after. `before` is nothing for a file that must not exist yet."""

    path: Path
    before: str | None
    after: str


def write_all(changes: Sequence[Change]) -> None:
    """Write every change, or none: what was written already is taken back if one fails.

    Raises `Refused` for links and for files that changed meanwhile, `OSError` for the rest.
    """
    for change in changes:
        _checked(change)
    done: list[Change] = []
    try:
        for change in changes:
            write(change)
            done.append(change)
    except (OSError, Refused):
        for change in reversed(done):
            with suppress(OSError, Refused):
                _take_back(change)
        raise


def _take_back(change: Change) -> None:
    if change.before is None:
        change.path.unlink()
    else:
        write(Change(change.path, change.after, change.before))


def write(change: Change) -> None:
    """Write one file by way of a temporary one in the same folder."""
    mode, mark = _checked(change)
    handle, name = tempfile.mkstemp(prefix=f".{change.path.name}.", dir=change.path.parent)
    try:
        with open(handle, "wb") as file:
            file.write(mark + change.after.encode("utf-8"))
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        _checked(change)
        if change.before is None:
            os.link(name, change.path)  # fails if somebody else made it meanwhile
        else:
            os.replace(name, change.path)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(name)
    _sync_folder(change.path.parent)


def _checked(change: Change) -> tuple[int, bytes]:
    """The file's mode and byte order mark, after a look at whether it is still what was read."""
    path = change.path
    if os.path.islink(path.parent) or os.path.islink(path):
        raise Refused(f"{path.name} is a link, or lies behind one; links are not followed")
    if change.before is None:
        if os.path.lexists(path):
            raise Refused(f"there is a file {path.name} already")
        return 0o666 & ~_umask(), b""
    status = os.lstat(path)
    if not stat.S_ISREG(status.st_mode):
        raise Refused(f"{path.name} is not a regular file")
    data = path.read_bytes()
    mark = _BOM if data.startswith(_BOM) else b""
    if data != mark + change.before.encode("utf-8"):
        raise Refused(f"{path.name} changed meanwhile; nothing was written")
    return stat.S_IMODE(status.st_mode), mark


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _sync_folder(folder: Path) -> None:
    """Make a rename last; not every system can open a folder."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
