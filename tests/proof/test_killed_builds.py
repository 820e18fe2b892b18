"""A build may be killed at any moment, and two may run at once: the next one puts it right.

`kill -9` at a random moment of a clean or an incremental build, with one job or two, the workers
killed too or running on; then one more build, which must give what a clean build gives.
`LEADFLOW_LONG=1` kills 100 times.
"""

from __future__ import annotations

import fcntl
import os
import random
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ext.project import differences
from tests.proof.edits import EDITS, World
from tests.proof.server import Answer, Builder, Request

LONG = bool(os.environ.get("LEADFLOW_LONG"))
KILLS = 100 if LONG else 8
FIGURES: Counter[str] = Counter()


@pytest.fixture(scope="module")
def builder() -> Iterator[Builder]:
    with Builder(SOURCE_DATE_EPOCH="1795392000") as one:
        yield one
    print(f"\n{dict(FIGURES)}")


@pytest.fixture(scope="module")
def another() -> Iterator[Builder]:
    with Builder(SOURCE_DATE_EPOCH="1795392000") as one:
        yield one


def request(world: World, root: Path, place: str, **more: object) -> Request:
    return Request(
        str(root / "docs"),
        str(root / place / "html"),
        str(root / place / "doctrees"),
        settings=dict(world.settings),
        **more,  # type: ignore[arg-type]
    )


def in_one_folder(builder: Builder, world: World, root: Path) -> list[str]:
    """What is different from a clean build."""
    shutil.rmtree(root / "clean", ignore_errors=True)
    assert builder.build(request(world, root, "clean")).error == ""
    return list(differences(root / "on" / "html", root / "clean" / "html"))


@pytest.mark.parametrize("number", range(KILLS))
def test_what_a_killed_build_left_the_next_one_mends(
    number: int, builder: Builder, tmp_path: Path
) -> None:
    rng, world = random.Random(number), World.drawn(number)
    world.write(tmp_path)
    usual = builder.build(request(world, tmp_path, "on")).seconds
    if number % 2:
        for name in rng.sample(sorted(EDITS), 3):
            world.edit(name, rng.randint(0, 999), tmp_path)
    else:
        shutil.rmtree(tmp_path / "on")
    killed = builder.build(
        request(
            world,
            tmp_path,
            "on",
            kill_after=rng.uniform(0.02, usual),
            jobs=rng.choice([1, 2]),
            orphans=rng.random() < 0.5,
        )
    )
    assert killed.error == ""
    FIGURES["killed" if killed.killed else "done before it could be killed"] += 1
    if rng.random() < 0.3:
        world.edit(rng.choice(sorted(EDITS)), rng.randint(0, 999), tmp_path)
    assert builder.build(request(world, tmp_path, "on")).error == ""
    assert in_one_folder(builder, world, tmp_path) == []


def both(one: Builder, other: Builder, *requests: Request) -> list[Answer]:
    """Two builds at once."""
    for each, wanted in zip((one, other), requests, strict=True):
        each.start(wanted)
    answers = [each.finish() for each in (one, other)]
    assert [answer.error for answer in answers] == ["", ""]
    return answers


@pytest.mark.parametrize("number", range(20 if LONG else 2))
def test_two_builds_at_once_in_one_folder_wait_for_each_other(
    number: int, builder: Builder, another: Builder, tmp_path: Path
) -> None:
    world = World.drawn(number)
    world.write(tmp_path)
    here = request(world, tmp_path, "on")
    answers = both(builder, another, here, here)
    # Under load the first may be done before the second begins.
    assert sum("waiting for another build" in answer.log for answer in answers) <= 1
    assert sorted(answers[0].read + answers[1].read) == sorted(
        max((one.read for one in answers), key=len)
    )
    assert in_one_folder(builder, world, tmp_path) == []


@pytest.mark.parametrize("number", range(20 if LONG else 2))
def test_a_build_for_the_public_and_one_for_the_team_do_not_take_pages_from_each_other(
    number: int, builder: Builder, another: Builder, tmp_path: Path
) -> None:
    """They find their lead pages in one folder among the sources."""
    world = World.drawn(number)
    for lead in list(world.book.leads.values())[::2]:
        lead.hidden = True
    world.write(tmp_path)
    wanted = []
    for audience in ("public", "team"):
        world.settings["leadflow_audience"] = audience
        wanted.append(request(world, tmp_path, audience))
    both(builder, another, *wanted)
    for one in wanted:
        shutil.rmtree(tmp_path / "clean", ignore_errors=True)
        world.settings = one.settings
        assert builder.build(request(world, tmp_path, "clean")).error == ""
        assert list(differences(Path(one.out), tmp_path / "clean" / "html")) == []


def test_a_build_says_once_that_it_waits_and_goes_on_when_it_may(
    builder: Builder, tmp_path: Path
) -> None:
    world = World.drawn(1)
    world.write(tmp_path)
    lock = tmp_path / "on" / "doctrees" / "leadflow.lock"
    lock.parent.mkdir(parents=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        builder.start(request(world, tmp_path, "on"))
        time.sleep(1.5)
        assert not (tmp_path / "on" / "html").exists() or not any(lock.parent.glob("*.pickle"))
    answer = builder.finish()
    assert answer.log.count("waiting for another build that uses the same doctrees") == 1
    assert in_one_folder(builder, world, tmp_path) == []


def test_a_lock_of_a_killed_build_holds_nobody_up(builder: Builder, tmp_path: Path) -> None:
    world = World.drawn(1)
    world.write(tmp_path)
    killed = builder.build(request(world, tmp_path, "on", kill_after=0.12))
    assert killed.killed and (tmp_path / "on" / "doctrees" / "leadflow.lock").exists()
    assert "waiting" not in builder.build(request(world, tmp_path, "on")).log
