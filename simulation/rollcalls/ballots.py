"""Ballots as people write them, in letters and words, and one vote in a line of text, checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import numpy as np

from simulation.scenario.mistakes import InputError, Mistake
from simulation.scenario.roster import Roster, year_in
from simulation.scenario.states import same
from simulation.stages.adoption import Outcome
from simulation.stages.numerics import Ballots
from simulation.stages.voting import ABSTAIN, LETTERS, NO, NOT_VOTING, YES

OUTCOMES = {
    "adopted": Outcome.ADOPTED,
    "vetoed": Outcome.VETOED,
    "fell_short": Outcome.FELL_SHORT,
    "failed_majority": Outcome.FELL_SHORT,
    **dict.fromkeys(("adoptee", "adopte", "aprobada", "aprobado"), Outcome.ADOPTED),
    **dict.fromkeys(("vetada", "vetado"), Outcome.VETOED),
}
"""The words of tables for how a vote ended; *fell_short* and *failed_majority* mean the same."""

YES_OR_NO = {
    **{"1": True, "0": False, "yes": True, "no": False, "true": True, "false": False},
    **{"oui": True, "non": False, "si": True, "vrai": True, "faux": False},
    **{"verdadero": True, "falso": False},
}
"""The words of tables for whether something is so."""

WITHOUT_VOTE = ("1", "without vote", "without a vote", "adopted without vote", "sans vote",
                "sin votacion", "acclamation", "by acclamation", "consensus")  # fmt: skip
"""What tables write of a resolution that was adopted without a recorded vote."""

UNKNOWN = len(LETTERS)
"""How a table's ballot that nobody knows is held; it never reaches a decision."""

TABLE_LETTERS = {**{letter: n for n, letter in enumerate(LETTERS)}, "U": UNKNOWN}

WORDS = {
    YES: "y, yes, yea, aye, for, in favour, in favor, affirmative, oui, pour, sí, a favor",
    NO: "n, no, nay, against, opposed, negative, non, contre, en contra",
    ABSTAIN: "a, abstain, abstains, abstained, abstaining, abstention, abst, s'abstient, "
    "abstención, se abstiene, se abstuvo",
    NOT_VOTING: "nv, x, absent, absence, not voting, non-voting, did not vote, not participating, "
    "did not participate, took no part, present not voting, ne participe pas, "
    "n'a pas participé, absente, ausente, no participa, no participó",
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


@cache
def ballot_of(word: str) -> int | None:
    """The ballot that a letter or a word stands for, if for any.

    >>> LETTERS[ballot_of("Abstained")], LETTERS[ballot_of("sí")], ballot_of("veto")
    ('A', 'Y', None)
    """
    return SAID.get(same(word))
