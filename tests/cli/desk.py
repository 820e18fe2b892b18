"""A data folder to edit, and the commands that edit it as programs of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
EXAMPLES = REPOSITORY / "docs" / "examples"

PROCESS = """\
title: Sales   # ours
people: {amara: Amara Okafor, jules: {name: Jules, role: [sales]}}
roles:
  sales: Sales
fields:
  price: money
  quote: {type: url}
  organisation: text
  users: number
  paid: boolean
  start: date
  mood: {type: choice, options: [good, bad], tracked: true}
  contact: {type: list, of: {name: text, email: email, since: date}}
  partners: {type: list, of: text}
  sister: {type: lead, renamed_from: twin}
checklists:
  fit: {must: true, items: {need: What they need, money: What they have}}
stages:
  sale:
    steps:
      ask: {title: Ask, fills: organisation}
      offer:
        title: Offer
        fills: [price]
        checklist: fit
        next: {yes: sign, again: ask, "no": lost}
      sign: Sign
outcomes:
  customer: {kind: won, spawns: {link: renews, at: offer, copy: [organisation, contact, mood]}}
  lost: {kind: lost, reasons: [dear, late]}
"""

BAY = """\
# Met at a workshop.
name: 'Bay'   # sic
owner:   amara
"organisation": "Bay \\"North\\""

history:
  - {date: 2026-11-02, to: ask, by: amara}   # first call
  -   { "date": '2026-11-09', to: "offer" }

# Ask again in spring.
checklists:
  fit: {need: true}
"""


def folder(tmp_path: Path, **leads: str) -> Path:
    """A data folder with the process above and some leads, by default one."""
    root = tmp_path / "leads_data"
    (root / "leads").mkdir(parents=True)
    (root / "process.yaml").write_bytes(PROCESS.encode())
    for name, text in (leads or {"bay": BAY}).items():
        (root / "leads" / f"{name}.yaml").write_bytes(text.encode())
    return root


def copied(tmp_path: Path, example: str = "") -> Path:
    """A copy of the live data, or of an example's."""
    origin = EXAMPLES / example / "leads_data" if example else REPOSITORY / "leads_data"
    return Path(shutil.copytree(origin, tmp_path / "leads_data"))


def leadflow(root: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a command in the folder above a data folder, on 23 November 2026."""
    known = {"SOURCE_DATE_EPOCH": "1795392000", "PYTHONPATH": str(REPOSITORY)}
    return subprocess.run(
        [sys.executable, "-m", "sphinx_leadflow", *words],
        cwd=root.parent,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **known, **env},
        timeout=120,
        check=False,
    )


def lead(root: Path, name: str = "bay") -> Path:
    """A lead's file."""
    return root / "leads" / f"{name}.yaml"


def state(root: Path) -> dict[str, bytes]:
    """Every file below a folder, to see that nothing changed and nothing was left behind."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }
