"""Ties of permanent members to states, estimated from how often they agree in the Assembly.

Agreement of a permanent member with a state over the five years before is shrunk
towards the mean of the state's regional group (a beta prior fitted to the group by
moments, weighed against the number of common votes), and then measured against how
often the member agrees with the membership at large:

    tie = 1.3 · max(0, (p̂ - B) / (1 - B)),

so that 0 is a state with which it agrees no more than with others, and 1.3, the tie of
a party to its own dispute, one with which it always votes. As Cohen's κ does, this takes
out agreement that says nothing, for in most years most states vote alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from simulation.stages.numerics import Floats
from simulation.studies.profiles.states import States, own_code
from simulation.studies.tables.reading import Tables
from simulation.studies.tables.shapes import PERMANENT

PARTY = 1.3
"""The tie of a permanent party to its own dispute, the greatest there is."""

WINDOW = 5
"""So many years before a year make its ties."""

LEAST_WEIGHT, MOST_WEIGHT = 2.0, 200.0
"""The prior of a group is worth at least and at most so many common votes."""


@dataclass(frozen=True)
class Window:
    """Common votes of a permanent member with each state over some years; arrays (state,)."""

    states: tuple[str, ...]
    agreed: Floats
    votes: Floats


@dataclass(frozen=True)
class TieEstimate:
    """A tie, and what it rests on.

    ``agreement`` is as observed (nan without common votes), ``shrunk`` as
    estimated, ``baseline`` the member's with the membership at large.
    """

    tie: float
    agreement: float
    shrunk: float
    baseline: float
    votes: int


class Ties:
    """Estimated ties by permanent member, state and year."""

    def __init__(self, tables: Tables, states: States) -> None:
        self.states = states
        table = tables.read("agreement")
        self.last = int(table["year"].max())
        self.first = int(table["year"].min())
        self.agreed: dict[tuple[str, str, int], tuple[float, float]] = {}
        for row in table.to_dict("records"):
            year = int(row["year"])
            state = own_code(str(row["iso3"]), year)
            for member in PERMANENT:
                votes, share = float(row[f"n_{member}"]), float(row[f"agree_{member}"])
                if votes > 0 and not np.isnan(share) and state != member:
                    self.agreed[member, state, year] = (share * votes, votes)
        self.window = cache(self.window_of)
        self.prior = cache(self.prior_of)

    def years(self, year: int) -> range:
        """The years before this one from which its ties come; the first two have their own."""
        last = min(max(year - 1, self.first + 1), self.last)
        return range(max(last - WINDOW + 1, self.first), last + 1)

    def window_of(self, member: str, year: int) -> Window:
        """Common votes over the years before."""
        sums: dict[str, list[float]] = {}
        for y in self.years(year):
            for state in self.states.groups:
                agreed, votes = self.agreed.get((member, state, y), (0.0, 0.0))
                both = sums.setdefault(state, [0.0, 0.0])
                both[0] += agreed
                both[1] += votes
        known = {state: both for state, both in sums.items() if both[1] > 0}
        return Window(
            tuple(known),
            np.array([both[0] for both in known.values()]),
            np.array([both[1] for both in known.values()]),
        )

    def prior_of(self, member: str, year: int, group: str) -> tuple[float, float]:
        """Mean and weight, in votes, of the beta prior of a regional group.

        The weight is that at which the prior's variance is the variance of the
        group's agreements beyond what so many votes give by chance.
        """
        window = self.window(member, year)
        of_group = np.array([self.states.groups[state] == group for state in window.states])
        agreed, votes = window.agreed[of_group], window.votes[of_group]
        if votes.size < 3:
            agreed, votes = window.agreed, window.votes
        shares = agreed / votes
        mean = float(shares.mean())
        chance = mean * (1.0 - mean)
        beyond = float(shares.var(ddof=1) - (chance / votes).mean())
        weight = MOST_WEIGHT if beyond <= 0 else chance / beyond - 1.0
        return mean, float(np.clip(weight, LEAST_WEIGHT, MOST_WEIGHT))

    def estimate(self, member: str, state: str, year: int) -> TieEstimate | None:
        """The tie of a permanent member to a state; None where no votes of the member are known."""
        window = self.window(member, year)
        if len(window.states) < 3 or state == member:
            return None
        mean, weight = self.prior(member, year, self.states.groups[state])
        agreed, votes = 0.0, 0.0
        if state in window.states:
            place = window.states.index(state)
            agreed, votes = float(window.agreed[place]), float(window.votes[place])
        shrunk = (agreed + weight * mean) / (votes + weight)
        baseline = float((window.agreed / window.votes).mean())
        excess = max((shrunk - baseline) / (1.0 - baseline), 0.0) if baseline < 1.0 else 0.0
        return TieEstimate(
            tie=PARTY * excess,
            agreement=agreed / votes if votes else float("nan"),
            shrunk=shrunk,
            baseline=baseline,
            votes=int(votes),
        )
