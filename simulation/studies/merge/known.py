"""The votes that a folder of tables holds, found by resolution, document and day, or ballots."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from simulation.studies.tables.reading import Tables

RESOLUTION = re.compile(r"S/RES/0*(\d{1,5})(\(\d{4}\))?")
BARE_NUMBER = re.compile(r"0*(\d{1,5})(\(\d{4}\))?")

type Cast = Mapping[str, str]
"""A ballot, Y, N, A, NV or U, by member."""


@dataclass(frozen=True)
class KnownVote:
    """A vote of the folder; ``document`` is the symbol of a resolution or of a draft."""

    vote_id: int
    day: date
    document: str
    ballots: Cast
    adopted: bool

    @property
    def numbered(self) -> bool:
        """Whether it is called by its resolution, so that its draft is not known."""
        return resolution_number(self.document) is not None


@dataclass
class KnownVotes:
    """The votes of a folder, by what another table may call them."""

    by_id: dict[int, KnownVote] = field(default_factory=dict)
    by_resolution: dict[int, list[KnownVote]] = field(default_factory=lambda: defaultdict(list))
    by_document: dict[tuple[str, date], list[KnownVote]] = field(
        default_factory=lambda: defaultdict(list)
    )
    by_day: dict[date, list[KnownVote]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, tables: Tables) -> KnownVotes:
        """Those of these tables; none where there is no table of votes yet.

        Raises
        ------
        InputError
            If a table is wrong, or one of the two is there and not the other.
        """
        found = cls()
        if not tables.files("votes") and not tables.files("member votes"):
            return found
        tables.require("votes", "member votes")
        cast: dict[int, dict[str, str]] = defaultdict(dict)
        ballots = tables.read("member votes")
        for vote, member, letter in zip(
            ballots["vote_id"], ballots["iso3"], ballots["vote"], strict=True
        ):
            cast[int(vote)][member] = letter
        votes = tables.read("votes")
        empty = [""] * len(votes)
        symbols = votes.get("symbol", empty)
        numbers = votes.get("res_no", empty)
        columns = (votes["vote_id"], votes["date"], symbols, numbers, votes["outcome"])
        for vote_id, stamp, symbol, number, outcome in zip(*columns, strict=True):
            ballots_cast = cast[int(vote_id)]
            adopted = outcome == "adopted"
            one = KnownVote(int(vote_id), stamp.date(), document(symbol), ballots_cast, adopted)
            found.add(one, resolution_number(number, bare=True) or resolution_number(symbol))
        return found

    def add(self, vote: KnownVote, resolution: int | None) -> None:
        """Take in a vote, under the number of its resolution if it has one."""
        self.by_id[vote.vote_id] = vote
        self.by_day[vote.day].append(vote)
        if resolution is not None:
            self.by_resolution[resolution].append(vote)
        if vote.document:
            self.by_document[vote.document, vote.day].append(vote)


def document(symbol: str) -> str:
    """A symbol as it is compared: in capitals, without blanks.

    >>> document("s/res/678 (1990)")
    'S/RES/678(1990)'
    """
    return "".join(symbol.split()).upper()


def resolution_number(symbol: str, *, bare: bool = False) -> int | None:
    """The number of a resolution, of its symbol or, where it is ``bare``, of the number alone.

    >>> resolution_number("S/RES/678 (1990)"), resolution_number("678", bare=True)
    (678, 678)
    >>> resolution_number("S/2014/189") is None
    True
    """
    text = document(symbol)
    found = RESOLUTION.fullmatch(text) or (BARE_NUMBER.fullmatch(text) if bare else None)
    return int(found[1]) if found else None
