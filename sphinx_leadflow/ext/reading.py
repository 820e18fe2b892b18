"""Reading is depending: the one way in which pages get at the data.

Each question that a page asks is recorded under its name together with a digest of the
answer. Before the next build the recorded questions are asked again; a page is read again
exactly when an answer has changed. New leads, removed ones, renamed steps and a new day are
all covered by this one rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_leadflow.core.views import questions

if TYPE_CHECKING:
    from sphinx_leadflow.core.query import Snapshot

Asked = dict[tuple[str, questions.Arguments], str]
"""Questions by name and arguments, with the digests of their answers."""


class Reading:
    """A page's view of the data; it remembers what the page asked."""

    def __init__(self, snapshot: Snapshot, asked: Asked) -> None:
        self._snapshot = snapshot
        self._asked = asked

    def ask(self, name: str, *arguments: Any) -> Any:
        """The answer to a question, on which the page depends from now on."""
        answer = questions.ask(self._snapshot, name, arguments)
        self._asked[name, arguments] = questions.digest(answer)
        return answer


def why_not_found(reading: Reading, kind: str, name: str) -> str:
    """What is wrong with a name that means nothing, and what would be right.

    Nothing, if it is declared in a part of the process that could not be read.
    """
    message, hint = questions.why_not_found(kind, name, reading.ask)
    return f"{message} ({hint})" if message else ""


def has_changed(snapshot: Snapshot, asked: Asked) -> bool:
    """Whether any question would be answered differently now."""
    return any(_digest_now(snapshot, *question) != old for question, old in asked.items())


def _digest_now(snapshot: Snapshot, name: str, arguments: questions.Arguments) -> str:
    try:
        return questions.digest(questions.ask(snapshot, name, arguments))
    except (KeyError, TypeError):
        return ""  # what the question names is gone, or another version asked it
