"""Where a process text stands, and the voice that says what is wrong with it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from docutils import nodes
from sphinx.util import logging

from sphinx_leadflow.core.gates.printer import printable
from sphinx_leadflow.ext.domain import IN_A_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.environment import BuildEnvironment

    from sphinx_leadflow.core.text import Text

LOGGER: Final = logging.getLogger(__name__)

# What has been said in a build. The keys are weak: it ends with the build's environment.
_said_in: WeakKeyDictionary[BuildEnvironment, set[tuple[str, str]]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text comes from, and the voice that says what is wrong with it."""

    text: Text
    env: BuildEnvironment

    @property
    def path(self) -> str:
        """The YAML file, as it is shown."""
        return self.text.span.path

    def line(self, line: int | None) -> int:
        """The line, or the nearest one that belongs to the text.

        In a folded text a line of the value is not a line of the file.
        """
        first = self.text.first_line
        return min(max(line or first, first), max(first, self.text.span.end.line))

    def written_on(self, line: int) -> str:
        """What stands on one line of the text."""
        offset = line - self.text.first_line
        return "".join(self.text.value.split("\n")[offset : offset + 1]).strip()

    def source_and_line(self, line: int | None = None) -> tuple[str, int]:
        """What docutils and Sphinx ask a reporter for."""
        return self.path, self.line(line)

    def refuse(self, line: int, what: str, instead: str) -> None:
        """Say that something is not allowed, and what to do."""
        message = f"{what} is not allowed in this text: {instead}"
        self.warn(line, message, "leadflow", "text-not-allowed")

    def warn(self, line: int | None, message: str, kind: str, subtype: str) -> None:
        """Log a warning, once in a build: a text is shown on several pages."""
        location = printable(f"{self.path}:{self.line(line)}")
        said = _said_in.setdefault(self.env, set())
        if (location, message) not in said:
            said.add((location, message))
            LOGGER.warning("%s", printable(message), type=kind, subtype=subtype, location=location)


@contextmanager
def reading_from(place: Place, document: nodes.document) -> Iterator[None]:
    """Let the host's document and reporter say that its source is the YAML file, for a while.

    Roles, docutils and MyST ask them where they are.
    """
    reporter = document.reporter
    kept = {name: getattr(document, name) for name in ("current_source", "current_line")}
    source, reporter_source = document.get("source"), reporter.source
    locate = vars(reporter).get("get_source_and_line")
    document["source"] = reporter.source = document.current_source = place.path
    document.current_line = place.line(None)
    vars(reporter)["get_source_and_line"] = place.source_and_line
    place.env.temp_data[IN_A_TEXT] = True
    try:
        yield
    finally:
        place.env.temp_data.pop(IN_A_TEXT, None)
        document["source"], reporter.source = source, reporter_source
        vars(document).update(kept)
        if locate is None:
            del vars(reporter)["get_source_and_line"]
        else:
            vars(reporter)["get_source_and_line"] = locate


def stamp(root: nodes.Element, place: Place) -> None:
    """Give every element the YAML file and a line: its own, or that of what holds it."""
    root.line = place.line(None)
    for element in root.findall(nodes.Element):
        element.source = place.path
        element.line = place.line(element.line or (element.parent and element.parent.line))


def as_written(source: str, inline: bool = False) -> nodes.Node:
    """Markup that is not allowed, shown as it was written. Nobody need translate it."""
    if inline:
        return nodes.Text(source)
    source = source.strip("\n")
    return nodes.literal_block(source, source, language="none")


def quoted(written: str, longest: int = 60) -> str:
    """A short quotation for a message."""
    shown = printable(written)
    return f"'{shown if len(shown) <= longest else shown[:longest] + '…'}'"
