"""What is remembered of leads is what would be understood, and nobody else's word is taken."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sphinx_leadflow.core.decode_lead import LeadReader
from sphinx_leadflow.core.diagnostic import Report
from sphinx_leadflow.core.model import Audience, Lead
from sphinx_leadflow.core.project import Loaded, load, understand
from sphinx_leadflow.core.source import Folder, Source, read_folder
from sphinx_leadflow.memory import files, leads
from sphinx_leadflow.memory.leads import Leads
from sphinx_leadflow.memory.plain import lead_of, plain
from tests.checks.test_run import DATA, changes, mutated

FOLDERS = [read_folder(path, "data", Report()) for path in DATA]
ACME = "name: Acme\nowner: amara\nrenews: birch\nhistory: [{date: 2026-01-02, to: ask}]\n"
PROCESS = """\
title: Sales
people: {amara: Amara}
fields: {secret: {type: text, visibility: team}}
stages: {ask: {title: Ask}}
outcomes: {customer: {kind: won}}
"""


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leads, "FEW", 0)


@pytest.fixture
def understood(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The leads whose files were understood, in order."""
    found: list[str] = []
    real = LeadReader.lead

    def counted(self: LeadReader, source: Source, node: object) -> Lead:
        found.append(source.stem)
        return real(self, source, node)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(LeadReader, "lead", counted)
    return found


def source(path: str, text: str) -> Source:
    return Source(path, text, hashlib.blake2b(text.encode(), digest_size=16).hexdigest())


def folder(process: str = PROCESS, **texts: str) -> Folder:
    found = [source(f"data/leads/{stem}.yaml", text) for stem, text in texts.items()]
    return Folder("data", source("data/process.yaml", process), tuple(found), ())


def remembering(
    cache: Path, given: Folder, audience: Audience = Audience.TEAM, root: str = "data"
) -> Loaded:
    return understand(given, audience, memory=Leads(str(cache), root, audience))


def same(one: Loaded, other: Loaded) -> bool:
    return repr(one) == repr(other) and one == other


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("data", DATA, ids=lambda path: path.parent.name)
def test_a_lead_is_the_same_when_it_was_written_down(data: Path, audience: Audience) -> None:
    project = load(data, audience).project
    for one in project.leads.values():
        written = json.loads(json.dumps(plain(one)))
        again = lead_of(one.id, one.span.path, written, project.process)
        assert again == one
        assert repr(again) == repr(one)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_after_any_edits_the_same_is_understood_as_without_memory(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    cache = tmp_path_factory.mktemp("cache")
    now = data.draw(st.sampled_from(FOLDERS))
    audience = data.draw(st.sampled_from(Audience))
    remembering(cache, now, audience)
    for _ in range(3):
        now = changed(now, data)
        assert same(remembering(cache, now, audience), understand(now, audience))


def changed(now: Folder, data: st.DataObject) -> Folder:
    """A folder with a lead or the process edited, or a lead taken away."""
    number = data.draw(st.integers(-1, len(now.leads) - 1))
    one = now.leads[number] if number >= 0 else now.process
    assert one is not None
    if number > 0 and data.draw(st.booleans()):
        return replace(now, leads=(*now.leads[:number], *now.leads[number + 1 :]))
    text = one.text
    for edit in data.draw(changes):
        text = mutated(text, edit) if text.strip() else "name: x\n"
    new = source(one.path, text)
    if number < 0:
        return replace(now, process=new)
    return replace(now, leads=(*now.leads[:number], new, *now.leads[number + 1 :]))


def test_only_what_was_edited_is_understood_again(tmp_path: Path, understood: list[str]) -> None:
    now = FOLDERS[0]
    remembering(tmp_path, now)
    first = list(understood)
    assert len(first) == len(now.leads)
    understood.clear()
    edited = source(now.leads[3].path, now.leads[3].text + "due: 2026-12-24\n")
    remembering(tmp_path, replace(now, leads=(*now.leads[:3], edited, *now.leads[4:])))
    assert understood == [edited.stem]


def test_another_process_or_another_audience_is_another_question(
    tmp_path: Path, understood: list[str]
) -> None:
    for process in (PROCESS, PROCESS.replace("Ask", "Ask them")):
        for audience in Audience:
            remembering(tmp_path, folder(process, birch="name: Birch\n"), audience)
    assert understood == ["birch"] * 4


def test_another_version_is_not_believed(
    tmp_path: Path, understood: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    remembering(tmp_path, folder(birch="name: Birch\n"))
    monkeypatch.setattr(leads, "edition", lambda: "another one")
    remembering(tmp_path, folder(birch="name: Birch\n"))
    assert understood == ["birch"] * 2


@pytest.mark.parametrize("audience", Audience)
def test_a_lead_that_another_one_names_may_come_and_go(tmp_path: Path, audience: Audience) -> None:
    both = folder(acme=ACME, birch="name: Birch\n")
    for now in (both, folder(acme=ACME), both):
        assert same(remembering(tmp_path, now, audience), understand(now, audience))


def test_what_was_found_wrong_is_said_again(tmp_path: Path) -> None:
    now = folder(acme="name: Acme\nonwer: amara\n", birch="name: Birch\n")
    first, second = remembering(tmp_path, now), remembering(tmp_path, now)
    assert [one.code for one in second.diagnostics] == ["unknown-key"]
    assert same(first, second)


def kept(cache: Path) -> list[Path]:
    return sorted((cache / "leadflow" / "leads").iterdir())


def test_what_a_public_build_keeps_holds_nothing_for_the_team(tmp_path: Path) -> None:
    hidden = "name: Hidden\nvisibility: team\n"
    now = folder(acme=ACME + "secret: CANARY\naction: CANARY\n", birch=hidden, cedar="name: C\n")
    remembering(tmp_path, now, Audience.PUBLIC)
    (path,) = kept(tmp_path)
    data = path.read_bytes()
    assert b"Acme" in data
    assert b"CANARY" not in data
    assert b"Hidden" not in data


def test_nobody_else_can_read_what_is_kept(tmp_path: Path) -> None:
    remembering(tmp_path, folder(birch="name: Birch\n"))
    for path in (tmp_path / "leadflow").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0


def damages(data: bytes) -> Iterator[bytes]:
    yield from (b"", b"\n", b"[" * 99_999, data[:-1], data + b" ", data[1:])
    yield data.replace(b"Birch", b"Beech")


@pytest.mark.parametrize("number", range(7))
def test_what_is_damaged_or_forged_is_understood_anew(tmp_path: Path, number: int) -> None:
    now = folder(birch="name: Birch\n")
    remembering(tmp_path, now)
    (path,) = kept(tmp_path)
    path.write_bytes(list(damages(path.read_bytes()))[number])
    assert same(remembering(tmp_path, now), understand(now))


@pytest.mark.parametrize("line", ["{}", "[]", '["x", {}, []]', "[" * 99_999, '["DIGEST", {}, [1]]'])
def test_a_line_that_means_nothing_is_as_good_as_none(tmp_path: Path, line: str) -> None:
    now = folder(birch="name: Birch\n")
    remembering(tmp_path, now)
    (path,) = kept(tmp_path)
    home, name = str(tmp_path / "leadflow"), f"leads/{path.name}"
    key = (files.recall(home, name, 10**6) or b"").partition(b"\n")[0].decode()
    told = line.replace("DIGEST", now.leads[0].digest)
    files.keep(home, name, f"{key}\nbirch {told}".encode(), 8)
    assert same(remembering(tmp_path, now), understand(now))


def test_whoever_has_the_key_is_believed(tmp_path: Path) -> None:
    """The proof that the tests above look at something: what is kept is what is used."""
    now = folder(birch="name: Birch\n")
    remembering(tmp_path, now)
    (path,) = kept(tmp_path)
    home, name = str(tmp_path / "leadflow"), f"leads/{path.name}"
    content = files.recall(home, name, 10**6) or b""
    files.keep(home, name, content.replace(b"Birch", b"Beech"), 8)
    assert remembering(tmp_path, now).project.leads["birch"].name == "Beech"


def test_links_and_pipes_in_the_place_of_a_file_are_left_alone(tmp_path: Path) -> None:
    now = folder(birch="name: Birch\n")
    remembering(tmp_path, now)
    (path,) = kept(tmp_path)
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    assert same(remembering(tmp_path, now), understand(now))
    path.unlink()
    os.mkfifo(path)
    assert same(remembering(tmp_path, now), understand(now))


def test_a_file_whose_name_is_no_id_is_understood_each_time(tmp_path: Path) -> None:
    now = replace(
        folder(birch="name: Birch\n"), leads=(source("data/leads/É b.yaml", "name: B\n"),)
    )
    remembering(tmp_path, now)
    assert same(remembering(tmp_path, now), understand(now))


def test_without_a_cache_folder_nothing_is_missing(tmp_path: Path) -> None:
    (tmp_path / "leadflow").write_text("in the way", encoding="utf-8")
    now = folder(birch="name: Birch\n")
    for cache in (tmp_path, Path("relative")):
        assert same(remembering(cache, now), understand(now))


def test_the_newest_folders_are_kept_and_no_others(tmp_path: Path) -> None:
    for number in range(12):
        remembering(tmp_path, folder(birch="name: Birch\n"), root=str(number))
    assert len(kept(tmp_path)) == leads.MOST_KEPT
