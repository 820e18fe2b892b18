"""An environment for each contender, made with pip below `.nox/`."""

from __future__ import annotations

import subprocess
import sys
import venv
from typing import TYPE_CHECKING

from tests.bench.leads import ROOT
from tests.bench.measure import environment

if TYPE_CHECKING:
    from pathlib import Path

BASE = ("Sphinx>=9,<10", "myst-parser", "pydata-sphinx-theme")
"""What all of them share: the same host, the same parser, the same theme."""

PACKAGES: dict[str, tuple[str, ...]] = {
    "plain": (),
    "leadflow": ("-e", str(ROOT)),
    "needs": ("sphinx-needs",),
    "datatemplates": ("sphinxcontrib-datatemplates",),
}


def python_of(name: str) -> Path:
    """The interpreter of an environment, which is made if it is not there."""
    folder = ROOT / ".nox" / f"bench-{name}"
    python = folder / "bin" / "python"
    ready = folder / "ready.txt"
    wanted = "\n".join((*BASE, *PACKAGES[name]))
    if not ready.is_file() or ready.read_text(encoding="utf-8") != wanted:
        print(f"making the environment {folder.name} …", flush=True)
        venv.create(folder, with_pip=True, clear=True)
        install = [str(python), "-m", "pip", "install", "--quiet", *BASE, *PACKAGES[name]]
        subprocess.run(install, check=True, env=environment(), stdout=sys.stderr)
        ready.write_text(wanted, encoding="utf-8")
    subprocess.run(
        [str(python), "-m", "compileall", "-q", str(ROOT / "sphinx_leadflow")],
        check=True,
        env=environment(),
    )
    return python
