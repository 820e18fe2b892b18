"""What a rule may ask beside the thing it judges: the project, the day, and where words stand."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeVar, cast

from sphinx_leadflow.checks.moves import Move, moves_of
from sphinx_leadflow.checks.positions import Positions
from sphinx_leadflow.core.diagnostic import Diagnostic, Severity
from sphinx_leadflow.core.flow import group_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sphinx_leadflow.checks.rule import Finding, Rule
    from sphinx_leadflow.core.conditions import Facts
    from sphinx_leadflow.core.model import Event, Field, Lead, Pipeline, Step
    from sphinx_leadflow.core.query import Snapshot
    from sphinx_leadflow.core.source import Source, Span
    from sphinx_leadflow.core.standing import Standing

T = TypeVar("T")

_HISTORY_BREAKERS = frozenset(
    {
        *("unknown-step", "unknown-pipeline", "not-a-date", "missing-key", "wrong-type"),
        *("yaml-braces", "control-character", "no-anchor", "too-long", "duplicate-key"),
    }
)
"""What loading found in a history, if it means that lines of it are missing now."""


class Context:
    """One run of the rules. Everything it works out is worked out once."""

    def __init__(
        self,
        snapshot: Snapshot,
        rules: Mapping[str, Rule],
        diagnostics: tuple[Diagnostic, ...] = (),
        sources: Mapping[str, Source] | None = None,
    ) -> None:
        self.snapshot = snapshot
        """Where every lead stands today, for figures too."""
        self.project = snapshot.project
        self.process = snapshot.process
        self.today = snapshot.today
        self.rules = rules
        self.positions = Positions(sources or {})
        self.rewritten: Mapping[str, Finding] = {}
        """By lead: where its history is not what it was, if that was looked for."""
        self._found: dict[str, list[Diagnostic]] = {}
        for one in diagnostics:
            self._found.setdefault(one.span.path, []).append(one)
        self._judged: Lead | None = None
        self._about: dict[str, object] = {}
        """What was worked out about the lead that is judged."""
        self._groups: dict[tuple[str, str], tuple[str, ...]] = {}
        self._once: dict[tuple[str, ...], object] = {}

    @cached_property
    def sound(self) -> bool:
        """Whether process.yaml was loaded without an error."""
        found = self._found.get(self.process.span.path, ())
        return not any(one.severity is Severity.ERROR for one in found)

    @cached_property
    def activity_known(self) -> bool:
        """Whether notes count as activity; a public build does not even know when they were."""
        return self.process.public_notes or not self.project.public

    def once(self, key: tuple[str, ...], make: Callable[[], T]) -> T:
        """What `make` gives, worked out only the first time that this key is asked for."""
        if key not in self._once:
            self._once[key] = make()
        return cast("T", self._once[key])

    def about(self, lead: Lead, what: str, make: Callable[[], T]) -> T:
        """The same for something about one lead, while it is judged."""
        if lead is not self._judged:
            self._judged, self._about = lead, {}
        known = self._about
        if what not in known:
            known[what] = make()
        return cast("T", known[what])

    def standing(self, lead: Lead) -> Standing:
        """Where a lead stands today."""
        return self.snapshot.standings[lead.id]

    def facts(self, lead: Lead) -> Facts:
        """What is known about a lead today."""
        return self.snapshot.standings[lead.id].facts

    def moves(self, lead: Lead) -> tuple[Move, ...]:
        """A lead's moves; none where some of its history could not be read."""
        return self.about(lead, "moves", lambda: self._found_moves(lead))

    def _found_moves(self, lead: Lead) -> tuple[Move, ...]:
        return tuple(moves_of(lead, self.facts(lead))) if self.history_known(lead) else ()

    def pipeline(self, step: Step) -> Pipeline:
        """The pipeline of a step."""
        return self.process.pipelines[step.pipeline]

    def group(self, step: Step) -> tuple[str, ...]:
        """The steps that run in parallel with a step, itself included."""
        key = (step.pipeline, step.id)
        if key not in self._groups:
            self._groups[key] = group_of(self.pipeline(step), step)
        return self._groups[key]

    def history_known(self, lead: Lead) -> bool:
        """Whether every line of a history could be read: else moves only seem to be missing."""
        if not self.sound and any(self.leads_nowhere(event) for event in lead.history):
            return False
        path = lead.span.path
        found = [one for one in self._found.get(path, ()) if one.code in _HISTORY_BREAKERS]
        if not found or not self.positions.knows(path):
            return not found
        lines = self.positions.lines(path, ("history",))
        return not any(one.span.start.line in lines for one in found)

    def leads_nowhere(self, event: Event) -> bool:
        """Whether a move was written and nothing known was meant, or nobody can tell."""
        if event.to is not None:
            return False
        unknown = not self.positions.knows(event.span.path)
        return unknown or self.positions.in_event(event, "to") is not None

    def mistaken(self, lead: Lead, *names: str) -> bool:
        """Whether a key was written and loading found something wrong with its value."""
        path = lead.span.path
        found = self._found.get(path, ())
        if not found or not self.positions.knows(path):
            return bool(found)
        lines = self.positions.lines(path, names)
        return any(one.span.start.line in lines for one in found)

    def key_place(self, lead: Lead, *names: str) -> Span:
        """Where a key stands in a lead's file; the file's first line if it is not there."""
        key = self.positions.key(lead.span.path, names)
        return key.span if key else lead.span

    def value_place(self, lead: Lead, name: str) -> Span:
        """Where the value of a key stands."""
        value = self.positions.value(lead.span.path, (name,))
        return value.span if value is not None else self.key_place(lead, name)

    def empty_key(self, lead: Lead, field: Field) -> Span | None:
        """Where a field's key stands with nothing behind it."""
        names = (field.id, *field.renamed_from)
        key = self.positions.key(lead.span.path, names)
        empty = key is not None and self.positions.value(lead.span.path, names) is None
        return key.span if key is not None and empty else None

    def in_event(self, event: Event, name: str) -> Span:
        """Where a value stands in a history line; the line itself if that is not known."""
        node = self.positions.in_event(event, name)
        return node.span if node is not None else event.span
