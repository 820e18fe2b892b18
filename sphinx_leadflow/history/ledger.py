"""What was told already: a file that only grows, so that nothing is told twice.

It holds digests and no words, and may lie in a cache that others can read. A line is written
before each message is sent (`begun`) and after it (`sent` or `failed`). No program can both hand
over a message and write that down in one step: if it is killed in between, the line `begun`
stands alone, and the message is sent again. Told twice is a nuisance, never told a loss. What
is held back is written down too (`held`): when it is free, two revisions may not tell that.
"""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_STATES = ("begun", "sent", "failed", "held")
_LINE = re.compile(rf"({'|'.join(_STATES)}) ([0-9a-z/-]+)")
_CUT_OFF = " (cut off)\n"
"""Ends a line that a crash left unfinished, so that half a key is not taken for another one."""


class NoLedgerError(Exception):
    """The file holds something else, and nobody knows what was told."""


class Ledger:
    """The states of messages by key; the last line about a key counts."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._states: dict[str, str] = {}
        self._whole = True

    def read(self) -> None:
        """Read what is there; a line that was cut off by a crash is not a line.

        Raises `NoLedgerError` if it is anything else.
        """
        try:
            text = self._path.read_text("utf-8")
        except FileNotFoundError:
            return
        except UnicodeDecodeError:
            raise NoLedgerError("it is no text") from None
        *lines, rest = text.split("\n")
        self._whole = not rest
        for number, line in enumerate(lines, start=1):
            found = _LINE.fullmatch(line)
            if found:
                self._states[found[2]] = found[1]
            elif not (line + "\n").endswith(_CUT_OFF):
                raise NoLedgerError(f"line {number} is none that leadflow wrote")
        if not _LINE.fullmatch(rest) and not any(f"{one} ".startswith(rest) for one in _STATES):
            raise NoLedgerError(f"line {len(lines) + 1} is none that leadflow wrote")

    def state(self, keys: tuple[str, ...]) -> str:
        """`sent` if that was so under any of these keys, else the state that is known."""
        found = [self._states[key] for key in keys if key in self._states]
        return "sent" if "sent" in found else next(iter(found), "")

    def record(self, state: str, key: str) -> None:
        """Write a line, and wait until it is on the disk."""
        line = f"{'' if self._whole else _CUT_OFF}{state} {key}\n"
        with open(self._path, "a", encoding="utf-8") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        self._states[key], self._whole = state, True


@contextmanager
def opened(path: Path) -> Iterator[Ledger]:
    """The ledger in a file, which is this process's alone as long as it is open.

    Raises `OSError` if the file cannot be used, `BlockingIOError` if another process has it,
    `NoLedgerError` if it holds something else. Its folder must be there: one that is not is a
    mistyped path, or a cache that was not brought back.
    """
    with open(path, "a", encoding="utf-8") as file:
        _lock(file.fileno())
        ledger = Ledger(path)
        ledger.read()
        yield ledger


def _lock(descriptor: int) -> None:
    """Locks that end with their process. Where the system has none, CI must run one at a time."""
    try:
        import fcntl
    except ImportError:  # Windows
        return
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
