"""Gives something another id, in every file that names it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_leadflow.core.keys import LEAD_KEYS
from sphinx_leadflow.core.kinds import Choice
from sphinx_leadflow.core.project import understand
from sphinx_leadflow.core.reading import entries
from sphinx_leadflow.core.syntax import Mapping, Scalar, is_empty
from sphinx_leadflow.edit.data import Data, Leaf
from sphinx_leadflow.edit.document import Document, Refused
from sphinx_leadflow.edit.mappings import put
from sphinx_leadflow.edit.mentions import ANY, Mention, in_lead, in_process, roles_in
from sphinx_leadflow.edit.renaming import Renaming
from sphinx_leadflow.edit.render import inline, loose
from sphinx_leadflow.edit.splices import Splice, spliced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.core.model import Lead, Outcome, Process, Step
    from sphinx_leadflow.core.project import Loaded, Project
    from sphinx_leadflow.core.reading import Shape
    from sphinx_leadflow.core.source import Folder, Source

_WORDS = frozenset(key.name for key in LEAD_KEYS)


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
    if what is None or not what.is_place or place.id != what.old:
        return place.id
    return what.new if not what.homes or place.pipeline in what.homes else place.id


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
