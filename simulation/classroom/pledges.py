"""What came of pledges: what each state gained in points, who rode free, what was best for all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation.classroom.human import MODEL, Played, Replay
from simulation.classroom.once import once
from simulation.engine.views import Burden
from simulation.stages import burden as stage
from simulation.stages.numerics import Floats, Ints
from simulation.stages.parameters import Parameters

UNITS = 1000
"""So many units that a class sees are 1 of effort."""

POINTS = 1000
"""So many points that a class sees are 1 of utility."""

DIGITS = 6
"""Points are rounded to these before they are made whole, so that the noise of sums is no point."""


def units(effort: float) -> float:
    """An effort as a class sees it, to a tenth."""
    return round(UNITS * effort, 1)


def most_units(means: float) -> int:
    """The most that a state may pledge, in whole units."""
    return int(UNITS * means + 1e-6)


def effort_of(pledged: int, means: float) -> float:
    """The effort of a pledge in units, never beyond the means."""
    return min(pledged / UNITS, means)


def points(utilities: Floats) -> Ints:
    """Utilities as a class sees them: in whole points. Who gains more never has fewer."""
    return np.rint(np.round(POINTS * utilities, DIGITS)).astype(np.int64)


@dataclass(frozen=True, eq=False)
class Game:
    """The game of an answer's burden at one table; arrays (contributor, 1), seats first.

    ``satiation`` and ``unit_cost`` are β and φ. Who may not contribute has no capability, nor
    have those outside a council that is the whole world: they only gain.
    """

    stakes: Floats
    capability: Floats
    private_benefit: Floats
    satiation: float
    unit_cost: float

    @classmethod
    def of(cls, burden: Burden, stakes: Floats, p: Parameters) -> Game:
        """That of a burden as all seats see it, and the stakes of all contributors."""
        able = np.where(burden.may_contribute, burden.capability, 0.0)
        outside = np.zeros((stakes.shape[0] - able.shape[0], 1))
        return cls(
            stakes,
            np.concatenate([able, outside]),
            np.concatenate([burden.private_benefit, outside]),
            p.satiation,
            p.unit_cost,
        )

    @property
    def terms(self) -> dict[str, float]:
        """The numbers that are the same for all."""
        return {"satiation": self.satiation, "unit_cost": self.unit_cost}

    def nash(self) -> Floats:
        """What all give in equilibrium: nobody gains by giving anything else alone."""
        return stage.nash(self.stakes, self.capability, self.private_benefit, **self.terms)

    def optimum(self) -> Floats:
        """What makes the sum of utilities greatest."""
        return stage.optimum(self.stakes, self.capability, self.private_benefit, **self.terms)

    def points(self, effort: Floats) -> Ints:
        """What each gains by efforts, in points; (seat, 1)."""
        found = stage.utilities(
            effort, self.stakes, self.capability, self.private_benefit, **self.terms
        )
        # A bill that a state without means pays costs it all it could have: no number of points.
        return points(np.where(np.isfinite(found), found, 0.0))


@once(256)
def shared(replay: Replay, meeting: int) -> dict[str, Any] | None:
    """What came of the pledges of a meeting, as plain data; None before all have pledged.

    ``needed`` is the resistance that the answer meets, ``given`` its provision, ``best`` the one
    best for all, ``nash`` that of the equilibrium, all in units; ``rows`` are the seats, with
    points for what was given, in equilibrium, and if all had given what is best. ``action`` is
    ``none`` or ``words`` where nothing was done that costs anything, so that nobody was asked.
    The equilibrium, and points beside it, are of a council that is the whole world; elsewhere
    states that are not shown give too. What is returned is kept for the next caller: it is not
    to be changed.
    """
    one = replay.meeting(meeting)
    if one is None or not replay.passed(meeting, "contribute"):
        return None
    answer = one.round.answer
    found: dict[str, Any] = {"action": one.action, "round": one.round.number, "rows": []}
    if one.burden is None or not one.bears:
        return found
    rows = rows_of(replay, one)
    found |= {
        "needed": units(float(answer.resistance[0])),
        "given": units(float(answer.provision[0])),
        "best": units(float(answer.optimal[0])),
        "p_win": float(answer.p_win[0]),
        "won": bool(answer.won[0]),
        "rows": rows,
    }
    if replay.table.setting.alone:
        game = Game.of(one.burden, answer.stakes, replay.table.scenario.parameters)
        beside = {"nash": game.nash(), "best": game.optimum()}
        found |= {
            "nash": units(float(beside["nash"].sum())),
            "points": int(game.points(answer.effort).sum()),
            "points_nash": int(game.points(beside["nash"]).sum()),
            "points_best": int(game.points(beside["best"]).sum()),
        }
        for name, effort in beside.items():
            for k, row in enumerate(rows):
                row |= {
                    name: units(float(effort[k, 0])),
                    f"points_{name}": int(game.points(effort)[k, 0]),
                }
    return found


def rows_of(replay: Replay, one: Played) -> list[dict[str, Any]]:
    """The seats, with what each gave and gained."""
    answer = one.round.answer
    assert one.burden is not None
    game = Game.of(one.burden, answer.stakes, replay.table.scenario.parameters)
    effort = answer.effort
    shares = stage.burden_shares(answer.stakes)
    free = stage.free_riders(effort, shares)
    easy = stage.easy_riders(effort, shares)
    by_person = {
        question.member: question.answer != MODEL
        for question in one.questions
        if question.kind == "contribute"
    }
    gained = game.points(effort)[:, 0]
    members = replay.table.scenario.members_in(one.round.number, one.round.before.occupants[:, 0])
    return [
        {
            "member": state.member,
            "name": state.name,
            "person": by_person.get(state.member, False),
            "may": bool(game.capability[k, 0] > 0.0),
            "given": units(float(effort[k, 0])),
            "points": int(gained[k]),
            "rides": "free" if free[k, 0] else "easy" if easy[k, 0] else None,
        }
        for k, state in enumerate(members)
    ]
