"""What the model says of who sends peacekeepers: shares of them in an era's generated crises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from simulation.engine.arrays import rounds_of
from simulation.engine.contributors import all_codes
from simulation.engine.round import Round
from simulation.measures.ratios import Ratio, bounded, ratio
from simulation.scenario.load import load
from simulation.scenario.scenario import Scenario
from simulation.stages.answers import Kind
from simulation.stages.numerics import Floats
from simulation.studies.peacekeeping.panel import SEATS
from simulation.studies.peacekeeping.shares import TOP, gini

ERA = "era-1990-2011"
"""The scenario that is matched to the votes of the years of the panel."""


@dataclass(frozen=True)
class Peacekeepers:
    """The forces that go into peacekeeping in histories of a scenario, all rounds together.

    ``rows`` (contributor, history) are those of a dataset: the seats, named outsiders, all other
    states together. ``states`` (state, history) are the same by state, in the order of ``codes``.
    """

    scenario: Scenario
    codes: tuple[str, ...]
    rows: Floats
    states: Floats

    @classmethod
    def none(cls, scenario: Scenario, histories: int) -> Peacekeepers:
        """Of histories of which no round is played yet."""
        codes = tuple(all_codes(scenario.sitting, scenario))
        rows = len(scenario.contributor_names)
        return cls(scenario, codes, np.zeros((rows, histories)), np.zeros((len(codes), histories)))

    @classmethod
    def together(cls, parts: Sequence[Peacekeepers]) -> Peacekeepers:
        """Those of several lots of histories of one scenario."""
        rows = np.concatenate([part.rows for part in parts], axis=1)
        states = np.concatenate([part.states for part in parts], axis=1)
        return cls(parts[0].scenario, parts[0].codes, rows, states)

    def counted(self, rounds: Iterable[Round]) -> Iterator[Round]:
        """The rounds as they are played; each is added to ``rows`` and ``states`` in place."""
        for played in rounds:
            answer, given = played.answer, played.answer.given
            peacekeeping = answer.kind == Kind.PEACEKEEPING
            self.rows[:, peacekeeping] += answer.forces[:, peacekeeping]
            here = peacekeeping[given.histories]
            self.states[:, given.histories[here]] += given.forces[:, here]
            yield played


@dataclass(frozen=True)
class PeacekeeperShares:
    """Shares of all peacekeepers in some histories, with simulation error over histories.

    Attributes
    ----------
    seats : dict
        By ``SEATS``; other is all states that do not sit.
    members : dict
        The permanent members, by code.
    top_five : Ratio
        The five states that send most over all histories, together.
    gini : Ratio
        Gini's coefficient over all states, mean over the histories with peacekeepers.
    states : dict
        The share of every state, by code; empty where nobody sends any.
    """

    scenario: str
    histories: int
    seats: dict[str, Ratio]
    members: dict[str, Ratio]
    top_five: Ratio
    gini: Ratio
    states: dict[str, float]


def peacekeeper_shares(scenario: str, histories: int, seed: int) -> PeacekeeperShares:
    """Play histories of a scenario, and see who sends the peacekeepers.

    Parameters
    ----------
    scenario : str
        A scenario without named contributors beside the Council.
    histories : int
        How many to play.
    seed : int
    """
    made = load(scenario)
    sent = Peacekeepers.none(made, histories)
    for _ in sent.counted(rounds_of(made, seed=seed, runs=range(histories))):
        pass
    return shares_of(sent)


def shares_of(sent: Peacekeepers) -> PeacekeeperShares:
    """Which share of peacekeepers permanent members, elected seats and all other states send."""
    council = sent.scenario.sitting.council
    rows = np.arange(len(sent.rows))
    own = np.zeros(len(rows), dtype=bool)
    own[: council.permanent.size] = council.permanent
    sits = rows < council.permanent.size
    masks = (own, sits & ~own, ~sits)
    whole = sent.rows.sum(axis=0)

    def share(part: Floats) -> Ratio:
        return bounded(ratio(part, whole))

    by_state = sent.states.sum(axis=1)
    top = np.argsort(-by_state, kind="stable")[:TOP]
    ginis = np.array([gini(of_all) for of_all in sent.states.T if of_all.any()])
    return PeacekeeperShares(
        scenario=sent.scenario.name,
        histories=whole.size,
        seats={
            seat: share(sent.rows[mask].sum(axis=0))
            for seat, mask in zip(SEATS, masks, strict=True)
        },
        members={
            member: share(sent.rows[seat])
            for seat, member in enumerate(council.members)
            if council.permanent[seat]
        },
        top_five=share(sent.states[top].sum(axis=0)),
        gini=bounded(ratio(ginis, np.ones(ginis.size))),
        states=dict(zip(sent.codes, (by_state / by_state.sum()).tolist(), strict=True))
        if by_state.any()
        else {},
    )
