"""What the extension says in the build's log."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from sphinx.util import logging
from sphinx.util.display import progress_message

from sphinx_leadflow.core.diagnostic import Severity
from sphinx_leadflow.core.gates.printer import printable

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from docutils import nodes

    from sphinx_leadflow.core.diagnostic import Diagnostic

_logger = logging.getLogger(__name__)


def warn(location: str | tuple[str, int] | nodes.Node, message: str, code: str) -> None:
    """One warning of type `leadflow`; `suppress_warnings` knows it as `leadflow.<code>`."""
    if isinstance(location, str):
        location = printable(location)
    _logger.warning("%s", printable(message), location=location, type="leadflow", subtype=code)


def log_diagnostic(diagnostic: Diagnostic) -> None:
    """A finding as a warning at its place in the YAML; advice is only information."""
    hint = f" ({_advice(diagnostic)})" if diagnostic.hint else ""
    message = f"{diagnostic.message}{hint}"
    if diagnostic.severity is Severity.ADVICE:
        line = f"{diagnostic.span}: {message} [{diagnostic.code}]"
        _logger.verbose("%s", printable(line))
    else:
        warn(str(diagnostic.span), message, diagnostic.code)


def _advice(diagnostic: Diagnostic) -> str:
    """The hint, with the line to paste where it is only one."""
    if diagnostic.paste and "\n" not in diagnostic.paste:
        return f"{diagnostic.hint}: {diagnostic.paste}"
    return diagnostic.hint


def inform(message: str) -> None:
    """One line of information."""
    _logger.info("%s", message)


MANY_LEADS = 1_000
"""From so many on it takes a moment to understand them."""


def told_if_long(leads: int, *, public: bool) -> AbstractContextManager[None]:
    """Say what is done now, and when it is done, as Sphinx does: one line, in a log too.

    Not in a public build: how many leads there are includes those that it withholds.
    """
    if leads < MANY_LEADS or public:
        return nullcontext()
    return progress_message(f"leadflow: understanding {leads} leads")
