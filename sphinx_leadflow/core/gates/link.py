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
_MAIL: Final = (
    rf"mailto:{_ADDRESS}(?:,{_ADDRESS})*"
    r"(?:\?(?P<query>[^#]*))?"
)
# Other headers can attach files or forge senders.
_MAIL_HEADERS: Final = frozenset({"subject", "body", "cc", "bcc"})
# A local part may hold `?`, `&` and `=`: in a link they would begin headers, such as a hidden copy.
_NOT_IN_ADDRESS: Final = r"[^\w.!$'*+~@,-]"


def safe_link(url: str) -> str | None:
    """The address unchanged if it may become a link, else nothing.

    Allowed are absolute `https`, `http` and `mailto` addresses of at most `MAX_URL` characters,
    without spaces, controls, invisible characters, backslashes, quotes, angle brackets and
    user names.
    """
    if len(url) > MAX_URL or _FORBIDDEN.search(url) or _hides_something(url):
        return None
    return url if _WEB.fullmatch(url) or _is_mail(url) else None


def phone_address(number: str) -> str:
    """The `tel:` address that a telephone dials, made of digits alone; empty if it is no number."""
    digits = re.sub(r"[^0-9]", "", number)
    plus = "+" if number.lstrip().startswith("+") else ""
    return f"tel:{plus}{digits}" if 3 <= len(digits) <= 15 else ""


def _hides_something(url: str) -> bool:
    if url.isascii():
        return " " in url or not url.isprintable()
    return any(unicodedata.category(character) in _HIDDEN for character in url)


def _is_mail(url: str) -> bool:
    match = re.fullmatch(_MAIL, url, re.IGNORECASE)
    if match is None:
        return False
    headers = (match["query"] or "subject").split("&")
    return all(header.partition("=")[0].lower() in _MAIL_HEADERS for header in headers)


def mail_link(address: str, subject: str = "", body: str = "") -> str:
    """The link that opens a message to an e-mail address, or to several after commas.

    The address brings no headers of its own, and the subject stays one line. A link that would be
    longer than `MAX_URL` goes without the text.
    """
    from urllib.parse import quote  # which a check never needs

    link = "mailto:" + re.sub(_NOT_IN_ADDRESS, lambda match: quote(match[0], safe=""), address)
    subject = quote(" ".join(subject.split()))
    link += f"?subject={subject}" if subject or body else ""
    whole = f"{link}&body={quote(body)}" if body else link
    return whole if len(whole) <= MAX_URL else link


def mail_address(url: str) -> str:
    """The address, or the several addresses, that a mailto link writes to; empty for others."""
    scheme, _, rest = url.partition(":")
    return rest.partition("?")[0] if scheme.lower() == "mailto" else ""
