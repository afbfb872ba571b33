"""Stage 10, learning: beliefs of challengers, support at home, legitimacy, trust in R2P."""

from __future__ import annotations

import numpy as np

from simulation.stages.bypass import Action
from simulation.stages.numerics import Bools, Floats, Ints, logistic, or_zero
from simulation.stages.parameters import Parameters


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
    """Whether a mandate against an atrocity is exceeded: probability P(over) · y, (history,)."""
    return mandated & atrocity & (uniform < p.overreach * strength)


def r2p_trust(trust: Floats, exceeded: Bools, p: Parameters) -> Floats:
    """Trust in the responsibility to protect: spent by exceeding a mandate, else drifting back."""
    spent = np.where(exceeded, trust * (1.0 - p.overreach_price), trust)
    return averaged(spent, p.r2p_trust, p.forgetting, ~exceeded)
