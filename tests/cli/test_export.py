"""`leadflow export`: files that a repository keeps, and `--check`, which sees them drift."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.desk import copied, folder, lead, leadflow, state

MARKDOWN = ("export", "markdown", "-o", "book")


def test_a_copy_that_was_committed_has_drifted_when_the_data_changed(tmp_path: Path) -> None:
    root = copied(tmp_path)
    assert leadflow(root, *MARKDOWN).stdout == "wrote 46 of 46 files\n"
    clean = leadflow(root, *MARKDOWN, "--check")
    assert (clean.returncode, clean.stderr) == (0, "")
    process = root / "process.yaml"
    process.write_text(process.read_text("utf-8").replace("Send a quote", "Send an offer"), "utf-8")
    drifted = leadflow(root, *MARKDOWN, "--check")
    assert drifted.returncode == 1
    assert "book/process.md: has drifted from the data" in drifted.stderr
    assert "+  - [Send an offer](#step-send-quote)" in drifted.stderr
    assert leadflow(root, *MARKDOWN).returncode == 0
    assert leadflow(root, *MARKDOWN, "--check").returncode == 0


def test_writing_again_touches_nothing_and_the_day_does_not_matter(tmp_path: Path) -> None:
    root = copied(tmp_path)
    leadflow(root, *MARKDOWN)
    before = state(tmp_path / "book")
    times = {path: path.stat().st_mtime_ns for path in (tmp_path / "book").rglob("*")}
    again = leadflow(root, *MARKDOWN, SOURCE_DATE_EPOCH="2000000000")
    assert again.stdout == "wrote 0 of 46 files\n"
    assert state(tmp_path / "book") == before
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "book").rglob("*")} == times


def test_the_page_of_a_lead_that_is_gone_goes_and_pages_of_ones_own_stay(tmp_path: Path) -> None:
    root = folder(tmp_path)
    leadflow(root, *MARKDOWN)
    own = tmp_path / "book" / "leads" / "notes.md"
    own.write_text("# Our own notes\n")
    lead(root).unlink()
    check = leadflow(root, *MARKDOWN, "--check")
    assert "book/leads/bay.md: belongs to nothing any more" in check.stderr
    assert leadflow(root, *MARKDOWN).stdout == "wrote 1 of 6 files, removed 1\n"
    assert own.exists() and not (tmp_path / "book" / "leads" / "bay.md").exists()


def test_a_file_of_somebodys_own_is_never_overwritten(tmp_path: Path) -> None:
    root = folder(tmp_path)
    (tmp_path / "book").mkdir()
    own = tmp_path / "book" / "process.md"
    own.write_text("# Mine\n")
    done = leadflow(root, *MARKDOWN)
    assert done.returncode == 2
    assert "process.md is not a file that leadflow made" in done.stderr
    assert own.read_text() == "# Mine\n"
    assert [path.name for path in (tmp_path / "book").iterdir()] == ["process.md"]


def test_a_link_is_not_written_through(tmp_path: Path) -> None:
    root = folder(tmp_path)
    (tmp_path / "book").mkdir()
    (tmp_path / "victim").write_text("x")
    (tmp_path / "book" / "process.md").symlink_to(tmp_path / "victim")
    assert leadflow(root, *MARKDOWN).returncode == 2
    assert (tmp_path / "victim").read_text() == "x"


def test_line_ends_of_a_checkout_on_windows_are_no_drift(tmp_path: Path) -> None:
    root = folder(tmp_path)
    leadflow(root, *MARKDOWN)
    page = tmp_path / "book" / "process.md"
    page.write_bytes(page.read_bytes().replace(b"\n", b"\r\n"))
    assert leadflow(root, *MARKDOWN, "--check").returncode == 0
    assert leadflow(root, *MARKDOWN).stdout == "wrote 0 of 7 files\n"


@pytest.mark.parametrize("flavour", ["github", "commonmark", "myst"])
def test_every_flavour_is_written(tmp_path: Path, flavour: str) -> None:
    done = leadflow(copied(tmp_path, "grants"), *MARKDOWN, "--flavour", flavour)
    assert done.returncode == 0, done.stderr


def test_papers_of_one_lead_leave_those_of_the_others_alone(tmp_path: Path) -> None:
    root = copied(tmp_path)
    papers = ("export", "papers", "-o", "papers")
    assert leadflow(root, *papers).returncode == 0
    before = state(tmp_path / "papers")
    one = leadflow(root, *papers, "northern-lights")
    assert one.stdout == "wrote 0 of 4 files\n"
    assert state(tmp_path / "papers") == before
    file = root / "leads" / "northern-lights.yaml"
    file.write_text(file.read_text("utf-8").replace("Ingrid Solheim", "Ingrid Nord"), "utf-8")
    check = leadflow(root, *papers, "northern-lights", "--check")
    assert check.returncode == 1 and "+Dear Ingrid Nord," in check.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("export", "papers", "-o", "p", "northen-lights"), "did you mean northern-lights?"),
        (("export", "papers", "-o", "p", "holloway-physics"), "is at no step"),
        (("export", "issue-form", "create-isue", "-o", "f"), "did you mean create-issue?"),
        (("export", "issue-form", "create-issue", "--field", "price", "-o", "f"), "'price' is no"),
        (("export",), "the following arguments are required: FORMAT"),
        (("export", "markdown"), "-o/--output"),
        (("export", "markdown", "-o", "leads_data/process.yaml"), "cannot be written"),
    ],
)
def test_a_mistake_in_the_command_is_named(
    tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    done = leadflow(copied(tmp_path), *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_half_a_process_makes_no_handbook(tmp_path: Path) -> None:
    root = folder(tmp_path)
    (root / "process.yaml").write_text("title: [\n")
    done = leadflow(root, *MARKDOWN)
    assert done.returncode == 2
    assert "process.yaml has errors" in done.stderr
    assert not (tmp_path / "book").exists()


def test_a_format_may_be_called_as_its_files_are(tmp_path: Path) -> None:
    root = folder(tmp_path)
    for word, name in (("xlsx", "leads.xlsx"), ("md", "book")):
        done = leadflow(root, "export", word, "-o", name)
        assert (done.returncode, (tmp_path / name).exists()) == (0, True), done.stderr
