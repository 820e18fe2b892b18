"""Whatever is changed in whatever file: exactly that changes, and every comment stays.

`LEADFLOW_LONG=1` tries ten times as many sequences.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from sphinx_leadflow.edit.data import Leaf
from sphinx_leadflow.edit.document import Refused
from sphinx_leadflow.edit.lead import add_line, moved, noted, set_answer, tracked
from sphinx_leadflow.edit.lists import add_item
from sphinx_leadflow.edit.mappings import remove_value, set_value
from tests.edit.strategies import lead_texts
from tests.edit.yaml_text import added_and_removed, comments, said

SEQUENCES = 500 if os.environ.get("LEADFLOW_LONG") else 50
REPOSITORY = Path(__file__).parents[2]
REAL = sorted((REPOSITORY / "leads_data" / "leads").glob("*.yaml"))
REAL += sorted((REPOSITORY / "docs" / "examples").glob("*/leads_data/leads/*.yaml"))
DAY = dt.date(2026, 11, 23)
ORDER = ("name", "place", "remark", "wish", "history", "checklists")

Data = dict[str, Any]
Edit = tuple[str, Callable[[str], str], Callable[[Data], None]]

texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"))
    | st.sampled_from(" :#-,[]{}'\"\n"),
    min_size=1,
    max_size=20,
).filter(lambda text: bool(text.strip()) and text == text.strip() and "\ufeff" not in text)


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


@st.composite
def edits(draw: st.DrawFn) -> Edit:
    """A change, and what it does to the data."""
    kind = draw(
        st.sampled_from(("move", "note", "track", "set", "add", "remove", "answer", "verdict"))
    )
    word = draw(texts)
    line = " ".join(word.split())
    key = draw(st.sampled_from(("place", "remark", "wish")))
    if kind == "move":
        more = {"date": "2026-11-23", "to": "offer", "by": "amara", "note": word}
        return (
            kind,
            lambda text: add_line(text, moved(DAY, "offer", by="amara", note=word)),
            appends(more),
        )
    if kind == "note":
        return (
            kind,
            lambda text: add_line(text, noted(DAY, line)),
            appends({"date": "2026-11-23", "note": line}),
        )
    if kind == "track":
        more = {"date": "2026-11-23", "set": {"mood": "red"}}
        return kind, lambda text: add_line(text, tracked(DAY, {"mood": Leaf("red")})), appends(more)
    if kind == "set":
        return (
            kind,
            lambda text: set_value(text, (key,), Leaf(word), ORDER),
            lambda data: data.update({key: word}),
        )
    if kind == "add":

        def grow(data: Data) -> None:
            data[key] = [*as_list(data.get(key)), line]

        return kind, lambda text: add_item(text, key, Leaf(line), ORDER), grow
    if kind == "remove":
        return kind, lambda text: remove_value(text, key), lambda data: data.update({key: ""})
    done = None if kind == "answer" else draw(st.booleans())
    answer = line if kind == "answer" else ""
    item = draw(st.sampled_from(("need", "money")))
    return (
        kind,
        lambda text: set_answer(text, "fit", item, answer, done=done),
        lambda data: answers(data, item, answer, done),
    )


def appends(more: Data) -> Callable[[Data], None]:
    def change(data: Data) -> None:
        data["history"] = [*as_list(data.get("history")), more]

    return change


def answers(data: Data, item: str, answer: str, done: bool | None) -> None:
    lists = data["checklists"] = data.get("checklists") or {}
    lists["fit"] = lists.get("fit") or {}
    old = lists["fit"].get(item, "")
    if not isinstance(old, dict):
        old = {"done": old} if old in ("true", "false") else {"done": "true", "answer": old}
    if done is not None:
        old["done"] = str(done).lower()
    if answer:
        old["answer"] = answer
    lists["fit"][item] = {key: value for key, value in old.items() if value}


def filled(data: Data) -> Data:
    """Without keys behind which nothing stands: they are as good as absent."""
    return {key: value for key, value in data.items() if value not in ("", [], {})}


def trimmed(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: trimmed(value) for key, value in data.items()}
    if isinstance(data, list):
        return [trimmed(value) for value in data]
    return data.rstrip("\n")


def apply_all(text: str, sequence: list[Edit]) -> None:
    data = said(text)
    for kind, change, expected in sequence:
        try:
            new = change(text)
        except Refused as reason:
            event(f"refused: {kind}: {str(reason)[:60]}")
            continue
        event(f"done: {kind}")
        expected(data)
        assert filled(said(new)) == filled(trimmed(data)), f"{kind}\n{text}\n---\n{new}"
        assert comments(new) == comments(text), f"{kind}\n{text}\n---\n{new}"
        assert new.count("\r\n") == new.count("\n") or "\r\n" not in text
        text = new


@settings(max_examples=SEQUENCES, suppress_health_check=[HealthCheck.too_slow])
@given(lead_texts(), st.lists(edits(), min_size=1, max_size=6))
def test_sequences_on_files_in_every_style(text: str, sequence: list[Edit]) -> None:
    apply_all(text, sequence)


@settings(max_examples=SEQUENCES, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(REAL), st.lists(edits(), min_size=1, max_size=6))
def test_sequences_on_real_files(path: Path, sequence: list[Edit]) -> None:
    apply_all(path.read_text("utf-8"), sequence)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_a_move_adds_one_entry_to_every_real_file(path: Path, newline: str) -> None:
    before = path.read_bytes().decode("utf-8").replace("\n", newline)
    after = add_line(before, moved(DAY, "somewhere", by="amara", note="ask: again"))
    added, removed = added_and_removed(before, after)
    assert removed == []
    if len(added) == 1:
        assert added[0].endswith('to: somewhere, by: amara, note: "ask: again"}' + newline)
    else:  # the file writes its history as lines
        assert [line.split(":")[0].strip(" -") for line in added] == ["date", "to", "by", "note"]
        assert re.search(r"history:\s+- date: ", before)


@settings(max_examples=SEQUENCES * 4, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text(st.sampled_from("ab:-#'\"{}[],|>&*!?\n\r \t"), max_size=60),
    st.lists(edits(), max_size=2),
)
def test_on_noise_an_edit_is_right_or_refused(noise: str, sequence: list[Edit]) -> None:
    text = f"name: x\n{noise}"
    for _kind, change, expected in sequence:
        try:
            new = change(text)
        except Refused:
            continue
        try:
            data = said(text)
        except yaml.YAMLError:  # the other reader is stricter about tabs
            return
        expected(data)
        assert filled(said(new)) == filled(trimmed(data)), f"{text!r}\n{new!r}"
        text = new
