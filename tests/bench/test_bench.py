"""What is measured is what it says: the same leads everywhere, and time that runs out."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sphinx_leadflow.checks.run import check
from sphinx_leadflow.core.project import load
from tests.bench import leads, report
from tests.bench.__main__ import SHEETS
from tests.bench.measure import Failed, Usage, run
from tests.bench.results import Results


def test_the_leads_are_ones_that_nobody_would_refuse(tmp_path: Path) -> None:
    leads.write_project(tmp_path / "leads_data", 12)
    loaded = load(tmp_path / "leads_data")
    assert len(loaded.project.leads) == 12
    assert not [one for one in check(loaded, leads.DAY) if one.severity.fails]
    for one in loaded.project.leads.values():
        assert 3 <= len(one.history) <= 6
        assert sum(len(answers) for answers in one.checklists.values()) == 8


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_contender_shows_all_leads_and_the_change_of_one(sheet: str, tmp_path: Path) -> None:
    all_ = [leads.lead(index, 4) for index in range(4)]
    changed = leads.lead(2, 4, ", and more")
    for one in SHEETS[sheet]:
        root = tmp_path / one.name
        one.write(root, all_)
        before = _texts(root)
        assert one.name == "empty" or all(lead.name in before for lead in all_), one.name
        one.change(root, all_, changed)
        assert _texts(root) != before, one.name


def _texts(root: Path) -> str:
    return "\n".join(
        path.read_text(encoding="utf-8") for path in sorted(root.rglob("*")) if path.is_file()
    )


def test_a_run_is_measured_from_outside_and_stopped_when_its_time_is_over(tmp_path: Path) -> None:
    usage = run([sys.executable, "-c", "sum(range(10**6))"], tmp_path, 60)
    assert 0 < usage.cpu < 60
    assert usage.peak > 1
    with pytest.raises(Failed, match="over"):
        run([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path, 0.3)


def test_the_report_says_what_was_measured_what_not_and_which_figures_are_reached() -> None:
    results = Results()
    for name, seconds in (("leadflow", 1.0), ("csv-myst", 5.0), ("empty", 0.9)):
        for step in ("clean", "no-op", "changed"):
            results.add(("overview", name, 10_000), step, Usage(seconds, seconds, 80))
    results.notes["overview", "needtable", 10_000] = "over 180 s"
    text = report.markdown(results, SHEETS, [10_000])
    assert "| csv-table, MyST " in text
    assert "5.00 (5.0)" in text
    assert "over 180 s" in text
    assert "| 0.20  | ≤ 0.25 | reached |" in text
    assert "| 0.20  | ≤ 0.1  | missed  |" in text
