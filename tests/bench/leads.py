"""N leads for measuring: the same ones at every run, spread over the steps of the live process."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

ROOT = Path(__file__).parents[2]
DAY = dt.date(2026, 11, 23)

STEPS = (
    "create-lead",
    "send-questionnaire",
    "create-folder",
    "decide-scope",
    "create-quote",
    "send-quote",
)
"""The beginning of the way that every lead has gone, in order."""

OWNERS = ("amara", "jules")
SOURCES = ("conference", "word-of-mouth", "website", "community", "partner")
QUESTIONS = (
    "money",
    "authority",
    "need",
    "impending-event",
    "application",
    "competition",
    "timeline",
)


def write_project(folder: Path, number: int) -> None:
    """A data folder with the live process and N leads."""
    leads = folder / "leads"
    leads.mkdir(parents=True)
    shutil.copyfile(ROOT / "leads_data" / "process.yaml", folder / "process.yaml")
    for index in range(number):
        (leads / f"{ident(index)}.yaml").write_text(lead_text(index, number), encoding="utf-8")


def ident(index: int) -> str:
    """The file name of a lead, without `.yaml`."""
    return f"observatory-{index:05}"


def lead_text(index: int, number: int, note: str = "") -> str:
    """One lead: eight fields, three to six history lines with notes, seven answers."""
    start = DAY - dt.timedelta(days=60 + index % 300)
    many = 3 + index % 4
    fields = [
        f"name: Observatory number {index * 7919 % number:05}",
        f"owner: {OWNERS[index % 2]}",
        f"organisation: University of Valley {index % 97}",
        f"source: {SOURCES[index % 5]}",
        "contact:",
        f"  - {{name: Robin Vale, role: Director, email: director{index}@example.org}}",
        f"questionnaire_sent: {start + dt.timedelta(days=3)}",
        f"answers: https://forms.example.org/answers/{index}",
        f"folder: https://drive.example.org/leads/{index}",
        "kind: managed-service",
        f"users: {20 + index % 400}",
        f"price: {9000 + 10 * (index % 1000)} USD",
        f"quote: https://drive.example.org/leads/{index}/quote",
        f"pricing_sheet: https://drive.example.org/leads/{index}/sheet",
        "history:",
    ]
    history = [
        f"  - {{date: {start + dt.timedelta(days=9 * at)}, to: {step}, by: {OWNERS[index % 2]}, "
        f"note: They said {(index + at) % 9} colleagues want to join{note if not at else ''}}}"
        for at, step in enumerate(STEPS[:many])
    ]
    answers = ["checklists:", "  maniac-t:"]
    answers += [
        f"    {question}: {{done: {'false' if (index + at) % 5 == 0 else 'true'}, "
        f"answer: Discussed with {index % 13} people of the institute}}"
        for at, question in enumerate(QUESTIONS)
    ]
    return "\n".join(fields + history + answers) + "\n"
