"""Every place of a data folder that names a step, a field, a role … by its id.

The declarations of the keys say what a value names, so that a new key is found without a change
here; only conditions, ways on and prepared texts have forms of their own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_leadflow.core.keys import PROCESS
from sphinx_leadflow.core.kinds import Choice, Custom, Line, Many, Plain, Prose, Ref
from sphinx_leadflow.core.reading import Shape, entries
from sphinx_leadflow.core.sections import Lines, Table
from sphinx_leadflow.core.syntax import Mapping, Scalar, is_empty

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.core.kinds import Kind as Kind_
    from sphinx_leadflow.core.reading import Key
    from sphinx_leadflow.core.syntax import Node

ANY = "*"
"""The home of what all pipelines share."""

_TABLES = {
    "roles": "role",
    "assets": "asset",
    "fields": "field",
    "checklists": "checklist",
    "stages": "place",
    "steps": "place",
    "outcomes": "place",
    "pipelines": "pipeline",
}
_NAMED = {
    "a role": "role",
    "an asset": "asset",
    "a checklist": "checklist",
    "a field": "field",
    "a date field": "field",
    "a money field": "field",
    "a step": "place",
    "a step or a stage": "place",
    "a step or an outcome": "place",
    "a pipeline": "pipeline",
    "a person or a role": "role",
}
_FIELD_WORDS = (("an asset", "own"), ("a proposal for a new lead", "link"), ("a limit", "since"))
"""Plain words that name a field, by shape and key."""

_PARTS = ("field", "fields", "any", "all")


@dataclass(frozen=True, slots=True)
class Mention:
    """One place that names something, or a text in which names may stand."""

    kind: str
    """What is named: `place`, `field`, `role`, `asset`, `checklist`, `pipeline`; or `prose`
    (roles may stand in it), `template` (placeholders may), `way` (a way on, by label or target)."""
    node: Scalar
    home: str = ANY
    """The pipeline that a bare id of a step means."""
    defines: bool = False
    """Whether the id is declared here; then `node` is the key."""
    shape: Shape | None = None
    """Of a definition: its shape."""
    value: Node | None = None
    """Of a definition: what is declared."""
    labels: frozenset[str] = frozenset()
    """Of a way on: the labels that the step has."""


def in_process(root: Mapping) -> Iterator[Mention]:
    """Every mention in a process file."""
    home = ANY if "pipelines" in root.entries else ""
    yield from _shape(PROCESS, root, home)


def _shape(shape: Shape, node: Node, home: str) -> Iterator[Mention]:
    if isinstance(node, Scalar):
        key = _short_key(shape, node)
        if key is not None and not node.empty:
            yield from _value(shape, key, node, home, frozenset())
        return
    if not isinstance(node, Mapping):
        return
    labels = _labels(node)
    inner = _spawned(shape, node, home)
    for word, value in node.items():
        declared = shape.key(word.value)
        if declared is not None:
            yield from _value(shape, declared, value, inner, labels)


def _short_key(shape: Shape, node: Scalar) -> Key | None:
    """The key that a plain value stands for."""
    word = shape.key(shape.word_for)
    if word is not None and isinstance(word.kind, Choice) and node.value in word.kind.words:
        return word
    return shape.key(shape.short)


def _labels(node: Mapping) -> frozenset[str]:
    ways = node.get("next")
    return frozenset(ways.entries) if isinstance(ways, Mapping) else frozenset()


def _spawned(shape: Shape, node: Mapping, home: str) -> str:
    """A proposal for a new lead names steps of its own pipeline."""
    other = node.get("pipeline")
    is_spawn = shape.key("copy") is not None
    return other.value if is_spawn and isinstance(other, Scalar) and not other.empty else home


def _value(
    shape: Shape, key: Key, node: Node, home: str, labels: frozenset[str]
) -> Iterator[Mention]:
    if isinstance(key.kind, Custom):
        yield from _custom(key.name, node, home, labels)
    elif isinstance(key.kind, Table):
        yield from _table(key, key.kind, node, home)
    elif (shape.name, key.name) in _FIELD_WORDS and isinstance(node, Scalar):
        yield Mention("field", node)
    elif (shape.name, key.name) == ("a message", "to") and isinstance(node, Scalar):
        yield Mention("contact", node)
    elif key.name != "renamed_from":
        yield from _kind(key.kind, node, home)


def _kind(kind: Kind_, node: Node, home: str) -> Iterator[Mention]:
    if isinstance(kind, Many):
        for entry in entries(node):
            yield from _kind(kind.of, entry, home)
    elif isinstance(kind, Shape):
        yield from _shape(kind, node, home)
    elif isinstance(kind, Lines) and isinstance(node, Mapping):
        for _word, value in node.items():
            yield from _kind(kind.of, value, home)
    elif isinstance(node, Scalar) and not node.empty:
        if isinstance(kind, Ref) and kind.of in _NAMED:
            yield Mention(_NAMED[kind.of], node, home)
        elif isinstance(kind, Prose):
            yield Mention("prose", node, home)
        elif isinstance(kind, Line | Plain):
            yield Mention("template", node, home)


def _table(key: Key, kind: Table, node: Node, home: str) -> Iterator[Mention]:
    if not isinstance(node, Mapping):
        return
    named = _TABLES.get(key.name, "")
    for word, value in node.items():
        inner = word.value if named == "pipeline" else home
        if named:
            yield Mention(named, word, home, defines=True, shape=kind.of, value=value)
        yield from _shape(kind.of, value, inner)


def _custom(name: str, node: Node, home: str, labels: frozenset[str]) -> Iterator[Mention]:
    if name in ("needs", "fills"):
        yield from _requirements(node, home, labels)
    elif name == "when":
        yield from _conditions(node)
    elif name == "required" and isinstance(node, Mapping):
        when = node.get("when")
        yield from _conditions(when) if when is not None else ()
    elif name == "next":
        yield from _ways(node, home)


def _conditions(node: Node) -> Iterator[Mention]:
    words = [key for key, _value in node.items()] if isinstance(node, Mapping) else entries(node)
    yield from (Mention("field", word) for word in words if isinstance(word, Scalar))


def _requirements(node: Node, home: str, labels: frozenset[str]) -> Iterator[Mention]:
    for entry in entries(node):
        if isinstance(entry, Scalar):
            yield Mention("field", entry)
        elif isinstance(entry, Mapping):
            yield from _requirement(entry, home, labels)
        else:
            yield from _requirements(entry, home, labels)


def _requirement(node: Mapping, home: str, labels: frozenset[str]) -> Iterator[Mention]:
    for key, value in node.items():
        if key.value in _PARTS:
            yield from _requirements(value, home, labels)
        elif key.value == "when":
            yield from _conditions(value)
        elif key.value == "for":
            for entry in entries(value):
                if isinstance(entry, Scalar):
                    yield Mention("way", entry, home, labels=labels)


def _ways(node: Node, home: str) -> Iterator[Mention]:
    values = [value for _key, value in node.items()] if isinstance(node, Mapping) else entries(node)
    for value in values:
        target = value.get("to") if isinstance(value, Mapping) else value
        if isinstance(target, Scalar) and not target.empty:
            yield Mention("place", target, home)
        when = value.get("when") if isinstance(value, Mapping) else None
        yield from _conditions(when) if when is not None else ()


def in_lead(root: Mapping, words: frozenset[str]) -> Iterator[Mention]:
    """Every mention in a lead's file; `words` are its own keys, which are no fields.

    Steps are left out: which pipeline a history line means only the decoded history tells.
    """
    for key, _value in root.items():
        if key.value not in words:
            yield Mention("field", key)
    history, lists = root.get("history"), root.get("checklists")
    for line in entries(history) if history is not None else ():
        if isinstance(line, Mapping):
            yield from _event(line)
    if isinstance(lists, Mapping):
        yield from (Mention("checklist", key) for key, _value in lists.items())


def _event(line: Mapping) -> Iterator[Mention]:
    author, changed = line.get("by"), line.get("set")
    if isinstance(author, Scalar) and not is_empty(author):
        yield Mention("role", author)
    if isinstance(changed, Mapping):
        yield from (Mention("field", key) for key, _value in changed.items())


def roles_in(text: str, kinds: tuple[str, ...], ident: str) -> Iterator[tuple[int, int]]:
    """Where `{leadflow:step}` and the like name an id in a text: start and end of the id."""
    names = "|".join(kinds)
    role = rf"leadflow:(?:{names})"
    forms = (
        rf"\{{{role}\}}(?P<ticks>`+)(?:[^`<]*<\s*)?(?P<id>{re.escape(ident)})\s*>?(?P=ticks)",
        rf":{role}:(?P<ticks>`)(?:[^`<]*<\s*)?(?P<id>{re.escape(ident)})\s*>?(?P=ticks)",
        rf"\{{{role}\}}[ \t]+(?P<id>{re.escape(ident)})[ \t]*(?=\r?$)",
        rf"\.\.[ \t]+{role}::[ \t]+(?P<id>{re.escape(ident)})[ \t]*(?=\r?$)",
    )
    for form in forms:
        for match in re.finditer(form, text, re.MULTILINE):
            yield match.start("id"), match.end("id")
