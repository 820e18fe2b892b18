"""`leadflow check` beside what reading the same files costs anyone."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from tests.bench import environments, leads
from tests.bench.measure import Failed, Usage, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_EACH = """\
import sys, hashlib, yaml
from pathlib import Path
for path in sorted(Path("leads_data/leads").iterdir()):
    data = path.read_bytes()
    {work}
"""
_EVENTS = "list(yaml.parse(data, yaml.CSafeLoader))"

FLOORS = {
    "bytes": _EACH.format(work="hashlib.blake2b(data).digest()"),
    "events": _EACH.format(work=_EVENTS),
    "safe load": _EACH.format(work="yaml.load(data, yaml.CSafeLoader)"),
    "import yaml": "import yaml",
}
"""Programs: reading and digesting the bytes, the event stream, and PyYAML's own values."""

CHECKS = ("check", "check again", "check one changed")
STEPS = (*FLOORS, *CHECKS)


class Desk:
    """A data folder and what is run over it."""

    def __init__(self, number: int, root: Path) -> None:
        self.number = number
        self.root = root
        self.python = str(environments.python_of("leadflow"))
        leads.write_project(root / "leads_data", number)

    def round(self, count: int, seconds: float) -> Iterator[tuple[str, Usage | str]]:
        """Every program once; the first check finds nothing that an earlier one has left."""
        try:
            for name, program in FLOORS.items():
                yield name, run([self.python, "-c", program], self.root, seconds)
            shutil.rmtree(self.root / "cache", ignore_errors=True)
            yield "check", self.check(seconds)
            yield "check again", self.check(seconds)
            changed = leads.lead(self.number // 2, self.number, f" and more {'!' * (count + 1)}")
            leads.write_lead(self.root / "leads_data", changed)
            yield "check one changed", self.check(seconds)
        except Failed as failure:
            yield "failed", str(failure)

    def check(self, seconds: float) -> Usage:
        """The command, its output thrown away."""
        command = [self.python, "-m", "sphinx_leadflow", "check", "--today", str(leads.DAY)]
        return run(command, self.root, seconds)
