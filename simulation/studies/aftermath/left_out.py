"""How the model fares at each case with its numbers chosen on the other cases.

The numbers of stages 7 to 9 were chosen by hand with the cases in view, so that its scores
there are no prediction. Here they are chosen again for every case, without it: of a designed
sample of plausible settings, the default among them, the one that is best over all others.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np

from simulation.experiments.design import sampled
from simulation.studies.aftermath.rounds import Beside, rounds_beside
from simulation.studies.aftermath.rules import MODEL
from simulation.studies.aftermath.scores import (
    BURDENS,
    Scores,
    burden_scores,
    class_scores,
    leader_scores,
)
from simulation.studies.findings.plausible import plausible

TUNED = (
    "openings", "outside_cost", "prospect", "beyond", "stake_scale", "satiation", "unit_cost",
    "private_benefit", "interdependence", "stake_elasticity", "words_below", "force_from",
    "sanctions_effect", "carry", "nearness", "forces_elasticity", "impartiality", "allied",
    "standing", "pen_leads", "payers", "reimbursement",
)  # fmt: skip
"""The numbers that were chosen with the cases in view."""

LEADER, LEADS = "leader right", "largest bearer leads"
LESS_IS_BETTER = frozenset(name for name, (of, _) in BURDENS.items() if of == "on non-bearers")

type ByCase = dict[str, dict[str, float]]
"""A score by measure and case."""


@dataclass(frozen=True)
class LeftOut:
    """Scores by measure and case: of the default, the best in hindsight, and chosen without it.

    ``chosen`` says which setting each case has, ``hindsight`` which is the best over all; 0 is
    the default. ``span`` has by measure the lowest and the highest mean over cases that any of
    the ``settings`` has.
    """

    default: dict[str, Scores]
    best: dict[str, Scores]
    without: dict[str, Scores]
    hindsight: int
    chosen: dict[str, int]
    span: dict[str, tuple[float, float]]
    settings: int


def tuned_settings(settings: int, seed: int) -> list[dict[str, float]]:
    """The default first, as nothing set, then a Latin hypercube over the plausible ranges."""
    over = {one.key: (one.low, one.high) for one in plausible() if one.key in TUNED}
    design = sampled("lhs", settings - 1, over, seed=seed).settings()
    return [{}, *({key: float(value) for key, value in one.items()} for one in design)]


def scores_by_case(rounds: Sequence[Beside]) -> ByCase:
    """Every score of the model by measure and case; a case without one is left out."""
    found = {name: by[MODEL] for name, by in burden_scores(rounds).items()}
    found |= {name: by[MODEL] for name, by in class_scores(rounds).items()}
    leaders = leader_scores(rounds)
    found |= {LEADER: leaders[MODEL], LEADS: leaders[f"bears most: {MODEL}"]}
    return {name: scores.by_case() for name, scores in found.items()}


def played(setting: Mapping[str, float], runs: int, seed: int) -> ByCase:
    """The scores of one setting; every setting meets the same draws."""
    return scores_by_case(rounds_beside(runs=runs, seed=seed, setting=setting))


def play_settings(
    settings: Sequence[Mapping[str, float]], *, runs: int, seed: int, workers: int
) -> list[ByCase]:
    """The scores of each setting, in their order."""
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(partial(played, runs=runs, seed=seed), settings))


def merit(scores: ByCase, without: str | None = None) -> float:
    """How good a setting is over all cases but one: the mean over measures of means over cases."""
    means = []
    for name, by_case in scores.items():
        values = [value for case, value in by_case.items() if case != without]
        if values:
            mean = float(np.mean(values))
            means.append(1.0 - mean if name in LESS_IS_BETTER else mean)
    return float(np.mean(means))


def best_of(tables: Sequence[ByCase], without: str | None = None) -> int:
    """The number of the setting with the greatest merit, the first of equals."""
    return int(np.argmax([merit(table, without) for table in tables]))


def scored_by_all(tables: Sequence[ByCase]) -> list[ByCase]:
    """The same scores at the cases that every setting scores by a measure.

    What share falls on states that gave none is not defined where a setting gives nothing; it
    would otherwise look better for leaving a bad case out.
    """
    shared = {name: set.intersection(*(set(table[name]) for table in tables)) for name in tables[0]}
    return [
        {
            name: {case: value for case, value in by_case.items() if case in shared[name]}
            for name, by_case in table.items()
        }
        for table in tables
    ]


def left_out(tables: Sequence[ByCase]) -> LeftOut:
    """Choose for every case the setting that is best over the others, and score it there."""
    tables = scored_by_all(tables)
    cases = sorted({case for by_case in tables[0].values() for case in by_case})
    chosen = {case: best_of(tables, case) for case in cases}
    hindsight = best_of(tables)

    def of(number: Mapping[str, int]) -> dict[str, Scores]:
        return {
            name: scores_of(cases, (tables[number[case]][name].get(case) for case in cases))
            for name in tables[0]
        }

    return LeftOut(
        default=of(dict.fromkeys(cases, 0)),
        best=of(dict.fromkeys(cases, hindsight)),
        without=of(chosen),
        hindsight=hindsight,
        chosen=chosen,
        span={name: span_of([table[name] for table in tables]) for name in tables[0]},
        settings=len(tables),
    )


def scores_of(cases: Sequence[str], values: Iterable[float | None]) -> Scores:
    """Scores of cases, one each; NaN where there is none."""
    return Scores(tuple(cases), tuple(math.nan if v is None else v for v in values))


def span_of(by_setting: Sequence[Mapping[str, float]]) -> tuple[float, float]:
    """The lowest and the highest mean over cases of any setting."""
    means = [float(np.mean(list(by_case.values()))) for by_case in by_setting]
    return min(means), max(means)
