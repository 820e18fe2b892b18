"""Data folders in which every kind of value is an attack.

The values are driven by the declarations in `core/keys.py`: whatever has a key there gets an
attack, so a new key is attacked without a change here. A key whose value has a form of its own
(`Custom`) must be taught in `Filler.custom`; a new kind of value in `Filler.value`. Both fail
loudly if they are not.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sphinx_leadflow.core import keys
from sphinx_leadflow.core.kinds import Choice, Custom, Flag, Line, Link, Many, Plain, Prose, Ref
from sphinx_leadflow.core.limits import MAX_LINE_TEXT
from sphinx_leadflow.core.quantities import Day, Length, Number
from sphinx_leadflow.core.reading import Key, Shape
from sphinx_leadflow.core.sections import Lines, Options, Table
from sphinx_leadflow.ext import DIRECTIVES
from sphinx_leadflow.ext.domain import KINDS
from tests.proof.corpora import COMMONMARK, MARKDOWN_ATTACKS, NAUGHTY, pathological

SECRET = "3f7c-outside-the-sources"
"""What stands in files that no page may show."""

ADDRESSES = (
    "[a](javascript:alert(1)) <javascript:alert(1)>",
    "[x](data:text/html,x) [y](vbscript:x) [z](//evil.example/x)",
)
"""Links that lead where none may."""

OURS = (
    '"><img src=x onerror=alert(1)>',
    "'><script>alert(1)</script>",
    "&lt;img src=x onerror=alert(1)&gt;",
    "&#60;svg onload=alert(1)&#62;",
    "</script><script>alert(1)</script>",
    "</title></head><body onload=alert(1)>",
    "<!--",
    "]]><svg/onload=alert(1)>",
    'x" onmouseover="alert(1)" y=\'',
    "[a](javascript:alert(1)) <javascript:alert(1)> [b]: javascript:alert(1)",
    "[a]: javascript:alert(1)\n\n[a] [b](JaVa\tScRiPt:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>) [y](vbscript:x) [z](//evil.example/x)",
    "![a](../outside/secret.txt) [b](conf.py) [c](../outside/secret.txt)",
    "![a](https://evil.example/pixel.png)",
    "```{include} ../outside/secret.txt\n```",
    "```{literalinclude} ../outside/secret.txt\n```",
    ":::{csv-table}\n:file: ../outside/secret.txt\n:::",
    "```{raw} html\n<script>alert(1)</script>\n```",
    "```{eval-rst}\n.. include:: ../outside/secret.txt\n```",
    ".. raw:: html\n\n   <script>alert(1)</script>",
    ".. include:: ../outside/secret.txt",
    "{raw}`<script>` {download}`../outside/secret.txt` {math}`\\input{/etc/passwd}`",
    "{leadflow:lead}`<img src=x onerror=alert(1)> <l0>` {ref}`x <javascript:alert(1)>`",
    '{abbr}`a ("onmouseover=alert(1))` {code}`</code><script>alert(1)</script>`',
    ':::{admonition} <img src=x onerror=alert(1)>\n:class: a" onclick="alert(1)\nText\n:::',
    ':::{note}\n:class: "::error file=a::b\n::error file=a::b\n:::',
    ':::{note}\n---\ncollapsible: "x\\n::error file=a::b"\n---\nText\n:::',
    "{{ 7 * 7 }} {% include 'x' %} {0.__class__} %(x)s ${HOME} |release| `ls`",
    "`</code><img src=x onerror=alert(1)>`",
    'https://evil.example/"onmouseover="alert(1)//',
    "(x)=\n# Heading <script>alert(1)</script>\n\n(y)=\n## Two",
    "::error file=process.yaml,line=1::hacked",
    "a\n::error file=process.yaml,line=1::hacked\n##[error]x\n##vso[task.setvariable]y",
    "::set-output name=a::b\n::add-mask::a\n::stop-commands::x",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "x\r\nBcc: evil@example.org",
    "@everyone @here fixes #1 GH-2 a/b#3",
    "\u202eabc\u2066def\u200b\ufeff",
    "a\x1b]8;;https://evil.example\x07b\x1b[2J",
    "\ud800 \udfff",
    "{name} {f-text} {f-markdown} {f-url} {f-record}",
    "* a\n  * b\n    * c\n\n> q\n\n| a | b |\n|---|---|\n| <b> | `|` |\n\n- [x] t",
    "\\\\(x\\\\) $x$ $$y$$ \\begin{align}a\\end{align}",
)
"""Attacks on what is ours: MyST, titles, the log, CSV, mail, GitHub's commands."""

HARMLESS = ("plain words", "a word", "another text of some length")
"""What a page holds beside attacks is found out with these in their place."""


def all_attacks() -> tuple[str, ...]:
    """Every attack, ours first."""
    return (*OURS, *MARKDOWN_ATTACKS, *NAUGHTY, *COMMONMARK, *pathological(20))


class Filler:
    """Values for every kind, each text the next attack."""

    def __init__(self, attacks: Sequence[str], *, valid: bool) -> None:
        self._attacks = itertools.cycle(attacks)
        self._turn = itertools.count()
        self.valid = valid
        """Whether values that are no text keep their form. Otherwise they are attacks too, and
        become findings."""
        self.filled: set[tuple[str, str]] = set()

    def attack(self, most: int = MAX_LINE_TEXT) -> str:
        """The next attack."""
        return next(self._attacks)[:most]

    def link(self) -> str:
        """The next attack, as an address or inside one."""
        forms = (
            "https://example.org/{}",
            "mailto:a@example.org?subject={}",
            "{}",
            "https://docs.google.com/document/d/{}/edit",
            "https://{}.example/",
            "javascript:{}",
        )
        return forms[next(self._turn) % len(forms)].replace("{}", self.attack())

    def shape(self, shape: Shape, given: Mapping[str, Any], skip: Sequence[str] = ()) -> Any:
        """A value for every key of a shape; `given` for those whose form matters."""
        found = {}
        for key in shape.keys:
            if key.name not in skip:
                self.filled.add((shape.name, key.name))
                found[key.name] = (
                    given[key.name] if key.name in given else self.value(shape.name, key)
                )
        return found

    def value(self, owner: str, key: Key) -> Any:
        """A value for one key."""
        return self.of_kind(owner, key.name, key.kind)

    def of_kind(self, owner: str, name: str, kind: Any) -> Any:
        """A value of a kind."""
        match kind:
            case Line() | Plain():
                return self.attack()
            case Prose():
                return self.attack(2000)
            case Link():
                return self.link()
            case Many():
                return [self.of_kind(owner, name, kind.of)]
            case Shape():
                return self.shape(kind, {})
            case Table():
                return {f"x{at}": self.shape(kind.of, {}) for at in range(2)}
            case Lines():
                return {self.attack(90): self.of_kind(owner, name, kind.of) for _ in range(2)}
            case Options():
                return {f"o{at}": self.shape(kind.of, {}) for at in range(3)}
            case Custom():
                return self.custom(owner, name)
        if not self.valid:
            return self.attack()
        match kind:
            case Flag():
                return Plainly("true" if next(self._turn) % 2 else "false")
            case Day():
                return "2026-11-20"
            case Length():
                return "7 days"
            case Number():
                return Plainly("0.5")
            case Choice():
                return kind.words[next(self._turn) % len(kind.words)]
            case Ref():
                words = kind.of.split()  # `a money field` is one of that type
                if words[-1] == "field" and len(words) == 3:
                    return f"f-{words[1]}"
                if kind.of in REFERENCES:
                    return REFERENCES[kind.of]
        raise AssertionError(f"teach the filler a value of the kind {kind!r} ({owner}: {name})")

    def custom(self, owner: str, name: str) -> Any:
        """A value with a form of its own."""
        if not self.valid and next(self._turn) % 2:
            return self.attack()
        match name:
            case "when" | "required":
                return {"f-text": self.attack()}
            case "needs" | "fills":
                return ["f-text", {"field": "f-choice", "is": "o0"}, {"field": "f-url"}]
            case "next":
                way = self.shape(keys.EXIT, {"to": "lost"})
                return {self.attack(90): "s0-1", f"b {self.attack(90)}": "won", "c": way}
            case "of":
                return {
                    f"p-{kind}": self.shape(keys.PART, {"type": kind})
                    for kind in keys.FIELD_TYPES
                    if kind != "list"
                }
            case "at_least" | "at_most":
                return Plainly("0.5")
            case "rules":
                return {"stale-lead": "warning", "no-such-rule": self.attack()}
            case "set":
                return {"f-choice": "o1"}
            case "checklists":
                return {
                    f"c{at}": {
                        f"x{number}": self.shape(keys.ANSWER, {"done": Plainly("true")})
                        for number in range(2)
                    }
                    for at in range(2)
                }
        raise AssertionError(f"teach the filler the form of {owner}: {name}")


class Plainly(str):
    """A scalar without quotes."""


REFERENCES = {
    "a role": "r0",
    "a person": "p0",
    "a person or a role": "p0",
    "an asset": "a0",
    "a checklist": "c0",
    "a field": "f-text",
    "a step": "s0-0",
    "a stage": "s0",
    "a step or a stage": "s0-0",
    "a step or an outcome": "s0-1",
    "a reason of the outcome": "o0",
    "a pipeline": "main",
    "a lead": "l0",
    "a rule": "stale-lead",
}
"""What can be referred to, and one that exists."""


def process(filler: Filler) -> dict[str, Any]:
    """A process in which every text is an attack."""
    some = range(3)
    assets = {
        f"a{at}": filler.shape(
            keys.ASSET, {"own": ("f-url", Plainly("true"))[at]} if at < 2 else {}
        )
        for at in some
    }
    given = {
        "people": {
            f"p{at}": filler.shape(keys.PERSON, {"role": ["r0"]}, ["title"] * at) for at in some
        },
        "roles": {f"r{at}": filler.shape(keys.ROLE, {}, ["part_of"] * (at == 0)) for at in some},
        "notices": {f"n{at}": filler.shape(keys.NOTICE, {}) for at in range(4)},
        "assets": assets,
        "fields": fields(filler),
        "checklists": {f"c{at}": filler.shape(keys.CHECKLIST, {}) for at in some},
        "stages": {f"s{at}": stage(filler, at) for at in some},
        "outcomes": {
            kind: filler.shape(keys.OUTCOME, {"kind": kind}, [] if kind == "won" else ["spawns"])
            for kind in ("won", "lost", "parked", "void")
        },
        "notes": "team",
    }
    return dict(filler.shape(keys.PROCESS, given, ["pipelines"]))


def pipelines(filler: Filler) -> dict[str, Any]:
    """The same with two pipelines."""
    whole = process(filler)
    stages = whole.pop("stages")
    for one in ("main", "other"):
        given = {"stages": stages, "outcomes": {f"end-{one}": {"kind": "lost"}}}
        whole.setdefault("pipelines", {})[one] = filler.shape(keys.PIPELINE, given)
    filler.filled.add(("the process", "pipelines"))
    return whole


def fields(filler: Filler) -> dict[str, Any]:
    """A field of every type, a list of every type, and a list of records."""
    found: dict[str, Any] = {}
    plain = [kind for kind in keys.FIELD_TYPES if kind != "list"]
    for kind in plain:
        skip = [] if kind == "choice" else ["options"]
        skip += [] if kind == "money" else ["currency"]
        tracked = {"tracked": Plainly("true" if kind == "choice" else "false")}
        public = {"type": kind, "visibility": "public", **tracked}
        found[f"f-{kind}"] = filler.shape(keys.FIELD, public, [*skip, "of", "required"])
        of_these = {"type": "list", "of": kind, "tracked": Plainly("false")}
        found[f"f-{kind}s"] = filler.shape(
            keys.FIELD, of_these, [*skip, "required", "visibility", "currency"]
        )
    found["f-record"] = filler.shape(
        keys.FIELD, {"type": "list", "tracked": Plainly("false")}, ["options", "currency"]
    )
    return found


def stage(filler: Filler, number: int) -> dict[str, Any]:
    """A stage with three steps."""
    # What hides steps and ways would leave less to see: the last stage has it.
    quiet = ("start", "when", "from", "beside", "next") if number < 2 else ()
    steps = {
        f"s{number}-{at}": filler.shape(keys.STEP, message(filler), quiet if at != 1 else quiet[:4])
        for at in range(3)
    }
    return dict(filler.shape(keys.STAGE, {"steps": steps, **message(filler)}, quiet))


def message(filler: Filler) -> dict[str, Any]:
    """Prepared messages that go to a field, a role and nobody."""
    return {
        "messages": {
            f"m-{to}": filler.shape(keys.MESSAGE, {"to": to})
            for to in ("f-email", "r0", "f-record", "nobody")
        }
    }


def lead(filler: Filler, number: int) -> dict[str, Any]:
    """A lead in which every text is an attack."""
    history = [
        filler.shape(keys.EVENT, {"to": to, "date": f"2026-11-{day:02}"}, skip)
        for day, (to, skip) in enumerate(
            [
                ("s0-0", ["set", "reason"]),
                ("s0-1", ["reason"]),
                *([(f"s{number % 3}-{number % 2}", ["set", "reason"])] if number % 4 else []),
                *([(("won", "lost", "parked")[number % 3], ["set"])] if number % 5 == 0 else []),
            ],
            start=1,
        )
    ]
    history.append({"date": "2026-11-21", "note": filler.attack(2000)})
    owner = {"owner": f"p{number % 3}"} if number % 5 else {}
    given: dict[str, Any] = {"history": history, **owner}
    found = {}
    for key in keys.LEAD_KEYS:
        if key.name not in ("visibility", "pipeline"):
            filler.filled.add(("a lead", key.name))
            found[key.name] = given.get(key.name) or filler.value("a lead", key)
    return {**found, **values(filler)}


def values(filler: Filler) -> dict[str, Any]:
    """Values of all fields."""
    found: dict[str, Any] = {}
    plain = [kind for kind in keys.FIELD_TYPES if kind != "list"]
    for kind in plain:
        found[f"f-{kind}"] = of_type(filler, kind)
        found[f"f-{kind}s"] = [of_type(filler, kind) for _ in range(2)]
    found["f-record"] = [{f"p-{kind}": of_type(filler, kind) for kind in plain} for _ in range(2)]
    return found


def of_type(filler: Filler, kind: str) -> str:
    """A value of a field's type."""
    made: dict[str, Callable[[], str]] = {
        "text": filler.attack,
        "markdown": lambda: filler.attack(2000),
        "url": filler.link,
        "email": lambda: next(_addresses),
    }
    fixed = {
        "number": Plainly("12"),
        "boolean": Plainly("true"),
        "date": "2026-12-01",
        "phone": "+47 22 85 50 50",
        "money": "15000 USD",
        "choice": "o0",
        "person": "p1",
        "lead": "l1",
    }
    if kind in made:
        return made[kind]()
    return fixed[kind] if filler.valid else filler.attack()


_addresses = itertools.cycle(
    (
        "a@example.org",
        "a?bcc=evil-lead@example.org",
        "a?attach=/etc/passwd&b@example.org",
        "a&cc=evil-lead@example.org",
        "o'neil@example.org",
        "a%0Abcc:evil-lead@example.org",
        "<script>alert(1)</script>@example.org",
        "`{|}~/=!#$*@example.org",
    )
)


def uncovered(filler: Filler) -> set[tuple[str, str]]:
    """Declared keys that were never filled."""
    shapes = {one.name: one for one in vars(keys).values() if isinstance(one, Shape)}
    waiting = list(shapes.values())
    while waiting:
        for kind in (getattr(key.kind, "of", key.kind) for key in waiting.pop().keys):
            if isinstance(kind, Shape) and kind.name not in shapes:
                shapes[kind.name] = kind
                waiting.append(kind)
    declared = {(one.name, key.name) for one in shapes.values() for key in one.keys}
    return declared - filler.filled


# ── As files ───────────────────────────────────────────────────────────────


def yaml(data: Mapping[str, Any]) -> str:
    """The data as YAML in which every string is in double quotes, everything unusual escaped."""
    return "".join(f"{key}:{''.join(_lines(value, 1))}\n" for key, value in data.items())


def _lines(value: Any, depth: int) -> Iterator[str]:
    indent = "\n" + "  " * depth
    if isinstance(value, Plainly) or not value:
        yield f" {value or _quoted('')}"
    elif isinstance(value, str):
        yield f" {_quoted(value)}"
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield f"{indent}{_quoted(key)}:"
            yield from _lines(inner, depth + 1)
    else:
        for inner in value:
            yield f"{indent}-"
            yield from _lines(inner, depth + 1)


def _quoted(text: str) -> str:
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if "\ud800" <= character <= "\udfff":  # some parsers refuse the whole file
        return "\\ufffd"
    return character if " " <= character <= "~" else f"\\U{ord(character):08x}"


def pages(leads: Sequence[str]) -> dict[str, str]:
    """A page for every directive, and for every role one that has it in its title."""
    first = {"checklist": "c0", "notice": "n0", "stage": "s0", "lead": leads[0]}
    found = {}
    for name, directive in DIRECTIVES.items():
        argument = f" {first[directive.argument]}" if directive.argument else ""
        options = OPTIONS.get(name, ("",))
        found[f"d-{name}.md"] = f"# {name}\n" + "".join(
            f"\n```{{leadflow:{name}}}{argument}\n{option}```\n" for option in options
        )
    for kind in KINDS:
        target = {"field": "f-text", "step": "s0-0", "outcome": "won", **first}.get(
            kind, f"{kind[0]}0"
        )
        found[f"t-{kind}.md"] = f"# On {{leadflow:{kind}}}`{target}`\n\nA page.\n"
    found["t-process.md"] = "# {leadflow:process}`title`\n\nA page.\n"
    found["u-process.md"] = "```{leadflow:process}\n```\n"
    found["u-stage.md"] = "```{leadflow:stage} s1\n```\n"
    listed = "\n".join(name.removesuffix(".md") for name in found)
    found["index.md"] = f"# Handbook\n\n```{{toctree}}\n{listed}\n```\n"
    return found


OPTIONS = {
    "leads": (
        ":columns: lead stage step owner next f-text f-markdown f-url f-email f-choice f-record\n"
        ":new-lead:\n",
        ":group-by: f-text\n",
        ":group-by: owner\n:is: open\n",
    ),
    "lead": ("", ":title:\n"),
}
"""Options with which a directive shows more; each is a directive of its own on the page."""
