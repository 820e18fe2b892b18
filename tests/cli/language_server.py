"""The YAML language server that editors use, over stdio."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any

_SETTINGS = {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}


class LanguageServer:
    """A running server. Every file is opened once, under a name of its own."""

    def __init__(self, program: Path, root: Path) -> None:
        self.root = root
        self._count = 0
        self._process = subprocess.Popen(
            [program, "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def __enter__(self) -> LanguageServer:
        folder = {"uri": self.root.as_uri(), "name": "data"}
        text = {"hover": {"contentFormat": ["markdown"]}, "publishDiagnostics": {}}
        self.ask(
            "initialize",
            processId=None,
            rootUri=folder["uri"],
            capabilities={"textDocument": text},
            workspaceFolders=[folder],
        )
        self._send(method="initialized", params={})
        self._send(
            method="workspace/didChangeConfiguration", params={"settings": {"yaml": _SETTINGS}}
        )
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def findings(self, name: str, text: str) -> list[tuple[int, str]]:
        """What the server says about a file: lines from 1, and messages."""
        uri = (self.root / name).as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._send(method="textDocument/didOpen", params={"textDocument": document})
        while True:
            message = self._receive()
            params = message.get("params", {})
            if message.get("method") == "textDocument/publishDiagnostics" and params["uri"] == uri:
                return sorted(
                    (one["range"]["start"]["line"] + 1, one["message"])
                    for one in params["diagnostics"]
                )

    def hover(self, name: str, line: int, column: int) -> str:
        """What an editor shows over a place, both from 1."""
        found = self.ask("textDocument/hover", **self._place(name, line, column))
        return found["contents"]["value"] if found else ""

    def completions(self, name: str, line: int, column: int) -> list[str]:
        """What an editor offers at a place, both from 1."""
        found = self.ask("textDocument/completion", **self._place(name, line, column))
        return [item["label"] for item in found["items"]]

    def ask(self, method: str, **params: Any) -> Any:
        self._count += 1
        self._send(id=self._count, method=method, params=params)
        while True:
            message = self._receive()
            if message.get("id") == self._count and "method" not in message:
                return message.get("result")

    def _place(self, name: str, line: int, column: int) -> dict[str, Any]:
        uri = (self.root / name).as_uri()
        return {
            "textDocument": {"uri": uri},
            "position": {"line": line - 1, "character": column - 1},
        }

    def _send(self, **message: Any) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        """The next message; what the server asks of its editor is answered on the way."""
        assert self._process.stdout is not None
        length = 0
        while line := self._process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        message: dict[str, Any] = json.loads(self._process.stdout.read(length))
        if "id" in message and "method" in message:
            asked = message["params"].get("items") if message.get("params") else None
            result = [{}] * len(asked) if asked else None
            self._send(id=message["id"], result=result)
        return message
