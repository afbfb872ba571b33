"""Stage 3, preferences: what strength of coercion each member wants, and gains from a draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulation.stages.challenge import NO_PATRON, Crisis
from simulation.stages.declare import LARGEST_COUNCIL, Slots, parameter
from simulation.stages.numerics import Bools, Floats, Ints, of_histories, sum_seats

if TYPE_CHECKING:
    from simulation.stages.parameters import Parameters


@dataclass(frozen=True, kw_only=True)
class PreferencesParameters:
    """The numbers of this stage."""

    # A line or two for what a number is, one for what is said of it.
    # fmt: off
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
        "how much members take action outside the Council into account when they draft and vote",
        off=0, unit="probability", label="judged",
        source="Voeten 2001, American Political Science Review: the idea, no number",
    )
    # fmt: on


SLOTS = Slots("taste", LARGEST_COUNCIL)
"""Tempers, normals."""


FORCE = 1.0
"""The strongest coercion there is, on the scale that starts at 0 for nothing."""


@dataclass(frozen=True)
class Profiles:
    """Interest profiles of states; arrays (state,), or (state, region) where regions matter.

    ``place`` (state, 2) is latitude and longitude in degrees.
    """

    alignment: Floats
    intervention: Floats
    sovereignty: Floats
    exposure: Floats
    stake: Floats
    threat_sensitivity: Floats
    group: Ints
    size: Floats
    capability: Floats
    assessment: Floats
    military: Floats
    reach: Floats
    place: Floats
    legitimacy_weight: Floats
    signatory: Bools

    def of_seats(self, occupants: Ints, region: Ints, elected: Bools) -> SeatProfiles:
        """The profiles around the table, before crises in these regions.

        Parameters
        ----------
        occupants : (seat, history) or (seat, 1)
            Which state holds each seat.
        region : (history,)
        elected : (seat, 1)
        """
        alignment, group = self.alignment[occupants], self.group[occupants]
        at = by_region(occupants, region, self.exposure)
        of_region = group == region
        members = sum_seats(of_region.astype(np.float64))
        total = sum_seats(np.where(of_region, alignment, 0.0))
        centre = np.divide(total, members, out=np.full(members.shape, np.inf), where=members > 0)
        return SeatProfiles(
            alignment=alignment,
            intervention=off_mean(self.intervention[occupants]),
            sovereignty=off_mean(self.sovereignty[occupants]),
            exposure=off_mean(self.exposure.take(at)),
            stake=off_mean(self.stake.take(at)),
            threat_sensitivity=off_mean(self.threat_sensitivity[occupants]),
            kinship=np.where(of_region, 0.0, np.abs(alignment - centre)),
            signatory=self.signatory[occupants],
            elected=elected,
        )


def by_region(states: Ints, region: Ints, table: Floats) -> Ints:
    """Where a flat table (state, region) has these states in these regions; for ``take``.

    Four times as quick as an index of two arrays.
    """
    return np.asarray(states * table.shape[1] + region)


@dataclass(frozen=True)
class SeatProfiles:
    """Profiles as preferences use them; arrays (seat, history) or (seat, 1).

    ``intervention``, ``sovereignty``, ``exposure``, ``stake`` and
    ``threat_sensitivity`` are distances from the council's mean, so that μ stays
    what the average member wants. ``kinship`` is each seat's distance in
    alignment from the mean of the region's own group: 0 inside the group,
    infinite where the council has nobody of it.
    """

    alignment: Floats
    intervention: Floats
    sovereignty: Floats
    exposure: Floats
    stake: Floats
    threat_sensitivity: Floats
    kinship: Floats
    signatory: Bools
    elected: Bools

    def rows(self, seats: slice) -> SeatProfiles:
        """Some seats alone."""
        return SeatProfiles(**{name: values[seats] for name, values in vars(self).items()})

    def at(self, histories: Ints) -> SeatProfiles:
        """Some histories alone."""
        return SeatProfiles(
            **{
                name: values if values.shape[1] == 1 else of_histories(values, histories)
                for name, values in vars(self).items()
            }
        )

    def alignment_of(self, seat: Ints) -> Floats:
        """The alignment of one seat a history, (history,)."""
        column = 0 if self.alignment.shape[1] == 1 else np.arange(seat.size)
        return np.asarray(self.alignment[seat, column])


def off_mean(values: Floats) -> Floats:
    """Each seat's distance from the mean over seats."""
    return np.asarray(values - sum_seats(values) / values.shape[0])


def ties(crisis: Crisis, profiles: SeatProfiles, p: Parameters) -> Floats:
    """Ties a (seat, history): a member's own, or what it inherits from the patron it is close to.

    Neighbours inherit k · a_patron · exp(-|Δx| / ξ), permanent ones with a k of their own:
    allies at the table may stand by one client together and cast joint vetoes.
    """
    histories = np.arange(crisis.patron.size)
    has_patron = crisis.patron != NO_PATRON
    patron = np.where(has_patron, crisis.patron, 0)
    patron_tie = np.where(has_patron, crisis.ties[patron, histories], 0.0)
    distance = np.abs(profiles.alignment - profiles.alignment_of(patron))
    share = np.where(profiles.elected, p.kinship_share, p.permanent_kinship)
    inherited = share * patron_tie * np.exp(-distance / p.kinship_scale)
    return np.asarray(np.maximum(crisis.ties, inherited))


def terms(
    profiles: SeatProfiles,
    tie: Floats,
    temper: Floats,
    crisis: Crisis,
    success: Floats,
    r2p_trust: Floats,
    p: Parameters,
) -> dict[str, Floats]:
    """The terms that add up to the strength a member wants, before rivalry; each (seat, history).

    θ = μ + ω(s-½) + β_h h·intra + β_r r + β_e e + β_τ τ·threat + ψ(p̂-½) - β_A(1-A)
    - a(1+α(s-½)) - β_σ σ·intra·(1-consent)(1-R2P·atrocity) - g·intra·(1-consent)·kin + s_θ·temper,
    where g is the solidarity of the region's group, felt by elected members.

    Parameters
    ----------
    profiles : SeatProfiles
        Of the rows given.
    tie, temper : (seat, history)
        Client ties as from :func:`ties`; standard normal tempers.
    crisis : Crisis
        Arrays (history,).
    success : (history,)
        p̂, the believed chance that an answer succeeds.
    r2p_trust : (history,)
        R2P, trust in the responsibility to protect.
    """
    s = crisis.severity - 0.5
    intra = crisis.intrastate.astype(np.float64)
    unwanted = intra * (1.0 - crisis.consent)
    trust = 1.0 - r2p_trust * crisis.atrocity
    kin = np.exp(-profiles.kinship / p.kinship_scale)
    addends = {
        "baseline": np.asarray(p.baseline_strength),
        "severity": p.severity_weight * s,
        "will to intervene": p.intervention_weight * profiles.intervention * intra,
        "regional exposure": p.exposure_weight * profiles.exposure,
        "economic stake": p.stake_weight * profiles.stake,
        "threat": p.threat_weight * profiles.threat_sensitivity * crisis.threat,
        "prospect of success": p.prospect_weight * (success - 0.5),
        "doubt who did it": -p.doubt_weight * (1.0 - crisis.attribution),
        "client tie": tie * -(1.0 + p.tie_escalation * s),
        "sovereignty": -p.sovereignty_weight * profiles.sovereignty * unwanted * trust,
        "bloc solidarity": -crisis.bloc * unwanted * kin * profiles.elected,
        "temper": p.taste_sd * temper,
    }
    # What is the same for all seats is not copied for each.
    return {
        name: values if values.shape == tie.shape else np.broadcast_to(values, tie.shape)
        for name, values in addends.items()
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


@dataclass(frozen=True)
class Outside:
    """Action outside the Council in view; arrays (history,): credibility o and strength z."""

    credibility: Floats
    strength: Floats

    def at(self, histories: Ints) -> Outside:
        """Some histories alone."""
        return Outside(self.credibility[histories], self.strength[histories])


def no_outside(histories: int) -> Outside:
    """Nobody stands ready to act outside."""
    return Outside(np.zeros(histories), np.zeros(histories))


def gain(strength: Floats, wanted: Floats, status_quo: Floats, outside: Outside) -> Floats:
    """What a member gains if this strength replaces the status quo.

    G(y) = (s₀-θ)² - (y-θ)², less o·G(z) where action outside the Council at
    strength z is credible with probability o (Voeten 2001). Arrays of any
    shapes that broadcast.
    """
    at_zero, slope = gain_by_wanted(strength, status_quo, outside)
    return slope * wanted + at_zero


def gain_by_wanted(strength: Floats, status_quo: Floats, outside: Outside) -> tuple[Floats, Floats]:
    """G as a line in θ, the squares of θ cancelling: what it is at θ = 0, and its slope.

    G(y) = s₀² - y² - o(s₀² - z²) + 2[(y-s₀) - o(z-s₀)]·θ.
    """
    o, z = outside.credibility, outside.strength
    at_zero = status_quo**2 - strength**2 - o * (status_quo**2 - z**2)
    slope = 2.0 * ((strength - status_quo) - o * (z - status_quo))
    return at_zero, slope


def veto_proof_strength(wanted: Floats, cost: Floats, outside: Outside) -> Floats:
    """ȳ (history,): the strongest text no veto holder blocks, without noise, from a clean slate.

    min over veto holders (rows) of θ + √(c + θ² - 2oθz + oz²).
    """
    o, z = outside.credibility, outside.strength
    root = np.sqrt(np.maximum(cost + wanted**2 - o * (2.0 * wanted * z - z**2), 0.0))
    return np.asarray(np.min(wanted + root, axis=0))
