"""A private folder beside a public one: it adds what is for the team, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from sphinx_leadflow.core.model import Audience
from sphinx_leadflow.core.project import Loaded, load

PROCESS = """\
title: P
data: public
people: {amara: Amara}
assets: {vault: {title: Vault, visibility: team}}
fields:
  organisation: text
  price: money
  rank: {type: number, visibility: team, tracked: true}
  health: {type: choice, options: [green, red], tracked: true}
  contact: {type: list, of: {name: text, email: email}}
checklists:
  fit: {items: {money: Money?, need: Need?}}
  odd: {visibility: team, items: {why: "Why?"}}
stages: {call: Call, deal: {title: Deal, fills: price}}
outcomes: {lost: {kind: lost}}
"""
LEAD = """\
name: Acme
owner: amara
organisation: Acme Org
waiting: {until: 2026-12-01}
history:
  - {date: 2026-11-02, to: call, by: amara}
  - {date: 2026-11-09, to: deal, by: amara}
checklists: {fit: {money: {done: true}}}
"""
EXTRA = """\
price: 15000 USD
contact: [{name: Ann, email: ann@example.org}]
action: Call Ann
waiting: {for: her boss}
history:
  - {date: 2026-11-05, note: they hesitate, by: amara}
  - {date: 2026-11-10, set: {rank: 3}}
checklists:
  fit: {money: {answer: enough}}
  odd: {why: because}
waive: [{rule: missing-field, because: it is so}]
"""


def project(root: Path, process: str = PROCESS, private: bool = True, **files: str) -> Loaded:
    """Files of the data folder; those of the private one have a name that begins with `p_`."""
    (root / "data" / "leads").mkdir(parents=True)
    (root / "vault" / "leads").mkdir(parents=True)
    (root / "data" / "process.yaml").write_text(process, "utf-8")
    for name, text in files.items():
        folder = "vault" if name.startswith("p_") else "data"
        (root / folder / "leads" / f"{name.removeprefix('p_')}.yaml").write_text(text, "utf-8")
    return load(
        root / "data", Audience.TEAM, "data", (root / "vault", "vault") if private else None
    )


def found(loaded: Loaded) -> list[str]:
    return [f"{one.span} {one.code}" for one in loaded.diagnostics]


def test_a_lead_is_completed(tmp_path: Path) -> None:
    loaded = project(tmp_path, acme=LEAD, p_acme=EXTRA)
    assert found(loaded) == []
    lead = loaded.project.leads["acme"]
    assert (lead.name, str(lead.fields["price"].data), lead.private) == ("Acme", "15000 USD", False)
    assert lead.waiting is not None and lead.waiting.reason == "her boss"
    assert lead.action == "Call Ann" and lead.waive[0].because == "it is so"
    assert [event.date.day for event in lead.history] == [2, 5, 9, 10]
    answer = lead.checklists["fit"]["money"]
    assert (answer.done, answer.text) == (True, "enough")
    assert lead.checklists["odd"]["why"].text == "because"


def test_positions_name_the_file_in_which_a_value_stands(tmp_path: Path) -> None:
    loaded = project(tmp_path, acme=LEAD, p_acme="price: 15000 USD\n" + "rank: many\n")
    lead = loaded.project.leads["acme"]
    assert str(lead.fields["price"].span) == "vault/leads/acme.yaml:1:8"
    assert found(loaded) == ["vault/leads/acme.yaml:2:7 not-a-number"]
    assert "vault/leads/acme.yaml" in loaded.sources


def test_a_whole_lead_may_be_private(tmp_path: Path) -> None:
    loaded = project(tmp_path, acme=LEAD + "", p_birch="name: Birch\nowner: amara\nprice: 1 USD\n")
    assert found(loaded) == []
    assert {ident: lead.private for ident, lead in loaded.project.leads.items()} == {
        "acme": False,
        "birch": True,
    }


@pytest.mark.parametrize(
    ("extra", "finding"),
    [
        ("organisation: Other\n", "vault/leads/acme.yaml:1:1 not-private"),
        ("name: Other\n", "vault/leads/acme.yaml:1:1 not-private"),
        ("visibility: team\n", "vault/leads/acme.yaml:1:1 not-private"),
        ("history: [{date: 2026-11-10, to: lost}]\n", "vault/leads/acme.yaml:1:30 not-private"),
        (
            "history: [{date: 2026-11-10, set: {health: red}}]\n",
            "vault/leads/acme.yaml:1:30 not-private",
        ),
        (
            "checklists: {fit: {need: {done: true}}}\n",
            "vault/leads/acme.yaml:1:27 not-private",
        ),
        ("checklists: {fit: {need: true}}\n", "vault/leads/acme.yaml:1:20 not-private"),
        ("waiting: {until: 2026-12-02}\n", "vault/leads/acme.yaml:1:1 not-private"),
        ("prise: 1 USD\n", "vault/leads/acme.yaml:1:1 unknown-key"),
        ("[price]\n", "vault/leads/acme.yaml:1:1 wrong-type"),
        ("price: [\n", "vault/leads/acme.yaml:1:9 yaml-syntax"),
    ],
)
def test_what_is_public_is_refused_in_the_private_folder(
    tmp_path: Path, extra: str, finding: str
) -> None:
    assert found(project(tmp_path, acme=LEAD, p_acme=extra)) == [finding]


def test_a_file_that_completes_nothing_is_told(tmp_path: Path) -> None:
    loaded = project(tmp_path, acme=LEAD, p_acne="price: 1 USD\n")
    assert found(loaded) == ["vault/leads/acne.yaml:1:1 unknown-lead"]
    assert loaded.diagnostics[0].hint == "did you mean acme?"


def test_what_is_given_in_both_places_is_told(tmp_path: Path) -> None:
    process = PROCESS.replace("data: public\n", "")
    loaded = project(tmp_path, process, acme=LEAD + "price: 1 USD\n", p_acme="price: 2 USD\n")
    assert found(loaded) == ["vault/leads/acme.yaml:1:1 duplicate-key"]
    assert [str(one.span) for one in loaded.diagnostics[0].related] == ["data/leads/acme.yaml:9:1"]


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("price: 1 USD", "9:1"),
        ("visibility: team", "9:1"),
        ("action: Call Ann", "9:1"),
        ("contact: [{name: Ann, email: a@example.org}]", "9:23"),
        ("waive: [{rule: no-owner, because: SECRET}]", "9:26"),
    ],
)
@pytest.mark.parametrize("audience", [Audience.TEAM, Audience.PUBLIC])
def test_what_is_private_is_refused_in_a_public_folder(
    tmp_path: Path, line: str, place: str, audience: Audience
) -> None:
    project(tmp_path, acme=LEAD + line + "\n")
    loaded = load(tmp_path / "data", audience, "data")
    assert found(loaded) == [f"data/leads/acme.yaml:{place} private-in-public"]
    assert "SECRET" not in str(loaded.diagnostics[0])


def test_notes_answers_and_private_links_are_refused_too(tmp_path: Path) -> None:
    lead = LEAD.replace("to: deal", "to: deal, note: SECRET, set: {rank: 1}")
    lead = lead.replace("{done: true}", "{answer: SECRET}").replace(
        "2026-12-01", "2026-12-01, for: it"
    )
    process = PROCESS.replace("title: Vault,", "title: Vault, url: 'https://example.org/v',")
    loaded = project(tmp_path, process, acme=lead)
    assert [one.code for one in loaded.diagnostics] == ["private-in-public"] * 5


def test_notes_may_be_public(tmp_path: Path) -> None:
    process = PROCESS.replace("data: public", "data: public\nnotes: public")
    loaded = project(tmp_path, process, acme=LEAD + "action: Call\n", p_acme="action: Call\n")
    assert found(loaded) == ["vault/leads/acme.yaml:1:1 not-private"]


def test_the_public_never_looks_for_a_private_folder(tmp_path: Path) -> None:
    project(tmp_path, acme=LEAD, p_acme="price: [\n")
    for private in (tmp_path / "vault", tmp_path / "nowhere"):
        loaded = load(tmp_path / "data", Audience.PUBLIC, "data", (private, "vault"))
        assert (found(loaded), "price" in loaded.project.leads["acme"].fields) == ([], False)


def test_a_private_folder_that_is_not_there_and_stray_files_in_it_are_told(tmp_path: Path) -> None:
    project(tmp_path, acme=LEAD)
    loaded = load(tmp_path / "data", Audience.TEAM, "data", (tmp_path / "nowhere", "nowhere"))
    assert found(loaded) == ["nowhere:1:1 no-data-folder"]
    (tmp_path / "vault" / "process.yaml").write_text("title: P\n", "utf-8")
    loaded = load(tmp_path / "data", Audience.TEAM, "data", (tmp_path / "vault", "vault"))
    assert found(loaded) == ["vault/process.yaml:1:1 stray-file"]


def test_a_waiver_may_be_silent_only_where_notes_have_no_place(tmp_path: Path) -> None:
    waiver = "waive: [{rule: no-owner}]\n"
    assert found(project(tmp_path / "one", acme=LEAD + waiver)) == []
    process = PROCESS + "notes: public\n"
    loaded = project(tmp_path / "other", process, acme=LEAD + waiver)
    assert [one.code for one in loaded.diagnostics] == ["missing-key"]
