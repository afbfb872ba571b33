"""What was played, as columns: one entry a round and history."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.engine.council import Taken
from simulation.engine.round import Round
from simulation.scenario.scenario import Scenario, ScriptedDraft
from simulation.scenario.words import counted
from simulation.stages import outcome
from simulation.stages.adoption import ADOPTED, End, Outcome
from simulation.stages.challenge import CLIENT, NO_PATRON, OTHER
from simulation.stages.numerics import Ballots, Bools, Ints, sum_seats
from simulation.stages.voting import NO_VOTE

type Column = NDArray[Any]

NO_SEAT = -1

FROM_DRAFTS: dict[str, tuple[Any, Callable[[Taken], Column]]] = {
    "penholder": (np.int8(NO_SEAT), lambda t: t.situation.pen),
    "wanted": (np.nan, lambda t: t.choice.top),
    "proposed": (np.nan, lambda t: t.choice.strength),
    "tabled": (np.nan, lambda t: t.tabled),
    "twin": (np.nan, lambda t: t.choice.twin),
    "hidden_veto": (0.0, lambda t: t.choice.hidden_veto),
    "yes": (np.int8(NO_VOTE), lambda t: when_voted(t, t.verdict.yes)),
    "no": (np.int8(NO_VOTE), lambda t: when_voted(t, t.verdict.no)),
    "abstain": (np.int8(NO_VOTE), lambda t: when_voted(t, t.verdict.abstain)),
    "not_voting": (np.int8(NO_VOTE), lambda t: when_voted(t, t.verdict.not_voting)),
    "blocks": (np.uint32(0), lambda t: when_voted(t, seat_bits(t.verdict.vetoes), 0)),
}
"""Columns that exist where a draft was considered: their blank, and how they are read."""


def end_word(end: int, script: ScriptedDraft | None) -> str:
    """The word for how a round ended; ``script`` is the draft that a script tables, if it does.

    A text is adopted in full or diluted by what its penholder wants, which has no part in a
    text that is on record. The column ``end`` of a dataset keeps the two apart all the same.
    """
    if end in ADOPTED and script is not None and script.strength is not None:
        return Outcome.ADOPTED.name.lower()
    return End(end).name.lower()


def when_voted(taken: Taken, values: Column, blank: int = NO_VOTE) -> Column:
    """The values where a draft was tabled, blank where it was withheld."""
    return np.where(np.isnan(taken.tabled), blank, values)


def seat_bits(flags: Bools) -> Column:
    """Flags (seat, history) as one whole number a history, seat k at bit k."""
    bits = np.zeros(flags.shape[1], dtype=np.uint32)
    for seat, row in enumerate(flags):
        bits |= row.astype(np.uint32) << np.uint32(seat)
    return bits


def columns(played: Round) -> dict[str, Column]:
    """A round as columns (history,), in the order of the dataset."""
    before, crisis = played.before, played.before.crisis
    standing = before.standing
    out: dict[str, Column] = {
        "episode": np.where(standing, before.episode, 0).astype(np.int32),
        "onset": played.new,
        "closed": played.closed,
        "settled": played.settled,
        "type": blank(crisis.type, standing, -1).astype(np.int8),
        "region": blank(crisis.region, standing, -1).astype(np.int8),
        "severity": blank(crisis.severity, standing, np.nan),
        "onset_severity": blank(before.onset_severity, standing, np.nan),
        "patron": blank(crisis.patron, standing, NO_PATRON).astype(np.int8),
        "client": standing & (crisis.challenger_class == CLIENT),
        "end": played.ends.astype(np.int8),
        "cause": played.causes.astype(np.int8),
        "imposed": played.imposed,
        "status_quo": blank(before.status_quo, standing, np.nan),
        "mandate": blank(played.mandate, standing, np.nan),
        "best_mandate": blank(np.maximum(before.best_mandate, played.mandate), standing, np.nan),
    }
    out |= answered(played)
    for name, (empty, read) in FROM_DRAFTS.items():
        column = np.full(standing.size, empty)
        if played.taken is not None:
            column[played.taken.histories] = read(played.taken)
        out[name] = column
    return out


def answered(played: Round) -> dict[str, Column]:
    """What was done about the crisis and what was learnt, as columns (history,)."""
    answer, after = played.answer, played.after
    done = answer.answered
    benefits = answer.stakes[:-1] > 0.0
    return {
        "action": answer.action.astype(np.int8),
        "done": answer.kind.astype(np.int8),
        "leader": answer.leader.astype(np.int8),
        "organisation": answer.organisation.astype(np.int8),
        "lawful": answer.lawful & done,
        "strength": blank(answer.strength, done, np.nan),
        "provision": answer.provision,
        "optimal": answer.optimal,
        "contributors": np.count_nonzero(answer.effort[:-1] > 0.0, axis=0).astype(np.int16),
        "free_riders": np.count_nonzero((answer.effort[:-1] <= 0.0) & benefits, axis=0).astype(
            np.int16
        ),
        "resistance": blank(played.before.crisis.resistance, played.before.standing, np.nan),
        "p_win": blank(answer.p_win, done, np.nan),
        "won": answer.won,
        "political": outcome.political_success(
            played.settled, played.ends == End.MEDIATED, answer.lawful & done
        ),
        "harm": outcome.humanitarian_harm(
            played.before.crisis.severity, played.before.standing, played.settled
        ),
        "exceeded": answer.exceeded,
        "legitimacy": after.legitimacy,
        "response_clients": after.response[CLIENT],
        "response_others": after.response[OTHER],
        "success_clients": after.success[CLIENT],
        "success_others": after.success[OTHER],
        "r2p": after.r2p,
        "casualties": sum_seats(after.casualties),
        "support": sum_seats(answer.support) / answer.support.shape[0],
    }


def blank(values: Column, where: Bools, empty: float) -> Column:
    """The values where something is there, the empty one elsewhere."""
    return np.where(where, values, empty)


def ballots(played: Round, seats: int) -> Ballots:
    """Ballots (seat, history) of a round; -1 where no vote was held."""
    cast = np.full((seats, played.ends.size), NO_VOTE, dtype=np.int8)
    if played.taken is not None:
        taken = played.taken
        held = ~np.isnan(taken.tabled)
        cast[:, taken.histories[held]] = taken.ballots[:, held]
    return cast


@dataclass(frozen=True)
class History:
    """Histories of one scenario, as columns.

    Floats are NaN and whole numbers -1 where there is no value; docs/data.md says what
    each column means, in which unit.

    Attributes
    ----------
    scenario : Scenario
        What was simulated.
    seed : int
        Which histories.
    runs : range
        Their numbers.
    columns : dict of str to array, (round, history)
        By name.
    ballots : array of int8, (round, seat, history)
        0 yes, 1 no, 2 abstain, 3 not voting; -1 where no vote was held.
    occupants : array of int, (round, seat, history)
        Which state holds each seat; (round, seat, 1) where nobody is elected.
    effort : array of float32, (round, contributor, history)
        What each contributor bears.
    forces : array of float32, (round, contributor, history)
        What of each effort is forces.
    money : array of float32, (round, contributor, history)
        What each pays: the cost of its effort, and its dues for peacekeepers.
    stakes : array of float32, (round, contributor, history)
        What the answer is worth to each contributor, for each unit provided.

    Examples
    --------
    >>> from simulation import play
    >>> history = play("horseshoe", seed=1, runs=range(3))
    >>> history.ballots.shape, history["severity"].dtype.name
    ((40, 15, 3), 'float64')
    """

    scenario: Scenario
    seed: int
    runs: range
    columns: dict[str, Column]
    ballots: Ballots
    occupants: Ints
    effort: Column
    forces: Column
    money: Column
    stakes: Column

    def __repr__(self) -> str:
        """What it is, on one line."""
        rounds, runs = self.columns["end"].shape
        return (
            f"<History of {self.scenario.name}, seed {self.seed}: {counted(runs, 'run')}, "
            f"{counted(rounds, 'round')}>"
        )

    def __getitem__(self, name: str) -> Column:
        """A column (round, history)."""
        return self.columns[name]

    def is_end(self, *ends: End) -> Bools:
        """Where a round ended in one of these ways.

        Parameters
        ----------
        *ends : End
            Of :class:`simulation.stages.adoption.End`.

        Returns
        -------
        array of bool, (round, history)
            True where it did.
        """
        return np.isin(self.columns["end"], ends)

    @property
    def voted(self) -> Bools:
        """Where a vote was held, (round, history)."""
        return np.asarray(self.ballots[:, 0] != NO_VOTE)


def gathered(scenario: Scenario, seed: int, runs: range, rounds: Iterable[Round]) -> History:
    """Histories from all their rounds, each let go of once read: it is many times its columns."""
    seats = len(scenario.sitting.council.seats)
    whole: dict[str, Column] = {}
    for number, played in enumerate(rounds):
        kept = columns(played)
        kept["ballots"] = ballots(played, seats)
        kept["occupants"] = played.before.occupants
        kept["effort"] = played.answer.effort.astype(np.float32)
        kept["forces"] = played.answer.forces.astype(np.float32)
        kept["money"] = played.answer.money.astype(np.float32)
        kept["stakes"] = played.answer.stakes.astype(np.float32)
        for name, values in kept.items():
            if number == 0:
                whole[name] = np.empty((scenario.rounds, *values.shape), values.dtype)
            whole[name][number] = values
    return History(
        scenario=scenario,
        seed=seed,
        runs=runs,
        ballots=whole.pop("ballots"),
        occupants=whole.pop("occupants"),
        effort=whole.pop("effort"),
        forces=whole.pop("forces"),
        money=whole.pop("money"),
        stakes=whole.pop("stakes"),
        columns=whole,
    )
