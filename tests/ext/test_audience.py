"""A public build says nothing private: not in a page, a pickle, the inventory or the log."""

from __future__ import annotations

import base64
import re
import shutil
import zlib
from pathlib import Path

import pytest

from tests.ext.project import LEADS, PAGES, PROCESS, Project, differences, output

SECRET_PROCESS = (
    PROCESS.replace(
        "assets:\n",
        """\
assets:
  vault: {title: The vault, url: "https://example.org/CANARY-vault", visibility: team, own: true}
""",
    )
    .replace(
        "fields:\n",
        """\
fields:
  secret: {title: Secret, type: text, visibility: team}
  contact: {title: Contact, type: list, of: {name: text, email: email, phone: phone}}
  pal: {title: Friend, type: lead}
""",
    )
    .replace("        assets: [quote-template]\n", "        assets: [quote-template, vault]\n")
    .replace(
        'text: "Here it is: {quote}"', 'text: "{quote} {price} {secret} {contact} {vault} {name}"'
    )
    .replace("fills: [quote, price]", "fills: [quote, price, secret, contact]")
)

CANARIES = (
    "CANARY-secret",
    "CANARY-note",
    "CANARY-answer",
    "CANARY-wait",
    "CANARY-waive",
    "CANARY-action",
    "canary-mail",
    "+1 555 0199",
    "987654",
    "CANARY-vault",
    "canary-hidden",
    "CANARY-hidden",
    "CANARY-owncopy",
)

OPEN = """\
name: Acme University
owner: amara
organisation: Acme Org
quote: https://example.org/acme-quote
price: 987654 USD
secret: CANARY-secret
vault: https://example.org/CANARY-owncopy
pal: canary-hidden
action: CANARY-action
contact:
  - {name: Ann, email: canary-mail@example.org, phone: "+1 555 0199"}
waiting: {until: 2026-12-01, for: CANARY-wait}
waive: [{rule: missing-field, because: CANARY-waive, until: 2027-01-31}]
history:
  - {date: 2026-11-02, to: triage, by: amara, note: CANARY-note}
  - {date: 2026-11-16, to: send-quote, by: amara}
checklists:
  fit:
    money: {done: true, answer: CANARY-answer}
"""
HIDDEN = LEADS["birch"].replace("Birch", "CANARY-hidden") + "visibility: team\n"
BUILDERS = (
    "html",
    "dirhtml",
    "singlehtml",
    "text",
    "latex",
    "epub",
    "gettext",
    "xml",
    "pseudoxml",
    "man",
    "texinfo",
)

EVERYTHING = {
    **PAGES,
    "other.md": """\
# Other things

```{leadflow:roles}
```
```{leadflow:assets}
```
```{leadflow:fields}
```
```{leadflow:checklist} fit
:lead: acme
```
```{leadflow:lead} acme
:title:
```
```{leadflow:board}
```
```{leadflow:leads}
:columns: lead, price, secret, contact, next, state, missing, pal, reason, health
:sort: price
```
```{leadflow:leads}
:group-by: secret
```
""",
    "plain.md": "# Plain\n\n{leadflow:lead}`acme` {leadflow:asset}`quote-template`\n",
}


def secret_project(root: Path) -> Project:
    leads = {
        "acme": OPEN,
        "canary-hidden": HIDDEN,
        "cedar": LEADS["cedar"] + "pal: canary-hidden\n",
    }
    return Project(root).fill(process=SECRET_PROCESS, leads=leads, pages=EVERYTHING)


def forms(text: str) -> set[bytes]:
    """How a text may lie in a file."""
    plain = text.encode()
    quoted = text.replace("-", "%2D").encode()
    return {one.lower() for one in (plain, base64.b64encode(plain), quoted)}


def leaks(folder: Path) -> list[str]:
    """Which file holds which canary, in any form."""
    found = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        data = path.read_bytes()
        if path.name == "objects.inv":
            data += zlib.decompress(data.split(b"\n", 4)[4])
        texts = path.as_posix().encode().lower() + data.lower()
        found += [f"{path.name}: {one}" for one in CANARIES if any(f in texts for f in forms(one))]
    return found


@pytest.mark.parametrize("builder", BUILDERS)
def test_a_public_build_holds_no_canary(tmp_path: Path, builder: str) -> None:
    project = secret_project(tmp_path)
    built = project.build(builder, leadflow_audience="public")
    assert leaks(built.out) + leaks(built.doctrees) == []
    for one in CANARIES:
        assert one not in built.log + built.warnings
    assert not (project.docs / "leads" / "canary-hidden.rst").exists()


def test_a_team_build_holds_them_all(tmp_path: Path) -> None:
    """Otherwise the test above would look for what no build writes."""
    built = secret_project(tmp_path).build()
    found = {leak.partition(": ")[2] for leak in leaks(built.out)}
    hidden = {"CANARY-waive"}  # what is waived shows in the checks only
    assert set(CANARIES) - found <= {*hidden, "987654"}
    assert "987\u202f654" in built.page("leads/acme")


def test_what_is_private_makes_no_difference(tmp_path: Path) -> None:
    """A public build with the private parts equals one of a folder without them."""
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    with_secrets = secret_project(one)
    without = secret_project(other)
    (without.leads / "canary-hidden.yaml").unlink()
    bare = re.sub(r"(?m)^(price|secret|vault|pal|action|waive): .*$", "#", OPEN)
    bare = re.sub(r", email: [^}]*|, for: [^}]*|, note: [^}]*|, answer: [^}]*", "", bare)
    without.lead("acme", bare)
    without.lead("cedar", LEADS["cedar"] + "#\n")
    first = with_secrets.build(leadflow_audience="public")
    second = without.build(leadflow_audience="public")
    assert list(differences(first.out, second.out)) == []
    assert first.warnings == second.warnings


def test_going_public_leaves_nothing_behind(tmp_path: Path) -> None:
    """Somebody forgot to give the public build a folder of its own."""
    project = secret_project(tmp_path)
    project.build(doctrees="html/.doctrees")
    built = project.build(doctrees="html/.doctrees", leadflow_audience="public")
    assert list(differences(built.out, project.clean(leadflow_audience="public").out)) == []
    assert leaks(built.out) == []


def test_hiding_a_lead_takes_it_out(tmp_path: Path) -> None:
    project = secret_project(tmp_path)
    project.lead("canary-hidden", HIDDEN.replace("visibility: team\n", ""))
    built = project.build(leadflow_audience="public")
    assert "canary-hidden" in " ".join(output(built.out))
    project.lead("canary-hidden", HIDDEN)
    built = project.build(leadflow_audience="public")
    assert leaks(built.out) + leaks(built.doctrees) == []


def test_what_is_withheld_is_counted(tmp_path: Path) -> None:
    """For the public by what the process declares: the log must not tell how many leads hide."""
    project = secret_project(tmp_path)
    log = project.build(leadflow_audience="public").log
    kept = "4 fields, 1 asset, notes, leads marked for the team"
    assert f"leadflow: 2 leads for the public audience; withheld: {kept}; " in log
    log = project.clean().log
    kept = "1 lead, 4 fields, 1 asset, notes"
    assert f"leadflow: 3 leads for the team audience; a public build withholds {kept}; " in log


def test_an_audience_that_is_none_is_the_public(tmp_path: Path) -> None:
    built = secret_project(tmp_path).build(leadflow_audience="Team")
    assert 'leadflow_audience must be "public" or "team"' in built.warnings
    assert leaks(built.out) == []


def test_a_private_folder_is_for_the_team_alone(tmp_path: Path) -> None:
    project = secret_project(tmp_path)
    project.edit("data/leads/acme.yaml", "secret: CANARY-secret\n", "")
    project.write("vault/leads/acme.yaml", "secret: CANARY-secret\n")
    (project.leads / "canary-hidden.yaml").rename(tmp_path / "vault/leads/canary-hidden.yaml")
    project.edit("vault/leads/canary-hidden.yaml", "visibility: team\n", "")
    team = project.build(leadflow_private_data="../vault")
    assert "CANARY-secret" in team.page("leads/acme")
    assert "CANARY-hidden" in team.page("leads/canary-hidden")
    public = project.clean(leadflow_private_data="../vault", leadflow_audience="public")
    assert leaks(public.out) + leaks(public.doctrees) == []
    shutil.rmtree(tmp_path / "vault")
    without = project.build(
        out="bare", doctrees="bare-dt", leadflow_private_data="../vault", leadflow_audience="public"
    )
    assert list(differences(public.out, without.out)) == []
    assert public.warnings == without.warnings


def test_a_private_folder_that_cannot_be_one_is_told_where_it_is_named(tmp_path: Path) -> None:
    project = secret_project(tmp_path)
    missing = project.build(leadflow_private_data="../nowhere")
    assert "conf.py" in missing.warnings and "no folder '../nowhere'" in missing.warnings
    (tmp_path / "empty").mkdir()
    empty = project.clean(leadflow_private_data="../empty")
    assert "'../empty' holds no folder leads/" in empty.warnings


@pytest.mark.parametrize("folder", ["../data/private", ".", "vault"])
def test_a_private_folder_inside_a_public_one_is_refused(tmp_path: Path, folder: str) -> None:
    built = secret_project(tmp_path).build(leadflow_private_data=folder)
    assert "must lie outside the documentation and outside the data folder" in built.warnings
