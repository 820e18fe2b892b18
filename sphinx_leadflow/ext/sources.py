"""What pages are made of, by content: Sphinx looks at times of change alone.

A file that an archive, a checkout or a sync brings may be older than the last build and yet
be new. So each page is remembered with a digest of its source and of whatever it includes.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from sphinx.environment import BuildEnvironment

Made = dict[str, str]
"""The files that a page is made of, relative to the documentation, with their digests."""


def made_of(env: BuildEnvironment, docname: str) -> Made:
    """What a page that was just read is made of."""
    source = Path(env.srcdir)
    own = Path(env.doc2path(docname)).relative_to(source).as_posix()
    included = sorted(str(path) for path in env.dependencies.get(docname, ()))
    return {name: _digest(source / name) for name in (own, *included)}


def edited(
    env: BuildEnvironment, made: Mapping[str, Made], docnames: Collection[str]
) -> Iterator[str]:
    """Those of some pages whose files hold something else now, whatever their times say."""
    digest, source = cache(_digest), Path(env.srcdir)
    for docname in docnames:
        files = made.get(docname, {})
        if any(digest(source / name) != before for name, before in files.items()):
            yield docname


def _digest(path: Path) -> str:
    try:
        return hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest()
    except OSError:
        return ""
