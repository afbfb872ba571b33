"""Ballots as people write them, one vote in a line of text or many in a CSV table, checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulation.evidence.rows import Mistakes, rows_of
from simulation.scenario.mistakes import InputError, nearest
from simulation.scenario.sheet import read_sheet, whole
from simulation.stages.decision import Outcome
from simulation.stages.numerics import Ballots, Bools, Ints
from simulation.stages.voting import LETTERS

COLUMNS = ("vote_id", "iso3", "permanent", "vote")
OUTCOMES = {
    "adopted": Outcome.ADOPTED,
    "vetoed": Outcome.VETOED,
    "fell_short": Outcome.FELL_SHORT,
    "failed_majority": Outcome.FELL_SHORT,
}
"""The words of tables for how a vote ended; the last two mean the same."""

UNKNOWN = len(LETTERS)
"""How a table's ballot that nobody knows is held; it never reaches a decision."""

TABLE_LETTERS = {**{letter: n for n, letter in enumerate(LETTERS)}, "U": UNKNOWN}
type VoteId = int | str


@dataclass(frozen=True)
class Table:
    """A table of ballots; arrays (row,), ``vote`` an index into ``ids``.

    ``recorded`` has the outcome that the table itself gives a vote, if it does.
    """

    file: Path
    ids: tuple[VoteId, ...]
    vote: Ints
    member: NDArray[np.object_]
    permanent: Bools
    ballot: Ballots
    line: Ints
    recorded: dict[VoteId, Outcome]


def read_votes(
    text: str, members: Sequence[str], council: str, names: Sequence[str] | None = None
) -> Ballots:
    """Ballots (seat,) from text such as ``"USA=N, CHN=A, *=Y"``; letters in any case.

    A member may be called by its code or by its name in ``names`` (seat,), if given.

    Raises
    ------
    InputError
        Where a member is unknown, named twice or missing, or a ballot is none of Y, N, A, NV.
    """
    mistakes: list[str] = []
    cast: dict[str, str] = {}
    names = names or members
    in_any_case = {name.upper(): code for name, code in zip(names, members, strict=True)}
    in_any_case |= {code.upper(): code for code in members} | {code: code for code in members}
    pieces = re.findall(r"[^,;=]+=\s*\w*|[^,;\s]+", text.strip(" ,;\n"))
    for piece in (re.sub(r"\s*=\s*", "=", found).strip() for found in pieces):
        name, equals, letter = piece.partition("=")
        member = in_any_case.get(name, in_any_case.get(name.upper(), name))
        if not equals:
            mistakes.append(f"--votes: {piece!r}: is not member=ballot; write it as in USA=N,CHN=A")
            continue
        if member != "*" and member not in members:
            mistakes.append(
                f"--votes: {name!r}: has no seat on {council}; {hint(name, members, names)}"
            )
        if member in cast:
            mistakes.append(f"--votes: {member}: is given twice; keep one")
        if letter.upper() not in LETTERS:
            mistakes.append(f"--votes: {member} = {letter!r}: must be Y, N, A or NV")
        cast.setdefault(member, letter.upper())
    missing = [member for member in members if member not in cast]
    if missing and "*" not in cast:
        mistakes.append(
            f"--votes: there is no ballot for {', '.join(missing)} ({council}); "
            "add them, or *=Y (N, A, NV) for all the rest"
        )
    if mistakes:
        raise InputError(mistakes)
    return np.array([LETTERS.index(cast.get(m, cast.get("*", ""))) for m in members], dtype=np.int8)


def hint(name: str, members: Sequence[str], names: Sequence[str]) -> str:
    """The nearest code or name, or who there is, with names where they are not the codes."""
    near = nearest(name, [*members, *names])
    if near.startswith("did you mean"):
        return near
    pairs = zip(members, names, strict=True)
    return "there is " + ", ".join(c if c == n else f"{c} ({n})" for c, n in pairs)


def read_table(path: Path) -> Table:
    """A table of ballots, one row a member and vote: vote_id, iso3, permanent, vote.

    ``permanent`` is 0 or 1, ``vote`` Y, N, A, NV, or U where it is not known. A column
    ``outcome``, if there is one, says how the vote ended, in a word of ``OUTCOMES`` or
    nothing. Other columns are ignored; the rows of a vote may stand anywhere.

    Raises
    ------
    InputError
        If it cannot be read, lacks a column, or a value is wrong.
    """
    mistakes = Mistakes()
    ids: dict[str, int] = {}
    seen: set[tuple[int, str]] = set()
    rows: list[tuple[int, str, bool, int, int]] = []
    recorded: dict[VoteId, Outcome] = {}
    sheet = read_sheet(path, str(path))
    named = rows_of(sheet, ("vote_id",), Mistakes())
    with_decimals = all(whole(vote_id) != vote_id for _, (vote_id,) in named)
    cells = rows_of(sheet, COLUMNS, mistakes, optional=("outcome",))
    for line, (vote_id, member, permanent, letter, ended) in cells:
        permanent = whole(permanent)
        if with_decimals:
            vote_id = whole(vote_id)
        where = f"{path}, line {line}"
        for column, value in (("vote_id", vote_id), ("iso3", member)):
            if not value:
                mistakes.add(f"{where}: {column} is empty; write one")
        if permanent not in ("0", "1"):
            mistakes.add(
                f"{where}: permanent = {permanent!r}: must be 1 (permanent) or 0 (elected)"
            )
        ballot = TABLE_LETTERS.get(letter.upper())
        if ballot is None:
            mistakes.add(
                f"{where}: vote = {letter!r}: must be Y, N, A, NV, or U where it is not known"
            )
            ballot = UNKNOWN
        vote = ids.setdefault(vote_id, len(ids))
        if (vote, member) in seen:
            mistakes.add(f"{where}: iso3 = {member!r}: is there twice in vote {vote_id}; keep one")
        seen.add((vote, member))
        if ended:
            note_outcome(ended, whole_number(vote_id), recorded, where, mistakes)
        rows.append((vote, member, permanent == "1", ballot, line))
    if not rows and not mistakes.kept:
        mistakes.add(f"{path}: holds no votes; write one line for each member and vote")
    mistakes.stop()
    votes, members, permanents, ballots, lines = zip(*rows, strict=True)
    return Table(
        file=path,
        ids=tuple(whole_number(vote_id) for vote_id in ids),
        vote=np.array(votes, dtype=np.int64),
        member=np.array(members, dtype=object),
        permanent=np.array(permanents, dtype=bool),
        ballot=np.array(ballots, dtype=np.int8),
        line=np.array(lines, dtype=np.int64),
        recorded=recorded,
    )


def note_outcome(
    word: str, vote: VoteId, recorded: dict[VoteId, Outcome], where: str, mistakes: Mistakes
) -> None:
    """Add how a vote ended to what is recorded; each of its rows must say the same."""
    if word not in OUTCOMES:
        mistakes.add(
            f"{where}: outcome = {word!r}: must be {', '.join(OUTCOMES)}, or nothing where it is "
            "not known; rename a column that means something else"
        )
        return
    outcome = recorded.setdefault(vote, OUTCOMES[word])
    if outcome != OUTCOMES[word]:
        mistakes.add(
            f"{where}: outcome = {word!r}: is {outcome.name.lower()} in another row of vote "
            f"{vote}; write the same in each"
        )


def whole_number(text: str) -> VoteId:
    """A whole number as such, anything else as it stands."""
    return int(text) if re.fullmatch(r"0|-?[1-9][0-9]{0,17}", text) else text
