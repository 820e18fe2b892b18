"""`leadflow:agenda`: the page of the weekly meeting, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes

from sphinx_leadflow.core import words
from sphinx_leadflow.core.views.parts import Ref
from sphinx_leadflow.ext import markup
from sphinx_leadflow.ext.directive import LeadflowDirective
from sphinx_leadflow.ext.lead_text import lead_inline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_leadflow.core.views.agenda import AgendaView, Bucket, OwnerPoints, Point, Renewal
    from sphinx_leadflow.core.views.changes import Change
    from sphinx_leadflow.core.views.customers import Concern

FIRST_CHANGES = 12
"""So many changes are shown at once, the rest below a line that opens."""

FIRST_POINTS = 15
"""So many leads of one owner are shown at once, the most pressing first."""


FIRST_RENEWALS = 8
"""So many renewals of one bucket are shown at once."""


class AgendaDirective(LeadflowDirective):
    """What to speak about in the weekly meeting, and nothing else.

    What changed since the last one; for each owner the leads that are overdue, stale, past their
    wait, past a limit, stuck on something missing or due before the next meeting, each with the
    reason and with what is next; and the customers whose service ends.
    """

    known_options: ClassVar[dict[str, str]] = {
        "since": "The day of the last meeting, such as 2026-11-16; otherwise that follows from "
        "`days`. What was written on that very day is told again, rather than never.",
        "days": "How many days lie between two meetings. If it is left out the team meets on the "
        "weekday that `meeting:` under `figures:` names, or every 7 days.",
        "pipeline": "Only leads in these pipelines.",
        "owner": "Only leads of these people.",
    }

    def show(self) -> list[nodes.Node]:
        """The day, how much there is, then three sections::

        paragraph .lf-lead-sub
        paragraph .lf-tally
        section: bullet_list .lf-changes
        section: a section for each owner, with a bullet_list .lf-points
        section: bullet_list .lf-attention
        section: bullet_list .lf-buckets
        """
        view: AgendaView = self.reading.ask(
            "agenda",
            self.day("since"),
            self.number("days", 0),
            self.ids("pipeline", "pipeline"),
            self.ids("owner", "person"),
        )
        sections = [self._changed(view), self._by_owner(view)]
        if view.concerns:
            sections.append(self._customers(view))
        if view.buckets:
            sections.append(self._renewals(view))
        return [
            markup.para(
                f"{view.today}. Last meeting: {view.since}.", classes=["lf-lead-sub", "lf-when-now"]
            ),
            _tally(view),
            *sections,
        ]

    def _changed(self, view: AgendaView) -> nodes.section:
        rows = [self._change(one) for one in view.changes]
        content = listed(rows, FIRST_CHANGES, "lf-changes", "more changes")
        return markup.section(
            "agenda-changed",
            [markup.text("Changed since the last meeting")],
            *(content or [markup.para("Nothing was written.", classes=["lf-muted"])]),
            classes=["lf-agenda"],
        )

    def _change(self, one: Change) -> nodes.list_item:
        name = markup.inline(markup.link(one.lead, self.docname), classes=["lf-point-name"])
        note = lead_inline(one.note)
        if one.kind == "note" and note:
            content: list[nodes.Node] = [markup.para(name, ": ", *note)]
            content.append(markup.para(one.when, classes=["lf-sub"]))
        else:
            said: list[nodes.Node | str] = [": ", *note] if note else []
            content = [markup.para(name, " ", *linked(one.words, self.docname))]
            content.append(markup.para(one.when, *said, classes=["lf-sub"]))
        return markup.item(*content, classes=["lf-change", f"lf-change-{one.kind}"])

    def _by_owner(self, view: AgendaView) -> nodes.section:
        content: list[nodes.Node] = [self._owner(one) for one in view.owners]
        return markup.section(
            "agenda-by-owner",
            [markup.text("By owner")],
            *(content or [markup.para("No lead needs a word.", classes=["lf-muted"])]),
            classes=["lf-agenda"],
        )

    def _owner(self, view: OwnerPoints) -> nodes.section:
        leads = words.count(view.leads, "open lead")
        rows = [markup.item(*self._point(one), classes=["lf-point"]) for one in view.points]
        return markup.section(
            f"agenda-of-{view.id or 'nobody'}",
            [markup.text(view.name)],
            markup.para(f"{leads}, {len(view.points)} to speak about", classes=["lf-sub"]),
            *listed(rows, FIRST_POINTS, "lf-points", "more leads, less pressing"),
            classes=["lf-agenda-owner"],
        )

    def _point(self, one: Point) -> list[nodes.Node]:
        """Who and why; what is next and what is in the way; when::

        container: paragraph, paragraph .lf-sub …
        container: paragraph, paragraph .lf-sub
        container .lf-point-due
        """
        why = [markup.para(text, classes=["lf-sub"]) for text in one.why]
        return [
            markup.box(
                markup.para(markup.link(one.lead, self.docname), classes=["lf-point-name"]), *why
            ),
            markup.box(*self._next(one)),
            *self._due(one),
        ]

    def _next(self, one: Point) -> list[nodes.Node]:
        found: list[nodes.Node] = []
        if one.action:
            found.append(markup.para(*lead_inline(one.action)))
        elif one.step:
            found.append(markup.para(markup.link(one.step, self.docname)))
        if one.missing:
            found.append(markup.para(one.missing, classes=["lf-sub"]))
        return found

    def _due(self, one: Point) -> list[nodes.Node]:
        found: list[nodes.Node] = []
        if one.due:
            found.append(markup.para(markup.aside("due "), one.due))
        if one.badges:
            found.append(markup.para(*markup.between([markup.badge(b) for b in one.badges], " ")))
        return [markup.box(*found, classes=["lf-point-due"])] if found else []

    def _customers(self, view: AgendaView) -> nodes.section:
        rows = [markup.item(*concern(one, self.docname)) for one in view.concerns]
        return markup.section(
            "agenda-customers",
            [markup.text("Customers who need attention")],
            *listed(rows, FIRST_CHANGES, "lf-attention", "more"),
            classes=["lf-agenda"],
        )

    def _renewals(self, view: AgendaView) -> nodes.section:
        return markup.section(
            "agenda-renewals",
            [markup.text("Renewals")],
            markup.bullets(
                *(self._bucket(one) for one in view.buckets if one.renewals), classes=["lf-buckets"]
            )
            if any(one.renewals for one in view.buckets)
            else markup.para("No service ends within the next 180 days.", classes=["lf-muted"]),
            classes=["lf-agenda"],
        )

    def _bucket(self, view: Bucket) -> list[nodes.Node]:
        head = markup.para(
            markup.strong(view.title),
            " ",
            markup.inline(str(len(view.renewals)), classes=["lf-number"]),
            classes=["lf-bucket-head"],
        )
        rows = [markup.item(*self._renewal(one)) for one in view.renewals]
        return [head, *listed(rows, FIRST_RENEWALS, "lf-bucket", "more")]

    def _renewal(self, one: Renewal) -> list[nodes.Node]:
        found: list[nodes.Node] = [
            markup.para(markup.link(one.lead, self.docname)),
            markup.para(f"{one.date}, ", *linked(one.words, self.docname), classes=["lf-sub"]),
        ]
        if one.badges:
            found.append(markup.para(*(markup.badge(badge) for badge in one.badges)))
        return found


def _tally(view: AgendaView) -> nodes.paragraph:
    """`2 overdue`, `1 stale`, and how many leads need a word."""
    row: list[nodes.Node | str] = []
    for badge in view.tallies:
        row += [markup.badge(badge), " "]
    words_ = f"{view.spoken} of {words.count(view.open, 'open lead')} to speak about"
    row.append(markup.inline(words_, classes=["lf-badge", "lf-list"]))
    return markup.para(*row, classes=["lf-tally"])


def concern(one: Concern, docname: str) -> list[nodes.Node]:
    """Why a customer needs attention: a badge, the name, a sentence."""
    return [
        markup.para(markup.badge(one.badge)),
        markup.para(markup.link(one.lead, docname), classes=["lf-point-name"]),
        markup.para(one.text, classes=["lf-sub"]),
    ]


def linked(pieces: Sequence[str | Ref], docname: str) -> list[nodes.Node]:
    """A sentence whose references are links."""
    return [
        markup.link(one, docname) if isinstance(one, Ref) else markup.text(one) for one in pieces
    ]


def listed(rows: Sequence[nodes.list_item], first: int, name: str, more: str) -> list[nodes.Node]:
    """A list; where it is long, what comes later is below a line that opens."""
    if not rows:
        return []
    if len(rows) <= first + 3:  # a line to open is not worth it for three
        return [markup.bullets(*rows, classes=[name])]
    rest = markup.bullets(*rows[first:], classes=[name])
    line = markup.summary("", "", markup.text(f"{len(rows) - first} {more}"))
    return [
        markup.bullets(*rows[:first], classes=[name]),
        markup.details("", line, rest, classes=["lf-more"]),
    ]
