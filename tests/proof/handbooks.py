"""Handbooks that nobody wrote: a process, leads and pages, drawn from a seed.

What is private in them is filled in apart from what is public, so that one handbook can have
two fillings.
"""

from __future__ import annotations

import os
import random
from dataclasses import dataclass, field
from pathlib import Path

_WORDS = "amber bay cedar dawn ember fjord grove harbour island juniper kestrel lagoon meadow"
_WORDS += " north ocean pine quarry river summit tundra umber valley willow yarrow zenith"
WORDS = _WORDS.split()


_NUMBERS = ["events", "agenda", "customers", "funnel", "flows", "durations", "timeline", "forecast"]
"""Directives about many leads at once."""

CONF = """\
project = "Handbook"
copyright = "the team"
version = "1"
extensions = ["myst_parser", "sphinx_leadflow"]
html_theme = "{theme}"
leadflow_data = "../data"
"""

FIELDS = {
    "organisation": "{title: Organisation, type: text}",
    "quote": "{title: Quote, type: url}",
    "users": "{title: Users, type: number}",
    "asked": "{title: Asked on, type: date}",
    "health": "{title: Health, type: choice, options: [green, amber, red], tracked: true}",
    "pal": "{title: Friend, type: lead}",
    "contact": "{title: Contact, type: list, of: {name: text, email: email, phone: phone}}",
}
SECRET_FIELDS = {
    "price": "{title: Price, type: money}",
    "mail": "{title: Mail, type: email}",
    "memo": "{title: Memo, type: markdown, visibility: team}",
    "secret": "{title: Secret, type: text, visibility: team}",
    "signed": "{title: Signed on, type: date, visibility: team}",
    "rank": "{title: Rank, type: number, visibility: team}",
    "mood": "{title: Mood, type: choice, options: [up, down], tracked: true, visibility: team}",
    "rival": "{title: Rival, type: lead, visibility: team}",
    "tags": "{title: Tags, type: list, of: text, visibility: team}",
}


@dataclass
class Step:
    """A step: its id, its lines without the first, and whether leads may stand there."""

    id: str
    title: str
    text: str
    keys: list[str] = field(default_factory=list)
    former: str = ""

    def lines(self) -> list[str]:
        former = [f"renamed_from: {self.former}"] if self.former else []
        body = [f"title: {self.title}", f"text: {self.text}", *self.keys, *former]
        return [f"      {self.id}:", *(f"        {line}" for line in body)]


@dataclass
class Lead:
    """A lead: what everybody may see, and beside it what is for the team."""

    name: str
    owner: str
    fields: dict[str, str] = field(default_factory=dict)
    history: list[str] = field(default_factory=list)
    done: dict[str, bool] = field(default_factory=dict)
    waiting: str = ""
    hidden: bool = False
    broken: bool = False
    secrets: list[str] = field(default_factory=list)
    """Lines at the end of the file that a public build must not see."""
    asides: dict[int, str] = field(default_factory=dict)
    """What stands at the end of a history line between the braces, by its number."""
    notes: list[str] = field(default_factory=list)
    """Whole history lines that a public build must not see."""
    answer: str = ""
    reason: str = ""

    def text(self) -> str:
        """The file. What is private changes no line and no column of what is public."""
        lines = [f"name: {'[' if self.broken else ''}{self.name}", f"owner: {self.owner}"]
        lines += [f"{key}: {value}" for key, value in self.fields.items()]
        lines += ["visibility: team"] if self.hidden else []
        lines += ["history:"] if self.history else []
        lines += [
            f"  - {{{line}{self.asides.get(number, '')}}}"
            for number, line in enumerate(self.history)
        ]
        lines += [f"  - {{{line}}}" for line in self.notes] if self.history else []
        if self.waiting:
            lines.append(f"waiting: {{until: {self.waiting}{self.reason}}}")
        if self.done:
            answers = [
                f"    {item}: {{done: {str(done).lower()}{self.answer}}}"
                for item, done in self.done.items()
            ]
            lines += ["checklists:", "  fit:", *answers]
        return "\n".join([*lines, *self.secrets]) + "\n"


@dataclass
class Handbook:
    """Everything that is written into the folders `docs`, `data` and `private`."""

    rng: random.Random
    theme: str = "alabaster"
    title: str = "Hub process"
    notice: str = "This page is about to change."
    steps: list[Step] = field(default_factory=list)
    extra: dict[str, str] = field(default_factory=dict)
    """Fields beside the usual ones."""
    leads: dict[str, Lead] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    overlay: dict[str, str] = field(default_factory=dict)
    """What the private folder holds, by lead."""
    vault: str = "https://example.org/vault"

    @classmethod
    def drawn(cls, seed: int, theme: str = "alabaster", leads: int = 0) -> Handbook:
        """A handbook, the same for the same seed."""
        rng = random.Random(seed)
        book = cls(rng, theme)
        book.steps = [draw_step(rng, ident) for ident in rng.sample(WORDS, rng.randint(2, 5))]
        for ident in rng.sample([w for w in WORDS if not book.step(w)], leads or rng.randint(1, 4)):
            book.leads[ident] = book.draw_lead()
        book.pages = draw_pages(rng, sorted(book.leads))
        return book

    def step(self, ident: str) -> Step | None:
        return next((one for one in self.steps if one.id == ident), None)

    def draw_lead(self) -> Lead:
        rng = self.rng
        lead = Lead(
            f"{rng.choice(WORDS).title()} {rng.choice(['Institute', 'Museum', '*Lab*'])}", ""
        )
        lead.owner = rng.choice(["amara", "jules"])
        for key in rng.sample(sorted(FIELDS), rng.randint(0, 3)):
            if key not in ("health", "contact", "pal"):
                lead.fields[key] = draw_value(rng, key)
        for number in range(rng.randint(1, 3)):
            lead.history.append(self.draw_event(number))
        if rng.random() < 0.3:
            lead.done = {"money": rng.random() < 0.5, "need": rng.random() < 0.5}
        if rng.random() < 0.2:
            lead.waiting = f"2026-1{rng.randint(1, 2)}-{rng.randint(10, 28)}"
        return lead

    def draw_event(self, number: int) -> str:
        rng = self.rng
        day = f"2026-{9 + min(number, 2):02}-{rng.randint(1, 22):02}"
        if number and rng.random() < 0.2:
            return f"date: {day}, set: {{health: {rng.choice(['green', 'amber', 'red'])}}}"
        to = rng.choice([one.id for one in self.steps])
        if number and rng.random() < 0.15:
            to = "lost, reason: price"
        return f"date: {day}, to: {to}, by: {rng.choice(['amara', 'jules'])}"

    def files(self) -> dict[str, str]:
        """Every file by its path."""
        found = {"docs/conf.py": CONF.replace("{theme}", self.theme)}
        found["data/process.yaml"] = self.process()
        found |= {f"data/leads/{ident}.yaml": lead.text() for ident, lead in self.leads.items()}
        found |= {f"docs/{name}": text for name, text in self.pages.items()}
        return found | {f"private/leads/{ident}.yaml": text for ident, text in self.overlay.items()}

    def process(self) -> str:
        fields = FIELDS | SECRET_FIELDS | self.extra
        half = (len(self.steps) + 1) // 2
        stages = [("find", self.steps[:half]), ("deal", self.steps[half:])]
        lines = [f"title: {self.title}", "people:"]
        lines += ["  amara: {name: Amara Okafor, role: [sales]}", "  jules: Jules Lindqvist"]
        lines += ["roles:", "  sales: {title: Sales, text: Looks after leads.}", "notices:"]
        lines += [f'  moved: {{title: Moved!, text: "{self.notice}", review_by: 2026-12-20}}']
        lines += ["assets:", "  folder: {title: Folder, url: 'https://example.org/f', own: quote}"]
        lines += [f"  vault: {{title: Vault, url: '{self.vault}', visibility: team, own: true}}"]
        lines += ["fields:", *(f"  {name}: {said}" for name, said in fields.items())]
        lines += [
            "checklists:",
            "  fit: {title: Does it fit?, items: {money: Money?, need: Need?}}",
        ]
        lines += ["stages:"]
        for stage, steps in stages:
            if steps:
                lines += [f"  {stage}:", f"    title: The stage {stage}", "    role: sales"]
                lines += ["    steps:", *(line for step in steps for line in step.lines())]
        lines += ["outcomes:", "  customer: {kind: won}"]
        lines += ["  lost: {title: Lost, kind: lost, reasons: [price, timing]}"]
        return "\n".join(lines) + "\n"

    def write(self, root: Path) -> list[Path]:
        """Bring the folders up to date; only files that differ are written. Gives those back."""
        wanted = self.files()
        for folder in ("docs", "data/leads", "private/leads"):
            (root / folder).mkdir(parents=True, exist_ok=True)
        for path in [*(root / "docs").glob("*.*"), *root.glob("*/leads/*.yaml")]:
            if path.relative_to(root).as_posix() not in wanted:
                path.unlink()
        written = []
        for name, text in wanted.items():
            path = root / name
            if not path.is_file() or path.read_text("utf-8") != text:
                path.write_text(text, encoding="utf-8")
                written.append(path)
        return written


def draw_step(rng: random.Random, ident: str) -> Step:
    keys = []
    if rng.random() < 0.4:
        keys.append(f"within: {rng.randint(3, 60)} days")
    if rng.random() < 0.5:
        names = rng.sample(sorted(FIELDS | SECRET_FIELDS), rng.randint(1, 3))
        keys.append(f"fills: [{', '.join(names)}]")
    if rng.random() < 0.3:
        keys.append(f"needs: [{rng.choice(sorted(FIELDS | SECRET_FIELDS))}]")
    if rng.random() < 0.3:
        keys.append("assets: [folder, vault]")
    if rng.random() < 0.3:
        keys.append("checklist: fit")
    if rng.random() < 0.2:
        keys.append(f"due: {{after: {rng.choice(['asked', 'signed'])}, by: 30 days}}")
    if rng.random() < 0.2:
        keys.append("when: {rank: {at_least: 3}}")
    if rng.random() < 0.2:
        keys.append('messages: {hello: {to: sales, subject: "{name}", text: "{price} {secret}"}}')
    if rng.random() < 0.2:
        keys.append("repeats: true")
    return Step(ident, f"{ident.title()} them", f"Go to the {rng.choice(WORDS)}.", keys)


def draw_value(rng: random.Random, key: str) -> str:
    word = rng.choice(WORDS)
    return {
        "organisation": f"{word.title()} Society",
        "quote": f"https://example.org/{word}",
        "users": str(rng.randint(1, 90)),
        "asked": f"2026-{rng.randint(8, 12):02}-{rng.randint(1, 28):02}",
    }.get(key, word)


def draw_pages(rng: random.Random, leads: list[str]) -> dict[str, str]:
    def block(name: str, *options: str) -> str:
        return "\n".join([f"```{{leadflow:{name}", *options, "```", ""]).replace(
            name, f"{name}}}", 1
        )

    lead = rng.choice(leads)
    sort = rng.choice(["lead", "-since", "price", "secret", "rank", "days"])
    group = rng.choice(["stage", "owner", "mood", "secret", "outcome"])
    columns = ", ".join(
        rng.sample(["next", "owner", "price", "secret", "missing", "days", "due", "pal", "tags"], 4)
    )
    pages = {
        "process.md": "# {leadflow:process}`title`\n\n" + block("process") + block("pipeline"),
        "leads.md": "# Leads\n\n" + block("leads", f":columns: lead, {columns}", f":sort: {sort}"),
        "board.md": "# Board\n\n" + block("board") + block("leads", f":group-by: {group}"),
        "other.md": f"# Other\n\nSee {{leadflow:lead}}`{lead}`.\n\n"
        + "".join(block(name) for name in ("roles", "assets", "fields", "notices"))
        + block("checklist", ":lead: " + lead).replace("checklist}", "checklist} fit"),
        "numbers.md": "# Numbers\n\n"
        + "".join(block(name) for name in rng.sample(_NUMBERS, rng.randint(2, 4))),
        "plain.md": "# Plain\n\nNothing of ours; see {doc}`process`.\n",
    }
    names = [name.removesuffix(".md") for name in pages if name == "plain.md" or rng.random() < 0.9]
    if "process" not in names:
        pages["plain.md"] = "# Plain\n\nNothing of ours.\n"
    toctree = "\n".join(["```{toctree}", *names, "```"])
    kept = {name: text for name, text in pages.items() if name.removesuffix(".md") in names}
    return {"index.md": f"# Handbook\n\n{toctree}\n", **kept}


def age(path: Path) -> None:
    """Give a file a time of change long ago."""
    os.utime(path, (1, 1))
