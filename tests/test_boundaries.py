"""The walls of the house: who may import what, and which names stay outside which room.

Every rule is a function from a parsed module to complaints. It is run over the package, and over
a planted fault that it must notice: a rule that sees nothing would look like a clean house.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

PACKAGE = "sphinx_leadflow"
ROOT = Path(__file__).parents[1] / PACKAGE

# Imports point downwards. A room may always import from itself and ask for `__version__`.
BELOW = {
    "core": set(),
    "checks": {"core"},
    "edit": {"core"},
    "history": {"core"},
    "transfer": {"core", "checks", "edit"},
    "memory": {"core"},
    "ext": {"core", "checks", "history", "memory"},
    "papers": {"core"},
    "cli": {"core", "checks", "edit", "history", "memory", "papers", "transfer"},
    "__main__": {"cli"},
    "__init__": {"ext"},
}
DOORS = ("cli/", "ext/config.py")
HOSTS = {"sphinx", "docutils", "myst_parser", "markdown_it", "mdit_py_plugins", "jinja2"}
YAML_READERS = ("core/syntax.py", "core/yaml_errors.py")

CLOCKS = {
    *("date.today", "datetime.today", "datetime.now", "datetime.utcnow", "datetime.fromtimestamp"),
    *("time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.strftime"),
}
# What runs code, starts programs, reaches the network or makes no two runs alike, and the rooms
# that own it. An owner of a network does so on a user's command, never on data's.
OWNERS = {
    "apprise": ("cli/",),
    "ctypes": (),
    "ftplib": (),
    "jinja2": (),
    "markupsafe": (),
    "http": (),
    "httpx": (),
    "marshal": (),
    "multiprocessing": (),
    "pickle": ("ext/environment.py",),
    "random": (),
    "requests": (),
    "runpy": (),
    "secrets": (),
    "shelve": (),
    "smtplib": ("cli/",),
    "socket": (),
    "subprocess": ("history/",),
    "urllib.request": (),
    "uuid": (),
}
FILE_METHODS = (".read_text", ".read_bytes", ".write_text", ".write_bytes")
ADDRESS = re.compile(r"(https?|ftp|file|mailto|tel|data|javascript):")
RUNNERS = {"eval", "exec", "compile", "__import__"}
OS_RUNNERS = re.compile(r"os\.(system|popen|startfile|fork|exec\w+|spawn\w+|posix_spawn\w*)")


@dataclass(frozen=True)
class Module:
    """A module of the package: its path below it, with slashes, and its syntax tree."""

    path: str
    tree: ast.Module

    @property
    def room(self) -> str:
        return self.path.split("/")[0].removesuffix(".py")

    def within(self, places: tuple[str, ...]) -> bool:
        return self.path.startswith(places)

    def imports(self, skip: tuple[ast.AST, ...] = ()) -> Iterator[tuple[int, str]]:
        """Every imported name in full, with its line: ``from a import b`` is ``a.b``."""
        for node in walk(self.tree, skip):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                source = self.absolute(node)
                yield from ((node.lineno, f"{source}.{alias.name}") for alias in node.names)

    def absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        here = [PACKAGE, *self.path.split("/")]
        return ".".join(here[: -node.level] + ([node.module] if node.module else []))


def walk(tree: ast.AST, skip: tuple[ast.AST, ...]) -> Iterator[ast.AST]:
    if tree in skip:
        return
    yield tree
    for child in ast.iter_child_nodes(tree):
        yield from walk(child, skip)


def is_below(name: str, package: str) -> bool:
    return f"{name}.".startswith(f"{package}.")


def the_host_stays_in_ext(module: Module) -> Iterator[str]:
    """Sphinx takes 0.7 s to import; only `ext` knows it, and `setup`, which Sphinx itself calls."""
    if module.room == "ext":
        return
    for line, name in module.imports(skip=what_only_sphinx_runs(module)):
        if name.split(".")[0] in HOSTS:
            yield f"{line}: imports {name}"


def what_only_sphinx_runs(module: Module) -> tuple[ast.AST, ...]:
    """The parts of the package's `__init__` that run under Sphinx, or only in a type checker."""
    if module.path != "__init__.py":
        return ()
    return tuple(
        node
        for node in module.tree.body
        if (isinstance(node, ast.FunctionDef) and node.name == "setup")
        or (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
    )


def imports_point_downwards(module: Module) -> Iterator[str]:
    if module.room not in BELOW:
        yield f"1: is in no room of the house ({', '.join(BELOW)})"
        return
    allowed = {module.room, *BELOW[module.room]}
    for line, name in module.imports():
        if is_below(name, PACKAGE):
            room = name.split(".")[1] if "." in name else ""
            if room in BELOW and room not in allowed:
                yield f"{line}: {module.room} imports {name}"


def only_setup_imports_ext(module: Module) -> Iterator[str]:
    """`import sphinx_leadflow` must not import Sphinx, so `__init__` reaches `ext` in `setup`."""
    if module.path == "__init__.py":
        for line, name in module.imports(skip=what_only_sphinx_runs(module)):
            if is_below(name, PACKAGE):
                yield f"{line}: imports {name} when it is imported itself"


def one_module_reads_yaml(module: Module) -> Iterator[str]:
    if module.path not in YAML_READERS:
        for line, name in module.imports():
            if is_below(name, "yaml"):
                yield f"{line}: imports {name}"


def dangerous_modules_have_owners(module: Module) -> Iterator[str]:
    for line, name in module.imports():
        for dangerous, owners in OWNERS.items():
            if is_below(name, dangerous) and not (owners and module.within(owners)):
                yield f"{line}: imports {name}"


def nothing_runs_strings(module: Module) -> Iterator[str]:
    for call in calls(module):
        name = ast.unparse(call.func)
        if name in RUNNERS or OS_RUNNERS.fullmatch(name) or name.endswith("import_module"):
            yield f"{call.lineno}: calls {name}"


def templates_are_ours(module: Module) -> Iterator[str]:
    """`format` on a text that came from outside reads attributes: `{x.__class__}`."""
    for call in calls(module):
        match call.func:
            case ast.Attribute(ast.Constant(), "format"):
                pass
            case ast.Attribute(_, "format_map") | ast.Attribute(_, "format"):
                yield f"{call.lineno}: calls {ast.unparse(call.func)}"


def only_the_doors_read_the_clock(module: Module) -> Iterator[str]:
    if module.within(DOORS):
        return
    for call in calls(module):
        last_two = ".".join(ast.unparse(call.func).split(".")[-2:])
        if last_two in CLOCKS:
            yield f"{call.lineno}: calls {last_two}; `today` is a parameter"
    for line, name in module.imports():
        if name in CLOCKS:
            yield f"{line}: imports {name}; `today` is a parameter"


def only_cli_prints(module: Module) -> Iterator[str]:
    if module.room in {"cli", "__main__"}:
        return
    for call in calls(module):
        if ast.unparse(call.func) == "print":
            yield f"{call.lineno}: prints"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"sys.stdout", "sys.stderr"}:
            yield f"{node.lineno}: uses {ast.unparse(node)}"


def only_ext_logs(module: Module) -> Iterator[str]:
    """What is wrong with the data is a diagnostic, which a door then shows."""
    if module.room == "ext":
        return
    for line, name in module.imports():
        if is_below(name, "logging") or is_below(name, "warnings"):
            yield f"{line}: imports {name}"


def only_the_doors_read_the_environment(module: Module) -> Iterator[str]:
    if module.within(DOORS):
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"os.environ", "os.getenv"}:
            yield f"{node.lineno}: uses {ast.unparse(node)}"
    for line, name in module.imports():
        if name in {"os.environ", "os.getenv"}:
            yield f"{line}: imports {name}"


def nothing_is_raw(module: Module) -> Iterator[str]:
    """A raw node prints whatever it holds; our pictures and tables are nodes with visitors."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node).endswith("nodes.raw"):
            yield f"{node.lineno}: uses {ast.unparse(node)}"
    for line, name in module.imports():
        if name == "docutils.nodes.raw":
            yield f"{line}: imports {name}"


def core_opens_files_in_one_place(module: Module) -> Iterator[str]:
    """Whatever reads a file of the data must not follow links, open pipes or read for ever."""
    if module.room not in {"core", "checks"} or module.path == "core/source.py":
        return
    for call in calls(module):
        name = ast.unparse(call.func)
        if name in {"open", "os.open", "io.open"} or name.endswith(FILE_METHODS):
            yield f"{call.lineno}: calls {name}"


def addresses_are_made_at_the_gate(module: Module) -> Iterator[str]:
    """An address that is put together from data brings what the data says: headers, for one."""
    if module.path in ("core/gates/link.py", "ext/markup.py"):  # mail and telephone
        return
    for node in ast.walk(module.tree):
        match node:
            case ast.JoinedStr([ast.Constant(str(text)), *_]) | ast.BinOp(
                ast.Constant(str(text)), ast.Add() | ast.Mod()
            ) if ADDRESS.match(text):
                yield f"{node.lineno}: makes an address that begins with {text!r}"


def calls(module: Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(module.tree) if isinstance(node, ast.Call))


Rule = Callable[[Module], Iterator[str]]

# Each rule with faults that it must notice, as (path, source).
RULES: dict[Rule, list[tuple[str, str]]] = {
    the_host_stays_in_ext: [
        ("core/model.py", "from docutils import nodes"),
        ("cli/check.py", "def run():\n    import sphinx.application"),
        ("checks/run.py", "from markdown_it import MarkdownIt"),
        ("__init__.py", "from sphinx.application import Sphinx"),
        ("__init__.py", "def version():\n    import sphinx"),
    ],
    imports_point_downwards: [
        ("core/query.py", "from ..checks import run"),
        ("core/query.py", "from sphinx_leadflow.ext import pages"),
        ("core/gates/text.py", "from ...cli import main"),
        ("checks/rules/stale.py", "from sphinx_leadflow import ext"),
        ("cli/check.py", "from sphinx_leadflow.ext.log import log"),
        ("ext/log.py", "import sphinx_leadflow.cli"),
        ("attic/old.py", ""),
    ],
    only_setup_imports_ext: [("__init__.py", "from sphinx_leadflow.ext import setup_extension")],
    one_module_reads_yaml: [
        ("core/decode.py", "import yaml"),
        ("edit/move.py", "from yaml import safe_load"),
    ],
    dangerous_modules_have_owners: [
        ("ext/pages.py", "import pickle"),
        ("core/source.py", "import subprocess"),
        ("ext/log.py", "from urllib.request import urlopen"),
        ("core/query.py", "from random import shuffle"),
    ],
    nothing_runs_strings: [
        ("core/decode.py", "eval(text)"),
        ("cli/main.py", "os.execvp('git', words)"),
        ("ext/config.py", "importlib.import_module(name)"),
    ],
    templates_are_ours: [
        ("core/views.py", "text.format(lead=lead)"),
        ("core/views.py", "step.title.format_map(fields)"),
    ],
    only_the_doors_read_the_clock: [
        ("core/metrics.py", "datetime.date.today()"),
        ("ext/pages.py", "datetime.now(UTC)"),
        ("checks/run.py", "from time import time"),
    ],
    only_cli_prints: [
        ("core/project.py", "print(1)"),
        ("ext/log.py", "sys.stderr.write('x')"),
    ],
    only_ext_logs: [("core/project.py", "import logging"), ("checks/run.py", "import warnings")],
    only_the_doors_read_the_environment: [
        ("core/project.py", "os.environ['HOME']"),
        ("ext/pages.py", "from os import getenv"),
    ],
    nothing_is_raw: [
        ("ext/components/board.py", "nodes.raw('', text, format='html')"),
        ("ext/components/board.py", "from docutils.nodes import raw"),
    ],
    core_opens_files_in_one_place: [
        ("core/project.py", "open(path)"),
        ("checks/run.py", "path.read_text('utf-8')"),
    ],
    addresses_are_made_at_the_gate: [
        ("core/views/table.py", "f'mailto:{text}'"),
        ("ext/components/roles.py", "'https://' + host"),
    ],
}

MODULES = [
    Module(path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8")))
    for path in sorted(ROOT.rglob("*.py"))
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_package_keeps_the_rule(rule: Rule) -> None:
    assert [
        f"{PACKAGE}/{module.path}:{fault}" for module in MODULES for fault in rule(module)
    ] == []


@pytest.mark.parametrize(
    ("rule", "path", "source"),
    [(rule, path, source) for rule, faults in RULES.items() for path, source in faults],
    ids=lambda value: value.__name__ if callable(value) else None,
)
def test_the_rule_notices_a_planted_fault(rule: Rule, path: str, source: str) -> None:
    assert list(rule(Module(path, ast.parse(source))))


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("__init__.py", "def setup(app):\n    from sphinx_leadflow.ext import setup_extension"),
        ("__init__.py", "if TYPE_CHECKING:\n    from sphinx.application import Sphinx"),
        ("ext/config.py", "from docutils import nodes\ndate.today()"),
        ("cli/check.py", "from ..checks.run import check\nprint(date.today(), os.environ)"),
        ("core/syntax.py", "import yaml\nfrom . import source"),
        ("core/views.py", "'{} leads'.format(3)\nre.compile('x')"),
        ("history/git.py", "import subprocess\nfrom sphinx_leadflow import __version__"),
    ],
)
def test_what_is_allowed_passes(path: str, source: str) -> None:
    module = Module(path, ast.parse(source))
    assert [fault for rule in RULES for fault in rule(module)] == []


def test_the_walls_are_drawn_around_real_modules() -> None:
    paths = {module.path for module in MODULES}
    assert {"__init__.py", "__main__.py", *YAML_READERS, "ext/config.py"} <= paths


def test_the_command_line_starts_without_sphinx() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", PACKAGE, "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    imported = re.findall(r"^import time:.*\|\s*([\w.]+)$", done.stderr, flags=re.MULTILINE)
    assert f"{PACKAGE}.cli" in imported
    assert {name for name in imported if name.split(".")[0] in HOSTS} == set()
