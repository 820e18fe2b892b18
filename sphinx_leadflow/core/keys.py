"""Every key of the two kinds of file: declared once, with its type and its meaning.

Decoding, the reference page of the manual and "did you mean" hints read these tables.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_leadflow.core.figure_keys import FIGURES
from sphinx_leadflow.core.kinds import Choice, Custom, Flag, Line, Link, Many, Plain, Prose, Ref
from sphinx_leadflow.core.quantities import Day, Length, Number
from sphinx_leadflow.core.reading import Key, Shape
from sphinx_leadflow.core.sections import Options, Table

if TYPE_CHECKING:
    from sphinx_leadflow.core.diagnostic import Report
    from sphinx_leadflow.core.syntax import Node

FIELD_TYPES = (
    "text",
    "markdown",
    "number",
    "boolean",
    "date",
    "url",
    "email",
    "phone",
    "money",
    "choice",
    "person",
    "lead",
    "list",
)
"""Types of fields, in the order of the reference."""

TYPES_ELSEWHERE = (
    ("string", "text"),
    ("str", "text"),
    ("integer", "number"),
    ("int", "number"),
    ("float", "number"),
    ("decimal", "number"),
    ("bool", "boolean"),
    ("link", "url"),
    ("datetime", "date"),
    ("currency", "money"),
    ("select", "choice"),
    ("enum", "choice"),
    ("user", "person"),
    ("array", "list"),
)
"""What other tools call these types: `users: integer` is no field with the title "integer"."""

WHEN_ELSEWHERE = (
    *((word, "enter") for word in ("entry", "entering", "start", "in", "before")),
    *((word, "leave") for word in ("exit", "leaving", "end", "out", "after", "done")),
)
"""What others call the two moments of a notification."""

OUTCOMES_ELSEWHERE = (
    *((word, "won") for word in ("closed-won", "win", "success", "customer")),
    *((word, "lost") for word in ("closed-lost", "lose", "failed", "rejected")),
    *((word, "parked") for word in ("paused", "on-hold", "waiting", "nurture")),
    *((word, "void") for word in ("cancelled", "duplicate", "invalid", "spam")),
)
"""What other tools call the kinds of outcomes."""

LEVELS_ELSEWHERE = (
    *((word, "error") for word in ("high", "critical", "fatal", "err")),
    *((word, "warning") for word in ("medium", "warn")),
    *((word, "advice") for word in ("low", "info", "hint", "note")),
    *((word, "off") for word in ("none", "no", "false", "ignore", "disabled", "never")),
)
"""What other checkers call the severities of rules."""

PRIVATE_TYPES = ("email", "phone", "money")
"""Types whose values are for the team unless the field says `visibility: public`."""

ADMONITIONS = (
    "note",
    "warning",
    "tip",
    "important",
    "caution",
    "danger",
    "attention",
    "error",
    "hint",
    "seealso",
)
"""Kinds of notices: the standard admonitions."""


def _later(node: Node, _report: Report) -> Node:
    """Kept as it is: it can only be read when the fields and ids are known."""
    return node


LINE, PROSE, FLAG, DAY, LENGTH, PLAIN = Line(), Prose(), Flag(), Day(), Length(), Plain()
ROLES = Many(Ref("a role"))
VISIBILITY = Choice(
    ("public", "team"),
    (
        *((word, "team") for word in ("private", "internal", "confidential", "secret", "hidden")),
        *((word, "public") for word in ("open", "everyone", "all")),
    ),
)

CONDITIONS = Custom(
    "a condition such as {maturity: {at_least: beta}}: fields and what must hold of them", _later
)
REQUIREMENTS = Custom("a field, or a list of fields and conditions", _later)
TARGETS = Custom("a step or outcome, a list of them, or `label: target` lines", _later)
FIELD_OF = Custom("a type such as text, or a mapping from names to types", _later)

TITLES_ELSEWHERE = (("name", "title"), ("label", "title"), ("description", "text"))
"""What others call the words that everything with an id has."""

DOING_ELSEWHERE = (
    *TITLES_ELSEWHERE,
    ("notes", "text"),
    ("required", "fills"),
    ("requires", "needs"),
    ("owner", "role"),
    ("responsible", "role"),
    ("assignee", "role"),
    ("duration", "within"),
    ("sla", "within"),
    ("notify", "tell"),
    ("template", "assets"),
    ("deadline", "due"),
)
"""What other tools call the keys of steps and stages."""

TITLE = Key(
    "title",
    LINE,
    "What people call it. Without it the id is made readable.",
    example="Send a quote",
)
TEXT = Key("text", PROSE, "What there is to know, in MyST Markdown.")
RENAMED = Key("renamed_from", Many(LINE), "Former ids: history and links keep working.")

PERSON = Shape(
    "a person",
    (
        Key("name", LINE, "The full name.", example="Amara Okafor"),
        Key("role", ROLES, "The roles that this person has."),
        Key("title", LINE, "Another word for `name`."),
        TEXT,
    ),
    short="name",
)

ROLE = Shape(
    "a role",
    (
        TITLE,
        TEXT,
        Key("external", FLAG, "Whether it belongs to a partner rather than to the team."),
        Key("contact", Link(), "Where it is reached.", example='"mailto:finance@example.org"'),
        Key(
            "part_of",
            Ref("a role"),
            "The organisation it belongs to: its name goes in front, so that it stands once.",
        ),
        RENAMED,
    ),
    elsewhere=(*TITLES_ELSEWHERE, ("email", "contact")),
)

NOTICE = Shape(
    "a notice",
    (
        TITLE,
        TEXT,
        Key("kind", Choice(ADMONITIONS), "Which admonition it is.", example="warning"),
        Key("until", PROSE, "The condition that ends it, in one line of MyST."),
        Key("since", DAY, "Since when it holds."),
        Key("review_by", DAY, "When somebody must look at it again."),
        Key("owner", Ref("a role"), "Which role looks after it."),
        RENAMED,
    ),
)

ASSET = Shape(
    "an asset",
    (
        TITLE,
        TEXT,
        Key("url", Link(), "Where it is."),
        Key(
            "kind",
            Choice(("folder", "template", "form", "board", "document", "tool", "site")),
            "What sort of thing it is.",
            example="template",
        ),
        Key("own", LINE, "The field that holds a lead's own copy; `true` declares such a field."),
        Key(
            "name",
            LINE,
            "What a lead's own copy is called; `{field}` is replaced.",
            example='"{name}: price quote"',
        ),
        Key("group", LINE, "A heading to list it under."),
        Key("visibility", VISIBILITY, "`team`: the link is withheld from a public build."),
        RENAMED,
    ),
    elsewhere=(*TITLES_ELSEWHERE, ("link", "url"), ("href", "url"), ("type", "kind")),
)

OPTION = Shape("an option", (TITLE, TEXT))

_FIELD_KEYS = (
    TITLE,
    TEXT,
    Key("type", Choice(FIELD_TYPES, TYPES_ELSEWHERE), "What its values are.", example="date"),
    Key(
        "visibility",
        VISIBILITY,
        "`team`: values are withheld from a public build. Without "
        "it e-mail, phone and money are for the team, the rest is public.",
    ),
    Key("options", Options(OPTION), "The answers of a choice, in order."),
    Key("currency", LINE, "For money without one. It is never assumed otherwise.", example="USD"),
    Key("at_least", Number(), "The smallest number or amount that makes sense.", example="0"),
    Key("at_most", Number(), "The largest number or amount that makes sense.", example="100"),
)

FIELD = Shape(
    "a field",
    (
        *_FIELD_KEYS,
        Key("of", FIELD_OF, "What a list holds: a type, or the parts of a record."),
        Key("tracked", FLAG, "Changes are history lines (`set:`): a second state beside the step."),
        Key(
            "required",
            CONDITIONS,
            "`true`, or `{when: …}`: to be filled in wherever the lead stands.",
        ),
        RENAMED,
    ),
    word_for="type",
    elsewhere=(
        *TITLES_ELSEWHERE,
        ("choices", "options"),
        ("values", "options"),
        ("mandatory", "required"),
    ),
)

PART = Shape("a part of a record", _FIELD_KEYS, short="type")

ITEM = Shape("a question", (TITLE, TEXT, Key("when", CONDITIONS, "Asked only where this holds.")))

CHECKLIST = Shape(
    "a checklist",
    (
        TITLE,
        TEXT,
        Key("items", Table(ITEM), "The questions by id."),
        Key("must", FLAG, "Whether every question must be answered before the lead moves on."),
        Key("visibility", VISIBILITY, "`team`: the answers are withheld from a public build."),
        RENAMED,
    ),
    elsewhere=(*TITLES_ELSEWHERE, ("questions", "items"), ("required", "must")),
)

MESSAGE = Shape(
    "a message",
    (
        TITLE,
        Key("to", LINE, "To whom: a field or a role."),
        Key("subject", LINE, "The subject; `{field}` is replaced."),
        Key("text", PLAIN, "The text; `{field}` is replaced."),
    ),
    elsewhere=(("body", "text"), ("recipient", "to")),
)

TELL = Shape(
    "a notification",
    (
        Key("role", ROLES, "Whom to tell.", needed=True, example="icsi-finance"),
        Key(
            "at",
            Choice(("enter", "leave"), WHEN_ELSEWHERE),
            "When the lead enters the step, or leaves it.",
        ),
        Key("because", LINE, "Why they are told.", example="a specific price was sent"),
        Key("subject", LINE, "The subject; `{field}` is replaced."),
        Key("text", PLAIN, "The text; `{field}` is replaced."),
        Key("when", CONDITIONS, "Only where this holds."),
    ),
    short="role",
    elsewhere=(
        ("who", "role"),
        ("to", "role"),
        ("why", "because"),
        ("reason", "because"),
        ("message", "text"),
    ),
)

LIMIT = Shape(
    "a limit",
    (
        Key("after", LENGTH, "How long.", needed=True, example="90 days"),
        Key(
            "since",
            LINE,
            "From when: `entry` into the step, the last `activity`, or a date field.",
            example="activity",
        ),
        Key(
            "to",
            Ref("a step or an outcome"),
            "The move that is proposed.",
            needed=True,
            example="lost",
        ),
        Key("tell", Ref("a role"), "Whom to tell."),
        Key("when", CONDITIONS, "Only where this holds."),
    ),
    short="after",
)

DUE = Shape(
    "a due date",
    (
        Key("before", Ref("a date field"), "So long before that date."),
        Key(
            "after",
            Ref("a date field"),
            "So long after that date; `entry` is the entry into the step.",
        ),
        Key("by", LENGTH, "How long before or after.", example="60 days"),
        Key("every", Choice(("week", "month", "quarter", "year")), "Again in every period."),
        Key("at", Choice(("start", "end")), "At the start or the end of the period."),
    ),
    short="after",
)

EXIT = Shape(
    "a way on",
    (
        Key("to", Ref("a step or an outcome"), "Where it leads.", needed=True),
        Key("when", CONDITIONS, "Only where this holds."),
    ),
    short="to",
)

_DOING = (
    TITLE,
    TEXT,
    Key(
        "trigger",
        LINE,
        'What sets it off, as the end of a sentence that begins with "when"; shown where the step '
        "has no text.",
    ),
    Key("role", ROLES, "Who is responsible."),
    Key("accountable", ROLES, "Who answers for it."),
    Key("with", ROLES, "Who helps."),
    Key("consulted", ROLES, "Who is asked first."),
    Key("informed", ROLES, "Who hears of it."),
    Key("needs", REQUIREMENTS, "To be filled in before the lead enters."),
    Key("fills", REQUIREMENTS, "To be filled in before the lead moves on."),
    Key("assets", Many(Ref("an asset")), "What is used here."),
    Key("checklist", Many(Ref("a checklist")), "Shown and answered here."),
    Key("messages", Table(MESSAGE), "Messages prepared for sending or copying."),
    Key("tell", Many(TELL), "Who is told, when and why."),
    Key("within", LENGTH, "A lead that is here longer is stale."),
    Key("limits", Many(LIMIT), "After how long a move is proposed; nothing moves by itself."),
    Key("due", DUE, "When the next action is due, from a date field or every period."),
    Key(
        "next",
        TARGETS,
        "Where it goes on. `label: target` lines make a decision; without "
        "the key the next step follows.",
    ),
    Key("repeats", FLAG, "May be visited again: the target of an arrow back."),
    Key("optional", FLAG, "May be skipped."),
    Key("beside", Many(Ref("a step")), "Runs in parallel with that step."),
    Key("won", FLAG, "Counts as won from here, although work goes on."),
    Key("stub", FLAG, "Somebody owns it, the text is still to be written."),
    Key("start", FLAG, "A further way in."),
    Key(
        "from",
        Many(Ref("a step or a stage")),
        "`any`: can be reached from everywhere; or the steps and stages from which it can.",
    ),
    Key("when", CONDITIONS, "Exists only for leads where this holds."),
    RENAMED,
)

STEP = Shape("a step", _DOING, elsewhere=DOING_ELSEWHERE)

STAGE = Shape(
    "a stage",
    (
        *_DOING,
        Key(
            "steps",
            Table(STEP, any_id=True),
            "The steps by id, in order. Without any the stage is a step.",
        ),
        Key("group", LINE, "A level above stages."),
        Key("lead_is", LINE, "What a lead is called from here on.", example="prospect"),
        Key(
            "probability",
            Number("a share between 0 and 1 such as 0.4", 0, 1),
            "How often a lead that gets here is won.",
        ),
    ),
    elsewhere=DOING_ELSEWHERE,
)

SPAWN = Shape(
    "a proposal for a new lead",
    (
        Key("pipeline", Ref("a pipeline"), "The pipeline of the new lead."),
        Key("at", Ref("a step"), "Where it starts."),
        Key("link", LINE, "The key of the new lead that names this one.", example="renews"),
        Key("copy", Many(Ref("a field")), "The fields it takes over."),
    ),
    short="pipeline",
)

OUTCOME = Shape(
    "an outcome",
    (
        TITLE,
        TEXT,
        Key(
            "kind",
            Choice(("won", "lost", "parked", "void"), OUTCOMES_ELSEWHERE),
            "What it means; `void` is left out of the figures.",
            needed=True,
            example="lost",
        ),
        Key("reasons", Options(OPTION), "Why a lead may end here; then every such move names one."),
        Key(
            "from",
            Many(Ref("a step or a stage")),
            "Where it can be reached from; otherwise "
            "anywhere, for won by an arrow or after the last step.",
        ),
        Key("needs", REQUIREMENTS, "To be filled in before a lead ends here."),
        Key("tell", Many(TELL), "Who is told."),
        Key("spawns", SPAWN, "The new lead that is proposed."),
        RENAMED,
    ),
    word_for="kind",
    elsewhere=(*TITLES_ELSEWHERE, ("type", "kind"), ("reason", "reasons")),
)

PIPELINE = Shape(
    "a pipeline",
    (
        TITLE,
        TEXT,
        Key("role", ROLES, "Who is responsible where no step or stage says otherwise."),
        Key("stages", Table(STAGE, any_id=True), "The stages by id, in order."),
        Key("outcomes", Table(OUTCOME, any_id=True), "Outcomes of this pipeline alone."),
        RENAMED,
    ),
)

PROCESS = Shape(
    "the process",
    (
        Key(
            "title",
            LINE,
            "What the process is called.",
            needed=True,
            example="Leads, sales, and hubs process",
        ),
        Key("purpose", PROSE, "What it is for, in a sentence or two of MyST."),
        Key(
            "notes",
            VISIBILITY,
            "Who sees free text about a lead outside declared fields: notes, "
            "answers, what is waited for. Without it the team alone.",
        ),
        Key(
            "data",
            VISIBILITY,
            "`public`: everybody can read this folder. What is for the team is refused in it; it "
            "stands in a private folder.",
        ),
        Key("people", Table(PERSON), "Who may own a lead or write a history line."),
        Key("roles", Table(ROLE), "Who acts. The name of an organisation stands here once."),
        Key("notices", Table(NOTICE), "Banners that know when they end."),
        Key(
            "assets", Table(ASSET), "Folders, templates, forms, tools: each link stands here once."
        ),
        Key("fields", Table(FIELD, underscores=True, any_id=True), "What a lead's file may say."),
        Key("checklists", Table(CHECKLIST), "Questions to answer for a lead."),
        Key("stages", Table(STAGE, any_id=True), "The stages of the only pipeline, in order."),
        Key("outcomes", Table(OUTCOME, any_id=True), "How leads end; shared by all pipelines."),
        Key("pipelines", Table(PIPELINE, any_id=True), "Several pipelines, instead of `stages`."),
        Key("figures", FIGURES, "What the numbers are made from: value, dates, rates, targets."),
        Key(
            "rules",
            Custom("a mapping from rules to off, advice, warning or error", _later),
            "How much a rule matters here.",
            example="{stale-lead: warning}",
        ),
    ),
    elsewhere=(
        ("name", "title"),
        ("description", "purpose"),
        ("team", "people"),
        ("users", "people"),
    ),
)

EVENT = Shape(
    "a history line",
    (
        Key("date", DAY, "When it happened.", needed=True, example="2026-09-01"),
        Key("to", Ref("a step or an outcome"), "Where the lead stands from then on."),
        Key("by", Ref("a person or a role"), "Who wrote or did it."),
        Key("reason", Ref("a reason of the outcome"), "Why it ended there."),
        Key("note", PLAIN, "What happened; alone it is activity. Free text: see `notes`."),
        Key(
            "set",
            Custom("a mapping from tracked fields to values", _later),
            "New values of tracked fields.",
        ),
    ),
    short="note",
    elsewhere=(
        *((word, "to") for word in ("step", "stage", "status", "move")),
        *((word, "by") for word in ("who", "user", "author", "owner")),
        *((word, "note") for word in ("notes", "comment", "text")),
        ("when", "date"),
        ("why", "reason"),
        ("because", "reason"),
    ),
)

WAITING = Shape(
    "a pause",
    (
        Key("until", DAY, "When to look again.", needed=True, example="2026-12-15"),
        Key("for", LINE, "What is waited for. Free text: see `notes`."),
        Key("since", DAY, "Its first day; without it the day of the last history line."),
    ),
    short="until",
    elsewhere=(("reason", "for"), ("because", "for"), ("date", "until")),
)

WAIVER = Shape(
    "a waiver",
    (
        Key(
            "rule",
            Ref("a rule"),
            "The rule that does not apply.",
            needed=True,
            example="missing-field",
        ),
        Key(
            "because",
            LINE,
            "Why. It may be left out only where `data: public` keeps notes for the team elsewhere.",
            example="invoice goes through the university",
        ),
        Key("until", DAY, "Until when."),
    ),
    short="rule",
    elsewhere=(("reason", "because"), ("why", "because"), ("for", "because")),
)

ANSWER = Shape(
    "an answer",
    (
        Key("done", FLAG, "`true` if the answer speaks for the lead, `false` if against."),
        Key("answer", PLAIN, "What they said. Free text: see `notes`."),
    ),
    short="answer",
    elsewhere=(("note", "answer"), ("text", "answer"), ("yes", "done")),
)

WAIVER_WITH_REASON = replace(
    WAIVER,
    keys=tuple(replace(key, needed=key.name in ("rule", "because")) for key in WAIVER.keys),
)
"""A waiver where notes may stand beside it."""

LEAD_KEYS = (
    Key(
        "name",
        LINE,
        "Who it is. The only key that must be there.",
        needed=True,
        example="Northern Lights Observatory",
    ),
    Key("owner", Ref("a person"), "Who looks after the lead."),
    Key("action", LINE, "The next action in your own words; otherwise the step's title."),
    Key("aliases", Many(LINE), "Other names that people search for."),
    Key("visibility", VISIBILITY, "`team`: the whole lead is withheld from a public build."),
    Key("pipeline", Ref("a pipeline"), "Where there are several; otherwise the first."),
    Key("renews", Ref("a lead"), "The lead that this one follows."),
    Key(
        "probability",
        Number("a share between 0 and 1 such as 0.4", 0, 1),
        "A value set by hand, instead of the stage's.",
    ),
    Key(
        "history",
        Many(EVENT),
        "What happened, oldest first. The last `to` is where the lead stands.",
    ),
    Key("waiting", WAITING, "A pause that is meant: it stops the stale clock."),
    Key("due", DAY, "When the next action is due."),
    Key(
        "checklists",
        Custom("a mapping from checklists to answers", _later),
        "Answers: `item: {done: true, answer: …}`.",
    ),
    Key("waive", Many(WAIVER), "Rules that do not apply for a while, and why."),
)
"""The words of a lead file that are not fields."""

LEAD_ELSEWHERE = (
    ("title", "name"),
    ("responsible", "owner"),
    ("assignee", "owner"),
    ("assigned_to", "owner"),
    ("deadline", "due"),
    ("todo", "action"),
    ("next_step", "action"),
    ("log", "history"),
)
"""What others call some of them."""

NOTES_ELSEWHERE = ("note", "notes", "comment", "comments", "remark", "remarks")
"""Keys below which other tools keep what was said; here a line of the history does."""

STANDING_ELSEWHERE = ("stage", "step", "status", "state", "phase", "outcome")
"""Keys with which other tools say where a lead stands; here the history does."""

RESERVED = (*(key.name for key in LEAD_KEYS), "id", "title", "text", "stage", "step", "outcome")
"""Words that cannot be field ids."""
