"""Whether a history only grew since an older revision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.checks.rule import Finding, rule
from sphinx_leadflow.core.diagnostic import Severity
from sphinx_leadflow.core.model import Lead

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_leadflow.checks.context import Context


@rule("history-rewritten", on=Lead, severity=Severity.WARNING)
def history_rewritten(lead: Lead, context: Context) -> Iterator[Finding]:
    """A line of a history is gone or says something else than in an older revision.

    People were told, and figures counted, by the line as it was. Add a line instead of changing
    one; where one was wrong, waive this and say why. The words of a note may be corrected. This
    is looked for by `leadflow check --against REVISION` and by `leadflow summary`.

    Bad::

        # it was {date: 2026-11-02, to: send-questionnaire, by: amara}
        history:
          - {date: 2026-10-26, to: create-lead, by: amara}
          - {date: 2026-11-09, to: send-questionnaire, by: amara}

    Good::

        history:
          - {date: 2026-10-26, to: create-lead, by: amara}
          - {date: 2026-11-02, to: send-questionnaire, by: amara}
          - {date: 2026-11-09, note: sent it once more, by: amara}
    """
    if lead.id in context.rewritten:
        yield context.rewritten[lead.id]
