"""Whatever happens to the real files: findings with a place in them, and never a traceback.

`LEADFLOW_LONG=1` tries 20,000 files that something happened to.
"""

from __future__ import annotations

import os
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from sphinx_leadflow.checks.formats import github, json, text
from sphinx_leadflow.checks.run import Checked, examine
from sphinx_leadflow.core.model import Audience
from sphinx_leadflow.core.project import Loaded, load

from .accounts import assert_all_are_accounted_for, assert_places_are_inside
from .corpus import TODAY
from .mutations import mutate

LONG = bool(os.environ.get("LEADFLOW_LONG"))
PROCESSES = 4000 if LONG else 25
LEAD_FOLDERS = 1000 if LONG else 8
LEADS_AT_ONCE = 16
DATA = Path(__file__).parents[2] / "leads_data"
PROCESS = (DATA / "process.yaml").read_bytes()
LEADS = {path.name: path.read_bytes() for path in sorted((DATA / "leads").glob("*.yaml"))}
EVERYTHING = (PROCESS, *LEADS.values())

seeds = st.integers(0, 2**64 - 1)
audiences = st.sampled_from(Audience)


def looked_at(files: dict[str, bytes], root: Path, audience: Audience) -> tuple[Loaded, Checked]:
    """What a check of these files gives, in every format that shows it."""
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    loaded = load(root, audience, "data")
    checked = examine(loaded, TODAY)
    found, leads = checked.diagnostics, len(loaded.project.leads)
    text.render(found, loaded.sources, leads=leads, waived=checked.waived, colour=True)
    json.render(found, TODAY, leads=leads, waived=checked.waived, sources=loaded.sources)
    github.markdown(found, leads, checked.waived, loaded.sources)
    assert all(
        line.startswith("::") for line in github.commands(found, loaded.sources).splitlines()
    )
    return loaded, checked


def judge(files: dict[str, bytes], audience: Audience) -> None:
    with TemporaryDirectory() as root:
        loaded, checked = looked_at(files, Path(root), audience)
    assert_places_are_inside(checked, files)
    assert_all_are_accounted_for(loaded, files)


@settings(max_examples=PROCESSES)
@given(seed=seeds, audience=audiences)
def test_a_process_that_something_happened_to(seed: int, audience: Audience) -> None:
    random = Random(seed)
    leads = random.sample(sorted(LEADS), 3)
    files = {f"leads/{name}": LEADS[name] for name in leads}
    judge(files | {"process.yaml": mutate(PROCESS, EVERYTHING, random)}, audience)


@settings(max_examples=LEAD_FOLDERS)
@given(seed=seeds, audience=audiences)
def test_leads_that_something_happened_to(seed: int, audience: Audience) -> None:
    random = Random(seed)
    names = random.sample(sorted(LEADS), LEADS_AT_ONCE)
    files = {f"leads/{name}": mutate(LEADS[name], EVERYTHING, random) for name in names}
    judge(files | {"process.yaml": PROCESS}, audience)
