"""A table of votes as it was read: who cast which ballot, and what else it says of each vote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulation.rollcalls.ballots import UNKNOWN
from simulation.rollcalls.columns import Layout
from simulation.stages.adoption import Outcome
from simulation.stages.numerics import Ballots, Bools, Ints
from simulation.stages.voting import ABSTAIN, LETTERS, NO, NOT_VOTING, YES

if TYPE_CHECKING:
    import pandas as pd

type VoteId = int | str
type Row = tuple[int, str, bool, int, int, str]
"""Number of the vote, member, whether permanent, ballot, line and regional group."""


@dataclass(frozen=True)
class Counts:
    """How many ballots of each kind a table counts; ``not_voting`` None where it does not say."""

    yes: int
    no: int
    abstain: int
    not_voting: int | None

    @property
    def voted(self) -> int:
        """How many cast a ballot."""
        return self.yes + self.no + self.abstain


@dataclass
class Vote:
    """What a table says of one vote beside its ballots.

    ``vetoes`` are the permanent members whose no it lists, None where it lists none of any vote;
    ``unrecorded`` tells that the resolution was adopted without a vote.
    """

    line: int
    date: date | None = None
    year: int | None = None
    draft: str = ""
    resolution: str = ""
    title: str = ""
    outcome: Outcome | None = None
    procedural: bool | None = None
    counts: Counts | None = None
    size: int | None = None
    vetoes: tuple[str, ...] | None = None
    unrecorded: bool = False


@dataclass(frozen=True)
class VoteTable:
    """A table of votes, of any layout.

    Arrays are (row,), a row a ballot: ``vote`` is an index into ``ids``, ``ballot`` 0 yes, 1 no, 2
    abstain, 3 not voting, 4 not known; ``group`` is the member's regional group, "" where the table
    says none. Tables of counts and lists of vetoes have no rows.
    ``votes`` (vote,) holds what the table says of each vote; ``notes`` say in sentences how the
    file was read where that is not plain.
    """

    file: Path
    layout: Layout
    ids: tuple[VoteId, ...]
    votes: tuple[Vote, ...]
    vote: Ints
    member: NDArray[np.object_]
    permanent: Bools
    ballot: Ballots
    line: Ints
    group: NDArray[np.object_]
    notes: tuple[str, ...] = field(default=())

    @property
    def recorded(self) -> dict[VoteId, Outcome]:
        """The outcomes that the table itself gives."""
        return {
            vote_id: vote.outcome
            for vote_id, vote in zip(self.ids, self.votes, strict=True)
            if vote.outcome is not None
        }

    @property
    def procedural(self) -> dict[VoteId, bool]:
        """Whether a vote is on procedure, where the table says so."""
        return {
            vote_id: vote.procedural
            for vote_id, vote in zip(self.ids, self.votes, strict=True)
            if vote.procedural is not None
        }

    def counted(self) -> list[Counts | None]:
        """The counts (vote,), of the ballots where there are any, else the table's own."""
        sizes = np.bincount(self.vote, minlength=len(self.ids))
        known = np.ones(len(self.ids), dtype=bool)
        known[self.vote[self.ballot == UNKNOWN]] = False
        of_each = {
            letter: np.bincount(self.vote[self.ballot == letter], minlength=len(self.ids))
            for letter in (YES, NO, ABSTAIN, NOT_VOTING)
        }
        return [
            Counts(*(int(of_each[letter][n]) for letter in of_each))
            if sizes[n] and known[n]
            else vote.counts
            for n, vote in enumerate(self.votes)
        ]

    def against(self) -> list[tuple[str, ...] | None]:
        """The permanent members that said no (vote,), as ballots or list say; None if not known."""
        said: dict[int, list[str]] = {}
        for row in np.flatnonzero(self.permanent & (self.ballot == NO)):
            said.setdefault(int(self.vote[row]), []).append(str(self.member[row]))
        with_ballots = set(map(int, self.vote))
        return [
            tuple(sorted(said.get(n, []))) if n in with_ballots else vote.vetoes
            for n, vote in enumerate(self.votes)
        ]

    def frame(self) -> pd.DataFrame:
        """One row a vote: its symbols and date, counts, permanent members against, outcome."""
        import pandas as pd

        rows: list[dict[str, object]] = []
        counts, against = self.counted(), self.against()
        for n, (vote_id, vote) in enumerate(zip(self.ids, self.votes, strict=True)):
            count, said_no = counts[n], against[n]
            rows.append(
                {
                    "vote_id": vote_id,
                    "date": vote.date,
                    "draft": vote.draft,
                    "resolution": vote.resolution,
                    "title": vote.title,
                    "yes": None if count is None else count.yes,
                    "no": None if count is None else count.no,
                    "abstain": None if count is None else count.abstain,
                    "not_voting": None if count is None else count.not_voting,
                    "permanent_against": None if said_no is None else "|".join(said_no),
                    "outcome": None if vote.outcome is None else vote.outcome.name.lower(),
                    "recorded": not vote.unrecorded,
                }
            )
        kinds: dict[str, object] = dict.fromkeys(("yes", "no", "abstain", "not_voting"), "Int64")
        return pd.DataFrame(rows).astype(kinds)  # type: ignore[arg-type]

    def ballots(self) -> pd.DataFrame:
        """One row a ballot: vote_id, date, iso3, permanent, group, vote (Y, N, A, NV or U)."""
        import pandas as pd

        letters = np.array([*LETTERS, "U"], dtype=object)
        return pd.DataFrame(
            {
                "vote_id": [self.ids[n] for n in self.vote],
                "date": [self.votes[n].date for n in self.vote],
                "iso3": self.member,
                "permanent": self.permanent,
                "group": self.group,
                "vote": letters[self.ballot],
            }
        )


def as_arrays(
    rows: Sequence[Row],
) -> tuple[Ints, NDArray[np.object_], Bools, Ballots, Ints, NDArray[np.object_]]:
    """Rows as arrays, a column each."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * 6
    return (
        np.array(columns[0], dtype=np.int64),
        np.array(columns[1], dtype=object),
        np.array(columns[2], dtype=bool),
        np.array(columns[3], dtype=np.int8),
        np.array(columns[4], dtype=np.int64),
        np.array(columns[5], dtype=object),
    )
