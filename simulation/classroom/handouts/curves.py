"""Curves of a vote for pupils to explore: exact chances by the text's strength, by rule set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from simulation.classroom.cases import Case
from simulation.classroom.handouts.case_sheets import title_of
from simulation.classroom.spoken import said, strength
from simulation.classroom.votes import OUTCOMES, exact
from simulation.figures.forecast_words import outcome_parts

WIDE, HIGH = 340, 200
"""Size of a drawing; what is drawn lies within its frame."""

LEFT, RIGHT, TOP, BOTTOM = 34, 8, 10, 26
"""Room around the frame, for the axes."""

AS_RECORDED = 1e-9
"""Strengths closer than this are the same."""


def along(share: float) -> float:
    """Where a share of the axis across lies, 0 to 1."""
    return round(LEFT + share * (WIDE - LEFT - RIGHT), 1)


def up(share: float) -> float:
    """Where a share of the axis upwards lies, 0 to 1."""
    return round(TOP + (1.0 - share) * (HIGH - TOP - BOTTOM), 1)


def drawn(points: Iterable[tuple[float, float]]) -> str:
    """Points, as shares of both axes, for a line of a drawing."""
    return " ".join(f"{along(x)},{up(y)}" for x, y in points)


def vote_curves(case: Case, rule_sets: Sequence[str]) -> dict[str, Any]:
    """The curves of a vote; ``own`` is the place of the draft's own strength among the rows."""
    rules = [curve(case, None), *(curve(case, name) for name in rule_sets)]
    own = case.draft.strength
    return {
        "rules": rules,
        "own": next(k for k, row in enumerate(rules[0]["rows"]) if row["strength"] == own),
        "quota": case.draft.sitting.rules.quota,
        "seats": len(case.members),
    }


def curve(case: Case, rules: str | None) -> dict[str, Any]:
    """The chances at each strength of the forecast's curve, and at the draft's own."""
    found = exact(case, None, rules)
    here = {"strength": found.strength, "expected_yes": found.expected_yes, **found.outcomes}
    rows = [row for row in found.curve if abs(row["strength"] - found.strength) > AS_RECORDED]
    rows = sorted([here, *rows], key=lambda row: row["strength"])
    return {
        "title": title_of(case, rules),
        "quota": found.quota,
        "rows": [row_of(case, row, found.quota) for row in rows],
        "lines": {
            outcome: drawn((row["strength"], row[outcome]) for row in rows) for outcome in OUTCOMES
        },
    }


def row_of(case: Case, row: dict[str, float], quota: int) -> dict[str, Any]:
    """One strength in words, its chances as a forecast prints them, and a sentence of it all."""
    words = case.words
    parts = {
        name: words.say("language.per_cent", number=part)
        for name, part in outcome_parts(row).items()
    }
    shown, yes = words.number(row["strength"], 2), words.number(row["expected_yes"], 1)
    text = said(words, strength(row["strength"]))
    return {
        "strength": row["strength"],
        "shown": shown,
        "words": text,
        "x": along(row["strength"]),
        "parts": parts,
        "yes": yes,
        "sentence": words.say(
            "home.point", strength=shown, words=text, yes=yes, quota=quota,
            seats=len(case.members), **parts,
        ),
    }  # fmt: skip
