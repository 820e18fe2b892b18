"""Values as YAML, quoted only where they have to be."""

from __future__ import annotations

import re
import unicodedata

from sphinx_leadflow.core.diagnostic import Report
from sphinx_leadflow.core.kinds import plain
from sphinx_leadflow.core.source import Source
from sphinx_leadflow.core.syntax import Mapping, Scalar, Sequence, parse
from sphinx_leadflow.edit.data import Data, Leaf
from sphinx_leadflow.edit.document import Refused

_NO_TEXT = re.compile(
    r"(?i:true|false|yes|no|on|off|y|n|null|~)|[-+]?\.?[0-9][0-9a-fA-FxXoO_.,:+-]*"
)
"""What other readers of YAML take for a flag, a number or a date: as a text it gets quotes."""

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}


def scalar(leaf: Leaf, *, inside: bool, quote: str = "") -> str:
    """A single value on one line; `inside` brackets more signs need quotes.

    `quote` is the kind of quotes that stood there before, if any did.
    """
    value, style = leaf
    if any(unicodedata.category(one) == "Cs" for one in value):
        raise Refused("the text holds half a character")
    if style == "":
        if not _is_plain(value, inside=inside):
            raise Refused("the value does not fit into a line of YAML without quotes")
        return value
    quote = quote or (style or "").replace("|", "").replace(">", "")
    if not quote and _is_plain(value, inside=inside) and not _NO_TEXT.fullmatch(value):
        return value
    return _quoted(value, quote)


def loose(value: str) -> Leaf:
    """A value that is not quoted unless it has to be, even if it looks like a number."""
    return Leaf(value, "") if value and _is_plain(value, inside=True) else Leaf(value)


def portable(data: Data) -> Data:
    """Data from one place of a file, quoted as another place may need it."""
    if isinstance(data, list):
        return [portable(one) for one in data]
    if isinstance(data, dict):
        return {key: portable(value) for key, value in data.items()}
    if data.style == "":
        return loose(data.value)
    return Leaf(data.value) if data.style in ("|", ">") else data


def _is_plain(value: str, *, inside: bool) -> bool:
    """Whether the parser reads a text without quotes as exactly itself."""
    if value != value.strip() or not all(map(_shows, value)):
        return False
    report = Report()
    text = f"k: [{value}]" if inside else f"k: {value}"
    root = parse(Source("", text, ""), report)
    if len(report) or not isinstance(root, Mapping):
        return False
    node = root.get("k")
    if inside:
        node = node.items[0] if isinstance(node, Sequence) and len(node.items) == 1 else None
    if not isinstance(node, Scalar) or node.style or node.value != value:
        return False
    # what the parser takes, the loader may take for a slip: a dash without its space
    taken = plain(node, "", report) == value
    # readers differ about a question mark and a lone dash in brackets
    return taken and not (inside and re.search(r"[{}\[\],?]|:$|^-$", value))


def _quoted(value: str, quote: str) -> str:
    can_single = all(map(_shows, value))
    wants_single = ('"' in value or "\\" in value) and "'" not in value
    if can_single and (quote == "'" or (not quote and wants_single)):
        return "'" + value.replace("'", "''") + "'"
    return '"' + "".join(map(_escaped, value)) + '"'


def _shows(character: str) -> bool:
    return character.isprintable() or unicodedata.category(character) == "Zs"


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if _shows(character):
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def inline(data: Data, pad: str = "") -> str:
    """Any value on one line; `pad` stands inside braces, as some people like it."""
    if isinstance(data, Leaf):
        return scalar(data, inside=True)
    if isinstance(data, list):
        return "[" + ", ".join(inline(item, pad) for item in data) + "]"
    pairs = (f"{_key(key)}: {inline(value, pad)}".rstrip() for key, value in data.items())
    return "{" + pad + ", ".join(pairs) + pad + "}"


def entry(key: str, data: Data, indent: int, *, block: bool = False) -> list[str]:
    """The line or lines of `key: value`. Mappings stand in braces unless `block` or nested."""
    return headed(" " * indent + _key(key) + ":", data, indent, block=block)


def item(
    data: Data, indent: int, *, block: bool = False, dash: str = "- ", pad: str = ""
) -> list[str]:
    """The line or lines of one entry of a list; `dash` is the dash and the space behind it."""
    head = " " * indent + dash
    if not (block and isinstance(data, dict) and data):
        value = scalar(data, inside=False) if isinstance(data, Leaf) else inline(data, pad)
        return [head + value]
    inner = indent + len(dash)
    lines = [line for key, value in data.items() for line in entry(key, value, inner)]
    return [head + lines[0].lstrip(" "), *lines[1:]]


def headed(head: str, data: Data, indent: int, *, block: bool) -> list[str]:
    """A value behind a key: `head` ends with the colon, `indent` is the width before the key."""
    inner = indent + 2
    if isinstance(data, Leaf):
        return text_lines(head, data, inner)
    if isinstance(data, dict):
        nested = any(isinstance(value, dict) for value in data.values())
        if not data or not (block or nested):
            return [f"{head} {inline(data)}"]
        return [head, *(line for k, v in data.items() for line in entry(k, v, inner, block=block))]
    if any(isinstance(one, dict) for one in data):
        return [head, *(line for one in data for line in item(one, inner, block=block))]
    return [f"{head} {inline(data)}"]


def text_lines(head: str, leaf: Leaf, inner: int) -> list[str]:
    """A single value behind its key; a text of several lines becomes a block."""
    if "\n" not in leaf.value.rstrip("\n") or not _fits_block(leaf.value):
        return [f"{head} {scalar(leaf, inside=False)}".rstrip(" ")]
    lines = leaf.value.rstrip("\n").split("\n")
    return [f"{head} |", *(" " * inner + line if line else "" for line in lines)]


def _fits_block(value: str) -> bool:
    """Whether a block of text can hold a text as it is, without signs that nobody knows."""
    lines = value.rstrip("\n").split("\n")
    shows = all(_shows(one) for line in lines for one in line)
    blank = any(line and not line.strip(" ") for line in lines)
    return shows and not blank and bool(lines[0]) and not lines[0].startswith(" ")


def _key(key: str) -> str:
    leaf = Leaf(key)
    return key if _is_plain(key, inside=True) else scalar(leaf, inside=True)
