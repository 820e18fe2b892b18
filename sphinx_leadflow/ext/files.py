"""Writing files so that nobody ever reads half of one."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_text(path: Path, text: str) -> None:
    """Write a file in one go: a build that is killed leaves the old one or the new one."""
    umask = os.umask(0)
    os.umask(umask)
    write_bytes(path, text.encode("utf-8"), 0o666 & ~umask)


def write_bytes(path: Path, data: bytes, mode: int = 0o600) -> None:
    """The same for bytes, which only this user can read unless another mode is given."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".leadflow-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
