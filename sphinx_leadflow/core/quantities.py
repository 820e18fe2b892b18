"""Kinds of values that are measured: days, numbers, lengths of time.

People write them in many ways and only one is read, so each says what would have been right.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.kinds import plain, subject
from sphinx_leadflow.core.limits import MAX_DIGITS
from sphinx_leadflow.core.model import Duration

if TYPE_CHECKING:
    from sphinx_leadflow.core.diagnostic import Report
    from sphinx_leadflow.core.syntax import Node

# What only findings need is a text, which `re` compiles when it is first looked for: to compile
# all of it would be a tenth of the start of a check.
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DURATION = re.compile(r"([0-9]{1,5})\s+(day|week|month|year)s?")
_NEAR_DURATION = r"(?i:([0-9]{1,5})\s*([dwmy])[a-z]*)"
_WORDED_DURATION = r"(?i:(?:an?|one) (day|week|month|year))"
_QUALIFIED_DURATION = r"(?i:([0-9]{1,5}) \w+ (days|weeks|months))"
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DATE_AND_TIME = r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ][0-9:.+Z-]+"
_SHORT_YEAR = r"[0-9]{2}-[0-9]{1,2}-[0-9]{1,2}"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY, _YEAR, _NAME = "(?P<day>[0-9]{1,2})", "(?P<year>[0-9]{4})", rf"(?P<month>{'|'.join(_MONTHS)})"
_DATES = (
    rf"{_YEAR}[-/. ](?P<month>[0-9]{{1,2}})[-/. ]{_DAY}",
    rf"{_DAY}\. ?(?P<month>[0-9]{{1,2}})\. ?{_YEAR}",
    rf"{_DAY}\.? +{_NAME}[a-z]*\.?,? +{_YEAR}",
    rf"{_NAME}[a-z]*\.? +{_DAY}(?:st|nd|rd|th)?,? +{_YEAR}",
)
"""Dates as people write them: 2026/9/1, 1.9.2026, 1 Sep 2026, September 1st, 2026."""

_PERCENT = r"([0-9]{1,3}) ?%?"
_COUNTED = r"[0-9]+(\.[0-9]+)? +[^\W\d_]+"
_GROUPED = r"[0-9]{1,3}([, '.][0-9]{3})+"


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day in the form 2026-09-01."""

    says: str = "a date such as 2026-09-01"
    quotes: bool = True
    """Whether a hint may say what was meant: not for private values."""

    def read(self, node: Node, report: Report, name: str = "") -> dt.date | None:
        """The day."""
        text = plain(node, self.says, report, name)
        if text is None:
            return None
        if not _DATE.fullmatch(text):
            hint = _date_hint(text if self.quotes else "")
            message = f"{subject(name)} must be {self.says}"
            report.error("not-a-date", node.span, message, hint=hint)
            return None
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            message = f"{subject(name)} must be a date, and there is no such day in the calendar"
            report.error(
                "not-a-date", node.span, message, hint="write year-month-day, as in 2026-02-28"
            )
            return None


def is_day(text: str) -> bool:
    """Whether a text has the form of a date."""
    return bool(_DATE.fullmatch(text))


def _date_hint(text: str) -> str:
    """What to write. With points the day comes first; with slashes nobody knows."""
    tried = (re.fullmatch(form, text, re.IGNORECASE) for form in _DATES)
    match = next((found for found in tried if found), None)
    if match:
        year, month, day = match["year"], match["month"].lower(), match["day"]
        number = _MONTHS.index(month) + 1 if month in _MONTHS else int(month)
        return f"write {year}-{number:02}-{int(day):02}"
    timed = re.fullmatch(_DATE_AND_TIME, text)
    if timed:
        return f"write {timed[1]}"
    if re.fullmatch(_SHORT_YEAR, text):
        return "write the year with four digits, then month and day"
    return "write year-month-day with two digits for month and day"


@dataclass(frozen=True, slots=True)
class Number:
    """An exact number; a point separates decimals, nothing separates thousands."""

    says: str = "a number such as 12 or 0.5"
    low: int | None = None
    high: int | None = None

    def read(self, node: Node, report: Report, name: str = "") -> Decimal | None:
        """The number."""
        text = plain(node, self.says, report, name)
        if text is None:
            return None
        number = parse_number(text)
        if number is not None and self._fits(number):
            return number
        hint = self._hint(text, number)
        message = f"{subject(name)} must be {self.says}"
        report.error("not-a-number", node.span, message, hint=hint)
        return None

    def _hint(self, text: str, number: Decimal | None) -> str:
        percent = re.fullmatch(_PERCENT, text) if (self.low, self.high) == (0, 1) else None
        if percent and int(percent[1]) <= 100:
            return f"write {(Decimal(percent[1]) / 100).normalize():f}"
        return number_hint(text) if number is None else ""

    def _fits(self, number: Decimal) -> bool:
        low_enough = self.high is None or number <= self.high
        return low_enough and (self.low is None or number >= self.low)


def number_hint(text: str) -> str:
    """What is wrong with a text that should be a number; the text is not quoted."""
    if re.fullmatch(_COUNTED, text):
        return "write the number alone, without what it counts"
    if re.fullmatch(_GROUPED, text):
        return "leave out the separators: 15000, and 1.5 for one and a half"
    return "digits and at most one point, without separators"


def parse_number(text: str) -> Decimal | None:
    """An exact number, or nothing if the text is none."""
    if not _NUMBER.fullmatch(text):
        return None
    if len(text) <= MAX_DIGITS:
        return Decimal(text)
    if len(text.lstrip("-").partition(".")[0]) > MAX_DIGITS or len(text) > 2 * MAX_DIGITS:
        return None
    return Decimal(text)


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time: `7 days`, `2 weeks`, `3 months`, `1 year`."""

    says: str = "a length of time such as 7 days, 2 weeks or 3 months"

    def read(self, node: Node, report: Report, name: str = "") -> Duration | None:
        """The duration."""
        text = plain(node, self.says, report, name)
        if text is None:
            return None
        length = parse_length(text)
        if length is not None:
            return length
        message = f"{subject(name)} must be {self.says}"
        report.error("not-a-duration", node.span, message, hint=_duration_hint(text))
        return None


def parse_length(text: str) -> Duration | None:
    """A length of time such as `7 days`, or nothing if the text is none."""
    match = _DURATION.fullmatch(text)
    return Duration(int(match[1]), match[2] + "s") if match else None


def _duration_hint(text: str) -> str:
    if text.isascii() and text.isdigit() and len(text) <= 5:
        return f"write {text} days"
    worded = re.fullmatch(_WORDED_DURATION, text)
    qualified = re.fullmatch(_QUALIFIED_DURATION, text)
    if worded:
        return f"write 1 {worded[1].lower()}"
    if qualified:
        return f"write {int(qualified[1])} {qualified[2].lower()}"
    near = re.fullmatch(_NEAR_DURATION, text)
    if near is None:
        return ""
    unit = {"d": "days", "w": "weeks", "m": "months", "y": "years"}[near[2].lower()]
    return f"write {Duration(int(near[1]), unit)}"
