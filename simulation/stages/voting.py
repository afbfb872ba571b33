"""Stage 5, voting: the cost of a no, the chances of each ballot, and the ballots."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from simulation.stages.challenge import Crisis
from simulation.stages.declare import LARGEST_COUNCIL, Column, Slots, parameter
from simulation.stages.numerics import Ballots, Bools, Floats, chance_against

if TYPE_CHECKING:
    from simulation.stages.parameters import Parameters


@dataclass(frozen=True, kw_only=True)
class VotingParameters:
    """The numbers of this stage."""

    # A line or two for what a number is, one for what is said of it.
    # fmt: off
    consensus_bonus: float = parameter(
        "b", 0.08, 0, 1, "worth of joining a yes; scales with legitimacy", off=0, unit="gain"
    )
    veto_cost: float = parameter(
        "c₀", 0.2, 0, 5, "cost of a permanent member's no", off=0, unit="gain"
    )
    dissent_cost: float = parameter(
        "c_E", 0.75, 0, 5, "cost of an elected member's no", off=0, unit="gain"
    )
    legitimacy_veto_cost: float = parameter(
        "c_ℒ", 0.5, 0, 1, "how the cost of a no scales with the Council's legitimacy",
        off=0, unit="share",
    )
    assembly_debate_cost: float = parameter(
        "c_GA", 0.0, 0, 1, "cost added by the Assembly's debate of each veto (since April 2022)",
        off=0, unit="gain", label="judged", source="A/RES/76/262: the rule, no number",
    )
    code_cost: float = parameter(
        "c_at", 0.1, 0, 1, "cost added for signatories of a code of conduct, on mass atrocities",
        off=0, unit="gain", label="judged",
        source="ACT code and French-Mexican declaration of 2015: the pledge, no number",
    )
    party_relief: float = parameter(
        "c_par", 0.05, 0, 1, "cost of a no that a party to the dispute is spared",
        off=0, unit="gain", label="judged", source="own estimate",
    )
    choice_noise: float = parameter(
        "λ", 0.033, 1e-9, math.inf, "noise of the ballot; infinite is a coin toss",
        off=math.inf, unit="gain",
    )
    absence_probability: float = parameter(
        "P(absent)", 0.0, 0, 1, "chance that a member is absent",
        off=0, unit="probability", label="judged",
        source="own choice; recorded absences are scripted",
    )
    nonparticipation: float = parameter(
        "P(NV | abstain)", 0.0, 0, 1,
        "chance that a member that would abstain takes no part instead",
        off=0, unit="probability", label="judged",
        source="own choice; measured where a scenario sets it",
    )
    sponsors_vote_yes: float = parameter(
        "sponsor", 1, 0, 1, "1: penholder and sponsors vote yes; 0: they vote as others do",
        off=0, unit="switch", label="judged", source="practice of the Council", whole=True,
    )
    # fmt: on


SLOTS = Slots("ballot", LARGEST_COUNCIL)


YES, NO, ABSTAIN, NOT_VOTING = 0, 1, 2, 3
"""The four kinds of ballot; two bits each."""

NO_VOTE = -1
"""In place of a ballot or a count where no vote was held, or the member did not sit."""

LETTERS = ("Y", "N", "A", "NV")

RICHEST = 2.0
"""The consensus bonus grows with legitimacy up to twice its rest value."""


def legitimacy_ratio(legitimacy: Floats, p: Parameters) -> Floats:
    """ℒ / ℒ₀, at most 2."""
    return np.minimum(legitimacy / p.legitimacy_prior, RICHEST)


def consensus_bonus(legitimacy: Floats, p: Parameters) -> Floats:
    """What joining a yes is worth: b · min(ℒ/ℒ₀, 2), (history,)."""
    return p.consensus_bonus * legitimacy_ratio(legitimacy, p)


def cost_of_no(
    permanent: Bools,
    signatory: Bools,
    parties: Bools,
    crisis: Crisis,
    legitimacy: Floats,
    p: Parameters,
) -> Floats:
    """What a no costs each member, (seat, history); floored just above the consensus bonus.

    Permanent members: c₀(1 + c_ℒ(ℒ/ℒ₀-1)) + c_GA + c_at·[atrocity, signatory]
    - c_par·[party]; elected ones c_E. It goes by permanent or elected, never by
    the rule set. ``permanent`` and ``signatory`` are (seat, 1) or (seat, history).
    """
    scale = 1.0 + p.legitimacy_veto_cost * (legitimacy_ratio(legitimacy, p) - 1.0)
    of_permanent = (
        p.veto_cost * scale
        + p.assembly_debate_cost
        + p.code_cost * (signatory & crisis.atrocity)
        - p.party_relief * parties
    )
    cost = np.where(permanent, of_permanent, p.dissent_cost)
    return np.maximum(cost, np.nextafter(consensus_bonus(legitimacy, p), math.inf))


def debated(p: Parameters, cost: float) -> Parameters:
    """The parameters under rules that have each veto debated, at so much more cost of a no."""
    return replace(p, assembly_debate_cost=p.assembly_debate_cost + cost) if cost else p


def room_to_abstain(p: Parameters) -> float:
    """The least c - b of any member at any legitimacy; at 0 or below abstention would vanish.

    Both sides are linear in the legitimacy ratio, so its ends decide: 0, and 2
    or what full legitimacy makes it. Coin tosses (λ infinite) have no cutpoints.
    """
    if math.isinf(p.choice_noise):
        return math.inf
    room = math.inf
    for ratio in (0.0, min(RICHEST, 1.0 / p.legitimacy_prior)):
        least = p.veto_cost * (1.0 + p.legitimacy_veto_cost * (ratio - 1.0))
        least += p.assembly_debate_cost - p.party_relief
        room = min(room, min(least, p.dissent_cost) - p.consensus_bonus * ratio)
    return room


def cutpoints_cross(p: Parameters) -> bool:
    """Whether b ≥ c for some member at some legitimacy."""
    return room_to_abstain(p) <= 0.0


def chances(
    gain: Floats, bonus: Floats, cost: Floats, noise: Floats | float, abstention_allowed: bool
) -> tuple[Floats, Floats]:
    """P(yes) and P(no) of a member that takes part; the rest abstains.

    Ordered logit with two cutpoints: P(yes) = Λ((G+b)/λ), P(no) = Λ((-c-G)/λ).
    Where abstention is not allowed, one cutpoint halfway between the two.
    """
    if abstention_allowed:
        return chance_of_yes(gain, bonus, noise), chance_of_no(gain, cost, noise)
    yes = chance_of_yes(gain, (bonus + cost) / 2.0, noise)
    return yes, 1.0 - yes


def chance_of_yes(gain: Floats, bonus: Floats, noise: Floats | float) -> Floats:
    """P(yes) = Λ((G+b)/λ)."""
    return chance_against(np.asarray((gain + bonus) / -noise))


def chance_of_no(gain: Floats, cost: Floats, noise: Floats | float) -> Floats:
    """P(no) = Λ((-c-G)/λ), where abstention is allowed."""
    return chance_against(np.asarray((gain + cost) / noise))


def ballots(luck: Floats, p_yes: Floats, p_no: Floats, absent: Bools, p: Parameters) -> Ballots:
    """Ballots (seat, history) from the luck of each member, a uniform draw.

    The unit interval is cut, from below, into absent by chance, yes, abstain,
    present but not voting, no; so a member that gains more never casts a ballot
    further from yes. ``absent`` marks those known to be away.
    """
    u = luck_of_the_present(luck, p)
    takes_no_part = p.nonparticipation * (1.0 - p_yes - p_no)
    cast = np.where(
        u < p_yes,
        YES,
        np.where(
            u >= 1.0 - p_no, NO, np.where(u >= 1.0 - p_no - takes_no_part, NOT_VOTING, ABSTAIN)
        ),
    )
    return np.where(absent | (u < 0.0), NOT_VOTING, cast).astype(np.int8)


def chances_of_ballots(
    p_yes: Floats, p_no: Floats, absent: Bools, bound: Bools, p: Parameters
) -> Floats:
    """The chances with which :func:`ballots` and :func:`duty_to_abstain` give each ballot.

    Parameters
    ----------
    p_yes, p_no : array (seat, ...)
        Chances of a member that takes part, or means of them over tempers.
    absent, bound : array of bool (seat, 1 or ...)
        Who is known to be away; who must abstain if it takes part.
    p : Parameters
        Of these, the chances of absence and of taking no part.

    Returns
    -------
    array (seat, 4, ...)
        Of YES, NO, ABSTAIN and NOT_VOTING; the four add up to 1.
    """
    present = np.where(absent, 0.0, 1.0 - p.absence_probability)
    takes_no_part = p.nonparticipation * np.maximum(1.0 - p_yes - p_no, 0.0) * present
    yes, no = (chance * present * ~bound for chance in (p_yes, p_no))
    out = np.empty((yes.shape[0], len(LETTERS), *yes.shape[1:]))
    out[:, YES], out[:, NO] = yes, no
    out[:, ABSTAIN] = np.maximum(present - yes - no - takes_no_part, 0.0)
    out[:, NOT_VOTING] = 1.0 - present + takes_no_part
    return out


def luck_of_the_present(luck: Floats, p: Parameters) -> Floats:
    """Luck as a member that is there uses it: uniform again, below 0 for the absent."""
    return (luck - p.absence_probability) / max(1.0 - p.absence_probability, 1e-300)


def with_sponsors(
    p_yes: Floats, p_no: Floats, sponsors: Bools, p: Parameters
) -> tuple[Floats, Floats]:
    """The same chances where penholder and sponsors (seat, history) stand by their text."""
    sure = sure_of_a_yes(sponsors, p)
    return np.where(sure, 1.0, p_yes), np.where(sure, 0.0, p_no)


def sure_of_a_yes(sponsors: Bools, p: Parameters) -> Bools:
    """Who votes yes whatever it thinks: penholder and sponsors, where they stand by their text."""
    return sponsors & bool(p.sponsors_vote_yes)


def duty_to_abstain(ballots: Ballots, bound: Bools) -> Ballots:
    """Ballots once those bound to abstain do so; who takes no part is left.

    Parties to the dispute are bound in decisions under Chapter VI and Art. 52(3), by Art. 27(3);
    not under Chapter VII, nor on procedure, Art. 27(2).
    """
    return np.where(bound & (ballots != NOT_VOTING), ABSTAIN, ballots).astype(np.int8)


COLUMNS = (
    Column("yes", "int8", "affirmative votes", unit="votes", blank="no vote was held"),
    Column("no", "int8", "negative votes", unit="votes", blank="no vote was held"),
    Column("abstain", "int8", "abstentions", unit="votes", blank="no vote was held"),
    Column(
        "not_voting",
        "int8",
        "absent, not participating or not counted",
        unit="votes",
        blank="no vote was held",
    ),
)
"""What this stage says of a round."""
