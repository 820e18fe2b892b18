"""What must hold for the findings of any data folder, whatever is in its files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from sphinx_leadflow.checks.run import Checked
from sphinx_leadflow.core.model import Audience
from sphinx_leadflow.core.project import Loaded


def assert_places_are_inside(checked: Checked, files: Mapping[str, bytes]) -> None:
    """Every finding, and everything it points to, lies inside a file that is there."""
    spans = [one.span for one in checked.diagnostics]
    spans += [other.span for one in checked.diagnostics for other in one.related]
    for span in spans:
        name = span.path.removeprefix("data/")
        if name not in files:
            assert name in ("leads", ""), span
            continue
        shown = files[name].decode("utf-8", "replace").removeprefix("\ufeff")
        lines = re.split(r"\r\n|\n|\r", shown)
        for line, column in (span.start, span.end):
            assert 1 <= line <= len(lines), span
            assert 1 <= column <= len(lines[line - 1]) + 1, span


def assert_all_are_accounted_for(loaded: Loaded, files: Mapping[str, bytes]) -> None:
    """No lead goes missing: it is there, perhaps as broken, or withheld from the public."""
    stems = {Path(name).stem for name in files if name.startswith("leads/")}
    leads, project = set(loaded.project.leads), loaded.project
    if project.audience is Audience.TEAM:
        assert leads == stems
    reported = {Path(one.span.path).stem for one in loaded.diagnostics}
    withheld = stems - leads - reported
    assert len(withheld) <= project.withheld
