"""A council under a rule set: the quota, the veto holders, and whether they fit."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from simulation.scenario.mistakes import InputError, closest, nearest
from simulation.scenario.scenario import KIND_NAMES, Council, Sitting, profiles_of
from simulation.scenario.schema import CouncilFile, RulesFile, SeatFile
from simulation.scenario.words import counted
from simulation.stages.decision import Rules
from simulation.stages.numerics import Bools

SHARES = {
    "majority": lambda seats: seats // 2 + 1,
    "two-thirds": lambda seats: math.ceil(2 * seats / 3),
    "all": lambda seats: seats,
}


def seat_rules(
    file: RulesFile,
    council_file: CouncilFile,
    key: str,
    pool: Sequence[SeatFile] = (),
    not_joined: Sequence[str] = (),
) -> Sitting:
    """A council under a rule set, with the rest of the membership as ``pool`` has it.

    ``not_joined`` names members whose seats stay empty.

    Raises
    ------
    InputError
        If they do not fit each other.
    """
    council = Council.of(council_file)
    seated = set(council.members)
    others = [state for state in pool if state.member not in seated]
    return Sitting(
        council_file=council_file,
        rules_file=file,
        council=council,
        rules=rules_for(file, council.members, council.permanent, council.title, key),
        suspended_kinds=np.array([kind in file.veto_suspended_for for kind in KIND_NAMES]),
        parties_abstain_in_chapter_vi=file.parties == "abstain-chapter-vi",
        membership=profiles_of((*council.seats, *others)),
        states=(*council.seats, *others),
        joined=np.array([s.member not in not_joined for s in (*council.seats, *others)]),
    )


def rules_for(
    file: RulesFile, members: tuple[str, ...], permanent: Bools, title: str, key: str
) -> Rules:
    """A rule set as these members use it.

    Parameters
    ----------
    members, permanent : (seat,)
        Who sits, and which of them permanently.
    title, key : str
        How messages name the council and the rule set.

    Raises
    ------
    InputError
        If their number, the quota, the override or the veto holders do not fit.
    """
    seats = len(members)
    mistakes = []
    if file.seats is not None and file.seats != seats:
        mistakes.append(
            f"{key} = {file.title!r}: is for {counted(file.seats, 'seat')}, but {title} has "
            f"{seats}; choose a council or a rule set that fits"
        )
    quota = number_of_seats(file.quota, seats)
    procedural = quota
    if file.procedural_quota is not None:
        procedural = number_of_seats(file.procedural_quota, seats)
    needs = {"quota": quota, "procedural_quota": procedural, "override": file.override or 0}
    mistakes += [
        f"{key}.{name} = {needed}: exceeds the {counted(seats, 'seat')} of {title}; write 1 to "
        f"{seats}"
        for name, needed in needs.items()
        if needed > seats and (name != "procedural_quota" or file.procedural_quota is not None)
    ]
    if file.override is not None and file.override <= quota:
        mistakes.append(
            f"{key}.override = {file.override}: must exceed the quota of {quota}, or no veto "
            f'holds; write {quota + 1} to {seats}, or vetoes = "none"'
        )
    named = file.vetoes if isinstance(file.vetoes, list) else []
    mistakes += [
        f"{key}.vetoes = {member!r}: has no seat on {title}; {nearest(member, members)}"
        for member in named
        if member not in members
    ]
    holders = {"permanent": permanent, "all": np.ones(seats, bool), "none": np.zeros(seats, bool)}
    holds = (
        np.array([member in named for member in members])
        if isinstance(file.vetoes, list)
        else holders[file.vetoes]
    )
    if holds.any() and file.vetoes_to_block > holds.sum():
        mistakes.append(
            f"{key}.vetoes_to_block = {file.vetoes_to_block}: exceeds the {holds.sum()} that hold "
            'a veto, so that none ever blocks; write fewer, or vetoes = "none"'
        )
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


def number_of_seats(quota: int | str, seats: int) -> int:
    """A quota as a number of yeses."""
    return SHARES[quota](seats) if isinstance(quota, str) else quota


def codes_of(seats: Iterable[SeatFile]) -> dict[str, str]:
    """Members' codes by what people call them: code or name, in small letters."""
    return {key.casefold(): s.member for s in seats for key in (s.member, s.name)}


def nearest_member(name: str, codes: Mapping[str, str]) -> str:
    """The code of who may be meant: one that is near, else that of a code or name that is."""
    near = closest(name.casefold(), codes)
    code = closest(name.upper(), codes.values()) or (near and codes[near])
    return f"did you mean {code}?" if code else nearest(name, codes.values())
