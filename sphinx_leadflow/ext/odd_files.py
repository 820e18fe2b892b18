"""Files among the pages that Sphinx would read although they are none.

Sphinx opens whatever has the suffix of a page: a pipe hangs the build for ever, and a link
publishes what it leads to. Pages are trusted, but a link is easily overlooked in a pull request.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util.matching import Matcher

from sphinx_leadflow.ext.log import warn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config


def refuse_odd_files(app: Sphinx, config: Config) -> None:
    """Keep Sphinx from everything among the sources that is neither a file nor leads to one.

    A link may lead to a file of the same repository, but not to the data folder. What is kept out
    is one warning.
    """
    source, data = Path(app.srcdir), (Path(app.confdir) / str(config.leadflow_data)).resolve()
    found = list(_odd(source, data, config))
    for name, why in found:
        if name == config.leadflow_pages:
            continue  # that no pages are written there is told in its own words
        warn(f"{source / name}:1", f"{name} is not read: {why}", "not-a-file")
    # A list of its own: Sphinx compares it with that of the last build.
    config.exclude_patterns = [
        *config.exclude_patterns,
        *(re.sub(r"([*?\[])", r"[\1]", name) for name, _why in found),
    ]


def _odd(source: Path, data: Path, config: Config) -> Iterator[tuple[str, str]]:
    """What is no page for us, by its path from the source folder, and why."""
    suffixes, excluded = tuple(config.source_suffix), Matcher(config.exclude_patterns)
    root = _repository(source.resolve())
    for folder, folders, files in os.walk(source):
        here = Path(folder)
        names = {name: (here / name).relative_to(source).as_posix() for name in (*folders, *files)}
        folders[:] = [name for name in sorted(folders) if not excluded(names[name])]
        pages = [name for name in sorted(files) if name.endswith(suffixes)]
        for name in (*folders, *pages):
            if not excluded(names[name]):
                why = _fault(here / name, root, data)
                if why:
                    yield names[name], why


def _fault(path: Path, root: Path, data: Path) -> str:
    """Why a path must not be read; empty if it may."""
    try:
        mode = path.lstat().st_mode
        if not stat.S_ISLNK(mode):
            return "" if stat.S_ISREG(mode) or stat.S_ISDIR(mode) else "it is not a regular file"
        target = path.resolve(strict=True)
        mode = target.stat().st_mode
    except (OSError, RuntimeError):  # gone since, or links in a circle
        return "it is a link that leads nowhere" if path.is_symlink() else ""
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        return "it is a link to what is not a regular file"
    if stat.S_ISDIR(mode) and target in path.absolute().parents:
        return "it is a link to the folder that it lies in"
    if root not in (target, *target.parents):
        return "it is a link that leads out of the repository; put the file itself here"
    if data in (target, *target.parents):
        return "it is a link into the data folder, which only directives show"
    return ""


def _repository(source: Path) -> Path:
    """The folder that a version control system keeps the sources in; else the sources' own."""
    marks = (".git", ".hg", ".jj")
    return next(
        (one for one in (source, *source.parents) if any((one / mark).exists() for mark in marks)),
        source,
    )
