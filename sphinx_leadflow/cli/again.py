"""What a check said of the very same files: it says it again without working it out.

Kept in the user's own cache folder, which nobody else may read, because findings quote lines of
private files. It holds for these bytes, this day, these options and this very code; whatever
cannot be read, or is not what it should be, is worked out anew. All of it can be deleted at
any time.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from typing import TYPE_CHECKING

from sphinx_leadflow.core.edition import edition
from sphinx_leadflow.core.limits import MAX_LEAD_BYTES, MAX_PROCESS_BYTES
from sphinx_leadflow.memory import files

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_KEPT = 16
"""So many answers are kept, the newest: one for each folder and set of options in use."""

MOST_BYTES = 16 * 1024 * 1024
"""A longer answer is not kept."""


class Answer:
    """One folder's answer under some circumstances: what was asked, and where it is kept."""

    def __init__(self, root: str, *circumstances: str) -> None:
        about = (os.path.realpath(root), *circumstances)
        self._folder = files.folder_of(cache_folder())
        self._name = os.path.join("checks", f"{_digest(repr(about))}.json")
        self._root = root
        self._key = self._now({}) if self._folder else ""

    def _now(self, read: Mapping[str, str]) -> str:
        return _digest(repr((edition(), _contents(self._root, read))))

    def recall(self) -> tuple[str, int] | None:
        """The text and the exit code, if the same was asked before."""
        try:
            content = files.recall(self._folder, self._name, 2 * MOST_BYTES)
            kept = json.loads(content or b"")
            key, text, code = kept["key"], kept["text"], kept["code"]
        except (ValueError, KeyError, TypeError, RecursionError):
            return None
        known = key == self._key and isinstance(text, str) and code in (0, 1)
        return (text, code) if known else None

    def keep(self, text: str, code: int, read: Mapping[str, str]) -> None:
        """Remember an answer, unless a file has changed meanwhile.

        `read` holds the digests of the files that the answer was made from, by their place in the
        folder. If it cannot be kept, nothing is lost.
        """
        if self._folder and len(text) <= MOST_BYTES and self._now(read) == self._key:
            told = json.dumps({"key": self._key, "text": text, "code": code})
            files.keep(self._folder, self._name, told.encode("ascii"), MOST_KEPT)


def cache_folder() -> str:
    """Where this user's programs keep what can be deleted at any time."""
    return os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "backslashreplace"), digest_size=20).hexdigest()


def _contents(root: str, read: Mapping[str, str]) -> list[tuple[str, str]]:
    """What loading would see: every name with what it is, and the bytes of YAML files.

    What was read already, and is a file still, is not read again.
    """
    found = _folder(root, "", MAX_PROCESS_BYTES, read)
    return [*found, ("leads", "/"), *_folder(root, "leads/", MAX_LEAD_BYTES, read)]


def _folder(root: str, inside: str, most: int, read: Mapping[str, str]) -> list[tuple[str, str]]:
    folder = os.path.join(root, inside)
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        return [(folder, str(error.errno))]
    return [
        (name, _state(f"{folder}{os.sep}{name}", name, most, read.get(inside + name, "")))
        for name in names
    ]


def _state(path: str, name: str, most: int, known: str) -> str:
    try:
        mode = os.lstat(path).st_mode
        if not stat.S_ISREG(mode) or not name.endswith(".yaml"):
            return str(stat.S_IFMT(mode))
        if known:
            return known
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        flags |= getattr(os, "O_BINARY", 0)
        handle = os.open(path, flags)
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                return "changed"
            return hashlib.blake2b(_read(handle, most + 1), digest_size=16).hexdigest()
        finally:
            os.close(handle)
    except OSError as error:
        return f"error {error.errno}"


def _read(handle: int, most: int) -> bytes:
    """At most so many bytes; nearly every file comes in one piece."""
    data = piece = os.read(handle, most)
    while piece and len(data) < most:
        piece = os.read(handle, most - len(data))
        data += piece
    return data
