"""Steps at which a class sees what came of its decisions: burdens, what was learnt, the debrief."""

from __future__ import annotations

from typing import Any

from simulation.classroom import cards
from simulation.classroom.course import course, taken
from simulation.classroom.debrief import debrief
from simulation.classroom.kinds.base import Kind, Room
from simulation.classroom.kinds.council import chair, named
from simulation.classroom.lesson import Lesson
from simulation.classroom.paths import after, finished, path_of, standing
from simulation.classroom.pledges import shared
from simulation.classroom.recorded import recorded

TOTALS, STATES, COMPARED, PATH = 1, 2, 3, 4
"""What a step of burdens reveals, one after the other."""

NEAR, FAIR = 0.1, 0.25
"""How far a predicted total may be from the given one, as a share of it, for 2 points and 1."""

MOST_OTHERS = 3
"""So many states that are not at the table are named of a list on record."""

OF_STATES = ("member", "name", "person", "may", "given", "points", "rides")
BESIDE = ("nash", "best", "points_nash", "points_best")


class Burden(Kind):
    """What was needed, given, best; who gave and gained what; where the class stands."""

    def reveals(self, lesson: Lesson, step: int) -> int:
        """The totals, the states, the equilibrium and the best for all, the path."""
        return PATH

    def gives_away(self, room: Room) -> frozenset[int]:
        """How the votes ended; what all give together, once the totals are shown."""
        pledges = self.steps(room) if room.revealed >= TOTALS else []
        return taken(room, "vote") | frozenset(pledges)

    def shown(self, room: Room) -> dict[str, Any]:
        """As much as is revealed."""
        out = self.shown_to_phones(room)
        if out["ready"] and room.revealed >= PATH:
            found = course(room)
            one = found.meeting(out["meeting"])
            assert one is not None
            # What comes after the meeting's round is not shown yet.
            out["standing"] = standing(found, one.round.number + 1)
        return out

    def shown_to_phones(self, room: Room) -> dict[str, Any]:
        """As much as is revealed, but where the class stands among a thousand councils."""
        assert room.step.crisis is not None
        found = course(room)
        all_of_it = shared(found, room.step.crisis)
        out: dict[str, Any] = {"meeting": room.step.crisis, "ready": all_of_it is not None}
        if all_of_it is None or room.revealed < TOTALS:
            return out
        out |= {"action": all_of_it["action"], "rows": []}
        record = recorded(found.table.scenario, all_of_it["round"])
        if record is not None and room.revealed >= STATES:
            out["record"] = self.record(room, record, all_of_it["rows"])
        if all_of_it["rows"]:
            out |= {key: all_of_it[key] for key in ("needed", "given", "won", "p_win")}
            out["best_predicted"] = self.nearest(room, all_of_it["given"])
            if room.revealed >= STATES:
                keys = OF_STATES + (BESIDE if room.revealed >= COMPARED else ())
                out["rows"] = [
                    {key: row[key] for key in keys if key in row}
                    | {"name": room.words.member(row["member"], row["name"])}
                    | recorded_of(record, row["member"])
                    for row in all_of_it["rows"]
                ]
                out["points"] = all_of_it.get("points")
            if room.revealed >= COMPARED:
                out |= {key: all_of_it.get(key) for key in BESIDE}
        return out

    def nearest(self, room: Room, given: float) -> dict[str, int]:
        """How many spare pupils predicted the total, and how many came near."""
        said = [
            answer["predicted"]
            for answer in self.pledges(room).values()
            if answer.get("predicted") is not None
        ]
        return {"many": len(said), "near": sum(points_for(each, given) == 2 for each in said)}

    def pledges(self, room: Room) -> dict[str, Any]:
        """The answers at the pledge step of the same meeting."""
        steps = self.steps(room)
        return room.state.answers_at(steps[0]) if steps else {}

    def steps(self, room: Room) -> list[int]:
        """The steps of the same meeting at which states pledge."""
        pledged = room.lesson.all_of("pledge")
        return [k for k in pledged if room.lesson.steps[k].crisis == room.step.crisis]

    def form(self, room: Room, seat: str) -> dict[str, Any]:
        """The pupil's own row, once the states are revealed; or the points of its prediction."""
        assert room.step.crisis is not None
        found = shared(course(room), room.step.crisis)
        where = chair(room, seat, course(room).meeting(room.step.crisis))
        out: dict[str, Any] = {"chair": where, "row": None, "predicted": None}
        if found is None or not found["rows"] or room.revealed < TOTALS:
            return out
        mine = self.pledges(room).get(seat, {})
        if where["member"] is None and mine.get("predicted") is not None:
            predicted = mine["predicted"]
            out["predicted"] = {
                "units": predicted, "points": points_for(predicted, found["given"])
            }  # fmt: skip
        keys = OF_STATES + (BESIDE if room.revealed >= COMPARED else ())
        for row in found["rows"]:
            if row["member"] == where["member"]:
                out["row"] = {key: row[key] for key in keys if key in row}
                if room.revealed >= STATES:
                    record = recorded(course(room).table.scenario, found["round"])
                    out["row"] |= recorded_of(record, where["member"])
        return out

    def record(
        self, room: Room, record: dict[str, Any], rows: list[dict[str, Any]]
    ) -> dict[str, Any]:
        """What is on record of the burdens: which list stands beside the rows, who is not in these.

        Of the states that are not at the table the largest are named; ``more`` counts the others.
        """
        here = {row["member"] for row in rows}
        lists = []
        for listed in record["lists"]:
            others = sorted(
                ((code, amount) for code, amount in listed["amounts"].items()
                 if code not in here and amount > 0.0),
                key=lambda pair: -pair[1],
            )  # fmt: skip
            lists.append(
                {
                    "what": listed["what"],
                    "unit": listed["unit"],
                    "others": [
                        {"name": room.words.member(code, listed["names"][code]), "amount": amount}
                        for code, amount in others[:MOST_OTHERS]
                    ],
                    "more": max(len(others) - MOST_OTHERS, 0),
                }
            )
        return {"done": record["done"], "lists": lists}


def recorded_of(record: dict[str, Any] | None, member: str) -> dict[str, Any]:
    """What a state gave on record, of the first list; None where it is on no list."""
    if record is None or not record["lists"]:
        return {}
    first = record["lists"][0]
    return {"recorded": first["amounts"].get(member), "unit": first["unit"]}


def points_for(predicted: float, given: float) -> int:
    """The points of a predicted total.

    >>> points_for(100, 105.0), points_for(100, 130.0), points_for(100, 10.0), points_for(0, 0.0)
    (2, 1, 0, 2)
    """
    off = abs(predicted - given)
    return 2 if off <= NEAR * given else 1 if off <= FAIR * given else 0


class Learnt(Kind):
    """What became of the crisis, and what challengers, publics and members learnt of it."""

    def gives_away(self, room: Room) -> frozenset[int]:
        """How the votes ended."""
        return taken(room, "vote")

    def shown(self, room: Room) -> dict[str, Any]:
        """Beliefs before and after, and who was deterred since."""
        assert room.step.crisis is not None
        found = after(course(room), room.step.crisis)
        return {"meeting": room.step.crisis, "ready": found is not None, "learnt": found}


class Debrief(Kind):
    """What the model would have done in each chair, and what that would have changed."""

    def gives_away(self, room: Room) -> frozenset[int]:
        """How the votes ended, and what was given."""
        return taken(room, "vote", "pledge")

    def shown(self, room: Room) -> dict[str, Any]:
        """What phones need, and where the class stands among a thousand councils."""
        found = course(room)
        there = path_of(found).size and finished(found)
        return {**self.shown_to_phones(room), "standing": standing(found) if there else None}

    def shown_to_phones(self, room: Room) -> dict[str, Any]:
        """Of each member how often it did as the model, and what would have changed a crisis."""
        found = course(room)
        rows = debrief(found)
        members = list(dict.fromkeys(row["member"] for row in rows))
        seats = found.table.scenario.sitting_at(0).council.seats
        names = {seat.member: named(room, seat) for seat in seats}
        return {
            "members": [
                {
                    "member": member,
                    "name": names.get(member, member),
                    "decisions": sum(row["member"] == member for row in rows),
                    "same": sum(row["member"] == member and row["same"] for row in rows),
                }
                for member in members
            ],
            "turned": [
                self.worded(row) | {"name": names.get(row["member"], row["member"])}
                for row in rows
                if {"end", "settled"} & {*row["changed"]}
            ],
            "text": list(room.step.text or []),
        }

    def form(self, room: Room, seat: str) -> dict[str, Any]:
        """The pupil's own decisions beside the model's."""
        where = chair(room, seat)
        member = where["member"]
        rows = [] if member is None else debrief(course(room), member)
        return {"chair": where, "rows": [self.worded(row) for row in rows]}

    def worded(self, row: dict[str, Any]) -> dict[str, Any]:
        """A row with its decisions in words."""
        return row | {key: cards.decision_line(row["kind"], row[key]) for key in ("mine", "model")}
