"""The section `figures:`, with every field and place it names looked up."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sphinx_leadflow.core.figures import MINIMUM, NO_FIGURES, TIMES, Figures, Milestone, Target
from sphinx_leadflow.core.model import Duration, Outcome, Step
from sphinx_leadflow.core.sections import title_of
from sphinx_leadflow.core.suggest import closest, one_of
from sphinx_leadflow.core.syntax import Mapping
from sphinx_leadflow.core.values import is_currency

if TYPE_CHECKING:
    from collections.abc import Mapping as Mapping_

    from sphinx_leadflow.core.decode_stage import Names
    from sphinx_leadflow.core.kinds import Word
    from sphinx_leadflow.core.model import Pipeline
    from sphinx_leadflow.core.reading import Record
    from sphinx_leadflow.core.source import Span


class FiguresReader:
    """Reads what the numbers are made from."""

    def __init__(self, names: Names, pipelines: Mapping_[str, Pipeline]) -> None:
        self.names = names
        self.pipelines = pipelines
        self.report = names.report

    def figures(self, record: Record | None) -> Figures:
        """The section; without it nothing is declared."""
        if record is None:
            return NO_FIGURES
        values = [self._field(word, "money") for word in record.get("value", ())]
        currency, exchange = self._currencies(record)
        targets = (self._target(one) for one in (record.get("targets") or {}).values())
        return Figures(
            value=tuple(dict.fromkeys(one for one in values if one)),
            per=record.get("per", "service"),
            starts=self._field(record.get("starts"), "date"),
            ends=self._field(record.get("ends"), "date"),
            renewal=self._field(record.get("renewal"), "date"),
            months=record.get("months", "calendar"),
            term=record.get("term"),
            source=self._source(record.get("source")),
            renewal_rate=record.get("renewal_rate"),
            new_rate=record.get("new_rate"),
            minimum=self._whole(record, "minimum", MINIMUM),
            currency=currency,
            exchange=exchange,
            milestones=self._milestones(record),
            targets=tuple(one for one in targets if one is not None),
            meeting=record.get("meeting", ""),
        )

    def _field(self, word: Word | None, kind: str) -> str:
        """Today's id of a field of a type; a finding if there is none of that name."""
        if word is None:
            return ""
        ident = self.names.now("field", word.value)
        field = self.names.fields.get(ident)
        if field is not None and field.type == kind:
            return ident
        fitting = [one.id for one in self.names.fields.values() if one.type == kind]
        self.names.unknown("field", word, fitting, f"{kind} field")
        return ""

    def _source(self, word: Word | None) -> str:
        return "".join(self.names.known("field", (word,))) if word else ""

    def _whole(self, record: Record, key: str, default: int) -> int:
        number = record.get(key)
        if number is None:
            return default
        if number != number.to_integral_value():
            self.report.error(
                "not-a-number",
                record.place(key),
                f"{key!r} must be a whole number such as {default or 20}",
            )
            return default
        return int(number)

    def _currencies(self, record: Record) -> tuple[str, Mapping_[str, Decimal]]:
        """The common currency, and what one unit of each other is worth in it."""
        currency = str(record.get("currency", ""))
        if currency and not is_currency(currency):
            self._no_currency(record.place("currency"), "'currency'")
            return "", {}
        node = record.nodes.get("exchange")
        exchange: dict[str, Decimal] = record.get("exchange", {})
        keys = dict(node.entries) if isinstance(node, Mapping) else {}
        for code, (key, _value) in keys.items():
            if not is_currency(code):
                self._no_currency(key.span, "what is exchanged")
        if exchange and not currency and not record.failed("currency"):
            self.report.error(
                "missing-key",
                record.place("exchange"),
                "'exchange' needs the key 'currency' beside it: what amounts are exchanged into",
                hint="add the line",
                paste="currency: USD",
            )
        return currency, {code: rate for code, rate in exchange.items() if is_currency(code)}

    def _no_currency(self, span: Span, what: str) -> None:
        self.report.error("no-currency", span, f"{what} must be three capital letters, such as USD")

    def _milestones(self, record: Record) -> tuple[Milestone, ...]:
        found = []
        for title, word in record.get("milestones", {}).items():
            place = self._place(word)
            if place:
                found.append(Milestone(title, place))
        return tuple(found)

    def _place(self, word: Word | None, *, outcomes: bool = True) -> str:
        """Today's full id of a stage, step or outcome; a finding if there is none."""
        if word is None:
            return ""
        home, _slash, name = word.value.rpartition("/")
        home = self.names.now("pipeline", home)
        for pipeline in self.pipelines.values():
            if home not in ("", pipeline.id):
                continue
            ident = pipeline.old_ids.get(name, name)
            place = pipeline.place(ident)
            if isinstance(place, Step) or (outcomes and isinstance(place, Outcome)):
                return f"{pipeline.id}/{ident}" if pipeline.id else ident
        self._unknown_place(word, name, outcomes)
        return ""

    def _unknown_place(self, word: Word, name: str, outcomes: bool) -> None:
        if self.names.gaps.lost("step", name):
            return
        known: list[str] = []
        for one in self.pipelines.values():
            known += [stage.id for stage in one.stages]
            known += [*one.steps, *(one.outcomes if outcomes else ())]
        what = "stage, step or outcome" if outcomes else "stage or step"
        self.report.error(
            "unknown-step",
            word.span,
            f"there is no {what} {word.value[:40]!r}",
            hint=closest(name, known) or one_of(known) or "the process has no steps yet",
        )

    def _target(self, record: Record) -> Target | None:
        figure = record.get("figure")
        if figure is None:
            return None
        start = self._place(record.get("in" if figure == "time-in" else "from"), outcomes=False)
        end = self._place(record.get("to"))
        low, high = record.get("at_least"), record.get("at_most")
        if not self._is_whole(record, figure) or not self._measures(record, figure):
            return None
        return Target(
            id=record.id,
            title=title_of(record),
            figure=figure,
            span=record.span,
            start=start,
            end=end,
            by=record.get("by", ""),
            at_least=low,
            at_most=high,
            after=self._whole(record, "after", 0),
            over=record.get("over"),
        )

    def _is_whole(self, record: Record, figure: str) -> bool:
        """Whether a target says where it is measured, and what it should be."""
        place = {"time-in": ("in",), "conversion": ("from", "to")}.get(figure, ())
        for key in place:
            if key not in record.nodes:
                self.report.error(
                    "missing-key",
                    record.span,
                    f"a target for {figure} needs the key {key!r}",
                    hint="add the line",
                    paste=f"{key}: {next(iter(self._stages()), 'some-stage')}",
                )
                return False
            if record.failed(key):
                return False
        if "at_least" in record.nodes or "at_most" in record.nodes:
            return True
        self.report.error(
            "missing-key",
            record.span,
            "a target needs 'at_least' or 'at_most'",
            hint="add the line",
            paste="at_most: 30 days" if figure in TIMES else "at_least: 0.15",
        )
        return False

    def _stages(self) -> list[str]:
        return [stage.id for one in self.pipelines.values() for stage in one.stages]

    def _measures(self, record: Record, figure: str) -> bool:
        """Whether what a target should be is a length for lengths, and a share for shares."""
        wanted = Duration if figure in TIMES else Decimal
        fits = True
        for key in ("at_least", "at_most"):
            value = record.get(key)
            if value is not None and not isinstance(value, wanted):
                length = wanted is Duration
                self.report.error(
                    "not-a-duration" if length else "not-a-number",
                    record.place(key),
                    f"{figure} is {'a time' if length else 'a share'}: {key!r} must be "
                    + ("a length such as 30 days" if length else "a number such as 0.15"),
                )
                fits = False
            fits = fits and not record.failed(key)
        return fits
