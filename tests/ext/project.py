"""Small projects, built for real: what the tests in this folder share."""

from __future__ import annotations

import io
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

CONF = """\
project = "Handbook"
extensions = ["myst_parser", "sphinx_leadflow"]
myst_enable_extensions = ["colon_fence", "deflist"]
html_theme = "alabaster"
leadflow_data = "../data"
leadflow_today = "2026-11-23"
leadflow_audience = "team"
exclude_patterns = []
"""

PROCESS = """\
title: Hub process
purpose: From a first message to a running hub.
notes: team
people:
  amara: {name: Amara Okafor, role: [sales]}
  jules: {name: Jules Lindqvist, role: [engineering]}
roles:
  sales: {title: Sales, text: Looks after leads.}
  engineering: {title: Engineering}
  finance: {title: Finance, external: true, contact: "mailto:finance@example.org"}
notices:
  moved:
    title: Out of date!
    kind: warning
    text: This page is about to change.
    until: the new contract is signed
    review_by: 2026-12-20
    owner: sales
assets:
  quote-template:
    title: Quote template
    url: https://example.org/quote
    kind: template
    own: quote
    name: "{name}: quote"
    group: Sales
  board: {title: The board, url: "https://example.org/board", kind: board, group: Team}
fields:
  organisation: {title: Organisation, type: text}
  quote: {title: Quote, type: url, visibility: public}
  price: {title: Price, type: money}
  health: {title: Health, type: choice, options: [green, amber, red], tracked: true}
checklists:
  fit:
    title: Does it fit?
    text: Ask these.
    items:
      money: {title: Money, text: Is there a budget?}
      need: {title: Need, text: Do they need a hub?}
stages:
  find:
    title: Find out
    role: sales
    steps:
      triage:
        title: Triage
        text: Decide in a day; ask {leadflow:role}`engineering` if in doubt.
        within: 7 days
        checklist: fit
      call:
        title: Call them
        text: |
          Speak to them about [the quote](https://example.org/how).

          :::{note}
          Be kind.
          :::
        fills: organisation
  deal:
    title: Make a deal
    lead_is: prospect
    probability: 0.4
    steps:
      send-quote:
        title: Send a quote
        text: Use {leadflow:asset}`quote-template`, then wait.
        fills: [quote, price]
        assets: [quote-template]
        tell:
          - {role: finance, at: leave, because: a price was sent}
        messages:
          quote: {to: sales, subject: "Quote for {name}", text: "Here it is: {quote}"}
        next: {agreed: run, declined: lost, another call: call}
      run:
        title: Run the hub
        won: true
        renamed_from: operate
outcomes:
  customer: {title: Customer, kind: won}
  lost: {title: Lost, kind: lost, reasons: [price, timing]}
"""

LEADS = {
    "acme": """\
name: Acme University
owner: amara
organisation: Acme Org
quote: https://example.org/acme-quote
price: 15000 USD
history:
  - {date: 2026-11-02, to: triage, by: amara}
  - {date: 2026-11-09, to: call, by: amara, note: they liked it}
  - {date: 2026-11-16, to: send-quote, by: amara}
checklists:
  fit:
    money: {done: true, answer: the award is confirmed}
""",
    "birch": """\
name: Birch Observatory
owner: jules
history:
  - {date: 2026-11-20, to: triage, by: jules}
""",
    "cedar": """\
name: Cedar Museum
owner: amara
history:
  - {date: 2026-10-01, to: triage, by: amara}
  - {date: 2026-10-20, to: lost, reason: price, by: amara}
""",
}

PAGES = {
    "index.md": """\
# Handbook

```{toctree}
process
leads
other
plain
```
""",
    "process.md": """\
# {leadflow:process}`title`

```{leadflow:process}
```

```{leadflow:pipeline}
```
""",
    "leads.md": """\
# Leads

```{leadflow:leads}
:is: open
:sort: lead
:columns: lead stage next owner
```
""",
    "other.md": """\
# Other things

Start with {leadflow:step}`triage`, see {leadflow:lead}`birch`.

```{leadflow:roles}
```

```{leadflow:checklist} fit
```

```{leadflow:assets}
```

```{leadflow:fields}
```
""",
    "plain.md": "# Plain\n\nNothing of ours; see {doc}`process`.\n",
}


@dataclass
class Built:
    """What a build did: its warnings and log, the pages it read, the pages it wrote."""

    out: Path
    doctrees: Path
    warnings: str = ""
    log: str = ""
    status: int = 0
    read: list[str] = field(default_factory=list)
    wrote: list[str] = field(default_factory=list)

    def page(self, name: str) -> str:
        """The text of an output file; `acme` is not a page, `leads/acme` is."""
        return (self.out / (name if "." in name else f"{name}.html")).read_text("utf-8")

    def lines(self) -> list[str]:
        """The warnings, one a line, without the folder that they happened in."""
        plain = re.sub(r"\x1b\[[\d;]*m", "", self.warnings)
        return [line for line in plain.splitlines() if line.strip()]


class Project:
    """A folder with `data/` and `docs/` that one can edit and build."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.docs, self.data, self.leads = root / "docs", root / "data", root / "data" / "leads"
        self.leads.mkdir(parents=True)
        self.docs.mkdir()

    def fill(
        self,
        conf: str = CONF,
        process: str | None = PROCESS,
        leads: dict[str, str] | None = None,
        pages: dict[str, str] | None = None,
    ) -> Project:
        """The usual files, or others in their place."""
        self.write("docs/conf.py", conf)
        if process is not None:
            self.write("data/process.yaml", process)
        for name, text in (LEADS if leads is None else leads).items():
            self.lead(name, text)
        for name, text in (PAGES if pages is None else pages).items():
            self.write(f"docs/{name}", text)
        return self

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def lead(self, name: str, text: str) -> None:
        self.write(f"data/leads/{name}.yaml", text)

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace a text that must be there in a file."""
        text = (self.root / name).read_text("utf-8")
        assert old in text, f"{old!r} is not in {name}"
        self.write(name, text.replace(old, new))

    def build(
        self,
        builder: str = "html",
        *,
        out: str = "",
        doctrees: str = "",
        jobs: int = 1,
        nitpicky: bool = True,
        **settings: object,
    ) -> Built:
        """Build as `sphinx-build -n --keep-going` would."""
        built = Built(self.root / (out or builder), self.root / (doctrees or f"dt-{builder}"))
        log, warnings = io.StringIO(), io.StringIO()
        with patch_docutils(str(self.docs)), docutils_namespace():
            app = Sphinx(
                self.docs,
                self.docs,
                built.out,
                built.doctrees,
                builder,
                confoverrides={"nitpicky": nitpicky, **settings},
                status=log,
                warning=warnings,
                parallel=jobs,
            )
            app.connect(
                "env-before-read-docs", lambda _app, _env, docnames: built.read.extend(docnames)
            )
            app.connect(
                "doctree-resolved", lambda _app, _doctree, docname: built.wrote.append(docname)
            )
            app.build()
        built.status = app.statuscode
        prefix = f"{self.root}{os.sep}"
        built.log, built.warnings = (one.getvalue().replace(prefix, "") for one in (log, warnings))
        return built

    def clean(self, builder: str = "html", **options: object) -> Built:
        """Build everything from nothing, beside what incremental builds wrote."""
        out, doctrees = f"clean-{builder}", f"dt-clean-{builder}"
        for name in (out, doctrees):
            shutil.rmtree(self.root / name, ignore_errors=True)
        return self.build(builder, out=out, doctrees=doctrees, **options)  # type: ignore[arg-type]


IGNORED = re.compile(r"(^|/)(\.buildinfo(\.bak)?|environment\.pickle|\.doctrees/.*)$")


def output(folder: Path) -> dict[str, bytes]:
    """Every file that a build wrote, apart from Sphinx's own notes."""
    return {
        name: path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not IGNORED.search(name := path.relative_to(folder).as_posix())
    }


def differences(one: Path, other: Path) -> Iterator[str]:
    """The names of the files that two builds do not agree about."""
    first, second = output(one), output(other)
    for name in sorted(first.keys() | second.keys()):
        if first.get(name) != second.get(name):
            state = (
                "only in the first"
                if name not in second
                else ("only in the second" if name not in first else "different")
            )
            yield f"{name}: {state}"
