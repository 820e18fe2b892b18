"""Files in the user's own cache folder: nobody else may read them, and nobody else's are believed.

What is kept may quote private data, so folders and files are the user's alone. Each file begins
with a keyed digest of the rest: one that was cut off, damaged or written by somebody without the
key is as good as none. A file is replaced in one go, and losing one loses nothing but time.
"""

from __future__ import annotations

import hashlib
import os
import stat
from contextlib import suppress

_DIGEST = 32
"""Bytes, as hexadecimal digits in the file's first line."""

_KEY = "key"


def folder_of(cache: str) -> str:
    """Our folder in a cache folder; empty if that has no absolute path."""
    return os.path.join(cache, "leadflow") if os.path.isabs(cache) else ""


def key_of(folder: str) -> bytes:
    """A key of this user on this machine, made when first asked for; empty where none can be."""
    path = os.path.join(folder, _KEY)
    if not folder:
        return b""
    found = _bytes(path)
    if found is None:
        with suppress(OSError):
            _write(path, os.urandom(32))
        found = _bytes(path)
    return found if found is not None and len(found) == 32 else b""


def recall(folder: str, name: str, most: int) -> bytes | None:
    """What was kept under a name, if it is whole and ours."""
    data = _bytes(os.path.join(folder, name), most) if folder else None
    key = key_of(folder) if data else b""
    if not data or not key:
        return None
    mark, _, content = data.partition(b"\n")
    return content if mark == _mark(content, key) else None


def keep(folder: str, name: str, content: bytes, kept: int) -> None:
    """Keep something under a name, beside so many others of its kind, the newest.

    If it cannot be kept, nothing is lost.
    """
    key = key_of(folder)
    if key:
        path = os.path.join(folder, name)
        with suppress(OSError, ValueError):
            _write(path, _mark(content, key) + b"\n" + content)
            _forget_the_oldest(os.path.dirname(path), kept)


def _mark(content: bytes, key: bytes) -> bytes:
    return hashlib.blake2b(content, key=key, digest_size=_DIGEST).hexdigest().encode()


def _bytes(path: str, most: int = 1024) -> bytes | None:
    """A regular file's bytes; nothing if there is none, or it is larger than it may be."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        with open(os.open(path, flags | getattr(os, "O_BINARY", 0)), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return None
            data = file.read(most + 1)
    except OSError:
        return None
    return data if len(data) <= most else None


def _write(path: str, data: bytes) -> None:
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    temporary = f"{path}.{os.getpid()}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
    with open(os.open(temporary, flags | getattr(os, "O_BINARY", 0), 0o600), "wb") as file:
        file.write(data)
    os.replace(temporary, path)


def _forget_the_oldest(folder: str, kept: int) -> None:
    found = sorted(os.scandir(folder), key=lambda one: one.stat().st_mtime_ns, reverse=True)
    for entry in found[kept:]:
        os.unlink(entry.path)
