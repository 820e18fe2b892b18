"""What a YAML text says and which comments it holds, found out without the package's own parser."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import yaml

_SIGN = re.compile(r"[|>][-+0-9]*")


def said(text: str) -> Any:
    """The data of a file, every value as its text; how blocks end does not count."""
    return _trimmed(yaml.load(text, yaml.BaseLoader))


def _trimmed(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _trimmed(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_trimmed(value) for value in data]
    return data.rstrip("\n") if isinstance(data, str) else data


def comments(text: str) -> Counter[str]:
    """The comments of a file: what begins with # outside of every token of text."""
    masked = list(text)
    for token in yaml.scan(text, yaml.SafeLoader):  # the Python scanner: the other implementation
        if isinstance(token, yaml.ScalarToken):
            start, end = token.start_mark.index, token.end_mark.index
            if token.style in ("|", ">"):
                sign = _SIGN.match(text, start)
                assert sign is not None
                masked[start : sign.end()] = "x" * (sign.end() - start)
                start = re.compile(r"$", re.M).search(text, start).end() + 1  # type: ignore[union-attr]
            masked[start:end] = re.sub(r"[^\r\n]", "x", text[start:end])
    found = re.findall(r"(?<!\S)#[^\r\n]*", "".join(masked))
    return Counter(found)


def added_and_removed(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that only one of two texts has, line ends included, in order."""
    import difflib

    steps = list(difflib.ndiff(before.splitlines(True), after.splitlines(True)))
    return (
        [step[2:] for step in steps if step.startswith("+ ")],
        [step[2:] for step in steps if step.startswith("- ")],
    )
