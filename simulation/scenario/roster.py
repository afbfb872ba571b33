"""Who sits, by any name: the member that is called so, or who is meant and when it sat."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from simulation.scenario.mistakes import existing, nearest
from simulation.scenario.schema import CouncilFile, SeatFile
from simulation.scenario.states import (
    code_of,
    index,
    meant,
    name_of,
    names_by_code,
    same,
    when_it_sat,
)

FIRST_COUNCIL = 1946
"""Before it there is no Council on which a state may have sat."""


@dataclass(frozen=True)
class Roster:
    """Members that have seats somewhere, by their codes and names; both (member,).

    ``where`` follows "has no seat": ``on Security Council, 1990``; ``year`` says what
    names of states stood for, if it is known.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    where: str
    year: int | None = None

    @classmethod
    def of(cls, seats: Iterable[SeatFile], where: str) -> Roster:
        """The members of these seats, one by one even where they sit more than once."""
        known = {seat.member: seat.name for seat in seats}
        return cls(tuple(known), tuple(known.values()), where, year_in(where))

    def find(self, text: str) -> str | None:
        """The code of the member that is called so; None if none is, or more than one.

        >>> council = Roster(("GBR", "RUS"), ("United Kingdom", "Soviet Union"), "here", 1950)
        >>> council.find("uk"), council.find("Russie"), council.find("USA")
        ('GBR', 'RUS', None)
        """
        if text in self.codes:
            return text
        spelt = same(text)
        for spellings in (self.codes, self.names):
            found = [c for c, s in zip(self.codes, spellings, strict=True) if same(s) == spelt]
            if len(found) == 1:
                return found[0]
        return self.seat_of(code_of(text, self.year))

    def seat_of(self, state: str | None) -> str | None:
        """The member that is this state, if one is."""
        found = [code for code, own in zip(self.codes, self.states, strict=True) if own == state]
        return found[0] if state is not None and len(found) == 1 else None

    @cached_property
    def states(self) -> tuple[str | None, ...]:
        """The state that each member is; None for an invented one."""

        def state(code: str, name: str) -> str | None:
            if code in names_by_code():
                return code
            return code_of(code, self.year) or code_of(name, self.year)

        return tuple(map(state, self.codes, self.names))

    def absences(self, names: Iterable[str]) -> dict[str, str]:
        """Why nobody here can be called by each of these names (:meth:`absent`).

        Who sits is listed once, behind the first name that needs it.
        """
        found: dict[str, str] = {}
        listed = False
        for name in dict.fromkeys(names):
            whole = self.absent(name)
            found[name] = whole.removesuffix(f"; {self.members}") if listed else whole
            listed = listed or whole.endswith(self.members)
        return found

    @cached_property
    def members(self) -> str:
        """Who sits, as a list in words."""
        if not any(state in names_by_code() for state in self.states):
            return nearest("", self.codes)
        pairs = zip(self.codes, self.names, strict=True)
        return existing([c if c == n else f"{c} ({n})" for c, n in pairs])

    def absent(self, text: str) -> str:
        """Why nobody here can be called so: a sentence after the name that was written.

        The code where the name is understood; of a state that does not sit when it did; no
        other state than the one that is surely meant.
        """
        if (code := self.find(text)) is not None:
            real_code = text in names_by_code() and code not in names_by_code()
            return f"{f'sits as {code}' if real_code else 'is not a code'}; write {code}"
        no_seat = f"has no seat {with_article(self.where)}"
        real = any(state in names_by_code() for state in self.states)
        if not real:
            return f"{no_seat}; {nearest(text, self.codes)}"
        state = code_of(text, self.year)
        if state is not None:
            who = name_of(state, self.year)
            before = self.year is not None and self.year < FIRST_COUNCIL
            sat = "" if before else f"; {when_it_sat(state)}"
            return ("" if same(who) == same(text) else f"is {who}, which ") + no_seat + sat
        if since := index().get(same(text)):
            return (
                f"stands for no member of the United Nations in {self.year}; it does from "
                f"{min(since)} on"
            )
        if (code := self.seat_of(meant(text, self.year))) is not None:
            return f"{no_seat}; did you mean {code}?"
        return f"{no_seat}; {self.members}"


def codes_for_names(council: CouncilFile) -> dict[str, str]:
    """The code of each member that is called by another name of its state.

    Invented members are left out, and a state's second seat.
    """
    found: dict[str, str] = {}
    members = [seat.member for seat in council.seat]
    for member in members:
        code = None if member in names_by_code() else code_of(member, year_in(council.title))
        if code in names_by_code() and code not in {*members, *found.values()}:
            found[member] = code
    return found


def with_article(where: str) -> str:
    """``on`` a council's title, with the article that English gives a Council.

    >>> with_article("on Security Council, 1990"), with_article("on the Council")
    ('on the Security Council, 1990', 'on the Council')
    """
    return re.sub(r"^on (?=(Security )?Council\b)", "on the ", where)


def year_in(title: str) -> int | None:
    """The year that a title names, if it is one alone.

    >>> year_in("Council of the League of Nations, October 1935"), year_in("1946-1965")
    (1935, None)
    """
    years = {int(year) for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", title)}
    return years.pop() if len(years) == 1 else None
