"""Reads the corpus: data folders whose YAML says itself what is wrong with it.

    #! missing-field:5 "is empty"      a finding on the next line, at column 5, whose text has that
    #! today 2026-12-01                 in process.yaml: the day; otherwise 2026-11-23
    #! audience public                  in process.yaml: who reads; otherwise the team

Every finding must be expected, and every expectation found.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sphinx_leadflow.checks.run import Checked, examine
from sphinx_leadflow.core.diagnostic import Diagnostic
from sphinx_leadflow.core.model import Audience
from sphinx_leadflow.core.project import Loaded, load

CORPUS = Path(__file__).parent / "corpus"
CASES = sorted(path for path in CORPUS.iterdir() if path.is_dir())
TODAY = dt.date(2026, 11, 23)

_EXPECTED = re.compile(r'\s*#! (?P<code>[a-z0-9-]+):(?P<column>\d+)(?: "(?P<text>.*)")?\s*')
_SETTING = re.compile(r"#! (today|audience) (\S+)\s*")


@dataclass(frozen=True)
class Expected:
    """One finding that a comment announces."""

    place: str
    code: str
    text: str

    def __str__(self) -> str:
        return f"{self.place} {self.code}"


def expectations(folder: Path) -> list[Expected]:
    """Everything that the comments of a case announce."""
    return [
        one
        for path in sorted(folder.rglob("*.yaml"))
        for one in _announced(path.read_text("utf-8"), path.relative_to(folder).as_posix())
    ]


def _announced(text: str, path: str) -> Iterator[Expected]:
    waiting: list[re.Match[str]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        match = _EXPECTED.fullmatch(line)
        if match:
            waiting.append(match)
            continue
        assert "#!" not in line or _SETTING.fullmatch(line), f"{path}:{number}: {line}"
        for one in waiting:
            yield Expected(f"case/{path}:{number}:{one['column']}", one["code"], one["text"] or "")
        waiting = []


def settings(folder: Path) -> tuple[dt.date, Audience]:
    """The day and the audience of a case."""
    text = (folder / "process.yaml").read_text("utf-8")
    given = dict(match.groups() for match in _SETTING.finditer(text))
    today = dt.date.fromisoformat(given.get("today", TODAY.isoformat()))
    return today, Audience(given.get("audience", "team"))


def run(folder: Path) -> tuple[Loaded, Checked]:
    """A case loaded and checked; its folder is called `case` in findings."""
    today, audience = settings(folder)
    loaded = load(folder, audience, "case")
    return loaded, examine(loaded, today)


def whole_text(one: Diagnostic) -> str:
    """Everything that a finding says, to look for the expected words in."""
    return " | ".join([str(one), one.paste, *(related.note for related in one.related)])
