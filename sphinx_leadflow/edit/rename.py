"""Gives something another id, in every file that names it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sphinx_leadflow.core.gates.ident import is_field_id, is_id
from sphinx_leadflow.core.keys import LEAD_KEYS, RESERVED
from sphinx_leadflow.core.kinds import Choice
from sphinx_leadflow.core.project import understand
from sphinx_leadflow.core.reading import entries
from sphinx_leadflow.core.slips import id_like
from sphinx_leadflow.core.suggest import closest, one_of
from sphinx_leadflow.core.syntax import Mapping, Scalar, is_empty
from sphinx_leadflow.edit.data import Data, Leaf
from sphinx_leadflow.edit.document import Document, Refused
from sphinx_leadflow.edit.mappings import put
from sphinx_leadflow.edit.mentions import ANY, Mention, in_lead, in_process, roles_in
from sphinx_leadflow.edit.render import inline, loose
from sphinx_leadflow.edit.splices import Splice, spliced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.core.model import Lead, Outcome, Pipeline, Process, Step
    from sphinx_leadflow.core.project import Loaded, Project
    from sphinx_leadflow.core.reading import Shape
    from sphinx_leadflow.core.source import Folder, Source

PLACES = ("step", "stage", "outcome")
KINDS = (*PLACES, "field", "role", "asset", "checklist")
"""What can be renamed."""

_WORDS = frozenset(key.name for key in LEAD_KEYS)


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


def rename(folder: Folder, what: Renaming, *, keep_former: bool) -> Folder:
    """The folder with another id everywhere, checked to mean the same as before.

    `keep_former` records the old id in `renamed_from`, so that links from elsewhere keep working.
    """
    whole = folder
    folder = _without_bystanders(folder, what)
    before = understand(folder)
    if before.diagnostics and any(one.severity.fails for one in before.diagnostics):
        first = next(one for one in before.diagnostics if one.severity.fails)
        raise Refused(f"the data has errors, the first at {first.span}; see leadflow check")
    assert folder.process is not None  # otherwise there was an error
    process = replace(folder.process, text=_in_process_text(folder.process.text, what, before))
    leads, private = (
        tuple(_in_lead_source(source, what, before) for source in sources)
        for sources in (folder.leads, folder.private)
    )
    changed = replace(folder, process=process, leads=leads, private=private)
    _check_same(before, understand(changed), what)
    if keep_former:
        text = _with_former(process.text, what)
        changed = replace(changed, process=replace(process, text=text))
        _check_same(before, understand(changed), what)
    after = {source.path: source for source in changed.leads}
    leads = tuple(after.get(source.path, source) for source in whole.leads)
    return replace(changed, leads=leads, unreadable=whole.unreadable)


def _without_bystanders(folder: Folder, what: Renaming) -> Folder:
    """The folder without leads that have errors, and cannot name what is renamed: they stay."""
    wrong = {one.span.path for one in understand(folder).diagnostics if one.severity.fails}
    aside = [
        source
        for source in folder.leads
        if source.path in wrong and what.old not in source.text and "\\" not in source.text
    ]
    unreadable = (*folder.unreadable, *(source.stem for source in aside))
    leads = tuple(source for source in folder.leads if source not in aside)
    return replace(folder, leads=leads, unreadable=unreadable)


def _in_process_text(text: str, what: Renaming, loaded: Loaded) -> str:
    document = Document(text)
    splices: dict[int, Splice] = {}
    for mention in in_process(document.root):
        for splice in _changes(document, mention, what, loaded.project.process):
            splices[splice.start] = splice
    return spliced(text, splices.values())


def _changes(
    document: Document, mention: Mention, what: Renaming, process: Process
) -> Iterator[Splice]:
    node = mention.node
    if mention.kind in ("prose", "template"):
        yield from _in_text(document, node, what, process)
        return
    if not _may_name(mention, what, process):
        return
    word = what.renamed(node.value.strip(), mention.home)
    if word is not None:
        yield _word(document, node, word)


def _may_name(mention: Mention, what: Renaming, process: Process) -> bool:
    if mention.kind == "contact":  # the addressee of a message: a role before a field
        is_role = mention.node.value in process.roles
        return ("role" if is_role else "field") in what.mentioned_as
    if mention.kind == "way":
        return what.is_place and mention.node.value not in mention.labels
    return mention.kind in what.mentioned_as


def _in_text(
    document: Document, node: Scalar, what: Renaming, process: Process
) -> Iterator[Splice]:
    """Roles of ours, and placeholders, inside a text."""
    start, end = document.start(node), document.end(node)
    raw = document.text[start:end]
    for splice in _in_roles(raw, what):
        yield Splice(start + splice.start, start + splice.end, splice.text)
    if _is_placeholder(what, process):
        for match in re.finditer(r"(?<=\{)" + re.escape(what.old) + r"(?=\})", raw):
            yield Splice(start + match.start(), start + match.end(), what.new)


def _in_roles(text: str, what: Renaming) -> Iterator[Splice]:
    names = [what.old]
    if what.is_place:
        names += [f"{home}/{what.old}" for home in sorted(what.homes) if home]
    for name in names:
        for _first, last in roles_in(text, what.role_names, name):
            yield Splice(last - len(what.old), last, what.new)


def in_page(text: str, what: Renaming) -> str:
    """A page of the handbook with the new id in its roles and directives."""
    return spliced(text, _in_roles(text, what))


def _is_placeholder(what: Renaming, process: Process) -> bool:
    """Whether `{old}` in a prepared text means this: a field before a role before an asset."""
    if "field" in what.mentioned_as:
        return True
    if what.old in process.fields:
        return False
    return what.kind == "role" or (what.kind == "asset" and what.old not in process.roles)


def _word(document: Document, node: Scalar, word: str) -> Splice:
    """An id in place of another, in the same quotes."""
    start, end = document.start(node), document.end(node)
    raw = document.text[start:end]
    at = raw.find(node.value.strip())
    if at < 0 or node.block:
        raise Refused(f"line {node.line}: an id is written in an unusual way; change it by hand")
    return Splice(start + at, start + at + len(node.value.strip()), word)


def _in_lead_source(source: Source, what: Renaming, loaded: Loaded) -> Source:
    """A lead's file with the new id."""
    if what.old not in source.text:
        return source
    document = Document(source.text)
    splices = [
        _word(document, mention.node, what.new)
        for mention in in_lead(document.root, _WORDS)
        if mention.kind in what.mentioned_as and mention.node.value.strip() == what.old
    ]
    lead = loaded.project.leads.get(source.stem)
    if what.is_place and lead is not None:
        splices += _moves(document, what, lead, source.path)
    return replace(source, text=spliced(source.text, splices)) if splices else source


def _moves(document: Document, what: Renaming, lead: Lead, path: str) -> Iterator[Splice]:
    events = (event for event in lead.history if event.span.path == path)
    homes = {event.span.start: event.pipeline for event in events}
    history = document.root.get("history")
    for line in entries(history) if history is not None else ():
        target = line.get("to") if isinstance(line, Mapping) else None
        if isinstance(target, Scalar) and not target.empty:
            word = what.renamed(target.value.strip(), homes.get(line.span.start, ""))
            if word is not None:
                yield _word(document, target, word)


def _check_same(before: Loaded, after: Loaded, what: Renaming) -> None:
    """Refuse if anything is wrong now that was not, or if a lead's history means something else."""
    failing = [one for one in after.diagnostics if one.severity.fails]
    if failing:
        raise Refused(f"{failing[0].span}: {failing[0].message}; change this by hand first")
    if _histories(before.project, what) != _histories(after.project, None):
        raise Refused("some lead's history would mean something else")


def _histories(project: Project, what: Renaming | None) -> dict[str, list[tuple[str, ...]]]:
    return {
        ident: [(str(one.date), one.pipeline, _id_of(one.to, what)) for one in lead.history]
        for ident, lead in project.leads.items()
    }


def _id_of(place: Step | Outcome | None, what: Renaming | None) -> str:
    if place is None:
        return ""
    renamed = what is not None and what.is_place and place.id == what.old
    in_home = renamed and what is not None and (not what.homes or place.pipeline in what.homes)
    return what.new if what is not None and in_home else place.id


def _with_former(text: str, what: Renaming) -> str:
    """The process text with the old id as `renamed_from` of the new one."""
    document = Document(text)
    for mention in in_process(document.root):
        right_home = not what.is_place or mention.home in what.homes or mention.home == ANY
        is_it = mention.defines and mention.kind in what.mentioned_as
        if is_it and right_home and mention.node.value == what.new:
            return _former_added(document, mention, what.old)
    raise Refused("the declaration of the new id was not found")


def _former_added(document: Document, mention: Mention, old: str) -> str:
    value = mention.value
    if isinstance(value, Mapping) and value.entries:
        former = value.get("renamed_from")
        nodes = list(entries(former)) if former is not None else []
        known = [loose(one.value) for one in nodes if isinstance(one, Scalar)]
        new: Data = [*known, loose(old)] if known else loose(old)
        splices = put(document, value, "renamed_from", new, ("title", "name", "renamed_from"))
        return spliced(document.text, splices)
    return spliced(document.text, [_as_mapping(document, mention, old)])


def _as_mapping(document: Document, mention: Mention, old: str) -> Splice:
    """`id: Title` becomes `id: {title: Title, renamed_from: old}`."""
    value = mention.value
    assert value is not None and mention.shape is not None  # it is a definition
    pairs: dict[str, Data] = {"renamed_from": loose(old)}
    if isinstance(value, Scalar) and not is_empty(value):
        pairs = {_stands_for(mention.shape, value.value): Leaf(value.value), **pairs}
    start, end = document.start(value), document.end(value)
    lead = " " if document.text[start - 1 : start] == ":" else ""
    return Splice(start, end, lead + inline(pairs))


def _stands_for(shape: Shape, word: str) -> str:
    """The key that a plain value stands for."""
    fixed = shape.key(shape.word_for)
    is_word = fixed is not None and isinstance(fixed.kind, Choice) and word in fixed.kind.words
    return shape.word_for if is_word else shape.short
