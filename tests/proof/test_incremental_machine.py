"""Whatever is edited in whatever order, the next build gives what a clean build gives.

After every step a build that goes on from the last one is compared with a clean one, file by
file. The pages that it read and wrote are compared with those that two clean builds disagree
about. `LEADFLOW_LONG=1` makes 300 sequences of 5 to 20 steps, and prints the figures with `-s`.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.ext.project import differences, output
from tests.proof.edits import EDITS, RESTLESS, World
from tests.proof.server import Answer, Builder, Request

LONG = bool(os.environ.get("LEADFLOW_LONG"))
SEQUENCES = 300 if LONG else 6


@dataclass(frozen=True)
class Move:
    """One step of a sequence."""

    edit: str
    seed: int
    jobs: int
    kill: float
    """The build is killed after this part of its time, and run again; 0: it is not."""


MOVES = st.builds(
    Move,
    edit=st.sampled_from(sorted(EDITS)),
    seed=st.integers(0, 999),
    jobs=st.sampled_from([1, 1, 1, 2]),
    kill=st.sampled_from([0.0] * 12 + [0.2, 0.4, 0.6, 0.8]),
)


@dataclass
class Tally:
    """What was counted over all sequences."""

    sequences: int = 0
    steps: int = 0
    killed: int = 0
    pages: int = 0
    read: int = 0
    wrote: int = 0
    changed: int = 0
    misses: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    read_in_vain: Counter[str] = field(default_factory=Counter)
    written_in_vain: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        lines = [f"{name}: {value}" for name, value in vars(self).items()]
        return "\n".join(lines)


TALLY = Tally()


@pytest.fixture(scope="module")
def builder() -> Iterator[Builder]:
    with Builder(SOURCE_DATE_EPOCH="1795392000") as one:
        yield one
    print(f"\n{TALLY}")


class Course:
    """One sequence: the world that is edited, and the two builds after every step."""

    def __init__(self, root: Path, seed: int, builder: Builder) -> None:
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir()
        self.root, self.builder = root, builder
        self.world = World.drawn(seed)
        self.world.write(root)
        self.before: dict[str, bytes] = {}
        self.step(None)
        TALLY.sequences += 1

    def request(self, place: str, jobs: int = 1, kill: float = -1) -> Request:
        return Request(
            str(self.root / "docs"),
            str(self.root / place / "html"),
            str(self.root / place / "doctrees"),
            jobs=jobs,
            settings=self.world.settings,
            version=self.world.version,
            kill_after=kill,
        )

    def step(self, move: Move | None) -> None:
        if move:
            self.world.edit(move.edit, move.seed, self.root)
        killed = bool(move and move.kill) and self.killed(move)
        built = self.builder.build(self.request("on", move.jobs if move else 1))
        shutil.rmtree(self.root / "clean", ignore_errors=True)
        clean = self.builder.build(self.request("clean"))
        assert (built.error, clean.error) == ("", "")
        found = list(differences(self.root / "on" / "html", self.root / "clean" / "html"))
        assert found == [], move
        after = output(self.root / "clean" / "html")
        if move:
            self.count(move, built, changed_pages(self.before, after), after, killed)
        self.before = after

    def killed(self, move: Move) -> bool:
        answer = self.builder.build(self.request("on", move.jobs, move.kill * 0.25))
        TALLY.killed += answer.killed
        return True

    def count(
        self, move: Move, built: Answer, changed: set[str], after: dict[str, bytes], killed: bool
    ) -> None:
        TALLY.steps += 1
        TALLY.kinds[move.edit] += 1
        if killed or move.edit in RESTLESS:
            return  # everything is read again, and should be
        read, wrote = set(built.read), set(built.wrote)
        TALLY.pages += sum(is_page(name) for name in after)
        TALLY.read += len(read)
        TALLY.wrote += len(wrote)
        TALLY.changed += len(changed)
        TALLY.misses += len(changed - wrote)
        for page in read - changed:
            TALLY.read_in_vain[f"{move.edit}: {page}"] += 1
        for page in wrote - changed:
            cause = "read" if page in read else "table of contents" if is_parent(self, page) else ""
            TALLY.written_in_vain[cause or f"{move.edit}: {page}"] += 1


def is_parent(course: Course, page: str) -> bool:
    return "toctree" in course.world.book.pages.get(f"{page}.md", "")


def is_page(name: str) -> bool:
    return name.endswith(".html") and name not in ("genindex.html", "search.html")


def changed_pages(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    """The pages that are new, or that two clean builds disagree about."""
    return {
        name.removesuffix(".html")
        for name in after
        if is_page(name) and before.get(name) != after[name]
    }


def test_every_sequence_of_edits_ends_in_what_a_clean_build_gives(
    tmp_path: Path, builder: Builder
) -> None:
    @settings(
        max_examples=SEQUENCES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.integers(0, 9999), st.lists(MOVES, min_size=5, max_size=20 if LONG else 7))
    def run(seed: int, moves: list[Move]) -> None:
        course = Course(tmp_path / "world", seed, builder)
        for move in moves:
            course.step(move)

    run()
    assert TALLY.misses == 0
