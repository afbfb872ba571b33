"""What a table of ballots says that rules do not allow, or that the Charter says otherwise."""

from __future__ import annotations

import numpy as np

from simulation.rollcalls.rows import of_table
from simulation.rollcalls.vote_table import VoteTable
from simulation.scenario.words import counted
from simulation.stages.numerics import Bools, Ints
from simulation.stages.voting import ABSTAIN

CHARTER = ("charter", "charter-1946")
"""The rule sets under which five states are permanent members."""

FIVE = ("CHN", "FRA", "GBR", "RUS", "USA")
"""Those states, Art. 23(1) of the Charter; a successor has its predecessor's code."""


def marked_otherwise(table: VoteTable, wanted: Bools, rules: str) -> tuple[str, ...]:
    """Where the members marked as permanent are not those of the Charter, a sentence a kind.

    In a vote that seats none of the five the members are invented: their number alone counts.
    """
    if rules not in CHARTER:
        return ()
    permanent = np.bincount(table.vote[table.permanent], minlength=len(table.ids))
    of_the_five = np.isin(table.member, FIVE)
    real = np.bincount(table.vote[of_the_five], minlength=len(table.ids)) > 0
    kinds = {
        "not exactly five members marked as permanent": permanent != len(FIVE),
        f"one of {', '.join(FIVE)} marked as elected": having(
            table, of_the_five & ~table.permanent
        ),
        "another state marked as permanent": real & having(table, ~of_the_five & table.permanent),
    }
    found = {what: np.flatnonzero(votes & wanted) for what, votes in kinds.items()}
    return tuple(
        f"{table.file}: permanent: {counted(len(votes), 'vote')} (the first: "
        f"{table.ids[votes[0]]}) with {what}; the Charter names five permanent members, so "
        "correct the column, or choose other rules"
        for what, votes in found.items()
        if votes.size
    )


def having(table: VoteTable, rows: Bools) -> Bools:
    """Which votes have one of these rows."""
    found = np.zeros(len(table.ids), dtype=bool)
    found[table.vote[rows]] = True
    return found


def check_abstentions(table: VoteTable, seats: Ints, rules: str) -> None:
    """Raise InputError where somebody abstained under rules that allow no abstention."""
    mistakes = of_table()
    for row in np.sort(seats[table.ballot[seats] == ABSTAIN]):
        mistakes.note(
            f"{table.file}, line {table.line[row]}: vote = 'A': rules {rules} allow no abstention; "
            "must be Y, N or NV"
        )
    mistakes.stop()
