"""Roll calls written out ballot by ballot, for the tests of calibration."""

import numpy as np

from simulation.stages.voting import NO, YES
from simulation.studies.calibration.moments import (
    RollCalls,
)

MEMBERS = ("CHN", "FRA", "GBR", "RUS", "USA", "KEN", "PER")
ALL = [YES] * 7


def roll_calls(*ballots, chapter_vii=None):
    """Roll calls of five permanent members, one of Africa and one of Latin America."""
    cast = np.array(ballots, dtype=np.int8)
    drafts = len(cast)
    permanent = np.tile([True] * 5 + [False] * 2, (drafts, 1))
    vetoed = ((cast == NO) & permanent).any(axis=1)
    return RollCalls(
        ids=tuple(range(drafts)),
        ballots=cast,
        member=np.tile(MEMBERS, (drafts, 1)),
        permanent=permanent,
        group=np.tile(["APG", "WEOG", "WEOG", "EEG", "WEOG", "AFR", "GRULAC"], (drafts, 1)),
        vetoed=vetoed,
        fell_short=~vetoed & ((cast == YES).sum(axis=1) < 4),
        chapter_vii=np.full(drafts, 0.0) if chapter_vii is None else np.array(chapter_vii),
    )
