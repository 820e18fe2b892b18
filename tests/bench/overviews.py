"""One page with a table of all leads, in the ways that people use."""

from __future__ import annotations

import csv
import html
import io
import json
from typing import TYPE_CHECKING

from tests.bench import leads as data

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.bench.leads import Lead

CONF = 'extensions = {extensions}\nhtml_theme = "pydata_sphinx_theme"\n'
OURS = """\
leadflow_data = "../leads_data"
leadflow_pages = {pages!r}
leadflow_today = "{today}"
leadflow_audience = "team"
"""
NEEDS = """\
needs_types = [dict(directive="lead", title="Lead", prefix="L_", color="#fff", style="node")]
needs_fields = {fields}
needs_id_regex = "^[A-Za-z0-9_-]+$"
needs_id_required = True
"""
FIELDS = ("organisation", "owner", "stage", "action", "since", "users", "price")
_TEMPLATE = """\
.. list-table::
   :header-rows: 1

   * {% for head in data.columns %}{{ '- ' if loop.first else '     - ' }}{{ head }}
{% endfor %}
{%- for row in data.rows %}
   * {% for cell in row %}{{ '- ' if loop.first else '     - ' }}{{ cell }}
{% endfor %}
{%- endfor %}
"""


def project(root: Path, extensions: Iterable[str], conf: str = "") -> Path:
    """The folder of pages, with `conf.py` and a first page that leads to the overview."""
    docs = root / "docs"
    docs.mkdir(parents=True)
    head = CONF.format(extensions=["myst_parser", *extensions])
    (docs / "conf.py").write_text(head + conf, encoding="utf-8")
    write(docs / "index.md", "# Handbook\n\n```{toctree}\nleads\n```\n")
    return docs


def write(path: Path, text: str) -> None:
    """Write a text."""
    path.write_text(text, encoding="utf-8")


def empty(root: Path, _all: list[Lead]) -> None:
    """A page that says almost nothing."""
    write(project(root, ()) / "leads.md", "# Leads\n\nNone.\n")


def touch(root: Path, _all: list[Lead], changed: Lead) -> None:
    """Another text on that page."""
    write(root / "docs" / "leads.md", f"# Leads\n\nNone but {changed.users}.\n")


def ours(root: Path, all_: list[Lead], pages: str | None = None) -> None:
    """This project, without lead pages."""
    data.write_project(root / "leads_data", len(all_))
    conf = OURS.format(pages=pages, today=data.DAY)
    docs = project(root, ["sphinx_leadflow"], conf)
    directive = f"```{{leadflow:leads}}\n:columns: {data.OWN_COLUMNS}\n```\n"
    write(docs / "leads.md", f"# Leads\n\n{directive}")


def change_ours(root: Path, _all: list[Lead], changed: Lead) -> None:
    """One YAML file."""
    data.write_lead(root / "leads_data", changed)


def raw(root: Path, all_: list[Lead]) -> None:
    """The floor of the page: HTML that somebody else has made."""
    docs = project(root, ())
    write(docs / "leads.md", "# Leads\n\n```{raw} html\n:file: leads.html\n```\n")
    again_raw(root, all_, all_[0])


def again_raw(root: Path, all_: list[Lead], changed: Lead) -> None:
    """The HTML anew."""
    rows = [
        "".join(f"<td>{html.escape(cell)}</td>" for cell in one.cells) for one in now(all_, changed)
    ]
    body = "\n".join(f"<tr>{row}</tr>" for row in rows)
    write(root / "docs" / "leads.html", f"<table>\n{body}\n</table>\n")


def now(all_: list[Lead], changed: Lead) -> list[Lead]:
    """All leads, with one of them changed."""
    return [changed if one.index == changed.index else one for one in all_]


def csv_rst(root: Path, all_: list[Lead]) -> None:
    """A `csv-table` in reStructuredText."""
    docs = project(root, ())
    write(
        docs / "leads.rst",
        "Leads\n=====\n\n.. csv-table::\n   :file: leads.csv\n   :header-rows: 1\n",
    )
    again_csv(root, all_, all_[0])


def csv_myst(root: Path, all_: list[Lead]) -> None:
    """The same in Markdown."""
    docs = project(root, ())
    write(
        docs / "leads.md",
        "# Leads\n\n```{csv-table}\n:file: leads.csv\n:header-rows: 1\n```\n",
    )
    again_csv(root, all_, all_[0])


def again_csv(root: Path, all_: list[Lead], changed: Lead) -> None:
    """The CSV file anew."""
    text = io.StringIO()
    csv.writer(text).writerows([data.COLUMNS, *(one.cells for one in now(all_, changed))])
    write(root / "docs" / "leads.csv", text.getvalue())


def pipe(root: Path, all_: list[Lead]) -> None:
    """A table between `|`."""
    project(root, ())
    again_pipe(root, all_, all_[0])


def again_pipe(root: Path, all_: list[Lead], changed: Lead) -> None:
    """The page anew."""
    rows = [data.COLUMNS, ("---",) * len(data.COLUMNS), *(one.cells for one in now(all_, changed))]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    write(root / "docs" / "leads.md", f"# Leads\n\n{table}\n")


def template(root: Path, all_: list[Lead]) -> None:
    """A JSON file and a template that makes a list table of it."""
    docs = project(
        root,
        ["sphinxcontrib.datatemplates"],
        'templates_path = ["."]\nexclude_patterns = ["*.tmpl"]\n',
    )
    write(docs / "leads.tmpl", _TEMPLATE)
    write(
        docs / "leads.rst",
        "Leads\n=====\n\n.. datatemplate:json:: leads.json\n   :template: leads.tmpl\n",
    )
    again_template(root, all_, all_[0])


def again_template(root: Path, all_: list[Lead], changed: Lead) -> None:
    """The JSON file anew; an empty cell would break the list table."""
    rows = [[cell or "–" for cell in one.cells] for one in now(all_, changed)]
    found = {"columns": data.COLUMNS, "rows": rows}
    write(root / "docs" / "leads.json", json.dumps(found))


def needs_conf() -> str:
    """What sphinx-needs has to know of leads."""
    return NEEDS.format(fields={name: {} for name in FIELDS})


def need_fields(one: Lead) -> dict[str, str]:
    """A lead's cells by the names that sphinx-needs knows."""
    return dict(zip(FIELDS, one.cells[1:], strict=True))


def needtable(root: Path, all_: list[Lead]) -> None:
    """Needs imported from JSON, hidden, and a table of them."""
    docs = project(root, ["sphinx_needs"], needs_conf())
    columns = ";".join(("title", *FIELDS))
    write(
        docs / "leads.rst",
        "Leads\n=====\n\n.. needimport:: needs.json\n   :hide:\n\n"
        f".. needtable::\n   :columns: {columns}\n   :style: table\n",
    )
    again_needtable(root, all_, all_[0])


def again_needtable(root: Path, all_: list[Lead], changed: Lead) -> None:
    """The JSON file anew."""
    found = {
        one.ident: {"id": one.ident, "type": "lead", "title": one.name, **need_fields(one)}
        for one in now(all_, changed)
    }
    whole = {"current_version": "1", "versions": {"1": {"needs": found}}}
    write(root / "docs" / "needs.json", json.dumps(whole))


def needs(root: Path, all_: list[Lead]) -> None:
    """A directive for each lead on one page, and a table of them."""
    project(root, ["sphinx_needs"], needs_conf())
    again_needs(root, all_, all_[0])


def again_needs(root: Path, all_: list[Lead], changed: Lead) -> None:
    """The page anew."""
    columns = ";".join(("title", *FIELDS))
    table = f".. needtable::\n   :columns: {columns}\n   :style: table\n"
    directives = "\n".join(need(one) for one in now(all_, changed))
    write(root / "docs" / "leads.rst", f"Leads\n=====\n\n{table}\n{directives}")


def need(one: Lead) -> str:
    """A lead as a directive of sphinx-needs."""
    options = "".join(f"   :{name}: {value}\n" for name, value in need_fields(one).items() if value)
    notes = "".join(f"   - {line.date}: {line.note}\n" for line in one.history)
    return f".. lead:: {one.name}\n   :id: {one.ident}\n{options}\n{notes}"
