"""Summation games drawn by hypothesis, and their equilibrium by best responses in turn."""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from simulation.stages.burden import (
    nash,
    optimum,
    stakes,
)
from simulation.stages.numerics import sum_seats

ROUNDING = 1e-12
"""A few dozen terms of order one to ten, in another order or form."""

TECHNOLOGY = {"satiation": 1.0, "unit_cost": 0.04}
FREE_OF_COST = {"satiation": 1.0, "unit_cost": 0.0}


@dataclass(frozen=True)
class Game:
    """A summation game in one history; arrays (contributor, 1)."""

    stakes: np.ndarray
    capability: np.ndarray
    private_benefit: np.ndarray
    satiation: float
    unit_cost: float

    @property
    def terms(self):
        return {"satiation": self.satiation, "unit_cost": self.unit_cost}

    def nash(self):
        return nash(self.stakes, self.capability, self.private_benefit, **self.terms)

    def optimum(self):
        return optimum(self.stakes, self.capability, self.private_benefit, **self.terms)

    def marginal(self, contributions, felt):
        """What a unit more is worth to each that feels these stakes: dU/de; means above 0."""
        total = sum_seats(contributions)
        slope = contributions / self.capability
        return felt * (self.satiation - total) + self.private_benefit - self.unit_cost - slope

    def utility(self, contributions):
        """B(βE - E²/2) + (ρ-φ)e - e²/(2k) of each."""
        total = contributions.sum()
        own = (self.private_benefit - self.unit_cost) * contributions
        cost = contributions**2 / (2.0 * self.capability)
        return self.stakes * (self.satiation * total - total**2 / 2.0) + own - cost


def column(values):
    return np.array(values, dtype=float)[:, None]


def between(low, high):
    return st.floats(low, high, allow_subnormal=False)


COUNCIL_SIZES = st.integers(1, 15)
MEANS = between(0.05, 3.0)


@st.composite
def games(draw, sizes=COUNCIL_SIZES, capabilities=MEANS, private=(0.0, 0.3)):
    """Any game; some without a stake, some with a private benefit above the unit cost."""
    n = draw(sizes)

    def numbers(each):
        return column(draw(st.lists(each, min_size=n, max_size=n)))

    return Game(
        stakes=numbers(st.just(0.0) | between(0.0, 1.0)),
        capability=numbers(capabilities),
        private_benefit=numbers(between(*private)),
        satiation=draw(between(0.2, 2.0)),
        unit_cost=draw(st.sampled_from((0.0, 0.04, 0.3))),
    )


public_games = games(private=(0.0, 0.0))
"""Without private benefits."""

shared_games = games(sizes=st.integers(2, 15), private=(0.0, 0.0))
"""Where there is somebody else to wait for."""

small_games = games(sizes=st.integers(1, 6), capabilities=st.just(0.0) | MEANS)
"""Where best responses can be iterated to the end; some have no means."""


@st.composite
def memberships(draw):
    """Sixty states, of which most gain nothing or have no means, as after most votes."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    some = draw(between(0.0, 1.0))

    def numbers(most):
        return column(rng.uniform(0.0, most, 60) * (rng.random(60) < some))

    return Game(
        stakes=numbers(draw(between(0.0, 1.0))),
        capability=numbers(draw(MEANS)),
        private_benefit=numbers(draw(between(0.0, 0.3))),
        satiation=draw(between(0.2, 2.0)),
        unit_cost=draw(st.sampled_from((0.0, 0.04, 0.3))),
    )


def replied_to_the_end(game):
    """Best responses in turn, from nothing, until nobody changes anything."""
    columns = (game.stakes, game.capability, game.private_benefit)
    members = list(zip(*(values[:, 0].tolist() for values in columns), strict=True))
    given_by = [0.0] * len(members)
    for _ in range(20000):
        moved = 0.0
        for i, (stake, capability, private) in enumerate(members):
            others = sum(given_by) - given_by[i]
            will = stake * (game.satiation - others) + private - game.unit_cost
            reply = max(0.0, capability * will / (1.0 + stake * capability))
            moved, given_by[i] = max(moved, abs(reply - given_by[i])), reply
        if moved < 1e-14:
            return column(given_by)
    raise AssertionError("best responses do not settle")


def council(histories, *, seed=8, private=0.0, k=8.0):
    """Fifteen members of equal capability with random shares: stakes, capability, shares."""
    rng = np.random.default_rng(seed)
    shares = rng.dirichlet(np.ones(15), histories).T
    severity, gain = rng.uniform(0.25, 0.9, histories), rng.uniform(0.35, 1.0, histories)
    return stakes(shares, severity, gain, scale=3.0), np.full((15, 1), k / 15), shares
