"""The order of a pipeline's steps: which follows which, and which run side by side."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from sphinx_leadflow.core.model import Order

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_leadflow.core.model import Step


def order_of(steps: Mapping[str, Step]) -> Order:
    """What follows from the order of these steps and from their `beside`."""
    return Order(
        {ident: place for place, ident in enumerate(steps)}, dict(pairwise(steps)), _groups(steps)
    )


def _groups(steps: Mapping[str, Step]) -> dict[str, tuple[str, ...]]:
    """Whoever runs beside a step runs beside all that run beside it, whichever names the other."""
    beside: dict[str, list[str]] = {}
    for step in steps.values():
        for other in step.beside:
            beside.setdefault(step.id, []).append(other)
            beside.setdefault(other, []).append(step.id)
    found: dict[str, tuple[str, ...]] = {}
    places = {ident: place for place, ident in enumerate(steps)}
    for ident in beside:
        if ident not in found:
            members = tuple(sorted(_together(ident, beside), key=places.__getitem__))
            found.update(dict.fromkeys(members, members))
    return found


def _together(ident: str, beside: Mapping[str, list[str]]) -> set[str]:
    members: set[str] = set()
    queue = [ident]
    while queue:
        one = queue.pop()
        if one not in members:
            members.add(one)
            queue += beside[one]
    return members
