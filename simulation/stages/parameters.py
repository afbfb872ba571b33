"""The parameters of the model: the one table that holds every number of its science.

Each field carries its symbol, unit, off value, range, provenance and source;
docs/parameters.md is generated from it. The default values are the *stylised*
set: they show the mechanisms plainly and are not estimates of the real Council.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields
from typing import Any

PROTOTYPE = "tuned by hand and by random search in a prototype of this model"
CONVENTION = "conventional value"


def parameter(
    symbol: str,
    default: float,
    low: float,
    high: float,
    meaning: str,
    *,
    off: float | None,
    unit: str = "strength",
    label: str = "invented",
    source: str = PROTOTYPE,
) -> Any:
    """A field of :class:`Parameters` with all that its row in the table says.

    ``off`` is the value at which the mechanism vanishes, None where a number
    is a scale or a threshold and so has none.
    """
    return field(
        default=default,
        metadata={
            "symbol": symbol,
            "unit": unit,
            "off": off,
            "low": low,
            "high": high,
            "meaning": meaning,
            "provenance": f"{label}: {source}",
        },
    )


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """Every number of the model's science; immutable."""

    # A line or two for what it is, one for what is said of it.
    # fmt: off

    # Challenge
    gain_location: float = parameter(
        "m_Γ", -0.4, -5, 5, "location of ln Γ, the challenger's gain", off=None, unit="log gain"
    )
    gain_scale: float = parameter("s_Γ", 0.8, 0, 5, "scale of ln Γ", off=0, unit="log gain")
    challenge_loss: float = parameter(
        "L", 1.0, 0.01, 10, "what the challenger loses if answered",
        off=None, unit="gain", label="judged", source=CONVENTION,
    )
    compliance_cost: float = parameter(
        "c_a", 0.0, 0, 5, "what acting costs the challenger whatever follows", off=0, unit="gain"
    )
    cover: float = parameter(
        "d_A", 1.0, 0, 1,
        "how far a challenger counts on not being named where attribution is doubtful",
        off=0, unit="share", label="judged",
        source="Nye 2017, International Security 41(3): the idea, no number",
    )
    severity_min: float = parameter(
        "s_min", 0.25, 0, 1, "least severity of a new crisis", off=None, unit="severity"
    )
    severity_max: float = parameter(
        "s_max", 0.9, 0, 1, "greatest severity of a new crisis", off=None, unit="severity"
    )
    patron_probability: float = parameter(
        "P(patron)", 0.4, 0, 1, "chance that the challenger is a permanent member's client",
        off=0, unit="probability",
    )
    tie_min: float = parameter("a_min", 0.6, 0, 1.3, "weakest tie of patron and client", off=0)
    tie_max: float = parameter("a_max", 1.3, 0, 1.3, "strongest tie of patron and client", off=0)
    party_probability: float = parameter(
        "P(party)", 0.1, 0, 1, "chance that the patron is itself a party to the dispute",
        off=0, unit="probability", label="judged", source="own estimate",
    )
    party_tie: float = parameter(
        "a_party", 1.3, 0, 1.5, "tie of a permanent party to its own cause", off=0
    )
    bloc_probability: float = parameter(
        "P(bloc)", 0.25, 0, 1,
        "chance that a crisis inside a region calls on its group's solidarity",
        off=0, unit="probability", label="invented",
        source="own estimate, so that drafts can fall short without a veto",
    )
    bloc_min: float = parameter(
        "g_min", 0.5, 0, 1.3, "weakest solidarity of a regional group",
        off=0, source="own estimate, as P(bloc)",
    )
    bloc_max: float = parameter(
        "g_max", 1.2, 0, 1.3, "strongest solidarity of a regional group",
        off=0, source="own estimate, as P(bloc)",
    )
    consent_probability: float = parameter(
        "P(consent)", 0.1, 0, 1, "chance that the host consents to action inside it",
        off=0, unit="probability", label="judged", source="own estimate",
    )
    worsening: float = parameter(
        "Δs", 0.15, 0, 1, "severity added by each round without a settlement",
        off=0, unit="severity",
    )
    patience: float = parameter(
        "T", 3, 1, 40, "rounds a crisis may stand before it closes unresolved",
        off=None, unit="rounds",
    )
    grave: float = parameter(
        "s_grave", 0.6, 0, 1, "severity at onset from which a crisis counts as grave",
        off=None, unit="severity",
    )
    adequate: float = parameter(
        "y_ade", 0.6, 0, 1, "strength from which a mandate counts as adequate", off=None
    )
    large: float = parameter(
        "v_large", 0.2, 0, 1, "size from which a hidden veto counts as large",
        off=None, label="judged",
        source="own choice: more than insurance against misjudging the others",
    )
    belief_response: float = parameter(
        "π̂₀", 0.4, 0, 1, "prior belief that a challenge is answered", off=0, unit="probability"
    )
    belief_success: float = parameter(
        "p̂₀", 0.4, 0, 1, "prior belief that an answer succeeds", off=0, unit="probability"
    )
    legitimacy_prior: float = parameter(
        "ℒ₀", 0.5, 0.01, 1, "the Council's legitimacy at rest", off=None, unit="legitimacy"
    )

    # Warning and attention
    reach: float = parameter(
        "reach", 0.6, 0, 1, "chance that a crisis is seen in its first round",
        off=1, unit="probability",
    )
    article_99: float = parameter(
        "P(Art. 99)", 0.05, 0, 1,
        "chance that the Secretary-General brings a crisis that members missed",
        off=0, unit="probability", label="judged",
        source="Charter Art. 99, invoked in terms only a few times since 1946",
    )
    mediation: float = parameter(
        "P(mediated)", 0.2, 0, 1, "the Secretary-General's skill: success is this times 1 - s",
        off=0, unit="probability",
    )

    # Preferences
    baseline_strength: float = parameter(
        "μ", 0.77, -2, 2, "strength the average member wants at middling severity", off=None
    )
    severity_weight: float = parameter("ω", 0.6, 0, 3, "strength wanted for severity", off=0)
    intervention_weight: float = parameter(
        "β_h", 0.1, 0, 1, "weight of the will to intervene, in crises inside a state",
        off=0, source="untested starting value, literature review",
    )
    exposure_weight: float = parameter(
        "β_r", 0.1, 0, 1, "weight of exposure to the region",
        off=0, source="untested starting value, literature review",
    )
    stake_weight: float = parameter(
        "β_e", 0.1, 0, 1, "weight of economic stakes in the region",
        off=0, source="untested starting value, literature review",
    )
    threat_weight: float = parameter(
        "β_τ", 0.1, 0, 1, "weight of sensitivity to mass weapons, terror and cyber threats",
        off=0, source="untested starting value, literature review",
    )
    doubt_weight: float = parameter(
        "β_A", 0.2, 0, 1, "strength not wanted for doubt about who did it",
        off=0, label="judged",
        source="own estimate; the idea in Tsagourias 2012, Journal of Conflict and Security Law",
    )
    sovereignty_weight: float = parameter(
        "β_σ", 0.1, 0, 1, "weight of the sovereignty norm, in crises inside a state",
        off=0, source="untested starting value, literature review",
    )
    prospect_weight: float = parameter(
        "ψ", 0.5, 0, 2, "strength wanted for the prospect of success", off=0
    )
    tie_escalation: float = parameter(
        "α", 1.0, 0, 2, "how much a client tie weighs more when the crisis is grave",
        off=0, unit="per severity",
    )
    kinship_share: float = parameter(
        "k", 0.5, 0, 1, "share of a patron's tie that the elected members nearest to it inherit",
        off=0, unit="share",
    )
    permanent_kinship: float = parameter(
        "k_P", 0.5, 0, 1, "share of it that the permanent members nearest to it inherit",
        off=0, unit="share", source="own choice: as the elected ones'",
    )
    kinship_scale: float = parameter(
        "ξ", 0.4, 0.01, 5, "distance in alignment over which kinship decays",
        off=None, unit="alignment",
    )
    rivalry_weight: float = parameter(
        "D", 0.29, 0, 2, "weight of rivalry with the penholder", off=0
    )
    rivalry: float = parameter(
        "ϱ", 0.25, 0, 1, "rivalry of the era",
        off=0, unit="share", label="judged", source="set by hand with the record in view",
    )
    taste_sd: float = parameter("s_θ", 0.08, 0, 1, "spread of tempers from round to round", off=0)
    r2p_trust: float = parameter(
        "R2P", 0.5, 0, 1, "trust in the responsibility to protect; acts on mass atrocities",
        off=0, unit="share", label="judged", source="own estimate",
    )
    outside_credibility: float = parameter(
        "o", 0.0, 0, 1,
        "how far members reckon, when they draft and vote, with action outside the Council",
        off=0, unit="probability", label="judged",
        source="Voeten 2001, American Political Science Review: the idea, no number",
    )

    # Drafting
    permanent_pen: float = parameter(
        "q_P", 0.7, 0, 1, "chance that a permanent member with a pen drafts",
        off=0, unit="probability", label="estimated",
        source="Sharing the Pen, Global Observatory 2023: the P3 alone hold 22 of 33 files",
    )
    perception_sd: float = parameter(
        "ν", 0.1, 0, 1, "error with which the penholder sees what others want", off=0
    )
    minimum_strength: float = parameter("y_min", 0.35, 0, 1, "least strength worth tabling", off=0)
    statement_value: float = parameter(
        "γ̄", 0.06, 0, 1, "mean worth of losing to a veto in public", off=0, unit="gain"
    )
    tabling_threshold: float = parameter(
        "κ", 0.08, -1, 1, "value a draft must promise to be tabled", off=-1, unit="gain"
    )
    shortfall_cost: float = parameter(
        "d", 0.15, 0, 1, "embarrassment of falling short of votes", off=0, unit="gain"
    )
    grid_points: float = parameter(
        "n_y", 17, 2, 101, "strengths a penholder weighs",
        off=None, unit="points", label="judged", source="own choice: steps of about .03",
    )

    # Voting
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
    # Bypass
    openings: float = parameter(
        "P(open)", 0.5, 0, 1, "share of the openings for action outside the Council that are taken",
        off=0, unit="probability",
    )
    outside_cost: float = parameter(
        "κ_out", 0.35, 0, 5, "cost of acting outside the Council, by effort",
        off=None, unit="gain per effort",
    )
    norm: float = parameter(
        "norm", 0.5, 0, 1, "strength of international law: what force without authority costs more",
        off=0, unit="share", label="judged", source="own estimate",
    )
    uniting_for_peace: float = parameter(
        "P(UfP)", 0.5, 0, 1, "chance that a veto is taken to the Assembly",
        off=0, unit="probability", label="judged",
        source="A/RES/377 A (V): the procedure; eleven emergency sessions by 2022",
    )
    assembly_authority: float = parameter(
        "u_GA", 0.5, 0, 1, "authority of the Assembly's recommendation, of a mandate's",
        off=0, unit="share", label="judged", source="own estimate",
    )

    # Burden
    stake_scale: float = parameter(
        "B₀", 3.0, 0, 20, "stake of all in a crisis of full severity and strength",
        off=0, unit="gain",
    )
    satiation: float = parameter(
        "β", 1.0, 0.01, 10, "provision at which benefits are satiated", off=None, unit="effort"
    )
    total_capability: float = parameter(
        "Σk", 8.0, 0, 100, "capability of the whole world", off=0, unit="effort per gain"
    )
    unit_cost: float = parameter(
        "φ", 0.04, 0, 1, "cost of the first unit of effort", off=0, unit="gain per effort"
    )
    private_benefit: float = parameter(
        "ρ", 0.1, 0, 1, "what contributing outside the United Nations yields to oneself",
        off=0, unit="gain per effort", label="estimated",
        source="Gaibulloev, George, Sandler and Shimizu 2015: direction; size judged",
    )
    interdependence: float = parameter(
        "ι", 0.3, 0, 1, "how far the stakes move from the near to all",
        off=0, unit="share", label="judged", source="own estimate",
    )
    mandate_bonus: float = parameter(
        "ℓ", 0.2, 0, 1, "how much a mandate raises capability",
        off=0, unit="share", label="judged",
        source="Chapman and Reiter 2004, Tingley and Tomz 2012: direction",
    )
    arrears: float = parameter(
        "arrears", 0.1, 0, 1, "share of assessments left unpaid, under assessed burdens",
        off=0, unit="share", label="judged", source="US arrears about 1.1 billion dollars in 2023",
    )
    rest_states: float = parameter(
        "n_rest", 40, 1, 200, "states pooled as the rest of the membership",
        off=None, unit="states", label="judged", source="own choice",
    )

    # Outcome
    resistance_min: float = parameter(
        "R_min", 0.2, 0.001, 5, "least resistance of a challenger", off=None, unit="effort"
    )
    resistance_max: float = parameter(
        "R_max", 0.8, 0.001, 5, "greatest resistance of a challenger", off=None, unit="effort"
    )
    decisiveness: float = parameter(
        "m", 1.0, 0.1, 10, "decisiveness of effort in the contest",
        off=None, unit="exponent", label="judged", source=CONVENTION,
    )
    consent_easing: float = parameter(
        "e_con", 0.5, 0, 1, "share of the resistance that the host's consent removes",
        off=0, unit="share", label="judged", source="own estimate",
    )
    rapid_response: float = parameter(
        "r_rap", 0.0, 0, 0.9,
        "share of the resistance that forces on hand spare an answer in a crisis's first round",
        off=0, unit="share", label="judged",
        source="own choice; Brahimi report 2000 and Feil 1998: that the first weeks decide",
    )
    casualty_rate: float = parameter(
        "cas", 3.0, 0, 100, "casualties by share of effort, resistance and strength squared",
        off=0, unit="hundreds",
    )

    # Learning
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
        "P(over)", 0.3, 0, 1, "chance that a mandate against an atrocity is exceeded, by strength",
        off=0, unit="probability", label="judged", source="own estimate after Libya 2011",
    )
    overreach_price: float = parameter(
        "r_over", 0.5, 0, 1, "share of trust in R2P that exceeding a mandate spends",
        off=0, unit="share", label="judged", source="own estimate after Libya 2011",
    )

    sponsors_vote_yes: float = parameter(
        "sponsor", 1, 0, 1, "1: penholder and sponsors vote yes; 0: they vote as others do",
        off=0, unit="switch", label="judged", source="practice of the Council",
    )

    # fmt: on


WHOLE_NUMBERS = ("patience", "grid_points", "rest_states", "sponsors_vote_yes")
"""Parameters that take whole numbers only."""

TABLE: dict[str, dict[str, Any]] = {
    f.name: {**f.metadata, "default": f.default, "whole": f.name in WHOLE_NUMBERS}
    for f in fields(Parameters)
}
"""Rows by code name: symbol, unit, default, off, low, high, whole, meaning, provenance."""
