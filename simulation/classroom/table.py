"""The council of a lesson that people play: a scenario, its switches, and who are people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from simulation.classroom.once import once
from simulation.scenario.load import load, made
from simulation.scenario.mistakes import InputError, Mistake, nearest
from simulation.scenario.scenario import WORLD, Scenario

Burden = Literal["voluntary", "assessed", "optimum"]
Sizes = Literal["own", "equal"]
ASKED = ("prefer", "draft", "vote", "contribute")
"""The decisions that people take, in the order of a round; to lead is left to the rules."""

MEANS = ("size", "capability", "military")
"""What a state has: all of a council whose sizes are equal have the same."""


@dataclass(frozen=True)
class Setting:
    """A scenario with the switches of a lesson; None and ``own`` leave it as its file has it.

    ``alone`` says that the council is the whole world: no state outside it gives anything, so
    that nobody answers to pledges but those who pledge.
    """

    scenario: str
    rules: str | None = None
    burden: Burden | None = None
    sizes: Sizes = "own"
    alone: bool = False
    rounds: int | None = None
    redraft: bool = False


@once()
def scenario_of(setting: Setting) -> Scenario:
    """The scenario of a setting; written to a file, ``unsc run`` plays the same.

    Raises
    ------
    InputError
        With a sentence for every mistake.
    """
    changes = {} if setting.rounds is None else {"rounds": setting.rounds}
    found = load(
        setting.scenario,
        rules=setting.rules,
        burden=setting.burden,
        redraft=setting.redraft,
        settings=changes,
    )
    if not setting.alone and setting.sizes == "own":
        return found
    if found.script:
        why = (
            "is a case, whose councils are on record; leave out sizes and alone, or name a "
            "scenario with generated crises, as horseshoe"
        )
        raise InputError([Mistake("", "scenario", why, value=repr(setting.scenario))])
    return made(of_the_world(found, setting), found.name, found.where, {}, redraft=False)


def of_the_world(scenario: Scenario, setting: Setting) -> dict[str, Any]:
    """The content of a scenario whose council has all that there is, or equal parts of it."""
    whole = scenario.described()
    if setting.alone:
        for key in ("pool", "contributor", "organisations"):
            whole.pop(key, None)
    seats = whole["council"]["seat"]
    for seat in seats:
        seat.setdefault("capability", seat["size"])
    for key in MEANS:
        given = [seat[key] for seat in seats if key in seat]
        all_of_them = sum(given) if not setting.alone else WORLD
        for seat in seats:
            if setting.sizes == "equal":
                seat[key] = all_of_them / len(seats)
            elif key in seat:
                # A hair less, so that rounding makes no more than all.
                seat[key] *= all_of_them / sum(given) * (1.0 - 1e-12)
    if setting.sizes == "equal":
        for seat in seats:
            seat["reach"] = 0.5
            seat.pop("assessment", None)
    return whole


@dataclass(frozen=True)
class Table:
    """A council at which people sit: history 0 of a seed, and what they are asked.

    ``humans`` are the codes of the members that people decide for, ``asked`` pairs of the
    number of a meeting, from 1, and a decision; all else the rules decide. A meeting is a round
    in which anybody is asked. Of a crisis that is generated only the first such round is one:
    its later rounds are played by the rules, so that the next meeting is about the next crisis.
    ``secret`` says that nobody sees a pledge before giving its own: the states that nobody
    decides for then give what they would give in equilibrium, and do not answer to pledges.
    """

    setting: Setting
    seed: int
    humans: tuple[str, ...]
    asked: frozenset[tuple[int, str]]
    secret: bool = True

    @property
    def scenario(self) -> Scenario:
        """What is played."""
        return scenario_of(self.setting)

    def kinds(self, meeting: int) -> tuple[str, ...]:
        """What is asked at a meeting, in the order of a round."""
        return tuple(kind for kind in ASKED if (meeting, kind) in self.asked)


def check_humans(scenario: Scenario, humans: tuple[str, ...], *, file: str, key: str) -> list[str]:
    """A sentence for each member named that never sits, or twice."""
    councils = [draft.sitting.council for draft in scenario.script] or [scenario.sitting.council]
    known = list(dict.fromkeys(member for council in councils for member in council.members))
    found: list[str] = [
        Mistake(
            file, key, f"has no seat in {scenario.name}; {nearest(who, known)}", value=repr(who)
        )
        for who in humans
        if who not in known
    ]
    twice = sorted({who for who in humans if humans.count(who) > 1})
    found += [Mistake(file, key, "stands twice; strike one", value=repr(who)) for who in twice]
    return found
