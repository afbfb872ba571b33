"""Steps at which people decide for members of a council: want, draft, vote, pledge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from simulation.analysis.story import draft_of
from simulation.classroom import cards
from simulation.classroom.chairs import about_chair, answers_by_member
from simulation.classroom.course import DECIDED_AT, LADDER, course, taken
from simulation.classroom.events import MOST_PLEDGED
from simulation.classroom.human import MODEL, Played, Question, Replay
from simulation.classroom.kinds.base import AnswerShape, Kind, Room
from simulation.classroom.pledges import most_units
from simulation.classroom.spoken import Line, said, strength
from simulation.classroom.state import Answer, Refused
from simulation.scenario.scenario import Council
from simulation.scenario.schema import SeatFile
from simulation.stages.voting import LETTERS

Outcome = Literal["adopted", "vetoed", "fell_short", "withheld"]
Rung = Annotated[int, Field(ge=-1, lt=len(LADDER))]


class Wanted(AnswerShape):
    """The strength wanted: a rung of the ladder, 0 for nothing; a spare pupil predicts none."""

    decision: Annotated[int, Field(ge=0, lt=len(LADDER))]


class Text(AnswerShape):
    """The text: a rung of the ladder, -1 to withhold it."""

    decision: Rung


class Ballot(AnswerShape):
    """A ballot, or the outcome that a spare pupil predicts."""

    decision: Literal["Y", "N", "A"] | None = None
    predicted: Outcome | None = None


class Pledge(AnswerShape):
    """A pledge in units, or the total that a spare pupil predicts."""

    decision: Annotated[int, Field(ge=0, le=MOST_PLEDGED)] | None = None
    predicted: Annotated[int, Field(ge=0, le=MOST_PLEDGED)] | None = None


def table_council(room: Room, one: Played | None = None) -> Council:
    """The council that sits, in a round of the history or at its beginning."""
    assert room.lesson.council is not None
    scenario = course(room).table.scenario
    return scenario.sitting_at(one.round.number if one else 0).council


def chair(room: Room, seat: str, one: Played | None = None) -> dict[str, Any]:
    """Where a pupil sits: its member with its card, or nowhere."""
    assert room.lesson.council is not None
    where = dict(about_chair(room.state, room.lesson.council.people, seat))
    council = table_council(room, one)
    sits = where["member"] in council.members
    where["name"] = named(room, council.seats[council.seat_of(where["member"])]) if sits else None
    where["card"] = cards.card(council, where["member"]) if sits else []
    return where


def named(room: Room, seat: SeatFile) -> str:
    """The name of a member."""
    return room.words.member(seat.member, seat.name)


class Cards(Kind):
    """Everyone reads their own card; the projector shows who is there, and no card."""

    def shown(self, room: Room) -> dict[str, Any]:
        """The table, and who of it is a person."""
        assert room.lesson.council is not None
        taken = {
            about_chair(room.state, room.lesson.council.people, key)["member"]
            for key in room.state.sitting
        }
        council = table_council(room)
        return {
            "rows": [
                {"member": s.member, "name": named(room, s), "veto": s.permanent,
                 "person": s.member in taken}
                for s in council.seats
            ],
            "text": list(room.step.text or []),
        }  # fmt: skip

    def form(self, room: Room, seat: str) -> dict[str, Any]:
        """The pupil's own card."""
        return {"chair": chair(room, seat)}


class Decide(Kind):
    """A step at which people take one decision of a meeting.

    Where the step is open its question waits in the history; once it is closed the history goes
    on, and the model has decided for who did not. It is closed too when the timer ends.
    """

    timed = True

    def guesses(self, answer: Answer) -> bool:
        """Whether a pupil without a state predicts."""
        return answer.get("predicted") is not None

    def gives_away(self, room: Room) -> frozenset[int]:
        """How the votes that are closed ended: what is done afterwards says it too."""
        return taken(room, "vote")

    def question(self, room: Room, seat: str) -> Question | None:
        """What the pupil's member is asked here; None where it is not."""
        assert room.lesson.council is not None
        member = about_chair(room.state, room.lesson.council.people, seat)["member"]
        found = course(room)
        return (
            None if member is None else found.question(self.meeting(room), self.kind(room), member)
        )

    def meeting(self, room: Room) -> int:
        """The number of the meeting."""
        assert room.step.crisis is not None
        return room.step.crisis

    def kind(self, room: Room) -> str:
        """The decision."""
        return DECIDED_AT[room.step.kind]

    def status(self, room: Room, found: Replay) -> str:
        """``open``, ``done``, ``early`` (something before it waits) or ``over`` (no such crisis).

        ``nothing`` where nobody is asked this at the meeting.
        """
        meeting, kind = self.meeting(room), self.kind(room)
        one = found.meeting(meeting)
        if one is None:
            return "over" if found.over else "early"
        if any(q.kind == kind for q in one.questions):
            return "open" if any(q.kind == kind for q in one.waiting) else "done"
        return "early" if one.waiting else "nothing"

    def permits(self, room: Room, seat: str, answer: Any) -> None:
        """Refuse a decision of somebody who is not asked, and a prediction of somebody who is."""
        question = self.question(room, seat)
        assert room.lesson.council is not None
        member = about_chair(room.state, room.lesson.council.people, seat)["member"]
        if self.status(room, course(room)) != "open":
            raise Refused("not_now")
        if answer.get("decision") is not None:
            if answer.get("predicted") is not None:
                raise Refused("wrong_answer")
            if question is None:
                raise Refused("not_asked")
            self.within(question, answer["decision"])
        elif answer.get("predicted") is None or member is not None:
            raise Refused("wrong_answer")

    def within(self, question: Question, decision: Any) -> None:
        """Refuse a decision that this member cannot take."""

    def asked(self, room: Room, found: Replay) -> dict[str, Question]:
        """What members are asked here, by their code, where people decide for them."""
        one = found.meeting(self.meeting(room))
        kind = self.kind(room)
        return {q.member: q for q in one.questions if q.kind == kind} if one else {}

    def paper(self, room: Room) -> dict[str, Any] | None:
        """A row for each member that is asked: what it may choose, and what was typed in."""
        found = course(room)
        if room.locked or self.status(room, found) != "open":
            return None
        there = room.state.paper(room.number)
        seats = table_council(room, found.meeting(self.meeting(room))).seats
        rows = []
        for member, question in self.asked(room, found).items():
            seat = seats[question.seat]
            answer = there.get(member, {})
            rows.append(
                {"member": member, "name": named(room, seat), "permanent": seat.permanent,
                 "value": answer.get("decision"), **self.offered(room, question)}
            )  # fmt: skip
        return {"rows": rows, "decided": len(there)}

    def checked_paper(self, room: Room, decisions: Mapping[str, int | str]) -> Mapping[str, Answer]:
        """Decisions by member, each as its phone could have sent it.

        Raises
        ------
        Refused
            With the names of all whose decision cannot stand.
        """
        found = course(room)
        if self.status(room, found) != "open":
            raise Refused("not_now")
        asked = self.asked(room, found)
        seats = table_council(room, found.meeting(self.meeting(room))).seats
        names = {seat.member: named(room, seat) for seat in seats}
        checked, wrong = {}, []
        for member, decision in decisions.items():
            try:
                if member not in asked:
                    raise Refused("not_asked")
                answer = self.checked(room.lesson, room.number, {"decision": decision})
                self.within(asked[member], answer["decision"])
                checked[member] = answer
            except Refused:
                wrong.append(names.get(member, member))
        if wrong:
            raise Refused("paper", names=room.words.listed(wrong))
        return checked

    def shown(self, room: Room) -> dict[str, Any]:
        """The crisis, who has decided, and what came of it once the step is closed."""
        found = course(room)
        one = found.meeting(self.meeting(room))
        status = self.status(room, found)
        out: dict[str, Any] = {
            "meeting": self.meeting(room),
            "status": status,
            "answered": len(room.state.answers_at(room.number)),
            "of": len(room.state.sitting),
            "paper": len(room.state.paper(room.number)),
            "waits_for": self.waits_for(room, found),
        }
        if one is not None:
            grave = found.table.scenario.parameters.grave
            out["crisis"] = cards.crisis_facts(one.round.before.crisis, grave)
            if status in ("open", "done", "nothing"):
                out |= self.about(room, found, one)
            if status == "done":
                out |= self.came(room, found, one)
        return out

    def waits_for(self, room: Room, found: Replay) -> str | None:
        """The decision that is to be closed before this step."""
        waiting = found.waiting
        if not waiting or self.status(room, found) != "early":
            return None
        return waiting[0].kind

    def about(self, room: Room, found: Replay, one: Played) -> dict[str, Any]:
        """What all know before they decide."""
        return {}

    def came(self, room: Room, found: Replay, one: Played) -> dict[str, Any]:
        """What all see once it is decided."""
        return {}

    def form(self, room: Room, seat: str) -> dict[str, Any]:
        """The pupil's card, what it is asked, and what it answered."""
        found = course(room)
        one = found.meeting(self.meeting(room))
        question = self.question(room, seat)
        mine = room.state.answer_of(room.number, seat)
        out: dict[str, Any] = {
            "chair": chair(room, seat, one),
            "mine": mine,
            "asked": question is not None,
            "over": room.number in room.state.shown,
            "lines": [],
            "by_model": question is not None and not question.waiting and question.answer == MODEL,
        }
        if question is not None:
            out["lines"] = self.lines(question)
            out |= self.offered(room, question)
        return out

    def lines(self, question: Question) -> list[Line]:
        """What the crisis is to this member."""
        return cards.crisis_lines(question)

    def choices(self, question: Question) -> dict[str, Any]:
        """What may be chosen."""
        return {}

    def offered(self, room: Room, question: Question) -> dict[str, Any]:
        """What may be chosen, rungs of the ladder in words."""
        found = self.choices(question)
        return found | ({"rungs": worded(room, found["rungs"])} if "rungs" in found else {})

    def private(self, room: Room) -> dict[str, Any]:
        """Who has not decided yet."""
        assert room.lesson.council is not None
        found = course(room)
        one = found.meeting(self.meeting(room))
        if one is None:
            return {}
        there = answers_by_member(room.state, room.lesson.council.people, room.number)
        return {"missing": [m for m in self.asked(room, found) if m not in there]}


def worded(room: Room, rungs: Iterable[int]) -> list[tuple[int, str]]:
    """Rungs of the ladder of strengths with their words."""
    return [(k, said(room.words, cards.strength_line(LADDER[k]))) for k in rungs]


class Want(Decide):
    """How strong a text each member wants."""

    shape = Wanted

    def choices(self, question: Question) -> dict[str, Any]:
        """The ladder."""
        return {"rungs": range(len(LADDER))}

    def came(self, room: Room, found: Replay, one: Played) -> dict[str, Any]:
        """How many want how much: who does stays secret."""
        counts = Counter(
            int(answer["decision"])
            for answer in answers_by_member(room.state, found.table.humans, room.number).values()
        )
        ladder = worded(room, range(len(LADDER)))
        return {"wanted": [{"rung": k, "words": words, "count": counts[k]} for k, words in ladder]}


class Drafts(Decide):
    """The penholder's text."""

    shape = Text

    def within(self, question: Question, decision: Any) -> None:
        """Refuse a text of nothing: who wants that withholds it."""
        if decision == 0:
            raise Refused("wrong_answer")

    def choices(self, question: Question) -> dict[str, Any]:
        """The ladder, and to withhold."""
        return {"rungs": range(1, len(LADDER)), "withhold": True}

    def about(self, room: Room, found: Replay, one: Played) -> dict[str, Any]:
        """Who holds the pen."""
        return {"pen": pen_of(room, one)}

    def came(self, room: Room, found: Replay, one: Played) -> dict[str, Any]:
        """The text."""
        return motion_of(room, one)


def pen_of(room: Room, one: Played) -> str | None:
    """The name of the penholder."""
    taken = one.round.taken
    if taken is None or not taken.histories.size:
        return None
    return named(room, taken.situation.view.sitting.council.seats[int(taken.situation.pen[0])])


def motion_of(room: Room, one: Played) -> dict[str, Any]:
    """The text that is put to the vote, in words; None where it is withheld."""
    taken = one.round.taken
    if taken is None or not taken.histories.size or taken.tabled[0] != taken.tabled[0]:
        return {"motion": None, "pen": pen_of(room, one)}
    rules = taken.situation.view.sitting.rules
    text = said(room.words, strength(float(taken.tabled[0])))
    return {"motion": text, "pen": pen_of(room, one), "quota": rules.quota}


class Votes(Decide):
    """The vote."""

    shape = Ballot

    def within(self, question: Question, decision: Any) -> None:
        """Refuse an abstention where the rules have none."""
        if decision not in self.choices(question)["ballots"]:
            raise Refused("wrong_answer")

    def about(self, room: Room, found: Replay, one: Played) -> dict[str, Any]:
        """The text."""
        return motion_of(room, one)

    def choices(self, question: Question) -> dict[str, Any]:
        """The ballots."""
        rules = question.view.sitting.rules
        return {
            "ballots": list(LETTERS[:3]) if rules.abstention_allowed else list(LETTERS[:2]),
            "veto": bool(rules.holds_veto[question.seat]),
        }

    def came(self, room: Room, found: Replay, one: Played) -> dict[str, Any]:
        """The roll call, what it decided, and who was not a person."""
        taken = one.round.taken
        assert taken is not None
        scenario = found.table.scenario
        seats = scenario.members_in(one.round.number, one.round.before.occupants[:, 0])
        vote = draft_of(taken, seats, None, scenario.parameters.large)["vote"]
        by_person = {q.member for q in one.questions if q.kind == "vote" and q.answer != MODEL}
        names = {seat.member: named(room, seat) for seat in seats}
        roll_call = [cast | {"name": names[cast["member"]]} for cast in vote["roll_call"]]
        return {
            "vote": vote | {"roll_call": roll_call},
            "blocked_by": [names[member] for member in vote["blocked_by"]],
            "persons": sorted(by_person),
            "points": self.predictions(room, vote["outcome"]),
        }

    def predictions(self, room: Room, outcome: str) -> dict[str, int]:
        """How many predicted, and how many of them rightly."""
        said = [
            answer["predicted"]
            for answer in room.state.answers_at(room.number).values()
            if answer.get("predicted") is not None
        ]
        return {"many": len(said), "right": said.count(outcome)}


class Pledges(Decide):
    """What each gives to the answer, in units."""

    shape = Pledge

    def within(self, question: Question, decision: Any) -> None:
        """Refuse more than the member's means."""
        if decision > most_units(float(question.seen[0].means.item())):
            raise Refused("beyond_means")

    def lines(self, question: Question) -> list[Line]:
        """What is at stake, and what giving costs."""
        return [cards.tie_line(question.view), *cards.burden_lines(question)]

    def choices(self, question: Question) -> dict[str, Any]:
        """The most that may be given."""
        return {"most": most_units(float(question.seen[0].means.item()))}

    def about(self, room: Room, found: Replay, one: Played) -> dict[str, Any]:
        """On whose decision what is done; where pledges are open, those that are there."""
        answer = one.round.answer
        out: dict[str, Any] = {
            "action": one.action,
            "strength": said(room.words, strength(float(answer.strength[0])))
            if answer.answered[0]
            else None,
            "secret": found.table.secret,
        }
        if not found.table.secret:
            there = answers_by_member(room.state, found.table.humans, room.number)
            names = {s.member: named(room, s) for s in table_council(room, one).seats}
            out["pledged"] = [
                {"name": names[member], "units": answer["decision"]}
                for member, answer in there.items()
                if answer.get("decision") is not None
            ]
        return out
