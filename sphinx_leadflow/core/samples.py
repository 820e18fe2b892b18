"""What stands for a value in lines to paste, and how to say that it still stands there.

A sample is no value: taken for one, it would pass every rule that asks for the field.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx_leadflow.core.diagnostic import Report
    from sphinx_leadflow.core.syntax import Node

BLANK = "…"
URL = "https://example.org/…"
EMAIL = "name@example.org"
PHONE = "+00 555 0100"

_AMOUNT = r"…(?: [A-Z]{3})?"


def is_sample(text: str) -> bool:
    """Whether a value is exactly what a line to paste offers to be overwritten."""
    if text[:1] == BLANK:
        return bool(re.fullmatch(_AMOUNT, text))
    return text in (URL, EMAIL, PHONE)


def report_sample(node: Node, says: str, report: Report, name: str) -> None:
    """Say that a sample was not overwritten; `says` is what would be right."""
    report.error(
        "still-a-sample",
        node.span,
        f"{name!r} is not filled in: this is still the sample"
        if name
        else "this is still the sample, to be overwritten",
        hint=f"write {says}",
    )
