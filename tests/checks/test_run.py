"""How rules are applied: to what, how severely, and that nothing makes them fall over."""

from __future__ import annotations

import datetime as dt
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinx_leadflow.checks.rules import ALL_RULES
from sphinx_leadflow.checks.run import check, examine
from sphinx_leadflow.core.diagnostic import Diagnostic, Report, Severity
from sphinx_leadflow.core.model import Audience
from sphinx_leadflow.core.project import load, understand
from sphinx_leadflow.core.source import Folder, read_folder

from .corpus import CASES, TODAY, run

REPOSITORY = Path(__file__).parents[2]
DATA = [REPOSITORY / "leads_data", *sorted((REPOSITORY / "docs/examples").glob("*/leads_data"))]
SMALL = """\
title: Sales
stages: {ask: {title: Ask, within: 7 days}}
outcomes: {customer: {kind: won}}
"""


def folder(root: Path, process: str, **leads: str) -> Path:
    (root / "leads").mkdir()
    (root / "process.yaml").write_text(process, encoding="utf-8")
    for ident, text in leads.items():
        (root / "leads" / f"{ident}.yaml").write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("path", DATA, ids=lambda path: path.parent.name)
def test_own_data_has_no_problems(path: Path, audience: Audience) -> None:
    found = check(load(path, audience), TODAY)
    assert [str(one) for one in found if one.severity.fails] == []


def test_findings_of_loading_are_among_them_in_order(tmp_path: Path) -> None:
    lead = "name: Bay\nonwer: amara\nhistory:\n  - {date: 2026-01-02, to: ask}\n"
    loaded = load(folder(tmp_path, SMALL, bay=lead))
    codes = ["unknown-key", "unknown-person", "stale-lead"]
    assert [one.code for one in check(loaded, TODAY)] == codes


def test_a_project_without_sources_is_judged_too(tmp_path: Path) -> None:
    lead = "name: Bay\nhistory:\n  - {date: 2026-01-02, to: ask}\n  - {date: 2026-01-01, note: x}\n"
    project = load(folder(tmp_path, SMALL, bay=lead)).project
    assert {one.code for one in check(project, TODAY)} == {"stale-lead", "dates-out-of-order"}


def test_only_the_given_rules_are_applied(tmp_path: Path) -> None:
    loaded = load(folder(tmp_path, SMALL, bay="name: Bay\n"))
    assert check(loaded, TODAY, rules=()) == ()
    assert [one.code for one in check(loaded, TODAY)] == ["no-history"]


def test_default_severities_say_what_fails() -> None:
    advice = {rule.id for rule in ALL_RULES if rule.severity is Severity.ADVICE}
    assert {"stale-lead", "overdue-lead", "wait-over", "limit-reached", "review-overdue"} < advice
    errors = {rule.id for rule in ALL_RULES if rule.severity is Severity.ERROR}
    assert {"missing-field", "undrawn-move", "missing-reason", "dates-out-of-order"} < errors


def test_waived_findings_are_kept_apart(tmp_path: Path) -> None:
    lead = (
        "name: Bay\nwaive: {rule: stale-lead, because: slow}\n"
        "history:\n  - {date: 2026-01-02, to: ask}\n"
    )
    checked = examine(load(folder(tmp_path, SMALL, bay=lead)), TODAY)
    assert checked.diagnostics == ()
    assert [one.diagnostic.code for one in checked.waived] == ["stale-lead"]


def test_same_input_same_findings() -> None:
    loaded = load(DATA[0])
    assert check(loaded, TODAY) == check(loaded, TODAY)


@pytest.mark.parametrize("day", [dt.date.min, dt.date.max])
def test_any_day_will_do(day: dt.date) -> None:
    for path in DATA:
        check(load(path), day)


# What a person does with the lines of a finding --------------------------------------------------


def pasted(text: str, one: Diagnostic) -> str | None:
    """A file's text after following a hint; nothing if the hint asks for more than pasting."""
    lines = text.splitlines()
    paste = one.paste.splitlines()
    if "before `history:`" in one.hint and "one of" not in one.hint:
        at = next(number for number, line in enumerate(lines) if line.startswith("history:"))
        return "\n".join([*lines[:at], *paste, *lines[at:]]) + "\n"
    if "at the end of `history:`" in one.hint or "add these lines" in one.hint:
        return "\n".join([*lines, *paste]) + "\n"
    if "below `history:`" in one.hint or "below `checklists:`" in one.hint:
        key = re.findall("`(.*?)`", one.hint)[0]
        at = next(number for number, line in enumerate(lines) if line.startswith(key)) + 1
        return "\n".join([*lines[:at], *paste, *lines[at:]]) + "\n"
    return None


def filled(line: str) -> str:
    """A pasted line with its samples overwritten, by what the comment behind it shows."""
    line, _, right = line.partition("  # ")
    words = {"a number": "1", "true or false": "true", "the id of a person": "amara"}
    shown = right.removeprefix("such as ").removeprefix("one of ").partition(",")[0]
    line = line.replace("name@example.org", "ada@example.org").replace("+00 ", "+1 ")
    return re.sub("…( [A-Z]{3})?", words.get(right, shown) or "said", line)


def source_of(case: Path, one: Diagnostic) -> Path:
    return case / one.span.path.removeprefix("case/")


FOLLOWED = [
    (case, one)
    for case in CASES
    for one in run(case)[1].diagnostics
    if one.paste and one.code != "stale-lead" and "/leads/" in one.span.path
    if pasted(source_of(case, one).read_text("utf-8"), one) is not None
]


@pytest.mark.parametrize(
    ("case", "one"), FOLLOWED, ids=[f"{case.name}-{one.span.start.line}" for case, one in FOLLOWED]
)
def test_pasting_what_was_said_cures_it(case: Path, one: Diagnostic, tmp_path: Path) -> None:
    source = source_of(case, one)
    text = source.read_text("utf-8")
    left = pasted(text, one)
    finished = replace(one, paste="\n".join(map(filled, one.paste.splitlines())))
    cured = pasted(text, finished)
    assert left is not None and cured is not None
    lead = folder(tmp_path, (case / "process.yaml").read_text("utf-8"), **{source.stem: cured})
    after = load(lead, label="case")
    found = {(each.code, each.message) for each in check(after, TODAY)}
    before = {each.code for each in load(case, label="case").diagnostics}
    assert (one.code, one.message) not in found
    assert {each.code for each in after.diagnostics} <= before
    (lead / f"leads/{source.stem}.yaml").write_text(left, "utf-8")
    codes = {each.code for each in load(lead, label="case").diagnostics} - before
    assert codes == ({"still-a-sample"} if "…" in one.paste else set())


# Anything that people may write ----------------------------------------------------------------

FOLDERS = {path: read_folder(path, "data", Report()) for path in DATA}


def mutated(text: str, change: tuple[str, int, int]) -> str:
    """A text with one line cut, doubled, moved, shortened, or replaced by another."""
    what, first, second = change
    lines = text.splitlines()
    one, other = first % len(lines), second % len(lines)
    line = lines[one]
    if what == "cut":
        del lines[one]
    elif what == "double":
        lines.insert(other, line)
    elif what == "indent":
        lines[one] = f" {line}"
    elif what == "shorten":
        lines[one] = line[: second % (len(line) + 1)]
    else:
        lines[one] = lines[other]
    return "\n".join(lines) + "\n"


changes = st.lists(
    st.tuples(
        st.sampled_from(["cut", "double", "indent", "shorten", "swap"]),
        st.integers(0, 10_000),
        st.integers(0, 10_000),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=150)
@given(data=st.data(), edits=changes, audience=st.sampled_from(Audience))
def test_no_edit_makes_a_check_fall_over(
    data: st.DataObject, edits: list[tuple[str, int, int]], audience: Audience
) -> None:
    whole = FOLDERS[data.draw(st.sampled_from(DATA))]
    number = data.draw(st.integers(-1, len(whole.leads) - 1))
    loaded = understand(edited(whole, number, edits), audience)
    for one in check(loaded, TODAY):
        source = loaded.sources.get(one.span.path)
        assert source is None or one.span.start.line <= len(source.text.splitlines()), one


def edited(whole: Folder, number: int, edits: list[tuple[str, int, int]]) -> Folder:
    """A folder with one of its leads changed, or, at -1, the process."""
    source = whole.leads[number] if number >= 0 else whole.process
    assert source is not None
    text = source.text
    for edit in edits:
        text = mutated(text, edit) if text.strip() else "name: x\n"
    changed = replace(source, text=text)
    if number < 0:
        return replace(whole, process=changed)
    return replace(whole, leads=(*whole.leads[:number], changed, *whole.leads[number + 1 :]))


def test_ten_thousand_organisations_are_compared_in_a_moment(tmp_path: Path) -> None:
    process = SMALL.replace("title: Sales", "title: Sales\nfields: {organisation: text}")
    lead = (
        "name: Lead {0}\norganisation: Institute of things {1} at {1}\n"
        "history: {{date: 2026-11-20, to: ask}}\n"
    )
    words = [
        f"{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}ford" for n in range(4000)
    ]
    loaded = load(
        folder(tmp_path, process, **{f"lead-{n}": lead.format(n, w) for n, w in enumerate(words)})
    )
    begin = time.perf_counter()
    check(loaded, TODAY)
    assert time.perf_counter() - begin < 5


@pytest.mark.parametrize(
    "step",
    [
        "",
        "{{next: {{on: s{next}, no: lost}}}}",
        "{{optional: true}}",
        "{{beside: s{pair}}}",
        "{{next: s{next}, when: {{size: 1}}}}",
    ],
    ids=["in a row", "decisions", "optional", "two by two", "a circle with conditions"],
)
def test_eight_times_the_steps_take_about_eight_times_as_long(step: str, tmp_path: Path) -> None:
    """Where every step is compared with all others it is fifty times."""

    def seconds(number: int) -> float:
        steps = [f"  s{n}: {step.format(next=(n + 1) % number, pair=n ^ 1)}" for n in range(number)]
        head = "title: Sales\nfields: {size: number}\noutcomes: {customer: won, lost: lost}\n"
        root = tmp_path / str(number)
        root.mkdir()
        loaded = load(folder(root, "\n".join([f"{head}stages:", *steps])))
        times = []
        for _time in range(3):
            started = time.process_time()
            examine(loaded, TODAY)
            times.append(time.process_time() - started)
        return min(times)

    assert seconds(1_600) < 24 * seconds(200) + 0.1
