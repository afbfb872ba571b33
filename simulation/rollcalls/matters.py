"""What is put to the vote: procedural or substantive, why, and which members are parties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulation.analysis.remedies import spoken
from simulation.rollcalls.ballots import read_votes
from simulation.scenario.calls import ANY, Call
from simulation.scenario.mistakes import Gathered, InputError, Mistake, Why, shown
from simulation.scenario.roster import Roster
from simulation.scenario.scenario import Sitting
from simulation.scenario.words import counted
from simulation.stages.adoption import Outcome, held_procedural, overruled
from simulation.stages.numerics import Ballots, Bools, count_seats
from simulation.stages.voting import YES, duty_to_abstain

RULINGS = ("procedural", "substantive")


@dataclass(frozen=True)
class Question:
    """What people say of the matter that is put to the vote.

    Parameters
    ----------
    procedural : bool
        Whether it is procedural, without dispute.
    preliminary : str or None
        Ballots on the preliminary question, whether it is procedural.
    ruling : str or None
        What the president rules it to be, one of ``RULINGS``.
    challenge : str or None
        Ballots to overrule that ruling.
    parties : sequence of str
        Parties to the dispute in a decision under Chapter VI.
    """

    procedural: bool = False
    preliminary: str | None = None
    ruling: str | None = None
    challenge: str | None = None
    parties: Sequence[str] = ()

    def check(self) -> None:
        """Check that these can be true together.

        Raises
        ------
        InputError
            With a sentence for each that cannot.
        """
        why: Why
        mistakes = []
        if self.procedural and not (self.preliminary is None and self.ruling is None):
            why = (
                " says that the matter is procedural, which ", Call(preliminary=ANY), " and ",
                Call(ruling=ANY), " ask; leave one out",
            )  # fmt: skip
            mistakes.append(Mistake("", "procedural", why))
        if self.ruling is not None and self.ruling not in RULINGS:
            why = f"must be {' or '.join(RULINGS)}"
            mistakes.append(Mistake("", "ruling", why, value=shown(self.ruling)))
        if self.challenge is not None and self.ruling is None:
            why = (": there is no ruling to overrule; add ", Call(ruling="procedural"))
            mistakes.append(Mistake("", "challenge", why))
        if mistakes:
            raise InputError(mistakes)


@dataclass(frozen=True)
class Matter:
    """Whether a matter is procedural, and what decides it, in sentences.

    ``unsettled`` are the ballots (seat,) on the preliminary question that left the matter
    substantive; None where none did.
    """

    procedural: bool
    notes: tuple[str, ...] = ()
    unsettled: Ballots | None = None


def ballots_of(
    question: Question, roster: Roster, title: str, *, cut_off: bool = False
) -> dict[str, Ballots]:
    """The ballots (seat,) on the question itself, by the argument that gives them.

    Parameters
    ----------
    title : str
        What messages call the council.
    cut_off : bool
        Whether the texts may have more ballots than were given.

    Raises
    ------
    InputError
        With a sentence for every mistake in any of them.
    """
    given = {"challenge": question.challenge, "preliminary": question.preliminary}
    gathered = Gathered()
    found = {
        argument: gathered.take(
            read_votes, text, roster.codes, title, roster.names, argument, cut_off=cut_off
        )
        for argument, text in given.items()
        if text is not None
    }
    gathered.stop()
    return {argument: cast for argument, cast in found.items() if cast is not None}


def matter_of(question: Question, sitting: Sitting, roster: Roster) -> Matter:
    """Whether a matter is procedural before this council.

    A ruling of the president decides, unless overruled; else the preliminary question,
    which can be vetoed; else what was said of it, and a matter is substantive of itself.

    Raises
    ------
    InputError
        If ballots are wrong, or a ruling is overruled and nothing else decides.
    """
    question.check()
    given = ballots_of(question, roster, sitting.council.title)
    notes: tuple[str, ...] = ()
    if question.ruling is not None:
        ruled = f"the president's ruling that the matter is {question.ruling}"
        unput = ("the preliminary question is not put",) if "preliminary" in given else ()
        if "challenge" not in given:
            notes = (f"{ruled} is not challenged", *unput)
            return Matter(question.ruling == "procedural", notes)
        cast = given["challenge"][:, None]
        yes, needed = int(count_seats(cast == YES)[0]), sitting.rules.procedural_quota
        votes = f"{counted(yes, 'vote')} to overrule it, {needed} required"
        if not overruled(cast, sitting.rules)[0]:
            return Matter(question.ruling == "procedural", (f"{ruled} stands: {votes}", *unput))
        notes = (f"{ruled} is overruled: {votes}",)
        if "preliminary" not in given:
            why = f": {notes[0]}, so the question is open again; give the ballots on it, as in "
            raise InputError([Mistake("", "challenge", (why, Call(preliminary="RUS=N, *=Y")))])
    if "preliminary" in given:
        cast = given["preliminary"][:, None]
        nobody = np.zeros(cast.shape, dtype=bool)
        procedural, verdict = held_procedural(cast, sitting.rules, nobody, nobody[:1])
        vetoers = [roster.codes[seat] for seat in np.flatnonzero(verdict.vetoes[:, 0])]
        yes = int(verdict.yes[0])
        tally = f"{counted(yes, 'affirmative vote')}, {sitting.rules.quota} required"
        if procedural[0]:
            found = f"the preliminary question makes the matter procedural: {tally}"
        elif verdict.outcome[0] == Outcome.VETOED:
            found = (
                f"{spoken(vetoers)} vetoed the preliminary question, so the matter is substantive "
                "and can be vetoed again (the double veto)"
            )
        else:
            found = f"the preliminary question fell short ({tally}), so the matter is substantive"
        unsettled = None if procedural[0] else given["preliminary"]
        return Matter(bool(procedural[0]), (*notes, found), unsettled)
    return Matter(question.procedural)


def parties_of(names: Sequence[str], roster: Roster) -> Bools:
    """Which members (seat,) are named as parties to the dispute.

    Raises
    ------
    InputError
        If one has no seat.
    """
    named = {name: roster.find(name) for name in names}
    absences = roster.absences(name for name, member in named.items() if member is None)
    if absences:
        raise InputError(
            Mistake("", "parties", f": {name!r}: {why}; name those alone that have a seat")
            for name, why in absences.items()
        )
    return np.isin(roster.codes, [str(member) for member in named.values()])


def with_parties(
    ballots: Ballots, parties: Bools, sitting: Sitting, roster: Roster, procedural: bool
) -> tuple[Ballots, Bools, tuple[str, ...]]:
    """Ballots (seat,) as they count, whose are left out (seat,), and notes on parties (seat,).

    Parties must abstain or are not counted as the rule set has it, on substantive matters.
    """
    nobody = np.zeros(len(roster.codes), dtype=bool)
    members = [code for code, party in zip(roster.codes, parties, strict=True) if party]
    if not members:
        return ballots, nobody, ()
    who = spoken(members)
    as_parties = f"as {'a party' if len(members) == 1 else 'parties'} to the dispute"
    if procedural:
        return ballots, nobody, (f"{who} may vote: on procedure no party must abstain",)
    if not sitting.rules.parties_count:
        return ballots, parties, (f"{who}: not counted, {as_parties}",)
    if not sitting.parties_abstain_in_chapter_vi:
        return ballots, nobody, (f"{who} may vote: the rules bind no party to abstain",)
    cast = duty_to_abstain(ballots, parties)
    changed = [c for c, old, new in zip(roster.codes, ballots, cast, strict=True) if old != new]
    noted = f"{who} must abstain {as_parties}"
    if changed:
        noted += f"; what {spoken(changed)} cast counts as an abstention"
    return cast, nobody, (noted,)
