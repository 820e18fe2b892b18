"""The ledger remembers what was told, also when the line that says so was cut off."""

from __future__ import annotations

from pathlib import Path

import pytest

from sphinx_leadflow.history.ledger import Ledger, NoLedgerError, opened


def reread(path: Path) -> Ledger:
    ledger = Ledger(path)
    ledger.read()
    return ledger


def test_what_was_sent_is_known_the_next_time(tmp_path: Path) -> None:
    path = tmp_path / "told"
    with opened(path) as ledger:
        ledger.record("begun", "a/0")
        ledger.record("sent", "a/0")
        ledger.record("begun", "b/0")
    assert [reread(path).state((key,)) for key in ("a/0", "b/0", "c/0")] == ["sent", "begun", ""]


def test_a_former_name_counts_too(tmp_path: Path) -> None:
    with opened(tmp_path / "told") as ledger:
        ledger.record("sent", "old")
        ledger.record("begun", "new")
        assert ledger.state(("new", "old")) == "sent"


@pytest.mark.parametrize("cut", range(1, 9))
def test_a_line_that_was_cut_off_is_none_and_spoils_none(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "told"
    path.write_text("begun a\n" + "sent abc\n"[:-cut])
    ledger = reread(path)
    assert ledger.state(("abc",)) == ""
    ledger.record("sent", "d")
    assert reread(path).state(("d",)) == "sent"
    assert reread(path).state(("a",)) == "begun"


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe\x00", b"\x89PNG\n", b"hello\n", b"hello", b"sent a\n\nsent b\n", b"{}\n",
     b"sent the invoice\n", b"sent a\n<<<<<<< ours\n"],
)  # fmt: skip
def test_what_is_no_ledger_is_not_taken_for_an_empty_one(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "told"
    path.write_bytes(content)
    with pytest.raises(NoLedgerError), opened(path):
        pass
    assert path.read_bytes() == content


def test_a_folder_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), opened(tmp_path / "deep" / "told"):
        pass
    assert not (tmp_path / "deep").exists()


def test_two_processes_do_not_share_it(tmp_path: Path) -> None:
    with (
        opened(tmp_path / "told"),
        pytest.raises(BlockingIOError),
        opened(tmp_path / "told"),
    ):
        pass
