"""The reference pages, made from the declarations in the package.

Nothing here is written twice: keys come from `core/keys.py`, options from the directives,
settings from `ext/config.py`, rules and messages from their stories, limits from
`core/limits.py`, commands from the command line's own help.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

import sphinx_leadflow
from sphinx_leadflow import cli
from sphinx_leadflow.checks.loading import LOADING_STORIES
from sphinx_leadflow.checks.rules import ALL_RULES
from sphinx_leadflow.core import figure_keys, keys, limits, query, tables
from sphinx_leadflow.core.kinds import Many
from sphinx_leadflow.core.metrics.formulas import FORMULAS
from sphinx_leadflow.core.model import Lead
from sphinx_leadflow.core.reading import Shape
from sphinx_leadflow.core.sections import Lines, Options, Table
from sphinx_leadflow.ext import DIRECTIVES
from sphinx_leadflow.ext.config import SETTINGS
from sphinx_leadflow.ext.domain import KINDS
from sphinx_leadflow.transfer import map_keys

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from sphinx_leadflow.checks.rule import Story
    from sphinx_leadflow.core.kinds import Kind
    from sphinx_leadflow.core.reading import Key

PACKAGE = Path(sphinx_leadflow.__file__).parent

SHAPES = {
    shape.name: shape
    for module in (keys, figure_keys, map_keys)
    for shape in vars(module).values()
    if isinstance(shape, Shape)
}
SHAPES["a lead"] = Shape("a lead", keys.LEAD_KEYS, short="")

FIELD_TYPES = {
    "text": ("plain text, also of several lines", "Coast guard's own data centre"),
    "markdown": (
        "text in which bold, italic, links, lists and code are shown as such; nothing else is",
        "See the **second** tab.",
    ),
    "number": ("an exact number; a point for decimals, nothing between thousands", "12.5"),
    "boolean": ("true or false and nothing else", "true"),
    "date": ("a day: year, month, day", "2026-11-23"),
    "url": ("a link that begins with https:// or http://", "https://example.org/quote"),
    "email": ("an e-mail address; for the team unless said otherwise", "ada@example.org"),
    "phone": ("a telephone number; for the team unless said otherwise", "+1 555 0142"),
    "money": (
        "an amount and its currency; for the team unless said otherwise. A currency is "
        "never assumed unless the field declares one",
        "15000 USD",
    ),
    "choice": ("one of the `options` of the field, which are ordered", "managed-service"),
    "person": ("the id of one of `people`", "amara"),
    "lead": ("the id of another lead: a link, shown on both", "northern-lights"),
    "list": ("several values of the type after `of`, or several records", "[first, second]"),
}
assert tuple(FIELD_TYPES) == keys.FIELD_TYPES, "describe every field type, in their order"

ROLES = {
    "lead": "the lead's own page",
    "stage": "the section of the stage",
    "step": "the step in its stage",
    "field": "the field in the list of fields",
    "asset": "the address of the asset itself; on a lead's page, that lead's own copy",
    "checklist": "the checklist's questions",
    "role": "the role in the list of roles; the words are its name, with its organisation's "
    "in front",
    "outcome": "the outcome in the picture of the pipeline",
}
assert tuple(ROLES) == KINDS, "describe every role, in their order"

_ARTICLES = ("a ", "an ", "the ")


class Generated(SphinxDirective):
    """A list that is made from a declaration; the page is read again when that changes."""

    files: ClassVar[tuple[str, ...]] = ()
    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        for name in (*self.files, __file__):
            self.env.note_dependency(str(PACKAGE / name))
        return list(self.made())

    def made(self) -> Iterator[nodes.Node]:
        raise NotImplementedError

    def index(self, word: str, what: str, ident: str) -> nodes.Node:
        from sphinx import addnodes

        return addnodes.index(entries=[("single", f"{word} ({what})", ident, "", None)])


class KeysDirective(Generated):
    """`keys:: a step`: every key of a mapping, its type, its meaning, an example."""

    files = (
        *("core/keys.py", "core/figure_keys.py", "core/reading.py", "core/sections.py"),
        "transfer/map_keys.py",
    )
    required_arguments = 1
    optional_arguments = 0
    final_argument_whitespace = True
    option_spec: ClassVar = {"but": str}

    def made(self) -> Iterator[nodes.Node]:
        shape = SHAPES[self.arguments[0]]
        left_out = (
            {key.name for key in SHAPES[self.options["but"]].keys}
            if "but" in self.options
            else set()
        )
        yield definitions(self._item(shape, key) for key in shape.keys if key.name not in left_out)

    def _item(self, shape: Shape, key: Key) -> nodes.definition_list_item:
        ident = f"key-{slug(shape)}-{key.name.replace('_', '-')}"
        self.state.document.note_explicit_target(nodes.target("", "", ids=[ident]))
        body = [para(key.means)]
        if key.needed:
            body[0] += [nodes.Text(" "), nodes.strong("", "It must be there.")]
        if key.example:
            body.append(
                nodes.paragraph(
                    "", "", nodes.Text("Example: "), literal(f"{key.name}: {key.example}")
                )
            )
        return item(
            [literal(key.name)],
            self._type(key.kind),
            body,
            ident,
            self.index(key.name, f"key of {shape.name}", ident),
        )

    def _type(self, kind: Kind) -> list[nodes.Node]:
        """The type in words; where it is a mapping of its own, a link to its keys."""
        inner = kind
        while isinstance(inner, (Many, Table, Options, Lines)):
            inner = inner.of
        words = kind.says.replace("list, each entry", "list, each")
        if not isinstance(inner, Shape):
            return marked(words)
        before, name, after = words.partition(inner.name)
        link = nodes.reference("", name, refid=f"keys-{slug(inner)}", internal=True)
        return [*marked(before), link, *marked(after)] if name else marked(words)


class DirectiveDirective(Generated):
    """`directive-options:: leads`: what a directive shows, its argument, its options."""

    files = ("ext/__init__.py", "ext/directive.py", "ext/components")
    required_arguments = 1
    optional_arguments = 0

    def made(self) -> Iterator[nodes.Node]:
        name = self.arguments[0]
        directive = DIRECTIVES[name]
        ident = f"directive-{name}"
        yield self.index(f"leadflow:{name}", "directive", ident)
        first, *rest = (directive.__doc__ or "").strip().split("\n\n")
        target = nodes.target("", "", ids=[ident])
        yield target
        yield para(" ".join(first.split()))
        for paragraph in rest:
            if "::" not in paragraph:
                yield para(" ".join(paragraph.split()))
        if directive.required_arguments:
            yield nodes.paragraph(
                "", "", nodes.Text("It needs an argument: the id of the "), nodes.Text(f"{name}.")
            )
        options = directive.known_options
        if options:
            yield definitions(
                item([literal(f":{word}:")], [], [para(means)], f"option-{name}-{word}")
                for word, means in options.items()
            )
        else:
            yield para("It has no options.")


class SettingsDirective(Generated):
    """Every setting for conf.py."""

    files = ("ext/config.py",)

    def made(self) -> Iterator[nodes.Node]:
        yield definitions(
            item(
                [literal(name)],
                [nodes.Text("default "), literal(repr(default))],
                [para(means)],
                f"setting-{name.replace('_', '-')}",
                self.index(name, "setting", f"setting-{name.replace('_', '-')}"),
            )
            for name, default, _types, means in SETTINGS
        )


class RolesDirective(Generated):
    """Every role and where its link leads."""

    files = ("ext/domain.py",)

    def made(self) -> Iterator[nodes.Node]:
        yield definitions(
            item(
                [literal(f"leadflow:{kind}")],
                [],
                [para(f"A link to {where}.")],
                f"role-{kind}",
                self.index(f"leadflow:{kind}", "role", f"role-{kind}"),
            )
            for kind, where in ROLES.items()
        )


class TypesDirective(Generated):
    """Every type of field."""

    files = ("core/keys.py",)

    def made(self) -> Iterator[nodes.Node]:
        yield definitions(
            item(
                [literal(name)],
                [],
                [
                    para(f"{means[:1].upper()}{means[1:]}."),
                    nodes.paragraph("", "", nodes.Text("Example: "), literal(example)),
                ],
                f"type-{name}",
            )
            for name, (means, example) in FIELD_TYPES.items()
        )


class WordsDirective(Generated):
    """`words:: reserved`: a list of words that the package knows."""

    files = ("core/keys.py", "core/query.py")
    required_arguments = 1
    optional_arguments = 0

    known: ClassVar[dict[str, Sequence[str]]] = {
        "reserved": keys.RESERVED,
        "marks": query.MARKS,
        "columns": query.BUILT_IN_COLUMNS,
        "groups": query.GROUPS,
        "admonitions": keys.ADMONITIONS,
        "private": keys.PRIVATE_TYPES,
    }

    def made(self) -> Iterator[nodes.Node]:
        row = nodes.paragraph()
        for number, word in enumerate(dict.fromkeys(self.known[self.arguments[0]])):
            row += [nodes.Text(", " if number else ""), literal(word)]
        row += nodes.Text(".")
        yield row


class TargetsDirective(Generated):
    """What a column of an imported table can be, beside a field."""

    files = ("transfer/map_keys.py",)

    def made(self) -> Iterator[nodes.Node]:
        yield definitions(
            item([literal(word)], [], [para(f"{means[:1].upper()}{means[1:]}.")])
            for word, means in map_keys.WORDS.items()
        )


class LimitsDirective(Generated):
    """Every limit with its value, from the comments beside the constants."""

    files = ("core/limits.py",)

    def made(self) -> Iterator[nodes.Node]:
        yield definitions(
            item(
                [nodes.Text(first.rstrip(",").rstrip("."))],
                [],
                [
                    nodes.paragraph(
                        "",
                        "",
                        nodes.strong("", f"{value:,}".replace(",", "\u202f")),
                        nodes.Text(f". {rest}" if rest else "."),
                    )
                ],
            )
            for value, first, rest in read_limits()
        )


def read_limits() -> Iterator[tuple[int, str, str]]:
    """Each limit: its value, the first sentence of its comment, the rest."""
    tree = ast.parse((PACKAGE / "core" / "limits.py").read_text(encoding="utf-8"))
    for before, after in zip(tree.body, tree.body[1:], strict=False):
        if isinstance(before, ast.AnnAssign) and isinstance(after, ast.Expr):
            value = getattr(limits, ast.unparse(before.target))
            text = " ".join(ast.literal_eval(after.value).split())
            first, _, rest = text.partition(". ")
            yield value, first, rest


class FormulasDirective(Generated):
    """Every figure: what it is called, how it is worked out, where the method comes from."""

    files = ("core/metrics/formulas.py",)

    def made(self) -> Iterator[nodes.Node]:
        for one in FORMULAS.values():
            ident = f"figure-{one.id}"
            self.state.document.note_explicit_target(nodes.target("", "", ids=[ident]))
            source = [para(f"Source: {one.source}")] if one.source else []
            yield nodes.section(
                "",
                nodes.title("", "", nodes.Text(one.title)),
                self.index(one.title, "figure", ident),
                para(one.text),
                *source,
                ids=[ident],
                names=[],
            )


class ColumnsDirective(Generated):
    """`columns:: leads`: the columns of a table of the data files."""

    files = ("core/tables.py",)
    required_arguments = 1
    optional_arguments = 0

    known: ClassVar[dict[str, Sequence[tables.Column]]] = {
        "leads": tables.LEAD_COLUMNS,
        "events": tables.EVENT_COLUMNS,
        "visits": tables.VISIT_COLUMNS,
        "places": tables.PLACE_COLUMNS,
    }

    def made(self) -> Iterator[nodes.Node]:
        yield definitions(
            item([literal(one.name)], [nodes.Text(one.type)], [para(one.means)])
            for one in self.known[self.arguments[0]]
        )


class StoriesDirective(Generated):
    """`stories:: lead`: a section per rule; `stories:: loading`: what reading can find."""

    files = ("checks/rules", "checks/loading.py")
    required_arguments = 1
    optional_arguments = 0

    def made(self) -> Iterator[nodes.Node]:
        about = self.arguments[0]
        if about == "loading":
            stories = [(code, "error", story) for code, story in LOADING_STORIES.items()]
        else:
            stories = [
                (rule.id, rule.severity.value, rule.story)
                for rule in ALL_RULES
                if (rule.on is Lead) == (about == "lead")
            ]
        for code, severity, story in stories:
            yield self._section(code, severity, story)

    def _section(self, code: str, severity: str, story: Story) -> nodes.section:
        ident = f"rule-{code}"
        what = para(story.what)
        if self.arguments[0] != "loading":
            what += [nodes.Text(" "), nodes.inline("", f"({severity})", classes=["docs-muted"])]
        return nodes.section(
            "",
            nodes.title("", "", literal(code)),
            self.index(code, "rule", ident),
            what,
            para(story.why),
            para("Not so:"),
            code_block(story.bad),
            para("But so:"),
            code_block(story.good),
            ids=[ident],
            names=[],
        )


class HelpDirective(Generated):
    """A section for each command with its own help."""

    files = ("cli",)

    def made(self) -> Iterator[nodes.Node]:
        for name, text in helps():
            anchor = f"command-{name.replace(' ', '-')}"
            yield nodes.section(
                "",
                nodes.title("", "", literal(f"leadflow {name}")),
                self.index(f"leadflow {name}", "command", anchor),
                code_block(text, "text"),
                ids=[anchor],
                names=[],
            )


def helps() -> Iterator[tuple[str, str]]:
    """Each command, and what it prints with `--help`, 80 columns wide."""
    before = {name: os.environ.get(name) for name in ("COLUMNS", "NO_COLOR")}
    os.environ.update(COLUMNS="80", NO_COLOR="1")
    try:
        verbs = argparse.ArgumentParser(prog="leadflow").add_subparsers()
        for verb in cli.verbs():
            verb.add(verbs)
        yield from [(name, text) for name, text in _helps_of(verbs)]
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _helps_of(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], before: str = ""
) -> Iterator[tuple[str, str]]:
    """Each command, and behind it the forms that it has: `export`, `export markdown`."""
    for name, parser in verbs.choices.items():
        yield f"{before}{name}", parser.format_help().strip()
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                yield from _helps_of(action, f"{before}{name} ")


def slug(shape: Shape) -> str:
    """`a record's part` as an anchor."""
    name = shape.name
    for article in _ARTICLES:
        name = name.removeprefix(article)
    return re.sub(r"[^a-z]+", "-", name)


def literal(value: str) -> nodes.literal:
    return nodes.literal(value, value)


def marked(value: str) -> list[nodes.Node]:
    """Text in which words between backticks are code."""
    return [
        literal(part) if number % 2 else nodes.Text(part)
        for number, part in enumerate(value.split("`"))
        if part
    ]


def para(value: str) -> nodes.paragraph:
    return nodes.paragraph("", "", *marked(value))


def code_block(value: str, language: str = "yaml") -> nodes.literal_block:
    # Some examples are wrong on purpose; `force` keeps the highlighter from complaining.
    return nodes.literal_block(value, value, language=language, force=True)


def item(
    term: Sequence[nodes.Node],
    kind: Sequence[nodes.Node],
    body: Sequence[nodes.Node],
    ident: str = "",
    index: nodes.Node | None = None,
) -> nodes.definition_list_item:
    """An entry: its name, its type beside it, its meaning below."""
    head = nodes.term("", "", *term, ids=[ident] if ident else [])
    if kind:
        head += [nodes.Text(" "), nodes.inline("", "", *kind, classes=["docs-type"])]
    if index is not None:
        head.insert(0, index)
    return nodes.definition_list_item("", head, nodes.definition("", *body))


def definitions(items: Iterable[nodes.definition_list_item]) -> nodes.definition_list:
    return nodes.definition_list("", *items, classes=["docs-keys"])


def setup(app: Sphinx) -> ExtensionMetadata:
    for name, directive in (
        ("keys", KeysDirective),
        ("directive-options", DirectiveDirective),
        ("settings", SettingsDirective),
        ("roles-list", RolesDirective),
        ("field-types", TypesDirective),
        ("words", WordsDirective),
        ("import-targets", TargetsDirective),
        ("limits", LimitsDirective),
        ("formulas", FormulasDirective),
        ("columns", ColumnsDirective),
        ("stories", StoriesDirective),
        ("commands", HelpDirective),
    ):
        app.add_directive(name, directive)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
