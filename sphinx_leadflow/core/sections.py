"""Sections of a file: tables of things with ids, free lines, and options to choose from.

Like every kind, a section reports what is wrong and goes on; what could not be read is known
as a gap, so that nothing else is blamed for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.gaps import Gaps
from sphinx_leadflow.core.kinds import Line, Listed, mapping, subject
from sphinx_leadflow.core.reading import Record, entries, humanise
from sphinx_leadflow.core.slips import check_id, id_like, shown
from sphinx_leadflow.core.syntax import Mapping, Scalar, Sequence, is_empty

if TYPE_CHECKING:
    from sphinx_leadflow.core.diagnostic import Report
    from sphinx_leadflow.core.kinds import Kind
    from sphinx_leadflow.core.reading import Shape
    from sphinx_leadflow.core.syntax import Node


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping from ids to things of one shape."""

    of: Shape
    underscores: bool = False
    """Whether `_` is allowed in the ids, as it is for fields."""
    any_id: bool = False
    """Whether words that are keys of the shape are likely ids: a step may be called `next`."""

    @property
    def says(self) -> str:
        """What the table holds."""
        return f"lines of `id: …`, each {self.of.name}"

    def read(self, node: Node, report: Report, name: str = "") -> dict[str, Record] | None:
        """The records by id, in order."""
        if is_empty(node):
            return {}
        hint = (
            "remove the dashes or brackets, and write each as `id: title`"
            if isinstance(node, Sequence)
            else "write each on a line of its own, as `id: title`"
        )
        paste = self._lines_for(node) if isinstance(node, Sequence) else ""
        whole = mapping(node, self.says, report, name, hint=hint, paste=paste)
        if whole is None:
            return None
        if self._is_one(whole):
            report.error(
                "missing-id",
                whole.span,
                f"{self.of.name} begins with an id, and these are its keys",
                hint="write an id and a colon above them, and indent them by two more",
            )
            return None
        records = {}
        for key, value in whole.items():
            record = self._entry(key, value, whole, report)
            if record is not None:
                record.id, record.node = key.value, key
                records[key.value] = record
        return records

    def _is_one(self, node: Mapping) -> bool:
        """Whether the keys of one thing stand where several should, each with its id."""
        names = node.entries.keys()
        return not self.any_id and len(names) > 1 and names <= self.of.by_name.keys()

    def _lines_for(self, node: Sequence) -> str:
        """A list of texts as a table: `ada-quill: Ada Quill`."""
        texts = [one.value for one in node.items if isinstance(one, Scalar) and not one.block]
        if self.of.needed or len(texts) < len(node.items):
            return ""
        pairs = ((id_like(text, self.underscores), text) for text in texts)
        return "\n".join(
            f"{ident}: {text}" for ident, text in pairs if ident and text.isprintable()
        )

    def _entry(self, key: Scalar, value: Node, whole: Mapping, report: Report) -> Record | None:
        if not check_id(key, self.underscores, report, whole, value):
            return None
        return self.of.read(value, report)


@dataclass(frozen=True, slots=True)
class Lines:
    """A mapping from free words to values of one kind."""

    of: Kind
    keys: str
    """What stands in front, in a word: `title`."""

    @property
    def says(self) -> str:
        """What the lines hold."""
        return f"lines of `{self.keys}: …`, each with {self.of.says}"

    def read(self, node: Node, report: Report, name: str = "") -> dict[str, Any] | None:
        """The values that could be read, by what stands in front of them."""
        if is_empty(node):
            return {}
        whole = mapping(node, self.says, report, name, hint=f"write each as `{self.keys}: …`")
        if whole is None:
            return None
        found: dict[str, Any] = {}
        for key, value in whole.items():
            word = Line(self.keys).read(key, report)
            read = self.of.read(value, report, key.value[:40]) if word else None
            if word and read is not None:
                found[word] = read
        return found


@dataclass(frozen=True, slots=True)
class Options(Listed):
    """Answers to choose from: a list of ids, or a mapping from ids to titles."""

    of: Shape

    @property
    def says(self) -> str:
        """Both forms."""
        return "a list of ids, or a mapping from ids to titles"

    def read(self, node: Node, report: Report, name: str = "") -> dict[str, Record] | None:
        """The options by id, in order."""
        if isinstance(node, Mapping):
            return Table(self.of, underscores=True).read(node, report, name)
        records: dict[str, Record] = {}
        for item in entries(node):
            if not isinstance(item, Scalar):
                report.error("wrong-type", item.span, f"{subject(name)} must be {self.says}")
            elif item.value in records:
                report.error("duplicate-id", item.span, f"{shown(item)} stands here already")
            elif not item.empty and check_id(item, True, report):
                records[item.value] = Record(item, item.value)
        return records


def title_of(record: Record) -> str:
    """The title that was written, or one made from the id."""
    return str(record.get("title") or humanise(record.id))


def report_former(former: str, record: Record, report: Report) -> None:
    """A former id that is in use again."""
    report.error(
        "duplicate-id",
        record.place("renamed_from"),
        f"{former[:40]!r} is in use: it cannot be a former id too",
        hint="remove it here, or rename the other one",
    )


def gaps_of(record: Record) -> Gaps:
    """What is written below a record but could not be read: sections, and single ids."""
    sections = {key for key in record.nodes if record.failed(key)}
    words: set[str] = set()
    for name, value in record.values.items():
        if not isinstance(value, dict):
            continue
        node = record.nodes[name]
        if isinstance(node, Mapping):
            words |= _with_ids(node.entries.keys() - value.keys())
        elif isinstance(node, Sequence):
            texts = {one.value for one in node.items if isinstance(one, Scalar)}
            words |= _with_ids(texts - value.keys())
        for inner in value.values():
            found = gaps_of(inner)
            sections |= {name} if found.sections & {"steps", "stages"} else set()
            words |= found.words
            if "items" in found.sections:
                words.add(inner.id)
    return Gaps(frozenset(sections), frozenset(words))


def _with_ids(words: set[str]) -> set[str]:
    """Words that are no ids, and the ids that were meant, as other places may write them."""
    meant = {id_like(word, underscores) for word in words for underscores in (False, True)}
    return words | meant
