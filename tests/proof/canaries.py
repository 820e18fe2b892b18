"""Words that must not get out, and every form in which they could."""

from __future__ import annotations

import base64
import html
import json
import random
import re
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from snowballstemmer import stemmer

from tests.ext.project import output
from tests.proof.handbooks import Handbook, Lead

_STEM = stemmer("english").stemWord


_HALF = {"waive": "[{rule: missing-field, because: x}]", "contact": "[{name: Ann}]"}
"""What everybody may see of values that have a private half."""


class Canaries:
    """Makes words that nobody else uses, and remembers them."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self.words: list[str] = []

    def word(self) -> str:
        """Letters alone, with an ending that a search index cuts off."""
        return self._keep("zq" + "".join(self._rng.choices("bcdfghklmnprtvw", k=9)) + "ings")

    def odd(self) -> str:
        """Signs that every format writes in a way of its own."""
        letters = "".join(self._rng.choices("ЖФЩЭЮЯЪЫ", k=7))
        return self._keep(f"{letters}&<{self._rng.randint(1000, 9999)}>Ω")

    def number(self, digits: int = 9) -> str:
        return self._keep(str(self._rng.randint(10 ** (digits - 1), 10**digits - 1)))

    def _keep(self, word: str) -> str:
        self.words.append(word)
        return word


_PLAIN = re.compile(rb"zq[bcdfghklmnprtvw]{9}")
"""What a word is without its ending, which a search index cuts off."""


def forms(word: str) -> set[bytes]:
    """How a word may lie in a file: plain, stemmed, escaped, encoded."""
    texts = {word, html.escape(word), json.dumps(word)[1:-1], urllib.parse.quote(word)}
    texts |= {html.escape(word, quote=False), _STEM(word)}
    if word.isdigit():
        texts |= {f"{int(word):,}".replace(",", sign) for sign in ",. '\u202f\u00a0\u2009"}
    found = {text.encode() for text in texts}
    for before, known in ((0, 0), (1, 2), (2, 3)):  # where it begins in what is encoded
        found.add(base64.b64encode(b"\0" * before + word.encode())[known:-4])
    return found


class Search:
    """Looks for words in folders, in all their forms."""

    def __init__(self, words: list[str]) -> None:
        self._plain = {word[:11].encode(): word for word in words if word.startswith("zq")}
        self._coded: dict[bytes, list[tuple[bytes, str]]] = {}
        for word in words:
            for form in forms(word):
                if not _PLAIN.match(form):
                    self._coded.setdefault(form[:3], []).append((form, word))

    def leaks(self, folder: Path) -> set[tuple[str, str]]:
        """Which file holds which word."""
        return {(name, word) for name, data in contents(folder) for word in self._in(data)}

    def _in(self, data: bytes) -> Iterator[str]:
        small = data.lower()
        for found in set(_PLAIN.findall(small)) & self._plain.keys():
            yield self._plain[found]
        for beginning, some in self._coded.items():
            if beginning in data or beginning.lower() in small:
                for form, word in some:
                    if form in data or form.lower() in small:
                        yield word


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file by its name, what is packed in it unpacked; the names are text too."""
    for path in sorted(folder.rglob("*")):
        name, data = path.relative_to(folder).as_posix(), b""
        if path.is_file():
            data = path.read_bytes()
            if path.name == "objects.inv":
                data += zlib.decompress(data.split(b"\n", 4)[4])
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as archive:
                    data += b"".join(archive.read(one) for one in archive.namelist())
        yield name, name.encode() + b"\n" + data


def published(folder: Path) -> dict[str, bytes]:
    """Every file that a build wrote, apart from Sphinx's own notes.

    Of an EPUB the files in it: their times, which Sphinx writes into the archive, are those of
    the day.
    """
    found = output(folder)
    for path in folder.glob("*.epub"):
        with zipfile.ZipFile(path) as archive:
            del found[path.name]
            found |= {one: archive.read(one) for one in archive.namelist()}
    return found


def fill(book: Handbook, seed: int) -> list[str]:
    """Fill in what is for the team; gives back the words that must not get out.

    Nothing public changes, nor the line or column where it stands.
    """
    rng = random.Random(seed)
    canaries = Canaries(rng)
    hidden = []
    for _number in range(rng.randint(0, 3)):
        stem = canaries.word()
        hidden.append(stem)
        book.leads[stem] = _hidden(book, canaries, rng)
    for ident, lead in book.leads.items():
        _fill_lead(lead, canaries, rng, hidden)
        if rng.random() < 0.4 and not lead.broken:
            _move_out(book, ident, lead)
    if rng.random() < 0.4:
        book.overlay[canaries.word()] = f"name: {canaries.word()}\nsecret: {canaries.word()}\n"
    book.vault = f"https://example.org/{canaries.word()}"
    return canaries.words


def leave_empty(book: Handbook) -> None:
    """Fill in nothing that is for the team, only the public half of what has two."""
    for lead in book.leads.values():
        lead.secrets = [f"{key}: {value}" for key, value in _HALF.items()]


def _move_out(book: Handbook, ident: str, lead: Lead) -> None:
    """Put what is wholly private into the private folder."""
    kept = [line for line in lead.secrets if line.partition(":")[0] in (*_HALF, "pal")]
    moved = [line for line in lead.secrets if line not in kept]
    lead.secrets, lead.notes, notes = kept, [], lead.notes
    history = ["history:", *(f"  - {{{line}}}" for line in notes)] if notes else []
    book.overlay[ident] = "\n".join([*moved, *history, ""])


def _hidden(book: Handbook, canaries: Canaries, rng: random.Random) -> Lead:
    lead = Lead(canaries.word().title(), rng.choice(["amara", "jules"]), hidden=True)
    lead.fields["organisation"] = canaries.word()
    lead.history = [f"date: 2026-10-01, to: {book.steps[0].id}, by: amara"]
    lead.broken = rng.random() < 0.2
    return lead


def _fill_lead(lead: Lead, canaries: Canaries, rng: random.Random, hidden: list[str]) -> None:
    def maybe(share: float = 0.6) -> bool:
        return rng.random() < share

    lines = {
        "price": lambda: f"{canaries.number()} USD",
        "mail": lambda: f"{canaries.word()}@example.org",
        "memo": lambda: f"|\n  {canaries.word()} **{canaries.odd()}**\n  {canaries.word()}",
        "secret": lambda: json.dumps(f"{canaries.odd()} {canaries.word()}", ensure_ascii=False),
        "signed": lambda: f"2026-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}",
        "rank": lambda: str(rng.randint(0, 9)),
        "mood": lambda: rng.choice(["up", "down", canaries.word()]),
        "rival": lambda: rng.choice([*hidden, canaries.word()]),
        "tags": lambda: f"[{canaries.word()}, {canaries.word()}]",
        "action": canaries.word,
        "vault": lambda: f"https://example.org/{canaries.word()}?q={canaries.word()}",
        "pal": lambda: rng.choice(hidden or [canaries.word()]),
        "waive": lambda: f"[{{rule: missing-field, because: {canaries.word()}}}]",
        "contact": lambda: (
            f"[{{name: Ann, email: {canaries.word()}@example.org, "
            f"phone: +1 {canaries.number(10)}}}]"
        ),
    }
    for key, value in lines.items():
        if key in ("pal", "contact", "waive") and key in lead.fields:
            continue
        if maybe():
            lead.secrets.append(f"{key}: {value()}")
        elif key in _HALF:
            lead.secrets.append(f"{key}: {_HALF[key]}")
    lead.asides = {
        number: f", note: {canaries.word()}" for number in range(len(lead.history)) if maybe(0.4)
    }
    for _number in range(rng.randint(0, 2)):
        lead.notes.append(f"date: 2026-11-{rng.randint(1, 22):02}, note: {canaries.word()}")
    lead.notes += ["date: 2026-11-01, set: {mood: up}"] if maybe(0.2) else []
    lead.answer = f", answer: {canaries.word()}" if maybe() else ""
    lead.reason = f", for: {canaries.word()}" if maybe() else ""
