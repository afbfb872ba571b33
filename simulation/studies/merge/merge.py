"""What a table of votes adds to a folder, what differs there, and what cannot be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from simulation.rollcalls.by_counts import seated_in
from simulation.rollcalls.tallies import Decision, tally_of
from simulation.rollcalls.vote_table import Vote, VoteId, VoteTable
from simulation.scenario.words import counted
from simulation.studies.merge.known import (
    Cast,
    KnownVote,
    KnownVotes,
    document,
    resolution_number,
)

NO_BALLOTS = "the table gives counts or vetoes of them and no ballots"
NO_DAY = "their day is not given"
NO_DOCUMENT = "no resolution or draft is named, and other votes of their day are known"
WHICH = "they may be one of several votes known of their day; give the number of the resolution"
NO_COUNCIL = "they have not 11 ballots (to 1965) or 15"
UNKNOWN_BALLOTS = "some of their ballots are not known"
NO_SEAT = "a member has no seat in their year"

NEW = "new"
"""What is said of a vote that the folder does not have."""

SEATS = (11, 15)
"""The seats of the Council before 1966 and since."""


@dataclass(frozen=True)
class Difference:
    """A vote whose ballots the folder has otherwise, by member: there, and in the new table."""

    vote_id: int
    called: str
    ballots: Mapping[str, tuple[str, str]]

    @property
    def sentence(self) -> str:
        """The difference in words."""
        members = ", ".join(f"{m} {a} there, {b} here" for m, (a, b) in self.ballots.items())
        return f"{self.called} (vote {self.vote_id}): {members}"


@dataclass(frozen=True)
class NewVote:
    """A vote that the folder does not have; ``decision`` None where no vote was taken."""

    vote_id: int
    said: Vote
    ballots: Cast
    decision: Decision | None

    @property
    def outcome(self) -> str:
        """How it ended, in the words of the folder's tables."""
        if self.said.outcome is not None:
            ended = self.said.outcome.name.lower()
        else:
            ended = "adopted" if self.decision is None else self.decision.outcome
        return "failed_majority" if ended == "fell_short" else ended


@dataclass
class Merged:
    """What became of each vote of a table; ``left_out`` by the reason, ``unseated`` by vote."""

    new: list[NewVote] = field(default_factory=list)
    same: list[VoteId] = field(default_factory=list)
    different: list[Difference] = field(default_factory=list)
    left_out: dict[str, list[VoteId]] = field(default_factory=dict)
    unseated: dict[VoteId, list[str]] = field(default_factory=dict)
    unchecked: set[int] = field(default_factory=set)


def merge(table: VoteTable, known: KnownVotes) -> Merged:
    """What of a table is new to a folder, as it is there, or otherwise there.

    A vote is found again by its resolution's number, else by its document and day, else by its
    number and day, else by its day and all its ballots. New votes are numbered on from the last.
    """
    found = Merged()
    decisions = tally_of(of_councils(table)).decisions
    last = max(known.by_id, default=0)
    for vote_id, vote, cast in zip(table.ids, table.votes, ballots_of(table), strict=True):
        one = NewVote(last + 1, vote, cast, decisions.get(vote_id))
        why = unusable(one) or placed(one, vote_id, known, found)
        if why == NEW and (missing := without_seat(one, found)):
            found.unseated[vote_id] = missing
            why = NO_SEAT
        if why == NEW:
            last += 1
            found.new.append(one)
        elif why is not None:
            found.left_out.setdefault(why, []).append(vote_id)
    return found


def ballots_of(table: VoteTable) -> list[Cast]:
    """The ballots (vote,) of a table, in letters by member."""
    found: list[dict[str, str]] = [{} for _ in table.ids]
    frame = table.ballots()
    for n, member, letter in zip(table.vote, frame["iso3"], frame["vote"], strict=True):
        found[n][member] = letter
    return [dict(sorted(each.items())) for each in found]


def of_councils(table: VoteTable) -> VoteTable:
    """The ballots of those votes alone that a whole Council cast, so that rules fit them."""
    sizes = np.bincount(table.vote, minlength=len(table.ids))
    rows = np.isin(sizes, SEATS)[table.vote]
    return replace(
        table,
        vote=table.vote[rows],
        member=table.member[rows],
        permanent=table.permanent[rows],
        ballot=table.ballot[rows],
        line=table.line[rows],
        group=table.group[rows],
    )


def unusable(one: NewVote) -> str | None:
    """Why nothing can be made of a vote, if so."""
    if not one.ballots:
        return NO_BALLOTS
    if one.said.date is None:
        return NO_DAY
    if len(one.ballots) not in SEATS:
        return NO_COUNCIL
    known = one.decision or one.said.unrecorded or one.said.outcome is not None
    return None if known else UNKNOWN_BALLOTS


def placed(one: NewVote, vote_id: VoteId, known: KnownVotes, found: Merged) -> str | None:
    """Find a vote among the known ones: None if it is there, ``NEW`` or why neither is sure."""
    vote, cast = one.said, one.ballots
    assert vote.date is not None
    symbol = document(vote.resolution or vote.draft)
    number = resolution_number(vote.resolution, bare=True) or resolution_number(vote.draft)
    same_day = known.by_day.get(vote.date, [])
    if number is not None:
        candidates = known.by_resolution.get(number, [])
        candidates = candidates or known.by_document.get((document(vote.draft), vote.date), [])
    elif symbol:
        candidates = known.by_document.get((symbol, vote.date), [])
    else:
        candidates = [each for each in same_day if each.vote_id == vote_id]
    if not candidates and number is None:
        candidates = [each for each in same_day if each.ballots == cast]
    if any(each.ballots == cast for each in candidates):
        found.same.append(vote_id)
        return None
    if len(candidates) > 1:
        return WHICH
    if candidates:
        found.different.append(difference(candidates[0], cast, vote, vote_id))
        return None
    if not symbol:
        return NO_DOCUMENT if same_day else NEW
    adopted = [each for each in same_day if each.adopted and each.numbered == (number is None)]
    return WHICH if one.outcome == "adopted" and adopted else NEW


def difference(there: KnownVote, cast: Cast, vote: Vote, vote_id: VoteId) -> Difference:
    """How the ballots of a vote differ, by member."""
    called = f"{vote.resolution or vote.draft or vote_id}, {vote.date}"
    members = sorted({*there.ballots, *cast})
    pairs = {m: (there.ballots.get(m, "no seat"), cast.get(m, "no seat")) for m in members}
    return Difference(there.vote_id, called, {m: p for m, p in pairs.items() if p[0] != p[1]})


def without_seat(one: NewVote, found: Merged) -> list[str]:
    """The members of a vote that have no seat in its year, where the Council is known."""
    day = one.said.date
    assert day is not None
    seated = seated_in(day.year)
    if seated is None:
        found.unchecked.add(day.year)
        return []
    return [member for member in one.ballots if member not in seated]


def left_out_words(why: str, votes: list[VoteId]) -> str:
    """A sentence on votes that were left out."""
    named = ", ".join(map(str, votes[:20]))
    more = f" and {len(votes) - 20} more" if len(votes) > 20 else ""
    return f"left out {counted(len(votes), 'vote')}, as {why}: {named}{more}"
