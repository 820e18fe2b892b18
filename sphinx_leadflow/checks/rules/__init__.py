"""Every rule, in the order in which they are explained: leads, then time, then the process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_leadflow.checks.rules import (
    flow,
    history,
    missing,
    moves,
    people,
    settings,
    targets,
    texts,
    time,
    upkeep,
)

if TYPE_CHECKING:
    from sphinx_leadflow.checks.rule import Rule

ALL_RULES: tuple[Rule, ...] = (
    missing.missing_field,
    missing.missing_needs,
    missing.missing_outcome_needs,
    missing.empty_at_end,
    missing.unanswered_checklist,
    moves.undrawn_move,
    moves.dates_out_of_order,
    moves.date_in_future,
    moves.missing_reason,
    moves.no_history,
    history.history_rewritten,
    people.no_owner,
    people.duplicate_name,
    people.near_duplicate_organisation,
    time.stale_lead,
    time.overdue_lead,
    time.wait_over,
    time.limit_reached,
    flow.single_exit_decision,
    flow.unreachable_step,
    flow.dead_end_step,
    flow.loop_without_exit,
    upkeep.unfilled_field,
    texts.unknown_mention,
    upkeep.unused_role,
    upkeep.role_without_person,
    upkeep.unused_asset,
    upkeep.unused_checklist,
    upkeep.stub_step,
    upkeep.lost_without_reasons,
    time.review_overdue,
    targets.missed_target,
    settings.unknown_rule,
    settings.unknown_waiver,
    settings.waiver_expired,
)
