"""The builds of one contender with N leads: clean, nothing changed, one lead changed, `-j2`."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from tests.bench import environments, leads
from tests.bench.measure import Failed, Usage, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.bench.contenders import Contender

STEPS = ("clean", "no-op", "changed", "-j2")


class Site:
    """One contender's project on disk."""

    def __init__(self, contender: Contender, number: int, root: Path) -> None:
        self.contender = contender
        self.number = number
        self.root = root
        self.python = environments.python_of(contender.environment)
        self.all = [leads.lead(index, number) for index in range(number)]
        contender.write(root, self.all)

    def round(self, count: int, seconds: float) -> Iterator[tuple[str, Usage | str]]:
        """Every step once; after one that fails, no other is tried."""
        try:
            yield "clean", self.build("out", seconds, fresh=True)
            self.look()
            yield "no-op", self.build("out", seconds)
            middle = self.number // 2
            changed = leads.lead(middle, self.number, f", and more {'!' * (count + 1)}")
            self.contender.change(self.root, self.all, changed)
            yield "changed", self.build("out", seconds)
            yield "-j2", self.build("out2", seconds, "-j2", fresh=True)
        except Failed as failure:
            yield "failed", str(failure)

    def build(self, name: str, seconds: float, *options: str, fresh: bool = False) -> Usage:
        """Run Sphinx as anybody would."""
        out, doctrees = self.root / name, self.root / f"{name}-doctrees"
        if fresh:
            shutil.rmtree(out, ignore_errors=True)
            shutil.rmtree(doctrees, ignore_errors=True)
            if self.contender.environment == "leadflow":  # it writes its pages itself
                shutil.rmtree(self.root / "docs" / "leads", ignore_errors=True)
        sphinx = [str(self.python), "-m", "sphinx", "-q", "-b", "html", *options]
        return run([*sphinx, "-d", str(doctrees), "docs", str(out)], self.root, seconds)

    def look(self) -> None:
        """A page without the leads would be quick, and no comparison."""
        page = self.root / "out" / "leads.html"
        if self.contender.name == "empty":
            return
        if not page.is_file() or self.all[-1].name not in page.read_text(encoding="utf-8"):
            raise Failed("its page does not show the leads")

    def size(self) -> int:
        """Bytes of the overview page."""
        page = self.root / "out" / "leads.html"
        return page.stat().st_size if page.is_file() else 0
