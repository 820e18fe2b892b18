"""A line that says what takes so long, for people at a terminal; never in a log or a pipe."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sphinx_leadflow.core.gates.printer import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 0.7
"""Seconds until somebody wonders."""


@contextmanager
def shown(words: str) -> Iterator[None]:
    """Show a line once the work has taken a moment, and take it away when it is done."""
    if not sys.stderr.isatty():
        yield
        return
    import threading  # which takes a moment, and in a commit hook nobody looks

    timer = threading.Timer(PATIENCE, _write, [f"{printable(words)} …"])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        _write("\r\x1b[K")


def _write(words: str) -> None:
    sys.stderr.write(words)
    sys.stderr.flush()
