"""Stage 3, preferences: what strength of coercion each member wants, and gains from a draft."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.stages.challenge import NO_PATRON, Crisis
from simulation.stages.numerics import Bools, Floats, Ints, sum_seats
from simulation.stages.parameters import Parameters

FORCE = 1.0
"""The strongest coercion there is, on the scale that starts at 0 for nothing."""


@dataclass(frozen=True)
class Profiles:
    """Interest profiles of a council, as preferences use them.

    Arrays (seat, 1), and (seat, region) where regions matter. ``intervention``,
    ``sovereignty``, ``exposure``, ``stake`` and ``threat_sensitivity`` are
    distances from the council's mean, so that μ stays what the average member
    wants. ``kinship`` is each seat's distance in alignment from the mean of
    the region's own group: 0 inside the group, infinite where the council has
    nobody of it.
    """

    alignment: Floats
    intervention: Floats
    sovereignty: Floats
    exposure: Floats
    stake: Floats
    threat_sensitivity: Floats
    kinship: Floats
    elected: Bools

    @classmethod
    def of_council(
        cls,
        *,
        alignment: Floats,
        intervention: Floats,
        sovereignty: Floats,
        exposure: Floats,
        stake: Floats,
        threat_sensitivity: Floats,
        elected: Bools,
        group: Ints,
    ) -> Profiles:
        """From raw profile numbers: (seat,), exposure and stake (seat, region)."""
        kinship = np.full(exposure.shape, np.inf)
        for region in range(exposure.shape[1]):
            members = group == region
            if members.any():
                centre = sum_seats(alignment[members]) / members.sum()
                kinship[:, region] = np.where(members, 0.0, np.abs(alignment - centre))
        return cls(
            alignment=alignment[:, None],
            intervention=off_mean(intervention)[:, None],
            sovereignty=off_mean(sovereignty)[:, None],
            exposure=off_mean(exposure),
            stake=off_mean(stake),
            threat_sensitivity=off_mean(threat_sensitivity)[:, None],
            kinship=kinship,
            elected=elected[:, None],
        )

    def rows(self, seats: slice) -> Profiles:
        """Some seats alone."""
        return Profiles(**{name: values[seats] for name, values in vars(self).items()})


def off_mean(values: Floats) -> Floats:
    """Each seat's distance from the mean over seats."""
    return np.asarray(values - sum_seats(values) / values.shape[0])


def ties(crisis: Crisis, alignment: Floats, p: Parameters) -> Floats:
    """Ties a (seat, history): a member's own, or what it inherits from the patron it is close to.

    Neighbours inherit k · a_patron · exp(-|Δx| / ξ); ``alignment`` is (seat, 1).
    """
    histories = np.arange(crisis.patron.size)
    has_patron = crisis.patron != NO_PATRON
    patron = np.where(has_patron, crisis.patron, 0)
    patron_tie = np.where(has_patron, crisis.ties[patron, histories], 0.0)
    distance = np.abs(alignment - alignment[patron, 0])
    inherited = p.kinship_share * patron_tie * np.exp(-distance / p.kinship_scale)
    return np.asarray(np.maximum(crisis.ties, inherited))


def terms(
    profiles: Profiles,
    tie: Floats,
    temper: Floats,
    crisis: Crisis,
    success: Floats,
    p: Parameters,
) -> dict[str, Floats]:
    """The terms that add up to the strength a member wants, before rivalry; each (seat, history).

    θ = μ + ω(s-½) + β_h h·intra + β_r r + β_e e + β_τ τ·threat + ψ(p̂-½) - a(1+α(s-½))
    - β_σ σ·intra·(1-consent)(1-R2P·atrocity) - g·intra·(1-consent)·kin + s_θ·temper,
    where g is the solidarity of the region's group, felt by elected members.

    Parameters
    ----------
    profiles : Profiles
        Of the rows asked for.
    tie, temper : (seat, history)
        Client ties as from :func:`ties`; standard normal tempers.
    crisis : Crisis
        Arrays (history,).
    success : (history,)
        p̂, the believed chance that an answer succeeds.
    """
    s = crisis.severity - 0.5
    intra = crisis.intrastate.astype(np.float64)
    unwanted = intra * (1.0 - crisis.consent)
    trust = 1.0 - p.r2p_trust * crisis.atrocity
    kin = np.exp(-profiles.kinship[:, crisis.region] / p.kinship_scale)
    flat = np.ones_like(tie)
    return {
        "baseline": p.baseline_strength * flat,
        "severity": p.severity_weight * s * flat,
        "will to intervene": p.intervention_weight * profiles.intervention * intra,
        "regional exposure": p.exposure_weight * profiles.exposure[:, crisis.region],
        "economic stake": p.stake_weight * profiles.stake[:, crisis.region],
        "threat": p.threat_weight * profiles.threat_sensitivity * crisis.threat,
        "prospect of success": p.prospect_weight * (success - 0.5) * flat,
        "client tie": -tie * (1.0 + p.tie_escalation * s),
        "sovereignty": -p.sovereignty_weight * profiles.sovereignty * unwanted * trust,
        "bloc solidarity": -crisis.bloc * unwanted * kin * profiles.elected,
        "temper": p.taste_sd * temper,
    }


def wanted(addends: dict[str, Floats]) -> Floats:
    """The strength wanted θ (seat, history): the terms added up in their order."""
    first, *rest = addends.values()
    total = first.copy()
    for term in rest:
        total += term
    return total


def rivalry(alignment: Floats, pen_alignment: Floats, p: Parameters) -> Floats:
    """What θ loses by distance from the penholder: D · ϱ · |x - x_pen|, (seat, history)."""
    return p.rivalry_weight * p.rivalry * np.abs(alignment - pen_alignment)


def gain(strength: Floats, wanted: Floats, status_quo: Floats, p: Parameters) -> Floats:
    """What a member gains if this strength replaces the status quo.

    G(y) = (s₀-θ)² - (y-θ)², less o·G(z) where action outside the Council at
    strength z is credible with probability o (Voeten 2001). Arrays of any
    shapes that broadcast.
    """
    now = (status_quo - wanted) ** 2
    outside = p.outside_credibility * (now - (p.outside_strength - wanted) ** 2)
    return now - (strength - wanted) ** 2 - outside


def veto_proof_strength(wanted: Floats, cost: Floats, p: Parameters) -> Floats:
    """ȳ (history,): the strongest text no veto holder blocks, without noise, from a clean slate.

    min over veto holders (rows) of θ + √(c + θ² - 2oθz + oz²).
    """
    o, z = p.outside_credibility, p.outside_strength
    root = np.sqrt(np.maximum(cost + wanted**2 - o * (2.0 * wanted * z - z**2), 0.0))
    return np.asarray(np.min(wanted + root, axis=0))
