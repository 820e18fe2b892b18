"""The gates: ids, links, titles and what a terminal may see."""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_leadflow.core.gates.characters import plain_characters
from sphinx_leadflow.core.gates.ident import is_field_id, is_id
from sphinx_leadflow.core.gates.link import mail_address, mail_link, safe_link
from sphinx_leadflow.core.gates.printer import printable
from sphinx_leadflow.core.gates.title import safe_title
from sphinx_leadflow.core.limits import MAX_ID, MAX_URL

ANY_TEXT = st.text(st.characters(codec=None))
NASTY_TEXT = ANY_TEXT | st.lists(
    st.sampled_from(
        [
            *"<>&;:#[]\"'\\/@?\n\r\t\x00\x1b\x85\u202e\u2066\u200b\u2028\ud800",
            "lt",
            "amp",
            "quot",
            "#60",
            "#x3c",
            "a",
            " ",
            "::",
            "error",
            "##vso",
            "https://",
            "http:",
            "mailto:",
            "b.c",
        ]
    ),
    max_size=20,
).map("".join)


# Ids


@pytest.mark.parametrize("text", ["a", "7", "send-quote", "a1-b2", "2026", "a" * MAX_ID])
def test_an_id(text: str) -> None:
    assert is_id(text)
    assert is_field_id(text)


@pytest.mark.parametrize("text", ["scope_note", "a_b-c"])
def test_a_field_id_may_have_underscores(text: str) -> None:
    assert is_field_id(text)
    assert not is_id(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "a-",
        "-a",
        "a--b",
        "A",
        "a b",
        "a\n",
        "é",
        "٣",
        "a.b",
        "a/b",
        "..",
        "_a",
        "a__b",
        "a-_b",
        "a" * (MAX_ID + 1),
    ],
)
def test_no_id(text: str) -> None:
    assert not is_id(text)
    assert not is_field_id(text)


# Links


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org",
        "http://example.org/a/b?c=d&e=%20f#g",
        "HTTPS://example.org",
        "https://example.org.",
        "https://example.org:8443/",
        "https://münchen.example/straße",
        "https://[2001:db8::1]/a",
        "https://localhost:8000",
        "https://example.org?q=a@b.c",
        "https://example.org/@team",
        "mailto:a@example.org",
        "mailto:a@example.org,b@example.org?subject=A%20b&body=c",
        "https://example.org/" + "a" * (MAX_URL - 20),
    ],
)
def test_a_link_passes_unchanged(url: str) -> None:
    assert safe_link(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        " ",
        "example.org",
        "/a",
        "//example.org",
        "#a",
        "a.md",
        "../a",
        "https:",
        "https:example.org",
        "https:/example.org",
        "https:///example.org",
        "https://",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "vbscript:a",
        "data:text/html,a",
        "file:///etc/passwd",
        "ftp://example.org",
        "tel:1",
        "blob:https://a.b",
        "view-source:https://a.b",
        " https://example.org",
        "https://example.org ",
        "https://example.org\n",
        "https://exa mple.org",
        "https://example.org/a b",
        "https://example.org/\u00a0",
        "https://user@example.org",
        "https://user:word@example.org",
        "https://a.b@example.org/",
        "https:\\\\example.org",
        "https://example.org\\@evil.example",
        "https://example.org/\\a",
        "https://example.org%2f@evil.example",
        "https://example.org%00.evil.example",
        "https://example.org\uff0fevil.example",
        "https://example.org/\u202egpj.exe",
        "https://exam\u00adple.org",
        "https://example.org/\u200b",
        "https://example.org/\ud800",
        "https://example.org/\x00",
        "https://example.org/\x7f",
        "https://example.org/\x9b",
        'https://example.org/"onclick=',
        "https://example.org/<b>",
        "https://example.org/`",
        "https://example.org:port/",
        "https://.example.org",
        "https://-a.example",
        "https://example..org",
        "mailto:",
        "mailto:a",
        "mailto:a@example.org?attach=/etc/passwd",
        "mailto:a@b\nBcc: c@d",
        "mailto:a@example.org?subject=a&from=b",
        "mailto://a@b.example",
        "mailto:a%0d@b.example",
        "https://example.org/" + "a" * (MAX_URL - 19),
    ],
)
def test_a_link_is_refused(url: str) -> None:
    assert safe_link(url) is None


@given(NASTY_TEXT)
def test_what_passes_is_what_a_url_parser_sees_too(url: str) -> None:
    if safe_link(url) is not None:
        parts = urlsplit(url)
        assert parts.scheme in {"https", "http", "mailto"}
        assert parts.username is None
        assert (parts.scheme == "mailto") != bool(parts.hostname)
        assert url.isprintable()


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("ada@example.org", "mailto:ada@example.org"),
        ("o'neil+x@example.org,b@example.org", "mailto:o'neil+x@example.org,b@example.org"),
        ("ü@münchen.example", "mailto:ü@münchen.example"),
        (
            "a?bcc=b&attach=/etc/x&c@d.example",
            "mailto:a%3Fbcc%3Db%26attach%3D%2Fetc%2Fx%26c@d.example",
        ),
        ('a"><b@c.example', "mailto:a%22%3E%3Cb@c.example"),
        ("a%0abcc:b@c.example", "mailto:a%250abcc%3Ab@c.example"),
    ],
)
def test_an_address_brings_no_headers_into_a_mail_link(address: str, link: str) -> None:
    assert mail_link(address) == link
    assert mail_link(address, "Hi", "x") == f"{link}?subject=Hi&body=x"


def test_the_subject_of_a_mail_link_is_one_line() -> None:
    link = mail_link("a@b.example", "Quote\r\nBcc: c@d.example", "one\ntwo & three")
    assert link == (
        "mailto:a@b.example?subject=Quote%20Bcc%3A%20c%40d.example&body=one%0Atwo%20%26%20three"
    )


def test_a_mail_link_that_would_be_too_long_goes_without_its_text() -> None:
    assert mail_link("a@b.example", "x", "y" * MAX_URL) == "mailto:a@b.example?subject=x"


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("mailto:a@b.example?subject=x", "a@b.example"),
        ("MAILTO:a@b.example,c@d.example", "a@b.example,c@d.example"),
        ("https://example.org/mailto:a@b.example", ""),
        ("", ""),
    ],
)
def test_the_address_of_a_mail_link(url: str, address: str) -> None:
    assert mail_address(url) == address


# Titles


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Smith & Sons", "Smith & Sons"),
        ("St. John's", "St. John's"),
        ("AT&T; R&D", "AT&T; R&D"),
        ("*Acme_* `x` $y$ {z}", "*Acme_* `x` $y$ {z}"),
        ("👩\u200d💻 पहला", "👩\u200d💻 पहला"),
        ("<img src=x>", "\u2039img src=x\u203a"),
        ("&lt;img&gt;", "\uff06lt;img\uff06gt;"),
        ("&#60;b &#x3c;b &ltb", "\uff06#60;b \uff06#x3c;b \uff06ltb"),
        ("&amp;lt;b", "\uff06amp;lt;b"),
        ('The "big" one', "The “big” one"),
        ('"a" ("b")', "“a” (“b”)"),
        ('6" pipe', "6” pipe"),
        (" a\r\n\tb\u2028c ", "a b c"),
        ("a\u202eb\u2066c\u200fd", "abcd"),
        ("a\x00b\x1bc\ud800", "a\ufffdb\ufffdc\ufffd"),
        ("", ""),
    ],
)
def test_a_title_becomes(text: str, title: str) -> None:
    assert safe_title(text) == title


@given(NASTY_TEXT)
def test_no_title_holds_markup_even_when_entities_are_undone(text: str) -> None:
    title = safe_title(text)
    for _ in range(3):
        assert not re.search(
            '[<>"\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]', title
        )
        title = html.unescape(title)


@given(NASTY_TEXT)
def test_a_safe_title_stays_as_it_is(text: str) -> None:
    title = safe_title(text)
    assert safe_title(title) == title


# Terminals and CI logs


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Smith & Sons: 15 000 USD", "Smith & Sons: 15 000 USD"),
        ("naïve 漢字 🚀", "naïve 漢字 🚀"),
        ("a\nb\r\nc\td", r"a\nb\r\nc\td"),
        ("\x1b[31mred\x9b0m\x07", r"\x1b[31mred\x9b0m\x07"),
        ("a\u202eb\u2066\u200b\ufeff", r"a\u202eb\u2066\u200b\ufeff"),
        ("a\u2028b\u0085\ud800", r"a\u2028b\x85\ud800"),
        ("a\u00a0b\u3000c", "a b c"),
        ("::error file=a::b", r"\x3a:error file=a::b"),
        ("  ::error", r"  \x3a:error"),
        ("\u3000::error", r" \x3a:error"),
        ("a::b", "a::b"),
        ("a ##[error]b", r"a \x23#[error]b"),
        ("##vso[task.a]", r"\x23#vso[task.a]"),
        ("### heading", "### heading"),
    ],
)
def test_a_text_is_printed_as(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(NASTY_TEXT)
def test_what_is_printed_is_one_line_that_nothing_obeys(text: str) -> None:
    shown = printable(text)
    assert shown.isprintable()
    assert not shown.strip().startswith("::")
    assert not re.search(r"##\w*\[", shown)
    shown.encode("utf-8")


# Characters


@given(ANY_TEXT)
def test_plain_characters_can_be_written_and_are_in_their_order(text: str) -> None:
    plain = plain_characters(text)
    plain.encode("utf-8")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", plain)
    assert plain_characters(plain) == plain
