"""Applies the rules: severities of the process, waivers of the leads, one sorted result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.checks.context import Context
from sphinx_leadflow.checks.rules import ALL_RULES
from sphinx_leadflow.core.diagnostic import Diagnostic, Report, Severity
from sphinx_leadflow.core.frozen import dataclass
from sphinx_leadflow.core.model import Lead, Process
from sphinx_leadflow.core.project import Loaded, Project
from sphinx_leadflow.core.public_places import on_lines
from sphinx_leadflow.core.query import Snapshot

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from sphinx_leadflow.checks.rule import Finding, Rule
    from sphinx_leadflow.core.model import Waiver


@dataclass(frozen=True, slots=True)
class Waived:
    """A finding that does not count for now, and the waiver that says so."""

    diagnostic: Diagnostic
    waiver: Waiver


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check gave: every finding, and those that are waived."""

    diagnostics: tuple[Diagnostic, ...]
    waived: tuple[Waived, ...]


def check(
    subject: Loaded | Project,
    today: dt.date,
    rules: Iterable[Rule] = ALL_RULES,
    snapshot: Snapshot | None = None,
) -> tuple[Diagnostic, ...]:
    """Every finding, sorted; with a `Loaded` those of loading are among them. Never raises.

    `snapshot` is the project today, for those who have worked out already where leads stand.
    """
    return examine(subject, today, rules, snapshot=snapshot).diagnostics


def examine(
    subject: Loaded | Project,
    today: dt.date,
    rules: Iterable[Rule] = ALL_RULES,
    rewritten: Mapping[str, Finding] | None = None,
    snapshot: Snapshot | None = None,
) -> Checked:
    """Every finding, as `check` gives it, and what is waived.

    `rewritten` holds, by lead, where its history is not what it was in an older revision.
    """
    return _Run(subject, today, tuple(rules), rewritten or {}, snapshot).result()


class _Run:
    """One pass of all rules over a project."""

    def __init__(
        self,
        subject: Loaded | Project,
        today: dt.date,
        rules: tuple[Rule, ...],
        rewritten: Mapping[str, Finding],
        snapshot: Snapshot | None,
    ) -> None:
        loaded = subject if isinstance(subject, Loaded) else Loaded(subject, ())
        self.project = loaded.project
        known = {one.id: one for one in rules}
        snapshot = snapshot or Snapshot(self.project, today)
        self.context = Context(snapshot, known, loaded.diagnostics, loaded.sources)
        self.context.rewritten = rewritten
        self.today = today
        self.report = Report()
        self.waived: list[Waived] = []
        for diagnostic in loaded.diagnostics:
            self.report.add(diagnostic)
        self.rules = [
            (one, level)
            for one in rules
            if (level := self.level(one)) and (self.context.sound or not one.sound)
        ]

    def level(self, rule: Rule) -> Severity | None:
        """How much a rule matters in this process; nothing if it is off."""
        setting = self.project.process.rules.get(rule.id)
        if setting is None:
            return rule.severity
        return None if setting.level == "off" else Severity(setting.level)

    def result(self) -> Checked:
        self.judge_process()
        on_leads = [(rule, level) for rule, level in self.rules if rule.on is Lead]
        for lead in self.project.leads.values():
            if not lead.broken:
                self.judge_lead(lead, on_leads)
        return Checked(self.report.sorted(), tuple(self.waived))

    def judge_process(self) -> None:
        for rule, level in self.rules:
            if rule.on is Process:
                for finding in rule.find(self.project.process, self.context):
                    self.report.add(self.stamped(finding, rule, level))

    def judge_lead(self, lead: Lead, rules: list[tuple[Rule, Severity]]) -> None:
        context = self.context
        waivers = {
            one.rule: one for one in lead.waive if one.until is None or one.until >= self.today
        }
        for rule, level in rules:
            for finding in rule.find(lead, context):
                diagnostic = self.stamped(finding, rule, level)
                waiver = waivers.get(rule.id)
                if waiver is None:
                    self.report.add(diagnostic)
                else:
                    self.waived.append(Waived(diagnostic, waiver))

    def stamped(self, finding: Finding, rule: Rule, level: Severity) -> Diagnostic:
        """A finding of a rule as a diagnostic."""
        found = _stamped(finding, rule, level)
        return on_lines(found) if self.project.blunt else found


def _stamped(finding: Finding, rule: Rule, level: Severity) -> Diagnostic:
    return Diagnostic(
        rule.id,
        level,
        finding.message,
        finding.span,
        finding.hint,
        finding.paste,
        finding.related,
        finding.mend,
    )
