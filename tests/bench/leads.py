"""N leads for measuring: the same ones at every run, as YAML and as plain values.

Each has eight columns, three to six history lines with notes, and eight checklist items. Two of
three have ended, as in a folder that is years old; most of the others have waited too long.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DAY = dt.date(2026, 11, 23)

STEPS = {
    "create-lead": "Create a lead",
    "send-questionnaire": "Send the questionnaire",
    "create-folder": "Create a lead folder",
    "decide-scope": "Decide if they are in scope",
    "create-quote": "Create a quote",
    "send-quote": "Send a quote",
}
"""The beginning of the way that every lead has gone, in order."""

STAGES = ("Triage stage", "Triage stage", "Triage stage", "Triage stage", "Negotiation", "Closed")
OWNERS = {"amara": "Amara Okafor", "jules": "Jules Lindqvist"}
SOURCES = ("conference", "word-of-mouth", "website", "community", "partner")
QUESTIONS = {
    "money": "Money",
    "authority": "Authority",
    "need": "Need",
    "impending-event": "Impending event",
    "application": "Application",
    "competition": "Competition",
    "timeline": "Timeline",
    "size": "Size",
}
_EIGHTH = "      size: {title: Size, text: How many people will use it?}\n"

COLUMNS = ("Lead", "Organisation", "Owner", "Stage", "Next action", "Since", "Users", "Price")
"""What every table of the comparison shows."""

OWN_COLUMNS = "lead organisation owner stage next since users price"
"""The same columns in the words of `leadflow:leads`."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a lead's history."""

    date: dt.date
    to: str
    note: str


@dataclass(frozen=True, slots=True)
class Lead:
    """The plain values of one lead."""

    index: int
    name: str
    owner: str
    organisation: str
    users: int
    price: str
    history: tuple[Entry, ...]

    @property
    def ident(self) -> str:
        """The file name, without its suffix."""
        return f"observatory-{self.index:05}"

    @property
    def stage(self) -> str:
        """The title of the stage that it reached."""
        return STAGES[-1] if self.ended else STAGES[len(self.history) - 1]

    @property
    def ended(self) -> bool:
        """Whether it is lost."""
        return self.history[-1].to == "lost"

    @property
    def cells(self) -> tuple[str, ...]:
        """What stands in a row."""
        return (
            self.name,
            self.organisation,
            OWNERS[self.owner],
            self.stage,
            "" if self.ended else STEPS[self.history[-1].to],
            f"{self.history[-1].date:%d %b %Y}",
            str(self.users),
            self.price,
        )

    @property
    def answers(self) -> list[tuple[str, bool, str]]:
        """Question, whether it is done, and what was found out."""
        words = f"Discussed with {self.index % 13} people of the institute"
        return [(one, (self.index + at) % 5 > 0, words) for at, one in enumerate(QUESTIONS)]


def lead(index: int, number: int, note: str = "") -> Lead:
    """The lead of this number among so many; `note` changes the words of its first line."""
    start = DAY - dt.timedelta(days=60 + index % 300)
    many = 3 + index % 4
    ways = [*list(STEPS)[:many]]
    if index % 3:
        ways[-1] = "lost"
    history = tuple(
        Entry(
            start + dt.timedelta(days=9 * at),
            to,
            f"They said {(index + at) % 9} colleagues want to join{'' if at else note}",
        )
        for at, to in enumerate(ways)
    )
    return Lead(
        index,
        f"Observatory number {index * 7919 % number:05}",
        list(OWNERS)[index % 2],
        f"University of Valley {index % 97}",
        20 + index % 400 + len(note),
        f"{9000 + 10 * (index % 1000)} USD",
        history,
    )


def as_yaml(one: Lead) -> str:
    """The lead's file."""
    index, start = one.index, one.history[0].date
    lines = [
        f"name: {one.name}",
        f"owner: {one.owner}",
        f"organisation: {one.organisation}",
        f"source: {SOURCES[index % 5]}",
        "contact:",
        f"  - {{name: Robin Vale, role: Director, email: director{index}@example.org}}",
        f"questionnaire_sent: {start + dt.timedelta(days=3)}",
        f"answers: https://forms.example.org/answers/{index}",
        f"folder: https://drive.example.org/leads/{index}",
        "kind: managed-service",
        f"users: {one.users}",
        f"price: {one.price}",
        f"quote: https://drive.example.org/leads/{index}/quote",
        f"pricing_sheet: https://drive.example.org/leads/{index}/sheet",
        "history:",
    ]
    for line in one.history:
        reason = ", reason: timing" if line.to == "lost" else ""
        lines.append(
            f"  - {{date: {line.date}, to: {line.to}{reason}, by: {one.owner}, note: {line.note}}}"
        )
    lines += ["checklists:", "  maniac-t:"]
    lines += [
        f"    {question}: {{done: {str(done).lower()}, answer: {words}}}"
        for question, done, words in one.answers
    ]
    return "\n".join(lines) + "\n"


def write_project(folder: Path, number: int) -> None:
    """A data folder with the live process, one question more than it has, and N leads."""
    leads = folder / "leads"
    leads.mkdir(parents=True)
    process = (ROOT / "leads_data" / "process.yaml").read_text(encoding="utf-8")
    head, mark, rest = process.partition("\nstages:\n")
    (folder / "process.yaml").write_text(f"{head}{_EIGHTH}{mark}{rest}", encoding="utf-8")
    for index in range(number):
        write_lead(folder, lead(index, number))


def write_lead(folder: Path, one: Lead) -> None:
    """One lead's file."""
    (folder / "leads" / f"{one.ident}.yaml").write_text(as_yaml(one), encoding="utf-8")
