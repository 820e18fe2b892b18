"""What the source said the last time: the middle of the three ways of a merge.

It is a plain file in the data folder, `imports/<mapping>.json`, to be committed with the leads:
for each item of the source the lead that it became, and the values that it had, one on a line.
Whoever deletes it loses no lead: the next import then asks wherever source and file differ.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_leadflow.core.gates.ident import is_id
from sphinx_leadflow.transfer.grid import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = "imports"
"""Where in the data folder the ledgers lie."""

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of the source: its lead, and its values as lines of YAML by their key."""

    lead: str
    values: Mapping[str, str] = field(default_factory=dict)


def read_ledger(text: str, shown: str) -> dict[str, Entry]:
    """The entries by the item's id. Raises `UnreadableError` for anything else."""
    try:
        whole = json.loads(text)
        assert whole["version"] == _VERSION
        entries = {str(key): _entry(value) for key, value in whole["items"].items()}
    except json.JSONDecodeError as error:
        raise UnreadableError(
            f"{shown}:{error.lineno}:{error.colno}: this is not what leadflow wrote: {error.msg}"
        ) from None
    except (KeyError, TypeError, AttributeError, AssertionError, RecursionError):
        raise UnreadableError(f"{shown} is not what leadflow wrote; restore it from git") from None
    return entries


def _entry(value: object) -> Entry:
    assert isinstance(value, dict) and is_id(value["lead"])
    values = value["values"]
    assert all(isinstance(one, str) for pair in values.items() for one in pair)
    return Entry(value["lead"], values)


def write_ledger(entries: Mapping[str, Entry]) -> str:
    """The text of a ledger."""
    items = {
        key: {"lead": one.lead, "values": dict(sorted(one.values.items()))}
        for key, one in sorted(entries.items())
    }
    whole = {"version": _VERSION, "items": items}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
