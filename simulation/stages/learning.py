"""Stage 10, learning: beliefs of challengers, support at home, legitimacy, trust in R2P."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulation.stages.bypass import Action
from simulation.stages.declare import CONVENTION, Column, parameter
from simulation.stages.numerics import Bools, Floats, Ints, logistic, or_zero

if TYPE_CHECKING:
    from simulation.stages.parameters import Parameters


@dataclass(frozen=True, kw_only=True)
class LearningParameters:
    """The numbers of this stage."""

    # A line or two for what a number is, one for what is said of it.
    # fmt: off
    learning_rate: float = parameter(
        "η", 0.2, 0, 1, "weight of the last challenge in beliefs",
        off=0, unit="share", label="judged", source=CONVENTION,
    )
    forgetting: float = parameter(
        "drift", 0.02, 0, 1, "drift to the prior in a quiet round", off=0, unit="share"
    )
    support_prior: float = parameter(
        "S₀", 0.6, 0.01, 0.99, "public support for contributing, at rest", off=None, unit="share"
    )
    support_mandate: float = parameter(
        "S_ℓ", 0.09, 0, 1, "support that a mandate adds",
        off=0, unit="share", label="measured",
        source="Chapman and Reiter 2004: up to 9 points of approval",
    )
    support_casualties: float = parameter(
        "S_cas", 0.15, 0, 1, "support lost by each tenfold of casualties",
        off=0, unit="share", label="estimated",
        source="Mueller's rule for Korea and Vietnam: about 15 points",
    )
    support_success: float = parameter(
        "ζ", 0.2, 0, 1, "support for the prospect of success",
        off=0, unit="share", label="judged", source="Gelpi, Feaver and Reifler 2005: direction",
    )
    casualty_decay: float = parameter(
        "δ_cas", 0.25, 0, 1, "share of casualties forgotten each round", off=1, unit="share"
    )
    withdrawal: float = parameter(
        "S_min", 0.35, 0, 1, "support below which a contributor withdraws", off=0, unit="share"
    )
    legitimacy_rate: float = parameter(
        "η_ℒ", 0.1, 0, 1, "weight of the last round in legitimacy", off=0, unit="share"
    )
    unlawful_target: float = parameter(
        "ℒ_unl", 0.2, 0, 1, "legitimacy towards which unlawful force draws",
        off=None, unit="legitimacy",
    )
    overreach: float = parameter(
        "P(over)", 0.3, 0, 1, "chance that force exceeds its mandate in an atrocity, by strength",
        off=0, unit="probability", label="judged", source="own estimate after Libya 2011",
    )
    overreach_price: float = parameter(
        "r_over", 0.5, 0, 1, "share of trust in R2P that exceeding a mandate spends",
        off=0, unit="share", label="judged", source="own estimate after Libya 2011",
    )
    # fmt: on


def averaged(belief: Floats, seen: Floats | float, weight: float, where: Bools) -> Floats:
    """A belief after one more observation: (1-w)·belief + w·seen where there was one."""
    return np.where(where, (1.0 - weight) * belief + weight * seen, belief)


def response_belief(
    response: Floats,
    group: Ints,
    challenged: Bools,
    answered: Bools,
    settled_in_peace: Bools,
    p: Parameters,
) -> Floats:
    """π̂ (class, history) after the round.

    Where a crisis stands, the belief about its challenger's class moves by η
    towards 1 if it was answered, 0 if not, and no other class's. Where it was
    settled in peace, by good offices alone, there was nothing to answer, and no
    belief moves. Where no crisis stands, all drift to the prior.
    """
    mine = group == np.arange(2)[:, None]
    met = challenged & mine & ~settled_in_peace
    learned = averaged(response, answered.astype(np.float64), p.learning_rate, met)
    return averaged(learned, p.belief_response, p.forgetting, ~challenged)


def success_belief(
    success: Floats, group: Ints, challenged: Bools, answered: Bools, p_win: Floats, p: Parameters
) -> Floats:
    """p̂ (class, history) after the round: as π̂, but only from answers and their computed p_win."""
    mine = group == np.arange(2)[:, None]
    learned = averaged(success, p_win, p.learning_rate, answered & mine)
    return averaged(learned, p.belief_success, p.forgetting, ~challenged)


def support(
    casualties: Floats, mandated: Bools, answered: Bools, p_win: Floats, p: Parameters
) -> Floats:
    """Public support S (contributor, history).

    S₀ + S_ℓ·[mandate] - S_cas·log₁₀(1 + casualties) + ζ(p_win - ½)·[answered], in 0 to 1.
    """
    hope = np.where(answered, p.support_success * (p_win - 0.5), 0.0)
    lost = p.support_casualties * np.log10(1.0 + casualties)
    return np.clip(p.support_prior + p.support_mandate * mandated + hope - lost, 0.0, 1.0)


def willingness(support: Floats, p: Parameters) -> Floats:
    """What support leaves of capability: Λ(4(S-½))/Λ(4(S₀-½)), nothing below S_min."""
    rest = logistic(np.asarray(4.0 * (p.support_prior - 0.5)))
    return np.where(support < p.withdrawal, 0.0, logistic(4.0 * (support - 0.5)) / rest)


def legitimacy(
    legitimacy: Floats,
    action: Ints,
    lawful: Bools,
    won: Bools,
    unanswered: Bools,
    p: Parameters,
) -> Floats:
    """ℒ (history,) after the round: a step of η_ℒ towards what the round deserves.

    1 where a mandate won, ½ where it did not or the Assembly stood in, ℒ_unl where force
    was unlawful, 0 where a grave crisis went unanswered; otherwise a drift to ℒ₀.
    """
    by_council, by_assembly = action == Action.COUNCIL, action == Action.ASSEMBLY
    unlawful = (action != Action.NONE) & ~lawful
    target = np.select(
        [by_council & won, by_council | by_assembly, unlawful, unanswered],
        [1.0, 0.5, p.unlawful_target, 0.0],
        np.nan,
    )
    moved = ~np.isnan(target)
    stepped = averaged(legitimacy, or_zero(target), p.legitimacy_rate, moved)
    return averaged(stepped, p.legitimacy_prior, p.forgetting, ~moved)


def exceeded(
    uniform: Floats, mandated: Bools, atrocity: Bools, strength: Floats, p: Parameters
) -> Bools:
    """Whether force exceeds a mandate against an atrocity: probability P(over) · y, (history,).

    ``mandated`` says where force is used under a mandate.
    """
    return mandated & atrocity & (uniform < p.overreach * strength)


def r2p_trust(trust: Floats, exceeded: Bools, p: Parameters) -> Floats:
    """Trust in the responsibility to protect: spent by exceeding a mandate, else drifting back."""
    spent = np.where(exceeded, trust * (1.0 - p.overreach_price), trust)
    return averaged(spent, p.r2p_trust, p.forgetting, ~exceeded)


COLUMNS = (
    Column("legitimacy", "float64", "legitimacy of the Council after the round", unit="legitimacy"),
    Column(
        "response_clients",
        "float64",
        "belief after the round that clients are answered",
        unit="probability",
    ),
    Column(
        "response_others",
        "float64",
        "belief after the round that others are answered",
        unit="probability",
    ),
    Column(
        "success_clients",
        "float64",
        "belief after the round that answers to clients succeed",
        unit="probability",
    ),
    Column(
        "success_others",
        "float64",
        "belief after the round that answers to others succeed",
        unit="probability",
    ),
    Column(
        "r2p", "float64", "trust in the responsibility to protect after the round", unit="share"
    ),
    Column(
        "casualties",
        "float64",
        "casualties still felt after the round, all contributors",
        unit="casualties",
    ),
    Column("support", "float64", "mean public support for contributing", unit="share"),
)
"""What this stage says of a round."""
