"""Text with a place."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from sphinx_leadflow.core.frozen import dataclass

if TYPE_CHECKING:
    from sphinx_leadflow.core.source import Span


@dataclass(frozen=True, slots=True)
class Text:
    """Prose from the process file, in MyST Markdown.

    Its place is no part of its `repr`, from which pages see whether what they show has changed:
    a text that only moved down a line is the same text.
    """

    value: str
    span: Span = field(repr=False)
    """Where the YAML value stands."""
    first_line: int = field(repr=False)
    """The line of the file on which the text itself begins; a block's is below its key."""
