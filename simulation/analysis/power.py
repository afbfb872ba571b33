"""Voting power under rule sets, in each case that their conditions distinguish."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from simulation.scenario.files import find, shown_path
from simulation.scenario.mistakes import Gathered, naming
from simulation.scenario.reading import load_council, load_rules
from simulation.scenario.scenario import Council
from simulation.scenario.schema import RulesFile
from simulation.scenario.sitting import check_vote_held, rules_for
from simulation.scenario.words import counted
from simulation.stages.adoption import Rules
from simulation.stages.numerics import Bools
from simulation.stages.power import Power, PowerOfThree, kinds_of, three_ways, two_ways

USUAL_SEATS, USUAL_PERMANENT = 15, 5
"""Of a council that nobody names, where the rule set does not say how many (Charter, Art. 23)."""

USUAL_SIGNATORIES = 2
"""Permanent members that signed the code of conduct: France and the United Kingdom (2015)."""

VETO_HELD = "the veto in force"
"""The usual case of a rule set that suspends the veto in some crises."""

type Voters = tuple[str, tuple[str, ...], Bools, Bools]
"""The title of a council, its members, and who is permanent and who signed the code (seat,)."""

WITH_VETO, WITHOUT_VETO = "with a veto", "without a veto"


@dataclass(frozen=True)
class SeatsAlike:
    """Seats of equal power: which they are, how many, and the power of one of them.

    ``three_ways`` is None where the rules allow no abstention.
    """

    which: str
    seats: int
    two_ways: Power
    three_ways: PowerOfThree | None


@dataclass(frozen=True)
class Case:
    """Votes in one case of a rule set, every ballot equally likely.

    ``crisis`` says for which crises it is computed: the veto in force or suspended, and for what
    types; empty where the rules make no difference. ``adopted`` and ``vetoed`` are chances where
    members vote yes or no, those of three where they may abstain too (None if they may not).
    """

    crisis: str
    adopted: Fraction
    vetoed: Fraction
    adopted_of_three: Fraction | None
    vetoed_of_three: Fraction | None
    kinds: tuple[SeatsAlike, ...]


@dataclass(frozen=True)
class PowerUnderRules:
    """The power of seats under one rule set, in each of its cases; the usual one first."""

    rules: str
    title: str
    council: str
    seats: int
    quota: int
    veto_holders: int
    vetoes_to_block: int
    cases: tuple[Case, ...]


def power(rules: str, council: str | None = None) -> PowerUnderRules:
    """What one seat can decide under a rule set, in exact fractions.

    >>> charter = power("charter")
    >>> str(charter.cases[0].adopted), str(charter.cases[0].kinds[0].two_ways.shapley_shubik)
    ('53/2048', '421/2145')

    Parameters
    ----------
    rules : str
        A rule set by name or path.
    council : str, optional
        A council by name or path. Without one there are as many seats as the rule set is for, or
        fifteen; the first five are permanent, and members that it names have seats.

    Returns
    -------
    PowerUnderRules
        Chances of adoption, and for each kind of seat the indices of
        :class:`simulation.stages.power.Power` and :class:`simulation.stages.power.PowerOfThree`.
        Where the rule set suspends vetoes in some crises there are two cases. Of the permanent
        members of a council that is not named two have signed the code of conduct.

    Raises
    ------
    InputError
        With a sentence for every mistake.
    """
    gathered = Gathered()
    named = gathered.take(council_named, council)
    found = gathered.take(rules_named, rules)
    gathered.stop()
    assert found is not None
    path, file = found
    title, members, permanent, signatory = named or any_council(file)
    inside = (shown_path(path), "")
    in_force = rules_for(file, members, permanent, title, f"rules {rules}", inside=inside)
    nobody = np.zeros(len(members), dtype=bool)
    cases = [(VETO_HELD if file.veto_suspended_for else "", nobody)]
    if file.veto_suspended_for:
        types = ", ".join(file.veto_suspended_for)
        spared, whose = ~nobody, ""
        if file.veto_suspended_whose == "signatories":
            spared = signatory
            whose = f" of {counted(int((signatory & in_force.holds_veto).sum()), 'signatory')}"
        cases.append((f"the veto{whose} suspended ({types})", spared))
    return PowerUnderRules(
        rules=rules,
        title=file.title,
        council=title,
        seats=len(members),
        quota=in_force.quota,
        veto_holders=int(np.count_nonzero(in_force.holds_veto)),
        vetoes_to_block=in_force.vetoes_to_block,
        cases=tuple(case_of(in_force, spared, crisis) for crisis, spared in cases),
    )


def rules_named(name: str) -> tuple[Path, RulesFile]:
    """A rule set that holds votes, and where it is."""
    with naming("rules"):
        path, file = find("rule set", name), load_rules(name)
    check_vote_held(name, file)
    return path, file


def council_named(name: str | None) -> Voters | None:
    """Who votes on a council, None where none is named."""
    if name is None:
        return None
    with naming("council"):
        found = Council.of(load_council(name))
    return found.title, found.members, found.permanent, found.profiles.signatory


def any_council(file: RulesFile) -> Voters:
    """Who votes where no council is named: members that the rule set names, then others."""
    seats = file.seats or USUAL_SEATS
    named = dict.fromkeys(file.vetoes) if isinstance(file.vetoes, list) else {}
    members = (*named, *(f"seat {n + 1}" for n in range(len(named), seats)))
    title = f"a council of {counted(seats, 'seat')}"
    places = np.arange(len(members))
    return title, members, places < USUAL_PERMANENT, places < USUAL_SIGNATORIES


def case_of(rules: Rules, spared: Bools, crisis: str) -> Case:
    """Power in one case; ``spared`` (seat,) are those whose veto is suspended."""
    two = two_ways(rules, spared)
    three = three_ways(rules, spared) if rules.abstention_allowed else None
    kinds = kinds_of(rules, spared)
    return Case(
        crisis=crisis,
        adopted=two.adopted,
        vetoed=two.vetoed,
        adopted_of_three=three.adopted if three else None,
        vetoed_of_three=three.vetoed if three else None,
        kinds=tuple(
            SeatsAlike(
                which=WITH_VETO if kind.blocks else WITHOUT_VETO,
                seats=kind.seats,
                two_ways=two.seats[n],
                three_ways=three.seats[n] if three else None,
            )
            for n, kind in enumerate(kinds)
        ),
    )
