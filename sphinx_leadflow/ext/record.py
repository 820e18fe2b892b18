"""What a builder wrote, kept beside the doctrees for the next build.

Sphinx compares times of files. It does not see that a page was read anew for another builder,
that what is linked to has moved, or that the last build was killed between reading and writing.
The record knows what each page looked like when it was written; a page that would look different
is written again. A marker lies there for as long as a build runs: if the next one finds it, the
last one did not end, and everything is read and written again.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_leadflow.ext.files import write_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx.application import Sphinx


class Record:
    """The last build of one builder into one folder, and the one that runs now."""

    def __init__(self, doctrees: Path, builder: str, outdir: Path) -> None:
        place = hashlib.blake2b(str(outdir).encode(), digest_size=6).hexdigest()
        self._file = doctrees / f"leadflow-{builder}-{place}.json"
        self._marker = doctrees / "leadflow-unfinished.json"
        last, unfinished = _read(self._file), _read(self._marker)
        self.was_killed = self._marker.exists()
        """Whether the build before this one did not come to its end."""
        self.looks: Mapping[str, str] = {} if self.was_killed else _texts(last.get("looks"))
        """What each page looked like when it was last written, as a digest."""
        self.files = "" if self.was_killed else str(last.get("files", ""))
        """A digest of what the files for other programs were last made from."""
        self.pages = {*_names(last.get("pages")), *_names(unfinished.get("pages"))}
        """The pages of ours that earlier builds wrote: their output may still be there."""

    def begin(self, pages: Iterable[str]) -> None:
        """A build has begun, which may write these pages of ours."""
        self._write(self._marker, {"pages": sorted(self.pages.union(pages))})

    def end(self, looks: Mapping[str, str], pages: Iterable[str]) -> None:
        """The build has written everything."""
        looks = dict(sorted(looks.items()))
        self._write(self._file, {"looks": looks, "pages": sorted(pages), "files": self.files})
        self._marker.unlink(missing_ok=True)

    @staticmethod
    def _write(path: Path, data: Mapping[str, Any]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text(path, json.dumps(data))


def record_of(app: Sphinx) -> Record:
    """The record of the builder that runs now."""
    return Record(Path(app.doctreedir), app.builder.name, Path(app.outdir))


def _read(path: Path) -> dict[str, Any]:
    """What is in a file of ours; nothing if it cannot be read: then everything is written."""
    with suppress(OSError, ValueError):
        found = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(found, dict):
            return found
    return {}


def _texts(data: object) -> dict[str, str]:
    return {str(key): str(value) for key, value in data.items()} if isinstance(data, dict) else {}


def _names(data: object) -> list[str]:
    return [str(one) for one in data] if isinstance(data, list) else []
