"""How much states bear of answers to crises of their own side, from a batch."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow.dataset as ds

from simulation.analysis.members import contributors_of, permanent_members
from simulation.analysis.own_side import sides_of
from simulation.engine.history import Column
from simulation.experiments.record import script_of
from simulation.experiments.results import Results
from simulation.stages.numerics import sum_seats


def borne_against_own_side(results: Results) -> dict[str, float]:
    """What each state gives of the answers to crises of its own side, the most first.

    Returns
    -------
    dict of str to float
        By code, its share of what all give to those answers; states that give nothing are left
        out.
    """
    found: pd.DataFrame | None = None
    for answers, effort, _ in results.contributions_by_block():
        names = contributors_of(results, answers)
        row, column = np.nonzero(on_own_side(results, answers, names))
        given = {"own": effort[row, column], "all": sum_seats(effort.T)[row]}
        sums = pd.DataFrame(given).groupby(names[row, column]).sum()
        found = sums if found is None else found.add(sums, fill_value=0.0)
    if found is None:
        return {}
    shares = (found["own"] / found["all"])[found["own"] > 0.0]
    return {str(code): float(share) for code, share in shares.sort_values()[::-1].items()}


def on_own_side(results: Results, answers: pd.DataFrame, names: Column) -> Column:
    """Who of those ``names`` (answer, contributor) is on the challenger's own side.

    Of crises without a script the patron alone: a dataset does not hold their parties.
    """
    script = script_of(results.manifest)
    if not script:
        runs = answers["run"]
        here = (ds.field("run") >= int(runs.min())) & (ds.field("run") <= int(runs.max()))
        keys = ["run", "round"]
        rounds = results.level("rounds").to_table(columns=[*keys, "patron"], filter=here)
        patrons = answers.merge(rounds.to_pandas(), how="left", on=keys)["patron"]
        return np.asarray(names == patrons.to_numpy(dtype=object)[:, None])
    permanent = frozenset(permanent_members(results.manifest))
    own = np.zeros(names.shape, dtype=bool)
    for one in script:
        here = (answers["round"] == one.number).to_numpy()
        side = sides_of(one.target, permanent.intersection(one.parties), one.patron)
        own[here] = np.isin(names[here], list(side))
    return own
