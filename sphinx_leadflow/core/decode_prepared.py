"""Prepared texts (messages, notifications, names of copies): whether their words mean anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.kinds import Word
from sphinx_leadflow.core.placeholders import PLACEHOLDER, WITHOUT_A_FIELD
from sphinx_leadflow.core.stretches import stretches
from sphinx_leadflow.core.suggest import closest, one_of
from sphinx_leadflow.core.syntax import Scalar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_leadflow.core.diagnostic import Report
    from sphinx_leadflow.core.gaps import Gaps
    from sphinx_leadflow.core.reading import Record
    from sphinx_leadflow.core.source import Source


@dataclass(frozen=True, slots=True)
class PreparedTexts:
    """What prepared texts may name, and how to say that a word names nothing."""

    tables: Mapping[str, Mapping[str, object]]
    """By kind: `field`, `role` and `asset`, the ones that fill a placeholder."""
    old_ids: Mapping[str, Mapping[str, str]]
    source: Source
    report: Report
    gaps: Gaps

    def check(self, record: Record, *keys: str) -> None:
        """Report the placeholders of some keys that nothing fills."""
        for key in keys:
            node = record.nodes.get(key)
            if isinstance(node, Scalar) and "{" in node.value and record.get(key):
                self._check_text(node)

    def addressee(self, record: Record) -> str:
        """Today's id of the role or field to which a message goes; a finding if there is none."""
        to = str(record.get("to", ""))
        if to and not self._means("role", to) and not self._means("field", to):
            self._unknown_addressee(Word(to, record.place("to")))
        now = self.old_ids.get("field", {}).get(to, to)
        return self.old_ids.get("role", {}).get(now, now)

    def _check_text(self, node: Scalar) -> None:
        first = node.line + (1 if node.block else 0)
        for match, place in stretches(PLACEHOLDER, self.source, node.span, first):
            name = match[1]
            known = name in WITHOUT_A_FIELD or any(self._means(kind, name) for kind in self.tables)
            if not known:
                self._unknown_placeholder(Word(name, place(*match.span(1))))

    def _means(self, kind: str, name: str) -> bool:
        """Whether a word names a thing of a kind, or one that could not be read."""
        now = self.old_ids.get(kind, {}).get(name, name)
        return now in self.tables[kind] or self.gaps.lost(kind, name)

    def _unknown_placeholder(self, word: Word) -> None:
        fields = self.tables["field"]
        known = (*WITHOUT_A_FIELD, *(name for table in self.tables.values() for name in table))
        self.report.error(
            "unknown-field",
            word.span,
            f"there is no field {word.value[:40]!r} to fill in here",
            hint=closest(word.value, known) or one_of((*WITHOUT_A_FIELD, *fields)),
        )

    def _unknown_addressee(self, word: Word) -> None:
        known = (*self.tables["role"], *self.tables["field"])
        self.report.error(
            "unknown-role",
            word.span,
            f"there is no role or field {word.value[:40]!r} to send this to",
            hint=closest(word.value, known) or one_of(known) or "declare it under `roles:`",
        )
