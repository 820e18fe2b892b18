"""Working papers of a lead: what its documents are called, and its messages ready to send."""

from __future__ import annotations

from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING

from sphinx_leadflow.core.gates.markdown import code
from sphinx_leadflow.core.templates import Contact, contact, fill, flat
from sphinx_leadflow.core.views.letters import document, letter
from sphinx_leadflow.papers.flavour import web_link, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.core.model import Asset, Message, Step
    from sphinx_leadflow.core.query import Snapshot
    from sphinx_leadflow.core.standing import Standing
    from sphinx_leadflow.papers.book import Page

MARK = "Made by leadflow export papers"
"""What every paper begins with, the messages in a header."""

_POLICY = SMTP.clone(linesep="\n", max_line_length=None)
"""Headers as the standard asks, lines as files here have them. A folded subject is hard to read."""


def working_papers(page: Page, one: Standing) -> dict[str, str]:
    """The papers of a lead by name: `papers.md`, and a message that mail programs open as a draft.

    They are made for the step at which the lead is and for those ahead of it.
    """
    steps = _ahead(one)
    found = {"papers.md": _overview(page, one, steps)}
    for step in steps:
        for message in step.messages:
            found[f"{step.id}-{message.id}.eml"] = _draft(page.snapshot, one, message)
    return found


def _ahead(one: Standing) -> list[Step]:
    if one.pipeline is None or one.step is None:
        return []
    order = list(one.pipeline.steps.values())
    return order[order.index(one.step) :]


def _overview(page: Page, one: Standing, steps: list[Step]) -> str:
    lines = ["## Names and documents", ""]
    lines += [_document(page.snapshot, one, asset) for asset in _assets(page.snapshot, steps)]
    lines += ["", "## Messages", ""]
    for step in steps:
        for message in step.messages:
            made = letter(page.snapshot, one, message)
            name = f"{step.id}-{message.id}.eml"
            gaps = sorted({bit.text for bit in made.body if bit.kind == "gap"})
            note = f" (still open: {', '.join(words(gap) for gap in gaps)})" if gaps else ""
            lines.append(f"- [{words(made.subject)}]({name}){note}")
    return page.text(one.lead.name, lines, f"<!-- {MARK}. -->")


def _assets(snapshot: Snapshot, steps: list[Step]) -> Iterator[Asset]:
    """What the steps use and each lead has a copy of."""
    for ident in dict.fromkeys(ident for step in steps for ident in step.assets):
        asset = snapshot.process.assets[ident]
        if asset.own and not snapshot.project.withholds(asset):
            yield asset


def _document(snapshot: Snapshot, one: Standing, asset: Asset) -> str:
    """`- Price quote template: `Acme: price quote`, make a copy`."""
    made = document(snapshot, one, asset)
    name = flat(fill(asset.name, snapshot, one)) if asset.name else ""
    called = f": {code(name)}" if name else ""
    sort = "their own copy" if made.own else "the original" if made.copy else "open it"
    links = [web_link(sort, made.url)]
    if made.copy:
        links.append(web_link("make a copy", made.copy))
    shown = ", ".join(links) if made.url else "no link"
    return f"- **{words(asset.title)}**{called} ({shown})"


def _draft(snapshot: Snapshot, one: Standing, message: Message) -> str:
    """A message as a file that mail programs open for sending (`X-Unsent`), without a date."""
    made, person = letter(snapshot, one, message), contact(snapshot, one, message.to)
    mail = EmailMessage(_POLICY)
    mail["X-Made-By"] = MARK
    mail["X-Unsent"] = "1"
    if person is not None and person.email:
        mail["To"] = _address(person)
    mail["Subject"] = " ".join(made.subject.split())
    mail.set_content(flat(made.body) + "\n", charset="utf-8", cte="8bit")
    return mail.as_bytes().decode("utf-8")


def _address(person: Contact) -> Address | str:
    """A name and an address; one that mail has no form for stands there as it is."""
    try:
        return Address(" ".join(person.name.split()), addr_spec=person.email)
    except (ValueError, IndexError, HeaderParseError):
        return " ".join(person.email.split())
