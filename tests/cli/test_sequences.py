"""Sequences of `new`, `move` and `set`: each file says exactly what was asked for, or is untouched.

`LEADFLOW_LONG=1` tries ten times as many.
"""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from sphinx_leadflow.cli import main
from tests.cli.desk import REPOSITORY
from tests.edit.strategies import lead_texts
from tests.edit.yaml_text import comments, said

SEQUENCES = 500 if os.environ.get("LEADFLOW_LONG") else 50
REAL = [
    path.read_bytes().decode("utf-8")
    for path in sorted((REPOSITORY / "leads_data" / "leads").glob("*.yaml"))
]
GENERATED_PROCESS = """\
title: Everything
people: {amara: Amara}
fields:
  place: text
  remark: markdown
  wish: {type: list, of: text}
  mood: {type: choice, options: [good, bad], tracked: true}
checklists: {fit: {items: {need: Need, money: Money}}}
stages: {sale: {steps: {ask: {repeats: true}, offer: {repeats: true}, close: Close}}}
"""
REAL_PROCESS = (REPOSITORY / "leads_data" / "process.yaml").read_text("utf-8")

lines = st.text(
    st.sampled_from("abc xyz é日 :#-,[]{}'\"?!@%&*|>0123"), min_size=1, max_size=15
).filter(lambda text: bool(text.strip()) and not text.startswith("-"))

Order = tuple[str, ...]


@st.composite
def orders(draw: st.DrawFn, *, real: bool) -> Order:
    """What somebody types."""
    verb = draw(st.sampled_from(("new", "move", "move", "set", "set", "answer", "track")))
    word = " ".join(draw(lines).split())
    if verb == "new":
        return ("new", word, "--owner", "amara", "--id", f"made-{draw(st.integers(0, 2))}")
    if verb == "move":
        steps = ("create-quote", "lost", "send-quote") if real else ("ask", "offer", "close")
        force = ("--force",) if draw(st.booleans()) else ()
        step = draw(st.sampled_from(steps))
        return ("move", "lead", step, "--note", word, "--by", "amara", *force)
    if verb == "set":
        keys = ("organisation", "development_scope") if real else ("place", "remark")
        return ("set", "lead", draw(st.sampled_from(keys)), "--", word)
    if verb == "track":
        value = ("health", "red") if real else ("mood", "bad")
        return ("set", "lead", *value, "--by", "amara", "--note", word)
    return ("set", "lead", "maniac-t/need" if real else "fit/need", "--", word)


def expected(data: dict[str, Any], order: Order) -> None:
    """What an order does to the data of a lead."""
    verb, _lead, key = order[:3]
    word = " ".join(order[order.index("--note") + 1 if "--note" in order else -1].split())
    old = data.get("history")
    history = old if isinstance(old, list) else [old] if old else []
    line = {"date": "2026-11-23", "by": "amara", "note": word}
    if verb == "move":
        data["history"] = [*history, {**line, "to": key}]
    elif "--note" in order:
        data["history"] = [*history, {**line, "set": {key: order[3]}}]
    elif "/" in key:
        checklist, item = key.split("/")
        lists = data["checklists"] = data.get("checklists") or {}
        answers = lists[checklist] = lists.get(checklist) or {}
        known = answers.get(item)
        done = known.get("done", "true") if isinstance(known, dict) else "true"
        answers[item] = {"done": known if known in ("true", "false") else done, "answer": word}
    else:
        data[key] = word


def run_all(text: str, process: str, sequence: list[Order]) -> None:
    with TemporaryDirectory() as place:
        root = Path(place)
        (root / "leads").mkdir()
        (root / "process.yaml").write_text(process, encoding="utf-8")
        path = root / "leads" / "lead.yaml"
        path.write_bytes(text.encode("utf-8"))
        for order in sequence:
            run_one(root, path, order)


def run_one(root: Path, path: Path, order: Order) -> None:
    before = {one: one.read_bytes() for one in root.rglob("*.yaml")}
    text = path.read_bytes().decode("utf-8")
    at = order.index("--") if "--" in order else len(order)
    code = main([*order[:at], "--data", str(root), "--today", "2026-11-23", *order[at:]])
    after = {one: one.read_bytes() for one in root.rglob("*") if one.is_file()}
    event(f"{order[0]}: {code}")
    if code != 0:
        assert after == before
        return
    changed = {one for one in after if after[one] != before.get(one)}
    if order[0] == "new":
        made = root / "leads" / f"{order[order.index('--id') + 1]}.yaml"
        assert changed == {made}
        assert said(made.read_text("utf-8"))["name"] == order[1]
        return
    assert changed <= {path}
    new = after[path].decode("utf-8")
    data = said(text)
    expected(data, order)
    assert {k: v for k, v in said(new).items() if v} == {k: v for k, v in data.items() if v}
    assert comments(new) == comments(text)


@pytest.fixture(autouse=True)
def _quiet(capsys: pytest.CaptureFixture[str]) -> None:
    """What the commands say is not shown for every example."""


QUIET = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]


@pytest.mark.slow
@settings(max_examples=SEQUENCES, suppress_health_check=QUIET)
@given(lead_texts(), st.lists(orders(real=False), min_size=1, max_size=5))
def test_sequences_on_generated_files(text: str, sequence: list[Order]) -> None:
    run_all(text, GENERATED_PROCESS, sequence)


@pytest.mark.slow
@settings(max_examples=SEQUENCES, suppress_health_check=QUIET)
@given(st.sampled_from(REAL), st.lists(orders(real=True), min_size=1, max_size=5))
def test_sequences_on_real_files(text: str, sequence: list[Order]) -> None:
    run_all(text, REAL_PROCESS, sequence)
