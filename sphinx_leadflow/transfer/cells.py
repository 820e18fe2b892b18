"""One cell as a value of a declared type: dates, numbers, money, links as people write them.

Each reader gives the text that a lead's file would hold, and raises `CellError` with what would
be right. Whether that text is a good value is then judged by the loader, like any other.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from sphinx_leadflow.core.suggest import closest, one_of
from sphinx_leadflow.transfer.grid import plain_number, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx_leadflow.core.model import Field
    from sphinx_leadflow.transfer.grid import Cell


class CellError(Exception):
    """A cell that cannot be read. The text says what would be right; it never quotes the cell."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How a table writes what can be written in several ways."""

    dates: str = ""
    decimals: str = ""
    currency: str = ""


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TIME = r"(?:[T ,]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?\s*(?:[AaPp]\.?[Mm]\.?)?)?"
_ZONE = r"\s*(?:Z|(?:GMT|UTC)?\s*(?:[+−-][0-9]{1,2}(?::?[0-9]{2})?)?|[A-Z]{2,5})?"
_ISO = re.compile(rf"([0-9]{{4}})([-/.])([0-9]{{1,2}})\2([0-9]{{1,2}}){_TIME}{_ZONE}")
_NUMBERS = re.compile(rf"([0-9]{{1,2}})([-/.]) ?([0-9]{{1,2}})\2 ?([0-9]{{4}}){_TIME}{_ZONE}")
_NAMED = re.compile(
    rf"([A-Za-z]{{3,9}})\.? ([0-9]{{1,2}})(?:st|nd|rd|th)?,? ([0-9]{{4}}){_TIME}{_ZONE}"
)
_DAY_NAMED = re.compile(
    rf"([0-9]{{1,2}})(?:st|nd|rd|th|\.)?[ -]([A-Za-z]{{3,9}})\.?,?[ -]([0-9]{{4}}){_TIME}{_ZONE}"
)
_BEHIND_A_NAME = re.compile(r".*\s(?=[A-Za-z]{3,9}\.? [0-9]{1,2}, [0-9]{4})")


def day(cell: Cell, habits: Habits, *, stamped: bool = False) -> dt.date:
    """The day of a cell; `stamped` cells may begin with the name of who did it."""
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    text = " ".join(text_of(cell).split())
    if stamped:
        text = _BEHIND_A_NAME.sub("", text)
    year, month, number = _parts(text, habits)
    try:
        return dt.date(year, month, number)
    except ValueError:
        raise CellError("there is no such day in the calendar") from None


def _parts(text: str, habits: Habits) -> tuple[int, int, int]:
    if found := _ISO.fullmatch(text):
        return int(found[1]), int(found[3]), int(found[4])
    if found := _NAMED.fullmatch(text):
        return int(found[3]), _month(found[1]), int(found[2])
    if found := _DAY_NAMED.fullmatch(text):
        return int(found[3]), _month(found[2]), int(found[1])
    if found := _NUMBERS.fullmatch(text):
        return _ordered(found, habits)
    raise CellError("this is no date; write it as 2026-11-23")


def _ordered(found: re.Match[str], habits: Habits) -> tuple[int, int, int]:
    """Three numbers, the year last. With points the day comes first, otherwise it must be said."""
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    order = habits.dates or ("day first" if found[2] == "." else "")
    if not order and first != second and first <= 12 and second <= 12:
        raise CellError(
            "nobody can tell the day from the month; say `dates: day first` or "
            "`dates: month first` in the mapping"
        )
    day_first = order == "day first" if order else first > 12
    return (year, second, first) if day_first else (year, first, second)


def _month(word: str) -> int:
    short = word[:3].lower()
    if short not in _MONTHS:
        raise CellError("months are read in English or as numbers; write it as 2026-11-23")
    return _MONTHS.index(short) + 1


_SPACES = re.compile(r"[\s\u00a0\u2009\u202f'’]")
_POINT = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|-?\.[0-9]+")
_COMMA = re.compile(r"-?(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,[0-9]+)?|-?,[0-9]+")


_BELOW_ZERO = re.compile(r"\(([^()-]+)\)")
"""As bookkeepers write it: (300) is -300."""
_EXPONENT = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?[eE][+-]?[0-9]{1,3}")


def number(cell: Cell, habits: Habits) -> str:
    """A number in digits."""
    if isinstance(cell, Decimal):
        return plain_number(cell)
    return _digits(text_of(cell), habits)


def _digits(text: str, habits: Habits) -> str:
    bare = _BELOW_ZERO.sub(r"-\1", _SPACES.sub("", text).replace("−", "-"))
    if _EXPONENT.fullmatch(bare):
        raise CellError(
            "a spreadsheet shortened this number with an E, and digits may be lost; show the "
            "column as a number there, and export it again"
        )
    comma = habits.decimals == "comma"
    if not (_COMMA if comma else _POINT).fullmatch(bare):
        other = (_POINT if comma else _COMMA).fullmatch(bare)
        raise CellError(
            f"this is no number; if a {'point' if comma else 'comma'} stands before the decimals, "
            f"say `decimals: {'point' if comma else 'comma'}` in the mapping"
            if other
            else "this is no number; write it in digits, such as 24000"
        )
    bare = bare.replace(".", "").replace(",", ".") if comma else bare.replace(",", "")
    return plain_number(Decimal(bare))


_CODE = re.compile(r"(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])")
_SIGNS = {
    **{"US$": "USD", "CA$": "CAD", "NZ$": "NZD", "HK$": "HKD", "A$": "AUD", "C$": "CAD"},
    **{"S$": "SGD", "R$": "BRL", "€": "EUR"},
}
"""Signs that name one currency."""
_SHARED = {
    "$": frozenset(
        ["USD", "AUD", "CAD", "NZD", "HKD", "SGD", "TWD", "MXN", "ARS", "CLP", "COP", "UYU"]
    ),
    "£": frozenset(("GBP", "EGP", "GIP", "FKP", "SHP", "SYP", "LBP", "SDG", "SSP")),
    "¥": frozenset(("JPY", "CNY")),
    "kr": frozenset(("SEK", "NOK", "DKK", "ISK")),
}
"""Signs that several currencies share: they name none, and speak against every other one."""
_SIGN = re.compile(
    r"(?<![A-Za-z])(?:US|CA|NZ|HK|A|C|S|R)\$|[€$£¥]|(?<![A-Za-z])kr\b\.?", re.IGNORECASE
)


def money(cell: Cell, habits: Habits) -> str:
    """An amount with its currency. A currency is never assumed, only declared."""
    text = text_of(cell) if not isinstance(cell, Decimal) else plain_number(cell)
    signs = [one.upper().replace("KR", "kr").rstrip(".") for one in _SIGN.findall(text)]
    codes = set(_CODE.findall(text)) | {_SIGNS[one] for one in signs if one in _SIGNS}
    amount = _digits(_SIGN.sub("", _CODE.sub("", text)), habits)
    if len(codes) > 1:
        raise CellError("this names several currencies")
    if not codes and not habits.currency:
        raise CellError(
            "this amount has no currency; say `currency: EUR` in the mapping, or whichever it is"
        )
    currency = codes.pop() if codes else habits.currency
    other = next((one for one in signs if one in _SHARED and currency not in _SHARED[one]), "")
    if other:
        raise CellError(
            f"{other} is no sign for {currency}; write the amount with its code, such as 24000 USD"
        )
    return f"{amount} {currency}"


_TRUE = {"true", "yes", "y", "v", "x", "✓", "✔", "☑", "1", "checked", "on"}
_FALSE = {"false", "no", "n", "0", "unchecked", "off", "☐"}


def flag(cell: Cell) -> str:
    """`true` or `false`."""
    text = text_of(cell).strip().lower()
    if text in _TRUE | _FALSE:
        return "true" if text in _TRUE else "false"
    raise CellError("this is neither yes nor no")


def share(cell: Cell, habits: Habits) -> str:
    """A share between 0 and 1, perhaps written in percent."""
    text = text_of(cell).strip()
    if text.endswith("%"):
        return plain_number(Decimal(_digits(text[:-1], habits)) / 100)
    return number(cell, habits)


_URL = re.compile(r"(?:https?://|mailto:)\S+")


def link(cell: Cell) -> str:
    """The address in a cell that may hold a text beside it: `Quote - https://…`."""
    text = text_of(cell).strip()
    found = _URL.findall(text)
    if len(found) > 1:
        raise CellError("this holds several links, and the field holds one")
    if not found or found[0] == text:
        return text
    address = str(found[0])
    return address.rstrip(")") if f"({address}" in text else address


_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")


def email(cell: Cell) -> str:
    """The address in a cell: `Ada Quill <ada@example.org>`."""
    text = text_of(cell).strip()
    found = list(dict.fromkeys(_EMAIL.findall(text)))
    return found[0] if len(found) == 1 else text


def choice(cell: Cell, declared: Field, values: Mapping[str, str]) -> str:
    """The option that a word means: by the mapping, by its id, or by its title."""
    word = " ".join(text_of(cell).split())
    folded = word.casefold()
    if folded in values:
        return values[folded]
    for ident, option in declared.options.items():
        if folded in (ident.casefold(), option.title.casefold()):
            return ident
    hint = "" if declared.private else closest(word, declared.options)
    raise CellError(
        f"this is none of the options of {declared.id!r}; "
        f"{hint or one_of(declared.options)}; other words go under `values:` in the mapping"
    )


def parted(cell: Cell, separator: str) -> list[str]:
    """The entries of a cell that holds several: parted by a sign or by line ends."""
    text = text_of(cell)
    pieces = re.split(rf"{re.escape(separator or ',')}|\n", text)
    return [one for one in (" ".join(piece.split()) for piece in pieces) if one]


def several(text: str) -> Iterable[str]:
    """The names in a cell of people."""
    return [one.strip() for one in re.split(r"[,;\n]", text) if one.strip()]
