"""What was not matched, at the end of every search: how far a fit knows it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from simulation.analysis.sums_tasks import play_measures
from simulation.measures.contrasts import level
from simulation.measures.table import MEASURES
from simulation.stages.numerics import Floats
from simulation.studies.calibration.eras import scenario_of, settled
from simulation.studies.calibration.match import Match

UNMATCHED = ("withheld", "hidden", "hidden_large", "unanswered", "easy_riding")
"""Measures of :mod:`simulation.measures.table` that no moment is of."""

RUNS = 400
SEED = 1001
"""The histories by which ends are compared, not those that anything was matched on."""


@dataclass(frozen=True)
class Unmatched:
    """Measures at the end of every search, the nearest first, each (end, measure).

    ``levels`` under the era's own rules, ``freed`` what the same histories have more of
    where nobody holds a veto.
    """

    levels: Floats
    freed: Floats


def unmatched(found: Match) -> Unmatched:
    """Played at every end."""
    era = found.space.era
    rules = (era, replace(era, rules=era.without_veto))
    levels = []
    for point in (found.point, *found.others):
        made = settled(found.space.values(point), found.nonparticipation)
        sums = play_measures(
            [scenario_of(under, made) for under in rules], UNMATCHED, runs=RUNS, seed=SEED
        )
        levels.append(
            [
                [level(one[name], share=MEASURES[name].share).value for name in UNMATCHED]
                for one in sums
            ]
        )
    with_veto, without = np.moveaxis(np.array(levels), 1, 0)
    return Unmatched(with_veto, without - with_veto)
