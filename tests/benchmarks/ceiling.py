"""The ceiling: a scenario played by the compiled loop, on the package's own draws."""

import numpy as np
from benchmarks.compiled_council import ALL, CRISIS, FIRST, HISTORY, SEATS, STATES
from benchmarks.compiled_round import play_all
from benchmarks.tables import tables_of

from simulation.engine.arrays import play
from simulation.engine.draws import PURPOSES, WORDS_A_STEP
from simulation.engine.history import History
from simulation.scenario.scenario import (
    ATROCITY,
    ATTRIBUTION,
    DETERRABLE,
    INTRASTATE,
    THREAT,
    USEFULNESS,
)

SHOWN = np.dtype([(name, np.float64, ALL) for name in ("effort", "forces", "money", "stakes")])
"""What contributors give and have at stake in a round."""

HISTORIES_AT_ONCE = 250
"""Draws of so many histories fit the cache together."""


def draws_of(seed, runs, rounds):
    """The package's draws as they come: (history, round, slot), all uniform."""
    made = np.empty((len(runs), rounds, sum(PURPOSES.values())))
    for purpose, slots in PURPOSES.items():
        stream = np.random.Philox(np.random.SeedSequence(seed, spawn_key=tuple(purpose.encode())))
        stream.advance(runs.start * rounds * slots // WORDS_A_STEP)
        flat = np.random.Generator(stream).random((len(runs), rounds, slots))
        made[..., FIRST[purpose] : FIRST[purpose] + slots] = flat
    return made


def record(**values):
    """One record of these values, as compiled code reads it."""
    made = {name: np.asarray(value) for name, value in values.items()}
    shapes = [(name, value.dtype, value.shape) for name, value in made.items()]
    return np.array([tuple(made.values())], dtype=shapes)


class Ceiling:
    """A scenario ready to be played by the compiled loop."""

    def __init__(self, scenario):
        p, sitting, world = scenario.parameters, scenario.sitting, scenario.world
        assert sitting.council.permanent.tolist() == [True] * 5 + [False] * 10
        assert len(world.states) == STATES
        switched_off = p.absence_probability, p.nonparticipation, p.outside_credibility
        assert not any((*switched_off, world.organisations, world.outsiders))
        assert (p.sponsors_vote_yes, p.decisiveness, scenario.file.burden) == (1, 1.0, "voluntary")
        membership, pool, hazards = sitting.membership, world.pool, scenario.hazards
        cares = (membership.intervention, membership.sovereignty, membership.threat_sensitivity)
        interests = np.column_stack([*cares, membership.exposure, membership.stake])
        flags = (INTRASTATE, THREAT, ATROCITY, DETERRABLE, USEFULNESS, ATTRIBUTION)
        self.scenario = scenario
        self.parameters = record(**{name: float(value) for name, value in vars(p).items()})
        self.world = record(
            alignment=membership.alignment,
            interests=interests,
            mean=interests.mean(axis=0),
            everyone=np.arange(STATES),
            group=membership.group,
            weight=membership.legitimacy_weight,
            signatory=membership.signatory.astype(np.float64),
            pull=pool.population**0.65 * pool.income**0.5 * np.exp(-0.6 * pool.at_war),
            turn=np.arange(scenario.rounds // 4 + 5) ** 0.55,
            cohort=pool.cohort,
            keen=(sitting.council.may_hold_pen & sitting.council.permanent).astype(np.int64),
            first=world.occupants,
            patrons=hazards.patrons,
            types=hazards.types,
            regions=hazards.regions,
            flags=np.array(flags, dtype=np.float64),
            quota=sitting.rules.quota,
            **vars(tables_of(scenario)),
        )
        columns = play(scenario, seed=0, runs=range(1)).columns
        self.row = np.dtype([(name, column.dtype) for name, column in columns.items()])

    def play(self, seed, runs):
        """The histories of these runs, as the array engine's."""
        many, rounds = len(runs), self.scenario.rounds
        out = np.full((many, rounds), blank_row(self.row), dtype=self.row)
        ballots = np.full((many, rounds, SEATS), -1, dtype=np.int8)
        occupants = np.empty((many, rounds, SEATS), dtype=np.int64)
        shown = np.zeros((many, rounds), dtype=SHOWN)
        room, crises = np.zeros(1, HISTORY), np.zeros(2, CRISIS)
        for start in range(0, many, HISTORIES_AT_ONCE):
            some = slice(start, min(start + HISTORIES_AT_ONCE, many))
            luck = draws_of(seed, runs[some], rounds)
            kept = [values[some] for values in (out, shown, ballots, occupants)]
            play_all(luck, *kept, room, crises, self.parameters, self.world)
        return History(
            scenario=self.scenario,
            seed=seed,
            runs=runs,
            columns={name: out[name].T for name in self.row.names},
            ballots=ballots.transpose(1, 2, 0),
            occupants=occupants.transpose(1, 2, 0),
            **{name: shown[name].transpose(1, 2, 0).astype(np.float32) for name in SHOWN.names},
        )


def blank_row(row):
    """A round in which nothing happens."""
    blank = np.zeros(1, dtype=row)[0]
    for name in ("type", "region", "patron", "leader", "organisation", "penholder"):
        blank[name] = -1
    for name in ("yes", "no", "abstain", "not_voting"):
        blank[name] = -1
    for name in (
        "severity", "onset_severity", "imposed", "status_quo", "mandate", "best_mandate",
        "resistance", "wanted", "proposed", "tabled", "twin",
    ):  # fmt: skip
        blank[name] = np.nan
    return blank
