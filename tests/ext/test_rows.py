"""Rows of status tables are not standard nodes: what they say is what those would say."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest

from tests.ext.project import CONF, Project
from tests.ext.tables import all_rows, lines

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


def built(folder: Path, theme: str, extra: str) -> Element:
    """The HTML of a page with tables, as a browser understands it."""
    folder.mkdir()
    project = Project(folder).fill(CONF.replace("alabaster", theme) + extra)
    for ident, text in LEADS.items():
        project.lead(ident, text)
    project.write("docs/leads.md", PAGE)
    page: Element = html5lib.parse(project.build().page("leads"), namespaceHTMLElements=False)
    return page


def told(tree: Element) -> list[tuple[object, ...]]:
    """All that readers and the script get of each row."""
    return [
        (
            *(row.stage, row.owner, row.marks, row.places),
            *((key, cell.tag, lines(cell), links(cell)) for key, cell in row.cells.items()),
            *(cell.get("data-lf-sort") for cell in row.cells.values()),
        )
        for row in all_rows(tree)
    ]


def links(cell: Element) -> list[tuple[str | None, str | None, str]]:
    return [(one.get("href"), one.get("rel"), "".join(one.itertext())) for one in cell.iter("a")]


@pytest.mark.parametrize("theme", ["alabaster", "pydata_sphinx_theme", "furo"])
def test_html_says_what_standard_nodes_say(tmp_path: Path, theme: str) -> None:
    compact = told(built(tmp_path / "compact", theme, ""))
    assert len(compact) == 4
    assert compact == told(built(tmp_path / "standard", theme, EXPANDED))


def test_a_lead_is_called_in_tables_as_its_file_calls_it(tmp_path: Path) -> None:
    page = built(tmp_path / "names", "alabaster", "")
    called = [one.text for one in page.iter("a") if "lead-quotes" in one.get("href", "")]
    assert called
    assert set(called) == {'Say "when" -- & <later>'}


def test_nothing_is_written_that_can_be_told_from_where_it_stands(tmp_path: Path) -> None:
    project = Project(tmp_path).fill(CONF + "leadflow_pages = None\n")
    table = "```{leadflow:leads}\n:columns: lead owner since\n:owner: amara\n:is: open\n```\n"
    project.write("docs/leads.md", f"# Leads\n\n{table}")
    (row,) = re.findall(r"<tr data-lf-at=0>\n(.*)", project.build().page("leads"))
    cell = "<t[hd]>[^<]*(?:<p class=lf-sub>[^<]*)?"
    assert re.fullmatch(cell * 3, row), row
