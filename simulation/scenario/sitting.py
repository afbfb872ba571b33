"""A council under a rule set: the quota, the veto holders, and whether they fit."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from simulation.scenario.mistakes import InputError, Mistake, shown
from simulation.scenario.roster import Roster, year_in
from simulation.scenario.scenario import TYPE_NAMES, Council, Sitting, profiles_of
from simulation.scenario.schema import CouncilFile, RulesFile, SeatFile
from simulation.scenario.words import counted
from simulation.stages.adoption import Rules
from simulation.stages.numerics import Bools

SHARES = {
    "majority": lambda seats: seats // 2 + 1,
    "two-thirds": lambda seats: math.ceil(2 * seats / 3),
    "all": lambda seats: seats,
}


def sitting_of(
    file: RulesFile,
    council_file: CouncilFile,
    key: str,
    pool: Sequence[SeatFile] = (),
    not_joined: Sequence[str] = (),
    *,
    inside: tuple[str, str] | None = None,
) -> Sitting:
    """A council under a rule set, with the rest of the membership as ``pool`` has it.

    ``not_joined`` names members whose seats stay empty; ``inside`` is as in :func:`rules_for`.

    Raises
    ------
    InputError
        If they do not fit each other.
    """
    council = Council.of(council_file)
    rules = rules_for(file, council.members, council.permanent, council.title, key, inside=inside)
    return sitting_of_checked(file, council_file, rules, pool, not_joined)


def sitting_of_checked(
    file: RulesFile,
    council_file: CouncilFile,
    rules: Rules,
    pool: Sequence[SeatFile],
    not_joined: Sequence[str],
) -> Sitting:
    """A council whose rules are known to fit it."""
    council = Council.of(council_file)
    there = set(council.members)
    others = [state for state in pool if state.member not in there]
    return Sitting(
        council_file=council_file,
        rules_file=file,
        council=council,
        rules=rules,
        suspended_types=np.array([name in file.veto_suspended_for for name in TYPE_NAMES]),
        signatories_alone=file.veto_suspended_whose == "signatories",
        parties_abstain_in_chapter_vi=file.parties == "abstain-chapter-vi",
        membership=profiles_of((*council.seats, *others)),
        states=(*council.seats, *others),
        joined=np.array([s.member not in not_joined for s in (*council.seats, *others)]),
    )


def rules_for(
    file: RulesFile,
    members: tuple[str, ...],
    permanent: Bools,
    title: str,
    key: str,
    *,
    source: str = "",
    inside: tuple[str, str] | None = None,
    unknown: frozenset[str] = frozenset(),
) -> Rules:
    """A rule set as these members use it.

    Parameters
    ----------
    members, permanent : (seat,)
        Who sits, and which of them permanently.
    title, key, source : str
        How messages name the council, the choice of the rule set, and where it is made.
    inside : file and beginning of its keys, optional
        Where the rule set itself stands, if that is not at ``key``.
    unknown : names of keys
        Keys whose values are wrong already, so that nothing is held against them.

    Raises
    ------
    InputError
        If their number, the quota, the override or the veto holders do not fit.
    """
    seats = len(members)
    where, head = inside or (source, f"{key}.")

    def wrong(name: str, value: object, why: str) -> Mistake:
        return Mistake(where, f"{head}{name}", why, value=shown(value))

    fits = file.seats is None or file.seats == seats
    mistakes = [] if fits else [
        Mistake(source, key, f"is for {counted(file.seats or 0, 'seat')}, but {title} has "
                f"{seats}; choose a council or a rule set that fits", value=shown(file.title))
    ]  # fmt: skip
    quota = number_of_seats(file.quota, seats)
    procedural = quota
    if file.procedural_quota is not None:
        procedural = number_of_seats(file.procedural_quota, seats)
    needs = {"quota": quota, "procedural_quota": procedural, "override": file.override or 0}
    mistakes += [
        wrong(name, needed, f"exceeds the {counted(seats, 'seat')} of {title}; write 1 to {seats}")
        for name, needed in needs.items()
        if fits and needed > seats and getattr(file, name) is not None
    ]
    if file.override is not None and file.override <= quota and "quota" not in unknown:
        remedy = f'write {quota + 1} to {seats}, or vetoes = "none"'
        if quota >= seats:
            remedy = 'lower the quota, or leave it out and write vetoes = "none"'
        why = f"must exceed the quota of {shown(quota)}, or no veto holds; {remedy}"
        mistakes.append(wrong("override", file.override, why))
    named = file.vetoes if isinstance(file.vetoes, list) else []
    strangers = [member for member in named if member not in members]
    roster = Roster(members, members, f"on {title}", year_in(title))
    mistakes += [wrong("vetoes", member, why) for member, why in roster.absences(strangers).items()]
    holders = {"permanent": permanent, "all": np.ones(seats, bool), "none": np.zeros(seats, bool)}
    holds = (
        np.array([member in named for member in members])
        if isinstance(file.vetoes, list)
        else holders[file.vetoes]
    )
    sure = not strangers and "vetoes" not in unknown
    if sure and holds.any() and file.vetoes_to_block > holds.sum():
        why = (
            f"exceeds the {holds.sum()} that hold a veto, so that none ever blocks; write fewer, "
            'or vetoes = "none"'
        )
        mistakes.append(wrong("vetoes_to_block", file.vetoes_to_block, why))
    if file.veto_suspended_whose != "all" and not {*file.veto_suspended_for, *unknown}:
        why = "says whose vetoes are suspended, and veto_suspended_for names no crisis; name some"
        mistakes.append(wrong("veto_suspended_whose", file.veto_suspended_whose, why))
    if sure and file.veto_debate_cost and not holds.any():
        why = "is the cost of a veto, and nobody holds one; leave it out"
        mistakes.append(wrong("veto_debate_cost", file.veto_debate_cost, why))
    if mistakes:
        raise InputError(mistakes)
    return Rules(
        quota=quota,
        procedural_quota=procedural,
        holds_veto=holds,
        vetoes_to_block=file.vetoes_to_block,
        abstention_blocks=file.abstention == "blocks",
        abstention_allowed=file.abstention != "not-allowed",
        parties_count=file.parties != "not-counted",
        override=file.override,
        automatic=file.automatic,
    )


def check_vote_held(name: str, file: RulesFile) -> None:
    """Refuse rules of this name where ballots are to decide and they hold no vote.

    Raises
    ------
    InputError
        If they impose texts without one.
    """
    if file.automatic:
        why = "hold no vote, so ballots decide nothing; choose other rules"
        raise InputError([Mistake("", "rules", why, value=repr(name))])


def number_of_seats(quota: int | str, seats: int) -> int:
    """A quota as a number of yeses."""
    return SHARES[quota](seats) if isinstance(quota, str) else quota
