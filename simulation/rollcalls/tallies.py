"""Roll calls, real or supposed: what a rule set makes of them, why, and what would have passed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulation.analysis.remedies import Change, changes, spoken
from simulation.rollcalls.ballots import UNKNOWN, read_votes
from simulation.rollcalls.by_counts import (
    WHO_NOT_KNOWN,
    not_decidable,
    with_ballots,
    without_ballots,
)
from simulation.rollcalls.checks import check_abstentions, marked_otherwise
from simulation.rollcalls.matters import (
    Matter,
    Question,
    ballots_of,
    matter_of,
    parties_of,
    with_parties,
)
from simulation.rollcalls.reader import read_vote_table
from simulation.rollcalls.rows import of_table
from simulation.rollcalls.vote_table import Vote, VoteId, VoteTable
from simulation.scenario.files import find, shown_path
from simulation.scenario.mistakes import Gathered, Mistake, naming
from simulation.scenario.reading import load_council, load_rules
from simulation.scenario.roster import Roster
from simulation.scenario.scenario import Sitting
from simulation.scenario.schema import RulesFile
from simulation.scenario.sitting import check_vote_held, rules_for, sitting_of
from simulation.scenario.words import counted
from simulation.stages.adoption import Outcome, Rules, Verdict, decide
from simulation.stages.numerics import Ballots, Bools, Ints
from simulation.stages.voting import ABSTAIN, LETTERS, NO, NOT_VOTING

MOST_SEATS = 32


@dataclass(frozen=True)
class Decision:
    """What one vote decided, and why.

    ``vetoes`` are the members whose ballots blocked it, if it was vetoed;
    ``also_blocked_by`` those that would have, if it fell short anyway; on a
    ``procedural`` matter nobody blocks.
    """

    outcome: str
    required: int
    yes: int
    no: int
    abstain: int
    not_voting: int
    vetoes: tuple[str, ...]
    also_blocked_by: tuple[str, ...]
    cause: str
    procedural: bool = False


NOT_COUNTED, COUNTED_AS_ABSTENTION = "not counted", "counted as an abstention"
"""How the ballots of parties to the dispute count."""


@dataclass(frozen=True)
class OneVote:
    """One vote of a named council: its ballots in letters, the decision, what would have passed.

    ``notes`` say in sentences why it is procedural or not, and what parties may do;
    ``counted_as`` says of each ballot that does not count as it was cast, by member, how it does.
    """

    council: str
    rules: str
    instead: str | None
    ballots: dict[str, str]
    counted_as: dict[str, str]
    decision: Decision
    smallest_changes: tuple[Change, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableTally:
    """What each vote of a table decided, and the votes left out, by reason.

    ``recorded`` holds the outcomes that the table itself gives of votes decided here, ``rules``
    the name of the rule set that decided each; ``warnings`` say where the members that are
    marked as permanent are not those of the Charter.
    """

    decisions: dict[VoteId, Decision]
    left_out: dict[str, list[VoteId]]
    recorded: dict[VoteId, str]
    rules: dict[VoteId, str]
    warnings: tuple[str, ...] = ()

    @property
    def otherwise(self) -> list[VoteId]:
        """The votes that ended otherwise on record."""
        return [n for n, outcome in self.recorded.items() if outcome != self.decisions[n].outcome]


def tally_votes(
    council: str, votes: str, rules: str = "charter", question: Question | None = None
) -> OneVote:
    """What these ballots decide, if no veto is suspended.

    >>> tally_votes("2014", "CHN=N, RUS=N, TCD=A, NGA=A, *=Y").decision.outcome
    'vetoed'
    >>> tally_votes("2014", "CHN=N, RUS=N, *=Y", question=Question(True)).decision.outcome
    'adopted'

    Parameters
    ----------
    council : str
        A council by name or path.
    votes : str
        A ballot for each of its members, as ``"USA=N, CHN=A, *=Y"``; ``*`` is all the rest.
    rules : str
        A rule set by name or path; where the council has another number of
        seats, whichever of its ``other_sizes`` fits.
    question : Question, optional
        What is put to the vote: a substantive matter, and nobody a party to the dispute, unless
        it says otherwise.

    Raises
    ------
    InputError
        With a sentence for every mistake.
    """
    with naming("council"):
        council_file = load_council(council)
    members = tuple(seat.member for seat in council_file.seat)
    sets = rule_sets(rules)
    name, file = fitting(sets, len(members)) or sets[0]
    roster = Roster.of(council_file.seat, f"on {council_file.title}")
    question = question or Question()
    gathered = Gathered()
    inside = (file_of(rules, name), "")
    sitting = gathered.take(sitting_of, file, council_file, f"rules {name}", inside=inside)
    ballots = gathered.take(read_votes, votes, members, council_file.title, roster.names)
    gathered.take(question.check)
    gathered.take(ballots_of, question, roster, council_file.title)
    parties = gathered.take(parties_of, question.parties, roster)
    if ballots is not None and file.abstention == "not-allowed":
        gathered.add(
            Mistake("", "votes", f": {m} = A: rules {name} allow no abstention; write Y, N or NV")
            for m, ballot in zip(members, ballots, strict=True)
            if ballot == ABSTAIN
        )
    matter = None if sitting is None else gathered.take(matter_of, question, sitting, roster)
    gathered.stop()
    assert sitting is not None and ballots is not None  # noqa: PT018
    assert matter is not None and parties is not None  # noqa: PT018
    counting, uncounted, of_parties = with_parties(
        ballots, parties, sitting, roster, matter.procedural
    )
    bound = counting != ballots
    [decision] = decisions(
        np.array([members], dtype=object),
        counting[None, :],
        sitting.rules,
        procedural=matter.procedural,
        uncounted=uncounted[:, None],
    )
    in_force = sitting.rules.for_procedure() if matter.procedural else sitting.rules
    return OneVote(
        council=council_file.title,
        rules=file.title,
        instead=instead_of(sets[0], name, len(members)),
        ballots={m: LETTERS[b] for m, b in zip(members, ballots, strict=True)},
        decision=decision,
        counted_as={
            m: NOT_COUNTED if left_out else COUNTED_AS_ABSTENTION
            for m, left_out, changed in zip(members, uncounted, bound, strict=True)
            if left_out or changed
        },
        smallest_changes=fewest(
            changes(members, counting, in_force, uncounted=uncounted | bound),
            by_the_question(members, ballots, sitting, matter),
        ),
        notes=(*matter.notes, *of_parties),
    )


def by_the_question(
    members: Sequence[str], ballots: Ballots, sitting: Sitting, matter: Matter
) -> tuple[Change, ...]:
    """The smallest changes on the preliminary question by which the draft would have passed.

    None where that question was not put, or where the draft fails as a procedural matter too.
    """
    if matter.unsettled is None:
        return ()
    named = np.array([members], dtype=object)
    [as_procedural] = decisions(named, ballots[None, :], sitting.rules, procedural=True)
    if as_procedural.outcome != "adopted":
        return ()
    return tuple(
        replace(change, sentence=f"on the preliminary question, {change.sentence}")
        for change in changes(members, matter.unsettled, sitting.rules)
    )


def fewest(*ways: Sequence[Change]) -> tuple[Change, ...]:
    """Of several lists of changes those of the fewest ballots; none where the first has none."""
    if not ways[0]:
        return ()
    least = min(change.changes for way in ways for change in way)
    return tuple(change for way in ways for change in way if change.changes == least)


def tally_table(path: Path, rules: str = "charter", *, procedural: bool = False) -> TableTally:
    """What each vote of a table decides; see :func:`read_vote_table` and :func:`tally_votes`.

    A vote one of whose ballots is not known, or of which none was recorded, is left out; and of a
    table of counts, one that turns on a veto which may have been cast or not. A column
    ``procedural`` says which votes are on procedure; where it is not there or empty,
    ``procedural`` does.

    Raises
    ------
    InputError
        With a sentence for each of the first mistakes, and the number of further ones.
    """
    return tally_of(read_vote_table(path), rules, procedural=procedural)


def tally_of(table: VoteTable, rules: str = "charter", *, procedural: bool = False) -> TableTally:
    """What each vote of a table that is read decides, as :func:`tally_table` has it."""
    sets = rule_sets(rules)
    unknown = np.zeros(len(table.ids), dtype=bool)
    unknown[table.vote[table.ballot == UNKNOWN]] = True
    bare = without_ballots(table)
    recorded = bare & ~np.array([vote.unrecorded for vote in table.votes], dtype=bool)
    recorded[table.vote[table.ballot != NOT_VOTING]] = True
    left_out = {
        "some ballots are not known (U)": unknown,
        "no ballot is recorded (all NV: adopted without a vote)": ~recorded,
    }
    for why, votes in not_decidable(table).items():
        left_out[why] = votes & recorded
        recorded = recorded & ~votes
    counting = ~unknown & recorded
    on_record, on_procedure = table.recorded, table.procedural
    kinds = np.array([on_procedure.get(vote_id, procedural) for vote_id in table.ids])
    decisions, used = decided_all(with_ballots(table, permanent_first=True), counting, kinds, sets)
    if bare.any():
        other, _ = decided_all(with_ballots(table, permanent_first=False), counting, kinds, sets)
        left_out[WHO_NOT_KNOWN] = np.array(
            [n in other and other[n].outcome != decisions[n].outcome for n in table.ids], dtype=bool
        )
        decisions = {
            vote_id: as_listed(found, vote) if empty else found
            for vote_id, vote, empty in zip(table.ids, table.votes, bare, strict=True)
            if (found := decisions.get(vote_id)) and found.outcome == other[vote_id].outcome
        }
    return TableTally(
        decisions={vote_id: decisions[vote_id] for vote_id in table.ids if vote_id in decisions},
        left_out={
            why: [table.ids[vote] for vote in np.flatnonzero(votes)]
            for why, votes in left_out.items()
            if votes.any()
        },
        recorded={n: on_record[n].name.lower() for n in decisions if n in on_record},
        rules={vote_id: used[vote_id] for vote_id in decisions},
        warnings=(*table.notes, *marked_otherwise(table, counting & ~bare, rules)),
    )


def decided_all(
    table: VoteTable, counting: Bools, procedural: Bools, sets: Sequence[tuple[str, RulesFile]]
) -> tuple[dict[VoteId, Decision], dict[VoteId, str]]:
    """The decision on each vote that counts, and the name of the rules that decided it."""
    sizes = np.bincount(table.vote, minlength=len(table.ids))
    named = {size: name for size, (name, _) in rules_by_size(table, counting, sizes, sets).items()}
    found: dict[VoteId, Decision] = {}
    for kind in (False, True):
        wanted = counting & (procedural == kind)
        for votes, each in decided(table, wanted, sets, procedural=kind):
            found |= zip((table.ids[vote] for vote in votes), each, strict=True)
    in_order = {n: found[n] for n in table.ids if n in found}
    return in_order, {
        n: named[int(size)] for n, size in zip(table.ids, sizes, strict=True) if n in found
    }


def as_listed(found: Decision, vote: Vote) -> Decision:
    """A decision by counts, naming those members alone that the table lists as against."""
    listed = set(vote.vetoes or ())
    vetoes = tuple(member for member in found.vetoes if member in listed)
    also = tuple(member for member in found.also_blocked_by if member in listed)
    cause = found.cause
    if found.outcome == "vetoed" and not vetoes:
        cause = "vetoed; the table does not say by whom"
    elif found.outcome == "fell_short" and not also:
        cause = cause.partition(";")[0]
    return replace(found, vetoes=vetoes, also_blocked_by=also, cause=cause)


def rule_sets(name: str) -> list[tuple[str, RulesFile]]:
    """A rule set and those it names for councils of other sizes, each with its name.

    Raises
    ------
    InputError
        If one cannot be used, or holds no vote.
    """
    with naming("rules"):
        path = find("rule set", name)
        first = load_rules(name)
    sets = [
        (name, first),
        *((other, load_rules(other, path.parent)) for other in first.other_sizes),
    ]
    for each, file in sets:
        check_vote_held(each, file)
    return sets


def file_of(rules: str, name: str) -> str:
    """The file of a rule set: the one that was named, or one that it names for other sizes."""
    path = find("rule set", rules)
    return shown_path(path if name == rules else find("rule set", name, path.parent))


def instead_of(first: tuple[str, RulesFile], used: str, seats: int) -> str | None:
    """That rules named for another number of seats give way to others, and to which."""
    name, file = first
    if used == name:
        return None
    return (
        f"{name} is for {counted(file.seats or 0, 'seat')} and this council has {seats}, so that "
        f"{used} counts, which {name} names for other sizes."
    )


def fitting(sets: Sequence[tuple[str, RulesFile]], seats: int) -> tuple[str, RulesFile] | None:
    """The first rule set for so many seats."""
    return next(((name, file) for name, file in sets if file.seats in (None, seats)), None)


def decided(
    table: VoteTable, wanted: Bools, sets: Sequence[tuple[str, RulesFile]], *, procedural: bool
) -> Iterator[tuple[Ints, list[Decision]]]:
    """Votes, as indices, and what they decided: together whatever the same ``Rules`` decide.

    All wanted votes are ``procedural`` or none is.
    """
    sizes = np.bincount(table.vote, minlength=len(table.ids))
    for size, (name, file) in rules_by_size(table, wanted, sizes, sets).items():
        rows = np.flatnonzero((wanted & (sizes == size))[table.vote])
        # Members that the rules name come first, then permanent, then elected ones: so two
        # votes differ to the rules only where this order of their seats differs.
        named = {m: n for n, m in enumerate(file.vetoes)} if isinstance(file.vetoes, list) else {}
        rank = np.array([named.get(member, len(named)) for member in table.member[rows]])
        order = np.lexsort((~table.permanent[rows], rank, table.vote[rows])).reshape(-1, size)
        seats = rows[order]
        kinds, kind = np.unique(
            2 * rank[order] + table.permanent[seats], axis=0, return_inverse=True
        )
        for n in range(len(kinds)):
            alike = seats[kind == n]
            rules = rules_of(table, alike[0], name, file)
            if not rules.abstention_allowed:
                check_abstentions(table, alike, name)
            yield (
                table.vote[alike[:, 0]],
                decisions(table.member[alike], table.ballot[alike], rules, procedural=procedural),
            )


def rules_by_size(
    table: VoteTable, wanted: Bools, sizes: Ints, sets: Sequence[tuple[str, RulesFile]]
) -> dict[int, tuple[str, RulesFile]]:
    """The rule set, with its name, for each number of seats that a wanted vote has.

    Raises
    ------
    InputError
        Naming the votes for whose number of seats there is none.
    """
    chosen: dict[int, tuple[str, RulesFile]] = {}
    for size in map(int, np.unique(sizes[wanted])):
        found = fitting(sets, size) if size <= MOST_SEATS else None
        if found is not None:
            chosen[size] = found
    meant = ", ".join(f"{name} for {file.seats or f'1 to {MOST_SEATS}'}" for name, file in sets)
    unfit = wanted & ~np.isin(sizes, list(chosen))
    mistakes = of_table()
    for size in map(int, np.unique(sizes[unfit])):
        votes = [str(table.ids[vote]) for vote in np.flatnonzero(unfit & (sizes == size))]
        one = f"vote {votes[0]} has"
        which = one if len(votes) == 1 else f"{len(votes)} votes, the first {votes[0]}, have"
        mistakes.note(
            f"{table.file}: {which} {size} seats, but rules are {meant}; correct or leave out "
            "their rows, or choose rules that fit"
        )
    mistakes.stop()
    return chosen


def rules_of(table: VoteTable, rows: Ints, name: str, file: RulesFile) -> Rules:
    """A rule set as the members of one vote, by row, use it."""
    members = tuple(str(member) for member in table.member[rows])
    title = f"vote {table.ids[table.vote[rows[0]]]} of {table.file}"
    return rules_for(file, members, table.permanent[rows], title, f"rules {name}")


def decisions(
    members: NDArray[np.object_],
    ballots: Ballots,
    rules: Rules,
    *,
    procedural: bool = False,
    uncounted: Bools | None = None,
) -> list[Decision]:
    """What votes decided under one rule set; both arrays are (vote, seat).

    ``uncounted`` (seat, vote) are ballots left out; on ``procedural`` matters the rules for
    procedure are in force.
    """
    cast = ballots.T
    nobody = np.zeros(cast.shape, dtype=bool)
    in_force = rules.for_procedure() if procedural else rules
    verdict = decide(cast, in_force, nobody if uncounted is None else uncounted, nobody[:1])
    found = [decision(verdict, n, members[n], cast[:, n], in_force) for n in range(len(members))]
    if not procedural:
        return found
    powerless = (cast == NO) & rules.holds_veto[:, None]
    return [
        on_procedure(found[n], tuple(map(str, members[n][powerless[:, n]])))
        for n in range(len(members))
    ]


def on_procedure(found: Decision, powerless: tuple[str, ...]) -> Decision:
    """A decision on procedure, with those named whose no would have blocked a substantive one."""
    cause = f"{found.cause}; procedural"
    if powerless:
        cause += f", so the no of {spoken(powerless)} is no veto"
    return replace(found, procedural=True, cause=cause)


def decision(
    verdict: Verdict, n: int, members: NDArray[np.object_], ballots: Ballots, rules: Rules
) -> Decision:
    """The n-th decision of a verdict, in words."""
    outcome = Outcome(int(verdict.outcome[n]))
    yes = int(verdict.yes[n])
    objectors = tuple(str(member) for member in members[verdict.vetoes[:, n]])
    said_no = bool((ballots[verdict.vetoes[:, n]] == NO).all())
    also_blocked = bool(verdict.also_blocked[n])
    match outcome:
        case Outcome.VETOED:
            cause = f"vetoed by {spoken(objectors)}"
        case Outcome.FELL_SHORT:
            cause = f"{yes} of {counted(rules.quota, 'affirmative vote')}"
            if also_blocked:
                cause += f"; {spoken(objectors)} also {'said no' if said_no else 'blocked'}"
        case _:
            cause = f"{counted(yes, 'affirmative vote')}, {rules.quota} required"
            if objectors:
                cause += f"; {spoken(objectors)} could not block"
    return Decision(
        outcome=outcome.name.lower(),
        required=rules.quota,
        yes=yes,
        no=int(verdict.no[n]),
        abstain=int(verdict.abstain[n]),
        not_voting=int(verdict.not_voting[n]),
        vetoes=objectors if outcome == Outcome.VETOED else (),
        also_blocked_by=objectors if also_blocked else (),
        cause=cause,
    )
