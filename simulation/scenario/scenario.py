"""What is simulated, ready to play: frozen dataclasses and arrays."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation.scenario.schema import (
    KINDS,
    REGIONS,
    CouncilFile,
    RecordFile,
    RulesFile,
    ScenarioFile,
    SeatFile,
)
from simulation.stages.challenge import NO_PATRON, Crisis, Hazards
from simulation.stages.decision import Rules
from simulation.stages.numerics import Ballots, Bools, Floats
from simulation.stages.parameters import Parameters
from simulation.stages.preferences import Profiles
from simulation.stages.voting import ABSTAIN, NO, NOT_VOTING, YES

KIND_NAMES = tuple(KINDS)
INTRASTATE, THREAT, ATROCITY, DETERRABLE = (
    np.array([flags[column] for flags in KINDS.values()]) for column in range(4)
)


@dataclass(frozen=True)
class Council:
    """The members that sit; arrays (seat,)."""

    title: str
    seats: tuple[SeatFile, ...]
    permanent: Bools
    may_hold_pen: Bools
    signatory: Bools
    profiles: Profiles

    @property
    def members(self) -> tuple[str, ...]:
        """The members' codes, in the order of seats."""
        return tuple(seat.member for seat in self.seats)

    def seat_of(self, member: str) -> int:
        """The seat of a member.

        Raises
        ------
        KeyError
            If it has none.
        """
        try:
            return self.members.index(member)
        except ValueError:
            raise KeyError(member) from None

    def mask(self, members: tuple[str, ...] | list[str]) -> Bools:
        """Which seats (seat,) belong to these members."""
        return np.array([member in members for member in self.members])

    @classmethod
    def of(cls, file: CouncilFile) -> Council:
        """From a checked council file."""
        seats = tuple(file.seat)

        def column(values: list[float]) -> Floats:
            return np.array(values, dtype=np.float64)

        elected = np.array([not seat.permanent for seat in seats])
        intervention = column([seat.intervention for seat in seats])
        sovereignty = column(
            [
                1.0 / (1.0 + np.exp(3.0 * seat.intervention))
                if seat.sovereignty is None
                else seat.sovereignty
                for seat in seats
            ]
        )
        exposure = np.array(
            [
                [
                    float(seat.group == region)
                    if seat.regional_exposure is None
                    else seat.regional_exposure.get(region, 0.0)
                    for region in REGIONS
                ]
                for seat in seats
            ]
        )
        stake = np.array([[s.economic_stake.get(region, 0.0) for region in REGIONS] for s in seats])
        return cls(
            title=file.title,
            seats=seats,
            permanent=~elected,
            may_hold_pen=np.array([seat.pen for seat in seats]),
            signatory=np.array([seat.code_signatory for seat in seats]),
            profiles=Profiles.of_council(
                alignment=column([seat.alignment for seat in seats]),
                intervention=intervention,
                sovereignty=sovereignty,
                exposure=exposure,
                stake=stake,
                threat_sensitivity=column([seat.threat_sensitivity for seat in seats]),
                elected=elected,
                group=np.array([REGIONS.index(seat.group) for seat in seats]),
            ),
        )


@dataclass(frozen=True)
class Sitting:
    """A council under a rule set: who votes, and what their ballots decide."""

    council_file: CouncilFile
    rules_file: RulesFile
    council: Council
    rules: Rules
    suspended_kinds: Bools
    parties_abstain_in_chapter_vi: bool

    def spared(self, crisis: Crisis) -> Bools:
        """Where the veto is suspended, (1, history)."""
        return self.suspended_kinds[crisis.kind][None, :]

    def uncounted(self, crisis: Crisis) -> Bools:
        """Whose ballots are left out, (seat, history): parties, where the rules say so."""
        return crisis.parties & (not self.rules.parties_count)


@dataclass(frozen=True)
class Record:
    """What was recorded of a vote: ballots (seat,), and the tally and outcome as published."""

    ballots: Ballots
    published: RecordFile


@dataclass(frozen=True)
class ScriptedDraft:
    """One round of a scripted scenario: a draft in its crisis, before its council.

    ``strength`` is the recorded one, or None where the penholder drafts anew.
    """

    sitting: Sitting
    crisis_number: int
    crisis_name: str
    target_name: str
    date: datetime.date
    symbol: str
    title: str
    instrument: str
    strength: float | None
    status_quo: float
    severity: float
    crisis: Crisis
    penholder: int | None
    sponsors: Bools
    absent: Bools
    must_abstain: Bools
    record: Record | None


@dataclass(frozen=True)
class Scenario:
    """A whole scenario; immutable, and enough to play its histories again."""

    name: str
    file: ScenarioFile
    parameters: Parameters
    sitting: Sitting
    hazards: Hazards
    rounds: int
    script: tuple[ScriptedDraft, ...]
    redraft: bool = False

    def described(self) -> dict[str, Any]:
        """The whole of it as plain data: every default filled in, council and rules in place."""
        whole = self.file.model_dump(exclude_none=True)
        whole["rounds"] = self.rounds
        whole["council"] = self.sitting.council_file.model_dump(exclude_none=True)
        whole["rules"] = self.sitting.rules_file.model_dump(exclude_none=True)
        if self.redraft:
            whole["redraft"] = True
        return whole

    @property
    def title(self) -> str:
        """The scenario's title."""
        return self.file.title

    @property
    def rules_name(self) -> str:
        """The name of its rule set, or the title of one written in place."""
        rules = self.file.rules
        return rules if isinstance(rules, str) else rules.title

    @property
    def names_states(self) -> bool:
        """Whether its members are real states, so that a warning belongs under its results."""
        return all(len(m) == 3 and m.isupper() for m in self.sitting.council.members)

    def sitting_at(self, round_number: int) -> Sitting:
        """Who sits in a round, under which rules."""
        return self.script[round_number].sitting if self.script else self.sitting


def record_ballots(council: Council, record: RecordFile, absent: list[str]) -> Ballots:
    """Ballots (seat,) of a record: yes unless it says otherwise."""
    cast = np.full(len(council.seats), YES, dtype=np.int8)
    for ballot, members in (
        (NO, record.against),
        (ABSTAIN, record.abstaining),
        (NOT_VOTING, [*record.not_participating, *absent]),
    ):
        cast[council.mask(members)] = ballot
    return cast


def scripted_crisis(
    council: Council,
    *,
    kind: str,
    region: str,
    severity: float,
    patron: str | None,
    target: str,
    consent: float,
    bloc: float,
    parties: list[str],
    party_tie: float,
    statement: float,
) -> Crisis:
    """A crisis as one history sees it, from what a script says of it."""
    k = KIND_NAMES.index(kind)
    own = np.array([seat.client_ties.get(target, 0.0) for seat in council.seats])
    party = council.mask(parties)
    own = np.where(party & council.permanent, np.maximum(own, party_tie), own)
    seat = council.seat_of(patron) if patron in council.members else NO_PATRON
    return Crisis(
        kind=np.array([k]),
        region=np.array([REGIONS.index(region)]),
        severity=np.array([severity]),
        patron=np.array([seat]),
        ties=own[:, None],
        parties=party[:, None],
        bloc=np.array([bloc]),
        consent=np.array([consent]),
        statement=np.array([statement]),
        intrastate=np.array([INTRASTATE[k]]),
        threat=np.array([THREAT[k]]),
        atrocity=np.array([ATROCITY[k]]),
    )
