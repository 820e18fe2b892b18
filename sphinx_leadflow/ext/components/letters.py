"""Parts of a lead's page to work with: documents, messages, notifications, the contact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_leadflow.core.gates.link import mail_link
from sphinx_leadflow.ext import markup

if TYPE_CHECKING:
    from sphinx_leadflow.core.templates import Bit, Contact
    from sphinx_leadflow.core.views.letters import Document, Letter


def contact_node(view: Contact) -> nodes.Node:
    """A name with links that call and write."""
    bits: list[nodes.Node | str] = [view.name] if view.name else []
    links = (
        (view.phone, markup.phone_link(view.phone)),
        (
            view.email,
            markup.web_link(view.email, mail_link(view.email)),
        ),
    )
    for value, node in links:
        if value:
            bits += [", "] if bits else []
            bits.append(node)
    return markup.inline(*bits, classes=["lf-contact"])


def document_nodes(view: Document) -> list[nodes.Node]:
    """A template to copy, or the lead's own copy."""
    row: list[nodes.Node | str] = [
        markup.web_link(view.title, view.url),
        " ",
        markup.inline(view.note, classes=["lf-sub"]),
    ]
    if view.copy:
        row += [" ", markup.web_link("Make a copy", view.copy)]
    return [markup.para(*row, classes=["lf-document", f"lf-asset-{view.kind}"])]


def letter_nodes(view: Letter, heading: str) -> list[nodes.Node]:
    """A rubric, then a box: to, subject, and the text with its gaps marked."""
    head = markup.rows(
        [
            ("to", "To", [markup.text(view.to or "nobody yet")]),
            ("subject", "Subject", [markup.text(view.subject)]),
        ],
        ["lf-letter-head"],
    )
    body = markup.box(*_letter_text(view.body), classes=["lf-letter-text"])
    top = markup.box(head, classes=["lf-letter-top"])
    if view.mailto:
        top.append(
            markup.para(
                nodes.reference(
                    "", "", nodes.Text("Open in e-mail"), refuri=view.mailto, internal=False
                ),
                classes=["lf-letter-send"],
            )
        )
    return [
        nodes.rubric("", "", markup.text(heading)),
        markup.box(top, body, classes=["lf-letter"]),
    ]


def tell_nodes(view: Letter) -> list[nodes.Node]:
    """Who is told and why; the message opens below."""
    line = markup.summary(
        "",
        "",
        markup.strong(view.title),
        markup.text(f" is told {view.note}. "),
        markup.inline("See the message", classes=["lf-see"]),
    )
    parts = letter_nodes(view, "")[1:]
    return [markup.details("", line, *parts, classes=["lf-tell"])]


def _letter_text(bits: tuple[Bit, ...]) -> list[nodes.Node]:
    """Paragraphs of a prepared text; what is still to be filled in is marked."""
    paragraphs: list[list[nodes.Node]] = [[]]
    for bit in bits:
        for number, chunk in enumerate(bit.text.split("\n\n")):
            if number:
                paragraphs.append([])
            if not chunk:
                continue
            kinds = {"gap": ["lf-gap"], "value": ["lf-value"]}
            classes = kinds.get(bit.kind)
            words = f"[{chunk}]" if bit.kind == "gap" else chunk
            paragraphs[-1].append(
                markup.inline(words, classes=classes) if classes else markup.text(words)
            )
    return [nodes.paragraph("", "", *row) for row in paragraphs if row]
