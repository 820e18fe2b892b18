"""The answers in a lead's file to checklists: reports what is wrong and goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.core.keys import ANSWER
from sphinx_leadflow.core.kinds import kind_of, mapping, plain
from sphinx_leadflow.core.lead_part import LeadPart
from sphinx_leadflow.core.model import Answer
from sphinx_leadflow.core.slips import report_unknown, shown
from sphinx_leadflow.core.suggest import closest, one_of
from sphinx_leadflow.core.syntax import Mapping, Scalar, Sequence, is_empty

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.core.model import Checklist
    from sphinx_leadflow.core.reading import Record
    from sphinx_leadflow.core.syntax import Node


class AnswerReader(LeadPart):
    """Reads answers to checklists."""

    def answers(self, record: Record) -> dict[str, dict[str, Answer]]:
        """The answers that could be read, by checklist and question."""
        node = record.nodes.get("checklists")
        if node is None:
            return {}
        says = "lines of `id: …`, each with its answers"
        hint = "write the checklist's id, then its questions below it"
        lists = mapping(node, says, self.report, "checklists", hint=hint)
        found: dict[str, dict[str, Answer]] = {}
        for key, value in lists.items() if lists else ():
            checklist = self._checklist(key)
            if checklist is not None and not (checklist.private and self.public):
                answers = dict(self._answers(checklist, value))
                found[checklist.id] = {**answers, **found.get(checklist.id, {})}
        return found

    def _checklist(self, key: Scalar) -> Checklist | None:
        known = self.process.checklists
        checklist = known.get(self.process.now("checklist", key.value))
        if checklist is None and not self.is_lost(key.value, "checklists"):
            self.report.error(
                "unknown-checklist",
                key.span,
                f"there is no checklist {shown(key)}",
                hint=closest(key.value, known) or one_of(known),
            )
        return checklist

    def _answers(self, checklist: Checklist, node: Node) -> Iterator[tuple[str, Answer]]:
        if not isinstance(node, Mapping):
            if is_empty(node):
                return
            self.report.error(
                "wrong-type",
                node.span,
                f"the answers to {checklist.id!r} must be lines of `question: answer`, "
                f"not {kind_of(node)}",
                hint="write `true`, or {done: true, answer: …}, behind each question",
                paste="\n".join(f"{item}: {{done: true, answer: …}}" for item in checklist.items),
            )
            return
        for key, value in node.items():
            if key.value in checklist.items:
                answer = self._answer(value)
                if answer is not None:
                    yield key.value, answer
            elif node.flow and (is_empty(value) or " " in key.value):
                known = list(checklist.items)
                report_unknown("a checklist", key, value, node, known, self.report)
            elif not self.is_lost(key.value) and not self.is_lost(checklist.id):
                self.report.error(
                    "unknown-item",
                    key.span,
                    f"the checklist {checklist.id!r} has no question {shown(key)}",
                    hint=closest(key.value, checklist.items) or one_of(checklist.items),
                )

    def _answer(self, node: Node) -> Answer | None:
        """`{done: …, answer: …}`; a bare flag is `done`, a bare text is a given answer."""
        if isinstance(node, Scalar):
            text = plain(node, "an answer", self.report)
            if text is None:
                return None
            if text in ("true", "false") and not node.style:
                return Answer(text == "true", "", node.span)
            return Answer(True, text if self.notes else "", node.span)
        if isinstance(node, Sequence):
            message = "an answer is true or false, or what they said, and no list"
            hint = "write true, or {done: true, answer: …}"
            self.report.error("wrong-type", node.span, message, hint=hint)
            return None
        record = ANSWER.read(node, self.report)
        if record is None or not record.nodes:
            return None
        text = record.get("answer", "")
        return Answer(record.get("done", bool(text)), text if self.notes else "", node.span)
