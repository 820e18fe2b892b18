"""Sends notifications through apprise, by addresses from the environment alone."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from sphinx_leadflow.cli.failure import Failure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_leadflow.history.notices import Call

COMMON = "LEADFLOW_NOTIFY_URLS"
"""Addresses for every role that has no variable of its own."""
NOBODY = "none"
"""The value of a variable that says: nobody is told, and that is meant."""

_EMAIL = "{email}"
_ROOM_MENTION = re.compile(r"@(?=(?:everyone|here|channel|all|room)\b)", re.IGNORECASE)


def variable(role: str) -> str:
    """The environment variable that holds a role's own addresses."""
    return f"LEADFLOW_NOTIFY_{role.upper().replace('-', '_')}"


def addresses(role: str) -> tuple[str, ...] | None:
    """Where a role is told: its own addresses, else the common ones; nothing if none are set."""
    text = os.environ.get(variable(role), "").strip() or os.environ.get(COMMON, "").strip()
    if not text:
        return None
    return () if text == NOBODY else tuple(text.split())


def configured(roles: Iterable[str]) -> bool:
    """Whether any address is set for any of these roles."""
    return any(addresses(role) is not None for role in roles)


def require_library() -> None:
    """End the command with a hint if the notification library is not installed."""
    try:
        import apprise  # noqa: F401
    except ImportError:
        raise Failure(
            "sending needs an extra: install it as before with [notify] behind it, or "
            "python -m pip install apprise"
        ) from None


def scheme(address: str) -> str:
    """All of an address that may be shown; the rest is a secret."""
    return re.split(r"[^a-z0-9+]", address.lower(), maxsplit=1)[0][:20] or "?"


def send(address: str, call: Call) -> str:
    """Send one notification to one address. Gives back why it failed, or nothing.

    `{email}` in the address becomes the role's own.
    """
    import apprise

    if _EMAIL in address:
        if not call.email:
            return f"the role {call.role} has no e-mail address: add a contact in process.yaml"
        address = address.replace(_EMAIL, quote(call.email, safe=""))
    asset = apprise.AppriseAsset(async_mode=False, secure_logging=True)
    client = apprise.Apprise(asset=asset)
    with apprise.LogCapture(level=apprise.logging.WARNING) as log:
        if not client.add(address):
            return "the address is none that the notification library knows"
        done = client.notify(
            title=_quiet(call.subject),
            body=_quiet(call.text),
            body_format=apprise.NotifyFormat.TEXT,
        )
        return "" if done else _last_line(log.getvalue())


def _quiet(text: str) -> str:
    """Text in which nothing calls a whole chat room together."""
    return _ROOM_MENTION.sub("@\N{ZERO WIDTH SPACE}", text)


def _last_line(log: str) -> str:
    """What the library said last, without its time and level."""
    lines = [line for line in log.strip().splitlines() if line.strip()]
    return lines[-1].rpartition(" - ")[2] if lines else "the other side did not accept it"
