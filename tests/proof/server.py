"""Builds by the thousand: one process loads Sphinx once, and every build is a fork of it.

A build is a process of its own, as with `sphinx-build`: it can be killed, it can meet another
one, and it leaves nothing behind in memory. `python -m tests.proof.server` reads requests, one
line of JSON each, and answers each with another.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

REPOSITORY = Path(__file__).parents[2]


@dataclass
class Request:
    """One run of Sphinx."""

    docs: str
    out: str
    doctrees: str
    builder: str = "html"
    jobs: int = 1
    settings: dict[str, Any] = field(default_factory=dict)
    version: str = ""
    """The version of the package that it claims to be; its own if empty."""
    kill_after: float = -1
    """After so many seconds it is killed with everything that it started; negative: never."""
    orphans: bool = False
    """Whether only the build itself is killed, and its workers run on."""


@dataclass
class Answer:
    """What a run did."""

    status: int = -1
    killed: bool = False
    seconds: float = 0
    log: str = ""
    warnings: str = ""
    error: str = ""
    read: list[str] = field(default_factory=list)
    wrote: list[str] = field(default_factory=list)


class Builder:
    """The process that forks; a context manager."""

    def __init__(self, **environment: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.proof.server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=REPOSITORY,
            env={**os.environ, "PYTHONHASHSEED": "0", **environment},
        )

    def __enter__(self) -> Builder:
        assert self._process.stdout is not None
        self._process.stdout.readline()  # it has loaded everything
        return self

    def __exit__(self, *_about: object) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def build(self, request: Request) -> Answer:
        """Run one build to its end, or to where it is killed."""
        self.start(request)
        return self.finish()

    def start(self, request: Request) -> None:
        """Begin a build; `finish` waits for it."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asdict(request)) + "\n")
        self._process.stdin.flush()

    def finish(self) -> Answer:
        """The answer to the request that was begun."""
        assert self._process.stdout is not None
        return Answer(**json.loads(self._process.stdout.readline()))


def serve(requests: IO[str], answers: IO[str]) -> None:
    """Answer every request by a fork of this process."""
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch) / "answer.json"
        for line in requests:
            report.unlink(missing_ok=True)
            answers.write(json.dumps(asdict(_forked(Request(**json.loads(line)), report))) + "\n")
            answers.flush()


def _forked(request: Request, report: Path) -> Answer:
    begun = time.monotonic()
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        try:
            report.write_text(json.dumps(asdict(_build(request))), encoding="utf-8")
        finally:
            os._exit(0)
    with contextlib.suppress(OSError):  # the child has done it, or has ended
        os.setpgid(child, child)
    killed = _wait(child, request)
    answer = Answer(killed=True) if killed else Answer(**json.loads(report.read_text("utf-8")))
    answer.seconds = time.monotonic() - begun
    return answer


def _wait(child: int, request: Request) -> bool:
    """Whether the build had to be killed; a build that is done in time is left alone."""
    if request.kill_after < 0:
        os.waitpid(child, 0)
        return False
    until = time.monotonic() + request.kill_after
    while time.monotonic() < until:
        if os.waitpid(child, os.WNOHANG)[0]:
            return False
        time.sleep(0.001)
    if request.orphans:
        os.kill(child, signal.SIGKILL)
    else:
        os.killpg(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def _build(request: Request) -> Answer:
    import io

    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    import sphinx_leadflow
    from sphinx_leadflow.memory import leads

    # A clean build remembers nothing of others; one that goes on remembers, however few leads.
    os.environ["XDG_CACHE_HOME"] = f"{request.doctrees}-cache"
    leads.FEW = 0
    if request.version:
        sphinx_leadflow.__version__ = request.version
    random.seed(0)
    answer, log, warnings = Answer(), io.StringIO(), io.StringIO()
    try:
        with patch_docutils(request.docs), docutils_namespace():
            app = Sphinx(
                request.docs,
                request.docs,
                request.out,
                request.doctrees,
                request.builder,
                confoverrides={"nitpicky": True, **request.settings},
                status=log,
                warning=warnings,
                parallel=request.jobs,
            )
            app.connect("env-before-read-docs", lambda _app, _env, names: answer.read.extend(names))
            app.connect("env-updated", lambda *_about: _note_written(app, answer))
            app.build()
            answer.status = app.statuscode
    except Exception:
        import traceback

        answer.error = traceback.format_exc()
    answer.log, answer.warnings = log.getvalue(), warnings.getvalue()
    return answer


def _note_written(app: Any, answer: Answer) -> list[str]:
    """Learn which pages are written, in this process and not in a worker."""
    prepare = app.builder.prepare_writing

    def told(docnames: Any) -> None:
        answer.wrote.extend(sorted(docnames))
        prepare(docnames)

    app.builder.prepare_writing = told
    return []


def _warm_up() -> None:
    """Load whatever a build loads, so that the forks need not."""
    with tempfile.TemporaryDirectory() as scratch:
        docs = Path(scratch) / "docs"
        docs.mkdir()
        (docs / "conf.py").write_text(
            'extensions = ["myst_parser", "sphinx_leadflow"]\nhtml_theme = "alabaster"\n', "utf-8"
        )
        (docs / "index.md").write_text("# H\n\n```python\nx = 1\n```\n", "utf-8")
        for builder in ("html", "epub", "latex", "text", "gettext", "xml"):
            _build(Request(str(docs), f"{scratch}/{builder}", f"{scratch}/dt", builder))


if __name__ == "__main__":
    _warm_up()
    print("ready", flush=True)
    serve(sys.stdin, sys.stdout)
