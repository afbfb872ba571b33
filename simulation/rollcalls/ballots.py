"""Ballots as people write them, one vote in a line of text or many in a CSV table, checked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulation.rollcalls.rows import of_table, rows_of
from simulation.scenario.mistakes import Gathered, InputError, Mistake
from simulation.scenario.roster import Roster, year_in
from simulation.scenario.sheet import Sheet, read_sheet, whole
from simulation.scenario.states import NO_STATE, InYear, same, states_in
from simulation.stages.adoption import Outcome
from simulation.stages.numerics import Ballots, Bools, Ints
from simulation.stages.voting import ABSTAIN, LETTERS, NO, NOT_VOTING, YES

COLUMNS = ("vote_id", "iso3", "permanent", "vote")
OUTCOMES = {
    "adopted": Outcome.ADOPTED,
    "vetoed": Outcome.VETOED,
    "fell_short": Outcome.FELL_SHORT,
    "failed_majority": Outcome.FELL_SHORT,
}
"""The words of tables for how a vote ended; the last two mean the same."""

YES_OR_NO = {"1": True, "0": False, "yes": True, "no": False, "true": True, "false": False}
"""The words of tables for whether a vote is on procedure."""

UNKNOWN = len(LETTERS)
"""How a table's ballot that nobody knows is held; it never reaches a decision."""

TABLE_LETTERS = {**{letter: n for n, letter in enumerate(LETTERS)}, "U": UNKNOWN}

WORDS = {
    YES: "y, yes, yea, aye, for, in favour, in favor, affirmative, oui, pour, sí, a favor",
    NO: "n, no, nay, against, opposed, negative, non, contre, en contra",
    ABSTAIN: "a, abstain, abstains, abstained, abstaining, abstention, abst, s'abstient, "
    "abstención, se abstiene, se abstuvo",
    NOT_VOTING: "nv, absent, absence, not voting, non-voting, did not vote, not participating, "
    "did not participate, took no part, present not voting, ne participe pas, "
    "n'a pas participé, ausente, no participa, no participó",
    UNKNOWN: "u, unknown, not known, inconnu, desconocido",
}
"""What people write for each ballot in English, French and Spanish, in any case."""

SAID = {same(word): ballot for ballot, words in WORDS.items() for word in words.split(", ")}

LONG_WORDS = [word for words in WORDS.values() for word in words.split(", ") if " " in word]
A_BALLOT = re.compile(
    rf"[^,;=]+=\s*(?:(?:{'|'.join(LONG_WORDS)})(?![\w'’-])|[\w'’-]*)|[^,;\s]+", re.IGNORECASE
)
"""A member and its ballot, in a word or several, in a line where blanks may stand between them."""

VETOES = ("veto", "vetoed", "vetoes", "vetoing")
A_VETO = "a veto is a permanent member's no that blocks a draft; write N"
type VoteId = int | str


@dataclass(frozen=True)
class BallotTable:
    """A table of ballots; arrays (row,), ``vote`` an index into ``ids``.

    ``recorded`` has the outcome that the table itself gives a vote, ``procedural``
    whether it is on procedure, each if it does.
    """

    file: Path
    ids: tuple[VoteId, ...]
    vote: Ints
    member: NDArray[np.object_]
    permanent: Bools
    ballot: Ballots
    line: Ints
    recorded: dict[VoteId, Outcome]
    procedural: dict[VoteId, bool]


def read_votes(
    text: str,
    members: Sequence[str],
    council: str,
    names: Sequence[str] | None = None,
    argument: str = "votes",
    *,
    cut_off: bool = False,
) -> Ballots:
    """Ballots (seat,) from text such as ``"USA=N, China=abstain, *=Y"``; case does not matter.

    A member may be called by its code, by its name in ``names`` (seat,), if given, or by any
    name of its state; ``argument`` is the one that gives the text. Where it is ``cut_off``, or
    who is meant by a part of it is not known, no ballot is called missing that may be there.

    Raises
    ------
    InputError
        Where a member is unknown, named twice or missing, or a ballot is none of Y, N, A, NV.
    """
    mistakes: list[str] = []

    def note(why: str) -> None:
        mistakes.append(Mistake("", argument, f": {why}"))

    cast: dict[str, int] = {}
    roster = Roster(tuple(members), tuple(names or members), f"on {council}", year_in(council))
    pieces = [
        tuple(part.strip() for part in piece.partition("="))
        for piece in A_BALLOT.findall(text.strip(" ,;\n"))
    ]
    called = [name for name, equals, _ in pieces if equals and name != "*"]
    absences = roster.absences(name for name in called if roster.find(name) is None)
    for name, equals, word in pieces:
        if not equals or (name != "*" and set(name) & set(":*")):
            cut_off = True
            whole = f"{name}{equals}{word}"
            note(f"{whole!r}: is not member=ballot; write it as in USA=N,CHN=A")
            continue
        member = "*" if name == "*" else roster.find(name)
        if member is None:
            note(f"{name!r}: {absences[name]}")
            member = name
        if member in cast:
            again = member if member == name else f"{member} ({name})"
            note(f"{again}: is given twice; keep one")
        ballot = ballot_of(word)
        if ballot is None or ballot == UNKNOWN:
            must = A_VETO if same(word) in VETOES else "must be Y, N, A or NV"
            note(f"{member} = {word!r}: {must}")
        cast.setdefault(member, UNKNOWN if ballot is None else ballot)
    missing = [member for member in members if member not in cast]
    cut_off = cut_off or len(missing) <= len(absences)
    if missing and "*" not in cast and not cut_off:
        note(
            f"there is no ballot for {', '.join(missing)} ({council}); "
            "add them, or *=Y (N, A, NV) for all the rest"
        )
    if mistakes:
        raise InputError(mistakes)
    return np.array([cast.get(m, cast.get("*", UNKNOWN)) for m in members], dtype=np.int8)


def ballot_of(word: str) -> int | None:
    """The ballot that a letter or a word stands for, if for any.

    >>> LETTERS[ballot_of("Abstained")], LETTERS[ballot_of("sí")], ballot_of("veto")
    ('A', 'Y', None)
    """
    return SAID.get(same(word))


def read_table(path: Path) -> BallotTable:
    """A table of ballots, one row a member and vote: vote_id, iso3, permanent, vote.

    ``permanent`` is 0 or 1, ``vote`` Y, N, A, NV, or U where it is not known. A column
    ``outcome``, if there is one, says how the vote ended, in a word of ``OUTCOMES`` or
    nothing; a column ``procedural``, in a word of ``YES_OR_NO`` or nothing, whether it is on
    procedure. Other columns are ignored; the rows of a vote may stand anywhere.

    Raises
    ------
    InputError
        If it cannot be read, lacks a column, or a value is wrong.
    """
    mistakes = of_table()
    ids: dict[str, int] = {}
    seen: set[tuple[int, str]] = set()
    rows: list[tuple[int, str, bool, int, int]] = []
    recorded: dict[VoteId, Outcome] = {}
    sheet = read_sheet(path, str(path))
    named = rows_of(sheet, ("vote_id",), of_table())
    with_decimals = all(whole(vote_id) != vote_id for _, (vote_id,) in named)
    procedural: dict[VoteId, bool] = {}
    states = states_by_vote(sheet)
    cells = rows_of(sheet, COLUMNS, mistakes, optional=("outcome", "procedural", "year"))
    for line, (vote_id, called, permanent, letter, ended, on_procedure, year) in cells:
        state = states.get(vote_id, {}).get((called, year_of(year)), called)
        member = called if state is None else state
        permanent = whole(permanent)
        if with_decimals:
            vote_id = whole(vote_id)
        where = f"{path}, line {line}"
        for column, value in (("vote_id", vote_id), ("iso3", member)):
            if not value:
                mistakes.note(f"{where}: {column} is empty; write one")
        if called and state is None:
            mistakes.note(f"{where}: iso3 = {called!r}: {NO_STATE}")
        if permanent not in ("0", "1"):
            mistakes.note(
                f"{where}: permanent = {permanent!r}: must be 1 (permanent) or 0 (elected)"
            )
        ballot = ballot_of(letter)
        if ballot is None:
            letters = "must be Y, N, A, NV, or U where it is not known"
            must = A_VETO if same(letter) in VETOES else letters
            mistakes.note(f"{where}: vote = {letter!r}: {must}")
            ballot = UNKNOWN
        vote = ids.setdefault(vote_id, len(ids))
        if (vote, member) in seen:
            again = called if called == member else f"{called} ({member})"
            mistakes.note(f"{where}: iso3 = {again!r}: stands twice in vote {vote_id}; keep one")
        seen.add((vote, member))
        if ended:
            note(("outcome", ended), OUTCOMES, whole_number(vote_id), recorded, where, mistakes)
        if on_procedure:
            said = ("procedural", whole(on_procedure))
            note(said, YES_OR_NO, whole_number(vote_id), procedural, where, mistakes)
        rows.append((vote, member, permanent == "1", ballot, line))
    if not rows and not mistakes.mistakes:
        mistakes.note(f"{path}: holds no votes; write one line for each member and vote")
    mistakes.stop()
    votes, members, permanents, ballots, lines = zip(*rows, strict=True)
    return BallotTable(
        file=path,
        ids=tuple(whole_number(vote_id) for vote_id in ids),
        vote=np.array(votes, dtype=np.int64),
        member=np.array(members, dtype=object),
        permanent=np.array(permanents, dtype=bool),
        ballot=np.array(ballots, dtype=np.int8),
        line=np.array(lines, dtype=np.int64),
        recorded=recorded,
        procedural=procedural,
    )


def note[Value](
    said: tuple[str, str],
    words: Mapping[str, Value],
    vote: VoteId,
    noted: dict[VoteId, Value],
    where: str,
    mistakes: Gathered,
) -> None:
    """Add what a column and its word say of a vote; each of its rows must say the same."""
    column, word = said
    value = words.get(word.casefold())
    if value is None:
        mistakes.note(
            f"{where}: {column} = {word!r}: must be {', '.join(words)}, or nothing where it is "
            "not known; rename a column that means something else"
        )
        return
    first = noted.setdefault(vote, value)
    if first != value:
        before = next(w for w, meaning in words.items() if meaning == first)
        mistakes.note(
            f"{where}: {column} = {word!r}: is {before} in another row of vote "
            f"{vote}; write the same in each"
        )


def states_by_vote(sheet: Sheet) -> dict[str, dict[InYear, str | None]]:
    """The state of each member of each vote of a table, as :func:`states_in` has it."""
    written: dict[str, list[InYear]] = {}
    for _, (vote, name, year) in rows_of(
        sheet, ("vote_id", "iso3"), of_table(), optional=("year",)
    ):
        if name:
            written.setdefault(vote, []).append((name, year_of(year)))
    return {vote: states_in(names) for vote, names in written.items()}


def year_of(text: str) -> int | None:
    """A year as a number, if it is one."""
    text = whole(text)
    return int(text) if text.isdecimal() and len(text) == 4 else None


def whole_number(text: str) -> VoteId:
    """A whole number as such, anything else as it stands."""
    return int(text) if re.fullmatch(r"0|-?[1-9][0-9]{0,17}", text) else text
