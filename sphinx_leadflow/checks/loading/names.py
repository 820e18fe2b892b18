"""The stories of what is found about ids that name something which is not there."""

from __future__ import annotations

from sphinx_leadflow.checks.rule import Story

NAMES = {
    "unknown-step": Story(
        "Something names a step or an outcome that does not exist.",
        "A lead that went there would be nowhere, and an arrow would lead to nothing.",
        "- {date: 2026-11-12, to: decide-scop, by: amara}",
        "- {date: 2026-11-12, to: decide-scope, by: amara}",
    ),
    "unknown-exit": Story(
        "A requirement is `for:` an exit that the step does not have.",
        "It would never apply, and the field would never be asked for.",
        "fills: [{field: agreed_price, for: agree}]\nnext: {agreed: send-contract, declined: lost}",
        "fills: [{field: agreed_price, for: agreed}]\n"
        "next: {agreed: send-contract, declined: lost}",
    ),
    "unknown-pipeline": Story(
        "Something names a pipeline that does not exist.",
        "The lead is looked for in the first one instead.",
        "pipeline: grant",
        "pipeline: grants",
    ),
    "unknown-person": Story(
        "A lead, a history line or a value names somebody who is not among the people.",
        "Nobody would find the lead among their own.",
        "owner: amra",
        "owner: amara",
    ),
    "circular-role": Story(
        "A role is part of itself, by way of the roles that it is part of.",
        "The name of a role begins with the name of what it is part of; this one would never end.",
        "roles:\n"
        "  icsi: {title: ICSI, part_of: icsi-finance}\n"
        "  icsi-finance: {title: finance, part_of: icsi}",
        "roles:\n  icsi: ICSI\n  icsi-finance: {title: finance, part_of: icsi}",
    ),
    "no-order": Story(
        "A condition or a bound asks for more or less of something that has no order.",
        "Numbers, dates, amounts, the options of a choice and the lengths of lists can be "
        "compared; texts and links cannot.",
        "needs: {field: quote, is: {at_least: 3}}",
        "needs: {field: users, is: {at_least: 3}}",
    ),
    "unknown-role": Story(
        "Something names a role that does not exist.",
        "Nobody would be told, and nobody would act.",
        "tell: [{role: finanse, because: an invoice will follow}]",
        "tell: [{role: finance, because: an invoice will follow}]",
    ),
    "unknown-asset": Story(
        "A step uses an asset that does not exist.",
        "The link would be missing on the page.",
        "assets: price-qoute",
        "assets: price-quote",
    ),
    "unknown-checklist": Story(
        "Something names a checklist that does not exist.",
        "Its questions would be asked of nobody, and its answers shown nowhere.",
        "checklist: maniac",
        "checklist: maniac-t",
    ),
    "unknown-item": Story(
        "A lead answers a question that its checklist does not ask.",
        "The answer would be shown nowhere.",
        "checklists:\n  maniac-t: {mony: true}",
        "checklists:\n  maniac-t: {money: true}",
    ),
    "unknown-field": Story(
        "Something names a field that does not exist.",
        "It would never be asked for, or a condition would never hold.",
        "fills: [quote, prise]",
        "fills: [quote, price]",
    ),
    "unknown-lead": Story(
        "Something names a lead that does not exist.",
        "The link between the two would be missing on both pages.",
        "renews: holoway-physics-2025",
        "renews: holloway-physics-2025",
    ),
    "unknown-reason": Story(
        "A lead ended for a reason that its outcome does not offer.",
        "It could not be counted with the others.",
        "- {date: 2026-10-02, to: lost, reason: too-expensive}",
        "- {date: 2026-10-02, to: lost, reason: price}",
    ),
}
