"""What is simulated, ready to play: frozen dataclasses and arrays."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from simulation.scenario.means import capability_of, military_of, places_of, reach_of
from simulation.scenario.on_record import FollowedFile, RecordFile
from simulation.scenario.schema import (
    CRISIS_TYPES,
    REGIONS,
    CouncilFile,
    Region,
    RulesFile,
    ScenarioFile,
    SeatFile,
)
from simulation.scenario.values import REST
from simulation.stages.adoption import Cause, Rules, suspended
from simulation.stages.challenge import NO_PATRON, Crisis, Hazards
from simulation.stages.numerics import Ballots, Bools, Floats, Ints
from simulation.stages.parameters import Parameters
from simulation.stages.preferences import Profiles
from simulation.stages.voting import ABSTAIN, NO, NOT_VOTING, YES

TYPE_NAMES = tuple(CRISIS_TYPES)
INTRASTATE, THREAT, ATROCITY, DETERRABLE, USEFULNESS, ATTRIBUTION = (
    np.array([row[column] for row in CRISIS_TYPES.values()]) for column in range(6)
)

WORLD = 100.0
"""Sizes and capabilities are percentages of the world's."""


@dataclass(frozen=True)
class Council:
    """The members that sit; arrays (seat,)."""

    title: str
    seats: tuple[SeatFile, ...]
    permanent: Bools
    may_hold_pen: Bools
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
        return cls(
            title=file.title,
            seats=seats,
            permanent=np.array([seat.permanent for seat in seats]),
            may_hold_pen=np.array([seat.pen for seat in seats]),
            profiles=profiles_of(seats),
        )


def profiles_of(states: Sequence[SeatFile]) -> Profiles:
    """The interest profiles of states as arrays, defaults filled in."""

    def column(read: Callable[[SeatFile], float]) -> Floats:
        return np.array([read(state) for state in states], dtype=np.float64)

    def by_region(read: Callable[[SeatFile], dict[Region, float]]) -> Floats:
        rows = [[read(s).get(region, 0.0) for region in REGIONS] for s in states]
        return np.array(rows, dtype=np.float64).reshape(len(states), len(REGIONS))

    def own_group(state: SeatFile) -> dict[Region, float]:
        return {state.group: 1.0} if state.regional_exposure is None else state.regional_exposure

    stated = column(lambda s: np.nan if s.sovereignty is None else s.sovereignty)
    intervention = column(lambda s: s.intervention)
    return Profiles(
        alignment=column(lambda s: s.alignment),
        intervention=intervention,
        sovereignty=np.where(np.isnan(stated), 1.0 / (1.0 + np.exp(3.0 * intervention)), stated),
        exposure=by_region(own_group),
        stake=by_region(lambda s: s.economic_stake),
        threat_sensitivity=column(lambda s: s.threat_sensitivity),
        group=np.array([REGIONS.index(state.group) for state in states], dtype=np.int64),
        size=column(lambda s: s.size),
        capability=column(capability_of),
        assessment=column(lambda s: s.size if s.assessment is None else s.assessment),
        military=column(military_of),
        reach=column(reach_of),
        place=places_of(states),
        legitimacy_weight=column(lambda s: s.legitimacy_weight),
        signatory=np.array([state.code_signatory for state in states], dtype=bool),
    )


@dataclass(frozen=True)
class Sitting:
    """A council under a rule set: who votes, and what their ballots decide.

    ``membership`` holds the profiles of its members, seat by seat, and then of
    the rest of the membership where the scenario names a pool; ``states`` who
    they are, and ``joined`` (state,) which of them take part in the Council at all.
    """

    council_file: CouncilFile
    rules_file: RulesFile
    council: Council
    rules: Rules
    suspended_types: Bools
    signatories_alone: bool
    parties_abstain_in_chapter_vi: bool
    membership: Profiles
    states: tuple[SeatFile, ...]
    joined: Bools

    def spared(self, crisis: Crisis, signatory: Bools) -> Bools:
        """Where the veto is suspended, (1, history) or (seat, history).

        ``signatory`` (seat, 1 or history) are those that signed the code of conduct.
        """
        return suspended(
            self.suspended_types,
            crisis.type,
            signatory,
            signatories_alone=self.signatories_alone,
        )

    def uncounted(self, crisis: Crisis) -> Bools:
        """Whose ballots are left out, (seat, history): parties, where the rules say so."""
        return crisis.parties & (not self.rules.parties_count)


@dataclass(frozen=True)
class Pool:
    """The membership from which elected seats are filled; arrays (state,).

    The states are those of the scenario's membership; ``cohort`` (seat,) says in which
    years a seat is filled, as in stages.elections.
    """

    population: Floats
    income: Floats
    at_war: Bools
    cohort: Ints


@dataclass(frozen=True)
class Organisation:
    """A regional organisation: who belongs to it, where it acts, how it decides.

    ``region`` is the number of its group's region, or -1 where it acts anywhere;
    ``quota`` the share of its members at the table that must want action.
    """

    name: str
    title: str
    members: frozenset[str]
    group: str | None
    region: int
    quota: float
    bases: frozenset[str]

    def belong(self, states: Sequence[SeatFile]) -> Bools:
        """Which of these states are its members, (state,)."""
        return np.array(
            [state.member in self.members or state.group == self.group for state in states],
            dtype=bool,
        )


@dataclass(frozen=True)
class World:
    """Who there is beside the table.

    ``states`` are those of the sitting's membership, in its order, ``occupants``
    (seat,) who sits first; ``outsiders`` are named states that only contribute.
    ``pool`` says how elected seats are filled, or is None where nobody is elected.
    """

    states: tuple[SeatFile, ...]
    occupants: Ints
    outsiders: tuple[SeatFile, ...]
    outsider_profiles: Profiles
    pool: Pool | None
    organisations: tuple[Organisation, ...]

    @property
    def contributors(self) -> int:
        """How many bear burdens: seats, named outsiders, and the other states together."""
        return self.occupants.size + len(self.outsiders) + 1


@dataclass(frozen=True)
class Record:
    """What was recorded of a vote: ballots (seat,), and the tally and outcome as published."""

    ballots: Ballots
    published: RecordFile


@dataclass(frozen=True)
class ScriptedDraft:
    """One round of a scripted scenario: a draft in its crisis, before its council.

    ``strength`` is the recorded one, or None where the penholder drafts again.
    ``withheld`` says why it was never put to the vote, None where it was; ``followed``
    what was done after it on record, None where that is not known.
    """

    sitting: Sitting
    crisis_number: int
    crisis_name: str
    target: str
    target_name: str
    date: datetime.date
    symbol: str
    title: str
    instrument: str
    strength: float | None
    withheld: Cause | None
    status_quo: float
    severity: float
    crisis: Crisis
    place: Floats
    restrained: bool
    victim: str | None
    stakes: Mapping[str, float]
    penholder: int | None
    sponsors: Bools
    absent: Bools
    must_abstain: Bools
    record: Record | None
    followed: FollowedFile | None


@dataclass(frozen=True)
class Shift:
    """A change of a member's profile from a round on, as its file has it."""

    round: int
    member: str
    name: str
    note: str
    profile: Mapping[str, Any]


@dataclass(frozen=True)
class Scenario:
    """A whole scenario; immutable, and enough to play its histories again.

    Attributes
    ----------
    name : str
        Its name, or that of its file.
    where : Path
        Its file.
    file : ScenarioFile
        What the file holds, checked.
    parameters : Parameters
        All parameters of the model; docs/parameters.md has their units and ranges.
    sitting : Sitting
        The council it begins with and the rules it votes under.
    hazards : Hazards
        How likely each type of crisis is, where, and with which patron.
    rounds : int
        How many rounds a history has; a quarter of a year each, or one a draft of a script.
    script : tuple of ScriptedDraft
        The recorded drafts; empty where crises are generated.
    world : World
        States outside the Council: candidates for its seats, contributors, organisations.
    shifts : tuple of Shift
        Profiles that change, and when.
    later : tuple of (int, Sitting)
        The council from each round on in which a profile shifts; a script's drafts have their own.
    redraft : bool
        Whether penholders of a script draft again.

    Examples
    --------
    >>> from simulation import load
    >>> scenario = load("kuwait-1990")
    >>> scenario.replays, scenario.rounds, scenario.script[-1].symbol
    (True, 11, 'S/RES/678')
    """

    name: str
    where: Path
    file: ScenarioFile
    parameters: Parameters
    sitting: Sitting
    hazards: Hazards
    rounds: int
    script: tuple[ScriptedDraft, ...]
    world: World
    shifts: tuple[Shift, ...] = ()
    later: tuple[tuple[int, Sitting], ...] = ()
    redraft: bool = False

    def described(self) -> dict[str, Any]:
        """The whole of it as plain data: every default filled in, council and rules in place.

        Returns
        -------
        dict
            Text, numbers, dates, lists and tables, as a TOML file has them.
        """
        whole = self.file.model_dump(exclude_none=True)
        whole["rounds"] = self.rounds
        whole["council"] = self.sitting.council_file.model_dump(exclude_none=True)
        whole["rules"] = self.sitting.rules_file.model_dump(exclude_none=True)
        if self.redraft:
            whole["redraft"] = True
        return whole

    @property
    def replays(self) -> bool:
        """Whether a script decides which drafts are tabled, and how strong they are."""
        return bool(self.script) and not self.redraft

    @property
    def title(self) -> str:
        """The scenario's title."""
        return self.file.title

    @property
    def rules_name(self) -> str:
        """The name of its rule set, or the title of one written in place."""
        rules = self.file.rules
        return rules if isinstance(rules, str) else rules.title

    def members_in(self, round_number: int, occupants: Ints) -> tuple[SeatFile, ...]:
        """Who sits in a round of one history, seat by seat.

        Parameters
        ----------
        round_number : int
            The round, from 0.
        occupants : array of int, (seat,)
            Which state holds each seat, as :attr:`History.occupants` and a state have it.

        Returns
        -------
        tuple of SeatFile
            The member of each seat with its profile.
        """
        if self.script:
            return self.sitting_at(round_number).council.seats
        states = self.sitting_at(round_number).states
        return tuple(states[state] for state in occupants)

    @property
    def contributor_names(self) -> tuple[str, ...]:
        """Who may bear burdens: the seats (as first held), named outsiders, the rest."""
        seats = tuple(self.world.states[state].member for state in self.world.occupants)
        return (*seats, *(state.member for state in self.world.outsiders), REST)

    def first_round_of(self, crisis_number: int) -> int:
        """The first round in which a scripted crisis is before the Council.

        Parameters
        ----------
        crisis_number : int
            The crisis, from 0.

        Returns
        -------
        int
            The round, from 0.

        Raises
        ------
        ValueError
            If no draft of the script is on such a crisis.
        """
        return [draft.crisis_number for draft in self.script].index(crisis_number)

    def last_round_of(self, crisis_number: int) -> int:
        """The last round in which a scripted crisis is before the Council.

        Parameters
        ----------
        crisis_number : int
            The crisis, from 0.

        Returns
        -------
        int
            The round, from 0.

        Raises
        ------
        ValueError
            If no draft of the script is on such a crisis.
        """
        numbers = [draft.crisis_number for draft in self.script]
        return len(numbers) - 1 - numbers[::-1].index(crisis_number)

    def sitting_at(self, round_number: int) -> Sitting:
        """Who sits in a round, with which profiles, under which rules.

        Parameters
        ----------
        round_number : int
            The round, from 0.

        Returns
        -------
        Sitting
            Council and rules; of elected seats those who held them first.
        """
        if self.script:
            return self.script[round_number].sitting
        begun = [sitting for start, sitting in self.later if start <= round_number]
        return begun[-1] if begun else self.sitting


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
    type_name: str,
    region: str,
    severity: float,
    patron: str | None,
    ties: Floats,
    consent: float,
    bloc: float,
    parties: list[str],
    party_tie: float,
    statement: float,
    resistance: float,
    attribution: float | None,
) -> Crisis:
    """A crisis as one history sees it, from what a script says of it; ``ties`` (seat,)."""
    k = TYPE_NAMES.index(type_name)
    party = council.mask(parties)
    own = np.where(party & council.permanent, np.maximum(ties, party_tie), ties)
    seat = council.seat_of(patron) if patron in council.members else NO_PATRON
    return Crisis(
        type=np.array([k]),
        region=np.array([REGIONS.index(region)]),
        severity=np.array([severity]),
        patron=np.array([seat]),
        ties=own[:, None],
        parties=party[:, None],
        bloc=np.array([bloc]),
        consent=np.array([consent]),
        statement=np.array([statement]),
        resistance=np.array([resistance]),
        intrastate=np.array([INTRASTATE[k]]),
        threat=np.array([THREAT[k]]),
        atrocity=np.array([ATROCITY[k]]),
        attribution=np.array([ATTRIBUTION[k] if attribution is None else attribution]),
    )
