"""What a row of a table of votes says of its vote: which it is, when, how many, who vetoed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from simulation.rollcalls.ballots import OUTCOMES, WITHOUT_VOTE, YES_OR_NO
from simulation.rollcalls.checks import FIVE
from simulation.rollcalls.columns import Head, Layout
from simulation.rollcalls.dates import NUMBERS, date_in, year_of_symbol
from simulation.rollcalls.vote_table import Counts, Vote
from simulation.scenario.schema import REGIONS
from simulation.scenario.sheet import Sheet, whole
from simulation.scenario.states import REPUBLIC_OF_CHINA, code_of, names_by_code, same
from simulation.stages.adoption import Outcome

UN_LIBRARY = "undl_id"
"""The heading by which the file of the UN Digital Library is known."""

BETWEEN_STATES = (re.compile(r"[|;/,&\n]"), re.compile(r"\b(?:and|et|y)\b", re.IGNORECASE))
"""What parts the names of a list, and only then words that may be within a name."""

A_YEAR = re.compile(r"1[89]\d\d|2[01]\d\d")
NOBODY = ("", "0", "-", "–", "none", "aucun", "ninguno")
SEATS = 32
"""No council has more, so no count of ballots is larger."""

FIRST_WORDS = ("adopted", "vetoed", "fell_short", "failed_majority", *("1", "0", "yes", "no"),
               "true", "false")  # fmt: skip
"""The words of a column that a message names."""


@dataclass
class Line:
    """A row of the file: its number in it, and its cells by kind of column, empty if absent."""

    number: int
    cells: list[str]
    head: Head

    def __getitem__(self, kind: str) -> str:
        place = self.head.place.get(kind)
        return "" if place is None else self.cells[place]


@dataclass
class Said:
    """The votes of a table by their ids, as its rows say them, and what is wrong by line.

    ``first`` tells whether dates in numbers begin with the day, ``with_decimals`` that a
    spreadsheet gave whole numbers decimals, ``numbered`` that ids must be whole numbers.
    """

    path: Path
    sheet: Sheet
    head: Head
    notes: list[str]
    mistakes: list[tuple[int, str]] = field(default_factory=list)
    ids: dict[str, Vote] = field(default_factory=dict)
    first: bool | None = None
    with_decimals: bool = False
    numbered: bool = False

    def wrong(self, line: Line, kind: str, why: str, cell: str | None = None) -> None:
        """Note what is wrong with a cell."""
        cell = line[kind] if cell is None else cell
        name = self.head.heading(kind)
        what = f"{name} = {cell!r}: {why}" if cell else f"{name} is empty; {why}"
        self.mistakes.append((line.number, what))

    def cell(self, line: Line, heading: str, cell: str, why: str) -> None:
        """Note what is wrong with a cell of a column of a state."""
        self.mistakes.append((line.number, f"{heading} = {cell!r}: {why}"))

    def yes_or_no(self, line: Line, kind: str, must: str) -> bool:
        """Whether a cell says yes; one that says neither is a mistake."""
        found = YES_OR_NO.get(whole(line[kind]).casefold())
        if found is None:
            self.cell(line, self.head.heading(kind), line[kind], f"must be {must}")
        return bool(found)

    def year(self, line: Line) -> int | None:
        """The year of a row: of its date, its column year, or the symbol of its document."""
        text = whole(line["year"])
        if A_YEAR.fullmatch(text):
            return int(text)
        day = date_in(line["date"], self.first)
        if day is not None:
            return day.year
        return year_of_symbol(line["resolution"]) or year_of_symbol(line["draft"])

    def vote_of(self, line: Line) -> str:
        """The id of the vote that a row is of; what the row says of it is noted."""
        vote_id = self.id_of(line)
        if vote_id not in self.ids:
            self.ids[vote_id] = Vote(line.number)
        vote = self.ids[vote_id]
        self.say_all(line, vote, vote_id)
        return vote_id

    def id_of(self, line: Line) -> str:
        """What a vote is called: its number, else its document, with date or line if it repeats."""
        if "vote_id" in self.head.place:
            vote_id = whole(line["vote_id"]) if self.with_decimals else line["vote_id"]
            if not vote_id:
                self.wrong(line, "vote_id", "write one")
            elif self.numbered and not vote_id.isdecimal():
                self.wrong(line, "vote_id", "must be a whole number")
            elif vote_id in self.ids and self.head.layout != Layout.BALLOTS:
                self.wrong(line, "vote_id", "stands twice; keep one row a vote")
            return vote_id
        if self.numbered:
            self.mistakes.append((1, "there is no column vote_id; add one, a whole number a vote"))
        named = line["resolution"] or line["draft"] or line["date"]
        if not named:
            kinds = [k for k in ("resolution", "draft", "date") if k in self.head.place]
            self.wrong(line, kinds[0], "say which vote the row is of")
        if self.head.layout != Layout.BALLOTS:
            return f"{named}, line {line.number}" if named in self.ids else named
        first = self.ids.get(named)
        day = date_in(line["date"], self.first)
        return named if first is None or first.date == day else f"{named}, {line['date']}"

    def say_all(self, line: Line, vote: Vote, vote_id: str) -> None:
        """Note all that a row says of its vote."""
        day = date_in(line["date"], self.first)
        if line["date"] and day is None:
            numbers = NUMBERS.fullmatch(line["date"])
            unclear = "may mean two days; " if numbers and self.first is None else ""
            self.wrong(line, "date", f"{unclear}write a date as in 1990-11-29")
        if line["year"] and not A_YEAR.fullmatch(whole(line["year"])):
            self.wrong(line, "year", "must be a year, as 1990")
        if line["group"] not in ("", *REGIONS):
            self.wrong(line, "group", f"must be one of {', '.join(REGIONS)}, or empty")
        vote.date, vote.year = vote.date or day, vote.year or self.year(line)
        for kind in ("draft", "resolution", "title"):
            setattr(vote, kind, getattr(vote, kind) or line[kind])
        if line["outcome"]:
            self.same_in_each(line, "outcome", OUTCOMES, vote, vote_id)
        if line["procedural"]:
            self.same_in_each(line, "procedural", YES_OR_NO, vote, vote_id)
        if self.head.heading("vote_id") == UN_LIBRARY:
            vote.outcome = Outcome.ADOPTED
        if line["modality"] and same(whole(line["modality"])) in WITHOUT_VOTE:
            vote.unrecorded = True
        if "yes" in self.head.place and vote.counts is None:
            vote.counts = self.counts(line)
        if line["size"] and vote.size is None:
            vote.size = self.number(line, "size")
        if self.head.layout in (Layout.COUNTS, Layout.VETOES):
            vote.vetoes = self.vetoes(line)

    def same_in_each[Value](
        self, line: Line, kind: str, words: Mapping[str, Value], vote: Vote, vote_id: str
    ) -> None:
        """Note what a word says of a vote; each of its rows must say the same."""
        word = whole(line[kind])
        value = words.get(word.casefold()) if word.isascii() else words.get(same(word))
        if value is None:
            allowed = ", ".join(w for w in words if w.isascii() and w in FIRST_WORDS)
            self.wrong(
                line,
                kind,
                f"must be {allowed}, or nothing where it is not known; rename a column that means "
                "something else",
            )
        elif (first := getattr(vote, kind)) is None:
            setattr(vote, kind, value)
        elif first != value:
            before = next(w for w, meaning in words.items() if meaning == first)
            self.wrong(
                line, kind, f"is {before} in another row of vote {vote_id}; write the same in each"
            )

    def number(self, line: Line, kind: str) -> int:
        """A count of ballots or seats."""
        text = whole(line[kind])
        if re.fullmatch(r"\d{1,2}", text) and int(text) <= SEATS:
            return int(text)
        norway = "; if this is the column of Norway, name it NOR" if kind == "no" else ""
        self.wrong(line, kind, f"must be a whole number from 0 to {SEATS}{norway}")
        return 0

    def counts(self, line: Line) -> Counts | None:
        """The counts of a row; None where it has none at all."""
        kinds = [kind for kind in ("yes", "no", "abstain", "not_voting") if kind in self.head.place]
        if not any(line[kind] for kind in kinds):
            return None
        found = {kind: self.number(line, kind) for kind in kinds}
        return Counts(
            found["yes"], found.get("no", 0), found.get("abstain", 0), found.get("not_voting")
        )

    def vetoes(self, line: Line) -> tuple[str, ...] | None:
        """The permanent members that a row lists as against; None in a table that lists none."""
        year = self.year(line)
        if self.head.states:
            cells = {heading: line.cells[n] for n, heading in self.head.states.items()}
            for heading, cell in cells.items():
                if whole(cell) not in ("", "0", "1"):
                    self.cell(line, heading, cell, "must be 1 (a veto) or 0")
            names = [heading for heading, cell in cells.items() if whole(cell) == "1"]
        elif "vetoes" in self.head.place:
            names = [n for n in names_in(line["vetoes"], year) if n.casefold() not in NOBODY]
        else:
            return None
        found = {name: member_of(name, year) for name in names}
        for name, member in found.items():
            if member not in FIVE:
                why = f"{name!r} is no permanent member; write their codes, as RUS|CHN"
                self.mistakes.append((line.number, f"{self.head.heading('vetoes')}: {why}"))
        return tuple(sorted({member for member in found.values() if member is not None}))


def names_in(text: str, year: int | None) -> list[str]:
    """The names in a list of states, of which one may itself hold a sign or word between names.

    >>> names_in("France; United Kingdom of Great Britain and Northern Ireland", None)
    ['France', 'United Kingdom of Great Britain and Northern Ireland']
    >>> names_in("France and USA", None)
    ['France', 'USA']
    """
    names = [text.strip()]
    for between in BETWEEN_STATES:
        names = [
            part.strip()
            for name in names
            for part in ([name] if member_of(name, year) else between.split(name))
        ]
    return names


def member_of(name: str, year: int | None) -> str | None:
    """The member of the United Nations that a name stands for in a year, if any."""
    code = code_of(whole(name), year)
    if code == REPUBLIC_OF_CHINA and year is None:
        return None
    return code if code in names_by_code() else None
