"""What stands in the process and is used by nothing, or is not finished."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.checks.handbook import mentions
from sphinx_leadflow.checks.rule import Finding, rule
from sphinx_leadflow.core.diagnostic import Severity
from sphinx_leadflow.core.model import Kind, Process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.checks.context import Context
    from sphinx_leadflow.core.model import Outcome, Raci, Requirement


@rule("unfilled-field", on=Process, severity=Severity.ADVICE, sound=True)
def unfilled_field(process: Process, context: Context) -> Iterator[Finding]:
    """No step asks for a field, no outcome needs it, and it is not required.

    What nobody asks for stays empty, and whatever depends on it never happens.

    Bad::

        fields:
          paid: {title: Invoice paid, type: date}
        stages:
          sale:
            steps:
              send-invoice: Send an invoice

    Good::

        fields:
          paid: {title: Invoice paid, type: date}
        stages:
          sale:
            steps:
              send-invoice: {title: Send an invoice, fills: paid}
    """
    asked = {name for one in _requirements(process) for name in one.fields()}
    copies = {asset.own for asset in process.assets.values()}
    named = {ident for kind, ident in _mentioned(context) if kind == "field"}
    links = {one.spawns.link for one in _outcomes(process) if one.spawns}
    for field in process.fields.values():
        required = field.required or field.required_when or field.tracked
        if required or field.id in asked | copies | named | links:
            continue
        if not context.project.withholds(field):
            yield Finding(
                field.span,
                f"nobody asks for “{field.title}”",
                f"add `{field.id}` to `fills:` of the step where it becomes known",
            )


def _requirements(process: Process) -> Iterator[Requirement]:
    for step in process.steps():
        yield from (*step.needs, *step.fills)
    for outcome in _outcomes(process):
        yield from outcome.needs


def _outcomes(process: Process) -> Iterator[Outcome]:
    for pipeline in process.pipelines.values():
        yield from pipeline.outcomes.values()


def _mentioned(context: Context) -> frozenset[tuple[str, str]]:
    return context.once(("mentions",), lambda: mentions(context.process))


@rule("unused-role", on=Process, severity=Severity.ADVICE, sound=True)
def unused_role(process: Process, context: Context) -> Iterator[Finding]:
    """No step, notification, notice or text names a role.

    Either something is not told to those who should hear of it, or the role is history.

    Bad::

        roles:
          sales: Sales
          director: Director      # decides about discounts, and no step says so

    Good::

        roles:
          sales: Sales
          director: Director
        stages:
          negotiation: {title: Negotiate, role: sales, consulted: director}
    """
    used = set(_roles_in_steps(process)) | set(_roles_elsewhere(process))
    used |= {ident for kind, ident in _mentioned(context) if kind == "role"}
    for role in process.roles.values():
        if role.id not in used:
            yield Finding(
                role.span,
                f"no step and no notification names the role “{role.title}”",
                "name it where it acts or is told, or remove it",
            )


def _roles_in_steps(process: Process) -> Iterator[str]:
    for step in process.steps():
        yield from _acting(step.raci)
        yield from (tell.role for tell in step.tell)
        yield from (limit.tell for limit in step.limits)
        yield from (process.now("role", message.to) for message in step.messages)


def _roles_elsewhere(process: Process) -> Iterator[str]:
    for outcome in _outcomes(process):
        yield from (tell.role for tell in outcome.tell)
    yield from (notice.owner for notice in process.notices.values())
    yield from (role.part_of for role in process.roles.values())


def _acting(raci: Raci) -> tuple[str, ...]:
    return (
        *(*raci.responsible, *raci.accountable, *raci.helping),
        *(*raci.consulted, *raci.informed),
    )


@rule("role-without-person", on=Process, severity=Severity.ADVICE, sound=True)
def role_without_person(process: Process, context: Context) -> Iterator[Finding]:
    """Steps are given to a role of the team that nobody has.

    The work is assigned, and nobody knows that they are meant.

    Bad::

        people:
          amara: {name: Amara Okafor}
        roles:
          sales: Sales              # responsible for steps below

    Good::

        people:
          amara: {name: Amara Okafor, role: sales}
        roles:
          sales: Sales
    """
    if not process.people:
        return
    held = {ident for person in process.people.values() for ident in person.roles}
    acting = {
        ident
        for step in process.steps()
        for ident in (*step.raci.responsible, *step.raci.accountable)
    }
    for role in process.roles.values():
        if role.id in acting and role.id not in held and not role.external:
            yield Finding(
                role.span,
                f"nobody has the role “{role.title}”, and steps are given to it",
                f"add `role: {role.id}` to somebody under `people:`, or say `external: true`",
            )


@rule("unused-asset", on=Process, severity=Severity.ADVICE, sound=True)
def unused_asset(process: Process, context: Context) -> Iterator[Finding]:
    """No step uses an asset and no text links to it.

    A template that no step mentions is found by nobody who needs it. (Pages beside the process
    may link to it all the same; they are not looked at here.)

    Bad::

        assets:
          price-quote: {title: Price quote template, url: https://docs.example.org/quote}
        stages:
          sale:
            steps: {send-quote: Send a quote}

    Good::

        assets:
          price-quote: {title: Price quote template, url: https://docs.example.org/quote}
        stages:
          sale:
            steps:
              send-quote: {title: Send a quote, assets: price-quote}
    """
    used = {ident for step in process.steps() for ident in step.assets}
    used |= {ident for kind, ident in _mentioned(context) if kind == "asset"}
    for asset in process.assets.values():
        if asset.id not in used and not context.project.withholds(asset):
            yield Finding(
                asset.span,
                f"no step uses the asset “{asset.title}”",
                f"add `assets: {asset.id}` to the step that uses it, or remove it",
            )


@rule("unused-checklist", on=Process, severity=Severity.ADVICE, sound=True)
def unused_checklist(process: Process, context: Context) -> Iterator[Finding]:
    """No step shows a checklist and no text links to it.

    Its questions are asked of nobody.

    Bad::

        checklists:
          maniac-t: {title: MANIAC-T, items: {money: Is there money?}}
        stages:
          triage:
            steps: {decide-scope: Decide if they are in-scope}

    Good::

        checklists:
          maniac-t: {title: MANIAC-T, items: {money: Is there money?}}
        stages:
          triage:
            steps:
              decide-scope: {title: Decide if they are in-scope, checklist: maniac-t}
    """
    used = {ident for step in process.steps() for ident in step.checklists}
    used |= {ident for kind, ident in _mentioned(context) if kind == "checklist"}
    for checklist in process.checklists.values():
        if checklist.id not in used and not context.project.withholds(checklist):
            yield Finding(
                checklist.span,
                f"no step asks the questions of “{checklist.title}”",
                f"add `checklist: {checklist.id}` to the step where they are answered",
            )


@rule("stub-step", on=Process, severity=Severity.ADVICE)
def stub_step(process: Process, context: Context) -> Iterator[Finding]:
    """The text of a step is still to be written.

    It has an owner; this keeps it from being forgotten.

    Bad::

        steps:
          new-hub: {title: Create a hub, role: engineering, stub: true}

    Good::

        steps:
          new-hub:
            title: Create a hub
            role: engineering
            text: Follow the list in the infrastructure repository.
    """
    for step in process.steps():
        if step.stub:
            who = [process.roles[ident].title for ident in step.raci.responsible]
            yield Finding(
                step.span,
                f"the text of “{step.title}” is still a stub",
                f"{' or '.join(who) or 'somebody'} writes it, then removes `stub: true`",
            )


@rule("lost-without-reasons", on=Process, severity=Severity.ADVICE, sound=True)
def lost_without_reasons(process: Process, context: Context) -> Iterator[Finding]:
    """A lost outcome has no reasons to choose from and needs no field that tells one.

    The figures can say how many were lost and never why.

    Bad::

        outcomes:
          lost: {title: Lost, kind: lost}

    Good::

        outcomes:
          lost: {title: Lost, kind: lost, reasons: [price, timing, no-decision]}
    """
    lost = {one.span: one for one in _outcomes(process) if one.kind is Kind.LOST}
    for outcome in lost.values():
        if not outcome.reasons and not outcome.needs:
            yield Finding(
                outcome.span,
                f"leads end as “{outcome.title}” without a reason",
                "add the reasons that you hear most",
                "reasons: [price, timing, competitor, no-decision]",
            )
