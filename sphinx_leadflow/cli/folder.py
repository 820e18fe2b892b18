"""Finds the data folder, and what it is called in messages."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from sphinx_leadflow.cli.failure import Failure

NAME = "leads_data"
"""What a data folder is called unless somebody says otherwise."""


def find(given: str | None, how: str = "name it with --data FOLDER") -> Path:
    """The folder that was given, else `leads_data` here or in a folder above."""
    if given is not None:
        return _given(given)
    here = Path.cwd()
    if (here / "process.yaml").is_file():
        return here
    for folder in (here, *here.parents):
        if (folder / NAME).is_dir():
            return folder / NAME
    raise Failure(f"there is no folder {NAME} here or above; {how}")


def _given(given: str) -> Path:
    path = Path(given)
    try:
        if path.is_dir():
            return path
        there = path.exists()
    except (OSError, ValueError):
        there = False
    if there:
        raise Failure(f"{given} is a file; name the folder that holds process.yaml")
    raise Failure(f"there is no folder {given}")


def add_private(parser: argparse.ArgumentParser) -> None:
    """Declare `--private`."""
    parser.add_argument(
        "--private",
        metavar="FOLDER",
        help="a folder of its own that holds leads/ with what is for the team",
    )


def private(arguments: argparse.Namespace) -> tuple[Path, str] | None:
    """The private folder that was given, and what it is called in messages."""
    given = getattr(arguments, "private", None)  # not every command that edits takes it
    if given is None:
        return None
    path = _given(given)
    if (path / "process.yaml").exists():
        raise Failure(
            f"{given} is a data folder, with a process.yaml: the private folder is another one, "
            "that holds nothing but leads/"
        )
    if not (path / "leads").is_dir():
        what = f"{given} holds no folder leads/, where a private folder has a file for each lead"
        if path.name == "leads":
            raise Failure(f"{what}: name the folder above it")
        raise Failure(f"{what}; make it, if this is the folder: mkdir {path / 'leads'}")
    return path, label(path)


def label(folder: Path, base: str = "") -> str:
    """How the folder is called in messages: relative to a base or to here, if that is short."""
    start = Path(base) if base else Path.cwd()
    whole = folder.resolve()
    if whole == start.resolve():
        return "."
    if whole.is_relative_to(start.resolve()):
        return whole.relative_to(start.resolve()).as_posix()
    return Path(os.path.relpath(whole)).as_posix() if not base else label(folder)
