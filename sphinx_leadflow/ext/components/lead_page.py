"""`leadflow:lead`: one lead; on its own page with a title and sections."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes

from sphinx_leadflow.core.views.parts import Badge, Ref
from sphinx_leadflow.ext import markup
from sphinx_leadflow.ext.components.checklist import answered_nodes
from sphinx_leadflow.ext.components.letters import (
    contact_node,
    document_nodes,
    letter_nodes,
    tell_nodes,
)
from sphinx_leadflow.ext.components.process import way_line
from sphinx_leadflow.ext.directive import LeadflowDirective
from sphinx_leadflow.ext.lead_text import lead_inline, lead_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.core.templates import Contact
    from sphinx_leadflow.core.views.demands import Demand
    from sphinx_leadflow.core.views.lead import (
        EventView,
        Fact,
        LeadView,
        StageProgress,
    )

FEW_STAGES = 5
"""Up to so many stages there is room for the name of each."""

_PROGRESS = {"passed": "skipped", "left": "left from here"}
"""What the states of a step on a lead's way are called where their names do not say it."""


class LeadDirective(LeadflowDirective):
    """One lead: where it stands, what is next, what is missing, its checklists, its history.

    On a lead's own page, which is generated, it makes the page's title and sections;
    elsewhere it is a panel.
    """

    argument = "lead"
    known_options: ClassVar[dict[str, str]] = {
        "page": "Make the page's title and sections, as on the generated pages.",
        "title": "Put the lead's name above, as a link to its page.",
    }

    def show(self) -> list[nodes.Node]:
        """A page or a panel."""
        ref = self.named()
        if ref is None:
            return []
        view: LeadView = self.reading.ask("lead", ref.id)
        self.env.temp_data["leadflow_lead"] = ref.id
        try:
            return self._page(view) if "page" in self.options else self._panel(view)
        finally:
            self.env.temp_data.pop("leadflow_lead", None)

    def _page(self, view: LeadView) -> list[nodes.Node]:
        """The page::

        section .lf-lead
            title
            paragraph .lf-lead-sub
            bullet_list .lf-progress
            section .lf-next
            field_list .lf-glance
            section …
        """
        anchor = self.shows("lead", view.ref.id, view.title, f"lead-{view.ref.id}")
        parts = [
            part
            for part in (
                self._next(view),
                self._missing(view),
                *self._checklists(view),
                self._history(view),
                self._facts(view),
                self._related(view),
            )
            if part is not None
        ]
        head = [*self._edit(view), *self._sub(view), *self._progress(view)]
        if parts and "lf-next" in parts[0]["classes"]:
            head.append(parts.pop(0))
        else:
            head += self._whom_to_call(view)
        page = markup.section(
            anchor,
            [markup.text(view.title)],
            *head,
            *self._glance(view),
            *parts,
            classes=["lf-lead"],
        )
        self.env.metadata[self.docname]["description"] = self._description(view)
        return [page]

    def _edit(self, view: LeadView) -> list[nodes.Node]:
        """The way to the lead's file."""
        if not view.edit:
            return []
        return [
            markup.para(markup.edit_link(view.edit, "this lead", spelt_out=True), classes=["lf-do"])
        ]

    def _panel(self, view: LeadView) -> list[nodes.Node]:
        """Where the lead stands and what is next, without sections."""
        found: list[nodes.Node] = []
        if "title" in self.options:
            found.append(
                markup.para(markup.link(view.ref, self.docname), classes=["lf-panel-name"])
            )
        found += self._sub(view) + self._progress(view)
        if view.step is not None:
            found.append(markup.para(markup.strong("Next action: "), self._action(view)))
        found += self._glance(view)
        if any(not one.done for one in view.demands):
            found += [
                markup.para(markup.strong("Missing before it can move on")),
                self._demand_list(view),
            ]
        for checklist in view.checklists:
            found += [markup.para(markup.strong(checklist.title)), *answered_nodes(self, checklist)]
        return [markup.box(*found, classes=["lf-lead", "lf-lead-panel"])]

    def _description(self, view: LeadView) -> str:
        """What search engines and link previews say of the page."""
        where = view.step.title if view.step else ", ".join(one.text for one in view.badges)
        return f"Lead: {view.title}. {where}".strip(". ")

    def _sub(self, view: LeadView) -> list[nodes.Node]:
        """Organisation, what the lead is called here, state."""
        if view.state == "broken":
            return [
                markup.admonition(
                    "error",
                    "This lead's file has an error",
                    markup.para(
                        f"{view.file} could not be understood. The log of the build and ",
                        markup.code("leadflow check"),
                        " say where, and what would be right.",
                    ),
                )
            ]
        row: list[nodes.Node | str] = []
        if view.organisation and view.organisation != view.title:
            row.append(f"{view.organisation}. ")
        if view.called:
            row.append(f"{_article(view.called)} {view.called}. ")
        if view.aliases:
            row.append(f"Also called {', '.join(view.aliases)}. ")
        for badge in view.badges:
            row += [markup.badge(badge), " "]
        return [markup.para(*row, classes=["lf-lead-sub"])] if row else []

    def _progress(self, view: LeadView) -> list[nodes.Node]:
        """Stages as segments: done, now, ahead; in words for those who cannot see them."""
        if not view.progress or view.state == "broken":
            return []
        items = []
        many = len(view.progress) > FEW_STAGES
        for stage in view.progress:
            steps = markup.bullets(
                *(
                    markup.item(
                        markup.para(markup.aside(f"{ref.title} ({_PROGRESS.get(state, state)})")),
                        classes=["lf-seg", f"lf-seg-{state}"],
                    )
                    for ref, state in stage.steps
                ),
                classes=["lf-segments"],
            )
            items.append(
                markup.item(
                    self._stage_name(stage, many), steps, classes=["lf-at", f"lf-at-{stage.state}"]
                )
            )
        looks = [f"lf-{view.state}", *(["lf-many"] if many else [])]
        return [markup.bullets(*items, classes=["lf-progress", *looks])]

    def _stage_name(self, stage: StageProgress, many: bool) -> nodes.paragraph:
        """The stage's title and note; where there are many, only the one where the lead is."""
        if many and stage.state != "now":
            return markup.para(markup.aside(f"{stage.ref.title} {stage.note}".strip()))
        head = markup.para(markup.link(stage.ref, self.docname), classes=["lf-at-name"])
        if stage.note:
            head += [nodes.Text(" "), markup.inline(stage.note, classes=["lf-sub"])]
        return head

    def _action(self, view: LeadView) -> nodes.Node:
        """What to do: in the editor's words, else the title of the step as a link."""
        if view.action:
            return markup.inline(*lead_inline(view.action))
        if view.step is None:
            return markup.text("Decide how it goes on")
        return markup.link(Ref("step", view.step.id, view.step.title), self.docname)

    def _next(self, view: LeadView) -> nodes.section | None:
        """The next action with its date, the step's own text, documents and messages."""
        if view.step is None and not view.action and not view.due:
            return None
        body: list[nodes.Node] = [
            markup.para(self._action(view), classes=["lf-next-action"]),
            markup.para(*self._who_and_when(view), classes=["lf-next-facts"]),
            *self._help(view),
        ]
        for letter in view.letters:
            body += letter_nodes(letter, f"Message, ready to send: {letter.title}")
        for tell in view.tells:
            body += tell_nodes(tell)
        if view.ways:
            body += [
                nodes.rubric("", "", markup.text("Then")),
                markup.bullets(
                    *([way_line(way, self.docname)] for way in view.ways), classes=["lf-ways"]
                ),
            ]
        return markup.section(
            f"next-{view.ref.id}", [markup.text("Next action")], *body, classes=["lf-next"]
        )

    def _help(self, view: LeadView) -> Iterator[nodes.Node]:
        """The step, its text, and what there is to work with."""
        if view.step is not None:
            if view.action:
                step = Ref("step", view.step.id, view.step.title)
                yield markup.para(
                    "The step: ", markup.link(step, self.docname), classes=["lf-next-step"]
                )
            yield from self.prose(view.step.text)
        if view.documents:
            yield nodes.rubric("", "", markup.text("Their documents"))
            yield markup.bullets(
                *(document_nodes(one) for one in view.documents), classes=["lf-documents"]
            )

    def _who_and_when(self, view: LeadView) -> list[nodes.Node]:
        row: list[nodes.Node] = [markup.inline(view.owner or "nobody owns it", classes=["lf-who"])]
        if view.due:
            row += [
                nodes.Text(" "),
                markup.inline("due ", markup.strong(view.due), view.due_in, classes=["lf-when"]),
            ]
        for badge in view.due_badges:
            row += [nodes.Text(" "), markup.badge(badge)]
        contact = _reachable(view)
        if contact is not None:
            row += [nodes.Text(" "), contact_node(contact)]
        return row

    def _whom_to_call(self, view: LeadView) -> list[nodes.Node]:
        """Where nothing is to be done next, a lead is opened to find its contact."""
        contact = _reachable(view)
        if view.state == "broken" or contact is None:
            return []
        return [markup.para(contact_node(contact), classes=["lf-lead-contact"])]

    def _glance(self, view: LeadView) -> list[nodes.Node]:
        if not view.glance or view.state == "broken":
            return []
        rows = []
        for label, value, sub, badges in view.glance:
            content: list[nodes.Node] = [markup.para(value)]
            if sub:
                content.append(markup.para(sub, classes=["lf-sub"]))
            if badges:
                content.append(
                    markup.para(*markup.between([markup.badge(one) for one in badges], " "))
                )
            rows.append(("glance", label, content))
        return [markup.rows(rows, ["lf-glance"])]

    def _missing(self, view: LeadView) -> nodes.section | None:
        if not any(not one.done for one in view.demands):
            return None
        done = sum(one.done for one in view.demands)
        verb = "is" if 1 in (done, len(view.demands)) else "are"
        words = f"{done} of {len(view.demands)} {verb} filled in."
        body: list[nodes.Node] = [markup.para(words), self._demand_list(view)]
        stem = view.file.rpartition("/")[2]
        if view.fill_lines:
            body += _paste(
                [f"1. Fill in: in {stem}, above ", markup.code("history:")], view.fill_lines
            )
        body += _moves(view)
        return markup.section(
            f"missing-{view.ref.id}",
            [markup.text("Missing before it can move on")],
            *body,
            classes=["lf-missing"],
        )

    def _demand_list(self, view: LeadView) -> nodes.bullet_list:
        return markup.bullets(
            *(
                markup.item(*self._demand(one), classes=["lf-done" if one.done else "lf-undone"])
                for one in view.demands
            ),
            classes=["lf-demands"],
        )

    def _demand(self, view: Demand) -> list[nodes.Node]:
        state = "yes" if view.done else "open"
        word = "filled in" if view.done else "missing"
        head: list[nodes.Node | str] = [
            markup.inline(word, classes=["lf-tick", f"lf-tick-{state}"]),
            " ",
        ]
        head += [view.title] if view.done else [markup.strong(view.title)]
        if view.done:
            head += [": ", *markup.pieces(view.filled)]
        else:
            for name in view.fields:
                head += [" ", markup.code(name)]
        if view.private:
            head += [" ", markup.badge(Badge("lock", "team only"))]
        if view.done or view.text is None:
            return [markup.para(*head)]
        return [markup.para(*head), markup.box(*self.prose(view.text), classes=["lf-asked"])]

    def _checklists(self, view: LeadView) -> Iterator[nodes.section]:
        for checklist in view.checklists:
            yield markup.section(
                f"{checklist.id}-{view.ref.id}",
                [markup.text(checklist.title)],
                *answered_nodes(self, checklist),
                classes=["lf-lead-checklist"],
            )

    def _history(self, view: LeadView) -> nodes.section | None:
        if not view.history:
            return None
        items = [
            markup.item(*self._event(one), classes=["lf-event", f"lf-event-{one.kind}"])
            for one in view.history
        ]
        return markup.section(
            f"history-{view.ref.id}",
            [markup.text("History")],
            markup.bullets(*items, classes=["lf-history"]),
        )

    def _event(self, view: EventView) -> list[nodes.Node]:
        head: list[nodes.Node | str] = [markup.inline(view.date, classes=["lf-date"]), " "]
        if view.kind == "note":
            head.append(markup.inline(*lead_inline(view.note)))
        else:
            head += [view.what, " "]
            if view.place is not None:
                head.append(markup.link(view.place, self.docname))
            if view.details:
                head.append(view.details)
        quiet: list[nodes.Node] = [markup.text(view.by)] if view.by else []
        if view.note and view.kind != "note":
            quiet += [nodes.Text(": ")] if quiet else []
            quiet += lead_inline(view.note)
        found: list[nodes.Node] = [markup.para(*head)]
        return [*found, markup.para(*quiet, classes=["lf-sub"])] if quiet else found

    def _facts(self, view: LeadView) -> nodes.section | None:
        """Every filled field; tables for records; what is still empty at the end."""
        if not view.facts and not view.empty:
            return None
        rows = markup.rows(
            (("fact", fact.title, self._fact(fact)) for fact in view.facts),
            ["lf-facts", "lf-all-facts"],
        )
        body: list[nodes.Node] = [rows] if rows.children else []
        if view.empty:
            body.append(
                markup.admonition(
                    "warning",
                    "Still empty",
                    markup.para(
                        f"At the end every field is filled in. Here these are not: "
                        f"{', '.join(view.empty)}."
                    ),
                )
            )
        return markup.section(f"facts-{view.ref.id}", [markup.text("What we know")], *body)

    def _fact(self, view: Fact) -> list[nodes.Node]:
        lock: list[nodes.Node] = [nodes.Text(" "), markup.badge(Badge("lock", "team only"))]
        if view.records:
            return [
                _record(view.heads, record, lock if view.private else []) for record in view.records
            ]
        if view.block:
            blocks = [block for piece in view.pieces for block in lead_text(piece.text)]
            if view.private and blocks and isinstance(blocks[-1], nodes.paragraph):
                blocks[-1] += lock
            return blocks
        return [*markup.pieces(view.pieces), *(lock if view.private else [])]

    def _related(self, view: LeadView) -> nodes.section | None:
        if not view.related:
            return None
        rows = markup.rows(
            (("lead", label, [markup.link(ref, self.docname)]) for label, ref in view.related),
            ["lf-facts"],
        )
        return markup.section(f"related-{view.ref.id}", [markup.text("Related leads")], rows)


def _reachable(view: LeadView) -> Contact | None:
    """The contact, if there is a way to them."""
    contact = view.contact
    return contact if contact is not None and (contact.phone or contact.email) else None


def _article(noun: str) -> str:
    return "An" if noun[:1].lower() in "aeiou" else "A"


def _moves(view: LeadView) -> list[nodes.Node]:
    """The line for each way on, in a block of its own: only one of them is pasted."""
    number = "2. " if view.fill_lines else ""
    last: list[nodes.Node | str] = ["the last entry of ", markup.code("history:")]
    if len(view.move_lines) < 2:
        return [
            node
            for _name, line in view.move_lines
            for node in _paste([f"{number}Move on: ", *last], line)
        ]
    found: list[nodes.Node] = [
        markup.para(f"{number}Move on: choose one, ", *last, classes=["lf-choose"])
    ]
    for name, line in view.move_lines:
        found += _paste([name], line)
    return found


def _paste(where: list[nodes.Node | str], lines: str) -> list[nodes.Node]:
    """Lines to copy into the file, with where they go."""
    return [
        markup.box(
            markup.para(*where, classes=["lf-paste-where"]),
            nodes.literal_block(lines, lines, language="yaml"),
            classes=["lf-paste"],
        )
    ]


def _record(
    heads: tuple[str, ...], record: tuple[object, ...], lock: list[nodes.Node]
) -> nodes.paragraph:
    """One record in a line: its values, labelled where a label helps."""
    bits: list[nodes.Node] = []
    for number, (head, values) in enumerate(zip(heads, record, strict=True)):
        if not values:
            continue
        shown = markup.pieces(values)  # type: ignore[arg-type]  # pieces, by construction
        bits.append(
            markup.inline(*shown)
            if number < 2
            else markup.inline(markup.inline(f"{head}: ", classes=["lf-muted"]), *shown)
        )
    return markup.para(*markup.between(bits), *(node.deepcopy() for node in lock))
