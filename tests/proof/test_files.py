"""Odd files among the data and among the pages: each is a finding in its place, and soon.

Nothing is written outside the output, and nothing read outside the data and the sources: an audit
hook in the build's own process looks.
"""

from __future__ import annotations

import json
import os
import random
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from sphinx_leadflow.core.diagnostic import Diagnostic
from sphinx_leadflow.core.project import Loaded, load
from tests.ext.project import Project
from tests.proof.corpora import NAUGHTY

MOST_SECONDS = 2.0
SECRET = "9d1e-not-to-be-read"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    root = tmp_path / "data"
    (root / "leads").mkdir(parents=True)
    (root / "process.yaml").write_text("title: Leads\n")
    (root / "leads" / "good.yaml").write_text("name: Good\n")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "x.yaml").write_text(f"name: {SECRET}\n")
    return root


def timed(root: Path) -> Loaded:
    """The data, loaded in time, and with every finding in its place."""
    start = time.monotonic()
    loaded = load(root, label="data")
    assert time.monotonic() - start < MOST_SECONDS
    assert all(item.span.path.startswith("data") for item in loaded.diagnostics)
    assert SECRET not in repr(loaded)
    return loaded


def said(loaded: Loaded, path: str) -> list[Diagnostic]:
    return [item for item in loaded.diagnostics if item.span.path == path]


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        here = os.getcwd()
        os.chdir(path.parent)  # the address of a socket must be short
        try:
            one.bind(path.name)
        finally:
            os.chdir(here)


def a_device(path: Path) -> None:
    """A device where one may be made; where not, a link to one."""
    try:
        os.mknod(path, 0o666 | stat.S_IFCHR, os.makedev(1, 5))
    except PermissionError:
        path.symlink_to("/dev/zero")


def a_link_to_a_file(path: Path) -> None:
    path.symlink_to(path.parents[2] / "outside" / "x.yaml")


def a_link_to_a_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def a_link_to_itself(path: Path) -> None:
    path.symlink_to(path.name)


def a_link_to_nowhere(path: Path) -> None:
    path.symlink_to("nowhere")


def a_folder(path: Path) -> None:
    path.mkdir()


ODD = (
    *(a_pipe, a_socket, a_device, a_folder),
    *(a_link_to_a_file, a_link_to_a_device, a_link_to_itself, a_link_to_nowhere),
)


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: odd.__name__)
def test_what_is_no_file_is_a_finding(odd: Callable[[Path], None], data: Path) -> None:
    odd(data / "leads" / "odd.yaml")
    loaded = timed(data)
    assert [item.code for item in said(loaded, "data/leads/odd.yaml")] == ["not-a-file"]
    assert {"good", "odd"} == set(loaded.project.leads)


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: odd.__name__)
def test_so_it_is_for_the_process(odd: Callable[[Path], None], data: Path) -> None:
    (data / "process.yaml").unlink()
    odd(data / "process.yaml")
    # The depth of links from the process differs by one folder.
    if (data / "process.yaml").is_symlink() and odd is a_link_to_a_file:
        (data / "process.yaml").unlink()
        (data / "process.yaml").symlink_to(data.parent / "outside" / "x.yaml")
    assert [one.code for one in said(timed(data), "data/process.yaml")][:1] == ["not-a-file"]


@pytest.mark.parametrize(
    "odd", [one for one in ODD if one is not a_folder], ids=lambda o: o.__name__
)
def test_so_it_is_for_the_folder_of_leads(odd: Callable[[Path], None], data: Path) -> None:
    (data / "leads" / "good.yaml").unlink()
    (data / "leads").rmdir()
    if odd is a_link_to_a_file:
        (data / "leads").symlink_to(data.parent / "outside")
    else:
        odd(data / "leads")
    assert [one.code for one in said(timed(data), "data/leads")] == ["not-a-file"]


def test_what_may_not_be_read_is_a_finding(data: Path) -> None:
    """As somebody who is not root: root may read everything."""
    for name in ("leads/shut.yaml", "process.yaml"):
        (data / name).write_text("name: x\n")
        (data / name).chmod(0)
    for folder in (data, *data.parents):
        with suppress(PermissionError):
            folder.chmod(folder.stat().st_mode | 0o055)
    script = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from sphinx_leadflow.core.project import load\n"
        "import sphinx_leadflow.core.decode_lead, sphinx_leadflow.core.suggest\n"
        "if os.geteuid() == 0: os.setegid(65534); os.seteuid(65534)\n"
        f"for one in load(Path({str(data)!r}), label='data').diagnostics:\n"
        "    print(one.span.path, one.code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert {"data/leads/shut.yaml unreadable", "data/process.yaml unreadable"} <= set(
        done.stdout.splitlines()
    )


@contextmanager
def meanwhile(act: Callable[[], None]) -> Iterator[None]:
    """Something that happens again and again while something else is done."""
    stop = threading.Event()

    def run() -> None:
        while not stop.is_set():
            with suppress(OSError):
                act()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def test_files_that_come_go_and_change_while_we_read(data: Path) -> None:
    path, outside = data / "leads" / "moving.yaml", data.parent / "outside" / "x.yaml"

    def change() -> None:
        with suppress(FileNotFoundError):
            path.unlink()
        kind = random.randrange(5)
        if kind == 0:
            path.write_text("name: Moving\n" + "x" * random.randrange(3000))
        elif kind == 1:
            path.symlink_to(outside)
        elif kind == 2:
            os.mkfifo(path)
        elif kind == 3:
            path.mkdir()
            path.rmdir()

    with meanwhile(change):
        for _ in range(300):
            assert "good" in timed(data).project.leads


def test_twins_that_some_file_systems_take_for_one(data: Path) -> None:
    twins = ["a.yaml", "A.yaml", "a.YAML", "é.yaml", unicodedata.normalize("NFD", "é.yaml")]
    twins += ["\u212a.yaml", "k.yaml", "ß.yaml", "ss.yaml", "a .yaml", "a..yaml"]
    for name in twins:
        (data / "leads" / name).write_text("name: Twin\n")
    loaded = timed(data)
    for name in twins:
        if name not in ("a.yaml", "k.yaml", "ss.yaml"):
            (item,) = said(loaded, f"data/leads/{name}")
            assert item.code in ("bad-file-name", "stray-file")
    assert set(loaded.project.leads) == {"good", "a", "k", "ss"}


def hostile_names(count: int) -> set[bytes]:
    """Names that a file system takes and nobody would give."""
    chance = random.Random(5)
    found = {one.encode("utf-8", "surrogatepass") for one in NAUGHTY}
    found |= {
        b"..",
        b"-rf",
        b"--help",
        b"\xff\xfe",
        b"a\n::error::b",
        b"\x1b[2J",
        b"%s%n",
        b"~root",
    }
    while len(found) < count:
        found.add(bytes(chance.randrange(1, 256) for _ in range(chance.randrange(1, 60))))
    names = (one.replace(b"/", b"_").replace(b"\0", b"_")[:240] + b".yaml" for one in sorted(found))
    return {name for name in names if not name.startswith(b".")}


def test_two_thousand_hostile_names(data: Path) -> None:
    names = hostile_names(2100)
    for name in names:
        with open(os.path.join(os.fsencode(data / "leads"), name), "wb") as file:
            file.write(b"name: x\n")
    made = [name for name in os.listdir(data / "leads") if name != "good.yaml"]
    assert len(made) >= 2000
    loaded = timed(data)
    told = {item.span.path for item in loaded.diagnostics}
    leads = {f"data/leads/{lead}.yaml" for lead in loaded.project.leads}
    shown = {os.fsencode(name).decode("utf-8", "backslashreplace") for name in made}
    assert {f"data/leads/{name}" for name in shown} <= told | leads


# ── In a build ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize("odd", [a_pipe, a_socket, a_device, a_link_to_itself])
def test_an_odd_page_does_not_stop_a_build(odd: Callable[[Path], None], tmp_path: Path) -> None:
    project = Project(tmp_path).fill()
    odd(project.docs / "odd.md")
    built = project.build()
    assert not (built.out / "odd.html").exists()
    assert [line for line in built.lines() if line.startswith("docs/odd.md:1: WARNING: odd.md is")]
    assert project.build().read == []


def test_links_that_lead_out_are_not_published(tmp_path: Path) -> None:
    project = Project(tmp_path).fill()
    project.write("outside/x.md", f"# {SECRET}\n")
    (project.docs / "out.md").symlink_to(tmp_path / "outside" / "x.md")
    (project.docs / "folder").symlink_to(tmp_path / "outside")
    (project.docs / "lead.md").symlink_to(project.leads / "acme.yaml")
    (project.docs / "round").symlink_to(project.docs)
    (project.docs / "twin.md").symlink_to(project.docs / "plain.md")
    built = project.build()
    told = {line.split(":")[0] for line in built.lines() if "leadflow.not-a-file" in line}
    assert told == {"docs/out.md", "docs/folder", "docs/lead.md", "docs/round"}
    assert (built.out / "twin.html").exists()
    assert not [
        one for one in built.out.rglob("*") if one.is_file() and SECRET.encode() in one.read_bytes()
    ]
    assert not (built.out / "lead.html").exists()


def test_a_link_to_a_file_of_the_same_repository_is_a_page(tmp_path: Path) -> None:
    project = Project(tmp_path).fill()
    (tmp_path / ".git").mkdir()
    project.write("CHANGELOG.md", "# Changes\n")
    (project.docs / "changelog.md").symlink_to(tmp_path / "CHANGELOG.md")
    (project.docs / "lead.md").symlink_to(project.leads / "acme.yaml")
    built = project.build()
    assert (built.out / "changelog.html").exists()
    assert not (built.out / "lead.html").exists()


def test_a_folder_of_pages_that_is_a_link_is_not_written_into(tmp_path: Path) -> None:
    project = Project(tmp_path).fill()
    (tmp_path / "elsewhere").mkdir()
    (project.docs / "leads").symlink_to(tmp_path / "elsewhere")
    built = project.build()
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert any(
        "docs/leads:1: WARNING: the lead pages are not written" in one for one in built.lines()
    )


def test_a_build_reads_and_writes_only_where_it_should(tmp_path: Path) -> None:
    project = Project(tmp_path).fill()
    project.write("outside/x.yaml", f"name: {SECRET}\n")
    project.write("outside/x.md", f"# {SECRET}\n")
    project.write("data/private.txt", SECRET)
    project.edit(
        "data/process.yaml", "Be kind.", "![a](../../outside/x.md) [b](../../outside/x.yaml)"
    )
    (project.leads / "out.yaml").symlink_to(tmp_path / "outside" / "x.yaml")
    (project.docs / "out.md").symlink_to(tmp_path / "outside" / "x.md")
    a_pipe(project.leads / "pipe.yaml")
    a_pipe(project.docs / "pipe.md")
    record = tmp_path / "audit.json"
    for theme in ("alabaster", "pydata_sphinx_theme"):
        subprocess.run(
            [sys.executable, "-m", "tests.proof.audit", str(tmp_path), theme, str(record)],
            cwd=Path(__file__).parents[2],
            check=True,
            timeout=120,
            capture_output=True,
        )
        found = json.loads(record.read_text("utf-8"))
        assert found["status"] == 0
        allowed = ("docs", "data", "html", "doctrees")
        ours = [one for one in found["read"] if one.startswith(f"{tmp_path}/")]
        assert [one for one in ours if not _lies_in(one, tmp_path, allowed)] == []
        assert not {one for one in ours if one.endswith(("private.txt", "out.yaml", "pipe.md"))}
        quiet = ("docs/leads", "html", "doctrees")
        assert [one for one in found["written"] if not _lies_in(one, tmp_path, quiet)] == []
        assert len(ours) > 20 and len(found["written"]) > 20


def _lies_in(path: str, root: Path, folders: tuple[str, ...]) -> bool:
    return any(path == f"{root / one}" or path.startswith(f"{root / one}/") for one in folders) or (
        path.startswith((f"{tempfile.gettempdir()}/", "/dev/")) and not path.startswith(f"{root}/")
    )
