"""Stages and steps from their records: everything but where their ways lead."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.gaps import SECTIONS
from sphinx_leadflow.core.kinds import Word
from sphinx_leadflow.core.model import (
    Due,
    Limit,
    Message,
    Raci,
    Stage,
    Step,
    Tell,
)
from sphinx_leadflow.core.sections import title_of
from sphinx_leadflow.core.suggest import closest, one_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx_leadflow.core.decode_conditions import ConditionReader
    from sphinx_leadflow.core.decode_prepared import PreparedTexts
    from sphinx_leadflow.core.diagnostic import Report
    from sphinx_leadflow.core.gaps import Gaps
    from sphinx_leadflow.core.model import Asset, Checklist, Field, Role
    from sphinx_leadflow.core.reading import Record

_RACI = {
    "responsible": "role",
    "accountable": "accountable",
    "helping": "with",
    "consulted": "consulted",
    "informed": "informed",
}


@dataclass(frozen=True, slots=True)
class Names:
    """What steps may refer to, and how to say that something is unknown."""

    roles: Mapping[str, Role]
    assets: Mapping[str, Asset]
    fields: Mapping[str, Field]
    checklists: Mapping[str, Checklist]
    old_ids: dict[str, dict[str, str]]
    conditions: ConditionReader
    report: Report
    gaps: Gaps
    prepared: PreparedTexts

    def now(self, kind: str, ident: str) -> str:
        """Today's id for an id or a former id of that kind."""
        return self.old_ids.get(kind, {}).get(ident, ident)

    def known(self, kind: str, words: tuple[Word, ...]) -> tuple[str, ...]:
        """Today's ids of the words that name a thing of that kind; findings for the others."""
        table: Mapping[str, Any] = {
            "role": self.roles,
            "asset": self.assets,
            "checklist": self.checklists,
            "field": self.fields,
        }[kind]
        ids = []
        for word in words:
            ident = self.now(kind, word.value)
            if ident in table:
                ids.append(ident)
            else:
                self.unknown(kind, word, table)
        return tuple(dict.fromkeys(ids))

    def unknown(
        self, kind: str, word: Word, known: Iterable[str], what: str = "", hint: str = ""
    ) -> None:
        """Report a word that names nothing, unless its declaration could not be read."""
        if not self.gaps.lost(kind, word.value):
            self.report.error(
                f"unknown-{kind}",
                word.span,
                f"there is no {what or kind} {word.value[:40]!r}",
                hint=hint
                or self._role_of(kind, word)
                or closest(word.value, known)
                or one_of(known)
                or f"declare it under `{SECTIONS[kind][0]}:`",
            )

    def _role_of(self, kind: str, word: Word) -> str:
        """A hint where a person is named instead of a role."""
        person = self.conditions.known.people.get(word.value) if kind == "role" else None
        if person is None:
            return ""
        return (
            f"did you mean {person.roles[0]}?" if person.roles else "this is a person, not a role"
        )


def read_tell(records: tuple[Record, ...], names: Names) -> tuple[Tell, ...]:
    """Notifications, one for each role."""
    for record in records:
        names.prepared.check(record, "because", "subject", "text")
    return tuple(
        Tell(
            role,
            record.span,
            record.get("at", "enter"),
            record.get("because", ""),
            record.get("subject", ""),
            record.get("text", ""),
            names.conditions.conditions(record.nodes.get("when")),
        )
        for record in records
        for role in names.known("role", record.get("role", ()))
    )


_WORDED_DUE = re.compile(r"([0-9]+ (?:days?|weeks?|months?)) (before|after) ([a-z0-9_-]+)")
"""How people say when something is due."""


class StepReader:
    """Reads the steps of one pipeline."""

    def __init__(self, names: Names, pipeline: str, roles: tuple[str, ...]) -> None:
        self.names = names
        self.pipeline = pipeline
        self.default = Raci(responsible=roles)

    def stage(self, record: Record) -> Stage:
        """A stage with its steps; what the stage says is added to or inherited by them."""
        start = Step(record.id, "", record.id, self.pipeline, record.span, raci=self.default)
        own = self.step(record, record.id, start)
        base = _inherited(own)
        inner = [self.step(one, record.id, base) for one in (record.get("steps") or {}).values()]
        if inner:  # who comes into the stage comes to its first step
            inner[0] = replace(
                inner[0],
                start=inner[0].start or own.start,
                repeats=inner[0].repeats or own.repeats,
            )
        return Stage(
            record.id,
            own.title,
            self.pipeline,
            record.span,
            tuple(inner) or (own,),
            own.text,
            record.get("group", ""),
            record.get("lead_is", ""),
            record.get("probability"),
            own.within,
            not inner,
            own.renamed_from,
            own.trigger,
            own.stub,
        )

    def step(self, record: Record, stage: str, base: Step) -> Step:
        """A step; `base` holds what its stage gives it. Where it leads is found out later."""
        names, conditions = self.names, self.names.conditions
        checklists = names.known("checklist", record.get("checklist", ()))
        messages = record.get("messages", {}).values()
        return Step(
            id=record.id,
            title=title_of(record),
            stage=stage,
            pipeline=self.pipeline,
            span=record.span,
            text=record.get("text"),
            trigger=record.get("trigger", ""),
            raci=self.raci(record, base.raci),
            needs=base.needs + conditions.requirements(record.nodes.get("needs")),
            fills=base.fills + conditions.requirements(record.nodes.get("fills")),
            assets=_joined(base.assets, names.known("asset", record.get("assets", ()))),
            checklists=_joined(base.checklists, checklists),
            messages=base.messages + tuple(self.message(one) for one in messages),
            tell=base.tell + read_tell(record.get("tell", ()), names),
            within=record.get("within") or base.within,
            limits=base.limits + self.limits(record),
            due=self.due(record) or base.due,
            repeats=record.get("repeats", base.repeats),
            optional=record.get("optional", base.optional),
            won=record.get("won", base.won),
            stub=record.get("stub", False),
            start=record.get("start", False),
            when=base.when + conditions.conditions(record.nodes.get("when")),
            renamed_from=record.get("renamed_from", ()),
        )

    def raci(self, record: Record, base: Raci) -> Raci:
        """Who acts: each key is inherited unless it is written."""
        found = {
            name: self.names.known("role", record.get(key))
            for name, key in _RACI.items()
            if record.get(key) is not None
        }
        return replace(base, **found)

    def message(self, record: Record) -> Message:
        """A message; a renamed field or role in `to` is followed."""
        self.names.prepared.check(record, "subject", "text")
        return Message(
            record.id,
            title_of(record),
            record.span,
            self.names.prepared.addressee(record),
            record.get("subject", ""),
            record.get("text", ""),
        )

    def limits(self, record: Record) -> tuple[Limit, ...]:
        """The limits, their targets still as they were written."""
        found = []
        for limit in record.get("limits", ()):
            after, to, tell = limit.get("after"), limit.get("to"), limit.get("tell")
            roles = self.names.known("role", (tell,)) if tell else ("",)
            when = self.names.conditions.conditions(limit.nodes.get("when"))
            since = self.since(limit)
            if after is not None and to is not None:
                found.append(Limit(after, to.value, to.span, since, "".join(roles), when))
        return tuple(found)

    def since(self, limit: Record) -> str:
        """From when a limit counts: `entry`, `activity`, or today's id of a date field."""
        name = str(limit.get("since", "entry"))
        if name in ("entry", "activity"):
            return name
        word = Word(name, limit.place("since"))
        return self.date_field(word, ("entry", "activity")) or "entry"

    def date_field(self, word: Word, also: tuple[str, ...]) -> str:
        """Today's id of a date field; a finding if there is none of that name."""
        ident = self.names.now("field", word.value)
        field = self.names.fields.get(ident)
        if field is not None and field.type == "date":
            return ident
        worded = _WORDED_DUE.fullmatch(word.value)
        if worded and not also[1:]:
            length, side, anchor = worded.groups()
            self.names.report.error(
                "unknown-field",
                word.span,
                "a due date names a date field, and how long before or after it",
                hint=f"write {{{side}: {anchor}, by: {length}}}",
            )
            return ""
        dates = [*also, *(one.id for one in self.names.fields.values() if one.type == "date")]
        self.names.unknown("field", word, dates, "date field")
        return ""

    def due(self, record: Record) -> Due | None:
        """When the action is due: every period, or before or after a date."""
        due: Record | None = record.get("due")
        if due is None:
            return None
        if due.get("every"):
            return Due("", every=due.get("every"), at_end=due.get("at", "end") == "end")
        before = "before" in due.nodes
        word = due.get("before" if before else "after")
        if word is None or (before and "by" not in due.nodes):
            self._report_due(due, record)
            return None
        anchor = "entry" if word.value == "entry" else self.date_field(word, ("entry",))
        return Due(anchor, due.get("by"), before) if anchor else None

    def _report_due(self, due: Record, record: Record) -> None:
        if not any(due.failed(key) for key in due.nodes):
            self.names.report.error(
                "missing-key",
                record.place("due"),
                "'due' needs `before` and `by`, or `after`, or `every`",
                hint="name a date field",
                paste="due: {before: some_date_field, by: 60 days}",
            )


def _inherited(stage: Step) -> Step:
    """What a stage passes to its steps: not its ways in and out, nor its texts."""
    return replace(
        stage,
        title="",
        text=None,
        trigger="",
        exits=(),
        start=False,
        from_any=False,
        origins=(),
        repeats=False,
        stub=False,
        renamed_from=(),
    )


def _joined(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(first + second))
