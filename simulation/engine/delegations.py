"""How members decide: the rules for all seats at once, or other behaviour in some seats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from simulation.scenario.scenario import Sitting
from simulation.stages import drafting, preferences, voting
from simulation.stages.challenge import Crisis
from simulation.stages.decision import Cause
from simulation.stages.drafting import Choice, Outlook
from simulation.stages.numerics import Ballots, Bools, Floats, Ints
from simulation.stages.parameters import Parameters
from simulation.stages.preferences import Profiles


@dataclass(frozen=True)
class View:
    """What the members of some seats may know in a round; never change its arrays.

    Arrays (row, history) hold one row for each seat the view is of, so that one
    seat's view holds nothing private of another; ``crisis``, ``status_quo``,
    ``success`` (p̂), ``bonus`` (history,) are public. ``temper`` and ``lot`` are
    the seat's own luck; ``wanted`` is θ after rivalry with the penholder, once
    there is one.
    """

    sitting: Sitting
    parameters: Parameters
    seats: tuple[int, ...]
    profiles: Profiles
    crisis: Crisis
    status_quo: Floats
    success: Floats
    bonus: Floats
    tie: Floats
    cost: Floats
    absent: Bools
    temper: Floats
    lot: Floats
    wanted: Floats

    BY_SEAT = ("tie", "cost", "absent", "temper", "lot", "wanted")

    def of_seat(self, seat: int) -> View:
        """One seat's own view."""
        rows = slice(seat, seat + 1)
        mine: dict[str, Any] = {name: getattr(self, name)[rows] for name in self.BY_SEAT}
        return replace(self, seats=(seat,), profiles=self.profiles.rows(rows), **mine)

    def at(self, histories: Ints) -> View:
        """Some histories alone."""
        cut: dict[str, Any] = {
            name: getattr(self, name)[..., histories]
            for name in (*self.BY_SEAT, "status_quo", "success", "bonus")
        }
        return replace(self, crisis=self.crisis.at(histories), **cut)

    @property
    def histories(self) -> int:
        """How many histories the view spans."""
        return self.status_quo.size

    def terms(self) -> dict[str, Floats]:
        """The terms of what is wanted, each (row, history), before rivalry."""
        return preferences.terms(
            self.profiles, self.tie, self.temper, self.crisis, self.success, self.parameters
        )

    def gain(self, strength: Floats) -> Floats:
        """What replacing the status quo with this strength is worth, (row, history)."""
        return preferences.gain(strength, self.wanted, self.status_quo, self.parameters)


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
        return Motion(self.strength[histories], self.sponsors[:, histories])


def prefer(view: View) -> Floats:
    """The rule: the strength wanted before rivalry, (row, history)."""
    return preferences.wanted(view.terms())


def chances(view: View, motion: Motion) -> tuple[Floats, Floats]:
    """The rule: P(yes) and P(no) of a member that takes part, (row, history)."""
    p = view.parameters
    yes, no = voting.chances(
        view.gain(motion.strength),
        view.bonus,
        view.cost,
        p.choice_noise,
        view.sitting.rules.abstention_allowed,
    )
    return voting.with_sponsors(yes, no, motion.sponsors, p)


def vote(view: View, motion: Motion) -> Ballots:
    """The rule: ballots (row, history)."""
    yes, no = chances(view, motion)
    return voting.ballots(view.lot, yes, no, view.absent, view.parameters)


class Delegations:
    """The rules in every seat, for many histories at once."""

    def prefer(self, view: View) -> Floats:
        """The strength each member wants, before rivalry; (seat, history)."""
        return prefer(view)

    def draft(self, view: View, outlook: Outlook) -> Choice:
        """What the penholders table."""
        return drafting.draft(outlook, view.sitting.rules, view.parameters)

    def vote(self, view: View, motion: Motion) -> Ballots:
        """Each member's ballot; (seat, history)."""
        return vote(view, motion)


class Delegation:
    """How one seat decides, in one history at a time; override a method to behave otherwise.

    Every array of the view and the motion then holds one value.

    >>> class Bystander(Delegation):
    ...     def vote(self, view, motion):
    ...         return voting.ABSTAIN
    """

    def prefer(self, view: View) -> Floats | float:
        """The strength of coercion it wants, before rivalry."""
        return prefer(view)

    def draft(self, view: View, outlook: Outlook) -> Choice | float | None:
        """What it tables when it holds the pen: a strength, or None to withhold."""
        return drafting.draft(outlook, view.sitting.rules, view.parameters)

    def vote(self, view: View, motion: Motion) -> Ballots | int:
        """Its ballot: YES, NO, ABSTAIN or NOT_VOTING."""
        return vote(view, motion)


class Seats(Delegations):
    """The rules, with some members replaced by other behaviour.

    ``overrides`` maps members to delegations. Works with either engine; in a
    batch the replaced seats are asked history by history, which is slow.
    """

    def __init__(self, overrides: Mapping[str, Delegation]) -> None:
        self.overrides = dict(overrides)

    def replaced(self, view: View) -> list[tuple[int, Delegation]]:
        """Seats whose members are replaced, and by what.

        Raises
        ------
        KeyError
            If a member named has no seat.
        """
        council = view.sitting.council
        return [(council.seat_of(member), who) for member, who in self.overrides.items()]

    def prefer(self, view: View) -> Floats:
        """As the rules say, but for the replaced seats."""
        wanted = super().prefer(view)
        for seat, delegation in self.replaced(view):
            mine = view.of_seat(seat)
            for h in range(view.histories):
                wanted[seat, h] = np.asarray(delegation.prefer(mine.at(np.array([h])))).item()
        return wanted

    def draft(self, view: View, outlook: Outlook) -> Choice:
        """As the rules say, but where a replaced seat holds the pen."""
        choice = super().draft(view, outlook)
        columns = {name: column.copy() for name, column in vars(choice).items()}
        for seat, delegation in self.replaced(view):
            mine = view.of_seat(seat)
            for h in np.flatnonzero(outlook.pen == seat):
                one = np.array([h])
                made = as_choice(delegation.draft(mine.at(one), outlook.at(one)), choice, h)
                for name, column in columns.items():
                    column[h] = getattr(made, name)[0]
        return Choice(**columns)

    def vote(self, view: View, motion: Motion) -> Ballots:
        """As the rules say, but for the replaced seats."""
        ballots = super().vote(view, motion)
        for seat, delegation in self.replaced(view):
            mine, seen = view.of_seat(seat), motion.of_seat(seat)
            for h in range(view.histories):
                one = np.array([h])
                ballots[seat, h] = np.asarray(delegation.vote(mine.at(one), seen.at(one))).item()
        return ballots


def as_choice(made: Choice | float | None, rule: Choice, history: int) -> Choice:
    """A seat's answer as a choice; one that is not the rule's own has no twin."""
    if isinstance(made, Choice):
        return made
    one = slice(history, history + 1)
    strength = np.array([np.nan if made is None else float(made)])
    cause = Cause.NO_INTEREST if made is None else Cause.NONE
    return Choice(
        strength, np.array([np.nan]), rule.top[one], rule.step[one], np.array([int(cause)])
    )
