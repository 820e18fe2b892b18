"""How every figure is worked out, in words that a page, a tooltip or the manual can quote."""

from __future__ import annotations

from sphinx_leadflow.core.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Formula:
    """One figure: what it is called, how it is worked out, and where the method comes from."""

    id: str
    title: str
    text: str
    source: str = ""


WILSON = (
    "E. B. Wilson (1927), Probable inference, the law of succession, and statistical "
    "inference. Journal of the American Statistical Association 22, 209–212."
)
KAPLAN_MEIER = (
    "E. L. Kaplan and P. Meier (1958), Nonparametric estimation from incomplete "
    "observations. Journal of the American Statistical Association 53, 457–481."
)
BROOKMEYER_CROWLEY = (
    "Its interval: R. Brookmeyer and J. Crowley (1982), A confidence interval for the median "
    "survival time. Biometrics 38, 29–41."
)

_FORMULAS = (
    Formula(
        "reached",
        "Leads that came this far",
        "Leads that ever stood at this place or further on, each counted once however often it "
        "came back. A lead that skipped the place and stood further on counts, and one that was "
        "won counts everywhere. The share is of all leads, those still on their way included.",
    ),
    Formula(
        "conversion",
        "Conversion",
        "Of the leads that stood in the first place and were decided since: the share that came "
        "to the second place or further. Decided means: came there, or was lost. Leads still on "
        "their way or parked are counted beside it, not as failures. The interval is Wilson's, "
        "with 95 % confidence.",
        WILSON,
    ),
    Formula(
        "win-rate",
        "Win rate",
        "Won leads divided by won and lost leads. Open and parked leads are counted beside it. "
        "The interval is Wilson's, with 95 % confidence.",
        WILSON,
    ),
    Formula(
        "renewal-rate",
        "Renewal rate (measured ρ)",
        "Of the contracts whose service has ended: the share that a won lead renews. A contract "
        "is decided once its renewal was won or lost, or when 180 days have passed without one; "
        "until then it is counted beside the rate. The interval is Wilson's, with 95 % "
        "confidence.",
        WILSON,
    ),
    Formula(
        "new-rate",
        "Rate of new leads (measured η)",
        "The win rate of leads that renew nothing.",
        WILSON,
    ),
    Formula(
        "time-in",
        "Time in a stage or step",
        "Days from entering to leaving, over all visits of a lead together. Declared pauses "
        "(`waiting:`) are taken off and shown beside it. The median is the Kaplan–Meier "
        "estimate: a lead that is still there has stayed at least so long, and counts as that. "
        "Where fewer than half have left there is no median yet.",
        f"{KAPLAN_MEIER} {BROOKMEYER_CROWLEY}",
    ),
    Formula(
        "time-to-win",
        "Time to win",
        "Days from a lead's first step to the day it was won: the median of won leads.",
    ),
    Formula(
        "flows",
        "Moves between stages",
        "Moves from one stage to another or to an outcome. Moves between the steps of one stage "
        "are none; a move to an earlier stage is a return and is counted apart.",
    ),
    Formula(
        "cmrr",
        "Contracted monthly revenue (CMRR)",
        "The value of every won contract, spread evenly over the months of its service so that "
        "the cents add up exactly; summed over the contracts that are in service in the month.",
    ),
    Formula(
        "fmrr",
        "Forecast monthly revenue (FMRR)",
        "CMRR + ρ · renewals + η · new. Renewals are contracts that have ended by then and have "
        "neither been renewed nor lost, new is every open lead that renews nothing, both by "
        "what they pay a month. ρ and η are declared in the process.",
    ),
    Formula(
        "expected",
        "Expected monthly revenue",
        "CMRR plus what every open lead and every renewal would pay in the month times its "
        "chance: the lead's own `probability`, else for a renewal ρ and for a new lead the "
        "`probability` of its stage, else η.",
    ),
    Formula(
        "renewal-due",
        "Renewals due",
        "Won contracts that no won or lost lead renews yet, by the days until their renewal.",
    ),
    Formula(
        "loss-reasons",
        "Why leads are lost",
        "Lost leads by the reason of their outcome, each divided by all lost leads. The interval "
        "is Wilson's, with 95 % confidence.",
        WILSON,
    ),
    Formula(
        "gaps",
        "Gaps that go before a loss",
        "Of the won and lost leads that stood at a step which asks a question: the share that was "
        "lost, told apart by whether the answer spoke for the lead, against it, or was never "
        "given. The interval is Wilson's, with 95 % confidence. That two things go together does "
        "not say that one is the cause.",
        WILSON,
    ),
    Formula(
        "look-back",
        "The forecast as it was",
        "The forecast made again from the history lines up to that day, beside what is "
        "contracted today. The value of a field that is `tracked` is the one of that day, for its "
        "changes are history lines. Of all other fields only today's value is known, and so it is "
        "with the declared rates and probabilities.",
    ),
)

FORMULAS = {one.id: one for one in _FORMULAS}
"""Every formula by id, in the order of the reference."""
