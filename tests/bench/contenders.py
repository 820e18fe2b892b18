"""What is compared: each writes the same leads into a small Sphinx project, in its own way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.bench import overviews, pages

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.bench.leads import Lead


@dataclass(frozen=True, slots=True)
class Contender:
    """A way to put N leads on a site."""

    name: str
    about: str
    environment: str
    write: Callable[[Path, list[Lead]], None]
    """Writes the whole project."""
    change: Callable[[Path, list[Lead], Lead], None]
    """Writes what somebody would who has changed one lead."""
    most: int = 10_000
    """For more leads it is not worth waiting."""


OVERVIEWS = (
    Contender("empty", "an empty project", "plain", overviews.empty, overviews.touch),
    Contender("raw", "finished HTML, included", "plain", overviews.raw, overviews.again_raw),
    Contender("leadflow", "this project", "leadflow", overviews.ours, overviews.change_ours),
    Contender("csv-rst", "csv-table, reST", "plain", overviews.csv_rst, overviews.again_csv),
    Contender("csv-myst", "csv-table, MyST", "plain", overviews.csv_myst, overviews.again_csv),
    Contender("pipe", "pipe table, Markdown", "plain", overviews.pipe, overviews.again_pipe),
    Contender(
        "datatemplates",
        "sphinxcontrib-datatemplates",
        "datatemplates",
        overviews.template,
        overviews.again_template,
        1_000,
    ),
    Contender(
        "needtable",
        "sphinx-needs, needimport and needtable",
        "needs",
        overviews.needtable,
        overviews.again_needtable,
    ),
    Contender(
        "needs",
        "sphinx-needs, N directives",
        "needs",
        overviews.needs,
        overviews.again_needs,
        1_000,
    ),
)
"""One page with a table of all leads; the first two are floors."""

PAGES = (
    Contender("empty", "an empty project", "plain", overviews.empty, overviews.touch),
    Contender("leadflow", "this project", "leadflow", pages.ours, overviews.change_ours),
    Contender("outside", "Markdown, out of the toctree", "plain", pages.outside, pages.change),
    Contender("inside", "Markdown, in the toctree", "plain", pages.inside, pages.change, 1_000),
    Contender(
        "needs-outside",
        "sphinx-needs, out of the toctree",
        "needs",
        pages.needs_outside,
        pages.change_need,
        1_000,
    ),
)
"""A page for each lead, with the theme of this project."""
