"""How members decide: the rules for all seats at once, or other behaviour in some seats."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np

from simulation.engine.answers import as_choice, ballot_from, strength_from, text_from
from simulation.engine.memory import Behaviour, Cast, class_name, is_delegation, why_not
from simulation.scenario.mistakes import InputError, nearest, shown
from simulation.scenario.roster import Roster
from simulation.scenario.scenario import Scenario, Sitting
from simulation.stages import drafting, preferences, voting
from simulation.stages.challenge import Crisis
from simulation.stages.drafting import Choice, Outlook
from simulation.stages.numerics import Ballots, Bools, Floats, Ints, of_histories
from simulation.stages.parameters import Parameters
from simulation.stages.preferences import Outside, Seated


@dataclass(frozen=True)
class View:
    """What the members of some seats may know in a round; never change its arrays.

    Arrays (row, history) hold one row for each seat the view is of, so that one
    seat's view holds nothing private of another; ``crisis``, ``status_quo``,
    ``success`` (p̂), ``bonus``, ``r2p`` (history,) and ``outside`` are public.
    ``places`` (history,) are the histories' places among those played together.
    ``temper`` and ``lot`` are the seat's own luck; ``wanted`` is θ after rivalry
    with the penholder, once there is one.
    """

    sitting: Sitting
    parameters: Parameters
    seats: tuple[int, ...]
    places: Ints
    profiles: Seated
    crisis: Crisis
    status_quo: Floats
    success: Floats
    bonus: Floats
    r2p: Floats
    outside: Outside
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
            name: of_histories(getattr(self, name), histories)
            for name in (*self.BY_SEAT, "status_quo", "success", "bonus", "r2p")
        }
        return replace(
            self,
            crisis=self.crisis.at(histories),
            places=self.places[histories],
            profiles=self.profiles.at(histories),
            outside=self.outside.at(histories),
            **cut,
        )

    @property
    def histories(self) -> int:
        """How many histories the view spans."""
        return self.status_quo.size

    @property
    def member(self) -> str:
        """The code of the member whose view it is, the first one's where it is of several."""
        return self.sitting.council.members[self.seats[0]]

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

    def check(self, scenario: Scenario) -> None:
        """Raise an InputError where these delegations cannot play the scenario."""

    def for_new_histories(self) -> Delegations:
        """What decides in histories about to begin: with no memory of any other."""
        return self

    def check_apart(self) -> None:
        """Raise an InputError where something was carried from one history into another."""

    def behaviours(self) -> list[dict[str, str]]:
        """Who is replaced (``member``), and by what (``by``); of the rules nothing."""
        return [] if type(self) is Delegations else [{"member": "all", "by": class_name(self)}]

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

    Every array of the view and the motion then holds one value. One that remembers
    something, as attributes of itself, is given as its class: then each history has an
    object of its own. An object that is given decides in all histories, and is refused if
    it changes.

    >>> from simulation.stages import voting
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

    ``overrides`` maps members to delegations. A delegation that remembers anything is
    given as its class, or as a function that makes one: each history then has its own.
    Works with either engine; in a batch the replaced seats are asked history by history,
    which is slow.

    >>> class Weary(Delegation):
    ...     votes = 0
    ...     def vote(self, view, motion):
    ...         self.votes += 1
    ...         return super().vote(view, motion) if self.votes <= 3 else voting.ABSTAIN
    >>> seats = Seats({"rival": Weary})
    """

    def __init__(self, overrides: Mapping[str, Behaviour]) -> None:
        self.overrides = dict(overrides)
        self.cast = Cast(self.overrides)

    def check(self, scenario: Scenario) -> None:
        """Raise an InputError where a member named never has a seat."""
        check_overrides(self.overrides, scenario)

    def for_new_histories(self) -> Seats:
        """The same seats, with objects of their own where classes or functions were given."""
        other = copy.copy(self)
        other.cast = Cast(other.overrides)
        return other

    def check_apart(self) -> None:
        """Raise an InputError where a delegation changed that is not one history's own."""
        self.cast.check_apart()

    def behaviours(self) -> list[dict[str, str]]:
        """Who is replaced, and by what."""
        return [{"member": member, "by": class_name(who)} for member, who in self.overrides.items()]

    def replaced(self, view: View) -> list[tuple[int, str]]:
        """Seats whose members are replaced, and who they are; who does not sit is left out."""
        members = view.sitting.council.members
        return [(members.index(m), m) for m in self.overrides if m in members]

    def prefer(self, view: View) -> Floats:
        """As the rules say, but for the replaced seats."""
        wanted = super().prefer(view)
        for seat, member in self.replaced(view):
            mine = view.of_seat(seat)
            for h in range(view.histories):
                who = self.cast.of(member, int(view.places[h]))
                wanted[seat, h] = strength_from(who.prefer(mine.at(np.array([h]))), mine)
        return wanted

    def draft(self, view: View, outlook: Outlook) -> Choice:
        """As the rules say, but where a replaced seat holds the pen."""
        choice = super().draft(view, outlook)
        columns = {name: column.copy() for name, column in vars(choice).items()}
        for seat, member in self.replaced(view):
            mine = view.of_seat(seat)
            for h in np.flatnonzero(outlook.pen == seat):
                one = np.array([h])
                who = self.cast.of(member, int(view.places[h]))
                text = text_from(who.draft(mine.at(one), outlook.at(one)), mine)
                made = as_choice(text, choice, int(h))
                for name, column in columns.items():
                    column[h] = getattr(made, name)[0]
        return Choice(**columns)

    def vote(self, view: View, motion: Motion) -> Ballots:
        """As the rules say, but for the replaced seats."""
        ballots = super().vote(view, motion)
        for seat, member in self.replaced(view):
            mine, seen = view.of_seat(seat), motion.of_seat(seat)
            for h in range(view.histories):
                one = np.array([h])
                who = self.cast.of(member, int(view.places[h]))
                ballots[seat, h] = ballot_from(who.vote(mine.at(one), seen.at(one)), mine)
        return ballots


def deciding(given: object) -> Delegations | None:
    """Who decides in place of the rules: as given, or a mapping of members as :class:`Seats`.

    Raises
    ------
    InputError
        If it is something else.
    """
    if given is None or isinstance(given, Delegations):
        return given
    if isinstance(given, Mapping):
        return Seats(given)
    raise InputError(
        [
            f"delegations = {shown(given)}: say which member it decides for, as "
            '{"rival": MyDelegation}'
        ]
    )


def check_overrides(overrides: Mapping[str, Behaviour], scenario: Scenario) -> None:
    """Check that each of these members sits, and that a delegation decides for it.

    Raises
    ------
    InputError
        With a sentence for each that never sits, may lose its seat in elections,
        or has no delegation, and who is meant.
    """
    sittings = [draft.sitting for draft in scenario.script] or [scenario.sitting]
    roster = Roster.of((s for each in sittings for s in each.council.seats), f"in {scenario.name}")
    strangers = roster.absences(str(who) for who in overrides if who not in roster.codes)
    mistakes = [f"seats: {member!r} {why}" for member, why in strangers.items()]
    mistakes += [
        f"seats: {member!r} is {shown(who)}: {why}"
        for member, who in overrides.items()
        if (why := why_not(who) or without_effect(who))
    ]
    if scenario.world.pool is not None:
        council = scenario.sitting.council
        mistakes += [
            f"seats: {member!r} is elected in {scenario.name} and may lose its seat; "
            "replace a permanent member, or play a scenario without a pool"
            for member in overrides
            if member in roster.codes and not council.permanent[council.seat_of(member)]
        ]
    if mistakes:
        raise InputError(mistakes)


DECISIONS = ("prefer", "draft", "vote")
"""The methods of a delegation that are called."""


def without_effect(who: Behaviour) -> str | None:
    """Why this would decide as the rules do though it has methods of its own, or None."""
    made = who if is_delegation(who) else cast("Callable[[], Delegation]", who)()
    kind = type(made)
    if any(
        name in vars(made) or getattr(kind, name, None) is not getattr(Delegation, name)
        for name in DECISIONS
    ):
        return None
    own = sorted(
        name
        for name in dir(kind)
        if not name.startswith("_") and callable(getattr(kind, name)) and name not in DECISIONS
    )
    if not own:
        return None
    meant = [f"{name} ({nearest(name, DECISIONS)})" for name in own]
    return (
        f"overrides none of {', '.join(DECISIONS)}, so that the rules would decide; it has "
        f"{', '.join(meant)}"
    )
