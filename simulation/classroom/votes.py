"""Votes as a class sees them: one, a thousand, their exact chance; all by the model's functions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from simulation.analysis.forecast import Forecast, forecast
from simulation.analysis.remedies import changes
from simulation.analysis.story import story
from simulation.classroom.cases import Case, scenario_under
from simulation.classroom.once import once
from simulation.engine.council import deliberate_script
from simulation.engine.delegations import Delegations
from simulation.engine.draws import draw
from simulation.engine.state import initial_state
from simulation.stages.adoption import Outcome
from simulation.stages.numerics import Ints
from simulation.stages.voting import LETTERS

RUNS = 1000
"""So many times an amendment is voted."""

OUTCOMES = tuple(outcome.name.lower() for outcome in Outcome)
"""What a vote decides, in the order of its numbers."""


@dataclass(frozen=True)
class Thousand:
    """A text put to the vote many times, beliefs at their priors.

    Arrays (history,): ``yes``, ``no``, ``abstain``, ``not_voting`` and ``outcome``, an
    :class:`Outcome`. ``exact`` is the chance of adoption that ``unsc forecast`` gives.
    """

    strength: float
    rules: str
    quota: int
    yes: Ints
    no: Ints
    abstain: Ints
    not_voting: Ints
    outcome: Ints
    exact: float

    @property
    def adopted(self) -> int:
        """How many of the votes adopted the text."""
        return self.count("adopted")

    def count(self, outcome: str) -> int:
        """How many of the votes ended so."""
        return int((self.outcome == OUTCOMES.index(outcome)).sum())

    def dots(self) -> list[tuple[int, str, int]]:
        """Number of yeses, outcome, and how many votes ended so; where there are any."""
        found = []
        for yes in range(int(self.yes.max()) + 1):
            for number, outcome in enumerate(OUTCOMES):
                many = int(((self.yes == yes) & (self.outcome == number)).sum())
                if many:
                    found.append((yes, outcome, many))
        return found


@once()
def single(case: Case, seed: int) -> dict[str, Any]:
    """The vote in the history that ``unsc run CASE --seed SEED`` plays, and the record beside it.

    The round's facts as :func:`simulation.analysis.story.story` has them; ``ways`` are the
    smallest changes that would have passed the text, members by their codes.
    """
    facts = story(case.scenario, seed=seed)[case.number]
    vote, sitting = facts["draft"]["vote"], case.draft.sitting
    ballots = np.array([LETTERS.index(cast["ballot"]) for cast in vote["roll_call"]], dtype=np.int8)
    left_out = np.array([member in vote["not_counted"] for member in case.members])
    signatory = sitting.council.profiles.signatory[:, None]
    spared = np.broadcast_to(sitting.spared(case.draft.crisis, signatory)[:, 0], left_out.shape)
    return facts | {"ways": changes(case.members, ballots, sitting.rules, left_out, spared)}


@once()
def exact(case: Case, strength: float | None = None, rules: str | None = None) -> Forecast:
    """The forecast of the draft at a strength, under a rule set; its own where none is given."""
    scenario = scenario_under(case.case, rules)
    return forecast(scenario, draft=case.number + 1, strength=strength)


@once()
def thousand(
    case: Case, seed: int, strength: float | None = None, rules: str | None = None
) -> Thousand:
    """The draft voted a thousand times at a strength, under a rule set.

    Draws are those of histories 0 to 999 of the seed in the draft's round, so that two
    texts, or two rule sets, meet the same tempers and luck.
    """
    scenario = scenario_under(case.case, rules)
    script = list(scenario.script)
    if strength is not None:
        script[case.number] = replace(script[case.number], strength=strength)
    scenario = replace(scenario, script=tuple(script))
    seats = len(scenario.sitting.council.seats)
    draws = draw(seed, range(RUNS), rounds=scenario.rounds, seats=seats).at(case.number)
    state = replace(initial_state(RUNS, scenario), round=case.number)
    taken = deliberate_script(state, draws, scenario, Delegations()).taken
    assert taken is not None
    found, chosen = taken.verdict, script[case.number].strength
    assert chosen is not None
    return Thousand(
        strength=chosen,
        rules=scenario.rules_name,
        quota=script[case.number].sitting.rules.quota,
        yes=found.yes,
        no=found.no,
        abstain=found.abstain,
        not_voting=found.not_voting,
        outcome=found.outcome,
        exact=exact(case, strength, rules).outcomes["adopted"],
    )
