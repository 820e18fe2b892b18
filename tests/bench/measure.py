"""A process, measured from outside: its own CPU and wall time, and its peak memory."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Usage:
    """What one run took."""

    cpu: float
    """Seconds of user and system time, those of its workers included."""
    wall: float
    """Seconds from start to end."""
    peak: int
    """The largest resident memory of one of its processes, in MB."""


class Failed(Exception):
    """A run that came to no good end: over time, or with an error."""


def run(command: Sequence[str], folder: Path, seconds: float) -> Usage:
    """Run a command in a folder; `Failed` if it takes longer than that, or fails."""
    start = time.monotonic()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**environment(), "XDG_CACHE_HOME": str(folder / "cache")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    over = threading.Event()

    def stop() -> None:
        over.set()
        os.killpg(process.pid, signal.SIGKILL)

    timer = threading.Timer(seconds, stop)
    timer.start()
    try:
        _pid, status, used = os.wait4(process.pid, 0)
    finally:
        timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    if over.is_set():
        raise Failed(f"over {seconds:.0f} s")
    if process.returncode not in (0, 1):  # 1 is `leadflow check` with something to say
        raise Failed(f"exit code {process.returncode}")
    return Usage(
        used.ru_utime + used.ru_stime, time.monotonic() - start, int(used.ru_maxrss / 1024)
    )


def environment() -> Mapping[str, str]:
    """The environment of every run: compiled modules are kept, as on any machine of a user."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**kept, "PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": "1795392000"}


def load() -> str:
    """How busy the machine is: the load averages, and how many cores there are."""
    averages = " ".join(f"{one:.2f}" for one in os.getloadavg())
    return f"load {averages} on {os.cpu_count()} cores"
