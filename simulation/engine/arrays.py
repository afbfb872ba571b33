"""The array engine: many histories at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from simulation.engine.delegations import Delegations
from simulation.engine.draws import draw
from simulation.engine.history import History, gathered
from simulation.engine.round import Round, play_round
from simulation.engine.state import initial_state
from simulation.scenario.load import loaded
from simulation.scenario.scenario import Scenario


def rounds_of(
    scenario: Scenario, *, seed: int, runs: range, delegations: Delegations | None = None
) -> Iterator[Round]:
    """The rounds of these runs, one after another, all runs at once."""
    seats = len(scenario.sitting.council.seats)
    draws = draw(seed, runs, rounds=scenario.rounds, seats=seats)
    state = initial_state(len(runs), scenario, first_run=runs.start)
    given = delegations or Delegations()
    given.check(scenario)
    decide = given.for_new_histories()
    for number in range(scenario.rounds):
        state, played = play_round(state, draws.at(number), scenario, decide)
        yield played
    decide.check_apart()


def play(
    scenario: Scenario | str | Path,
    *,
    seed: int,
    runs: range,
    delegations: Delegations | None = None,
) -> History:
    """Play histories in memory, all at once.

    Parameters
    ----------
    scenario : Scenario, str or Path
        What is simulated: a scenario, the name of one that is shipped, or the path of a file.
    seed : int
        Which histories, 0 or more.
    runs : range
        Their numbers, with step 1; run r is the same whatever range it is played in.
    delegations : Delegations, optional
        Who decides in place of the rules, as ``Seats({"rival": MyDelegation})``, or a
        :class:`Delegations` of your own.

    Returns
    -------
    History
        Columns (round, history), ballots (round, seat, history), and who bore what.

    Raises
    ------
    InputError
        With a sentence for every mistake.

    Examples
    --------
    >>> history = play("horseshoe", seed=1, runs=range(3))
    >>> history["yes"].shape
    (40, 3)
    """
    made = loaded(scenario)
    played = rounds_of(made, seed=seed, runs=runs, delegations=delegations)
    return gathered(made, seed, runs, played)
