"""Stages and steps from their records: everything but where their ways lead."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sphinx_leadflow.core.model import (
    Due,
    Limit,
    Message,
    Raci,
    Stage,
    Step,
    Tell,
)
from sphinx_leadflow.core.reading import closest, humanise, one_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_leadflow.core.decode_conditions import ConditionReader
    from sphinx_leadflow.core.diagnostic import Report
    from sphinx_leadflow.core.model import Asset, Checklist, Field, Role
    from sphinx_leadflow.core.reading import Record, Word

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
    old_ids: Mapping[str, Mapping[str, str]]
    conditions: ConditionReader
    report: Report

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
            ident = self.old_ids.get(kind, {}).get(word.value, word.value)
            if ident in table:
                ids.append(ident)
            else:
                self.unknown(kind, word, table)
        return tuple(dict.fromkeys(ids))

    def unknown(self, kind: str, word: Word, known: Mapping[str, Any]) -> None:
        """Report a word that names nothing."""
        self.report.error(
            f"unknown-{kind}",
            word.span,
            f"there is no {kind} {word.value[:40]!r}",
            hint=closest(word.value, known) or one_of(known) or f"declare it under `{kind}s:`",
        )


def read_tell(records: tuple[Record, ...], names: Names) -> tuple[Tell, ...]:
    """Notifications, one for each role."""
    found = []
    for record in records:
        for role in names.known("role", record.get("role", ())):
            found.append(
                Tell(
                    role,
                    record.span,
                    record.get("at", "enter"),
                    record.get("because", ""),
                    record.get("subject", ""),
                    record.get("text", ""),
                    names.conditions.conditions(record.nodes.get("when")),
                )
            )
    return tuple(found)


class StepReader:
    """Reads the steps of one pipeline."""

    def __init__(self, names: Names, pipeline: str, roles: tuple[str, ...]) -> None:
        self.names = names
        self.pipeline = pipeline
        self.default = Raci(responsible=roles)

    def stage(self, record: Record) -> Stage:
        """A stage with its steps; what the stage says is added to or inherited by them."""
        own = self.step(
            record,
            record.id,
            Step(record.id, "", record.id, self.pipeline, record.span, raci=self.default),
        )
        steps = record.get("steps") or {}
        inner = tuple(self.step(step, record.id, _inherited(own)) for step in steps.values())
        if inner:
            first = replace(
                inner[0],
                start=inner[0].start or own.start,
                from_any=inner[0].from_any or own.from_any,
                origins=(*inner[0].origins, *own.origins),
            )
            inner = (first, *inner[1:])
        return Stage(
            record.id,
            own.title,
            self.pipeline,
            record.span,
            inner or (own,),
            own.text,
            record.get("group", ""),
            record.get("lead_is", ""),
            record.get("probability"),
            own.within,
            not inner,
            own.renamed_from,
        )

    def step(self, record: Record, stage: str, base: Step) -> Step:
        """A step; `base` holds what its stage gives it."""
        names, conditions = self.names, self.names.conditions
        return Step(
            id=record.id,
            title=record.get("title") or humanise(record.id),
            stage=stage,
            pipeline=self.pipeline,
            span=record.span,
            text=record.get("text"),
            trigger=record.get("trigger", ""),
            raci=self.raci(record, base.raci),
            needs=base.needs + conditions.requirements(record.nodes.get("needs")),
            fills=base.fills + conditions.requirements(record.nodes.get("fills")),
            assets=_joined(base.assets, names.known("asset", record.get("assets", ()))),
            checklists=_joined(
                base.checklists, names.known("checklist", record.get("checklist", ()))
            ),
            messages=base.messages
            + tuple(self.message(one) for one in record.get("messages", {}).values()),
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
        known = self.names.known
        return Raci(
            **{
                name: known("role", record.get(key))
                if record.get(key) is not None
                else getattr(base, name)
                for name, key in _RACI.items()
            }
        )

    def message(self, record: Record) -> Message:
        return Message(
            record.id,
            record.get("title") or humanise(record.id),
            record.span,
            record.get("to", ""),
            record.get("subject", ""),
            record.get("text", ""),
        )

    def limits(self, record: Record) -> tuple[Limit, ...]:
        found = []
        for limit in record.get("limits", ()):
            if limit.get("after") is None or limit.get("to") is None:
                continue
            tell = limit.get("tell")
            roles = self.names.known("role", (tell,)) if tell else ()
            found.append(
                Limit(
                    limit.get("after"),
                    limit.get("to").value,
                    limit.place("to"),
                    self.since(limit),
                    roles[0] if roles else "",
                    self.names.conditions.conditions(limit.nodes.get("when")),
                )
            )
        return tuple(found)

    def since(self, limit: Record) -> str:
        name = str(limit.get("since", "entry"))
        if name in ("entry", "activity"):
            return name
        return self.date_field(name, limit.place("since"), ("entry", "activity")) or "entry"

    def date_field(self, name: str, span: Any, also: tuple[str, ...]) -> str:
        """Today's id of a date field; a finding if there is none of that name."""
        ident = self.names.old_ids.get("field", {}).get(name, name)
        field = self.names.fields.get(ident)
        if field is not None and field.type == "date":
            return ident
        dates = [*also, *(one.id for one in self.names.fields.values() if one.type == "date")]
        self.names.report.error(
            "unknown-field",
            span,
            f"there is no date field {name[:40]!r}",
            hint=closest(name, dates) or one_of(dates),
        )
        return ""

    def due(self, record: Record) -> Due | None:
        due = record.get("due")
        if due is None:
            return None
        if due.get("every"):
            return Due("", every=due.get("every"), at_end=due.get("at", "end") == "end")
        key = "before" if due.get("before") else "after"
        word = due.get(key)
        if word is None or (word.value != "entry" and due.get("by") is None and key == "before"):
            self.names.report.error(
                "missing-key",
                due.span,
                "a due date needs `before` or `after` and `by`, or `every`",
                paste="due: {before: some_date_field, by: 60 days}",
            )
            return None
        anchor = (
            "entry" if word.value == "entry" else self.date_field(word.value, word.span, ("entry",))
        )
        return Due(anchor, due.get("by"), key == "before") if anchor else None


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
