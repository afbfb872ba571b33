"""Stage 1, the challenge: who acts against the peace, or is deterred from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from simulation.stages.declare import CONVENTION, WORD, Column, Slots, parameter
from simulation.stages.numerics import SMALLEST_UNIFORM, Bools, Floats, Ints, of_histories

if TYPE_CHECKING:
    from simulation.stages.parameters import Parameters


@dataclass(frozen=True, kw_only=True)
class ChallengeParameters:
    """The numbers of this stage."""

    # A line or two for what a number is, one for what is said of it.
    # fmt: off
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
        off=None, unit="rounds", whole=True,
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
    # fmt: on


NO_PATRON = -1
CLIENT, OTHER = 0, 1
"""The two classes of challengers about which beliefs are held apart."""

SLOTS = Slots(
    "challenge",
    16,
    (
    "gain", "severity", "has_patron", "patron", "tie", "type", "region",
    "statement", "party", "bloc", "bloc_tie", "consent", "resistance",
),
)  # fmt: skip
"""The uniform draws that a new crisis takes, in order."""


@dataclass(frozen=True)
class Crisis:
    """The crises of many histories; arrays (history,), seats first where there are seats.

    ``type`` and ``region`` are indices into the scenario's crisis types and
    regions; ``patron`` is a seat or -1; ``ties`` (seat, history) are the
    members' own ties to the challenger; ``statement`` is γ, what losing to a
    veto is worth; ``resistance`` is R, what an answer meets; ``intrastate``,
    ``threat`` and ``atrocity`` say which terms bite; ``attribution`` is A, how
    sure it is who did it, 0 to 1.
    """

    type: Ints
    region: Ints
    severity: Floats
    patron: Ints
    ties: Floats
    parties: Bools
    bloc: Floats
    consent: Floats
    statement: Floats
    resistance: Floats
    intrastate: Bools
    threat: Bools
    atrocity: Bools
    attribution: Floats

    @property
    def between_states(self) -> Bools:
        """Where it is aggression of one state against another."""
        return np.asarray(~self.intrastate & ~self.threat)

    @property
    def challenger_class(self) -> Ints:
        """CLIENT where a permanent member stands behind the challenger, else OTHER."""
        return np.where(self.patron == NO_PATRON, OTHER, CLIENT)

    def at(self, histories: Ints) -> Crisis:
        """These histories alone."""
        return Crisis(**{k: of_histories(v, histories) for k, v in vars(self).items()})

    def replaced(self, histories: Ints, crisis: Crisis) -> Crisis:
        """These crises but for some histories, which have others; ``crisis`` is of them alone."""
        out = {name: values.copy() for name, values in vars(self).items()}
        for name, values in out.items():
            values[..., histories] = getattr(crisis, name)
        return Crisis(**out)

    def by_state(self, occupants: Ints, states: int) -> Crisis:
        """The same crisis with a row for each state in the place of each seat.

        ``occupants`` (seat, history) or (seat, 1) says which state holds a seat;
        states that hold none have no ties and are no parties.
        """
        histories = np.arange(self.patron.size)
        held = np.broadcast_to(occupants, self.ties.shape)
        ties, parties = (np.zeros((states, histories.size), kind) for kind in (float, bool))
        ties[held, histories], parties[held, histories] = self.ties, self.parties
        has_patron = self.patron != NO_PATRON
        patron = held[np.where(has_patron, self.patron, 0), histories]
        return replace(
            self, ties=ties, parties=parties, patron=np.where(has_patron, patron, NO_PATRON)
        )

    def vacated(self, left: Bools) -> Crisis:
        """The same crisis once those have left whose seats (seat, history) are marked.

        Ties belong to members, not to seats: a member that comes has none, and a patron
        that leaves stands behind its client at the table no more.
        """
        patron_left = left[self.patron, np.arange(self.patron.size)]
        return replace(
            self,
            ties=np.where(left, 0.0, self.ties),
            parties=self.parties & ~left,
            patron=np.where(patron_left, NO_PATRON, self.patron),
        )

    def worsened(self, by: Floats) -> Crisis:
        """The same crisis, graver by so much, at most 1."""
        return replace(self, severity=np.minimum(self.severity + by, 1.0))


@dataclass(frozen=True)
class Hazards:
    """What types of crises there are, as cumulative weights and flags by type.

    ``patrons`` (seat,), ``types`` (type,) and ``regions`` (region,) are
    cumulative and end at 1; the flags and ``attribution`` are (type,).
    """

    patrons: Floats
    types: Floats
    regions: Floats
    intrastate: Bools
    threat: Bools
    atrocity: Bools
    deterrable: Bools
    attribution: Floats


def acts(gain: Floats, belief: Floats, p: Parameters) -> Bools:
    """Whether a challenger acts: q < (Γ - c_a) / (Γ + L), with q its belief in an answer.

    At q = 0 every challenger with Γ > c_a acts.
    """
    return belief < (gain - p.compliance_cost) / (gain + p.challenge_loss)


def belief_in_an_answer(
    response: Floats, success: Floats, attribution: Floats, deterrable: Bools, p: Parameters
) -> Floats:
    """A challenger's belief in an effective answer: q = π̂ p̂ (1 - d_A(1-A)); (history,).

    One that may never be named counts on its cover (Nye 2017, International
    Security: deterrence in cyberspace): it expects an answer as far as it is sure
    to be known, A. Nothing deters where nobody decides to act, as in scarcity.
    """
    known = 1.0 - p.cover * (1.0 - attribution)
    return np.where(deterrable, response * success * known, 0.0)


def gains(uniform: Floats, p: Parameters) -> Floats:
    """The challenger's gain Γ, lognormal, from uniforms in (0, 1)."""
    from scipy.special import ndtri  # here, since it takes most of the start of a command

    return np.exp(p.gain_location + p.gain_scale * ndtri(np.maximum(uniform, SMALLEST_UNIFORM)))


def arise(uniforms: Floats, hazards: Hazards, p: Parameters) -> Crisis:
    """New crises from uniforms (slot, history), in the order of ``SLOTS``."""
    u = dict(zip(SLOTS, uniforms, strict=False))
    seats = hazards.patrons.size
    types = np.searchsorted(hazards.types, u["type"], side="right")
    patron = np.searchsorted(hazards.patrons, u["patron"], side="right")
    has_patron = u["has_patron"] < p.patron_probability
    patron = np.where(has_patron, patron, NO_PATRON)
    is_patron = np.arange(seats)[:, None] == patron
    party = is_patron & (u["party"] < p.party_probability)
    tie = between(p.tie_min, p.tie_max, u["tie"])
    intrastate = hazards.intrastate[types]
    has_bloc = intrastate & (u["bloc"] < p.bloc_probability)
    return Crisis(
        type=types,
        region=np.searchsorted(hazards.regions, u["region"], side="right"),
        severity=between(p.severity_min, p.severity_max, u["severity"]),
        patron=patron,
        ties=np.where(party, p.party_tie, np.where(is_patron, tie, 0.0)),
        parties=party,
        bloc=np.where(has_bloc, between(p.bloc_min, p.bloc_max, u["bloc_tie"]), 0.0),
        consent=(u["consent"] < p.consent_probability).astype(np.float64),
        statement=2.0 * p.statement_value * u["statement"],
        resistance=between(p.resistance_min, p.resistance_max, u["resistance"]),
        intrastate=intrastate,
        threat=hazards.threat[types],
        atrocity=hazards.atrocity[types],
        attribution=hazards.attribution[types],
    )


def between(low: float, high: float, uniform: Floats) -> Floats:
    """A uniform draw stretched from (0, 1) to (low, high)."""
    return low + (high - low) * uniform


COLUMNS = (
    Column(
        "crisis",
        WORD,
        "type of the crisis, or its name in a scripted scenario",
        blank="no crisis stands",
    ),
    Column("region", WORD, "region of the crisis, by regional group", blank="no crisis stands"),
    Column(
        "severity",
        "float64",
        "severity in this round, 0 to 1",
        unit="severity",
        blank="no crisis stands",
    ),
    Column(
        "onset_severity",
        "float64",
        "severity at the crisis's onset",
        unit="severity",
        blank="no crisis stands",
    ),
    Column("patron", WORD, "the permanent member behind the challenger", blank="there is none"),
    Column("client", "bool", "whether the challenger has such a patron"),
    Column(
        "resistance",
        "float64",
        "R, the challenger's resistance",
        unit="effort",
        blank="no crisis stands",
    ),
)
"""What this stage says of a round."""
