"""Figures that are off their declared targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.checks.rule import Finding, rule
from sphinx_leadflow.core.diagnostic import Severity
from sphinx_leadflow.core.model import Process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.checks.context import Context


@rule("missed-target", on=Process, severity=Severity.ADVICE, sound=True)
def missed_target(process: Process, context: Context) -> Iterator[Finding]:
    """A figure is off the target that the process declares for it.

    A target is a red line that the team drew for itself, so that nobody has to watch the figure.
    It is judged once `after` leads are behind it, and never where a public build does not know
    all of them.

    Bad::

        figures:
          targets:
            qualified:            # 3 of 33 leads came from triage to negotiation
              {figure: conversion, from: triage, to: negotiation, at_least: 0.15, after: 20}

    Good::

        figures:
          targets:
            qualified:            # 9 of 33
              {figure: conversion, from: triage, to: negotiation, at_least: 0.15, after: 20}
    """
    if not process.figures.targets:
        return
    # Most processes declare none, and need not wait for the figures.
    from sphinx_leadflow.core.metrics.targets import verdicts

    for one in verdicts(context.snapshot):
        if one.met is False:
            whose = f" for {one.cohort}" if one.cohort else ""
            yield Finding(
                one.target.span,
                f"the target “{one.target.title}” is missed{whose}: "
                f"{one.what} is {one.said}, wanted {one.wanted}",
                "look at the leads behind it, or set a target that can be met",
            )
