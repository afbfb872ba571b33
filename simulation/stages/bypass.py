"""Stage 7, bypass: who acts where the Council has not, on what authority, and how strongly."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from simulation.stages.challenge import Crisis
from simulation.stages.declare import WORD, Column, Slots, parameter
from simulation.stages.numerics import Bools, Floats, Ints, count_seats, logistic, quotient

if TYPE_CHECKING:
    from simulation.stages.parameters import Parameters


@dataclass(frozen=True, kw_only=True)
class BypassParameters:
    """The numbers of this stage."""

    # A line or two for what a number is, one for what is said of it.
    # fmt: off
    openings: float = parameter(
        "P(open)", 0.6, 0, 1,
        "share of the openings for action outside the Council that are taken; aid needs none",
        off=0, unit="probability",
    )
    outside_cost: float = parameter(
        "κ_out", 0.3, 0, 5, "cost of acting outside the Council, by effort",
        off=None, unit="gain per effort",
    )
    norm: float = parameter(
        "norm", 0.5, 0, 1, "strength of international law: what force without authority costs more",
        off=0, unit="share", label="judged", source="own estimate",
    )
    prospect: float = parameter(
        "p_min", 0.2, 0, 1, "chance of success below which nobody leads an action",
        off=0, unit="probability", label="judged", source="own choice",
    )
    beyond: float = parameter(
        "Δ_out", 0.35, 0, 1, "how much more than the mandate a leader wants that acts beyond it",
        off=1, label="judged", source="Kosovo 1999: force wanted, sanctions in force",
    )
    uniting_for_peace: float = parameter(
        "P(UfP)", 0.05, 0, 1, "chance that a veto is taken to the Assembly",
        off=0, unit="probability", label="estimated",
        source="A/RES/377 A (V): eleven emergency sessions by 2022, of over two hundred vetoes",
    )
    assembly_authority: float = parameter(
        "u_GA", 0.5, 0, 1, "authority of the Assembly's recommendation, of a mandate's",
        off=0, unit="share", label="judged", source="own estimate",
    )
    # fmt: on


SLOTS = Slots("bypass", 4, ("assembly", "opening"))


CONSENTS = 0.5
"""A host consents where its consent is more likely than not."""

TWO_THIRDS = 2.0 / 3.0

NO_LEADER = -1

SELF_DEFENCE, CONSENT, ENFORCEMENT = "self-defence", "consent", "enforcement"
"""Grounds on which a regional organisation may act, as its file names them."""


class Action(IntEnum):
    """On whose decision something is done about a crisis."""

    NONE = 0
    COUNCIL = 1
    ASSEMBLY = 2
    REGIONAL = 3
    COALITION = 4


@dataclass(frozen=True)
class Readiness:
    """What leading action without the Council is worth to each member; arrays (seat, history).

    ``strength`` is what it would do, ``worth`` what that is worth to it, -inf
    where it cannot or does not want to; it stands ready where that is above 0.
    """

    strength: Floats
    worth: Floats

    def leads(self, among: Bools | None = None) -> Leaders:
        """Who of all members, or of those ``among`` (seat, history) holds for, gains most."""
        worth = self.worth if among is None else np.where(among, self.worth, -np.inf)
        leader, histories = np.argmax(worth, axis=0), np.arange(worth.shape[1])
        ready = worth[leader, histories] > 0.0
        strength = np.where(ready, self.strength[leader, histories], 0.0)
        return Leaders(np.where(ready, leader, NO_LEADER), strength)


@dataclass(frozen=True)
class Leaders:
    """Who leads action without the Council; arrays (history,).

    ``leader`` is a seat, NO_LEADER where nobody stands ready; ``strength`` what it
    would do, 0 for nobody.
    """

    leader: Ints
    strength: Floats

    @property
    def ready(self) -> Bools:
        """Where somebody is."""
        return np.asarray(self.leader != NO_LEADER)


def readiness(
    wanted: Floats,
    stakes: Floats,
    capability: Floats,
    joint: Floats,
    legitimacy_weight: Floats,
    lawful: Bools,
    resistance: Floats,
    usefulness: Floats,
    defence: Floats,
    aided: Bools,
    absent: Bools,
    p: Parameters,
) -> Readiness:
    """What each member gains from leading action without the Council.

    A member that wants θ ≥ y_min weighs B·p_win - κ_out·(1 + l·norm·[unlawful])·e, with its
    stake B in action of its own strength min(1, θ), its best effort alone
    e = max(0, k(Bβ + ρ - φ)/(1 + Bk)) and p_win = (uJe + D)ᵐ/((uJe + D)ᵐ + Rᵐ), where those that
    would follow multiply its effort by J, and an attacked state adds D. Nobody leads an expedition
    below a prospect p_min; money and arms go to an attacked state at any, and cost no κ_out.

    Parameters
    ----------
    wanted, stakes, capability, legitimacy_weight, absent : (seat, history)
    joint : (seat, history)
        How many times its own effort all make that would follow it, at least 1.
    lawful : (history,)
        Whether what is done needs no mandate: no force, or force in self-defence or with the
        host's consent.
    aided : (history,)
        Whether what is done is aid to an attacked state.
    resistance, usefulness, defence : (history,)
        R; u, what an answer of this kind is worth against this type of challenger, 0 to 1; and
        what an attacked state adds for itself.
    """
    effort = alone(stakes, capability, p)
    price = np.where(aided, 0.0, 1.0 + legitimacy_weight * p.norm * ~lawful)
    p_win = success(usefulness * effort * joint + defence, resistance, p)
    worth = stakes * p_win - p.outside_cost * price * effort
    able = (
        (wanted >= p.minimum_strength) & ~absent & (effort > 0.0) & (aided | (p_win >= p.prospect))
    )
    return Readiness(np.minimum(wanted, 1.0), np.where(able, worth, -np.inf))


def alone(stakes: Floats, capability: Floats, p: Parameters) -> Floats:
    """What each would give if nobody else did: max(0, k(Bβ + ρ - φ)/(1 + Bk))."""
    most = stakes * p.satiation + p.private_benefit - p.unit_cost
    return np.asarray(np.maximum(capability * most, 0.0) / (1.0 + stakes * capability))


def success(effort: Floats, resistance: Floats, p: Parameters) -> Floats:
    """p_win = Eᵐ/(Eᵐ + Rᵐ), the contest of effort and resistance; 0 where there is neither."""
    e, r = effort**p.decisiveness, resistance**p.decisiveness
    return quotient(e, e + r)


def force_is_lawful(crisis: Crisis) -> Bools:
    """Whether force needs no mandate: a victim asks for help (Art. 51), or the host consents."""
    return crisis.between_states | (crisis.consent > CONSENTS)


def on_its_own_basis(bases: frozenset[str], crisis: Crisis) -> Bools:
    """Whether a regional organisation may act without a mandate; (history,).

    In self-defence against aggression between states, or with the host's consent.
    ENFORCEMENT is no such basis: it needs a mandate of the Council (Charter, Art. 53).
    """
    defence = crisis.between_states & (SELF_DEFENCE in bases)
    return defence | ((crisis.consent > CONSENTS) & (CONSENT in bases))


def goes_beyond(strength: Floats, mandate: Floats, p: Parameters) -> Bools:
    """Who would do so much more than the mandate that it does not bar them, (seat, history).

    ``strength`` (seat, history) is what each would do, ``mandate`` (history,) what is in force.

    Examples
    --------
    >>> from simulation.stages.parameters import Parameters
    >>> p = Parameters(beyond=0.35)
    >>> goes_beyond(np.array([[0.7], [0.9]]), np.array([0.5]), p).tolist()
    [[False], [True]]
    """
    return np.asarray(strength >= mandate + p.beyond)


def leader_of(effort: Floats, penholder: Ints, p: Parameters) -> Ints:
    """The seat that leads an answer, (history,): the one that would give most alone.

    The penholder's own effort counts λ_L times; NO_LEADER where nobody would give anything.

    Parameters
    ----------
    effort : (seat, history)
        What each would give if nobody else did, at least 0; 0 for one that cannot lead.
    penholder : (history,)
        Whose text it is, a seat; a negative number where it is nobody's.
    """
    holds = np.arange(effort.shape[0])[:, None] == penholder
    score = np.where(holds, p.pen_leads * effort, effort)
    most = np.argmax(score, axis=0)
    return np.where(score[most, np.arange(most.size)] > 0.0, most, NO_LEADER)


def taken_to_the_assembly(uniform: Floats, vetoed: Bools, p: Parameters) -> Bools:
    """Whether members want to unite for peace: only after a veto, A/RES/377 A (V)."""
    return vetoed & (uniform < p.uniting_for_peace)


def called(wanted: Floats, absent: Bools, quota: int, p: Parameters) -> Bools:
    """Whether the Council calls the emergency session: a procedural vote, so no veto.

    A member votes for it that wants action of some weight, θ ≥ y_min; (history,).
    """
    return np.asarray(count_seats((wanted >= p.minimum_strength) & ~absent) >= quota)


def assembly_recommends(wanted: Floats, strength: Floats, bonus: Floats, p: Parameters) -> Bools:
    """Whether two thirds of the Assembly's members voting recommend action of this strength.

    A state votes yes with probability Λ((G + b)/λ) and otherwise no, where
    G = 2yθ - y²; over so many states the expected share decides. ``wanted`` is
    (state, history), ``strength`` and ``bonus`` (history,).
    """
    gain = wanted**2 - (strength - wanted) ** 2
    yes = logistic((gain + bonus) / p.choice_noise)
    return np.asarray(np.cumsum(yes, axis=0)[-1] >= TWO_THIRDS * wanted.shape[0])


def organisation_acts(
    wanted: Floats, members: Bools, present: Bools, quota: float, p: Parameters
) -> Bools:
    """Whether a regional organisation decides to act: enough of its members at the table want to.

    Parameters
    ----------
    wanted, present : (seat, history)
    members : (seat, history)
        Who of them belongs to it.
    quota : float
        Share of those members that must want action of some weight, θ ≥ y_min.
    """
    counted = members & present
    for_it = count_seats(counted & (wanted >= p.minimum_strength))
    total = count_seats(counted)
    return (total > 0) & (for_it >= quota * total)


COLUMNS = (
    Column(
        "action",
        WORD,
        "on whose decision something was done: " + ", ".join(a.name.lower() for a in Action),
    ),
    Column(
        "leader",
        WORD,
        "the member that led a coalition, or a mandate that no organisation carried out",
        blank="there was none",
    ),
    Column(
        "organisation",
        WORD,
        "the organisation that acted or carried out a mandate",
        blank="there was none",
    ),
    Column("lawful", "bool", "something was done, and lawfully"),
    Column(
        "strength",
        "float64",
        "strength of what was done",
        unit="strength",
        blank="nothing was done",
    ),
)
"""What this stage says of a round."""
