"""Classes that played one lesson, compared by their session files: what each predicted and gave."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np

from simulation.analysis.caveat import caveat
from simulation.classroom.course import course
from simulation.classroom.export import as_csv, shown_points
from simulation.classroom.human import MODEL, Played
from simulation.classroom.kinds.amend import choices_of
from simulation.classroom.kinds.base import Room
from simulation.classroom.kinds.council import Votes
from simulation.classroom.kinds.outcomes import Burden
from simulation.classroom.kinds.question import CHOICE
from simulation.classroom.paths import standing
from simulation.classroom.pledges import UNITS, shared
from simulation.classroom.session import Session, began, lesson_changed, read_session
from simulation.classroom.votes import exact, single
from simulation.engine.history import end_word
from simulation.scenario.mistakes import Gathered, InputError

COLUMNS = (
    "section", "version", "seed", "step", "kind", "title", "meeting", "round", "case", "symbol",
    "answers", "hands", "predictions", "right", "points_recorded", "points_simulated",
    "gain_recorded", "gain_simulated", "chance_tabled", "chance_chosen", "persons",
    "tabled", "yes", "no", "abstain", "not_voting", "end", "resistance", "provision", "optimal",
    "nash", "p_win", "won", "percentile",
)  # fmt: skip
"""Columns of the table: a row for each section and step at which something is answered or given.

``seed``, ``round``, ``tabled``, ``yes``, ``no``, ``abstain``, ``not_voting``, ``end``,
``resistance``, ``provision``, ``optimal``, ``p_win`` and ``won`` are those of docs/data.md.
"""

DIGITS = 4
"""Places of an effort that is read from what a class saw, in tenths of units."""

type Row = dict[str, Any]


@dataclass(frozen=True)
class Section:
    """One class: the name of its file, its session, and what may not be as it saw it."""

    name: str
    session: Session
    notes: tuple[str, ...]

    @property
    def pupils(self) -> int:
        """How many sit there at the end."""
        return len(self.session.state.sitting)


@dataclass(frozen=True)
class Classes:
    """Sections that played the same lesson, and the rows of each."""

    sections: tuple[Section, ...]
    rows: tuple[tuple[Row, ...], ...]

    @property
    def lesson(self) -> str:
        """The title of the lesson."""
        return self.sections[0].session.lesson.title

    @property
    def cannot_say(self) -> str | None:
        """What must stand under the table; None where all states are invented."""
        lesson = self.sections[0].session.lesson
        members = [member for case in lesson.cases.values() for member in case.members]
        members += lesson.council.members if lesson.council is not None else ()
        return caveat(members, scripted=False)

    @property
    def one_story(self) -> bool:
        """Whether all have the same seed, and so the same votes and crises before them."""
        return len({section.session.seed for section in self.sections}) == 1

    def as_csv(self) -> str:
        """The table, a row for each section and step."""
        return as_csv(COLUMNS, (row for rows in self.rows for row in rows))


def compared(paths: Sequence[Path], *, made: Callable[[int], None] | None = None) -> Classes:
    """What classes did, by their session files; nothing is written to these.

    Parameters
    ----------
    paths : sequence of Path
        A file a class, in the order of the table.
    made : callable, optional
        Called with the number of sections that are done.

    Raises
    ------
    InputError
        With a sentence for each file that is none of a session, was changed, stands twice, or is
        of another lesson.
    """
    gathered = Gathered()
    found: list[Section] = []
    seen: set[Path] = set()
    for path in paths:
        where = path.resolve()
        if where in seen:
            gathered.note(f"{path}: stands twice; name each file once")
            continue
        seen.add(where)
        section = gathered.take(section_of, path)
        if section is not None:
            found.append(section)
    if found:
        gathered.add(other_lessons(found))
    gathered.stop()
    if not found:
        raise InputError(["no session file is named; name one for each class"])
    sections, rows = tuple(named_apart(found)), []
    for number, section in enumerate(sections, start=1):
        rows.append(tuple(rows_of(section)))
        if made is not None:
            made(number)
    return Classes(sections, tuple(rows))


def section_of(path: Path) -> Section:
    """The class of a file, with a sentence for what may be otherwise than the class saw it."""
    session = read_session(path)
    notes = []
    if session.elsewhere:
        notes.append(f"{path}: {began(session)}; its points and votes here are those of this one.")
    if lesson_changed(session):
        notes.append(
            f"{path}: plays the lesson as it was; {session.lesson.name} has changed since."
        )
    return Section(path.stem, session, tuple(notes))


def other_lessons(sections: Sequence[Section]) -> Iterator[str]:
    """A sentence for each session that plays another lesson than the first."""
    first = sections[0].session
    for section in sections[1:]:
        lesson = section.session.lesson
        if lesson.content != first.lesson.content:
            other = f"another lesson, {lesson.title!r}"
            if lesson.title == first.lesson.title:
                other = f"another version of the lesson {lesson.title!r}"
            yield (
                f"{section.session.path}: plays {other}, than {first.path}; compare classes of one"
            )


def named_apart(sections: Sequence[Section]) -> list[Section]:
    """Sections whose names differ: by their folder where two files have the same name."""
    names = [section.name for section in sections]
    return [
        section
        if names.count(section.name) == 1
        else replace(section, name=str(section.session.path))
        for section in sections
    ]


def rows_of(section: Section) -> Iterator[Row]:
    """The rows of one section, step by step of the line in which it ended."""
    session = section.session
    for number, step in enumerate(session.lesson.steps):
        made = BY_KIND.get(step.kind)
        if made is None:
            continue
        room = at_step(session.room, number)
        row = {
            "section": section.name, "version": session.version, "seed": session.seed,
            "step": number + 1, "kind": step.kind, "title": step.title,
            "answers": len(room.state.answers_at(number)), "hands": hands_at(room),
        }  # fmt: skip
        if step.vote is not None:
            row |= {"case": room.case.case, "symbol": room.case.draft.symbol}
            row["round"] = room.case.number
        if step.crisis is not None:
            row["meeting"] = step.crisis
        yield row | made(room, session.room)


def at_step(room: Room, step: int) -> Room:
    """The class at the end of its lesson, looking at a step."""
    return Room(room.lesson, replace(room.state, here=replace(room.state.here, step=step)))


def hands_at(room: Room) -> int:
    """How many hands were counted at the first question of a step."""
    groups = list(room.state.hands(room.number).values())
    return sum(groups[0].values()) if groups else 0


def predicted(room: Room, _: Room) -> Row:
    """Mean points of the predictions whose vote was shown whole, and how many have its outcome.

    ``gain_recorded`` and ``gain_simulated`` are the mean points of those who predicted the
    lesson's first vote too, less those that they had there.
    """
    mine = points_by_seat(room)
    if not mine:
        return {}
    answers = room.state.answers_at(room.number)
    outcome = single(room.case, room.seed)["recorded"]["outcome"]
    out: Row = {
        "predictions": len(mine),
        "right": sum(answers[seat]["outcome"] == outcome for seat in mine),
    }
    first = points_by_seat(at_step(room, room.lesson.all_of("predict")[0]))
    later = room.number != room.lesson.all_of("predict")[0]
    for against in ("recorded", "simulated"):
        out[f"points_{against}"] = fmean(points[against] for points in mine.values())
        both = [seat for seat in mine if seat in first] if later else []
        if both:
            out[f"gain_{against}"] = fmean(mine[s][against] - first[s][against] for s in both)
    return out


def points_by_seat(room: Room) -> dict[str, Mapping[str, int]]:
    """The points of each prediction at a step; of none whose vote was not shown whole."""
    found = {
        seat: shown_points(room, room.number, seat) for seat in room.state.answers_at(room.number)
    }
    return {
        seat: {
            against: points[f"points_{against}"] for against in ("recorded", "simulated")
        }
        for seat, points in found.items()
        if points
    }  # fmt: skip


def answered(room: Room, _: Room) -> Row:
    """How many chose the key, phones and hands together."""
    key = str(room.step.key)
    chosen = [str(each[CHOICE]) for each in room.state.answers_at(room.number).values()]
    hands = room.state.hands(room.number).get(CHOICE, {})
    return {"right": chosen.count(key) + hands.get(key, 0)} if room.locked else {}


def amended(room: Room, _: Room) -> Row:
    """The exact chance of the draft as tabled, and the mean one of the texts that were chosen."""
    if not room.locked:
        return {}
    case, counts = room.case, choices_of(room)
    chances = [
        exact(case, case.ladder[rung][0]).outcomes["adopted"]
        for rung, many in counts.items()
        for _ in range(many)
    ]
    out: Row = {
        "tabled": case.draft.strength, "chance_tabled": exact(case).outcomes["adopted"]
    }  # fmt: skip
    return out | ({"chance_chosen": fmean(chances)} if chances else {})


def voted(room: Room, ended: Room) -> Row:
    """The vote of a council, how many of it people cast, and how many predicted how it ended."""
    found = course(ended)
    one = found.meeting(room.step.crisis or 0)
    if one is None or not found.passed(one.meeting, "vote"):
        return {}
    out = {"round": one.round.number, "end": end_of(one, ended), "persons": persons(one, "vote")}
    if not has_vote(one):
        return out
    came = Votes().came(room, found, one)
    vote = came["vote"]
    return out | of_predictions(came["points"]["many"], came["points"]["right"]) | {
        "tabled": vote_strength(one), "yes": vote["yes"],
        "no": vote["no"], "abstain": vote["abstain"], "not_voting": vote["not_voting"],
    }  # fmt: skip


def pledged(room: Room, ended: Room) -> Row:
    """What was needed, given, best for all and in equilibrium, in effort; and the percentile."""
    found = course(ended)
    meeting = room.step.crisis or 0
    all_of_it, one = shared(found, meeting), found.meeting(meeting)
    if all_of_it is None or one is None:
        return {}
    where = standing(found, one.round.number + 1)
    out: Row = {
        "round": one.round.number,
        "persons": persons(one, "contribute"),
    }
    if where is not None and where["percentile"] is not None:
        out["percentile"] = where["percentile"]
    if not all_of_it["rows"]:
        return out
    near = Burden().nearest(at_step(ended, room.number), all_of_it["given"])
    answer = one.round.answer
    if "nash" in all_of_it:
        out["nash"] = round(all_of_it["nash"] / UNITS, DIGITS)
    return (
        out
        | of_predictions(near["many"], near["near"])
        | {
            "resistance": float(answer.resistance[0]),
            "provision": float(answer.provision[0]),
            "optimal": float(answer.optimal[0]),
            "p_win": all_of_it["p_win"],
            "won": all_of_it["won"],
        }
    )


def of_predictions(many: int, right: int) -> Row:
    """How many pupils without a state predicted, and how many of them rightly; of none nothing."""
    return {"predictions": many, "right": right} if many else {}


def has_vote(one: Played) -> bool:
    """Whether a vote was held in a round."""
    return vote_strength(one) is not None


def vote_strength(one: Played) -> float | None:
    """The strength of the text put to the vote; None where there was none."""
    taken = one.round.taken
    if taken is None or not taken.histories.size or np.isnan(taken.tabled[0]):
        return None
    return float(taken.tabled[0])


def end_of(one: Played, room: Room) -> str:
    """How a round ended."""
    script = course(room).table.scenario.script
    return end_word(int(one.round.ends[0]), script[one.round.number] if script else None)


def persons(one: Played, kind: str) -> int:
    """For how many members a pupil took a decision."""
    return sum(q.kind == kind and not q.waiting and q.answer != MODEL for q in one.questions)


BY_KIND: dict[str, Callable[[Room, Room], Row]] = {
    "predict": predicted,
    "question": answered,
    "amend": amended,
    "vote": voted,
    "pledge": pledged,
}
"""By kind of step what is compared."""
