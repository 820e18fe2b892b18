"""What the process's own texts link to, so far as it is of ours.

The texts are MyST, and only a build reads all of it. Here the roles `{leadflow:…}` are looked for
and nothing else, so that a check needs neither Sphinx nor docutils.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_leadflow.checks.handbook import texts
from sphinx_leadflow.checks.rule import Finding, rule
from sphinx_leadflow.core.diagnostic import Severity
from sphinx_leadflow.core.model import Process
from sphinx_leadflow.core.suggest import closest, one_of
from sphinx_leadflow.core.views.questions import LINKED, ask, find, why_not_found

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx_leadflow.checks.context import Context
    from sphinx_leadflow.core.source import Span

_MARKUP = re.compile(
    r"""
    \\.                                                             # a sign that stands for itself
    | ^[ \t]*%[^\n]*                                                # a comment
    | ^[ \t]*(?P<fence>`{3,}|~{3,})(?!\{|[^\n]*`)[^\n]*\n .*? ^[ \t]*(?P=fence)        # code
    | \{leadflow:(?P<kind>[\w:+.-]+)\}(?P<ticks>`+)(?!`)(?P<words>.+?)(?<!`)(?P=ticks)(?!`)
    | :leadflow:(?P<rst_kind>[\w-]+):`(?P<rst_words>[^`]+)`         # as reStructuredText has it
    | (?P<code>`+)(?!`).+?(?<!`)(?P=code)(?!`)
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL | re.IGNORECASE,
)
_ROLES = (*LINKED, "process")
_EXPLICIT = re.compile(r".+?\s*<(.*?)>", re.DOTALL)


@rule("unknown-mention", on=Process, severity=Severity.WARNING)
def unknown_mention(process: Process, context: Context) -> Iterator[Finding]:
    """A text of the process links to a step, a field, a role … that does not exist.

    Readers would see an id where a title and a link should stand.

    Bad::

        text: Go on with {leadflow:step}`send-qoute`.

    Good::

        text: Go on with {leadflow:step}`send-quote`.
    """
    told: set[Span] = set()
    for text in texts(process):
        if "leadflow:" not in text.value.lower() or text.span in told:
            continue
        told.add(text.span)  # a stage without steps is a step with the same text
        for match, place in context.positions.in_text(_MARKUP, text):
            if match["kind"]:
                yield from _judged(match, place, context)
            elif match["rst_kind"]:
                right = f"{{leadflow:{match['rst_kind']}}}`{match['rst_words']}`"
                yield Finding(
                    place(*match.span()),
                    "this is how reStructuredText writes a link, and the texts here are MyST",
                    f"write {right}",
                )


def _judged(
    match: re.Match[str], place: Callable[[int, int], Span], context: Context
) -> Iterator[Finding]:
    """What is wrong with a role, if anything is, at its kind or at what it names."""
    kind, words = match["kind"].lower(), match["words"]
    if kind not in _ROLES:
        hint = closest(kind, _ROLES) or one_of(_ROLES)
        where = place(*match.span("kind"))
        yield Finding(where, f"there is no role {{leadflow:{kind[:40]}}}", hint)
        return
    flat = " ".join(words.split())
    explicit = _EXPLICIT.fullmatch(flat)
    name = (explicit[1] if explicit else flat).removeprefix("!").strip()
    kind = "pipeline" if kind == "process" else kind
    if (kind, name) == ("pipeline", "title") or find(context.snapshot, kind, name) is not None:
        return
    message, hint = why_not_found(
        kind, name, lambda question, *about: ask(context.snapshot, question, about)
    )
    if message:
        first = match.start("words") + max(words.rfind(name), 0)
        yield Finding(place(first, first + len(name)), message, hint)
