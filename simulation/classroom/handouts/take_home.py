"""The page that pupils take home: curves that are computed, what happened in class, the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from simulation.classroom.catalogue import Words
from simulation.classroom.handouts.curves import along, drawn, up, vote_curves
from simulation.classroom.handouts.page import STATIC, whole
from simulation.classroom.handouts.riding import Point, grid
from simulation.classroom.kinds import KINDS
from simulation.classroom.kinds.base import Room
from simulation.classroom.kinds.plain import case_facts
from simulation.classroom.kinds.predict import result_of
from simulation.classroom.lesson import Lesson
from simulation.classroom.pages import Pages
from simulation.classroom.table import scenario_of
from simulation.classroom.votes import single

STYLE, SCRIPT = STATIC / "take-home.css", STATIC / "take-home.js"

SHOWN = ("predict", "reveal", "question", "amend", "vote", "burden")
"""Kinds of step of which the page says what happened in class."""

MIDDLE = (5, 4, 2)
"""Where the sliders of free-riding stand at first: contributors, gravity, inequality."""


def take_home(room: Room) -> str:
    """The page of a lesson as one HTML file that runs without a network.

    What happened in class is what was closed and revealed there, without a nickname.
    """
    pages = Pages(room.words)
    return whole(pages, "handouts/take-home.html", STYLE, SCRIPT, p=content(room))


def content(room: Room) -> dict[str, Any]:
    """All that the page holds, as plain data."""
    lesson = room.lesson
    return {
        "title": lesson.title,
        "description": lesson.description,
        "votes": votes(lesson, room.seed),
        "riding": riding(lesson),
        "happened": happened(room),
    }


def votes(lesson: Lesson, seed: int) -> list[dict[str, Any]]:
    """The votes of a lesson: their facts, curves, and record."""
    rule_sets = {step.vote: step.rule_sets or [] for step in lesson.steps if step.kind == "rules"}
    return [
        {
            **case_facts(case),
            **vote_curves(case, rule_sets.get(name, [])),
            "record": result_of(case, single(case, seed))["record"],
        }
        for name, case in lesson.cases.items()
    ]


def riding(lesson: Lesson) -> dict[str, Any] | None:
    """Free-riding by three sliders; None where no pupil holds a state."""
    if lesson.council is None:
        return None
    found, words = grid(scenario_of(lesson.council.setting).parameters), lesson.words
    points: list[Point] = found["points"]
    many, gravity, ratio = (found[key] for key in ("contributors", "gravity", "inequality"))
    top = max(max(each.given, each.best, each.needed) for each in points)

    def line(name: str, k: int, j: int) -> str:
        chosen = [points[(i * len(gravity) + k) * len(ratio) + j] for i in range(len(many))]
        return drawn(
            (i / (len(many) - 1), getattr(each, name) / top) for i, each in enumerate(chosen)
        )

    return {
        "sliders": [
            {"name": "contributors", "shown": [words.number(n) for n in many]},
            {"name": "gravity", "shown": [words.percent(g) for g in gravity]},
            {"name": "inequality", "shown": [words.number(r) for r in ratio]},
        ],
        "start": MIDDLE,
        "points": [worded(words, each) for each in points],
        "lines": [
            {name: line(name, k, j) for name in ("needed", "given", "best")}
            for k in range(len(gravity))
            for j in range(len(ratio))
        ],
        "across": [{"x": along(i / (len(many) - 1)), "shown": n} for i, n in enumerate(many)],
        "upwards": [{"y": up(share), "shown": words.number(top * share)} for share in (0, 0.5, 1)],
    }


def worded(words: Words, point: Point) -> dict[str, Any]:
    """One setting: its numbers as they are shown, and a sentence of them."""
    plain = asdict(point)
    shown = {name: words.number(plain[name]) for name in ("needed", "given", "best")}
    chances = {name: words.percent(plain[name]) for name in ("p_win", "p_best", "largest")}
    key = "home.riding" if point.givers else "home.riding_nobody"
    return {
        **shown,
        "sentence": words.say(
            key, contributors=point.contributors, givers=point.givers, points=point.points,
            points_best=point.points_best, **shown, **chances,
        ),
    }  # fmt: skip


def happened(room: Room) -> list[dict[str, Any]]:
    """What happened at the steps that the class has closed or revealed, in their order."""
    found = []
    for number, step in enumerate(room.lesson.steps[: room.number + 1]):
        if step.kind not in SHOWN:
            continue
        here = replace(room.state.here, step=number)
        there = Room(room.lesson, replace(room.state, here=here))
        shown = KINDS[step.kind].shown_to_phones(there)
        if tells(step.kind, there, shown):
            found.append({"kind": step.kind, "title": step.title, **shown})
    return found


def tells(kind: str, room: Room, shown: Mapping[str, Any]) -> bool:
    """Whether there is anything to tell of a step: it is closed, or shown whole."""
    if kind == "reveal":
        return bool(shown["done"])
    if kind == "vote":
        return bool(shown["status"] == "done")
    if kind == "burden":
        return "action" in shown
    counted = shown["answered"] or room.state.hands(room.number)
    return room.locked and bool(counted)
