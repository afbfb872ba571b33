"""Stage 8, answers: what an answer consists of, and what each state could give to it.

From its strength, the host's consent and the instrument of a text follow four kinds of answer
(and aid, where force is restrained): words bear nobody anything, sanctions cost money and work
slowly, peacekeepers are sent by those whom the reimbursement pays and paid for by a scale of
assessments, and force is for those with forces that reach. Means are of two currencies, forces
and money. Arrays are (state, history) unless said otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from simulation.stages.bypass import CONSENTS, Action
from simulation.stages.declare import WORD, Column, parameter
from simulation.stages.numerics import Bools, Floats, Ints, quotient

if TYPE_CHECKING:
    from simulation.stages.parameters import Parameters


@dataclass(frozen=True, kw_only=True)
class AnswersParameters:
    """The numbers of this stage."""

    # A line or two for what a number is, one for what is said of it.
    # fmt: off
    words_below: float = parameter(
        "y_w", 0.45, 0, 1, "strength below which a text is words, without consent",
        off=0, label="judged", source="the scale of strengths: provisional measures are .35",
    )
    force_from: float = parameter(
        "y_f", 0.75, 0, 1, "strength from which an answer takes force, without consent",
        off=0, label="judged", source="the scale of strengths: sanctions enforced by force are .8",
    )
    sanctions_effect: float = parameter(
        "u_s", 0.35, 0, 1, "what effort in sanctions or aid is worth, of the same in force",
        off=1, unit="share", label="judged",
        source="Hufbauer, Schott, Elliott and Oegg 2007: a third of sanctions succeed, in part",
    )
    own_defence: float = parameter(
        "e_def", 0.2, 0, 5, "effort of an attacked state for itself, where it is answered at all",
        off=0, unit="effort", label="invented", source="own choice: as the least resistance",
    )
    carry: float = parameter(
        "d₀", 1.0, 0, 20, "distance over which forces without reach come to little",
        off=0, unit="thousand km", label="judged", source="own choice, with the cases in view",
    )
    nearness: float = parameter(
        "d₁", 1.5, 0, 20, "distance over which a crisis comes to concern a state little",
        off=0, unit="thousand km", label="judged", source="own choice, with the cases in view",
    )
    forces_elasticity: float = parameter(
        "η_f", 0.5, 0, 1, "elasticity of the forces sent in what a state has",
        off=1, unit="exponent", label="judged",
        source="own choice: a dollar of a rich state's spending buys fewer soldiers",
    )
    mobilisation: float = parameter(
        "m_def", 5.0, 1, 50, "how many times its forces an attacked state raises for itself",
        off=1, unit="share", label="invented", source="own choice",
    )
    impartiality: float = parameter(
        "i_P", 0.9, 0, 1, "share of peacekeepers that permanent members leave to others",
        off=0, unit="share", label="judged",
        source="Hammarskjöld, A/3943 (1958): no contingents of permanent members",
    )
    allied: float = parameter(
        "ρ_L", 0.25, 0, 1, "what it is worth to stand with a leader",
        off=0, unit="gain per effort", label="judged",
        source="Bennett, Lepgold and Unger 1994: direction; size with the cases in view",
    )
    standing: float = parameter(
        "ξ_L", 0.5, 0.01, 5, "distance in alignment over which standing with a leader fades",
        off=None, unit="alignment", label="judged",
        source="Bennett, Lepgold and Unger 1994: dependence on the leader; size judged",
    )
    pen_leads: float = parameter(
        "λ_L", 4.0, 1, 10, "how many times its own effort the penholder counts as a leader",
        off=1, unit="share", label="judged", source="own choice, with the cases in view",
    )
    payers: float = parameter(
        "m_F", 0.25, 0, 1, "share of its income's means that a state without reach pays instead",
        off=0, unit="share", label="judged", source="Germany and Japan in 1990 and 1991: direction",
    )
    reimbursement: float = parameter(
        "ρ_pk", 0.1, 0, 1, "what reimbursement is worth to the poorest sender of peacekeepers",
        off=0, unit="gain per effort", label="judged",
        source="A/RES/68/281: one rate a head for all; size judged as ρ",
    )
    # fmt: on


class Kind(IntEnum):
    """What an answer consists of."""

    NOTHING = 0
    WORDS = 1
    SANCTIONS = 2
    PEACEKEEPING = 3
    FORCE = 4
    AID = 5


INSTRUMENTS = {
    "determination": Kind.WORDS,
    "provisional-measures": Kind.WORDS,
    "sanctions": Kind.SANCTIONS,
    "peacekeeping": Kind.PEACEKEEPING,
    "force": Kind.FORCE,
}
"""The kind that the instrument of a text asks for."""


def kind_of_text(
    strength: Floats, consent: Floats, p: Parameters, instrument: Kind | None = None
) -> Ints:
    """What a text asks for, (history,): by its instrument where it has one, else by its strength.

    Without the host's consent words, sanctions and force follow one another as the strength
    grows; with it peacekeepers go where otherwise there are words or sanctions, and above that
    a force that keeps the peace with arms.
    """
    if instrument is not None:
        return np.where(strength > 0.0, int(instrument), Kind.NOTHING)
    by_strength = np.select(
        [strength < p.words_below, strength < p.force_from],
        [Kind.WORDS, Kind.SANCTIONS],
        Kind.FORCE,
    )
    by_consent = (consent > CONSENTS) & (strength < p.force_from)
    kind = np.where(by_consent, Kind.PEACEKEEPING, by_strength)
    return np.where(strength > 0.0, kind, Kind.NOTHING)


def kind_of_answer(
    action: Ints,
    of_text: Ints,
    consent: Floats,
    restrained: Bools,
    attacked: Bools,
    led: Bools,
) -> Ints:
    """What is done, (history,): what the text asks for, as far as who acts can do it.

    The Assembly has no army: it sends peacekeepers where the host consents, else it has words.
    An organisation or a coalition uses force; where a nuclear power stands behind the challenger it
    helps the attacked state with aid, or has sanctions where no state is attacked. The Council uses
    no force against such a power either. Where nobody leads force, it sends peacekeepers with arms.

    Parameters
    ----------
    action, of_text : (history,)
        An :class:`Action`, and the :class:`Kind` that the mandate in force asks for.
    consent : (history,)
        The host's, 0 to 1.
    restrained, attacked : (history,)
        Whether a nuclear power stands behind the challenger, and whether a state is attacked.
    led : (history,)
        Whether a nation or an organisation leads what the Council decides.
    """
    consents = consent > CONSENTS
    outside = kind_outside(restrained, attacked)
    force = np.where(restrained | led, outside, Kind.PEACEKEEPING)
    by_council = np.where(of_text == Kind.FORCE, force, of_text)
    by_assembly = np.where(consents, Kind.PEACEKEEPING, Kind.WORDS)
    return np.select(
        [action == Action.NONE, action == Action.COUNCIL, action == Action.ASSEMBLY],
        [np.full(action.shape, Kind.NOTHING), by_council, by_assembly],
        outside,
    )


def kind_in_force(before: Ints, of_text: Ints) -> Ints:
    """The kind of a mandate once a text is adopted.

    A text of peacekeepers or of force takes the place of what was in force; words and
    sanctions add to it.
    """
    replaces = (of_text == Kind.PEACEKEEPING) | (of_text == Kind.FORCE)
    return np.where(replaces, of_text, np.maximum(before, of_text))


def kind_outside(restrained: Bools, attacked: Bools) -> Ints:
    """What an organisation or a coalition does of its own, (history,)."""
    instead = np.where(attacked, Kind.AID, Kind.SANCTIONS)
    return np.select([restrained], [instead], Kind.FORCE)


@dataclass(frozen=True)
class Means:
    """What states have, (state,), and where: ``distance`` (state, place) in thousand km.

    ``military``, ``size`` and ``capability`` are shares of the world's in percent (military
    spending, income, index of capability), ``reach`` 0 to 1.
    """

    military: Floats
    size: Floats
    capability: Floats
    reach: Floats
    distance: Floats

    def carried(self, p: Parameters) -> Floats:
        """The share of its forces that a state carries to each place, (state, place)."""
        reach = self.reach[:, None]
        return reach + (1.0 - reach) * faded(self.distance, p.carry)

    def by_currency(self, kind: Kind, p: Parameters) -> tuple[Floats, Floats]:
        """What each could give in forces and in money to an answer of a kind, (state, place).

        For force, forces grow with military spending as far as they are carried, and what is
        not carried is paid for by income; for sanctions and aid all is money, by income; for
        peacekeeping battalions grow with capability.
        """
        none = np.zeros(self.distance.shape)
        income = share(self.size)
        match kind:
            case Kind.FORCE:
                carried = self.carried(p)
                forces = share(powered(self.military, p.forces_elasticity)) * carried
                money = p.payers * income * (1.0 - carried)
                return p.total_capability * forces, p.total_capability * money
            case Kind.SANCTIONS | Kind.AID:
                return none, p.total_capability * income + none
            case Kind.PEACEKEEPING:
                battalions = share(powered(self.capability, p.forces_elasticity))
                return p.total_capability * battalions + none, none
            case _:
                return none, none

    def poverty(self) -> Floats:
        """How far a state is poor for what it has, (state, 1): 1 - income by capability, 0 to 1."""
        poor = self.capability > self.size
        wealth = np.divide(self.size, self.capability, out=np.ones(self.size.shape), where=poor)
        return np.asarray(1.0 - wealth)[:, None]


def powered(amounts: Floats, elasticity: float) -> Floats:
    """What states have to the power of an elasticity: nothing of nothing, even at 0."""
    return np.asarray(np.where(amounts > 0.0, amounts**elasticity, 0.0))


def share(amounts: Floats) -> Floats:
    """Shares of the whole, (state, 1)."""
    return quotient(amounts, np.asarray(amounts.sum()))[:, None]


def faded(distance: Floats, over: float) -> Floats:
    """exp(-distance/over): 1 at hand and near 0 far away; 1 where ``over`` is 0."""
    return np.exp(-distance / over) if over > 0.0 else np.ones(distance.shape)


def near(distance: Floats, p: Parameters) -> Floats:
    """How much a crisis at a distance in thousand km concerns a state, 0 to 1."""
    return faded(distance, p.nearness)


def standing_with(alignment: Floats, military: Floats, p: Parameters) -> Floats:
    """What it is worth to states to stand with each that leads, (state, leader), 0 to 1.

    exp(-|x - x_L|/ξ_L)·m_L/(m_L + m), with the military spending m of each: a state follows
    those near to it in alignment, on whom it depends more than they on it.
    """
    apart = np.abs(alignment[:, None] - alignment)
    power = quotient(np.broadcast_to(military, apart.shape), military + military[:, None])
    return np.asarray(np.exp(-apart / p.standing) * power)


def own_forces(means: Means, state: int, p: Parameters) -> float:
    """What a state raises in forces when it is itself attacked."""
    forces = share(powered(means.military, p.forces_elasticity))
    return float(p.total_capability * p.mobilisation * forces[state, 0])


def distances(places: Floats, to: Floats) -> Floats:
    """Great-circle distances in thousand km, (state, place); latitude, longitude in degrees."""
    a, b = np.radians(places)[:, None, :], np.radians(to)[None, :, :]
    between = np.sin((a - b) / 2.0) ** 2
    half = between[..., 0] + np.cos(a[..., 0]) * np.cos(b[..., 0]) * between[..., 1]
    return np.asarray(2.0 * EARTH_RADIUS * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0))))


EARTH_RADIUS = 6.371
"""Thousand kilometres."""


def effect(kind: Ints, p: Parameters) -> Floats:
    """What a unit of effort is worth in an answer of a kind, (history,), of the same in force."""
    slow = (kind == Kind.SANCTIONS) | (kind == Kind.AID)
    return np.where(slow, p.sanctions_effect, 1.0)


def defended(kind: Ints, attacked: Bools, p: Parameters) -> Floats:
    """What an attacked state adds for itself to force or aid, (history,)."""
    helped = attacked & ((kind == Kind.FORCE) | (kind == Kind.AID))
    return np.where(helped, p.own_defence, 0.0)


def worth_in_itself(
    kind: Ints, standing: Floats, inside: Bools, poverty: Floats, p: Parameters
) -> Floats:
    """ρ (state, history): what contributing is worth beside what it brings about.

    In force and aid to stand with the leader, and to act in an organisation of one's own; for
    peacekeepers the reimbursement, to the poor most; in sanctions nothing.

    Parameters
    ----------
    kind : (history,)
        A :class:`Kind`.
    standing : (state, history)
        What standing with the leader is worth, 0 to 1; 0 where nobody leads.
    inside : (state, history)
        Who belongs to the organisation that acts or carries out a mandate.
    poverty : (state, 1)
        As :meth:`Means.poverty` has it.
    """
    in_arms = (kind == Kind.FORCE) | (kind == Kind.AID)
    sanctions = kind == Kind.SANCTIONS
    private = np.maximum(p.allied * standing * in_arms, p.private_benefit * (inside & ~sanctions))
    return np.where(kind == Kind.PEACEKEEPING, p.reimbursement * poverty, private)


def share_sent(permanent: Bools, p: Parameters) -> Floats:
    """The share of its peacekeepers that each state sends: permanent members hold back i_P.

    ``permanent`` (state, history) says who they are.
    """
    return np.where(permanent, 1.0 - p.impartiality, 1.0)


COLUMNS = (Column("done", WORD, "what was done: " + ", ".join(kind.name.lower() for kind in Kind)),)
"""What this stage says of a round."""
