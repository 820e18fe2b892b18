"""The same files and the same day give the same bytes, wherever and however they are built."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.ext.project import differences
from tests.proof.handbooks import Handbook
from tests.proof.server import Builder, Request

LONG = bool(os.environ.get("LEADFLOW_LONG"))
BUILDERS = ("html", "dirhtml", "singlehtml", "text", "latex", "gettext", "man", "texinfo")

ELSEWHERE = {
    "SOURCE_DATE_EPOCH": "1795392000",
    "PYTHONHASHSEED": "4321",
    "TZ": "Pacific/Kiritimati",
    "LC_ALL": "tr_TR.UTF-8",
    "LANG": "tr_TR.UTF-8",
}


@pytest.mark.parametrize("theme", ["alabaster", "pydata_sphinx_theme"])
def test_folder_hash_seed_time_zone_locale_and_jobs_make_no_difference(
    theme: str, tmp_path: Path
) -> None:
    here = tmp_path / "here"
    there = tmp_path / "a much longer folder" / "möglich" / "there"
    environment = {**ELSEWHERE, "PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C", "LANG": "C"}
    for root, surroundings, jobs in ((here, environment, 1), (there, ELSEWHERE, 2)):
        with Builder(**surroundings) as builder:
            for number in range(6 if LONG else 1):
                world = root / str(number)
                world.mkdir(parents=True)
                Handbook.drawn(number, theme, leads=20 if LONG else 6).write(world)
                for name in BUILDERS if LONG else BUILDERS[: 1 + 7 * (theme == "alabaster")]:
                    answer = builder.build(
                        Request(
                            str(world / "docs"),
                            str(world / name),
                            str(world / f"dt-{name}"),
                            name,
                            jobs,
                        )
                    )
                    assert answer.error == ""
    for world in here.iterdir():
        for folder in world.iterdir():
            if not folder.name.startswith("dt-") and folder.name in BUILDERS:
                other = there / world.name / folder.name
                assert list(differences(folder, other)) == [], (world.name, folder.name)
    shutil.rmtree(tmp_path / "here")
