"""The path of a class among a thousand simulated councils, and what was learnt on the way."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulation.analysis.story import learnt, standing_of
from simulation.classroom.human import Played, Replay
from simulation.classroom.once import once
from simulation.classroom.table import Setting, scenario_of
from simulation.engine.arrays import play
from simulation.stages import burden
from simulation.stages.adoption import End
from simulation.stages.numerics import Floats

COUNCILS = 1000
"""So many councils of the same seed are simulated."""

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@once()
def thousand(setting: Setting, seed: int) -> Floats:
    """Provision per severity up to each round of a thousand councils, (round, history).

    They have the class's members and rules, and crises of their own. NaN before the first crisis.
    """
    history = play(scenario_of(setting), seed=seed, runs=range(COUNCILS))
    return per_severity(history["provision"], history["severity"])


def per_severity(provision: Floats, severity: Floats) -> Floats:
    """Provision per severity up to each round; severity is NaN where no crisis stands."""
    sums = np.cumsum(provision, axis=0), np.cumsum(np.nan_to_num(severity), axis=0)
    return burden.provision_per_severity(*sums)


def finished(replay: Replay) -> tuple[Played, ...]:
    """The rounds of which nothing waits."""
    return replay.rounds[:-1] if replay.waiting else replay.rounds


def path_of(replay: Replay) -> Floats:
    """The class's provision per severity up to each finished round, (round,)."""
    rounds = [one.round for one in finished(replay)]
    standing = [bool(one.before.standing[0]) for one in rounds]
    severity = [
        float(one.before.crisis.severity[0]) if there else np.nan
        for one, there in zip(rounds, standing, strict=True)
    ]
    provision = [float(one.answer.provision[0]) for one in rounds]
    return per_severity(np.array(provision)[:, None], np.array(severity)[:, None])[:, 0]


def percentile(value: float, others: Floats) -> float:
    """The share of others below a value in per cent, half of the equal ones counted.

    >>> percentile(2.0, np.array([1.0, 2.0, 3.0, np.nan]))
    50.0
    """
    known = others[~np.isnan(others)]
    if not known.size or np.isnan(value):
        return float("nan")
    below, equal = (known < value).sum(), (known == value).sum()
    return float(100.0 * (below + equal / 2.0) / known.size)


@once(256)
def standing(replay: Replay, rounds: int | None = None) -> dict[str, Any] | None:
    """Where the class stands among the thousand after its first rounds; None before any.

    All finished rounds if not given.

    ``path`` is the class's, ``bands`` a row for each of ``QUANTILES``, both by round; None
    where no crisis stood yet.
    """
    ours = path_of(replay)[:rounds]
    if not ours.size:
        return None
    theirs = thousand(replay.table.setting, replay.table.seed)[: ours.size]
    bands = [[quantile(row, q) for row in theirs] for q in QUANTILES]
    found = percentile(float(ours[-1]), theirs[-1])
    path = [finite(value) for value in ours]
    return {
        "path": path,
        "bands": bands,
        "quantiles": list(QUANTILES),
        "percentile": finite(found),
        "councils": COUNCILS,
        "now": path[-1],
        "low": bands[0][-1],
        "middle": bands[2][-1],
        "high": bands[-1][-1],
        "chart": chart(path, bands),
    }


def chart(path: list[float | None], bands: list[list[float | None]]) -> dict[str, str]:
    """The path and the bands as points of a drawing of 600 by 170; empty before two rounds."""
    there = [n for n, value in enumerate(path) if value is not None and bands[0][n] is not None]
    if len(there) < 2:
        return {}
    top = max(value for row in (path, bands[-1]) for value in row if value is not None) or 1.0

    def points(row: list[float | None], rounds: list[int]) -> str:
        places = [
            (600 * (n - there[0]) / (there[-1] - there[0]), 165 - 155 * (row[n] or 0.0) / top)
            for n in rounds
        ]
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)

    back = there[::-1]
    return {
        "outer": f"{points(bands[0], there)} {points(bands[4], back)}",
        "inner": f"{points(bands[1], there)} {points(bands[3], back)}",
        "median": points(bands[2], there),
        "ours": points(path, there),
    }


def quantile(values: Floats, q: float) -> float | None:
    """A quantile of those values that there are."""
    known = values[~np.isnan(values)]
    return float(np.quantile(known, q)) if known.size else None


def finite(value: float) -> float | None:
    """A number, or None for NaN."""
    return None if np.isnan(value) else float(value)


def after(replay: Replay, meeting: int) -> dict[str, Any] | None:
    """What was learnt between a meeting and the next one; None before the meeting is over.

    ``before`` and ``after`` are beliefs, legitimacy and trust, as a story has them; ``deterred``
    how many challenges were not made, ``ends`` what became of the crisis in its rounds.
    """
    one = replay.meeting(meeting)
    done = finished(replay)
    if one is None or one not in done:
        return None
    later = [each for each in done if each.round.number >= one.round.number and each.met == meeting]
    crisis = [
        each.round
        for each in later
        if each.round.before.standing[0]
        and each.round.before.episode[0] == one.round.before.episode[0]
    ]
    return {
        "before": standing_of(one.round.before),
        "after": learnt(later[-1].round),
        "deterred": sum(int(each.round.ends[0] == End.DETERRED) for each in later),
        "ends": [End(int(each.ends[0])).name.lower() for each in crisis],
        "settled": bool(crisis[-1].settled[0]),
        "closed": bool(crisis[-1].closed[0]),
    }
