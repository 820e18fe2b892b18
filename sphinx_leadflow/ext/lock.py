"""Builds that run at the same time do not get into each other's way.

Two things are shared. A folder of doctrees belongs to one build at a time. The generated pages
lie among the sources, where every build finds them: builds that want the same pages may run side
by side, one that wants others (for another audience, say) waits until those have ended.

The locks are the operating system's. They end with the process of the build, however that ends.
Its workers hold none: one whose build was killed may wait for ever to hand over what it has done.
They end with it, so that nothing writes into what the next build makes.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_PAUSE = 0.05
"""Seconds between two attempts to get a lock."""

_BUSY = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
"""How systems say that another process holds a lock."""

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int, *, alone: bool) -> None:
        """Lock the first byte; there are no shared locks here."""
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(handle: int, *, alone: bool) -> None:
        """Lock the file; a lock that is held already changes its sort."""
        fcntl.flock(handle, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)


class Lock:
    """A lock on a file or, where systems allow that, on a folder."""

    _held: dict[Path, int] = {}  # noqa: RUF012 - of this process, whoever in it asks again
    """The locks of this process. Whoever asks in it for one that it has gets it."""

    def __init__(self, path: Path, say: Callable[[], None]) -> None:
        self._path = path.resolve()
        self._say = say

    def take(self, *, alone: bool = True) -> None:
        """Wait for the lock, and say so once if another process has it.

        A system that knows no locks (some network drives) gives none; the build goes on.
        """
        handle = self._held.get(self._path)
        if handle is None:
            try:
                handle = self._open()
            except OSError:
                return
            self._held[self._path] = handle
        said = False
        while not _got(handle, alone):
            if not said:
                self._say()
                said = True
            time.sleep(_PAUSE)

    def _open(self) -> int:
        if self._path.is_dir():
            return os.open(self._path, os.O_RDONLY)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)

    def release(self) -> None:
        """Let others go on."""
        handle = self._held.pop(self._path, None)
        if handle is not None:
            if sys.platform != "win32":
                # A worker may hold the same file still; to close it here is not enough.
                with contextlib.suppress(OSError):
                    fcntl.flock(handle, fcntl.LOCK_UN)
            os.close(handle)


def _let_go() -> None:
    """In a worker of a build: drop its copies of the locks, and end when the build ends."""
    if not Lock._held:
        return
    for handle in Lock._held.values():
        os.close(handle)  # the build still has it
    Lock._held.clear()
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()


def _end_with(build: int) -> None:
    """End this process soon after the build has ended."""
    while os.getppid() == build:
        time.sleep(_PAUSE)
    os._exit(1)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)


def _got(handle: int, alone: bool) -> bool:
    """Whether the lock is had, or cannot be had at all."""
    try:
        _take(handle, alone=alone)
    except OSError as error:
        return error.errno not in _BUSY
    return True
