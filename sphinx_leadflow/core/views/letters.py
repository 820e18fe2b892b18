"""What a lead's step has ready: documents to copy, messages to send, whom to tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.core import words
from sphinx_leadflow.core.conditions import applies
from sphinx_leadflow.core.forge import copy_link, new_issue_link
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.gates.link import mail_link
from sphinx_leadflow.core.templates import Bit, Contact, contact, fill, flat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.core.model import Asset, Message, Tell
    from sphinx_leadflow.core.query import Snapshot
    from sphinx_leadflow.core.standing import Standing


@dataclass(frozen=True, slots=True)
class Document:
    """A template or a lead's own copy of it."""

    title: str
    url: str
    note: str
    kind: str
    own: bool
    copy: str = ""
    """A link that makes a copy of it, where its service has one."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A prepared message, filled in as far as it goes."""

    title: str
    to: str
    subject: str
    body: tuple[Bit, ...]
    mailto: str
    """A link that opens it in a mail program; empty if the address is not known."""
    note: str = ""


def documents(snapshot: Snapshot, one: Standing) -> Iterator[Document]:
    """The step's assets, this lead's own copies in their place where there are any."""
    for ident in one.step.assets if one.step else ():
        asset = snapshot.process.assets[ident]
        if not snapshot.project.withholds(asset):
            yield document(snapshot, one, asset)


def document(snapshot: Snapshot, one: Standing, asset: Asset) -> Document:
    """An asset as this lead has it: its own copy, or what to make one from."""
    own = one.facts.values.get(asset.own) if asset.own else None
    if isinstance(own, str):
        return Document(asset.title, own, "their own copy", asset.kind, True)
    if not asset.own:
        return Document(asset.title, asset.url, "the same for everyone", asset.kind, False)
    name = flat(fill(asset.name, snapshot, one)) if asset.name else ""
    issue = new_issue_link(asset.url, name or one.lead.name, _said_openly(snapshot, one))
    if issue:
        return Document(
            asset.title, issue, f"opens filled in, as “{name or one.lead.name}”", asset.kind, False
        )
    note = f"copy it, as “{name}”" if name else "make a copy"
    return Document(asset.title, asset.url, note, asset.kind, False, copy_link(asset.url))


def _said_openly(snapshot: Snapshot, one: Standing) -> dict[str, tuple[str, str]]:
    """What is known of a lead and not for the team alone: an issue may be read by anybody."""
    return {
        ident: (declared.title, words.atom(data, declared))
        for ident, declared in snapshot.process.fields.items()
        if not declared.private
        and declared.type not in ("lead", "person")
        and (data := one.facts.values.get(ident)) is not None
        and not isinstance(data, tuple)
    }


def own_copy(snapshot: Snapshot, lead: str, asset: str) -> str:
    """The link of a lead's own copy of an asset; empty if it has none."""
    field = snapshot.process.assets[asset].own
    data = snapshot.standings[lead].facts.values.get(field) if field else None
    return data if isinstance(data, str) else ""


def letter(snapshot: Snapshot, one: Standing, message: Message) -> Letter:
    """A message of the step, filled in for the lead."""
    person = contact(snapshot, one, message.to)
    subject = flat(fill(message.subject, snapshot, one))
    body = fill(message.text.strip(), snapshot, one)
    return Letter(
        message.title,
        person.name or person.email if person else "",
        subject,
        body,
        _mailto(person, subject, flat(body)),
    )


def _mailto(person: Contact | None, subject: str, text: str) -> str:
    if person is None or not person.email:
        return ""
    return mail_link(person.email, subject, text)


def tells_ahead(one: Standing) -> tuple[Tell, ...]:
    """The notifications of the step that the lead is at."""
    return tuple(
        tell for tell in (one.step.tell if one.step else ()) if applies(tell.when, one.facts)
    )


def told(snapshot: Snapshot, one: Standing, tell: Tell) -> Letter:
    """A notification as a prepared message."""
    role = snapshot.process.roles[tell.role]
    step = one.step.title if one.step else ""
    at = f"when this step is {'left' if tell.at == 'leave' else 'reached'}"
    why = f", because {tell.because}" if tell.because else ""
    subject = tell.subject or "{name}: " + step
    text = (
        tell.text
        or f"{{name}} {'has left' if tell.at == 'leave' else 'is now at'} "
        f"“{step}”.{f' You are told because {tell.because}.' if tell.because else ''}"
    )
    filled = fill(text.strip(), snapshot, one)
    title = flat(fill(subject, snapshot, one))
    person = contact(snapshot, one, tell.role)
    return Letter(
        role.title, role.title, title, filled, _mailto(person, title, flat(filled)), f"{at}{why}"
    )
