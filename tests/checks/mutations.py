"""Small accidents to a file: what a slip of the hand, a merge or a wrong encoding leaves.

Each is made by a `random.Random`, so that one number says again which accident it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

MARKS = [*":#-,[]{}'\"&*!|>%@`?~\\<=", ": ", " #", "- ", "\t", "\r", "\n", "  ", "\0", "\x1b"]
MARKS += ["\ufeff", "\u2028", "\x85", "\u202e", "é", "🙂", "---\n", "...\n", "<<: ", "%YAML 1.1\n"]
VALUES = ["", "~", "null", "no", "yes", "[]", "{}", "[a, b", "{a: b", '"', "'", "|", ">-", "*x"]
VALUES += ["&x y", "!!int 3", "0123", "1:30", "1e999", "-1", ".inf", "2026-02-30", "2026-1-1"]
VALUES += ["9999-12-31", "0001-01-01", "15000", "USD", "12,5 EUR", "1" * 400, "x" * 3000]
VALUES += ["javascript:alert(1)", "https://", "http://[", "mailto:", "a: b", "- a", "{from: any}"]
VALUES += ["[" * 60, "amara, jules", "{date: 2026-01-01}", "[[a], {b: c}]", "99999 days", "won"]
ENCODINGS = ("utf-16", "utf-32", "latin-1", "cp1252", "utf-8-sig", "utf-7")

_PAIR = re.compile(r"(?P<before>\s*(?:- )?[\{]?\s*)(?P<key>[\w-]+):(?P<value>.*)")
_WORD = re.compile(r"[\w-]+")

Lines = list[str]


def mutate(data: bytes, others: Sequence[bytes], random: Random) -> bytes:
    """A file after one to four accidents; `others` are files to paste from."""
    before, left = data, random.choice((1, 1, 1, 2, 3, 4))
    while left > 0 or data == before:
        left -= 1
        if random.random() < 0.25:
            data = random.choice(BYTE_ACCIDENTS)(data, random)
        else:
            lines = data.decode("utf-8", "surrogateescape").split("\n")
            other = random.choice(others).decode("utf-8", "surrogateescape").split("\n")
            random.choice(LINE_ACCIDENTS)(lines, other, random)
            data = "\n".join(lines).encode("utf-8", "surrogateescape")
    return data


def _some(lines: Lines, random: Random) -> slice:
    start = random.randrange(len(lines))
    return slice(start, start + random.choice((1, 1, 1, 2, 5)))


def _lose(lines: Lines, other: Lines, random: Random) -> None:
    del lines[_some(lines, random)]
    lines[:] = lines or [""]


def _double(lines: Lines, other: Lines, random: Random) -> None:
    place = random.randrange(len(lines))
    lines[place:place] = lines[_some(lines, random)]


def _swap(lines: Lines, other: Lines, random: Random) -> None:
    one, two = random.randrange(len(lines)), random.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]


def _shift(lines: Lines, other: Lines, random: Random) -> None:
    for place in range(*_some(lines, random).indices(len(lines))):
        line = lines[place]
        lines[place] = random.choice(
            (line.lstrip(), line[1:], f" {line}", f"  {line}", f"\t{line}", f"  - {line}")
        )


def _revalue(lines: Lines, other: Lines, random: Random) -> None:
    place, value = _pair(lines, random), random.choice(VALUES)
    if random.random() < 0.3:
        value = random.choice(_WORD.findall("\n".join(other)) or [value])
    if found := _PAIR.fullmatch(lines[place]):
        lines[place] = f"{found['before']}{found['key']}: {value}"


def _rekey(lines: Lines, other: Lines, random: Random) -> None:
    place, key = _pair(lines, random), random.choice(_WORD.findall("\n".join(other)) or ["x"])
    if found := _PAIR.fullmatch(lines[place]):
        lines[place] = f"{found['before']}{key}:{found['value']}"


def _reword(lines: Lines, other: Lines, random: Random) -> None:
    """A word is another one: of another file, or with two letters the wrong way round."""
    place = _pair(lines, random)
    words = list(_WORD.finditer(lines[place]))
    if not words:
        return
    word = random.choice(words)
    new = random.choice((*_WORD.findall("\n".join(other))[:300], word[0][1:] + word[0][:1]))
    lines[place] = lines[place][: word.start()] + new + lines[place][word.end() :]


def _pair(lines: Lines, random: Random) -> int:
    return random.choice([n for n, line in enumerate(lines) if ":" in line] or [0])


def _paste(lines: Lines, other: Lines, random: Random) -> None:
    place = random.randrange(len(lines) + 1)
    lines[place:place] = other[_some(other, random)]


def _cut(lines: Lines, other: Lines, random: Random) -> None:
    place = random.randrange(len(lines))
    lines[place:] = [lines[place][: random.randrange(len(lines[place]) + 1)]]


def _conflict(lines: Lines, other: Lines, random: Random) -> None:
    """What git leaves when two people changed one line."""
    where = _some(lines, random)
    lines[where] = ["<<<<<<< HEAD", *lines[where], "=======", *lines[where], ">>>>>>> main"]


def _mark(lines: Lines, other: Lines, random: Random) -> None:
    place = random.randrange(len(lines))
    column = random.randrange(len(lines[place]) + 1)
    lines[place] = lines[place][:column] + random.choice(MARKS) + lines[place][column:]


def _wrong_byte(data: bytes, random: Random) -> bytes:
    place = random.randrange(len(data) + 1)
    return data[:place] + bytes([random.randrange(256)]) + data[place + random.randrange(2) :]


def _lost_bytes(data: bytes, random: Random) -> bytes:
    place = random.randrange(len(data) + 1)
    return data[:place] + data[place + random.randrange(1, 40) :]


def _line_ends(data: bytes, random: Random) -> bytes:
    return data.replace(b"\n", random.choice((b"\r\n", b"\r", b"\n\n")))


def _encoding(data: bytes, random: Random) -> bytes:
    encoding = random.choice(ENCODINGS)
    return data.decode("utf-8", "replace").encode(encoding, "replace")


LINE_ACCIDENTS: tuple[Callable[[Lines, Lines, Random], None], ...] = (
    *(_lose, _double, _swap, _shift, _revalue, _revalue, _rekey, _reword, _reword),
    *(_paste, _cut, _conflict, _mark, _mark),
)
BYTE_ACCIDENTS = (_wrong_byte, _wrong_byte, _lost_bytes, _line_ends, _encoding)
