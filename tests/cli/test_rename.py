"""`leadflow rename`: another id everywhere, and nothing means anything else."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from sphinx_leadflow.core.diagnostic import Report
from sphinx_leadflow.core.project import understand
from sphinx_leadflow.core.source import read_folder
from sphinx_leadflow.edit.rename import rename
from sphinx_leadflow.edit.renaming import renaming
from tests.cli.desk import EXAMPLES, REPOSITORY, copied, folder, lead, leadflow, state
from tests.edit.yaml_text import added_and_removed, comments

DATA = [REPOSITORY / "leads_data", *sorted(EXAMPLES.glob("*/leads_data"))]


def test_a_step_has_its_new_id_in_every_file_and_the_old_one_is_kept(tmp_path: Path) -> None:
    root = copied(tmp_path)
    before = state(root)
    done = leadflow(root, "rename", "step", "send-quote", "send-offer")
    assert done.returncode == 0, done.stderr
    after = state(root)
    for name, data in after.items():
        old, new = before[name].decode(), data.decode()
        added, removed = added_and_removed(old, new)
        assert comments(old) == comments(new)
        assert [line.replace("send-quote", "send-offer") for line in removed] == [
            line for line in added if "renamed_from" not in line
        ]
    text = after["process.yaml"].decode()
    assert text.count("send-quote") == text.count("renamed_from: send-quote") == 1
    assert not any(b"send-quote" in data for name, data in after.items() if name != "process.yaml")
    assert leadflow(root, "check").returncode == 0


def test_forgetting_leaves_no_trace(tmp_path: Path) -> None:
    root = copied(tmp_path)
    assert leadflow(root, "rename", "step", "send-quote", "send-offer", "--forget").returncode == 0
    assert not any(b"send-quote" in data for data in state(root).values())


@pytest.mark.parametrize("root", DATA, ids=lambda path: path.parent.name)
def test_everything_can_be_renamed_in_every_process(root: Path) -> None:
    """The loader is the judge: a name that was forgotten is an unknown id."""
    read = read_folder(root, root.name, Report())
    process = understand(read).project.process
    things = [
        (kind, ident)
        for kind in ("field", "role", "asset", "checklist")
        for ident in getattr(process, f"{kind}s")
    ]
    for home in process.pipelines.values():
        prefix = f"{home.id}/" if home.id else ""
        bare = {stage.id for stage in home.stages if stage.bare}
        things += [("step", prefix + ident) for ident in home.steps if ident not in bare]
        things += [("stage", prefix + stage.id) for stage in home.stages]
        things += [("outcome", prefix + ident) for ident in home.outcomes]
    for kind, old in things:
        after = rename(read, renaming(process, kind, old, "zz9"), keep_former=True)
        texts = Counter(comments(after.process.text if after.process else ""))
        assert texts == comments(read.process.text if read.process else "")
        assert understand(after).diagnostics == ()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("step", "sing", "x"), "there is no step 'sing'. did you mean sign?"),
        (("step", "sign", "offer"), "'offer' is in use already"),
        (
            ("step", "sign", "Sign It"),
            "is no id: ids are lower-case letters and digits, joined by -; write sign-it",
        ),
        (("field", "price", "history"), "cannot be a field"),
        (("field", "sister", "twin"), "was a former id"),
    ],
)
def test_what_is_refused_says_why_and_changes_nothing(
    tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    root = folder(tmp_path)
    before = state(root)
    done = leadflow(root, "rename", *words)
    assert done.returncode in (1, 2)
    assert says in done.stderr
    assert state(root) == before


def test_a_label_that_looks_like_the_id_stays(tmp_path: Path) -> None:
    root = folder(tmp_path)
    path = root / "process.yaml"
    path.write_text(
        path.read_text()
        .replace("yes: sign,", "sign: sign,")
        .replace("fills: [price]", "fills: [price, {field: quote, for: sign}]")
    )
    assert leadflow(root, "rename", "step", "sign", "seal", "--forget").returncode == 0
    assert "next: {sign: seal," in path.read_text()
    assert "for: sign}" in path.read_text()


def test_former_names_gather(tmp_path: Path) -> None:
    root = folder(tmp_path)
    path = root / "process.yaml"
    assert leadflow(root, "rename", "field", "sister", "sibling").returncode == 0
    assert "sibling: {type: lead, renamed_from: [twin, sister]}" in path.read_text()
    assert leadflow(root, "rename", "role", "sales", "selling").returncode == 0
    assert "selling: {title: Sales, renamed_from: sales}" in path.read_text()
    assert "role: [selling]" in path.read_text()
    assert path.read_text().startswith("title: Sales   # ours\n")


def test_pages_are_changed_only_where_a_role_or_directive_names_it(tmp_path: Path) -> None:
    root = folder(tmp_path)
    page = tmp_path / "docs" / "page.md"
    page.parent.mkdir()
    page.write_text(
        "sign {leadflow:step}`sign` {leadflow:step}`the sign <sign>` {leadflow:role}`sign`\n"
        "```{leadflow:stage} sign\n```\n:leadflow:step:`sign`\n"
    )
    dry = leadflow(root, "rename", "step", "sign", "seal", "--pages", "docs", "--dry-run")
    assert (dry.returncode, dry.stderr) == (0, "")
    assert leadflow(root, "rename", "step", "sign", "seal", "--pages", "docs").returncode == 0
    assert page.read_text() == (
        "sign {leadflow:step}`seal` {leadflow:step}`the sign <seal>` {leadflow:role}`sign`\n"
        "```{leadflow:stage} seal\n```\n:leadflow:step:`seal`\n"
    )


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    root = folder(tmp_path)
    before = state(root)
    done = leadflow(root, "rename", "step", "offer", "propose", "--dry-run")
    assert done.returncode == 0
    assert "+++ b/leads_data/leads/bay.yaml" in done.stdout
    assert state(root) == before
    assert "propose" not in lead(root).read_text()


@pytest.mark.parametrize("new", ["null", "yes", "no", "on", "true", "1e3", "2026", "0x1f"])
def test_a_word_that_other_tools_read_as_something_else_is_no_id(tmp_path: Path, new: str) -> None:
    root = tmp_path / "leads_data"
    (root / "leads").mkdir(parents=True)
    text = "title: T\nstages:\n  a: A\n"
    (root / "process.yaml").write_text(text)
    done = leadflow(root, "rename", "step", "a", new)
    assert done.returncode == 1
    assert f"{new!r} cannot be an id: " in done.stdout + done.stderr
    assert (root / "process.yaml").read_text() == text


@pytest.mark.parametrize(("words", "status"), [("wait", 0), ("ask", 2)])
def test_a_file_that_cannot_be_read_is_in_the_way_only_if_it_names_it(
    tmp_path: Path, words: str, status: int
) -> None:
    root = folder(tmp_path)
    (root / "leads" / "odd.yaml").write_bytes(f"name: \xff\nto: {words}\n".encode("latin-1"))
    done = leadflow(root, "rename", "step", "ask", "inquire")
    assert done.returncode == status, done
    renamed = "inquire:" in (root / "process.yaml").read_text(encoding="utf-8")
    assert renamed is (status == 0)
    assert ("leads/odd.yaml cannot be read" in done.stderr) is (status == 2)


def test_a_lead_with_errors_that_cannot_name_it_is_left_as_it_is(tmp_path: Path) -> None:
    root = copied(tmp_path)
    odd = root / "leads" / "odd.yaml"
    odd.write_text("name: Odd\n\towner: amara\n", encoding="utf-8")
    done = leadflow(root, "rename", "step", "send-quote", "send-offer")
    assert done.returncode == 0, done.stderr
    assert odd.read_text(encoding="utf-8") == "name: Odd\n\towner: amara\n"
    odd.write_text("name: Odd\n\taction: send-offer\n", encoding="utf-8")
    done = leadflow(root, "rename", "step", "send-offer", "send-price")
    assert (done.returncode, "leads/odd.yaml:2:1" in done.stderr) == (1, True)
