"""One reader for tables of votes of every layout, encoding and language; docs/data.md shows them.

Nothing is guessed: what can be meant in two ways is a mistake, and how a file was read is said
where it is not plain. All mistakes are gathered, each with file, line and column.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from simulation.rollcalls.ballots import (
    A_VETO,
    UNKNOWN,
    VETOES,
    ballot_of,
)
from simulation.rollcalls.checks import FIVE
from simulation.rollcalls.columns import Layout, head_of_votes
from simulation.rollcalls.dates import day_first
from simulation.rollcalls.rows import of_table
from simulation.rollcalls.said import UN_LIBRARY, Line, Said, member_of
from simulation.rollcalls.sheets import open_sheet
from simulation.rollcalls.vote_table import Row, VoteId, VoteTable, as_arrays
from simulation.scenario.sheet import whole
from simulation.scenario.states import NO_STATE, InYear, names_by_code, same, states_in
from simulation.scenario.words import counted
from simulation.stages.voting import ABSTAIN, NO, NOT_VOTING, YES

ADOPTED_ONLY = (
    "holds adopted resolutions only, as the UN Digital Library publishes them: drafts that were "
    "vetoed or fell short are not in it, so take no shares of vetoes from it"
)
MUST_BE_A_BALLOT = "must be Y, N, A, NV, or U where it is not known"


def read_vote_table(path: str | Path, *, numbered: bool = False) -> VoteTable:
    """A table of votes in any of the layouts of docs/data.md.

    Parameters
    ----------
    path : str or Path
        Text (UTF-8, UTF-16 or Windows-1252; commas, semicolons or tabs between cells) or a
        workbook of Excel (extra ``[excel]``).
    numbered : bool
        Votes must have whole numbers in a column ``vote_id``, as where several tables name them.

    Returns
    -------
    VoteTable
        Its ``ballots()`` and ``frame()`` are data frames; ``notes`` say how it was read.

    Raises
    ------
    InputError
        With a sentence for each of the first mistakes, and the number of further ones.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> rows = ["draft,date,USA,China,Soviet Union", "S/3730/Rev.1,1956-11-04,Yes,Yes,No"]
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "votes.csv"
    ...     _ = path.write_text(chr(10).join(rows))
    ...     table = read_vote_table(path)
    >>> table.ballots()[["vote_id", "iso3", "vote"]]
            vote_id iso3 vote
    0  S/3730/Rev.1  USA    Y
    1  S/3730/Rev.1  CHN    Y
    2  S/3730/Rev.1  RUS    N
    """
    path = Path(path)
    sheet, notes = open_sheet(path)
    mistakes = of_table()
    head = head_of_votes(sheet, mistakes)
    mistakes.stop()
    assert head is not None
    reading = Reading(path, sheet, head, list(notes), numbered=numbered)
    reading.read()
    by_line = sorted(reading.mistakes, key=lambda mistake: mistake[0])
    mistakes.add(f"{path}, line {line}: {what}" for line, what in by_line)
    if not reading.ids and not mistakes.mistakes:
        mistakes.note(f"{path}: holds no votes; write {head.layout} under the headings")
    mistakes.stop()
    reading.remark()
    return VoteTable(
        path,
        head.layout,
        tuple(whole_number(vote_id) for vote_id in reading.ids),
        tuple(reading.ids.values()),
        *as_arrays(reading.rows),
        notes=tuple(reading.notes),
    )


def no_state(code: str | None) -> bool:
    """Whether a code is of an invented member."""
    return code is not None and code not in names_by_code()


def whole_number(text: str) -> VoteId:
    """A whole number as such, anything else as it stands."""
    return int(text) if re.fullmatch(r"0|-?[1-9][0-9]{0,17}", text) else text


@dataclass
class Reading(Said):
    """A table that is being read: beside what it says of votes, their ballots so far."""

    rows: list[Row] = field(default_factory=list)
    other_names: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)

    def read(self) -> None:
        """Read every line of the file."""
        lines = self.lines()
        dates = [line["date"] for line in lines]
        self.first = day_first(dates)
        if self.first is not None:
            order = "day before the month" if self.first else "month before the day"
            self.notes.append(f"{self.path}: dates were read with the {order}, as some must be")
        self.with_decimals = bool(lines) and all(
            whole(line["vote_id"]) != line["vote_id"] for line in lines
        )
        match self.head.layout:
            case Layout.BALLOTS:
                self.read_ballots(lines)
            case Layout.WIDE:
                self.check_headings(lines)
                self.read_wide(lines)
            case _:
                for line in lines:
                    self.vote_of(line)

    def lines(self) -> list[Line]:
        """The rows of the file; one of another length than the headings is a mistake."""
        found = []
        many = len(self.head.names)
        for number, cells in self.sheet.rows():
            if len(cells) == many:
                found.append(Line(number, cells, self.head))
            else:
                what = f"has {counted(len(cells), 'value')}, but the first line names "
                each = f"{counted(many, 'column')}; write one for each"
                self.mistakes.append((number, what + each))
        return found

    def read_ballots(self, lines: list[Line]) -> None:
        """A table of one row a ballot: the rows of a vote may stand anywhere."""
        votes = [self.vote_of(line) for line in lines]
        states = self.states(lines, votes)
        seen: set[tuple[int, str]] = set()
        numbers = {vote_id: n for n, vote_id in enumerate(self.ids)}
        marked = "permanent" in self.head.place
        for line, vote_id, (member, called) in zip(lines, votes, states, strict=True):
            vote = numbers[vote_id]
            if not called:
                self.wrong(line, "state", "write one")
            permanent = member in FIVE
            if marked:
                permanent = self.yes_or_no(line, "permanent", "1 (permanent) or 0 (elected)")
            if (vote, member) in seen:
                again = called if called == member else f"{called} ({member})"
                self.wrong(line, "state", f"stands twice in vote {vote_id}; keep one", again)
            seen.add((vote, member))
            ballot = self.ballot(line, "ballot", line["ballot"])
            if self.ids[vote_id].unrecorded:
                ballot = NOT_VOTING
            self.rows.append((vote, member, permanent, ballot, line.number, line["group"]))
        if not marked and not any(row[2] for row in self.rows) and self.rows:
            who = f"none of {', '.join(FIVE)} has a ballot; say in a column permanent (1 or 0) who "
            self.mistakes.append((lines[0].number, who + "is a permanent member"))

    def states(self, lines: list[Line], votes: list[str]) -> list[tuple[str, str]]:
        """Member and name as written, of each row; by the name where the code says nothing.

        Where most members of a vote stand for no state, all of them are invented.
        """
        keys = [(whole(line["state"]), self.year(line)) for line in lines]
        written: dict[str, dict[InYear, None]] = {}
        for key, vote_id in zip(keys, votes, strict=True):
            if key[0]:
                written.setdefault(vote_id, {})[key] = None
        known = {vote_id: states_in(names) for vote_id, names in written.items()}
        self.invented = [
            vote_id
            for vote_id, names in known.items()
            if any(map(no_state, names.values())) and any(member_of(*key) for key in names)
        ]
        found = []
        for line, vote_id, (called, year) in zip(lines, votes, keys, strict=True):
            named = member_of(line["name"], year) if line["name"] else None
            member = known.get(vote_id, {}).get((called, year)) or named
            if named is not None and member not in (None, named, called):
                self.other_names.append(f"{called} and {line['name']} in line {line.number}")
            if called and member is None:
                self.wrong(line, "state", NO_STATE)
            found.append((member or called, called or line["name"]))
        return found

    def read_wide(self, lines: list[Line]) -> None:
        """A table of one column a state; an empty cell is of a state that has no seat."""
        for line in lines:
            vote_id = self.vote_of(line)
            vote, year = len(self.ids) - 1, self.year(line)
            seated: dict[str, str] = {}
            for place, heading in self.head.states.items():
                cell = line.cells[place]
                if not cell:
                    continue
                member = member_of(heading, year)
                if member is None:
                    self.cell(
                        line, heading, cell, f"{heading} {NO_STATE.partition(';')[0]} in {year}"
                    )
                    continue
                if member in seated:
                    both = f"{member} has a ballot under {seated[member]} too; keep one"
                    self.cell(line, heading, cell, both)
                seated[member] = heading
                ballot = self.ballot(line, heading, cell)
                if self.ids[vote_id].unrecorded:
                    ballot = NOT_VOTING
                self.rows.append((vote, member, member in FIVE, ballot, line.number, ""))

    def check_headings(self, lines: list[Line]) -> None:
        """Refuse a column of ballots whose heading is no state: its ballots would be lost."""
        read = {*self.head.place.values(), *self.head.states}
        for n, name in enumerate(self.head.names):
            cells = [line.cells[n] for line in lines if line.cells[n]] if n not in read else []
            if cells and all(ballot_of(cell) is not None for cell in cells):
                why = NO_STATE.replace("its rows", "the column")
                what = f"the column {name!r} holds ballots, but its heading {why}"
                self.mistakes.append((self.sheet.head, what))

    def ballot(self, line: Line, kind: str, cell: str) -> int:
        """The ballot in a cell; one that is none is a mistake."""
        found = ballot_of(cell)
        if found is None:
            why = A_VETO if same(cell) in VETOES else MUST_BE_A_BALLOT
            self.cell(line, self.head.heading(kind), cell, why)
        return UNKNOWN if found is None else found

    def remark(self) -> None:
        """Say what a reader should know of the table."""
        if self.head.heading("vote_id") == UN_LIBRARY:
            self.notes.append(f"{self.path}: {ADOPTED_ONLY}")
        if self.other_names:
            many, first = counted(len(self.other_names), "row"), self.other_names[0]
            self.notes.append(
                f"{self.path}: code and name are of different states in {many} (the first: "
                f"{first}); the code counts"
            )
        if self.invented:
            many, one = counted(len(self.invented), "vote"), self.invented[0]
            self.notes.append(
                f"{self.path}: in {many} (the first: {one}) most members stand for no state, so "
                "that all are taken as invented, those too that have the name of one"
            )
        self.remark_on_counts()

    def remark_on_counts(self) -> None:
        """Say where a table's own counts are not those of its ballots."""
        cast: dict[int, list[int]] = {}
        for number, _, _, ballot, *_ in self.rows:
            cast.setdefault(number, [0] * (UNKNOWN + 1))[ballot] += 1
        differ = []
        for n, (vote_id, vote) in enumerate(self.ids.items()):
            if n in cast and vote.counts and not vote.unrecorded and not cast[n][UNKNOWN]:
                of_ballots = tuple(cast[n][ballot] for ballot in (YES, NO, ABSTAIN))
                if of_ballots != (vote.counts.yes, vote.counts.no, vote.counts.abstain):
                    differ.append(vote_id)
        if differ:
            self.notes.append(
                f"{self.path}: counts and ballots differ in {counted(len(differ), 'vote')} (the "
                f"first: {differ[0]}); the ballots count"
            )
