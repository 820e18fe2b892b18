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

from sphinx_leadflow.core.edition import edition
from sphinx_leadflow.core.limits import MAX_LEAD_BYTES, MAX_PROCESS_BYTES

MOST_KEPT = 16
"""So many answers are kept, the newest: one for each folder and set of options in use."""

MOST_BYTES = 16 * 1024 * 1024
"""A longer answer is not kept."""


class Answer:
    """One folder's answer under some circumstances: what was asked, and where it is kept."""

    def __init__(self, root: str, *circumstances: str) -> None:
        about = (os.path.realpath(root), *circumstances)
        self._path = os.path.join(_place(), f"{_digest(repr(about))}.json") if _place() else ""
        self._root = root
        self._key = self._now() if self._path else ""

    def _now(self) -> str:
        return _digest(repr((edition(), _contents(self._root))))

    def recall(self) -> tuple[str, int] | None:
        """The text and the exit code, if the same was asked before."""
        try:
            with open(self._path, encoding="utf-8") as file:
                kept = json.load(file)
            key, text, code = kept["key"], kept["text"], kept["code"]
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None
        known = key == self._key and isinstance(text, str) and code in (0, 1)
        return (text, code) if known else None

    def keep(self, text: str, code: int) -> None:
        """Remember an answer, unless a file has changed meanwhile.

        If it cannot be kept, nothing is lost.
        """
        if not self._path or len(text) > MOST_BYTES or self._now() != self._key:
            return
        folder, temporary = os.path.dirname(self._path), f"{self._path}.{os.getpid()}"
        try:
            os.makedirs(folder, mode=0o700, exist_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
            with open(os.open(temporary, flags, 0o600), "w", encoding="utf-8") as file:
                json.dump({"key": self._key, "text": text, "code": code}, file)
            os.replace(temporary, self._path)
            _forget_the_oldest(folder)
        except (OSError, ValueError):
            return


def _place() -> str:
    """The folder for answers; empty if the user has none."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(base, "leadflow", "checks") if os.path.isabs(base) else ""


def _forget_the_oldest(folder: str) -> None:
    kept = sorted(os.scandir(folder), key=lambda one: one.stat().st_mtime_ns, reverse=True)
    for entry in kept[MOST_KEPT:]:
        os.unlink(entry.path)


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "backslashreplace"), digest_size=20).hexdigest()


def _contents(root: str) -> list[tuple[str, str]]:
    """What loading would see: every name with what it is, and the bytes of YAML files."""
    found = _folder(root, MAX_PROCESS_BYTES)
    return [*found, ("leads", "/"), *_folder(os.path.join(root, "leads"), MAX_LEAD_BYTES)]


def _folder(folder: str, most: int) -> list[tuple[str, str]]:
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        return [(folder, str(error.errno))]
    return [(name, _state(os.path.join(folder, name), name, most)) for name in names]


def _state(path: str, name: str, most: int) -> str:
    try:
        mode = os.lstat(path).st_mode
        if not stat.S_ISREG(mode) or not name.endswith(".yaml"):
            return str(stat.S_IFMT(mode))
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        flags |= getattr(os, "O_BINARY", 0)
        handle = os.open(path, flags)
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                return "changed"
            return hashlib.blake2b(_read(handle, most + 1), digest_size=20).hexdigest()
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
