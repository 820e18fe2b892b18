"""Edits of a lead's file, by what they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from sphinx_leadflow.core.keys import LEAD_KEYS
from sphinx_leadflow.core.reading import entries
from sphinx_leadflow.core.syntax import Mapping, Scalar, is_empty
from sphinx_leadflow.edit.data import Data, Leaf, bare, data_of
from sphinx_leadflow.edit.document import Document
from sphinx_leadflow.edit.lists import add_item
from sphinx_leadflow.edit.mappings import set_value
from sphinx_leadflow.edit.render import loose, portable

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from collections.abc import Mapping as Mapping_

_LAST = ("action", "due", "waiting", "history", "checklists", "waive")
"""Keys that come after the fields."""


def usual_order(fields: Iterable[str]) -> tuple[str, ...]:
    """The keys of a lead's file in their usual order."""
    words = [key.name for key in LEAD_KEYS if key.name not in _LAST]
    return (*words, *fields, *_LAST)


Line: TypeAlias = "dict[str, Data]"
"""A line of a history, by its keys."""


def moved(day: dt.date, to: str, *, by: str = "", reason: str = "", note: str = "") -> Line:
    """A line that moves the lead."""
    words = {key: loose(word) for key, word in (("reason", reason), ("by", by)) if word}
    return {"date": bare(day), "to": loose(to), **words, **_note(note)}


def noted(day: dt.date, note: str, *, by: str = "") -> Line:
    """A line that only tells something."""
    return {"date": bare(day), **_note(note), **({"by": loose(by)} if by else {})}


def tracked(day: dt.date, values: Mapping_[str, Data], *, by: str = "", note: str = "") -> Line:
    """A line that sets tracked fields."""
    who = {"by": loose(by)} if by else {}
    return {"date": bare(day), "set": dict(values), **who, **_note(note)}


def _note(text: str) -> Line:
    return {"note": Leaf(text)} if text else {}


def add_line(text: str, line: Line, order: tuple[str, ...] = ()) -> str:
    """The text with a line at the end of its history."""
    return add_item(text, "history", dict(line), order)


def set_answer(
    text: str,
    checklist: str,
    item: str,
    answer: str = "",
    *,
    done: bool | None = None,
    order: tuple[str, ...] = (),
) -> str:
    """The text with a question of a checklist answered.

    Without `answer` the words that stand there stay; without `done` the verdict stays, and a
    new answer speaks for the lead.
    """
    path = ("checklists", checklist, item)
    old = _at(Document(text), path)
    if isinstance(old, Mapping) and old.entries:
        if done is not None:
            text = set_value(text, (*path, "done"), bare(str(done).lower()))
        return set_value(text, (*path, "answer"), Leaf(answer)) if answer else text
    given, said = _short(old)
    verdict = done if done is not None else given
    flag = bare(str(verdict).lower())
    words = answer or said
    value: Data = {"done": flag, "answer": Leaf(words)} if words else {"done": flag}
    return set_value(text, path, value, order)


def _at(document: Document, path: tuple[str, ...]) -> Mapping | Scalar | None:
    node = document.root
    for key in path:
        inner = node.get(key)
        if not isinstance(inner, Mapping):
            return inner if isinstance(inner, Scalar) and key == path[-1] else None
        node = inner
    return node


def _short(old: Mapping | Scalar | None) -> tuple[bool, str]:
    """A verdict and an answer written short: a bare flag, or a bare text."""
    if not isinstance(old, Scalar):
        return True, ""
    if old.value in ("true", "false") and not old.style:
        return old.value == "true", ""
    return True, old.value


def set_pause(text: str, part: str, value: Leaf, order: tuple[str, ...] = ()) -> str:
    """The text with `until` or `for` of `waiting` set; a bare date there is its `until`."""
    short = Document(text).root.get("waiting")
    if not isinstance(short, Scalar) or short.empty:
        return set_value(text, ("waiting", part), value, order)
    if part == "until":
        return set_value(text, ("waiting",), value, order)
    whole: dict[str, Data] = {"until": loose(short.value), part: value}
    return set_value(text, ("waiting",), whole, order)


def value_of(text: str, names: tuple[str, ...]) -> Data | None:
    """The value of a field, as it stands in a file; of a tracked one its last `set`."""
    root = Document(text).root
    found = [root.entries[name][1] for name in names if name in root.entries]
    history = root.get("history")
    for line in entries(history) if history is not None else ():
        changed = line.get("set") if isinstance(line, Mapping) else None
        if isinstance(changed, Mapping):
            found += [changed.entries[name][1] for name in names if name in changed.entries]
    return None if not found or is_empty(found[-1]) else portable(data_of(found[-1]))
