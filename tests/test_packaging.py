"""What is shipped: the wheel's content, and that it works in somebody else's project."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest
import sphinx

import sphinx_leadflow

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).parents[1]
PACKAGE = REPOSITORY / "sphinx_leadflow"

PROJECT = {
    "conf.py": """\
extensions = ["sphinx_leadflow"]
leadflow_data = "data"
html_theme = "alabaster"
""",
    "index.rst": """\
Handbook
========

.. leadflow:process::

.. leadflow:leads::
""",
    "data/process.yaml": """\
title: Selling tea
stages:
  talk:
    title: Talking
    steps:
      say-hello: {title: Say hello, text: "Write *soon*, see {leadflow:step}`offer`."}
      offer: {title: Make an offer}
""",
    "data/leads/harbour-cafe.yaml": """\
name: Harbour Café
history:
  - {date: 2026-01-02, to: say-hello}
""",
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = ["wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", folder]
    pip(sys.executable, *build, REPOSITORY)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def shipped(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


@pytest.fixture(scope="module")
def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return Parser().parsestr(archive.read(name).decode())


def test_wheel_holds_every_file_of_the_package(shipped: list[str]) -> None:
    files = {
        path.relative_to(REPOSITORY).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert files <= set(shipped)


@pytest.mark.parametrize(
    "name", [r"static/\S+\.css", r"static/\S+\.js", r"py\.typed", r"dist-info/licenses/LICENSE"]
)
def test_wheel_holds_more_than_modules(shipped: list[str], name: str) -> None:
    assert re.search(rf"{name}$", "\n".join(shipped), flags=re.MULTILINE)


def test_wheel_holds_nothing_but_the_package(shipped: list[str]) -> None:
    tops = {name.split("/")[0] for name in shipped}
    assert tops == {
        "sphinx_leadflow",
        f"sphinx_leadflow-{sphinx_leadflow.__version__}.dist-info",
    }


def test_wheel_needs_no_more_than_it_must(metadata: Message) -> None:
    needed = [line for line in metadata.get_all("Requires-Dist", []) if "extra ==" not in line]
    names = {re.split(r"[^\w-]", line)[0].lower() for line in needed}
    assert names == {"docutils", "myst-parser", "pyyaml", "sphinx"}


def test_wheel_says_what_it_is(metadata: Message) -> None:
    classifiers = metadata.get_all("Classifier", [])
    assert {"Framework :: Sphinx :: Extension", "Typing :: Typed"} <= set(classifiers)
    assert metadata["Version"] == sphinx_leadflow.__version__
    assert metadata["License-Expression"] == "MIT"


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ``bin`` folder of a fresh environment with the wheel, and with nothing but its needs.

    Sphinx is the one under test here, so that the wheel is tried with each that we promise.
    """
    folder = tmp_path_factory.mktemp("elsewhere")
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    pip(programs / "python", "install", "--quiet", wheel, f"Sphinx=={sphinx.__version__}")
    return programs


def test_wheel_works_with_three_lines_in_a_restructuredtext_project(
    elsewhere: Path, tmp_path: Path
) -> None:
    for name, text in PROJECT.items():
        file = tmp_path / "source" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    command = [elsewhere / "python", "-m", "sphinx", "-W", "--keep-going", "-n", "-q"]
    folders = ["-d", tmp_path / "doctrees", tmp_path / "source", tmp_path / "html"]
    built = subprocess.run(
        [*command, *folders], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (built.returncode, built.stderr) == (0, "")

    page = (tmp_path / "html" / "index.html").read_text("utf-8")
    for word in ("Say hello", "Make an offer", "Harbour Café", "<em>soon</em>"):
        assert word in page
    assert "alabaster.css" in page
    assert (tmp_path / "html" / "_static" / "leadflow.css").is_file()
    assert (tmp_path / "html" / "leads" / "harbour-cafe.html").is_file()


def test_wheel_brings_the_command(elsewhere: Path) -> None:
    done = subprocess.run([elsewhere / "leadflow", "--help"], capture_output=True, check=False)
    assert done.returncode == 0


def pip(python: str | Path, *arguments: str | Path) -> None:
    subprocess.run([python, "-m", "pip", *arguments], check=True)
