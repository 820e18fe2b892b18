"""What a rule is: a short story, and a generator that finds the places where it is broken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.model import Lead, Process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx_leadflow.checks.context import Context
    from sphinx_leadflow.core.diagnostic import Mend, Related, Severity
    from sphinx_leadflow.core.source import Span

    Finder: TypeAlias = Callable[[Any, Context], Iterator["Finding"]]
    """Takes what the rule judges, a `Process` or a `Lead`."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A place and a sentence; the runner adds which rule it was and how much it matters."""

    span: Span
    message: str
    hint: str = ""
    paste: str = ""
    related: tuple[Related, ...] = ()
    mend: Mend | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """What a code means, why it matters, and an example of each kind, in YAML."""

    what: str
    why: str
    bad: str
    good: str


def story_of(text: str) -> Story:
    """The story that a docstring tells: a sentence, its reason, `Bad::`, `Good::`."""
    from textwrap import dedent  # which a check never needs

    first, _, rest = text.partition("\n")
    whole = f"{first.strip()}\n{dedent(rest)}".strip()
    prose, _, examples = whole.partition("\nBad::\n")
    bad, _, good = examples.partition("\nGood::\n")
    what, _, why = prose.partition("\n\n")
    return Story(_joined(what), _joined(why), dedent(bad).strip("\n"), dedent(good).strip("\n"))


def _joined(paragraph: str) -> str:
    return " ".join(paragraph.split())


@dataclass(frozen=True, slots=True)
class Rule:
    """One judgement about a process or a lead."""

    id: str
    on: type[Process] | type[Lead]
    severity: Severity
    """How much it matters unless the process says otherwise under `rules:`."""
    find: Finder
    sound: bool = False
    """Whether it is silent while process.yaml itself has errors: half a process has dead ends
    and undrawn moves that are nobody's mistake."""

    @property
    def story(self) -> Story:
        """What it sees, why it matters, and two examples."""
        return story_of(self.find.__doc__ or "")


def rule(
    ident: str, *, on: type[Process] | type[Lead], severity: Severity, sound: bool = False
) -> Callable[[Finder], Rule]:
    """Turn a generator of findings into a rule; its docstring is the rule's story."""

    def made(find: Finder) -> Rule:
        return Rule(ident, on, severity, find, sound)

    return made
