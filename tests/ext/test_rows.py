"""Rows of status tables are one node each: what is written is what standard nodes would give."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ext.project import CONF, Project

EXPANDED = """
def setup(app):
    from sphinx_leadflow.ext.rows import StandardRows

    class Everywhere(StandardRows):
        def is_supported(self):
            return True

    app.add_post_transform(Everywhere)
"""

LEADS = {
    "quotes": """\
name: 'Say "when" -- & <later>'
owner: amara
organisation: O'Brien's --- sons
quote: https://example.org/quote?a=1&b="2"
action: use --force "now" & wait
price: 15000 USD
history:
  - {date: 2026-10-01, to: triage, by: amara}
""",
}

PAGE = """\
# Leads

```{leadflow:leads}
:group-by: owner
:columns: lead stage step next owner since days due missing state outcome reason last quote price
```

```{leadflow:leads}
:is: won
```
"""


def built(folder: Path, theme: str, extra: str) -> str:
    """The HTML of a page with tables."""
    folder.mkdir()
    project = Project(folder).fill(CONF.replace("alabaster", theme) + extra)
    for ident, text in LEADS.items():
        project.lead(ident, text)
    project.write("docs/leads.md", PAGE)
    return project.build().page("leads")


@pytest.mark.parametrize("theme", ["alabaster", "pydata_sphinx_theme", "furo"])
def test_html_is_what_standard_nodes_give(tmp_path: Path, theme: str) -> None:
    """Letter by letter, in a theme with a writer of its own too."""
    compact = built(tmp_path / "compact", theme, "")
    assert "lf-row" in compact
    assert compact == built(tmp_path / "standard", theme, EXPANDED)
