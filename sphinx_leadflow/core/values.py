"""Reads a lead's values by the types that the process declares for them."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING

from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.gaps import NO_GAPS, Gaps
from sphinx_leadflow.core.gates.ident import is_id
from sphinx_leadflow.core.kinds import Flag, Line, Link, Plain, plain
from sphinx_leadflow.core.model import Money
from sphinx_leadflow.core.quantities import Day, Number, parse_number
from sphinx_leadflow.core.reading import entries
from sphinx_leadflow.core.samples import is_sample, report_sample
from sphinx_leadflow.core.slips import report_unknown
from sphinx_leadflow.core.suggest import closest, one_of
from sphinx_leadflow.core.syntax import Mapping, Sequence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from collections.abc import Mapping as Mapping_

    from sphinx_leadflow.core.diagnostic import Report
    from sphinx_leadflow.core.model import Atom, Data, Field, Person
    from sphinx_leadflow.core.syntax import Node

_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(\.[\w-]+)+")
_PHONE = re.compile(r"\+?[0-9(][0-9 ()./-]{2,30}(\s*(ext|x)\.?\s*[0-9]{1,6})?")
_MONEY = re.compile(r"(-?[0-9.]+)\s+([A-Z]{3})")
_SHORT_AMOUNT = r"[0-9] ?[kKmM](?: |$)"
_CURRENCY = re.compile(r"[A-Z]{3}")

_PLAIN, _NUMBER, _LINK = Plain(), Number(), Link()
_DAY, _SILENT_DAY = Day(), Day(quotes=False)
_MAIL_LINE = Line("an e-mail address such as ada@example.org")
_PHONE_LINE = Line("a telephone number such as +1 555 0142")
_OPTION_LINE = Line("one of its options")
_PERSON_LINE = Line("the id of a person")
_LEAD_LINE = Line("the id of a lead")


@dataclass(frozen=True, slots=True)
class References:
    """The people and leads that values may name, and whether private parts are dropped."""

    people: Mapping_[str, Person]
    leads: frozenset[str] | None = None
    """`None` while the process is read: no lead is known yet, and any may be named."""
    gaps: Gaps = NO_GAPS
    public: bool = False
    """In a public build private parts are not read, and nobody can tell a lead that does not
    exist from one that is withheld."""
    asked: set[str] = dataclasses.field(default_factory=set)
    """Which leads were asked for: what else a file's meaning depends on."""

    def has(self, lead: str) -> bool:
        """Whether a lead may be named."""
        self.asked.add(lead)
        return self.leads is None or lead in self.leads


def is_currency(text: str) -> bool:
    """Whether a text has the form of a currency code, such as USD."""
    return bool(_CURRENCY.fullmatch(text))


def read_value(field: Field, node: Node, known: References, report: Report) -> Data | None:
    """A field's value, or nothing when it is empty or wrong.

    Findings name the field and what would be right, and never quote the value: it may be
    private.
    """
    if field.type == "list":
        return _read_list(field, node, known, report)
    return _READERS[field.type](field, node, known, report)


def _read_list(field: Field, node: Node, known: References, report: Report) -> Data | None:
    if not field.parts:
        element = _READERS[field.item or "text"]
        atoms = [element(field, item, known, report) for item in entries(node)]
        return tuple(atom for atom in atoms if atom is not None) or None
    records = [_read_record(field, item, known, report) for item in entries(node)]
    return tuple(record for record in records if record) or None


def _read_record(field: Field, node: Node, known: References, report: Report) -> dict[str, Atom]:
    """One record of a list; a plain value is its first part."""
    if isinstance(node, Mapping):
        return _read_parts(field, node, known, report)
    if isinstance(node, Sequence):
        report.error(
            "wrong-type",
            node.span,
            f"an entry of {field.id!r} must be a mapping (lines of `key: value`), not a list",
            hint=one_of(part.id for part in field.parts),
        )
        return {}
    first = field.parts[0]
    if first.private and known.public:
        return {}
    atom = _READERS[first.type](first, node, known, report)
    return {} if atom is None else {first.id: atom}


def _read_parts(field: Field, node: Mapping, known: References, report: Report) -> dict[str, Atom]:
    parts = {part.id: part for part in field.parts}
    record = {}
    for key, value in node.items():
        part = parts.get(key.value)
        if part is None:
            what = f"an entry of {field.id!r}"
            report_unknown(what, key, value, node, list(parts), report)
        elif not (part.private and known.public):
            atom = _READERS[part.type](part, value, known, report)
            if atom is not None:
                record[part.id] = atom
    return record


def _text(field: Field, node: Node, _known: References, report: Report) -> Atom | None:
    return _PLAIN.read(node, report, field.id) or None


def _number(field: Field, node: Node, _known: References, report: Report) -> Decimal | None:
    number = _NUMBER.read(node, report, field.id)
    return number if number is None or _is_within(field, number, node, report) else None


def _is_within(field: Field, number: Decimal, node: Node, report: Report) -> bool:
    """Whether a number lies between the bounds of its field; a finding if not."""
    low, high = field.at_least, field.at_most
    if low is not None and number < low:
        message = f"{field.id!r} must be at least {low}"
    elif high is not None and number > high:
        message = f"{field.id!r} must be at most {high}"
    else:
        return True
    report.error("not-a-number", node.span, message, hint="correct it, or the field's bounds")
    return False


def _boolean(field: Field, node: Node, _known: References, report: Report) -> bool | None:
    return Flag(quotes=not field.private).read(node, report, field.id)


def _date(field: Field, node: Node, _known: References, report: Report) -> Atom | None:
    return (_SILENT_DAY if field.private else _DAY).read(node, report, field.id)


def _url(field: Field, node: Node, _known: References, report: Report) -> str | None:
    return _filled_in(_LINK.read(node, report, field.id), field, node, _LINK.says, report)


def _filled_in(text: str | None, field: Field, node: Node, says: str, report: Report) -> str | None:
    """A text, if it is more than the sample of a line to paste; a finding if not."""
    if text and is_sample(text):
        report_sample(node, says, report, field.id)
        return None
    return text or None


def _email(field: Field, node: Node, _known: References, report: Report) -> str | None:
    text = _MAIL_LINE.read(node, report, field.id)
    if text and not _EMAIL.fullmatch(text):
        says = _MAIL_LINE.says
        report.error(
            "not-an-email", node.span, f"{field.id!r} must be {says}", hint=_email_hint(text)
        )
        return None
    return _filled_in(text, field, node, _MAIL_LINE.says, report)


def _email_hint(text: str) -> str:
    if text.startswith("mailto:"):
        return "leave out mailto:"
    if "<" in text or "," in text or ";" in text:
        return "write one address alone, without a name or angle brackets"
    return "" if "@" in text else "it has no @"


def _phone(field: Field, node: Node, _known: References, report: Report) -> str | None:
    text = _PHONE_LINE.read(node, report, field.id)
    if text and not _PHONE.fullmatch(text):
        message = f"{field.id!r} must be {_PHONE_LINE.says}"
        report.error("not-a-phone", node.span, message)
        return None
    return _filled_in(text, field, node, _PHONE_LINE.says, report)


def _money(field: Field, node: Node, _known: References, report: Report) -> Money | None:
    says = f"an amount such as 15000 {field.currency or 'USD'}"
    text = plain(node, says, report, field.id)
    if not _filled_in(text, field, node, says, report) or not text:
        return None
    match = _MONEY.fullmatch(text)
    amount = parse_number(match[1] if match else text)
    if amount is None:
        report.error(
            "not-money",
            node.span,
            f"{field.id!r} must be {says}",
            hint=_money_hint(text),
        )
        return None
    if not _is_within(field, amount, node, report):
        return None
    currency = match[2] if match else field.currency
    if not currency:
        report.error(
            "no-currency",
            node.span,
            f"{field.id!r} has an amount without a currency",
            hint="write one behind it, such as USD, or declare `currency:` for the field",
        )
        return None
    return Money(amount, currency)


def _money_hint(text: str) -> str:
    """What is wrong with an amount; nothing of it is quoted."""
    if any(unicodedata.category(sign) == "Sc" for sign in text):
        return "write the currency as three capitals behind the amount, such as EUR or USD"
    if text[:3].isalpha():
        return "write the amount first, then a space and the currency"
    if re.search(_SHORT_AMOUNT, text):
        return "write the amount out, with all its zeros"
    return "digits, at most one point, no comma, then the currency in capitals"


def _choice(field: Field, node: Node, known: References, report: Report) -> str | None:
    text = _OPTION_LINE.read(node, report, field.id)
    if not text or text in field.options:
        return text or None
    if known.gaps.explain(text):
        return None
    report.error(
        "unknown-option",
        node.span,
        f"this is none of the options of {field.id!r}",
        hint=_near(field, text, field.options) or one_of(field.options),
    )
    return None


def _person(field: Field, node: Node, known: References, report: Report) -> str | None:
    text = _PERSON_LINE.read(node, report, field.id)
    if not text or text in known.people:
        return text or None
    if not known.gaps.explain(text, "people"):
        report.error(
            "unknown-person",
            node.span,
            f"{field.id!r} must name one of `people:` in process.yaml by id",
            hint=_near(field, text, known.people) or one_of(known.people),
        )
    return None


def _near(field: Field, text: str, known: Iterable[str]) -> str:
    """A "did you mean" sentence, unless it would give a private value away."""
    return "" if field.private else closest(text, known)


def _lead(field: Field, node: Node, known: References, report: Report) -> str | None:
    text = _LEAD_LINE.read(node, report, field.id)
    if not text:
        return None
    if is_id(text) and known.has(text):
        return text
    if not (known.public and is_id(text)):
        report.error(
            "unknown-lead",
            node.span,
            f"{field.id!r} names a lead that does not exist",
            hint=_near(field, text, sorted(known.leads or ()))
            or "write the name of the lead's file without .yaml",
        )
    return None


_READERS: dict[str, Callable[[Field, Node, References, Report], Atom | None]] = {
    "text": _text,
    "markdown": _text,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "url": _url,
    "email": _email,
    "phone": _phone,
    "money": _money,
    "choice": _choice,
    "person": _person,
    "lead": _lead,
}
