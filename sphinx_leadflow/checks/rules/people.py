"""Who looks after a lead, and whether it is the only one about these people."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from sphinx_leadflow.checks.rule import Finding, rule
from sphinx_leadflow.core.diagnostic import Related, Severity
from sphinx_leadflow.core.model import Lead
from sphinx_leadflow.core.standing import State
from sphinx_leadflow.core.suggest import one_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx_leadflow.checks.context import Context
    from sphinx_leadflow.core.model import Field, Value

_ORGANISATIONS = ("organisation", "organization", "company", "institution", "employer")
"""Ids of the fields whose spelling is compared."""

_FILLERS = frozenset(
    {
        *("the", "of", "at", "for", "in", "and", "a", "an"),
        *("de", "du", "des", "la", "le", "les", "der", "die", "das", "für", "und", "et", "e", "y"),
        *("ltd", "limited", "inc", "llc", "plc", "gmbh", "ag", "ev", "sa", "bv", "co"),
    }
)
"""Words that the same organisation may have or not."""

_SHORTEST = 8
"""Names shorter than this are compared as a whole: MIT is not RIT."""


@rule("no-owner", on=Lead, severity=Severity.WARNING)
def no_owner(lead: Lead, context: Context) -> Iterator[Finding]:
    """An open lead has no owner.

    What belongs to everybody is done by nobody.

    Bad::

        name: Tallis Map Library
        history:
          - {date: 2026-11-20, to: create-lead, by: jules}

    Good::

        name: Tallis Map Library
        owner: jules
        history:
          - {date: 2026-11-20, to: create-lead, by: jules}
    """
    people = context.process.people
    state = context.standing(lead).state
    if lead.owner or not people or state not in (State.OPEN, State.PARKED):
        return
    if not context.mistaken(lead, "owner"):
        yield Finding(
            context.key_place(lead, "owner", "name"),
            "nobody owns this lead",
            f"write the id of a person behind `owner:` ({one_of(people)})",
            f"owner: {next(iter(people))}",
        )


@rule("duplicate-name", on=Lead, severity=Severity.WARNING)
def duplicate_name(lead: Lead, context: Context) -> Iterator[Finding]:
    """Two leads have the same name, and neither says what it has to do with the other.

    In every table they look alike, and half of what is known goes into the wrong file. A lead
    that follows another says `renews`; one that was opened twice ends as a duplicate.

    Bad::

        name: Holloway Physics         # there is a second file with this name
        owner: amara

    Good::

        name: Holloway Physics
        owner: amara
        renews: holloway-physics-2025
    """
    first = _first_of_name(context).get(lead.id)
    if first is None or _linked(lead, first, context):
        return
    yield Finding(
        context.value_place(lead, "name"),
        "another lead has the same name",
        "name what is different, or link the two: `renews:`, or a field for duplicates",
        related=(Related(context.value_place(first, "name"), "the other lead"),),
    )


def _first_of_name(context: Context) -> Mapping[str, Lead]:
    """For each lead whose name is taken: the first one of that name."""

    def made() -> Mapping[str, Lead]:
        first: dict[str, Lead] = {}
        taken: dict[str, Lead] = {}
        for lead in context.project.leads.values():
            if not lead.broken:
                other = first.setdefault(_folded(lead.name), lead)
                if other is not lead:
                    taken[lead.id] = other
        return taken

    return context.once(("first of name",), made)


def _linked(one: Lead, other: Lead, context: Context) -> bool:
    """Whether one of two leads names the other."""
    return other.id in _links(one, context) or one.id in _links(other, context)


def _links(lead: Lead, context: Context) -> set[object]:
    fields = context.process.fields
    found = {value.data for key, value in lead.fields.items() if fields[key].type == "lead"}
    return {lead.renews, *found}


def _folded(text: str) -> str:
    """A text without case, accents and the like."""
    flat = text.casefold()
    if not flat.isascii():
        flat = unicodedata.normalize("NFKD", flat)
        flat = "".join(sign for sign in flat if not unicodedata.combining(sign))
    return " ".join(re.findall(r"\w+", flat))


@rule("near-duplicate-organisation", on=Lead, severity=Severity.WARNING)
def near_duplicate_organisation(lead: Lead, context: Context) -> Iterator[Finding]:
    """An organisation is spelt almost as in another lead.

    Counted by organisation they are two, and nobody sees that we know them already. Use the
    other spelling; if they really are two, waive this rule here.

    Bad::

        name: Larkspur Statistics
        organisation: Larkspur Univeristy   # elsewhere: Larkspur University

    Good::

        name: Larkspur Statistics
        organisation: Larkspur University
    """
    usual = _usual_spellings(context)
    for ident in _ORGANISATIONS:
        value = lead.fields.get(ident)
        if value is None or not isinstance(value.data, str):
            continue
        other = usual.get(value.data)
        if other is not None:
            field = context.process.fields[ident]
            yield Finding(
                value.span,
                _spelt(field, other, context),
                "use one spelling; if they are two, waive this rule here",
                related=(Related(other.span, "the other spelling"),),
            )


def _spelt(field: Field, other: Value, context: Context) -> str:
    """The sentence, with the other spelling unless that is for the team alone."""
    sentence = "this organisation is spelt almost as in another lead"
    return (
        sentence
        if field.private or other.span.path in _private(context)
        else (f"{sentence}: “{other.data}”")
    )


def _private(context: Context) -> frozenset[str]:
    """The files of leads that a public build withholds."""
    leads = context.project.leads.values()
    return context.once(
        ("private",), lambda: frozenset(lead.span.path for lead in leads if lead.private)
    )


def _usual_spellings(context: Context) -> Mapping[str, Value]:
    """For each spelling that another one is nearly the same as: the usual one of them."""
    return context.once(("usual spellings",), lambda: _found_spellings(context))


def _found_spellings(context: Context) -> dict[str, Value]:
    """One pass: equal keys, or keys that are equal without one letter, are near."""
    values: dict[str, Value] = {}
    counts: Counter[str] = Counter()
    for lead in context.project.leads.values():
        for ident in _ORGANISATIONS:
            value = lead.fields.get(ident)
            if value is not None and isinstance(value.data, str):
                values.setdefault(value.data, value)
                counts[value.data] += 1
    found: dict[str, Value] = {}
    owners: dict[str, str] = {}
    for spelling in sorted(values, key=lambda one: (-counts[one], values[one].span)):
        for variant in _variants(_key(spelling)):
            usual = owners.setdefault(variant, spelling)
            if usual != spelling and usual not in found:
                found.setdefault(spelling, values[usual])
    return found


def _key(name: str) -> str:
    """An organisation's name without what may differ: case, accents, order, small words."""
    words = _folded(name).split()
    return " ".join(sorted(word for word in words if word not in _FILLERS) or words)


def _variants(key: str) -> Iterator[str]:
    """A key, and the key without each of its letters: near ones have one of these in common."""
    yield key
    if len(key) >= _SHORTEST:
        for index, character in enumerate(key):
            if character.isalpha():
                yield key[:index] + key[index + 1 :]
