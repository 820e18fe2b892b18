"""Lead pages are read in parcels: what is written is what would be written without them."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import cast

import pytest
from docutils import nodes

from sphinx_leadflow.ext.parcels import Pack, parcel
from tests.ext.project import CONF, Built, Project, differences

QUOTED = """\
name: '"Quoted" -- it''s <them>...'
owner: amara
organisation: The "best" -- of O'Brien's
quote: https://example.org/quote?a=1&b="2"
history:
  - {date: 2026-11-02, to: triage, by: amara, note: 'they said "wait..." -- so we do'}
  - {date: 2026-11-09, to: call, by: amara, note: "a `code -- word` and *it's* fine"}
  - {date: 2026-11-16, to: send-quote, by: amara}
checklists:
  fit:
    money: {done: true, answer: 'the "award" -- it''s confirmed...'}
"""


def filled(folder: Path, conf: str = CONF) -> Project:
    project = Project(folder).fill(conf)
    project.lead("quoted", QUOTED)
    return project


def doctree(built: Built) -> nodes.document:
    found = pickle.loads((built.doctrees / "leads" / "quoted.doctree").read_bytes())
    return cast("nodes.document", found)


@pytest.mark.parametrize(
    ("builder", "theme"),
    [
        *((one, "alabaster") for one in ("html", "dirhtml", "singlehtml", "text", "latex", "man")),
        *(("html", one) for one in ("pydata_sphinx_theme", "furo")),
    ],
)
def test_every_builder_writes_what_it_writes_without_parcels(
    builder: str, theme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Letter by letter, in themes with a writer of their own too."""
    conf = CONF.replace("alabaster", theme)
    packed = filled(tmp_path / "site", conf).build(builder)
    kept = tmp_path / "packed"
    packed.out.rename(kept)
    monkeypatch.setattr(Pack, "_is_wanted", lambda _self: False)
    plain = filled(tmp_path / "other", conf).build(builder)
    assert not list(differences(kept, plain.out))
    assert packed.warnings == plain.warnings


def test_most_of_a_lead_page_is_put_aside_and_can_still_be_found(tmp_path: Path) -> None:
    built = filled(tmp_path).build()
    page = doctree(built)
    assert list(page.findall(parcel))
    seen = len(list(page.findall()))
    hidden = [node for one in page.findall(parcel) for node in one.hidden]
    assert seen * 3 < sum(len(list(node.findall())) for node in hidden)
    assert "they said “wait…” – so we do" in page.astext()
    copied = page.deepcopy()
    assert copied.astext() == page.astext()


def test_what_others_look_for_is_never_put_aside(tmp_path: Path) -> None:
    page = doctree(filled(tmp_path).build())
    for one in page.findall(parcel):
        for node in one.hidden:
            for element in node.findall(nodes.Element):
                assert not element.get("ids")
                assert not element.get("names")


def test_a_site_with_translations_has_no_parcels(tmp_path: Path) -> None:
    """They are put in while pages are read."""
    project = filled(tmp_path, CONF + 'language = "de"\n')
    (tmp_path / "docs" / "locales" / "de").mkdir(parents=True)
    page = doctree(project.build())
    assert not list(page.findall(parcel))


def test_links_in_parcels_follow_what_they_name(tmp_path: Path) -> None:
    project = filled(tmp_path)
    before = project.build().page("leads/quoted")
    project.edit("data/process.yaml", "Send a quote", "Send the quote")
    after = project.build()
    assert before != after.page("leads/quoted")
    assert not list(differences(after.out, project.clean().out))
