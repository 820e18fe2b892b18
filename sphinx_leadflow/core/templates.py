"""Prepared texts: `{placeholders}` replaced by a lead's values, and nothing else evaluated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sphinx_leadflow.core import words
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.gates.link import mail_address
from sphinx_leadflow.core.placeholders import PLACEHOLDER

if TYPE_CHECKING:
    from sphinx_leadflow.core.model import Data, Field
    from sphinx_leadflow.core.query import Snapshot
    from sphinx_leadflow.core.standing import Standing


@dataclass(frozen=True, slots=True)
class Bit:
    """A stretch of a filled text: plain, a value, or a gap named by what would fill it."""

    text: str
    kind: str
    """`plain`, `value` or `gap`."""


def fill(text: str, snapshot: Snapshot, one: Standing) -> tuple[Bit, ...]:
    """A text with every known placeholder replaced; unknown words in braces stay as they are."""
    bits: list[Bit] = []
    end = 0
    for match in PLACEHOLDER.finditer(text):
        bit = _resolve(match[1], snapshot, one)
        if bit is None:
            continue
        bits.append(Bit(text[end : match.start()], "plain"))
        bits.append(bit)
        end = match.end()
    bits.append(Bit(text[end:], "plain"))
    return tuple(bit for bit in bits if bit.text)


def flat(bits: tuple[Bit, ...]) -> str:
    """The text as it would be sent; gaps stand in square brackets."""
    return "".join(f"[{bit.text}]" if bit.kind == "gap" else bit.text for bit in bits)


def _resolve(name: str, snapshot: Snapshot, one: Standing) -> Bit | None:
    process, lead = snapshot.process, one.lead
    if name in ("name", "id"):
        return Bit(lead.name if name == "name" else lead.id, "value")
    if name == "owner":
        person = process.people.get(lead.owner)
        return Bit(person.name, "value") if person else Bit("owner", "gap")
    declared = process.fields.get(process.now("field", name))
    if declared is not None:
        return _value(declared, one.facts.values.get(declared.id))
    role = process.roles.get(process.now("role", name))
    if role is not None:
        return Bit(role.title, "value")
    asset = process.assets.get(process.now("asset", name))
    if asset is None:
        return None
    own = one.facts.values.get(asset.own) if asset.own else None
    url = own if isinstance(own, str) else asset.url
    return Bit(url, "value") if url else Bit(asset.title, "gap")


def _value(declared: Field, data: Data | None) -> Bit:
    if data is None:
        return Bit(declared.title, "gap")
    if not isinstance(data, tuple):
        return Bit(words.atom(data, declared), "value")
    first = data[0]
    if isinstance(first, Mapping):  # of records the first one counts, by its first part
        return Bit(words.atom(next(iter(first.values()))), "value")
    return Bit(
        words.joined(
            [words.atom(item, declared) for item in data if not isinstance(item, Mapping)]
        ),
        "value",
    )


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to write to or to call."""

    name: str
    email: str
    phone: str


def contact(snapshot: Snapshot, one: Standing, to: str = "") -> Contact | None:
    """Whom a message goes to: the field or role named, else the lead's first contact."""
    process = snapshot.process
    role = process.roles.get(process.now("role", to))
    if role is not None:
        return Contact(role.title, mail_address(role.contact), "")
    name = process.now("field", to)
    fields = [process.fields[name]] if name in process.fields else list(process.fields.values())
    for declared in fields:
        found = _contact_in(declared, one.facts.values.get(declared.id))
        if found is not None:
            return found
    return None


def _contact_in(declared: Field, data: Data | None) -> Contact | None:
    """The first record with an e-mail address or a telephone number, or such a value."""
    kinds = {part.type: part.id for part in reversed(declared.parts)}
    if isinstance(data, tuple) and data and kinds.keys() & {"email", "phone"}:
        record = data[0]
        if isinstance(record, Mapping):
            return Contact(
                *(str(record.get(kinds.get(kind, ""), "")) for kind in ("text", "email", "phone"))
            )
    if isinstance(data, str) and declared.type in ("email", "phone"):
        return Contact(
            "", data if declared.type == "email" else "", data if declared.type == "phone" else ""
        )
    return None
