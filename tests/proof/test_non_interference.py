"""What is for the team makes no difference to what everybody sees.

Each generated handbook is built for the public with two fillings of its private data: other
values, other notes, other hidden leads, or none. What is published and what is logged must be
the same, byte for byte; and no file, the pickles included, may hold a private word in any form.
`LEADFLOW_LONG=1` builds 200 handbooks with eight builders, and prints the figures with `-s`.
"""

from __future__ import annotations

import os
import random
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.proof.canaries import Search, fill, leave_empty, published
from tests.proof.handbooks import Handbook
from tests.proof.server import Answer, Builder, Request

LONG = bool(os.environ.get("LEADFLOW_LONG"))
BUILDERS = ("html", "dirhtml", "singlehtml", "text", "latex", "epub", "gettext", "xml")
PROJECTS = 200 if LONG else 8
THEMES = ("alabaster", "basic", "basic", "basic")

FIGURES: Counter[str] = Counter()


@pytest.fixture(scope="module")
def builder() -> Iterator[Builder]:
    with Builder(SOURCE_DATE_EPOCH="1795392000") as one:
        yield one
    print(f"\n{dict(FIGURES)}")


def theme_of(number: int) -> str:
    return "pydata_sphinx_theme" if number % 20 == 19 else THEMES[number % 4]


def filled(number: int, filling: int, root: Path) -> list[str]:
    """Write a handbook with one of its fillings; gives back its private words."""
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    book = Handbook.drawn(number, theme_of(number))
    words = fill(book, 2 * number + filling)
    book.write(root)
    return words


def build(builder: Builder, root: Path, name: str, audience: str = "public") -> Answer:
    settings = {
        "leadflow_audience": audience,
        "leadflow_today": "2026-11-23",
        "leadflow_private_data": "../private",
    }
    answer = builder.build(
        Request(
            str(root / "docs"), str(root / name), str(root / f"dt-{name}"), name, settings=settings
        )
    )
    assert answer.error == ""
    return answer


def said(answer: Answer, root: Path) -> str:
    """The log without the name of the folder that it was in."""
    text = answer.log + answer.warnings
    return re.sub(rf"\S*{root.name}/", "", text)


def unequal(one: Path, other: Path) -> list[str]:
    """The files about which two builds do not agree.

    The folder that a build was in does not count: XML files name it.
    """
    first, second = (
        {
            name: data.replace(str(folder.parent).encode(), b"")
            for name, data in published(folder).items()
        }
        for folder in (one, other)
    )
    return sorted(
        name for name in first.keys() | second.keys() if first.get(name) != second.get(name)
    )


@pytest.mark.parametrize("number", range(PROJECTS))
def test_two_fillings_give_one_public_site_and_one_log(
    number: int, builder: Builder, tmp_path: Path
) -> None:
    roots = tmp_path / "one-filling", tmp_path / "two-filling"
    words = [filled(number, filling, root) for filling, root in enumerate(roots)]
    searches = [Search(private) for private in words]
    for name in BUILDERS if LONG else {"html", BUILDERS[number % len(BUILDERS)]}:
        logs = [said(build(builder, root, name), root) for root in roots]
        assert logs[0] == logs[1]
        assert unequal(roots[0] / name, roots[1] / name) == []
        for root, private, search, log in zip(roots, words, searches, logs, strict=True):
            assert search.leaks(root / name) | search.leaks(root / f"dt-{name}") == set()
            assert not [word for word in private if word in log]
            FIGURES["bytes"] += sum(one.stat().st_size for one in (root / name).rglob("*.*"))
        FIGURES["builds"] += 2
    FIGURES["projects"] += 1
    FIGURES["canaries"] += sum(map(len, words))


def test_a_team_build_holds_the_words_that_the_search_looks_for(
    builder: Builder, tmp_path: Path
) -> None:
    """Otherwise the test above would look for what nobody writes."""
    found, total = 0, 0
    for number in range(3):
        words = filled(number, 0, tmp_path / "team")
        build(builder, tmp_path / "team", "html", "team")
        held = {word for _name, word in Search(words).leaks(tmp_path / "team" / "html")}
        found, total = found + len(held), total + len(set(words))
    assert found > total * 0.5 > 20


def test_a_folder_without_its_private_parts_gives_the_same_site(
    builder: Builder, tmp_path: Path
) -> None:
    for number in range(40 if LONG else 2):
        words = filled(number, 0, tmp_path / "one-filling")
        bare = tmp_path / "two-filling"
        shutil.rmtree(bare, ignore_errors=True)
        bare.mkdir()
        book = Handbook.drawn(number, theme_of(number))
        leave_empty(book)
        book.write(bare)
        assert words
        logs = [
            said(build(builder, root, "html"), root) for root in (tmp_path / "one-filling", bare)
        ]
        assert unequal(tmp_path / "one-filling" / "html", bare / "html") == []
        assert logs[0] == logs[1]


def test_words_are_found_in_every_form(tmp_path: Path) -> None:
    """The search itself: a word put into a file in one form is seen."""
    from tests.proof.canaries import Canaries, forms

    canaries = Canaries(random.Random(1))
    for word in (canaries.word(), canaries.odd(), canaries.number()):
        for form in forms(word):
            (tmp_path / "some.txt").write_bytes(b"before" + form + b"after")
            assert Search([word]).leaks(tmp_path) == {("some.txt", word)}
