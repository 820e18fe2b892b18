"""What we learn: loss reasons, gaps before a loss, and what clients ask for, with the leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.core import words
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.metrics.learning import loss_reasons, question_gaps, wishes
from sphinx_leadflow.core.views.charts import (
    MANY_NUMBERS,
    ChartTable,
    ChartText,
    behind,
    between_words,
    counted,
    covered,
    explained,
    lowered,
    scope_of,
    told_rate,
)

if TYPE_CHECKING:
    from sphinx_leadflow.core.metrics.learning import Reason, Wish
    from sphinx_leadflow.core.metrics.scope import Scope
    from sphinx_leadflow.core.query import Snapshot
    from sphinx_leadflow.core.views.charts import Told, Value


@dataclass(frozen=True, slots=True)
class LessonsView:
    """Tables of what the histories teach."""

    text: ChartText


def lessons_view(
    snapshot: Snapshot,
    pipeline: str,
    owner: str | None,
    since: str,
    until: str,
    fields: tuple[str, ...] = (),
) -> LessonsView:
    """Reasons and gaps of lost leads, then the records of each of these list fields."""
    scope = scope_of(pipeline, owner, since, until)
    reasons = loss_reasons(snapshot, scope)
    tables = [_reasons(snapshot, reasons), *_gaps(snapshot, scope)]
    notes = []
    for field in fields:
        title = snapshot.process.fields[field].title
        found = wishes(snapshot, field)
        if found is None:
            notes.append(f"“{title}” {_why_not(snapshot, field)}.")
        elif found:
            tables.append(_wishes(snapshot, field, found))
    text = ChartText(
        _sentence(reasons),
        tuple(table for table in tables if table.rows),
        explained("loss-reasons", "gaps") if reasons else (),
        covered(snapshot, scope),
        tuple(notes),
    )
    return LessonsView(text)


def _why_not(snapshot: Snapshot, field: str) -> str:
    """Why nothing is told of a field."""
    declared = snapshot.process.fields[field]
    return "is no list of records" if not declared.parts else "is for the team only"


def _sentence(reasons: tuple[Reason, ...]) -> str:
    if not reasons:
        return "No lead was lost."
    lost = sum(len(one.leads) for one in reasons)
    first = reasons[0]
    most = f"{len(first.leads)} of {words.count(lost, 'lost lead')}"
    return f"The commonest end was “{lowered(first.title)}”: {most}."


def _reasons(snapshot: Snapshot, reasons: tuple[Reason, ...]) -> ChartTable:
    rows = tuple(
        (
            one.title,
            told_rate(snapshot, one.rate, "lost for it", "for another reason", MANY_NUMBERS),
            between_words(one.rate),
            behind(snapshot, one.leads),
        )
        for one in reasons
    )
    return ChartTable(("Reason", "Of lost leads", "Between", "Who"), rows, "Why leads were lost")


def _gaps(snapshot: Snapshot, scope: Scope) -> list[ChartTable]:
    """One table for each checklist: lost leads by how each question was answered."""
    made: dict[str, list[tuple[Value, ...]]] = {}
    for one in question_gaps(snapshot, scope):
        rates = [
            told_rate(snapshot, rate, "lost", "won", MANY_NUMBERS)
            for rate in (one.good, one.bad, one.open)
        ]
        row: tuple[Value, ...] = (
            one.title,
            *rates,
            behind(snapshot, (*one.bad.hits, *one.open.hits)),
        )
        made.setdefault(one.checklist, []).append(row)
    heads = (
        "Question",
        "Lost where it spoke for them",
        "against them",
        "or had no answer",
        "Lost with the gap",
    )
    return [
        ChartTable(
            heads, tuple(rows), f"{snapshot.process.checklists[ident].title}: gaps before a loss"
        )
        for ident, rows in made.items()
    ]


def _wishes(snapshot: Snapshot, field: str, found: tuple[Wish, ...]) -> ChartTable:
    declared = snapshot.process.fields[field]
    options = next((one.options for one in declared.parts if one.type == "choice"), {})
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            one.text,
            counted(snapshot, one.leads),
            *(_chosen(snapshot, one.outcomes.get(option, ())) for option in options),
        )
        for one in found
    )
    titles = (option.title for option in options.values())
    return ChartTable((declared.parts[0].title, "Leads", *titles), rows, declared.title)


def _chosen(snapshot: Snapshot, leads: tuple[str, ...]) -> Told | str:
    return counted(snapshot, leads) if leads else ""
