"""Whether what switches rules off still means something: `rules:` and `waive:`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.checks.rule import Finding, rule
from sphinx_leadflow.core.diagnostic import Severity
from sphinx_leadflow.core.model import Lead, Process
from sphinx_leadflow.core.suggest import closest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.checks.context import Context

_SEE = "`leadflow rules` lists them all"


@rule("unknown-rule", on=Process, severity=Severity.ERROR)
def unknown_rule(process: Process, context: Context) -> Iterator[Finding]:
    """`rules:` names a rule that does not exist.

    Somebody believes that it is off, or an error, and it is neither.

    Bad::

        rules:
          stale-leads: warning

    Good::

        rules:
          stale-lead: warning
    """
    for ident, setting in process.rules.items():
        if ident not in context.rules:
            hint = closest(ident, context.rules) or _SEE
            yield Finding(setting.span, f"there is no rule {ident[:40]!r}", hint)


@rule("unknown-waiver", on=Lead, severity=Severity.ERROR)
def unknown_waiver(lead: Lead, context: Context) -> Iterator[Finding]:
    """A lead waives a rule that does not exist, or one that judges the process.

    The exception was meant for something, and does nothing.

    Bad::

        waive:
          - {rule: missing-fields, because: quoted before there was a pricing sheet}

    Good::

        waive:
          - {rule: missing-field, because: quoted before there was a pricing sheet}
    """
    for waiver in lead.waive:
        known = context.rules.get(waiver.rule)
        if known is None:
            message = f"there is no rule {waiver.rule[:40]!r}"
            on_leads = [one.id for one in context.rules.values() if one.on is Lead]
            yield Finding(waiver.span, message, closest(waiver.rule, on_leads) or _SEE)
        elif known.on is not Lead:
            message = f"the rule {waiver.rule!r} judges the process, not a lead"
            yield Finding(waiver.span, message, "change it under `rules:` in process.yaml")


@rule("waiver-expired", on=Lead, severity=Severity.ADVICE)
def waiver_expired(lead: Lead, context: Context) -> Iterator[Finding]:
    """The day is past until which a rule was waived: it counts again.

    An exception without an end becomes the rule. Renew it with a new day, or remove it.

    Bad::

        waive:
          - {rule: missing-field, because: the invoice is late, until: 2026-10-31}

    Good::

        waive:
          - {rule: missing-field, because: the invoice is late, until: 2027-01-31}
    """
    for waiver in lead.waive:
        if waiver.until is not None and waiver.until < context.today:
            yield Finding(
                waiver.span,
                f"the waiver of {waiver.rule[:40]!r} ended on {waiver.until}",
                "remove it, or write a new day",
            )
