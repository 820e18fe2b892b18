"""A new lead's file is valid from the start."""

import datetime as dt
from pathlib import Path

from sphinx_leadflow.core.project import load
from sphinx_leadflow.core.skeleton import new_lead

LEADS_DATA = Path(__file__).parents[2] / "leads_data"
TODAY = dt.date(2026, 11, 23)


def _load_with(tmp_path: Path, text: str) -> list[str]:
    (tmp_path / "leads").mkdir()
    process = (LEADS_DATA / "process.yaml").read_text(encoding="utf-8")
    (tmp_path / "process.yaml").write_text(process, encoding="utf-8")
    (tmp_path / "leads" / "new-one.yaml").write_text(text, encoding="utf-8")
    return [str(one) for one in load(tmp_path).diagnostics]


def test_a_new_lead_has_nothing_wrong(tmp_path: Path) -> None:
    process = load(LEADS_DATA).project.process
    assert _load_with(tmp_path, new_lead(process, TODAY, "Somebody", "amara")) == []


def test_its_comments_only_have_to_be_filled_in_once_they_are_no_comments(tmp_path: Path) -> None:
    process = load(LEADS_DATA).project.process
    lines = new_lead(process, TODAY).splitlines()
    filled = [line.removeprefix("# ") for line in lines if "before the lead moves on" not in line]
    assert len(filled) < len(lines)
    said = _load_with(tmp_path, "\n".join(filled) + "\n")
    assert said and all("this is still the sample" in one for one in said)
