"""The link gate: which addresses may become links. It refuses, it never repairs."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from sphinx_leadflow.core.limits import MAX_URL

# Cc, Cf, Cs, Cn: controls, invisible marks, halves of characters, no characters. Zs, Zl, Zp:
# spaces and line ends. None of them belongs in an address, all of them have fooled a reader.
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Cn", "Zs", "Zl", "Zp"})

# A browser reads a backslash as a slash; the others end an attribute or a tag.
_FORBIDDEN: Final = re.compile(r"""[\\<>"`]""")

# No userinfo (`https://bank.example@evil.example`), no escapes in the host.
_WEB: Final = re.compile(
    r"""
    https?://
    (?: \w [\w-]* (?: \. [\w-]+ )* \.?     # a name, perhaps in another script, or an IPv4 address
      | \[ [0-9a-f:.]+ \] )                # an IPv6 address
    (?: : [0-9]{1,5} )?
    (?: [/?\#] .* )?
    """,
    re.VERBOSE | re.IGNORECASE,
)

_ADDRESS = r"[\w.!#$&'*+=^{|}~-]+@\w[\w-]*(?:\.[\w-]+)*"
_MAIL: Final = re.compile(
    rf"mailto:{_ADDRESS}(?:,{_ADDRESS})*"
    r"(?:\?(?P<query>[^#]*))?",
    re.IGNORECASE,
)
# Other headers can attach files or forge senders.
_MAIL_HEADERS: Final = frozenset({"subject", "body", "cc", "bcc"})


def safe_link(url: str) -> str | None:
    """The address unchanged if it may become a link, else nothing.

    Allowed are absolute `https`, `http` and `mailto` addresses of at most `MAX_URL` characters,
    without spaces, controls, invisible characters, backslashes, quotes, angle brackets and
    user names.
    """
    if len(url) > MAX_URL or _FORBIDDEN.search(url) or _hides_something(url):
        return None
    return url if _WEB.fullmatch(url) or _is_mail(url) else None


def _hides_something(url: str) -> bool:
    if url.isascii():
        return " " in url or not url.isprintable()
    return any(unicodedata.category(character) in _HIDDEN for character in url)


def _is_mail(url: str) -> bool:
    match = _MAIL.fullmatch(url)
    if match is None:
        return False
    headers = (match["query"] or "subject").split("&")
    return all(header.partition("=")[0].lower() in _MAIL_HEADERS for header in headers)
