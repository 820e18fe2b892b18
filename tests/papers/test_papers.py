"""Issue forms as GitHub reads them, and drafts as a mail program does."""

from __future__ import annotations

import email
import email.policy
import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from sphinx_leadflow.core.forge import new_issue_link
from sphinx_leadflow.core.project import load
from sphinx_leadflow.papers.book import Book, as_written
from sphinx_leadflow.papers.flavour import FLAVOURS
from sphinx_leadflow.papers.issue_form import issue_form
from sphinx_leadflow.papers.working import working_papers

REPOSITORY = Path(__file__).parents[2]
FACTS = {"users": ("Expected users", "80"), "kind": ("Kind", "a & b")}


def live() -> Book:
    return Book(as_written(load(REPOSITORY / "leads_data").project), FLAVOURS["github"], ())


def test_a_form_is_what_github_calls_one(tmp_path: Path) -> None:
    book = live()
    steps = list(book.snapshot.process.steps())
    for step in steps:
        (tmp_path / f"{step.id}.yml").write_text(issue_form(book.snapshot, step), "utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "check_jsonschema"),
            *("--builtin-schema", "vendor.github-issue-forms"),
            *(str(path) for path in sorted(tmp_path.iterdir())),
        ],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_a_form_asks_for_what_earlier_steps_filled_in_and_anybody_may_read() -> None:
    book = live()
    step = book.snapshot.process.pipelines[""].steps["create-issue"]
    form = yaml.safe_load(issue_form(book.snapshot, step))
    asked = [block["id"] for block in form["body"] if "id" in block]
    assert form["labels"] == ["Hub"]
    assert form["title"] == "New hub: "
    assert {"users", "kind", "service_start"} <= set(asked)
    assert not {"price", "contact", "hub_issue", "hubs"} & set(asked)
    assert asked[-1] == "next-steps"


def test_a_new_issue_is_filled_in_where_each_forge_looks_for_it() -> None:
    def query(url: str) -> dict[str, list[str]]:
        made = new_issue_link(url, "New hub: Acme", FACTS)
        assert made.startswith(url.partition("?")[0])
        return parse_qs(urlsplit(made).query)

    plain = query("https://github.com/o/r/issues/new?labels=Hub&title=x")
    assert plain == {
        "labels": ["Hub"],
        "title": ["New hub: Acme"],
        "body": ["- Expected users: 80\n- Kind: a & b"],
    }
    form = query("https://github.com/o/r/issues/new?template=hub.yml")
    assert form == {
        "template": ["hub.yml"],
        "title": ["New hub: Acme"],
        "users": ["80"],
        "kind": ["a & b"],
    }
    gitlab = query("https://gitlab.com/o/r/-/issues/new")
    assert gitlab["issue[title]"] == ["New hub: Acme"]
    assert new_issue_link("https://github.com/o/r/issues", "x", FACTS) == ""
    long = {"a": ("A", "x" * 9000)}
    assert new_issue_link("https://github.com/o/r/issues/new", "x", long).endswith("/new")


def test_a_draft_opens_in_a_mail_program_with_the_leads_values() -> None:
    book = live()
    one = book.snapshot.standings["northern-lights"]
    papers = working_papers(book.page("papers/northern-lights"), one)
    assert next(iter(papers)) == "papers.md"
    mail = email.message_from_string(papers["send-quote-quote.eml"], policy=email.policy.default)
    assert mail["X-Unsent"] == "1"
    assert mail["To"].addresses[0].addr_spec == "ingrid@example.org"
    assert mail["Subject"] == "Your quote for a managed hub"
    assert "Northern Lights Observatory" in mail.get_content()
    assert mail["Date"] is None and mail["Message-ID"] is None
    assert "Northern Lights Observatory: price quote" in papers["papers.md"]


@pytest.mark.parametrize(
    "name",
    ['A"\\nBcc: x@example.org', "Łódź, ∆ & Söhne <x@example.org>", "a" * 300, "‮drow"],
)
def test_no_name_of_a_contact_adds_a_header(tmp_path: Path, name: str) -> None:
    root = tmp_path / "leads_data"
    (root / "leads").mkdir(parents=True)
    (root / "process.yaml").write_text(
        "title: T\nfields: {contact: {type: list, of: {name: text, email: email}}}\nstages:\n"
        "  a: {steps: {b: {title: B, messages: {m: {to: contact, subject: '{name}', text: x}}}}}\n"
    )
    shown = f'"{name}"' if "\\n" in name and '"' not in name else json.dumps(name)
    shown = shown.replace("\\\\n", "\\n")
    (root / "leads" / "acme.yaml").write_text(
        f"name: {shown}\ncontact: [{{name: {shown}, email: bo@example.org}}]\n"
        "history: [{date: 2026-01-02, to: b}]\n",
        "utf-8",
    )
    book = Book(as_written(load(root).project), FLAVOURS["github"], ())
    papers = working_papers(book.page("papers/acme"), book.snapshot.standings["acme"])
    mail = email.message_from_string(papers["b-m.eml"], policy=email.policy.default)
    assert sorted(mail.keys()) == sorted(
        [
            *("X-Made-By", "X-Unsent", "To", "Subject"),
            *("Content-Type", "Content-Transfer-Encoding", "MIME-Version"),
        ]
    )
    assert [one.addr_spec for one in mail["To"].addresses] == ["bo@example.org"]
