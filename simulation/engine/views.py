"""What members see when they decide; arrays hold one row a seat, and histories last."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from simulation.scenario.scenario import Sitting
from simulation.scenario.schema import SeatFile
from simulation.stages import burden, bypass, preferences
from simulation.stages.bypass import Readiness
from simulation.stages.challenge import Crisis
from simulation.stages.numerics import Ballots, Bools, Floats, Ints, of_histories
from simulation.stages.parameters import Parameters
from simulation.stages.preferences import Outside, SeatProfiles
from simulation.stages.voting import NO_VOTE


class Shown(Protocol):
    """What a member sees beside its view: it can be cut to one seat, and to some histories."""

    def of_seat(self, seat: int) -> Self:
        """As one seat sees it."""
        ...

    def at(self, histories: Ints) -> Self:
        """Some histories alone."""
        ...


@dataclass(frozen=True)
class Past:
    """What is public of one round that was played; arrays (history,).

    ``voting`` are the histories with a draft before the Council; ``tabled`` and ``ballots``
    (seat, history) are of these alone.
    """

    sitting: Sitting
    occupants: Ints
    ends: Ints
    actions: Ints
    voting: Ints
    tabled: Floats
    ballots: Ballots

    def text_at(self, places: Ints) -> Floats:
        """The strength put to the vote in these histories, NaN where none was."""
        whole = np.full(self.ends.size, np.nan)
        whole[self.voting] = self.tabled
        return whole[places]

    def ballots_at(self, places: Ints) -> Ballots:
        """Ballots (seat, history) in these histories, ``NO_VOTE`` where no vote was held."""
        held = ~np.isnan(self.tabled)
        whole = np.full((self.ballots.shape[0], self.ends.size), NO_VOTE, dtype=np.int8)
        whole[:, self.voting[held]] = self.ballots[:, held]
        return whole[:, places]

    def ballots_of(self, member: str, places: Ints) -> Ballots:
        """One member's ballots (history,), wherever it sat."""
        sits = np.array([state.member == member for state in self.sitting.states])
        occupants = np.broadcast_to(self.occupants, (self.ballots.shape[0], self.ends.size))
        own = sits[occupants[:, places]]
        return np.where(own, self.ballots_at(places), NO_VOTE).max(axis=0)


@dataclass(frozen=True)
class Record:
    """What was done in the earlier rounds of some histories; computed when it is read.

    ``len(record)`` is the number of rounds played; each array has them on its first axis.
    """

    rounds: tuple[Past, ...]
    places: Ints

    def __len__(self) -> int:
        """How many rounds were played."""
        return len(self.rounds)

    @property
    def ends(self) -> Ints:
        """How each round ended, (round, history): numbers of :class:`End`."""
        return self.joined([past.ends[self.places] for past in self.rounds], np.int64)

    @property
    def actions(self) -> Ints:
        """On whose decision something was done, (round, history): numbers of :class:`Action`."""
        return self.joined([past.actions[self.places] for past in self.rounds], np.int64)

    @property
    def tabled(self) -> Floats:
        """The strength of the text put to the vote, (round, history); NaN where none was."""
        return self.joined([past.text_at(self.places) for past in self.rounds], np.float64)

    def ballots_of(self, member: str) -> Ballots:
        """A member's ballots (round, history); ``NO_VOTE`` where it cast none."""
        cast = [past.ballots_of(member, self.places) for past in self.rounds]
        return self.joined(cast, np.int8)

    def joined[T: np.generic](self, rows: list[NDArray[T]], kind: type[T]) -> NDArray[T]:
        """Rows of rounds as one array, empty before the first round."""
        return np.array(rows, dtype=kind).reshape(len(self.rounds), self.places.size)


@dataclass(frozen=True)
class View:
    """What the members of some seats may know in a round; never change its arrays.

    Arrays (row, history) hold one row for each seat the view is of, so that one
    seat's view holds nothing private of another; ``crisis``, ``status_quo``,
    ``success`` (p̂), ``bonus``, ``r2p``, ``legitimacy`` (ℒ) (history,) and ``outside`` are
    public. ``round`` counts from 0, ``runs`` (history,) are the histories' numbers,
    ``places`` their places among those played together, ``occupants`` (seat, history) or
    (seat, 1) say which state of ``sitting.states`` holds each seat.
    ``temper`` and ``luck`` are the seat's own luck; ``wanted`` is θ after rivalry
    with the penholder, once there is one.
    """

    sitting: Sitting
    parameters: Parameters
    seats: tuple[int, ...]
    round: int
    runs: Ints
    places: Ints
    occupants: Ints
    past: tuple[Past, ...]
    profiles: SeatProfiles
    crisis: Crisis
    status_quo: Floats
    success: Floats
    bonus: Floats
    r2p: Floats
    legitimacy: Floats
    outside: Outside
    tie: Floats
    cost: Floats
    absent: Bools
    temper: Floats
    luck: Floats
    wanted: Floats

    BY_SEAT = ("tie", "cost", "absent", "temper", "luck", "wanted")
    BY_HISTORY = ("runs", "places", "status_quo", "success", "bonus", "r2p", "legitimacy")

    def of_seat(self, seat: int) -> View:
        """One seat's own view."""
        rows = slice(seat, seat + 1)
        mine: dict[str, Any] = {name: getattr(self, name)[rows] for name in self.BY_SEAT}
        return replace(self, seats=(seat,), profiles=self.profiles.rows(rows), **mine)

    def at(self, histories: Ints) -> View:
        """Some histories alone."""
        cut: dict[str, Any] = {
            name: of_histories(getattr(self, name), histories)
            for name in (*self.BY_SEAT, *self.BY_HISTORY)
        }
        held = self.occupants
        return replace(
            self,
            crisis=self.crisis.at(histories),
            occupants=held if held.shape[1] == 1 else of_histories(held, histories),
            profiles=self.profiles.at(histories),
            outside=self.outside.at(histories),
            **cut,
        )

    @property
    def histories(self) -> int:
        """How many histories the view spans."""
        return self.status_quo.size

    @property
    def run(self) -> int:
        """The number of the history, of the first one where there are several."""
        return int(self.runs[0])

    @property
    def record(self) -> Record:
        """What was done in the earlier rounds of these histories."""
        return Record(self.past, self.places)

    @property
    def profile(self) -> SeatFile:
        """Who holds the first seat that the view is of, in its first history."""
        return self.sitting.states[int(self.occupants[self.seats[0], 0])]

    @property
    def member(self) -> str:
        """The code of the member whose view it is, the first one's where it is of several."""
        return self.profile.member

    def terms(self) -> dict[str, Floats]:
        """The terms of what is wanted, each (row, history), before rivalry."""
        return preferences.terms(
            self.profiles,
            self.tie,
            self.temper,
            self.crisis,
            self.success,
            self.r2p,
            self.parameters,
        )

    def gain(self, strength: Floats) -> Floats:
        """What replacing the status quo with this strength is worth, (row, history)."""
        return preferences.gain(strength, self.wanted, self.status_quo, self.outside)


@dataclass(frozen=True)
class Motion:
    """A draft put to the vote: strength (history,), sponsors (row, history) with the penholder."""

    strength: Floats
    sponsors: Bools

    def of_seat(self, seat: int) -> Motion:
        """As one seat sees it."""
        return Motion(self.strength, self.sponsors[seat : seat + 1])

    def at(self, histories: Ints) -> Motion:
        """Some histories alone."""
        return Motion(self.strength[histories], of_histories(self.sponsors, histories))


@dataclass(frozen=True)
class Prospect:
    """What bears on leading action without the Council; see :func:`bypass.readiness`.

    Private to each member are ``wanted`` (θ before rivalry), ``shares`` of the benefit,
    ``capability``, ``joint`` (by how much all that would follow it multiply its effort) and
    ``legitimacy_weight``, (row, history). Public are ``lawful`` (what is done needs no mandate),
    ``resistance``, ``usefulness``, ``defence`` (what an attacked state adds for itself),
    ``aided`` (it gets aid instead of force) and ``severity``, (history,).
    """

    wanted: Floats
    shares: Floats
    capability: Floats
    joint: Floats
    legitimacy_weight: Floats
    lawful: Bools
    resistance: Floats
    usefulness: Floats
    defence: Floats
    aided: Bools
    severity: Floats

    BY_SEAT = ("wanted", "shares", "capability", "joint", "legitimacy_weight")

    def of_seat(self, seat: int) -> Prospect:
        """As one seat sees it."""
        rows = slice(seat, seat + 1)
        return replace(self, **{name: getattr(self, name)[rows] for name in self.BY_SEAT})

    def at(self, histories: Ints) -> Prospect:
        """Some histories alone."""
        return Prospect(
            *(
                values if values.shape[-1] == 1 else of_histories(values, histories)
                for values in vars(self).values()
            )
        )

    def wanting(self, strength: float) -> Prospect:
        """The same, were this strength wanted."""
        return replace(self, wanted=np.full(self.wanted.shape, strength))

    def readiness(self, absent: Bools, p: Parameters) -> Readiness:
        """What leading is worth by the rule to members that want these strengths."""
        return bypass.readiness(
            self.wanted,
            self.stakes(p),
            self.capability,
            self.joint,
            self.legitimacy_weight,
            self.lawful,
            self.resistance,
            self.usefulness,
            self.defence,
            self.aided,
            absent,
            p,
        )

    def stakes(self, p: Parameters) -> Floats:
        """What members have at stake in action as strong as they want it, (row, history)."""
        strength = np.clip(self.wanted, 0.0, 1.0)
        gain = burden.gains(strength, self.wanted)
        return burden.stakes(self.shares, self.severity, gain, scale=p.stake_scale)


@dataclass(frozen=True)
class Burden:
    """What is to be borne where something is done.

    ``action`` is an :class:`Action`, ``strength`` what is done, ``optimal`` the provision
    best for all together, ``provision`` the one that the rules give, (history,).
    Private to each member are its ``stakes``, its ``capability`` in this action (k, which makes
    effort dear), its ``means`` (the most it may bear: that, or the rule's effort where it is
    more), the ``effort`` of the rule, what contributing is worth in itself (``private_benefit``,
    ρ), and whether it ``may_contribute`` to this action at all, (row, history).
    """

    action: Ints
    strength: Floats
    optimal: Floats
    provision: Floats
    stakes: Floats
    capability: Floats
    means: Floats
    effort: Floats
    private_benefit: Floats
    may_contribute: Bools

    BY_SEAT = ("stakes", "capability", "means", "effort", "private_benefit", "may_contribute")

    def of_seat(self, seat: int) -> Burden:
        """As one seat sees it."""
        rows = slice(seat, seat + 1)
        return replace(self, **{name: getattr(self, name)[rows] for name in self.BY_SEAT})

    def at(self, histories: Ints) -> Burden:
        """Some histories alone."""
        return Burden(*(of_histories(values, histories) for values in vars(self).values()))
