"""Files that are made from the data and kept in a repository: written, or compared.

Only files that begin with a mark of ours are ever replaced or removed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_HEAD = 200
"""The mark stands within so many characters of the beginning."""


@dataclass(frozen=True, slots=True)
class Drift:
    """A file that is not what the data would make."""

    name: str
    """Its path below the folder, with slashes."""
    kind: str
    """`missing`, `changed`, `left over`, or `not ours`: a file of somebody's own is in the way."""
    before: str | None
    after: str


def compare(
    folder: Path, wanted: Mapping[str, str], mark: str, inside: tuple[str, ...] = ()
) -> tuple[Drift, ...]:
    """What differs between a folder and the files that should be in it, in a fixed order.

    Only what lies below one of the names in `inside`, if there are any, can be left over.
    Raises `OSError` for what cannot be read.
    """
    found = [_compared(folder, name, text, mark) for name, text in wanted.items()]
    over = [
        Drift(name, "left over", text, "")
        for name, text in _ours(folder, mark)
        if name not in wanted and (not inside or name.partition("/")[0] in inside)
    ]
    return (*(one for one in found if one is not None), *over)


def _compared(folder: Path, name: str, text: str, mark: str) -> Drift | None:
    before = _read(folder / name)
    if before is not None and _plain_ends(before) == text:
        return None
    if before is None:
        kind = "missing" if not (folder / name).exists() else "not ours"
    else:
        kind = "changed" if mark in before[:_HEAD] else "not ours"
    return Drift(name, kind, before, text)


def _read(path: Path) -> str | None:
    """A regular file's text; nothing for what is not there, not text, or a link."""
    if path.is_symlink() or not path.is_file():
        return None
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return None


def _plain_ends(text: str) -> str:
    """A checkout on Windows may have made other line ends of ours: that is no drift."""
    return text.replace("\r\n", "\n")


def _ours(folder: Path, mark: str) -> Iterator[tuple[str, str]]:
    """Files with our mark in a folder and the folders in it, which is as deep as we write."""
    for path in sorted(folder.glob("*")) + sorted(folder.glob("*/*")):
        text = _read(path)
        if text is not None and mark in text[:_HEAD]:
            yield path.relative_to(folder).as_posix(), text
