"""Builds a project and writes down every file that was opened: `python -m tests.proof.audit`.

The hook stands in the build's own process and cannot be taken out again.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

CHANGES = {
    "os.remove": (0,),
    "os.rename": (0, 1),
    "os.mkdir": (0,),
    "os.rmdir": (0,),
    "os.link": (1,),
    "os.symlink": (1,),
    "os.truncate": (0,),
    "os.chmod": (0,),
}
"""Events that change a file, and which of their arguments are its paths."""


def main(root: str, theme: str, record: str) -> int:
    read: set[str] = set()
    written: set[str] = set()

    def real(path: Any) -> str:
        return os.path.realpath(os.fsdecode(path))

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(arguments[0], (str, bytes)):
            path, mode, flags = arguments
            writes = flags & (os.O_WRONLY | os.O_RDWR) or set(mode or "") & set("wax+")
            (written if writes else read).add(real(path))
        elif event in CHANGES:
            written.update(
                real(arguments[at])
                for at in CHANGES[event]
                if isinstance(arguments[at], (str, bytes))
            )
        elif event in ("os.listdir", "os.scandir") and isinstance(arguments[0], (str, bytes)):
            read.add(real(arguments[0]))
        elif event in ("subprocess.Popen", "os.system", "socket.connect"):
            written.add(f"{event} {arguments!r}")

    from sphinx.cmd.build import main as build

    here = Path(root)
    sys.addaudithook(hook)
    status = build(
        [
            *("-q", "-D", f"html_theme={theme}", "-d", str(here / "doctrees")),
            *(str(here / "docs"), str(here / "html")),
        ]
    )
    found = {"read": sorted(read), "written": sorted(written), "status": status}
    Path(record).write_text(json.dumps(found), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
