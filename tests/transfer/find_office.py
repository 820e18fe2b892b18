"""Find a LibreOffice that starts; with ``--install``, get one if there is none.

Run by ``nox -s tests`` before the tests, and imported by the tests themselves.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("soffice", "libreoffice")
MAC = "/Applications/LibreOffice.app/Contents/MacOS/soffice"
HELP = "no LibreOffice that starts was found: install it (`nox -s tests` tries apt-get by itself)"


def find() -> str | None:
    """The path of the first one that starts."""
    places = [os.environ.get("SOFFICE_BIN"), *map(shutil.which, NAMES), MAC]
    return next((path for path in places if path and starts(path)), None)


def starts(path: str) -> bool:
    return os.path.isfile(path) and runs([path, "--headless", "--version"], quiet=True)


def install() -> str | None:
    """The table calculator alone: it takes about a minute."""
    if not shutil.which("apt-get"):
        return None
    root = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    runs([*apt, "update", "-q"])
    runs([*apt, "install", "-q", "-y", "--no-install-recommends", "libreoffice-calc"])
    return find()


def runs(command: list[str], quiet: bool = False) -> bool:
    out = subprocess.DEVNULL if quiet else None
    try:
        done = subprocess.run(
            command, timeout=900, stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def main() -> int:
    office = find() or (install() if "--install" in sys.argv[1:] else None)
    print(office or HELP)
    return 0 if office else 1


if __name__ == "__main__":
    sys.exit(main())
