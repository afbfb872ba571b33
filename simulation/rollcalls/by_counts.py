"""Votes of which a table gives counts and not ballots, made ready to be decided.

Counts do not say who cast which ballot. So a vote is decided twice: with adverse ballots given to
permanent members first, and to elected ones first. Where both end alike, that is how it ended;
where they do not, the vote is left out.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from simulation.rollcalls.checks import FIVE
from simulation.rollcalls.rows import of_table
from simulation.rollcalls.vote_table import Row, Vote, VoteTable, as_arrays
from simulation.scenario.files import names as files_named
from simulation.scenario.reading import load_council
from simulation.stages.numerics import Bools
from simulation.stages.voting import ABSTAIN, NO, NOT_VOTING, YES

NO_COUNTS = "there are neither ballots nor counts of them"
SIZE_NOT_KNOWN = "the number of seats is not known (add a date, or how many did not vote)"
WHO_NOT_KNOWN = "it is not known whether a permanent member said no (add a column veto_by)"


def seats_of(vote: Vote) -> int | None:
    """The number of seats: as the counts add up, as the table says, or as in its year."""
    if vote.counts is None:
        return None
    if vote.counts.not_voting is not None:
        return vote.counts.voted + vote.counts.not_voting
    seated = seated_in(vote.year) if vote.year else None
    return vote.size or (None if seated is None else len(seated))


@cache
def seated_in(year: int) -> frozenset[str] | None:
    """The members of the Council of a year, if it is among those that are shipped."""
    name = str(year)
    if name not in files_named("council"):
        return None
    return frozenset(seat.member for seat in load_council(name).seat)


def without_ballots(table: VoteTable) -> Bools:
    """The votes of which a table has no row a ballot."""
    bare = np.ones(len(table.ids), dtype=bool)
    bare[table.vote] = False
    return bare


def not_decidable(table: VoteTable) -> dict[str, Bools]:
    """Which votes without ballots cannot be decided by counts, by the reason."""
    bare = without_ballots(table)
    counts = np.array([vote.counts is not None for vote in table.votes], dtype=bool)
    seats = np.array([seats_of(vote) is not None for vote in table.votes], dtype=bool)
    return {NO_COUNTS: bare & ~counts, SIZE_NOT_KNOWN: bare & counts & ~seats}


def with_ballots(table: VoteTable, *, permanent_first: bool) -> VoteTable:
    """The table with ballots that agree with its counts, by elected members E01, E02 and so on.

    Raises
    ------
    InputError
        Where counts add up to more than there are seats, or list more vetoes than noes.
    """
    mistakes = of_table()
    rows: list[Row] = []
    for n in np.flatnonzero(without_ballots(table)):
        vote = table.votes[n]
        seats = seats_of(vote)
        if vote.counts is None or seats is None:
            continue
        listed = len(vote.vetoes or ())
        if vote.counts.voted > seats or listed > vote.counts.no:
            mistakes.note(
                f"{table.file}, line {vote.line}: {vote.counts.voted} ballots, {vote.counts.no} of "
                f"them no, {listed} of these vetoes, do not fit a council of {seats}; correct the "
                "counts"
            )
            continue
        rows += (
            (int(n), member, member in FIVE, ballot, vote.line, "")
            for member, ballot in cast_by(vote, seats, permanent_first=permanent_first).items()
        )
    mistakes.stop()
    vote_of, member, permanent, ballot, line, group = as_arrays(rows)
    return replace(
        table,
        vote=np.concatenate([table.vote, vote_of]),
        member=np.concatenate([table.member, member]),
        permanent=np.concatenate([table.permanent, permanent]),
        ballot=np.concatenate([table.ballot, ballot]),
        line=np.concatenate([table.line, line]),
        group=np.concatenate([table.group, group]),
    )


def cast_by(vote: Vote, seats: int, *, permanent_first: bool) -> dict[str, int]:
    """A ballot a member that agree with the counts and the vetoes of a vote.

    Where the table lists vetoes, permanent members that it does not list say no only if there are
    more noes than other members.
    """
    counts, listed = vote.counts, vote.vetoes
    assert counts is not None
    permanent = list(FIVE[:seats])
    elected = [f"E{n:02d}" for n in range(1, seats - len(permanent) + 1)]
    order = permanent + elected if permanent_first else elected + permanent
    against = list(listed or ())
    free = [member for member in order if member not in against]
    if listed is not None:
        free.sort(key=lambda member: member in permanent)
    against += free[: counts.no - len(against)]
    rest = [member for member in order if member not in against]
    abstaining, rest = rest[: counts.abstain], rest[counts.abstain :]
    silent, in_favour = rest[: seats - counts.voted], rest[seats - counts.voted :]
    return {
        **dict.fromkeys(against, NO),
        **dict.fromkeys(abstaining, ABSTAIN),
        **dict.fromkeys(silent, NOT_VOTING),
        **dict.fromkeys(in_favour, YES),
    }
