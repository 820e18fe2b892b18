"""Attacks that others collected; README.md says where each is from.

`ATTACKS` are strings to put where a person would write a word. `YAML_SUITE` are whole files.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent


def _read(name: str) -> Any:
    return json.loads((_HERE / f"{name}.json").read_text("utf-8"))


NAUGHTY: tuple[str, ...] = tuple(_read("naughty-strings"))
MARKDOWN_ATTACKS: tuple[str, ...] = tuple(_read("markdown-it-attacks"))
COMMONMARK: tuple[str, ...] = tuple(_read("commonmark-examples"))
YAML_SUITE: tuple[str, ...] = tuple(_read("yaml-test-suite").values())


def pathological(size: int = 1000) -> tuple[str, ...]:
    """The shapes of cmark's `pathological_tests.py` that made Markdown parsers slow or deep."""
    return (
        "*a **a " * size + "b" + " a** a*" * size,
        "a**b" + "c* " * size,
        "a_ " * size,
        "*_* _ " * size,
        "_a " * size,
        "![[]()" * size,
        "[a](" * size,
        "[a](<b" * size,
        "[" * size + "a" + "]" * size,
        "[(](" * size,
        "**x [a*b**c*](d)" * size,
        "> " * size + "a",
        "".join("  " * depth + "* a\n" for depth in range(size // 10)),
        "abc\u0000de" * size,
        "".join("e" + "`" * length for length in range(1, size // 10)),
        "\n".join(f"[{number}]: u" for number in range(size)) + "[0] " * size,
        "<?" * size,
        "<!A " * size,
        "<!--" * size,
        "a <!--" * size,
        "<a href='" * size,
        "- " * size + "x",
        "\\" * size,
        "&" * size + "amp;" * size,
        "`" * size + "x",
        ":::{note}\n" * (size // 10),
        "{a}`" * size,
    )


ATTACKS: tuple[str, ...] = (*NAUGHTY, *MARKDOWN_ATTACKS, *COMMONMARK, *pathological(50))
