"""Small data folders from texts, for tests that ask what YAML means."""

from __future__ import annotations

import tempfile
from pathlib import Path
from textwrap import dedent

from sphinx_leadflow.core.model import Audience, Lead, Pipeline, Process, Step
from sphinx_leadflow.core.project import Loaded, Project, load


def read(process: str | bytes, audience: Audience = Audience.TEAM, **leads: str | bytes) -> Loaded:
    """What `load` makes of these texts; `_` in a lead's name stands for `-`."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        (root / "leads").mkdir()
        (root / "process.yaml").write_bytes(as_bytes(process))
        for stem, text in leads.items():
            (root / "leads" / f"{stem.replace('_', '-')}.yaml").write_bytes(as_bytes(text))
        return load(root, audience, "data")


def as_bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else dedent(text).encode()


def project(process: str, audience: Audience = Audience.TEAM, **leads: str) -> Project:
    """The project, which must be without findings."""
    loaded = read(f"title: Leads\n{dedent(process)}", audience, **leads)
    assert not loaded.diagnostics, "\n".join(map(str, loaded.diagnostics))
    return loaded.project


def process(text: str) -> Process:
    return project(text).process


def pipeline(text: str, name: str = "") -> Pipeline:
    return process(text).pipelines[name]


def step(text: str, name: str) -> Step:
    return pipeline(text).steps[name]


def lead(process_text: str, text: str, audience: Audience = Audience.TEAM) -> Lead:
    return project(process_text, audience, a=f"name: Aster\n{dedent(text)}").leads["a"]
