"""`leadflow schema`: what an editor says is what loading says."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from sphinx_leadflow.core.project import load
from sphinx_leadflow.core.schema import lead_schema, process_schema
from sphinx_leadflow.core.schema_values import DATE
from tests.cli.desk import EXAMPLES, PROCESS, REPOSITORY, copied, folder, leadflow
from tests.cli.language_server import LanguageServer

DATA = [REPOSITORY / "leads_data", *sorted(EXAMPLES.glob("*/leads_data"))]
LEADS = [path for root in DATA for path in sorted((root / "leads").glob("*.yaml"))]
MODELINE = "# yaml-language-server: $schema=../schema/lead.schema.json\n"


class Core(yaml.SafeLoader):
    """YAML as editors read it: version 1.2, where a date is a text and `no` is one too."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  # replaces PyYAML's own


for _tag, _form in (
    ("bool", r"true|True|TRUE|false|False|FALSE"),
    ("int", r"[-+]?[0-9]+"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)"),
    ("null", r"~|null|Null|NULL|"),
):
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_form})$"), None)
Core.add_constructor("tag:yaml.org,2002:int", lambda _loader, node: int(node.value))


def complaints(schema: dict[str, Any], text: str) -> list[str]:
    Draft7Validator.check_schema(schema)
    found = Draft7Validator(schema).iter_errors(yaml.load(text, Core))
    return [f"{'/'.join(map(str, one.absolute_path))}: {one.message[:200]}" for one in found]


@pytest.mark.parametrize("path", LEADS, ids=lambda path: path.stem)
def test_every_good_lead_is_valid(path: Path) -> None:
    schema = lead_schema(load(path.parents[1]).project.process)
    assert complaints(schema, path.read_text("utf-8")) == []


@pytest.mark.parametrize("root", DATA, ids=lambda path: path.parent.name)
def test_every_good_process_is_valid(root: Path) -> None:
    text = (root / "process.yaml").read_text("utf-8")
    assert complaints(process_schema(load(root).project.process), text) == []
    assert complaints(process_schema(), text) == []


GOOD = [
    "name: Bay\nowner:\nprice: 5 EUR\nusers: 80\n",
    "name: 2024\naliases: [2024, Bee]\ncontact: Ann\n",
    "name: Bay\ncontact: [{name: Ann, since: 2024-02-29}, {email: a@example.org}]\n",
    "name: Bay\nhistory: {date: 2026-01-01, to: ask}\n",
    "name: Bay\nhistory:\n  - {date: 2026-01-01, to: sale, by: sales}\n",
    "name: Bay\nhistory:\n  - date: 2026-01-02\n    note: x\n",
    "name: Bay\nhistory: [{date: 2026-01-01, to: lost, reason: dear}]\n",
    "name: Bay\nhistory: [{date: 2026-01-01, set: {mood: bad}}]\n",
    "name: Bay\ntwin: bee\nwaiting: 2026-01-01\nprobability: 0.4\n",
    "name: Bay\nchecklists: {fit: {need: true, money: {done: false, answer: no}}}\n",
    "name: Bay\nwaive: {rule: no-owner, because: x}\npaid: true\nvisibility: team\n",
]

BAD = [
    "owner: amara\n",
    "name: [x]\n",
    "name: x\nowner: amaro\n",
    "name: x\nprise: 5 EUR\n",
    "name: x\nprice: 5\n",
    "name: x\nprice: 5 eur\n",
    "name: x\nprice: 1,000 EUR\n",
    "name: x\nusers: many\n",
    "name: x\nusers: [1]\n",
    "name: x\npaid: yes\n",
    "name: x\npaid: 'true'\n",
    "name: x\nstart: 2025-02-29\n",
    "name: x\nstart: 2026-2-1\n",
    "name: x\nstart: 2026-13-01\n",
    "name: x\nmood: goot\n",
    "name: x\nquote: example.org\n",
    "name: x\nquote: javascript:alert(1)\n",
    "name: x\nquote: https://a b\n",
    "name: x\ncontact: {nam: Ann}\n",
    "name: x\ncontact: [{email: ann}]\n",
    "name: x\ncontact: [{since: soon}]\n",
    "name: x\npartners: {a: b}\n",
    "name: x\nsister: Not An Id\n",
    "name: x\nvisibility: private\n",
    "name: x\nprobability: 1.5\n",
    "name: x\nprobability: half\n",
    "name: x\ndue: tomorrow\n",
    "name: x\nwaiting: soon\n",
    "name: x\nwaiting: {for: x}\n",
    "name: x\nwaiting: {until: 2026-01-01, because: x}\n",
    "name: x\nwaive: {rule: x}\n",
    "name: x\nwaive: [{because: x}]\n",
    "name: x\nhistory: text\n",
    "name: x\nhistory: [{to: ask}]\n",
    "name: x\nhistory: [{date: 2026-01-01}]\n",
    "name: x\nhistory: [{date: 2026-01-01, to: sing}]\n",
    "name: x\nhistory: [{date: 2026-01-01, to: eu/ask}]\n",
    "name: x\nhistory: [{date: 2026-01-01, to: ask, by: nobody}]\n",
    "name: x\nhistory: [{date: 2026-01-01, to: lost, reason: deer}]\n",
    "name: x\nhistory: [{date: 2026-01-01, set: {price: 5 EUR}}]\n",
    "name: x\nhistory: [{date: 2026-01-01, set: {mood: goot}}]\n",
    "name: x\nhistory: [{date: 2026-01-01, tos: ask, note: x}]\n",
    "name: x\nchecklists: {fat: {need: true}}\n",
    "name: x\nchecklists: {fit: {nead: true}}\n",
    "name: x\nchecklists: {fit: {need: {don: true}}}\n",
    "name: x\nchecklists: {fit: {need: {done: maybe}}}\n",
    "name: x\nchecklists: [fit]\n",
    "- name: x\n",
    "just a text\n",
]


def loading_says(tmp_path: Path, text: str) -> list[str]:
    root = folder(tmp_path, bay=text, bee="name: Bee\n")
    return [str(one) for one in load(root).diagnostics]


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return lead_schema(load(folder(tmp_path_factory.mktemp("known"))).project.process)


@pytest.mark.parametrize("text", GOOD)
def test_what_loading_accepts_is_valid(tmp_path: Path, schema: dict[str, Any], text: str) -> None:
    assert loading_says(tmp_path, text) == []
    assert complaints(schema, text) == []


@pytest.mark.parametrize("text", BAD)
def test_what_loading_refuses_is_not_valid(
    tmp_path: Path, schema: dict[str, Any], text: str
) -> None:
    assert loading_says(tmp_path, text) != []
    assert complaints(schema, text) != []


@pytest.mark.parametrize(
    "line",
    [
        "titel: x",
        "people: [amara]",
        "people: {Amara: x}",
        "people: {amara: {nam: x}}",
        "notes: nobody",
        "fields: {price: {type: mony}}",
        "fields: {a: {type: list, of: {b: {typ: text}}}}",
        "notices: {a: {since: 2026-02-30}}",
        "assets: {a: {url: javascript:x}}",
        "stages: {a: {steps: {b: {within: soon}}}}",
        "stages: {a: {steps: {b: {repeats: yes}}}}",
        "stages: {a: {steps: {b: {tell: {at: enter}}}}}",
        "stages: {a: {steps: {b: {fills: {feild: price}}}}}",
        "stages: {a: {probability: 2}}",
        "outcomes: {lost: {reasons: [a]}}",
        "rules: {stale-lead: loud}",
    ],
)
def test_a_bad_process_is_not_valid(tmp_path: Path, line: str) -> None:
    root = folder(tmp_path)
    text = f"{line}\n"
    (root / "process.yaml").write_text(text)
    assert any("process.yaml" in str(one) for one in load(root).diagnostics)
    assert complaints(process_schema(), text) != []


def test_a_new_id_in_the_process_is_no_mistake_for_an_editor(tmp_path: Path) -> None:
    known = process_schema(load(folder(tmp_path)).project.process)
    changed = PROCESS.replace(
        "next: {yes: sign,", "role: [newcomers]\n        next: {yes: new-step,"
    )
    assert complaints(known, changed) == []


def test_the_pattern_for_dates_is_the_calendar() -> None:
    for year in (*range(1, 30), *range(1890, 2110), 9999):
        for month in range(14):
            for day in range(33):
                text = f"{year:04}-{month:02}-{day:02}"
                try:
                    dt.date(year, month, day)
                    real = True
                except ValueError:
                    real = False
                assert bool(re.search(DATE, text)) == real, text
    assert not re.search(DATE, "0000-01-01")


def test_it_is_printed_or_written(tmp_path: Path) -> None:
    root = copied(tmp_path)
    printed = leadflow(root, "schema", "--kind", "process")
    assert json.loads(printed.stdout)["$schema"].endswith("draft-07/schema#")
    done = leadflow(root, "schema", "-o", "leads_data/schema")
    assert done.stdout == (
        "wrote leads_data/schema/lead.schema.json, leads_data/schema/process.schema.json\n"
    )
    assert leadflow(root, "schema").stdout == (root / "schema/lead.schema.json").read_text()
    again = leadflow(root, "schema", "-o", "leads_data/schema")
    assert again.returncode == 0


@pytest.fixture(scope="module")
def server_program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The language server from npm. Without npm there is nothing to test, but CI must have it."""
    npm = shutil.which("npm")
    if npm is None:
        if os.environ.get("CI"):
            pytest.fail("npm is needed to test editors: install Node.js")
        pytest.skip("npm is not installed")
    place = tmp_path_factory.mktemp("npm")
    (place / "package.json").write_text("{}")
    words = ("install", "--no-audit", "--no-fund", "--no-save", "yaml-language-server@1")
    subprocess.run([npm, *words], cwd=place, check=True, capture_output=True, timeout=300)
    return place / "node_modules" / ".bin" / "yaml-language-server"


@pytest.fixture(scope="module")
def server(
    server_program: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LanguageServer]:
    root = copied(tmp_path_factory.mktemp("editor"))
    assert leadflow(root, "schema", "-o", "leads_data/schema").returncode == 0
    with LanguageServer(server_program, root) as running:
        yield running


@pytest.mark.slow
def test_an_editor_finds_nothing_wrong_with_good_leads(server: LanguageServer) -> None:
    for path in LEADS:
        if path.parents[1] == DATA[0]:
            text = MODELINE + path.read_text("utf-8")
            assert server.findings(f"leads/good-{path.name}", text) == []


@pytest.mark.slow
def test_an_editor_marks_each_mistake_on_its_line(server: LanguageServer) -> None:
    lines = {
        "owner: amaro": '"amara", "jules"',
        "quote_sent: 2025-02-30": "write a day of the calendar such as 2026-09-01",
        "kind: managed": 'Valid values: "managed-service", "development"',
        "prise: 3": "Property prise is not allowed.",
        "quote: nope": "write a link that begins with https://, http:// or mailto:",
        "checklists: {maniac-t: {mony: true}}": "Property mony is not allowed.",
        "history: [{date: 2026-01-01, to: send-qoute}]": '"send-quote"',
    }
    found = server.findings("leads/bad.yaml", MODELINE + "name: X\n" + "\n".join(lines) + "\n")
    assert [line for line, _message in found] == list(range(3, 3 + len(lines)))
    for (_line, message), expected in zip(found, lines.values(), strict=True):
        assert expected in message


@pytest.mark.slow
def test_an_editor_explains_and_offers(server: LanguageServer) -> None:
    text = MODELINE + "name: X\nkind: development\nhistory: [{date: 2026-01-01, to: send-quote}]\n"
    assert server.findings("leads/hover.yaml", text) == []
    assert "Whether a standard hub will do" in server.hover("leads/hover.yaml", 3, 2)
    assert "Send a quote (Negotiation stage)" in server.hover("leads/hover.yaml", 4, 36)
    assert {"managed-service", "development"} <= set(server.completions("leads/hover.yaml", 3, 7))


@pytest.mark.slow
def test_an_editor_takes_a_new_lead_as_it_is_made(server: LanguageServer) -> None:
    assert leadflow(server.root, "new", "Cedar Bay", "--owner", "amara").returncode == 0
    text = (server.root / "leads" / "cedar-bay.yaml").read_text()
    assert text.startswith(MODELINE)
    assert server.findings("leads/cedar-bay.yaml", text) == []


@pytest.mark.slow
def test_an_editor_finds_nothing_wrong_with_the_process(server: LanguageServer) -> None:
    text = (server.root / "process.yaml").read_text("utf-8")
    modeline = "# yaml-language-server: $schema=schema/process.schema.json\n"
    assert server.findings("process.yaml", modeline + text) == []
    broken = text.replace("    kind: warning\n", "    kind: warming\n")
    assert len(server.findings("process-2.yaml", modeline + broken)) == 1
