"""Real git repositories for tests, and a small process to fill them with."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from sphinx_leadflow.core.model import Audience
from sphinx_leadflow.history.revisions import Pair, read_pair

ENVIRONMENT = {
    **{key: value for key, value in os.environ.items() if not key.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "Amara",
    "GIT_AUTHOR_EMAIL": "amara@example.org",
    "GIT_COMMITTER_NAME": "Amara",
    "GIT_COMMITTER_EMAIL": "amara@example.org",
}

PROCESS = """\
title: Sales
people:
  amara: {name: Amara Okafor, role: [sales]}
  jules: {name: Jules Lindqvist, role: [sales]}
roles:
  sales: {title: Sales, contact: "mailto:sales@example.org"}
  icsi: {title: ICSI}
  icsi-contracting: {title: contracting, part_of: icsi, contact: "mailto:contracting@example.org"}
  icsi-finance: {title: finance, part_of: icsi, contact: "mailto:finance@example.org"}
fields:
  organisation: text
  users: number
  quote: {title: Price quote, type: url, visibility: team}
  price: {title: Agreed price, type: money}
  health: {title: Health, type: choice, options: [green, amber, red], tracked: true}
checklists:
  fit:
    title: Fit
    items: {money: Money, need: Need}
stages:
  triage:
    title: Triage
    steps:
      create-lead: Create a lead
      ask: {title: Send the questionnaire, checklist: fit}
  negotiation:
    title: Negotiation
    role: sales
    steps:
      create-quote: {title: Create a quote, fills: organisation}
      send-quote:
        title: Send a quote
        fills: users
        tell: {role: icsi, at: leave, because: a specific price was sent}
      negotiate:
        title: Negotiate on a price
        repeats: true
        fills: {field: price, for: agreed}
        next: {agreed: send-contract, declined: lost}
      send-contract:
        title: Send them a contract
        tell:
          - {role: icsi-contracting, because: a contract is needed}
          - role: icsi-finance
            because: an invoice will follow
            subject: "Invoice for {name}"
            text: "{organisation} pays {price}. The quote: {quote}"
outcomes:
  customer: {title: Customer, kind: won}
  lost: {title: Lost, kind: lost, reasons: {price: Too expensive, timing: Not at this time}}
  parked: {title: Parked, kind: parked}
"""


def lead(name: str, *moves: str, owner: str = "amara", more: str = "") -> str:
    """A lead's file with one move a day from 1 November 2026 on."""
    lines = [
        f"  - {{date: 2026-11-{day:02}, to: {move}, by: {owner}}}"
        for day, move in enumerate(moves, start=1)
    ]
    return "\n".join([f"name: {name}", f"owner: {owner}", more, "history:", *lines]) + "\n"


class Repo:
    """A repository in a folder."""

    def __init__(self, root: Path, data: str = "leads_data", *, bare: bool = False) -> None:
        self.root = root
        self.data = root / data
        root.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main", *(["--bare"] if bare else []))

    def git(self, *words: str, start: Path | None = None) -> str:
        done = subprocess.run(
            ["git", *words],
            cwd=start or self.root,
            env=ENVIRONMENT,
            capture_output=True,
            check=True,
        )
        return done.stdout.decode("utf-8", "surrogateescape").strip()

    def write(self, name: str, text: str) -> Path:
        path = self.data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    def replace(self, name: str, old: str, new: str) -> None:
        path = self.data / name
        text = path.read_text("utf-8")
        assert old in text, (name, old)
        path.write_text(text.replace(old, new, 1), "utf-8")

    def move(self, name: str, date: str, to: str, more: str = "") -> None:
        """Append a history line to a lead whose history is the end of its file."""
        path = self.data / f"leads/{name}.yaml"
        line = f"  - {{date: {date}, to: {to}, by: amara{more}}}\n"
        path.write_text(path.read_text("utf-8") + line, "utf-8")

    def commit(self, leads: Mapping[str, str] | None = None, message: str = "change") -> str:
        for name, text in (leads or {}).items():
            self.write(f"leads/{name}.yaml", text)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    def pair(
        self,
        base: str,
        head: str | None = None,
        audience: Audience = Audience.TEAM,
        given: str | None = None,
    ) -> Pair:
        return read_pair(self.root, base, head, audience, given=given)
