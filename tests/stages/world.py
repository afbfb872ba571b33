"""A Council, a pool of states and their elections, one year after another."""

import numpy as np

from simulation.stages.elections import (
    COHORTS_SINCE_1966,
    NEVER,
    cohorts_of_seats,
    elect,
    opened,
    utilities,
    waiting_years,
)

GROUPS = ["AFR", "APG", "EEG", "GRULAC", "WEOG"]
FIFTEEN = ["APG", "WEOG", "EEG", "WEOG", "WEOG"] + ["AFR"] * 3 + ["APG"] * 2 + ["EEG"] + ["GRULAC"] * 2 + ["WEOG"] * 2  # fmt: skip
ELEVEN = ["APG", "WEOG", "EEG", "WEOG", "WEOG", "GRULAC", "GRULAC", "AFR", "APG", "WEOG", "EEG"]
MEMBERSHIP = {"AFR": 50, "APG": 50, "EEG": 22, "GRULAC": 33, "WEOG": 29}
SMALL = {"AFR": 4, "APG": 9, "EEG": 6, "GRULAC": 20, "WEOG": 12}
START = 2000


def numbers(groups):
    return np.array([GROUPS.index(group) for group in groups])


class World:
    """A Council, a pool and their histories, one year after another."""

    def __init__(self, council, cohorts, membership, histories=1, seed=1, **weights):
        rng = np.random.default_rng(seed)
        self.seat_groups = numbers(council)
        self.state_groups = numbers(g for g in GROUPS for _ in range(membership[g]))
        self.states = self.state_groups.size
        self.permanent = np.arange(len(council)) < 5
        self.cohorts = cohorts_of_seats(council, self.permanent, cohorts)
        self.population = np.exp(rng.normal(2.0, 1.5, self.states))
        self.income = np.exp(rng.normal(1.0, 1.2, self.states))
        self.at_war = rng.random(self.states) < 0.15
        first = self.first_council()
        self.occupants = np.tile(first[:, None], (1, histories))
        self.last_served = np.full((self.states, histories), NEVER)
        self.weights = weights
        self.year = START

    def first_council(self):
        taken = []
        for group in self.seat_groups:
            fitting = [s for s in np.flatnonzero(self.state_groups == group) if s not in taken]
            taken.append(fitting[0])
        return np.array(taken)

    def elect(self, uniforms):
        """Hold the elections of the next year; returns the Council before and the seats filled."""
        self.year += 1
        before, seats = self.occupants, opened(self.cohorts, self.year)
        waiting = waiting_years(self.last_served, self.year, base_year=START - 20)
        self.occupants, self.last_served = elect(
            before,
            self.last_served,
            uniforms[: seats.size],
            year=self.year,
            seats=seats,
            seat_groups=self.seat_groups,
            state_groups=self.state_groups,
            utility=utilities(
                self.population, self.income, self.at_war, waiting, **self.weights
            ),
        )  # fmt: skip
        return before, seats

    def run(self, years, seed=2):
        """Terms begun by each state, (state, history)."""
        rng = np.random.default_rng(seed)
        histories = self.occupants.shape[1]
        terms = np.zeros((self.states, histories), dtype=int)
        for _ in range(years):
            _, seats = self.elect(rng.random((9, histories)))
            np.add.at(terms, (self.occupants[seats], np.arange(histories)), 1)
        return terms


def fifteen(histories=1, **weights):
    return World(FIFTEEN, COHORTS_SINCE_1966, MEMBERSHIP, histories, **weights)
