"""The corpus of mistakes: text files that hold inputs and, below each, what must be said.

    @@ a tab before a key            a new case, and what it is
    == leads/a.yaml                  a file of it; its lines follow
    name: Aster
    !! leads/a.yaml:2:1 yaml-tab this line … (use spaces, two for each level)

Without a `process.yaml` of its own a case is read with `mistakes/process.yaml`, unless it says
`== none`. Blank lines at the end of a file are left out. Behind the path may stand `escaped`
(every line is bytes with escapes such as \\xff, and has no line end of its own), `times N` (the
last line N times) or `link TARGET`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent / "mistakes"


@dataclass
class Case:
    theme: str
    title: str
    files: dict[str, list[str]] = field(default_factory=dict)
    expected: list[str] = field(default_factory=list)

    def write(self, root: Path) -> None:
        files = self.files
        if "none" not in files and not any(path.startswith("process.") for path in files):
            files = {"process.yaml": (FOLDER / "process.yaml").read_text().splitlines(), **files}
        for header, lines in files.items():
            name, how, number = how_to_write(header)
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if how == "link":
                os.symlink(number, path)
            elif name != "none":
                path.write_bytes(contents(lines, how, number))


def how_to_write(header: str) -> tuple[str, str, str]:
    for how in ("times", "link"):
        name, found, argument = header.rpartition(f" {how} ")
        if found:
            return name, how, argument
    name = header.removesuffix(" escaped")
    return name, "escaped" if name != header else "", ""


def contents(lines: list[str], how: str, argument: str) -> bytes:
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    if how == "escaped":
        return "".join(lines).encode("latin-1").decode("unicode_escape").encode("latin-1")
    if how == "times":
        lines = [*lines[:-1], *lines[-1:] * int(argument)]
    return "".join(f"{line}\n" for line in lines).encode()


def cases() -> Iterator[Case]:
    for path in sorted(FOLDER.glob("*.txt")):
        case, lines = Case("", ""), []
        for line in path.read_text("utf-8").split("\n"):
            if line.startswith("@@ "):
                if case.title:
                    yield case
                case, lines = Case(path.stem, line[3:]), []
            elif line.startswith("== "):
                lines = case.files.setdefault(line[3:], [])
            elif line.startswith("!! "):
                case.expected.append(line[3:])
            else:
                lines.append(line)
        yield case
