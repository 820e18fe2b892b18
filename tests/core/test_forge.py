"""Links to where the YAML is edited."""

from urllib.parse import parse_qs, urlsplit

import pytest

from sphinx_leadflow.core.forge import MAX_NEW_FILE_URL, copy_link, read_forge


@pytest.mark.parametrize(
    ("address", "edit", "new"),
    [
        (
            "https://github.com/team/handbook",
            "https://github.com/team/handbook/edit/main/leads_data/leads/a.yaml#L7",
            "https://github.com/team/handbook/new/main/leads_data/leads?filename=a.yaml&value=x",
        ),
        (
            "https://github.com/team/handbook/tree/trunk/sales/data/",
            "https://github.com/team/handbook/edit/trunk/sales/data/leads/a.yaml#L7",
            "https://github.com/team/handbook/new/trunk/sales/data/leads?filename=a.yaml&value=x",
        ),
        (
            "https://gitlab.com/group/sub/handbook/-/tree/main/leads_data",
            "https://gitlab.com/group/sub/handbook/-/edit/main/leads_data/leads/a.yaml#L7",
            "https://gitlab.com/group/sub/handbook/-/new/main/leads_data/leads?file_name=a.yaml",
        ),
        (
            "https://codeberg.org/team/handbook.git",
            "https://codeberg.org/team/handbook/_edit/main/leads_data/leads/a.yaml#L7",
            "https://codeberg.org/team/handbook/_new/main/leads_data/leads?filename=a.yaml&value=x",
        ),
        (
            "https://git.example.org/team/handbook/src/branch/main/leads_data",
            "https://git.example.org/team/handbook/_edit/main/leads_data/leads/a.yaml#L7",
            "https://git.example.org/team/handbook/_new/main/leads_data/leads"
            "?filename=a.yaml&value=x",
        ),
    ],
)
def test_a_forge_is_told_by_its_address(address: str, edit: str, new: str) -> None:
    forge = read_forge(address, "leads_data")
    assert forge is not None
    assert forge.edit("leads/a.yaml", 7) == edit
    assert forge.new("a.yaml", "x") == new


@pytest.mark.parametrize(
    "address", ["", "github.com/a/b", "javascript:alert(1)//a/b", "https://example.org"]
)
def test_what_is_no_repository_has_no_links(address: str) -> None:
    assert read_forge(address, "leads_data") is None


def test_a_skeleton_arrives_as_it_was_sent() -> None:
    forge = read_forge("https://github.com/team/handbook", "leads_data")
    assert forge is not None
    text = "name: Ünïcode & more # ?\nowner: a+b\n"
    assert parse_qs(urlsplit(forge.new("new.yaml", text)).query)["value"] == [text]


def test_a_skeleton_too_long_for_an_address_is_left_out() -> None:
    forge = read_forge("https://github.com/team/handbook", "leads_data")
    assert forge is not None
    assert len(forge.new("new.yaml", "x" * MAX_NEW_FILE_URL)) < 200


@pytest.mark.parametrize(
    ("url", "copy"),
    [
        (
            "https://docs.google.com/document/d/1wx_-9/edit?usp=sharing",
            "https://docs.google.com/document/d/1wx_-9/copy",
        ),
        (
            "https://docs.google.com/spreadsheets/d/10G/edit#gid=832336436",
            "https://docs.google.com/spreadsheets/d/10G/copy",
        ),
        ("https://drive.google.com/drive/folders/1Qu?usp=sharing", ""),
        ("https://docs.google.com.evil.example/document/d/1/edit", ""),
        ("https://example.org/template", ""),
    ],
)
def test_a_template_is_copied_where_its_service_can(url: str, copy: str) -> None:
    assert copy_link(url) == copy
