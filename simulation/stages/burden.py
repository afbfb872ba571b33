"""Stage 8, burden: who contributes how much to a mandate, who should, and who rides on whom.

Arrays are (contributor, history). A contribution is effort; effort adds up to
provision E. The summation game with joint products is the model's own; the
other technologies of provision are there to be set against it.

In two of the games a contributor gives max(0, aᵢ - dᵢE), which falls as the
total rises: its replacement function (Cornes and Hartley 2007).
:func:`consistent_contributions` finds the one total that such gifts add up to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from simulation.stages import preferences
from simulation.stages.declare import Column, parameter
from simulation.stages.numerics import Bools, Floats, quotient, sum_seats


@dataclass(frozen=True, kw_only=True)
class BurdenParameters:
    """The numbers of this stage."""

    # A line or two for what a number is, one for what is said of it.
    # fmt: off
    stake_scale: float = parameter(
        "B₀", 6.0, 0, 20, "stake of all in a crisis of full severity and strength",
        off=0, unit="gain",
    )
    satiation: float = parameter(
        "β", 1.5, 0.01, 10, "provision at which benefits are satiated", off=None, unit="effort"
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
        "ι", 0.02, 0, 1, "how far the stakes move from the near to all",
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
    stake_elasticity: float = parameter(
        "η_B", 0.6, 0, 1, "elasticity of a state's stake in its size",
        off=0, unit="exponent", label="judged", source="own choice",
    )
    # fmt: on


NOTHING = np.zeros(1)
"""No mandate in force."""

NO_OUTSIDE = preferences.no_outside(1)

SAME = 1e-9
"""Shares, and burdens next to the greatest, closer than this count as equal: rounding is no
reason to call somebody an easy rider or to rank two members."""


def benefit_shares(
    near: Floats,
    size: Floats,
    *,
    interdependence: Floats | float,
    elasticity: float,
) -> Floats:
    """Each contributor's share of the benefit of an answer, (contributor, history); adds up to 1.

    In proportion to sizeᵢ^η_B·(ι + (1-ι)·nearᵢ): what a crisis does to a state grows with how
    near it is and with how much it has; interdependence lets all feel it. Where nobody is
    near and ι is 0, nobody has a share.

    Parameters
    ----------
    near : (contributor, history)
        How much a crisis there concerns each, by distance and by economic stakes; at least 0.
    size : (contributor, 1) or (contributor, history)
        At least 0, and above 0 for somebody.
    interdependence : float or (history,)
        ι, 0 to 1.
    elasticity : float
        η_B, 0 to 1: 0 where size has no part in it.
    """
    felt = size**elasticity * (interdependence + (1.0 - interdependence) * near)
    return quotient(felt, sum_seats(felt))


def gains(strength: Floats, wanted: Floats) -> Floats:
    """What an answer of this strength is worth to states: G⁺ = max(0, 2yθ - y²).

    The gain that decides a state's ballot, where nothing is in force: a state gains only
    if it wants more than half of what is done, θ > y/2.

    Parameters
    ----------
    strength : (history,)
        y, 0 to 1.
    wanted : (contributor, history)
        θ, the strength each wants.
    """
    return np.maximum(preferences.gain(strength, wanted, NOTHING, NO_OUTSIDE), 0.0)


def stakes(benefit_shares: Floats, severity: Floats, gain: Floats, *, scale: float) -> Floats:
    """Stakes Bᵢ = B₀·s·shareᵢ·Gᵢ (contributor, history).

    ``severity`` is (history,), 0 to 1, ``gain`` (contributor, history) as from :func:`gains`.
    """
    return np.asarray(scale * severity * gain * benefit_shares)


def consistent_contributions(most: Floats, withdrawal: Floats) -> Floats:
    """The contributions gᵢ = max(0, mostᵢ - withdrawalᵢ·G) that add up to G itself.

    Exact, by active set: start with all, G = Σ_M most / (1 + Σ_M withdrawal),
    drop whoever would not give more than nothing, repeat.

    They may all go at once. Counting negative gifts in lowers the sum, so the G
    of a set that still holds every contributor is at most the true one; as
    withdrawal ≥ 0, who gives nothing there gives nothing at the true G either. G
    only rises on the way, so nobody dropped comes back. Each pass but the last
    drops somebody, hence n passes at most; further passes, made for other
    histories' sake, repeat the same arithmetic and change no bit.

    Parameters
    ----------
    most : (contributor, history)
        What each would give to a total of 0; may be negative.
    withdrawal : (contributor, history)
        By how much less for a unit more of the total, at least 0.
    """
    active = np.ones(most.shape, dtype=bool)
    while True:
        gift = most - withdrawal * total_of(most, withdrawal, active)
        willing = active & (gift > 0.0)
        if np.array_equal(willing, active):
            break
        active = willing
    np.copyto(gift, 0.0, where=~active)
    return gift


def total_of(most: Floats, withdrawal: Floats, active: Bools) -> Floats:
    """G (history,) if exactly these contribute, even below zero."""
    # Products, since np.where takes several times as long.
    given = sum_seats(most * active)
    withdrawn = sum_seats(withdrawal * active)
    return np.asarray(given / (1.0 + withdrawn))


def nash(
    stakes: Floats,
    capability: Floats,
    private_benefit: Floats | float,
    *,
    satiation: float,
    unit_cost: float,
) -> Floats:
    """Voluntary contributions e* (contributor, history): the equilibrium, exact and unique.

    Uᵢ = Bᵢ(βE - E²/2) + (ρᵢ-φ)eᵢ - eᵢ²/(2kᵢ), E = Σe. Contributors give
    eᵢ = kᵢ(Bᵢ(β-E) + ρᵢ-φ), the others nothing, and
    E* = Σ_M kᵢ(Bᵢβ+ρᵢ-φ) / (1 + Σ_M Bᵢkᵢ).

    Joint products after Sandler: ρ is what giving is worth to the giver alone.
    With ρ above φ somebody may give although provision is past satiation; E*
    can then exceed β, and the optimum.

    Parameters
    ----------
    stakes : (contributor, history)
        B, at least 0.
    capability : (contributor, 1) or (contributor, history)
        k, at least 0: the effort at which effort's marginal cost has risen by 1.
        Who has none contributes nothing.
    private_benefit : float or array that broadcasts
        ρ, about 0 in missions of the United Nations.
    satiation : float
        β, the provision beyond which more is worth nothing.
    unit_cost : float
        φ, what the first unit of effort costs already; without it nobody with
        a stake gives nothing.
    """
    return contributions_for(stakes, capability, private_benefit, satiation, unit_cost)


def optimum(
    stakes: Floats,
    capability: Floats,
    private_benefit: Floats | float,
    *,
    satiation: float,
    unit_cost: float,
) -> Floats:
    """Contributions e° (contributor, history) that make the sum of utilities greatest.

    Samuelson's condition: everybody gives as if the whole ΣB were its own
    stake, with its own capability, and never less than nothing. Arguments as
    in :func:`nash`.
    """
    everybodys = np.broadcast_to(sum_seats(stakes), stakes.shape)
    return contributions_for(everybodys, capability, private_benefit, satiation, unit_cost)


def utilities(
    contributions: Floats,
    stakes: Floats,
    capability: Floats,
    private_benefit: Floats | float,
    *,
    satiation: float,
    unit_cost: float,
) -> Floats:
    """Utilities U (contributor, history) of these contributions, in the game of :func:`nash`.

    -∞ for who gives something without any capability. Other arguments as there.

    Examples
    --------
    Who leaves the equilibrium alone gains nothing:

    >>> stakes, capability = np.array([[1.0], [0.5]]), np.array([[2.0], [1.0]])
    >>> game = {"satiation": 1.0, "unit_cost": 0.04}
    >>> given = nash(stakes, capability, 0.0, **game)
    >>> less = given * [[0.9], [1.0]]
    >>> before, after = (
    ...     utilities(each, stakes, capability, 0.0, **game)[0, 0] for each in (given, less)
    ... )
    >>> bool(after < before)
    True
    """
    provision = sum_seats(contributions)
    benefit = stakes * (satiation * provision - provision**2 / 2.0)
    own = (private_benefit - unit_cost) * contributions
    can = capability > 0.0
    cost = contributions**2 / (2.0 * np.where(can, capability, 1.0))
    cost = np.where(can | (contributions <= 0.0), cost, np.inf)
    return np.asarray(benefit + own - cost)


def contributions_for(
    felt: Floats,
    capability: Floats,
    private_benefit: Floats | float,
    satiation: float,
    unit_cost: float,
) -> Floats:
    """Contributions of members to whom the provision is worth these stakes."""
    most = capability * (felt * satiation + private_benefit - unit_cost)
    return consistent_contributions(most, capability * felt)


def contributions_beside(
    given: Floats,
    felt: Floats,
    capability: Floats,
    private_benefit: Floats | float,
    *,
    satiation: float,
    unit_cost: float,
) -> Floats:
    """Contributions of members where some give what they decide, and the others respond.

    With F the sum of what is given, the others' gifts are max(0, aᵢ - dᵢF - dᵢG) for their own
    sum G: the game of :func:`contributions_for` with F already there.

    Parameters
    ----------
    given : (contributor, history)
        Efforts that are decided, at least 0; NaN for those that respond.
    felt, capability, private_benefit, satiation, unit_cost
        As in :func:`nash`; ``felt`` is each one's own stake there, in :func:`optimum` all
        stakes together.
    """
    decided = ~np.isnan(given)
    fixed = np.where(decided, given, 0.0)
    withdrawal = np.where(decided, 0.0, capability * felt)
    most = capability * (felt * satiation + private_benefit - unit_cost)
    most = np.where(decided, 0.0, most - withdrawal * sum_seats(fixed))
    return fixed + consistent_contributions(most, withdrawal)


def assessed(assessment: Floats, target: Floats, arrears: Floats | float) -> Floats:
    """Contributions (contributor, history) by a scale of assessments, less what is not paid.

    shareᵢ · target · (1 - arrearsᵢ): what voluntary sharing is compared with. A
    bill takes no account of stake or capability; who cannot pay is in arrears.

    Parameters
    ----------
    assessment : (contributor, 1) or (contributor, history)
        Shares of the bill; over a council they add up to less than 1 where the
        rest of the membership pays too.
    target : (history,)
        The provision to be paid for, for example that of :func:`optimum`.
    arrears : float or array that broadcasts
        Share of its bill that a member leaves unpaid, 0 to 1.
    """
    return np.asarray(assessment * target * (1.0 - arrears))


def ratio(part: Floats | float, whole: Floats | float) -> Floats:
    """Part by whole, elementwise; NaN where the whole is 0."""
    out = np.full(np.broadcast_shapes(np.shape(part), np.shape(whole)), np.nan)
    return np.asarray(np.divide(part, whole, out=out, where=np.not_equal(whole, 0.0)))


def easy_riding(provided: Floats | float, optimal: Floats | float) -> Floats:
    """Easy-riding 1 - ΣE*/ΣE° of a set of rounds.

    Both arguments are sums over the rounds in question: a mean of ratios would
    let rounds that hardly matter count as much as grave ones. NaN where the
    optimum is 0. Between 0 and 1 as long as private benefits stay below the
    unit cost; below 0 where they drive provision past the optimum.
    """
    return 1.0 - ratio(provided, optimal)


def provision_per_severity(provided: Floats | float, severity: Floats | float) -> Floats:
    """ΣE/Σs over all live rounds, those without action too.

    Easy-riding is conditional on action; this is not. NaN where Σs is 0.
    """
    return ratio(provided, severity)


def burden_shares(contributions: Floats) -> Floats:
    """Each contributor's share of what is given, (contributor, history); NaN where nothing is."""
    return ratio(contributions, sum_seats(contributions))


def free_riders(contributions: Floats, benefit_shares: Floats) -> Bools:
    """Who gives nothing and benefits, (contributor, history); for want of means or of will.

    Where nobody gives, that is everybody with a share in the benefit.
    """
    return np.asarray((contributions == 0.0) & (benefit_shares > 0.0))


def easy_riders(contributions: Floats, benefit_shares: Floats) -> Bools:
    """Whose share of the burden is below its share of the benefit, (contributor, history).

    Free riders are among them wherever something is given; where nothing is,
    nobody has a share of the burden and nobody is an easy rider.
    """
    return np.asarray(burden_shares(contributions) < benefit_shares - SAME)


class Exploitation(NamedTuple):
    """Rank correlations of size and burden, -1 to 1; NaN where either is the same for all."""

    kendall: float
    spearman: float


def exploitation(size: Floats, contributions: Floats) -> Exploitation:
    """Exploitation of the great by the small: whether larger members give more of what they have.

    Kendall's τ-b and Spearman's correlation of size with burden, which is
    contribution by size. Olson and Zeckhauser (1966) expect them above 0;
    Shimizu and Sandler (2002) test it with τ between income and the share of
    it that goes into peacekeeping.

    Parameters
    ----------
    size, contributions : (contributor,)
        Size above 0; contributions of one round, or summed over many.
    """
    from scipy.stats import kendalltau, spearmanr  # here, since importing it takes most of a second

    of_size, of_burden = levels(size), levels(contributions / size)
    if of_size.max() == 0 or of_burden.max() == 0:
        return Exploitation(np.nan, np.nan)
    return Exploitation(
        float(kendalltau(of_size, of_burden).statistic),
        float(spearmanr(of_size, of_burden).statistic),
    )


def levels(values: Floats) -> Floats:
    """Ranks (contributor,) from 0 without gaps; values equal but for rounding share one."""
    order = np.argsort(values, kind="stable")
    steps = np.diff(values[order]) > SAME * np.max(np.abs(values))
    ranks = np.empty(values.shape)
    ranks[order] = np.concatenate(([0.0], np.cumsum(steps)))
    return ranks


COLUMNS = (
    Column("provision", "float64", "E, the sum of efforts", unit="effort"),
    Column("optimal", "float64", "E best for all together, from the same means", unit="effort"),
    Column("contributors", "int16", "named contributors that give something", unit="contributors"),
    Column(
        "free_riders",
        "int16",
        "named contributors that give nothing and benefit",
        unit="contributors",
    ),
)
"""What this stage says of a round."""
