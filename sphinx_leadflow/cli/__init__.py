"""The command line: `leadflow` and `python -m sphinx_leadflow`.

Each verb has a module of its own; this one chooses it and keeps the promises that hold for all
of them: exit codes, closed pipes, interruption.
"""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING, Any, NoReturn

from sphinx_leadflow import __version__
from sphinx_leadflow.cli import check
from sphinx_leadflow.cli.failure import Failure
from sphinx_leadflow.core.gates.printer import printable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

INTERRUPTED = 130
"""The exit code that shells use for a program stopped with Ctrl-C."""

_EXAMPLES = """\
examples:
  leadflow check                      every problem in leads_data, with its line
  leadflow check --format github      annotations on a pull request
  leadflow explain missing-field      what a rule means, with examples

exit codes: 0 all is well, 1 there are problems, 2 could not run
"""


class _Help(argparse.HelpFormatter):
    """Examples keep their lines; a description is wrapped. Argparse has only all or nothing."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        if "\n" in text:
            return "".join(f"{indent}{line}" for line in text.splitlines(keepends=True))
        return super()._fill_text(text, width, indent)


class _Parser(argparse.ArgumentParser):
    """The parser of the command, and of each verb, which argparse makes of the same class.

    What was typed is shown in complaints in a harmless form.
    """

    _typed: tuple[str, ...] = ()

    def __init__(self, **given: Any) -> None:
        super().__init__(formatter_class=_Help, allow_abbrev=False, **given)

    def parse_known_args(  # type: ignore[override]  # the two overloads say the same
        self, args: Sequence[str] | None = None, namespace: Any = None
    ) -> tuple[argparse.Namespace, list[str]]:
        self._typed = tuple(args or ())
        return super().parse_known_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(2, f"leadflow: {printable(message)}{printable(self._dashed(message))}\n")

    def _dashed(self, message: str) -> str:
        """What to type for a value that was taken for an option, if one is missing now."""
        if "required" not in message and "expected one argument" not in message:
            return ""
        taken = [
            word
            for word in self._typed
            if word.startswith("-")
            and not word.startswith("--")
            and word[:2] not in self._option_string_actions
        ]
        if not taken:
            return ""
        return (
            f"; {taken[0][:40]!r} begins with a dash: put -- in front of it, behind all options "
            "(an option takes it as --option=VALUE)"
        )


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    _never_choke_on_characters()
    try:
        return _run(sys.argv[1:] if argv is None else list(argv))
    except SystemExit as stop:  # argparse, after --help or a mistake
        return stop.code if isinstance(stop.code, int) else 2
    except BrokenPipeError:
        _leave_quietly()
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # ours: what users get wrong is a finding or a Failure
        print(f"leadflow: {_our_mistake(error)}", file=sys.stderr)
        return 2


def _run(argv: list[str]) -> int:
    arguments = _parser(argv[0] if argv else "").parse_args(argv)
    try:
        text, code = arguments.run(arguments)
    except Failure as failure:
        print(f"leadflow: {printable(str(failure))}", file=sys.stderr)
        return 2
    sys.stdout.write(text)
    sys.stdout.flush()
    return int(code)


def _our_mistake(error: Exception) -> str:
    """Where leadflow itself went wrong. Not the exception's text: it may quote a private value."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = (
        f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "an unknown place"
    )
    kind = type(error).__name__
    return f"a mistake in leadflow itself, {kind} at {where}; please report it"


def verbs() -> tuple[ModuleType, ...]:
    """Every verb, in the order of the help."""
    from sphinx_leadflow.cli import (
        explain,
        export,
        import_,
        move,
        new,
        notify,
        rename,
        rules,
        schema,
        summary,
    )
    from sphinx_leadflow.cli import set as set_

    editing = (new, move, set_, rename)
    return (check, rules, explain, *editing, schema, summary, notify, import_, export)


def _parser(verb: str) -> argparse.ArgumentParser:
    parser = _Parser(
        prog="leadflow",
        description="Leads, pipelines and the handbook about them, from YAML in git.",
        epilog=_EXAMPLES,
    )
    parser.add_argument("--version", action="version", version=f"leadflow {__version__}")
    chosen = parser.add_subparsers(
        title="commands", metavar="COMMAND", required=True, prog="leadflow"
    )
    # A check runs in every commit: it does not wait for the words of the other verbs.
    for one in (check,) if verb == "check" else verbs():
        one.add(chosen)
    return parser


def _never_choke_on_characters() -> None:
    """A terminal that knows few characters gets escapes instead of an exception."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _leave_quietly() -> None:
    """Let the interpreter flush into nothing: who read our output has gone."""
    try:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
    except (OSError, ValueError):
        pass  # no real file behind it, so nothing will be flushed either
