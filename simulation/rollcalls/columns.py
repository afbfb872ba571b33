"""The columns of tables of votes by any of their names, and the layout that they make.

A heading is known in English, French and Spanish, in any case and with or without accents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from simulation.scenario.mistakes import Gathered
from simulation.scenario.sheet import Sheet
from simulation.scenario.states import index, same


class Layout(StrEnum):
    """How a table says who voted how; its value is what messages call it."""

    BALLOTS = "one row a ballot"
    WIDE = "one row a vote, one column a state"
    COUNTS = "one row a vote, with counts"
    VETOES = "one row a veto"


NAMES = {
    "vote_id": "vote_id, undl_id, vote number, numéro du vote, número de votación",
    "state": "iso3, ms_code, code, member code, country code, iso2, ccode, member, member state, "
    "state, country, état, état membre, pays, membre, estado, estado miembro, país, miembro",
    "name": "ms_name, member name, state name, country name",
    "ballot": "vote, ms_vote, ballot, vote cast, votes cast, voto, scrutin",
    "permanent": "permanent, permanent_member, membre permanent, miembro permanente",
    "draft": "draft, draft resolution, draft symbol, symbol, projet, projet de résolution, "
    "symbole, cote, proyecto, proyecto de resolución, signatura",
    "resolution": "resolution, res_no, résolution, resolución",
    "date": "date, vote date, date of vote, date du vote, fecha, fecha de la votación",
    "year": "year, année, año",
    "title": "title, description, agenda, agenda item, titre, ordre du jour, título, orden del día",
    "outcome": "outcome, result, résultat, resultado",
    "procedural": "procedural, procedure, procédure, procedimiento",
    "modality": "modality, no_recorded_vote",
    "yes": "yes, total_yes, yes votes, in favour, in favor, for, affirmative, oui, pour, sí, "
    "a favor",
    "no": "no, total_no, no votes, against, negative, non, contre, en contra",
    "abstain": "abstain, total_abstentions, abstentions, abstention, abstaining, abstenciones, "
    "abstención",
    "not_voting": "nonvoting, total_non_voting, not voting, absent, absents, ausentes",
    "size": "total_ms, council_size",
    "vetoes": "veto_by, vetoed by, vetoes by, vetoes, veto, veto cast by, vetoing members, "
    "permanent member casting negative vote, permanent members casting negative vote, "
    "veto de, véto, véto de, vetos",
    "group": "un_group",
}
"""The headings of each kind of column, the surest first; the first that stands there is read."""

FIELDS = {field: [same(name) for name in names.split(", ")] for field, names in NAMES.items()}

VETO_OF = "veto "
"""How the heading of a permanent member's column in a list of vetoes may begin: ``veto_RUS``."""

FEWEST_STATES = 5
"""So many columns of states make a wide table, whatever else is counted beside them."""

KNOWN = (
    "known are tables of ballots (a vote in vote_id, draft or resolution, a state in iso3 or "
    "country, a ballot in vote), of one column a state, of counts (yes, no, abstain, veto_by), and "
    "lists of vetoes (draft, date, veto_by); docs/data.md shows each"
)


@dataclass(frozen=True)
class Head:
    """Where each kind of column stands in a table, and its columns of states by their place.

    ``names`` are the headings, ``place`` the columns by their kind; in a list of vetoes the
    columns of ``states`` say who vetoed.
    """

    layout: Layout
    names: tuple[str, ...]
    place: dict[str, int]
    states: dict[int, str]

    def heading(self, field: str) -> str:
        """The heading of a kind of column as it is written."""
        return self.names[self.place[field]] if field in self.place else field

    @property
    def unread(self) -> list[str]:
        """The headings of columns that are not read."""
        read = {*self.place.values(), *self.states}
        return [name for n, name in enumerate(self.names) if n not in read and name]


def head_of_votes(sheet: Sheet, mistakes: Gathered) -> Head | None:
    """The columns and the layout of a table of votes; None, and a mistake, where there is none."""
    place = fields_of(sheet, mistakes)
    spelt = [same(name) for name in sheet.columns]
    if "state" not in place and "name" in place:
        place["state"] = place.pop("name")
    if "abstain" not in place and "yes" in place and spelt[place["yes"]] in index():
        place.pop("yes")  # SI is Slovenia where nothing counts abstentions, and NO is Norway
    if "yes" not in place:
        for field in ("no", "abstain", "not_voting"):
            place.pop(field, None)
    taken = set(place.values())
    states = {
        n: sheet.columns[n]
        for n, name in enumerate(spelt)
        if n not in taken and name in index() and "state" not in place
    }
    dummies = {
        n: sheet.columns[n][len(VETO_OF) :]
        for n, name in enumerate(spelt)
        if name.startswith(VETO_OF) and n not in taken and name[len(VETO_OF) :] in index()
    }
    if "ballot" in place and "state" in place:
        layout, states = Layout.BALLOTS, {}
    elif len(states) >= FEWEST_STATES and not marks_alone(sheet, states):
        layout = Layout.WIDE
    elif "yes" in place:
        layout, states = Layout.COUNTS, {}
    elif states and "vetoes" not in place and not dummies and not marks_alone(sheet, states):
        layout = Layout.WIDE
    elif "vetoes" in place or dummies or states:
        layout = Layout.VETOES
        states = {} if "vetoes" in place else dummies or states
    else:
        listed = ", ".join(name for name in sheet.columns if name) or "none"
        mistakes.note(
            f"{sheet.where}, line {sheet.head or 1}: its columns, {listed}, are of no table of "
            f"votes; {KNOWN}"
        )
        return None
    if layout == Layout.VETOES:
        place.pop("state", None)
    head = Head(layout, sheet.columns, place, states)
    if not {"vote_id", "draft", "resolution", "date"} & set(place):
        mistakes.note(
            f"{sheet.where}, line {sheet.head or 1}: there is no column that says which vote a row "
            "is of; add vote_id, draft, resolution or date"
        )
        return None
    return head


def fields_of(sheet: Sheet, mistakes: Gathered) -> dict[str, int]:
    """The place of each kind of column; two of the same name are a mistake."""
    spelt = [same(name) for name in sheet.columns]
    place: dict[str, int] = {}
    for field, names in FIELDS.items():
        for name in names:
            found = [n for n, each in enumerate(spelt) if each == name and n not in place.values()]
            if len(found) > 1:
                both = " and ".join(repr(sheet.columns[n]) for n in found)
                mistakes.note(
                    f"{sheet.where}, line {sheet.head}: the columns {both} have the same name; "
                    "keep one"
                )
            if found:
                place[field] = found[0]
                break
    return place


def marks_alone(sheet: Sheet, states: Sequence[int] | dict[int, str]) -> bool:
    """Whether the columns of states hold nothing but 1 and 0, as lists of vetoes do."""
    cells = {row[n] for _, row in sheet.rows() for n in states if n < len(row)}
    return cells <= {"", "0", "1", "0.0", "1.0"} and bool(cells)
