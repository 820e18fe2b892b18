"""Types of single values: each `Kind` knows what it accepts and how to say so.

A kind turns a node into a plain value or reports a finding and returns `None`; reading
always goes on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol

from sphinx_leadflow.core.diagnostic import Mend
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.gates.link import safe_link
from sphinx_leadflow.core.limits import MAX_LINE_TEXT, MAX_TEXT
from sphinx_leadflow.core.samples import BLANK, report_sample
from sphinx_leadflow.core.source import Span
from sphinx_leadflow.core.suggest import closest
from sphinx_leadflow.core.syntax import Mapping, Node, Scalar, Sequence
from sphinx_leadflow.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx_leadflow.core.diagnostic import Report


# What only findings need is a text, which `re` compiles when it is first looked for.
_HOST = r"[\w-]+(\.[\w-]+)+(/\S*)?"
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_MAIL = r"[\w.+-]+@[\w-]+(\.[\w-]+)+"
_MARKED_LINK = r"\[[^]]*\]\(\S+\)|<\S+>"
_FILE = r"[A-Za-z]:[\\/]|\\\\|file:|~?/"
_SEVERAL = re.compile(r"\(?[\w-]+(?:, *[\w-]+)+\)?")

_FLAGS = dict.fromkeys(("yes", "on", "y", "1", "true", "x", "done", "ok"), "true")
_FLAGS |= dict.fromkeys(("no", "off", "n", "0", "false", "open"), "false")
"""What people write for `true` and `false`, in lower case."""


class Word:
    """A short text and its place: an id that must still be looked up."""

    __slots__ = ("_at", "value")

    def __init__(self, value: str, at: Span | Node) -> None:
        self.value = value
        self._at = at

    @property
    def span(self) -> Span:
        """Where it stands; for a node that is worked out when somebody asks."""
        return self._at if isinstance(self._at, Span) else self._at.span


class Kind(Protocol):
    """A type of value."""

    @property
    def says(self) -> str:
        """What is accepted, as a phrase that follows "must be"."""

    def read(self, node: Node, report: Report, name: str = "") -> Any:
        """The value, or `None` after a finding (or when nothing was written).

        `name` is the key that findings name.
        """


def kind_of(node: Node) -> str:
    """What a node is, in plain words."""
    if isinstance(node, Mapping):
        return "a mapping (lines of `key: value`)"
    return "a list" if isinstance(node, Sequence) else "a single value"


def subject(name: str) -> str:
    """How a finding begins: with the key, where there is one."""
    return repr(name) if name else "this"


def plain(node: Node, says: str, report: Report, name: str = "") -> str | None:
    """The text of a single value; lists and mappings are findings."""
    if not isinstance(node, Scalar):
        message = f"{subject(name)} must be {says}, not {kind_of(node)}"
        report.error("wrong-type", node.span, message)
        return None
    text, style = node.value, node.style
    if not style:
        if not text:
            return None
        if text.isprintable() and text[0] not in "-…":
            return text  # as nearly every value is; YAML takes the spaces around it away
    if text[:1] == "-" and text[1:2].isalpha() and not style:
        report.error(
            "yaml-sign",
            node.span,
            "there must be a space after a dash that begins an entry of a list",
            hint="write it, or put a text that begins with a dash in quotes",
        )
        return None
    if not text.isprintable() and _INVISIBLE.search(text):
        report.error(
            "control-character",
            node.span,
            f"{subject(name)} holds an invisible control character",
            hint="delete it and type the text again",
        )
        return None
    if text.strip() == BLANK:
        report_sample(node, says, report, name)
        return None
    return text.rstrip("\n") if style in ("|", ">") else text.strip()


def mapping(
    node: Node, says: str, report: Report, name: str = "", *, hint: str = "", paste: str = ""
) -> Mapping | None:
    """The node, if it is lines of `key: value`; anything else is a finding."""
    if isinstance(node, Mapping):
        return node
    message = f"{subject(name)} must be {says}, not {kind_of(node)}"
    report.error("wrong-type", node.span, message, hint=hint, paste=paste)
    return None


def limited(text: str, limit: int, node: Node, report: Report, name: str) -> str | None:
    """The text, unless it is too long."""
    if len(text) <= limit:
        return text
    report.error(
        "too-long",
        node.span,
        f"{subject(name)} has {len(text)} characters; at most {limit} fit",
        hint="shorten it" if limit < MAX_TEXT else "keep documents elsewhere and link to them",
    )
    return None


@dataclass(frozen=True, slots=True)
class Line:
    """Plain text on one line; line breaks become spaces."""

    says: str = "a text on one line"

    def read(self, node: Node, report: Report, name: str = "") -> str | None:
        """The text without line breaks."""
        text = plain(node, self.says, report, name)
        if text is None:
            return None
        if "  " in text or not text.isprintable() or text[-1:] == " ":
            text = " ".join(text.split())
        if len(text) <= MAX_LINE_TEXT:
            return text
        return limited(text, MAX_LINE_TEXT, node, report, name)


@dataclass(frozen=True, slots=True)
class Plain:
    """Plain text of any number of lines."""

    says: str = "a text"

    def read(self, node: Node, report: Report, name: str = "") -> str | None:
        """The text as written."""
        text = plain(node, self.says, report, name)
        return None if text is None else limited(text, MAX_TEXT, node, report, name)


@dataclass(frozen=True, slots=True)
class Prose:
    """Text in MyST Markdown, with the place of its first line."""

    says: str = "a text (MyST Markdown)"

    def read(self, node: Node, report: Report, name: str = "") -> Text | None:
        """The text and where it stands."""
        text = Plain(self.says).read(node, report, name)
        if text is None or not isinstance(node, Scalar):
            return None
        return Text(text, node.span, node.line + (1 if node.block else 0))


@dataclass(frozen=True, slots=True)
class Flag:
    """`true` or `false` and nothing else."""

    says: str = "true or false"
    quotes: bool = True
    """Whether a hint may say what was meant: not for private values."""

    def read(self, node: Node, report: Report, name: str = "") -> bool | None:
        """The flag."""
        text = plain(node, self.says, report, name)
        if text is None:
            return None
        if (text == "true" or text == "false") and isinstance(node, Scalar) and not node.style:
            return text == "true"
        meant = _FLAGS.get(text.lower(), "") if self.quotes else ""
        report.error(
            "not-a-flag",
            node.span,
            f"{subject(name)} must be {self.says}",
            hint=f"write {meant}, in lower case and without quotes" if meant else "",
        )
        return None


@dataclass(frozen=True, slots=True)
class Link:
    """An absolute link: https, http or mailto."""

    says: str = "a link that begins with https://, http:// or mailto:"

    def read(self, node: Node, report: Report, name: str = "") -> str | None:
        """The link, if it is one that may be shown."""
        text = plain(node, self.says, report, name)
        if not text:
            return None
        link = safe_link(text)
        if link is None:
            message = f"{subject(name)} must be {self.says}"
            at = node.column + (isinstance(node, Scalar) and bool(node.style))
            scheme = _scheme_for(text)
            mend = Mend(at, at, scheme) if scheme else None
            report.error("not-a-link", node.span, message, hint=_link_hint(text), mend=mend)
        return link


def _scheme_for(text: str) -> str:
    """What is missing in front of an address."""
    if re.fullmatch(_MAIL, text):
        return "mailto:"
    return "https://" if re.fullmatch(_HOST, text) else ""


def _link_hint(text: str) -> str:
    scheme = _scheme_for(text)
    if scheme:
        return f"write {scheme} in front of it"
    if re.fullmatch(_MARKED_LINK, text):
        return "write the address alone, without brackets and a title"
    if re.match(_FILE, text):
        return (
            "this is a file on one computer: put it where others can open it, and link to it there"
        )
    if text.count("://") > 1:
        return "write one link only; a list of links needs a field of the type list"
    if text.startswith(("http://", "https://", "mailto:")):
        return "it holds a sign that no link may hold: a space is %20, and quotes go"
    return ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some fixed words."""

    words: tuple[str, ...]
    elsewhere: tuple[tuple[str, str], ...] = ()
    """What others call some of them, and the word for it here."""

    @property
    def says(self) -> str:
        """The words."""
        return "one of " + ", ".join(self.words)

    def meant(self, text: str) -> str:
        """A "did you mean" sentence for what is none of the words."""
        here = dict(self.elsewhere).get(text.lower())
        return f"did you mean {here}?" if here else closest(text, self.words)

    def read(self, node: Node, report: Report, name: str = "") -> str | None:
        """The word."""
        text = plain(node, self.says, report, name)
        if text is None or text in self.words:
            return text
        message = f"{subject(name)} must be {self.says}"
        report.error("unknown-word", node.span, message, hint=self.meant(text))
        return None


@dataclass(frozen=True, slots=True)
class Ref:
    """The id of something that is declared elsewhere in the process."""

    of: str
    """What it names, in words: `a role`."""

    @property
    def says(self) -> str:
        """What the id names."""
        return f"the id of {self.of}"

    def read(self, node: Node, report: Report, name: str = "") -> Word | None:
        """The id and its place; whether it exists is found out later."""
        text = plain(node, self.says, report, name)
        return None if text is None else Word(text, node)


class Listed:
    """A kind whose values may stand between [ and ]."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Many(Listed):
    """A list; a single value stands for a list of one."""

    of: Kind

    @property
    def says(self) -> str:
        """What the list holds."""
        return f"a list, each entry {self.of.says}"

    def read(self, node: Node, report: Report, name: str = "") -> tuple[Any, ...]:
        """The entries that could be read."""
        if isinstance(self.of, Ref) and is_several(node, report):
            return ()
        nodes = node.items if isinstance(node, Sequence) else [node]
        values = [self.of.read(item, report, name) for item in nodes]
        return tuple([value for value in values if value is not None])


def is_several(node: Node, report: Report) -> bool:
    """Whether a text is several ids with commas between them, but no brackets; a finding if so."""
    if not isinstance(node, Scalar) or node.style or not _SEVERAL.fullmatch(node.value):
        return False
    start, end = node.column, node.column + len(node.value)
    round_ = node.value.startswith("("), node.value.endswith(")")
    report.error(
        "no-brackets",
        node.span,
        "several of them stand between [ and ]",
        hint="write brackets around them",
        mend=Mend(start, start + round_[0], "[", ((end - round_[1], end, "]"),)),
    )
    return True


@dataclass(frozen=True, slots=True)
class Custom:
    """A value with a form of its own, read by a function."""

    says: str
    reader: Callable[[Node, Report], Any]

    def read(self, node: Node, report: Report, name: str = "") -> Any:
        """What the function makes of the node."""
        return self.reader(node, report)
