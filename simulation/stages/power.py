"""Voting power: what a seat can decide where every ballot is equally likely, exactly.

Ways to vote are counted by kinds of seat, not listed. What a ballot adds and what the
sums decide are those of :mod:`simulation.stages.adoption`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import comb, prod
from typing import Any

import numpy as np

from simulation.stages.adoption import Outcome, Rules, decide, outcome_of
from simulation.stages.numerics import Bools, Ints
from simulation.stages.voting import ABSTAIN, NO, YES

TWO_WAYS, THREE_WAYS = (YES, NO), (YES, ABSTAIN, NO)
"""The ballots that a member may cast."""

type Step = tuple[int, int]
"""What one ballot adds to the yeses and to the vetoes."""

A_YES, A_VETO, NEITHER = (1, 0), (0, 1), (0, 0)

type Ways = Mapping[Step, Any]
"""For each number of yeses and of vetoes the ways to get there, by how many have voted."""


@dataclass(frozen=True)
class SeatKind:
    """Seats whose ballots count alike: how many, whether they can block, what a ballot adds."""

    seats: int
    blocks: bool
    steps: Mapping[int, Step]


@dataclass(frozen=True)
class Power:
    """What one seat of a kind can decide in votes of yes or no; shares from 0 to 1.

    ``shapley_shubik`` (1954) adds up to 1 over all seats, and so do ``banzhaf`` (1965),
    ``johnston`` (1978) and ``deegan_packel`` (1978). ``penrose`` (1946) is the chance that
    its ballot decides. ``prevent`` and ``initiate`` are Coleman's (1971): its share in the
    ways to adopt that its no would end, and in the ways to reject that its yes would end.
    """

    shapley_shubik: Fraction
    penrose: Fraction
    banzhaf: Fraction
    prevent: Fraction
    initiate: Fraction
    johnston: Fraction
    deegan_packel: Fraction


@dataclass(frozen=True)
class PowerOfThree:
    """What one seat of a kind can decide where it may also abstain; shares from 0 to 1.

    ``shapley_shubik`` is Felsenthal and Machover's (1997, *International Journal of Game
    Theory* 26): the share of roll calls, in any order and with any ballots, whose outcome
    its ballot settles. ``penrose`` is the chance that yes in place of no changes the outcome;
    ``yes_to_abstain`` and ``abstain_to_no`` are the two steps that make it up. ``banzhaf``
    is ``penrose`` made to add up to 1 over all seats.
    """

    shapley_shubik: Fraction
    penrose: Fraction
    yes_to_abstain: Fraction
    abstain_to_no: Fraction
    banzhaf: Fraction


@dataclass(frozen=True)
class Votes[P]:
    """A vote with every ballot equally likely: chances of outcomes, and the power of each kind.

    ``adopted`` is Coleman's power of the collectivity to act.
    """

    adopted: Fraction
    vetoed: Fraction
    seats: tuple[P, ...]


def kinds_of(
    rules: Rules, spared: Bools, ballots: tuple[int, ...] = TWO_WAYS
) -> tuple[SeatKind, ...]:
    """The kinds of seat, those that can block first; of each there is one seat at least.

    ``spared`` (seat,) marks veto holders whose veto is suspended.
    """
    able = rules.holds_veto & ~spared
    return tuple(
        SeatKind(int(np.count_nonzero(able == blocks)), blocks, steps_of(rules, blocks, ballots))
        for blocks in (True, False)
        if (able == blocks).any()
    )


def steps_of(rules: Rules, blocks: bool, ballots: tuple[int, ...]) -> dict[int, Step]:
    """What each ballot of one seat adds, by the rule that decides votes."""
    nobody = np.zeros((1, len(ballots)), dtype=bool)
    alone = replace(rules, holds_veto=np.array([blocks]))
    verdict = decide(np.array([ballots], dtype=np.int8), alone, nobody, nobody)
    added = zip(verdict.yes, verdict.vetoes[0], strict=True)
    return {ballot: (int(y), int(b)) for ballot, (y, b) in zip(ballots, added, strict=True)}


def outcomes(rules: Rules, seats: int) -> Ints:
    """What each number of yeses and of vetoes decides, (yes, vetoes)."""
    numbers = np.arange(seats + 1)
    yes, vetoes = np.meshgrid(numbers, numbers, indexing="ij")
    return outcome_of(yes, vetoes, rules)[0]


def ways(kind: SeatKind, seats: int, waiting: int) -> dict[Step, Any]:
    """The ways in which some of ``seats`` seats have voted, by (yes, vetoes) and their number.

    One that has not voted is counted as if it cast the ballot ``waiting``. The numbers are
    coefficients of a generating function: 1 + kz for a seat that adds what ``waiting`` adds,
    k of whose ballots do so, and kz for each other seat.
    """
    often = Counter(kind.steps.values())
    sure = kind.steps[waiting]
    expansions = [np.array([1], dtype=object)]
    for _ in range(seats):
        expansions.append(np.convolve(expansions[-1], [1, often[sure]]))
    found: dict[Step, Any] = {}
    for yes in range(seats + 1):
        for vetoes in range(seats - yes + 1 if kind.blocks else 1):
            many = {A_YES: yes, A_VETO: vetoes, NEITHER: seats - yes - vetoes}
            cast = {step: number for step, number in many.items() if step != sure}
            if any(number and not often[step] for step, number in cast.items()):
                continue
            factor = comb(seats, yes) * comb(seats - yes, vetoes)
            for step, number in cast.items():
                factor *= often[step] ** number
            row = np.full(seats + 1, 0, dtype=object)
            row[seats - many[sure] :] = factor * expansions[many[sure]]
            found[yes, vetoes] = row
    return found


@dataclass(frozen=True)
class AllButOne:
    """Every way in which all members but one of a kind vote, and what its ballots make of them.

    ``adopted[waiting]`` holds, for each step of the one member, the ways to vote that adopt, by
    how many of the others have voted; those that have not are counted as casting ``waiting``,
    NO or YES. ``vetoed`` holds the ways that end in a veto if all others have voted.
    """

    kind: SeatKind
    others: int
    adopted: Mapping[int, Mapping[Step, Any]]
    vetoed: Mapping[Step, int]

    @classmethod
    def of(cls, rules: Rules, kinds: tuple[SeatKind, ...], kind: SeatKind) -> AllButOne:
        """Count the ways around one seat of the kind."""
        left = [(one, one.seats - (one is kind)) for one in kinds]
        ends = outcomes(rules, sum(one.seats for one in kinds))
        tables = {w: [ways(one, seats, w) for one, seats in left] for w in (NO, YES)}
        steps = set(kind.steps.values())
        return cls(
            kind,
            sum(seats for _, seats in left),
            {
                w: {step: ending(tables[w], ends == Outcome.ADOPTED, step) for step in steps}
                for w in (NO, YES)
            },
            {step: ending(tables[NO], ends == Outcome.VETOED, step)[-1] for step in steps},
        )

    @property
    def ballots(self) -> int:
        """How many ballots each member may choose from."""
        return len(self.kind.steps)

    def adopted_if(self, ballot: int) -> Fraction:
        """The chance of adoption if the member casts this ballot."""
        number = self.adopted[NO][self.kind.steps[ballot]][-1]
        return Fraction(int(number), self.ballots**self.others)

    def chances(self) -> tuple[Fraction, Fraction]:
        """The chances that a draft is adopted and that it is vetoed, whatever it casts."""
        steps = self.kind.steps.values()
        every = self.ballots ** (self.others + 1)
        adopted = sum(self.adopted[NO][step][-1] for step in steps)
        vetoed = sum(self.vetoed[step] for step in steps)
        return Fraction(int(adopted), every), Fraction(int(vetoed), every)

    def pivotal(self) -> Fraction:
        """The share of roll calls whose outcome the member settles.

        Members are called in any order and cast any ballot. An outcome is settled once no later
        ballot can change it: if all that wait voted no it is adopted, or if all voted yes it is
        not. With two ballots this is the index of Shapley and Shubik (Mann and Shapley 1964, in
        Shubik, ed., *Game Theory and Related Approaches to Social Behavior*).
        """
        low, high, steps = self.adopted[NO], self.adopted[YES], self.kind.steps
        settled = sum(
            (low[step] - low[steps[NO]]) + (high[steps[YES]] - high[step])
            for step in steps.values()
        )
        orders = (
            (self.others + 1) * comb(self.others, voted) * self.ballots ** (voted + 1)
            for voted in range(self.others + 1)
        )
        parts = (Fraction(int(n), of) for n, of in zip(settled, orders, strict=True))
        return sum(parts, start=Fraction(0))


def ending(tables: Sequence[Ways], reached: Bools, added: Step) -> Any:
    """The ways of all kinds together whose sums, with what is ``added``, are ``reached``.

    ``reached`` is (yes, vetoes); the result is by how many have voted.
    """
    first, *more = tables
    last = more[0] if more else {NEITHER: np.array([1], dtype=object)}
    rows, places = np.array(list(last.values()), dtype=object), np.array(list(last)) + added
    together: dict[bytes, Any] = {}
    for (yes, vetoes), row in first.items():
        key = reached[places[:, 0] + yes, places[:, 1] + vetoes].tobytes()
        together[key] = together.get(key, 0) + row
    found = np.full(len(next(iter(first.values()))) + rows.shape[1] - 1, 0, dtype=object)
    for key, row in together.items():
        those = np.frombuffer(key, dtype=bool)
        if those.any():
            found += np.convolve(row, rows[those].sum(axis=0))
    return found


def two_ways(rules: Rules, spared: Bools) -> Votes[Power]:
    """Power where every member votes yes or no; ``spared`` as in :func:`kinds_of`."""
    kinds = kinds_of(rules, spared, TWO_WAYS)
    around = [AllButOne.of(rules, kinds, kind) for kind in kinds]
    adopted, vetoed = around[0].chances()
    swings = [one.adopted_if(YES) - one.adopted_if(NO) for one in around]
    banzhaf = normalised(kinds, swings)
    johnston, deegan_packel = shares_of_coalitions(rules, kinds)
    return Votes(
        adopted,
        vetoed,
        tuple(
            Power(
                shapley_shubik=around[k].pivotal(),
                penrose=swings[k],
                banzhaf=banzhaf[k],
                prevent=swings[k] / (2 * adopted),
                initiate=swings[k] / (2 * (1 - adopted)),
                johnston=johnston[k],
                deegan_packel=deegan_packel[k],
            )
            for k in range(len(kinds))
        ),
    )


def three_ways(rules: Rules, spared: Bools) -> Votes[PowerOfThree]:
    """Power where every member votes yes, abstains or votes no; as :func:`two_ways`."""
    kinds = kinds_of(rules, spared, THREE_WAYS)
    around = [AllButOne.of(rules, kinds, kind) for kind in kinds]
    swings = [one.adopted_if(YES) - one.adopted_if(NO) for one in around]
    banzhaf = normalised(kinds, swings)
    return Votes(
        *around[0].chances(),
        tuple(
            PowerOfThree(
                shapley_shubik=one.pivotal(),
                penrose=swing,
                yes_to_abstain=one.adopted_if(YES) - one.adopted_if(ABSTAIN),
                abstain_to_no=one.adopted_if(ABSTAIN) - one.adopted_if(NO),
                banzhaf=share,
            )
            for one, swing, share in zip(around, swings, banzhaf, strict=True)
        ),
    )


def normalised(kinds: tuple[SeatKind, ...], parts: Sequence[Fraction]) -> list[Fraction]:
    """The part of one seat of each kind, made to add up to 1 over all seats."""
    whole = sum(kind.seats * part for kind, part in zip(kinds, parts, strict=True))
    return [part / whole for part in parts]


def shares_of_coalitions(
    rules: Rules, kinds: tuple[SeatKind, ...]
) -> tuple[list[Fraction], list[Fraction]]:
    """Johnston's and Deegan and Packel's index of a seat of each kind.

    Johnston shares each winning coalition equally among the members that can end it;
    Deegan and Packel each minimal one, which every member can end, among all its members.
    """
    ends = outcomes(rules, sum(kind.seats for kind in kinds))
    johnston = [Fraction(0)] * len(kinds)
    deegan_packel = [Fraction(0)] * len(kinds)
    for yes in np.ndindex(*(kind.seats + 1 for kind in kinds)):
        if not adopts(ends, kinds, yes):
            continue
        without = [np.subtract(yes, one) for one in np.eye(len(kinds), dtype=int)]
        can_end = [
            number if number and not adopts(ends, kinds, tuple(left)) else 0
            for number, left in zip(yes, without, strict=True)
        ]
        if not any(can_end):
            continue
        coalitions = prod(comb(kind.seats, number) for number, kind in zip(yes, kinds, strict=True))
        for k, number in enumerate(can_end):
            part = Fraction(coalitions * number, sum(can_end) * kinds[k].seats)
            johnston[k] += part
            if can_end == list(yes):
                deegan_packel[k] += part
    return normalised(kinds, johnston), normalised(kinds, deegan_packel)


def adopts(ends: Ints, kinds: tuple[SeatKind, ...], yes: tuple[int, ...]) -> bool:
    """Whether a draft is adopted if so many of each kind vote yes and the others no."""
    vetoes = sum(
        (kind.seats - number) * kind.steps[NO][1] for number, kind in zip(yes, kinds, strict=True)
    )
    return bool(ends[sum(yes), vetoes] == Outcome.ADOPTED)
