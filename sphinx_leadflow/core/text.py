"""Text with a place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx_leadflow.core.source import Span


@dataclass(frozen=True, slots=True)
class Text:
    """Prose from the process file, in MyST Markdown."""

    value: str
    span: Span
    """Where the YAML value stands."""
    first_line: int
    """The line of the file on which the text itself begins; a block's is below its key."""
