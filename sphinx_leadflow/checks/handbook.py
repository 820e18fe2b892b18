"""The handbook's own words, as a finding quotes them: plain, and no more than a sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_leadflow.core.diagnostic import Related

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx_leadflow.core.model import (
        Asset,
        Checklist,
        Field,
        Process,
        Requirement,
        Role,
    )
    from sphinx_leadflow.core.text import Text

_ROLE = re.compile(r"\{(?:leadflow:)?([\w&-]+)\}`([^`]*)`")
_TARGET = re.compile(r"(.*?)\s*<([^<>]+)>")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"[*`]+|(?<!\w)_+|_+(?!\w)")
_END = re.compile(r"(?<=[.!?])\s+(?=[^\sa-z])")
_LONGEST = 160


def quote(text: Text, process: Process) -> str:
    """The first sentence of a text, in quotation marks."""
    paragraph = text.value.strip().partition("\n\n")[0]
    flat = _LINK.sub(r"\1", _ROLE.sub(lambda match: _shown(match, process), paragraph))
    sentence = _END.split(" ".join(_MARKS.sub("", flat).split()), maxsplit=1)[0]
    if len(sentence) > _LONGEST:
        sentence = sentence[: sentence.rfind(" ", 0, _LONGEST)] + " …"
    return f"“{sentence}”"


def _shown(match: re.Match[str], process: Process) -> str:
    """What a role in a text shows: its own words, or the title of what it names."""
    kind, content = match[1], match[2]
    explicit = _TARGET.fullmatch(content)
    return (
        explicit[1] if explicit else _titles(kind, process).get(process.now(kind, content), content)
    )


def _titles(kind: str, process: Process) -> dict[str, str]:
    tables: dict[str, Mapping[str, Role | Field | Asset | Checklist]] = {
        "role": process.roles,
        "field": process.fields,
        "asset": process.assets,
        "checklist": process.checklists,
    }
    if kind == "step":
        return {step.id: step.title for step in process.steps()}
    return {one.id: one.title for one in tables.get(kind, {}).values()}


def asked(field: Field, requirement: Requirement | None, process: Process) -> tuple[Related, ...]:
    """The sentence of the handbook that explains a field, or the place that asks for it."""
    if field.text is not None:
        return (Related(field.text.span, f"the handbook: {quote(field.text, process)}"),)
    if requirement is not None and requirement.span is not None:
        return (Related(requirement.span, "asked for here"),)
    return (Related(field.span, "declared here"),)


def mentions(process: Process) -> frozenset[tuple[str, str]]:
    """Everything that a text of the process links to or names, as kind and today's id."""
    found: set[tuple[str, str]] = set()
    for text in texts(process):
        for kind, content in _ROLE.findall(text.value):
            explicit = _TARGET.fullmatch(content)
            found.add((kind, process.now(kind, explicit[2] if explicit else content)))
    for template in _templates(process):
        for name in re.findall(r"\{([\w-]+)\}", template):
            found |= {(kind, process.now(kind, name)) for kind in ("field", "role", "asset")}
    return frozenset(found)


def texts(process: Process) -> Iterator[Text]:
    """Every MyST text of the process."""
    things: list[object] = [process]
    for table in (process.people, process.roles, process.assets, process.fields):
        things += table.values()
    for field in process.fields.values():
        things += [*field.options.values(), *field.parts]
        for part in field.parts:
            things += part.options.values()
    for checklist in process.checklists.values():
        things += [checklist, *checklist.items.values()]
    for pipeline in process.pipelines.values():
        things += [pipeline, *pipeline.stages, *pipeline.steps.values()]
        for outcome in pipeline.outcomes.values():
            things += [outcome, *outcome.reasons.values()]
    for thing in (*things, *process.notices.values()):
        for name in ("text", "purpose", "until"):
            text = getattr(thing, name, None)
            if text is not None:
                yield text


def _templates(process: Process) -> Iterator[str]:
    """Every text whose placeholders are replaced."""
    for step in process.steps():
        for message in step.messages:
            yield from (message.subject, message.text)
        for tell in step.tell:
            yield from (tell.because, tell.subject, tell.text)
    for pipeline in process.pipelines.values():
        for outcome in pipeline.outcomes.values():
            for tell in outcome.tell:
                yield from (tell.because, tell.subject, tell.text)
    yield from (asset.name for asset in process.assets.values())
