"""The leads as Markdown pages: a table of all of them, and a page for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.core import words as say
from sphinx_leadflow.core.gates.markdown import code
from sphinx_leadflow.core.query import Selection, group, select
from sphinx_leadflow.core.standing import State
from sphinx_leadflow.core.templates import flat
from sphinx_leadflow.core.views.lead import lead_view
from sphinx_leadflow.core.views.parts import Ref, lead_ref, state_badges
from sphinx_leadflow.core.views.table import cell
from sphinx_leadflow.papers.flavour import web_link, words
from sphinx_leadflow.papers.process import way_words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from sphinx_leadflow.core.standing import Standing
    from sphinx_leadflow.core.views.catalogue import ChecklistView, QuestionView
    from sphinx_leadflow.core.views.demands import Demand
    from sphinx_leadflow.core.views.lead import EventView, Fact, LeadView
    from sphinx_leadflow.core.views.letters import Document, Letter
    from sphinx_leadflow.papers.book import Page

_TICKS = {"yes": "yes", "no": "no", "open": "not answered"}
_OPEN_HEADS = ("Lead", "Next action", "Owner", "Since", "Due", "Missing")
_ENDED_HEADS = ("Lead", "Outcome", "Owner", "Since")


def leads_page(page: Page) -> str:
    """Open leads by stage, then those that ended, the latest first."""
    everyone = select(page.snapshot, Selection())
    open_ones = tuple(one for one in everyone if one.outcome is None)
    ended = tuple(one for one in everyone if one.outcome is not None)
    lines: list[str] = []
    for title, rows in group(page.snapshot, open_ones, "stage"):
        lines += [f"## {words(title)}", "", say.count(len(rows), "lead"), ""]
        lines += page.flavour.table(_OPEN_HEADS, [_open_row(page, one) for one in rows])
    if ended:
        lines += ["## Ended", "", say.count(len(ended), "lead"), ""]
        lines += page.flavour.table(_ENDED_HEADS, [_ended_row(page, one) for one in ended])
    return page.text("Leads", lines or ["There are no leads yet."])


def _open_row(page: Page, one: Standing) -> list[str]:
    missing = cell(page.snapshot, one, "missing")
    return [
        page.ref(lead_ref(one)),
        _action(page, one),
        _owner(page, one),
        _date(one.since),
        _date(one.due),
        ", ".join(words(piece.text) for piece in missing.pieces),
    ]


def _ended_row(page: Page, one: Standing) -> list[str]:
    state = ", ".join(words(badge.text) for badge in state_badges(page.snapshot, one))
    return [page.ref(lead_ref(one)), state, _owner(page, one), _date(one.since)]


def _action(page: Page, one: Standing) -> str:
    """The next action in the editor's words, else the step at which the lead stands."""
    found = cell(page.snapshot, one, "next")
    if found.pieces:
        return words(found.pieces[0].text)
    if one.state is State.BROKEN:
        return "its file has an error"
    return page.ref(found.ref) if found.ref else ""


def _owner(page: Page, one: Standing) -> str:
    person = page.snapshot.process.people.get(one.lead.owner)
    return words(person.name) if person else ""


def _date(day: dt.date | None) -> str:
    return say.day(day) if day else ""


def lead_page(page: Page, ident: str) -> str:
    """One lead: where it stands, what is next, what is missing, and everything that is known."""
    view, one = lead_view(page.snapshot, ident), page.snapshot.standings[ident]
    if one.state is State.BROKEN:
        why = ["The file of this lead has an error: `leadflow check` says where."]
        return page.text(view.title, page.flavour.banner("error", "", why))
    return page.text(
        view.title,
        [
            *_head(page, view, one),
            *_next(page, view),
            *_missing(view),
            *_checklists(page, view.checklists),
            *_history(page, view.history),
            *_known(page, view),
            *_related(page, view),
        ],
    )


def _head(page: Page, view: LeadView, one: Standing) -> Iterator[str]:
    first = [view.organisation if view.organisation != view.title else "", view.called]
    described = ", ".join(words(part) for part in first if part)
    badges = page.badges(view.badges)
    if described or badges:
        yield from (". ".join(part for part in (described, badges) if part), "")
    stages = [
        f"**{page.ref(stage.ref)}** ({stage.note})"
        if stage.state == "now"
        else f"{page.ref(stage.ref)} ({stage.note})"
        for stage in view.progress
    ]
    if stages:
        yield from (" → ".join(stages), "")
    yield f"- **Owner:** {words(view.owner) if view.owner else 'nobody'}"
    if one.since:
        yield f"- **{'In this step since' if one.step else 'Ended'}:** {_date(one.since)}"
    if one.lead.waiting and one.outcome is None:
        reason = f": {words(one.lead.waiting.reason)}" if one.lead.waiting.reason else ""
        yield f"- **Waiting until:** {_date(one.lead.waiting.until)}{reason}"
    if view.aliases:
        yield f"- **Also called:** {', '.join(words(name) for name in view.aliases)}"
    yield ""


def _next(page: Page, view: LeadView) -> Iterator[str]:
    """The next action, the handbook's own text for it, and what there is to work with."""
    if view.step is None and not view.action and not view.due:
        return
    step = Ref("step", view.step.id, view.step.title) if view.step else None
    action = words(view.action) if view.action else page.ref(step) if step else ""
    yield from ("## Next action", "")
    due = f", due {view.due}" if view.due else ""
    yield from (f"**{action or 'Decide how it goes on'}**{due}", "")
    if view.step is not None:
        if view.action and step:
            yield from (f"The step: {page.ref(step)}", "")
        yield from page.prose(view.step.text)
    if view.documents:
        yield from (*(_document(one) for one in view.documents), "")
    for letter in view.letters:
        yield from _letter(page, letter, f"Message: {letter.title}")
    for told in view.tells:
        yield from _letter(page, told, f"Tell {told.title}")
    if view.ways:
        yield from ("Then:", "", *(f"- {way_words(page, way)}" for way in view.ways), "")


def _document(one: Document) -> str:
    name = web_link(one.title, one.url) if one.url else words(one.title)
    copy = f", {web_link('make a copy', one.copy)}" if one.copy else ""
    return f"- {name} ({words(one.note)}{copy})"


def _letter(page: Page, letter: Letter, title: str) -> Iterator[str]:
    """A prepared message in a block that can be copied, with its gaps in square brackets."""
    note = f" {words(letter.note)}" if letter.note else ""
    to = f" to {words(letter.to)}" if letter.to and letter.to != letter.title else ""
    yield from (f"**{words(title)}**{to}{note}", "")
    yield from (f"Subject: {words(letter.subject)}", "", *_block(flat(letter.body)), "")


def _block(text: str) -> list[str]:
    """A text as it is, indented: nothing in it can end the block."""
    lines = text.replace("\r\n", "\n").split("\n")
    return [f"    {line}".rstrip() for line in lines]


def _missing(view: LeadView) -> Iterator[str]:
    wanted = [one for one in view.demands if not one.done]
    if wanted:
        done = len(view.demands) - len(wanted)
        are = "is" if done == 1 else "are"
        yield from ("## Missing before it can move on", "")
        yield from (f"{done} of {len(view.demands)} {are} filled in.", "")
        yield from (*(_demand(one) for one in wanted), "")


def _demand(one: Demand) -> str:
    names = " ".join(code(name) for name in one.fields)
    return f"- **{words(one.title)}** {names}{' (team only)' if one.private else ''}"


def _checklists(page: Page, views: Sequence[ChecklistView]) -> Iterator[str]:
    for view in views:
        yield from (f"## {words(view.title)}", "")
        yield from (*(_answer(one) for one in view.questions), "")


def _answer(one: QuestionView) -> str:
    answer = f": {words(one.answer)}" if one.answer else ""
    return f"- **{words(one.title)}** ({_TICKS[one.state]}){answer}"


def _history(page: Page, events: Sequence[EventView]) -> Iterator[str]:
    if events:
        yield from ("## History", "", *(_event(page, one) for one in events), "")


def _event(page: Page, one: EventView) -> str:
    """`- 18 Nov 2026: Moved to Send a quote (Amara Okafor): they answered within a day`."""
    place = f" {page.ref(one.place)}" if one.place else ""
    details = f": {words(one.details)}" if one.details else ""
    by = f" ({words(one.by)})" if one.by else ""
    note = f": {words(one.note)}" if one.note else ""
    return f"- {one.date}: {words(one.what)}{place}{details}{by}{note}"


def _known(page: Page, view: LeadView) -> Iterator[str]:
    if view.facts:
        yield from ("## All that is known", "")
        yield from (f"- **{words(one.title)}:** {_value(page, one)}" for one in view.facts)
        yield ""
    if view.empty:
        yield from (f"Still empty: {', '.join(words(one) for one in view.empty)}", "")


def _value(page: Page, fact: Fact) -> str:
    """A value; of records each in one line, its parts by name."""
    if not fact.records:
        return page.pieces(fact.pieces)
    lines = []
    for record in fact.records:
        parts = [
            f"{words(head)}: {page.pieces(pieces)}"
            for head, pieces in zip(fact.heads, record, strict=True)
            if pieces
        ]
        lines.append(f"  - {'; '.join(parts)}")
    return "\n" + "\n".join(lines)


def _related(page: Page, view: LeadView) -> Iterator[str]:
    if view.related:
        yield from ("## Related leads", "")
        yield from (*(f"- {words(label)}: {page.ref(ref)}" for label, ref in view.related), "")
