"""The live process holds what the hand-written page held, as data of the right kind."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from sphinx_leadflow.core.flow import group_of, is_decision
from sphinx_leadflow.core.model import Audience, Process, Step
from sphinx_leadflow.core.project import Loaded, load
from sphinx_leadflow.core.standing import State, standing

ROOT = Path(__file__).parents[2]
STEPS = [
    "Create a lead",
    "Send the questionnaire",
    "Create a Lead Folder for them",
    "Decide if they are in-scope",
    "Create a quote",
    "Send a quote",
    "Negotiate on a price",
    "Send them a contract",
    "Send an invoice and get to work 🚀",
    "Create an issue for the client",
    "The New Hub generation process",
]
LINKS = [
    "https://drive.google.com/drive/folders/1QuvUvwFxPAxw-bJ6_zjgwKXPurHC6UfW?usp=sharing",
    "https://drive.google.com/drive/folders/1msuG0xWPbawMwesD8LZxdMClP-GVpgT2?usp=sharing",
    "https://drive.google.com/drive/folders/1aMZILBmFSTYBSB9EwyV5wRpcuprM06dJ?usp=sharing",
    "https://icsi-company.monday.com/boards/1140216585",
    "https://forms.gle/VFzs364iNrJgKnKu9",
    "https://docs.google.com/spreadsheets/d/10Gxufgmiuhq2Up69a6NdQoRs0xgKOi1Jts66wwiqF50/edit"
    "#gid=832336436",
    "https://docs.google.com/document/d/1wxIKBzx0pYYVHWK6hnyYIvGRWpifU9vSHUI3ExWN8DI/edit"
    "?usp=sharing",
    "https://docs.google.com/document/d/1Ka7tgJe7HR8EmS_MMakrYztgfkJT_iFksPsWHdQBqhM/edit"
    "?usp=sharing",
    "https://github.com/2i2c-org/infrastructure/issues",
    "https://github.com/2i2c-org/infrastructure/issues"
    "?q=is%3Aissue+is%3Aopen+sort%3Aupdated-desc+label%3AHub",
    "https://infrastructure.2i2c.org",
    "https://xxiibrands.com/sales/qualify-your-sales-leads-with-maniac-t/",
]
TODAY = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load(ROOT / "leads_data")


@pytest.fixture(scope="module")
def process(loaded: Loaded) -> Process:
    return loaded.project.process


@pytest.fixture(scope="module")
def steps(process: Process) -> dict[str, Step]:
    return dict(process.pipelines[""].steps)


FOLDERS = [
    "leads_data",
    *(f"docs/examples/{name}/leads_data" for name in ("grants", "hiring", "title-only")),
]


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("folder", FOLDERS)
def test_our_own_data_is_without_findings(folder: str, audience: Audience) -> None:
    assert [str(item) for item in load(ROOT / folder, audience).diagnostics] == []


def test_the_eleven_steps_stand_in_their_order(steps: dict[str, Step]) -> None:
    assert [step.title for step in steps.values()] == STEPS


def test_there_are_three_stages_of_four_five_and_two_steps(process: Process) -> None:
    stages = process.pipelines[""].stages
    assert [(stage.title, len(stage.steps)) for stage in stages] == [
        ("Triage stage", 4),
        ("Negotiation stage", 5),
        ("The Hub Setup stage", 2),
    ]


@pytest.mark.parametrize("link", LINKS)
def test_every_link_of_the_page_stands_here_once(link: str) -> None:
    text = (ROOT / "leads_data" / "process.yaml").read_text("utf-8")
    assert len(re.findall(rf"{re.escape(link)}(?=[\s\"')])", text)) == 1


def test_there_are_twelve_distinct_links() -> None:
    assert len(set(LINKS)) == 12


def test_s01_the_page_has_a_title_and_a_purpose(process: Process) -> None:
    assert process.title == "Leads, sales, and hubs process"
    assert process.purpose is not None
    assert process.purpose.value.startswith("2i2c pursues new collaborations and contracts")
    assert "This page has information to help guide this process." in process.purpose.value


def test_s02_the_warning_ends_with_a_condition(process: Process) -> None:
    (notice,) = process.notices.values()
    assert (notice.title, notice.kind, notice.owner) == ("Out of date!", "warning", "sales")
    assert notice.text is not None and notice.until is not None
    assert "{term}`CS&S`" in notice.text.value
    assert "{term}`CS&S`" in notice.until.value
    assert notice.review_by is not None


def test_s03_to_s05_three_folders_say_what_they_hold(process: Process) -> None:
    folders = [asset for asset in process.assets.values() if asset.kind == "folder"]
    assert [asset.title for asset in folders] == [
        "The Managed Hub Service folder",
        "The leads folder",
        "The sales assets folder",
    ]
    assert all(asset.text and asset.text.value.startswith("Contains ") for asset in folders)
    assert [asset.own for asset in folders] == ["", "folder", ""]


def test_s07_the_board_stays_linkable(process: Process, steps: dict[str, Step]) -> None:
    assert process.assets["leads-board"].kind == "board"
    assert "leads-board" in steps["create-lead"].assets


def test_s09_and_s10_fields_are_filled_before_the_next_step_and_at_the_end(
    process: Process, steps: dict[str, Step]
) -> None:
    assert all(step.fills or step.exits for step in steps.values())
    needs = process.pipelines[""].outcomes["customer"].needs
    assert {"invoiced", "paid"} <= {field for one in needs for field in one.fields()}


def test_s12_to_s14_who_answers_becomes_a_lead_with_a_folder(steps: dict[str, Step]) -> None:
    assert "obvious interest" in steps["create-lead"].trigger
    assert "questionnaire" in steps["send-questionnaire"].assets
    assert "responds" in steps["create-folder"].trigger
    assert [one.field for one in steps["create-folder"].fills] == ["folder"]


def test_s15_the_decision_has_two_ways_out(steps: dict[str, Step]) -> None:
    decision = steps["decide-scope"]
    assert {(way.label, way.target) for way in decision.exits} == {
        ("in scope", "create-quote"),
        ("out of scope", "out-of-scope"),
    }
    assert is_decision(decision)


def test_s16_a_lead_is_of_one_of_two_kinds(process: Process) -> None:
    assert [one.title for one in process.fields["kind"].options.values()] == [
        "Managed service lead",
        "Development lead",
    ]


def test_s17_and_s18_quotes_are_made_from_templates(
    process: Process, steps: dict[str, Step]
) -> None:
    assert steps["create-quote"].assets == ("pricing-sheet", "price-quote")
    assert [process.assets[name].own for name in steps["create-quote"].assets] == [
        "pricing_sheet",
        "quote",
    ]
    assert steps["send-quote"].assets == ("price-quote", "managed-service-plan")


def test_s19_and_s23_notifications_are_notifications(steps: dict[str, Step]) -> None:
    told = [(step.id, one.role, one.at) for step in steps.values() for one in step.tell]
    assert ("send-quote", "icsi", "leave") in told
    assert ("send-contract", "icsi-contracting", "enter") in told
    assert ("send-contract", "icsi-finance", "enter") in told
    assert all(one.because for step in steps.values() for one in step.tell)


def test_s21_and_s22_a_negotiation_has_rounds_and_agrees_a_number_and_a_date(
    steps: dict[str, Step],
) -> None:
    step = steps["negotiate-price"]
    assert step.repeats
    asked = {field for one in step.fills if "agreed" in one.exits for field in one.fields()}
    assert {"agreed_price", "service_start"} <= asked
    assert {way.target for way in step.exits} == {"send-contract", "lost", "create-quote"}


def test_s24_and_s25_somebody_else_prepares_the_contract(steps: dict[str, Step]) -> None:
    step = steps["send-contract"]
    assert step.raci.responsible == ("icsi-contracting",)
    assert {"docusign", "signed-contract", "leads-folder"} <= set(step.assets)
    assert [one.field for one in step.fills] == ["contract"]


def test_s26_changes_that_clients_ask_for_are_collected(process: Process) -> None:
    field = process.fields["contract_changes"]
    assert (field.type, field.parts[0].id) == ("list", "change")


def test_s27_work_and_the_invoice_go_side_by_side(process: Process, steps: dict[str, Step]) -> None:
    assert group_of(process.pipelines[""], steps["create-issue"]) == (
        "send-invoice",
        "create-issue",
    )
    assert steps["send-invoice"].raci.responsible == ("icsi-finance",)


def test_s28_a_lead_is_called_client_from_the_hub_setup_on(process: Process) -> None:
    assert [stage.lead_is for stage in process.pipelines[""].stages] == [
        "lead",
        "prospect",
        "client",
    ]


def test_s29_an_issue_is_made_from_a_filled_in_link(
    process: Process, steps: dict[str, Step]
) -> None:
    assert {"hub-issues", "hub-label", "new-hub-issue"} <= set(steps["create-issue"].assets)
    assert process.assets["new-hub-issue"].own == "hub_issue"
    text = steps["create-issue"].text
    assert text is not None
    assert "{guilabel}`Hub`" in text.value


@pytest.mark.parametrize(
    ("step", "admonition"),
    [
        ("send-quote", ":::{warning}"),
        ("send-contract", ":::{note}"),
        ("new-hub", ":::{admonition} To Do: Create a Customer Management system"),
    ],
)
def test_admonitions_stand_in_their_steps(
    steps: dict[str, Step], step: str, admonition: str
) -> None:
    assert [one.id for one in steps.values() if one.text and admonition in one.text.value] == [step]


def test_s35_to_s41_maniac_t_has_seven_questions(process: Process) -> None:
    checklist = process.checklists["maniac-t"]
    assert [item.title for item in checklist.items.values()] == [
        "Money",
        "Authority",
        "Need",
        "Impending Event",
        "Application",
        "Competition",
        "Timeline",
    ]
    assert all(item.text and "?" in item.text.value for item in checklist.items.values())
    assert not checklist.must
    assert checklist.text is not None
    assert "likely to be able to successfully collaborate" in checklist.text.value


def test_s45_the_partners_name_stands_in_one_line(process: Process) -> None:
    assert process.roles["icsi-finance"].title == "ICSI finance"
    assert process.roles["icsi-contracting"].title == "ICSI contracting"
    lines = (ROOT / "leads_data" / "process.yaml").read_text("utf-8").split("\n")
    data = [line.partition(" #")[0] for line in lines if not line.lstrip().startswith("#")]
    assert [line.strip() for line in data if re.search(r"\bICSI\b", line)] == ["title: ICSI"]


def test_the_leads_show_every_state_and_every_step(loaded: Loaded, steps: dict[str, Step]) -> None:
    here = [standing(lead, loaded.project, TODAY) for lead in loaded.project.leads.values()]
    assert len(here) >= 40
    marks = {mark for one in here for mark in one.marks}
    assert marks >= {"open", "won", "lost", "parked", "void", "stale", "overdue", "waiting"}
    assert {one.step.id for one in here if one.step} == set(steps)
    assert any(one.lead.renews for one in here)
    assert any(one.outcome and one.outcome.id == "out-of-scope" for one in here)
    assert {one.reason for one in here if one.state is State.LOST} - {""}


def test_the_public_build_withholds_what_is_for_the_team(loaded: Loaded) -> None:
    public = load(ROOT / "leads_data", Audience.PUBLIC).project
    hidden = {ident for ident, lead in loaded.project.leads.items() if lead.private}
    assert set(public.leads) == set(loaded.project.leads) - hidden
    assert public.withheld == len(hidden) > 0
    private = {ident for ident, field in public.process.fields.items() if field.private}
    assert private >= {"contact", "price", "quote", "contract", "folder"}
    assert not any(private & set(lead.fields) for lead in public.leads.values())
