"""`leadflow move`: one line more, or the reason why not."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.cli.desk import BAY, copied, folder, lead, leadflow, state
from tests.edit.yaml_text import added_and_removed

ANSWERED = BAY.replace("fit: {need: true}", "fit: {need: true, money: false}") + "price: 5 EUR\n"


def test_the_diff_is_one_line_in_a_file_with_comments_odd_quoting_and_crlf(tmp_path: Path) -> None:
    before = ANSWERED.replace("\n", "\r\n")
    root = folder(tmp_path, bay=before)
    done = leadflow(root, "move", "bay", "sign", "--note", "a call: they agree, mostly")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "moved bay from offer to sign\n"
    added, removed = added_and_removed(before, lead(root).read_bytes().decode())
    assert removed == []
    assert added == [
        '  -   { date: 2026-11-23, to: sign, by: amara, note: "a call: they agree, mostly" }\r\n'
    ]
    assert leadflow(root, "check").returncode == 0


def test_a_move_with_something_missing_is_refused_with_the_lines_to_paste(tmp_path: Path) -> None:
    root = folder(tmp_path)
    before = state(root)
    done = leadflow(root, "move", "bay", "sign")
    assert (done.returncode, done.stdout) == (1, "")
    assert state(root) == before
    assert done.stderr.splitlines() == [
        "leadflow: bay was not moved to sign",
        "  “Offer” was left, but “Price” (price) is empty [missing-field]",
        "    add this line before `history:` and fill it in",
        "      price: … EUR  # such as 24000 EUR",
        "  “Offer” was left, but “Fit” is not answered: “What they have” [unanswered-checklist]",
        "    add below `fit:` in `checklists:`",
        "        money: {done: true, answer: …}",
        "Put this right and move again, or say --force.",
    ]
    pasted = BAY.replace("\nhistory:", "price: 24000 EUR  # such as 24000 EUR\n\nhistory:")
    lead(root).write_text(pasted.replace("{need: true}", "{need: true, money: {done: true}}"))
    assert leadflow(root, "move", "bay", "sign").returncode == 0


def test_force_writes_what_the_rules_refuse_and_check_says_so(tmp_path: Path) -> None:
    root = folder(tmp_path)
    assert leadflow(root, "move", "bay", "sign", "--force").returncode == 0
    assert "[missing-field]" in leadflow(root, "check").stdout


def test_force_does_not_write_what_cannot_be_read(tmp_path: Path) -> None:
    root = folder(tmp_path)
    before = state(root)
    done = leadflow(root, "move", "bay", "lost", "--reason", "deer", "--force")
    assert done.returncode == 1
    assert "did you mean dear?" in done.stderr
    assert state(root) == before


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("bay", "customer"), 1, "[undrawn-move]"),
        (("bay", "offer"), 1, "is at “Offer” already"),
        (("bay", "lost"), 1, "[missing-reason]"),
        (("bay", "lost"), 1, "say --reason dear"),
        (("bay", "ask", "--date", "2026-11-01"), 1, "[dates-out-of-order]"),
        (("bay", "ask", "--date", "2026-12-01"), 1, "[date-in-future]"),
        (("bay", "ask", "--by", "amaro"), 1, "did you mean amara?"),
        (("bay", "sing"), 2, "there is no step or outcome 'sing'. did you mean sign?"),
        (("bax", "sign"), 2, "there is no lead 'bax'. did you mean bay?"),
        (("bay", "eu/sign"), 2, "there is no pipeline 'eu'"),
        (("bay", "ask", "--date", "tomorrow"), 2, "write a day such as 2026-11-23"),
    ],
)
def test_what_is_refused_says_why_and_changes_nothing(
    tmp_path: Path, words: tuple[str, ...], code: int, says: str
) -> None:
    root = folder(tmp_path)
    before = state(root)
    done = leadflow(root, "move", *words)
    assert done.returncode == code
    assert says in done.stderr
    assert done.stdout == ""
    assert state(root) == before


def test_ways_back_and_losses_need_nothing_filled_in(tmp_path: Path) -> None:
    root = folder(tmp_path)
    assert leadflow(root, "move", "bay", "lost", "--reason", "dear").returncode == 0
    assert lead(root).read_text().count("to: lost, reason: dear, by: amara") == 1


def test_a_dry_run_shows_the_diff_and_writes_nothing(tmp_path: Path) -> None:
    root = folder(tmp_path)
    before = state(root)
    done = leadflow(root, "move", "bay", "lost", "--reason", "late", "--dry-run")
    assert done.returncode == 0
    assert state(root) == before
    lines = done.stdout.splitlines()
    assert lines[:2] == ["--- a/leads_data/leads/bay.yaml", "+++ b/leads_data/leads/bay.yaml"]
    assert [line for line in lines[2:] if line[0] in "+-"] == [
        "+  -   { date: 2026-11-23, to: lost, reason: late, by: amara }"
    ]


def test_today_is_the_option_then_the_variable(tmp_path: Path) -> None:
    root = folder(tmp_path)
    words = ("move", "bay", "lost", "--reason", "late", "--dry-run")
    assert "2026-11-20" in leadflow(root, *words, "--today", "2026-11-20").stdout
    assert "2026-11-24" in leadflow(root, *words, SOURCE_DATE_EPOCH="1795478400").stdout


def test_the_old_next_action_is_mentioned(tmp_path: Path) -> None:
    root = folder(tmp_path, bay=ANSWERED + "action: Send it\n")
    done = leadflow(root, "move", "bay", "sign")
    assert done.stdout == "moved bay from offer to sign; still in the file: action\n"


def test_links_are_not_followed(tmp_path: Path) -> None:
    root = folder(tmp_path)
    real = tmp_path / "elsewhere.yaml"
    real.write_text(ANSWERED)
    lead(root).unlink()
    lead(root).symlink_to(real)
    done = leadflow(root, "move", "bay", "sign")
    assert done.returncode == 2
    assert real.read_text() == ANSWERED


def test_mode_and_byte_order_mark_stay(tmp_path: Path) -> None:
    root = folder(tmp_path)
    lead(root).write_bytes(b"\xef\xbb\xbf" + ANSWERED.encode())
    lead(root).chmod(0o640)
    assert leadflow(root, "move", "bay", "sign").returncode == 0
    assert lead(root).read_bytes().startswith(b"\xef\xbb\xbf# Met")
    assert stat.S_IMODE(lead(root).stat().st_mode) == 0o640


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    root = folder(tmp_path, bay=ANSWERED)
    lead(root).parent.chmod(0o555)
    done = leadflow(root, "move", "bay", "sign")
    lead(root).parent.chmod(0o755)
    assert done.returncode == 2


def test_a_process_with_errors_judges_no_move(tmp_path: Path) -> None:
    root = folder(tmp_path, bay=ANSWERED)
    process = root / "process.yaml"
    process.write_text(process.read_text().replace("kind: won", "kind: one"))
    done = leadflow(root, "move", "bay", "sign")
    assert done.returncode == 2
    assert "process.yaml has errors" in done.stderr


def test_a_lead_with_errors_is_put_right_first(tmp_path: Path) -> None:
    root = folder(tmp_path, bay=ANSWERED + "prise: 3 EUR\n")
    done = leadflow(root, "move", "bay", "sign")
    assert done.returncode == 2
    assert "put this right first" in done.stderr


def test_a_hostile_note_is_one_harmless_text(tmp_path: Path) -> None:
    root = folder(tmp_path, bay=ANSWERED)
    note = "x}\n- {date: 2026-01-01, to: customer} # \x1b[31m ::error"
    done = leadflow(root, "move", "bay", "sign", "--note", note.replace("\x1b", ""))
    assert done.returncode == 0
    assert lead(root).read_text().count("\n") == ANSWERED.count("\n") + 1
    assert leadflow(root, "check").returncode == 0
    refused = leadflow(root, "move", "bay", "customer", "--note", note)
    assert refused.returncode == 1
    assert "control-character" in refused.stderr
    assert "\x1b" not in refused.stderr


def test_another_pipeline_is_named_in_front(tmp_path: Path) -> None:
    root = copied(tmp_path, "grants")
    path = lead(root, "tidal-energy-lab")
    before = path.read_text()
    done = leadflow(root, "move", "tidal-energy-lab", "grants/find-call")
    assert done.returncode == 0, done.stderr
    added, removed = added_and_removed(before, path.read_text())
    assert removed == []
    assert added == ["  - {date: 2026-11-23, to: grants/find-call, by: noor}\n"]
