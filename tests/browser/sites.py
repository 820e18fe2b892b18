"""Build the site from a copy of its sources and show it on a loopback server."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
NOT_SOURCES = shutil.ignore_patterns("_build", "__pycache__")


@dataclass(frozen=True)
class Site:
    """A built site: its folder, and where a loopback server shows it (no slash at the end)."""

    folder: Path
    url: str

    def file(self, path: str) -> str:
        """Return the ``file://`` address of a page, as a reader of a downloaded site sees it."""
        return (self.folder / path).as_uri()


def build(into: Path, audience: str) -> Path:
    """Build a copy of the sources: nothing is written where somebody may be editing."""
    for name in ("docs", "leads_data"):
        shutil.copytree(REPOSITORY / name, into / name, ignore=NOT_SOURCES)
    subprocess.run(
        [
            *(sys.executable, "-m", "sphinx", "-b", "html"),
            *("-W", "--keep-going", "-n", "-q"),
            *("-D", f"leadflow_audience={audience}"),
            *("-d", into / "doctrees", into / "docs", into / "html"),
        ],
        check=True,
    )
    return into / "html"


@contextmanager
def served(folder: Path) -> Iterator[Site]:
    handler = partial(QuietHandler, directory=folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Site(folder, f"http://127.0.0.1:{server.server_port}")
        server.shutdown()


class QuietHandler(SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        """Answer the browser's own question for an icon, which no page asked."""
        if self.path == "/favicon.ico":
            self.send_response(HTTPStatus.NO_CONTENT)
            self.end_headers()
        else:
            super().do_GET()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the tests look at what the page did."""
