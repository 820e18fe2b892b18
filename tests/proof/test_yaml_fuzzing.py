"""20,000 mutated files, with `LEADFLOW_LONG=1` 200,000: no traceback, no signal, none slow.

Each finding lies inside its file, and every lead is accounted for. `python -m tests.proof.fuzz
SEED 1` runs one batch again.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sphinx_leadflow.core.model import Audience
from tests.proof import fuzz
from tests.proof.corpora import ATTACKS, YAML_SUITE, pathological

LONG = bool(os.environ.get("LEADFLOW_LONG"))
INPUTS = 200_000 if LONG else 20_000
ROUNDS = -(-INPUTS // fuzz.INPUTS_IN_A_ROUND)
SEED = int(os.environ.get("LEADFLOW_SEED", "0"))
AT_ONCE = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2
ROUNDS_OF_A_PROCESS = -(-ROUNDS // (AT_ONCE * (10 if LONG else 1)))


def run(first_round: int) -> dict[str, float]:
    """Some rounds in a process of their own: what it found, or the batch that ended it."""
    rounds = min(ROUNDS_OF_A_PROCESS, ROUNDS - first_round)
    kinds = len(fuzz.ACCIDENTS)
    first = SEED + first_round * kinds
    done = subprocess.run(
        [
            *(sys.executable, "-X", "faulthandler", "-m", "tests.proof.fuzz"),
            *(str(first), str(rounds * kinds)),
        ],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
    )
    lines = done.stdout.splitlines()
    assert done.returncode == 0, f"batch {lines[-1:]}, exit {done.returncode}\n{done.stderr}"
    found: dict[str, float] = json.loads(lines[-1])
    return found


@pytest.mark.slow
def test_whatever_happens_to_a_file_is_a_finding_within_a_second() -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(run, range(0, ROUNDS, ROUNDS_OF_A_PROCESS)))
    inputs = sum(one["inputs"] for one in found)
    slowest = max(found, key=lambda one: one["slowest"])
    print(f"{inputs} inputs, the slowest {slowest['slowest']:.3f} s (batch {slowest['at']})")
    assert inputs >= INPUTS
    assert slowest["slowest"] < fuzz.MOST_SECONDS, slowest


def test_the_yaml_test_suite_as_leads_and_as_processes() -> None:
    leads = {f"leads/a{at}.yaml": text.encode() for at, text in enumerate(YAML_SUITE)}
    fuzz.judge({"process.yaml": fuzz.PROCESS} | leads, Audience.TEAM)
    for text in YAML_SUITE:
        fuzz.judge({"process.yaml": text.encode()}, Audience.TEAM)


def test_what_others_collected_as_whole_files() -> None:
    texts = (*ATTACKS, *pathological(20_000))
    files = [text.encode("utf-8", "surrogatepass") for text in texts]
    leads = {f"leads/a{at}.yaml": data for at, data in enumerate(files)}
    fuzz.judge({"process.yaml": fuzz.PROCESS} | leads, Audience.TEAM)
    for data in files[:: 1 if LONG else 10]:
        fuzz.judge({"process.yaml": data}, Audience.TEAM)


@pytest.mark.parametrize("text", pathological(20_000), ids=lambda text: repr(text[:12]))
def test_what_made_other_parsers_slow_is_read_within_a_second(text: str) -> None:
    data = text.encode()
    for files in (
        {"process.yaml": fuzz.PROCESS, "leads/a.yaml": data},
        {"process.yaml": data},
        {"process.yaml": fuzz.PROCESS, "leads/a.yaml": b"name: " + data},
    ):
        start = time.process_time()
        fuzz.judge(files, Audience.TEAM)
        assert time.process_time() - start < fuzz.MOST_SECONDS


@pytest.mark.parametrize("fault", ["raise ValueError('untyped')", "os.kill(os.getpid(), 11)"])
def test_the_proof_notices_an_exception_and_a_signal(
    fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A loader that is broken on purpose."""
    (tmp_path / "sitecustomize.py").write_text(
        "import os\n"
        "from sphinx_leadflow.core import decode_lead\n"
        "def broken(*_anything):\n"
        f"    {fault}\n"
        "decode_lead.LeadReader.lead = broken\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(AssertionError, match=r"batch \['\d+'\], exit (1|-11)"):
        run(0)
