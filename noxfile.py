"""What can be run here: `nox --list` shows it, `nox -s docs` builds the site."""

from __future__ import annotations

import argparse
from pathlib import Path

import nox

nox.needs_version = ">=2024.10.9"
nox.options.sessions = ["lint", "tests", "docs"]
nox.options.default_venv_backend = "virtualenv"
nox.options.reuse_existing_virtualenvs = True
# Asked for Python 3.13 and silently given nothing would look like a pass.
nox.options.error_on_missing_interpreters = True

HERE = Path(__file__).parent
DOCS = HERE / "docs"
BUILD = DOCS / "_build"
BROWSER_TESTS = "tests/browser"
FIND_OFFICE = "tests/transfer/find_office.py"

# One process for each core, up to four: each of them builds the sites that its files look at.
SPREAD = ("-n", "auto", "--maxprocesses", "4", "--dist", "loadfile")

# The corners of what is supported; pip picks the newest Sphinx that a Python still gets.
PYTHONS = ["3.11", "3.12", "3.13"]
SPHINXES = {"8": "Sphinx>=8.2,<9", "9": "Sphinx>=9,<10"}


@nox.session
def docs(session: nox.Session) -> None:
    """Build the handbook site, warnings as errors. Options after `--` go to Sphinx."""
    session.install("-e", ".[docs]")
    site = build_site(session, session.posargs)
    start = site / "index.html"
    session.log(f"The site lies in {site}")
    if start.exists():
        session.log(f"Open {start.as_uri()}")


@nox.session(name="docs-live")
def docs_live(session: nox.Session) -> None:
    """Serve the site; rebuild and reload while YAML, pages or the package are edited."""
    session.install("-e", ".[docs]")
    session.run(
        "sphinx-autobuild",
        *("--watch", str(HERE / "leads_data")),
        *("--watch", str(HERE / "sphinx_leadflow")),
        *("--doctree-dir", str(BUILD / "doctrees" / "live")),
        *session.posargs,
        str(DOCS),
        str(BUILD / "live"),
    )


@nox.session
def tests(session: nox.Session) -> None:
    """Run everything that must pass, in a real browser too. Options after `--` go to pytest."""
    session.install("-e", ".[browser,docs,tests]")
    session.run("python", f"{BROWSER_TESTS}/find_browser.py", "--install")
    session.run("python", FIND_OFFICE, "--install")
    session.run("pytest", *SPREAD, *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check formatting, hygiene and types."""
    session.install("-e", ".[lint]")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("mypy")


@nox.session
def bench(session: nox.Session) -> None:
    """Measure speed beside the neighbours: `-- --quick` takes 4 minutes, everything 40."""
    session.install("-e", ".[browser,docs]")
    session.run("python", f"{BROWSER_TESTS}/find_browser.py", "--install")
    session.run("python", "-m", "tests.bench", *session.posargs)


@nox.session(python=PYTHONS)
@nox.parametrize("sphinx", list(SPHINXES), ids=[f"sphinx{major}" for major in SPHINXES])
def matrix(session: nox.Session, sphinx: str) -> None:
    """Run the tests (but no browser) and build the site, on one Python and one Sphinx."""
    session.install("-e", ".[docs,tests]", SPHINXES[sphinx])
    if not session.posargs:
        session.run("python", FIND_OFFICE, "--install")
    session.run("pytest", *SPREAD, f"--ignore={BROWSER_TESTS}", *session.posargs)
    build_site(session, [], place=f"matrix/{session.python}-sphinx{sphinx}")


def build_site(session: nox.Session, options: list[str], place: str = "") -> Path:
    """Build `docs/` as strictly as Sphinx can, and return the folder of the result.

    Each builder and audience has its own output and its own doctrees: a public build must not
    read what a team build left behind. The doctrees lie outside the folder that gets uploaded.
    """
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("-b", "--builder", default="html")
    parser.add_argument("-D", dest="define", action="append", default=[])
    chosen, rest = parser.parse_known_args(options)
    team = "leadflow_audience=team" in chosen.define
    place = place or chosen.builder + ("-team" if team else "")
    site = BUILD / place
    session.run(
        *("python", "-m", "sphinx", "-b", chosen.builder),
        *("-W", "--keep-going", "-n"),
        *("-d", str(BUILD / "doctrees" / place)),
        *(f"-D{setting}" for setting in chosen.define),
        *rest,
        str(DOCS),
        str(site),
    )
    return site
