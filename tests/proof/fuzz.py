"""Mutated data folders, loaded and checked: `python -m tests.proof.fuzz SEED BATCHES`.

It runs in a process of its own, so that a signal is seen from outside. The seed of each batch is
printed before the batch begins: the last one printed is the one that killed the process. One
number says again which files it was.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from sphinx_leadflow.checks.formats import github, text
from sphinx_leadflow.checks.formats import json as as_json
from sphinx_leadflow.checks.run import examine
from sphinx_leadflow.core.diagnostic import Report
from sphinx_leadflow.core.model import Audience
from sphinx_leadflow.core.project import understand
from sphinx_leadflow.core.source import read_files
from tests.checks.accounts import assert_all_are_accounted_for, assert_places_are_inside
from tests.checks.mutations import mutate
from tests.proof.corpora import ATTACKS, YAML_SUITE

ROOT = Path(__file__).parents[2]
TODAY = dt.date(2026, 11, 23)
MOST_SECONDS = 1.0
LEADS_AT_ONCE = 32
Data = dict[str, bytes]

PROCESS = (ROOT / "leads_data" / "process.yaml").read_bytes()
LEADS = [path.read_bytes() for path in sorted((ROOT / "leads_data" / "leads").glob("*.yaml"))]
MISTAKEN = {
    path.parent: path.read_bytes()
    for path in sorted((ROOT / "tests" / "checks" / "corpus").glob("*/process.yaml"))
}
MISTAKEN_LEADS = [
    path.read_bytes() for path in sorted((ROOT / "tests/checks/corpus").glob("*/leads/*.yaml"))
]
SUITE = [one.encode() for one in YAML_SUITE]
PASTED = (PROCESS, *LEADS, *MISTAKEN_LEADS, *SUITE)


@dataclass(frozen=True)
class Memory:
    """A data folder that is nowhere: what `read_files` needs of one."""

    files: Mapping[str, bytes]

    def names(self) -> list[str]:
        return sorted({name.split("/")[0] for name in self.files})

    def sort(self, name: str) -> str:
        if name in self.files:
            return "file"
        return "folder" if any(one.startswith(f"{name}/") for one in self.files) else ""

    def read(self, name: str, most: int) -> bytes:
        return self.files[name][:most]

    def inside(self, name: str) -> Memory:
        start = f"{name}/"
        return Memory(
            {
                one.removeprefix(start): data
                for one, data in self.files.items()
                if one.startswith(start)
            }
        )


def judge(files: Data, audience: Audience) -> None:
    """Load and check a folder, and write the findings down in every form."""
    report = Report()
    folder = read_files(Memory(files), "data", report)
    loaded = understand(folder, audience)
    found = (*report, *loaded.diagnostics)
    loaded = replace(loaded, diagnostics=tuple(found))
    checked = examine(loaded, TODAY)
    assert_places_are_inside(checked, files)
    assert_all_are_accounted_for(loaded, files)
    leads, sources = len(loaded.project.leads), loaded.sources
    waived = checked.waived
    written = text.render(checked.diagnostics, sources, leads=leads, waived=waived, colour=False)
    commands = github.commands(checked.diagnostics, sources)
    as_json.render(checked.diagnostics, TODAY, leads=leads, waived=waived, sources=sources)
    github.markdown(checked.diagnostics, leads, waived, sources)
    assert all(line.startswith("::") for line in commands.split("\n") if line)
    assert written.replace("\n", "").isprintable()


# ── What happens to files ──────────────────────────────────────────────────


def leads_of_ours(random: Random) -> Data:
    """Real leads after some accidents, below the real process."""
    return {"process.yaml": PROCESS} | _leads(random, lambda: random.choice(LEADS))


def leads_of_the_suites(random: Random) -> Data:
    """Leads with texts of the suites in them, whole or behind a key, after some accidents."""

    def lead() -> bytes:
        foreign = random.choice(SUITE) if random.random() < 0.7 else _attack(random)
        if random.random() < 0.3:
            return foreign
        lines = random.choice((*LEADS, *MISTAKEN_LEADS)).split(b"\n")
        place = random.randrange(len(lines))
        key, colon, _value = lines[place].partition(b":")
        indented = foreign.replace(b"\n", b"\n      ")
        lines[place] = key + colon + random.choice((b" ", b"\n      ", b" |\n      ")) + indented
        return b"\n".join(lines)

    return {"process.yaml": PROCESS} | _leads(random, lead)


def a_process_of_ours(random: Random) -> Data:
    """The real process after some accidents."""
    return {
        "process.yaml": mutate(PROCESS, PASTED, random),
        "leads/a.yaml": random.choice(LEADS),
    }


def processes_of_the_corpus(random: Random) -> Data:
    """A small process with a mistake in it already, after some accidents."""
    folder = random.choice(sorted(MISTAKEN))
    leads = sorted((folder / "leads").glob("*.yaml"))
    files = {f"leads/{path.name}": path.read_bytes() for path in leads[:3]}
    return {"process.yaml": mutate(MISTAKEN[folder], PASTED, random), **files}


def a_process_of_the_suites(random: Random) -> Data:
    """A text of the suites as a process, or behind one of its keys."""
    foreign = random.choice(SUITE) if random.random() < 0.7 else _attack(random)
    if random.random() < 0.7:
        key = random.choice(
            (b"title", b"roles", b"fields", b"stages", b"people", b"notices", b"pipelines")
        )
        foreign = b"title: T\n" + key + b":\n  " + foreign.replace(b"\n", b"\n  ")
    return {"process.yaml": mutate(foreign, PASTED, random), "leads/a.yaml": LEADS[0]}


def _attack(random: Random) -> bytes:
    return random.choice(ATTACKS).encode("utf-8", "surrogatepass")


def _leads(random: Random, lead: Callable[[], bytes]) -> Data:
    return {
        f"leads/a{number}.yaml": mutate(lead(), PASTED, random) for number in range(LEADS_AT_ONCE)
    }


ACCIDENTS: tuple[tuple[Callable[[Random], Data], int], ...] = (
    (leads_of_ours, LEADS_AT_ONCE),
    (leads_of_the_suites, LEADS_AT_ONCE),
    (a_process_of_ours, 1),
    (processes_of_the_corpus, 1),
    (processes_of_the_corpus, 1),
    (a_process_of_the_suites, 1),
)
"""What a batch can be, and how many mutated inputs it holds; batches take turns."""

INPUTS_IN_A_ROUND = sum(inputs for _make, inputs in ACCIDENTS)


def batch(seed: int) -> Data:
    """The files of one batch."""
    return ACCIDENTS[seed % len(ACCIDENTS)][0](Random(seed))


def batches(first: int, count: int) -> Iterator[tuple[int, float]]:
    """Judge so many batches; gives each one's seed and the seconds of processor time it took."""
    for seed in range(first, first + count):
        files = batch(seed)
        start = time.process_time()
        judge(files, Audience.PUBLIC if seed % 4 == 0 else Audience.TEAM)
        yield seed, time.process_time() - start


def slowest_input(seed: int) -> float:
    """The seconds that the slowest input of a batch takes by itself."""
    files, worst = batch(seed), 0.0
    process = {"process.yaml": files["process.yaml"]}
    for name in files:
        start = time.process_time()
        judge(process | {name: files[name]}, Audience.TEAM)
        worst = max(worst, time.process_time() - start)
    return worst


def main(first: int, count: int) -> None:
    """Print each batch's seed as it begins, and at the end the figures as JSON."""
    print(first, flush=True)
    slowest, at = 0.0, first
    for seed, seconds in batches(first, count):
        if seconds > MOST_SECONDS:
            seconds = slowest_input(seed)
        if seconds > slowest:
            slowest, at = seconds, seed
        print(seed + 1, flush=True)
    inputs = sum(ACCIDENTS[seed % len(ACCIDENTS)][1] for seed in range(first, first + count))
    print(json.dumps({"inputs": inputs, "slowest": slowest, "at": at}), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
