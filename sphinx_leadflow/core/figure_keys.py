"""The keys of `figures:`, declared like all others; `keys.py` puts them into the process."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sphinx_leadflow.core.figures import COHORTS, KINDS_OF_FIGURE, MINIMUM, MONTHS, PER, WEEKDAYS
from sphinx_leadflow.core.kinds import Choice, Custom, Line, Many, Prose, Ref, plain
from sphinx_leadflow.core.quantities import Length, Number, parse_number
from sphinx_leadflow.core.reading import Key, Shape
from sphinx_leadflow.core.sections import Lines, Table

if TYPE_CHECKING:
    from sphinx_leadflow.core.diagnostic import Report
    from sphinx_leadflow.core.model import Duration
    from sphinx_leadflow.core.syntax import Node

MEASURE = "a share between 0 and 1 such as 0.15, or a length of time such as 30 days"


def _measure(node: Node, report: Report) -> Decimal | Duration | None:
    """A share or a length of time: which is right depends on the figure."""
    text = plain(node, MEASURE, report)
    if text is None:
        return None
    number = parse_number(text)
    if number is None:
        return Length(MEASURE).read(node, report)
    if 0 <= number <= 1:
        return number
    report.error("not-a-number", node.span, f"this must be {MEASURE}", hint="write 15 % as 0.15")
    return None


MEASURED = Custom(MEASURE, _measure)
SHARE = Number("a share between 0 and 1 such as 0.8", 0, 1)
DATE_FIELD = Ref("a date field")
PLACE = Ref("a step or a stage")

TARGET = Shape(
    "a target",
    (
        Key("title", Line(), "What people call it.", example="Qualified leads"),
        Key("text", Prose(), "What there is to know, in MyST Markdown."),
        Key(
            "figure",
            Choice(KINDS_OF_FIGURE),
            "Which figure it is about.",
            needed=True,
            example="win-rate",
        ),
        Key("from", PLACE, "For a conversion: leads that stood in this stage or step."),
        Key(
            "to",
            Ref("a step or an outcome"),
            "For a conversion: and came to this stage, step or outcome.",
        ),
        Key("in", PLACE, "For `time-in`: how long leads are in this stage or step."),
        Key("by", Choice(COHORTS), "Each source, owner or quarter of creation on its own."),
        Key("at_least", MEASURED, "What the rate, or the median, should not fall below."),
        Key("at_most", MEASURED, "What it should not rise above."),
        Key(
            "after",
            Number("a whole number such as 20", 0, 1_000_000),
            "How many leads there must be before it is judged.",
            example="20",
        ),
        Key("over", Length(), "Only what happened in the last so many days, weeks or months."),
    ),
    short="figure",
)

FIGURES = Shape(
    "the section on figures",
    (
        Key(
            "value",
            Many(Ref("a money field")),
            "The field with the contract value. Of several the first that is filled counts.",
            example="[agreed_price, price]",
        ),
        Key(
            "per",
            Choice(PER),
            "What that amount pays for: the whole service (if nothing is said), a year or a month.",
            example="year",
        ),
        Key("starts", DATE_FIELD, "The field with the first day of service."),
        Key("ends", DATE_FIELD, "The field with the last day of service."),
        Key(
            "renewal",
            DATE_FIELD,
            "The field with the day by which a contract must be renewed; otherwise its last day.",
        ),
        Key(
            "months",
            Choice(MONTHS),
            "How months of service are counted. `calendar` (if nothing is said): every month in "
            "which a day of it lies. `term`: from the day on which it starts, so that a year from "
            "18 November is 12 months.",
            example="term",
        ),
        Key(
            "term",
            Length(),
            "How long a service is expected to last while its end is not known.",
            example="1 year",
        ),
        Key("source", Ref("a field"), "The field that says where a lead came from."),
        Key("renewal_rate", SHARE, "ρ: the share of contracts that are renewed.", example="0.8"),
        Key("new_rate", SHARE, "η: the share of new leads that are won.", example="0.3"),
        Key(
            "minimum",
            Number("a whole number such as 5", 1, 1_000_000),
            f"Fewer leads make no rate, only counts; {MINIMUM} if nothing is said.",
        ),
        Key("currency", Line(), "What amounts are exchanged into, by `exchange`.", example="USD"),
        Key(
            "exchange",
            Lines(Number("a number such as 1.08", 0), "currency"),
            "What one unit of a currency is worth. Without it each currency has its own total.",
            example="{EUR: 1.08}",
        ),
        Key(
            "milestones",
            Lines(Ref("a step or an outcome"), "title"),
            "The lines of the funnel: a lead that came to this step, or further, has reached it. "
            "Without it: the stages.",
            example="{Quote sent: negotiate-price}",
        ),
        Key("targets", Table(TARGET), "What figures should be: red lines, and findings."),
        Key("meeting", Choice(WEEKDAYS), "The day of the weekly meeting.", example="monday"),
    ),
    short="",
)
