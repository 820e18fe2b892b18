"""What gets another id, and whether it may: the things of a process that can be renamed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_leadflow.core.gates.ident import is_field_id, is_id
from sphinx_leadflow.core.keys import RESERVED
from sphinx_leadflow.core.slips import id_like
from sphinx_leadflow.core.suggest import closest, one_of
from sphinx_leadflow.edit.document import Refused
from sphinx_leadflow.edit.mentions import ANY

if TYPE_CHECKING:
    from sphinx_leadflow.core.model import Pipeline, Process

PLACES = ("step", "stage", "outcome")
KINDS = (*PLACES, "field", "role", "asset", "checklist")
"""What can be renamed."""


@dataclass(frozen=True, slots=True)
class Renaming:
    """What gets another id. For steps, stages and outcomes: in which pipelines."""

    kind: str
    old: str
    new: str
    homes: frozenset[str] = frozenset()
    twin: bool = False
    """Whether an asset with `own: true` and the field that it declares change together."""

    @property
    def is_place(self) -> bool:
        """Whether it is a step, a stage or an outcome: those share their ids."""
        return self.kind in PLACES

    @property
    def mentioned_as(self) -> tuple[str, ...]:
        """What mentions of it are called."""
        if self.twin:
            return ("asset", "field")
        return ("place",) if self.is_place else (self.kind,)

    @property
    def role_names(self) -> tuple[str, ...]:
        """The roles and directives of the handbook that name it."""
        return PLACES if self.is_place else self.mentioned_as

    def renamed(self, word: str, home: str) -> str | None:
        """What a word becomes, if it names this; `home` is the pipeline that bare ids mean."""
        name, slash, ident = word.rpartition("/")
        if ident != self.old:
            return None
        if not self.is_place:
            return None if slash else self.new
        here = name if slash else home
        return f"{name}{slash}{self.new}" if here in self.homes or here == ANY else None


def renaming(process: Process, kind: str, old: str, new: str) -> Renaming:
    """What to rename, or a refusal: there is no such thing, or the new id is taken."""
    name, _slash, ident = old.rpartition("/")
    if kind in PLACES:
        found = _homes(process, kind, name, ident)
        if not found:
            raise Refused(_unknown(kind, ident, _all_places(process, kind)))
        taken = [home for home in found if process.pipelines[home].place(new) is not None]
    else:
        known = _table(process, kind)
        if ident not in known:
            raise Refused(_unknown(kind, ident, list(known)))
        names = {*known, *process.old_ids.get(kind, {})}
        found, taken = frozenset(), [new] if new in names else []
    if not _is_good(process, kind, ident, new):
        raise Refused(_no_id(new, underscores=kind == "field"))
    if taken:
        raise Refused(f"{new!r} is in use already, or was a former id")
    return Renaming(
        kind, ident, new, found, kind in ("asset", "field") and _is_twin(process, ident)
    )


_YAML_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_NUMBER = re.compile(r"[0-9][0-9_]*(?:e[0-9]+)?|0x[0-9a-f]+|0o[0-7]+")


def _is_good(process: Process, kind: str, ident: str, new: str) -> bool:
    """Whether it is an id, and stays a word for whoever reads the YAML with other tools."""
    if new in _YAML_WORDS or _NUMBER.fullmatch(new):
        return False
    names_field = kind == "field" or (kind == "asset" and _is_twin(process, ident))
    is_word = is_field_id(new) if kind == "field" else is_id(new)
    return is_word and not (names_field and new in RESERVED)


def _no_id(new: str, *, underscores: bool) -> str:
    """Why a word cannot be an id."""
    if new in _YAML_WORDS or _NUMBER.fullmatch(new):
        return f"{new!r} cannot be an id: other programs take it for a number, or for yes and no"
    if new in RESERVED:
        return f"{new!r} cannot be a field: the word has a meaning of its own in lead files"
    meant = id_like(new, underscores)
    hint = f"; write {meant}" if meant and meant != new else ""
    joints = "- or _" if underscores else "-"
    return f"{new[:64]!r} is no id: ids are lower-case letters and digits, joined by {joints}{hint}"


def _is_twin(process: Process, ident: str) -> bool:
    """Whether an asset and a field of that id are one declaration."""
    asset, field = process.assets.get(ident), process.fields.get(ident)
    return asset is not None and field is not None and asset.span == field.span


def _homes(process: Process, kind: str, name: str, ident: str) -> frozenset[str]:
    """The pipelines in which the id is a step, a stage or an outcome, as asked."""
    homes = [home for home in process.pipelines.values() if not name or home.id == name]
    found = [home for home in homes if ident in _places(home, kind)]
    spans = {_places(home, kind)[ident] for home in found}
    if len(spans) > 1:
        several = " or ".join(f"{home.id}/{ident}" for home in found)
        raise Refused(f"several pipelines have {ident!r}: say {several}")
    sharing = [
        home for home in process.pipelines.values() if _places(home, kind).get(ident) in spans
    ]
    return frozenset(home.id for home in sharing)


def _places(home: Pipeline, kind: str) -> dict[str, object]:
    """Ids and where each is declared."""
    if kind == "stage":
        return {stage.id: stage.span for stage in home.stages}
    table = home.steps if kind == "step" else home.outcomes
    return {ident: place.span for ident, place in table.items()}


def _all_places(process: Process, kind: str) -> list[str]:
    return [ident for home in process.pipelines.values() for ident in _places(home, kind)]


def _table(process: Process, kind: str) -> dict[str, object]:
    tables = {
        "field": process.fields,
        "role": process.roles,
        "asset": process.assets,
        "checklist": process.checklists,
    }
    return dict(tables[kind])


def _unknown(kind: str, ident: str, known: list[str]) -> str:
    near = closest(ident, known) or one_of(known, 20)
    return f"there is no {kind} {ident[:64]!r}. {near}".rstrip()
